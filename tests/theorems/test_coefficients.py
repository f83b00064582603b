"""Power series with periodic coefficients: values, signs and quadratic forms."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theorems.power_series import (
    INFINITE,
    NONE,
    SOME,
    PowerSeries,
    Signs,
    factorial,
    quadratic_form,
)

numbers = st.fractions(-5, 5, max_denominator=6)
series = st.builds(
    PowerSeries,
    st.lists(numbers, max_size=5).map(tuple),
    st.lists(numbers, min_size=1, max_size=4).map(tuple),
)


@given(f=series, rho=st.fractions(-1, 1, max_denominator=9))
def test_value_is_the_limit_of_partial_sums(f, rho):
    partial = sum(f.coefficient(n) * rho**n for n in range(60))
    largest = max(abs(b) for b in (*f.head, *f.cycle))
    assert abs(f.value(rho) - partial) <= 2 * largest / Fraction(2) ** 60


@given(f=series)
def test_signs_count_the_coefficients(f):
    for parity in (0, 1):
        signs = f.signs(parity)
        early = [f.coefficient(n) for n in range(parity, 12, 2)]
        late = [f.coefficient(n) for n in range(100 + parity, 124, 2)]
        for often, of in (
            (signs.negative, lambda b: b < 0),
            (signs.zero, lambda b: b == 0),
            (signs.positive, lambda b: b > 0),
        ):
            assert (often == INFINITE) == any(map(of, late))
            assert (often == NONE) == (not any(map(of, early + late)))


def test_signs_of_a_polynomial():
    f = PowerSeries((Fraction(1), Fraction(-2)), (Fraction(0),))
    assert f.signs(0) == Signs(NONE, INFINITE, SOME)
    assert f.signs(1) == Signs(SOME, INFINITE, NONE)
    assert f.signs(1).nonnegative == INFINITE


def test_quadratic_form_of_an_antipodal_pair():
    f = PowerSeries((), (Fraction(1),))  # 1 / (1 - rho/2)
    pair = [(Fraction(1), Fraction(0)), (Fraction(-1), Fraction(0))]
    assert quadratic_form(f, pair, [1, 1]) == 2 * (f.value(1) + f.value(-1))
    assert f.value(Fraction(1)) == 2


@pytest.mark.parametrize(("n", "value"), [(0, 1), (5, 120)])
def test_factorial(n, value):
    assert factorial(n) == value
