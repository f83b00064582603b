"""The language of formulas: one tree for a formula, however it is written and wherever it is read.

What cannot be read is refused when the record is made, with the line and what to write instead.
"""

import inspect
import math
import re
from dataclasses import fields
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checkers.arithmetic.balls import in_balls, number
from theorems import THEOREMS, TWINS, VARIANTS, kernels
from theorems.language.activations import ACTIVATIONS
from theorems.language.exact import is_rational, rational
from theorems.language.expressions import (
    CONSTANTS,
    DEPTH,
    FUNCTIONS,
    INFIX,
    OPERATIONS,
    SIZE,
    TRUTHS,
    UFUNCS,
    Apply,
    Constant,
    Expression,
    Name,
    Number,
    Unreadable,
    written,
)
from theorems.language.floats import FLOATS
from theorems.language.functions import *  # noqa: F403
from theorems.language.functions import log, minimum, sqrt, where
from theorems.language.latex import latex
from theorems.language.reading import read
from theorems.language.records import Line
from theorems.language.text import LONGEST, canonical, parsed, text

fast = settings(derandomize=True, deadline=None, max_examples=200)


def trees_of(held):
    """The trees that a record holds, with where they stand."""
    for field in fields(held):
        value = getattr(held, field.name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Expression):
                yield f"{getattr(held, 'label', 'line')} {field.name}", one
            elif isinstance(one, Line):
                yield from ((f"{held.label} {where}", tree) for where, tree in trees_of(one))


CATALOGUE = [
    *(pair for theorem in (*THEOREMS, *VARIANTS, *TWINS) for pair in trees_of(theorem)),
    *(
        (f"{sigma.name} {kind}", getattr(sigma, kind))
        for sigma in ACTIVATIONS.values()
        for kind in ("value", "slope", "curvature")
        if getattr(sigma, kind) is not None
    ),
    *((name, held) for name, held in vars(kernels).items() if isinstance(held, Expression)),
]
DISTINCT = {tree: where for where, tree in reversed(CATALOGUE)}
every_formula = pytest.mark.parametrize("tree", DISTINCT, ids=DISTINCT.values())

leaves = st.one_of(
    st.integers(-9, 9).map(Number),
    st.fractions(-3, 3, max_denominator=9).map(lambda q: read(q)),
    st.sampled_from([Constant("pi"), Name("a"), Name("b"), Name("gamma_2")]),
)


@st.composite
def truths(draw, numbers):
    if draw(st.integers(0, 3)):
        relation = draw(st.sampled_from(["<", "<=", "==", "!=", ">", ">="]))
        return Apply(relation, (draw(numbers), draw(numbers)))
    parts = draw(truths(numbers)), draw(truths(numbers))
    return draw(
        st.sampled_from([Apply("and", parts), Apply("or", parts), Apply("not", (parts[0],))])
    )


@st.composite
def applied(draw, numbers):
    operation = draw(st.sampled_from([name for name in OPERATIONS if name not in TRUTHS]))
    arguments = [draw(numbers) for _ in range(OPERATIONS[operation])]
    if operation == "where":
        arguments[0] = draw(truths(numbers))
    return written(operation, *arguments).tree


formulas = st.recursive(leaves, applied, max_leaves=12)
KNOWN = ("+", "-", "*", "/", "negative", "abs", "sign", "floor", "//", "minimum", "maximum")
RATIONAL = (*KNOWN, "where", "positive_part", "negative_part")
plain = st.recursive(
    leaves.filter(lambda leaf: not isinstance(leaf, Constant)),
    lambda numbers: applied(numbers).filter(lambda tree: tree.operations <= {*RATIONAL, *TRUTHS}),
    max_leaves=8,
)


# One text, one tree.


@every_formula
def test_a_formula_of_the_catalogue_is_its_text(tree):
    line = text(tree)
    assert parsed(line) == tree
    assert text(parsed(line)) == line
    assert read(line, tree.names) == tree


@fast
@given(formulas)
def test_a_formula_is_its_text(tree):
    again = parsed(text(tree))
    assert again == tree
    assert hash(again) == hash(tree)
    values = {"a": 0.75, "b": -1.25, "gamma_2": 3.0}
    with np.errstate(all="ignore"):
        try:
            before = float(tree(values, FLOATS))
        except (ArithmeticError, ValueError, TypeError):  # no real number
            return
        assert np.array_equal(before, float(again(values, FLOATS)), equal_nan=True)


def test_a_parameter_has_no_name_of_the_language():
    for name in CONSTANTS:
        with pytest.raises(Unreadable, match="pi is the number of that name"):
            read(eval(f"lambda {name}: 2 * {name}"))


@every_formula
def test_a_formula_in_latex(tree):
    assert_latex(latex(tree))


@fast
@given(formulas)
def test_any_formula_in_latex(tree):
    assert_latex(latex(tree))


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("cbrt(m)**2*B", r"m^{2/3} \, B"),
        ("sqrt(sqrt(log(m)))", r"\left( \log\left( m \right) \right)^{1/4}"),
        ("sqrt(m)", r"\sqrt{m}"),
        ("log(m)**2", r"\left( \log\left( m \right) \right)^{2}"),
        ("(m + 1)**2", r"\left( m + 1 \right)^{2}"),
    ],
)
def test_powers_and_roots_in_latex(formula, found):
    assert latex(parsed(formula)) == found


def assert_latex(found):
    assert found
    depth = 0
    for mark in re.sub(r"\\[{}]", "", found):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        assert depth >= 0
    assert depth == 0
    assert found.count(r"\left") == found.count(r"\right")
    assert found.count(r"\begin{cases}") == found.count(r"\end{cases}")
    assert "None" not in found


# One order for what may be exchanged.


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a + b", "b + a"),
        ("a * b * 2", "2 * (b * a)"),
        ("minimum(a, minimum(b, 1))", "minimum(minimum(1, a), b)"),
        ("where(a < b, a, b)", "where(b > a, a, b)"),
        ("where(a <= b and b < 3, a, b)", "where(3 > b and b >= a, a, b)"),
        ("where(a == b or b != 1, a, b)", "where(1 != b or b == a, a, b)"),
        ("sqrt(a * b + pi)", "sqrt(pi + b * a)"),
    ],
)
def test_what_may_be_exchanged_has_one_order(one, other):
    assert canonical(parsed(one)) == canonical(parsed(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a - b", "b - a"),
        ("a / b", "b / a"),
        ("a**b", "b**a"),
        ("where(a < b, a, b)", "where(b < a, a, b)"),
        ("where(a < b, a, b)", "where(a < b, b, a)"),
        ("a * (b + 1)", "a * b + 1"),
        ("bell(a, 1)", "bell(a, 2)"),
    ],
)
def test_what_may_not_be_exchanged_has_none(one, other):
    assert canonical(parsed(one)) != canonical(parsed(other))


@fast
@given(plain, st.fractions(-3, 3, max_denominator=5), st.fractions(-3, 3, max_denominator=5))
def test_the_order_changes_no_value(tree, a, b):
    ordered = canonical(tree)
    assert canonical(ordered) == ordered
    values = {"a": a, "b": b, "gamma_2": Fraction(1, 7)}
    try:
        expected = rational(tree, values)
    except ArithmeticError:
        return
    assert rational(ordered, values) == expected


# One value in every arithmetic.


@fast
@given(plain, st.fractions(-3, 3, max_denominator=5), st.fractions(-3, 3, max_denominator=5))
def test_arithmetics_agree(tree, a, b):
    values = {"a": a, "b": b, "gamma_2": Fraction(1, 7)}
    assert is_rational(tree)
    try:
        exact = rational(tree, values)
    except ZeroDivisionError:
        return
    enclosed = in_balls(tree, values)
    assume(enclosed.is_finite())  # a quotient by what balls cannot tell from 0
    assert enclosed.overlaps(in_balls(Number(0), {}) + in_balls(read(exact), {}))
    jumps = tree.operations & {"sign", "floor", "//", "where"}
    if not jumps:
        floats = float(tree({name: float(v) for name, v in values.items()}, FLOATS))
        scale = 1 + abs(float(exact)) + float(enclosed.rad())
        assert math.isclose(floats, exact, rel_tol=1e-9, abs_tol=1e-9 * scale)


def test_what_is_not_rational_has_no_exact_value():
    for line in ("sqrt(a)", "pi * a", "log(a)", "a**(1/2)", "a / (a - 2)", "a // 0"):
        with pytest.raises(ArithmeticError):
            rational(parsed(line), {"a": 2})
    assert rational(parsed("a**(-3) + 7 // a"), {"a": 2}) == Fraction(25, 8)


# Ways to write one formula.


SAME = {
    "m * tau": [
        lambda m, tau: m * tau,
        lambda tau, m: m * tau,
        Name("m") * Name("tau"),
        written("*", Name("m"), Name("tau")).tree,
        "m*tau",
        " (m) * (tau) ",
    ],
    "sqrt(m * log(1 / delta))": [
        lambda m, delta: sqrt(m * log(1 / delta)),
        lambda m, delta: np.sqrt(m * np.log(1 / delta)),
        lambda m, delta: sqrt(m * log(Fraction(1) / delta)),
    ],
    "(1/2) * m": [
        lambda m: Fraction(1, 2) * m,
        lambda m: "1/2" * m,
        lambda m: "0.5" * m,
        "0.5 * m",
        "(1/2) * m",
    ],
    "where(m > 1, m, -m)": [lambda m: where(m > 1, m, -m)],
    "m // 2 + abs(m)": [lambda m: m // 2 + abs(m), lambda m: np.floor_divide(m, 2) + np.abs(m)],
    "(1/20)": [Fraction(1, 20), "0.05", "1/20", "5e-2", lambda: "0.05", lambda: Fraction(1, 20)],
    "1000000": [10**6, "1e6", "10**6", np.int64(10**6)],
    "where(m > 1 and not m == 7 or m < 0, 1, 0)": [
        lambda m: where((m > 1) & ~(m == 7) | (m < 0), 1, 0)
    ],
}


@pytest.mark.parametrize("line", SAME)
def test_ways_to_write_one_formula(line):
    for written_so in SAME[line]:
        assert text(read(written_so)) == line


def test_a_function_is_read_once():
    asked = []

    def formula(m):
        asked.append(m)
        return 2 * m

    tree = read(formula)
    for m in (1.0, 2.0):
        assert tree({"m": m}, FLOATS) == 2 * m
    assert len(asked) == 1


def test_what_a_function_does_for_other_types_is_no_part_of_it():
    tree = read(lambda m: 2 * m if isinstance(m, int) or hasattr(m, "terms") else m)
    assert tree == Name("m")
    assert rational(tree, {"m": 3}) == 3


def test_a_formula_in_another_one():
    square = parsed("rho**2")
    assert read(lambda rho: kernels.relu_ntk(rho) + rho).names == {"rho"}
    assert read(lambda x: square(x + 1)) == parsed("(x + 1)**2")
    assert read(lambda x: square(square(x))) == parsed("(x**2)**2")
    assert square(3.0, FLOATS) == 9
    assert parsed("7")(3.0, FLOATS) == 7  # of a constant formula too
    with pytest.raises(Unreadable, match="cannot be read"):
        read(lambda x: square(x, x))
    put = parsed("a + sqrt(b * a)").put({Name("a"): Number(4), Name("b"): parsed("1/4")})
    assert text(put) == "4 + sqrt(1)"


def test_numbers_alone_become_one_number():
    for line, value in (
        ("2 + 3 * 4 - 1 / 2", Fraction(27, 2)),
        ("-(-3)", 3),
        ("(2/3)**(-2)", Fraction(9, 4)),
        ("2**64", 2**64),
        ("0**0", 1),
        ("1.25e1", Fraction(25, 2)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("4 / 2", 2),
    ):
        found = parsed(line)
        assert found == Number(value)
        assert type(found.value) is (int if value == int(value) else Fraction)
    for line in (
        "2**65537",
        "1 / 0",
        "0**(-1)",
        "4**(1/2)",
        "7 // 2",
        "sqrt(4)",
        "abs(-3)",
        "m + 0",
    ):
        assert isinstance(parsed(line), Apply)
    assert text(read(lambda m: m + 1 + 2)) == "m + 1 + 2"
    assert text(read(lambda m: m * (Fraction(1, 3) + Fraction(2, 3)))) == "m * 1"


def test_every_operation_can_be_written():
    assert {*FUNCTIONS} | {"negative", "not", *INFIX} == {*OPERATIONS}
    for name, count in FUNCTIONS.items():
        arguments = [Name(letter) for letter in "abc"[:count]]
        if name == "where":
            arguments[0] = parsed("a < b")
        called = globals()[name](*arguments) if name != "abs" else abs(*arguments)
        assert called.tree == Apply(name, tuple(arguments))
    for ufunc, operation in UFUNCS.items():
        arguments = [Name(letter) for letter in "ab"[: OPERATIONS[operation]]]
        assert ufunc(*arguments).tree == Apply(operation, tuple(arguments))


# What is refused.


def line_of(function):
    return inspect.getsourcelines(function)[1]


def with_a_helper(m):
    return helper(m) + 1


def helper(m):
    if m > 3:
        return m
    return 1


FLOAT = "which is rounded; write x / 2 in place of 0.5 * x, Fraction(1, 10) or the text "
PYTHON = "asks in Python (if, and, or, not, min, max, a chain a < b < c) what holds for some values"
VALUE = "asks for the value of what is only named, as int(), float(), round() and math do; write"
REFUSED = [
    (lambda m: 0.5 * m, f"computes with the float 0.5, {FLOAT}"),
    (lambda m: m**0.5, f"computes with the float 0.5, {FLOAT}"),
    (lambda m: m * np.float64(2), f"computes with the float 2.0, {FLOAT}"),
    (lambda m: m + math.pi, "computes with the float 3.14159"),
    (lambda m: 0.5, f"computes with the float 0.5, {FLOAT}"),
    (lambda m: m if m > 1 else 1, PYTHON),
    (lambda m: m or 1, PYTHON),
    (lambda m: not m, PYTHON),
    (lambda m: max(m, 1), PYTHON),
    (lambda m: m if 0 < m < 1 else 1, PYTHON),
    (lambda m: m if m in (1, 2) else 1, PYTHON),
    (lambda m: int(m), VALUE),
    (lambda m: float(m), VALUE),
    (lambda m: round(m), VALUE),
    (lambda m: math.sqrt(m), VALUE),
    (lambda m: math.floor(m / 2), VALUE),
    (lambda m: range(m), VALUE),
    (lambda m: f"{m}", VALUE),
    (lambda m: m[0], VALUE),
    (lambda m: sum(m), VALUE),
    (lambda m: {m: 1}, "cannot be read (TypeError: unhashable type: 'Term')"),
    (lambda m: m > 1, "is a comparison, and no number; write where(condition, 1, 0)"),
    (lambda m: (m > 1) * m, "computes with a comparison; write where(condition, 1, 0)"),
    (lambda m: sqrt(m > 1), "computes with a comparison; write where(condition, 1, 0)"),
    (lambda m: where(m, 1, 0), "needs a comparison such as m > 1 in where(...)"),
    (lambda m: where((m > 1) & m, 1, 0), "needs a comparison such as m > 1 in and(...)"),
    (lambda m: where(m == "relu", 1, 2), "computes with the text 'relu'; a number is "),
    (lambda m: None, "computes with None, which is no number of a formula"),
    (lambda m: m + None, "computes with None, which is no number of a formula"),
    (lambda m: True, "computes with True, which is no number of a formula"),
    (lambda m: m * False, "computes with False, which is no number of a formula"),
    (lambda m: m + 1j, "computes with 1j, which is no number of a formula"),
    (lambda m: (m, m), "computes with (<a formula>, <a formula>), which is no number"),
    (lambda m: m * np.ones(2), "computes with array([1., 1.]), which is no number of a formula"),
    (lambda m: np.arctan(m), "uses numpy.arctan, which is no function of formulas"),
    (lambda m: np.max(m), "uses numpy.maximum, which is no function of formulas"),
    (lambda m: m.real, "cannot be read (AttributeError: 'Term' object has no attribute 'real')"),
    (lambda m: Fraction(m, 2), "cannot be read (TypeError: both arguments should be Rational"),
    (lambda m: 1 / 0 * m, "cannot be read (ZeroDivisionError: division by zero)"),
    (lambda m: [][m.tree.name], "cannot be read (TypeError: list indices must be integers"),
    (lambda m: minimum(m), "cannot be read (TypeError: minimum() missing 1 required positional"),
    (lambda m, W0: m, "uses W0, which is no parameter; it has m, tau"),
    (lambda s, fn: fn.sqrt(s.m), "uses s, which is no parameter; it has m, tau"),
    (lambda m: m * Name("sigma"), "uses sigma, which is no parameter; it has m, tau"),
    (lambda *names: 1, "is no plain function of parameters; write lambda m, tau: m * tau"),
    (lambda m, *, tau: m, "is no plain function of parameters; write lambda m, tau: m * tau"),
    (lambda **names: 1, "is no plain function of parameters; write lambda m, tau: m * tau"),
    (len, "is no plain function of parameters; write lambda m, tau: m * tau"),
    (Fraction, "is no plain function of parameters; write lambda m, tau: m * tau"),
    (None, "computes with None, which is no number of a formula"),
    (0.25, f"computes with the float 0.25, {FLOAT}"),
    (math.nan, "computes with the float nan"),
    ([1], "computes with [1], which is no number of a formula"),
    ("m[0]", "uses entries of m; a formula speaks of parameters only"),
]
NO_LINE = ("is no plain function", "is a comparison", "uses sigma")


@pytest.mark.parametrize(("given_so", "sentence"), REFUSED)
def test_what_is_no_formula_is_refused(given_so, sentence):
    with pytest.raises(Unreadable) as refusal:
        read(given_so, ("m", "tau"))
    told = str(refusal.value)
    if callable(given_so) and not sentence.startswith(NO_LINE):
        place = f"in line {line_of(given_so)} of test_language.py "
        assert told.startswith(place)
        told = told.removeprefix(place)
    assert told.startswith(sentence)
    assert len(told) < 250
    assert "\n" not in told


def test_the_line_is_that_of_the_helper_that_asks():
    with pytest.raises(
        Unreadable, match=f"^in line {line_of(helper) + 1} of test_language.py asks"
    ):
        read(with_a_helper)


NO_TEXTS = {
    "": "is the text '', which is no formula",
    "m +": "is the text 'm +', which is no formula",
    "m; m": "which is no formula",
    "m = 1": "which is no formula",
    "m m": "which is no formula",
    "(" * 500 + "m" + ")" * 500: "which is no formula",
    "m\0": "which is no formula",
    "m if m > 1 else 1": "has 'm if m > 1 else 1', which is not of the language of formulas",
    "0 < m < 1": "has '0 < m < 1', which is not of the language of formulas",
    "lambda m: m": "which is not of the language of formulas",
    "m.real": "has 'm.real', which is not of the language of formulas",
    "__import__('os').system('true')": "which is not of the language of formulas",
    "eval('1')": "has \"eval('1')\", which is not of the language of formulas",
    "sqrt(m, 2)": "has 'sqrt(m, 2)', which is not of the language of formulas",
    "sqrt(z=m)": "has 'sqrt(z=m)', which is not of the language of formulas",
    "arctan(m)": "has 'arctan(m)', which is not of the language of formulas",
    "sqrt(*m)": "which is not of the language of formulas",
    "True": "has 'True', which is not of the language of formulas",
    "'m'": "has \"'m'\", which is not of the language of formulas",
    "1j": "has '1j', which is not of the language of formulas",
    "m @ m": "has 'm @ m', which is not of the language of formulas",
    "m % 2": "has 'm % 2', which is not of the language of formulas",
    "(m, m)": "has '(m, m)', which is not of the language of formulas",
    "[m for m in m]": "which is not of the language of formulas",
    "(m := 1)": "which is not of the language of formulas",
    "where(m, 1, 0)": "needs a comparison such as m > 1 in where(...)",
    "m and 1": "needs a comparison such as m > 1 in and(...)",
    "(m > 1) + 1": "computes with a comparison; write where(condition, 1, 0)",
    "m + " * LONGEST + "m": f"is a text of {4 * LONGEST + 1} characters; a formula has at most",
}


@pytest.mark.parametrize("line", NO_TEXTS, ids=lambda line: line[:20].replace("\0", "0"))
def test_a_text_that_is_no_formula_is_refused(line):
    with pytest.raises(Unreadable) as refusal:
        parsed(line)
    told = str(refusal.value)
    assert NO_TEXTS[line] in told
    assert len(told) < 200
    assert told.isprintable()


def test_a_formula_has_a_largest_size_and_depth():
    def nested(times):
        return parsed("sqrt(" * times + "m" + ")" * times)

    deepest = nested(DEPTH - 1)
    assert parsed(text(deepest)) == deepest
    assert deepest({"m": 1.0}, FLOATS) == 1
    assert latex(deepest)
    for differences in (
        "m - (" * (DEPTH - 2) + "m" + ")" * (DEPTH - 2),
        "m - " * (DEPTH - 1) + "m",
    ):
        tree = parsed(differences)
        assert parsed(text(tree)) == tree
        assert tree({"m": 1.0}, FLOATS) in (0, 1, 2 - DEPTH)
    with pytest.raises(Unreadable, match=r"is there a loop\?"):
        nested(DEPTH)
    with pytest.raises(Unreadable, match=r"is there a loop\?"):
        parsed(" + ".join(["m"] * (DEPTH + 1)))


@pytest.mark.parametrize(("times", "read_so"), [(9, True), (10, False), (100, False)])
def test_a_formula_that_grows_without_end_is_refused(times, read_so):
    def doubling(m):
        for _ in range(times):
            m = m + m
        return m

    assert 2**10 - 1 <= SIZE < 2**11 - 1
    if read_so:
        assert sum(1 for _ in read(doubling).nodes()) == 2 ** (times + 1) - 1
    else:
        with pytest.raises(Unreadable, match=f"has more than {SIZE} operations, or {DEPTH} inside"):
            read(doubling)


@pytest.mark.parametrize(
    ("formula", "values", "exact"),
    [
        ("2**(-m)", {"m": 10**9}, None),
        ("2**m", {"m": 10**12}, None),
        ("m**m", {"m": 10**6}, None),
        ("9**9**9", {}, None),
        ("((9**64)**64)**64", {}, None),
        ("(1/3)**m", {"m": 100}, Fraction(1, 3) ** 100),
        ("2**(m - 3)", {"m": 2}, Fraction(1, 2)),
    ],
)
def test_long_powers_are_no_integers_that_fill_the_memory(formula, values, exact):
    tree = parsed(formula)
    assert number(tree, values)().is_finite()
    if exact is None:
        with pytest.raises(ArithmeticError, match="a power of more than"):
            rational(tree, values)
    else:
        assert rational(tree, values) == exact
