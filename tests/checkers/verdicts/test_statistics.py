import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mpf
from scipy import stats

from checkers.verdicts.binomial_limits import (
    BudgetTooSmall,
    clopper_pearson,
    draws_needed,
    draws_to_refute,
    lower_limit,
    require_draws,
    upper_limit,
)

fast = settings(derandomize=True, deadline=None)
errors = st.floats(1e-12, 0.5)


@fast
@given(st.integers(1, 2000), st.data(), st.floats(1e-6, 0.5))
def test_clopper_pearson_equals_scipy(draws, data, error):
    violations = data.draw(st.integers(0, draws))
    expected = stats.binomtest(violations, draws).proportion_ci(1 - error, "exact")
    got = clopper_pearson(violations, draws, error)
    assert got == pytest.approx((expected.low, expected.high), rel=1e-6, abs=1e-12)


@fast
@given(st.integers(1, 10**6), st.data(), errors)
def test_limits_solve_their_binomial_equations(draws, data, error):
    violations = data.draw(st.integers(0, draws))
    upper, lower = upper_limit(violations, draws, error), lower_limit(violations, draws, error)
    assert 0 <= lower < upper <= 1
    if violations < draws:
        assert stats.binom.cdf(violations, draws, upper) == pytest.approx(error, rel=1e-6)
    if violations > 0:
        assert stats.binom.sf(violations - 1, draws, lower) == pytest.approx(error, rel=1e-6)


def test_limits_at_the_ends_are_closed_forms():
    assert clopper_pearson(0, 10, 0.1) == (0.0, pytest.approx(1 - 0.05**0.1, rel=1e-14))
    assert clopper_pearson(10, 10, 0.1) == (pytest.approx(0.05**0.1, rel=1e-14), 1.0)
    assert clopper_pearson(0, 0, 0.1) == (0.0, 1.0)
    # The rule of three.
    assert upper_limit(0, 10**9, 0.05) == pytest.approx(3e-9, rel=2e-3)


@pytest.mark.parametrize("draws", [1, 2, 7, 40, 150])
@pytest.mark.parametrize("error", [0.5, 0.1, 1e-3])
def test_limits_cover_as_often_as_they_say(draws, error):
    """All outcomes enumerated: the interval misses p with probability <= error, for each p."""
    k = np.arange(draws + 1)
    two_sided = np.array([clopper_pearson(i, draws, error) for i in k.tolist()])
    upper = np.array([upper_limit(i, draws, error) for i in k.tolist()])
    # The hardest p are beside the limits themselves.
    limits = two_sided.ravel()
    beside = np.concatenate([limits * (1 - 1e-7), limits * (1 + 1e-7)])
    for p in np.clip(np.concatenate([np.linspace(0, 1, 101), beside]), 0, 1):
        law = stats.binom.pmf(k, draws, p)
        assert law[(p < two_sided[:, 0]) | (p > two_sided[:, 1])].sum() <= error * (1 + 1e-6)
        assert law[p > upper].sum() <= error * (1 + 1e-6)


@fast
@given(st.floats(1e-12, 0.999), errors)
def test_draws_needed_are_enough_and_one_less_is_not(claimed, error):
    needed = draws_needed(claimed, error)
    assert upper_limit(0, needed, error) <= claimed < upper_limit(0, needed - 1, error)
    enough = draws_to_refute(claimed, error)
    assert lower_limit(enough, enough, error) > claimed
    assert enough == 1 or lower_limit(enough - 1, enough - 1, error) <= claimed


def test_draws_needed_at_ties_and_ends():
    assert draws_needed(0.5, 0.25) == 2
    assert draws_needed(1.0, 1e-9) == 0
    assert draws_to_refute(0.0, 1e-9) == 1
    with pytest.raises(ValueError, match="resolves"):
        draws_needed(0.0, 0.1)
    with pytest.raises(ValueError, match="refutes"):
        draws_to_refute(1.0, 0.1)


@pytest.mark.parametrize(
    ("violations", "draws", "error"),
    [
        *((k, 10**n, 1e-6) for n in (8, 9, 10) for k in (1, 10, 12_345, 10**n - 7)),
        (10_000_000, 100_000_000, 1e-6),
        (6, 1_000_000, 1e-142),
        (999_999, 1_000_000, 1e-3),
        (500_000, 1_000_000, 1e-300),
    ],
)
def test_limits_are_on_the_safe_side_of_the_law(violations, draws, error):
    """And within a relative 1e-9 of equality, or two floats near 1; by a sum at 60 digits."""
    lower = lower_limit(violations, draws, error)
    upper = upper_limit(violations, draws, error)
    with mpmath.workdps(60):
        for k, p, float_ in ((violations, mpf(lower), 0), (draws - violations, 1 - mpf(upper), 2)):
            inside = p * (1 + mpf(10) ** -9) + float_ * mpf(2) ** -53
            assert at_least(k, draws, p) <= error < at_least(k, draws, inside)


def at_least(k, n, p):
    """P(Binomial(n, p) >= k) for mpf p below k / n: its terms from k on fall geometrically."""
    term = mpmath.exp(
        mpmath.loggamma(n + 1) - mpmath.loggamma(k + 1) - mpmath.loggamma(n - k + 1)
        + k * mpmath.log(p) + (n - k) * mpmath.log1p(-p)
    )  # fmt: skip
    total, odds = mpf(0), p / (1 - p)
    while k <= n and term > total * mpf(10) ** -40:
        total += term
        term *= odds * (n - k) / (k + 1)
        k += 1
    return total


def test_draws_to_refute_near_certainty():
    """error^(1/n) > 1 - 1e-12 from n = log(1000) / 1e-12 on; a float below 1 hides some of it."""
    assert draws_to_refute(1 - 1e-12, 1e-3) == pytest.approx(math.log(1000) * 1e12, rel=1e-3)
    with pytest.raises(ValueError, match="refutes"):
        draws_to_refute(math.nextafter(1.0, 0), 1e-3)


def test_require_draws_says_what_would_do():
    sentence = (
        r"slides/lemma-4.2: 5 draws cannot resolve delta=0.05 at confidence 0.999999; "
        r"need at least 270."
    )
    with pytest.raises(BudgetTooSmall, match=sentence):
        require_draws("slides/lemma-4.2", 5, 0.05, 1e-6)
    require_draws("slides/lemma-4.2", 270, 0.05, 1e-6)
    with pytest.raises(BudgetTooSmall, match="269 draws"):
        require_draws("slides/lemma-4.2", 269, 0.05, 1e-6)


@pytest.mark.parametrize(
    ("violations", "draws", "error"), [(-1, 5, 0.1), (6, 5, 0.1), (1, 5, 0.0), (1, 5, math.nan)]
)
def test_limits_refuse_what_is_no_outcome(violations, draws, error):
    with pytest.raises(ValueError, match="need 0"):
        upper_limit(violations, draws, error)
