"""Every record differs from all others in more than its words, and has words of its own."""

from dataclasses import fields
from itertools import combinations

import pytest

from reports.formulas import formula
from theorems import THEOREMS, TWINS, VARIANTS
from theorems.gaussian_counts import HOEFFDING, LEMMA_4_2, LEMMA_5
from theorems.language.encoded import encoded
from theorems.language.fields import UnmetHypothesis
from theorems.language.givens import (
    any_opposite_signs,
    any_repeated_rows,
    array,
    at_cosine,
    bounded,
    equal_rows,
    frobenius_ball,
    neuron_balls,
    normal,
    number,
    opposite_signs,
    random_signs,
    repeated_rows,
    vector,
)
from theorems.language.givens import function as any_function
from theorems.language.variants import repaired, sharpened, twin
from theorems.relu_linearization import MOVED_NEURONS
from theorems.relu_linearization.moved_neurons import SHARPENED
from theorems.sign_patterns import NAIVE_BOUND
from theorems.smooth_linearization import PROP_4_1
from theorems.wide_limits import RATE

EVERYTHING = (*THEOREMS, *VARIANTS, *TWINS)
BY_LABEL = {t.label: t for t in EVERYTHING}
NEIGHBOURS = pytest.mark.parametrize("other", [*VARIANTS, *TWINS], ids=lambda t: t.label)
WORDS = {
    *("label", "title", "reading", "formula", "change"),
    *("deviations", "uses", "twin_of", "source"),
}
# what no printed formula shows: where the claim is made, and of what
HYPOTHESES = {"parameters", "fixed", "random", "for_all", "almost", "radius"}


def claim(record, without=frozenset()):
    names = [f.name for f in fields(record) if f.name not in WORDS | without]
    return type(record), {name: getattr(record, name) for name in names}


def print_of(record):
    return BY_LABEL[record.printed]


def test_no_two_records_differ_in_words_alone():
    same = [(a.label, b.label) for a, b in combinations(EVERYTHING, 2) if claim(a) == claim(b)]
    assert same == []


@NEIGHBOURS
def test_no_neighbour_shows_the_reading_of_its_print(other):
    printed = print_of(other)
    assert claim(other) != claim(printed)
    assert other.reading != printed.reading
    assert other.title != printed.title


@NEIGHBOURS
def test_no_neighbour_shows_the_formula_of_its_print(other):
    printed = print_of(other)
    if claim(other, HYPOTHESES) != claim(printed, HYPOTHESES):
        assert other.latex != printed.latex


def test_readings_are_each_of_one_record():
    """Only the three bounds of the notes that share all their quantifiers share a sentence."""
    told = {}
    for record in EVERYTHING:
        told.setdefault(record.reading, []).append(record.label)
    shared = [labels for labels in told.values() if len(labels) > 1]
    assert ["notes/lemma-4-delta-1", "notes/lemma-4-delta-2", "notes/theorem-1"] in shared
    assert all(not label.partition(":")[2].startswith("twin") for one in shared for label in one)


@pytest.mark.parametrize("record", EVERYTHING, ids=lambda t: t.label)
def test_formulas_are_typeset(record):
    assert "<code" not in formula(record.latex)
    assert "<code" not in formula(encoded(record)) or not encoded(record)


@pytest.mark.parametrize(
    ("record", "latex"),
    [
        ("slides/moved-neurons:twin-first-power", r"|S_2| \leq \frac{B}{\tau}"),
        (
            "slides/small-preactivation:twin-three-quarters",
            r"\operatorname{erf}\left( \frac{\tau}{\sqrt{2}} \right) \leq"
            r" \frac{2 \, \tau}{\sqrt{2 \, \pi}} \leq \frac{3 \, \tau}{4}",
        ),
        (
            "notes/event-a1:twin-no-deviation",
            r"\text{small preactivation frequency} \leq \frac{\alpha \, \|x\|}{\sqrt{m}}",
        ),
        (
            "sutherland/smooth-linearization:twin-rate",
            r"|f(x; \mathbf{w}) - f^{lin}(x; \mathbf{w})| \leq"
            r" \frac{1}{\sqrt{m}} \, \frac{1}{\sqrt{m}} \cdot \frac{\beta}{2} \|W - W_0\|_F^2",
        ),
        (
            "notes/rate:twin-inverse-width",
            r"\text{linearization error} = O\left( \frac{1}{m} \right)",
        ),
        (
            "cho-saul/degree-0:twin-angle",
            r"2 \, E_0\left( \rho \right) = \frac{\arccos\left( \rho \right)}{\pi}",
        ),
        (
            "pleiss/unswitched:twin-tie",
            r"\text{pleiss/unswitched, but with signs compared by I(z } \geq \text{ 0)}",
        ),
    ],
)
def test_the_formula_of_a_twin_is_made_from_what_it_claims(record, latex):
    assert BY_LABEL[record].latex == latex


def test_a_twin_of_other_hypotheses_keeps_the_formula():
    for label in ("slides/prop-4.1:twin-long-inputs", "notes/lemma-2:twin-independent"):
        assert BY_LABEL[label].formula == ""
    assert BY_LABEL["giancola/theorem-III.3.2:twin-two-points"].latex.count("n_0 = 1") == 1


def test_a_twin_has_the_words_that_it_is_given():
    other = twin(LEMMA_5, "double", "2 eps in place of eps", terms=(0, lambda eps: 2 * eps))
    assert other.label == "notes/lemma-5:twin-double"
    assert other.twin_of == "notes/lemma-5"
    assert other.reading == "As notes/lemma-5, but with 2 eps in place of eps."
    assert other.latex == r"0 \leq 2 \, \varepsilon"
    other = twin(LEMMA_4_2, "own", "a title", at_most=(0,), reading="Own.", formula="x = 0")
    assert (other.reading, other.latex) == ("Own.", "x = 0")
    # what stands left of the first relation, but where that is none or another one
    assert twin(LEMMA_4_2, "a", "a", at_most=(1,)).latex.endswith(r"\|\mathbf{x}\|\} \leq 1")
    assert twin(HOEFFDING, "a", "a", at_most=(1,)).latex.startswith(r"\frac{1}{n} \sum_{i=1}^n")
    assert twin(RATE, "a", "a", rate=1).latex == r"\text{linearization error} = O\left( 1 \right)"
    assert twin(PROP_4_1, "a", "a", factor=2).latex.endswith(
        r"\leq 2 \cdot \frac{\beta}{2} \|W - W_0\|_F^2"
    )


def test_a_twin_of_a_variant_falsifies_the_print():
    other = twin(SHARPENED, "less", "one less", at_most=(0,))
    assert other.label == "slides/moved-neurons:twin-less"
    assert other.twin_of == "slides/moved-neurons"
    assert other.change == ""
    assert other.reading == "As slides/moved-neurons:sharpened, but with one less."


@pytest.mark.parametrize(("make", "kind"), [(repaired, "repaired"), (sharpened, "sharpened")])
def test_a_variant_says_what_it_changes(make, kind):
    change = "2 in place of 1. The proof loses a factor."
    other = make(MOVED_NEURONS, "Twice", formula="a = 2", change=change, at_most=(2,))
    assert other.label == f"slides/moved-neurons:{kind}"
    assert other.latex == "a = 2"
    assert other.change == change
    assert other.reading == "As slides/moved-neurons, but: 2 in place of 1."


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (array("m", "d"), "A in R^(m x d)"),
        (number(), "A in R"),
        (vector("d", "!= 0"), "A in R^d with ||A|| != 0"),
        (vector("m (d + 1)"), "A in R^(m (d + 1))"),
        (bounded("m", "<= 1"), "A in R^m with max_i |A_i| <= 1"),
        (at_cosine("d", "x"), "A in R^d with ||A|| = 1 and cosine rho with x"),
        (any_repeated_rows("m", "d"), "A in R^(m x d) (second half equal to the first)"),
        (any_opposite_signs("m"), "A in {-1, 1}^m (second half the negative of the first)"),
        (any_function("smooth function"), "A any smooth function"),
        (normal("m", "d"), "A in R^(m x d) of independent N(0, 1)"),
        (random_signs("m"), "A in R^m of independent random signs"),
        (
            repeated_rows("m", "d"),
            "A in R^(m x d) of independent N(0, 1) (second half equal to the first)",
        ),
        (
            opposite_signs("m"),
            "A in R^m of independent random signs (second half the negative of the first)",
        ),
        (
            equal_rows("m", "d"),
            "A in R^(m x d) of independent N(0, 1) (all rows equal to the first)",
        ),
        (frobenius_ball("W0", "B"), "A with ||A - W0||_F <= B"),
        (neuron_balls("W0", "alpha / sqrt(m)"), "A with max_i ||A_i - W0_i|| <= alpha / sqrt(m)"),
    ],
)
def test_what_is_given_drawn_or_any_is_told(one, words):
    assert one.words("A") == words


def test_a_cosine_needs_the_other_vector():
    with pytest.raises(UnmetHypothesis, match="a vector and a cosine"):
        type(number())(("d",), cosine=("x",))


def test_four_twins_are_false_by_the_law_alone():
    laws = {
        "slides/lemma-4.2:twin-dependent": {"W0": equal_rows("m", "d")},
        "notes/lemma-2:twin-independent": {"W0": normal("m", "d"), "c": random_signs("m")},
        "notes/lemma-3:twin-independent": {"W0": normal("m", "d"), "c": random_signs("m")},
    }
    for label, law in laws.items():
        assert BY_LABEL[label].random == law != print_of(BY_LABEL[label]).random
    same_sign = BY_LABEL["notes/lemma-2:twin-same-sign"].random
    assert same_sign["W0"] == print_of(BY_LABEL["notes/lemma-2:twin-same-sign"]).random["W0"]
    assert same_sign["c"].second == "equal"
    every = BY_LABEL["slides/relu-gap:twin-every-initialization"]
    assert (every.almost, print_of(every).almost) == (False, True)
    assert not every.random


def test_what_is_encoded_names_the_quantity_itself():
    """The print bounds the gap, the definition the gap over ||W||_F."""
    assert encoded(NAIVE_BOUND) == r"\text{gap over frobenius norm} \leq \sqrt{m}"
