"""Random binomial counts, numbered as the normals are: the draw and a place in its stream.

Only +, -, *, / and sqrt are used, so the bits are the same on every machine. EXACT in law up to
the rounding of float64: logarithms are a few units of 2^-53 off, and ratios of binomial
probabilities are formed from differences, so that no large terms cancel at any n up to 10^12.
"""

import math

import numpy as np

from checkers.draws.compiled import njit
from checkers.draws.compiled.logarithms import log, log1p
from checkers.draws.compiled.normals import uniform
from checkers.draws.compiled.philox import two_words

FEW = 10.0  # expected counts below which neurons are drawn one by one


@njit(cache=True, nogil=True)
def two_uniforms(key: np.uint64, draw: int, place: int) -> tuple[float, float]:
    """Two independent uniforms of 53 bits in (0, 1), odd multiples of 2^-54."""
    u, v = two_words(key, np.uint64(draw), np.uint64(place))
    return uniform(u), uniform(v)


@njit(cache=True, nogil=True)
def stirling(x: float) -> float:
    """log x! - ((x + 1/2) log x - x + log(2 pi) / 2) for x >= 10, off by less than 1e-13."""
    z = 1.0 / (x * x)
    tail = 1.0 / 1260.0 - z * (1.0 / 1680.0 - z * (1.0 / 1188.0 - z * (691.0 / 360360.0)))
    return (1.0 / 12.0 - z * (1.0 / 360.0 - z * tail)) / x


@njit(cache=True, nogil=True)
def log_ratio(k: int, mode: int, n: int, odds: float) -> float:
    """log(P(N = k) / P(N = mode)) for N ~ Binomial(n, p), odds = p / (1 - p); exact factorials.

    With h = k - mode and Stirling's formula the large terms leave
    h log(odds (n - mode) / mode) - (k + 1/2) log1p(h / mode)
    - (n - k + 1/2) log1p(-h / (n - mode)) and the corrections.
    """
    h = float(k - mode)
    if min(mode, k, n - mode, n - k) < 10:  # at the ends the product is short, or rarely reached
        total = 0.0
        for j in range(min(k, mode), max(k, mode)):
            total += log(odds * (n - j) / (j + 1.0))
        return total if k > mode else -total
    rest = float(n - mode)
    return (
        h * log1p((odds * rest - mode) / mode)
        - (k + 0.5) * log1p(h / mode)
        - (rest - h + 0.5) * log1p(-h / rest)
        + (stirling(float(mode)) - stirling(float(k)))
        + (stirling(rest) - stirling(rest - h))
    )


@njit(cache=True, nogil=True)
def waiting(key: np.uint64, draw: int, place: int, n: int, p: float) -> tuple[int, int]:
    """Binomial(n, p) as the number of n exponential variables below -log(1 - p), in order.

    Of n - k that are left, the next is a standard exponential / (n - k) away.
    """
    limit, time, k = -log1p(-p), 0.0, 0
    while k < n:
        u, v = two_uniforms(key, draw, place)
        place += 1
        for w in (u, v):
            if k < n:
                time -= log(w) / (n - k)
                if time >= limit:
                    return k, place
                k += 1
    return k, place


@njit(cache=True, nogil=True)
def rarer(key: np.uint64, draw: int, place: int, n: int, p: float, q: float) -> tuple[int, int]:
    """(N, next place) for p <= q, by transformed rejection where n p >= 10."""
    if n * p < FEW:
        return waiting(key, draw, place, n, p)
    spread, mode = math.sqrt(n * p * q), int((n + 1) * p)
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    alpha = (2.83 + 5.1 / b) * spread
    while True:
        u, v = two_uniforms(key, draw, place)
        place += 1
        u -= 0.5
        near = 0.5 - abs(u)
        k = math.floor((2.0 * a / near + b) * u + n * p + 0.5)
        if near >= 0.07 and v <= 0.92 - 4.2 / b:
            return int(k), place
        if 0 <= k <= n:
            v = log(v * alpha / (a / (near * near) + b))
            if v <= log_ratio(int(k), mode, n, p / q):
                return int(k), place


@njit(cache=True, nogil=True)
def binomial(key: np.uint64, draw: int, place: int, n: int, p: float, q: float) -> tuple[int, int]:
    """(N, next place) with N ~ Binomial(n, p).

    n : int64 >= 0     p, q : float64 in [0, 1], q = 1 - p, each with its own relative accuracy

    O(1). Source: hormann1993, algorithm BTRS.
    """
    count, place = rarer(key, draw, place, n, min(p, q), max(p, q))
    return n - count if p > q else count, place
