"""Evidence says what was found: undecided links, sides without a value, words that apply."""

from dataclasses import replace
from typing import Any

from checkers.check import check
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict
from theorems import THEOREMS, TWINS
from theorems.arc_cosine import SUTHERLAND_ARCCOS
from theorems.gaussian_counts import SMALL_PREACTIVATION
from theorems.language.functions import sqrt
from theorems.language.records import Expectation, Theorem

ALL = {t.label: t for t in (*THEOREMS, *TWINS)}


def chain(*terms: Any) -> Verdict:
    theorem = replace(SMALL_PREACTIVATION, label="user/chain", terms=terms)
    return check(theorem, theorem.setting({"tau": "2"}), Options())


def equality(definition: Any, printed: Any) -> Verdict:
    theorem: Expectation = replace(
        SUTHERLAND_ARCCOS, label="user/dual", sides=(definition, printed)
    )
    return check(theorem, theorem.setting({}), Options())


def test_a_link_that_is_a_tie_is_not_told_as_decided() -> None:
    root = lambda tau: sqrt(2) * sqrt(tau)  # noqa: E731
    tie = chain(lambda tau: tau, root)
    assert tie.outcome is Outcome.UNDECIDED
    assert "link 1 not decided" in tie.evidence[0]
    assert "every link decided" not in tie.evidence[0]
    broken = chain(lambda tau: tau, root, lambda tau: tau / 2)
    assert broken.outcome is Outcome.REFUTED
    assert "link 1 not decided, another one broken" in broken.evidence[0]
    whole = chain(lambda tau: tau, lambda tau: 2 * tau)
    assert "every link decided" in whole.evidence[0]


def test_vacuous_is_said_of_probabilities_alone() -> None:
    assert chain(lambda tau: tau, lambda tau: 2 * tau).vacuous is None
    probability = SMALL_PREACTIVATION.terms[0]
    assert chain(probability, lambda tau: 2 * tau).vacuous is True
    assert chain(probability, lambda tau: tau * 49 / 100).vacuous is False


def test_a_side_without_a_value_agrees_with_nothing() -> None:
    for factor in (1, 2):  # neither is known to be the mean
        found = equality(
            lambda inputs, s, fn: inputs.mean(lambda u, v, b: fn.erf(u) * fn.erf(v)),
            lambda inputs, s, fn, factor=factor: factor * fn.arccos(inputs.x @ inputs.y) / fn.pi,
        )
        assert found.outcome is Outcome.UNDECIDED
        assert "a side has no value" in found.evidence[0]
        assert "agree" not in " ".join((found.finding, *found.evidence))


def test_enclosures_that_overlap_prove_no_equality() -> None:
    theorem: Theorem = ALL["pleiss/dot-product:twin-unequal-weights"]
    found = check(theorem, theorem.setting({"rho": "-1"}), Options())
    assert found.outcome is Outcome.UNDECIDED
    assert "proves no equality" in found.evidence[0]
    theorem = ALL["giancola/lemma-III.3.1:twin-unnormalized"]
    found = check(theorem, theorem.setting({"activation": "identity"}), Options())
    assert found.outcome is Outcome.UNDECIDED
    assert "proves no equality" in found.evidence[-1]
