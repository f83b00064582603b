"""ReLU networks at the symmetric Xavier initialization are almost linear nearby.

F(x; omega, c) = (1/sqrt m) sum_i c_i relu(omega_i.x), with omega_i(0) = omega_{i+m/2}(0)
i.i.d. N(0, I_d) and c_i = -c_{i+m/2} i.i.d. Rademacher, i = 1, ..., m/2.
"""

from theorems.language.records import Theorem
from theorems.symmetric_initialization import (
    homogeneity,
    lemma_2,
    lemma_3,
    lemma_4_delta_1,
    lemma_4_delta_2,
    theorem_1,
)
from theorems.symmetric_initialization.definitions import (
    HALVES,
    delta_1,
    delta_2,
    linearization_error,
)

__all__ = [
    "HALVES",
    "HOMOGENEITY",
    "LEMMA_2",
    "LEMMA_3",
    "LEMMA_4_DELTA_1",
    "LEMMA_4_DELTA_2",
    "THEOREMS",
    "THEOREM_1",
    "TWINS",
    "VARIANTS",
    "delta_1",
    "delta_2",
    "linearization_error",
]

HOMOGENEITY = homogeneity.PRINTED
LEMMA_2 = lemma_2.PRINTED
LEMMA_3 = lemma_3.PRINTED
LEMMA_4_DELTA_1 = lemma_4_delta_1.PRINTED
LEMMA_4_DELTA_2 = lemma_4_delta_2.PRINTED
THEOREM_1 = theorem_1.PRINTED

# as printed, in reading order
THEOREMS: tuple[Theorem, ...] = (
    HOMOGENEITY,
    LEMMA_2,
    LEMMA_3,
    LEMMA_4_DELTA_1,
    LEMMA_4_DELTA_2,
    THEOREM_1,
)
# repaired or sharpened
VARIANTS: tuple[Theorem, ...] = (
    lemma_4_delta_1.REPAIRED,
    lemma_4_delta_1.SHARPENED,
    lemma_4_delta_2.REPAIRED,
    lemma_4_delta_2.SHARPENED,
    theorem_1.SHARPENED,
)
# deliberately false
TWINS: tuple[Theorem, ...] = (
    *homogeneity.FALSE,
    *lemma_2.FALSE,
    *lemma_3.FALSE,
    lemma_4_delta_1.FALSE[0],
    lemma_4_delta_2.FALSE[0],
    theorem_1.FALSE[0],
    lemma_4_delta_1.FALSE[1],
    lemma_4_delta_2.FALSE[1],
    *theorem_1.FALSE[1:3],
)
