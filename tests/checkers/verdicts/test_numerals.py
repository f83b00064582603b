"""Numbers in sentences lie on the side that they promise, and say no more digits than asked for."""

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st

from checkers.verdicts import numerals
from checkers.verdicts.numerals import (
    compared,
    confidence,
    interval,
    lower,
    near,
    probability,
    upper,
)

numbers = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.fractions(),
    st.integers(-(10**30), 10**30),
)


@given(numbers, st.integers(1, 17))
def test_bounds_enclose_and_are_close(value, digits):
    low, high = Fraction(lower(value, digits)), Fraction(upper(value, digits))
    assert low <= Fraction(value) <= high
    assert high - low <= abs(Fraction(value)) * Fraction(10) ** (1 - digits)


@given(st.fractions(), st.integers(1, 17))
def test_ends_of_balls_are_told_outwards(value, digits):
    with ctx.workprec(60):
        ball = arb(fmpq(value.numerator, value.denominator)) + arb(0, 1e-9)
        low, high = Fraction(lower(ball, digits)), Fraction(upper(ball, digits))
    assert low <= value - Fraction(1, 10**9)
    assert value + Fraction(1, 10**9) <= high


def test_numbers_beyond_floats_are_told():
    with ctx.workprec(128):
        tiny = (-(arb(10) ** 12)).exp()
        assert upper(tiny, 2) == "5.6e-434294481904"
        assert lower(tiny, 2) == "5.5e-434294481904"
    assert near(10**400) == "1e400"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0, "0"), (0.0325, "0.0325"), (12500, "12500"), (1.3e-9, "1.3e-9"), (-2.5, "-2.5"),
        (-1.25e12, "-1.25e12"), (Fraction(1, 3), "0.333333"), (0.1, "0.1"), (1234567, "1234570"),
    ],
)  # fmt: skip
def test_numbers_as_one_types_them(value, told):
    assert near(value) == told


def test_probabilities_in_words():
    assert probability(0.0, 0.0) == "0"
    assert probability(0.0, 0.989122) == "at most 0.99"
    assert probability(0.99999999999996, 1.0) == "at least 0.999"
    assert probability(0.25, 0.25) == "0.25"
    assert probability(0.58332681941, 0.58332681942, 6) == "in [0.583326, 0.583327]"
    assert interval(1 / 3, 2 / 3, 3) == "[0.333, 0.667]"
    assert confidence(1e-9) == "0.999999999"
    assert confidence(3.717472118959108e-06) == "0.99999628"


def test_compared_numbers_show_which_is_larger():
    assert compared(1, 1.0) == ("1", "1")
    assert compared(1.0000001, 1) == ("1.0000001", "1")
    assert compared(0.1, 0.1, 3) == ("0.1", "0.1")
    left, right = compared(2.0, 2.0000000000000004)
    assert float(left) < float(right)


def test_both_sides_of_a_float_are_exact():
    """0.1 as a float lies above 1/10, which its shortest text does not say."""
    assert numerals.upper(0.1) == "0.101"
    assert numerals.lower(0.1) == "0.1"
