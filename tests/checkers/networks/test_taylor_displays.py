"""Displays of Taylor's theorem: decided from their own sides, for every C^2 function."""

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.arithmetic.balls import BALLS, ball
from checkers.arithmetic.polynomials import never_negative, variables
from checkers.networks import taylor
from checkers.networks.taylor import (
    AnyFunction,
    InBalls,
    degree_that_holds,
    kernel_size,
    linear,
    proved,
    same,
)
from checkers.neurons import identities
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import UnmetHypothesis
from theorems.language.records import Setting
from theorems.taylor_remainders import (
    PLEISS,
    SLIDES,
    SUTHERLAND,
    TWINS,
    VARIANTS,
    Polynomial,
    curvature_bound,
    expansion,
    integral_from_r,
    left_side,
    neuron_integral,
    neuron_remainder,
    remainder,
    remainder_at_s,
)

A, X, T = taylor.A, taylor.X, taylor.T
few = settings(derandomize=True, deadline=None, max_examples=6)
small = st.fractions(-3, 3, max_denominator=4)
polynomials = st.lists(small, min_size=1, max_size=6).map(lambda c: Polynomial(tuple(c)))


def decided(theorem, **values):
    return taylor.decide(theorem, theorem.setting(values), Options())


# The definitions.


@given(polynomials, small, small)
def test_a_polynomial_is_its_taylor_expansion(f, a, x):
    assert remainder(f, a, x) == f.integral(lambda t: x - t, a, x)
    assert f.integral(lambda t: x - t, a, x) == -f.integral(lambda t: x - t, x, a)


@given(polynomials, small)
def test_slopes_of_polynomials_are_exact(f, x):
    by_hand = sum(k * c * x ** (k - 1) for k, c in enumerate(f.coefficients) if k)
    assert f.slope(x) == by_hand
    assert isinstance(f.value(x) + f.slope(x), Fraction | int)


def test_the_integral_against_a_kernel_is_that_of_quadrature():
    f, (a, x) = Polynomial(tuple(map(Fraction, (1, 2, -1, 3)))), (Fraction(-1), Fraction(2))
    nodes, weights = np.polynomial.legendre.leggauss(8)
    t = 0.5 + 1.5 * nodes
    by_nodes = 1.5 * np.sum(weights * (-2 + 18 * t) * (2 - t) ** 2)
    assert float(f.integral(lambda t: (x - t) ** 2, a, x)) == pytest.approx(by_nodes)


@pytest.mark.parametrize("name", PLEISS.parameters[0].coverage)
def test_integrals_of_activations_enclose_their_value_by_parts(name):
    """int_a^x sigma''(t) (t - a) dt = sigma'(x) (x - a) - sigma(x) + sigma(a)."""
    f = InBalls(ACTIVATIONS[name], arb(1))
    for a, x in ((0, 1), (1, -2)):
        found = f.integral(lambda t, a=a: t - a, a, x)
        by_parts = f.slope(x) * (x - a) - f.value(x) + f.value(a)
        assert found.overlaps(by_parts)
        assert found.rad() < 0.1


def test_directed_integrals_of_sizes_are_negative_backwards():
    """Why the chain is read over the segment: int_1^0 |t - 1| dt = -1/2."""
    f = Polynomial((Fraction(0), Fraction(0), Fraction(1, 2)))  # f'' = 1
    assert f.integral(lambda t: 1 - t, Fraction(1), Fraction(0)) == Fraction(-1, 2)


# An arbitrary C^2 function.


@given(polynomials, small, small)
def test_the_formal_function_stands_for_every_polynomial(f, a, x):
    for side in (*SLIDES.sides, lambda f, a, x: remainder(f, x, a)):
        formal = linear(side(AnyFunction(), A, X))
        point = formal.point.at({"f(a)": f.value(a), "f'(a)": f.slope(a), "a": a, "x": x})

        def kernel(t, formal=formal):
            powers = formal.kernel.at({"a": a, "x": x}).terms()
            return sum((c * t ** key[2] for key, c in powers.items()), 0 * t)

        assert point == side(f, a, x) - f.integral(kernel, a, x)


def test_an_arbitrary_function_is_known_at_its_points_only():
    with pytest.raises(LookupError, match="neither"):
        AnyFunction().value(A + 1)


def test_sizes_of_kernels():
    assert kernel_size(X - T) == kernel_size(T - A) == (Fraction(1, 2), 2)
    assert kernel_size((X - T) ** 2 / 2) == (Fraction(1, 6), 3)
    assert kernel_size((X - T) * (T - A)) == (Fraction(1, 6), 3)
    assert kernel_size(X + A - 2 * T) is None  # changes its sign
    assert kernel_size(X * T) is None  # not of x - a and t - a


def test_squares_are_never_negative():
    u, v, gamma = variables(("u", "v", "gamma"))
    assert never_negative(3 * (u - v) ** 2 * gamma, "gamma")
    assert not never_negative(gamma * u * v, "gamma")
    assert not never_negative(-1 * u**2)
    assert never_negative(0 * u)


# Verdicts.


@pytest.mark.parametrize("theorem", [SLIDES, SUTHERLAND, PLEISS], ids=lambda t: t.label)
def test_printed_displays_have_an_exact_or_enclosed_counterexample(theorem):
    verdict = decided(theorem)
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.witness["left"] != verdict.witness["right"]
    assert "conclusion survives" in " ".join(verdict.evidence)
    assert "A second way: it fails for" in " ".join(verdict.evidence)


def test_witnesses_by_hand():
    """t^2 on [0, 1]: 1 and int 2 (1-t)^2/2 = 1/3; t^3 about 1: |0-1+3| = 2, int 6t(1-t) = 1."""
    assert [
        side(Polynomial((0, 0, Fraction(1))), Fraction(0), Fraction(1)) for side in SLIDES.sides
    ] == [
        1,
        Fraction(1, 3),
    ]
    cube = Polynomial((0, 0, 0, Fraction(1)))
    assert [side(cube, Fraction(0), Fraction(1)) for side in SUTHERLAND.sides] == [2, 1]
    assert decided(SLIDES).witness["right"] == "1/3"
    assert decided(SUTHERLAND).witness["left"] == "2"


def test_softplus_breaks_the_printed_equality_in_floats():
    sigma = ACTIVATIONS["softplus"]
    t = np.linspace(0, 1, 10**5 + 1)
    s = 1 / (1 + np.exp(-t))
    integral = np.mean((s * (1 - s) * t)[:-1])
    left = math.log(1 + math.e) - math.log(2) - 0.5
    assert left == pytest.approx(0.120114, abs=1e-5)
    assert integral == pytest.approx(0.110944, abs=1e-4)
    assert sigma.curvature is not None


@pytest.mark.parametrize("name", ["quadratic", "identity"])
def test_pleiss_holds_for_polynomials_of_degree_two(name):
    verdict = decided(PLEISS, activation=name)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "point")


@pytest.mark.parametrize("theorem", VARIANTS, ids=lambda t: t.label)
def test_repairs_hold_for_every_function(theorem):
    verdict = decided(theorem)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")


@pytest.mark.parametrize("twin", TWINS, ids=lambda t: t.label)
def test_twins_are_refuted(twin):
    assert decided(twin).outcome is Outcome.REFUTED


def test_the_range_of_the_printed_displays():
    assert degree_that_holds(SLIDES) == 1
    assert degree_that_holds(SUTHERLAND) == degree_that_holds(PLEISS) == 2
    assert "degree at most 2" in decided(SUTHERLAND).best["proved"]


@few
@given(st.integers(-2, 2), st.integers(1, 3), st.integers(1, 3))
def test_users_kernels_are_refuted_unless_they_are_taylors(c, b, power):
    """The kernel (c / b) (x - t)^power."""
    theirs = replace(SLIDES, sides=(left_side, expansion(lambda a, x, t: (x - t) ** power * c / b)))
    expected = Outcome.CERTIFIED if (c, power) == (b, 1) else Outcome.REFUTED
    assert decided(theirs).outcome is expected


def test_users_true_kernels_hold():
    theirs = replace(
        SUTHERLAND, sides=(remainder_at_s, integral_from_r(lambda r, s, z: (z - r) * 3 / 3))
    )
    assert decided(theirs).outcome is Outcome.CERTIFIED


@few
@given(st.fractions(0, 1, max_denominator=6))
def test_the_constant_of_the_bound_decides(c):
    """(c gamma)(z - z0)^2 holds for every function iff c >= 1/2: t^2 attains it."""
    theirs = replace(
        PLEISS,
        sides=(
            neuron_remainder,
            neuron_integral(lambda z0, z, t: z - t),
            lambda f, w0, w, x: curvature_bound(f, w0, w, x) * 2 * c.numerator / c.denominator,
        ),
        relations=("=", "<="),
    )
    expected = Outcome.CERTIFIED if c >= Fraction(1, 2) else Outcome.REFUTED
    assert decided(theirs, activation="quadratic").outcome is expected
    assert all(proved(theirs, AnyFunction())) == (c >= Fraction(1, 2))


def test_constants_in_users_sides_are_integers():
    theirs = replace(SLIDES, sides=(left_side, expansion(lambda a, x, t: (x - t) * Fraction(1, 2))))
    with pytest.raises(UnmetHypothesis, match=r"constants as integers"):
        decided(theirs)


def test_same_sees_signs_inside_absolute_values_only():
    f = AnyFunction()
    p = remainder(f, A, X)
    assert same(abs(p), abs(-p))
    assert not same(p, -p)
    assert not same(abs(p), p)


def test_balls_of_points_are_exact():
    f = InBalls(ACTIVATIONS["sin"], arb(1))
    assert f.value(Fraction(1, 3)).overlaps(BALLS.sin(ball(Fraction(1, 3))))


EMPTY = Setting({})


@pytest.mark.parametrize(
    "side",
    [
        lambda f, a, x: f.value((a + x) / 2) + f.slope(a) * (x - a) / 2,
        lambda f, a, x: -abs(f.value(x)),
    ],
)
def test_sides_without_a_kernel_are_refuted_by_explicit_functions(side):
    verdict = taylor.decide(replace(SLIDES, sides=(left_side, side)), EMPTY, Options())
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.best is None


def test_a_side_that_branches_on_a_point_is_not_proved():
    def but_at_50(f, a, x):
        return f.value(x) if a != 50 else f.value(a)

    wrong = replace(SLIDES, sides=(left_side, but_at_50))
    assert taylor.decide(wrong, EMPTY, Options()).outcome is Outcome.UNDECIDED


def test_a_chain_needs_a_relation_for_each_link():
    with pytest.raises(UnmetHypothesis, match="a relation between each two sides"):
        identities.decide(replace(PLEISS, relations=("=",)), EMPTY, Options())
