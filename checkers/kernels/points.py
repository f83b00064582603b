"""Sets of points of the unit sphere of R^n0: directions v / |v| of integer vectors v.

A direction has one shortest integer vector, so that different vectors are different points; the
cosines v.w / (|v| |w|) are known exactly, and |v|^2 < 2^31 keeps v.w and |v|^2 |w|^2 in 64 bits.
"""

import math
import random
from collections.abc import Sequence

Vectors = tuple[tuple[int, ...], ...]

LENGTH = 46_000  # rounding adds at most sqrt(n0)/2 to it, and 46_340^2 < 2^31


def nearby_direction(x: Sequence[float], length: int = LENGTH) -> tuple[int, ...]:
    """The shortest integer vector in a direction within about sqrt(n0) / length of x.

    x : not zero; length : large beside sqrt(n0), so that rounding does not make it zero
    """
    size = math.sqrt(sum(c * c for c in x))
    return _shortest([round(c / size * length) for c in x])


def point_sets(n0: int, size: int = 12, seed: int = 0) -> dict[str, Vectors]:
    """Named sets of distinct directions in R^n0, at most `size` each and some `size` mostly.

    n0 : 1 to 10^5 (for n0 = 1 only the pair {1, -1} is left); size : 2 to 10^4
    """
    axes = [tuple(int(i == j) for j in range(n0)) for i in range(min(n0, size // 2))]
    orthoplex = _distinct([*axes, *map(_opposite, axes)])
    if n0 == 1:
        return {"orthoplex": orthoplex}
    rng = random.Random(seed)
    normals = [[rng.gauss(0, 1) for _ in range(n0)] for _ in range(size)]
    center = normals[0]
    scale = math.sqrt(sum(c * c for c in center) / n0)
    close = [[c + 0.05 * scale * rng.gauss(0, 1) for c in center] for _ in range(size)]
    angles = [2 * math.pi * j / size for j in range(size)]
    circle = [[math.cos(angle), *[0.0] * (n0 - 2), math.sin(angle)] for angle in angles]
    half = [nearby_direction(x) for x in normals[: size // 2]]
    first = nearby_direction(center, LENGTH // 2)
    return {
        "random": _distinct([nearby_direction(x) for x in normals]),
        "clustered": _distinct([nearby_direction(x) for x in close]),
        "nearly equal": _distinct([first, _shortest([*first[:-1], first[-1] + 1])]),
        "equispaced": _distinct([nearby_direction(x) for x in circle]),
        "antipodal": _distinct([*half, *map(_opposite, half)]),
        "orthoplex": orthoplex,
    }


def _shortest(v: Sequence[int]) -> tuple[int, ...]:
    common = math.gcd(*v)
    return tuple(c // common for c in v)


def _opposite(point: Sequence[int]) -> tuple[int, ...]:
    return tuple(-c for c in point)


def _distinct(points: Sequence[Sequence[int]]) -> Vectors:
    """The points without repetitions, in their order."""
    return tuple(dict.fromkeys(tuple(point) for point in points))
