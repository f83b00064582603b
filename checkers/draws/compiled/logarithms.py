"""Logarithms from +, -, *, / alone, which IEEE 754 rounds correctly: the same on every machine."""

import math

from checkers.draws.compiled import njit

# Coefficients of z^9, ..., z in artanh(s) / s - 1 for z = s^2.
ARTANH = tuple(1 / (2 * k + 1) for k in range(9, 0, -1))


@njit(cache=True, nogil=True)
def twice_artanh(s: float) -> float:
    """2 artanh(s) for |s| <= 3 - sqrt 8, up to a relative s^20 / 21 / (1 - s^2) < 2^-55."""
    z, tail = s * s, 0.0
    for coefficient in ARTANH:
        tail = (tail + coefficient) * z
    return 2.0 * (s + s * tail)


@njit(cache=True, nogil=True)
def log(x: float) -> float:
    """The natural logarithm of x > 0.

    x = 2^e f with f in [sqrt 1/2, sqrt 2), and log f = 2 artanh((f - 1) / (f + 1)).
    """
    f, e = math.frexp(x)
    if f < math.sqrt(0.5):
        f, e = 2.0 * f, e - 1
    return e * math.log(2.0) + twice_artanh((f - 1.0) / (f + 1.0))


@njit(cache=True, nogil=True)
def log1p(y: float) -> float:
    """log(1 + y) for y > -1, also where y is small: 1 + y = (1 + s) / (1 - s), s = y / (2 + y)."""
    return twice_artanh(y / (2.0 + y)) if -0.29 < y < 0.41 else log(1.0 + y)
