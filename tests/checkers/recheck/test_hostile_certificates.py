"""What a hostile file may hold: sizes, depths and texts that must end in a sentence, and soon."""

import json

import pytest

from checkers.recheck import SCHEMA, Refused, Unusable, recheck
from checkers.recheck.formulas import Apply, Name, NoFormula, Number, Power, names_in, parse

BINOMIAL, NOTHING = {"by": "binomial"}, {"by": "nothing"}
HUGE, TINY = ("1e999", "1e9999"), ("1e-999", "1e-9999")


def certificate(label, outcome, scope, setting, *proofs):
    told = {"schema": SCHEMA, "label": label, "outcome": outcome, "scope": scope}
    return json.dumps({**told, "setting": setting, "proofs": proofs})


def tail(upper, lower, delta="1/20"):
    return {
        **{"kind": "tail", "claimed": delta, "failure": ["0", "1"]},
        **{"upper": upper, "lower": lower},
    }


def answer(text):
    try:
        recheck(text, "it")
    except Refused:
        return "refused"
    except Unusable:
        return "unusable"
    return "accepted"


def count(**changed):
    setting = {"m": "100", "tau": "1/10", "delta": "1/20", **changed}
    return certificate("slides/lemma-4.2", "certified", "point", setting, tail(BINOMIAL, BINOMIAL))


def of_sum(upper, **changed):
    setting = {"m": "100", "alpha": "1", "x_norm": "1", "delta": "1/20", **changed}
    return certificate("notes/theorem-1", "certified", "point", setting, tail(upper, NOTHING))


def line(**changed):
    return {"by": "inversion", "u": "1", "v": "2", "period": "1", "terms": 5, **changed}


def every_width(tree, constant="1"):
    proof = {"kind": "every width", "constant": constant, "tree": tree}
    return certificate("slides/lemma-4.2", "certified", "all", {}, proof)


def interval(**changed):
    told = {"kind": "smoothness", "activation": "erf", "low": "1/10", "high": "1/10"}
    proof = {**told, "at": "1/10", "edge": "1e9999", "tree": "1" * 10**6, **changed}
    return certificate("slides/prop-4.1", "certified", "all", {}, proof)


def null_vector(points, vector, degrees, **changed):
    setting = {"n0": "2", "L": "2", "beta": "0", "activation": "tanh", **changed}
    even, odd = degrees
    proof = {"kind": "null vector", "points": points, "vector": vector, "even": even, "odd": odd}
    label = "giancola/prop-III.3.3:twin-no-bias"
    return certificate(label, "refuted", "point", setting, proof)


POINTS = [["1", "0"], ["-1", "0"]]
REFUSED = {
    "a count of 1e999": count(m="1e999"),
    "a count of 1e9999": count(m="1e9999"),
    "nan from an exponent": of_sum({"by": "chernoff", "u": "1e9999"}),
    "an exponent that tells nothing": of_sum({"by": "chernoff", "u": "1e-9999"}),
    "a wide radius": of_sum({"by": "chernoff", "u": "1"}, alpha="1e9999"),
    "a line far out": of_sum(line(u="1e99", v="1e9999")),
    "a long period": of_sum(line(period="1e9999")),
    "a short period": of_sum(line(period="1e-9999")),
    "10^12 terms": of_sum(line(terms=10**12)),
    "10^7 boxes": every_width("s " * 10**7),
    "boxes without end": every_width("y " * 10**4),
    "an exponent of every width that is nan": every_width("1e9999"),
    "10^6 intervals": interval(),
    "a sigma'' far out": interval(at="1e9999"),
    "10^5 points": null_vector([["1", "0"]] * 10**5, ["1"] * 10**5, (-1, None)),
    "10^9 coordinates": null_vector(POINTS, ["1", "1"], (-1, None), n0="1e9"),
    "one point twice": null_vector([["1", "0"]] * 2, ["1", "-1"], (-1, None)),
    "no vector": null_vector(POINTS, ["0", "0"], (-1, None)),
    "10^5 proofs": certificate(
        "slides/lemma-4.2", "certified", "all", {}, *[{"kind": "hoeffding"}] * 10**5
    ),
    "10^6 digits": '{"schema": ' + "9" * 10**6 + "}",
    "10^6 digits in a text": count(m="9" * 10**6),
    "10^6 digits of a quotient": count(tau="1/" + "9" * 10**6),
    "a quotient by 0": count(tau="1/0"),
    "lists in lists": "[" * 10**6,
    "objects in objects": '{"a":' * 10**5,
    "a setting of lists": count(m=json.loads("[" * 400 + "]" * 400)),
    "a key that is written otherwise": '{"schema": "x", "sch\\u0065ma": "y"}',
    "half a letter": '{"schema": "\\ud800"}',
    "three ends": count(m="1..2..3"),
    "ends exchanged": count(m="10..5"),
    "a range of no integers": count(m="1/2..3"),
    "a range at a point": count(m="100..100"),
    "a true that is 1": count(m=True),
    "half a neuron": count(m="1/2"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_hostile_is_refused(name):
    assert answer(REFUSED[name]) in ("refused", "unusable")


def test_what_is_large_and_true_is_verified():
    """Beside these: the same shapes are verified where they say something true."""
    assert (
        answer(count()) == answer(count(tau="1e9999")) == answer(count(tau="1e-9999")) == "accepted"
    )
    assert answer(null_vector(POINTS, ["1", "1"], (-1, None))) == "accepted"
    assert answer(null_vector(POINTS, ["1", "1"], (-1, None), L="1e9999")) == "accepted"


@pytest.mark.parametrize("old", ["widecheck-certificate/1", "widecheck-certificate/2", None, 3])
def test_another_schema_is_not_read(old):
    assert answer(json.dumps({**json.loads(count()), "schema": old})) == "unusable"


def test_a_network_has_output_weights_that_the_print_allows():
    setting = {"m": 1, "d": 1}
    proof = {"kind": "preactivations", "z": ["1", "-1"], "a": ["1"], "values": ["1", "2"]}
    label = "notes/homogeneity:twin-degree-two"
    assert answer(certificate(label, "refuted", "point", setting, proof)) == "accepted"
    doubled = {**proof, "a": ["2"], "values": ["2", "4"]}
    assert answer(certificate(label, "refuted", "point", setting, doubled)) == "refused"


# Formulas.


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("3", Number(3)),
        ("-x**2", Apply("neg", (Power(Name("x"), 2),))),
        ("a - b - c", Apply("-", (Apply("-", (Name("a"), Name("b"))), Name("c")))),
        ("a/b*c", Apply("*", (Apply("/", (Name("a"), Name("b"))), Name("c")))),
        ("f(a, b)", Apply("f", (Name("a"), Name("b")))),
    ],
)
def test_formulas_are_read_as_in_print(text, node):
    assert parse(text) == node


@pytest.mark.parametrize(
    "text",
    [
        *("", "1.5", "x**y", "x**-1", "x**2**3", "2x", "x.y", "x[0]", "f()", "f(x,)", "(x", "x)"),
        *("lambda v: v", "x if y else z", "x == y", "'x'", "x y", "x;y", "integral(v)", "x // y"),
        *("__import__('os')", "integral(1, v)", "\u0663", "(" * 10**5, "-" * 10**5 + "x"),
    ],
)
def test_nothing_else_is_a_formula(text):
    with pytest.raises(NoFormula):
        parse(text)


def test_a_formula_tells_what_it_needs():
    assert names_in(parse("integral(v, f(u*v)) + u")) == {"u", "f()", "integral()"}
