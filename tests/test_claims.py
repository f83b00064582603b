"""The claims themselves: `pytest -k lemma-4.1` validates that lemma.

One item for each statement and for each of its false twins, by label. The outcomes on record
stand in reports/outcomes.json; what an item asserts is that a run earns them again. Then, bound
by bound, settings drawn from the whole domain. Random draws have a fixed seed; the chance that
any verdict of a run is wrong is at most the error given to it (1e-3 over all items).
"""

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.check import check, decide
from checkers.recheck import recheck
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict
from reports.cli import OUTCOMES_ON_RECORD
from tests.sentences import untrue
from tests.strategies import settings_of
from theorems import THEOREMS, TWINS, VARIANTS
from theorems.language.calling import called
from theorems.language.floats import FLOATS
from theorems.language.records import (
    Bound,
    Definiteness,
    Identity,
    Inequality,
    Setting,
    SmoothBound,
    Theorem,
)

ON_RECORD = json.loads(OUTCOMES_ON_RECORD.read_text(encoding="utf-8"))
EVERYTHING = (*THEOREMS, *VARIANTS, *TWINS)
OPTIONS = Options(error=1e-3 / len(EVERYTHING))
TRUE = [t for t in (*THEOREMS, *VARIANTS) if ON_RECORD.get(t.label) == "certified"]
FALSE = [t for t in THEOREMS if ON_RECORD.get(t.label) == "refuted"]
FALSE_BOUNDS = [t for t in FALSE if isinstance(t, Bound) and t.except_with is not None]


def by_label(theorems: object) -> object:
    return pytest.mark.parametrize("theorem", theorems, ids=lambda t: t.label)


def test_every_statement_is_on_record() -> None:
    assert set(ON_RECORD) == {t.label for t in EVERYTHING}
    assert all(ON_RECORD[t.label] == "refuted" for t in TWINS)
    assert all(ON_RECORD[t.label] in ("certified", "supported") for t in VARIANTS)


def test_every_label_says_what_it_belongs_to() -> None:
    printed = {t.label for t in THEOREMS}
    assert all(":" not in label for label in printed)
    for t in VARIANTS:
        assert t.label.partition(":")[2] in ("repaired", "sharpened")
        assert t.printed in printed
        assert t.change
        assert t.formula not in ("", t.source.formula)
        assert t.twin_of is None
    for t in TWINS:
        assert t.label.partition(":")[2].startswith("twin-")
        assert t.printed == t.twin_of


def test_what_is_refuted_has_a_repair() -> None:
    repaired = {t.printed for t in VARIANTS if t.label.endswith(":repaired")}
    assert {t.label for t in FALSE} == repaired


def test_every_printed_statement_has_false_twins() -> None:
    assert {t.twin_of for t in TWINS} >= {t.label for t in THEOREMS}


@pytest.mark.slow  # draws thousands of networks
@by_label(EVERYTHING)
def test_claim(theorem: Theorem) -> None:
    verdict = check(theorem, None, OPTIONS)
    assert verdict.outcome.value == ON_RECORD[theorem.label], verdict.finding
    assert not verdict.fault
    assert not untrue(verdict)
    if verdict.outcome is Outcome.REFUTED:
        assert verdict.witness
        assert witness_stands(theorem, verdict)
    elif verdict.outcome is Outcome.CERTIFIED:
        assert verdict.scope == "all"
    if verdict.certificate is not None:  # the trusted core derives the same conclusion
        again = recheck(json.dumps(verdict.certificate), theorem.label)
        assert again["outcome"] == verdict.outcome.value


def witness_stands(theorem: Theorem, verdict: Verdict) -> bool:
    """Whether explicit weights, judged by the slow definition alone, break the statement."""
    witness = verdict.witness or {}
    if isinstance(theorem, Bound) and theorem.twin_of is None and "W0" in witness:
        s = verdict.setting.over(float)
        W0, x = np.array(witness["W0"]), np.array(witness["x"])
        arrays = {"W0": W0, "x": x}
        if "W" in witness:
            signs = np.array(witness["signs"])
            arrays |= {"W": np.array(witness["W"]), "a": signs, "c": signs}
        value = called(theorem.quantity, {**s, **arrays})
        return bool(value > theorem.at_most[0](s, FLOATS))
    if isinstance(theorem, Identity) and "W0" in witness:
        weights = [np.array(witness[name], dtype=object) for name in ("W", "W0", "a", "x")]
        exact = [np.vectorize(Fraction, otypes=[object])(array) for array in weights]
        values = [side(*exact) for side in theorem.sides]
        return not all(np.array_equal(value, values[0]) for value in values[1:])
    return decide(theorem, verdict.setting, OPTIONS, settle=True).outcome is Outcome.REFUTED


@by_label(TRUE)
def test_claim_over_its_domain(theorem: Theorem) -> None:
    # the other forms are decided by one argument for all settings, again and again the same
    by_setting = isinstance(theorem, Inequality | Bound | SmoothBound | Definiteness)

    @settings(max_examples=50 if by_setting else 5)
    @given(settings_of(theorem))
    def holds(s: Setting) -> None:
        verdict = decide(theorem, s, OPTIONS, settle=False)
        assert verdict.outcome is Outcome.CERTIFIED, verdict.finding
        assert verdict.failure.upper <= verdict.failure.claimed

    holds()


@by_label(FALSE_BOUNDS)
@given(data=st.data())
def test_false_claim_is_decided_over_its_domain(theorem: Bound, data: st.DataObject) -> None:
    s = data.draw(settings_of(theorem))
    verdict = decide(theorem, s, OPTIONS, settle=False)
    if verdict.outcome is Outcome.CERTIFIED:
        assert verdict.failure.upper <= verdict.failure.claimed
    else:
        assert verdict.outcome is Outcome.REFUTED, verdict.finding
        assert verdict.failure.lower > verdict.failure.claimed


# where the notes' event and lemma hold: a mean of sqrt(2/pi) alpha needs ||x|| of that size
# (half of it for Delta_2, which counts one neuron of each pair), and Delta_1 lacks ||x||
HOLDS = {
    "notes/event-a1": lambda x_norm: x_norm >= Fraction(8, 10),
    "notes/lemma-4-delta-1": lambda x_norm: x_norm <= 2,
    "notes/lemma-4-delta-2": lambda x_norm: x_norm >= Fraction(5, 10),
}


@by_label(FALSE_BOUNDS)
@given(data=st.data())
def test_false_claim_holds_where_it_should(theorem: Bound, data: st.DataObject) -> None:
    s: Setting = data.draw(settings_of(theorem))
    if not HOLDS[theorem.label](s.x_norm):
        s = s.but(x_norm=Fraction(1))
    assert decide(theorem, s, OPTIONS, settle=False).outcome is Outcome.CERTIFIED
