"""Normal forms: they compute, they refuse, and they decide closed forms on the whole interval."""

import json
from dataclasses import replace
from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from checkers.arithmetic import angles
from checkers.arithmetic.angles import PI, C, Form, NoNormalForm, S, Symbols, T, derivative, moments
from checkers.arithmetic.balls import ball
from checkers.gaussians.quadrature import MEANS
from checkers.neurons import identities
from checkers.neurons.identities import on_interval
from checkers.verdicts.verdict import Outcome
from theorems import arc_cosine
from theorems.arc_cosine import ARC_COSINE, DEGREE_0, DEGREE_2, RELU_NTK
from theorems.language.functions import arccos, pi
from theorems.language.records import Identity, Setting
from theorems.language.text import parsed

THEOREMS = [t for t in arc_cosine.THEOREMS if isinstance(t, Identity)]
TWINS = [t for t in arc_cosine.TWINS if isinstance(t, Identity)]

mp = mpmath.mp.clone()
mp.dps = 50
ANGLES = [mp.mpf(k) / 7 for k in (1, 6, 11, 15, 21)]
RHOS = [Fraction(text) for text in ("-1", "-9/10", "-1/3", "0", "1/2", "0.999", "1")]

exponents = st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 1), st.integers(-2, 2))
coefficients = st.fractions(-3, 3, max_denominator=5).filter(bool)
forms = st.dictionaries(exponents, coefficients, max_size=4).map(Form)


def value(form, theta):
    """A form at an angle, in 50 digits."""
    t, c, s = mp.pi - theta, mp.cos(theta), mp.sin(theta)
    return mp.fsum(
        mp.mpf(q.numerator) / q.denominator * t**i * c**j * s**k * mp.pi**p
        for (i, j, k, p), q in form.terms.items()
    )


def in_balls(form, rho):
    """A form over 2 pi at a rho, in balls."""
    t, c, s = (-ball(rho)).acos(), ball(rho), ball(1 - rho * rho).sqrt()
    return sum(
        (ball(q) * t**i * c**j * s**k * arb.pi() ** p for (i, j, k, p), q in form.terms.items()),
        arb(0),
    ) / (2 * arb.pi())


def close(left, right):
    return abs(left - right) < mp.mpf(10) ** -40 * (1 + abs(left))


# The ring.


@given(p=forms, q=forms, k=st.sampled_from(ANGLES))
def test_forms_compute_like_their_values(p, q, k):
    assert close(value(p + q, k), value(p, k) + value(q, k))
    assert close(value(p - q, k), value(p, k) - value(q, k))
    assert close(value(p * q, k), value(p, k) * value(q, k))
    assert close(value(p**2, k), value(p, k) ** 2)
    assert close(value(3 - p / (2 * PI), k), 3 - value(p, k) / (2 * mp.pi))
    assert all(e[2] <= 1 for e in (p * q).terms)
    assert (p * q).same(q * p)
    assert (p - p).terms == {}


@given(p=forms, k=st.sampled_from(ANGLES))
def test_derivative_is_the_limit_of_difference_quotients(p, k):
    h = mp.mpf(10) ** -20
    quotient = (value(p, k + h) - value(p, k - h)) / (2 * h)
    assert abs(value(derivative(p), k) - quotient) < mp.mpf(10) ** -25


@given(p=forms)
def test_value_at_the_ends_and_in_the_middle(p):
    for rho, theta in ((-1, mp.pi), (0, mp.pi / 2), (1, mp.mpf(0))):
        assert close(value(p.at(rho), mp.mpf(1)), value(p, theta))
        assert all(e[:3] == (0, 0, 0) for e in p.at(rho).terms)


def test_sine_squared_is_reduced():
    assert (S * S).same(1 - C * C)
    assert (1 / PI * PI).same(Form({(0, 0, 0, 0): Fraction(1)}))


@pytest.mark.parametrize(
    "act",
    [
        lambda: C / S,
        lambda: 1 / (PI + T),
        lambda: C / 0,
        lambda: C + 0.5,
        lambda: C == 1,
        lambda: C != 1,
        lambda: 1 if C else 0,
        lambda: C + "1",
    ],
)
def test_what_leads_out_of_the_ring_is_refused(act):
    with pytest.raises(NoNormalForm):
        act()


@pytest.mark.parametrize(
    "side",
    [
        "exp(rho)",
        "arccos(-rho)",
        "sin(rho)",
        "sqrt(1 + rho)",
        "where(rho > 0, arccos(rho), pi)",
        "where(rho == 1, arccos(rho), pi)",
        "relu_expectation(rho)",
        "rho**rho",
    ],
)
def test_printed_sides_without_normal_form_have_none(side):
    assert angles.normal_forms((RELU_NTK.sides[0], parsed(side))) is None


def test_exact_quotients_have_normal_forms():
    definition = RELU_NTK.sides[0]
    for side in ("rho * (1/2 - arccos(rho) / (2 * pi))", "rho / pi * (pi - arccos(rho)) * (1/2)"):
        theorem = replace(RELU_NTK, label="mine/own", sides=(definition, parsed(side)))
        verdict = on_interval(theorem, Setting({"rho": Fraction(1, 3)}))
        assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")


def test_a_definition_must_be_linear_in_the_moments():
    definition, printed = RELU_NTK.sides
    assert angles.normal_forms((definition, printed)) is not None
    for other in (definition**2, 1 + definition):
        assert angles.normal_forms((other.tree, printed)) is None


# The moments.


def test_moments_solve_their_differential_equations():
    F = moments()
    for k, theta in ((k, theta) for k in range(3) for theta in ANGLES):
        slope = -1 if k == 0 else -k * k * mp.sin(theta) * value(F[k - 1], theta)
        assert close(mp.diff(lambda angle, k=k: value(F[k], angle), theta), slope)
    assert all(abs(value(form, mp.pi)) < 1e-45 for form in F)


@pytest.mark.parametrize("k", range(3))
@pytest.mark.parametrize("change", [T, C, S * T])
def test_wrong_moments_are_noticed(monkeypatch, k, change):
    wrong = list(angles.CANDIDATES)
    wrong[k] = wrong[k] + change
    monkeypatch.setattr(angles, "CANDIDATES", tuple(wrong))
    with pytest.raises(ArithmeticError, match=f"E_{k} is wrong"):
        moments.__wrapped__()


@pytest.mark.parametrize("n", range(3))
def test_moments_follow_the_general_formula_of_cho_and_saul(n):
    """J_n = (-1)^n sin^(2n+1) ((1/sin) d/dtheta)^n ((pi - theta) / sin), and F_n = J_n."""

    def iterated(theta, times):
        if times == 0:
            return (mp.pi - theta) / mp.sin(theta)
        return mp.diff(lambda angle: iterated(angle, times - 1), theta) / mp.sin(theta)

    for theta in ANGLES[:4]:
        J = (-1) ** n * mp.sin(theta) ** (2 * n + 1) * iterated(theta, n)
        assert abs(J - value(moments()[n], theta)) < mp.mpf(10) ** -15


@pytest.mark.parametrize("rho", RHOS)
def test_moments_are_what_quadrature_gives(rho):
    with ctx.workprec(200):
        for form, expectation in zip(
            moments(),
            (MEANS.step_expectation, MEANS.relu_expectation, MEANS.square_expectation),
            strict=True,
        ):
            assert expectation(rho).overlaps(in_balls(form, rho))


# The verdicts.


@pytest.mark.parametrize("theorem", [*THEOREMS, *TWINS], ids=lambda t: t.label)
def test_normal_forms_are_the_sides(theorem):
    found = angles.normal_forms(theorem.sides)
    with ctx.workprec(200):
        for side, form in zip(theorem.sides, (found.definition, *found.printed), strict=True):
            for rho in RHOS:
                assert side(ball(rho), MEANS).overlaps(in_balls(form, rho))
    assert bool(found.differing()) == bool(theorem.twin_of)


@pytest.mark.parametrize("theorem", THEOREMS, ids=lambda t: t.label)
@pytest.mark.parametrize("rho", ["-1", "0.123456789", "1"])
def test_every_rho_is_certified_at_once(theorem, rho):
    verdict = on_interval(theorem, theorem.setting({"rho": rho}))
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")
    assert "quadrature at" in verdict.evidence[1]
    (proof,) = verdict.certificate["proofs"]
    assert proof["kind"] == "closed form"
    assert all(printed == proof["definition"] for printed in proof["printed"])
    assert "." not in json.dumps(proof)  # no floats


@pytest.mark.parametrize("twin", TWINS, ids=lambda t: t.label)
def test_twins_are_apart_at_one_rho(twin):
    verdict = on_interval(twin, twin.setting({"rho": "1/3"}))
    assert (verdict.outcome, verdict.scope) == (Outcome.REFUTED, "point")
    (proof,) = verdict.certificate["proofs"]
    assert proof["kind"] == "apart"
    definition, wrong = proof["values"][0], proof["values"][proof["side"]]
    low, high = (
        max(definition, wrong, key=lambda v: Fraction(v[0])),
        min(definition, wrong, key=lambda v: Fraction(v[0])),
    )
    assert Fraction(high[1]) < Fraction(low[0])
    printed = Form({tuple(e): Fraction(q) for q, *e in proof["printed"][proof["side"] - 1]})
    with ctx.workprec(200):
        enclosed = in_balls(printed, Fraction(1, 3))
        assert Fraction(wrong[0]) <= Fraction(enclosed.str(40, radius=False)) <= Fraction(wrong[1])


def test_a_twin_is_certified_exactly_where_it_agrees():
    twin = next(t for t in TWINS if t.label == "slides/relu-ntk:twin-no-cosine")
    for rho in ("-1", "1"):
        verdict = on_interval(twin, twin.setting({"rho": rho}))
        assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "point")
        assert verdict.certificate is None  # the trusted core derives it for every rho, or not


def test_agreement_that_balls_cannot_tell_is_undecided():
    """pi - theta = 2 pi/3 at rho = 1/2, and the balls overlap at every precision."""
    equal_there = replace(
        DEGREE_0,
        label="mine/own",
        sides=(DEGREE_0.sides[0], lambda rho: 4 * rho / 3 + 0 * pi),
    )
    verdict = on_interval(equal_there, Setting({"rho": Fraction(1, 2)}))
    assert verdict.outcome is Outcome.UNDECIDED
    assert verdict.certificate is None
    assert on_interval(equal_there, Setting({"rho": Fraction(1, 3)})).outcome is Outcome.REFUTED


def test_formulas_without_normal_form_are_checked_at_points():
    def by_half_angle(rho):
        """1 - arccos(rho)/pi as arccos(-rho)/pi."""
        return arccos(-rho) / pi

    own = replace(DEGREE_0, label="mine/own", sides=(DEGREE_0.sides[0], by_half_angle))
    verdict = on_interval(own, Setting({"rho": Fraction(1, 3)}))
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "point")
    wrong = replace(own, sides=(DEGREE_2.sides[0], by_half_angle))
    verdict = on_interval(wrong, Setting({"rho": Fraction(1, 3)}))
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.certificate["proofs"][0].keys() == {"kind", "rho", "values", "side"}


def test_a_contradiction_between_the_two_ways_is_no_verdict(monkeypatch):
    wrong = identities.enclosures(TWINS[0].sides, Fraction(1, 2))
    monkeypatch.setattr(identities, "enclosures", lambda sides, rho: wrong)
    with pytest.raises(ArithmeticError, match="one normal form, but its sides are"):
        on_interval(ARC_COSINE, Setting({"rho": Fraction(1, 2)}))


def test_symbols_know_what_formulas_use():
    fn = Symbols(moments())
    theta = fn.arccos(C)
    assert fn.sin(theta).same(S)
    assert fn.cos(theta).same(C)
    assert fn.sqrt(1 - C * C).same(S)
    assert fn.square_expectation(C).same(moments()[2])
