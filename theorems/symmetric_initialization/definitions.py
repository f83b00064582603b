"""ReLU networks at the symmetric Xavier initialization are almost linear nearby.

F(x; omega, c) = (1/sqrt m) sum_i c_i relu(omega_i.x), with omega_i(0) = omega_{i+m/2}(0)
i.i.d. N(0, I_d) and c_i = -c_{i+m/2} i.i.d. Rademacher, i = 1, ..., m/2.
"""

from typing import Any

import numpy as np

from theorems.language.functions import log, sqrt
from theorems.networks import Array, gradient, relu, step, symmetric_network

HALVES = (
    "The print lets i run to m in omega_i(0) = omega_{i+n/2}(0), with n for the width; i runs"
    " to m/2 and the width is m."
)


def gradient_times_weights(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """grad f(x; omega, c) . omega, for f without the factor 1/sqrt m."""
    return np.sum(gradient(W, c, x) * W)


def output(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """f(x; omega, c) = sum_i c_i relu(omega_i.x)."""
    return symmetric_network(W, c, x)


def initial_output(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """sqrt m F(x; omega(0), c)."""
    return symmetric_network(W0, c, x)


def zero(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """0."""
    return 0


def expansion(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """grad F(omega(0)) . (omega - omega(0)) + (grad F(omega) - grad F(omega(0))) . omega."""
    linear = np.sum(gradient(W0, c, x) * (W - W0))
    return linear + np.sum((gradient(W, c, x) - gradient(W0, c, x)) * W)


def expansion_about_displacement(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """The expansion with the second term against omega - omega(0) (false)."""
    linear = np.sum(gradient(W0, c, x) * (W - W0))
    return linear + np.sum((gradient(W, c, x) - gradient(W0, c, x)) * (W - W0))


def twice_output(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """2 f(x; omega, c), as if f were homogeneous of degree 2 (false)."""
    return 2 * symmetric_network(W, c, x)


def nonlinearity(W: Array, W0: Array, c: Array, x: Array, V: Array) -> Any:
    """[grad F(omega) - grad F(omega(0))] . v, v with rows v_i."""
    flips = step(W @ x) - step(W0 @ x)
    return np.sum(c * flips * (V @ x)) / np.sqrt(len(c))


def delta_1(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """|Delta_1| = |[grad F(omega) - grad F(omega(0))] . omega(0)|."""
    return abs(nonlinearity(W, W0, c, x, W0))


def delta_2(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """|Delta_2| = |[grad F(omega) - grad F(omega(0))] . u|, u = omega - omega(0)."""
    return abs(nonlinearity(W, W0, c, x, W - W0))


def linearization_error(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """|F(x; omega, c) - grad F(x; omega(0), c) . (omega - omega(0))|."""
    moved = np.sum(c * relu(W @ x)) - np.sum(gradient(W0, c, x) * (W - W0))
    return abs(moved / np.sqrt(len(c)))


def bracket(alpha: Any, x_norm: Any, delta: Any) -> Any:
    """alpha ||x|| + sqrt(log(1/delta)), in the brackets of the print."""
    return alpha * x_norm + sqrt(log(1 / delta))


UNIFORM = (
    "For every even m, alpha > 0, x and delta in (0, 1): with probability at least 1 - delta"
    " over the initialization, for every omega with max_i ||omega_i - omega_i(0)|| <="
    " alpha / sqrt m (the supremum over the balls is inside the event)."
)


def claim(bound: str) -> str:
    """The reading of the print, with a bound of its own."""
    return f"{UNIFORM[:-1]}, and the bound is {bound}."
