"""For which beta^(0) a bound without it suffices, and how likely these are.

With A = gamma ||x||^2 / 2 and c = C ||x||, the last line of Eq. (7) needs
    c b w + A |beta0| w^2 <= (A + c)(b^2 + w^2) for all b, w >= 0,
that is |beta0| <= 1 + c/A - c^2 / (4 A (A + c)); the first line, for b < D w, needs
|beta0| <= 1 + (1 - D) c/A. `displacements.threshold` finds both from the printed formulas.
"""

from fractions import Fraction
from functools import lru_cache

from flint import arb, ctx

from checkers.activations.worst_activation import EXACT, exact_gap
from checkers.arithmetic.balls import ball
from checkers.smooth.one_neuron import constants, first_weight
from checkers.smooth.quadratic_forms import threshold
from checkers.verdicts import numerals
from checkers.verdicts.verdict import Figure, Series
from theorems.all_parameters import gap
from theorems.language.records import AllParameterBound, Line, Setting

WIDTHS = (1, 10, 100, 1000)
CURVE = tuple(10**k for k in range(7))
UNITS = {"gamma": Fraction(1), "C": Fraction(1), "x_norm": Fraction(1)}
MARGIN = Fraction(1, 200)  # by which a second way leaves the threshold
NEGLIGIBLE = Fraction(1, 10**60)  # a probability, in 256 bits
RATIOS = [*(Fraction(k, 32) for k in range(17)), Fraction(1), Fraction(2)]


def likelihood(top: arb, m: int) -> arb:
    """P(max_i |beta_i| <= top) = erf(top / sqrt 2)^m, for m independent standard normals."""
    return (top / arb(2).sqrt()).erf() ** m if top > 0 else arb(0)


def thresholds(theorem: AllParameterBound, s: Setting) -> list[tuple[int, Line, arb]]:
    """(number, line, largest |beta^(0)|) for the lines that do not depend on beta^(0)."""
    if theorem.quantity is not gap or s.x_norm == 0 or s.activation == "identity":
        return []
    known = _over_balls(s, constants(s.activation))
    found = [(n, line, threshold(theorem, line, known)) for n, line in enumerate(theorem.lines, 1)]
    return [(n, line, top) for n, line, top in found if top is not None]


def told(theorem: AllParameterBound, s: Setting) -> tuple[str, ...]:
    """Evidence on the largest |beta^(0)| that each line allows, and its likelihood."""
    found = thresholds(theorem, s)
    if not found:
        return ()
    sentences = [_allowed(s, n, top) for n, _, top in found]
    last = theorem.lines[-1]
    units = threshold(theorem, last, _over_balls(s.but(**UNITS), {}))
    if units is not None:
        sentences.append(
            f"Where gamma = C = ||x|| = 1, line {len(theorem.lines)} allows max |beta_i^(0)| <="
            f" {numerals.lower(units, 5)}, which has probability"
            f" {_table(units, dict.fromkeys(WIDTHS))}."
        )
    return (*sentences, *_own(theorem, last, s.activation, s.x_norm))


def _allowed(s: Setting, n: int, top: arb) -> str:
    if not top > 0:
        return f"Line {n} fails for every beta^(0), at ||x|| = {float(s.x_norm):g}."
    return (
        f"Line {n}, at ||x|| = {float(s.x_norm):g}: for every activation with the gamma and C of"
        f" {s.activation} it holds for every theta it speaks of if max |beta_i^(0)| <="
        f" {numerals.lower(top, 5)}, and from {numerals.upper(top, 5)} on not for all of them; for"
        " standard normal beta^(0) that has probability"
        f" {_table(top, dict.fromkeys((*WIDTHS, s.m)))}."
    )


@lru_cache
def _own(
    theorem: AllParameterBound, line: Line, activation: str, x_norm: Fraction
) -> tuple[str, ...]:
    """What the activation itself does, and a second way to the threshold of the last line."""
    if line.below is not None or line.above is not None:
        return ()
    s = theorem.setting({}).but(activation=activation, x_norm=x_norm, m=1)
    first = first_weight(theorem, s, line)
    if first is None:
        return second_way(theorem, line, s)
    own = (
        f"{activation} itself breaks the last line at max |beta_i^(0)| = {numerals.near(first)}"
        f" (||x|| = {float(x_norm):g}), by explicit weights evaluated in balls."
    )
    return own, *second_way(theorem, line, s)


def second_way(theorem: AllParameterBound, line: Line, s: Setting) -> tuple[str, ...]:
    """The threshold of a line from both sides, by the explicit worst activation.

    gamma and C are rounded to rational numbers; the threshold is theirs.
    """
    gamma, C = (
        Fraction(float(v)).limit_denominator(1000) for v in constants(s.activation).values()
    )
    near, step = s.but(gamma=gamma, C=C), C / gamma / s.x_norm / 10_000
    top = threshold(theorem, line, _over_balls(near, {}))
    if top is None or not top > 0:
        return ()
    more, less = (Fraction(float(top)) * (1 + sign * MARGIN) for sign in (1, -1))
    breaking = [r for r in RATIOS if _breaks(near, line, more, r, step)]
    if not breaking or any(_breaks(near, line, less, r, step) for r in RATIOS):
        raise ArithmeticError(f"the worst activation contradicts the threshold {top.str(5)}")
    return (
        "A second way: the activation of checkers.activations.worst_activation with"
        f" gamma = {gamma} and C = {C} was put through the definition in rational arithmetic; it"
        f" breaks the last line at |beta^(0)| = {numerals.upper(more, 6)}, with ||w - w^(0)|| ="
        f" {step} and |beta - beta^(0)| / ||w - w^(0)|| = {breaking[0]}, and at"
        f" {numerals.lower(less, 6)} it does not with any of"
        " the quotients 0, 1/32, ..., 1/2, 1, 2.",
    )


def _breaks(s: Setting, line: Line, beta0: Fraction, ratio: Fraction, step: Fraction) -> bool:
    value, _ = exact_gap(s.gamma, s.C, s.x_norm, beta0, ratio, step)
    moved = s.but(b=ratio * step, w=step, h=s.x_norm * step, beta0=beta0, beta_max=beta0)
    return bool(value > line.share(moved, EXACT))


def figure(theorem: AllParameterBound, s: Setting) -> Figure | None:
    """How likely it is that the last line holds for every theta, as the width grows."""
    found = thresholds(theorem, s)
    if not found:
        return None
    curves = tuple(
        Series(
            f"line {n}", tuple(map(float, CURVE)), tuple(float(likelihood(top, m)) for m in CURVE)
        )
        for n, _, top in found
    )
    return Figure(
        "P(max |beta_i^(0)| is small enough for every theta)",
        "width m",
        "probability",
        curves,
        xlog=True,
    )


def _over_balls(s: Setting, more: dict[str, arb]) -> Setting:
    return Setting({k: v if isinstance(v, str) else ball(v) for k, v in s.items()} | more)


def _table(top: arb, widths: dict[int, None]) -> str:
    return ", ".join(f"{_probability(top, m)} (m = {m})" for m in widths)


def _probability(top: arb, m: int) -> str:
    with ctx.workprec(256):
        missing = 1 - likelihood(ball(Fraction(float(top))), m)
        if missing < ball(NEGLIGIBLE):
            return f"more than 1 - {float(NEGLIGIBLE):g}"
    few = float(missing)
    return f"1 - {few:.2g}" if few < 0.001 else f"{float(likelihood(top, m)):.3g}"
