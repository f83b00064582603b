"""Loops over draws: one value of a quantity for each initialization W0.

Every loop fills `out`, (count,) float64, with draws first, ..., first + count - 1 under `key`,
and returns early, with `out` unfinished, once another thread sets `stop[0]`, (1,) uint8. A
value depends on (key, draw) and the setting alone. Two ways, equal in law:

projected   only g_i = w_{0,i} . x / ||x|| ~ N(0, 1) and the signs are drawn; the supremum is
            the closed form of `worst_cases`
dense       the whole W0 in R^{m x d} is drawn, the worst W is built row by row, and the
            definition is evaluated on it; a row that does not move adds exactly 0 to it

x = ||x|| u, u = (1, ..., 1) / sqrt d. Of a symmetric initialization the first m / 2 rows are
drawn; the others repeat them.
"""

import math

import numpy as np
from numpy.typing import NDArray

from checkers.draws.compiled import njit
from checkers.draws.compiled.flips import easiest_flips
from checkers.draws.compiled.normals import BLOCK
from checkers.draws.compiled.rows import moved_row, row_products
from checkers.draws.compiled.worst_cases import (
    delta_1,
    delta_2,
    flip_shift,
    frobenius_shift,
    gap_of_flips,
    neuron_gap,
    small_count,
)

Vector = NDArray[np.float64]
Flag = NDArray[np.uint8]
GAP, DELTA_1, DELTA_2 = 0, 1, 2


@njit(cache=True, nogil=True)
def relu(z: float) -> float:
    """max(z, 0)."""
    return max(z, 0.0)


@njit(cache=True, nogil=True)
def step(z: float) -> float:
    """1{z >= 0}."""
    return 1.0 if z >= 0.0 else 0.0


@njit(cache=True, nogil=True)
def count_small(
    key: np.uint64, draw: int, stop: Flag, rows: int, d: int, x_norm: float, radius: float
) -> int:
    """#{i: |w_{0,i} . x| <= radius ||x||} of one draw; all of them when x = 0."""
    block, products = np.empty(BLOCK + 4), np.empty(BLOCK)
    row, count = 0, 0
    while row < rows and not stop[0]:
        z = row_products(key, draw, row, rows, d, x_norm / math.sqrt(d), block, products)
        count += small_count(z, radius * x_norm)
        row += z.size
    return count


@njit(cache=True, nogil=True)
def small_counts(
    out: Vector,
    key: np.uint64,
    first: int,
    stop: Flag,
    rows: int,
    copies: int,
    radius: float,
    x_norm: float,
    d: int,
) -> None:
    """Number of rows i with |w_{0,i} . x| <= radius ||x||, times `copies`; projected if d = 1.

    Source: slides, Lemma 4.2 (copies = 1); notes, proof of Lemma 4 (copies = 2).
    """
    for n in range(out.size):
        out[n] = copies * count_small(key, first + n, stop, rows, d, x_norm, radius)


@njit(cache=True, nogil=True)
def bad_neurons_projected(
    out: Vector, key: np.uint64, first: int, stop: Flag, m: int, tau: float, movable: int
) -> None:
    """Supremum of |S1 u S2|: min(m, |S1| + movable). EXACT; source: slides, Lemma 4.1, proof."""
    for n in range(out.size):
        out[n] = min(m, count_small(key, first + n, stop, m, 1, 1.0, tau) + movable)


@njit(cache=True, nogil=True)
def length_of_shift(s: float, d: int) -> float:
    """||s u||, from its d entries."""
    entry, total = s / math.sqrt(d), 0.0
    for _ in range(d):
        total += entry * entry
    return math.sqrt(total)


@njit(cache=True, nogil=True)
def bad_neurons_dense(
    out: Vector, key: np.uint64, first: int, stop: Flag, m: int, tau: float, movable: int, d: int
) -> None:
    """#{i: |w_{0,i} . x| <= tau ||x|| or ||w_i - w_{0,i}|| >= tau} at the worst W, for x = u.

    W moves the first `movable` neurons outside S1 by tau u. EXACT; ||tau u|| is compared with
    tau up to its own rounding, at most (d / 2 + 3) units of 2^-53.
    """
    block, products = np.empty(BLOCK + 4), np.empty(BLOCK)
    x_j, least = 1.0 / math.sqrt(d), tau * (1.0 - (d + 6) * 2.0**-53)
    for n in range(out.size):
        row, moved, bad = 0, 0, 0
        while row < m and not stop[0]:
            for z in row_products(key, first + n, row, m, d, x_j, block, products):
                s = tau if abs(z) > tau and moved < movable else 0.0
                moved += s > 0.0
                bad += abs(z) <= tau or (s > 0.0 and length_of_shift(s, d) >= least)
                row += 1
        out[n] = bad


@njit(cache=True, nogil=True)
def class_gap(g: Vector, B: float) -> float:
    """What the flips of one class, all of which pay, give together, for ||x|| = 1."""
    return gap_of_flips(np.sort(np.abs(g)), g.size, B)


@njit(cache=True, nogil=True)
def frobenius_gaps_projected(
    out: Vector, key: np.uint64, first: int, stop: Flag, m: int, B: float, x_norm: float
) -> None:
    """Supremum of |f - f0| over ||W - W0||_F <= B, by the closed form; no factor 1 / sqrt m.

    EXACT up to rounding, a relative 1e-16 times the number of flips at most.
    Source: slides, Lemma 4.1.
    """
    for n in range(out.size):
        g, _, counts = easiest_flips(key, first + n, stop, m, 1, B)
        out[n] = x_norm * max(class_gap(g[0, : counts[0]], B), class_gap(g[1, : counts[1]], B))


@njit(cache=True, nogil=True)
def frobenius_gaps_dense(
    out: Vector, key: np.uint64, first: int, stop: Flag, m: int, B: float, x_norm: float, d: int
) -> None:
    """|f - f0| at the worst W of the ball ||W - W0||_F <= B, by its definition on the rows.

    f - f0 = sum_i a_i (relu(w_i . x) - relu(w_{0,i} . x) - 1{w_{0,i} . x > 0} (w_i - w_{0,i}) . x)

    EXACT up to rounding. Source: slides, "Setup", "Taylor approximation", Lemma 4.1.
    """
    block, u_j = np.empty(BLOCK + 4), 1.0 / math.sqrt(d)
    for n in range(out.size):
        g, rows, counts = easiest_flips(key, first + n, stop, m, d, B)
        c = 1 if class_gap(g[1, : counts[1]], B) > class_gap(g[0, : counts[0]], B) else 0
        a, gap, k = 2.0 * c - 1.0, 0.0, counts[c]
        for j in range(k):
            if stop[0]:
                return
            s = frobenius_shift(g[c, j], B / math.sqrt(k))
            z_0, z, v = moved_row(key, first + n, rows[c, j], d, s, u_j, x_norm * u_j, block)
            gap += a * (relu(z) - relu(z_0) - (v if z_0 > 0.0 else 0.0))
        out[n] = abs(gap)


@njit(cache=True, nogil=True)
def symmetric_projected(
    out: Vector,
    key: np.uint64,
    first: int,
    stop: Flag,
    m: int,
    r: float,
    x_norm: float,
    quantity: int,
) -> None:
    """Supremum of |Delta|, |Delta_1| or |Delta_2| over the balls of radius r, by the closed form.

    quantity : GAP, DELTA_1 or DELTA_2

    EXACT up to rounding. Source: notes, Theorem 1 and Lemma 4.
    """
    block, products = np.empty(BLOCK + 4), np.empty(BLOCK)
    for n in range(out.size):
        row, total = 0, 0.0
        while row < m // 2 and not stop[0]:
            g = row_products(key, first + n, row, m // 2, 1, 1.0, block, products)
            if quantity == GAP:
                total += neuron_gap(g, r)
            elif quantity == DELTA_1:
                total += delta_1(g, r)
            else:
                total += delta_2(g, r)
            row += g.size
        out[n] = x_norm / math.sqrt(m) * total


@njit(cache=True, nogil=True)
def symmetric_dense(
    out: Vector,
    key: np.uint64,
    first: int,
    stop: Flag,
    m: int,
    r: float,
    x_norm: float,
    quantity: int,
    d: int,
) -> None:
    """|Delta|, |Delta_1| or |Delta_2| at the worst W, by their definitions on the rows.

    Delta   = F(w) - grad F(w(0)) . (w - w(0))
    Delta_1 = (grad F(w) - grad F(w(0))) . w(0)
    Delta_2 = (grad F(w) - grad F(w(0))) . (w - w(0))

    Of each pair, W moves the neuron with c = +1 (`flip_shifts`); which of the two it is does
    not change the sums. The other one keeps -relu(w_i(0) . x), its share of F.

    EXACT up to rounding; a pre-activation within rounding of the flip threshold may be judged
    either way. Source: notes, Theorem 1 and Lemma 4.
    """
    block, products = np.empty(BLOCK + 4), np.empty(BLOCK)
    u_j = 1.0 / math.sqrt(d)
    for n in range(out.size):
        row, total = 0, 0.0
        while row < m // 2 and not stop[0]:
            for g in row_products(key, first + n, row, m // 2, d, u_j, block, products):
                s = flip_shift(g, r)
                if s != 0.0:
                    z_0, z, v = moved_row(key, first + n, row, d, s, u_j, x_norm * u_j, block)
                    if quantity == GAP:
                        total += relu(z) - relu(z_0) - step(z_0) * v
                    elif quantity == DELTA_1:
                        total += (step(z) - step(z_0)) * z_0
                    else:
                        total += (step(z) - step(z_0)) * v
                row += 1
        out[n] = abs(total) / math.sqrt(m)
