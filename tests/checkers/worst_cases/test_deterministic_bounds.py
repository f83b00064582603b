"""Exact worst cases of bounds that nothing random enters."""

from dataclasses import replace
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkers.arithmetic.balls import number
from checkers.arithmetic.bernstein import bernstein
from checkers.check import check
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from checkers.worst_cases import deterministic as bounds
from checkers.worst_cases import suprema
from tests.strategies import settings_of
from theorems import proof_of_lemma_4, sign_patterns
from theorems.language.calling import called
from theorems.language.domains import Integers, Reals, UnmetHypothesis
from theorems.language.functions import sqrt
from theorems.language.records import Bound
from theorems.language.text import parsed
from theorems.proof_of_lemma_4 import EVENT_A1_IMPLIES
from theorems.sign_patterns import NAIVE_BOUND

OPTIONS = Options()
ROOMS = (proof_of_lemma_4, sign_patterns)
TWINS = [t for room in ROOMS for t in room.TWINS if isinstance(t, Bound)]
VARIANTS = [t for room in ROOMS for t in room.VARIANTS if isinstance(t, Bound)]


def decide(theorem, **texts):
    return bounds.decide(theorem, theorem.setting(texts), OPTIONS)


@pytest.mark.parametrize("theorem", TWINS, ids=lambda t: t.label)
def test_twins_are_refuted(theorem):
    assert check(theorem, None, OPTIONS).outcome is Outcome.REFUTED


@pytest.mark.parametrize("theorem", [*VARIANTS, NAIVE_BOUND], ids=lambda t: t.label)
def test_true_statements_hold_for_every_setting(theorem):
    verdict = check(theorem, None, OPTIONS)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")


def test_the_ranges_of_the_norm():
    for theorem, end in ((NAIVE_BOUND, 1), (EVENT_A1_IMPLIES, 2)):
        assert bounds.best(theorem)["proved"] == f"||x|| <= {end}"
        assert bounds.best(theorem)["refuted"].startswith(f"every ||x|| > {end}: ")
    assert decide(NAIVE_BOUND, x_norm="1").outcome is Outcome.CERTIFIED  # a tie
    assert decide(NAIVE_BOUND, x_norm="1.0001").outcome is Outcome.REFUTED


@given(st.fractions(Fraction("2.001"), 10**6))
def test_the_range_of_the_event_ends_where_a_setting_fails(x_norm):
    # near m = 2, alpha ||x|| = sqrt(2)/2, delta = e^(-1/2), which `best` names
    near = suprema.fixed(EVENT_A1_IMPLIES).near(x_norm)
    s = EVENT_A1_IMPLIES.setting({}).but(x_norm=x_norm, **near)
    assert bounds.decide(EVENT_A1_IMPLIES, s, OPTIONS).outcome is Outcome.REFUTED


def test_the_range_follows_the_formula_and_the_hypotheses():
    def with_bound(factor):
        at_most = (parsed(factor) * EVENT_A1_IMPLIES.at_most[0],)
        return replace(EVENT_A1_IMPLIES, at_most=at_most)

    assert bounds.boundary(with_bound("3")) == 6
    assert bounds.boundary(with_bound("1 + x_norm / 4")) == 4
    assert bounds.boundary(with_bound("1 + x_norm")) is None
    assert bounds.boundary(with_bound("m")) is None
    wide = tuple(
        replace(p, domain=Integers(4, even=True), default=4, coverage=(4,)) if p.name == "m" else p
        for p in EVENT_A1_IMPLIES.parameters
    )
    assert bounds.boundary(replace(EVENT_A1_IMPLIES, parameters=wide)) is None


@pytest.mark.parametrize(
    ("theorem", "name", "value"),
    [
        (EVENT_A1_IMPLIES, "delta", "2"),
        (EVENT_A1_IMPLIES, "alpha", "-1"),
        (EVENT_A1_IMPLIES, "m", "3"),
        (NAIVE_BOUND, "x_norm", "-1"),
    ],
)
def test_no_worst_case_outside_the_parameters_of_the_catalogue(theorem, name, value):
    trial = Integers(1) if name == "m" else Reals()
    wider = tuple(replace(p, trial=trial) if p.name == name else p for p in theorem.parameters)
    with pytest.raises(UnmetHypothesis, match=f"is known for .*; got {name} = {value}"):
        decide(replace(theorem, parameters=wider), **{name: value})


@given(settings_of(EVENT_A1_IMPLIES))
def test_on_the_event_the_bound_holds_up_to_norm_2(s):
    verdict = bounds.decide(EVENT_A1_IMPLIES, s, OPTIONS)
    assert verdict.outcome in (Outcome.CERTIFIED, Outcome.REFUTED)
    if s.x_norm <= 2:
        assert verdict.outcome is Outcome.CERTIFIED


@given(st.integers(1, 4), st.integers(1, 40), st.integers(1, 30), st.integers(1, 99), st.data())
def test_no_network_exceeds_the_worst_case_on_the_event(pairs, alpha, x_norm, delta, data):
    s = EVENT_A1_IMPLIES.setting(
        {
            "m": str(2 * pairs),
            "alpha": str(Fraction(alpha, 10)),
            "x_norm": str(Fraction(x_norm, 10)),
            "delta": str(Fraction(delta, 100)),
        }
    )
    case = suprema.fixed(EVENT_A1_IMPLIES)
    worst = float(number(case.value(s), s)())
    f = s.over(float)
    radius = f.alpha / np.sqrt(s.m)
    w = case.weights(s)
    quantity = EVENT_A1_IMPLIES.quantity
    attained = called(quantity, {**f, **w, "c": w["signs"]})
    assert attained == pytest.approx(worst, rel=1e-6)
    eighths = st.lists(st.integers(-12, 12), min_size=3 * pairs, max_size=3 * pairs)
    parts = np.array(data.draw(eighths)) / 8
    half = parts[:pairs, None] * radius
    W0 = np.concatenate([half, half])
    W = W0 + np.clip(parts[pairs:, None], -1, 1) * radius
    moved = {**f, "W": W, "W0": W0, "c": w["signs"], "x": w["x"]}
    assert called(quantity, moved) <= worst * (1 + 1e-9)


@given(st.integers(1, 5), st.integers(1, 3), st.integers(0, 1000))
def test_no_network_exceeds_the_naive_bound(m, d, seed):
    rng = np.random.default_rng(seed)
    W, W0, x = rng.normal(size=(m, d)), rng.normal(size=(m, d)), rng.normal(size=d)
    a = rng.choice([-1.0, 1.0], size=m)
    value = sign_patterns.gap_over_frobenius_norm(W, W0, a, x)
    assert value <= np.sqrt(m) * np.linalg.norm(x) * (1 + 1e-9)


def test_bounds_that_a_user_may_write():
    shrunk = replace(
        EVENT_A1_IMPLIES,
        at_most=(lambda x_norm: EVENT_A1_IMPLIES.at_most[0] * 99 * x_norm / 200,),
    )
    assert check(shrunk, None, OPTIONS).outcome is Outcome.REFUTED
    larger = replace(NAIVE_BOUND, at_most=(lambda m, x_norm: sqrt(m) * (1 + x_norm),))
    assert check(larger, None, OPTIONS).scope == "all"


@pytest.mark.parametrize(
    ("polynomial", "high", "expected"),
    [
        ({1: Fraction(1), 2: Fraction(-1, 2)}, 2, True),
        ({1: Fraction(1), 2: Fraction(-1, 2)}, 3, False),
        ({0: Fraction(1), 1: Fraction(-1)}, 1, True),
        ({0: Fraction(1)}, None, True),
        ({1: Fraction(-1), 2: Fraction(1)}, None, False),
    ],
)
def test_polynomials_on_a_region(polynomial, high, expected):
    region = bounds._Region(Fraction(0), None if high is None else Fraction(high))
    assert bounds.never_negative_on(polynomial, region) is expected


def test_a_supremum_that_the_definition_does_not_reach_stops_the_run(monkeypatch):
    known = suprema.fixed(NAIVE_BOUND)
    doubled = replace(known, value=lambda s: parsed("2 * sqrt(m) * x_norm"))
    monkeypatch.setattr(suprema, "FIXED", (doubled,))
    with pytest.raises(ArithmeticError, match="the definition gives"):
        decide(NAIVE_BOUND)


@given(st.lists(st.fractions(-5, 5, max_denominator=9), min_size=1, max_size=6), st.fractions(0, 1))
def test_bernstein_coefficients_enclose_the_polynomial(coefficients, u):
    value = sum(c * u**k for k, c in enumerate(coefficients))
    ends = bernstein(coefficients)
    assert min(ends) <= value <= max(ends)
    n = len(coefficients) - 1
    assert value == sum(comb(n, j) * u**j * (1 - u) ** (n - j) * b for j, b in enumerate(ends))
