"""Bounds that equal the largest value exactly: they hold, say nothing, and the core sees it too."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from checkers.check import check
from checkers.recheck import recheck
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from theorems import TWINS
from theorems.symmetric_initialization import THEOREM_1

CERTIFY = Options(method="certify")
FREQUENCY = next(t for t in TWINS if t.label == "notes/event-a1:twin-no-deviation")
# alpha ||x|| / sqrt m = 1, the frequency of all neurons; neither is a number of few binary digits
TIES = [("4", "14/3", "3/7"), ("16", "3", "4/3"), ("36", "7/3", "18/7")]


def at(m, alpha, x_norm, theorem=FREQUENCY):
    texts = {"m": m, "alpha": alpha, "x_norm": x_norm, "delta": "0.5"}
    return check(theorem, theorem.setting(texts), CERTIFY)


@pytest.mark.parametrize("tie", TIES)
def test_a_tie_of_a_count_is_certified_and_vacuous(tie):
    verdict = at(*tie)
    assert (verdict.outcome, verdict.vacuous) == (Outcome.CERTIFIED, True)
    assert verdict.failure.upper == 0
    told = recheck(json.dumps(verdict.certificate), FREQUENCY.label)
    assert told["outcome"] == "certified"


@pytest.mark.parametrize("tie", TIES)
def test_a_bound_that_is_smaller_by_a_trifle_can_be_exceeded(tie):
    m, alpha, x_norm = tie
    verdict = at(m, alpha, str(Fraction(x_norm) * (1 - Fraction(1, 10**40))))
    assert verdict.vacuous is False
    assert verdict.failure.lower > 0


def test_a_tie_of_a_sum_is_certified_and_vacuous():
    largest = replace(THEOREM_1, label="own/largest", at_most=("alpha * x_norm / 2",))
    verdict = at("6", "7/3", "1/3", largest)
    assert (verdict.outcome, verdict.vacuous) == (Outcome.CERTIFIED, True)
    assert verdict.failure.upper == 0
    less = replace(largest, at_most=("alpha * x_norm / 2 * (1 - (1/1000000))",))
    assert at("6", "7/3", "1/3", less).vacuous is False
