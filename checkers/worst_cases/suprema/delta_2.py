"""|Delta_2| over balls around each neuron, at the symmetric initialization.

The neurons of a pair have one pre-activation and opposite signs, so that at most one of them adds,
and the worst displacement adds alpha ||x|| / sqrt m where |g_i| < alpha / sqrt m:
(||x|| alpha / m) #{i <= m/2 : |g_i| < alpha / sqrt m}.
"""

from checkers.arithmetic.balls import Number, ball
from checkers.tails.counts import CountLaw
from checkers.worst_cases.suprema.record import (
    ALPHA,
    SEEN,
    Law,
    Supremum,
    X,
    neuron_radius,
    nothing,
    over_pairs,
    pair_values,
)
from theorems.language.records import Setting
from theorems.language.text import parsed
from theorems.symmetric_initialization import LEMMA_4_DELTA_2


def _law(s: Setting, bound: Number) -> Law:
    if not s.x_norm:
        return nothing(bound)
    unit = s.x_norm * s.alpha / s.m
    return CountLaw(
        trials=s.m // 2,
        small=lambda: neuron_radius(s),
        threshold=lambda: bound() / ball(unit),
        unit=lambda: ball(unit),
    )


SUPREMUM = Supremum(
    statement=LEMMA_4_DELTA_2,
    needs=SEEN,
    law=_law,
    per=parsed("x_norm * alpha / m"),
    drawn=lambda s: ("delta-2", pair_values(s), 1.0),
    shape=over_pairs("count", X * ALPHA / 2),
)
