"""Tilted draws against exact tails and against plain draws. Fixed seeds.

Limits are asked for at error 1e-6 each: in another stream one of these tests would fail for a
right estimate with a chance below 1e-4.
"""

import math
from fractions import Fraction

import numpy as np
import pytest

from checkers.arithmetic.balls import ball
from checkers.draws.sampling import sample
from checkers.tails.tilted_draws import _limits, estimate
from checkers.verdicts.binomial_limits import clopper_pearson
from checkers.worst_cases.laws import law_of
from theorems import THEOREMS

BY_LABEL = {t.label: t for t in THEOREMS}
ERROR, DRAWS = 1e-6, 20_000


def law(label, factor, **texts):
    """The law at a setting, against the printed bound times a factor."""
    theorem = BY_LABEL[label]
    s = theorem.setting(texts)
    bound = law_of(theorem, s)
    printed = bound.bound() if label == "slides/lemma-4.1" else bound.threshold() * bound.unit()
    level = printed * ball(Fraction(factor))
    return law_of(theorem, s, lambda: level), float(level)


def found(label, factor, **texts):
    return estimate(law(label, factor, **texts)[0], DRAWS, ERROR, 0, label)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("m", "factor"),
    [("100", "0.1"), ("10000", "0.05"), ("1000000", "0.03"), ("10000", "0.15"), ("10", "0.2")],
)
def test_tilted_sums_agree_with_exact_tails(m, factor):
    rare = found("notes/theorem-1", factor, m=m)
    low, high = law("notes/theorem-1", factor, m=m)[0].failure()
    assert rare.lower <= high
    assert low <= rare.upper
    assert rare.upper <= 3 * rare.lower  # the limits are narrow, at any depth


@pytest.mark.slow
@pytest.mark.parametrize(
    ("m", "B", "factor"), [("100", "1", "0.3"), ("100", "1", "0.35"), ("1000", "1", "0.25")]
)
def test_tilted_gaps_lie_inside_the_rigorous_enclosure(m, B, factor):
    rare = found("slides/lemma-4.1", factor, m=m, B=B)
    low, high = law("slides/lemma-4.1", factor, m=m, B=B)[0].failure()
    assert low <= rare.upper
    assert rare.lower <= high
    assert 0 < rare.lower <= rare.mean <= rare.upper < 1e-8


@pytest.mark.slow
@pytest.mark.parametrize(("m", "factor"), [("100", "0.2"), ("10000", "0.174"), ("10", "0.25")])
def test_tilted_gaps_agree_with_plain_draws(m, factor):
    rare, (_, level) = found("slides/lemma-4.1", factor, m=m), law("slides/lemma-4.1", factor, m=m)
    values = {"m": int(m), "B": 1.0, "x_norm": 1.0}
    drawn = sample("frobenius-gap", values, draws=50_000, seed=3, stream="plain", way="sparse")
    seen = clopper_pearson(int(np.sum(drawn > level)), drawn.size, ERROR)
    assert seen[0] > 0
    assert rare.lower <= seen[1]
    assert seen[0] <= rare.upper


def test_limits_cover_the_mean_of_bounded_weights():
    rng, mean, missed = np.random.default_rng(0), 0.02, 0
    for _ in range(400):
        weights = np.where(rng.random(300) < 0.1, 0.4 * rng.random(300), 0.0)
        limits = _limits(weights, weights, 0.4, 0.2)
        missed += not limits.lower <= mean <= limits.upper
    assert missed <= 0.2 * 400


def test_the_same_numbers_every_time():
    assert found("notes/theorem-1", "0.1") == found("notes/theorem-1", "0.1")


def test_what_underflows_is_not_called_impossible():
    rare = estimate(law("slides/lemma-4.1", "0.3", m="1000000")[0], 2, ERROR, 0, "far")
    assert rare.upper >= math.ulp(0.0)


def test_other_laws_have_no_tilt():
    assert found("notes/lemma-4-delta-1", "0.1") is None
