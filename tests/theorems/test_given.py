"""The text of a paper on its parameters: what it gives, and what is refused."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theorems.language.domains import COSINE, PROBABILITY, Integers, Reals, UnmetHypothesis
from theorems.language.given import formula, hypotheses
from theorems.language.text import parsed, text

F = Fraction


def domains(words):
    return {p.name: p.domain for p in hypotheses(words).parameters}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("m, d >= 1 integers", {"m": Integers(1), "d": Integers(1)}),
        ("n > 2 integer", {"n": Integers(3)}),
        ("m >= 2 even integer", {"m": Integers(2, even=True)}),
        ("tau > 0; B >= 0", {"tau": Reals(F(0), None, True), "B": Reals(F(0))}),
        ("0 < delta < 1", {"delta": Reals(F(0), F(1), True, True)}),
        ("-1 <= rho <= 1", {"rho": COSINE}),
        ("1 >= p > 0", {"p": Reals(F(0), F(1), True, False)}),
        ("t real", {"t": Reals()}),
        ("0.1 <= c < 1/3", {"c": Reals(F(1, 10), F(1, 3), False, True)}),
        ("a, b real; a <= b", {"a": Reals(), "b": Reals()}),
        ("", {}),
    ],
)
def test_domains(words, found):
    assert domains(words) == found


def test_a_name_that_has_a_domain_is_compared_jointly():
    found = hypotheses("eps > 0; size > 0; eps <= size; eta >= 0; eta <= 1")
    assert [text(one) for one in found.joint] == ["eps <= size", "eta <= 1"]


@pytest.mark.parametrize(
    ("words", "joint"),
    [
        ("m >= 1 integer; k >= m", ["k >= m"]),
        ("n >= 1 integer; lam > 0; n/2 < lam <= 2 n", ["n / 2 < lam", "lam <= 2 * n"]),
        ("0 <= theta <= 2 pi", ["theta <= 2 * pi"]),
        ("m, n >= 1 integers; m >= 16 n^2 log(2 n^2/3) / 7^2", None),
    ],
)
def test_joint_hypotheses(words, joint):
    found = [text(one) for one in hypotheses(words).joint]
    assert found == joint if joint else len(found) == 1


def test_abbreviations():
    found = hypotheses("-1 <= rho <= 1; r = sqrt(2 - 2 rho)")
    assert found.abbreviations == {"r": parsed("sqrt(2 - 2*rho)")}
    assert [p.name for p in found.parameters] == ["rho"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("16 n^2 log(2 n^2/delta) / lam^2", "16*n**2*log(2*n**2/delta)/lam**2"),
        ("2(a + b)(a - b)", "2*(a + b)*(a - b)"),
        ("a b^2", "a*b**2"),
        ("m sqrt(m)", "m*sqrt(m)"),
        ("1.5e2 a", "1.5e2*a"),
        ("-2 a", "-2*a"),
    ],
)
def test_formulas_as_papers_write_them(written, meant):
    assert formula(written) == parsed(meant)


@pytest.mark.parametrize(
    ("words", "needle"),
    [
        ("eps <= size", "two names"),
        ("size > 0; eps + 1 <= k", "no domain yet"),
        ("m >= 1 integer; m, n >= 2", "has one"),
        ("m >= 1 integer; m integer", "no new name"),
        ("m integer", "m >= a number"),
        ("m <= 5 integer", "m >= a number"),
        ("tau > 0; tau", "no condition"),
        ("tau > ", "no formula"),
        ("pi > 3 real", "pi"),
        ("a > 0; b = f(a)", "f"),
        ("1 < a < 0", "low"),
    ],
)
def test_what_is_refused(words, needle):
    with pytest.raises(UnmetHypothesis, match=needle):
        hypotheses(words)


@settings(max_examples=300)
@given(st.text(alphabet="mnd<>=0123456789 ;,.^*/()+-integrsl_\n", max_size=40))
def test_any_text_is_read_or_refused_in_a_sentence(words):
    try:
        found = hypotheses(words)
    except UnmetHypothesis:
        return
    for p in found.parameters:
        assert p.default in p.domain
        assert all(value in p.domain for value in p.coverage)


def test_a_probability_defaults_to_a_twentieth():
    (delta,) = hypotheses("0 < delta < 1").parameters
    assert delta.default == F(1, 20)
    assert delta.domain.within(PROBABILITY)
