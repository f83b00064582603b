"""Limits that hold at every number of draws at once. Fixed seeds.

Each simulation would fail for a valid sequence with probability below 1e-6 in another stream.
"""

import math

import mpmath
import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mpf
from scipy import stats

from checkers.verdicts.binomial_limits import lower_limit, upper_limit
from checkers.verdicts.stopping_limits import always_valid_limits, batches, log_martingale

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
    expected = float(log_martingale(arb(p), int(hits[7, 99]), 100))
    assert log_m[7, 99] == pytest.approx(expected, rel=1e-9)
    ever = int(np.sum(np.any(log_m >= math.log(1 / ERROR), axis=1)))
    assert stats.binom.sf(ever - 1, paths, ERROR) > 1e-6


def test_reading_fixed_limits_again_and_again_is_wrong():
    """What the sequence is for: Clopper-Pearson limits read after every draw miss too often."""
    rng, paths, p = np.random.default_rng(0), 300, 0.5
    hits = np.cumsum(rng.random((paths, 2000)) < p, axis=1)[:, ::7]
    n = np.arange(1, 2001)[::7]
    lower = stats.beta.ppf(ERROR / 2, hits, n - hits + 1)  # nan, and so no miss, at the ends
    upper = stats.beta.ppf(1 - ERROR / 2, hits + 1, n - hits)
    missed = np.sum(np.any((p < lower) | (p > upper), axis=1))
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


@pytest.mark.parametrize(
    ("violations", "draws", "error"),
    [
        *((k, n, 1e-3) for n in (10, 10**6, 10**9) for k in (0, 1, n // 3, n - 1, n)),
        (7, 1000, 1e-12),
        (3, 10**12, 0.5),
    ],
)
def test_limits_are_on_the_safe_side_of_the_martingale(violations, draws, error):
    """And within a relative 1e-9 of equality, or two floats near 1; by mpmath at 60 digits."""

    def log_m(k, p):
        betas = mpmath.loggamma(k + mpf("0.5")) + mpmath.loggamma(draws - k + mpf("0.5"))
        betas -= mpmath.loggamma(draws + 1) + mpmath.log(mpmath.pi)
        rest = (draws - k) * mpmath.log1p(-p) if draws > k else 0
        return betas - k * mpmath.log(p) - rest

    lower, upper = always_valid_limits(violations, draws, error)
    with mpmath.workdps(60):
        level = -mpmath.log(error)
        for k, p, float_ in ((violations, mpf(lower), 0), (draws - violations, 1 - mpf(upper), 2)):
            assert k or p == 0
            if k:
                inside = min(p * (1 + mpf(10) ** -9) + float_ * mpf(2) ** -53, mpf(k) / draws)
                assert p == 0 or log_m(k, p) >= level
                assert level > log_m(k, inside)


def test_unusable_counts_are_refused():
    for arguments in ((3, 2, 0.1), (-1, 2, 0.1), (1, 2, 0.0), (1, 2, 1.0)):
        with pytest.raises(ValueError, match="no limits"):
            always_valid_limits(*arguments)


def test_batches_double_and_add_up():
    assert list(batches(200)) == [(0, 32), (32, 32), (64, 64), (128, 72)]
    assert list(batches(10)) == [(0, 10)]
    assert list(batches(0)) == []
