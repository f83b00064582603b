import math
from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx
from scipy.integrate import dblquad

from checkers.arithmetic.balls import ball
from checkers.gaussians.quadrature import (
    MEANS,
    enclosures,
    relu_expectation,
    square_expectation,
    step_expectation,
)
from theorems.kernels import arc_cosine, pleiss_ntk, relu_ntk
from theorems.language.text import parsed

mp = mpmath.mp.clone()
mp.dps = 60

RHOS = [
    Fraction(text)
    for text in (
        "-1", "-0.999999999999", "-0.9", "-1/3", "-1e-9", "0", "1e-9", "0.5", "2/3", "0.99",
        "0.999999999999", "1",
    )
]  # fmt: skip


EXPECTATIONS = (step_expectation, relu_expectation, square_expectation)


def closed_forms(rho: Fraction) -> tuple[mpmath.mpf, ...]:
    r = mp.mpf(rho.numerator) / rho.denominator
    s = mp.sqrt((1 - r) * (1 + r))
    phi = mp.atan2(s, r)
    forms = mp.pi - phi, s + (mp.pi - phi) * r, 3 * s * r + (mp.pi - phi) * (1 + 2 * r * r)
    return tuple(form / (2 * mp.pi) for form in forms)


def enclosed(value: mpmath.mpf) -> arb:
    with ctx.workprec(300):
        return arb(mp.nstr(value, 50)) + arb(0, 1e-48)


@pytest.mark.parametrize("rho", RHOS)
def test_expectations_enclose_the_closed_forms_narrowly(rho):
    for expectation, known in zip(EXPECTATIONS, closed_forms(rho), strict=True):
        found = expectation(rho)
        assert found.overlaps(enclosed(known))
        assert found.rad() <= 1e-15 * found.abs_lower()


@pytest.mark.parametrize("rho", [Fraction(1, 3), Fraction("-0.999999999999")])
@pytest.mark.parametrize("degree", [1, 2])
def test_precision_follows_the_working_precision(rho, degree):
    with ctx.workprec(256):
        found, known = EXPECTATIONS[degree](rho), closed_forms(rho)[degree]
        assert found.overlaps(enclosed(known))
        assert found.rad() < arb(2) ** -250


@pytest.mark.parametrize("rho", [-0.8, 0.0, 0.5])
def test_expectations_agree_with_plain_integration_over_the_quadrant(rho):
    scale = 1 / (2 * math.pi * math.sqrt(1 - rho * rho))

    def density(v, u):
        return scale * math.exp(-(u * u - 2 * rho * u * v + v * v) / (2 * (1 - rho * rho)))

    step, _ = dblquad(density, 0, 9, 0, 9)
    relu, _ = dblquad(lambda v, u: u * v * density(v, u), 0, 9, 0, 9)
    square, _ = dblquad(lambda v, u: (u * v) ** 2 * density(v, u), 0, 9, 0, 9)
    assert float(step_expectation(Fraction(rho))) == pytest.approx(step, abs=1e-8)
    assert float(relu_expectation(Fraction(rho))) == pytest.approx(relu, abs=1e-8)
    assert float(square_expectation(Fraction(rho))) == pytest.approx(square, abs=1e-8)


def test_endpoints_are_exact():
    assert step_expectation(Fraction(1)) == relu_expectation(Fraction(1)) == arb(1) / 2
    assert square_expectation(Fraction(1)) == arb(3) / 2
    assert all(expectation(Fraction(-1)) == 0 for expectation in EXPECTATIONS)


@pytest.mark.parametrize("rho", [Fraction(1, 3), Fraction(-9, 10), Fraction(1), Fraction(-1)])
def test_a_ball_gives_an_enclosure_of_all_its_values(rho):
    wide = ball(rho) + arb(0, 1e-3)
    inside = [r for r in (rho - Fraction(1, 1000), rho, rho + Fraction(1, 1000)) if abs(r) <= 1]
    for expectation in EXPECTATIONS:
        assert expectation(ball(rho)).overlaps(expectation(rho))
        # A little less than the ball, which is rounded in the last place.
        assert all(expectation(wide + arb(0, 1e-9)).contains(expectation(r)) for r in inside)


@pytest.mark.parametrize("rho", [Fraction(11, 10), -2, arb(2), arb("-1.5")])
def test_no_correlation_is_refused(rho):
    for expectation in EXPECTATIONS:
        with pytest.raises(ValueError, match="-1 <= rho <= 1"):
            expectation(rho)


@pytest.mark.parametrize("rho", RHOS)
def test_printed_formulas_overlap_and_wrong_ones_do_not(rho):
    with ctx.workprec(256):
        r, step, relu = ball(rho), MEANS.step_expectation(rho), MEANS.relu_expectation(rho)
        assert (r * step).overlaps(relu_ntk(r, MEANS))
        assert relu.overlaps(arc_cosine(r, MEANS))
        assert (relu + r * step).overlaps(pleiss_ntk(r, MEANS))
        if rho not in (0, -1):
            assert not relu.overlaps(pleiss_ntk(r, MEANS))
            assert not (r * step).overlaps(relu_ntk(r, MEANS) * (1 + arb(10) ** -30))


def test_sides_are_enclosed_until_they_are_close_or_apart():
    same = (parsed("relu_expectation(rho)"), arc_cosine)
    found = enclosures(same, Fraction(1, 3))
    assert found.close
    assert found.apart == ()
    assert found.resolution < arb(2) ** -100
    for (low, high), side in zip(found.decimals(), found.sides, strict=True):
        with ctx.workprec(300):
            assert arb(low).union(arb(high)).contains(side)
            assert Fraction(high) - Fraction(low) < Fraction(1, 10**25)
    barely = (*same, (arc_cosine * parsed("1 + exp(-300 * pi)")).tree)
    apart = enclosures(barely, Fraction(1, 3))  # exp(-300 pi) is about 1e-409
    assert apart.close
    assert enclosures((*same, parsed("rho")), Fraction(1, 3)).apart == (2,)
    assert len(apart.texts()) == 3


def test_working_precision_is_restored():
    before = ctx.prec
    step_expectation(Fraction(1, 5))
    with pytest.raises(ValueError, match="rho"):
        relu_expectation(Fraction(5))
    assert ctx.prec == before
