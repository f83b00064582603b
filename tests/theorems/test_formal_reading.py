"""The sentence with the quantifiers names everything that a statement speaks of."""

import dis
import re

import pytest

from theorems import THEOREMS, TWINS, VARIANTS
from theorems.language.expressions import Expression
from theorems.language.formal import formal
from theorems.language.records import Identity, Implication

EVERYTHING = (*THEOREMS, *VARIANTS, *TWINS)
BY_LABEL = {t.label: t for t in EVERYTHING}
EVERY = pytest.mark.parametrize("record", EVERYTHING, ids=lambda t: t.label)
# of a definition: its setting, its arithmetic, what it knows of neurons and of two inputs
NO_ARRAYS = {"s", "fn", "n", "inputs"}


def definitions(record):
    """The functions of a claim, but lambdas: they may pass on what they do not look at."""
    if isinstance(record, Implication):
        return []
    if isinstance(record, Identity):
        held = record.sides
    else:
        held = [getattr(record, name, None) for name in ("quantity", "limit")]
    functions = [one for one in held if callable(one) and not isinstance(one, Expression)]
    return [one for one in functions if one.__name__ != "<lambda>"]


def arguments_read(definition):
    """The arguments that a function looks at, by name."""
    code = definition.__code__
    names = code.co_varnames[: code.co_argcount]
    inner = {name for const in code.co_consts if hasattr(const, "co_freevars")
             for name in const.co_freevars}  # fmt: skip
    read = {i.argval for i in dis.get_instructions(code) if i.opname.startswith("LOAD_")}
    return set(names) & (read | inner)


def named(name, sentence):
    return re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", sentence)


@EVERY
def test_every_statement_has_one(record):
    sentence = formal(record)
    assert sentence.endswith(".")
    assert sentence[0].isupper() or not sentence[0].isalpha()
    assert "  " not in sentence
    assert "<lambda>" not in sentence


@EVERY
def test_it_names_every_parameter(record):
    sentence = formal(record)
    for parameter in record.parameters:
        plural = f"{parameter.name}s"  # "activations sigma in {...}"
        assert named(parameter.name, sentence) or named(plural, sentence), parameter.name


@EVERY
def test_it_names_every_array_of_the_definition(record):
    sentence = formal(record)
    for definition in definitions(record):
        for name in arguments_read(definition) - NO_ARRAYS:
            assert named(name, sentence), name


@EVERY
def test_every_array_is_given_drawn_or_any(record):
    held = {*record.fixed, *record.random, *record.for_all}
    assert len(held) == len(record.fixed) + len(record.random) + len(record.for_all)
    numbers = {p.name for p in record.parameters} | NO_ARRAYS | {"sigma", "rho"}
    for definition in definitions(record):
        assert arguments_read(definition) <= held | numbers


@pytest.mark.parametrize(
    "label", ["slides/sign-agreement:sharpened", "slides/sign-agreement:twin-half"]
)
def test_a_premise_that_cannot_be_told_is_not_left_out(label):
    assert BY_LABEL[label].latex in formal(BY_LABEL[label])


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        (
            "slides/lemma-4.2",
            "For all integers m >= 1, tau > 0, 0 < delta < 1, integers d >= 1, and x in R^d with"
            " ||x|| != 0: with probability at least 1 - delta over W0 in R^(m x d) of independent"
            " N(0, 1): small_preactivations (#{i : |w0_i . x| <= tau ||x||})"
            " <= m * tau + sqrt(m * log(1 / delta)).",
        ),
        (
            "slides/moved-neurons:sharpened",
            "For all integers m >= 1, B >= 0, tau > 0, integers d >= 1, and W0 in R^(m x d): for"
            " every W with ||W - W0||_F <= B: moved_neurons (|S_2| = #{i : ||w_i - w0_i|| >= tau})"
            " <= B**2 // tau**2.",
        ),
        (
            "notes/theorem-1",
            "For all even integers m >= 2, alpha > 0, x_norm >= 0, 0 < delta < 1, integers d >= 1,"
            " and x in R^d with ||x|| = x_norm: with probability at least 1 - delta over W0 in"
            " R^(m x d) of independent N(0, 1) (second half equal to the first) and c in R^m of"
            " independent random signs (second half the negative of the first), for every W with"
            " max_i ||W_i - W0_i|| <= alpha / sqrt(m): linearization_error (|F(x; omega, c) -"
            " grad F(x; omega(0), c) . (omega - omega(0))|)"
            " <= alpha / sqrt(m) * (1 + x_norm) * (alpha * x_norm + sqrt(log(1 / delta))).",
        ),
        (
            "notes/sign-change",
            "For all even integers m >= 2, integers d >= 1, alpha > 0, x_norm >= 0, x in R^d with"
            " ||x|| = x_norm, and W0 in R^(m x d): for every W with max_i ||W_i - W0_i|| <="
            " alpha / sqrt(m): for every neuron with in_s (i in S(x): 1{omega_i(0).x >= 0} !="
            " 1{omega_i.x >= 0}): abs(w0.x) <= abs(w0.x - w.x);"
            " abs(w0.x - w.x) <= ||w - w0|| * x_norm;"
            " ||w - w0|| * x_norm <= alpha * x_norm / sqrt(m).",
        ),
        (
            "notes/rate",
            "For all alpha > 0, x_norm >= 0, integers d >= 1, and x in R^d with ||x|| = x_norm:"
            " for every 0 < delta < 1 there is a C such that for all even integers m >= 2, with"
            " probability at least 1 - delta over W0 in R^(m x d) of independent N(0, 1) (second"
            " half equal to the first) and c in R^m of independent random signs (second half the"
            " negative of the first), for every W with max_i ||W_i - W0_i|| <= alpha / sqrt(m):"
            " linearization_error (|F(x; omega, c) - grad F(x; omega(0), c) . (omega - omega(0))|)"
            " <= C * (1 / sqrt(m)).",
        ),
        (
            "giancola/observation-III.3.4:sharpened",
            "For all integers 2 <= L <= 5, beta >= 0, and activations sigma in {quadratic, cubic,"
            " identity}: the n0 with Theta^(L) positive definite on the sphere of R^n0 are none or"
            " 1 alone.",
        ),
        (
            "slides/taylor-integral:repaired",
            "For all f any twice continuously differentiable function, a in R, and x in R:"
            " left_side (f(x)) = f(a) + f'(a) (x - a) + int_a^x f''(t) (x - t) dt.",
        ),
        (
            "slides/relu-ntk",
            "For all -1 <= rho <= 1: rho * step_expectation(rho) ="
            " rho * (pi - arccos(rho)) / (2 * pi).",
        ),
    ],
)
def test_sentences_as_typed(label, sentence):
    assert formal(BY_LABEL[label]) == sentence
