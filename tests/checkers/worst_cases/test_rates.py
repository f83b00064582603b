"""Rates of worst cases: which powers of the width hold, and what refutes the others."""

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx

from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from checkers.worst_cases import rates
from checkers.worst_cases.laws import law_of
from checkers.worst_cases.rates import bound_of, decide, leading_power, lower_bounds, worst_case
from theorems.language.domains import Reals, UnmetHypothesis
from theorems.language.functions import cbrt, log, pi, sqrt, where
from theorems.language.parameters import ALPHA, DELTA, INPUT_NORM
from theorems.language.records import Setting
from theorems.symmetric_initialization import THEOREM_1, delta_1, delta_2
from theorems.wide_limits import RATE, TWINS

OPTIONS = Options()
FALSE = [t for t in TWINS if t.twin_of == RATE.label]


def rated(rate, **changes):
    return replace(RATE, label="own/rate", rate=rate, **changes)


def outcome(theorem, **texts):
    return decide(theorem, theorem.setting(texts), OPTIONS).outcome


def test_the_printed_rate_is_certified_with_its_exponent():
    verdict = decide(RATE, RATE.setting({}), OPTIONS)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")
    assert verdict.best["proved"] == "p <= 1/2"
    (figure,) = verdict.figures
    exact, limit = figure.series
    assert exact.y[-1] == pytest.approx(limit.y[-1], rel=1e-12)
    assert limit.y[0] == pytest.approx(1 / (2 * np.sqrt(2 * np.pi)))


@pytest.mark.parametrize("twin", FALSE, ids=lambda t: t.label)
@pytest.mark.parametrize("alpha", ["0.0001", "1", "100"])
@pytest.mark.parametrize("x_norm", ["0.001", "1000"])
def test_smaller_rates_are_refuted_at_every_setting_but_0(twin, alpha, x_norm):
    verdict = decide(twin, twin.setting({"alpha": alpha, "x_norm": x_norm}), OPTIONS)
    assert verdict.outcome is Outcome.REFUTED
    assert json.dumps(verdict.witness)
    at = verdict.witness["exceeded"]
    assert [entry["constant"] for entry in at] == [1, 100]
    assert all(float(entry["probability at least"]) >= 0.9 for entry in at)
    assert all(arb(e["mean at least"]) / 2 > e["constant"] * arb(e["rate"]) for e in at)
    assert outcome(twin, alpha=alpha, x_norm="0") is Outcome.CERTIFIED


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (lambda m: 1 / sqrt(m), Outcome.CERTIFIED),
        (lambda alpha, m: pi * alpha**2 / sqrt(m), Outcome.CERTIFIED),
        (lambda m: 1 / cbrt(m), Outcome.CERTIFIED),
        (lambda m: 1 / m + 1 / sqrt(m), Outcome.CERTIFIED),
        (lambda m: Fraction(10**9) / m, Outcome.REFUTED),
        (lambda m: 1 / (m * m), Outcome.REFUTED),
        (lambda alpha, m: alpha / (sqrt(m) * cbrt(m)), Outcome.REFUTED),
        (lambda m: 1 / sqrt(m) - 1 / m, Outcome.UNDECIDED),
        (lambda m: -1 / sqrt(m), Outcome.UNDECIDED),
        (lambda m: 1 / (sqrt(m) * log(m)), Outcome.UNDECIDED),
        (lambda m: 1 / (2 * sqrt(m)), Outcome.CERTIFIED),
        (lambda m: where(m > 1, 1 / sqrt(m), 1), Outcome.UNDECIDED),
    ],
)
def test_rates_of_ones_own(rate, expected):
    assert outcome(rated(rate)) is expected


def test_the_leading_power_is_read_off_the_formula():
    assert leading_power(RATE) == Fraction(-1, 2)
    assert leading_power(rated(lambda m: 1 / m + 1 / cbrt(m))) == Fraction(-1, 3)
    assert leading_power(rated(lambda m, x_norm: 1 / (m * x_norm))) is None


def test_without_a_proof_of_the_bound_nothing_is_certified(monkeypatch):
    monkeypatch.setattr(rates, "for_every_setting", lambda theorem: None)
    assert outcome(RATE) is Outcome.UNDECIDED


@pytest.mark.parametrize("m", [2, 10, 200])
@pytest.mark.parametrize("alpha", ["0.1", "3"])
def test_mean_and_variance_are_those_of_drawn_worst_cases(m, alpha):
    s = RATE.setting({"alpha": alpha, "x_norm": "2"})
    with ctx.workprec(128):
        law = worst_case(THEOREM_1, s, m)
    r = float(Fraction(alpha)) / m**0.5
    g = np.random.default_rng(8).standard_normal((20_000, m // 2))
    worst = 2 / m**0.5 * np.maximum(r - np.abs(g), 0).sum(axis=1)
    # 5 standard errors: the false-alarm rate is below 1e-5
    assert abs(worst.mean() - float(law.mean)) < 5 * worst.std() / 20_000**0.5
    assert worst.var() == pytest.approx(float(law.variance), rel=0.15)


def test_the_other_part_of_the_gap_has_its_own_moments():
    known = bound_of(rated(RATE.rate, quantity=delta_1))
    assert known.label == "notes/lemma-4-delta-1"
    with ctx.workprec(128):
        law = worst_case(known, Setting({"alpha": Fraction(2), "x_norm": Fraction(1)}), 50)
    r = 2 / 50**0.5
    g = np.abs(np.random.default_rng(2).standard_normal((40_000, 25)))
    worst = np.where(g < r, g, 0).sum(axis=1) / 50**0.5
    assert abs(worst.mean() - float(law.mean)) < 5 * worst.std() / 40_000**0.5
    assert outcome(rated(lambda m: 1 / m, quantity=delta_1)) is Outcome.REFUTED


@pytest.mark.parametrize("m", [10, 10**4, 10**9])
@pytest.mark.parametrize("quantity", [RATE.quantity, delta_1])
def test_lower_bounds_are_below_the_exact_moments(m, quantity):
    known = bound_of(rated(RATE.rate, quantity=quantity))
    s = Setting({"alpha": Fraction(2), "x_norm": Fraction(3)})
    with ctx.workprec(512):
        exact, (mean, likely) = worst_case(known, s, m), lower_bounds(known, s, m)
        assert mean <= exact.mean
        assert likely <= 1 - 4 * exact.variance / exact.mean**2
        assert m == 10 or mean >= exact.mean / 2


def test_chebyshevs_bound_is_below_the_exact_probability():
    s = RATE.setting({})
    with ctx.workprec(256):
        law = worst_case(THEOREM_1, s, 10**6)
        exact = law_of(THEOREM_1, THEOREM_1.setting({}).but(m=10**6), lambda: law.mean / 2)
        assert 1 - 4 * law.variance / law.mean**2 <= exact.failure()[1]


def test_what_cannot_be_rated_is_refused():
    with pytest.raises(UnmetHypothesis, match="quantity of the catalogue"):
        outcome(rated(RATE.rate, quantity=lambda *arguments: 0))
    with pytest.raises(UnmetHypothesis, match="quantity of the catalogue"):
        outcome(rated(RATE.rate, quantity=delta_2))
    with pytest.raises(UnmetHypothesis, match="allows more"):
        outcome(rated(RATE.rate, parameters=(replace(ALPHA, domain=INPUT_NORM.domain), INPUT_NORM)))
    assert DELTA not in RATE.parameters


def test_parameters_outside_the_bound_or_missing_are_refused():
    with pytest.raises(UnmetHypothesis, match="allows more"):
        outcome(replace(RATE, parameters=(replace(ALPHA, trial=Reals()), INPUT_NORM)), alpha="-1")
    with pytest.raises(UnmetHypothesis, match="needs the parameters alpha"):
        outcome(replace(RATE, parameters=(INPUT_NORM,)))
