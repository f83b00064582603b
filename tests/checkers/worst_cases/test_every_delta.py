"""Every delta at once, held against brute force, point verdicts and mpmath."""

import math
from dataclasses import replace
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mpf
from scipy import stats

from checkers.arithmetic.balls import ball
from checkers.tails.counts import CountLaw
from checkers.tails.sums import SumLaw
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from checkers.worst_cases.every_delta import (
    BITS,
    LONGEST_LIST,
    Doubtful,
    Everywhere,
    _between,
    _counts,
    every_delta,
)
from checkers.worst_cases.laws import law_of
from checkers.worst_cases.normal_form import normal_form
from checkers.worst_cases.probabilistic import decide
from tests.references.high_precision import Sums, log_moment_by_mpmath
from tests.strategies import settings_of
from theorems import THEOREMS, TWINS
from theorems.language.floats import FLOATS
from theorems.language.functions import log, sqrt
from theorems.language.records import Bound

BY_LABEL = {t.label: t for t in (*THEOREMS, *TWINS)}
fast = settings(derandomize=True, deadline=None, max_examples=60)
CERTIFY = Options(method="certify")
RANDOM = [t for t in BY_LABEL.values() if isinstance(t, Bound) and t.except_with is not None]


def named(*labels):
    return [BY_LABEL[label] for label in labels]


COUNTS = [t for t in RANDOM if isinstance(law_of(t, t.setting({})), CountLaw)]
SUMS = [t for t in RANDOM if isinstance(law_of(t, t.setting({})), SumLaw)]
TRUE = named("slides/lemma-4.2", "slides/sign-changes", "notes/hoeffding", "notes/theorem-1")
by_label = {"ids": lambda t: t.label}


def outcome(theorem, s, delta):
    return decide(theorem, s.but(delta=Fraction(delta)), CERTIFY, settle=False).outcome


# Counts: the list of inequalities is the claim.


@settings(fast, max_examples=300)
@given(
    trials=st.integers(1, 7),
    t=st.fractions(Fraction(1, 20), 3, max_denominator=20),
    offset=st.integers(0, 3),
    cap=st.one_of(st.none(), st.integers(1, 8)),
    start=st.fractions(-1, 8, max_denominator=7),
    slope=st.fractions(Fraction(1, 4), 5, max_denominator=7),
)
def test_the_list_of_a_count_is_the_claim_for_every_delta(trials, t, offset, cap, start, slope):
    """P(min(offset + N, cap) > start + slope sqrt l) <= exp(-l) on a grid and at each step."""
    law = CountLaw(
        trials=trials,
        small=lambda: ball(t),
        threshold=lambda: ball(start),
        unit=lambda: arb(1),
        offset=offset,
        cap=cap,
    )
    with ctx.workprec(BITS):
        found = _counts(law, ball(start), ball(slope))
    p = math.erf(float(t) / math.sqrt(2))
    most = math.inf if cap is None else cap
    values = [min(offset + j, most) for j in range(trials + 1)]

    def excess(log):
        """log P + l where the probability is positive: positive where the claim fails."""
        level = float(start) + float(slope) * math.sqrt(log)
        failing = [j for j, value in enumerate(values) if value > level]
        return stats.binom.logsf(failing[0] - 1, trials, p) + log if failing else -math.inf

    steps = [float((v - start) / slope) ** 2 * (1 - 1e-12) for v in values if v > start]
    worst = max(map(excess, steps), default=-math.inf)
    assume(abs(worst) > 1e-9)
    assert isinstance(found, Everywhere) == (worst < 0)
    if isinstance(found, Everywhere):
        assert found.closest == pytest.approx(worst, abs=1e-9)
        assert all(excess(k / 7) <= 1e-9 for k in range(1, 300))
    else:
        assert found.delta is not None
        assert excess(-math.log(found.delta)) > 0


@pytest.mark.parametrize("theorem", COUNTS, **by_label)
@settings(fast, max_examples=15)
@given(data=st.data())
def test_counts_agree_with_point_verdicts(theorem, data):
    """Certified at every delta tried, or refuted at the delta that is doubtful."""
    s = data.draw(settings_of(theorem))
    s = s.but(m=min(s.m, 30))
    found = every_delta(theorem, s)
    deltas = ["1e-200", "1e-20", "1e-4", "0.01", "0.2", "0.5", "0.8", "0.99", "0.999999"]
    if isinstance(found, Everywhere):
        assert found.proof["kind"] == "every delta"
        assert found.proof["by"] in ("list", "zero")
        for delta in deltas:
            if len(theorem.at_most) == 1:  # the chain is checked apart
                assert outcome(theorem, s, delta) is Outcome.CERTIFIED
    elif found.delta is not None:
        assert 0 < found.delta < 1
        assert outcome(theorem, s, found.delta) is Outcome.REFUTED


@pytest.mark.parametrize("m", [2, 3, 10, 200])
@pytest.mark.parametrize("B", ["0.01", "0.3", "2", "50"])
def test_offsets_and_caps(m, B):
    """slides/sign-changes counts moved neurons too, and never more than m."""
    theorem = BY_LABEL["slides/sign-changes"]
    s = theorem.setting({"m": str(m), "B": B})
    assert isinstance(every_delta(theorem, s), Everywhere)
    twin = BY_LABEL["slides/sign-changes:twin-constant"]
    found = every_delta(twin, s)
    if isinstance(found, Doubtful):
        assert outcome(twin, s, found.delta) is Outcome.REFUTED
    else:
        assert all(outcome(twin, s, d) is Outcome.CERTIFIED for d in ("1e-30", "0.01", "0.7"))


def test_a_failing_delta_is_found_between_those_of_the_coverage():
    theorem = BY_LABEL["notes/event-a1"]
    s = theorem.setting({"m": "6", "alpha": "1.1", "x_norm": "0.6"})
    found = every_delta(theorem, s)
    assert outcome(theorem, s, found.delta) is Outcome.REFUTED
    covered = next(p for p in theorem.parameters if p.name == "delta").coverage
    assert {outcome(theorem, s, delta) for delta in covered} == {Outcome.CERTIFIED}


def test_long_lists_are_left_alone():
    lemma = BY_LABEL["slides/lemma-4.2"]
    s = lemma.setting({"m": str(LONGEST_LIST + 1)})
    assert every_delta(lemma, s) == Doubtful(None)


def test_at_x_0_every_neuron_counts():
    """notes/event-a1 says nothing there that holds, but for m = 2."""
    theorem = BY_LABEL["notes/event-a1"]
    found = every_delta(theorem, theorem.setting({"x_norm": "0", "m": "10"}))
    assert outcome(theorem, theorem.setting({"x_norm": "0", "m": "10"}), found.delta) is (
        Outcome.REFUTED
    )


# Sums: a cover.


@pytest.mark.parametrize("theorem", SUMS, **by_label)
@settings(fast, max_examples=6)
@given(data=st.data())
def test_covers_agree_with_point_verdicts(theorem, data):
    s = data.draw(settings_of(theorem))
    found = every_delta(theorem, s)
    if isinstance(found, Everywhere):
        for delta in ("1e-300", "1e-40", "1e-7", "0.001", "0.05", "0.4", "0.9", "0.9999"):
            assert outcome(theorem, s, delta) is Outcome.CERTIFIED


@pytest.mark.parametrize(
    ("label", "texts"),
    [
        ("notes/theorem-1", "m=100"),
        ("notes/theorem-1", "m=2 alpha=0.3 x_norm=0.1"),
        ("notes/theorem-1", "m=100000 alpha=3 x_norm=30"),
        ("notes/lemma-4-delta-1", "m=100 x_norm=3.7"),
        ("notes/lemma-4-delta-1", "m=10000 alpha=10 x_norm=1"),
        ("notes/lemma-4-delta-1", "m=2 alpha=0.3 x_norm=3.9"),
    ],
)
def test_covers_are_derived_again(label, texts):
    """Contiguous cells [low, high] from where the bound starts up to 1, each with its u.

    By mpmath: n (L(u) - u low) <= -l, where bound(l) = unit n high.
    """
    theorem = BY_LABEL[label]
    s = theorem.setting(dict(text.split("=") for text in texts.split()))
    found = every_delta(theorem, s)
    assert found.proof["by"] == "cover"
    lows, exponents = zip(*found.proof["cells"], strict=True)
    ends = [*map(Fraction, lows), Fraction(1)]
    assert ends == sorted(set(ends))
    summand, n = normal_form(theorem).summand, s.m // 2
    one = s.but(delta=Fraction(1)).over(float)
    unit = float(s.alpha * s.x_norm / s.m)
    start = theorem.at_most[0](one, FLOATS) / unit / n  # at l = 0
    later = theorem.at_most[0](one.but(delta=math.exp(-1)), FLOATS) / unit / n
    assert float(ends[0]) <= start * (1 + 1e-12)
    worst = -mpmath.inf
    with mpmath.workdps(25):
        r = mpf(s.alpha.numerator) / s.alpha.denominator / mpmath.sqrt(s.m)
        for low, high, by in zip(ends, ends[1:], exponents, strict=False):
            y = mpf(low.numerator) / low.denominator
            if by["by"] == "inversion":
                kind = summand.removesuffix("fall")
                log_tail = mpmath.log(Sums(kind, n, r, n * y).inversion(by)[1])
            else:
                assert by["by"] == "chernoff"
                u = mpf(by["u"])
                assert u > 0
                log_tail = n * (log_moment_by_mpmath(summand, u, r) - u * y)
            root = max((mpf(high.numerator) / high.denominator - start) / (later - start), 0)
            assert log_tail <= -root * root * (1 - mpf(10) ** -9)
            worst = max(worst, log_tail + root * root)
    assert found.closest == pytest.approx(float(worst), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("x_norm", ["5", "8", "10"])
def test_inversion_proves_the_cells_that_chernoff_leaves(x_norm):
    """One pair: P(sum > y r) = P(y r < |g| < r), against exp(-l) with y = 2 r + sqrt 2 v/x."""
    theorem = BY_LABEL["notes/lemma-4-delta-1"]
    s = theorem.setting({"m": "2", "alpha": "0.5", "x_norm": x_norm})
    found = every_delta(theorem, s)
    if x_norm == "10":
        assert any(by["by"] == "inversion" for _, by in found.proof["cells"])
    r = 0.5 / math.sqrt(2)
    for minus_log in np.linspace(1e-6, 60, 4000):
        y = 2 * r + math.sqrt(2 * minus_log) / float(x_norm)
        tail = max(math.erf(r / math.sqrt(2)) - math.erf(y * r / math.sqrt(2)), 0.0)
        assert tail <= math.exp(-minus_log)


def test_a_bound_beyond_the_largest_sum_needs_no_cell():
    theorem = BY_LABEL["notes/theorem-1"]
    s = theorem.setting({"m": "2", "alpha": "100"})
    assert every_delta(theorem, s).proof == {"kind": "every delta", "by": "cover", "cells": []}


@pytest.mark.parametrize("theorem", TRUE, **by_label)
@settings(fast, max_examples=12)
@given(data=st.data())
def test_true_statements_are_proved_for_every_delta(theorem, data):
    s = data.draw(settings_of(theorem))
    s = s.but(m=min(s.m, 1000))
    if (
        theorem.label == "notes/hoeffding"
    ):  # 1 - P(N = n) < 1e-1000 is left to Hoeffding's inequality
        s = s.but(alpha=min(s.alpha, 10))
    found = every_delta(theorem, s)
    assert isinstance(found, Everywhere)
    assert found.closest <= 0
    # delta itself plays no part
    assert every_delta(theorem, s.but(delta=Fraction(1, 7))) == found


@settings(fast, max_examples=10)
@given(
    st.fractions(Fraction(1, 10), Fraction(15, 4), max_denominator=50),
    st.integers(1, 5000),
    st.fractions(Fraction(1, 10), 30, max_denominator=10),
)
def test_delta_1_is_proved_for_every_delta_up_to_its_norm(x_norm, pairs, alpha):
    theorem = BY_LABEL["notes/lemma-4-delta-1"]
    s = theorem.setting({}).but(x_norm=x_norm, m=2 * pairs, alpha=alpha)
    assert isinstance(every_delta(theorem, s), Everywhere)


# What the two ways do not cover, and the worst cases that are 0.


def changed(label, *bounds, **more):
    return replace(BY_LABEL[label], label="mine/changed", at_most=bounds, **more)


def root(m, delta):
    return sqrt(m * log(1 / delta))


NEITHER = {
    "delta apart": changed(
        "slides/lemma-4.2", lambda m, delta: 10 * m * delta + root(m, delta) / 3
    ),
    "log itself": changed("slides/lemma-4.2", lambda m, tau, delta: m * tau + log(1 / delta)),
    "no deviation": changed("slides/lemma-4.2", lambda m, tau: m * tau),
    "falling": changed("slides/lemma-4.2", lambda m, tau, delta: 9 * m * tau - root(m, delta)),
    "half of delta": replace(BY_LABEL["slides/lemma-4.2"], except_with=lambda delta: delta / 2),
    "never": replace(BY_LABEL["slides/lemma-4.2"], except_with=Fraction(1, 100)),
    "by composition": BY_LABEL["slides/lemma-4.1"],
}


@pytest.mark.parametrize("case", NEITHER)
def test_other_claims_are_left_alone(case):
    theorem = NEITHER[case]
    for texts in ({}, {"m": "2"}, {"m": "50"}):
        assert every_delta(theorem, theorem.setting(texts)) == Doubtful(None)


def test_a_worst_case_of_0_needs_a_bound_that_is_none():
    printed = BY_LABEL["notes/theorem-1"].at_most[0]
    s = BY_LABEL["notes/theorem-1"].setting({"x_norm": "0"})
    found = every_delta(BY_LABEL["notes/theorem-1"], s)
    assert found.proof == {"kind": "every delta", "by": "zero"}
    below = changed("notes/theorem-1", printed - 1)
    assert every_delta(below, s) == Doubtful(None)
    assert outcome(below, s, "0.5") is Outcome.REFUTED
    assert outcome(below, s, "1e-200") is Outcome.CERTIFIED
    theorem = BY_LABEL["notes/lemma-4-delta-2"]
    assert every_delta(theorem, theorem.setting({"x_norm": "0"})).proof["by"] == "zero"


# A number strictly between two balls.


@settings(fast, max_examples=100)
@given(
    st.floats(-280, 0).map(lambda e: 10**e),
    st.floats(-280, 0).map(lambda e: 10**e),
    st.floats(0, 1e-3),
)
def test_between_is_strictly_between(one, other, radius):
    low, high = sorted((one, other))
    balls = arb(low, radius * low), arb(high, radius * high)
    found = _between(*balls)
    if balls[0] < balls[1]:
        assert 0 < found < 1
        assert balls[0] < ball(found) < balls[1]
    else:
        assert found is None


def test_nothing_lies_between_numbers_that_may_be_one():
    third = arb(1) / 3
    assert _between(third, third) is None
    assert _between(arb("0.5"), arb("0.4")) is None
    assert _between(arb(10) ** -400, arb(10) ** -350) is None
    assert _between(arb(1), arb(2)) is None
