"""How sharp a bound is: the smallest factor on it that is still supported, or still refuted.

At a setting: the smallest c with certified P(worst case > c bound) <= claimed. Over a coverage:
the largest c for which the bound times c comes out refuted at some setting, which is the
smallest sharpening that the checker detects.
"""

from fractions import Fraction

import numpy as np

from checkers.arithmetic.balls import ball, number
from checkers.verdicts.coverage import grid
from checkers.worst_cases.laws import estimates, law_of
from checkers.worst_cases.suprema.record import Law
from theorems.language.records import Bound, Setting

SETTINGS = 300  # of the grid, evenly spread
FINALISTS = 4
STEPS = 12


def scaled(theorem: Bound, s: Setting, c: float) -> Law:
    """The law of the worst case against c times the bound."""
    bound = number(theorem.at_most[0], s)
    return law_of(theorem, s, lambda: ball(Fraction(c)) * bound())


def smallest_supported(theorem: Bound, s: Setting) -> float | None:
    """Nearly the smallest c for which the bound times c is certified at a setting."""
    allowed = float(theorem.claimed(s))

    def holds(c: float) -> bool:
        return scaled(theorem, s, c).failure(allowed)[1] <= allowed

    if not number(theorem.at_most[0], s)() > 0:
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


def largest_refuted(theorem: Bound) -> tuple[float, Setting] | None:
    """Nearly the largest c <= 1, with its setting, for which the bound times c is refuted.

    Candidates come from estimates; the factor returned is certified at its setting.
    """
    settings = [s for s in grid(theorem) if all(v != 0 for v in s.values())]
    settings = settings[:: len(settings) // SETTINGS + 1]
    best: dict[int, tuple[float, Setting]] = {}  # of each width
    for estimate, s in zip(_estimates(theorem, settings), settings, strict=True):
        best[s.m] = max(best.get(s.m, (0.0, s)), (estimate, s), key=lambda c: c[0])
    finalists = [s for estimate, s in sorted(best.values(), key=lambda c: -c[0])][:FINALISTS]
    largest: tuple[float, Setting] | None = None
    for s in finalists:
        known = 0.0 if largest is None else largest[0]
        if _refutes(theorem, s, known + 0.5**STEPS):
            largest = _refuted_at(theorem, s), s
    return largest


def _estimates(theorem: Bound, settings: list[Setting]) -> list[float]:
    """For each setting, the c at which the estimated failure probability meets the claim."""
    claimed = np.log([float(theorem.claimed(s)) for s in settings])
    laws = [law_of(theorem, s) for s in settings]
    low, high = np.zeros(len(settings)), np.ones(len(settings))
    for _ in range(8):
        middle = (low + high) / 2
        broken = estimates(laws, middle) > claimed
        low, high = np.where(broken, middle, low), np.where(broken, high, middle)
    return list(map(float, low))


def _refuted_at(theorem: Bound, s: Setting) -> float:
    """The largest multiple c < 1 of 2^-STEPS for which c times the bound is refuted."""
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        refuted = _refutes(theorem, s, middle)
        low, high = (middle, high) if refuted else (low, middle)
    return low


def _refutes(theorem: Bound, s: Setting, c: float) -> bool:
    allowed = float(theorem.claimed(s))
    return scaled(theorem, s, c).tail(allowed).lower.value > allowed
