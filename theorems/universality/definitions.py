"""Kernels of wide ReLU networks on spheres: which functions they approximate."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theorems.language.domains import Integers, Reals
from theorems.language.floats import FLOATS
from theorems.language.functions import arccos, pi
from theorems.language.reading import formula
from theorems.language.records import Parameter

Array = NDArray[Any]
DIMENSION = Parameter("d", "input dimension", Integers(1), 3, (1, 2, 3, 5, 10, 100))
ROUND = Parameter("d", "input dimension", Integers(2), 3, (2, 3, 5, 10, 100))
HEIGHT = Parameter(
    "height",
    "smallest last coordinate of the inputs",
    Reals(Fraction(0), Fraction(1), True, True),
    Fraction("0.1"),
    (Fraction("1e-6"), Fraction("0.1"), Fraction("0.5"), Fraction("0.9")),
    trial=Reals(Fraction(-1), Fraction(1), False, True),
)


def values(kernel: Callable[..., Any], cosines: Array) -> Array:
    """k at each of the cosines, one by one."""
    each = np.vectorize(lambda rho: kernel(rho, FLOATS), otypes=[float])
    return np.asarray(each(np.clip(cosines, -1, 1)))


def combination(kernel: Callable[..., Any], weights: Array, points: Array, x: Array) -> Array:
    """g(x) = sum_j weights_j k(x, points_j), a combination of sections, at the rows of x.

    weights (n,), points (n, D), x (k, D), rows of norm 1; returns (k,)
    """
    return values(kernel, x @ points.T) @ weights


@formula
def sutherland_ntk(rho: Any) -> Any:
    """rho (1/2 - arccos(rho) / (2 pi)), for unit inputs with cosine rho.

    Source: sutherland, "arccos kernel".
    """
    return rho * (1 - arccos(rho) / pi) / 2


READING = (
    "For every d >= {d}: for every continuous f on the unit sphere X of R^d and every eps > 0 there"
    " are points x_1, ..., x_n of X and real c_1, ..., c_n with |f(x) - sum_j c_j k(x, x_j)| < eps"
    " for all x in X: the RKHS of k is dense in C(X)."
)
CAP = (
    "For every d >= {d} and every 0 < height < 1, the same on X = {{x in R^d: ||x|| = 1, x_d >="
    " height}}, and so on every compact subset of it: on every compact X in an open half-sphere."
)
ON_CAP = r" on } \{ \|x\| = 1, \; x_d \geq h \}, \; h > 0"
CLOSED_HALF = Parameter("d", "input dimension", Integers(3), 3, (3, 5, 10))
