"""A record whose fields do not hold what they are annotated with is refused when it is made.

Each field of each record is set to what people and accidents put there. It is either refused in a
sentence that names the field and what came, or it is what the annotation allows, as written here.
"""

import math
import re
from dataclasses import fields, replace
from fractions import Fraction
from typing import get_args

import numpy as np
import pytest

from theorems import THEOREMS
from theorems.language.domains import Domain, Integers, Names, Reals, UnmetHypothesis
from theorems.language.functions import exp, pi, sqrt
from theorems.language.parameters import TAU, WIDTH
from theorems.language.records import (
    AllParameterBound,
    Bound,
    Identity,
    Implication,
    Inequality,
    Line,
    Parameter,
    SeriesClaim,
    SmoothBound,
    Source,
    Theorem,
    Trend,
)
from theorems.language.text import text

FORMS = {type(t): t for t in reversed(THEOREMS)}
RECORDS = [
    *(FORMS[form] for form in get_args(Theorem)),
    *(WIDTH, TAU, Integers(), Reals(Fraction(0), Fraction(1)), Names(("relu",), {"abs": "rough"})),
    *(Source("slides", "Lemma 1", "x"), Line(1)),
]
BAD = {
    "None": None,
    "nan": math.nan,
    "infinity": math.inf,
    "text": "text",
    "empty": "",
    "-1": -1,
    "0.05": 0.05,
    "True": True,
    "complex": 1j,
    "bytes": b"text",
    "object": object(),
    "nothing": lambda: None,
    "anything": lambda *a, **k: None,
    "class": Fraction,
    "tuple": (),
    "tuple of None": (None,),
    "tuple of text": ("text",),
    "list": [1, 2],
    "dict": {},
    "array": np.zeros(2),
    "fraction": Fraction(1, 3),
}
TEXT, CALLED = ("text", "empty"), ("nothing", "anything", "class")
# what a field may hold of these: texts, functions of as many arguments, flags, numbers in range;
# a formula may be an exact number
ALLOWED = {
    **dict.fromkeys(("title", "reading", "formula", "change", "meaning", "key", "locator"), TEXT),
    **dict.fromkeys(("label", "name"), ("text",)),
    **dict.fromkeys(("uses", "deviations"), ("tuple", "tuple of text")),
    **dict.fromkeys(("fixed", "random", "for_all"), ("dict",)),
    **dict.fromkeys(("quantity", "kernel", "claim", "hypothesis"), CALLED),
    "limit": ("anything",),
    **dict.fromkeys(("almost", "pair", "slice", "even", "open_low", "open_high"), ("True",)),
    **dict.fromkeys(("added", "least"), ("-1",)),
    "relations": ("tuple",),
    "twin_of": ("None", *TEXT),
    "overall": ("None",),
    "trial": ("None",),
    "low": ("None", "-1", "fraction"),
    "high": ("None", "fraction"),
    "smallest": ("fraction",),
    "allowed": ("tuple of text",),
    "excluded": ("dict",),
    "Limit.quantity": ("anything",),
    "Limit.rows": ("anything", "class"),
    "SmoothBound.power": (),
    "tau.default": ("fraction",),
}


NO_FUNCTION = "is no plain function of parameters; write lambda m, tau: m"
SAYS = {  # of a formula
    **{kind: "computes with .*, which is no number of a formula" for kind in BAD},
    **dict.fromkeys(("nan", "infinity", "0.05"), "computes with the float .*, which is rounded"),
    **dict.fromkeys(("anything", "class"), NO_FUNCTION),
    "text": "uses text, which is no parameter; it has ",
    "tuple of text": r"(uses text, which is no parameter|computes with \('text',\))",
    "empty": "is the text '', which is no formula",
    "nothing": r"in line \d+ of test_records_refused.py computes with None",
    "tuple": r"(computes with \(\)|uses \w+, which is no parameter; it has (none|z))",
}
# forms whose formulas, in the record that is tried, use a parameter
USING = (Inequality, Bound, Trend, AllParameterBound, Implication)


def whose(record):
    return getattr(record, "name", None) or type(record).__name__


def formulas(record):
    return ("share", "below", "above") if isinstance(record, Line) else type(record).formulas


def allowed(record, name):
    """The kinds of BAD that a field may hold."""
    if name == "parameters":
        return () if isinstance(record, USING) else ("tuple",)
    if not isinstance(record, Parameter | Source | Domain) and name in formulas(record):
        several = isinstance(getattr(record, name), tuple)
        none = "None" if getattr(type(record), name, 0) is None else ""
        free = "text" if isinstance(record, Line) else ""  # a name: the statement knows which
        return () if several else ("-1", "fraction", none, free)
    return ALLOWED.get(f"{whose(record)}.{name}", ALLOWED.get(name, ()))


CASES = [(record, field.name) for record in RECORDS for field in fields(record)]


@pytest.mark.parametrize(("record", "name"), CASES, ids=[f"{whose(r)}.{n}" for r, n in CASES])
def test_a_field_holds_what_it_is_annotated_with_or_the_record_is_refused(record, name):
    held = allowed(record, name)
    for kind, value in BAD.items():
        if kind in held:
            assert getattr(replace(record, **{name: value}), name) is not None or value is None
            continue
        with pytest.raises(UnmetHypothesis) as refusal:
            replace(record, **{name: value})
        sentence = str(refusal.value)
        if " needs " in sentence:
            assert sentence.startswith(type(record).__name__), kind
            assert re.search(rf"\b{name}|{whose(record)}\b", sentence), kind
            assert "; got " in sentence, kind
        else:  # what is no formula
            statement = getattr(record, "label", "Line")
            place = r"\w+" if name == "parameters" else name
            assert re.match(rf"{statement}: {place}(\[0\])? {SAYS[kind]}", sentence), kind
        assert sentence.endswith("."), kind
        assert len(sentence) < 240, kind
        assert "\n" not in sentence, kind
        assert " at 0x" not in sentence, kind


def test_every_form_is_tried():
    assert {*map(type, RECORDS)} >= {*get_args(Theorem), Parameter, Source, Line, *get_args(Domain)}


# What no type says.


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: Integers(3, largest=2), "least <= largest = 2; got 3"),
        (lambda: Reals(Fraction(2), Fraction(1)), "a value from low to high = 1; got 2"),
        (lambda: Reals(Fraction(1), Fraction(1), open_low=True), "a value from low to high"),
        (lambda: Reals(smallest=Fraction(0)), "smallest > 0"),
        (lambda: Names(()), "allowed to hold names"),
        (lambda: Names(("relu", "relu")), "each of them once"),
        (lambda: replace(WIDTH, default=0), "Parameter 'm' needs m an integer >= 1; got 0"),
        (lambda: replace(WIDTH, coverage=(1, -1)), "needs m an integer >= 1; got -1"),
        (lambda: replace(WIDTH, coverage=()), "a value in its coverage"),
        (lambda: replace(WIDTH, default=10**13), "integers up to 1000000000000; got 1000"),
        (lambda: replace(WIDTH, default=Fraction(1)), "needs m an integer >= 1; got 1"),
        (lambda: replace(WIDTH, default=True), "default to be an integer or a Fraction"),
        (lambda: replace(WIDTH, trial=Integers(2)), "a trial wider than m an integer >= 1"),
        (lambda: replace(TAU, default=Fraction(1, 10**200)), "magnitudes from 1e-100 to 1e\\+60"),
        (lambda: replace(TAU, coverage=(Fraction(1), math.nan)), r"coverage\[1\].*; got nan"),
        *(
            (lambda name=name: replace(WIDTH, name=name), "an identifier of letters as its name")
            for name in ("", "1m", "m n", "lambda", "pi", "get", "but", "breite\u00df", "x" * 41)
        ),
        *(
            (lambda label=label: replace(FORMS[Bound], label=label), "needs a label of at most 100")
            for label in ("", " ", "my bound", "mine/\u03b4", "-x", "a\tb", "x" * 101, "x" * 10_000)
        ),
        (lambda: replace(FORMS[Bound], label="mine\x1b[31m"), "label to be printable text"),
        (lambda: replace(FORMS[Bound], title="\ud800"), "title to be printable text"),
        (lambda: replace(FORMS[Bound], parameters=(WIDTH, WIDTH)), "parameters of different names"),
        (lambda: replace(FORMS[Bound], at_most=1), "at_most to be a tuple, each a formula; got 1"),
        (
            lambda: replace(FORMS[Bound], at_most=(lambda s: 1,)),
            r"at_most\[0\] .* uses s, which is",
        ),
        (lambda: replace(FORMS[Bound], at_most=("m > 1",)), "is a comparison, and no number"),
        (lambda: replace(FORMS[SmoothBound], factor="activation"), "factor uses activation, which"),
        (lambda: replace(FORMS[SmoothBound], weight=(1, 2)), r"weight computes with \(1, 2\)"),
        (lambda: replace(FORMS[Inequality], terms=(1,)), "terms to hold at least 2"),
        (lambda: replace(FORMS[Identity], relations=("=",) * 9), "a relation between each two"),
        (lambda: replace(FORMS[Identity], relations=("<",)), r"relations\[0\].*; got '<'"),
        (lambda: replace(FORMS[Trend], shape="mish"), "an activation as its shape; got 'mish'"),
        (lambda: replace(FORMS[Trend], rises={"slope": True}), "error or gamma, or both, in rises"),
        (lambda: replace(FORMS[Trend], rises={"error": 1}), "rises to be a dictionary"),
        (lambda: replace(FORMS[SeriesClaim], subject="series"), "subject to be 'dual' or"),
        (lambda: Line("b > w"), "Line: share is a comparison, and no number"),
        (lambda: Line(1, below=0.5), "Line: below computes with the float 0.5, which is rounded"),
        *(
            (lambda name=name: replace(FORMS[AllParameterBound], lines=(Line(name),)), "lines in")
            for name in ("m", "activation", "W0")
        ),
    ],
)
def test_what_makes_no_sense_is_refused(made, words):
    with pytest.raises(UnmetHypothesis, match=words) as refusal:
        made()
    assert len(str(refusal.value)) < 200


def test_numbers_of_a_real_parameter_are_fractions():
    """Else 1 / s.tau would be a float."""
    p = Parameter("tau", "a threshold", Reals(low=0, open_low=True), 2, (1, 2))
    for value in (p.default, *p.coverage, p.domain.low):
        assert type(value) is Fraction


# What a statement claims.


@pytest.mark.parametrize(
    ("formula", "claim"),
    [
        ("12/5", "12/5"),
        ("2.4", "12/5"),
        (-1, "-1"),
        (Fraction(-1, 20), "-1/20"),
        (lambda m: -m, "-100"),
        (lambda m: 1 + 1 / m, "101/100"),
        (lambda m: 1 / sqrt(m), "None"),
        (lambda m: 1 / (m - m), "None"),
        (exp(-1), "None"),
        (pi / 4, "None"),
    ],
)
def test_a_failure_that_is_no_probability_is_refused(formula, claim):
    theorem = replace(FORMS[Bound], label="mine/claim", except_with=formula)
    with pytest.raises(UnmetHypothesis) as refusal:
        theorem.claimed(theorem.setting({}))
    assert str(refusal.value) == (
        "mine/claim needs an exact failure probability in [0, 1]; except_with ="
        f" {text(theorem.except_with)} is {claim} at {theorem.setting({})!r}."
    )


def test_a_failure_is_a_probability():
    for claim in (0, 1, Fraction(1, 20), "0.05", lambda m: 1 / m):
        theorem = replace(FORMS[Bound], label="mine/claim", except_with=claim)
        found = theorem.claimed(theorem.setting({"m": "20"}))
        assert found == (Fraction(1, 20) if claim not in (0, 1) else claim)
