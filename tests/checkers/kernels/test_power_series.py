"""Coefficients of the kernel's power series, and the Hermite coefficients that they rest on."""

import math
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx
from scipy.integrate import quad

from checkers.activations.rows import DUALS, PARITIES, ROWS
from checkers.arithmetic.balls import ball
from checkers.gaussians.hermite import hermite_coefficients, mean_square
from checkers.kernels.degrees import degrees
from checkers.kernels.power_series import COUNT, coefficients, sentence, signs
from checkers.kernels.recursion import dot_product_kernel
from theorems.language.activations import ACTIVATIONS
from theorems.language.floats import FLOATS

ZERO, TENTH = Fraction(0), Fraction(1, 10)
NAMES = sorted(PARITIES)
BY_QUADRATURE = sorted(name for name, row in ROWS.items() if row.dual is None)


def expectation(f):
    """E[f(z)], by floating quadrature on each side of 0."""

    def density(z):
        return float(f(np.float64(z))) * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

    return quad(density, -12, 0, epsabs=1e-13)[0] + quad(density, 0, 12, epsabs=1e-13)[0]


def test_every_activation_has_its_way():
    assert set(ROWS) == set(ACTIVATIONS)
    assert all(row.dual or row.sides for row in ROWS.values())


# --- Hermite coefficients -------------------------------------------------------------------


@pytest.mark.parametrize("q", [Fraction(1, 1000), Fraction(1, 3), Fraction(5)])
@pytest.mark.parametrize("name", BY_QUADRATURE)
def test_hermite_coefficients_enclose_the_floats(name, q):
    sigma, s = ACTIVATIONS[name].value, math.sqrt(q)
    h = [lambda z: 1.0, lambda z: z, lambda z: (z * z - 1) / math.sqrt(2)]
    h.append(lambda z: (z**3 - 3 * z) / math.sqrt(6))
    with ctx.workprec(128):
        a = hermite_coefficients(name, ball(q), 4)
        square = mean_square(name, ball(q))
    for a_k, h_k in zip(a, h, strict=True):
        assert a_k.rad() < 1e-25
        value = expectation(lambda z, h_k=h_k: sigma(s * z, FLOATS) * h_k(z))
        assert float(a_k) == pytest.approx(value, abs=1e-11)
    value = expectation(lambda z: sigma(s * z, FLOATS) ** 2)
    assert square.rad() < 1e-25
    assert float(square) == pytest.approx(value, abs=1e-11)


@pytest.mark.parametrize("name", BY_QUADRATURE)
def test_parseval(name):
    """sum a_k^2 approaches E[sigma^2] from below, and vanishing coefficients enclose 0."""
    with ctx.workprec(128):
        a = hermite_coefficients(name, arb(1), 32)
        square = mean_square(name, arb(1))
        rest = square - sum((a_k * a_k for a_k in a), arb(0))
    assert rest > 0
    assert rest < 1e-3
    kind = PARITIES[name].kind
    zero = {"odd": range(0, 32, 2), "linear odd part": range(3, 32, 2)}
    zero["constant even part"] = range(2, 32, 2)
    for k in range(32):
        assert a[k].contains(0) == (k in zero.get(kind, ()))


def test_wide_variances_widen_the_enclosure():
    with ctx.workprec(64):
        q = arb("0.5", "1e-6")
        a_1 = hermite_coefficients("tanh", q, 2)[1]
        sharp = hermite_coefficients("tanh", ball(Fraction(1, 2)), 2)[1]
    assert a_1.overlaps(sharp)
    assert 1e-8 < a_1.rad() < 1e-4


# --- the series -----------------------------------------------------------------------------


def test_relu_without_bias_is_the_arc_cosine_series():
    """L = 2, n0 = 1: arc-cosine (1/(2 pi)) (1 + pi rho/2 + rho^2/2 + rho^4/24 + ...)."""
    with ctx.workprec(128):
        b = coefficients(1, 2, ZERO, "relu", 7)
        # Theta = rho (pi - phi)/(2 pi) + (sin phi + (pi - phi) cos phi)/(2 pi)
        pi = arb.pi()
        known = [1 / (2 * pi), arb(1) / 2, 3 / (4 * pi), arb(0), 5 / (48 * pi), arb(0)]
    for b_n, value in zip(b, known, strict=False):
        assert b_n.overlaps(value)
        assert b_n.rad() < 1e-35


def test_erf_without_bias_is_the_arcsine_series():
    """L = 2, n0 = 2: q = 1/2, F = (2/pi) asin(rho/2), b_n = (n + 1) a_n^2."""
    with ctx.workprec(128):
        b = coefficients(2, 2, ZERO, "erf", 6)
        known = [2 * 2 / arb.pi() * ball(Fraction(1, 2)), 4 * 2 / arb.pi() * ball(Fraction(1, 48))]
        known.append(6 * 2 / arb.pi() * ball(Fraction(3, 1280)))
    assert all(b[n].overlaps(value) for n, value in zip((1, 3, 5), known, strict=True))
    assert all(b[n].contains(0) for n in (0, 2, 4))


def test_sin_without_bias_is_the_sinh_series():
    """L = 2: F = exp(-q) sinh(q rho), b_n = (n + 1) exp(-q) q^n / n! for odd n."""
    q = Fraction(1, 3)
    with ctx.workprec(128):
        b = coefficients(3, 2, ZERO, "sin", 12)
        for n in range(1, 12, 2):
            known = (-ball(q)).exp() * ball((n + 1) * q**n / math.factorial(n))
            assert b[n].overlaps(known)


@pytest.mark.parametrize("name", sorted(DUALS))
@pytest.mark.parametrize(("L", "beta"), [(2, TENTH), (3, ZERO), (4, Fraction(1))])
def test_series_sum_to_the_kernel(name, L, beta):
    with ctx.workprec(128):
        b = coefficients(3, L, beta, name, 60)
        kappa = dot_product_kernel(3, L, beta, name)(arb("0.25"))
        total = sum((b_n * arb("0.25") ** n for n, b_n in enumerate(b)), arb(0))
    assert float(total) == pytest.approx(float(kappa), rel=1e-14)


BOTH_WAYS = sorted(name for name, row in ROWS.items() if row.dual and row.sides)


@pytest.mark.parametrize("name", BOTH_WAYS)
@pytest.mark.parametrize("L", [2, 3])
@pytest.mark.parametrize("beta", [ZERO, TENTH])
def test_lower_bounds_are_below_the_closed_form(monkeypatch, name, L, beta):
    with ctx.workprec(128):
        exact = coefficients(3, L, beta, name, 8)
        monkeypatch.delitem(DUALS, name)
        lower = coefficients(3, L, beta, name, 8)
    for b_n, low in zip(exact, lower, strict=True):
        assert not low.lower() > b_n.upper()
        assert float(low) == pytest.approx(float(b_n), rel=0.06, abs=1e-3)


# --- signs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [n for n in NAMES if not ACTIVATIONS[n].polynomial])
@pytest.mark.parametrize(("n0", "L", "beta"), [(3, 2, TENTH), (1, 3, Fraction(1)), (50, 2, TENTH)])
def test_bias_makes_all_coefficients_positive(name, n0, L, beta):
    assert signs(n0, L, beta, name) == "+" * COUNT


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("L", [1, 2, 3])
def test_signs_without_bias_follow_the_parity(name, L):
    found = signs(2, L, ZERO, name, 12)
    even, odd, _ = degrees(L, ZERO, name)
    for n, letter in enumerate(found):
        bound = odd if n % 2 else even
        assert letter == ("0" if bound is not None and n > bound else "+")


def test_signs_in_words():
    assert sentence("+++") == "b_0, ..., b_2 are certified positive."
    assert sentence("+0?") == (
        "Of b_0, ..., b_2: b_0 certified positive; b_1 exactly zero; b_2 undecided."
    )


def test_extreme_biases_are_undecided_not_wrong():
    assert set(signs(3, 10, Fraction(10) ** 60, "relu")) <= {"+", "?"}
