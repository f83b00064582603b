"""Exact binomial limits for a probability, and the draws that they need.

`error` is the largest probability with which a limit may be wrong, whatever the true
probability is and for a number of draws fixed beforehand. Limits are float64, with a relative
rounding error below 1e-9.

Source: clopper1934.
"""

import math
from decimal import Decimal

from scipy.special import betainccinv, betaincinv


class BudgetTooSmall(ValueError):
    """So few draws that no outcome of them could support the claim."""


def _require(violations: int, draws: int, error: float) -> None:
    if not 0 <= violations <= draws:
        raise ValueError(f"need 0 <= violations <= draws; got {violations} of {draws}")
    if not 0 < error < 1:
        raise ValueError(f"need 0 < error < 1; got error={error}")


def upper_limit(violations: int, draws: int, error: float) -> float:
    """One-sided upper limit: below the true probability with probability at most `error`.

    The p with P(Binomial(draws, p) <= violations) = error, 1 where violations = draws;
    1 - error^(1 / draws) where violations = 0.

    violations : 0 <= int <= draws     error : float in (0, 1)
    """
    _require(violations, draws, error)
    if violations == draws:
        return 1.0
    if violations == 0:
        return -math.expm1(math.log(error) / draws)
    return float(betainccinv(violations + 1, draws - violations, error))


def lower_limit(violations: int, draws: int, error: float) -> float:
    """One-sided lower limit: above the true probability with probability at most `error`.

    The p with P(Binomial(draws, p) >= violations) = error, 0 where violations = 0;
    error^(1 / draws) where violations = draws. Arguments as in `upper_limit`.
    """
    _require(violations, draws, error)
    if violations == 0:
        return 0.0
    if violations == draws:
        return math.exp(math.log(error) / draws)
    return float(betaincinv(violations, draws - violations + 1, error))


def clopper_pearson(violations: int, draws: int, error: float) -> tuple[float, float]:
    """Two-sided limits (lower, upper), each wrong with probability at most `error` / 2.

    So the interval misses the true probability with probability at most `error`. Arguments as
    in `upper_limit`.
    """
    half = error / 2
    return lower_limit(violations, draws, half), upper_limit(violations, draws, half)


def draws_needed(claimed: float, error: float) -> int:
    """The fewest draws of which none violating gives an upper limit <= `claimed`.

    ceil(log error / log(1 - claimed)); 0 where claimed >= 1.

    claimed : float > 0, the claimed probability     error : float in (0, 1)
    """
    if claimed <= 0:
        raise ValueError(f"no number of draws resolves the probability {claimed}")
    if claimed >= 1:
        return 0
    draws = math.ceil(math.log(error) / math.log1p(-claimed))
    if draws > 10**12:  # one draw more or less changes no float
        return draws
    # Rounding may move the quotient over an integer; the limit itself decides.
    while upper_limit(0, draws, error) > claimed:
        draws += 1
    while draws > 0 and upper_limit(0, draws - 1, error) <= claimed:
        draws -= 1
    return draws


def draws_to_refute(claimed: float, error: float) -> int:
    """The fewest draws of which all violating gives a lower limit > `claimed`.

    floor(log error / log claimed) + 1; 1 where claimed <= 0.

    claimed : float < 1, the claimed probability     error : float in (0, 1)
    """
    if claimed >= 1:
        raise ValueError(f"no number of draws refutes the probability {claimed}")
    if claimed <= 0:
        return 1
    draws = math.floor(math.log(error) / math.log(claimed)) + 1
    while lower_limit(draws, draws, error) <= claimed:
        draws += 1
    while draws > 1 and lower_limit(draws - 1, draws - 1, error) > claimed:
        draws -= 1
    return draws


def require_draws(label: str, draws: int, claimed: float, error: float) -> None:
    """Raise BudgetTooSmall, saying what would do, where draws < draws_needed(claimed, error)."""
    needed = draws_needed(claimed, error)
    if draws < needed:
        confidence = 1 - Decimal(f"{error:.3g}")
        raise BudgetTooSmall(
            f"{label}: {draws} draws cannot resolve delta={claimed:.6g} at confidence "
            f"{confidence}; need at least {needed}."
        )
