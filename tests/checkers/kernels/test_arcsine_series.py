"""Power series of closed forms: coefficients, parity, and the sign of all of them."""

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkers.arithmetic.angles import PI
from checkers.kernels.arcsine_series import (
    at_end,
    coefficient,
    degrees,
    in_balls,
    parts,
    sign,
    signs,
)
from checkers.spheres.section_sums import coefficients_on_slice
from theorems.kernels import arc_cosine, cho_saul_0, cho_saul_1, cho_saul_2, pleiss_ntk, relu_ntk
from theorems.language.functions import arccos, pi, sin
from theorems.language.reading import read
from theorems.language.text import parsed

mp = mpmath.mp.clone()
mp.dps = 60


class Points:
    """The functions of a formula in 60 digits."""

    pi, arccos, sin, cos, sqrt = mp.pi, mp.acos, mp.sin, mp.cos, mp.sqrt


KERNELS = (relu_ntk, arc_cosine, pleiss_ntk, cho_saul_0, cho_saul_1, cho_saul_2)
COUNT = 14
small = st.integers(-3, 3)
# s Q(c) + (pi - arccos c) R(c) + P(c), Q and R of degree 2 at most
combinations = st.tuples(*[st.tuples(small, small, small) for _ in range(3)])


def mixed(weights):
    p, q, r = weights

    def poly(w, rho):
        return w[0] + w[1] * rho + w[2] * rho * rho

    return read(
        lambda rho: (
            poly(p, rho) + poly(q, rho) * sin(arccos(rho)) + poly(r, rho) * (pi - arccos(rho))
        )
    )


def series(kernel):
    """The Taylor coefficients at 0 by differences of the formula itself."""
    with mp.workdps(120):
        return mp.taylor(lambda rho: kernel(rho, Points), 0, COUNT - 1)


def agrees(kernel, found):
    for n, value in enumerate(series(kernel)):
        exact = in_balls(coefficient(found, n))
        assert abs(mp.mpf(exact.mid().str(30, radius=False)) - value) < 1e-12 * (1 + abs(value))


@pytest.mark.parametrize("kernel", KERNELS)
def test_coefficients_are_those_of_the_formula(kernel):
    agrees(kernel, parts(kernel))


@given(weights=combinations)
def test_coefficients_and_signs_of_combinations(weights):
    kernel = mixed(weights)
    found = parts(kernel)
    told = signs(found)
    exact = [coefficient(found, n) for n in range(40)]
    for n, value in enumerate(exact):
        expected = told.first[n] if n < len(told.first) else told.tails[n % 2]
        assert expected is not None
        assert sign(value) == expected
    for parity, degree in enumerate(degrees(found)):
        places = [n for n in range(parity, 40, 2) if exact[n].terms]
        if degree is None:
            assert places[-1] >= 30
        else:
            assert (places[-1] if places else -1) == degree
    for rho in (1, -1):
        at = in_balls(at_end(found, rho))
        assert abs(mp.mpf(at.mid().str(30, radius=False)) - kernel(mp.mpf(rho), Points)) < 1e-12


def test_slices_have_the_coefficients_of_the_formula():
    h = in_balls(PI) / 5
    found = coefficients_on_slice(relu_ntk, h, 6)
    square = (mp.pi / 5) ** 2
    with mp.workdps(120):
        exact = mp.taylor(lambda tau: relu_ntk(square + (1 - square) * tau, Points), 0, 5)
    for ball, value in zip(found, exact, strict=True):
        assert abs(float(ball) - value) < 1e-12


@pytest.mark.parametrize(
    ("kernel", "expected"),
    [(relu_ntk, (None, 1)), (arc_cosine, (None, 1)), (pleiss_ntk, (None, 1))],
)
def test_the_sources_kernels_have_one_odd_power(kernel, expected):
    found = parts(kernel)
    assert degrees(found) == expected
    assert signs(found).tails == (1, 0)
    assert signs(found).nonnegative


def test_what_has_no_normal_form_has_no_parts():
    for kernel in ("exp(rho)", "arccos(rho / 2)", "where(rho == 0, rho, -rho)", "rho ** rho"):
        assert parts(parsed(kernel)) is None


def test_squares_of_the_angle_have_parity_but_no_signs():
    found = parts(parsed("(pi / 2 - arccos(rho))**2 + rho"))
    assert degrees(found) == (None, 1)
    assert signs(found) is None


def test_negative_coefficients_are_seen():
    told = signs(parts(parsed("sqrt(1 - rho * rho)")))
    assert told.tails == (-1, 0)
    assert not told.nonnegative
    assert signs(parts(parsed("rho * (-1/2)"))).first[1] == -1
