"""Checking a statement over its whole domain: a grid of settings, and a climb from its worst.

The grid is the product of the parameters' coverages, evenly thinned for a quick look where laws of
worst cases are computed; the climb moves one real parameter at a
time, by shrinking factors, towards a larger estimated failure / claimed. Estimates only choose
where to look; every setting visited gets its own rigorous verdict.
"""

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction

from checkers.verdicts.verdict import Outcome, Verdict
from theorems.language.domains import Integers, Names
from theorems.language.records import Setting, Statement

Scores = Callable[[Sequence[Setting]], Sequence[float]]
STARTS = {"quick": 3, "standard": 8, "paper": 16}
MOST = {"quick": 300, "standard": 10**6, "paper": 10**6}  # settings of a grid that are visited
FACTORS = (8.0, 2.0, 1.25, 1.05)


def grid(theorem: Statement) -> Iterator[Setting]:
    """Every combination of the coverage values of the parameters."""
    names = [p.name for p in theorem.parameters]
    for values in itertools.product(*(p.coverage for p in theorem.parameters)):
        yield Setting(dict(zip(names, values, strict=True)))


def climb(theorem: Statement, start: Setting, score: float, scores: Scores) -> Setting:
    """A setting inside the domain where the score is at least that of `start`."""
    best, best_score = start, score
    for factor in FACTORS:
        improved = True
        rounds = 0
        while improved and rounds < 8:
            improved, rounds = False, rounds + 1
            neighbours = list(_neighbours(theorem, best, factor))
            for neighbour, value in zip(neighbours, scores(neighbours), strict=True):
                if value > best_score + 1e-9:
                    best, best_score, improved = neighbour, value, True
    return best


def _neighbours(theorem: Statement, s: Setting, factor: float) -> Iterator[Setting]:
    for p in theorem.parameters:
        if isinstance(p.domain, Names) or p.name == "d":
            continue
        for step in (factor, 1 / factor):
            value = s[p.name]
            moved: Fraction | int
            if isinstance(p.domain, Integers):
                moved = max(round(value * step), p.domain.least)
                moved += moved % 2 if p.domain.even else 0
            else:
                # three significant digits, so that a witness can be typed
                moved = Fraction(f"{float(value) * step:.3g}")
            top = max(c for c in p.coverage if not isinstance(c, str))
            if moved in p.domain and moved <= top and moved != value:
                yield s.but(**{p.name: moved})


def thinned(theorem: Statement, most: int) -> list[Setting]:
    """Every k-th setting of the grid, k prime to its sides, so that no value is left out by it."""
    settings, sides = list(grid(theorem)), math.prod(len(p.coverage) for p in theorem.parameters)
    k = -(-len(settings) // most)
    while math.gcd(k, sides) > 1:
        k += 1
    return settings[::k]


def ordered(theorem: Statement, scores: Scores | None, profile: str) -> list[Setting]:
    """The settings to visit: climbed ones first, then the grid by falling score."""
    if scores is None:
        return [theorem.setting({}), *grid(theorem)]
    settings = [theorem.setting({}), *thinned(theorem, MOST[profile])]
    ranked = sorted(zip(scores(settings), settings, strict=True), key=lambda pair: -pair[0])
    starts = [(s, score) for score, s in ranked[: STARTS[profile]] if score > -math.inf]
    climbed = [climb(theorem, s, score, scores) for s, score in starts]
    return climbed + [s for _, s in ranked]


def worst(verdicts: Iterable[Verdict], usual: Setting) -> Verdict:
    """The verdict that counts: refuted before undecided before supported before certified.

    Among refuted ones with at least half of the largest excess (lower - claimed), the setting
    nearest to the usual one, in powers of ten: the witness that a reader finds natural. Among
    certified ones the closest to its claim.
    """
    verdicts = list(verdicts)
    refuted = [v for v in verdicts if v.outcome is Outcome.REFUTED]
    refuted = [v for v in refuted if v.certificate] or refuted  # what can be derived again, first
    undecided = [v for v in verdicts if v.outcome is Outcome.UNDECIDED]
    clear = [v for v in refuted if _excess(v) >= max(map(_excess, refuted)) / 2]
    if clear or undecided:
        return min(clear or undecided, key=lambda v: _distance(v.setting, usual))
    supported = [v for v in verdicts if v.outcome is Outcome.SUPPORTED]
    return max(supported or verdicts, key=_closeness)


def _excess(v: Verdict) -> float:
    return v.failure.lower - v.failure.claimed


def _distance(s: Setting, usual: Setting) -> float:
    """Sum of |log10 (value / usual value)|; 10 for a zero, another sign or another name."""
    total = 0.0
    for name, value in s.items():
        if value != usual[name]:
            comparable = not isinstance(value, str) and value * usual[name] > 0
            total += abs(math.log10(value / usual[name])) if comparable else 10.0
    return total


def _closeness(v: Verdict) -> float:
    if v.failure.claimed > 0:
        return v.failure.upper / v.failure.claimed
    return -math.inf if v.tightness is None or math.isnan(v.tightness) else v.tightness


def summarize(verdicts: list[Verdict], usual: Setting) -> Verdict:
    """One verdict for all settings visited; `usual` is the statement's default setting."""
    tally = Counter(v.outcome.value for v in verdicts)
    chosen = worst(verdicts, usual)
    if chosen.scope == "all":
        text = chosen.finding
    elif chosen.outcome in (Outcome.CERTIFIED, Outcome.SUPPORTED):
        text = f"holds at all {len(verdicts)} settings tried; closest: {chosen.finding}"
    elif chosen.outcome is Outcome.REFUTED:
        text = chosen.finding
    else:
        text = f"{tally['undecided']} of {len(verdicts)} settings undecided; {chosen.finding}"
    empty = sum(bool(v.vacuous) for v in verdicts)
    here = next((v.vacuous for v in verdicts if v.setting == usual), None)
    evidence, vacuous_at = chosen.evidence, None
    if here is not None:
        vacuous_at = {"default": here, "count": empty, "of": len(verdicts)}
    if empty:
        evidence += (
            f"The bound is vacuous (at least the largest possible value) at {empty} of the"
            f" {len(verdicts)} settings tried.",
        )
    return chosen.but(
        finding=text,
        evidence=evidence,
        vacuous_at=vacuous_at,
        fault=chosen.fault or next((v.fault for v in verdicts if v.fault), ""),
        coverage=dict(sorted(tally.items())),
    )
