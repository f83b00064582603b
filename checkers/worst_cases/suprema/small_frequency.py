"""The frequency of small pre-activations at the symmetric initialization.

(2/m) #{i <= m/2 : |g_i| <= alpha / sqrt m}; at x = 0 every neuron counts.
"""

from flint import arb

from checkers.arithmetic.powers import Formal
from checkers.tails.counts import CountLaw
from checkers.worst_cases.suprema.record import (
    SEEN,
    Supremum,
    neuron_radius,
    over_pairs,
    pair_values,
)
from theorems.gaussian_counts import EVENT_A1
from theorems.language.text import parsed

SUPREMUM = Supremum(
    statement=EVENT_A1,
    needs=SEEN,
    law=lambda s, bound: CountLaw(
        trials=s.m // 2,
        small=(lambda: neuron_radius(s)) if s.x_norm else None,
        threshold=lambda: bound() * s.m / 2,
        unit=lambda: arb(2) / s.m,
    ),
    per=parsed("2 / m"),
    drawn=lambda s: ("symmetric-count", pair_values(s), 1.0 / s.m),
    shape=over_pairs("count", Formal.of(1)),
)
