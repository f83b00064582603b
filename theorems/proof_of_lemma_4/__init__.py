"""The steps of the proof of Lemma 4 of the notes: Delta_1, Delta_2, their counts.

F(x; omega, c) = (1/sqrt m) sum_i c_i relu(omega_i.x) at the symmetric initialization,
omega_i = omega_i(0) + u_i, S(x) = {i : 1{omega_i(0).x >= 0} != 1{omega_i.x >= 0}}.
"""

from theorems.language.records import Theorem
from theorems.proof_of_lemma_4 import (
    delta_1_count,
    delta_1_display,
    delta_split,
    event_a1_implies,
    sign_change,
)
from theorems.proof_of_lemma_4.definitions import (
    delta_1_on_a1,
    first_part,
    flips,
    small_preactivations,
)

__all__ = [
    "DELTA_1_COUNT",
    "DELTA_1_DISPLAY",
    "DELTA_SPLIT",
    "EVENT_A1_IMPLIES",
    "SIGN_CHANGE",
    "THEOREMS",
    "TWINS",
    "VARIANTS",
    "delta_1_on_a1",
    "first_part",
    "flips",
    "small_preactivations",
]

DELTA_SPLIT = delta_split.PRINTED
DELTA_1_DISPLAY = delta_1_display.PRINTED
SIGN_CHANGE = sign_change.PRINTED
DELTA_1_COUNT = delta_1_count.PRINTED
EVENT_A1_IMPLIES = event_a1_implies.PRINTED

# as printed, in reading order
THEOREMS: tuple[Theorem, ...] = (
    DELTA_SPLIT,
    DELTA_1_DISPLAY,
    SIGN_CHANGE,
    DELTA_1_COUNT,
    EVENT_A1_IMPLIES,
)
# repaired or sharpened
VARIANTS: tuple[Theorem, ...] = (
    delta_1_display.REPAIRED,
    delta_1_count.REPAIRED,
    delta_1_count.SHARPENED,
    event_a1_implies.REPAIRED,
    event_a1_implies.SHARPENED,
)
# deliberately false
TWINS: tuple[Theorem, ...] = (
    *delta_split.FALSE,
    *delta_1_display.FALSE,
    *sign_change.FALSE,
    *delta_1_count.FALSE,
    *event_a1_implies.FALSE,
)
