"""A user's FILE.py: a module, with statements of its own, whose functions answer numbers.

Whatever it holds, a check ends in a verdict, or in one sentence and exit code 2.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import reports
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Verdict
from reports import cli, jobs, theorem_files
from theorems import THEOREMS
from theorems.language.domains import UnmetHypothesis
from theorems.language.records import Identity

HEAD = """
import sys
from dataclasses import dataclass, replace
from fractions import Fraction
import numpy as np
from theorems.language.domains import Integers, Reals
from theorems.gaussian_counts import EVENT_A1, HOEFFDING, LEMMA_4_2, LEMMA_5
from theorems.language.parameters import *
from theorems.language.functions import *
from theorems.language.records import Expectation
from theorems.relu_linearization import LEMMA_4_1, MOVED_NEURONS, SIGN_CHANGES
from theorems.sign_patterns import SIGN_AGREEMENT
from theorems.symmetric_initialization import HOMOGENEITY, THEOREM_1

def fail(error):
    raise error

def own(theorem, **changes):
    return replace(theorem, label="mine/own", **changes)

def mean(integrand, closed):
    # its sides are functions
    named = dict(label="mine/own", title="", source=LEMMA_5.source, reading="", parameters=(RHO,))
    return Expectation(**named, sides=(lambda i, s, fn: i.mean(integrand(s, fn)), closed))

def product(s, fn):
    return lambda u, v, b: u * v
"""
LINES = HEAD.count("\n")
LAST = f"(line {LINES + 1})"  # of what follows
FAIL = f"(line {HEAD[: HEAD.index('raise error')].count(chr(10)) + 1})"
FINE = "THEOREMS = (own(LEMMA_5),)\n"
EPS = ("--set", "eps=0.1")


@pytest.fixture
def check(monkeypatch, capsys, tmp_path):
    """Check mine/own of a file with this text: (exit code, standard output, standard error)."""

    def check(text, *options, label="mine/own"):
        path = tmp_path / "own.py"
        path.write_text(HEAD + text, encoding="utf-8")
        words = ["widecheck", "check", label, "--from", path, "--workers", 1, *options]
        monkeypatch.setattr(sys, "argv", [*map(str, words)])
        capsys.readouterr()
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = stop.code
        return code, *capsys.readouterr()

    return check


def sentence(result):
    """The one sentence of a refusal, without where the file is."""
    code, out, err = result
    assert (code, out) == (2, "")
    assert err.startswith("widecheck: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert len(err) < 320
    return err


# Imported as a module is.


def test_a_dataclass_with_postponed_annotations(check, tmp_path):
    text = "@dataclass\nclass Constant:\n    c: 'ClassVar[int]' = 1\n" + FINE
    path = tmp_path / "postponed.py"
    path.write_text(f"from __future__ import annotations\n{HEAD}{text}")
    assert list(theorem_files.statements_of(str(path), ())) == ["mine/own"]
    assert check(text, *EPS)[0] == 0


def test_a_module_beside_the_file_and_only_while_it_is_imported(check, tmp_path):
    (tmp_path / "beside_own.py").write_text("half = lambda eps: eps / 2\n")
    before = list(sys.path)
    text = (
        "import beside_own\nTHEOREMS = (own(LEMMA_5, terms=(LEMMA_5.terms[0], beside_own.half)),)"
    )
    assert check(text, *EPS)[0] == 1
    assert sys.path == before
    assert check("import beside_nothing\n" + FINE)[0] == 2
    assert sys.path == before
    del sys.modules["beside_own"]


def test_what_a_file_prints_goes_to_standard_error(check):
    text = (
        "print('imported')\n"
        "def twice(eps):\n    print('asked')\n    return 2 * eps\n"
        "THEOREMS = (own(LEMMA_5, terms=(LEMMA_5.terms[0], twice)),)"
    )
    code, out, err = check(text, *EPS, "--json")
    assert code == 0
    assert json.loads(out)["verdicts"][0]["outcome"] == "certified"
    assert err.startswith("imported\n")
    assert "asked\n" in err


def test_a_changed_file_is_another(check):
    """Also within a second, and of the same length."""
    for factor, code in (("1", 0), ("0", 1), ("1", 0)):
        text = f"THEOREMS = (own(LEMMA_5, terms=(LEMMA_5.terms[0], lambda eps: {factor} * eps)),)"
        assert check(text, *EPS)[0] == code


def test_a_file_is_imported_once_for_many_statements(check, capsys):
    text = "print('imported')\nTHEOREMS = (own(LEMMA_5), replace(LEMMA_5, label='mine/other'))"
    code, _, err = check(text, "mine/other", *EPS)
    assert (code, err) == (0, "imported\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 / 0", f"cannot be imported: ZeroDivisionError: division by zero {LAST}."),
        ("def f(:", "cannot be imported: SyntaxError: "),
        ("sys.exit(0)", f"cannot be imported: SystemExit: 0 {LAST}."),
        ("fail(BaseException('odd'))", f"cannot be imported: BaseException: odd {FAIL}."),
        ("fail(MemoryError())", "cannot be imported: MemoryError"),
        ("def f(): return f()\nf()", "cannot be imported: RecursionError: maximum"),
        ("fail(ValueError('x' * 9999))", "cannot be imported: ValueError: xxx"),
        ("fail(ValueError('a\\n\\x1b[31mb'))", "cannot be imported: ValueError: a "),
        ("import nowhere_at_all", "No module named 'nowhere_at_all'"),
        ("\0", "cannot be imported: "),
        ("THEOREMS = ()", "needs THEOREMS, a tuple of statements; got ()."),
        ("THEOREMS = [LEMMA_5]", "needs THEOREMS, a tuple of statements; got [Inequality("),
        ("THEOREMS = (None,)", "needs THEOREMS, a tuple of statements; got (None,)."),
        ("THEOREMS = LEMMA_5", "needs THEOREMS, a tuple of statements; got Inequality("),
        ("", "needs a statement at its top level, or in THEOREMS; it has none."),
        ("from theorems.gaussian_counts import LEMMA_5", "it has none."),
        ("MANY = [LEMMA_5, own(LEMMA_4_2), 1]", "it has none."),
        (
            "from theorems.language.records import Inequality\nclass Mine(Inequality): pass\n"
            "THEOREMS = (Mine(**vars(own(LEMMA_5))),)",
            "needs THEOREMS, a tuple of statements",
        ),
        ("THEOREMS = (own(LEMMA_5), own(LEMMA_4_2))", "mine/own is that of another statement of"),
        ("THEOREMS = (own(LEMMA_5), LEMMA_4_2)", "slides/lemma-4.2 is that of the catalogue"),
        (
            "THEOREMS = (replace(HOMOGENEITY, sides=(HOMOGENEITY.sides[0], max)),)",
            "the label notes/homogeneity is that of the catalogue; each statement needs one of its",
        ),
        ("THEOREMS = (replace(LEMMA_5, label=''),)", "Inequality '' needs a label of at most 100"),
        (
            "THEOREMS = (own(LEMMA_5, terms=None),)",
            "needs terms to be a tuple, each a formula; got",
        ),
        ("THEOREMS = (own(LEMMA_5, title=float('nan')),)", "title to be printable text; got nan"),
        ("replace(WIDTH, default=0)", f"Parameter 'm' needs m an integer >= 1; got 0 {LAST}."),
        ("replace(WIDTH, coverage=(0, -1))", f"needs m an integer >= 1; got 0 {LAST}."),
        ("replace(TAU, default=0.1)", "default to be an integer or a Fraction or printable text"),
    ],
)
def test_a_file_that_is_none_is_refused(check, text, words):
    assert words in sentence(check(text))


@pytest.mark.parametrize("name", ["none.py", "a\0.py", "x" * 10_000 + ".py", ".", "/dev/null"])
def test_what_is_no_file_is_refused(name):
    with pytest.raises(UnmetHypothesis, match="is no readable Python file") as refusal:
        jobs.statements(name)
    assert len(str(refusal.value)) < 250


def test_a_file_that_may_not_be_read_is_refused(tmp_path):
    path = tmp_path / "own.py"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UnmetHypothesis, match="cannot be imported: SyntaxError"):
        jobs.statements(str(path))
    if os.getuid():
        path.chmod(0)
        with pytest.raises(UnmetHypothesis, match=r"is no readable Python file \(Permission"):
            jobs.statements(str(path))


# What its formulas are.

FORMULAS = {
    "terms[1]": "own(LEMMA_5, terms=(LEMMA_5.terms[0], {}))",
    "at_most[0]": "own(LEMMA_4_2, at_most=({},))",
    "except_with": "own(LEMMA_4_2, except_with={})",
}
NO_NUMBERS = [
    *("None", "'text'", "True", "1j", "[1]", "(1, 2)", "object()", "len", "np.zeros(2)"),
    *("float('nan')", "0.1", "np.float64(0.5)", "1e400", "b'1'", "{}"),
]


@pytest.mark.parametrize("answer", NO_NUMBERS)
@pytest.mark.parametrize("field", FORMULAS)
def test_what_gives_no_exact_number_is_no_formula(check, field, answer):
    told = sentence(check(f"THEOREMS = ({FORMULAS[field].format(f'lambda: {answer}')},)"))
    assert f"mine/own: {field} in line {LINES + 1} of own.py computes with " in told
    assert " at 0x" not in told
    if (field, answer) != ("except_with", "None"):  # a statement without an event
        told = sentence(check(f"THEOREMS = ({FORMULAS[field].format(answer)},)"))
        assert f"mine/own: {field} " in told


HALF, BRANCH = "write x / 2 in place of 0.5 * x, ", "write where(condition, a, b), minimum(a, b)"
NO_FORMULAS = {
    "m * tau + 0.5 * sqrt(m * log(1 / delta))": HALF,
    "m * tau + (m * log(1 / delta)) ** 0.5": HALF,
    "m * tau + np.sqrt(2)": HALF,
    "sqrt(0.1) * m": HALF,
    "np.ones(2) * m": "computes with array([1., 1.]), which is no number",
    "sqrt(m) + None": "computes with None, which is no number of a formula",
    "sqrt(m) * True": "computes with True, which is no number of a formula",
    "m / float(m)": "write floor(x) for math.floor(x) or int(x), and sqrt(x) for math.sqrt(x)",
    "__import__('math').sqrt(m)": "asks for the value of what is only named",
    "int(m / 2)": "asks for the value of what is only named",
    "m if m > 10 else tau": BRANCH,
    "max(m, tau)": BRANCH,
    "m if 0 < tau < 1 else 0": BRANCH,
    "m > 1": "is a comparison, and no number; write where(condition, 1, 0)",
    "np.max(m)": f"in line {LINES + 1} of own.py uses numpy.maximum, which is no function",
    "Fraction(m, 2)": f"in line {LINES + 1} of own.py cannot be read (TypeError: both arguments",
    "m.nothing": "cannot be read (AttributeError: 'Term' object has no attribute 'nothing')",
    "nothing * m": "cannot be read (NameError: name 'nothing' is not defined)",
    "m / 0 + Fraction(1, 0)": "cannot be read (ZeroDivisionError: Fraction(1, 0))",
    "fail(KeyError('x'))": "cannot be read (KeyError: 'x')",
    "fail(MemoryError())": "cannot be read (MemoryError)",
    "fail(ValueError('a\\nb'))": "cannot be read (ValueError: a b)",
    "fail(OSError(2, 'x' * 999))": "cannot be read (FileNotFoundError: [Errno 2] x",
    "sys.exit(0)": "cannot be imported: SystemExit: 0",
    "fail(BaseException())": "cannot be imported: BaseException: ",
}


@pytest.mark.parametrize("formula", NO_FORMULAS)
def test_what_is_no_formula_is_refused(check, formula):
    told = sentence(
        check(f"THEOREMS = (own(LEMMA_4_2, at_most=(lambda m, tau, delta: {formula},)),)")
    )
    assert NO_FORMULAS[formula] in told
    if "cannot be imported" not in told:
        assert "own.py: mine/own: at_most[0] " in told


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("Fraction(1, 2) * sqrt(m) + m", 0),
        ("m - Fraction(1, 10**9) + 0 * pi", 1),
        ("2 ** sqrt(m) + m ** sqrt(4)", 0),
        ("m + abs(-sqrt(m)) + (+pi) ** 2 - Fraction(2) ** -1", 0),
        ("m * where(pi > 3, 1, 0)", 0),
        ("m * where(pi >= 3, 0, 1)", 1),
        ("maximum(m, pi) + where(pi != 3, 0, 1) + where(pi == 3, 1, 0)", 0),
        ("np.sqrt(m) * np.sqrt(m) + 1", 0),
    ],
)
def test_formulas_are_exact(check, formula, code):
    sets = ("--set", "m=10", "--set", "tau=100", "--set", "delta=1e-9")
    held = f"lambda m: {formula}"
    for one in (
        (held, repr(formula)) if "np." not in formula and "Fraction" not in formula else [held]
    ):
        text = f"THEOREMS = (own(LEMMA_4_2, at_most=({one},)),)"
        got, _, err = check(text, *sets, "--method", "certify")
        assert (got, err) == (code, "")


# What its functions answer.


@pytest.mark.parametrize("answer", [a for a in NO_NUMBERS if a != "True"] + ["s.items()"])
def test_what_is_no_exact_number_is_refused(check, answer):
    told = sentence(check(f"THEOREMS = (mean(product, lambda i, s, fn: {answer}),)"))
    assert "sides[1] of mine/own in " in told
    assert "own.py gives " in told
    assert " at 0x" not in told


FLOATS = [
    "0.5 * fn.sqrt(4 * s.rho)",
    "s.rho + fn.sqrt(s.rho) ** 0.5",
    "np.sqrt(2) * fn.sqrt(s.rho)",
    "fn.sqrt(0.1)",
    "fn.sqrt(s.rho) + None",
    "fn.sqrt(s.rho) * True",
]


@pytest.mark.parametrize("closed", FLOATS)
def test_a_float_meets_no_ball(check, closed):
    """0.1 as a float is larger than 1/10: a product with a ball would be another number."""
    told = sentence(check(f"THEOREMS = (mean(product, lambda i, s, fn: {closed}),)"))
    assert "sides[1] of mine/own in " in told
    assert "own.py computes with " in told
    assert "write x / 2 in place of 0.5 * x" in told


@pytest.mark.parametrize(
    ("closed", "outcome"),
    [
        ("s.rho", "certified"),
        ("s.rho * fn.sqrt(4) / 2", "certified"),
        ("s.rho * fn.sqrt(4)", "refuted"),
        ("Fraction(1, 2) * fn.sqrt(s.rho) + s.rho", "refuted"),
        ("s.rho + abs(-fn.sqrt(2)) + (+fn.pi) ** 2 - Fraction(2) ** -1", "refuted"),
        ("s.rho * (1 if fn.pi > 3 else 0)", "undecided"),
        ("s.rho * (0 if fn.pi >= 3 else 1)", "refuted"),
        ("max(s.rho, fn.pi) + (0 if fn.pi else 1) + (1 if fn.pi == 3 else 0)", "refuted"),
    ],
)
def test_exact_numbers_meet_balls(check, closed, outcome):
    text = f"THEOREMS = (mean(product, lambda i, s, fn: {closed}),)"
    _, out, err = check(text, "--set", "rho=1/3", "--json")
    assert (json.loads(out)["verdicts"][0]["outcome"], err) == (outcome, "")


# Every function of the catalogue, as a function of the file that asks it, every formula once more.
DELEGATED = """
from functools import wraps
from dataclasses import fields
from theorems import THEOREMS as known
from theorems.language.expressions import Expression
from theorems.language.records import Line
from theorems.language.text import parsed, text

def mine(held):
    if isinstance(held, Line):
        return replace(held, **{f.name: mine(getattr(held, f.name)) for f in fields(held)})
    if isinstance(held, Expression):
        return parsed(text(held))
    if not callable(held):
        return held
    @wraps(held)
    def asked(*arguments, **named):
        return held(*arguments, **named)
    asked.__module__ = "own"
    return asked

def changed(theorem):
    # of which quantity or kernel it is, the checkers know by the function
    kept = {f.name: getattr(theorem, f.name) for f in fields(theorem)}
    named = ("quantity", "kernel")
    kept = {k: v for k, v in kept.items() if k not in named or isinstance(v, Expression)}
    new = {k: tuple(map(mine, v)) if isinstance(v, tuple) else mine(v) for k, v in kept.items()}
    return replace(theorem, **new | {"label": f"mine/{theorem.label}"})

THEOREMS = tuple(map(changed, known))
"""


def test_the_functions_of_the_catalogue_answer_in_every_checker(tmp_path):
    """What functions meet in a user's file is no other arithmetic to them."""
    path = tmp_path / "own.py"
    path.write_text(HEAD + DELEGATED)
    options = Options(draws=200, workers=1)
    # whose initialization it shares, an identity on cells says by its label
    cells = [t.label for t in THEOREMS if isinstance(t, Identity) and t.of == "cells"]
    by_label = [label for label in cells if "rho" not in jobs.statements(None)[label].setting({})]
    for theorem in THEOREMS:
        if theorem.label in by_label:
            continue
        s = theorem.setting({})
        here = jobs.run_job((theorem.label, s, options, None))
        there = jobs.run_job((f"mine/{theorem.label}", s, options, str(path)))
        assert isinstance(there, Verdict), there
        assert (there.outcome, there.scope) == (here.outcome, here.scope), theorem.label
        assert there.failure == here.failure


def test_symbols_meet_balls(check):
    """A mean is asked of the functions of balls, with symbols for what it is a mean of."""
    integrand = "lambda s, fn: lambda u, v, b: s.rho * fn.positive_part(u) * fn.positive_part(v)"
    angle = "(fn.pi - fn.arccos(s.rho))"
    closed = f"s.rho * (fn.sqrt(1 - s.rho**2) + {angle} * s.rho) / (2 * fn.pi)"
    text = f"THEOREMS = (mean({integrand}, lambda i, s, fn: {closed}),)"
    code, _, err = check(text, "--set", "rho=1/3")
    assert (code, err) == (0, "")


def test_balls_that_overlap_are_not_compared(check):
    text = "THEOREMS = (mean(product, lambda i, s, fn: max(fn.sqrt(2) ** 2, 2)),)"
    told = sentence(check(text))
    assert "compares two balls that overlap; write it with fn.positive_part or fn.abs" in told


@pytest.mark.parametrize(
    "body",
    [
        "sys.exit(0)",
        "fail(KeyError('x'))",
        "fail(BaseException())",
        "fail(MemoryError())",
        "fail(RecursionError())",
        "fail(ValueError('a\\nb'))",
        "fail(OSError(2, 'x' * 999))",
        "nothing(s.x_norm)",
        "math.sqrt(2)",
    ],
)
def test_a_function_that_fails_is_told(check, body):
    text = f"THEOREMS = (own(SIGN_AGREEMENT, conclusions=(lambda n: {body},)),)"
    told = sentence(check(text))
    assert "mine/own: a function of " in told
    assert "own.py fails: " in told
    assert "(line " in told


def test_a_function_that_ends_its_process_is_told_by_a_worker(tmp_path):
    path = tmp_path / "own.py"
    path.write_text(f"{HEAD}THEOREMS = (mean(product, lambda i, s, fn: sys.exit(0)),)")
    labels = ["mine/own", "notes/lemma-5", "notes/lemma-5:twin-square"]
    words = ["check", *labels, "--workers", "2", "--from", str(path)]
    ended = subprocess.run(
        [sys.executable, "-m", "reports.cli", *words],
        cwd=Path(reports.__path__[0]).parent,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 2
    assert f"own.py fails: SystemExit: 0 {LAST}" in ended.stderr


@pytest.mark.parametrize(
    "theorem",
    [
        "own(LEMMA_4_2, at_most=(lambda m: fail(KeyboardInterrupt()),))",
        "mean(product, lambda i, s, fn: fail(KeyboardInterrupt()))",
    ],
)
def test_an_interrupt_is_none_of_these(check, theorem):
    code, _, err = check(f"THEOREMS = ({theorem},)")
    assert code == 130
    assert "interrupted" in err


def test_a_checker_that_stops_is_told(check):
    """No function of the file failed, but the checker could do nothing with what they gave."""
    text = (
        "from theorems.taylor_remainders import THEOREMS as known\n"
        "[theorem] = [t for t in known if t.label == 'slides/taylor-integral']\n"
        "THEOREMS = (own(theorem, sides=(lambda *a: -1, *theorem.sides[1:])),)"
    )
    told = sentence(check(text))
    assert "mine/own of " in told
    assert "is none that its checker can compute with: " in told


@pytest.mark.parametrize("answer", ["None", "1", "0.5", "Fraction(1, 2)", "'yes'", "[]"])
@pytest.mark.parametrize("field", ["conclusions[0]", "premise"])
def test_a_number_is_no_truth(check, field, answer):
    name, _, several = field.partition("[")
    function = f"lambda n: {answer}"
    held = f"({function},)" if several else function
    told = sentence(check(f"THEOREMS = (own(SIGN_AGREEMENT, {name}={held}),)"))
    assert f"{field} of mine/own in " in told
    assert "it needs a comparison." in told


# Where the law of a quantity is not its law, it is not asked.

WIDE = {
    "tau < 0": (
        "LEMMA_4_2",
        "tau",
        "TAU",
        "Reals()",
        "Fraction(-1, 2)",
        "0 <= tau; got tau = -0.5",
    ),
    "B < 0": ("LEMMA_4_1", "B", "RADIUS", "Reals()", "Fraction(-1)", "0 <= B; got B = -1"),
    "x < 0": ("LEMMA_4_1", "x_norm", "INPUT_NORM", "Reals()", "Fraction(-1)", "0 <= x_norm; got"),
    "alpha = 0": ("THEOREM_1", "alpha", "ALPHA", "Reals()", "Fraction(0)", "0 < alpha; got alpha"),
    "B = 0": ("SIGN_CHANGES", "B", "RADIUS", "Reals()", "Fraction(0)", "0 < B; got B = 0"),
    "tau = 0": ("MOVED_NEURONS", "tau", "TAU", "Reals()", "Fraction(0)", "0 < tau; got tau = 0"),
    "a < 0": ("HOEFFDING", "alpha", "ALPHA", "Reals()", "Fraction(-1)", "0 < alpha; got alpha"),
    "odd": ("THEOREM_1", "m", "WIDTH", "Integers(1)", "3", "m an even integer >= 2; got m = 3"),
    "odd event": (
        "EVENT_A1",
        "m",
        "WIDTH",
        "Integers(1)",
        "1",
        "m an even integer >= 2; got m = 1",
    ),
    "odd mean": (
        "HOEFFDING",
        "m",
        "WIDTH",
        "Integers(1)",
        "5",
        "m an even integer >= 2; got m = 5",
    ),
    "m = 0": ("LEMMA_4_2", "m", "WIDTH", "Integers(-3)", "0", "m an integer >= 1; got m = 0"),
    "m < 0": ("LEMMA_4_1", "m", "WIDTH", "Integers(-5)", "-5", "m an integer >= 1; got m = -5"),
}


@pytest.mark.parametrize("options", [(), ("--method", "sample"), ("--set", "delta=all")])
@pytest.mark.parametrize("case", WIDE)
def test_a_law_outside_its_hypotheses_is_not_asked(check, case, options):
    theorem, name, parameter, domain, value, words = WIDE[case]
    if theorem == "MOVED_NEURONS" and options:
        return  # it is deterministic, and has no delta
    text = (
        f"wide = replace({parameter}, domain={domain}, default={value}, coverage=({value},))\n"
        f"parameters = tuple(wide if p.name == {name!r} else p for p in {theorem}.parameters)\n"
        f"THEOREMS = (own({theorem}, parameters=parameters),)"
    )
    told = sentence(check(text, *options))
    if "delta=all" in options:  # asked before its law is: no network is so
        assert f"; got {name} = " in told
    else:
        assert f"is known for {words}" in told


NONSENSE = [
    ("smooth_linearization.PROP_4_1", "m", "Integers(-5)", "-5", "m an integer >= 1; got m = -5"),
    (
        "smooth_linearization.PROP_4_1",
        "x_norm",
        "Reals()",
        "Fraction(-5)",
        "0 <= x_norm; got x_norm",
    ),
    ("smooth_linearization.PROP_4_1", "B", "Reals()", "Fraction(-1)", "0 <= B; got B = -1"),
    (
        "sign_patterns.SIGN_AGREEMENT",
        "d",
        "Names(('two',))",
        "'two'",
        "d an integer >= 1; got d = two",
    ),
    (
        "proof_of_lemma_4.SIGN_CHANGE",
        "alpha",
        "Reals()",
        "Fraction(-1)",
        "0 <= alpha; got alpha = -1",
    ),
    (
        "gradient_expansions.PARAMETER_COUNT",
        "m",
        "Integers(0)",
        "0",
        "m an integer >= 1; got m = 0",
    ),
    (
        "gradient_expansions.PARAMETER_COUNT",
        "L",
        "Integers(0)",
        "0",
        "L an integer >= 1; got L = 0",
    ),
    (
        "gradient_expansions.NTK_TWO_LAYER",
        "activation",
        "Names(('mish',))",
        "'mish'",
        "got activation",
    ),
    ("arc_cosine.RELU_NTK", "rho", "Reals()", "Fraction(2)", "-1 <= rho <= 1; got rho = 2"),
]


@pytest.mark.parametrize(("theorem", "name", "domain", "value", "words"), NONSENSE)
def test_no_network_has_such_a_width_or_length(check, theorem, name, domain, value, words):
    room, _, record = theorem.partition(".")
    text = (
        f"from theorems.language.domains import Names\nfrom theorems.{room} import {record} as T\n"
        f"wide = dict(domain={domain}, trial=None, default={value}, coverage=({value},))\n"
        f"changed = (replace(p, **wide) if p.name == {name!r} else p for p in T.parameters)\n"
        "THEOREMS = (own(T, parameters=tuple(changed)),)"
    )
    assert words in sentence(check(text))


def test_a_wide_domain_is_checked_where_the_law_holds(check):
    text = (
        "wide = replace(TAU, domain=Reals())\n"
        "THEOREMS = (own(LEMMA_4_2, parameters=(WIDTH, wide, DELTA)),)"
    )
    for tau in ("0", "0.1"):
        assert check(text, "--set", f"tau={tau}")[0] == 0
    assert "got tau = -0.1" in sentence(check(text, "--set", "tau=-0.1"))


@pytest.mark.parametrize(
    ("theorem", "left", "words"),
    [
        ("LEMMA_4_2", "m", "draws W0 with m rows, and has no parameter m; add it"),
        ("LEMMA_4_1", "x_norm", "0 <= x_norm; got no parameter x_norm"),
        ("THEOREM_1", "alpha", "0 < alpha; got no parameter alpha"),
    ],
)
def test_a_law_needs_its_parameters(check, theorem, left, words):
    kept = f"tuple(p for p in {theorem}.parameters if p.name != {left!r})"
    numbers = "at_most=(1000,), except_with='0.1'"
    told = sentence(check(f"THEOREMS = (own({theorem}, parameters={kept}, {numbers}),)"))
    assert words in told
    if left != "x_norm":  # which only the quantity needs
        told = sentence(check(f"THEOREMS = (own({theorem}, parameters={kept}),)"))
        assert f"mine/own: at_most[0] uses {left}, which is no parameter; it has " in told


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("3 * delta", "27/10 at m="),
        ("delta - 1", "-1/10 at m="),
        ("-delta", "-9/10 at m="),
        ("2 + 0 * delta", "2 at m="),
        ("delta / sqrt(4)", "None at m="),
    ],
)
def test_a_failure_is_a_probability_at_every_setting(check, claim, words):
    text = f"THEOREMS = (own(LEMMA_4_2, except_with=lambda delta: {claim}),)"
    told = sentence(check(text, "--set", "delta=0.9"))
    assert "mine/own needs an exact failure probability in [0, 1]; except_with = " in told
    assert f"{claim} is {words}" in told


def test_the_statements_of_the_catalogue_are_left_as_they_are(tmp_path):
    path: Path = tmp_path / "own.py"
    path.write_text(HEAD + FINE)
    both = jobs.statements(str(path))
    alone = jobs.statements(None)
    assert all(both[label] is theorem for label, theorem in alone.items())
    assert both.keys() - alone.keys() == {"mine/own"}
