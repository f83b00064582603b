"""Power series and Hermite expansions behind the proof of positive definiteness on spheres.

The definitions, plain and exact: the signs of a sequence of coefficients, and power series whose
coefficients are periodic up to powers of 2 from some place on.
"""

from theorems.language.records import Theorem
from theorems.power_series import lemma_iii_3_1, parity_step, theorem_iii_3_2
from theorems.power_series.definitions import (
    INFINITE,
    NONE,
    SOME,
    PowerSeries,
    Signs,
    factorial,
    gram,
    quadratic_form,
)

__all__ = [
    "INFINITE",
    "LEMMA_III_3_1",
    "NONE",
    "PARITY_STEP",
    "REPAIRED_III_3_2",
    "REPAIRED_PARITY_STEP",
    "SOME",
    "THEOREMS",
    "THEOREM_III_3_2",
    "TWINS",
    "VARIANTS",
    "PowerSeries",
    "Signs",
    "factorial",
    "gram",
    "quadratic_form",
]

LEMMA_III_3_1 = lemma_iii_3_1.PRINTED
THEOREM_III_3_2 = theorem_iii_3_2.PRINTED
PARITY_STEP = parity_step.PRINTED
REPAIRED_III_3_2 = theorem_iii_3_2.REPAIRED
REPAIRED_PARITY_STEP = parity_step.REPAIRED

# as printed, in reading order
THEOREMS: tuple[Theorem, ...] = (
    LEMMA_III_3_1,
    THEOREM_III_3_2,
    PARITY_STEP,
)
# repaired or sharpened
VARIANTS: tuple[Theorem, ...] = (
    theorem_iii_3_2.REPAIRED,
    parity_step.REPAIRED,
)
# deliberately false
TWINS: tuple[Theorem, ...] = (
    *lemma_iii_3_1.FALSE,
    *theorem_iii_3_2.FALSE,
    *parity_step.FALSE,
)
