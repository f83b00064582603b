"""Balls: three answers, outward rounding, and the same functions as mpmath's."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.arithmetic.balls import (
    BALLS,
    PRECISIONS,
    Operand,
    Operands,
    ball,
    certainly_le,
    enclosure,
    in_balls,
    power,
    rising_precision,
)
from theorems.language.functions import arccos, pi
from theorems.language.reading import read
from theorems.language.records import Setting
from theorems.language.text import parsed

fast = settings(derandomize=True, deadline=None, max_examples=60)
rationals = st.fractions(max_denominator=10**6)
units = st.fractions(-1, 1, max_denominator=10**9)

# name -> the numbers on which it is tried; negative powers of ten reach into its small values
DOMAINS = {
    "sqrt": st.fractions(0, 10**12, max_denominator=10**6),
    "cbrt": st.fractions(0, 10**12, max_denominator=10**6),
    "log": st.fractions(Fraction(1, 10**9), 10**12),
    "log1p": st.fractions(Fraction(-999_999, 10**6), 10**12),
    "exp": st.fractions(-300, 300),
    "sin": st.fractions(-(10**6), 10**6),
    "cos": st.fractions(-(10**6), 10**6),
    "tanh": st.fractions(-50, 50),
    "erf": st.fractions(-20, 20),
    "erfc": st.fractions(-20, 20),
    "expm1": st.fractions(-300, 300),
    "arccos": units,
    "abs": rationals,
    "positive_part": rationals,
    "negative_part": rationals,
}
MPMATH = {
    "arccos": mpmath.acos,
    "abs": abs,
    "positive_part": lambda z: max(z, 0),
    "negative_part": lambda z: min(z, 0),
}


@pytest.mark.parametrize("name", DOMAINS)
@fast
@given(data=st.data())
def test_functions_agree_with_mpmath_to_50_digits(name, data):
    z = data.draw(DOMAINS[name])
    with ctx.workprec(320), mpmath.workdps(90):
        got = getattr(BALLS, name)(z)
        exact = MPMATH.get(name) or getattr(mpmath, name)
        expected = exact(mpmath.mpf(z.numerator) / z.denominator)
        error = 10 ** mpmath.mpf(-80) * max(abs(expected), 1)
        assert got.overlaps(arb(mpmath.nstr(expected, 85), mpmath.nstr(error, 5)))
        assert float(got.rad()) <= 1e-50 * max(1, abs(float(expected)))


def test_pi_is_mpmaths_pi():
    with ctx.workprec(320), mpmath.workdps(90):
        assert BALLS.pi.overlaps(arb(mpmath.nstr(+mpmath.pi, 85), "1e-84"))


# Exact constants.


@fast
@given(rationals)
def test_ball_of_a_fraction_contains_it(value):
    for bits in (30, 53, 200):
        with ctx.workprec(bits):
            y = ball(value)
            assert y * value.denominator - value.numerator == 0 or y.rad() > 0
            assert (y * value.denominator - value.numerator).contains(0)


@pytest.mark.parametrize("value", [0.1, 1.0, math.nan, math.inf, np.float64(0.5)])
def test_floats_are_refused(value):
    with pytest.raises(TypeError, match="no exact constant"):
        ball(value)
    with pytest.raises(TypeError, match="no exact constant"):
        certainly_le(lambda: value, lambda: 1)
    with pytest.raises(TypeError, match="no exact constant"):
        BALLS.sqrt(value)


# Comparisons.


@pytest.mark.parametrize(
    ("left", "right", "answer"),
    [
        (lambda: 1, lambda: 1, True),
        (lambda: 2, lambda: 1, False),
        (lambda: Fraction(1, 3), lambda: Fraction(2, 3), True),
        (lambda: arb.pi(), lambda: Fraction(355, 113), True),
        (lambda: Fraction(22, 7), lambda: arb.pi(), False),
        # Equal, and no precision can tell: a half that is exact can, a third cannot.
        (lambda: Fraction(1, 2), lambda: Fraction(1, 2), True),
        (lambda: Fraction(1, 3), lambda: Fraction(1, 3), None),
        (lambda: BALLS.sqrt(2) ** 2, lambda: 2, None),
        (lambda: 2, lambda: BALLS.sqrt(2) ** 2, None),
        (lambda: arb("nan"), lambda: 1, None),
        (lambda: BALLS.log(-1), lambda: 1, None),
        (lambda: arb(0, 1), lambda: 0, None),
        # A difference of 1e-1000 takes some 3,322 bits.
        (lambda: arb.pi(), lambda: arb.pi() + arb(10) ** -1000, True),
        (lambda: arb.pi() + arb(10) ** -1000, lambda: arb.pi(), False),
    ],
)
def test_certainly_le_has_three_answers(left, right, answer):
    assert certainly_le(left, right) is answer


@fast
@given(rationals, rationals)
def test_certainly_le_is_right_wherever_it_answers(a, b):
    answer = certainly_le(lambda: a, lambda: b)
    assert answer is (a <= b) if a != b else answer in (True, None)


@fast
@given(st.fractions(0, 1000), st.integers(20, 900))
def test_certainly_le_tells_numbers_that_are_close(a, digits):
    """sqrt(a^2 + h) > a, with h far below the first precision."""
    h = Fraction(1, 10**digits)
    assert certainly_le(lambda: BALLS.sqrt(a * a + h), lambda: a) is False
    assert certainly_le(lambda: a, lambda: BALLS.sqrt(a * a + h)) is True


def test_limit_bounds_the_work():
    seen = []

    def left():
        seen.append(ctx.prec)
        return arb.pi() + arb(10) ** -1000

    assert certainly_le(left, lambda: arb.pi(), limit=1024) is None
    assert seen == [64, 128, 256, 512, 1024]
    seen.clear()
    assert certainly_le(left, lambda: arb.pi()) is False
    assert seen == [64, 128, 256, 512, 1024, 2048, 4096]


@pytest.mark.parametrize("before", [2, 53, 333])
def test_precision_is_restored(before):
    def fail():
        raise ArithmeticError("no value")

    with ctx.workprec(before):
        certainly_le(lambda: 1, lambda: 2)
        assert ctx.prec == before
        certainly_le(lambda: BALLS.sqrt(2) ** 2, lambda: 2)
        assert ctx.prec == before
        with pytest.raises(ArithmeticError):
            certainly_le(lambda: 1, fail)
        assert ctx.prec == before
        assert list(rising_precision()) == list(PRECISIONS)
        assert ctx.prec == before
        for _ in rising_precision(limit=256):
            break
        assert ctx.prec == before


# Edges of the functions, where a ball reaches over the end of the domain.


@pytest.mark.parametrize("root", ["sqrt", "cbrt"])
def test_roots_of_balls_around_zero_enclose_the_part_that_has_one(root):
    function, power = getattr(BALLS, root), {"sqrt": 2, "cbrt": 3}[root]
    y = function(arb(0, 1))
    assert y.contains(0)
    assert y.contains(1)
    assert y.contains(arb("0.5") ** power)
    assert y.is_finite()
    assert function(0) == 0
    assert function(arb(10) ** -1000) > 0
    wide = function(arb(1, 3))
    assert wide.contains(0)
    assert wide.contains({"sqrt": 2, "cbrt": arb(4).root(3).mid()}[root])
    for none in (-1, arb(-2, 1) - arb(10) ** -20, arb(-(10**30))):
        assert not function(none).is_finite()
        assert certainly_le(lambda none=none: function(none), lambda: 10**40) is None


@fast
@given(st.fractions(0, 10**6), st.fractions(0, 10**6), st.fractions(0, 1))
def test_roots_enclose_the_image_of_a_ball(middle, radius, place):
    """Every point of the ball that has a root has it in the result."""
    z = ball(middle).union(ball(middle + radius)).union(ball(middle - radius))
    point = max(middle - radius + 2 * radius * place, Fraction(0))
    for root in (BALLS.sqrt, BALLS.cbrt):
        assert root(z).overlaps(root(point))
        with ctx.workprec(300):
            exact = root(point)
        assert root(z).overlaps(exact)
        assert root(z).lower() <= exact.upper()
        assert exact.lower() <= root(z).upper()


def test_arccos_at_the_ends():
    with ctx.workprec(100):
        assert BALLS.arccos(1) == 0
        assert BALLS.arccos(-1).overlaps(arb.pi())
        assert BALLS.arccos(0).overlaps(arb.pi() / 2)
        for outside in (2, -2, Fraction(10**20 + 1, 10**20)):
            assert not BALLS.arccos(outside).is_finite()
        assert not BALLS.arccos(arb("nan")).is_finite()


@fast
@given(units, st.fractions(0, 3), units)
def test_arccos_encloses_the_image_of_a_ball(middle, radius, point):
    z = ball(middle - radius).union(ball(middle + radius))
    y = BALLS.arccos(z)
    assert y.is_finite()
    if middle - radius <= point <= middle + radius:
        with ctx.workprec(300):
            exact = BALLS.arccos(point)
        assert y.lower() <= exact.upper()
        assert exact.lower() <= y.upper()


def test_arccos_of_a_third_of_three_is_found_at_every_precision():
    """1/3 * 3 is a ball around 1 that reaches beyond it."""
    for _ in rising_precision():
        rho = ball(Fraction(1, 3)) * 3
        assert rho.rad() > 0
        y = BALLS.arccos(rho)
        assert y.contains(0)
        assert y.is_finite()


# Floats around a ball.


@fast
@given(st.fractions(-(10**12), 10**12), st.integers(-250, 250), st.sampled_from([20, 53, 64, 256]))
def test_enclosure_rounds_outwards(value, exponent, bits):
    value *= Fraction(10) ** exponent
    with ctx.workprec(bits):
        low, high = enclosure(ball(value))
    assert Fraction(low) < value < Fraction(high) or low == value == high == 0
    assert Fraction(high) - Fraction(low) <= abs(value) * 2 ** (3 - min(bits, 51))


@pytest.mark.parametrize("value", [1, -1, 2**53, 2**53 + 1, 10**300, -(10**300)])
def test_enclosure_holds_exact_numbers_strictly(value):
    low, high = enclosure(ball(value))
    assert low < value < high


def test_enclosure_of_numbers_beyond_the_floats():
    assert enclosure(arb(0)) == (0, 0)
    tiny, huge = arb(10) ** -400, arb(10) ** 400
    assert enclosure(tiny)[0] <= 0 < enclosure(tiny)[1]
    assert enclosure(-tiny)[0] < 0 <= enclosure(-tiny)[1]
    assert enclosure(huge)[1] == math.inf
    assert enclosure(-huge)[0] == -math.inf
    assert enclosure(huge)[0] < math.inf


@fast
@given(rationals, st.fractions(0, 10**6))
def test_enclosure_of_a_wide_ball_holds_both_ends(middle, radius):
    y = ball(middle - radius).union(ball(middle + radius))
    low, high = enclosure(y)
    assert low <= middle - radius
    assert high >= middle + radius


def test_powers_of_balls_around_zero_enclose() -> None:
    z, half = arb(0, 1), ball(Fraction(1, 2))
    assert (z**2).is_nan()  # python-flint's own: what `power` is for
    for base in (z, arb(0.5, 1), arb(-0.5, 1), arb(0, 1e-300), arb(-1, 1), arb(1, 1)):
        for k in range(6):
            found = power(base, arb(k))
            assert found.is_finite()
            for step in range(-8, 9):
                point = base.mid() + base.rad() * step / 8
                assert found.overlaps(point**k)
    assert power(z, arb(2)).lower() > -1e-6  # no square is negative, but for outward rounding
    assert power(z, half).overlaps(arb(1))
    assert power(z, half).is_finite()
    assert power(arb(0), arb(0)) == 1
    for exponent in (arb(-1), -half, arb(2, 1e-9)):  # 2 +- 1e-9 may be 2, or no whole number
        assert not power(z, exponent).is_finite()


def test_operands_compute_as_balls_do() -> None:
    pairs = [(arb(2), arb(3)), (arb(-1, 0.25), arb(2)), (arb(5), arb(7))]
    formulas = (
        "1 + a * b - b + 2 * a",
        "1 - a / b / 3 + 3 / b",
        "sqrt(b)**2 + 2**b - abs(a)**3",
        "where(a < b and a <= b and b > a and b >= a, -a * pi, 0 * a)",
        "maximum(a, b) + minimum(a, 1) - floor(b) * sign(a)",
    )
    for formula in map(parsed, formulas):
        for a, b in pairs:
            plain = ball(formula({"a": a, "b": b}, BALLS))
            own = formula({"a": Operand(a), "b": Operand(b)}, Operands(BALLS))
            assert isinstance(own, Operand)
            assert plain.is_finite()
            assert own.ball.overlaps(plain)


def test_formulas_are_evaluated_again_where_a_power_is_nan() -> None:
    s = Setting({"t": Fraction(-1), "name": "relu", "m": 3})
    formula = read(lambda m, t: m * (pi - arccos(t)) ** 1)
    assert ball(formula(s.over(ball), BALLS)).is_nan()
    assert in_balls(formula, s).overlaps(arb(0))
    assert in_balls(formula, s).is_finite()
    assert in_balls(parsed("t / (t + 1)"), s).is_nan()  # and stays so where there is none


CONDITIONS = {  # where t is a ball of -1 to 1: what may be told, and what not
    "t < 2": True,
    "t > 1 + 1": False,
    "t <= 0": None,
    "t == t": None,
    "t != 2": True,
    "not t < 2": False,
    "not t < 0": None,
    "t < 2 and t > -2": True,
    "t < 0 and t > 2": False,
    "t > 2 and t < 0": False,
    "t < 0 and t < 2": None,
    "t < 0 or t < 2": True,
    "t > 2 or t < -2": False,
    "t < 0 or t > 2": None,
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_that_balls_cannot_tell_is_unknown(condition: str) -> None:
    """Then a choice by it encloses both numbers."""
    t = {"t": arb(0, 1)}
    told = CONDITIONS[condition]
    assert parsed(condition)(t, BALLS) is told
    chosen = in_balls(parsed(f"where({condition}, 5, 7)"), t)
    assert chosen.overlaps(arb(5)) is (told is not False)
    assert chosen.overlaps(arb(7)) is (told is not True)
