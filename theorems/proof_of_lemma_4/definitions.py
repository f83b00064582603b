"""The steps of the proof of Lemma 4 of the notes: Delta_1, Delta_2, their counts.

F(x; omega, c) = (1/sqrt m) sum_i c_i relu(omega_i.x) at the symmetric initialization,
omega_i = omega_i(0) + u_i, S(x) = {i : 1{omega_i(0).x >= 0} != 1{omega_i.x >= 0}}.
"""

from typing import Any

import numpy as np

from theorems.gaussian_counts import small_preactivation_frequency
from theorems.language.functions import sqrt
from theorems.networks import Array, gradient, step
from theorems.neurons import Neurons
from theorems.symmetric_initialization import delta_1


def gradient_change(W: Array, W0: Array, c: Array, x: Array) -> Array:
    """grad F(omega) - grad F(omega(0)) without the factor 1 / sqrt m, shape (m, d)."""
    change: Array = gradient(W, c, x) - gradient(W0, c, x)
    return change


def displayed_change(W: Array, W0: Array, c: Array, x: Array) -> Array:
    """c_i (1{omega_i.x >= 0} - 1{omega_i(0).x >= 0}) x_j, the coefficient of v_ij in the display.

    Shape (m, d).
    """
    coefficients: Array = (c * (step(W @ x) - step(W0 @ x)))[:, None] * x[None, :]
    return coefficients


def nonlinear_part(W: Array, W0: Array, c: Array, x: Array) -> Array:
    """Delta, and then the coefficients of v in [grad F(omega) - grad F(omega(0))] . v."""
    change = gradient_change(W, W0, c, x)
    return np.append(np.sum(change * W), change)


def split(W: Array, W0: Array, c: Array, x: Array) -> Array:
    """Delta_1 + Delta_2, and then the coefficients of v in the display."""
    change = gradient_change(W, W0, c, x)
    delta_1, delta_2 = np.sum(change * W0), np.sum(change * (W - W0))
    return np.append(delta_1 + delta_2, displayed_change(W, W0, c, x))


def split_twice(W: Array, W0: Array, c: Array, x: Array) -> Array:
    """The same with Delta_2 taken against omega in place of u (false)."""
    change = gradient_change(W, W0, c, x)
    total = np.sum(change * W0) + np.sum(change * W)
    return np.append(total, displayed_change(W, W0, c, x))


def split_without_signs(W: Array, W0: Array, c: Array, x: Array) -> Array:
    """The same with the output weights c_i dropped from the display (false)."""
    return np.append(split(W, W0, c, x)[0], displayed_change(W, W0, np.ones_like(c), x))


def flips(n: Neurons) -> Any:
    """1{omega_i.x >= 0} - 1{omega_i(0).x >= 0}."""
    return step(n.w_x) - step(n.w0_x)


def first_part(n: Neurons, m: Any) -> Any:
    """|Delta_1| = |[grad F(omega) - grad F(omega(0))] . omega(0)|, F with its factor 1/sqrt m."""
    return abs(np.sum(n.c / np.sqrt(m) * flips(n) * n.w0_x))


def first_part_displayed(n: Neurons, m: Any) -> Any:
    """|(1/m) sum_i c_i (1{omega_i.x >= 0} - 1{omega_i(0).x >= 0}) omega_i(0).x|."""
    return abs(1 / m * np.sum(n.c * flips(n) * n.w0_x))


def signed_part(n: Neurons, m: Any) -> Any:
    """Delta_1 itself, without the bars."""
    return np.sum(n.c / np.sqrt(m) * flips(n) * n.w0_x)


def signed_part_repaired(n: Neurons, m: Any) -> Any:
    """(1 / sqrt m) sum_i c_i (1{omega_i.x >= 0} - 1{omega_i(0).x >= 0}) omega_i(0).x."""
    return 1 / np.sqrt(m) * np.sum(n.c * flips(n) * n.w0_x)


def moved_sum(n: Neurons, m: Any) -> Any:
    """(1/sqrt m) sum_i |1{omega_i.x >= 0} - 1{omega_i(0).x >= 0}| |omega_i(0).x|."""
    return 1 / np.sqrt(m) * np.sum(np.abs(flips(n)) * np.abs(n.w0_x))


def sign_changes(n: Neurons, alpha: Any, m: Any) -> Any:
    """(alpha/m) sum_i 1{i in S(x)}."""
    return alpha / m * np.sum(np.abs(flips(n)))


def small_preactivations(n: Neurons, alpha: Any, m: Any) -> Any:
    """alpha (1/m) sum_i 1{|omega_i(0).x| <= alpha ||x|| / sqrt m}."""
    small = np.abs(n.w0_x) <= alpha * n.x_norm / np.sqrt(m)
    return alpha * (1 / m) * np.sum(np.where(small, 1, 0))


def in_s(n: Neurons) -> Any:
    """i in S(x): 1{omega_i(0).x >= 0} != 1{omega_i.x >= 0}."""
    return step(n.w0_x) != step(n.w_x)


def neuron_radius(alpha: Any, m: Any) -> Any:
    """alpha / sqrt m."""
    return alpha / sqrt(m)


def delta_1_on_a1(
    W: Array, W0: Array, c: Array, x: Array, alpha: Any, x_norm: Any, delta: Any, m: Any
) -> Any:
    """|Delta_1| where omega(0) is in A_1(x), and 0 elsewhere."""
    frequency = small_preactivation_frequency(W0, x, alpha, m)
    inside = frequency <= (alpha * x_norm + np.sqrt(np.log(1 / delta))) / np.sqrt(m)
    return np.where(inside, delta_1(W, W0, c, x), 0)


LOST = (
    "In the second link |omega_i(0).x| is bounded by alpha / sqrt m, while the line before gives"
    " alpha ||x|| / sqrt m: a factor ||x|| is lost."
)
