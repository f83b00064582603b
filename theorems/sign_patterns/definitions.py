"""Signs of ReLU pre-activations: where they agree, and what follows.

u = w.x and v = w_0.x are the pre-activations of a neuron after and before a move of its weights.
"""

from typing import Any

import numpy as np

from theorems.language.activations import ACTIVATIONS
from theorems.language.floats import FLOATS
from theorems.networks import Array, linearization, relu, step
from theorems.neurons import Neurons
from theorems.relu_linearization import RELU, gap_over_neurons

_RELU = ACTIVATIONS["relu"]


def slope(z: Array) -> Array:
    """sigma'(z) of the ReLU with the minimum-norm choice sigma'(0) = 0."""
    return _RELU.slope(z, FLOATS)  # type: ignore[no-any-return]


def other_slope(z: Array) -> Array:
    """sigma'(z) of the ReLU with the other end of the subdifferential, sigma'(0) = 1."""
    return step(z)


def activations(W: Array, W0: Array, a: Array, x: Array) -> Array:
    """sigma(w_i.x) for each i, and then f0(x; W) by its definition."""
    return np.append(relu(W @ x), linearization(W, W0, a, x, RELU))


def activations_displayed(W: Array, W0: Array, a: Array, x: Array) -> Array:
    """sigma(w_i.x), and sum_i a_i (sigma(v_i) - sigma'(v_i) v_i + sigma'(v_i) u_i)."""
    u, v = W @ x, W0 @ x
    return np.append(relu(u), np.sum(a * (relu(v) - slope(v) * v + slope(v) * u)))


def activations_by_slopes(W: Array, W0: Array, a: Array, x: Array) -> Array:
    """w_i.x sigma'(w_i.x) for each i, and then sum_i a_i sigma'(v_i) u_i."""
    u, v = W @ x, W0 @ x
    return np.append(u * slope(u), np.sum(a * slope(v) * u))


def linearized(W: Array, W0: Array, a: Array, x: Array) -> Array:
    """f_lin(x; w) = f(x; w0) + <grad f(x; w0), w - w0>, for sigma'(0) = 0 and for sigma'(0) = 1."""
    start = np.sum(a * relu(W0 @ x))
    return np.array([start + np.sum(_gradient(W0, a, x, d) * (W - W0)) for d in SLOPES])


def linear_in_weights(W: Array, W0: Array, a: Array, x: Array) -> Array:
    """<grad f(x; w0), w>, for sigma'(0) = 0 and for sigma'(0) = 1."""
    return np.array([np.sum(_gradient(W0, a, x, d) * W) for d in SLOPES])


def _gradient(W: Array, a: Array, x: Array, d: Any) -> Array:
    """Rows a_j sigma'(w_j.x) x, shape (m, d)."""
    return (a * d(W @ x))[:, None] * x[None, :]  # type: ignore[no-any-return]


SLOPES = (slope, other_slope)


def gap_over_frobenius_norm(W: Array, W0: Array, a: Array, x: Array) -> Any:
    """(*) / ||W||_F, and 0 for W = 0, where (*) is 0."""
    norm = np.linalg.norm(W)
    return gap_over_neurons(W, W0, a, x) / np.where(norm > 0, norm, 1)


def outside_both(n: Neurons, tau: Any) -> Any:
    """Neither i in S_1 = {|w0_i.x| <= tau ||x||} nor i in S_2 = {||w_i - w0_i|| >= tau}."""
    return not abs(n.w0_x) <= tau * n.x_norm and not n.moved >= tau


def same_sign(n: Neurons) -> Any:
    """w.x and w_0.x are both positive, both negative or both 0."""
    return (n.w_x > 0) == (n.w0_x > 0) and (n.w_x < 0) == (n.w0_x < 0)


def unswitched(n: Neurons) -> Any:
    """sigma'(w.x) = sigma'(w_0.x), where sigma'(z) = 1{z > 0}."""
    return (n.w_x > 0) == (n.w0_x > 0)


def rise(n: Neurons) -> Any:
    """sigma(w.x) - sigma(w_0.x)."""
    return relu(n.w_x) - relu(n.w0_x)


def subgradient(factor: int) -> Any:
    """relu(theta'.x) >= relu(theta.x) + g.(theta' - theta), g = factor x 1{theta.x >= 0}."""

    def conclusion(n: Neurons) -> Any:
        return relu(n.w_x) >= relu(n.w0_x) + factor * step(n.w0_x) * (n.w_x - n.w0_x)

    return conclusion
