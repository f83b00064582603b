"""Exact binomial limits for a probability, and the draws that they need.

`error` is the largest probability with which a limit may be wrong, whatever the true
probability is and for a number of draws fixed beforehand. Each limit is a float64 that the
binomial law itself, enclosed in balls, proves to be on the safe side; it lies within a relative
1e-9 of the exact one (an upper limit near 1: of its distance from 1), or is its neighbour there.

Source: clopper1934.
"""

import itertools
import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from flint import arb, ctx
from scipy.special import betaincinv

from checkers.arithmetic.balls import ball, certainly_le

CLOSE = 2.0**-40  # relative: how near a limit is to the exact one
STEPS = 200  # of Newton's method; it takes some five
BITS = 192
# of a false alarm where draws are held against a proof, at one side of one level: at most 1e-9 in a
# run of 1,250 verdicts with four levels each
RATE = 1e-13
FLOATS = 4  # neighbours that are tried one by one


class BudgetTooSmall(ValueError):
    """So few draws that they could not decide on the claim."""


def _require(violations: int, draws: int, error: float) -> None:
    if not 0 <= violations <= draws:
        raise ValueError(f"need 0 <= violations <= draws; got {violations} of {draws}")
    if not 0 < error < 1:
        raise ValueError(f"need 0 < error < 1; got error={error}")


def upper_limit(violations: int, draws: int, error: float) -> float:
    """One-sided upper limit: below the true probability with probability at most `error`.

    The p with P(Binomial(draws, p) <= violations) = error, rounded upwards; 1 where
    violations = draws.

    violations : 0 <= int <= draws     error : float in (0, 1)
    """
    _require(violations, draws, error)
    if violations == draws:
        return 1.0
    others = draws - violations  # more than these do not violate with probability 1 - p
    with ctx.workprec(BITS):
        near = float(1 - _root(others, draws, error))
    return _safe(near, 1, lambda p: _tail(others, draws, 1 - ball(Fraction(p))), error)


def lower_limit(violations: int, draws: int, error: float) -> float:
    """One-sided lower limit: above the true probability with probability at most `error`.

    The p with P(Binomial(draws, p) >= violations) = error, rounded downwards; 0 where
    violations = 0. Arguments as in `upper_limit`.
    """
    _require(violations, draws, error)
    if violations == 0:
        return 0.0
    with ctx.workprec(BITS):
        near = float(_root(violations, draws, error))
    return _safe(near, -1, lambda p: _tail(violations, draws, ball(Fraction(p))), error)


def _tail(k: int, n: int, p: arb) -> arb:
    """P(Binomial(n, p) >= k), 1 <= k <= n: an incomplete beta function, a power where k = n."""
    return p**n if k == n else p.beta_lower(k, n - k + 1, True)


def _safe(near: float, side: int, tail: Callable[[float], arb], error: float) -> float:
    """The first float from `near` outwards, to this side, whose tail is certainly at most `error`.

    The search begins one float further in, so that an exact limit is found; ties are decided.
    """
    end = 1.0 if side > 0 else 0.0
    p, step = math.nextafter(near, 1 - end), CLOSE * min(near, 1 - near)
    for tried in itertools.count():
        p = min(max(p, 0.0), 1.0)
        allowed = certainly_le(lambda p=p: tail(p), lambda: ball(Fraction(error)), limit=1024)  # type: ignore[misc]
        if p == end or allowed:
            return p
        p = math.nextafter(p, end) if tried < FLOATS else p + side * step * 2 ** (tried - FLOATS)
    raise AssertionError("the end is reached")


def _root(k: int, n: int, error: float) -> arb:
    """Near the p with P(Binomial(n, p) >= k) = error, 1 <= k <= n.

    log P is a concave function of log p, since the density of the logarithm of a beta variable is
    log-concave: Newton's method stays below the root after its first step.
    """
    if k == n:
        return (ball(Fraction(error)).log() / n).exp()
    guess = float(betaincinv(k, n - k + 1, error))
    x = arb(guess if 0 < guess < 1 else k / n).log()
    aim, scale = arb(error).log(), arb(n + 1).lgamma() - arb(k).lgamma() - arb(n - k + 1).lgamma()
    for _ in range(STEPS):
        p = x.exp().mid()
        log_tail = _tail(k, n, p).log()
        slope = (scale + k * x + (n - k) * (1 - p).log() - log_tail).exp()
        step = (aim - log_tail) / slope
        x = (x + step).mid()
        if abs(step) < CLOSE:
            break
    return x.exp()


def clopper_pearson(violations: int, draws: int, error: float) -> tuple[float, float]:
    """Two-sided limits (lower, upper), each wrong with probability at most `error` / 2.

    So the interval misses the true probability with probability at most `error`. Arguments as
    in `upper_limit`.
    """
    half = error / 2
    return lower_limit(violations, draws, half), upper_limit(violations, draws, half)


def surprising(surely: int, maybe: int, draws: int, low: float, high: float, rate: float) -> bool:
    """Whether counts of a rare enough kind were drawn, if the probability lies in [low, high].

    surely, maybe : of `draws` independent draws, so many certainly happened, so many at most
    rate          : of false alarms, at most, on either side
    """
    too_many = surely > 0 and _tail(surely, draws, ball(Fraction(high))) < rate
    missing = draws - maybe
    return bool(too_many or (missing > 0 and _tail(missing, draws, 1 - ball(Fraction(low))) < rate))


def draws_needed(claimed: float, error: float) -> int:
    """The fewest draws of which none violating gives an upper limit <= `claimed`.

    ceil(log error / log(1 - claimed)), or one more where rounding asks for it; 0 where
    claimed >= 1.

    claimed : float > 0, the claimed probability     error : float in (0, 1)
    """
    if claimed <= 0:
        raise ValueError(f"no number of draws resolves the probability {claimed}")
    if claimed >= 1:
        return 0
    draws = math.ceil(math.log(error) / math.log1p(-claimed))
    if draws > 10**12:  # one draw more or less changes no float
        return draws
    return _fewest(lambda n: upper_limit(0, n, error) <= claimed, draws)


def draws_to_refute(claimed: float, error: float) -> int:
    """The fewest draws of which all violating gives a lower limit > `claimed`.

    floor(log error / log claimed) + 1, or some more where the limit is rounded; 1 where
    claimed <= 0.

    claimed : float below the largest one < 1, the claimed probability
    error   : float in (0, 1)
    """
    if math.nextafter(claimed, 2) >= 1:
        raise ValueError(f"no number of draws refutes the probability {claimed}")
    if claimed <= 0:
        return 1
    # log error / log claimed, where claimed is near 1 without the cancellation
    logarithm = math.log1p(claimed - 1) if claimed > 0.5 else math.log(claimed)
    draws = math.floor(math.log(error) / logarithm) + 1
    return _fewest(lambda n: lower_limit(n, n, error) > claimed, draws)


def _fewest(enough: Callable[[int], bool], guess: int) -> int:
    """The least n >= 0 that is enough, where all larger ones are; found from a guess near it."""
    step = 1
    while not enough(guess + step):
        step *= 2
    high = guess + step
    step = 1
    while high - step > 0 and enough(high - step):
        high, step = high - step, 2 * step
    low = max(high - step, -1)  # not enough
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if middle >= 0 and enough(middle) else (middle, high)
    return high


def require_draws(label: str, draws: int, claimed: float, error: float) -> None:
    """Raise BudgetTooSmall, saying what would do, where draws < draws_needed(claimed, error)."""
    needed = draws_needed(claimed, error)
    if draws < needed:
        confidence = 1 - Decimal(f"{error:.3g}")
        raise BudgetTooSmall(
            f"{label}: {draws} draws cannot resolve delta={claimed:.6g} at confidence "
            f"{confidence}; need at least {needed}."
        )
