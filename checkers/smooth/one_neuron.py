"""Explicit weights that break a bound in all parameters: one neuron moves, the others rest.

A search in floats chooses where to look. What it finds is evaluated in balls by the slow
definition, on rational weights: LOWER bounds of the worst case, which can only refute.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb, ctx
from numpy.typing import NDArray

from checkers.activations.lipschitz import lipschitz_constant, steepest_slope
from checkers.activations.smoothness import smoothness_constant, steepest_point
from checkers.arithmetic.balls import BALLS, ball, rising_precision
from checkers.smooth.quadratic_forms import WORST
from theorems.language.activations import ACTIVATIONS
from theorems.language.exact import rational
from theorems.language.floats import FLOATS
from theorems.language.records import AllParameterBound, Formula, Line, Setting

AT_REST = 3  # neurons besides the moved one in the network that is evaluated
STEPS = [Fraction(1, 2**k) for k in (0, 2, 4, 7, 10, 20)] + [Fraction(8), Fraction(64)]
STARTS = [Fraction(k, 2) for k in range(-8, 9)]
WEIGHTS = [Fraction(c) for c in ("0", "0.001", "0.1", "1", "3", "10", "100", "1e4", "1e7")]
SHARES = [Fraction(c) for c in ("1/8", "1/4", "1/2", "3/4", "0.9", "0.99", "0.9999")]
SHARES.append(1 - Fraction(1, 10**10))
TINY = 1e-290  # below, floats lose digits
ROUNDING = 1e-12  # of a quantity in floats, relative to its terms
TRIED = 12  # candidates evaluated in balls
USUAL = 1000  # scales of ||x|| and D up to which, and from whose inverse on, plain numbers do
WRITTEN = 20  # coordinates that a witness writes out; where there are more, the first FEW
FEW = 3
CLEAR = 1.05  # a quotient from which on a candidate is preferred for its small numbers

Candidate = tuple[Fraction, Fraction, Fraction, Fraction]  # z0, h, |beta - beta0|, |beta0|


def constants(activation_name: str) -> dict[str, arb]:
    """gamma and C of an activation, enclosed."""
    return {
        "gamma": smoothness_constant(activation_name),
        "C": lipschitz_constant(activation_name),
    }


def counterexample(
    theorem: AllParameterBound, s: Setting, lower: Formula, upper: Formula, line: Line
) -> dict[str, Any] | None:
    """Weights with lower > upper for certain, if some were found; `lower` may be the quantity."""
    for excess, candidate in candidates(theorem, s, lower, upper, line):
        if excess > 0.999:
            everyone = line.below is not None or line.above is not None
            found = _evaluated(theorem, s, lower, upper, candidate, everyone=everyone)
            if found is not None:
                return found
    return None


def candidates(
    theorem: AllParameterBound, s: Setting, lower: Formula, upper: Formula, line: Line
) -> list[tuple[float, Candidate]]:
    """(lower / upper, where) in floats: the largest first, the plain ones if clear.

    The moved neuron starts at z0 = w0 . x and moves along x by h = z - z0, so w = |h| / ||x||.
    LOWER.
    """
    if s.x_norm == 0:
        return []
    moves, size, change, rest = _moves(s.activation)
    grid = [(r, weight) for r in _ratios(line, s) for weight in _weights(s)]
    ratio, beta0 = (np.array([float(c) for c in column]) for column in zip(*grid, strict=True))
    known = {k: v if isinstance(v, str) else float(v) for k, v in s.items()}
    known |= {name: float(value) for name, value in constants(s.activation).items()}

    def sides(h: Any) -> tuple[Any, Any]:
        w = h / float(s.x_norm)
        at = Setting({**known, "b": ratio * w, "w": w, "h": h, "beta0": beta0, "beta_max": beta0})
        # the worst case, with the slope and the curvature met on the way for the largest ones
        met = at.but(C=change / size, gamma=2 * rest / size**2)
        low = lower(met if lower is WORST[theorem.quantity] else at, FLOATS)
        return low, upper(at, FLOATS) + 0 * at.b

    with np.errstate(all="ignore"):
        low, high = sides(size)
        # both sides are quadratic in the move: where floats end, w = 1 does as well
        lost = ~np.isfinite(low + high) | (np.abs(high) < TINY)
        there = sides(float(s.x_norm))
        low, high = np.where(lost, there[0], low), np.where(lost, there[1], high)
        quotient = np.where((high <= 0) & (low > high), 1e300, np.nan_to_num(low / high))
    clear = np.minimum(quotient, CLEAR)
    plain = beta0 + 1e-4 * np.abs(np.log2(size)) + 1e-6 * ratio
    easy = plain if quotient.max() > CLEAR else -quotient
    easy, clear = np.broadcast_to(easy, quotient.shape).ravel(), clear.ravel()
    [top] = np.nonzero(clear >= np.partition(clear, -TRIED)[-TRIED])  # only these need an order
    order = top[np.lexsort((easy[top], -clear[top]))][:TRIED]
    found = []
    for row, column in zip(*np.unravel_index(order, quotient.shape), strict=True):
        (z0, h), (r, weight) = moves[row], grid[column]
        found.append((float(quotient[row, column]), (z0, h, r * abs(h) / s.x_norm, weight)))
    return found


def first_weight(theorem: AllParameterBound, s: Setting, line: Line) -> Fraction | None:
    """The least |beta^(0)| found with which the activation itself breaks a line; UPPER.

    A search in floats for the least root in |beta^(0)|, which the quantity is linear in; what it
    finds is rounded up by a thousandth and evaluated in balls.
    """
    lower = WORST[theorem.quantity]
    moves, size, change, rest = _moves(s.activation)
    ratios = [Fraction(k, 16) for k in range(33)]
    w, r = size / float(s.x_norm), np.array([float(ratio) for ratio in ratios])
    known = {k: v if isinstance(v, str) else float(v) for k, v in s.items()}
    known |= {name: float(value) for name, value in constants(s.activation).items()}
    at = Setting({**known, "b": r * w, "w": w, "h": size, "beta0": 0.0, "beta_max": 0.0})
    met = at.but(C=change / size, gamma=2 * rest / size**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        still = lower(met, FLOATS)
        roots = (line.share(at, FLOATS) - still) / (lower(met.but(beta0=1.0), FLOATS) - still)
    roots = np.where(np.isfinite(roots) & (roots > 0), roots, np.inf)
    row, column = np.unravel_index(np.argmin(roots), roots.shape)
    if not np.isfinite(roots[row, column]):
        return None
    beta0 = Fraction(f"{float(roots[row, column]) * 1.001:.6g}")
    z0, h = moves[row]
    candidate = z0, h, ratios[column] * abs(h) / s.x_norm, beta0
    found = _evaluated(theorem, s, lower, line.share, candidate, everyone=False)
    return beta0 if found else None


@lru_cache
def _moves(
    name: str,
) -> tuple[list[tuple[Fraction, Fraction]], NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Starts and steps (z0, h); |h|; |sigma(z0 + h) - sigma(z0)|; |that - sigma'(z0) h|."""
    sigma, moves = ACTIVATIONS[name], list(_grid(name))
    changes, rests = [], []
    with ctx.workprec(256):
        for z0, h in moves:
            change = sigma.value(ball(z0 + h), BALLS) - sigma.value(ball(z0), BALLS)
            changes.append([float(abs(change))])
            rests.append([float(abs(change - sigma.slope(ball(z0), BALLS) * ball(h)))])
    sizes = [[float(abs(h))] for _, h in moves]
    return moves, np.array(sizes), np.array(changes), np.array(rests)


def _grid(name: str) -> Iterator[tuple[Fraction, Fraction]]:
    for z0 in (steepest_slope(name), steepest_point(name), *STARTS):
        for h in STEPS:
            yield z0, h
            yield z0, -h


def _ratios(line: Line, s: Setting) -> list[Fraction]:
    """Some values of b / w strictly inside the line's conditions, in all scales that matter."""
    exact = Setting({k: v for k, v in s.items() if not isinstance(v, str)})
    if line.below is not None:
        top = rational(line.below, exact)
        return [*(top * share for share in SHARES), *(r for r in SHARES if r < top / 8)]
    if line.above is not None:
        least = rational(line.above, exact)
        return [*(least / share for share in SHARES), *(r for r in SHARES if r > least * 10**10)]
    usual = [Fraction(0), Fraction(1), *SHARES, *(1 / share for share in SHARES), Fraction(1000)]
    return usual + [scale * r for scale in _unusual(s) for r in usual[1:]]


def _weights(s: Setting) -> list[Fraction]:
    """Some values of |beta^(0)|; where ||x|| is unusual, in its scale as well."""
    return WEIGHTS + [scale * weight for scale in _unusual(s) for weight in WEIGHTS[1:]]


def _unusual(s: Setting) -> list[Fraction]:
    """The numbers ||x|| and D, and their inverses, where they are far from 1."""
    scales = [Fraction(s[name]) for name in ("x_norm", "D") if s.get(name)]
    far = [c for c in scales if not Fraction(1, USUAL) <= c <= USUAL]
    return [*far, *(1 / c for c in far)]


def _evaluated(
    theorem: AllParameterBound,
    s: Setting,
    lower: Formula,
    upper: Formula,
    at: Candidate,
    *,
    everyone: bool,
) -> dict[str, Any] | None:
    """The weights of a candidate, where balls are certain that lower > upper there.

    One neuron moves and the others rest; where a condition is asked of each neuron, which none at
    rest meets, all move alike. A network of at most 4 neurons is put through the definition.
    """
    z0, h, b, size = at
    sigma, m, d = ACTIVATIONS[s.activation], s.get("m", 1), s.get("d", 1)
    few, written = min(m, 1 + AT_REST), d if d <= WRITTEN else FEW
    rest = [Fraction(0)] * (written - 1)  # everything happens along x, which is the first axis
    x, w0, w = ([c, *rest] for c in (s.x_norm, z0 / s.x_norm, (z0 + h) / s.x_norm))
    moving, times = (few, Fraction(m, few)) if everyone else (1, Fraction(1))
    still = few - moving
    for bits in rising_precision():
        with ctx.workprec(bits):
            change = sigma.value(ball(z0 + h), BALLS) - sigma.value(ball(z0), BALLS)
            bend = change - sigma.slope(ball(z0), BALLS) * ball(h)
            # both terms with one sign
            beta = size - b if (change < 0) is not (bend < 0) else size + b
            theta0 = [[size] * few, [w0] * few]
            theta = [[beta] * moving + [size] * still, [w] * moving + [w0] * still]
            known = {k: v if isinstance(v, str) else ball(v) for k, v in s.items()}
            known |= constants(s.activation) | {"beta0": ball(size), "beta_max": ball(size)}
            move = Setting({**known, "b": ball(b), "w": ball(abs(h) / s.x_norm), "h": ball(abs(h))})
            none = move.but(b=arb(0), w=arb(0), h=arb(0))
            own = theorem.quantity(_balls(theta), _balls(theta0), _balls(x), sigma, BALLS)
            if lower is WORST[theorem.quantity]:
                value = own
                if few < m:  # the other neurons rest and cancel, or do the same
                    unit = move.but(**dict.fromkeys(("gamma", "C", "b", "h", "beta0"), arb(1)))
                    value = own * lower(unit, BALLS) / lower(unit.but(m=ball(few)), BALLS)
                    value *= ball(times)
            else:
                value = ball(times * moving) * lower(move, BALLS) + still * lower(none, BALLS)
            claimed = ball(times * moving) * upper(move, BALLS) + (m - few + still) * ball(
                upper(none, BALLS)
            ) * (not everyone)
        if value > claimed:
            return {
                "setting": repr(s),
                "x": _texts(x),
                "theta0": {"beta": _texts(theta0[0]), "w": _texts(theta0[1])},
                "theta": {"beta": _texts(theta[0]), "w": _texts(theta[1])},
                "quantity of theta": own.str(15, radius=False),
                "neurons besides": f"{m - few}, {'moving alike' if everyone else 'at rest'}",
                **({"coordinates besides": f"{d - written}, all 0"} if d > written else {}),
                "left": value.str(15, radius=False),
                "right": claimed.str(15, radius=False),
            }
        if value <= claimed:
            return None
    return None


def _balls(value: Any) -> Any:
    return [_balls(v) for v in value] if isinstance(value, list) else ball(value)


def _texts(value: Any) -> Any:
    return [_texts(v) for v in value] if isinstance(value, list) else str(value)


def in_floats(theorem: AllParameterBound, s: Setting, witness: Mapping[str, Any]) -> float:
    """The quantity at a witness, for its network of at most 4 neurons, in floats.

    Raises ArithmeticError where it is not what balls gave, up to the rounding of its terms.
    """
    theta0, theta = (
        ([float(Fraction(c)) for c in w["beta"]], [[float(Fraction(c)) for c in r] for r in w["w"]])
        for w in (witness["theta0"], witness["theta"])
    )
    x = [float(Fraction(c)) for c in witness["x"]]
    value = float(theorem.quantity(theta, theta0, x, ACTIVATIONS[s.activation], FLOATS))
    size = sum(abs(c) for beta, _ in (theta, theta0) for c in beta)
    size *= 1 + max(abs(r[0] * x[0]) for _, rows in (theta, theta0) for r in rows)
    known = float(witness["quantity of theta"])
    if not abs(value - known) <= ROUNDING * (size + abs(known)):
        raise ArithmeticError(f"{theorem.label}: {value} in floats and {known} in balls")
    return value
