"""Smooth approximations of relu: how close they are, and how smooth."""

from theorems.language.records import Theorem
from theorems.smooth_relu import softplus
from theorems.smooth_relu.definitions import softplus_family

__all__ = ["SOFTPLUS", "THEOREMS", "TWINS", "VARIANTS", "softplus_family"]

SOFTPLUS = softplus.PRINTED

# as printed, in reading order
THEOREMS: tuple[Theorem, ...] = (SOFTPLUS,)
# repaired or sharpened
VARIANTS: tuple[Theorem, ...] = (softplus.REPAIRED,)
# deliberately false
TWINS: tuple[Theorem, ...] = (*softplus.FALSE,)
