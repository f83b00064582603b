"""How far from the initialization the linearization of a smooth network becomes exact.

S(m) = sup of the gap over ||theta - theta0|| <= r, theta0 standard normal, has an exact order.
Upper: S <= (max |beta0| gamma ||x||^2 / 2 + C ||x|| / 2) r^2 / sqrt m, where
    max |beta0| <= sqrt(6 log m) but for a chance of m exp(-3 log m) = m^-2, a summable one, so
    almost surely for all large m (Borel and Cantelli).
Lower, by the slope: a neuron that starts at z0 in [0, 1/2] and moves by w along x, ||x|| w <= 1/2,
    with b = w, has |beta - beta0| |change of sigma| >= s ||x|| w^2, s the least |sigma'| on [0, 1].
    Among 2k such neurons at least k have a beta0 times remainder of the same sign; give the
    product that sign. With k w^2 = r^2 / 2, S >= (s ||x|| / 2) r^2 / sqrt m.
Lower, by the curvature: neurons with |beta0| >= sqrt(log(m) / 2) that start in the left half of an
    interval J, where |sigma''| >= g, and move inside J by w along x alone:
    S >= (g ||x||^2 / 2) sqrt(log(m) / 2) r^2 / sqrt m.
There are enough such neurons: of m p expected ones at least m p / 2 but for a chance of
exp(-m p / 8) (Chernoff), p constant or about m^(-1/4), and k is of the order r^2 = o(m^(3/4)).
So S is of the order r^2 sqrt(log m) / sqrt m, without the logarithm where gamma = 0.
"""

import itertools
import math
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import arb, ctx

from checkers.arithmetic.balls import ball
from checkers.arithmetic.powers import variable
from checkers.smooth.many_neurons import (
    LONG,
    WIDTHS,
    Moved,
    drawn_gaps,
    interval,
    least,
    moved_neurons,
    short,
)
from checkers.smooth.one_neuron import constants
from checkers.smooth.quadratic_forms import WORST, holds
from checkers.verdicts import numerals
from checkers.verdicts.verdict import Outcome, Verdict, decided
from theorems.all_parameters import gap
from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import UnmetHypothesis
from theorems.language.exact import rational
from theorems.language.floats import FLOATS
from theorems.language.records import Formula, LazyRadius, Line, Setting
from theorems.language.text import text

Exponents = tuple[Fraction, Fraction]  # of m and of log m
ROUNDING = 1e-9  # of gaps in floats
RESOLVED = 0.1  # of a gap, that rounding may be for it to be told
EXPLICIT = 3  # widths at which weights are written down
UPPER = Line("(beta_max * gamma / 2 * x_norm**2 + C * x_norm / 2) * (w**2 + b**2) / sqrt(m)")


def decide(theorem: LazyRadius, s: Setting) -> Verdict:
    """The verdict at one setting: the exact order of the supremum against the printed radius."""
    if theorem.quantity is not gap:
        raise UnmetHypothesis(f"{theorem.label} speaks of another quantity than the gap.")
    allowed = _exact(theorem, theorem.power, s), _exact(theorem, theorem.logs, s)
    last = _last(s.activation)
    more: dict[str, Any] = {"method": "exact order", "vacuous": False, "best": _best(s, last)}
    if allowed <= last or s.x_norm == 0:
        everywhere = allowed <= _last("softplus") and _constant(theorem)
        return decided(
            theorem,
            s,
            Outcome.CERTIFIED,
            f"the largest gap within o({told(allowed)}) tends to 0, almost surely",
            *_upper(s.activation),
            *_drawn(s, last, "slope"),
            scope="all" if everywhere else "point",
            **more,
        )
    radii, by = _between(allowed, last)
    constant, power = lower_bound(s, by), _order(radii, by)
    examples = moved_neurons(s, radii, by, EXPLICIT)
    if not (constant > 0 and examples):
        return decided(
            theorem,
            s,
            Outcome.UNDECIDED,
            f"not decided at {s!r}: no explicit weights with a large gap were found",
            f"Weights were looked for within r_m = {told(radii)} at {len(WIDTHS)} widths up to"
            f" {short(WIDTHS[-1])}; at none of them enough neurons start where they have to, with"
            " high probability.",
            *_upper(s.activation),
            **more,
        )
    return decided(
        theorem,
        s,
        Outcome.REFUTED,
        f"{s.activation}: within r_m = {told(radii)}, which is o({told(allowed)}), the largest gap"
        f" is at least {numerals.lower(constant, 4)} {told(power)}",
        "Eq. (7) bounds the gap by the square of the distance over sqrt m, and that is its"
        f" order: within r_m = {told(radii)} the largest gap is at least"
        f" {numerals.lower(constant, 6)} {told(power)}, but for a chance that tends to 0"
        " exponentially, so the square of the distance must be small against sqrt m."
        + (" Large |beta_i^(0)| cost sqrt(log m) besides." if by == "curvature" else ""),
        *_upper(s.activation),
        *_explicit(examples, power),
        *_drawn(s, radii, by),
        witness=examples[0].witness(),
        **more,
    )


def _best(s: Setting, last: Exponents) -> dict[str, str] | None:
    """The radii from which on o(r_m) is not enough, where a lower bound of the gap says so."""
    by = "curvature" if last[1] else "slope"
    if s.x_norm == 0 or not lower_bound(s, by) > 0:
        return None
    return {
        "what": f"radii r_m for which all o(r_m) do, for {s.activation}",
        "proved": f"r_m = {told(last)}",
        "refuted": f"r_m = {told((last[0], Fraction(0)))} (log m)^c, every c > {last[1]}",
    }


def _exact(theorem: LazyRadius, formula: Formula, s: Setting) -> Fraction:
    try:
        return rational(formula, s)
    except ArithmeticError:
        raise UnmetHypothesis(
            f"{theorem.label} needs exponents that are fractions; got {text(formula)}."
        ) from None


def _constant(theorem: LazyRadius) -> bool:
    """Whether the exponents are the same everywhere."""
    return not theorem.power.names | theorem.logs.names


def _last(activation_name: str) -> Exponents:
    """The largest r_m for which o(r_m) is enough: r^2 sqrt(log m) = sqrt m; or r^2 = sqrt m."""
    return Fraction(1, 4), Fraction(0) if activation_name == "identity" else Fraction(-1, 4)


def _between(allowed: Exponents, last: Exponents) -> tuple[Exponents, str]:
    """Radii that are o(allowed), of smaller order than m^(1/2), with a gap that grows."""
    if allowed[0] > last[0]:
        return (min((allowed[0] + last[0]) / 2, Fraction(3, 8)), Fraction(0)), "slope"
    return (last[0], (allowed[1] + last[1]) / 2), "slope" if last[1] == 0 else "curvature"


def _order(radii: Exponents, by: str) -> Exponents:
    """The order of r^2 / sqrt m, times sqrt(log m) for the bound by curvature."""
    return 2 * radii[0] - Fraction(1, 2), 2 * radii[1] + Fraction(by == "curvature") / 2


def told(exponents: Exponents) -> str:
    """m^a (log m)^b as text."""
    parts = zip(("m", "(log m)"), exponents, strict=True)
    return " ".join(f"{name}^({e})" for name, e in parts if e) or "1"


def lower_bound(s: Setting, by: str) -> arb:
    """The constant of the lower bound: s ||x|| / 2, or g ||x||^2 / sqrt 8. LOWER, in balls."""
    sigma, x, J = ACTIVATIONS[s.activation], ball(s.x_norm), interval(s.activation, s.x_norm, by)
    if by == "slope":
        return least(sigma.slope, *J) * x / 2
    return least(sigma.curvature or sigma.slope, *J) * x**2 / arb(8).sqrt()


@lru_cache
def _upper(activation_name: str) -> tuple[str, ...]:
    """The upper bound of the gap, proved, and that of max |beta^(0)|."""
    if not holds(WORST[gap], UPPER.share, UPPER, {n: variable(n) for n in ("m", "x_norm")}):
        raise ArithmeticError("the upper bound of the gap has no proof")
    if activation_name == "identity":
        return ("The largest gap is at most C ||x|| r^2 / (2 sqrt m), by 2 b w <= b^2 + w^2.",)
    with ctx.workprec(128):
        for m in (2, 10, 1000, 10**6):
            top = (6 * arb(m).log()).sqrt()
            if not m * (1 - (top / arb(2).sqrt()).erf()) <= ball(Fraction(1, m**2)):
                raise ArithmeticError("the bound of max |beta0| fails")
    return (
        "The largest gap is at most (max |beta_i^(0)| gamma ||x||^2 / 2 + C ||x|| / 2)"
        " r^2 / sqrt m: a quadratic form in the displacements, nonnegative coefficient by"
        " coefficient.",
        "max |beta_i^(0)| <= sqrt(6 log m) but for a chance of m exp(-3 log m) = m^-2, so almost"
        " surely from some width on; checked in balls at four widths.",
    )


def _explicit(examples: list[Moved], order: Exponents) -> tuple[str, ...]:
    """The explicit weights, and the exponents between their widths beside the law's."""
    sentences = [moved.sentence() for moved in examples]
    for first, second in itertools.pairwise(examples):
        wider = math.log(second.m) - math.log(first.m)
        fitted = float((second.gap / first.gap).log()) / wider
        log_ratio = math.log(math.log(second.m) / math.log(first.m))
        law = float(order[0]) + float(order[1]) * log_ratio / wider
        widths = (f"{one.m:.4g}" if one.m < LONG else short(one.m) for one in (first, second))
        sentences.append(
            f"Between m = {' and '.join(widths)} the gap of these weights grows with"
            f" exponent {fitted:.4f}; {told(order)} gives {law:.4f}."
        )
    return tuple(sentences)


def _drawn(s: Setting, radii: Exponents, by: str) -> tuple[str, ...]:
    """Gaps of drawn networks, moved as in the lower bound, by the slow definition in floats."""
    if s.x_norm == 0:
        return ()
    drawn, seen = drawn_gaps(s, radii, by), list[str]()
    length = float(interval(s.activation, s.x_norm, by)[1])
    known = {name: float(value) for name, value in constants(s.activation).items()}
    below = float(lower_bound(s, by).lower())
    for one in drawn:
        moved = {"m": one.m, "w": one.r, "b": 0.0, "x_norm": float(s.x_norm)}
        above = UPPER.share(Setting({**known, **moved, "beta_max": one.beta_max}), FLOATS)
        inside = moved["x_norm"] * one.step <= length / 2
        least = below * one.r**2 / math.sqrt(one.m) if inside else 0.0
        if by == "curvature":
            least *= math.sqrt(math.log(one.m))
        # of a sum of terms beta sigma(z), |z| a few ||x||, and of their derivatives
        rounding = ROUNDING * (above + one.beta_max * max(1.0, moved["x_norm"]) * math.sqrt(one.m))
        if not least - rounding <= one.gap <= above + rounding:
            raise ArithmeticError(
                f"{s!r}: at m = {one.m} the gap is {one.gap}, not in [{least}, {above}]"
            )
        if rounding <= RESOLVED * one.gap:
            seen.append(f"{one.gap:.4g} (m = {one.m})")
    if not seen:  # none starts where it may move, or the gaps are too small for floats
        return ()
    return (
        f"A second way: standard normal theta^(0) drawn (seed 0), moved by r_m = {told(radii)} on"
        " suitable neurons, put through the definition in floats; largest of two signs: "
        + ", ".join(seen)
        + ". Each is at most the upper bound at its width, and where the neurons move by"
        f" ||x|| w <= {'1/2' if length == 1 else f'{length / 2:.4g}'} at least the lower one.",
    )
