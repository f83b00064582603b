"""The neurons that a worst W of the Frobenius ball moves, found in one pass over the rows."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checkers.draws.compiled import njit
from checkers.draws.compiled.normals import BLOCK, sign
from checkers.draws.compiled.rows import row_products
from checkers.draws.compiled.worst_cases import number_moved

Vector = NDArray[np.float64]
Indices = NDArray[np.int64]

MANY = 16.0  # flips from which their number is guessed before they are looked for


@njit(cache=True, nogil=True)
def prune(g: Vector, rows: Indices, B: float) -> int:
    """Move the flips that pay to the front of one class, in their order; return their number.

    The others can be forgotten: a neuron's rank only grows as more neurons arrive, and what
    the flip of rank k gains only falls with k (`number_moved`).
    """
    margins = np.sort(np.abs(g))
    k, kept = number_moved(margins, B), 0
    for n in range(g.size):
        # Of several neurons at the last margin, the first ones stay.
        if kept < k and abs(g[n]) <= margins[k - 1]:
            g[kept], rows[kept] = g[n], rows[n]
            kept += 1
    return k


@njit(cache=True, nogil=True)
def easiest_flips(
    key: np.uint64, draw: int, stop: NDArray[np.uint8], m: int, d: int, B: float
) -> tuple[Vector, Indices, Indices]:
    """The flips that pay, of both sign classes: (g, rows, counts).

    Class 0 has a = -1, class 1 has a = +1. g[c, :counts[c]] are its pre-activations
    w_{0,i} . u, and rows[c, :counts[c]] their row numbers, ascending.

    EXACT. Memory grows with the number of flips, of order (B m)^(2/3), not with m.
    """
    # Some k = (m B / 5)^(2/3) flips pay in each class, those with |g| below some B / (2 sqrt k).
    k_likely = (m * B / 5.0) ** (2.0 / 3.0)
    limit = B if k_likely < MANY else B / math.sqrt(k_likely)
    while True:
        g, rows, counts = flips_below(key, draw, stop, m, d, B, limit)
        # The next flip has |g| >= limit, and gains at rank k + 1 at most the length left to it.
        k = min(counts[0], counts[1])
        if stop[0] or limit >= B / (math.sqrt(k + 1.0) + math.sqrt(k)):
            return g, rows, counts
        limit = B


@njit(cache=True, nogil=True)
def flips_below(
    key: np.uint64, draw: int, stop: NDArray[np.uint8], m: int, d: int, B: float, limit: float
) -> tuple[Vector, Indices, Indices]:
    """`easiest_flips`, were there no neurons with |g| >= limit."""
    block, products = np.empty(BLOCK + 4), np.empty(BLOCK)
    g, rows = np.empty((2, BLOCK // 2)), np.empty((2, BLOCK // 2), np.int64)
    counts = np.zeros(2, np.int64)
    # Once k flips pay, one that pays in the end has |g| below B (sqrt k - sqrt(k - 1)): at a later
    # rank it gains less; at an earlier |g| <= |g_(k)|.
    limits = np.full(2, limit)
    row = 0
    while row < m and not stop[0]:
        z = row_products(key, draw, row, m, d, 1.0 / math.sqrt(d), block, products)
        for n in range(z.size):
            if abs(z[n]) >= max(limits[0], limits[1]):
                continue
            c = 1 if sign(key, draw, row + n) > 0.0 else 0
            if abs(z[n]) >= limits[c]:
                continue
            g[c, counts[c]], rows[c, counts[c]] = z[n], row + n
            counts[c] += 1
            if counts[c] == g.shape[1]:
                k = prune(g[c], rows[c], B)
                counts[c] = k
                limits[c] = min(limit, B / (math.sqrt(k) + math.sqrt(k - 1.0)))
                if 2 * k > g.shape[1]:
                    g, rows = widened(g), widened(rows)
        row += z.size
    for c in range(2):
        counts[c] = prune(g[c, : counts[c]], rows[c, : counts[c]], B)
    return g, rows, counts


@njit(cache=True, nogil=True)
def widened(array: NDArray[Any]) -> NDArray[Any]:
    """A copy of an array (2, n) as the front of an array (2, 2 n), of the same type."""
    wide = np.empty((2, 2 * array.shape[1]), array.dtype)
    for c in range(2):
        for n in range(array.shape[1]):  # A slice assignment would take seconds to compile.
            wide[c, n] = array[c, n]
    return wide
