"""What is claimed: the statements exactly as printed, and the definitions they speak of."""

from theorems import (
    all_parameters,
    arc_cosine,
    gaussian_counts,
    gradient_expansions,
    power_series,
    proof_of_lemma_4,
    relu_linearization,
    sign_patterns,
    smooth_linearization,
    smooth_relu,
    sphere_definiteness,
    sphere_spectrum,
    symmetric_initialization,
    taylor_remainders,
    universality,
    wide_limits,
)
from theorems.language.records import Theorem

_ROOMS = (
    taylor_remainders,
    smooth_linearization,
    all_parameters,
    smooth_relu,
    sign_patterns,
    relu_linearization,
    gaussian_counts,
    proof_of_lemma_4,
    symmetric_initialization,
    gradient_expansions,
    wide_limits,
    arc_cosine,
    power_series,
    sphere_definiteness,
    universality,
    sphere_spectrum,
)

# as printed; repaired or sharpened; deliberately false
THEOREMS: tuple[Theorem, ...] = tuple(t for room in _ROOMS for t in room.THEOREMS)
VARIANTS: tuple[Theorem, ...] = tuple(t for room in _ROOMS for t in room.VARIANTS)
TWINS: tuple[Theorem, ...] = tuple(t for room in _ROOMS for t in room.TWINS)
