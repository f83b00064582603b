"""Positive definiteness of the limiting NTK on spheres."""

from theorems.language.records import Theorem
from theorems.sphere_definiteness import observation_iii_3_4, prop_iii_3_3

__all__ = [
    "OBSERVATION_III_3_4",
    "PROP_III_3_3",
    "SHARPENED_OBSERVATION",
    "THEOREMS",
    "TWINS",
    "VARIANTS",
]

PROP_III_3_3 = prop_iii_3_3.PRINTED
OBSERVATION_III_3_4 = observation_iii_3_4.PRINTED
SHARPENED_OBSERVATION = observation_iii_3_4.SHARPENED

# as printed, in reading order
THEOREMS: tuple[Theorem, ...] = (
    PROP_III_3_3,
    OBSERVATION_III_3_4,
)
# repaired or sharpened
VARIANTS: tuple[Theorem, ...] = (observation_iii_3_4.SHARPENED,)
# deliberately false
TWINS: tuple[Theorem, ...] = (
    *observation_iii_3_4.FALSE,
    *prop_iii_3_3.FALSE,
)
