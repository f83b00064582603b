"""Rigorous tails of a binomial count, and exponential bounds of sums, in balls.

Source: hoeffding1963 for the exponential inequality.
"""

import math
from collections.abc import Callable

from flint import arb, ctx

SMALL_BINOMIAL = 5_000
SUMMED = 2e4  # terms, some 10 ms


def interval(low: arb, high: arb) -> arb:
    """The ball that covers two balls."""
    return low.union(high)


def binomial_tail(n: int, p: arb, q: arb, j: int) -> arb:
    """P(N >= j) for N ~ Binomial(n, p), q = 1 - p given apart to keep its relative accuracy.

    The side away from the mean is summed upwards from its largest term; where its terms are many
    it is an incomplete beta function, in some ms.
    """
    if j <= 0:
        return arb(1)
    if j > n:
        return arb(0)
    if float(p) * n < j:
        return _upper_sum(n, p, q, j)
    return 1 - _upper_sum(n, q, p, n - j + 1)


def _upper_sum(n: int, p: arb, q: arb, j: int) -> arb:
    if p.is_zero():
        return arb(0)
    if _terms(n, float(p), float(q), j) > SUMMED:
        return _incomplete_beta(n, p, q, j)
    term = _choose(n, j) * p**j * q ** (n - j)
    odds, negligible = p / q, arb(2) ** (-ctx.prec)
    total = term
    for k in range(j, n):
        ratio = odds * (n - k) / (k + 1)
        term *= ratio
        total += term
        # ratios decrease, so the rest is at most term ratio / (1 - ratio), wherever one stops;
        # a term that may be 0 is small
        if not k % 8 and ratio < 1 and not term > total * negligible:
            return total + interval(arb(0), term * ratio / (1 - ratio))
    return total


def _terms(n: int, p: float, q: float, j: int) -> float:
    """About how many terms of P(N >= j) count at 64 bits: a normal tail, or a geometric one."""
    deviation = math.sqrt(n * p * q)
    distance = (j - n * p) / deviation if deviation else math.inf
    return deviation * min(10.0, 45 / max(distance, 1e-9))


def _incomplete_beta(n: int, p: arb, q: arb, j: int) -> arb:
    """P(N >= j) = I_p(j, n - j + 1) = 1 - I_q(n - j + 1, j), 1 <= j <= n."""
    a, b = j, n - j + 1
    if q < p:  # of the smaller argument it is faster, but a small difference cancels
        with ctx.workprec(2 * ctx.prec):
            value = 1 - q.beta_lower(b, a, True)
        if value.rel_accuracy_bits() >= ctx.prec // 2:
            return value
    return p.beta_lower(a, b, True)


def _choose(n: int, k: int) -> arb:
    if n <= SMALL_BINOMIAL:
        return arb.bin_uiui(n, k)
    return (arb(n + 1).lgamma() - arb(k + 1).lgamma() - arb(n - k + 1).lgamma()).exp()


def chernoff_tail(n: int, moment: Callable[[arb], arb], theta: arb, threshold: arb) -> arb:
    """Upper bound of P(S >= threshold): (E exp(theta X))^n exp(-theta threshold), theta > 0."""
    return (n * moment(theta).log() - theta * threshold).exp()


def tilted_tail(
    n: int,
    moment: Callable[[arb], arb],
    theta: arb,
    step: arb,
    threshold: arb,
    top: arb,
) -> arb:
    """Lower bound of P(S > threshold) by a change of measure, theta > 0 and step > 0.

    exp(n L(theta) - theta top) (1 - exp(n (L(theta + step) - L(theta)) - step top)
                                   - exp(n (L(theta - step) - L(theta)) + step threshold))

    with L = log moment. Under the law with density exp(theta S) / moment(theta)^n the sum leaves
    the window (threshold, top] with at most the two probabilities subtracted (the exponential
    inequality on either side); inside it the density is at most exp(theta top) / moment^n.
    Good at any depth and any width; inversion is closer where it needs few terms.
    """
    here = moment(theta).log()
    above = (n * (moment(theta + step).log() - here) - step * top).exp()
    below = (n * (moment(theta - step).log() - here) + step * threshold).exp()
    return (n * here - theta * top).exp() * (1 - above - below)


def count_outside(n: int, p: arb, q: arb, least: int, most: int) -> arb:
    """Upper bound of P(N < least) + P(N > most), N ~ Binomial(n, p), q = 1 - p; 1 where unknown.

    P(N <= j) <= exp(-j log(j / (n p)) - (n - j) log((n - j) / (n q))) for j <= n p, and the same
    for P(N >= j) where j >= n p (hoeffding1963, Theorem 1).
    """
    outside = arb(0)
    for j, certain in ((least - 1, n * p >= least - 1), (most + 1, n * p <= most + 1)):
        if not 0 <= j <= n:
            continue
        if not certain:
            return arb(1)
        outside += (-_surprise(j, n * p) - _surprise(n - j, n * q)).exp()
    return outside


def _surprise(j: int, mean: arb) -> arb:
    return arb(0) if j == 0 else j * (j / mean).log()


def whole(number: arb) -> int:
    """The integer that an exact ball holds; ArithmeticError if it holds none."""
    value = number.unique_fmpz()
    if value is None:
        raise ArithmeticError(f"{number} is no exact integer")
    return int(value)
