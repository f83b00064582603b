"""|Delta_1| over balls around each neuron, at the symmetric initialization.

Of each pair one neuron adds |g_i| ||x|| / sqrt m, where |g_i| < r = alpha / sqrt m and it flips:
(||x|| / sqrt m) times the sum over the m/2 pairs of |g_i| 1{|g_i| < r}.
"""

from functools import partial

from checkers.tails.sums import MARGIN
from checkers.worst_cases.suprema.record import (
    ALPHA,
    SEEN,
    Supremum,
    X,
    over_pairs,
    pair_values,
    sum_over_pairs,
)
from theorems.language.text import parsed
from theorems.symmetric_initialization import LEMMA_4_DELTA_1

SUPREMUM = Supremum(
    statement=LEMMA_4_DELTA_1,
    needs=SEEN,
    law=partial(sum_over_pairs, MARGIN),
    largest=parsed("alpha * x_norm / 2"),
    drawn=lambda s: ("delta-1", pair_values(s), 1.0),
    shape=over_pairs("margin", X * ALPHA / 2),
)
