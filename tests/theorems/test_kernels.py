import math

import numpy as np
import pytest
from scipy.integrate import dblquad

from checkers.arithmetic.balls import BALLS, ball
from theorems.kernels import (
    arc_cosine,
    expectation,
    finite_ntk,
    finite_ntk_sum,
    finite_relu_ntk,
    pleiss_ntk,
    pleiss_ntk_sum,
    relu_ntk,
    sigma_recursion,
    theta_recursion,
)
from theorems.language.activations import ACTIVATIONS
from theorems.language.floats import FLOATS

NAMES = sorted(ACTIVATIONS)
RHOS = [-1.0, -0.9, 0.0, 1 / 3, 0.999, 1.0]


def pair(rho, n0=3):
    """Two unit vectors with cosine rho."""
    x, y = np.zeros(n0), np.zeros(n0)
    x[0], y[0], y[1] = 1, rho, math.sqrt(1 - rho * rho)
    return x, y


def second_opinion(g, covariance):
    """E[g(u) g(v)] by adaptive quadrature over each quadrant, in Cartesian coordinates."""
    inverse = np.linalg.inv(covariance)
    scale = 1 / (2 * math.pi * math.sqrt(np.linalg.det(covariance)))

    def integrand(v, u):
        square = inverse[0, 0] * u * u + 2 * inverse[0, 1] * u * v + inverse[1, 1] * v * v
        return g(u) * g(v) * scale * math.exp(-square / 2)

    ends = [(-9, 0), (0, 9)]
    return sum(dblquad(integrand, *a, *b, epsabs=1e-10)[0] for a in ends for b in ends)


@pytest.mark.parametrize(
    ("name", "g"),
    [
        ("relu", lambda z: max(z, 0)),
        ("tanh", math.tanh),
        ("elu", lambda z: z if z > 0 else math.expm1(z)),
    ],
)
def test_expectation_agrees_with_plain_integration(name, g):
    covariance = np.array([[1.2, -0.3], [-0.3, 0.5]])
    found = expectation(lambda z: ACTIVATIONS[name].value(z, FLOATS), covariance)
    assert found == pytest.approx(second_opinion(g, covariance), abs=1e-9)


@pytest.mark.parametrize("rho", RHOS)
def test_expectation_of_powers_is_exact(rho):
    covariance = np.array([[1.0, rho], [rho, 1.0]])
    assert expectation(lambda z: np.ones_like(z), covariance) == pytest.approx(1, abs=1e-12)
    assert expectation(lambda z: z, covariance) == pytest.approx(rho, abs=1e-12)
    assert expectation(lambda z: z**3, covariance) == pytest.approx(9 * rho + 6 * rho**3, abs=1e-10)


def test_depth_one_is_the_linear_kernel():
    x, y = np.array([1.0, 2.0]), np.array([3.0, -1.0])
    for recursion in (sigma_recursion, theta_recursion):
        assert recursion(x, y, 1, 0.5, ACTIVATIONS["tanh"]) == pytest.approx(0.5 + 0.25)


@pytest.mark.parametrize("rho", RHOS)
def test_two_layer_relu_limit_is_the_printed_kernel(rho):
    # On the unit sphere, beta = 0: Theta^(2) = k_NTK / n0 and Sigma^(2) = k_arccos / n0.
    x, y = pair(rho)
    theta = theta_recursion(x, y, 2, 0.0, ACTIVATIONS["relu"])
    sigma = sigma_recursion(x, y, 2, 0.0, ACTIVATIONS["relu"])
    assert 3 * theta == pytest.approx(pleiss_ntk(rho, FLOATS), abs=1e-12)
    assert 3 * sigma == pytest.approx(arc_cosine(rho, FLOATS), abs=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_recursions_are_symmetric_and_end_on_the_diagonal(name):
    x, y = np.array([0.3, -0.4, 1.0]), np.array([0.5, 0.2, -0.1])
    sigma = ACTIVATIONS[name]
    for recursion in (sigma_recursion, theta_recursion):
        forth, back = (recursion(p, q, 3, 0.3, sigma) for p, q in ((x, y), (y, x)))
        assert forth == pytest.approx(back, rel=1e-9)
        assert forth**2 < recursion(x, x, 3, 0.3, sigma) * recursion(y, y, 3, 0.3, sigma)


def test_theta_follows_its_recursion():
    x, y = pair(0.4)
    sigma = ACTIVATIONS["sin"]
    for L in (1, 2, 3):
        cov = np.array([[sigma_recursion(p, q, L, 0.2, sigma) for q in (x, y)] for p in (x, y)])
        dot = expectation(np.cos, cov)
        below = theta_recursion(x, y, L, 0.2, sigma)
        above = below * dot + sigma_recursion(x, y, L + 1, 0.2, sigma)
        assert theta_recursion(x, y, L + 1, 0.2, sigma) == pytest.approx(above, rel=1e-12)


def test_finite_kernels_agree():
    rng = np.random.default_rng(1)
    W0, x, y = rng.normal(size=(50, 4)), rng.normal(size=4), rng.normal(size=4)
    a = rng.choice([-1.0, 1.0], size=50)
    for name in NAMES:
        sigma = ACTIVATIONS[name]
        assert finite_ntk(x, y, W0, a, sigma) == pytest.approx(finite_ntk_sum(x, y, W0, sigma))
    relu = finite_relu_ntk(x, y, W0)
    assert relu == pytest.approx(finite_ntk_sum(x, y, W0, ACTIVATIONS["relu"]))


def test_finite_kernel_is_the_inner_product_of_difference_quotients():
    rng = np.random.default_rng(2)
    W0, x, y = rng.normal(size=(6, 3)), rng.normal(size=3), rng.normal(size=3)
    a, sigma, eps = rng.choice([-1.0, 1.0], size=6), ACTIVATIONS["tanh"], 1e-6

    def slopes(z):
        found = np.zeros_like(W0)
        for index in np.ndindex(*W0.shape):
            up, down = W0.copy(), W0.copy()
            up[index] += eps
            down[index] -= eps
            found[index] = (a @ np.tanh(up @ z) - a @ np.tanh(down @ z)) / (2 * eps)
        return found

    assert finite_ntk(x, y, W0, a, sigma) == pytest.approx(np.sum(slopes(x) * slopes(y)), rel=1e-7)


@pytest.mark.parametrize("rho", [-0.7, 0.2, 0.95])
def test_wide_finite_kernel_is_near_its_limit(rho):
    # Fixed seed; 6 standard deviations of a mean of 200000 indicators, times |rho|.
    m = 200_000
    x, y = pair(rho)
    W0 = np.random.default_rng(3).normal(size=(m, 3))
    average = finite_relu_ntk(x, y, W0) / m
    assert abs(average - relu_ntk(rho, FLOATS)) <= 6 * abs(rho) / (2 * math.sqrt(m))


@pytest.mark.parametrize("rho", RHOS)
def test_closed_forms_agree_in_floats_and_balls(rho):
    exact = ball(round(rho * 1000)) / 1000
    for form in (relu_ntk, arc_cosine, pleiss_ntk, pleiss_ntk_sum):
        value = form(round(rho * 1000) / 1000, FLOATS)
        assert float(form(exact, BALLS)) == pytest.approx(value, abs=1e-12)
    assert pleiss_ntk(exact, BALLS).overlaps(pleiss_ntk_sum(exact, BALLS))
