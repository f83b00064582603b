"""Which law the worst case of each probabilistic statement follows: a table one can read.

The argument for each law stands in the worst cases of `checkers.draws.compiled.worst_cases`:
||x|| factors out, the input dimension drops out, and only g_i = w_{0,i}.x / ||x||, i.i.d.
standard normal, remain.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np
from flint import arb, fmpz

from checkers.arithmetic.balls import BALLS, Number, Remembered, ball, number
from checkers.tails import counts, sums
from checkers.tails import frobenius_gap as frobenius_law
from checkers.tails.counts import CountLaw
from checkers.tails.exponents import Vector
from checkers.tails.frobenius_gap import FrobeniusLaw
from checkers.tails.sums import MARGIN, SHORTFALL, SumLaw, Summand
from checkers.verdicts.hypotheses import original
from theorems.gaussian_counts import small_preactivation_excess, small_probability
from theorems.language.domains import NONNEGATIVE, POSITIVE, Domain, Integers, UnmetHypothesis
from theorems.language.functions import sqrt
from theorems.language.reading import read
from theorems.language.records import Bound, Formula, Setting, shown
from theorems.relu_linearization import best_threshold

Law = CountLaw | SumLaw | FrobeniusLaw
Entry = TypeVar("Entry")


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


def small_excess(s: Setting, bound: Number) -> Law:
    """(2/m) #{i <= m/2 : |g_i| <= alpha / sqrt m} - P(|g| <= alpha / sqrt m)."""
    expected = number(LESS[small_preactivation_excess], s)
    return CountLaw(
        trials=s.m // 2,
        small=lambda: neuron_radius(s),
        threshold=lambda: (bound() + expected()) * s.m / 2,
        unit=lambda: arb(2) / s.m,
        less=expected,
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

    each = s.x_norm * s.alpha / s.m

    def unit() -> arb:
        return ball(each)

    return CountLaw(
        trials=s.m // 2,
        small=lambda: neuron_radius(s),
        threshold=lambda: bound() / unit(),
        unit=unit,
    )


def frobenius_gap(s: Setting, bound: Number) -> Law:
    """Sums of (r - |g_i|)_+ over a sign class lie on both sides of it."""
    if not s.x_norm or not s.B:
        return nothing(bound)
    return FrobeniusLaw(s.m, s.B, s.x_norm, bound)


COUNTED: dict[str, Domain] = {"m": Integers(1), "tau": NONNEGATIVE}
PAIRS: dict[str, Domain] = {"m": Integers(2, even=True), "alpha": POSITIVE}
SEEN: dict[str, Domain] = {**PAIRS, "x_norm": NONNEGATIVE}
# where the worst case of a quantity is known; elsewhere its law is not asked
NEEDS: dict[str, Mapping[str, Domain]] = {
    "slides/lemma-4.2": COUNTED,
    "slides/lemma-4.2:twin-dependent": COUNTED,
    "slides/moved-neurons": {"m": Integers(1), "B": NONNEGATIVE, "tau": POSITIVE},
    "slides/sign-changes": {"m": Integers(1), "B": POSITIVE},
    "slides/lemma-4.1": {"m": Integers(1), "B": NONNEGATIVE, "x_norm": NONNEGATIVE},
    "notes/hoeffding": PAIRS,
    "notes/event-a1": SEEN,
    "notes/lemma-4-delta-1": SEEN,
    "notes/lemma-4-delta-2": SEEN,
    "notes/theorem-1": SEEN,
}
LAWS: dict[str, Callable[[Setting, Number], Law]] = {
    "slides/lemma-4.2": small_preactivations,
    "slides/lemma-4.2:twin-dependent": equal_preactivations,
    "slides/sign-changes": bad_neurons,
    "slides/lemma-4.1": frobenius_gap,
    "notes/hoeffding": small_excess,
    "notes/event-a1": small_frequency,
    "notes/lemma-4-delta-1": over_pairs(MARGIN),
    "notes/lemma-4-delta-2": flipped_pairs,
    "notes/theorem-1": over_pairs(SHORTFALL),
}


def entry(theorem: Bound, table: Mapping[str, Entry]) -> Entry:
    """The table's entry for the catalogue's statement of the same quantity.

    Raises UnmetHypothesis where the quantity is none whose worst case is known here.
    """
    known = original(theorem)
    if known is None or known.label not in table:
        raise UnmetHypothesis(
            f"{theorem.label} bounds a quantity whose worst case is not known here;"
            " use the quantity of a statement of the catalogue, or add its law to"
            " checkers/worst_cases/laws.py."
        )
    return table[known.label]


def require_known(theorem: Bound, s: Setting) -> None:
    """Raise UnmetHypothesis where the worst case of the quantity is not known at a setting."""
    for name, domain in entry(theorem, NEEDS).items():
        if name not in s or s[name] not in domain:
            came = f"{name} = {shown(s[name])}" if name in s else f"no parameter {name}"
            raise UnmetHypothesis(
                f"{theorem.label}: the worst case of its quantity is known for"
                f" {domain.describe(name)}; got {came}."
            )


def law_of(theorem: Bound, s: Setting, bound: Number | None = None) -> Law:
    """The law of the worst case of a probabilistic statement, against its bound or another."""
    require_known(theorem, s)
    bound = number(theorem.at_most[0], s) if bound is None else Remembered(bound)
    law = entry(theorem, LAWS)(s, bound)
    law.bound = bound
    return law


def estimates(laws: Sequence[Law], factor: Vector | None = None) -> Vector:
    """log of the failure probability of each law, or of a Chernoff bound; only steers the search.

    factor : (k,), each bound is multiplied by its own; without one, exponents that are found on
             the way are left with the laws
    """
    found = np.empty(len(laws))
    for kind, estimate in ESTIMATES.items():
        places = [i for i, law in enumerate(laws) if type(law) is kind]
        if places:
            found[places] = estimate(
                [laws[i] for i in places], None if factor is None else factor[places]
            )
    return found


ESTIMATES: dict[type[Law], Callable[[Sequence[Any], Vector | None], Vector]] = {
    CountLaw: counts.estimates,
    SumLaw: sums.estimates,
    FrobeniusLaw: frobenius_law.estimates,
}

# label -> (name in draws.sampling.QUANTITIES, values in floats, factor to the units of print)
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
    "notes/hoeffding": lambda s: ("symmetric-count", _pairs(s), 1.0 / s.m),
    "notes/event-a1": lambda s: ("symmetric-count", _pairs(s), 1.0 / s.m),
    "notes/lemma-4-delta-1": lambda s: ("delta-1", _pairs(s), 1.0),
    "notes/lemma-4-delta-2": lambda s: ("delta-2", _pairs(s), 1.0),
    "notes/theorem-1": lambda s: ("neuron-gap", _pairs(s), 1.0),
}


def sampled(theorem: Bound, s: Setting) -> tuple[str, dict[str, float | int], float]:
    """The entry of SAMPLED at a setting where the quantity has its law."""
    require_known(theorem, s)
    return entry(theorem, SAMPLED)(s)


def _pairs(s: Setting) -> dict[str, float | int]:
    return {"m": s.m, "alpha": float(s.alpha), "x_norm": float(s.get("x_norm", 1))}


# quantity -> the number, not random, that it subtracts from what is drawn
LESS: dict[Callable[..., Any], Formula] = {
    small_preactivation_excess: read(lambda alpha, m: small_probability(alpha / sqrt(m))),
}
