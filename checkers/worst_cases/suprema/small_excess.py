"""The frequency of small pre-activations minus its expectation.

(2/m) #{i <= m/2 : |g_i| <= alpha / sqrt m} - P(|g| <= alpha / sqrt m).
"""

from flint import arb

from checkers.arithmetic.balls import Number, number
from checkers.tails.counts import CountLaw
from checkers.worst_cases.suprema.record import PAIRS, Law, Supremum, neuron_radius, pair_values
from theorems.gaussian_counts import HOEFFDING, small_probability
from theorems.language.functions import sqrt
from theorems.language.reading import read
from theorems.language.records import Setting

LESS = read(lambda alpha, m: small_probability(alpha / sqrt(m)))


def _law(s: Setting, bound: Number) -> Law:
    expected = number(LESS, s)
    return CountLaw(
        trials=s.m // 2,
        small=lambda: neuron_radius(s),
        threshold=lambda: (bound() + expected()) * s.m / 2,
        unit=lambda: arb(2) / s.m,
        less=expected,
    )


SUPREMUM = Supremum(
    statement=HOEFFDING,
    needs=PAIRS,
    law=_law,
    drawn=lambda s: ("symmetric-count", pair_values(s), 1.0 / s.m),
    less=LESS,
)
