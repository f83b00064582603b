"""Checking a statement over its whole domain: a grid of settings, and a climb from its worst.

The grid is the product of the parameters' coverages; the climb moves one real parameter at a
time, by shrinking factors, towards a larger estimated failure / claimed. Estimates only choose
where to look; every setting visited gets its own rigorous verdict.
"""

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from checkers.verdict import Outcome, Verdict
from theorems.domains import Integers, Names
from theorems.statement import Setting, Statement

Score = Callable[[Setting], float]
STARTS = {"quick": 3, "standard": 8, "paper": 16}
FACTORS = (8.0, 2.0, 1.25, 1.05)


def grid(theorem: Statement) -> Iterator[Setting]:
    """Every combination of the coverage values of the parameters."""
    names = [p.name for p in theorem.parameters]
    for values in itertools.product(*(p.coverage for p in theorem.parameters)):
        yield Setting(dict(zip(names, values, strict=True)))


def climb(theorem: Statement, start: Setting, score: Score) -> Setting:
    """A setting inside the domain where the score is at least that of `start`."""
    best, best_score = start, score(start)
    for factor in FACTORS:
        improved = True
        rounds = 0
        while improved and rounds < 8:
            improved, rounds = False, rounds + 1
            for neighbour in _neighbours(theorem, best, factor):
                value = score(neighbour)
                if value > best_score + 1e-9:
                    best, best_score, improved = neighbour, value, True
    return best


def _neighbours(theorem: Statement, s: Setting, factor: float) -> Iterator[Setting]:
    for p in theorem.parameters:
        if isinstance(p.domain, Names) or p.name == "d":
            continue
        for step in (factor, 1 / factor):
            value = s[p.name]
            if isinstance(p.domain, Integers):
                moved: Fraction | int = max(round(value * step), p.domain.least)
                moved += moved % 2 if p.domain.even else 0
                inside = moved in p.domain and moved <= max(c for c in p.coverage)
            else:
                # three significant digits, so that a witness can be typed
                moved = _rounded(float(value) * step)
                inside = moved in p.domain and moved <= max(p.coverage)
            if inside and moved != value:
                yield s.but(**{p.name: moved})


def _rounded(value: float) -> Fraction:
    return Fraction(f"{value:.3g}")


def ordered(theorem: Statement, score: Score | None, profile: str) -> list[Setting]:
    """The settings to visit: climbed ones first, then the grid by falling score."""
    settings = list(grid(theorem))
    if score is None:
        return settings
    scores = {id(s): score(s) for s in settings}
    settings.sort(key=lambda s: -scores[id(s)])
    starts = [s for s in settings[: STARTS[profile]] if scores[id(s)] > -math.inf]
    return [climb(theorem, s, score) for s in starts] + settings


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict that counts: a refuted one, else an undecided one, else the tightest.

    Among refuted ones the clearest (largest lower - claimed, to one digit), at the smallest
    width.
    """
    verdicts = list(verdicts)

    def clarity(v: Verdict) -> tuple[float, int]:
        return (-round(v.failure.lower - v.failure.claimed, 1), v.setting.get("m", 0))

    for outcome in (Outcome.REFUTED, Outcome.UNDECIDED):
        among = [v for v in verdicts if v.outcome is outcome]
        if among:
            return min(among, key=clarity)
    return max(verdicts, key=_closeness)


def _closeness(v: Verdict) -> float:
    if v.failure.claimed > 0:
        return v.failure.upper / v.failure.claimed
    return -math.inf if v.tightness is None or math.isnan(v.tightness) else v.tightness


def summarize(verdicts: list[Verdict]) -> Verdict:
    """One verdict for all settings visited."""
    tally = Counter(v.outcome.value for v in verdicts)
    chosen = worst(verdicts)
    if chosen.outcome in (Outcome.CERTIFIED, Outcome.SUPPORTED):
        text = f"holds at all {len(verdicts)} settings tried; closest: {chosen.finding}"
    elif chosen.outcome is Outcome.REFUTED:
        text = chosen.finding
    else:
        text = f"{tally['undecided']} of {len(verdicts)} settings undecided; {chosen.finding}"
    return chosen.but(finding=text, coverage=dict(sorted(tally.items())))
