"""Limits for a probability that hold at all numbers of draws at once: sampling may stop early.

With S violations in n draws and the Beta(1/2, 1/2) mixture of likelihoods

    M_n(p) = B(S + 1/2, n - S + 1/2) / (B(1/2, 1/2) p^S (1 - p)^(n - S)),

M_n at the true p is a nonnegative martingale with mean 1, so P(M_n(p) >= 1 / error for any n) is
at most error (Ville). The p with M_n(p) < 1 / error are an interval around S / n.

Source: howard2021, Section 4 and the beta-binomial mixture; robbins1970.
"""

import math
from collections.abc import Callable, Iterator

from scipy.special import betaln

FIRST_BATCH = 32


def log_martingale(p: float, violations: int, draws: int) -> float:
    """log M_n(p) for p in [0, 1]; infinite where the draws rule p out."""
    value = float(betaln(violations + 0.5, draws - violations + 0.5) - betaln(0.5, 0.5))
    for count, chance in ((violations, p), (draws - violations, 1.0 - p)):
        if count:
            value += math.inf if chance <= 0.0 else -count * math.log(chance)
    return value


def always_valid_limits(violations: int, draws: int, error: float) -> tuple[float, float]:
    """(lower, upper), of which either is ever wrong, at any number of draws, with chance `error`.

    violations : 0 <= int <= draws     error : float in (0, 1)

    float64, lower and 1 - upper rounded outwards by a relative 1e-9. O(1).
    """
    if not 0 <= violations <= draws or not 0 < error < 1:
        raise ValueError(f"no limits for {violations} of {draws} draws at error {error}")
    if draws == 0:
        return 0.0, 1.0
    best, level = violations / draws, -math.log(error)

    def beyond(p: float) -> float:
        return min(log_martingale(p, violations, draws), 1e300) - level

    lower = _crossing(beyond, 0.0, best) if violations else 0.0
    upper = _crossing(beyond, 1.0, best) if violations < draws else 1.0
    return lower * (1 - 1e-9), 1 - (1 - upper) * (1 - 1e-9)


def _crossing(beyond: Callable[[float], float], end: float, best: float) -> float:
    """Where M_n reaches 1 / error between the most likely p and an end of [0, 1]."""
    from scipy.optimize import brentq  # it takes longer to load than most checks

    if beyond(end) <= 0:
        return end
    return float(brentq(beyond, end, best, xtol=1e-300, rtol=1e-12))


def batches(most: int) -> Iterator[tuple[int, int]]:
    """(first, count) of the batches after which a run may stop: 32, 32, 64, 128, ... draws."""
    done = 0
    while done < most:
        count = min(max(done, FIRST_BATCH), most - done)
        yield done, count
        done += count
