"""Every statement of the catalogue is well formed, and says what it needs in words."""

import ast
import copy
import math
import pickle
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

import theorems as room
from checkers.arithmetic.balls import in_balls, number
from checkers.gaussians.quadrature import MEANS, Means
from checkers.verdicts.verdict import Outcome
from theorems import THEOREMS, TWINS, VARIANTS, networks
from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import (
    COSINE,
    POSITIVE,
    PROBABILITY,
    Integers,
    Names,
    UnmetHypothesis,
)
from theorems.language.fields import typed
from theorems.language.floats import FLOATS
from theorems.language.records import (
    Bound,
    Identity,
    Inequality,
    Setting,
    SmoothBound,
    Theorem,
    shown,
)
from theorems.relu_linearization import RELU_GAP, gap
from theorems.symmetric_initialization import HOMOGENEITY, LEMMA_2, LEMMA_3

ROOT = Path(__file__).resolve().parents[2]
EVERYTHING = (*THEOREMS, *VARIANTS, *TWINS)
ORIGINALS = {t.label: t for t in THEOREMS}
fast = settings(derandomize=True, deadline=None, max_examples=60)
every_statement = pytest.mark.parametrize("theorem", EVERYTHING, ids=lambda t: t.label)
KEYS = set(re.findall(r"^@\w+\{\s*([^,\s]+)", (ROOT / "references.bib").read_text(), re.M))


# The catalogue.


def test_labels_are_unique():
    counts = Counter(t.label for t in EVERYTHING)
    assert [label for label, count in counts.items() if count > 1] == []


@every_statement
def test_source_is_known_and_everything_is_said(theorem):
    assert theorem.source.key in KEYS
    assert theorem.label.startswith(f"{theorem.source.key}/")
    assert theorem.source.locator
    assert theorem.source.formula
    assert theorem.title == theorem.title.strip() != ""
    assert theorem.reading.endswith((".", ")"))
    assert len({p.name for p in theorem.parameters}) == len(theorem.parameters)
    assert all(p.meaning for p in theorem.parameters)
    assert all(text.endswith(".") for text in theorem.deviations)


@every_statement
def test_defaults_and_coverage_lie_inside_the_domains(theorem):
    for p in theorem.parameters:
        assert p.coverage
        assert p.default in p.domain
        assert all(value in p.domain for value in p.coverage)
        assert len(set(p.coverage)) == len(p.coverage)
        if p.trial is not None:
            assert all(value in p.trial for value in (p.default, *p.coverage))
    assert theorem.setting({}) == {p.name: p.default for p in theorem.parameters}


@pytest.mark.parametrize("theorem", THEOREMS, ids=lambda t: t.label)
def test_every_statement_has_at_least_two_twins(theorem):
    assert theorem.twin_of is None
    assert ":twin-" not in theorem.label
    assert isinstance(theorem, Theorem)
    assert sum(t.twin_of == theorem.label for t in TWINS) >= 2


@pytest.mark.parametrize("twin", TWINS, ids=lambda t: t.label)
def test_twins_point_to_an_original_of_their_form(twin):
    original = ORIGINALS[twin.twin_of]
    assert twin.label.startswith(f"{original.label}:twin-")
    assert type(twin) is type(original)
    assert twin.source == original.source
    assert twin.title != original.title
    assert twin != original
    changed = {name for name in vars(twin) if getattr(twin, name) != getattr(original, name)} - {
        "label",
        "title",
        "twin_of",
    }
    assert changed


@every_statement
def test_uses_are_labels_of_known_sources(theorem):
    for label in theorem.uses:
        assert re.fullmatch(r"[a-z]+/[A-Za-z0-9.\-]+", label)
        assert label.split("/")[0] in KEYS
        assert label != theorem.label


def test_no_statement_rests_on_itself():
    def reached(label, above):
        assert label not in above, label
        for used in ORIGINALS[label].uses if label in ORIGINALS else ():
            reached(used, {*above, label})

    for label in ORIGINALS:
        reached(label, set())


def test_no_statement_says_whether_it_is_true():
    """The outcome words are no value anywhere in the theorems: outcomes come from runs."""
    words = {outcome.value for outcome in Outcome}
    for path in Path(room.__path__[0]).rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert words.isdisjoint(re.findall(r"[a-z]+", node.value.lower())), path
            if isinstance(node, ast.Name | ast.Attribute | ast.keyword):
                name = {ast.Name: "id", ast.Attribute: "attr", ast.keyword: "arg"}[type(node)]
                assert str(getattr(node, name)).lower() not in words, path
    for theorem in EVERYTHING:
        assert words.isdisjoint(vars(theorem))


# One text, two kinds of arithmetic.


def formulas(theorem):
    match theorem:
        case Bound():
            return theorem.at_most
        case Inequality():
            return theorem.terms
        case SmoothBound():
            return (theorem.weight, theorem.factor)
        case Identity() if "rho" in {p.name for p in theorem.parameters}:
            return theorem.sides
        case _:
            return ()


@every_statement
def test_formulas_agree_in_floats_and_balls(theorem):
    """At the default, and with each parameter at each value of its coverage.

    Near |rho| = 1 the quadrature in floats is rough: the inner scale is sqrt(1 - rho^2). The floor
    of a whole quotient may be one less in floats: 1 // 0.1**2 is 99.
    """
    usual = theorem.setting({})
    tried = [usual.but(**{p.name: v}) for p in theorem.parameters for v in p.coverage]
    for s in (usual, *tried):
        for formula in formulas(theorem):
            means = formula.operations & vars(Means).keys()
            exact = in_balls(formula, s, MEANS) if means else number(formula, s)()
            floats = float(formula(s.over(float), FLOATS))
            error = 1e-6 if 0.99 < abs(s.get("rho", 0)) < 1 else 1e-12
            if float(exact) == floats + 1 == round(floats) + 1:
                floats = formula(s, FLOATS)
            assert exact.overlaps(arb(floats, 1e-9 * abs(floats) + error)), (s, exact, floats)


@every_statement
def test_bounds_are_positive_or_vanish_with_the_quantity(theorem):
    if not isinstance(theorem, Bound):
        return
    for p in theorem.parameters:
        for value in p.coverage:
            s = theorem.setting({}).but(**{p.name: value})
            bound = number(theorem.at_most[0], s)()
            # a whole number of neurons that can move is 0 where none can
            none = 0 in s.values() or ("tau" in s and "B" in s and s.B < s.tau)
            assert bound > 0 or (bound == 0 and none)
            assert 0 <= theorem.claimed(s) < 1


# Settings.


def test_setting_is_a_mapping_with_names():
    s = Setting({"m": 3, "tau": Fraction(1, 3), "activation": "erf"})
    assert (s.m, s["tau"], s.activation) == (3, Fraction(1, 3), "erf")
    assert list(s) == ["m", "tau", "activation"]
    assert len(s) == 3
    assert dict(s) == {"m": 3, "tau": Fraction(1, 3), "activation": "erf"}
    assert s == Setting(dict(s))
    assert s != s.but(m=4)
    assert s.get("d", 7) == 7
    assert repr(s) == "m=3, tau=1/3, activation=erf"
    with pytest.raises(AttributeError, match="nothing"):
        _ = s.nothing
    with pytest.raises(KeyError):
        s["nothing"]
    assert not hasattr(s, "__deepcopy__")


def test_setting_changes_make_new_settings():
    values = {"m": 3, "tau": Fraction(1, 4)}
    s = Setting(values)
    values["m"] = 5
    assert s.m == 3
    assert s.but(m=4, d=2) == {"m": 4, "tau": Fraction(1, 4), "d": 2}
    assert s == {"m": 3, "tau": Fraction(1, 4)}
    assert s.but() == s


def test_setting_over_another_arithmetic_changes_fractions_only():
    s = Setting({"m": 3, "tau": Fraction(1, 4), "activation": "erf"})
    floats = s.over(float)
    assert (floats.m, floats.tau, floats.activation) == (3, 0.25, "erf")
    assert isinstance(floats.m, int)
    assert isinstance(floats.tau, float)
    assert s.tau == Fraction(1, 4)
    assert isinstance(s.over(lambda v: v).tau, Fraction)


@every_statement
def test_settings_are_pickled_and_copied(theorem):
    s = theorem.setting({})
    for other in (pickle.loads(pickle.dumps(s)), copy.copy(s), copy.deepcopy(s)):
        assert other == s
        assert repr(other) == repr(s)
        assert all(type(other[name]) is type(s[name]) for name in s)


# Values on the command line.


@every_statement
def test_values_shown_are_parsed_back(theorem):
    for p in theorem.parameters:
        for value in (p.default, *p.coverage):
            parsed = p.domain.parse(shown(value))
            assert parsed == value
            assert type(parsed) is type(value)
            assert theorem.setting({p.name: shown(value)})[p.name] == value


@fast
@given(st.one_of(st.fractions(), st.floats(1e-300, 1e300).map(Fraction), st.decimals(-9, 9)))
def test_any_number_shown_is_parsed_back(value):
    if not isinstance(value, Fraction):
        if not value.is_finite():
            return
        value = Fraction(value)
    assert POSITIVE.parse(shown(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("1000", 1000), ("1e3", 1000), ("1.0", 1), ("12/4", 3), ("+7", 7), ("007", 7)],
)
def test_integers_are_read_as_people_write_them(text, value):
    assert Integers(1).parse(text) == value
    assert type(Integers(1).parse(text)) is int


def test_reals_are_exact():
    assert PROBABILITY.parse("0.1") == Fraction(1, 10)
    assert PROBABILITY.parse("1e-30") == Fraction(1, 10**30)
    assert COSINE.parse("-1/3") == Fraction(-1, 3)
    assert Fraction(9, 10) in PROBABILITY
    assert Fraction(0) not in PROBABILITY
    assert Fraction(1) not in PROBABILITY
    assert Fraction(-1) in COSINE
    assert "0.5" not in PROBABILITY


NOT_NUMBERS = [
    *("", "nan", "inf", "-inf", "many", "1,5", "1/0", "0x10", "1e", "--3", "1e400x", ".", "1e2.5"),
    *("0.1_1", "1_000", "1e1_0", " 7 ", "7\n", "1 /2", "1/2/3", "1/-2", "1e3/7", "0b1", "1j", "٧"),
    *("１", "1٫5", "−1", "½"),
]


def bad_values(p):
    """Texts that are no value of the parameter, or one outside its domain."""
    domain = p.trial or p.domain
    if isinstance(domain, Names):
        return ["nonsense", "", "Relu", domain.allowed[0][:-1], *domain.excluded]
    if isinstance(domain, Integers):
        below = [str(domain.least - 1), "-5", str(domain.least) + ".5", "1e-3", "7/2"]
        return [*NOT_NUMBERS, *below, *(["3", "101"] if domain.even else [])]
    bad = list(NOT_NUMBERS)
    if domain.low is not None:
        bad += [str(domain.low - 1), str(domain.low - Fraction(1, 10**40))]
        bad += [str(domain.low)] if domain.open_low else []
    if domain.high is not None:
        bad += [str(domain.high + 1), str(domain.high + Fraction(1, 10**40))]
        bad += [str(domain.high)] if domain.open_high else []
    return bad


@every_statement
def test_bad_values_are_refused_in_one_sentence(theorem):
    """It names the statement, the parameter, what was needed and what came."""
    for p in theorem.parameters:
        for text in bad_values(p):
            with pytest.raises(UnmetHypothesis) as refusal:
                theorem.setting({p.name: text})
            sentence = str(refusal.value)
            need = (p.trial or p.domain).describe(p.name)
            assert sentence.startswith(
                f"{theorem.label} needs {need}; got {p.name}={typed(text)}, which"
            )
            assert sentence.endswith(".")
            assert "\n" not in sentence
            assert ". " not in sentence
            assert refusal.value.__cause__ is None


def test_refusals_give_the_reason_or_the_nearest_name():
    smooth, bias = ORIGINALS["slides/prop-4.1"], ORIGINALS["giancola/prop-III.3.3"]
    for theorem, text, words in [
        (smooth, "relu", "which is not beta-smooth."),
        (smooth, "tahn", "did you mean tanh?"),
        (bias, "cubic", "which is a polynomial."),
    ]:
        with pytest.raises(UnmetHypothesis) as refusal:
            theorem.setting({"activation": text})
        assert words in str(refusal.value)
    assert bias.setting({"beta": "0"}).beta == 0  # a trial outside the print
    with pytest.raises(UnmetHypothesis, match="needs 0 <= beta; got beta=-1, which is outside"):
        bias.setting({"beta": "-1"})


@every_statement
def test_values_beyond_computing_are_refused_in_one_sentence(theorem):
    for p in theorem.parameters:
        domain = p.trial or p.domain
        if isinstance(domain, Names):
            continue
        for text in ("1e13", "1e61", "1e9999", "1e-400", "-1e61"):
            number = Fraction(text)
            value = int(number) if number.denominator == 1 else number
            if value in domain and domain.computable(value):
                with pytest.raises(UnmetHypothesis) as refusal:
                    theorem.setting({p.name: text})
                sentence = str(refusal.value)
                assert sentence.startswith(f"{theorem.label} can be checked at ")
                assert sentence.endswith(f" for {p.name}; got {text}.")


ENDLESS = {
    **{text: text for text in ("1e99999", "1e-1234567890", "3.5E+00099999", "1e10000")},
    "underscores": "1e1_000_000_000",
    "fullwidth": "1e１０００００００００",
    "digits": "9" * 10_000,
    "places": "0." + "3" * 10_000,
    "quotient": "1/" + "7" * 10_000,
    "zeros": "1e" + "0" * 10_000,
    "letters": "m" * 10_000,
}


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
def test_endless_numbers_are_never_expanded(text):
    for domain in (Integers(1), POSITIVE, PROBABILITY):
        with pytest.raises(ValueError, match=re.escape(text)):
            domain.parse(text)
    for told in (text, f"{text}..2", f"1..{text}"):
        with pytest.raises(UnmetHypothesis, match=r"got m=.*, which is not an integer\.$") as error:
            ORIGINALS["slides/lemma-4.2"].setting({"m": told})
        assert len(str(error.value)) < 160
    assert POSITIVE.parse("1e0003") == 1000
    assert len(str(POSITIVE.parse("7" * 1000))) == 1000


@every_statement
def test_unknown_parameters_are_refused(theorem):
    with pytest.raises(UnmetHypothesis) as refusal:
        theorem.setting({"width": "3"})
    names = ", ".join(p.name for p in theorem.parameters) or "none"
    assert str(refusal.value) == f"{theorem.label} has no parameter 'width'; it has {names}."


# The definitions, in exact arithmetic.


def fractions_of(rng, *shape):
    # large numerators: no pre-activation is 0, which floats could not tell
    flat = [
        Fraction(int(n), 7 * 10**5) for n in rng.integers(-(10**6), 10**6, size=math.prod(shape))
    ]
    return np.array(flat, dtype=object).reshape(shape)


@pytest.mark.parametrize("seed", range(5))
def test_definitions_run_on_fractions(seed):
    rng, relu = np.random.default_rng(seed), ACTIVATIONS["relu"]
    W, W0, x = fractions_of(rng, 4, 3), fractions_of(rng, 4, 3), fractions_of(rng, 3)
    a = np.array([1, -1, -1, 1], dtype=object)
    exact = [
        networks.network(W, a, x, relu),
        networks.linearization(W, W0, a, x, relu),
        networks.linearization_gap(W, W0, a, x, relu),
        networks.symmetric_network(W, a, x),
        *networks.gradient(W, a, x).ravel(),
        gap(W, W0, a, x),
        *(side(W, W0, a, x) for side in RELU_GAP.sides + HOMOGENEITY.sides),
    ]
    assert all(isinstance(value, Fraction | int) for value in exact)
    # ... and mean the same in floats
    W_, W0_, a_, x_ = (array.astype(float) for array in (W, W0, a, x))
    floats = networks.linearization_gap(W_, W0_, a_, x_, relu)
    assert float(exact[2]) == pytest.approx(floats, abs=1e-12)
    assert exact[0] - exact[1] == exact[2]
    assert networks.symmetric_network(W, a, x) == networks.network(W, a, x, relu)
    # by hand: sum of a_i max(w_i . x, 0)
    by_hand = sum(a[i] * max(sum(W[i, j] * x[j] for j in range(3)), 0) for i in range(4))
    assert exact[0] == by_hand


@pytest.mark.parametrize("seed", range(5))
def test_identities_of_the_symmetric_initialization_hold_on_fractions(seed):
    rng = np.random.default_rng(seed)
    half, c_half = fractions_of(rng, 3, 2), np.array([1, -1, 1], dtype=object)
    W0, c = networks.symmetric_initialization(half, c_half)
    W, x = fractions_of(rng, 6, 2), fractions_of(rng, 2)
    assert np.array_equal(W0[:3], W0[3:])
    assert np.array_equal(c[:3], -c[3:])
    for identity in (LEMMA_2, LEMMA_3, HOMOGENEITY):
        values = [side(W, W0, c, x) for side in identity.sides]
        assert values[0] == values[1]


@pytest.mark.parametrize("name", ["quadratic", "cubic", "identity", "relu", "abs"])
def test_piecewise_polynomial_networks_are_exact(name):
    rng, sigma = np.random.default_rng(9), ACTIVATIONS[name]
    W, W0, x = fractions_of(rng, 3, 2), fractions_of(rng, 3, 2), fractions_of(rng, 2)
    a = np.array([1, 1, -1], dtype=object)
    exact = networks.linearization_gap(W, W0, a, x, sigma)
    assert isinstance(exact, Fraction | int)
    floats = [array.astype(float) for array in (W, W0, a, x)]
    assert float(exact) == pytest.approx(networks.linearization_gap(*floats, sigma), abs=1e-12)


def test_steps_count_zero_as_positive_and_slopes_do_not():
    """1{0 >= 0} = 1 in the displays; the slides' minimum-norm slope at 0 is 0."""
    zero = np.array([Fraction(0)], dtype=object)
    assert networks.step(zero) == 1
    assert networks.relu(zero) == 0
    assert ACTIVATIONS["relu"].slope(zero, FLOATS) == 0
    assert ACTIVATIONS["abs"].slope(np.zeros(1), FLOATS) == 0


def test_balls_of_weights():
    W0, V = np.zeros((3, 2)), np.array([[3.0, 4.0], [0.0, 0.0], [0.0, 12.0]])
    assert networks.in_frobenius_ball(V, W0, 13)
    assert not networks.in_frobenius_ball(V, W0, 12.999)
    assert networks.in_neuron_balls(V, W0, 12)
    assert not networks.in_neuron_balls(V, W0, 11.999)
