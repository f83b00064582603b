"""c1 i^-alpha <= lambda_i <= c2 i^-alpha for every i, with constants that are proved, at one d.

Let all but finitely many eigenvalues belong to degrees k = K, K + 2, ... with lambda_k falling, and
let every other eigenvalue be above lambda_K. Then lambda_i = lambda_k for
    I_(k-2) < i <= I_k,   I_k = C(k+d-1, d-1) + constant,
so that lambda_i i^alpha lies between lambda_k (I_(k-2) + 1)^alpha and lambda_k I_k^alpha. With
alpha = p / (d - 1) the power d - 1 of their quotient for k + 2 and k is a rational function of k:
where it stays on one side of 1, both sequences are monotone, and lie between their first member
and their limit, which is the same for both. Finitely many degrees are left.
"""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, fmpq_poly

from checkers.arithmetic.balls import ball
from checkers.arithmetic.rational_functions import Ratio, sign_eventually
from checkers.kernels.arcsine_series import Parts
from checkers.kernels.funk_hecke import Tails, eigenvalues, multiplicity

LARGEST_DIMENSION = 20  # the polynomials have degrees of about 2 d^2
FURTHEST = 4_000


@dataclass(frozen=True)
class Constants:
    """low i^-alpha <= lambda_i <= high i^-alpha for all i; i^alpha lambda_i tends to `limit`."""

    low: arb
    high: arb
    limit: arb
    alpha: Fraction


def constants(found: Parts, tails: Tails, dimension: int) -> Constants | None:
    """The constants where one parity of degrees goes on and d is at most 20; None elsewhere.

    EXACT, enclosed, as bounds over all i; some 0.1 s for d = 10.
    """
    tail, parity = (tails.odd, 1) if tails.odd else (tails.even, 0)
    if dimension > LARGEST_DIMENSION or bool(tails.even) == bool(tails.odd) or len(tail) != 1:
        return None
    ((pi_power, general),) = tail.items()
    rational = general.with_dimension(dimension)
    top, bottom = rational.polynomials()
    order = dimension + bottom.degree() - top.degree()
    start = tails.start + (tails.start + parity) % 2
    few = eigenvalues(found, dimension, start)
    if not all(value.is_zero() or value > 0 for value in few):
        return None
    offset = sum(
        multiplicity(n, dimension) * (int(not value.is_zero()) - int(n % 2 == parity))
        for n, value in enumerate(few)
    )
    told = [
        sign_eventually(q, start, FURTHEST)
        for q in _differences(rational, parity, dimension, order, offset)
    ]
    falling, above, below = (one or (FURTHEST, 0) for one in told)
    if falling[1] != -1 or 0 in (above[1], below[1]):
        return None
    K = max(falling[0], above[0], below[0])
    K += (K + parity) % 2
    table = eigenvalues(found, dimension, K + 1)
    while not all(value.is_zero() or value > table[K] for value in table[:K]):
        K += 2
        if K > FURTHEST:
            return None
        if K >= len(table):
            table = eigenvalues(found, dimension, 2 * K)
    alpha = Fraction(order, dimension - 1)
    blocks = [(value, multiplicity(n, dimension)) for n, value in enumerate(table[:K])]
    highs, lows = _of_blocks([block for block in blocks if not block[0].is_zero()], alpha)
    last = math.comb(K + dimension - 1, dimension - 1) + offset
    lead = top[top.degree()] / bottom[bottom.degree()]
    half = arb(dimension) / 2
    limit = arb.pi() ** pi_power * (half.gamma() / (2 * arb.pi())) ** 2 * arb(2) ** dimension
    limit *= arb(lead) / _power(math.factorial(dimension - 1), alpha)
    highs.append(limit if above[1] > 0 else table[K] * _power(last, alpha))
    before = last - multiplicity(K, dimension)
    lows.append(limit if below[1] < 0 else table[K] * _power(before + 1, alpha))
    return Constants(_least(lows), -_least([-high for high in highs]), limit, alpha)


def _differences(
    rational: Ratio, parity: int, dimension: int, order: int, offset: int
) -> list[fmpq_poly]:
    """Polynomials with the sign of lambda_(k+2) - lambda_k, and of the two sequences' differences.

    In the order: lambda_k, lambda_k I_k^alpha, lambda_k (I_(k-2) + 1)^alpha.
    """
    top, bottom = rational.polynomials()
    two = fmpq_poly([2, 1])
    base = fmpq_poly([parity - 1, 1])  # g(k) for odd k, g(k-1) for even k
    rise = base**2 * top(two) * bottom
    fall = (base + dimension) ** 2 * top * bottom(two)
    ends = _count(dimension) + offset
    starts = _count(dimension)(fmpq_poly([-2, 1])) + offset + 1
    power = dimension - 1
    return [rise - fall] + [
        rise**power * index(two) ** order - fall**power * index**order for index in (ends, starts)
    ]


def _count(dimension: int) -> fmpq_poly:
    """C(k + d - 1, d - 1) as a polynomial in k."""
    value = fmpq_poly([1])
    for j in range(1, dimension):
        value = value * fmpq_poly([j, 1]) / j
    return value


def _of_blocks(blocks: Sequence[tuple[arb, int]], alpha: Fraction) -> tuple[list[arb], list[arb]]:
    """lambda_i i^alpha at the last and the first index of each; balls that overlap may tie."""
    highs, lows = [], []
    for value, _ in blocks:
        larger = sum(count for other, count in blocks if other > value)
        not_smaller = sum(count for other, count in blocks if not other < value)
        highs.append(value * _power(not_smaller, alpha))
        lows.append(value * _power(larger + 1, alpha))
    return highs, lows


def _power(index: int, alpha: Fraction) -> arb:
    return (ball(alpha) * arb(index).log()).exp()


def _least(values: Sequence[arb]) -> arb:
    """A ball around the smallest of several numbers."""
    return functools.reduce(arb.min, values)
