"""Loops over draws that only draw the neurons that can matter; equal in law to all of them.

The |g_i| of n neurons are split over shells [0, e_1), [e_1, e_2), ...: how many fall into a shell
is binomial, given those before, and inside it they are independent. A shell that cannot matter is
not drawn. The cost grows with what matters, (alpha sqrt m) or (B m)^(2/3) neurons, not with m.

edges  : (s + 1,) float64   0 = e_0 < ... < e_s; the last may be infinite
chances: (s, 2) float64     P(|g| < e_{j+1} | |g| >= e_j) and its complement
`out`, `key`, `first`, `stop` are as in `draws`. EXACT up to rounding.
"""

import math

import numpy as np
from numpy.typing import NDArray

from checkers.draws.compiled import njit
from checkers.draws.compiled.binomials import binomial, two_uniforms
from checkers.draws.compiled.draws import DELTA_2, GAP, Flag, Vector
from checkers.draws.compiled.logarithms import log
from checkers.draws.compiled.normals import BLOCK, uniform
from checkers.draws.compiled.philox import fill_words

Table = NDArray[np.float64]
COARSE = np.uint64((1 << 11) - 1)


@njit(cache=True, nogil=True)
def fill_shell(
    key: np.uint64, draw: int, place: int, low: float, high: float, count: int, out: Vector
) -> int:
    """Write `count` independent |g| given low <= |g| < high to out; return the next place.

    Uniform proposals x, kept with probability exp(-(x^2 - low^2) / 2); beyond the last finite
    edge sqrt(low^2 - 2 log u), kept with probability low / x. The low 11 bits of a word that the
    proposal does not use settle most acceptances, because exp(-y) >= 1 - y.
    """
    kept = 0
    if math.isinf(high):
        while kept < count:
            u, v = two_uniforms(key, draw, place)
            place += 1
            x = math.sqrt(low * low - 2.0 * log(u))
            if v * x < low:
                out[kept] = x
                kept += 1
        return place
    room = np.empty(BLOCK, np.uint64)
    while kept < count:
        words = room[: min(BLOCK, (count - kept + 3) // 4 * 4)]
        fill_words(key, np.uint64(draw), np.uint64(place), words)
        place += words.size // 2
        for word in words:
            x = low + (high - low) * uniform(word)
            y = (x * x - low * low) / 2.0
            accepted = ((word & COARSE) + 1.0) * 2.0**-11 <= 1.0 - y
            if not accepted:
                # given the coarse bits c, a uniform is (c + u) / 2^11
                u, _ = two_uniforms(key, draw, place)
                place += 1
                accepted = log(((word & COARSE) + u) * 2.0**-11) <= -y
            if accepted and kept < count:
                out[kept] = x
                kept += 1
    return place


@njit(cache=True, nogil=True)
def sparse_counts(
    out: Vector,
    key: np.uint64,
    first: int,
    stop: Flag,
    rows: int,
    copies: int,
    offset: int,
    most: int,
    p: float,
    q: float,
) -> None:
    """min(copies #{i: |g_i| <= radius} + offset, most), p = P(|g| <= radius) = 1 - q."""
    for n in range(out.size):
        count, _ = binomial(key, first + n, 0, rows, p, q)
        out[n] = min(copies * count + offset, most)


@njit(cache=True, nogil=True)
def sparse_symmetric(
    out: Vector,
    key: np.uint64,
    first: int,
    stop: Flag,
    pairs: int,
    r: float,
    scale: float,
    quantity: int,
    edges: Vector,
    chances: Table,
) -> None:
    """Supremum of |Delta|, |Delta_1| or |Delta_2|: scale times a sum over the |g_i| < r.

    The edges end at r. Source: notes, Theorem 1 and Lemma 4.
    """
    g = np.empty(BLOCK)
    for n in range(out.size):
        left, place, total = pairs, 0, 0.0
        for shell in range(edges.size - 1):
            p, q = chances[shell]
            count, place = binomial(key, first + n, place, left, p, q)
            left -= count
            if quantity == DELTA_2:
                total += r * count
                continue
            while count > 0 and not stop[0]:
                size = min(count, BLOCK)
                place = fill_shell(
                    key, first + n, place, edges[shell], edges[shell + 1], size, g[:size]
                )
                for z in g[:size]:
                    total += r - z if quantity == GAP else z
                count -= size
        out[n] = scale * total


@njit(cache=True, nogil=True)
def sparse_class_gap(
    key: np.uint64,
    draw: int,
    place: int,
    stop: Flag,
    neurons: int,
    B: float,
    k: int,
    spent: float,
    edges: Vector,
    chances: Table,
) -> tuple[float, int]:
    """(max_k of B sqrt k - sum of the k smallest |g|, next place) for one sign class.

    k, spent : the flips below the first edge, and the sum of their |g|, that are known already

    The k-th flip adds B (sqrt k - sqrt(k - 1)) - |g|_(k), which falls with k. While the last
    flip of a shell would pay at the shell's far edge, all of the shell pays and its order does not
    matter; so only the last shell that is needed is sorted.
    """
    g, left = np.empty(BLOCK), neurons
    for shell in range(edges.size - 1):
        if left == 0 or stop[0] or B / (math.sqrt(k + 1.0) + math.sqrt(k * 1.0)) <= edges[shell]:
            break
        p, q = chances[shell]
        count, place = binomial(key, draw, place, left, p, q)
        left -= count
        all_pay = count > 0 and (
            B / (math.sqrt(k + count * 1.0) + math.sqrt(k + count - 1.0)) > edges[shell + 1]
        )
        if all_pay:
            k += count
            while count > 0 and not stop[0]:
                size = min(count, g.size)
                place = fill_shell(key, draw, place, edges[shell], edges[shell + 1], size, g[:size])
                for z in g[:size]:
                    spent += z
                count -= size
            continue
        if count > g.size:
            g = np.empty(count)
        place = fill_shell(key, draw, place, edges[shell], edges[shell + 1], count, g[:count])
        for z in np.sort(g[:count]):
            if B / (math.sqrt(k + 1.0) + math.sqrt(k * 1.0)) <= z:
                break
            spent += z
            k += 1
    return B * math.sqrt(k * 1.0) - spent, place


@njit(cache=True, nogil=True)
def sparse_frobenius(
    out: Vector,
    key: np.uint64,
    first: int,
    stop: Flag,
    m: int,
    B: float,
    x_norm: float,
    edges: Vector,
    chances: Table,
) -> None:
    """Supremum of |f - f0| over ||W - W0||_F <= B; no factor 1 / sqrt m.

    The edges go on until no flip pays: to B, or to infinity. Source: slides, Lemma 4.1.
    """
    for n in range(out.size):
        plus, place = binomial(key, first + n, 0, m, 0.5, 0.5)
        a, place = sparse_class_gap(key, first + n, place, stop, plus, B, 0, 0.0, edges, chances)
        b, place = sparse_class_gap(
            key, first + n, place, stop, m - plus, B, 0, 0.0, edges, chances
        )
        out[n] = x_norm * max(a, b)
