"""Rows of W0 (m, d) and of W, made when needed and never all kept.

Weight j of row i is normal number i d + j of the draw. The input is x = ||x|| u with
u = (1, ..., 1) / sqrt d, so all its entries are equal: `u_j`, and `x_j` = ||x|| u_j.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from checkers.compiled.normals import BLOCK, fill_normals

Vector = NDArray[np.float64]


@njit(cache=True, nogil=True)
def add_products(w: Vector, x_j: float, total: float) -> float:
    """Total + sum_j w_j x_j, added in order, so that the bits do not depend on the grouping."""
    for w_j in w:
        total += w_j * x_j
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

    block    : (BLOCK + 2,) float64   overwritten
    products : (BLOCK,) float64       overwritten; a view of it is returned
    """
    count = min(max(1, BLOCK // d), rows - row)
    if d > BLOCK:
        products[0] = 0.0
        for j in range(0, d, BLOCK):
            size = min(BLOCK, d - j)
            offset = fill_normals(key, draw, row * d + j, size, block)
            products[0] = add_products(block[offset : offset + size], x_j, products[0])
        return products[:1]
    offset = fill_normals(key, draw, row * d, count * d, block)
    for i in range(count):
        products[i] = add_products(block[offset + i * d : offset + i * d + d], x_j, 0.0)
    return products[:count]


@njit(cache=True, nogil=True)
def moved_row(
    key: np.uint64, draw: int, row: int, d: int, s: float, u_j: float, x_j: float, block: Vector
) -> tuple[float, float, float]:
    """(w_0 . x, w . x, (w - w_0) . x) for one row w = w_0 + s u, each summed in order."""
    before, after, between = 0.0, 0.0, 0.0
    for j in range(0, d, BLOCK):
        size = min(BLOCK, d - j)
        offset = fill_normals(key, draw, row * d + j, size, block)
        for w_0 in block[offset : offset + size]:
            w = w_0 + s * u_j
            before += w_0 * x_j
            after += w * x_j
            between += (w - w_0) * x_j
    return before, after, between
