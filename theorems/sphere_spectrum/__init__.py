"""Eigenvalues of neural tangent kernels on the uniform sphere."""

from theorems.language.records import Theorem
from theorems.sphere_spectrum import spectrum
from theorems.sphere_spectrum.definitions import eigenvalue

__all__ = ["SPECTRUM", "THEOREMS", "TWINS", "VARIANTS", "eigenvalue"]

SPECTRUM = spectrum.PRINTED

# as printed, in reading order
THEOREMS: tuple[Theorem, ...] = (SPECTRUM,)
# repaired or sharpened
VARIANTS: tuple[Theorem, ...] = (spectrum.SHARPENED,)
# deliberately false
TWINS: tuple[Theorem, ...] = (*spectrum.FALSE,)
