"""How many Gaussian pre-activations are small.

For u ~ N(0, I_d) and x != 0, u.x / ||x|| is a standard normal g, so that
P(|u.x| <= t ||x||) = erf(t / sqrt 2), and a count over independent rows is binomial.
"""

from theorems.gaussian_counts import event_a1, hoeffding, lemma_4_2, lemma_5, small_preactivation
from theorems.gaussian_counts.definitions import (
    small_preactivation_excess,
    small_preactivation_frequency,
    small_preactivations,
    small_probability,
)
from theorems.language.records import Theorem

__all__ = [
    "EVENT_A1",
    "HOEFFDING",
    "LEMMA_4_2",
    "LEMMA_5",
    "SMALL_PREACTIVATION",
    "THEOREMS",
    "TWINS",
    "VARIANTS",
    "small_preactivation_excess",
    "small_preactivation_frequency",
    "small_preactivations",
    "small_probability",
]

SMALL_PREACTIVATION = small_preactivation.PRINTED
LEMMA_4_2 = lemma_4_2.PRINTED
LEMMA_5 = lemma_5.PRINTED
HOEFFDING = hoeffding.PRINTED
EVENT_A1 = event_a1.PRINTED

# as printed, in reading order
THEOREMS: tuple[Theorem, ...] = (
    SMALL_PREACTIVATION,
    LEMMA_4_2,
    LEMMA_5,
    HOEFFDING,
    EVENT_A1,
)
# repaired or sharpened
VARIANTS: tuple[Theorem, ...] = (
    small_preactivation.SHARPENED,
    lemma_4_2.SHARPENED,
    event_a1.REPAIRED,
    event_a1.SHARPENED,
)
# deliberately false
TWINS: tuple[Theorem, ...] = (
    *small_preactivation.FALSE,
    *lemma_5.FALSE,
    *lemma_4_2.FALSE,
    *hoeffding.FALSE,
    *event_a1.FALSE,
)
