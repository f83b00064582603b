"""Sets of rational points that lie exactly on the unit sphere of R^n0.

Stereographic projection maps rational t in R^(n0 - 1) to rational points
(2 t, |t|^2 - 1) / (|t|^2 + 1) of the sphere; rounding t moves a point, never off the sphere.
"""

import math
import random
from collections.abc import Sequence
from fractions import Fraction

from checkers.null_vectors import Point, Points

DENOMINATOR = 1000


def nearby_point(x: Sequence[float], denominator: int = DENOMINATOR) -> Point:
    """A rational point of the unit sphere near x, which need not have norm 1 but is not 0.

    It is projected from the pole farther from x, so |t| <= 1 and the distance is at most
    sqrt(n0) / denominator.
    """
    size = math.sqrt(sum(c * c for c in x))
    side = 1 if x[-1] > 0 else -1
    last = abs(x[-1]) / size
    t = [Fraction(round(c / size / (1 + last) * denominator), denominator) for c in x[:-1]]
    square = sum((c * c for c in t), Fraction(0))
    return (*(2 * c / (1 + square) for c in t), side * (1 - square) / (1 + square))


def point_sets(n0: int, size: int = 12, seed: int = 0) -> dict[str, Points]:
    """Named sets of distinct rational points on the unit sphere of R^n0, some `size` each.

    n0 : >= 1 (for n0 = 1 only the pair {1, -1} is left); size : 2 to 1000
    """
    axes = [tuple(Fraction(int(i == j)) for j in range(n0)) for i in range(n0)]
    if n0 == 1:
        return {"orthoplex": (axes[0], _opposite(axes[0]))}
    rng = random.Random(seed)
    normals = [[rng.gauss(0, 1) for _ in range(n0)] for _ in range(size)]
    center = normals[0]
    scale = math.sqrt(sum(c * c for c in center))
    close = [[c + 0.05 * scale * rng.gauss(0, 1) for c in center] for _ in range(size)]
    angles = [2 * math.pi * j / size for j in range(size)]
    circle = [[math.cos(angle), *[0.0] * (n0 - 2), math.sin(angle)] for angle in angles]
    half = [nearby_point(x) for x in normals[: size // 2]]
    return {
        "random": _distinct([nearby_point(x) for x in normals]),
        "clustered": _distinct([nearby_point(x, 10**6) for x in close]),
        "nearly equal": _distinct([nearby_point(center), nearby_point(center, DENOMINATOR + 1)]),
        "equispaced": _distinct([nearby_point(x) for x in circle]),
        "antipodal": _distinct([*half, *map(_opposite, half)]),
        "orthoplex": _distinct([*axes, *map(_opposite, axes)]),
    }


def _opposite(point: Point) -> Point:
    return tuple(-c for c in point)


def _distinct(points: Sequence[Point]) -> Points:
    """The points without repetitions, in their order."""
    return tuple(dict.fromkeys(points))
