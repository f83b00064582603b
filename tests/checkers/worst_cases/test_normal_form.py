"""The normal form: the printed bound again, and nothing for statements of another shape."""

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checkers.arithmetic.powers import Formal, names, variable
from checkers.tails.sums import SumLaw
from checkers.worst_cases.laws import law_of
from checkers.worst_cases.normal_form import (
    NAMES,
    claims_delta,
    dominated,
    normal_form,
    printed,
    split,
)
from checkers.worst_cases.suprema import SUPREMA
from tests.strategies import settings_of
from theorems import THEOREMS, TWINS
from theorems.language.domains import Integers, Reals
from theorems.language.floats import FLOATS
from theorems.language.functions import log, maximum, sin, sqrt, where
from theorems.language.records import Bound

BY_LABEL = {t.label: t for t in (*THEOREMS, *TWINS)}
RANDOM = [t for t in BY_LABEL.values() if isinstance(t, Bound) and t.except_with is not None]
FORMS = {t.label: form for t in RANDOM if (form := normal_form(t)) is not None}
WITH_FORM = [BY_LABEL[label] for label in FORMS]
LEMMA = BY_LABEL["slides/lemma-4.2"]
fast = settings(derandomize=True, deadline=None, max_examples=40)

# n, r and unit by label, written by hand: the worst case is unit * (Y_1 + ... + Y_n)
UNITS = {
    "slides/lemma-4.2": lambda m, tau, **rest: (m, tau, 1),
    "notes/event-a1": lambda m, alpha, **rest: (m / 2, alpha / math.sqrt(m), 2 / m),
    "notes/lemma-4-delta-1": lambda m, alpha, x_norm, **rest: (
        *(m / 2, alpha / math.sqrt(m)),
        x_norm * alpha / m,
    ),
}
UNITS["notes/lemma-4-delta-2"] = UNITS["notes/theorem-1"] = UNITS["notes/lemma-4-delta-1"]


def in_floats(form, **values):
    """The number that a form is, its variables given."""
    values["pi"] = math.pi
    return math.fsum(
        float(c) * math.prod((values.get(a) or float(a)) ** float(p) for a, p in monomial)
        for monomial, c in form.terms.items()
    )


def test_the_statements_that_have_a_normal_form():
    assert set(UNITS) == {t.label for t in WITH_FORM if t.twin_of is None}
    shaped = {one.statement.quantity for one in SUPREMA if one.shape is not None}
    assert shaped == {BY_LABEL[label].quantity for label in UNITS}
    assert {t.label for t in WITH_FORM if t.twin_of} == {
        "slides/lemma-4.2:twin-half-mean",
        "notes/event-a1:twin-half",
        "notes/lemma-4-delta-1:twin-sixth",
        "notes/lemma-4-delta-2:twin-half",
        "notes/theorem-1:twin-sixth",
    }


@pytest.mark.parametrize("theorem", WITH_FORM, ids=lambda t: t.label)
@settings(fast)
@given(data=st.data())
def test_normal_form_equals_the_printed_bound(theorem, data):
    """bound = unit n (mean r + deviation v), delta = exp(-n v^2)."""
    s = data.draw(settings_of(theorem))
    assume(s.get("x_norm", 1) > 0)
    form, values = FORMS[theorem.label], {k: float(v) for k, v in s.items()}
    n, r, unit = UNITS[theorem.twin_of or theorem.label](**values)
    x_norm = values.get("x_norm", 1.0)
    mean, deviation = in_floats(form.mean, x_norm=x_norm), in_floats(form.deviation, x_norm=x_norm)
    v = math.sqrt(-math.log(values["delta"]) / n)
    bound = float(theorem.at_most[0](s.over(float), FLOATS))
    assert unit * n * (mean * r + deviation * v) == pytest.approx(bound, rel=1e-9)


@pytest.mark.parametrize("theorem", WITH_FORM, ids=lambda t: t.label)
@settings(fast, max_examples=10)
@given(data=st.data())
def test_normal_form_gives_the_threshold_of_the_law(theorem, data):
    """n y is the threshold of the count, or of the sum in units of r; n terms."""
    s = data.draw(settings_of(theorem))
    assume(s.get("x_norm", 1) > 0)
    form, law = FORMS[theorem.label], law_of(theorem, s)
    summand = {"count": None, "margin": "|g| 1{|g| < r}", "shortfall": "(r - |g|)_+"}[form.summand]
    assert (law.summand.name if isinstance(law, SumLaw) else None) == summand
    assert law.trials == (s.m if form.whole else s.m // 2)
    threshold = law.threshold() / law.radius() if isinstance(law, SumLaw) else law.threshold()
    r = float(s.tau) if form.whole else float(s.alpha) / math.sqrt(s.m)
    v = math.sqrt(-math.log(s.delta) / law.trials)
    x_norm = float(s.get("x_norm", 1))
    y = in_floats(form.mean, x_norm=x_norm) * r + in_floats(form.deviation, x_norm=x_norm) * v
    assert float(threshold) == pytest.approx(law.trials * y, rel=1e-9)


def changed(label="slides/lemma-4.2", **changes):
    return replace(BY_LABEL[label], label="mine/changed", **changes)


def widened(label, name, domain):
    """The statement with another domain of one parameter."""
    theorem = BY_LABEL[label]
    parameters = (replace(p, domain=domain) if p.name == name else p for p in theorem.parameters)
    return changed(label, parameters=tuple(parameters))


def deviation(m, delta):
    return sqrt(m * log(1 / delta))


OTHER_SHAPES = {
    "negative deviation": changed(at_most=(lambda m, tau, delta: m * tau - deviation(m, delta),)),
    "negative mean": changed(at_most=(lambda m, tau, delta: deviation(m, delta) - m * tau,)),
    "no mean": changed(at_most=(deviation,)),
    "no deviation": changed(at_most=(lambda m, tau: m * tau,)),
    "tau squared": changed(at_most=(lambda m, tau, delta: m * tau**2 + deviation(m, delta),)),
    "another rate": changed(at_most=(lambda m, tau, delta: m * tau + m * deviation(m, delta),)),
    "log itself": changed(at_most=(lambda m, tau, delta: m * tau + m * log(1 / delta),)),
    "log of another": changed(at_most=(lambda m, tau: m * tau + sqrt(m * log(m)),)),
    "delta apart": changed(at_most=(lambda m, tau, delta: m * tau * delta + deviation(m, delta),)),
    "a sine": changed(at_most=(lambda m, tau, delta: m * sin(tau) + deviation(m, delta),)),
    "a comparison": changed(at_most=(lambda m, tau, delta: maximum(m, tau) + deviation(m, delta),)),
    "a branch": changed(
        at_most=(lambda m, tau, delta: where(m == 7, 0, m * tau) + deviation(m, delta),)
    ),
    "half of delta claimed": changed(except_with=lambda delta: delta / 2),
    "always": changed(except_with=None),
    "negative tau": widened("slides/lemma-4.2", "tau", Reals()),
    "width 0": widened("slides/lemma-4.2", "m", Integers(0)),
    "unknown quantity": changed(quantity=abs),
    "all rows equal": BY_LABEL["slides/lemma-4.2:twin-dependent"],
    "rate twin": BY_LABEL["notes/theorem-1:twin-rate"],
}


@pytest.mark.parametrize("case", OTHER_SHAPES)
def test_other_shapes_have_no_normal_form(case):
    assert normal_form(OTHER_SHAPES[case]) is None


def test_the_names_of_a_statement_decide_nothing():
    """A statement of the same quantity has the same form under any label."""
    for theorem in WITH_FORM:
        form, copy = FORMS[theorem.label], normal_form(replace(theorem, label="mine/copy"))
        assert copy.mean.same(form.mean)
        assert copy.deviation.same(form.deviation)
        assert (copy.summand, copy.whole) == (form.summand, form.whole)


def test_claims_delta_of_delta_itself_only():
    assert all(claims_delta(t) for t in RANDOM)
    assert not claims_delta(changed(except_with=lambda delta: delta**2))
    assert not claims_delta(changed(except_with=lambda delta: 1 - delta))
    assert not claims_delta(changed(except_with=None))


@pytest.mark.parametrize("theorem", RANDOM, ids=lambda t: t.label)
@settings(fast, max_examples=10)
@given(data=st.data())
def test_printed_bounds_on_named_variables_are_the_bounds(theorem, data):
    s = data.draw(settings_of(theorem))
    values = {k: float(v) for k, v in s.items()}
    assume(all(v > 0 for v in values.values()))
    for index, formula in enumerate(theorem.at_most):
        form = printed(theorem, index)
        got = in_floats(form, l=-math.log(values["delta"]), **values)
        assert got == pytest.approx(float(formula(s.over(float), FLOATS)), rel=1e-9)
        assert names(form) <= {"l", *NAMES} - {"delta"}


# Sums of products of powers that are never negative.

powers = st.sampled_from([Fraction(k, 6) for k in range(-6, 13)])
monomials = st.fixed_dictionaries({"m": powers, "B": powers, "l": powers})
coefficients = st.fractions(-4, 4, max_denominator=3).filter(bool)


def product(exponents):
    total = Formal.of(1)
    for name, power in exponents.items():
        total = total * variable(name).power(power)
    return total


@st.composite
def forms(draw, terms=4):
    """Sums over few monomials, so that terms meet."""
    rest = draw(st.lists(monomials, min_size=1, max_size=2))
    total = Formal.of(0)
    for _ in range(draw(st.integers(1, terms))):
        exponents = {**draw(st.sampled_from(rest)), "m": draw(powers)}
        total = total + draw(coefficients) * product(exponents)
    return total


positive = st.floats(-6, 6).map(lambda e: 10**e)


@settings(fast, max_examples=100)
@given(forms(), st.floats(0, 8).map(lambda e: 10**e), positive, positive)
def test_dominated_forms_are_never_negative(form, m, B, logarithm):
    assume(dominated(form))
    value = in_floats(form, m=m, B=B, l=logarithm)
    size = in_floats(Formal({k: abs(c) for k, c in form.terms.items()}), m=m, B=B, l=logarithm)
    assert value >= -1e-12 * size


@settings(fast, max_examples=120)
@given(forms(2), st.data())
def test_two_terms_are_dominated_exactly_where_they_are_never_negative(form, data):
    """At m = 1 and at m without end, the other variables being free."""
    if len(form.terms) != 2:
        return
    (one, a), (other, b) = form.terms.items()
    apart = {k: v for k, v in one if k != "m"} != {k: v for k, v in other if k != "m"}
    if a > 0 and b > 0:
        assert dominated(form)
    elif (a < 0 and b < 0) or apart:
        assert not dominated(form)
    else:
        leading, following = ((one, a), (other, b)) if a > 0 else ((other, b), (one, a))
        rises = dict(leading[0]).get("m", 0) >= dict(following[0]).get("m", 0)
        assert dominated(form) == (rises and leading[1] >= -following[1])


@settings(fast, max_examples=60)
@given(forms(), monomials, st.fractions(Fraction(1, 9), 9, max_denominator=9))
def test_dominated_forms_make_dominated_forms(form, exponents, factor):
    """Times a positive product; plus a positive term, where that falls on no other."""
    assume(dominated(form))
    assert dominated(form * factor * product(exponents))
    apart = form + factor * variable("alpha")
    assert dominated(apart)


def test_a_term_is_spent_once():
    m = variable("m")
    assert dominated(2 * m - m.power(Fraction(1, 2)) - 1)
    assert not dominated(m - m.power(Fraction(1, 2)) - 1)
    assert dominated(Formal.of(0))
    assert not dominated(Formal.of(-1))


@settings(fast, max_examples=50)
@given(forms(), powers)
def test_split_takes_a_sum_apart(form, power):
    """plain + coefficient * B^power is the sum, or another power of B occurs."""
    others = {dict(k).get("B", Fraction(0)) for k in form.terms} - {Fraction(0), power}
    plain, coefficient = split(form, "B", power)
    if others:
        assert plain is coefficient is None
    else:
        assert "B" not in names(plain) | names(coefficient)
        rest = coefficient * variable("B").power(power) if power else Formal.of(0)
        assert (plain + rest).same(form)


def test_names_are_the_variables():
    assert names(variable("m") * Formal.of(3).power(Fraction(1, 2)) + variable("B")) == {"m", "B"}
    assert names(printed(LEMMA)) == {"m", "tau", "l"}
