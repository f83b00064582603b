"""Moments of Gaussian neurons: against quadrature in polar coordinates, and in exact relations."""

import math
from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from checkers.arithmetic.angles import NoNormalForm, moments
from checkers.arithmetic.balls import ball
from checkers.gaussians.moments import (
    form_value,
    mean,
    moment,
    orthant_moment,
    orthants_used,
    value,
    vanishes,
)
from checkers.gaussians.neuron_polynomials import ONE, Poly, symbol
from checkers.gaussians.symbols import FUNCTIONS
from theorems.language.records import Setting

NODES, WEIGHTS = np.polynomial.legendre.leggauss(80)
RHOS = (-0.95, -0.4, 0.0, 0.3, 0.99)
BOTH = frozenset(("1u", "1v"))


def in_polar_coordinates(i, j, steps, rho):
    """E[u^i v^j steps], u = r cos t, v = r cos(t - phi): a radial factor times an angular one."""
    phi = math.acos(rho)
    radial = 2 ** ((i + j) / 2) * math.gamma((i + j) / 2 + 1)
    kinks = sorted(
        {
            x % (2 * math.pi)
            for x in (math.pi / 2, -math.pi / 2, phi + math.pi / 2, phi - math.pi / 2)
        }
    )
    total = 0.0
    for low, high in zip(kinks, [*kinks[1:], kinks[0] + 2 * math.pi], strict=True):
        t = (low + high) / 2 + (high - low) / 2 * NODES
        u, v = np.cos(t), np.cos(t - phi)
        inside = np.ones_like(t)
        inside *= np.where(u > 0, 1, 0) if "1u" in steps else 1
        inside *= np.where(v > 0, 1, 0) if "1v" in steps else 1
        total += (high - low) / 2 * float(WEIGHTS @ (u**i * v**j * inside))
    return radial * total / (2 * math.pi)


@pytest.mark.parametrize("rho", RHOS)
@pytest.mark.parametrize("steps", [BOTH, frozenset(("1u",)), frozenset(("1v",)), frozenset()])
def test_moments_are_what_quadrature_gives(steps, rho):
    for i in range(7):
        for j in range(7):
            if (i + j) % 2 == 0:
                exact = float(form_value(moment(i, j, steps), arb(rho)))
                assert exact == pytest.approx(
                    in_polar_coordinates(i, j, steps, rho), rel=1e-9, abs=1e-10
                )


def test_known_closed_forms_and_symmetry():
    for k, form in enumerate(moments()):
        assert (orthant_moment(k, k) * 2 * FUNCTIONS.pi.terms[()]).same(form)
    for i, j in ((4, 2), (5, 1), (6, 0)):
        for rho in RHOS:
            left, right = (form_value(orthant_moment(*p), arb(rho)) for p in ((i, j), (j, i)))
            assert left.overlaps(right)


def test_odd_moments_over_a_quadrant_have_no_form():
    with pytest.raises(NoNormalForm):
        orthant_moment(2, 1)
    with pytest.raises(NoNormalForm):
        moment(1, 0, frozenset(("1u",)))
    assert not moment(1, 0, frozenset()).terms


def test_neurons_are_independent_and_output_weights_normal():
    u, b, other = symbol("u", 0), symbol("b", 0), symbol("u", 1)
    assert not mean(b * u**2).terms
    assert mean(b**4 * u**2).same(Poly.of(3))
    assert mean(u**2 * other**2).same(Poly.of(1))
    assert mean(symbol("x_norm") * u**4).same(3 * symbol("x_norm"))


def test_an_expectation_with_a_named_function_is_one_and_the_same():
    u, v = symbol("u", 0), symbol("v", 0)
    first = mean(FUNCTIONS.tanh(u) * FUNCTIONS.tanh(v) * symbol("b", 0) ** 2)
    assert first.same(mean(FUNCTIONS.tanh(v) * FUNCTIONS.tanh(u)))
    assert not first.same(mean(FUNCTIONS.tanh(u) * FUNCTIONS.tanh(u)))
    with pytest.raises(NoNormalForm, match="without closed form"):
        value(first, {"rho": Fraction(1, 2)})


def test_values_need_the_angle_that_they_depend_on():
    poly = Poly.of(orthant_moment(1, 1))
    assert value(poly, {"rho": Fraction(0)}).overlaps(1 / (2 * arb.pi()))
    with pytest.raises(NoNormalForm, match="angle"):
        value(poly, {"m": 3})
    assert value(Poly.of(3), {}) == 3


def test_exact_zeros():
    poly = Poly.of(orthant_moment(0, 0))
    assert vanishes(poly, Setting({"rho": Fraction(-1)}))
    assert not vanishes(poly, Setting({"rho": Fraction(1)}))
    gap = symbol("x_norm") ** 2 - 4
    assert vanishes(gap, Setting({"x_norm": Fraction(2)}))
    assert not vanishes(gap, Setting({"x_norm": Fraction(3)}))
    assert not vanishes(poly, Setting({"m": 3}))


@given(q=st.fractions(Fraction(1, 50), 50))
def test_roots_of_rational_numbers(q):
    root = FUNCTIONS.sqrt(Poly.of(q))
    assert (root * root).same(Poly.of(q))
    assert (root / root).same(Poly.of(1))
    assert value(root, {}).overlaps(ball(q).sqrt())
    scaled = FUNCTIONS.sqrt(symbol("m") * q)
    assert (scaled * scaled).same(symbol("m") * q)


def test_what_quadrature_is_asked_about():
    both = symbol("1u", 0) * symbol("1v", 0)
    assert orthants_used(both + symbol("u", 0) * symbol("v", 0) * both) == {0, 1}
    assert orthants_used(symbol("1u", 0) * symbol("u", 0) ** 2) == set()
    assert form_value(ONE, arb(0)) == 1
