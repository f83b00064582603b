"""Expectations of inputs: one function of lengths and angle, or a pair that shows otherwise."""

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import arb

from checkers.check import check
from checkers.gaussians import formulas
from checkers.gaussians.formulas import referees
from checkers.gaussians.inputs import explicit_pairs, known_by_angle
from checkers.gaussians.neuron_polynomials import NO_FORM, Poly, symbol
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from checkers.wide_limits.expectations import decide
from theorems.arc_cosine import DOT_PRODUCT, SUTHERLAND_ARCCOS, TWINS, sutherland_arccos
from theorems.language.domains import Integers, Reals, UnmetHypothesis
from theorems.language.records import Expectation
from theorems.networks import relu, step

OPTIONS = Options()
FALSE = [t for t in TWINS if isinstance(t, Expectation)]


def outcome(theorem, **texts):
    return decide(theorem, theorem.setting(texts), OPTIONS).outcome


def own(theorem=SUTHERLAND_ARCCOS, **changes):
    return replace(theorem, label="own/expectation", **changes)


@pytest.mark.parametrize("theorem", [SUTHERLAND_ARCCOS, DOT_PRODUCT], ids=lambda t: t.label)
def test_what_holds_is_certified_for_every_setting(theorem):
    for rho in ("-1", "0.123", "1"):
        verdict = decide(theorem, theorem.setting({"rho": rho}), OPTIONS)
        assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")
        assert "A second way" in verdict.evidence[-1]


@pytest.mark.parametrize("twin", FALSE, ids=lambda t: t.label)
@pytest.mark.parametrize("rho", ["-0.9", "1/3"])
def test_twins_are_refuted_with_explicit_inputs(twin, rho):
    verdict = decide(twin, twin.setting({"rho": rho}), OPTIONS)
    assert verdict.outcome is Outcome.REFUTED
    x, y = (np.array(verdict.witness[name], dtype=float) for name in ("x", "x'"))
    assert x @ y / np.linalg.norm(x) == pytest.approx(float(Fraction(rho)))
    assert json.dumps(verdict.witness)


def test_the_variance_drops_out_and_nothing_else_does():
    scaled = next(t for t in TWINS if t.label.endswith("twin-scaled"))
    assert outcome(scaled, nu="1") is Outcome.CERTIFIED
    assert outcome(scaled, nu="1", rho="0.7") is Outcome.CERTIFIED
    assert outcome(scaled, nu="0.999") is Outcome.REFUTED
    assert outcome(scaled, nu="3", rho="0") is Outcome.CERTIFIED
    relus = own(
        sides=(
            lambda inputs, s, fn: inputs.mean(
                lambda u, v, b: relu(fn.sqrt(s.nu) * u) * relu(fn.sqrt(s.nu) * v)
            ),
            lambda inputs, s, fn: s.nu * inputs.mean(lambda u, v, b: relu(u) * relu(v)),
        )
    )
    assert decide(relus, relus.setting({}), OPTIONS).scope == "all"
    unscaled = own(
        sides=(relus.sides[0], lambda inputs, s, fn: inputs.mean(lambda u, v, b: relu(u) * relu(v)))
    )
    assert outcome(unscaled) is Outcome.REFUTED


def test_a_small_constant_is_noticed():
    wrong = own(
        sides=(
            SUTHERLAND_ARCCOS.sides[0],
            lambda inputs, s, fn: sutherland_arccos(inputs, s, fn) + Fraction(1, 10**12),
        )
    )
    for rho in ("-1", "0", "0.3", "1"):
        assert outcome(wrong, rho=rho) is Outcome.REFUTED


def test_inputs_of_any_length_leave_the_product_alone_no_function():
    twin = next(t for t in TWINS if t.label.endswith("twin-any-length"))
    assert outcome(twin, x_norm="1") is Outcome.CERTIFIED  # unit inputs
    assert outcome(twin, x_norm="0.9") is Outcome.REFUTED
    product = own(
        twin,
        sides=(
            lambda inputs, s, fn: inputs.mean(lambda u, v, b: u * v),
            lambda inputs, s, fn: inputs.x @ inputs.y,
        ),
    )
    assert decide(product, product.setting({}), OPTIONS).scope == "all"


def test_unequal_weights_give_two_values_for_one_product():
    twin = next(t for t in TWINS if t.label.endswith("twin-unequal-weights"))
    verdict = decide(twin, twin.setting({"rho": "0.5"}), OPTIONS)
    assert any("no function of them" in sentence for sentence in verdict.evidence)
    along, across = explicit_pairs(verdict.setting)
    g = np.random.default_rng(4).standard_normal((400_000, 2)) * np.array([2, 1])
    for pair in (along, across):
        x, y = (np.array(p.shown(), dtype=float) for p in (pair.x, pair.y))
        u, v = g @ x, g @ y
        drawn = relu(u) * relu(v) + 0.5 * step(u) * step(v)
        exact = float(twin.sides[0](pair, verdict.setting, None))
        assert abs(drawn.mean() - exact) < 5 * drawn.std() / 400_000**0.5


def test_inputs_known_by_their_angle_have_no_coordinates():
    inputs = known_by_angle(symbol("x_norm"), Poly.of(1))
    assert (inputs.x @ inputs.x).same(symbol("x_norm") ** 2)
    with pytest.raises(NO_FORM):
        inputs.x[0]
    with pytest.raises(NO_FORM):
        inputs.mean(lambda u, v, b: u, variances=(1, 2))


def test_wrong_closed_forms_are_noticed(monkeypatch):
    both = symbol("1u", 0) * symbol("1v", 0)
    assert len(referees([both])) == 1
    assert referees([symbol("u", 0)]) == ()
    monkeypatch.setitem(formulas.REFEREES, 0, lambda rho: arb(7))
    with pytest.raises(ArithmeticError, match=r"7\.0* by quadrature"):
        referees([both])
    with pytest.raises(ArithmeticError, match="by its closed form"):
        outcome(SUTHERLAND_ARCCOS)


def test_domains_that_the_symbols_do_not_cover_are_refused():
    rho, nu = SUTHERLAND_ARCCOS.parameters
    with pytest.raises(UnmetHypothesis, match="nu"):
        outcome(own(parameters=(rho, replace(nu, domain=Reals()))))
    with pytest.raises(UnmetHypothesis, match="rho"):
        outcome(own(parameters=(replace(rho, domain=Reals()), nu)))
    # at nu = 0 the step is always 1, which the definition itself says
    closed = own(parameters=(rho, replace(nu, domain=Reals(low=Fraction(0)))))
    assert outcome(closed, nu="0") is Outcome.REFUTED
    assert outcome(closed, nu="2", rho="1") is Outcome.CERTIFIED
    assert decide(closed, closed.setting({"nu": "2"}), OPTIONS).scope == "point"


@pytest.mark.parametrize(
    "changes", [{"domain": Integers(-5)}, {"trial": Reals()}], ids=["integers", "trial"]
)
def test_numbers_that_may_be_negative_are_refused(changes):
    rho, nu = SUTHERLAND_ARCCOS.parameters
    with pytest.raises(UnmetHypothesis, match="nu"):
        outcome(own(parameters=(rho, replace(nu, default=2, **changes))))


def test_signs_at_an_input_that_is_0():
    rho, nu = SUTHERLAND_ARCCOS.parameters
    length = replace(nu, name="x_norm", domain=Reals(low=Fraction(0)))
    signs = own(
        parameters=(rho, length),
        sides=(
            lambda inputs, s, fn: inputs.mean(lambda u, v, b: np.sign(u) * np.sign(u)),
            lambda inputs, s, fn: 1,
        ),
    )
    assert outcome(signs, x_norm="0") is Outcome.REFUTED
    assert outcome(signs, x_norm="2") is Outcome.CERTIFIED


@pytest.mark.parametrize(
    "sides",
    [
        (lambda mean, fn: mean(lambda u, v, b: b * fn.tanh(b)), lambda mean, fn: 0),
        (
            lambda mean, fn: mean(lambda u, v, b: fn.sin(u)) / mean(lambda u, v, b: fn.sin(u)),
            lambda mean, fn: 1,
        ),
        (
            lambda mean, fn: mean(lambda u, v, b: fn.sin(u) * fn.sin(v)),
            lambda mean, fn: fn.sqrt(mean(lambda u, v, b: fn.sin(u) * fn.sin(v)) ** 2),
        ),
    ],
    ids=["odd in b", "0/0", "root of a square"],
)
def test_named_expectations_are_no_positive_numbers(sides):
    theorem = own(
        sides=tuple(lambda inputs, s, fn, side=side: side(inputs.mean, fn) for side in sides)
    )
    assert outcome(theorem, rho="-1") is Outcome.UNDECIDED


def test_a_formula_that_tells_numbers_from_symbols_is_undecided():
    def printed(inputs, s, fn):
        try:
            return 7 if 20 * s.rho > 19 else sutherland_arccos(inputs, s, fn)
        except (TypeError, ValueError):
            return sutherland_arccos(inputs, s, fn)

    theorem = own(sides=(SUTHERLAND_ARCCOS.sides[0], printed))
    assert outcome(theorem, rho="1") is Outcome.UNDECIDED
    assert decide(theorem, theorem.setting({}), OPTIONS).scope == "point"


def test_all_angles_at_fixed_lengths():
    twin = next(t for t in TWINS if t.label.endswith("twin-any-length"))
    unit = check(twin, twin.setting({"x_norm": "1", "rho": "all"}), OPTIONS)
    assert (unit.outcome, unit.scope) == (Outcome.CERTIFIED, "box")
    product = check(DOT_PRODUCT, DOT_PRODUCT.setting({"rho": "all"}), OPTIONS)
    assert (product.outcome, product.scope) == (Outcome.CERTIFIED, "all")
    assert "A second way" in product.evidence[-1]
    half = check(twin, twin.setting({"x_norm": "0.5", "rho": "all"}), OPTIONS)
    assert half.outcome is Outcome.REFUTED
