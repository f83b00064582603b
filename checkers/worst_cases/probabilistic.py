"""Checking a probabilistic bound: exact tails first, draws second.

At a setting, P(worst case > bound) is enclosed through the law of the worst case; the
verdict compares the enclosure with the claimed failure probability.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from checkers.arithmetic.balls import as_float, certainly_le, number
from checkers.arithmetic.powers import formally
from checkers.tails.exponential import EVERYTHING, Tail
from checkers.verdicts import numerals
from checkers.verdicts.binomial_limits import BudgetTooSmall, require_draws
from checkers.verdicts.certificates import certificate, decimals
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Failure, Outcome, Verdict, decided
from checkers.worst_cases import by_definition
from checkers.worst_cases.by_draws import (
    ATTEMPTS,
    TooMuchWork,
    by_draws,
    drawable,
    draws_needed_claim,
    finding,
    require_use,
)
from checkers.worst_cases.every_setting import for_every_setting
from checkers.worst_cases.laws import estimates, law_of
from checkers.worst_cases.suprema import frobenius_gap, known
from checkers.worst_cases.suprema.record import Law
from theorems.language.records import Bound, Formula, Setting, shown

SETTLED = 10**8  # trials up to which more is computed than what decides


class Laws:
    """The laws of a statement at many settings: each is made once, and scored with many others."""

    def __init__(self, theorem: Bound) -> None:
        self.theorem = theorem
        self._known: dict[int, tuple[Setting, Law]] = {}  # by identity: settings have no hash

    def at(self, s: Setting) -> Law:
        """The law at a setting."""
        if id(s) not in self._known:
            self._known[id(s)] = s, law_of(self.theorem, s)
        return self._known[id(s)][1]

    def scores(self, settings: Sequence[Setting]) -> list[float]:
        """log10 (estimated failure / claimed), to order and climb; decides nothing."""
        with np.errstate(divide="ignore"):
            claimed = np.log([float(self.theorem.claimed(s)) for s in settings])
        found = estimates([self.at(s) for s in settings]) - claimed
        return list(map(float, np.where(claimed > -math.inf, found / math.log(10), -math.inf)))


def decide(
    theorem: Bound,
    s: Setting,
    options: Options,
    *,
    settle: bool = True,
    law: Law | None = None,
) -> Verdict:
    """The verdict at one setting; with `settle` False, only as much work as decides it.

    law : that of the statement at the setting, where it is known
    """
    claimed = theorem.claimed(s)
    if math.isnan(as_float(number(theorem.at_most[0], s))):
        return decided(
            theorem,
            s,
            Outcome.UNDECIDED,
            f"the bound has no value at {s!r}",
            "There the printed formula is no real number, so that nothing is claimed.",
            method="balls",
        )
    bad_link = failing_link(theorem, s)
    if bad_link is not None:
        return broken_link(theorem, s, bad_link)
    if known(theorem) is None:
        return by_definition.decide(theorem, s, claimed, options)
    if options.method == "sample":
        return by_draws(theorem, s, claimed, options)
    law = law or law_of(theorem, s)
    verdict = by_law(theorem, s, claimed, options, law, settle=settle)
    if verdict.outcome is Outcome.UNDECIDED and options.method == "auto" and settle:
        try:
            require_use(theorem, claimed, verdict.failure.lower, options)
            drawn = by_draws(theorem, s, claimed, options)
        except (BudgetTooSmall, TooMuchWork) as error:
            return verdict.but(evidence=(*verdict.evidence, str(error)))
        evidence = (*verdict.evidence, *drawn.evidence)
        if drawn.outcome is Outcome.UNDECIDED:
            return verdict.but(evidence=evidence)
        # the enclosure by the law is rigorous, and holds beside the limits of the draws
        lower = max(verdict.failure.lower, drawn.failure.lower)
        upper = min(verdict.failure.upper, drawn.failure.upper)
        failure = replace(drawn.failure, lower=lower, upper=max(lower, upper))
        return drawn.but(failure=failure, evidence=evidence)
    return verdict


def failing_link(theorem: Bound, s: Setting) -> tuple[int, bool | None] | None:
    """The first bounds[i] <= bounds[i+1] that fails (False) or cannot be told (None)."""
    for i, (low, high) in enumerate(itertools.pairwise(theorem.at_most)):
        holds = certainly_le(number(low, s), number(high, s))
        if holds is None and equal(low, high, s):
            holds = True
        if holds is not True:
            return i, holds
    return None


def equal(left: Formula, right: Formula, s: Setting) -> bool:
    """Whether two formulas are one number at a setting, by their exact forms."""
    low, high = (formally(formula, s) for formula in (left, right))
    return low is not None and high is not None and low.same(high)


def broken_link(theorem: Bound, s: Setting, link: tuple[int, bool | None]) -> Verdict:
    """The verdict where an inequality between two printed bounds fails."""
    i, holds = link
    low, high = (as_float(number(theorem.at_most[k], s)) for k in (i, i + 1))
    left, right = numerals.compared(low, high)
    refuted = holds is False
    return decided(
        theorem,
        s,
        Outcome.REFUTED if refuted else Outcome.UNDECIDED,
        f"link {i + 1} of the chain {'fails' if refuted else 'is a tie'} at {s!r}",
        f"The printed bound {i + 1} is {left}, bound {i + 2} is {right}.",
        method="balls",
        bound=high,
        witness={"setting": repr(s), "left": low, "right": high} if refuted else None,
        certificate=certificate(theorem.label, s, "refuted", {"kind": "link", "link": i + 1})
        if refuted
        else None,
    )


def by_law(
    theorem: Bound,
    s: Setting,
    claimed: Fraction,
    options: Options,
    law: Law,
    *,
    settle: bool,
) -> Verdict:
    """The verdict from an enclosure of the failure probability; arguments as in `decide`."""
    whole = settle and law.trials <= SETTLED
    tail = law.tail(0.0 if whole else math.nextafter(float(claimed), 0))
    lower, upper = tail.lower.value, tail.upper.value
    # floats that enclose; the comparison with the exact claim is exact
    if Fraction(upper) <= claimed:
        outcome = Outcome.CERTIFIED
    elif Fraction(lower) > claimed:
        outcome = Outcome.REFUTED
    else:
        outcome = Outcome.UNDECIDED
    bound, typical = as_float(law.bound), law.typical()
    return Verdict(
        label=theorem.label,
        setting=s,
        outcome=outcome,
        scope="point",
        finding=finding(outcome, s, claimed, lower, upper),
        failure=Failure(float(claimed), lower, upper),
        method="exact-tail",
        evidence=(law_sentence(law, lower, upper, claimed),),
        typical=typical,
        bound=bound,
        tightness=typical / bound if bound > 0 else None,
        vacuous=law.is_vacuous(),
        witness={"setting": repr(s)} if outcome is Outcome.REFUTED else None,
        certificate=tail_certificate(theorem, s, outcome, claimed, tail)
        if outcome in (Outcome.CERTIFIED, Outcome.REFUTED)
        else None,
        twin_of=theorem.twin_of,
    )


def law_sentence(law: Law, lower: float, upper: float, claimed: Fraction) -> str:
    """How the enclosure was found, and what it says."""
    return (
        f"By the law of the worst case ({law.describe()}), the failure probability is"
        f" {numerals.probability(lower, upper, 6)}; the statement allows {shown(claimed)}."
    )


def tail_certificate(
    theorem: Bound, s: Setting, outcome: Outcome, claimed: Fraction, tail: Tail
) -> dict[str, Any] | None:
    """The data from which the enclosure, and the chain of the bounds, can be derived again.

    slides/lemma-4.1 is certified by composition, and refuted by a lower end alone; there is no
    certificate of a window or of its dual sums, which the trusted core does not know, nor of a
    chain of bounds that is not the print's.
    """
    links = len(theorem.at_most) - 1
    if tail.lower.evidence["by"] == "window" and outcome is Outcome.REFUTED:
        return None
    if links and theorem.twin_of and outcome is Outcome.CERTIFIED:
        return None
    upper = tail.upper
    if known(theorem) is frobenius_gap.SUPREMUM:
        if outcome is Outcome.CERTIFIED:
            proofs = for_every_setting(theorem)
            return certificate(theorem.label, s, "certified", *proofs) if proofs else None
        upper = EVERYTHING
    proof = {
        "kind": "tail",
        "claimed": str(claimed),
        "failure": decimals(tail.lower.value, upper.value),
        "upper": upper.evidence,
        "lower": tail.lower.evidence,
    }
    chain = [{"kind": "links", "links": links}] if links else []
    return certificate(theorem.label, s, outcome.value, proof, *chain)


def cover_by_draws(theorem: Bound, settings: list[Setting], options: Options) -> list[Verdict]:
    """Verdicts from draws alone, at the likeliest failures that the draws can resolve.

    Raises BudgetTooSmall where they cannot even resolve the default setting.
    """
    usual = float(theorem.claimed(theorem.setting({})))
    require_draws(theorem.label, options.number_of_draws, usual, options.error / ATTEMPTS / 2)
    needed = draws_needed_claim(options)
    told = (s for s in settings if theorem.claimed(s) >= needed)
    affordable = (s for s in told if drawable(theorem, s, options))
    chosen = list(itertools.islice(affordable, ATTEMPTS))
    share = options.but(error=options.error / max(len(chosen), 1))
    return [decide(theorem, s, share) for s in chosen]
