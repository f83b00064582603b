"""A second opinion: draws of the worst case, held against the law that decides the verdict.

The first tenth of the draws chooses some levels; how many of the others lie beyond each of them is
binomial, with the probability that the law gives. A level of a count lies halfway between two
integers, one of a sum between two draws, so that no tie is asked for. A disagreement is a fault of
the program, not an outcome: the verdict stays as it is, and tells of it.
"""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from flint import arb

from checkers.arithmetic.balls import Number, as_float, ball
from checkers.draws.sampling import Vector, Way
from checkers.tails.counts import CountLaw
from checkers.tails.sums import SumLaw
from checkers.verdicts import numerals
from checkers.verdicts.binomial_limits import RATE, clopper_pearson, surprising
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict
from checkers.worst_cases.by_draws import breaking, way_of
from checkers.worst_cases.laws import law_of
from checkers.worst_cases.suprema.record import Law
from theorems.language.records import Bound, Setting, shown

PILOT = 10  # of so many draws, one chooses the levels
SHARES = (0.5, 0.9)


def with_second_opinion(
    theorem: Bound, verdict: Verdict, s: Setting, values: Vector, options: Options
) -> Verdict:
    """The verdict after draws at a setting were held against the law of the worst case.

    values : (k,), k >= 100, the first draws of the stream of the statement at the setting
    """
    way, law = way_of(theorem, s, options), law_of(theorem, s)
    try:
        told, faults = compared(theorem, s, law, values, way)
        if s == verdict.setting and verdict.draws == 0:
            verdict = with_draws(theorem, verdict, law, values, options)
    except ArithmeticError as error:  # draws that are no values of the quantity at all
        told = faults = [str(error)]
    if faults:
        verdict = verdict.but(
            fault=f"{theorem.label} at {s!r}: the law of the worst case and {way} draws of it"
            f" disagree: {'; '.join(faults)}. One of the two is wrong."
        )
    opinion = "DISAGREE" if faults else "agree"
    sentence = (
        f"{len(values)} {way} draws at {s!r} {opinion} with the law (false alarms: at most 1e-9 a"
        f" run): {'; '.join(told)}."
    )
    return verdict.but(evidence=(*verdict.evidence, sentence))


def compared(
    theorem: Bound, s: Setting, law: Law, values: Vector, way: Way
) -> tuple[list[str], list[str]]:
    """What draws and law say of the bound and of other levels, and which of that contradicts."""
    pilot, others = np.split(values, [len(values) // PILOT])
    told, faults = list[str](), list[str]()
    for level in (law.bound, *levels(law, pilot)):
        at = law_of(theorem, s, level)
        surely, maybe = (int(np.sum(mask)) for mask in breaking(at, others, way))
        low, high = at.failure()
        words = (
            f"{surely} of {len(others)} lie beyond {numerals.near(as_float(level))}, by law with"
            f" probability {numerals.probability(low, high, 4)}"
        )
        told.append(words)
        if surprising(surely, maybe, len(others), low, high, RATE):
            faults.append(words)
    return told, faults


def levels(law: Law, pilot: Vector) -> Iterator[Number]:
    """Levels, in the units of the print, between which the worst case often lies."""
    if isinstance(law, CountLaw):
        counts = law.counts(pilot)
        chosen = [int(np.quantile(counts, share, method="higher")) for share in SHARES]
        for half in sorted({chosen[0] - 1, *chosen}):
            yield lambda half=half: law.unit() * (arb(half) + arb(1) / 2) - law.less()  # type: ignore[misc]
        return
    for share in SHARES:
        level = float(np.quantile(pilot, share, method="higher"))
        larger = pilot[pilot > level * (1 + 1e-6)]
        if larger.size:
            yield _exactly((level + float(larger.min())) / 2)
        elif level > 0:
            yield _exactly(level * 1.01)
        elif isinstance(law, SumLaw):  # all were 0: half of what one summand can be
            yield _exactly(float(law.unit()) * law.floats[0] / 2)


def _exactly(level: float) -> Number:
    return lambda: ball(Fraction(level))


def with_draws(
    theorem: Bound, verdict: Verdict, law: Law, values: Vector, options: Options
) -> Verdict:
    """The verdict with what draws at its own setting show, beside its proof."""
    s, draws = verdict.setting, len(values)
    broken = int(np.sum(breaking(law, values, way_of(theorem, s, options))[0]))
    sentence = f"{broken} of {draws} draws break the bound."
    if verdict.outcome is Outcome.REFUTED:
        sentence = against(theorem, s, broken, draws, options)
    return verdict.but(
        draws=draws,
        violations=broken,
        seed=options.seed,
        largest_seen=float(np.max(values)),
        evidence=(*verdict.evidence, sentence),
    )


def against(theorem: Bound, s: Setting, broken: int, draws: int, options: Options) -> str:
    """What draws alone say against a statement: the exact binomial limit, or that they are few."""
    claimed = theorem.claimed(s)
    lower = clopper_pearson(broken, draws, options.error)[0]
    told = f"A second way: {broken} of {draws} networks drawn, at their worst weights, break it"
    if lower <= claimed:
        return f"{told}, too few draws to tell a probability from {shown(claimed)}."
    return (
        f"{told}; by the exact binomial limit it breaks with probability at least"
        f" {numerals.lower(lower, 4)}, with confidence {numerals.confidence(options.error)}, where"
        f" {shown(claimed)} is allowed."
    )
