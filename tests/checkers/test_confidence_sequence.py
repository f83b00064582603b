"""Limits that hold at every number of draws at once. Fixed seeds.

Each simulation would fail for a valid sequence with probability below 1e-6 in another stream.
"""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from checkers.confidence_sequence import always_valid_limits, batches, log_martingale
from checkers.statistics import lower_limit, upper_limit

fast = settings(derandomize=True, deadline=None)
ERROR = 0.05


@pytest.mark.parametrize("p", [0.003, 0.05, 0.5, 0.9])
def test_the_truth_is_hardly_ever_left_at_any_time(p):
    paths, draws = 2000, 3000
    rng = np.random.default_rng(0)
    hits = np.cumsum(rng.random((paths, draws)) < p, axis=1)
    n = np.arange(1, draws + 1)
    # M_n(p) for all paths and all n at once
    log_beta = np.array([[math.lgamma(k + 0.5) for k in range(draws + 1)]])[0]
    total = np.array([math.lgamma(k + 1.0) for k in range(draws + 1)])
    log_m = (
        log_beta[hits] + log_beta[n - hits] - total[n] - math.log(math.pi)
        - hits * math.log(p) - (n - hits) * math.log1p(-p)
    )  # fmt: skip
    assert log_m[7, 99] == pytest.approx(log_martingale(p, int(hits[7, 99]), 100), rel=1e-9)
    ever = int(np.sum(np.any(log_m >= math.log(1 / ERROR), axis=1)))
    assert stats.binom.sf(ever - 1, paths, ERROR) > 1e-6


def test_reading_fixed_limits_again_and_again_is_wrong():
    """What the sequence is for: Clopper-Pearson limits read after every draw miss too often."""
    rng, paths, p = np.random.default_rng(0), 300, 0.5
    missed = 0
    for _ in range(paths):
        hits = np.cumsum(rng.random(2000) < p)
        missed += any(
            not lower_limit(int(k), n, ERROR / 2) <= p <= upper_limit(int(k), n, ERROR / 2)
            for n, k in list(enumerate(hits, 1))[::7]
        )
    assert missed > 2 * ERROR * paths


@fast
@given(st.integers(0, 10**6), st.data(), st.floats(1e-12, 0.5))
def test_limits_solve_their_equation_and_are_wider_than_fixed_ones(draws, data, error):
    violations = data.draw(st.integers(0, draws))
    lower, upper = always_valid_limits(violations, draws, error)
    assert 0 <= lower <= upper <= 1
    if draws:
        assert lower <= violations / draws <= upper
        assert lower <= lower_limit(violations, draws, error) * (1 + 1e-6)
        assert upper >= upper_limit(violations, draws, error) * (1 - 1e-6)
    for limit in {lower, upper} - {0.0, 1.0}:
        assert log_martingale(limit, violations, draws) == pytest.approx(
            -math.log(error), rel=1e-6, abs=1e-3
        )


def test_unusable_counts_are_refused():
    for arguments in ((3, 2, 0.1), (-1, 2, 0.1), (1, 2, 0.0), (1, 2, 1.0)):
        with pytest.raises(ValueError, match="no limits"):
            always_valid_limits(*arguments)


def test_batches_double_and_add_up():
    assert list(batches(200)) == [(0, 32), (32, 32), (64, 64), (128, 72)]
    assert list(batches(10)) == [(0, 10)]
    assert list(batches(0)) == []
