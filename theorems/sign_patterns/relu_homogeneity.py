"""sigma(x) = x sigma'(x), and what follows for f0: slides, Extension to ReLU, 'Tool'."""

from theorems.language.givens import array, vector
from theorems.language.parameters import DIMENSION, SMALL_WIDTH
from theorems.language.records import Identity, Source
from theorems.language.variants import twin
from theorems.sign_patterns.definitions import (
    activations,
    activations_by_slopes,
    activations_displayed,
)

PRINTED = Identity(
    label="slides/relu-homogeneity",
    title="The ReLU is its argument times its slope, and f0 follows",
    source=Source(
        "slides",
        "Extension to ReLU, 'Tool'",
        r"\sigma(x) = x \cdot \sigma'(x), \quad f_0(\mathbf{x}; \mathbf{W}) = \sum_{i=1}^m a_i"
        r" \cdot \left( \sigma(\mathbf{w}_{0,i}^\top \mathbf{x}) - \sigma'(\mathbf{w}_{0,i}^\top"
        r" \mathbf{x}) \mathbf{w}_{0,i}^\top \mathbf{x} + \sigma'(\mathbf{w}_{0,i}^\top \mathbf{x})"
        r" \mathbf{w}_i^\top \mathbf{x} \right) = \sum_{i=1}^m a_i \cdot"
        r" \sigma'(\mathbf{w}_{0,i}^\top \mathbf{x}) \mathbf{w}_i^\top \mathbf{x}",
    ),
    reading=(
        "For every real argument of sigma, and for every x, W, W_0 and a, ties w_{0,i}.x = 0"
        " included; sigma'(0) = 0, the minimum-norm choice of the slides."
    ),
    parameters=(SMALL_WIDTH, DIMENSION),
    fixed={"x": vector("d"), "a": vector("m"), "W0": array("m", "d"), "W": array("m", "d")},
    sides=(activations, activations_displayed, activations_by_slopes),
)

FALSE = (
    twin(
        PRINTED,
        "degree-two",
        "2 sigma(x) = x sigma'(x)",
        sides=(
            lambda W, W0, a, x: activations(2 * W, W0, a, x),
            lambda W, W0, a, x: activations_by_slopes(W, W0, a, x),
        ),
    ),
    twin(
        PRINTED,
        "slope-after",
        "the slope of f0 taken at w_i in place of w_{0,i}",
        sides=(activations, lambda W, W0, a, x: activations_by_slopes(W, W, a, x)),
    ),
)
