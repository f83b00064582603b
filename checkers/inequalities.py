"""Checking a chain of inequalities between numbers, in balls of rising precision."""

import itertools
import math

from checkers.balls import as_float, certainly_le
from checkers.options import Options
from checkers.plan import number
from checkers.verdict import Failure, Outcome, Verdict
from theorems.statement import Inequality, Setting


def decide(theorem: Inequality, s: Setting, options: Options) -> Verdict:
    """The verdict on terms[0] <= terms[1] <= ... at one setting."""
    terms = [number(term, s) for term in theorem.terms]
    links = [certainly_le(low, high) for low, high in itertools.pairwise(terms)]
    values = [as_float(term) for term in terms]
    if False in links:
        outcome, broken = Outcome.REFUTED, links.index(False)
    elif None in links:
        outcome, broken = Outcome.UNDECIDED, links.index(None)
    else:
        # no link broken: the one closest to equality is the one to show
        ratios = [low / high if high else math.nan for low, high in itertools.pairwise(values)]
        outcome, broken = Outcome.CERTIFIED, ratios.index(max(ratios))
    low, high = values[broken], values[broken + 1]
    relation = {"certified": "<=", "refuted": ">", "undecided": "?"}[outcome.value]
    chain = f"term {broken + 1} {relation} term {broken + 2}"
    return Verdict(
        label=theorem.label,
        setting=s,
        outcome=outcome,
        scope="point",
        finding=f"at {s!r}: {low:.12g} {relation} {high:.12g} ({chain})",
        failure=Failure(
            0.0, float(outcome is Outcome.REFUTED), float(outcome is not Outcome.CERTIFIED)
        ),
        method="balls",
        evidence=(f"In ball arithmetic of rising precision, every link decided; {chain}.",),
        statistic="left side",
        typical=low,
        bound=high,
        tightness=low / high if high else None,
        vacuous=high >= 1,  # the left side is a probability
        witness={"setting": repr(s), "left": low, "right": high}
        if outcome is Outcome.REFUTED
        else None,
        certificate={
            "schema": "widecheck-certificate/1",
            "label": theorem.label,
            "setting": {name: str(value) for name, value in s.items()},
            "kind": "chain",
            "terms": [term().str(30) for term in terms],
        },
        twin_of=theorem.twin_of,
    )
