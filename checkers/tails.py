"""Rigorous tails: of a binomial count, and of a sum of independent bounded variables.

All results are balls, or pairs of floats that enclose. Sources: hoeffding1963 for the
exponential inequality; the lattice enclosure is derived in `tail_on`.
"""

import itertools
from collections.abc import Callable
from typing import Literal, NamedTuple

from flint import arb, ctx, fmpz_poly

from checkers.balls import enclosure

SMALL_BINOMIAL = 5_000
ONE = 2**128  # the number 1 in the fixed point of lattice laws
Side = Literal["lower", "upper", "both"]


def interval(low: arb, high: arb) -> arb:
    """The ball that covers two balls."""
    return low.union(high)


def binomial_tail(n: int, p: arb, q: arb, j: int) -> arb:
    """P(N >= j) for N ~ Binomial(n, p), q = 1 - p given apart to keep its relative accuracy.

    The side away from the mean is summed upwards from its largest term; the rest of the
    series is dominated by a geometric one. O(sqrt(n)) terms.
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
    term = _choose(n, j) * p**j * q ** (n - j)
    odds, negligible = p / q, arb(2) ** (-ctx.prec)
    total = term
    for k in range(j, n):
        ratio = odds * (n - k) / (k + 1)
        term *= ratio
        total += term
        # ratios decrease, so the rest is at most term ratio / (1 - ratio)
        if not k % 8 and ratio < 1 and term < total * negligible:
            return total + interval(arb(0), term * ratio / (1 - ratio))
    return total


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
    Good at any depth and any width: near theta = 0 and for few summands a lattice is closer.
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


class Lattice(NamedTuple):
    """P(X <= k h) for k = 0, 1, ..., the last one 1, in fixed point: rounded down, and up."""

    below: list[int]
    above: list[int]


def lattice(distribution: Callable[[arb], arb], largest: arb, cells: int) -> Lattice:
    """The distribution function of X in [0, largest] at multiples of h = largest / cells.

    distribution : x -> P(X <= x) for 0 <= x < largest, in balls; a few us for each cell
    """
    below, above = [], []
    for k in range(cells):
        value = distribution(largest * k / cells) * ONE
        exact = value.floor().unique_fmpz()
        if exact is not None:
            below.append(int(exact))
            above.append(min(int(exact) + 1, ONE))
        else:
            below.append(max(whole(value.lower().floor()), 0))
            above.append(min(whole(value.upper().ceil()), ONE))
    # they never fall, as distribution functions do not
    return Lattice(*([*itertools.accumulate(grid, max), ONE] for grid in (below, above)))


def lattice_tail(
    n: int, distribution: Callable[[arb], arb], largest: arb, threshold: arb, cells: int
) -> tuple[float, float]:
    """Floats below and above P(X_1 + ... + X_n > threshold), X_i i.i.d. in [0, largest].

    distribution : x -> P(X <= x) for 0 <= x < largest, in balls
    cells        : number of lattice cells in [0, largest]

    Raises ValueError unless threshold and largest are finite, largest > 0. Cost: `tail_on`.
    """
    position = threshold / largest * cells
    return tail_on(lattice(distribution, largest, cells), n, position)


def tail_on(on: Lattice, n: int, position: arb, side: Side = "both") -> tuple[float, float]:
    """Floats below and above P(X_1 + ... + X_n > position h), X_i i.i.d. on a lattice of cells h.

    side : where one of the two floats is not asked for, it is 0 or 1

    h floor(X/h) <= X <= h ceil(X/h), so the sums of the rounded variables bracket the sum in
    stochastic order; so do they where the distribution functions are rounded in one direction.
    Their laws are truncated powers of polynomials with non-negative coefficients, in fixed point
    with directed rounding. Raises ValueError unless the position is finite.
    Cost: some 2 log2(n) products of that length, half of it for one side. Floor near 1e-30.
    """
    if not position.is_finite():
        raise ValueError("threshold and largest must be finite, with largest > 0")
    if position < 0:
        return float(side != "upper"), 1.0
    lower, upper = arb(0), arb(1)
    if side != "upper":
        # K >= surely implies K h > threshold
        surely = whole(position.upper().floor()) + 1
        lower = 1 - _mass_below(on.above[1:], n, surely, upwards=True)
    if side != "lower":
        # K < maybe implies K h <= threshold
        maybe = whole(position.lower().floor()) + 1
        upper = 1 - _mass_below(on.below, n, maybe, upwards=False)
    return max(enclosure(lower)[0], 0.0), min(enclosure(upper)[1], 1.0)


def whole(number: arb) -> int:
    """The integer that an exact ball holds; ArithmeticError if it holds none."""
    value = number.unique_fmpz()
    if value is None:
        raise ArithmeticError(f"{number} is no exact integer")
    return int(value)


def _mass_below(grid: list[int], n: int, length: int, *, upwards: bool) -> arb:
    """P(K < length) for the sum K of n independent variables, rounded in one direction.

    grid : P(K_1 <= k) in fixed point, for k = 0, 1, ...
    """
    masses = [high - low for low, high in itertools.pairwise([0, *grid])]
    base, power = fmpz_poly(masses[:length]), fmpz_poly([ONE])
    lift = fmpz_poly([ONE - 1] * length if upwards else [])

    def product(left: fmpz_poly, right: fmpz_poly) -> fmpz_poly:
        return (left.mul_low(right, length) + lift) // ONE  # rounds every coefficient down

    for bit in f"{n:b}":
        power = product(power, power)
        if bit == "1":
            power = product(power, base)
    return arb(power(1)) / ONE
