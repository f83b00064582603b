"""Limits: outcomes that the definitions earn, at single settings, and with users' variants."""

import json
import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from checkers.check import check
from checkers.gaussians import formulas
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from checkers.wide_limits import drawn_networks, neuron_sums
from checkers.wide_limits.limits import decide
from checkers.wide_limits.neuron_sums import as_sum
from theorems.kernels import pleiss_ntk, relu_ntk
from theorems.language.domains import Integers, Reals, UnmetHypothesis
from theorems.language.records import Limit
from theorems.networks import relu, step
from theorems.wide_limits import KERNEL_LIMIT, NTK_LIMIT, TERM_0, THEOREMS, TWINS, VARIANTS

OPTIONS = Options()
REPAIRED = next(t for t in VARIANTS if t.label == "pleiss/term-0:repaired")
FALSE = [t for t in TWINS if isinstance(t, Limit)]


def outcome(theorem, **texts):
    return decide(theorem, theorem.setting(texts), OPTIONS).outcome


def own(theorem=TERM_0, **changes):
    return replace(theorem, label="own/limit", **changes)


def scaled(power, theorem=TERM_0, times=1):
    """The network at its initialization, times m^-power."""

    def quantity(W, b, x, y, s, fn):
        terms = np.sum(times * b * relu(W @ x))
        root = fn.sqrt(fn.sqrt(s.m))
        for _ in range(power):
            terms = terms / root
        return terms

    return own(theorem, quantity=quantity)


@pytest.mark.parametrize("theorem", [NTK_LIMIT, KERNEL_LIMIT, REPAIRED], ids=lambda t: t.label)
def test_what_holds_is_certified_for_every_setting(theorem):
    verdict = decide(theorem, theorem.setting({}), OPTIONS)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")
    assert any("A second way" in sentence for sentence in verdict.evidence)
    assert verdict.certificate is None


@pytest.mark.parametrize("theorem", FALSE, ids=lambda t: t.label)
def test_twins_are_refuted_with_a_witness(theorem):
    verdict = decide(theorem, theorem.setting({}), OPTIONS)
    assert verdict.outcome is Outcome.REFUTED
    assert json.dumps(verdict.witness)
    assert any("A second way" in sentence for sentence in verdict.evidence)


def test_term_0_is_refuted_unless_the_input_is_0():
    for x_norm in ("0.001", "1", "1000"):
        for m in ("1", "2", "1000000"):
            assert outcome(TERM_0, x_norm=x_norm, m=m) is Outcome.REFUTED
    assert outcome(TERM_0, x_norm="0") is Outcome.CERTIFIED
    verdict = decide(TERM_0, TERM_0.setting({}), OPTIONS)
    assert verdict.best["proved"] == "x_norm = 0"
    assert verdict.best["refuted"].startswith("every x_norm > 0")
    assert verdict.witness["second moment"].startswith("0.5")


def test_the_probability_of_term_0_is_a_lower_bound_of_the_exact_one():
    # m = 1: |b relu(u)| >= 1/(2 sqrt 2) has a probability of its own, by quadrature in floats
    nodes, weights = np.polynomial.legendre.leggauss(400)
    u = 6 * (nodes + 1)
    density = np.exp(-u * u / 2) / np.sqrt(2 * np.pi)
    tails = np.array([np.vectorize(math.erfc)(0.25 / z) for z in u])
    exact = float(6 * np.sum(weights * density * tails))
    for m in (1, 2, 50):
        verdict = decide(TERM_0, TERM_0.setting({"m": str(m)}), OPTIONS)
        least = float(verdict.witness["probability at least"])
        assert float(verdict.witness["probability at least, at every width"]) <= least
        if m == 1:
            assert 0 < least <= exact
        values, _, _ = neuron_sums.networks(TERM_0, verdict.setting, m, 1000, seed=1)
        assert np.mean(np.abs(values) >= float(verdict.witness["distance"])) > least


@pytest.mark.parametrize(
    ("power", "expected"),
    [
        (0, Outcome.REFUTED),
        (1, Outcome.REFUTED),
        (2, Outcome.REFUTED),
        (3, Outcome.CERTIFIED),
        (4, Outcome.CERTIFIED),
        (8, Outcome.CERTIFIED),
    ],
)
def test_centred_terms_vanish_at_scales_below_the_root(power, expected):
    theorem = scaled(power)
    assert as_sum(theorem, theorem.setting({})).power == Fraction(power, 4)
    assert outcome(theorem) is expected


@pytest.mark.parametrize("power", [0, 2, 3, 4, 6])
def test_terms_with_a_mean_converge_at_their_own_scale_alone(power):
    def quantity(W, b, x, y, s, fn):
        total = np.sum(relu(W @ x) ** 2)
        for _ in range(power):
            total = total / fn.sqrt(fn.sqrt(s.m))
        return total

    half = own(quantity=quantity, limit=lambda inputs, s, fn: s.x_norm * s.x_norm * Fraction(1, 2))
    expected = Outcome.CERTIFIED if power == 4 else Outcome.REFUTED
    assert outcome(half) is expected
    nothing = own(quantity=quantity)
    assert outcome(nothing) is (Outcome.CERTIFIED if power > 4 else Outcome.REFUTED)


def test_a_wrong_constant_is_refuted_at_any_setting_but_those_where_it_is_right():
    wrong = own(
        KERNEL_LIMIT,
        limit=lambda inputs, s, fn: KERNEL_LIMIT.limit(inputs, s, fn) + s.rho * Fraction(1, 10**9),
    )
    assert outcome(wrong) is Outcome.REFUTED
    assert outcome(wrong, rho="-0.9") is Outcome.REFUTED
    assert outcome(wrong, rho="0") is Outcome.CERTIFIED
    assert decide(wrong, wrong.setting({"rho": "0"}), OPTIONS).scope == "point"


def test_the_closed_form_is_the_limit_too():
    closed = own(KERNEL_LIMIT, limit=lambda inputs, s, fn: pleiss_ntk(s.rho, fn))
    assert decide(closed, closed.setting({}), OPTIONS).scope == "all"
    steps = own(
        NTK_LIMIT,
        limit=lambda inputs, s, fn: relu_ntk(s.rho, fn),
        parameters=KERNEL_LIMIT.parameters,
    )
    named = own(
        steps, quantity=lambda W, b, x, y, s, fn: np.sum((x @ y) * step(W @ x) * step(W @ y)) / s.m
    )
    assert decide(named, named.setting({}), OPTIONS).scope == "all"


@pytest.mark.parametrize("rho", ["-1", "1"])
def test_the_product_may_be_dropped_where_it_is_one_or_nothing_is_left(rho):
    twin = next(t for t in TWINS if t.label.endswith("twin-no-product"))
    assert outcome(twin, rho=rho) is Outcome.CERTIFIED
    assert outcome(twin, rho="0") is Outcome.REFUTED


@pytest.mark.parametrize("name", ["tanh", "gelu", "elu", "cubic", "identity", "abs"])
def test_any_activation_is_honoured(name):
    verdict = decide(NTK_LIMIT, NTK_LIMIT.setting({"activation": name, "rho": "0.3"}), OPTIONS)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")
    assert verdict.setting.activation == name


def test_a_false_limit_for_another_activation_is_never_certified():
    twin = next(t for t in TWINS if t.label.endswith("ntk-limit:twin-root"))
    for name in ("tanh", "cubic", "abs"):
        assert outcome(twin, activation=name) in (Outcome.REFUTED, Outcome.UNDECIDED)
    assert outcome(twin, activation="cubic") is Outcome.REFUTED


def test_half_of_the_neurons():
    def pairs(W, b, x, y, s, fn):
        return np.sum(2 * b * b * relu(W @ x) * relu(W @ x)) / s.m

    rows = REPAIRED.rows
    halved = own(
        REPAIRED, quantity=pairs, limit=lambda inputs, s, fn: s.x_norm * s.x_norm / 2, rows=rows
    )
    assert outcome(halved) is Outcome.CERTIFIED
    assert outcome(replace(halved, rows=TERM_0.rows)) is Outcome.REFUTED


def test_mean_and_deviation_are_those_of_draws():
    for theorem in (NTK_LIMIT, KERNEL_LIMIT):
        s = theorem.setting({"rho": "-0.4"})
        values, _, _ = neuron_sums.networks(theorem, s, 50, 3000, seed=9)
        with ctx.workprec(128):
            first, variance = as_sum(theorem, s).moments(s, 50)
        # 5 standard errors: the false-alarm rate is below 1e-5
        assert abs(values.mean() - float(first)) < 5 * float(variance) ** 0.5 / 3000**0.5
        assert values.var() == pytest.approx(float(variance), rel=0.2)


def test_the_relu_kernel_is_a_binomial_count():
    verdict = decide(NTK_LIMIT, NTK_LIMIT.setting({"rho": "0.5", "m": "10"}), OPTIONS)
    (said,) = [e for e in verdict.evidence if "binomial count" in e]
    assert "0.33333" in said
    assert verdict.typical == pytest.approx(0.5 * (2 / 9 / 10) ** 0.5)


def test_contradicting_draws_are_a_fault_and_leave_the_outcome(monkeypatch):
    monkeypatch.setattr(drawn_networks, "on_weights", lambda *arguments: 1e3)
    verdict = decide(NTK_LIMIT, NTK_LIMIT.setting({}), OPTIONS)
    assert verdict.outcome is Outcome.CERTIFIED
    assert "DISAGREE" in verdict.fault
    monkeypatch.setattr(formulas, "orthant_moment", lambda j, k: arb(7))
    monkeypatch.setattr(formulas, "form_value", lambda form, rho: form)
    with pytest.raises(ArithmeticError, match="by quadrature, 7"):
        decide(KERNEL_LIMIT, KERNEL_LIMIT.setting({}), OPTIONS)


def test_what_has_no_law_is_undecided():
    largest = own(quantity=lambda W, b, x, y, s, fn: np.max(b))
    verdict = decide(largest, largest.setting({}), OPTIONS)
    assert verdict.outcome is Outcome.UNDECIDED
    assert "no law" in verdict.finding
    moving = own(NTK_LIMIT, limit=lambda inputs, s, fn: 1 / s.m)
    assert outcome(moving) is Outcome.UNDECIDED


def test_negative_lengths_are_refused():
    (m, x_norm) = TERM_0.parameters
    theorem = own(parameters=(m, replace(x_norm, domain=Reals())))
    with pytest.raises(UnmetHypothesis, match="x_norm"):
        decide(theorem, theorem.setting({}), OPTIONS)


@given(rho=st.integers(-1000, 1000), m=st.integers(1, 10**9))
def test_every_setting_of_what_holds(rho, m):
    s = KERNEL_LIMIT.setting({"rho": str(Fraction(rho, 1000)), "m": "1"}).but(m=m)
    law = as_sum(KERNEL_LIMIT, s)
    assert law.holds()
    with ctx.workprec(128):
        first, variance = law.moments(s, m)
    assert variance >= 0
    assert first.is_finite()


def test_the_catalogue_is_what_these_tests_are_about():
    assert {NTK_LIMIT, KERNEL_LIMIT, TERM_0} == {t for t in THEOREMS if isinstance(t, Limit)}


def test_a_sign_of_0_is_0():
    signs = own(
        quantity=lambda W, b, x, y, s, fn: np.sum(np.sign(W @ x) * np.sign(W @ x)) / s.m,
        limit=lambda inputs, s, fn: 1,
    )
    assert outcome(signs, x_norm="0") is Outcome.REFUTED
    assert outcome(signs, x_norm="2") is Outcome.CERTIFIED
    assert decide(signs, signs.setting({}), OPTIONS).scope == "point"


def test_parameters_may_be_0_together():
    def is_0(z):
        return step(z) + step(-z) - 1

    (m, x_norm) = TERM_0.parameters
    both = own(
        parameters=(m, x_norm, replace(x_norm, name="k")),
        quantity=lambda W, b, x, y, s, fn: np.sum(is_0(W @ x) * is_0(s.k * (W @ y))) / s.m,
    )
    assert outcome(both, x_norm="0", k="0") is Outcome.REFUTED
    assert outcome(both, x_norm="0") is Outcome.CERTIFIED
    assert decide(both, both.setting({}), OPTIONS).scope == "point"


@pytest.mark.parametrize(
    "changes",
    [{"domain": Integers(-5), "default": 1, "coverage": (1,)}, {"trial": Reals()}],
    ids=["integers", "trial"],
)
def test_numbers_that_may_be_negative_are_refused(changes):
    (m, x_norm) = TERM_0.parameters
    theorem = own(parameters=(m, replace(x_norm, **changes)))
    with pytest.raises(UnmetHypothesis, match="x_norm"):
        decide(theorem, theorem.setting({}), OPTIONS)


def test_an_output_weight_inside_a_bounded_function_has_its_own_mean():
    def odd(W, b, x, y, s, fn):
        return np.sum(b * fn.tanh(b)) / s.m

    assert outcome(own(quantity=odd)) is not Outcome.CERTIFIED  # the mean is not 0
    itself = own(
        quantity=odd,
        limit=lambda inputs, s, fn: inputs.mean(lambda u, v, b: b * fn.tanh(b)),
    )
    assert outcome(itself) is Outcome.CERTIFIED


@pytest.mark.parametrize(
    "limit",
    [
        lambda mean, fn: mean(lambda u, v, b: fn.sin(u)) / mean(lambda u, v, b: fn.sin(u)),
        lambda mean, fn: fn.sqrt(mean(lambda u, v, b: -fn.exp(-u * u)) ** 2),
    ],
    ids=["0/0", "root of a square"],
)
def test_a_named_expectation_may_be_0_or_negative(limit):
    squares = own(
        quantity=lambda W, b, x, y, s, fn: np.sum(b * b) / s.m,
        limit=lambda inputs, s, fn: limit(inputs.mean, fn),
    )
    assert outcome(squares) is Outcome.UNDECIDED


def test_a_limit_that_tells_numbers_from_symbols_is_undecided():
    def limit(inputs, s, fn):
        try:
            return 7 if s.x_norm > 5 else 1
        except ValueError:
            return 1

    theorem = own(quantity=lambda W, b, x, y, s, fn: np.sum(b * b) / s.m, limit=limit)
    verdict = decide(theorem, theorem.setting({}), OPTIONS)
    assert (verdict.outcome, verdict.scope) == (Outcome.UNDECIDED, "point")


def test_fluctuations_that_no_parameter_scales_are_refuted_too():
    centred = own(quantity=lambda W, b, x, y, s, fn: np.sum(b * b - 1) / fn.sqrt(s.m))
    verdict = decide(centred, centred.setting({}), OPTIONS)
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.best is None
    assert verdict.witness["second moment"].startswith("2.0")


def test_the_width_hides_in_no_bounded_function():
    theorem = own(
        quantity=lambda W, b, x, y, s, fn: np.sum(fn.cos((W @ y) * s.m)) / s.m,
        limit=lambda inputs, s, fn: inputs.mean(lambda u, v, b: fn.cos(v * s.m)),
    )
    assert outcome(theorem) is Outcome.UNDECIDED


def test_a_limit_holds_at_every_width_at_once():
    s = TERM_0.setting({"x_norm": "0", "m": "all"})
    verdict = check(TERM_0, s, OPTIONS)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "box")
    assert check(TERM_0, TERM_0.setting({"m": "all"}), OPTIONS).outcome is Outcome.REFUTED
    both = TERM_0.setting({"x_norm": "0..1", "m": "all"})
    assert check(TERM_0, both, OPTIONS).outcome is Outcome.REFUTED
