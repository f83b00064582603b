"""Eigenvalues of neural tangent kernels on the uniform sphere."""

from collections.abc import Callable
from typing import Any

import numpy as np

from theorems.language.domains import Integers
from theorems.language.floats import FLOATS
from theorems.language.records import Parameter

ROUND = Parameter("d", "input dimension", Integers(2), 3, (2, 3, 5, 10))


def eigenvalue(kernel: Callable[..., Any], degree: int, d: int, nodes: int = 2_000) -> float:
    """lambda_k = E[k(t) P_k(t)], t = x.y for y uniform on the unit sphere of R^d, by a sum.

    P_k is the polynomial of degree k, orthogonal for the law of t, with P_k(1) = 1: the space of
    spherical harmonics of degree k consists of eigenfunctions with this eigenvalue.

    degree : k >= 0; d : >= 2. The midpoint rule in the angle, accurate to about 1e-6.
    """
    theta = np.pi * (np.arange(nodes) + 0.5) / nodes
    t, weights = np.cos(theta), np.sin(theta) ** (d - 2)
    weights /= np.sum(weights)
    before, legendre = np.zeros_like(t), np.ones_like(t)
    for n in range(degree):
        # (n + d - 2) P_(n+1) = (2 n + d - 2) t P_n - n P_(n-1), P_1 = t
        after = t if n == 0 else ((2 * n + d - 2) * t * legendre - n * before) / (n + d - 2)
        before, legendre = legendre, after
    return float(np.sum(weights * kernel(t, FLOATS) * legendre))
