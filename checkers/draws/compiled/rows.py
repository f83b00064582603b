"""Rows of W0 (m, d) and of W, made when needed and never all kept.

Weight j of row i is normal number i d + j of the draw. The input is x = ||x|| u with
u = (1, ..., 1) / sqrt d, so all its entries are equal: `u_j`, and `x_j` = ||x|| u_j.
"""

import numpy as np
from numpy.typing import NDArray

from checkers.draws.compiled import njit
from checkers.draws.compiled.normals import BLOCK, fill_normals

Vector = NDArray[np.float64]


@njit(cache=True, nogil=True)
def product(w: Vector, x: float) -> float:
    """sum_j w_j x, eight terms at a time.

    A sum in order would wait for each addition. The grouping depends on the length alone.
    """
    total, whole = 0.0, w.size - w.size % 8
    for j in range(0, whole, 8):
        left = (w[j] * x + w[j + 1] * x) + (w[j + 2] * x + w[j + 3] * x)
        right = (w[j + 4] * x + w[j + 5] * x) + (w[j + 6] * x + w[j + 7] * x)
        total += left + right
    for j in range(whole, w.size):
        total += w[j] * x
    return total


@njit(cache=True, nogil=True)
def row_products(
    key: np.uint64,
    draw: int,
    row: int,
    rows: int,
    d: int,
    x_j: float,
    block: Vector,
    products: Vector,
) -> Vector:
    """w_{0,i} . x for the next rows i = row, row + 1, ... < rows: what fits a block, or one row.

    block    : (BLOCK + 4,) float64   overwritten
    products : (BLOCK,) float64       overwritten; a view of it is returned
    """
    count = min(max(1, BLOCK // d), rows - row)
    if d > BLOCK:
        products[0] = 0.0
        for j in range(0, d, BLOCK):
            size = min(BLOCK, d - j)
            offset = fill_normals(key, draw, row * d + j, size, block)
            products[0] += product(block[offset : offset + size], x_j)
        return products[:1]
    offset = fill_normals(key, draw, row * d, count * d, block)
    if d == 1:  # without a call for each weight
        for i in range(count):
            products[i] = block[offset + i] * x_j
        return products[:count]
    for i in range(count):
        products[i] = product(block[offset + i * d : offset + i * d + d], x_j)
    return products[:count]


@njit(cache=True, nogil=True)
def moved_row(
    key: np.uint64, draw: int, row: int, d: int, s: float, u_j: float, x_j: float, block: Vector
) -> tuple[float, float, float]:
    """(w_0 . x, w . x, (w - w_0) . x) for one row w = w_0 + s u, summed as in `row_products`."""
    before, after, between = 0.0, 0.0, 0.0
    for j in range(0, d, BLOCK):
        size = min(BLOCK, d - j)
        offset = fill_normals(key, draw, row * d + j, size, block)
        w_0 = block[offset : offset + size]
        w = w_0 + s * u_j
        before += product(w_0, x_j)
        after += product(w, x_j)
        between += product(w - w_0, x_j)
    return before, after, between
