"""Checking displays of Taylor's theorem: for every C^2 function at once, and on explicit ones.

Taylor's theorem itself, f(x) = f(a) + f'(a) (x - a) + int_a^x (x - t) f''(t) dt, turns a display
about f into one about its free data: two numbers f(a), f'(a) and a continuous function f''. A
side is then a number linear in f(a), f'(a) plus the integral of f'' against a polynomial kernel.
    - Two such sides agree for every f iff their parts do: f'' may be any continuous function.
    - Two absolute values agree for every f iff the sides agree up to one sign: otherwise f with a
      non-zero sum and f with a non-zero difference add up to one with both. The sign is the same
      for all points, because a product of polynomials that vanishes has a factor that does.
    - |int f'' k| <= gamma int |k|, and the bound is attained by f'' = gamma where k has one sign;
      with t = a + u (x - a) the kernel is (x - a)^p q(u), and q has one sign on [0, 1] if all its
      Bernstein coefficients have.
Where a display fails, an explicit polynomial and rational points show it in exact arithmetic, or
an activation in balls, its integral by an enclosure on small cells.
"""

import inspect
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from checkers.activations.smoothness import smoothness_constant
from checkers.arithmetic.balls import BALLS, ball
from checkers.arithmetic.bernstein import bernstein
from checkers.arithmetic.polynomials import Formal, Modulus, never_negative, variables
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict, decided
from theorems.language.activations import ACTIVATIONS, Activation
from theorems.language.domains import UnmetHypothesis
from theorems.language.records import Identity, Setting
from theorems.networks import Array
from theorems.taylor_remainders import Kernel, Polynomial

A, X, T, U, C0, C1, GAMMA, *FREE = variables(
    ("a", "x", "t", "u", "f(a)", "f'(a)", "gamma", "u1", "u2", "v1", "v2", "x1", "x2")
)
CELLS = 192  # of an integral in balls
POINTS = tuple(map(Fraction, ("0", "1", "-1", "1/2", "2", "-3/2")))
WITNESSES = tuple(
    tuple(map(Fraction, c))
    for c in ((0, 0, 1), (0, 0, 0, 1), (0, 0, 1, 1), (0, 0, 0, 0, 1), (1, 1))
)
VECTORS = tuple(
    np.array([Fraction(v) for v in vector], dtype=object)
    for vector in ((0, 0), (1, 0), (2, 0), (0, 1), (-1, 1))
)
EXACT = {"quadratic": (0, 0, 1), "identity": (0, 1)}  # activations that are polynomials


@dataclass(frozen=True)
class Linear:
    """point + int_a^x f''(t) kernel(t) dt, for an arbitrary C^2 function f."""

    point: Formal
    kernel: Formal

    def __add__(self, other: Any) -> "Linear":
        other = linear(other)
        return Linear(self.point + other.point, self.kernel + other.kernel)

    __radd__ = __add__

    def __mul__(self, factor: Any) -> "Linear":
        return Linear(self.point * factor, self.kernel * factor)

    __rmul__ = __mul__

    def __truediv__(self, factor: Any) -> "Linear":
        return Linear(self.point / factor, self.kernel / factor)

    def __neg__(self) -> "Linear":
        return self * -1

    def __sub__(self, other: Any) -> "Linear":
        return self + linear(other) * -1

    def __rsub__(self, other: Any) -> "Linear":
        return linear(other) - self

    def __abs__(self) -> Modulus:
        return Modulus(self)


def linear(value: Any) -> Linear:
    """A side as a Linear: numbers and polynomials have no integral part."""
    return value if isinstance(value, Linear) else Linear(value + 0 * A, 0 * A)


@dataclass(frozen=True)
class AnyFunction:
    """An arbitrary C^2 function with |f''| <= gamma, known at a and x alone."""

    gamma: Formal = GAMMA

    def value(self, x: Any) -> Linear:
        """f(a), or f(x) by Taylor's theorem."""
        return linear(C0) if _is(x, A) else Linear(C0 + C1 * (X - A), X - T)

    def slope(self, x: Any) -> Linear:
        """f'(a), or f'(x) = f'(a) + int_a^x f''."""
        return linear(C1) if _is(x, A) else Linear(C1, 1 + 0 * T)

    def integral(self, kernel: Kernel, a: Any, x: Any) -> Linear:
        """int f'' kernel from one of the two points to the other."""
        sign = int(_is(x, X)) - int(_is(a, X))
        return Linear(0 * A, kernel(T) * sign + 0 * A)


def _is(point: Any, known: Formal) -> bool:
    if point != A and point != X:
        raise LookupError(f"the display speaks of f at {point}, which is neither of its points")
    return bool(point == known)


@dataclass(frozen=True)
class InBalls:
    """An activation at balls; its integral by the range of the integrand on small cells."""

    sigma: Activation
    gamma: arb

    def value(self, x: Any) -> arb:
        """sigma(x)."""
        return ball(self.sigma.value(ball(x), BALLS))

    def slope(self, x: Any) -> arb:
        """sigma'(x)."""
        return ball(self.sigma.slope(ball(x), BALLS))

    def integral(self, kernel: Kernel, a: Any, x: Any) -> arb:
        """int_a^x sigma''(t) kernel(t) dt, enclosed."""
        assert self.sigma.curvature is not None
        start, width, total = ball(a), (ball(x) - ball(a)) / CELLS, arb(0)
        for k in range(CELLS):
            t = (start + k * width).union(start + (k + 1) * width)
            total += self.sigma.curvature(t, BALLS) * kernel(t)
        return total * width


def same(left: Any, right: Any) -> bool:
    """Whether two formal sides are equal for every function and all points."""
    if isinstance(left, Modulus) and isinstance(right, Modulus):
        p, q = linear(left.content), linear(right.content)
        return q in (p, -p)
    if isinstance(left, Modulus) or isinstance(right, Modulus):
        inner, plain = (left, right) if isinstance(left, Modulus) else (right, left)
        p = linear(inner.content)
        nonnegative = p.kernel.is_zero() and never_negative(p.point, "gamma")
        return bool(linear(plain) == p and nonnegative)
    return linear(left) == linear(right)


def at_most(left: Any, right: Any) -> bool:
    """Whether left <= right is proved for every function with |f''| <= gamma and all points."""
    bound = linear(right) if not isinstance(right, Modulus) else None
    if bound is None or not bound.kernel.is_zero():
        return same(left, right)
    if not isinstance(left, Modulus):
        p = linear(left)
        return p.kernel.is_zero() and never_negative(bound.point - p.point, "gamma")
    p = linear(left.content)
    if p.kernel.is_zero():
        up, down = bound.point - p.point, bound.point + p.point
        return never_negative(up, "gamma") and never_negative(down, "gamma")
    size = kernel_size(p.kernel) if p.point.is_zero() else None
    if size is None or size[1] % 2:
        return False
    return never_negative(bound.point - GAMMA * size[0] * (X - A) ** size[1], "gamma")


def kernel_size(kernel: Formal) -> tuple[Fraction, int] | None:
    """(c, p) with int |kernel| = c |x - a|^p over the segment; None where this does not see it."""
    on_segment = kernel.at({"x": A + X, "t": A + U * X}).terms()  # x now stands for x - a
    if not on_segment:
        return Fraction(0), 2
    powers = {key[1] for key in on_segment}
    if len(powers) != 1 or any(sum(key) != key[1] + key[3] for key in on_segment):
        return None
    q = {key[3]: c for key, c in on_segment.items()}
    ends = bernstein([q.get(k, Fraction(0)) for k in range(max(q) + 1)])
    if min(ends) < 0 < max(ends):
        return None
    whole = sum((c / (k + 1) for k, c in q.items()), Fraction(0))
    return abs(whole), powers.pop() + 1


def links(theorem: Identity) -> tuple[str, ...]:
    """The relations between neighbouring sides."""
    return theorem.relations or ("=",) * (len(theorem.sides) - 1)


def proved(theorem: Identity, f: Any) -> tuple[bool, ...]:
    """For each link, whether it is proved for f at formal points.

    Vectors are tried in one dimension and in two.

    Two dimensions settle all for sides that know vectors by their products alone: any two vectors
    lie in a plane.
    """
    places = [(A, X)] if not in_vectors(theorem) else [_vectors(1), _vectors(2)]
    found = [True] * len(links(theorem))
    for place in places:
        for k, relation in enumerate(links(theorem)):
            try:
                left, right = (side(f, *place) for side in theorem.sides[k : k + 2])
            except LookupError:  # f at points other than a and x
                found[k] &= place is not places[0]
                continue
            except TypeError:  # no polynomial in the points
                found[k] = False
                continue
            found[k] &= same(left, right) if relation == "=" else at_most(left, right)
    return tuple(found)


def in_vectors(theorem: Identity) -> bool:
    """Whether the sides are functions of (f, w0, w, x), and not of two points."""
    return len(inspect.signature(theorem.sides[0]).parameters) == 4


def _vectors(d: int) -> tuple[Array, Array, Array]:
    """w0, w and x whose pre-activations are the formal points a and x; free vectors for d = 2."""
    if d == 1:
        return tuple(np.array([v], dtype=object) for v in (A, X, 1))  # type: ignore[return-value]
    return tuple(np.array(FREE[k : k + 2], dtype=object) for k in (0, 2, 4))  # type: ignore[return-value]


def decide(theorem: Identity, s: Setting, options: Options) -> Verdict:
    """The verdict on a display: for every C^2 function, or for the activation of the setting."""
    name = s.get("activation")
    general = proved(theorem, AnyFunction())
    witness = counterexample(theorem, name)
    if witness is not None:
        return _refuted(theorem, s, witness, general)
    if all(general):
        return _certified(theorem, s, "all")
    if name in EXACT and all(proved(theorem, _exact(name))):
        return _certified(theorem, s, "point")
    return decided(
        theorem,
        s,
        Outcome.UNDECIDED,
        "no proof for every function, and no counterexample among those tried",
        method="kernels",
    )


def _exact(name: str) -> Polynomial:
    coefficients = tuple(map(Fraction, EXACT[name]))
    return Polynomial(coefficients, Fraction(2) if len(coefficients) == 3 else Fraction(0))


def functions(name: str | None) -> Iterator[tuple[str, Any]]:
    """The functions that are tried as witnesses: one activation, or small polynomials."""
    if name is None:
        for coefficients in WITNESSES:
            yield shown(coefficients), Polynomial(coefficients)
    elif name in EXACT:
        yield name, _exact(name)
    else:
        yield name, InBalls(ACTIVATIONS[name], ball(smoothness_constant(name)))


def shown(coefficients: tuple[Fraction, ...]) -> str:
    """A polynomial in t, in words."""
    powers = (f"t^{k}" if c == 1 else f"{c} t^{k}" for k, c in enumerate(coefficients) if c)
    return " + ".join(power.replace("t^0", "1").replace("t^1", "t") for power in powers)


def counterexample(theorem: Identity, name: str | None) -> dict[str, Any] | None:
    """A function and points at which a link is certainly broken, or None."""
    vectors = in_vectors(theorem)
    grid = itertools.product(VECTORS, repeat=3) if vectors else itertools.product(POINTS, repeat=2)
    for place, (words, f) in itertools.product(list(grid), list(functions(name))):
        if all(np.all(place[0] == other) for other in place[1:2]):
            continue
        for k, relation in enumerate(links(theorem)):
            if f.gamma is None and relation == "<=":
                continue
            try:
                left, right = (side(f, *_at(f, place)) for side in theorem.sides[k : k + 2])
                wrong = _broken(left, right, relation)
            except TypeError as error:
                raise UnmetHypothesis(
                    f"{theorem.label} needs sides that run on fractions and on balls, with"
                    f" constants as integers (2 * t / 3); got {error}."
                ) from None
            if wrong:
                names = list(inspect.signature(theorem.sides[k]).parameters)[1:]
                return {
                    "function": words,
                    **{n: _text(v) for n, v in zip(names, place, strict=True)},
                    "link": f"{k + 1} of {len(links(theorem))} ({relation})",
                    "left": _number(left),
                    "right": _number(right),
                }
    return None


def _at(f: Any, place: Any) -> Any:
    if not isinstance(f, InBalls):
        return place
    return tuple(
        np.array([ball(c) for c in v], dtype=object) if isinstance(v, np.ndarray) else ball(v)
        for v in place
    )


def _broken(left: Any, right: Any, relation: str) -> bool:
    difference = ball(left) - ball(right)
    return bool(difference > 0) or (relation == "=" and bool(difference < 0))


def _text(value: Any) -> Any:
    return [str(v) for v in value] if isinstance(value, np.ndarray) else str(value)


def _number(value: Any) -> str:
    return value.str(8) if isinstance(value, arb) else str(value)


def _first_link(theorem: Identity) -> list[Any] | None:
    """Both sides of the first link for any function; None where they have no such form."""
    place = _vectors(1) if in_vectors(theorem) else (A, X)
    try:
        return [side(AnyFunction(), *place) for side in theorem.sides[:2]]
    except (LookupError, TypeError):
        return None


def _kernel_sentence(theorem: Identity) -> str:
    """The kernels of both sides of the first link, and what each bounds."""
    sides = _first_link(theorem)
    if sides is None:
        return "The first link is no display in f, f' and integrals of f'' at its two points."
    parts = [linear(v.content if isinstance(v, Modulus) else v) for v in sides]
    kernels = [part.kernel for part in parts]
    words = (
        "With f written by Taylor's theorem from its f'' (a the first, x the second point), the"
        f" sides of the first link have the kernels {kernels[0]} and {kernels[1]}"
    )
    if parts[0].point != parts[1].point and not isinstance(sides[0], Modulus):
        words += f", and the terms without integral {parts[0].point} and {parts[1].point}"
    sizes = [kernel_size(k) for k in kernels]
    if None not in sizes:
        texts = [f"gamma {c} |x - a|^{p}" for c, p in sizes if c is not None]  # type: ignore[misc]
        words += f"; for |f''| <= gamma they are at most {texts[0]} and {texts[1]}"
    return f"{words}.{_reason(*kernels)}"


def _reason(left: Formal, right: Formal) -> str:
    """What the second kernel is, where it is not the first one."""
    ends = [(X - T, T - X), (T - A, A - T)]
    at = [
        next((k for k, end in enumerate(ends) if kernel in end), None) for kernel in (left, right)
    ]
    if None not in at and at[0] != at[1]:
        return (
            " They are the distances of t to either end point: the integral on the right is the"
            " remainder of the expansion about the other point."
        )
    if left == X - T and right == (X - T) ** 2 / 2:
        return (
            " The second is Taylor's kernel of the next order, which goes with the third derivative"
            " and with one more term f''(a) (x - a)^2 / 2."
        )
    return ""


def degree_that_holds(theorem: Identity) -> int | None:
    """D: the first link holds at all points for polynomials of degree at most D, and no other f.

    None where this argument does not tell. Let k be the difference of the kernels (inside absolute
    values also their sum), k = (x - a)^p q(u) + higher powers of x - a on the segment, and j the
    first power with int q(u) u^j du != 0. Where f'' does not vanish and int f'' k = 0 for all a and
    x, expansion at a point gives (f'')^(j) = 0 (first for f'' smoothed, which the display allows,
    because k depends on x - a and t - a alone): f'' is a polynomial of degree < j.
        - Without absolute values the display says int f'' k = 0: D = j + 1.
        - With them the product of both integrals is 0. If j = 0 for the one, that integral is not 0
          where f'' != 0 and the points are near, so the other is; if j <= 1 there, f'' is constant
          between its zeros, hence constant, as it is continuous.
    """
    sides = _first_link(theorem)
    if sides is None:
        return None
    left, right = sides
    if isinstance(left, Modulus) and isinstance(right, Modulus):
        p, q = linear(left.content), linear(right.content)
        orders = sorted((_order(p.kernel - q.kernel) or 0, _order(p.kernel + q.kernel) or 0))
        known = None not in (_order(p.kernel - q.kernel), _order(p.kernel + q.kernel))
        degree = orders[1] + 1 if known and orders in ([0, 0], [0, 1]) else None
    else:
        p, q = linear(left), linear(right)
        order = _order(p.kernel - q.kernel)
        degree = None if order is None else order + 1
    if degree is None or p.point != q.point or degree > 3:
        return None
    general = Polynomial((C0, C1, GAMMA, U)[: degree + 1])
    place = _vectors(1) if in_vectors(theorem) else (A, X)
    return degree if same(*(side(general, *place) for side in theorem.sides[:2])) else None


def _order(kernel: Formal) -> int | None:
    """The first j with int q(u) u^j du != 0, q the lowest part of a kernel; None if it has none."""
    on_segment = kernel.at({"x": A + X, "t": A + U * X}).terms()
    if not on_segment or any(sum(key) != key[1] + key[3] for key in on_segment):
        return None
    lowest = min(key[1] for key in on_segment)
    q = {key[3]: c for key, c in on_segment.items() if key[1] == lowest}
    return next(j for j in range(len(q) + max(q) + 1) if sum(c / (k + j + 1) for k, c in q.items()))


def conclusion_holds() -> bool:
    """Whether |f(x) - f(a) - f'(a)(x - a)| <= (gamma/2)(x - a)^2 is proved for every C^2 f."""
    f = AnyFunction()
    remainder = f.value(X) - f.value(A) - f.slope(A) * (X - A)
    return at_most(abs(remainder), GAMMA * (X - A) ** 2 / 2)


def _second_way(theorem: Identity, witness: dict[str, Any]) -> list[str]:
    """Another function that breaks the display: an activation in balls, or a polynomial exactly."""
    others = [None] if witness["function"] in ACTIVATIONS else ["tanh", "softplus"]
    found = [other for name in others if (other := counterexample(theorem, name)) is not None]
    texts = [f"{w['function']} ({w['left']} and {w['right']})" for w in found]
    return [f"A second way: it fails for {', '.join(texts)} too."] if texts else []


def _refuted(
    theorem: Identity, s: Setting, witness: dict[str, Any], general: tuple[bool, ...]
) -> Verdict:
    held = [f"link {k + 1}" for k, holds in enumerate(general) if holds]
    best = None
    evidence = [
        _kernel_sentence(theorem),
        "Every function has a continuous f'' of its own, so kernels that differ are a display that"
        " fails for some f; the witness was evaluated"
        f" {'in balls' if witness['function'] in ACTIVATIONS else 'in exact arithmetic'}.",
    ]
    if held:
        evidence.append(
            f"Proved for every C^2 function with |f''| <= gamma: {', '.join(held)} of the chain."
        )
    if not theorem.twin_of:
        if conclusion_holds():
            evidence.append(
                "The conclusion survives: Taylor's kernel x - t has the integral (x - a)^2 / 2 over"
                " the segment, so |f(x) - f(a) - f'(a)(x - a)| <= (gamma/2)(x - a)^2 for every C^2"
                " f, as the same comparison of kernels proves."
            )
        evidence += _second_way(theorem, witness)
        degree = degree_that_holds(theorem)
        best = {
            "what": "functions for which the first link holds at all points",
            "proved": f"polynomials of degree at most {degree}",
            "refuted": "every other C^2 function",
        }
        best = None if degree is None else best
    points = ", ".join(
        f"{n} = {v}" if isinstance(v, str) else f"{n} = ({', '.join(v)})"
        for n, v in witness.items()
        if n in ("a", "x", "r", "s", "w0", "w")
    )
    return decided(
        theorem,
        s,
        Outcome.REFUTED,
        f"for {witness['function']} at {points} the sides of link {witness['link']} are"
        f" {witness['left']} and {witness['right']}",
        *evidence,
        method="kernels",
        statistic="difference of the sides",
        best=best,
        violations=1,
        witness=witness,
    )


def _certified(theorem: Identity, s: Setting, scope: str) -> Verdict:
    name = s.get("activation")
    for other in () if name else ("tanh", "softplus"):
        if counterexample(theorem, other) is not None:
            raise ArithmeticError(f"{theorem.label}: proved, and yet broken by {other}")
    whole = scope == "all"
    which = "every C^2 function" + (" with |f''| <= gamma" if "<=" in theorem.relations else "")
    return decided(
        theorem,
        s,
        Outcome.CERTIFIED,
        f"holds for {which} and all points" if whole else f"holds for {name} at all points",
        _kernel_sentence(theorem),
        f"Every link holds for {which}: the kernels agree, up to one sign inside absolute values."
        if whole
        else f"For {name}, a polynomial, both sides of every link are polynomials in the points"
        " and agree as such; for other functions the kernels differ.",
        "A second way: explicit functions (small polynomials in exact arithmetic, activations"
        " in balls) at a grid of points break no link.",
        scope=scope,
        method="kernels",
        statistic="difference of the sides",
    )
