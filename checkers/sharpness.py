"""How sharp a bound is: the smallest factor on it that is still supported, or still refuted.

At a setting: the smallest c with certified P(worst case > c bound) <= claimed. Over a coverage:
the largest c for which the bound times c comes out refuted at some setting, which is the
smallest sharpening that the checker detects.
"""

from fractions import Fraction

from checkers.balls import as_float, ball
from checkers.bounds import DRAWN_WIDTH, drawn_values
from checkers.coverage import grid
from checkers.options import Options
from checkers.plan import Law, law_of, number
from checkers.statistics import clopper_pearson
from checkers.sum_law import SumLaw
from theorems.statement import Bound, Setting

SETTINGS = 300  # of the grid, evenly spread
FINALISTS = 4
STEPS = 12


def scaled(theorem: Bound, s: Setting, c: float) -> Law:
    """The law of the worst case against c times the bound."""
    bound = number(theorem.bounds[0], s)
    return law_of(theorem, s, lambda: ball(Fraction(c)) * bound())


def smallest_supported(theorem: Bound, s: Setting) -> float | None:
    """Nearly the smallest c for which the bound times c is certified at a setting."""
    allowed = float(theorem.claimed(s))

    def holds(c: float) -> bool:
        return scaled(theorem, s, c).failure("quick", allowed)[1] <= allowed

    if not number(theorem.bounds[0], s)() > 0:
        return None
    low, high = 0.0, 1.0
    while not holds(high):
        low, high = high, 2 * high
        if high > 1e6:
            return None
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def largest_refuted(theorem: Bound, options: Options) -> tuple[float, Setting] | None:
    """Nearly the largest c <= 1, with its setting, for which the bound times c is refuted.

    Candidates come from estimates; the factor returned is certified at its setting, or refuted
    by draws at the confidence of `options` where the law only gives an upper bound.
    """
    settings = [s for s in grid(theorem) if s.m <= DRAWN_WIDTH and all(v != 0 for v in s.values())]
    settings = settings[:: len(settings) // SETTINGS + 1]
    finalists = sorted(settings, key=lambda s: -_estimate(theorem, s))[:FINALISTS]
    share = options.but(error=options.error / FINALISTS)
    found = [(_refuted_at(theorem, s, share), s) for s in finalists]
    factor, setting = max(found, key=lambda pair: pair[0])
    return (factor, setting) if factor > 0 else None


def _estimate(theorem: Bound, s: Setting) -> float:
    """The c at which the estimated failure probability meets the claim."""
    allowed, low, high = float(theorem.claimed(s)), 0.0, 1.0
    for _ in range(8):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if scaled(theorem, s, middle).score(allowed) > 0 else (low, middle)
        )
    return low


def _refuted_at(theorem: Bound, s: Setting, options: Options) -> float:
    allowed = float(theorem.claimed(s))
    law = law_of(theorem, s)
    if isinstance(law, SumLaw) and not law.exact:
        return _refuted_by_draws(theorem, s, options, allowed)
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        refuted = scaled(theorem, s, middle).failure("quick", allowed)[0] > allowed
        low, high = (middle, high) if refuted else (low, middle)
    return low


def _refuted_by_draws(theorem: Bound, s: Setting, options: Options, allowed: float) -> float:
    """The order statistic v of the draws with P(worst case > v) > claimed, over the bound."""
    draws = min(options.number_of_draws, 2 * 10**7 // s.m)
    values = sorted(drawn_values(theorem, s, draws, options), reverse=True)
    low, high = 0, draws  # exceedances needed
    while low < high:
        middle = (low + high) // 2
        enough = clopper_pearson(middle, draws, options.error)[0] > allowed
        low, high = (low, middle) if enough else (middle + 1, high)
    # `low` draws lie at or above values[low - 1]
    if low == 0 or low >= draws:
        return 0.0
    return float(values[low]) / as_float(number(theorem.bounds[0], s))
