"""Gradient and tangent kernel of a two-layer network: slides, Neural Tangent Kernels."""

import numpy as np

from theorems.derivatives import Array
from theorems.gradient_expansions.definitions import (
    DIFFERENTIABLE,
    FEW,
    FEW_DIMENSIONS,
    gradient_and_kernel,
    kernel_with_indicators,
    network_gradient,
    printed_kernel,
)
from theorems.kernels import finite_ntk, finite_ntk_sum
from theorems.language.floats import FLOATS
from theorems.language.givens import any_signs, array, normal, vector
from theorems.language.records import Identity, Source
from theorems.language.variants import twin


def _at_output_weights(a: Array) -> Array:
    return 2 * a


PRINTED = Identity(
    label="slides/ntk-two-layer",
    title="The tangent kernel of a two-layer network",
    source=Source(
        "slides",
        "Neural Tangent Kernels",
        r"\partial f(\mathbf{x}; \mathbf{W}_0) = [\cdots, a_i \sigma'(\mathbf{w}_{i,0}^\top"
        r" \mathbf{x}) \mathbf{x}, \cdots], \quad K(\mathbf{x}, \mathbf{x}') = \sum_{i=1}^m"
        r" \mathbf{x}^\top \mathbf{x}' \sigma'(\mathbf{w}_{i,0}^\top \mathbf{x})"
        r" \sigma'(\mathbf{w}_{i,0}^\top \mathbf{x}') \overset{\text{ReLU}}{=} \sum_{i=1}^m"
        r" \mathbf{x}^\top \mathbf{x}' \cdot \mathbf{1}[\mathbf{w}_{i,0}^\top \mathbf{x} \geq 0]"
        r" \cdot \mathbf{1}[\mathbf{w}_{i,0}^\top \mathbf{x}' \geq 0]",
    ),
    reading=(
        "For all x, x', all a in {-1, +1}^m and almost every W_0 (with probability 1 over Gaussian"
        " W_0); the indicators are claimed for ReLU."
    ),
    parameters=(FEW, FEW_DIMENSIONS, DIFFERENTIABLE),
    fixed={"x": vector("d"), "z": vector("d"), "a": any_signs("m")},
    random={"W0": normal("m", "d")},
    deviations=(
        "At a tie w.x = 0 the slides' gradient of least norm has slope 0 and the indicator is 1;"
        " for x != 0 ties have probability 0, and for x = 0 both sides are 0.",
    ),
    of="networks",
    sides=(gradient_and_kernel, printed_kernel, kernel_with_indicators),
    almost=True,
)

FALSE = (
    twin(
        PRINTED,
        "every-initialization",
        "every W_0 in place of almost every one, ties included",
        reading=(
            "For all x, x', all a in {-1, +1}^m and every W_0, ties w.x = 0 included; the"
            " indicators are claimed for ReLU."
        ),
        almost=False,
        fixed={**PRINTED.fixed, "W0": array("m", "d")},
        random={},
    ),
    twin(
        PRINTED,
        "output-weights",
        "output weights +-2 in place of +-1",
        sides=(
            lambda W0, a, x, z, sigma: np.sum(
                network_gradient(W0, _at_output_weights(a), x, sigma)
                * network_gradient(W0, _at_output_weights(a), z, sigma)
            ),
            lambda W0, a, x, z, sigma: finite_ntk_sum(x, z, W0, sigma),
        ),
    ),
    twin(
        PRINTED,
        "one-slope",
        "sigma'(w.x) for both inputs",
        sides=(
            lambda W0, a, x, z, sigma: finite_ntk(x, z, W0, a, sigma),
            lambda W0, a, x, z, sigma: np.sum((x @ z) * sigma.slope(W0 @ x, FLOATS) ** 2),
        ),
    ),
)
