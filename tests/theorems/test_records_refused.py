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
from theorems.language.parameters import TAU, WIDTH
from theorems.language.records import (
    Bound,
    Identity,
    Inequality,
    Line,
    Parameter,
    SeriesClaim,
    Source,
    Theorem,
    Trend,
)

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
TEXT, CALLED, ASKED = ("text", "empty"), ("nothing", "anything", "class"), ("anything", "class")
# what a field may hold of these: texts, functions of as many arguments, flags, numbers in range
ALLOWED = {
    **dict.fromkeys(("title", "reading", "formula", "change", "meaning", "key", "locator"), TEXT),
    **dict.fromkeys(("label", "name"), ("text",)),
    **dict.fromkeys(("uses", "deviations"), ("tuple", "tuple of text")),
    **dict.fromkeys(("quantity", "kernel", "claim", "hypothesis"), CALLED),
    **dict.fromkeys(("weight", "factor", "rate", "height", "scale", "rows", "share"), ASKED),
    **dict.fromkeys(("logs", "power"), ASKED),
    **dict.fromkeys(("failure", "radius", "alpha", "above", "below"), ("None", *ASKED)),
    **dict.fromkeys(("premise", "limit", "family"), ("anything",)),
    **dict.fromkeys(("almost", "pair", "slice", "even", "open_low", "open_high"), ("True",)),
    **dict.fromkeys(("added", "least"), ("-1",)),
    **dict.fromkeys(("parameters", "relations"), ("tuple",)),
    "twin_of": ("None", *TEXT),
    "overall": ("None", "anything"),
    "trial": ("None",),
    "low": ("None", "-1", "fraction"),
    "high": ("None", "fraction"),
    "smallest": ("fraction",),
    "allowed": ("tuple of text",),
    "excluded": ("dict",),
    "Limit.quantity": ("anything",),
    "SmoothBound.power": (),
    "tau.default": ("fraction",),
}


def whose(record):
    return getattr(record, "name", None) or type(record).__name__


CASES = [(record, field.name) for record in RECORDS for field in fields(record)]


@pytest.mark.parametrize(("record", "name"), CASES, ids=[f"{whose(r)}.{n}" for r, n in CASES])
def test_a_field_holds_what_it_is_annotated_with_or_the_record_is_refused(record, name):
    allowed = ALLOWED.get(f"{whose(record)}.{name}", ALLOWED.get(name, ()))
    for kind, value in BAD.items():
        if kind in allowed:
            assert getattr(replace(record, **{name: value}), name) is not None or value is None
            continue
        with pytest.raises(UnmetHypothesis) as refusal:
            replace(record, **{name: value})
        sentence = str(refusal.value)
        assert sentence.startswith(type(record).__name__), kind
        assert re.search(rf"\b{name}|{whose(record)}\b", sentence), kind
        assert "; got " in sentence, kind
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
            for name in ("", "1m", "m n", "lambda", "get", "but", "breite\u00df", "x" * 41)
        ),
        *(
            (lambda label=label: replace(FORMS[Bound], label=label), "needs a label of at most 100")
            for label in ("", " ", "my bound", "mine/\u03b4", "-x", "a\tb", "x" * 101, "x" * 10_000)
        ),
        (lambda: replace(FORMS[Bound], label="mine\x1b[31m"), "label to be printable text"),
        (lambda: replace(FORMS[Bound], title="\ud800"), "title to be printable text"),
        (lambda: replace(FORMS[Bound], parameters=(WIDTH, WIDTH)), "parameters of different names"),
        (lambda: replace(FORMS[Bound], at_most=(lambda s: 1,)), r"bounds\[0\].* of 2 arguments"),
        (lambda: replace(FORMS[Bound], failure=lambda: 1), "failure .*of 1 argument or None"),
        (lambda: replace(FORMS[Inequality], terms=(1,)), "terms to hold at least 2"),
        (lambda: replace(FORMS[Identity], relations=("=",) * 9), "a relation between each two"),
        (lambda: replace(FORMS[Identity], relations=("<",)), r"relations\[0\].*; got '<'"),
        (lambda: replace(FORMS[Trend], shape="mish"), "an activation as its shape; got 'mish'"),
        (lambda: replace(FORMS[Trend], rises={"slope": True}), "error or gamma, or both, in rises"),
        (lambda: replace(FORMS[Trend], rises={"error": 1}), "rises to be a dictionary"),
        (lambda: replace(FORMS[SeriesClaim], subject="series"), "subject to be 'dual' or"),
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
    "claim",
    [None, math.nan, 0.05, 2.4, -0.95, True, "0.05", 1j, Fraction(12, 5), Fraction(-1, 20), -1, 2],
)
def test_a_failure_that_is_no_probability_is_refused(claim):
    theorem = replace(FORMS[Bound], label="mine/claim", failure=lambda s: claim)
    with pytest.raises(UnmetHypothesis) as refusal:
        theorem.claimed(theorem.setting({}))
    assert str(refusal.value).startswith(
        "mine/claim needs a failure probability in [0, 1], an int or a Fraction"
        " (Fraction(1, 20) in place of 0.05); got "
    )


def test_a_failure_is_a_probability():
    for claim in (0, 1, Fraction(1, 20)):
        theorem = replace(FORMS[Bound], label="mine/claim", failure=lambda s, c=claim: c)
        assert theorem.claimed(theorem.setting({})) == claim
