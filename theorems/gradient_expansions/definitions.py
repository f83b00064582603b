"""Gradients of two-layer networks: one step, its kernel, the expansion in all parameters.

    f(x; W) = sum_i a_i sigma(w_i . x),   K(x, x') = <df(x; W_0), df(x'; W_0)>

The gradients are found by `theorems.derivatives`, from the network alone; the printed formulas
are held against them. Arguments, by name:
    W, W0 (m, d)  hidden weights       a (m,)        output weights +-1, frozen
    b, b0 (m,)    output weights (pleiss, beta)      x, z (d,)  inputs
    X (n, d), y (n,)  the data         eta           step size
    sigma         activation           loss          l(y, f)
"""

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from theorems.derivatives import Array, Loss, activation_of_duals, gradient, loss_of_duals
from theorems.kernels import finite_ntk_sum, finite_relu_ntk
from theorems.language.activations import ACTIVATIONS, Activation
from theorems.language.domains import POSITIVE, Integers, Names, Reals
from theorems.language.floats import FLOATS
from theorems.language.parameters import DIMENSION, SMALL_WIDTH
from theorems.language.reading import read
from theorems.language.records import Parameter
from theorems.language.text import text
from theorems.networks import network


def network_gradient(W0: Array, a: Array, x: Array, sigma: Activation) -> Array:
    """df(x; W_0), the gradient of W -> f(x; W) at W_0, (m, d)."""
    return gradient(lambda W: network(W, a, x, activation_of_duals(sigma)), W0)


def total_gradient(W0: Array, a: Array, X: Array, y: Array, sigma: Activation, loss: Loss) -> Array:
    """The gradient of W -> sum_i l(y_i, f(x_i; W)) at W_0, (m, d)."""
    smooth, dual = activation_of_duals(sigma), loss_of_duals(loss)
    return gradient(
        lambda W: sum(dual.value(y[i], network(W, a, X[i], smooth)) for i in range(len(y))), W0
    )


def gradient_step(
    W0: Array, a: Array, X: Array, y: Array, eta: Any, sigma: Activation, loss: Loss
) -> Array:
    """W - W_0 after one step of gradient descent with step size eta, (m, d)."""
    step: Array = eta * total_gradient(W0, a, X, y, sigma, loss)
    return -step


def gradients_of_data(W0: Array, a: Array, X: Array, sigma: Activation) -> Array:
    """df(x_1; W_0), ..., df(x_n; W_0), (n, m, d)."""
    return np.stack([network_gradient(W0, a, x, sigma) for x in X])


def linear_approximation(
    W0: Array, a: Array, X: Array, y: Array, x: Array, eta: Any, sigma: Activation, loss: Loss
) -> Any:
    """f_0(x; W) = f(x; W_0) + <df(x; W_0), W - W_0>, W one gradient step from W_0."""
    moved = gradient_step(W0, a, X, y, eta, sigma, loss)
    return network(W0, a, x, sigma) + np.sum(network_gradient(W0, a, x, sigma) * moved)


def kernel_expansion(coefficient: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """f(x; W_0) + sum_i v_i <df(x; W_0), df(x_i; W_0)>, v_i = coefficient(eta, l'(y_i, f(x_i)))."""

    def side(
        W0: Array, a: Array, X: Array, y: Array, x: Array, eta: Any, sigma: Activation, loss: Loss
    ) -> Any:
        here = network_gradient(W0, a, x, sigma)
        v = [coefficient(eta, loss.slope(y[i], network(W0, a, X[i], sigma))) for i in range(len(y))]
        kernels = [np.sum(here * network_gradient(W0, a, x_i, sigma)) for x_i in X]
        return network(W0, a, x, sigma) + sum(v_i * k for v_i, k in zip(v, kernels, strict=True))

    side.__doc__ = (
        "f(x; W_0) + sum_i v_i <df(x; W_0), df(x_i; W_0)>,"
        f" v_i = {text(read(coefficient))}, slope = l'(y_i, f(x_i; W_0))."
    )
    return side


def gradient_and_kernel(W0: Array, a: Array, x: Array, z: Array, sigma: Activation) -> Array:
    """df(x; W_0) and K(x, x') = <df(x; W_0), df(x'; W_0)>, by definition; x' is z."""
    here, there = network_gradient(W0, a, x, sigma), network_gradient(W0, a, z, sigma)
    return _with_kernel(here, np.sum(here * there))


def _with_kernel(rows: Array, kernel: Any) -> Array:
    found = np.empty(rows.size + 1, dtype=object)
    found[:-1], found[-1] = rows.ravel(), kernel
    return found


def printed_gradient(W0: Array, a: Array, x: Array, sigma: Activation) -> Array:
    """Rows a_i sigma'(w_{i,0} . x) x, (m, d)."""
    rows: Array = (a * sigma.slope(W0 @ x, FLOATS))[:, None] * x[None, :]
    return rows


def printed_kernel(W0: Array, a: Array, x: Array, z: Array, sigma: Activation) -> Array:
    """Rows a_i sigma'(w_{i,0}.x) x, and sum_i x.x' sigma'(w_{i,0}.x) sigma'(w_{i,0}.x')."""
    return _with_kernel(printed_gradient(W0, a, x, sigma), finite_ntk_sum(x, z, W0, sigma))


def kernel_with_indicators(W0: Array, a: Array, x: Array, z: Array, sigma: Activation) -> Array:
    """The same; for ReLU with 1[w_{i,0}.x >= 0] in the place of sigma'(w_{i,0}.x) in the kernel."""
    relu = sigma.name == "relu"
    kernel = finite_relu_ntk(x, z, W0) if relu else finite_ntk_sum(x, z, W0, sigma)
    return _with_kernel(printed_gradient(W0, a, x, sigma), kernel)


def taylor_in_all(W: Array, W0: Array, b: Array, b0: Array, x: Array, sigma: Activation) -> Any:
    """f(x; theta_0) + grad f(x; theta_0) . (theta - theta_0), theta = (W, beta); Eq. (3)."""
    smooth = activation_of_duals(sigma)
    theta = np.concatenate([W.ravel(), b])
    theta_0 = np.concatenate([W0.ravel(), b0])

    def f(parameters: Array) -> Any:
        hidden, output = parameters[: W0.size].reshape(W0.shape), parameters[W0.size :]
        return network(hidden, output, x, smooth)

    return network(W0, b0, x, sigma) + np.sum(gradient(f, theta_0) * (theta - theta_0))


def stacked_features(W: Array, W0: Array, b: Array, b0: Array, x: Array, sigma: Activation) -> Any:
    """Term (0), sum_i beta_i^(0) sigma(w_i^(0).x), and term (1), the stacked vectors; Eq. (4)."""
    z0 = W0 @ x
    rows = (b0 * sigma.slope(z0, FLOATS))[:, None] * x[None, :]
    features = np.concatenate([rows.ravel(), sigma.value(z0, FLOATS)])
    moved = np.concatenate([(W - W0).ravel(), b - b0])
    return np.sum(sigma.value(z0, FLOATS) * b0) + np.sum(features * moved)


def fixed_layer_and_correction(
    W: Array, W0: Array, b: Array, b0: Array, x: Array, sigma: Activation
) -> Any:
    """sum_i beta_i sigma(z_i) + sum_i beta_i^(0) sigma'(z_i) x.(w_i - w_i^(0)), z = W_0 x (5)."""
    z0 = W0 @ x
    correction = b0 * sigma.slope(z0, FLOATS) * ((W - W0) @ x)
    return np.sum(b * sigma.value(z0, FLOATS)) + np.sum(correction)


def parameter_shapes(m: Any, d: Any, L: int) -> list[tuple[Any, ...]]:
    """Shapes of the arrays of a bias-free network with L weight layers, L - 1 hidden ones.

    (m, d) from the input, L - 2 times (m, m) between hidden layers, (m,) to the output.
    """
    return [(m, d), *((m, m) for _ in range(L - 2)), (m,)]


def entries_of_arrays(m: Any, d: Any, L: int) -> Any:
    """The number of entries of all parameter arrays."""
    return sum(math.prod(shape) for shape in parameter_shapes(m, d, L))


def printed_count(m: Any, d: Any, L: int) -> Any:
    """m + m d + (hidden - 1) m^2 with hidden = L - 1 hidden layers; m + m d for a single one."""
    hidden = L - 1
    return m + m * d + (hidden - 1) * m**2


POINTS = Parameter("n", "number of training points", Integers(1), 3, (1, 3))
STEP = Parameter(
    "eta",
    "step size of gradient descent",
    POSITIVE,
    Fraction(1),
    (Fraction("1e-3"), Fraction(1)),
    trial=Reals(),
)
FEW = replace(SMALL_WIDTH, default=3, coverage=(1, 3))
FEW_DIMENSIONS = replace(DIMENSION, default=3, coverage=(1, 3))
DIFFERENTIABLE = Parameter(
    "activation",
    "an activation; at a kink its slope is the one of least norm",
    Names(tuple(ACTIVATIONS)),
    "relu",
    ("relu", "abs", "tanh", "softplus", "identity"),
)
