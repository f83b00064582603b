"""Positive definiteness of the limiting NTK on spheres."""

from dataclasses import replace

from theorems.language.domains import Integers, Names
from theorems.language.parameters import DEPTH, LIPSCHITZ

POLYNOMIAL = replace(
    LIPSCHITZ,
    meaning="a polynomial activation",
    domain=Names(("quadratic", "cubic", "identity")),
    default="quadratic",
    coverage=("quadratic", "cubic", "identity"),
)
# the degree of the kernel is a power of the depth
NOT_TOO_DEEP = replace(DEPTH, domain=Integers(2, largest=5))
