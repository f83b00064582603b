"""Cells of linear forms against brute force, and exact numbers against floats."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkers.arithmetic.cells import Constraint, NotLinear, every_case, shadow, solution
from checkers.arithmetic.intervals import Interval, merged, some_value
from checkers.arithmetic.surds import Surd, root, sign, surd

X = {"x": Fraction(1)}
SMALL = st.fractions(min_value=-9, max_value=9, max_denominator=9)


def two(run):
    return run.variable("u", X), run.variable("v", X)


def outcomes(formula):
    return [result for result, _ in every_case(lambda run: formula(*two(run)), ("u", "v"))]


def test_triangle_inequality_holds_and_its_strict_form_fails():
    assert all(outcomes(lambda u, v: abs(u) + abs(v) >= abs(u + v)))
    assert not all(outcomes(lambda u, v: abs(u) + abs(v) > abs(u + v)))


def test_a_difference_on_one_face_alone_is_found():
    # false at the single point (1, 2)
    assert outcomes(lambda u, v: not (u == 1 and v == 2)).count(False) == 1


def test_points_lie_in_their_cells():
    for result, run in every_case(lambda run: two(run)[0] > 2 * two(run)[1], ("u", "v")):
        point = run.point()
        assert (point["u"] > 2 * point["v"]) is result


def test_products_of_variables_and_floats_are_refused():
    with pytest.raises(NotLinear):
        outcomes(lambda u, v: u * v >= 0)
    with pytest.raises(TypeError):
        outcomes(lambda u, v: u >= 0.5)


def test_degrees_that_differ_are_told():
    [(_, run), *_] = every_case(lambda run: run.variable("u", X) >= 1, ("u",))
    assert run.mixed == {"x": (1, 0)}


@given(st.lists(st.tuples(SMALL, SMALL, SMALL, st.booleans()), max_size=6))
def test_elimination_agrees_with_itself_and_solutions_meet_the_constraints(rows):
    constraints = [
        Constraint({n: c for n, c in (("u", a), ("v", b)) if c}, k, strict)
        for a, b, k, strict in rows
    ]
    point = solution(("u", "v"), constraints)
    assert (point is None) == (solution(("v", "u"), constraints) is None)
    if point is None:
        grid = [Fraction(k, 2) for k in range(-10, 11)]
        for u, v in itertools.product(grid, repeat=2):
            assert not all(met(c, {"u": u, "v": v}) for c in constraints)
    else:
        assert all(met(c, point) for c in constraints)
        assert point["u"] in shadow("u", ("u", "v"), constraints)


def met(c, point):
    value = sum((k * point[n] for n, k in c.coefficients.items()), c.constant)
    return sign(value) > 0 if c.strict else sign(value) >= 0


def test_intervals_join_where_they_touch():
    one, two_, three = map(Fraction, (1, 2, 3))
    assert len(merged([Interval(one, two_), Interval(two_, three)])) == 2  # 2 itself is missing
    [whole] = merged([Interval(one, two_, open_high=False), Interval(two_, None)])
    assert whole == Interval(one, None)
    assert some_value(Interval(one, one)) is None


@given(SMALL, SMALL, SMALL, SMALL, st.sampled_from([2, 3, 10]))
def test_surds_are_the_numbers_they_stand_for(a, b, c, d, n):
    x, y = surd(a, b, n), surd(c, d, n)
    assert float(x + y) == pytest.approx(float(x) + float(y), abs=1e-9)
    assert float(x * y) == pytest.approx(float(x) * float(y), abs=1e-7)
    if sign(y):
        assert sign(x / y * y - x) == 0
    assert sign(x) == (float(x) > 1e-12) - (float(x) < -1e-12)


def test_roots_are_exact():
    assert root(Fraction(9, 4)) == Fraction(3, 2)
    half = root(Fraction(1, 2))
    assert isinstance(half, Surd)
    assert half * half == Fraction(1, 2)
    with pytest.raises(ArithmeticError):
        root(Fraction(-1))
