"""A wide ReLU network stays close to its linearization, over a whole Frobenius ball.

The chain of the slides: the gap is a sum over neurons whose sign flips; few neurons start
near zero (Lemma 4.2), few can be moved far, so few signs flip; hence Lemma 4.1.
"""

from typing import Any

import numpy as np

from theorems.language.activations import ACTIVATIONS
from theorems.language.functions import cbrt
from theorems.language.reading import formula
from theorems.networks import Array, linearization_gap, step

RELU = ACTIVATIONS["relu"]


def gap(W: Array, W0: Array, a: Array, x: Array) -> Any:
    """f(x; W) - f0(x; W), with the minimum-norm gradient: sigma'(0) = 0."""
    return linearization_gap(W, W0, a, x, RELU)


def gap_over_neurons(W: Array, W0: Array, a: Array, x: Array) -> Any:
    """sum_i a_i w_i.x (1{w_i.x >= 0} - 1{w0_i.x >= 0}), display (*)."""
    return np.sum(a * (W @ x) * (step(W @ x) - step(W0 @ x)))


def gap_over_neurons_swapped(W: Array, W0: Array, a: Array, x: Array) -> Any:
    """Display (*) with the two indicators exchanged (false)."""
    return np.sum(a * (W @ x) * (step(W0 @ x) - step(W @ x)))


def absolute_gap(W: Array, W0: Array, a: Array, x: Array) -> Any:
    """|f(x; W) - f0(x; W)|."""
    return abs(gap(W, W0, a, x))


def moved_neurons(W: Array, W0: Array, tau: Any) -> Any:
    """|S_2| = #{i : ||w_i - w0_i|| >= tau}."""
    return np.sum(np.linalg.norm(W - W0, axis=1) >= tau)


@formula
def best_threshold(B: Any, m: Any) -> Any:
    """The tau that minimises m tau + B^2 / tau^2: tau^3 = 2 B^2 / m."""
    return cbrt(2 * B**2 / m)


def bad_neurons(W: Array, W0: Array, x: Array, B: Any, m: Any) -> Any:
    """|S_1 u S_2|, S_1 = {|w0_i.x| <= tau ||x||}, S_2 = {||w_i - w0_i|| >= tau}.

    tau is the minimiser of m tau + B^2 / tau^2.
    """
    tau = np.cbrt(2 * B**2 / m)
    small = np.abs(W0 @ x) <= tau * np.linalg.norm(x)
    return np.sum(small | (np.linalg.norm(W - W0, axis=1) >= tau))
