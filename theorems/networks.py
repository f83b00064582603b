"""Two-layer networks, their linearizations and their gaps: the definitions, in plain numpy.

Slow and literal: these functions are what the statements mean, and the referee of every
compiled loop. They also run on object arrays of Fractions, exactly.

x (d,)   W, W0 (m, d)   a, c (m,)   rows of W are the hidden weights w_i.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from theorems.language.activations import Activation
from theorems.language.floats import FLOATS

Array = NDArray[Any]


def step(z: Array) -> Array:
    """1{z >= 0}."""
    return np.where(z >= 0, 1, 0)


def relu(z: Array) -> Array:
    """z 1{z >= 0}, which is max(z, 0)."""
    return z * step(z)


def network(W: Array, a: Array, x: Array, sigma: Activation) -> Any:
    """f(x; W) = sum_i a_i sigma(w_i . x) (slides, "Setup")."""
    return np.sum(a * sigma.value(W @ x, FLOATS))


def linearization(W: Array, W0: Array, a: Array, x: Array, sigma: Activation) -> Any:
    """f0(x; W) = sum_i a_i (sigma(w0_i . x) + sigma'(w0_i . x) x . (w_i - w0_i))."""
    z0 = W0 @ x
    return np.sum(a * (sigma.value(z0, FLOATS) + sigma.slope(z0, FLOATS) * ((W - W0) @ x)))


def linearization_gap(W: Array, W0: Array, a: Array, x: Array, sigma: Activation) -> Any:
    """f(x; W) - f0(x; W)."""
    return network(W, a, x, sigma) - linearization(W, W0, a, x, sigma)


def symmetric_network(W: Array, c: Array, x: Array) -> Any:
    """F(x; omega, c) = (1 / sqrt m) sum_i c_i relu(omega_i . x) (notes, Part I), times sqrt m.

    The common factor 1 / sqrt m is left out so that exact arithmetic stays exact.
    """
    return np.sum(c * relu(W @ x))


def gradient(W: Array, c: Array, x: Array) -> Array:
    """Rows c_i x 1{omega_i . x >= 0} (notes, Lemma 1 (2)), shape (m, d)."""
    return (c * step(W @ x))[:, None] * x[None, :]


def in_frobenius_ball(W: Array, W0: Array, radius: float) -> bool:
    """||W - W0||_F <= radius, up to rounding."""
    return bool(np.sum((W - W0) ** 2) <= radius**2 * (1 + 1e-12))


def in_neuron_balls(W: Array, W0: Array, radius: float) -> bool:
    """max_i ||w_i - w0_i|| <= radius, up to rounding."""
    return bool(np.max(np.sum((W - W0) ** 2, axis=1)) <= radius**2 * (1 + 1e-12))


def symmetric_initialization(W_half: Array, c_half: Array) -> tuple[Array, Array]:
    """The whole (omega(0), c) from its first m/2 neurons: rows repeated, signs opposed."""
    return np.concatenate([W_half, W_half]), np.concatenate([c_half, -c_half])
