"""Exact suprema over weights near the initialization, each with a W that attains it.

Units of ||x|| = 1. g_i = w_{0,i} . x / ||x||. Only the part of w_i - w_{0,i} along x moves a
pre-activation, from g_i to g_i + s_i; the rest only spends radius. So a worst W is given by
its shifts: w_i = w_{0,i} + s_i x / ||x||.
"""

import math

import numpy as np
from numpy.typing import NDArray

from checkers.draws.compiled import njit

Vector = NDArray[np.float64]


@njit(cache=True, nogil=True)
def number_moved(margins: Vector, B: float) -> int:
    """The best number of flips in one sign class: the largest k whose flip still pays.

    margins : (n,) float64, ascending   |g_i| of the class
    B       : float64 >= 0              Frobenius radius

    The k-th flip adds B (sqrt k - sqrt(k - 1)) - margins[k - 1]. The first term falls and the
    second rises with k, so the gain is concave and the flips that pay are the first ones.
    B / (sqrt k + sqrt(k - 1)) is the same number without cancellation, and as computed it
    never rises with k, because correctly rounded +, / and sqrt are monotone.
    """
    k = 0
    while k < margins.size and B / (math.sqrt(k + 1.0) + math.sqrt(k)) > margins[k]:
        k += 1
    return k


@njit(cache=True, nogil=True)
def gap_of_flips(margins: Vector, k: int, B: float) -> float:
    """B sqrt(k) - (sum of the k smallest margins): what k flips of length B / sqrt(k) give."""
    spent = 0.0
    for j in range(k):
        spent += margins[j]
    return B * math.sqrt(k) - spent


@njit(cache=True, nogil=True)
def frobenius_gap(g: Vector, a: Vector, B: float) -> float:
    """Supremum of |f(x; W) - f0(x; W)| over ||W - W0||_F <= B, for ReLU.

    max over the sign classes and k of B sqrt(k) - (sum of the k smallest |g_i| of the class)

    g : (m,) float64   w_{0,i} . x / ||x||
    a : (m,) float64   output weights, each +1.0 or -1.0
    B : float64 >= 0

    EXACT, attained by `frobenius_shifts`; O(m log m). f - f0 = sum of a_i (|s_i| - |g_i|) over
    the flipped neurons, so a worst W flips one sign class only. k flips of total squared
    length B^2 have total length at most B sqrt(k), and are cheapest where |g_i| is smallest.

    Source: slides, Lemma 4.1.
    """
    best = 0.0
    for sign in (-1.0, 1.0):
        margins = np.sort(np.abs(g[a == sign]))
        best = max(best, gap_of_flips(margins, number_moved(margins, B), B))
    return best


@njit(cache=True, nogil=True)
def frobenius_shift(g: float, length: float) -> float:
    """The shift of this length across 0; from g = 0, where the slides' slope is 0, upwards."""
    return -length if g > 0.0 else length


@njit(cache=True, nogil=True)
def frobenius_shifts(g: Vector, a: Vector, B: float) -> Vector:
    """Shifts s, (m,) float64, of a W that attains `frobenius_gap`; arguments as there."""
    shifts = np.zeros(g.size)
    best = 0.0
    for sign in (-1.0, 1.0):
        margins = np.sort(np.abs(g[a == sign]))
        k = number_moved(margins, B)
        gap = gap_of_flips(margins, k, B)
        if gap > best:
            best, moved = gap, 0
            shifts[:] = 0.0
            for i in range(g.size):
                # Of several neurons at the last margin, the first ones move.
                if moved < k and a[i] == sign and abs(g[i]) <= margins[k - 1]:
                    shifts[i] = frobenius_shift(g[i], B / math.sqrt(k))
                    moved += 1
    return shifts


@njit(cache=True, nogil=True)
def flip_shift(g: float, r: float) -> float:
    """The shift of length r that changes 1{g >= 0}, or 0.0 where no shift in [-r, r] does.

    From g >= 0 a flip needs g + s < 0, so g < r; from g < 0 it needs g + s >= 0, so g >= -r.
    """
    if abs(g) > r or g == r:
        return 0.0
    return -r if g >= 0.0 else r


@njit(cache=True, nogil=True)
def flip_shifts(g_half: Vector, r: float) -> Vector:
    """Shifts, (m / 2,) float64, of one W that attains `neuron_gap`, `delta_1` and `delta_2`.

    Of the two neurons that share g_half[i], the one with c = +1 moves by shift i and the other
    stays. Arguments as in `neuron_gap`.
    """
    shifts = np.empty(g_half.size)
    for i in range(g_half.size):
        shifts[i] = flip_shift(g_half[i], r)
    return shifts


@njit(cache=True, nogil=True)
def neuron_gap(g_half: Vector, r: float) -> float:
    """Supremum of |Delta| over max_i ||w_i - w_{0,i}|| <= r, without the factor ||x|| / sqrt m.

    sum over the m / 2 pairs of max(r - |g_i|, 0)

    g_half : (m / 2,) float64   w_i(0) . x / ||x||, which neurons i and i + m / 2 share
    r      : float64 >= 0       radius of every neuron's ball

    EXACT, attained by `flip_shifts`; O(m). A flipped neuron adds c_i (|s_i| - |g_i|), others
    nothing. A pair has one neuron with c = +1 and one with c = -1, so sup Delta, which flips
    the former, equals sup -Delta, which flips the latter.

    Source: notes, Theorem 1.
    """
    total = 0.0
    for z in g_half:
        total += max(r - abs(z), 0.0)
    return total


@njit(cache=True, nogil=True)
def delta_1(g_half: Vector, r: float) -> float:
    """Supremum of |Delta_1| over the same balls, without the factor ||x|| / sqrt m.

    sum over the m / 2 pairs of |g_i| 1{|g_i| < r}, where g_i = -r counts too

    EXACT, attained by `flip_shifts` (g_i = -r reaches 0, which is a flip; g_i = r does not);
    O(m). A flipped neuron adds -c_i |g_i|. Arguments as in `neuron_gap`.

    Source: notes, proof of Lemma 4.
    """
    total = 0.0
    for z in g_half:
        if flip_shift(z, r) != 0.0:
            total += abs(z)
    return total


@njit(cache=True, nogil=True)
def delta_2(g_half: Vector, r: float) -> float:
    """Supremum of |Delta_2| over the same balls, without the factor ||x|| / sqrt m.

    r #{pairs: |g_i| < r}, where g_i = -r counts too

    EXACT, attained by `flip_shifts`; O(m). A flipped neuron adds c_i |s_i|, at most r.
    Arguments as in `neuron_gap`.

    Source: notes, proof of Lemma 4.
    """
    flipped = 0
    for z in g_half:
        if flip_shift(z, r) != 0.0:
            flipped += 1
    return r * flipped


@njit(cache=True, nogil=True)
def small_count(z: Vector, tau: float) -> int:
    """#{i: |z_i| <= tau}, for z (m,) float64 and tau float64 (slides, Lemma 4.2)."""
    count = 0
    for i in range(z.size):  # an index and no branch: the compiler vectorises it
        count += 1 if abs(z[i]) <= tau else 0
    return count


@njit(cache=True, nogil=True)
def bad_neurons(g: Vector, tau: float, movable: int) -> int:
    """Supremum of |S1 u S2| over ||W - W0||_F <= B.

    S1 = {i: |g_i| <= tau}, S2 = {i: ||w_i - w_{0,i}|| >= tau}: min(m, |S1| + floor(B^2 / tau^2))

    g       : (m,) float64   w_{0,i} . x / ||x||
    tau     : float64 > 0
    movable : int64 >= 0     floor(B^2 / tau^2), computed exactly: a float quotient is wrong
              where the quotient is an integer

    EXACT, attained by `bad_neuron_shifts`; O(m). |S2| tau^2 <= B^2, and a neuron outside S1
    costs tau^2 to add.

    Source: slides, Lemma 4.1, proof.
    """
    return min(g.size, small_count(g, tau) + movable)


@njit(cache=True, nogil=True)
def bad_neuron_shifts(g: Vector, tau: float, movable: int) -> Vector:
    """Shifts, (m,) float64, of a W that attains `bad_neurons`: the first neurons outside S1."""
    shifts = np.zeros(g.size)
    moved = 0
    for i in range(g.size):
        if moved < movable and abs(g[i]) > tau:
            shifts[i] = tau
            moved += 1
    return shifts
