"""Taylor's theorem with the remainder as an integral, as three sources print it.

The displays speak of a function f through its values, its slopes and integrals of its second
derivative against a kernel. One text serves every kind of function: polynomials with exact
coefficients (here), an arbitrary C^2 function, an activation in balls.
"""

from theorems.language.records import Theorem
from theorems.taylor_remainders import (
    slides_taylor_integral,
    sutherland_taylor_integral,
    taylor_remainder,
)
from theorems.taylor_remainders.definitions import (
    Kernel,
    Polynomial,
    curvature_bound,
    expansion,
    integral_from_r,
    left_side,
    neuron_integral,
    neuron_remainder,
    remainder,
    remainder_at_s,
)

__all__ = [
    "PLEISS",
    "SLIDES",
    "SUTHERLAND",
    "THEOREMS",
    "TWINS",
    "VARIANTS",
    "Kernel",
    "Polynomial",
    "curvature_bound",
    "expansion",
    "integral_from_r",
    "left_side",
    "neuron_integral",
    "neuron_remainder",
    "remainder",
    "remainder_at_s",
]

SLIDES = slides_taylor_integral.PRINTED
SUTHERLAND = sutherland_taylor_integral.PRINTED
PLEISS = taylor_remainder.PRINTED

# as printed, in reading order
THEOREMS: tuple[Theorem, ...] = (
    SLIDES,
    SUTHERLAND,
    PLEISS,
)
# repaired or sharpened
VARIANTS: tuple[Theorem, ...] = (
    slides_taylor_integral.REPAIRED,
    sutherland_taylor_integral.REPAIRED,
    taylor_remainder.REPAIRED,
)
# deliberately false
TWINS: tuple[Theorem, ...] = (
    *slides_taylor_integral.FALSE,
    *sutherland_taylor_integral.FALSE,
    *taylor_remainder.FALSE,
)
