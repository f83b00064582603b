"""Which law the worst case of each probabilistic statement follows: a table one can read.

The argument for each law stands in the worst cases of `checkers.compiled.worst_cases`:
||x|| factors out, the input dimension drops out, and only g_i = w_{0,i}.x / ||x||, i.i.d.
standard normal, remain.
"""

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from flint import arb, fmpz

from checkers.balls import BALLS, Number, as_float, ball
from checkers.count_law import CountLaw
from checkers.sum_law import MARGIN, SHORTFALL, SumLaw, Summand
from theorems import THEOREMS
from theorems.domains import UnmetHypothesis
from theorems.functions import Functions
from theorems.relu_linearization import best_threshold
from theorems.statement import Bound, Formula, Setting

Law = CountLaw | SumLaw
Entry = TypeVar("Entry")


class _Exact:
    """Stands in for the functions where a formula may use rational operations only."""

    def __getattr__(self, name: str) -> Any:
        raise ArithmeticError(f"{name} is not rational")


def number(formula: Formula, s: Setting) -> Number:
    """The value of a formula at an exact setting, exact where the formula is rational."""
    try:
        value = formula(s, _Exact())
    except ArithmeticError:
        return lambda: ball(formula(s.over(ball), BALLS))
    return lambda: ball(value)


def neuron_radius(s: Setting) -> arb:
    """alpha / sqrt m."""
    return ball(s.alpha) / arb(s.m).sqrt()


def movable(s: Setting) -> int:
    """floor(B^2 / tau^2) at tau^3 = 2 B^2 / m, that is floor((m^2 B^2 / 4)^(1/3)), exactly."""
    return int(fmpz(math.floor(Fraction(s.m**2) * s.B**2 / 4)).root(3))


def nothing(bound: Number) -> CountLaw:
    """The law of a worst case that is 0."""
    return CountLaw(trials=0, small=None, threshold=bound, unit=lambda: arb(1))


def small_preactivations(s: Setting, bound: Number) -> Law:
    """#{|g_i| <= tau}."""
    return CountLaw(trials=s.m, small=lambda: ball(s.tau), threshold=bound, unit=lambda: arb(1))


def equal_preactivations(s: Setting, bound: Number) -> Law:
    """m 1{|g| <= tau}, when all rows are equal."""
    return CountLaw(
        trials=1,
        small=lambda: ball(s.tau),
        threshold=lambda: bound() / s.m,
        unit=lambda: arb(s.m),
    )


def bad_neurons(s: Setting, bound: Number) -> Law:
    """min(m, #{|g_i| <= tau} + floor(B^2 / tau^2)): the worst W moves neurons outside S_1."""
    return CountLaw(
        trials=s.m,
        small=lambda: best_threshold(s.over(ball), BALLS),
        threshold=bound,
        unit=lambda: arb(1),
        offset=movable(s),
        cap=s.m,
    )


def small_frequency(s: Setting, bound: Number) -> Law:
    """(2/m) #{i <= m/2 : |g_i| <= alpha / sqrt m}; every i counts when x = 0."""
    return CountLaw(
        trials=s.m // 2,
        small=(lambda: neuron_radius(s)) if s.x_norm else None,
        threshold=lambda: bound() * s.m / 2,
        unit=lambda: arb(2) / s.m,
    )


def over_pairs(summand: Summand) -> Callable[[Setting, Number], Law]:
    """(||x|| / sqrt m) times a sum over the m/2 pairs, r = alpha / sqrt m."""

    def law(s: Setting, bound: Number) -> Law:
        if not s.x_norm:
            return nothing(bound)

        def unit() -> arb:
            return ball(s.x_norm) / arb(s.m).sqrt()

        return SumLaw(
            trials=s.m // 2,
            summand=summand,
            radius=lambda: neuron_radius(s),
            threshold=lambda: bound() / unit(),
            unit=unit,
        )

    return law


def flipped_pairs(s: Setting, bound: Number) -> Law:
    """(||x|| alpha / m) #{i <= m/2 : |g_i| < alpha / sqrt m}."""
    if not s.x_norm:
        return nothing(bound)

    def unit() -> arb:
        return ball(s.x_norm * s.alpha / s.m)

    return CountLaw(
        trials=s.m // 2,
        small=lambda: neuron_radius(s),
        threshold=lambda: bound() / unit(),
        unit=unit,
    )


def frobenius_gap(s: Setting, bound: Number) -> Law:
    """At most ||x|| (B^2/(4r) + sum over one sign class of (r - |g_i|)_+), both classes, any r.

    Dual of max_k (B sqrt k - sum of the k smallest |g|): B sqrt k <= B^2/(4r) + r k. Each
    class takes a neuron with probability 1/2. r is the best of a few.
    """
    if not s.x_norm or not s.B:
        return nothing(bound)

    def law(r: Fraction, typical: float | None = None) -> SumLaw:
        return SumLaw(
            trials=s.m,
            summand=SHORTFALL,
            radius=lambda: ball(r),
            threshold=lambda: bound() / ball(s.x_norm) - ball(s.B**2 / (4 * r)),
            unit=lambda: ball(s.x_norm),
            offset=lambda: ball(s.B**2 / (4 * r)),
            thinned=True,
            copies=2,
            typical=typical,
        )

    centre = min((float(s.B) ** 2 / (1.6 * s.m)) ** (1 / 3), float(s.B))
    radii = [centre * 2**step for step in (0, -0.5, 0.5, 1)] + [float(s.B)]
    if as_float(bound) > 0:
        # this one spends half of the bound on B^2/(4r); it serves where the bound is below B/4
        radii.append(float(s.B) ** 2 * float(s.x_norm) / (2 * as_float(bound)))
    # every r dominates, so the smallest mean is the closest; far from the start all neurons move
    everything = float(s.B) / math.sqrt(2 * s.m)
    typical = min(law(Fraction(r)).typical() for r in (*radii, centre / 2, everything))
    candidates = [law(Fraction(r), typical) for r in radii]
    usable = [c for c in candidates if as_float(c.threshold) > 0]
    return min(usable, key=lambda c: c.tilt()[1], default=candidates[0])


LAWS: dict[str, Callable[[Setting, Number], Law]] = {
    "slides/lemma-4.2": small_preactivations,
    "slides/lemma-4.2:twin-dependent": equal_preactivations,
    "slides/sign-changes": bad_neurons,
    "slides/lemma-4.1": frobenius_gap,
    "notes/event-a1": small_frequency,
    "notes/lemma-4-delta-1": over_pairs(MARGIN),
    "notes/lemma-4-delta-2": flipped_pairs,
    "notes/theorem-1": over_pairs(SHORTFALL),
}


def entry(theorem: Bound, table: Mapping[str, Entry]) -> Entry:
    """The table's entry for a statement, or for the catalogue's statement of the same quantity.

    Raises UnmetHypothesis where the quantity is none whose worst case is known here.
    """
    if theorem.label in table:
        return table[theorem.label]
    for original in THEOREMS:
        if isinstance(original, Bound) and original.quantity is theorem.quantity:
            return table[original.label]
    raise UnmetHypothesis(
        f"{theorem.label} bounds a quantity whose worst case is not known here;"
        " use the quantity of a statement of the catalogue, or add its law to checkers/plan.py."
    )


def law_of(theorem: Bound, s: Setting, bound: Number | None = None) -> Law:
    """The law of the worst case of a probabilistic statement, against its bound or another."""
    return entry(theorem, LAWS)(s, bound or number(theorem.bounds[0], s))


def _surplus(s: Setting, fn: Functions) -> Any:
    """(m^(2/3) - m^(1/2)) sqrt(log(1/delta)): second bound minus first, simplified."""
    return (fn.cbrt(s.m**2) - fn.sqrt(s.m)) * fn.sqrt(fn.log(1 / s.delta))


# bounds[1] - bounds[0] where the two may be equal, written so that zero comes out as zero
LINKS: dict[str, Formula] = {"slides/sign-changes": _surplus}

# label -> (name in checkers.sampling.QUANTITIES, values in floats, factor to the units of print)
SAMPLED: dict[str, Callable[[Setting], tuple[str, dict[str, float | int], float]]] = {
    "slides/lemma-4.2": lambda s: ("small-count", {"m": s.m, "tau": float(s.tau)}, 1.0),
    "slides/lemma-4.2:twin-dependent": lambda s: (
        "small-count",
        {"m": 1, "tau": float(s.tau)},
        float(s.m),
    ),
    "slides/sign-changes": lambda s: (
        "bad-neurons",
        {
            "m": s.m,
            "tau": (2 * float(s.B) ** 2 / s.m) ** (1 / 3),
            "movable": min(movable(s), s.m),
        },
        1.0,
    ),
    "slides/lemma-4.1": lambda s: (
        "frobenius-gap",
        {"m": s.m, "B": float(s.B), "x_norm": float(s.x_norm)},
        1.0,
    ),
    "notes/event-a1": lambda s: ("symmetric-count", _pairs(s), 1.0 / s.m),
    "notes/lemma-4-delta-1": lambda s: ("delta-1", _pairs(s), 1.0),
    "notes/lemma-4-delta-2": lambda s: ("delta-2", _pairs(s), 1.0),
    "notes/theorem-1": lambda s: ("neuron-gap", _pairs(s), 1.0),
}


def _pairs(s: Setting) -> dict[str, float | int]:
    return {"m": s.m, "alpha": float(s.alpha), "x_norm": float(s.x_norm)}
