"""A wide ReLU network stays close to its linearization, over a whole Frobenius ball.

The chain of the slides: the gap is a sum over neurons whose sign flips; few neurons start
near zero (Lemma 4.2), few can be moved far, so few signs flip; hence Lemma 4.1.
"""

from theorems.language.records import Theorem
from theorems.relu_linearization import lemma_4_1, relu_gap, sign_changes
from theorems.relu_linearization import moved_neurons as moved_neurons_statement
from theorems.relu_linearization.definitions import (
    RELU,
    absolute_gap,
    bad_neurons,
    best_threshold,
    gap,
    gap_over_neurons,
    moved_neurons,
)

__all__ = [
    "LEMMA_4_1",
    "MOVED_NEURONS",
    "RELU",
    "RELU_GAP",
    "SIGN_CHANGES",
    "THEOREMS",
    "TWINS",
    "VARIANTS",
    "absolute_gap",
    "bad_neurons",
    "best_threshold",
    "gap",
    "gap_over_neurons",
    "moved_neurons",
]

RELU_GAP = relu_gap.PRINTED
MOVED_NEURONS = moved_neurons_statement.PRINTED
SIGN_CHANGES = sign_changes.PRINTED
LEMMA_4_1 = lemma_4_1.PRINTED

# as printed, in reading order
THEOREMS: tuple[Theorem, ...] = (
    RELU_GAP,
    MOVED_NEURONS,
    SIGN_CHANGES,
    LEMMA_4_1,
)
# repaired or sharpened
VARIANTS: tuple[Theorem, ...] = (
    moved_neurons_statement.SHARPENED,
    sign_changes.SHARPENED,
    lemma_4_1.SHARPENED,
)
# deliberately false
TWINS: tuple[Theorem, ...] = (
    *relu_gap.FALSE,
    *moved_neurons_statement.FALSE,
    *sign_changes.FALSE,
    *lemma_4_1.FALSE,
)
