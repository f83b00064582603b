"""Kernels of wide ReLU networks on spheres: which functions they approximate."""

from theorems.language.records import Theorem
from theorems.universality import (
    ntk_universal,
    universal_arc_cosine,
    universal_ntk,
    universal_slice,
)
from theorems.universality.definitions import combination, values

__all__ = [
    "NTK_UNIVERSAL",
    "THEOREMS",
    "TWINS",
    "UNIVERSAL_ARC_COSINE",
    "UNIVERSAL_NTK",
    "UNIVERSAL_SLICE",
    "VARIANTS",
    "combination",
    "values",
]

NTK_UNIVERSAL = ntk_universal.PRINTED
UNIVERSAL_ARC_COSINE = universal_arc_cosine.PRINTED
UNIVERSAL_NTK = universal_ntk.PRINTED
UNIVERSAL_SLICE = universal_slice.PRINTED

# as printed, in reading order
THEOREMS: tuple[Theorem, ...] = (
    NTK_UNIVERSAL,
    UNIVERSAL_ARC_COSINE,
    UNIVERSAL_NTK,
    UNIVERSAL_SLICE,
)
# repaired or sharpened
VARIANTS: tuple[Theorem, ...] = (
    ntk_universal.REPAIRED,
    universal_arc_cosine.REPAIRED,
    universal_ntk.REPAIRED,
    universal_slice.SHARPENED,
)
# deliberately false
TWINS: tuple[Theorem, ...] = (
    *ntk_universal.FALSE,
    *universal_arc_cosine.FALSE,
    *universal_ntk.FALSE,
    *universal_slice.FALSE,
)
