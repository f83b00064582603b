"""Floating lower bounds of least eigenvalues, and floating Gram matrices with proven errors."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.activations.rows import DUALS
from checkers.kernels.float_gram import float_gram
from checkers.kernels.points import nearby_direction, point_sets
from checkers.kernels.recursion import gram
from checkers.matrices.cholesky import (
    backward_error,
    decimal_below,
    factorization_bound,
    least_eigenvalue_bound,
    norm_bound,
)

ZERO, TENTH = Fraction(0), Fraction(1, 10)
EXACT = Fraction(0)


def exact_least_eigenvalue(matrix):
    """At 60 digits."""
    with mpmath.workdps(60):
        return min(mpmath.eigsy(mpmath.matrix(matrix.tolist()), eigvals_only=True))


def rotated(eigenvalues, rng):
    """A symmetric matrix of floats with about these eigenvalues."""
    q, _ = np.linalg.qr(rng.standard_normal((len(eigenvalues), len(eigenvalues))))
    a = (q * eigenvalues) @ q.T
    return (a + a.T) / 2


def directions(n, n0, seed=0):
    """Distinct random directions."""
    x = np.random.default_rng(seed).standard_normal((n, n0))
    return np.array(list(dict.fromkeys(map(nearby_direction, x.tolist()))))


# --- the bound ------------------------------------------------------------------------------


@given(
    st.integers(1, 8),
    st.floats(-18, 0),
    st.booleans(),
    st.sampled_from([1.0, 2.0**-300, 2.0**300]),
    st.integers(0, 2**32),
)
def test_bound_never_exceeds_the_least_eigenvalue(n, exponent, indefinite, scale, seed):
    rng = np.random.default_rng(seed)
    eigenvalues = 10 ** rng.uniform(exponent, 0, n)
    eigenvalues[0] = -eigenvalues[0] if indefinite else eigenvalues[0]
    a = rotated(eigenvalues, rng) * scale
    bound = least_eigenvalue_bound(a, EXACT)
    least = exact_least_eigenvalue(a)
    if bound is not None:
        assert 0 < mpmath.mpf(bound.numerator) / bound.denominator <= least
    else:
        assert least < 2 * float(backward_error(np.diag(a))) + 1e-15 * scale


@pytest.mark.parametrize("n", [1, 2, 30, 400])
@pytest.mark.parametrize("least", [1e-2, 1e-7])
def test_bound_is_tight(n, least):
    rng = np.random.default_rng(n)
    a = rotated(np.r_[least, rng.uniform(10 * least, 1, n - 1)], rng)
    bound = float(least_eigenvalue_bound(a, EXACT))
    assert 0.97 * least < bound <= np.linalg.eigvalsh(a)[0] + 1e-14


def test_singular_matrices_get_no_bound():
    ones = np.ones((5, 5))
    assert least_eigenvalue_bound(ones, EXACT) is None
    assert least_eigenvalue_bound(np.zeros((3, 3)), EXACT) is None
    assert least_eigenvalue_bound(-np.eye(3), EXACT) is None
    # rank n - 1 over the integers, exactly
    for n in (2, 10, 350):
        v = np.random.default_rng(n).integers(-9, 10, (n, n - 1)).astype(float)
        assert least_eigenvalue_bound(v @ v.T, EXACT) is None


def test_errors_of_the_entries_count():
    a = np.eye(4)
    assert 0.19 < least_eigenvalue_bound(a, Fraction(1, 5)) <= 0.2
    assert least_eigenvalue_bound(a, Fraction(1, 4)) is None
    error = np.zeros((4, 4))
    error[0, 1] = error[1, 0] = 0.5
    assert 0.48 < least_eigenvalue_bound(a, error) <= 0.5
    error[2:, 2:] = 0.5
    assert least_eigenvalue_bound(a, error) is None


def test_norms_are_bounded():
    rng = np.random.default_rng(0)
    for n in (1, 5, 40):
        error = rng.uniform(0, 1, (n, n)) ** 9
        error += error.T
        assert float(norm_bound(error, n)) >= np.linalg.norm(error, 2) * (1 - 1e-15)
        assert norm_bound(Fraction(float(error.max())), n) >= norm_bound(error, n) * (
            1 - Fraction(1, 2**40)
        )
    # a star has a smaller Frobenius norm, a constant row sum is better for the rest
    star = np.zeros((10, 10))
    star[0, 1:] = star[1:, 0] = 1
    assert float(norm_bound(star, 10)) == pytest.approx(np.sqrt(18))
    assert float(norm_bound(np.eye(10), 10)) == pytest.approx(1)


def test_matrices_are_checked():
    with pytest.raises(ValueError, match="symmetric"):
        least_eigenvalue_bound(np.array([[1.0, 0.5], [0.4, 1.0]]), EXACT)
    with pytest.raises(ValueError, match="finite"):
        least_eigenvalue_bound(np.array([[np.inf]]), EXACT)


@pytest.mark.parametrize("n", [3, 40, 300])
def test_lapack_keeps_the_backward_error_of_the_proof(n):
    """Step 1, entry by entry: R^T R - B in extended precision, against gamma_(n+1) |R|^T |R|."""
    rng = np.random.default_rng(n)
    points = directions(n, 3)
    for b in (
        rotated(10 ** rng.uniform(-8, 0, n), rng),
        float_gram(points, 2, TENTH, "relu")[0],
        np.eye(n) * 1e-200 + 1e-201,
    ):
        low = np.linalg.cholesky(b).astype(np.longdouble)
        gamma = (n + 1) * 2.0**-53 / (1 - (n + 1) * 2.0**-53)
        slack = n * np.finfo(np.longdouble).eps * (np.abs(low) @ np.abs(low).T)
        assert np.all(np.abs(low @ low.T - b) <= gamma * (np.abs(low) @ np.abs(low).T) + slack)
        assert factorization_bound(b) == -backward_error(np.diag(b))


@given(st.fractions(min_value=Fraction(1, 10**40), max_value=10**40), st.integers(1, 9))
def test_decimals_are_below(number, digits):
    decimal = Fraction(decimal_below(number, digits))
    assert number * (1 - Fraction(10, 10**digits)) < decimal <= number


# --- entries --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(DUALS))
@pytest.mark.parametrize(
    ("L", "beta"), [(1, TENTH), (2, TENTH), (3, ZERO), (5, Fraction(2)), (3, Fraction(1, 10**6))]
)
def test_entries_are_within_their_error(name, L, beta):
    v = directions(12, 3, seed=L)
    near = v[:2] + np.array([[0, 0, 1], [1, 0, 0]])
    v = np.vstack([v, -v[:2], near, -near, np.eye(3, dtype=int), [[1, 1, 0]]])
    a, error = float_gram(v, L, beta, name)
    balls = gram(v.tolist(), L, beta, name)
    worst = max(abs(balls[i][j] - arb(float(a[i, j]))).upper() for i, j in np.ndindex(a.shape))
    assert worst <= arb(error.numerator) / error.denominator
    assert error < Fraction(14, 2**53) * Fraction(float(a[0, 0]))
    assert np.array_equal(a, a.T)


@settings(max_examples=25)
@given(st.lists(st.tuples(*[st.integers(-26_000, 26_000)] * 3), min_size=2, max_size=5))
def test_entries_of_any_directions(vectors):
    v = np.array(vectors)
    cross = [np.cross(x, y) for i, x in enumerate(v) for y in v[:i] if x @ y >= 0]
    if not all(map(np.any, v)) or not all(map(np.any, cross)):
        with pytest.raises(ValueError, match="float_gram needs"):
            float_gram(v, 2, TENTH, "relu")
        return
    a, error = float_gram(v, 2, TENTH, "relu")
    balls = gram(v.tolist(), 2, TENTH, "relu")
    worst = max(abs(balls[i][j] - arb(float(a[i, j]))).upper() for i, j in np.ndindex(a.shape))
    assert worst <= arb(error.numerator) / error.denominator


def test_too_long_vectors_and_extreme_biases_are_refused():
    for v in ([[46_341, 0]], [[2**40, 0]], [[0, 0]], [[1, 2], [2, 4]]):
        with pytest.raises(ValueError, match="float_gram needs"):
            float_gram(np.array(v), 2, TENTH, "relu")
    with pytest.raises(ArithmeticError, match="1024 bits"):
        float_gram(np.eye(2, dtype=int), 100, Fraction(10) ** 60, "relu")


@pytest.mark.parametrize(("name", "n"), [("relu", 30), ("sin", 8), ("erf", 8)])
def test_bounds_of_gram_matrices_are_below_their_eigenvalues(name, n):
    for points in point_sets(3, n).values():
        a, error = float_gram(np.array(points), 2, TENTH, name)
        bound = least_eigenvalue_bound(a, error)
        with mpmath.workdps(50):
            exact = gram(points, 2, TENTH, name)
            rows = [[mpmath.mpf(k.mid().str(45, radius=False)) for k in row] for row in exact]
            least = min(mpmath.eigsy(mpmath.matrix(rows), eigvals_only=True))
            assert bound is None or mpmath.mpf(float(bound)) <= least * (1 + mpmath.mpf(10) ** -15)
        assert bound is not None or least < 1e-12


@pytest.mark.parametrize("name", ["erf", "sin", "identity", "cubic", "abs", "quadratic"])
def test_singular_gram_matrices_get_no_bound(name):
    """Antipodal pairs: an odd kernel kills the sum, an even one the difference."""
    v = directions(40, 5)
    a, error = float_gram(np.vstack([v, -v]), 3, ZERO, name)
    assert least_eigenvalue_bound(a, error) is None


def test_polynomial_kernels_of_many_points_get_no_bound():
    a, error = float_gram(directions(100, 2), 2, TENTH, "cubic")
    assert least_eigenvalue_bound(a, error) is None


@pytest.mark.slow  # a matrix of 2000 rows is decomposed some times
def test_two_thousand_points():
    points = directions(2000, 3)
    a, error = float_gram(points, 2, TENTH, "relu")
    bound = least_eigenvalue_bound(a, error)
    least = np.linalg.eigvalsh(a)[0]
    assert 0.97 * least < float(bound) <= least + 1e-11
    singular, error = float_gram(np.vstack([points[:1000], -points[:1000]]), 2, ZERO, "erf")
    assert least_eigenvalue_bound(singular, error) is None
