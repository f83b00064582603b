"""What is claimed: the statements exactly as printed, and the definitions they speak of."""

from theorems import (
    arc_cosine,
    gaussian_counts,
    relu_linearization,
    smooth_linearization,
    sphere_definiteness,
    symmetric_initialization,
)
from theorems.statement import Theorem

_ROOMS = (
    smooth_linearization,
    relu_linearization,
    gaussian_counts,
    symmetric_initialization,
    arc_cosine,
    sphere_definiteness,
)

THEOREMS: tuple[Theorem, ...] = tuple(t for room in _ROOMS for t in room.THEOREMS)
TWINS: tuple[Theorem, ...] = tuple(t for room in _ROOMS for t in room.TWINS)
