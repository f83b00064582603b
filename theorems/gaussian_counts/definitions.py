"""How many Gaussian pre-activations are small.

For u ~ N(0, I_d) and x != 0, u.x / ||x|| is a standard normal g, so that
P(|u.x| <= t ||x||) = erf(t / sqrt 2), and a count over independent rows is binomial.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from theorems.language.domains import POSITIVE
from theorems.language.functions import erf, sqrt
from theorems.language.parameters import INPUT_NORM
from theorems.networks import Array


def small_probability(t: Any) -> Any:
    """P(|g| <= t) = integral of exp(-z^2/2) / sqrt(2 pi) over [-t, t] = erf(t / sqrt 2)."""
    return erf(t / sqrt(2))


def small_preactivations(W0: Array, x: Array, tau: Any) -> Any:
    """#{i : |w0_i . x| <= tau ||x||}."""
    return np.sum(np.abs(W0 @ x) <= tau * np.linalg.norm(x))


def small_preactivation_frequency(W0: Array, x: Array, alpha: Any, m: Any) -> Any:
    """(1/m) #{i : |w0_i . x| <= alpha ||x|| / sqrt m}."""
    return np.mean(np.abs(W0 @ x) <= alpha * np.linalg.norm(x) / np.sqrt(m))


def small_preactivation_excess(W0: Array, x: Array, alpha: Any, m: Any) -> Any:
    """The frequency minus its expectation, P(|u.x| <= alpha ||x|| / sqrt m)."""
    return small_preactivation_frequency(W0, x, alpha, m) - small_probability(alpha / np.sqrt(m))


NONZERO_NORM = replace(INPUT_NORM, domain=POSITIVE, coverage=INPUT_NORM.coverage[1:])
