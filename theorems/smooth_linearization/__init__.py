"""Smooth networks stay close to their linearization: the second-order remainder.

For every beta-smooth sigma, |sigma(z) - sigma(z0) - sigma'(z0)(z - z0)| <= (beta/2)(z - z0)^2;
summed over the neurons, with ||x|| <= 1, this is the bound for the network.
"""

from theorems.language.records import Theorem
from theorems.smooth_linearization import prop_4_1, smooth_linearization, smooth_remainder
from theorems.smooth_linearization.definitions import absolute_gap, gap, remainder

__all__ = [
    "PROP_4_1",
    "SMOOTH_REMAINDER",
    "SUTHERLAND",
    "THEOREMS",
    "TWINS",
    "VARIANTS",
    "absolute_gap",
    "gap",
    "remainder",
]

SMOOTH_REMAINDER = smooth_remainder.PRINTED
PROP_4_1 = prop_4_1.PRINTED
SUTHERLAND = smooth_linearization.PRINTED

# as printed, in reading order
THEOREMS: tuple[Theorem, ...] = (
    SMOOTH_REMAINDER,
    PROP_4_1,
    SUTHERLAND,
)
# repaired or sharpened
VARIANTS: tuple[Theorem, ...] = (
    prop_4_1.SHARPENED,
    smooth_linearization.SHARPENED,
)
# deliberately false
TWINS: tuple[Theorem, ...] = (
    *smooth_remainder.FALSE,
    *prop_4_1.FALSE,
    *smooth_linearization.FALSE,
)
