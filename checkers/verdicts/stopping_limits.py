"""Limits for a probability that hold at all numbers of draws at once: sampling may stop early.

With S violations in n draws and the Beta(1/2, 1/2) mixture of likelihoods

    M_n(p) = B(S + 1/2, n - S + 1/2) / (B(1/2, 1/2) p^S (1 - p)^(n - S)),

M_n at the true p is a nonnegative martingale with mean 1, so P(M_n(p) >= 1 / error for any n) is
at most error (Ville). The p with M_n(p) < 1 / error are an interval around S / n.

Source: howard2021, Section 4 and the beta-binomial mixture; robbins1970.
"""

import math
from collections.abc import Iterator
from fractions import Fraction

from flint import arb, ctx

from checkers.arithmetic.balls import ball

FIRST_BATCH = 32
BITS = 192
CLOSE = 2.0**-40  # relative: how near a limit is to the exact one, and to the share of violations


def log_martingale(p: arb, violations: int, draws: int) -> arb:
    """log M_n(p) for p in (0, 1)."""
    return _log_betas(violations, draws) - _log_likelihood(p, violations, draws)


def _log_betas(violations: int, draws: int) -> arb:
    """log B(S + 1/2, n - S + 1/2) - log B(1/2, 1/2), and B(1/2, 1/2) = pi."""
    a, b = violations + arb(0.5), draws - violations + arb(0.5)
    return a.lgamma() + b.lgamma() - (a + b).lgamma() - arb.pi().log()


def _log_likelihood(p: arb, violations: int, draws: int) -> arb:
    counts = (violations, p), (draws - violations, 1 - p)
    return sum((count * chance.log() for count, chance in counts if count), arb(0))


def always_valid_limits(violations: int, draws: int, error: float) -> tuple[float, float]:
    """(lower, upper), of which either is ever wrong, at any number of draws, with chance `error`.

    violations : 0 <= int <= draws     error : float in (0, 1)

    Float64; M_n itself, in balls, proves that either is on the safe side, within a relative 1e-9
    (the upper one: of its distance from 1). Some ms.
    """
    if not 0 <= violations <= draws or not 0 < error < 1:
        raise ValueError(f"no limits for {violations} of {draws} draws at error {error}")
    return (
        _lower(violations, draws, error) if violations else 0.0,
        _upper(violations, draws, error) if violations < draws else 1.0,
    )


def _lower(violations: int, draws: int, error: float) -> float:
    """A float p with M_n(p) >= 1 / error, certainly: M_n falls up to the share of violations."""
    with ctx.workprec(BITS):
        return math.nextafter(float(_crossing(violations, draws, error).lower()), 0.0)


def _upper(violations: int, draws: int, error: float) -> float:
    """The same on the other side, by the draws that do not violate: it is accurate near 1."""
    with ctx.workprec(BITS):
        q = _crossing(draws - violations, draws, error)
        return min(math.nextafter(float((1 - q).upper()), 2.0), 1.0)


def _crossing(k: int, n: int, error: float) -> arb:
    """An exact p below k / n with M_n(p) >= 1 / error, certainly, and hardly smaller than need be.

    By bisection of log p, as log M_n is convex in it: to CLOSE, towards the safe side.
    """
    level = _log_betas(k, n) + ball(Fraction(error)).log()

    def beyond(x: arb) -> bool:
        return bool(_log_likelihood(x.exp(), k, n) <= level)

    high, step = (arb(k) / n).log().mid(), arb(CLOSE)  # M_n is at most 1 there
    while not beyond(high - step):
        high, step = (high - step).mid(), 2 * step
    low = (high - step).mid()
    while step > CLOSE:
        step = step / 2
        low = (low + step).mid() if beyond(low + step) else low
    return low.exp().lower()


def batches(most: int) -> Iterator[tuple[int, int]]:
    """(first, count) of the batches after which a run may stop: 32, 32, 64, 128, ... draws."""
    done = 0
    while done < most:
        count = min(max(done, FIRST_BATCH), most - done)
        yield done, count
        done += count
