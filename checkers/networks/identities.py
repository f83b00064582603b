"""Checking identities of networks: for every network, every activation and every loss at once.

The statements' own plain-numpy definitions run on networks whose weights, inputs and targets are
variables of a polynomial ring, and whose activation gives a new variable sigma(z), and one
sigma'(z), for each new pre-activation z; so does the loss. Two sides whose polynomials agree are
equal for all values of the variables: for every activation with any choice of slopes, every loss
and all weights. Membership in a span is proved by constant coefficients of the gradients.

Both sides are sums over neurons, over training points and over coordinates, of terms that hold at
most two of each; a monomial of the difference of the sides would show at two neurons, two points
and two coordinates already, all others being 0. So these sizes settle all.

A formula that asks for the sign of a pre-activation (the indicators of ReLU) has no such
polynomial. It is settled for one neuron on each cell of the signs of w.x and w.x': there the slopes
are constant and the sides polynomials in x and x' of degree at most 2, which the fifteen points of
a lattice settle.

Explicit rational networks come first and may refute anything: exactly for polynomial and
piecewise-linear activations, in balls for the others.
"""

import inspect
import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb, ctx, fmpq, fmpq_mat

from checkers.arithmetic.balls import BALLS, ball
from checkers.arithmetic.polynomials import Formal, variables
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict, decided
from theorems.derivatives import SQUARED, Array, Loss
from theorems.gradient_expansions import network_gradient, total_gradient
from theorems.language.activations import ACTIVATIONS, Activation, StandIn
from theorems.language.domains import Names, UnmetHypothesis
from theorems.language.records import Identity, Setting

DIGITS = (8, 15, 30, 100)  # of balls that a witness tells
SIZES = ((1, 1, 1), (2, 2, 2))  # m, d, n
LARGEST = (3, 3, 3)  # m, d, n of an explicit network
BEYOND = (LARGEST, (4, 2, 4))  # where sides that are no sums over neurons give themselves away
POOL = 16  # pre-activations, and losses, that one formal network may have
DRAWS = 6
BITS = 53  # of balls
LAYERS = 100  # up to which counts are compared; more are not computed with
EXACT = ("quadratic", "cubic", "identity", "relu", "abs")
CELLS = ("relu", "abs")  # their slopes are functions of the sign
CORNERS = [  # x, then x'; they determine a polynomial of degree 2
    (1 + p, q, -r, 1 + s)
    for p, q, r, s in itertools.product(range(3), repeat=4)
    if p + q + r + s <= 2
]
SHAPES: dict[str, Callable[[int, int, int], tuple[int, ...]]] = {
    "W": lambda m, d, n: (m, d),
    "W0": lambda m, d, n: (m, d),
    "b": lambda m, d, n: (m,),
    "b0": lambda m, d, n: (m,),
    "x": lambda m, d, n: (d,),
    "z": lambda m, d, n: (d,),
    "X": lambda m, d, n: (n, d),
    "y": lambda m, d, n: (n,),
    "eta": lambda m, d, n: (),
}

Scene = Mapping[str, Any]  # the arguments of the sides, by name


def values(theorem: Identity, scene: Scene) -> list[Any]:
    """The sides at a network."""
    return [side(**{name: scene[name] for name in _names(side)}) for side in theorem.sides]


@lru_cache(maxsize=256)
def _names(side: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(inspect.signature(side).parameters)


def arguments(theorem: Identity) -> list[str]:
    """The names of the arguments of all sides, each once."""
    return list(dict.fromkeys(name for side in theorem.sides for name in _names(side)))


def formal_scenes(theorem: Identity, size: tuple[int, int, int], given: Scene) -> list[Scene]:
    """Networks of variables, one for each pattern of signs of a; `given` arguments as they are."""
    m = size[0]
    shapes = {n: SHAPES[n](*size) for n in arguments(theorem) if n in SHAPES and n not in given}
    entries = [
        f"{name}{''.join(str(i + 1) for i in index)}"
        for name, shape in shapes.items()
        for index in np.ndindex(shape)
    ]
    pools = [f"{symbol}_{k}" for symbol in ("s", "s'", "l", "l'") for k in range(POOL)]
    ring = iter(variables([*entries, *pools]))
    scene = {name: _filled(shape, ring) for name, shape in shapes.items()}
    pool = list(ring)
    anything = _any_activation(pool[:POOL], pool[POOL : 2 * POOL])
    scene["sigma"] = anything
    scene["loss"] = Loss("any", _symbols(pool[2 * POOL : 3 * POOL]), _symbols(pool[3 * POOL :]))
    scene |= given
    if isinstance(scene["sigma"], str):  # anything, under that name
        scene["sigma"] = replace(anything, name=scene["sigma"])
    signs = [np.array(a, dtype=object) for a in itertools.product((1, -1), repeat=m)]
    return [{**scene, "a": a} for a in (signs if "a" in arguments(theorem) else signs[:1])]


def _filled(shape: tuple[int, ...], entries: Any) -> Any:
    if not shape:
        return next(entries)
    array = np.empty(shape, dtype=object)
    for index in np.ndindex(shape):
        array[index] = next(entries)
    return array


def _symbols(pool: list[Formal]) -> Callable[..., Formal]:
    """A function that gives equal arguments equal variables, and others new ones."""
    known: dict[str, Formal] = {}

    def symbol(*arguments: Any) -> Formal:
        key = repr(arguments)
        if key not in known:
            if len(known) == len(pool):
                raise LookupError("more pre-activations than variables")
            known[key] = pool[len(known)]
        return known[key]

    return symbol


def _any_activation(value_pool: list[Formal], slope_pool: list[Formal]) -> Activation:
    def over(pool: list[Formal]) -> Callable[[Array, Any], Array]:
        symbol = _symbols(pool)

        def entrywise(z: Array, fn: Any) -> Array:
            return _objects([symbol(entry) for entry in z])

        return entrywise

    return StandIn("any", over(value_pool), over(slope_pool), None, False, False)


def _objects(entries: list[Any]) -> Array:
    array = np.empty(len(entries), dtype=object)
    array[:] = entries
    return array


def proved(theorem: Identity, given: Scene) -> bool:
    """Whether it is proved for all networks of variables; LOWER: False leaves it open."""
    for size in SIZES:
        for scene in formal_scenes(theorem, size, given):
            try:
                found = values(theorem, scene)
            except (LookupError, TypeError):  # not a polynomial in the variables
                return False
            if not all(
                in_span(left, right) if relation == "in" else _equal(left, right)
                for left, right, relation in zip(found, found[1:], links(theorem), strict=False)
            ):
                return False
    return True


def links(theorem: Identity) -> tuple[str, ...]:
    """The relations between neighbouring sides."""
    return theorem.relations or ("=",) * (len(theorem.sides) - 1)


def _equal(left: Any, right: Any) -> bool:
    pairs = zip(np.ravel(left), np.ravel(right), strict=True)
    return all(bool(p - q == 0) for p, q in pairs)


def in_span(vector: Array, vectors: Array) -> bool:
    """Whether each part of `vector` is a combination of `vectors` with constant coefficients.

    The parts are the coefficients of what the vectors do not speak of: the step size, the slopes
    of the loss. Sufficient for membership at all values of the variables.
    """
    rows = [_coordinates(v) for v in vectors]
    used = {k for row in rows for _, key in row for k, power in enumerate(key) if power}
    parts: dict[tuple[int, ...], dict[Any, Fraction]] = {}
    for (place, key), c in _coordinates(vector).items():
        rest = tuple(0 if k in used else power for k, power in enumerate(key))
        inner = tuple(power if k in used else 0 for k, power in enumerate(key))
        parts.setdefault(rest, {})[place, inner] = c
    return all(_rank([*rows, part]) == _rank(rows) for part in parts.values())


def _coordinates(vector: Array) -> dict[tuple[int, tuple[int, ...]], Fraction]:
    return {
        (place, key): c
        for place, entry in enumerate(np.ravel(vector))
        for key, c in (entry.terms() if isinstance(entry, Formal) else {(): entry}).items()
        if c
    }


def _rank(rows: list[dict[Any, Fraction]]) -> int:
    columns = sorted({key for row in rows for key in row})
    if not columns:
        return 0
    entries = [_rational(row.get(key, Fraction(0))) for row in rows for key in columns]
    return int(fmpq_mat(len(rows), len(columns), entries).rank())


def _rational(value: Any) -> fmpq:
    return value if isinstance(value, fmpq) else fmpq(int(value.numerator), int(value.denominator))


@lru_cache(maxsize=64)
def broken_on_cells(theorem: Identity, name: str) -> Scene | None:
    """A neuron with the activation `name` at which neighbouring sides differ, or None if none is.

    EXACT for sides that are as the docstring of this module says.
    """
    for signs in itertools.product((-1, 0, 1), repeat=2):
        if theorem.almost and 0 in signs:
            continue
        for corner, a in itertools.product(CORNERS, (1, -1)):
            scene = _neuron(signs, corner, a, name)
            if broken(theorem, scene) is not None:
                return scene
    return None


def _neuron(signs: tuple[int, ...], corner: tuple[int, ...], a: int, name: str) -> Scene:
    """One neuron whose pre-activations at x and x' have the given signs."""
    (x1, x2, z1, z2), (u, v) = map(Fraction, corner), signs
    det = x1 * z2 - x2 * z1  # positive on all of CORNERS
    row = [(u * z2 - v * x2) / det, (v * x1 - u * z1) / det]
    numbers = {"W0": [row], "x": [x1, x2], "z": [z1, z2], "a": [a]}
    arrays = {key: np.array(value, dtype=object) for key, value in numbers.items()}
    return {**arrays, "sigma": ACTIVATIONS[name]}


def settled(theorem: Identity, name: str | None, given: Scene) -> bool:
    """Whether the statement is proved for an activation, or for every one where `name` is None."""
    if name is None:
        return proved(theorem, given)
    if name in CELLS and set(arguments(theorem)) <= {"W0", "x", "z", "a", "sigma"}:
        return broken_on_cells(theorem, name) is None
    sigma = ACTIVATIONS[name]
    return proved(theorem, {**given, "sigma": name}) or (
        sigma.polynomial and proved(theorem, {**given, "sigma": sigma})
    )


@lru_cache(maxsize=64)
def settled_everywhere(theorem: Identity) -> bool:
    """Whether the statement is proved for every activation and parameter that it allows."""
    return all(settled(theorem, name, {}) for name in names_of(theorem))


def names_of(theorem: Identity) -> list[str | None]:
    """The activations that the statement allows; None where it leaves sigma free."""
    domains = [p.domain for p in theorem.parameters if p.name == "activation"]
    return [name for d in domains if isinstance(d, Names) for name in d.allowed] or [None]


def explicit_scenes(
    theorem: Identity, size: tuple[int, ...], name: str, given: Scene
) -> Iterator[Scene]:
    """Rational networks: one of zeros and ones, then random ones; ties unless they are excepted."""
    rng = random.Random(0)
    for draw in range(DRAWS):
        scene = (
            _plain(*size)  # m, d, n
            if draw == 0
            else _random(rng, size, zeros=draw > 2 and not theorem.almost)
        )
        scene |= {"sigma": ACTIVATIONS[name], "loss": SQUARED, **given}
        ties = [v for v in (scene["x"], scene["z"]) if np.any(v) and 0 in scene["W0"] @ v]
        if not (theorem.almost and ties):
            yield scene


def _plain(m: int, d: int, n: int) -> dict[str, Any]:
    """Every vector is the first unit vector, or twice it; only the first point is not 0."""
    first = np.array([Fraction(int(k == 0)) for k in range(d)], dtype=object)
    rows = np.array([first] * m, dtype=object)
    ones = _objects([Fraction(1)] * m)
    X = np.array([first * int(k == 0) for k in range(n)], dtype=object)
    scene = {"W": 2 * rows, "W0": rows, "b": 2 * ones, "b0": ones, "x": first, "z": first, "X": X}
    return {**scene, "y": _objects([Fraction(0)] * n), "eta": Fraction(1), "a": ones}


def _random(rng: random.Random, size: tuple[int, ...], *, zeros: bool) -> dict[str, Any]:
    """Small fractions; where `zeros`, a third of the vectors are 0."""
    scene: dict[str, Any] = {}
    for key, shape_of in SHAPES.items():
        shape = shape_of(*size)
        entries = iter(lambda: Fraction(rng.randint(-3, 3), rng.randint(1, 2)), None)
        scene[key] = _filled(shape, entries)
        if zeros and shape and key != "y":
            keep = [int(rng.random() > 1 / 3) for _ in range(shape[0])]
            scene[key] = (scene[key].T * _objects(keep)).T
    scene["eta"] = Fraction(rng.randint(1, 4), 2)
    scene["a"] = _objects([rng.choice((-1, 1)) for _ in range(size[0])])
    return scene


def in_balls(scene: Scene) -> Scene:
    """The same network with balls for its numbers, and the activation in ball arithmetic."""

    def over(formula: Callable[..., Any]) -> Callable[[Array, Any], Array]:
        return lambda z, fn: _objects([ball(formula(ball(entry), BALLS)) for entry in z])

    sigma = scene["sigma"]
    sigma = StandIn.of(sigma, over(sigma.value), over(sigma.slope))
    return {**_in_numbers(scene, ball), "sigma": sigma}


def _in_numbers(scene: Scene, number: Callable[[Any], Any]) -> Scene:
    """The same network in another arithmetic."""

    def over(value: Any) -> Any:
        if not isinstance(value, np.ndarray):
            return number(value)
        return _filled(value.shape, map(number, value.flat))

    return {**scene, **{key: over(scene[key]) for key in (*SHAPES, "a") if key in scene}}


def broken(theorem: Identity, scene: Scene) -> tuple[Any, Any] | None:
    """The two neighbouring sides that certainly break the statement at a network, or None."""
    try:
        if scene["sigma"].name not in EXACT:
            return _broken(theorem, in_balls(scene))
        with suppress(TypeError):  # Flint's rationals are fast, and do not meet Python's Fractions
            if _broken(theorem, _in_numbers(scene, _rational)) is None:
                return None
        return _broken(theorem, scene)
    except TypeError as error:
        raise UnmetHypothesis(
            f"{theorem.label} needs sides that run on fractions and on balls, with constants as"
            f" integers (2 * eta / 3); got {error}."
        ) from None


def _broken(theorem: Identity, scene: Scene) -> tuple[Any, Any] | None:
    found = values(theorem, scene)
    for entry in itertools.chain.from_iterable(map(np.ravel, found)):
        if not isinstance(entry, int | np.integer | Fraction | fmpq | arb):
            raise TypeError(f"{entry!r}")
    for left, right, relation in zip(found, found[1:], links(theorem), strict=False):
        if relation == "in":
            rows = [_coordinates(v) for v in right]
            if _rank([*rows, _coordinates(left)]) > _rank(rows):
                return left, right
        elif any(_apart(p, q) for p, q in zip(np.ravel(left), np.ravel(right), strict=True)):
            return left, right
    return None


def _apart(left: Any, right: Any) -> bool:
    difference = left - right
    if isinstance(difference, arb):
        return not difference.contains(0)
    return bool(difference != 0)


@lru_cache(maxsize=256)
def search(
    theorem: Identity, size: tuple[int, ...], name: str, eta: Fraction | None
) -> tuple[Scene, tuple[Any, Any]] | None:
    """An explicit network that breaks the statement, or None among DRAWS networks."""
    with ctx.workprec(BITS):
        for scene in explicit_scenes(theorem, size, name, {} if eta is None else {"eta": eta}):
            sides = broken(theorem, scene)
            if sides is not None:
                return scene, sides
    return None


def counterexample(theorem: Identity, s: Setting) -> tuple[Scene, tuple[Any, Any]] | None:
    """A network that breaks the statement at a setting: on sign cells, then with weights drawn."""
    name = s.get("activation")
    if name in CELLS and set(arguments(theorem)) <= {"W0", "x", "z", "a", "sigma"}:
        scene = broken_on_cells(theorem, name)
        sides = None if scene is None else broken(theorem, scene)
        if scene is not None and sides is not None:
            return scene, sides
    for tried in _tried(s):
        found = search(theorem, _size(s), tried, s.get("eta"))
        if found is not None:
            return found
    return None


def _tried(s: Setting) -> list[str]:
    """The activations of explicit networks."""
    name = s.get("activation")
    return [name] if name else ["quadratic", "cubic", "relu"]


def _size(s: Setting) -> tuple[int, ...]:
    """m, d and n of an explicit network at a setting."""
    return tuple(min(s.get(k, 1), most) for k, most in zip("mdn", LARGEST, strict=True))


def breaks_beyond(theorem: Identity, s: Setting) -> tuple[int, ...] | None:
    """A size (m, d, n), whatever the setting's, of an explicit network that breaks the statement.

    None where there is none among BEYOND; else the sides are no sums over neurons and points, and
    the sizes of the proof settle nothing.
    """
    return next(
        (
            size
            for size in BEYOND
            if any(search(theorem, size, name, s.get("eta")) is not None for name in _tried(s))
        ),
        None,
    )


def decide(theorem: Identity, s: Setting, options: Options) -> Verdict:
    """The verdict on an identity of networks at one setting.

    Raises UnmetHypothesis for sides that need something else than a network.
    """
    unknown = sorted(set(arguments(theorem)) - {*SHAPES, "a", "sigma", "loss"})
    if unknown:
        raise UnmetHypothesis(
            f"{theorem.label} has sides of {', '.join(unknown)}; they may use"
            f" {', '.join((*SHAPES, 'a', 'sigma', 'loss'))}."
        )
    found = counterexample(theorem, s)
    if found is not None:
        return _refuted(theorem, s, *found)
    why = "the sides are no equal polynomials, but no explicit network breaks them here"
    everywhere = settled_everywhere(theorem)
    given = {"eta": s.eta} if "eta" in s else {}
    if everywhere or settled(theorem, s.get("activation"), given):
        beyond = breaks_beyond(theorem, s)
        if beyond is None:
            return _certified(theorem, s, "all" if everywhere else "point")
        why = (
            f"no network tried breaks it here, but one with (m, d, n) = {beyond} does, so the sides"
            " are no sums over neurons and points, and a small size settles nothing"
        )
    return decided(
        theorem,
        s,
        Outcome.UNDECIDED,
        why,
        "Neither a formal identity nor an explicit network decides here.",
        method="formal networks",
    )


def _certified(theorem: Identity, s: Setting, scope: str) -> Verdict:
    names = _tried(s)
    if "activation" not in s and "in" not in links(theorem):
        if search(theorem, _size(s), "tanh", s.get("eta")) is not None:
            raise ArithmeticError(f"{theorem.label}: proved, and yet broken by a network with tanh")
        names.append("tanh")
    cells = [name for name in names_of(theorem) if name in CELLS]
    how = (
        "The sides are one polynomial in the weights, the data and free variables for every value"
        " and slope of the activation"
        if "in" not in links(theorem)
        else "The step is a combination of the gradients, with coefficients free of the weights, as"
        " polynomials in the weights, the data and free variables for every value and slope of the"
        " activation"
    )
    if "loss" in arguments(theorem):
        how += " and of the loss"
    evidence = [
        f"{how}; compared at (m, d, n) = {', '.join(map(str, SIZES))} and all signs of a. Sums over"
        " neurons, points and coordinates carry this to every size."
    ]
    if cells:
        evidence.append(
            f"For {' and '.join(str(c) for c in cells)} the sides were compared exactly on every"
            f" cell of the signs of a neuron's two pre-activations, ties"
            f" {'excepted' if theorem.almost else 'included'}."
        )
    evidence.append(
        f"A second way: explicit rational networks with {', '.join(map(str, names))} do not break"
        " it, exactly or (what is no polynomial on each side of 0) in balls."
    )
    fixed = Setting({k: v for k, v in s.items() if k in ("eta", "activation")})
    where = "every network" if scope == "all" else f"every network with {fixed!r}"
    return decided(
        theorem,
        s,
        Outcome.CERTIFIED,
        f"holds for {where}, of every width and input dimension",
        *evidence,
        scope=scope,
        method="formal networks",
        statistic="difference of the sides",
    )


def _refuted(theorem: Identity, s: Setting, scene: Scene, sides: tuple[Any, Any]) -> Verdict:
    left, right = _texts(sides)
    inside = "in" in links(theorem)
    name = scene["sigma"].name
    evidence = [
        f"The network in the witness was evaluated {'exactly' if name in EXACT else 'in balls'} by"
        " the definitions of the statement.",
    ]
    if name in ("quadratic", "cubic") and not theorem.almost:
        evidence.append(
            "Neurons of weight 0, inputs 0 and coordinates 0 add nothing to either side, so it"
            " fails at every larger size too."
        )
    best = None
    root = step_size(theorem) if "eta" in s and not theorem.twin_of else None
    if root is not None:
        evidence.append(
            f"For every network and every loss the difference of the sides is, up to sign, (eta"
            f" {'-' if root > 0 else '+'} {abs(root)}) times <df(x; W_0), total"
            f" gradient>: it vanishes for eta = {root} alone, or"
            " where the total gradient does. Otherwise the sum over the training points of"
            " l'(y_i, f(x_i)) times that product is ||total gradient||^2 > 0, so one of the"
            " training points breaks the display."
        )
        best = {
            "what": "step sizes eta of W = W_0 - eta grad for which the display holds at every x",
            "proved": f"eta = {root}; every eta where the total gradient is 0",
            "refuted": f"every eta but {root} where it is not 0, so every step of descent",
        }
    if not inside and not s.get("activation"):
        again = search(theorem, _size(s), "tanh", s.get("eta"))
        if again is not None:
            evidence.append(
                "A second way: a network with tanh, in balls, has the sides"
                f" {_first(*_texts(again[1]))}."
            )
    return decided(
        theorem,
        s,
        Outcome.REFUTED,
        "the step leaves the span of the gradients"
        if inside
        else f"with {name} the sides are {_first(left, right)}",
        *evidence,
        method="formal networks",
        statistic="difference of the sides",
        best=best,
        violations=1,
        witness={"network": _shown(theorem, scene), "left": left, "right": right},
    )


@lru_cache(maxsize=64)
def step_size(theorem: Identity) -> Fraction | None:
    """The eta_0 with: the sides differ by +-(eta - eta_0) <df(x; W_0), total gradient>, or None."""
    roots = set()
    for size in SIZES:
        for scene in formal_scenes(theorem, size, {}):
            try:
                left, right = values(theorem, scene)
            except (LookupError, TypeError, ValueError):
                return None
            here = network_gradient(*(scene[k] for k in ("W0", "a", "x", "sigma")))
            total = total_gradient(*(scene[k] for k in ("W0", "a", "X", "y", "sigma", "loss")))
            product, difference = np.sum(here * total), left - right
            rest = difference.at({"eta": Fraction(0)})
            key, c = next(iter(product.terms().items()))
            shift = rest.terms().get(key, Fraction(0)) / c
            for sign in (1, -1):
                if difference == (sign * scene["eta"] + shift) * product:
                    roots.add(-sign * shift)
                    break
            else:
                return None
    return roots.pop() if len(roots) == 1 else None


def _first(left: list[str], right: list[str]) -> str:
    """The first entries in which two sides differ."""
    pairs = ((p, q) for p, q in zip(left, right, strict=True) if p != q)
    return " and ".join(next(pairs, ("apart", "alike in all digits that are shown")))


def _texts(sides: tuple[Any, Any]) -> tuple[list[str], list[str]]:
    """The entries of both sides, to as many digits as tell them apart."""
    for digits in DIGITS:
        left, right = (
            [e.str(digits) if isinstance(e, arb) else str(e) for e in np.ravel(side)]
            for side in sides
        )
        if left != right:
            break
    return left, right


def _shown(theorem: Identity, scene: Scene) -> dict[str, Any]:
    """The arguments of the sides at a network, as exact texts."""
    shown: dict[str, Any] = {}
    for key in arguments(theorem):
        value = scene[key]
        named = isinstance(value, Activation | Loss)
        shown[key] = value.name if named else np.vectorize(str, otypes=[object])(value).tolist()
    return shown


def decide_sizes(theorem: Identity, s: Setting) -> Verdict:
    """The verdict on formulas in sizes: as polynomials in m and d, for each depth."""
    m, d = variables(("m", "d"))
    depths = range(2, LAYERS + 1)
    try:
        whole = all(
            _equal(*pair) for L in depths for pair in _pairs(theorem, {"m": m, "d": d, "L": L})
        )
    except TypeError as error:
        raise UnmetHypothesis(
            f"{theorem.label} needs counts that are polynomials in m and d; got {error}."
        ) from None
    here = list(_pairs(theorem, s))
    differing = next(((p, q) for p, q in here if p != q), None)
    if differing is not None and whole:
        raise ArithmeticError(f"{theorem.label}: proved, and yet different at {s!r}")
    holds = differing is None
    return decided(
        theorem,
        s,
        Outcome.CERTIFIED if holds else Outcome.REFUTED,
        "the counts agree for every m, d and L"
        if whole
        else f"at {s!r} the counts are {' and '.join(map(str, differing or here[0]))}",
        f"As polynomials in m and d the sides {'agree' if whole else 'differ'} at L ="
        f" {depths[0]} to {depths[-1]}"
        + (
            "; one more layer adds one m by m array to the one side and m^2 to the other, so"
            " they agree for every L."
            if whole
            else "."
        ),
        f"A second way: at {s!r} both sides were evaluated as integers.",
        scope="all" if whole else "point",
        method="formal sizes",
        statistic="difference of the sides",
        violations=int(not holds),
        witness=None
        if differing is None
        else {
            **{k: str(v) for k, v in s.items()},
            "left": str(differing[0]),
            "right": str(differing[1]),
        },
    )


def _pairs(theorem: Identity, sizes: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    found = [side(**{n: sizes[n] for n in _names(side)}) for side in theorem.sides]
    return list(itertools.pairwise(found))
