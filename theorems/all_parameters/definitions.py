"""Smooth networks with both layers trained stay close to their linearization.

f(x; theta) = (1 / sqrt m) sum_i beta_i sigma(w_i . x), theta = (beta, w_1, ..., w_m).
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from theorems.language.activations import Activation
from theorems.language.floats import FLOATS
from theorems.language.parameters import INPUT_NORM

Vector = Sequence[Any]
Theta = tuple[Vector, Sequence[Vector]]  # output weights beta (m,), hidden weights w (m, d)


def dot(u: Vector, v: Vector) -> Any:
    """u . v."""
    return sum(a * b for a, b in zip(u, v, strict=True))


def minus(u: Vector, v: Vector) -> Vector:
    """u - v."""
    return [a - b for a, b in zip(u, v, strict=True)]


def network(theta: Theta, x: Vector, sigma: Activation, fn: Any = FLOATS) -> Any:
    """f(x; theta) = (1 / sqrt m) sum_i beta_i sigma(w_i . x) (pleiss, Eq. (2))."""
    beta, w = theta
    total = sum(beta[i] * sigma.value(dot(w[i], x), fn) for i in range(len(beta)))
    return total / fn.sqrt(len(beta))


def gradient(theta: Theta, x: Vector, sigma: Activation, fn: Any = FLOATS) -> Theta:
    """Derivatives of f in beta_i, sigma(w_i . x) / sqrt m, and in w_i, beta_i sigma'(w_i . x) x."""
    beta, w = theta
    root = fn.sqrt(len(beta))
    outputs = [sigma.value(dot(w_i, x), fn) / root for w_i in w]
    slopes = [b_i * sigma.slope(dot(w_i, x), fn) / root for b_i, w_i in zip(beta, w, strict=True)]
    return outputs, [[slope * x_j for x_j in x] for slope in slopes]


def linearization(
    theta: Theta, theta0: Theta, x: Vector, sigma: Activation, fn: Any = FLOATS
) -> Any:
    """f(x; theta0) + gradient f(x; theta0) . (theta - theta0) (pleiss, Eq. (3))."""
    in_beta, in_w = gradient(theta0, x, sigma, fn)
    first = dot(in_beta, minus(theta[0], theta0[0]))
    rest = sum(dot(in_w[i], minus(theta[1][i], theta0[1][i])) for i in range(len(in_w)))
    return network(theta0, x, sigma, fn) + first + rest


def gap(theta: Theta, theta0: Theta, x: Vector, sigma: Activation, fn: Any = FLOATS) -> Any:
    """|f(x; theta) - [f(x; theta0) + gradient f(x; theta0) . (theta - theta0)]|."""
    return abs(network(theta, x, sigma, fn) - linearization(theta, theta0, x, sigma, fn))


def term_a(theta: Theta, theta0: Theta, x: Vector, sigma: Activation, fn: Any = FLOATS) -> Any:
    """|(beta_1 - beta_1^(0)) (sigma(x . w_1) - sigma(x . w_1^(0)))|, the term (a) of a neuron."""
    (beta, *_), (w, *_) = theta
    (beta0, *_), (w0, *_) = theta0
    return abs((beta - beta0) * (sigma.value(dot(x, w), fn) - sigma.value(dot(x, w0), fn)))


NORMS = replace(INPUT_NORM, coverage=(Fraction(1, 10), Fraction(1), Fraction(10)))
ELU = (
    "|sigma''| <= gamma is read as a gamma-Lipschitz slope, so that elu, which has no second"
    " derivative at 0, is included."
)
CONSTANTS = "gamma and C are read as the smallest constants of the activation."
