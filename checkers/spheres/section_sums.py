"""Linear combinations of kernel sections, in numbers: second opinions on universality.

Nothing here uses the closed form of the kernel's power series.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from flint import arb
from numpy.typing import NDArray

from checkers.kernels.null_vectors import Points, Vector
from checkers.kernels.recursion import taylor_coefficients
from theorems.language.records import Universality
from theorems.universality import combination, values

SECTIONS = 36  # of a fit
TERMS = 12
Array = NDArray[Any]


def largest_sum(
    theorem: Universality, points: Points, weights: Vector, n: int, h: float, draws: int = 200
) -> float:
    """The largest |sum_j w_j k(x, x_j)| / sum_j |w_j| at random x in X, in floats.

    points : in X (on a slice, u with x = (sqrt(1 - h^2) u, h)); n : >= 2, or 1 on the sphere
    Raises ArithmeticError where a point is not in X. LOWER, as a maximum over X.
    """
    y = np.array([[float(c) for c in point] for point in points])
    x = np.random.default_rng(0).standard_normal((draws, y.shape[1]))
    if theorem.slice:
        r = np.sqrt(1 - h * h)
        x = r * x / np.linalg.norm(x, axis=1)[:, None]
        x, y = (np.column_stack([z, np.full(len(z), h)]) for z in (x, r * y))
    elif h > -1:  # the top and what is uniform, mixed: all heights above h
        heights = np.linspace(h, 1, draws, endpoint=False)
        rest = x[:, :-1] / np.linalg.norm(x[:, :-1], axis=1)[:, None]
        x = np.column_stack([np.sqrt(1 - heights**2)[:, None] * rest, heights])
    else:
        x /= np.linalg.norm(x, axis=1)[:, None]
    if not np.all(y[:, -1] >= h - 1e-12) or y.shape[1] != n:
        raise ArithmeticError(f"{theorem.label}: a point of the measure is not in X")
    total = sum(abs(w) for w in weights)
    w = np.array([float(weight / total) for weight in weights])
    return float(np.max(np.abs(combination(theorem.kernel, w, y, x))))


def best_fit(theorem: Universality, n: int, h: float, power: int) -> tuple[int, float]:
    """How many sections fit cos(power angle) on a circle or an arc of X, and up to what error.

    An arc through the top of a cap, the equator of a cap that holds it, or the circle of a slice;
    n : >= 2, a slice: >= 3. In floats, by least squares on 181 points: UPPER, and no proof.
    """
    A, B, half = (h * h, 1 - h * h, np.pi) if theorem.slice else (0.0, 1.0, np.pi)
    if not theorem.slice and (h > 0 or n == 2):
        half = np.arccos(h)
    many = np.linspace(-half, half, 181)
    few = np.linspace(-half, half, SECTIONS, endpoint=half < np.pi)
    matrix = values(theorem.kernel, A + B * np.cos(many[:, None] - few[None, :]))
    target = np.cos(power * many)
    weights = np.linalg.lstsq(matrix, target, rcond=1e-13)[0]
    return SECTIONS, float(np.max(np.abs(matrix @ weights - target)))


class _Series:
    """`theorems.language.floats.Functions` on power series of balls, as far as flint has them."""

    @property
    def pi(self) -> arb:
        return arb.pi()

    def __getattr__(self, name: str) -> Callable[[Any], Any]:
        return lambda z: getattr(z, {"arccos": "acos"}.get(name, name))()


def coefficients_on_slice(kernel: Callable[..., Any], h: arb, count: int = TERMS) -> list[arb]:
    """The first coefficients in tau of kappa(h^2 + (1 - h^2) tau), from the formula itself.

    h : in (-1, 1), not 0; an empty list where the formula needs what flint has no series for
    EXACT, enclosed.
    """
    try:
        return taylor_coefficients(lambda rho: kernel(rho, _Series()), h**2, 1 - h**2, count)
    except (TypeError, AttributeError):
        return []
