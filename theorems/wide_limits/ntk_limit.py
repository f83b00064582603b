"""The two-layer NTK converges to an integral: slides, NTK: Infinite-width limit."""

import numpy as np

from theorems.language.activations import ACTIVATIONS
from theorems.language.givens import at_cosine, normal, vector
from theorems.language.parameters import RHO, WIDTH
from theorems.language.records import Limit, Source
from theorems.language.variants import twin
from theorems.wide_limits.definitions import ANY_ACTIVATION, averaged_ntk, mean_ntk

PRINTED = Limit(
    label="slides/ntk-limit",
    title="The two-layer NTK at infinite width",
    source=Source(
        "slides",
        "NTK: Infinite-width limit",
        r"\lim_{m \to \infty} \frac{1}{m} \sum_{i=1}^{m} \mathbf{x}^{\top} \mathbf{x}'"
        r" \sigma'(\mathbf{w}_{i,0}^{\top} \mathbf{x}) \sigma'(\mathbf{w}_{i,0}^{\top} \mathbf{x}')"
        r" = \int \mathbf{x}^{\top} \mathbf{x}' \sigma'(\mathbf{v}^{\top} \mathbf{x})"
        r" \sigma'(\mathbf{v}^{\top} \mathbf{x}') \, d\mathcal{N}(\mathbf{v})",
    ),
    reading=(
        "For all unit x, x' and every activation of the catalogue: with probability 1 over"
        " independent rows w_i ~ N(0, I), the average converges to the integral."
    ),
    parameters=(WIDTH, RHO, ANY_ACTIVATION),
    fixed={"x": vector("d", "= 1"), "y": at_cosine("d", "x")},
    random={"W": normal("m", "d")},
    deviations=(
        "The print names no activation and no integrability; the catalogue's have it. m is the"
        " width at which the finite kernel is looked at.",
    ),
    quantity=averaged_ntk,
    limit=mean_ntk,
)

FALSE = (
    twin(
        PRINTED,
        "no-product",
        "the factor x.x' missing in the limit",
        limit=lambda inputs, s, fn: inputs.mean(
            lambda u, v, b: (
                ACTIVATIONS[s.activation].slope(u, fn) * ACTIVATIONS[s.activation].slope(v, fn)
            )
        ),
    ),
    twin(
        PRINTED,
        "root",
        "1/sqrt m in place of 1/m",
        quantity=lambda W, b, x, y, s, fn: averaged_ntk(W, b, x, y, s, fn) * s.m / fn.sqrt(s.m),
    ),
    twin(
        PRINTED,
        "output-weights",
        "the output weight of each neuron left in the kernel",
        quantity=lambda W, b, x, y, s, fn: (
            np.sum(
                b
                * (x @ y)
                * ACTIVATIONS[s.activation].slope(W @ x, fn)
                * ACTIVATIONS[s.activation].slope(W @ y, fn)
            )
            / s.m
        ),
        random={"W": normal("m", "d"), "b": normal("m")},
    ),
)
