"""What a finding says of activations is what is proved: of every one, or of the names it tells."""

import re
from dataclasses import replace

import pytest

from checkers.check import check
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from theorems import THEOREMS, VARIANTS
from theorems.language.domains import Names
from theorems.power_series import INFINITE, PARITY_STEP, REPAIRED_PARITY_STEP

CERTIFY = Options(method="certify")
WITH_NAMES = [
    t for t in (*THEOREMS, *VARIANTS) if any(isinstance(p.domain, Names) for p in t.parameters)
]
EVERY = re.compile(r"\b[Ee]very [^:;.]*\b(sigma|mu|activation)\b")
QUANTIFIED = [t for t in WITH_NAMES if EVERY.search(t.reading) and "catalogue" not in t.reading]


def test_statements_about_every_activation_are_found():
    labels = {t.label for t in QUANTIFIED}
    assert len(labels) >= 11
    assert {"slides/prop-4.1", "giancola/prop-III.3.3", "pleiss/term-a:repaired"} <= labels


@pytest.mark.parametrize("theorem", QUANTIFIED, ids=lambda t: t.label)
def test_what_is_said_of_every_activation_is_found_of_every_one(theorem):
    verdict = check(theorem, None, CERTIFY)
    if verdict.outcome is Outcome.CERTIFIED:
        assert verdict.scope == "all"
        assert re.search(r"\bevery [^;]*(activation|sigma|mu|function)\b", verdict.finding)
        assert not re.search(r"\d+ activations", verdict.finding)


@pytest.mark.parametrize(
    "theorem", [t for t in WITH_NAMES if "catalogue" in t.reading], ids=lambda t: t.label
)
def test_what_is_said_of_the_catalogue_is_not_found_of_every_activation(theorem):
    verdict = check(theorem, None, CERTIFY)
    assert "every activation" not in verdict.finding


def test_a_parity_claim_for_one_activation_says_so():
    """elu has infinitely many a_i of each parity; the printed step is false of others."""
    [activation] = (p for p in PARITY_STEP.parameters if p.name == "activation")
    only = replace(activation, domain=Names(("elu",)), default="elu", coverage=("elu",))
    theorem = replace(
        PARITY_STEP,
        label="mine/elu",
        parameters=tuple(only if p is activation else p for p in PARITY_STEP.parameters),
    )
    verdict = check(theorem, None, CERTIFY)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")
    assert verdict.finding.startswith("holds for elu; ")
    wrong = replace(REPAIRED_PARITY_STEP, label="mine/wrong", claim=lambda a, b: min(a) == INFINITE)
    assert check(wrong, None, CERTIFY).outcome is Outcome.REFUTED
    even = replace(REPAIRED_PARITY_STEP, label="mine/even", claim=lambda a, b: max(a) > 0)
    verdict = check(even, None, CERTIFY)  # true of each with a name, and not of sigma = 0
    assert "every Lipschitz" not in verdict.finding
