"""Deciding by draws: fixed numbers, stopping early, tilted. Fixed seeds.

The simulation would fail for a valid procedure with a chance below 1e-6 in another stream.
"""

from dataclasses import replace
from fractions import Fraction

import pytest
from scipy import stats

from checkers.verdicts.binomial_limits import BudgetTooSmall
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from checkers.worst_cases import by_draws as bound_draws
from checkers.worst_cases.by_draws import by_draws, drawable, require_use, way_of
from checkers.worst_cases.laws import law_of
from checkers.worst_cases.probabilistic import decide
from theorems import THEOREMS, TWINS
from theorems.language.functions import log, sqrt

BY_LABEL = {t.label: t for t in (*THEOREMS, *TWINS)}
EARLY = Options(draws=4000, early=True, error=1e-3)


def decided(label, options, **texts):
    theorem = BY_LABEL[label]
    s = theorem.setting(texts)
    return by_draws(theorem, s, theorem.claimed(s), options)


def test_easy_verdicts_stop_early():
    holds = decided("slides/lemma-4.2", EARLY, delta="0.5")
    fails = decided("notes/event-a1", EARLY, alpha="10", x_norm="0.5")
    assert (holds.outcome, fails.outcome) == (Outcome.SUPPORTED, Outcome.REFUTED)
    assert holds.draws == fails.draws == 32
    assert holds.failure.upper <= 0.5
    assert fails.failure.lower > 0.05
    assert "every number of draws" in holds.evidence[0]
    assert holds.method == "confidence sequence"
    assert decided("slides/lemma-4.2", EARLY, delta="0.5") == holds


def test_what_is_not_decided_takes_all_draws():
    verdict = decided("slides/lemma-4.2", EARLY.but(draws=100), delta="1e-6")
    assert verdict.outcome is Outcome.UNDECIDED
    assert verdict.draws == 100


@pytest.mark.slow
def test_stopping_early_is_hardly_ever_wrong():
    """Claims 2 percent below the true failure probability, which is exact here."""
    original = BY_LABEL["slides/lemma-4.2"]
    s = original.setting({"m": "10", "tau": "0.1", "delta": "0.9"})
    true = law_of(original, s).failure()[0]
    theorem = replace(original, label="a/false-claim", except_with=Fraction(true * 0.98))
    error, wrong, runs = 0.1, 0, 300
    for seed in range(runs):
        options = Options(draws=2000, early=True, error=error, seed=seed, workers=1)
        verdict = by_draws(theorem, s, theorem.claimed(s), options)
        wrong += verdict.outcome is Outcome.SUPPORTED
    assert stats.binom.sf(wrong - 1, runs, error / 2) > 1e-6


@pytest.mark.slow
def test_claims_beyond_plain_draws_are_decided_under_a_tilt():
    options = Options(draws=4000)
    verdict = decided("notes/theorem-1", options, delta="1e-12")
    assert verdict.outcome is Outcome.SUPPORTED
    assert verdict.method == "tilted draws"
    assert verdict.failure.upper <= 1e-12
    twin = replace(
        BY_LABEL["notes/theorem-1"],
        at_most=(lambda alpha, delta, m: alpha * sqrt(log(1 / delta)) / (16 * sqrt(m)),),
    )
    s = twin.setting({"delta": "1e-6"})
    refuted = by_draws(twin, s, twin.claimed(s), options.but(draws=20_000))
    low, high = law_of(twin, s).failure()
    assert refuted.outcome is Outcome.REFUTED
    assert refuted.failure.lower <= high
    assert refuted.failure.upper >= low
    assert refuted.witness


def test_counts_need_enough_draws():
    with pytest.raises(BudgetTooSmall, match="need at least"):
        decided("slides/lemma-4.2", Options(draws=100), delta="1e-9")
    with pytest.raises(BudgetTooSmall, match="need at least"):
        decided("notes/theorem-1", Options(draws=100, way="dense"), delta="1e-9")


def test_the_cheapest_way_is_taken_unless_one_is_asked_for():
    theorem = BY_LABEL["notes/theorem-1"]
    wide, narrow = theorem.setting({"m": "1000000"}), theorem.setting({"m": "2"})
    assert way_of(theorem, wide, Options()) == "sparse"
    assert way_of(theorem, narrow, Options()) == "projected"
    assert way_of(theorem, wide, Options(way="dense")) == "dense"
    widest = theorem.setting({"m": "1000000000000"})
    assert not drawable(theorem, widest, Options(way="projected"))
    assert drawable(theorem, wide, Options())


@pytest.mark.parametrize(
    ("label", "texts"),
    [
        ("slides/lemma-4.1", {"m": "6", "B": "0.03", "x_norm": "0.356", "delta": "0.00604"}),
        ("notes/theorem-1", {"m": "44", "alpha": "1.87e-67", "x_norm": "0.949", "delta": "1e-9"}),
    ],
)
def test_a_tilt_that_balls_cannot_tell_is_not_drawn(label, texts):
    """It would leave the loops no law to draw from, and no end."""
    with pytest.raises(BudgetTooSmall, match="need at least"):
        decided(label, Options(draws=100), **texts)


def test_what_takes_long_is_told_beforehand(monkeypatch, capsys):
    decided("slides/lemma-4.2", Options(draws=400), delta="0.9")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(bound_draws, "LONG", 10)
    decided("slides/lemma-4.2", Options(draws=400), delta="0.9")
    assert "400 projected draws at m=100, tau=0.1, delta=0.9 take some 0 minutes." in (
        capsys.readouterr().err
    )
    monkeypatch.setattr(bound_draws, "ENDLESS", 10)
    with pytest.raises(bound_draws.TooMuchWork, match="ask for at most 0 draws"):
        decided("slides/lemma-4.2", Options(draws=400), delta="0.9")


TWIN = BY_LABEL["slides/lemma-4.1:twin-exponent"]
CERTAIN = TWIN.setting({"m": "5110000", "B": "81.8"}).but(delta=1 - Fraction("2.87e-126"))


def test_no_draws_where_the_law_tells_that_they_decide_nothing(monkeypatch):
    monkeypatch.setattr(bound_draws, "sample", None)
    verdict = decide(TWIN, CERTAIN, Options())
    assert verdict.outcome is Outcome.UNDECIDED
    assert 1 > verdict.failure.lower > 1 - 1e-15
    assert "10000 draws would tell nothing: all of them break the bound" in verdict.evidence[-1]
    assert "refutes no claim within 0.000759 of 1" in verdict.evidence[-1]


@pytest.mark.parametrize(
    ("claimed", "low"),
    [
        (1 - Fraction("1e-3"), 1 - 2.0**-52),  # all of them refute it
        (1 - Fraction("1e-126"), 1 - 1e-9),  # one of them supports it
    ],
)
def test_draws_are_of_use_where_they_may_decide(claimed, low):
    require_use(TWIN, claimed, low, Options())


def test_too_much_work_leaves_the_question_open(monkeypatch):
    theorem = replace(BY_LABEL["slides/lemma-4.1"], at_most=("B * cbrt(B * m) * x_norm / 2",))
    s = theorem.setting({"m": "100", "B": "1", "delta": "0.1"})
    assert decide(theorem, s, Options()).outcome is Outcome.REFUTED
    monkeypatch.setattr(bound_draws, "ENDLESS", 10)
    verdict = decide(theorem, s, Options())
    assert verdict.outcome is Outcome.UNDECIDED
    assert "ask for at most 0 draws" in verdict.evidence[-1]
