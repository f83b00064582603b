"""Signs of ReLU pre-activations: where they agree, and what follows.

u = w.x and v = w_0.x are the pre-activations of a neuron after and before a move of its weights.
"""

from theorems.language.records import Theorem
from theorems.sign_patterns import (
    naive_bound,
    relu_homogeneity,
    relu_linearization,
    sign_agreement,
    unswitched,
)
from theorems.sign_patterns import subgradient as subgradient_statement
from theorems.sign_patterns.definitions import (
    activations,
    activations_by_slopes,
    gap_over_frobenius_norm,
    subgradient,
)

__all__ = [
    "NAIVE_BOUND",
    "RELU_HOMOGENEITY",
    "RELU_LINEARIZATION",
    "SIGN_AGREEMENT",
    "SUBGRADIENT",
    "THEOREMS",
    "TWINS",
    "UNSWITCHED",
    "VARIANTS",
    "activations",
    "activations_by_slopes",
    "gap_over_frobenius_norm",
    "subgradient",
]

RELU_HOMOGENEITY = relu_homogeneity.PRINTED
NAIVE_BOUND = naive_bound.PRINTED
SIGN_AGREEMENT = sign_agreement.PRINTED
UNSWITCHED = unswitched.PRINTED
SUBGRADIENT = subgradient_statement.PRINTED
RELU_LINEARIZATION = relu_linearization.PRINTED

# as printed, in reading order
THEOREMS: tuple[Theorem, ...] = (
    RELU_HOMOGENEITY,
    NAIVE_BOUND,
    SIGN_AGREEMENT,
    UNSWITCHED,
    SUBGRADIENT,
    RELU_LINEARIZATION,
)
# repaired or sharpened
VARIANTS: tuple[Theorem, ...] = (
    naive_bound.SHARPENED,
    sign_agreement.SHARPENED,
    unswitched.SHARPENED,
)
# deliberately false
TWINS: tuple[Theorem, ...] = (
    *relu_homogeneity.FALSE,
    *relu_linearization.FALSE,
    *naive_bound.FALSE,
    *sign_agreement.FALSE,
    *unswitched.FALSE,
    *subgradient_statement.FALSE,
)
