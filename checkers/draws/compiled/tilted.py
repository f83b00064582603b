"""Loops over draws under an exponential tilt, for worst cases that are rarely large.

Under the tilt the law of the whole network has density exp(u S) / E exp(u S) with respect to the
true one, S = sum over neurons of (r - |g_i|)_+ (of one sign class, where there are two). Below r,
|g| + u is then a standard normal restricted to [u, u + r); elsewhere nothing changes. `logs`
receives log E exp(u S) - u S, the logarithm of the weight that undoes the tilt.

edges   : shells as in `sparse`, the tilted ones over [0, r)     chances : under the tilt
`out`, `key`, `first`, `stop` are as in `draws`.
"""

import numpy as np

from checkers.draws.compiled import njit
from checkers.draws.compiled.binomials import binomial
from checkers.draws.compiled.draws import Flag, Vector
from checkers.draws.compiled.sparse import Table, fill_shell, sparse_class_gap
from checkers.draws.compiled.worst_cases import number_moved


@njit(cache=True, nogil=True)
def tilted_values(
    key: np.uint64, draw: int, place: int, u: float, edges: Vector, chances: Table, g: Vector
) -> int:
    """Fill g with independent |g| below r under the tilt; return the next place."""
    left, filled = g.size, 0
    for shell in range(edges.size - 1):
        count, place = binomial(key, draw, place, left, chances[shell, 0], chances[shell, 1])
        left -= count
        part = g[filled : filled + count]
        place = fill_shell(key, draw, place, edges[shell] + u, edges[shell + 1] + u, count, part)
        filled += count
    for i in range(g.size):
        g[i] = max(g[i] - u, 0.0)
    return place


@njit(cache=True, nogil=True)
def tilted_gaps(
    out: Vector,
    logs: Vector,
    key: np.uint64,
    first: int,
    stop: Flag,
    pairs: int,
    r: float,
    scale: float,
    u: float,
    log_moment: float,
    edges: Vector,
    chances: Table,
) -> None:
    """Supremum of |Delta| = scale times the sum S over all pairs; the first chance is below r."""
    for n in range(out.size):
        if stop[0]:
            return
        count, place = binomial(key, first + n, 0, pairs, chances[0, 0], chances[0, 1])
        g = np.empty(count)
        tilted_values(key, first + n, place, u, edges, chances[1:], g)
        total = 0.0
        for z in g:
            total += r - z
        out[n], logs[n] = scale * total, log_moment - u * total


@njit(cache=True, nogil=True)
def tilted_frobenius(
    out: Vector,
    others: Vector,
    logs: Vector,
    key: np.uint64,
    first: int,
    stop: Flag,
    m: int,
    r: float,
    B: float,
    u: float,
    log_moment: float,
    edges: Vector,
    chances: Table,
    beyond: Vector,
    chances_beyond: Table,
    usual: Vector,
    chances_usual: Table,
) -> None:
    """The gaps of the tilted class and, to `others`, of the other class, in units of ||x||.

    chances[0] : of being in the tilted class and below r
    chances[1] : of being in it all the same, for the others
    beyond     : shells from r on     usual : shells from 0 on, for the class without tilt
    """
    for n in range(out.size):
        if stop[0]:
            return
        draw = first + n
        below, place = binomial(key, draw, 0, m, chances[0, 0], chances[0, 1])
        more, place = binomial(key, draw, place, m - below, chances[1, 0], chances[1, 1])
        g = np.empty(below)
        place = tilted_values(key, draw, place, u, edges, chances[2:], g)
        total = 0.0
        for z in g:
            total += r - z
        margins = np.sort(g)
        k, spent = number_moved(margins, B), 0.0
        for z in margins[:k]:
            spent += z
        if k == below:
            out[n], place = sparse_class_gap(
                key, draw, place, stop, more, B, k, spent, beyond, chances_beyond
            )
        else:
            out[n] = B * np.sqrt(k * 1.0) - spent
        others[n], place = sparse_class_gap(
            key, draw, place, stop, m - below - more, B, 0, 0.0, usual, chances_usual
        )
        logs[n] = log_moment - u * total
