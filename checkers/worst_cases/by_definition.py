"""The lowest level of evidence: draws of a definition as it stands.

For a quantity whose worst case is not known. The arrays of the record are drawn by their laws and
the definition is called on them: exact binomial limits support or refute the claim at one setting,
and never certify it. Arrays that are given, or any of a set, are tried out at a few candidates; a
supremum that is only searched is a lower bound, so that it refutes and never supports.
"""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from checkers.arithmetic.balls import as_float, number
from checkers.draws.arrays import Array, candidates, drawn, generator, moved, shape_of
from checkers.verdicts import numerals
from checkers.verdicts.binomial_limits import BudgetTooSmall, clopper_pearson, require_draws
from checkers.verdicts.coverage import thinned
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Failure, Outcome, Verdict
from theorems.language.calling import called, names
from theorems.language.domains import UnmetHypothesis
from theorems.language.givens import Ball, Given
from theorems.language.records import Bound, Setting, shown

INPUTS = 3  # candidates for what is given
SEARCHED = 24  # arrays of a set that are tried for each draw
ENTRIES = 5 * 10**7  # random numbers that one setting may take
CALLS = 10**5  # and calls of the definition
SETTINGS = 6  # of a coverage, small ones first
ROUNDING = 1e-9  # relative: a draw this close to the bound counts against any claim about it


@dataclass(frozen=True)
class Tried:
    """What one candidate for the given arrays shows: draws, and how many break the bound."""

    given: dict[str, Array]
    draws: int
    surely: int
    maybe: int
    first: int  # the first draw that surely breaks it; -1 without one
    typical: float


def decide(theorem: Bound, s: Setting, claimed: Fraction, options: Options) -> Verdict:
    """The verdict at a setting: supported, refuted or undecided.

    Raises UnmetHypothesis where the record does not say what is drawn, and BudgetTooSmall where
    the draws could support nothing.
    """
    _require_arrays(theorem, s)
    sizes = {name: v for name, v in s.items() if isinstance(v, int)}
    entries = sum(int(np.prod(shape_of(law.shape, sizes))) for law in theorem.random.values())
    calls = SEARCHED if theorem.for_all else 1
    most = min(ENTRIES // (entries * calls), CALLS // calls)
    draws = max(1, min(options.number_of_draws, most))
    inputs = list(itertools.islice(_inputs(theorem, s, sizes), INPUTS))
    error = options.error / (2 * len(inputs))  # two sides of each candidate
    require_draws(theorem.label, draws, float(claimed), error)
    tried = [_tried(theorem, s, sizes, given, draws, options) for given in inputs]
    limits = [
        (
            clopper_pearson(t.surely, draws, 2 * error)[0],
            clopper_pearson(t.maybe, draws, 2 * error)[1],
        )
        for t in tried
    ]
    worst = max(range(len(tried)), key=lambda i: limits[i])
    lower, upper = limits[worst][0], max(high for _, high in limits)
    searched = bool(theorem.for_all)
    outcome = Outcome.UNDECIDED
    if Fraction(lower) > claimed:
        outcome = Outcome.REFUTED
    elif Fraction(upper) <= claimed and not searched:
        outcome = Outcome.SUPPORTED
    return _verdict(
        theorem, s, claimed, options, tried[worst], outcome, (lower, 1.0 if searched else upper)
    )


def cover(theorem: Bound, options: Options) -> list[Verdict]:
    """The verdicts at some settings of the coverage, small ones first; each has its share of error.

    Settings at which the draws could support nothing are left out, but for the default one.
    """
    settings = [theorem.setting({}), *sorted(thinned(theorem, SETTINGS), key=_size)]
    share = options.but(error=options.error / len(settings))
    found = list[Verdict]()
    for s in settings:
        try:
            found.append(decide(theorem, s, theorem.claimed(s), share))
        except BudgetTooSmall:
            if s is settings[0]:
                raise
        if found[-1].outcome is Outcome.REFUTED:
            break
    return found


def _size(s: Setting) -> int:
    return math.prod(v for v in s.values() if isinstance(v, int))


def _require_arrays(theorem: Bound, s: Setting) -> None:
    """Raise UnmetHypothesis unless every argument of the definition is an array or a parameter."""
    arrays = {*theorem.fixed, *theorem.random, *theorem.for_all}
    for name in names(theorem.quantity):
        if name not in arrays and name not in s:
            raise UnmetHypothesis(
                f"{theorem.label} bounds a quantity for which no worst case is known, and nothing"
                f" says what {name} is; add it to random, fixed or for_all of the record, as in"
                f' random={{"{name}": normal("m", "d")}}.'
            )
    for name, law in theorem.random.items():
        if law.shape[0] not in s:
            raise UnmetHypothesis(
                f"{theorem.label} draws {name} with {law.shape[0]} rows, and has no parameter"
                f" {law.shape[0]}; add it to parameters."
            )


def _inputs(theorem: Bound, s: Setting, sizes: dict[str, int]) -> Iterator[dict[str, Array]]:
    """Candidates for the given arrays together, each a dictionary by name."""
    found = [candidates(g, sizes, s.over(float), INPUTS) for g in theorem.fixed.values()]
    for row in zip(*found, strict=True) if found else [()]:
        yield dict(zip(theorem.fixed, row, strict=True))


def _tried(
    theorem: Bound,
    s: Setting,
    sizes: dict[str, int],
    given: dict[str, Array],
    draws: int,
    options: Options,
) -> Tried:
    bound, values = as_float(number(theorem.at_most[0], s)), s.over(float)
    surely, maybe, first, seen = 0, 0, -1, []
    for k in range(draws):
        rng = generator(options.seed, f"{theorem.label} {s!r}", k)
        random = {name: drawn(law, sizes, rng) for name, law in theorem.random.items()}
        value = max(
            float(called(theorem.quantity, {**values, **given, **random, **chosen}))
            for chosen in _chosen(theorem, {**given, **random}, values, sizes, rng)
        )
        margin = ROUNDING * (abs(bound) + abs(value))
        surely += value > bound + margin
        maybe += not value <= bound - margin  # nan counts against every claim
        first = k if first < 0 and value > bound + margin else first
        seen.append(value)
    return Tried(given, draws, surely, maybe, first, float(np.median(seen)))


def _chosen(
    theorem: Bound,
    known: dict[str, Array],
    values: Any,
    sizes: dict[str, int],
    rng: np.random.Generator,
) -> Iterator[dict[str, Array]]:
    """Some of the arrays that the bound is claimed for, once the others are drawn."""
    for _ in range(SEARCHED if theorem.for_all else 1):
        chosen: dict[str, Array] = {}
        for name, among in theorem.for_all.items():
            if isinstance(among, Ball):
                chosen[name] = moved(among, {**known, **chosen}[among.centre], values, rng)
            else:
                chosen[name] = _any(among, sizes, values, rng)
        yield chosen


def _any(given: Given, sizes: dict[str, int], values: Any, rng: np.random.Generator) -> Array:
    """One of a few candidates."""
    found = candidates(given, sizes, values, INPUTS)
    return found[int(rng.integers(len(found)))]


def _verdict(
    theorem: Bound,
    s: Setting,
    claimed: Fraction,
    options: Options,
    at: Tried,
    outcome: Outcome,
    limits: tuple[float, float],
) -> Verdict:
    bound, searched = as_float(number(theorem.at_most[0], s)), bool(theorem.for_all)
    told = f"{at.surely} of {at.draws} draws of the definition break the bound"
    where = {name: array.tolist() for name, array in at.given.items() if array.size <= 100}
    return Verdict(
        label=theorem.label,
        setting=s,
        outcome=outcome,
        scope="point",
        finding=f"at {s!r} {told}",
        failure=Failure(float(claimed), *limits, options.confidence),
        method="draws of the definition",
        evidence=(
            f"{told}; by exact binomial limits the failure probability"
            + (" of what was found by search" if searched else "")
            + f" is at least {numerals.lower(limits[0], 4)}"
            + ("" if searched else f" and at most {numerals.upper(limits[1], 4)}")
            + f", with confidence {numerals.confidence(options.error)}; the statement allows"
            f" {shown(claimed)}.",
            *(
                ("The supremum is searched, a lower bound: it can refute and supports nothing.",)
                if searched
                else ()
            ),
        ),
        typical=at.typical,
        bound=bound,
        tightness=at.typical / bound if bound > 0 else None,
        draws=at.draws,
        violations=at.surely,
        seed=options.seed,
        level="searched" if searched else "definition",
        witness={
            "setting": repr(s),
            "draw": at.first,
            "stream": f"{theorem.label} {s!r}",
            **where,
        }
        if outcome is Outcome.REFUTED
        else None,
        twin_of=theorem.twin_of,
    )
