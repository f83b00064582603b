"""Signs of polynomials on [0, 1], by their Bernstein coefficients."""

from collections.abc import Sequence
from fractions import Fraction
from math import comb


def bernstein(coefficients: Sequence[Fraction]) -> list[Fraction]:
    """The Bernstein coefficients b_j = sum over k <= j of (C(j, k) / C(n, k)) c_k. EXACT.

    The polynomial sum c_k u^k of degree at most n lies between the least and the largest of them
    on [0, 1]: it is a mean of them, with the weights C(n, j) u^j (1 - u)^(n - j).

    coefficients : c_0, ..., c_n
    """
    n = len(coefficients) - 1
    return [
        sum((Fraction(comb(j, k), comb(n, k)) * coefficients[k] for k in range(j + 1)), Fraction(0))
        for j in range(n + 1)
    ]
