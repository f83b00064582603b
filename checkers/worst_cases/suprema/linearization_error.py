"""The linearization error over balls around each neuron, at the symmetric initialization.

Of each pair one neuron adds what it moves beyond zero, (r - |g_i|)_+ ||x|| / sqrt m with
r = alpha / sqrt m, summed over the m/2 pairs.
"""

from functools import partial

from checkers.tails.sums import SHORTFALL
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
from theorems.symmetric_initialization import THEOREM_1

SUPREMUM = Supremum(
    statement=THEOREM_1,
    needs=SEEN,
    law=partial(sum_over_pairs, SHORTFALL),
    largest=parsed("alpha * x_norm / 2"),
    drawn=lambda s: ("neuron-gap", pair_values(s), 1.0),
    shape=over_pairs("shortfall", X * ALPHA / 2),
)
