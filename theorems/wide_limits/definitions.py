"""What wide networks converge to, and how fast.

W (m, d) and b (m,) have independent standard normal entries; x, y (d,) are two inputs, with cosine
rho; x has the length x_norm where that is a parameter, otherwise both have length 1.
"""

from typing import Any

import numpy as np

from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import Names
from theorems.language.records import Inputs, Parameter, Setting
from theorems.networks import Array, relu

ANY_ACTIVATION = Parameter(
    "activation",
    "the activation sigma",
    Names(tuple(ACTIVATIONS)),
    "relu",
    tuple(ACTIVATIONS),
)


def positive_step(z: Any) -> Any:
    """1{z > 0}, the derivative of the ReLU in the print."""
    return np.where(z > 0, 1, 0)


def averaged_ntk(W: Array, b: Array, x: Array, y: Array, s: Setting, fn: Any) -> Any:
    """(1/m) sum_i x.y sigma'(w_i . x) sigma'(w_i . y)."""
    sigma = ACTIVATIONS[s.activation]
    return np.sum((x @ y) * sigma.slope(W @ x, fn) * sigma.slope(W @ y, fn)) / s.m


def mean_ntk(inputs: Inputs, s: Setting, fn: Any) -> Any:
    """The integral of x.y sigma'(v.x) sigma'(v.y) over v ~ N(0, I)."""
    sigma, product = ACTIVATIONS[s.activation], inputs.x @ inputs.y
    return inputs.mean(lambda u, v, b: product * sigma.slope(u, fn) * sigma.slope(v, fn))


def both_layers(W: Array, b: Array, x: Array, y: Array, s: Setting, fn: Any) -> Any:
    """(1/m) g(x).g(y), g(x) = [b_i sigma'(w_i . x) x, ..., sigma(w_i . x), ...]."""
    hidden = b * positive_step(W @ x) * b * positive_step(W @ y) * (x @ y)
    return (np.sum(hidden) + np.sum(relu(W @ x) * relu(W @ y))) / s.m


def two_expectations(inputs: Inputs, s: Setting, fn: Any) -> Any:
    """E[sigma(w.x) sigma(w.y)] + x.y E[sigma'(w.x) sigma'(w.y)]."""
    product = inputs.x @ inputs.y
    return inputs.mean(lambda u, v, b: relu(u) * relu(v)) + product * inputs.mean(
        lambda u, v, b: positive_step(u) * positive_step(v)
    )


def term_0(W: Array, b: Array, x: Array, y: Array, s: Setting, fn: Any) -> Any:
    """(1/sqrt m) sum_i b_i sigma(w_i . x): the network at its initialization."""
    return np.sum(b * relu(W @ x)) / fn.sqrt(s.m)


def paired_term_0(W: Array, b: Array, x: Array, y: Array, s: Setting, fn: Any) -> Any:
    """Term (0) with each of the m/2 rows of W twice, with output weights b_i and -b_i."""
    return (np.sum(b * relu(W @ x)) + np.sum(-b * relu(W @ x))) / fn.sqrt(s.m)


def zero(inputs: Inputs, s: Setting, fn: Any) -> Any:
    """0."""
    return 0


def half_the_width(s: Setting) -> Any:
    """m/2 independent neurons, each of them twice."""
    return s.m / 2
