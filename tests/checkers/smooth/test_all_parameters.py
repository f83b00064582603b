"""Bounds in all parameters: explicit weights against the definition, and what may not pass."""

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from checkers.activations.lipschitz import lipschitz_constant, steepest_slope
from checkers.activations.worst_activation import exact_gap, worst_activation
from checkers.arithmetic.balls import BALLS, ball
from checkers.smooth.both_layers import decide
from checkers.smooth.one_neuron import constants, first_weight, in_floats
from checkers.smooth.output_weights import likelihood, thresholds
from checkers.smooth.quadratic_forms import WORST, claims, holds, symbols, threshold
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from theorems.all_parameters import (
    EQ_7,
    TERM_A,
    TWINS,
    VARIANTS,
    gap,
    gradient,
    linearization,
    network,
    term_a,
)
from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import Integers, Names, Reals, UnmetHypothesis
from theorems.language.floats import FLOATS
from theorems.language.functions import sqrt
from theorems.language.reading import read
from theorems.language.records import AllParameterBound, Line, Parameter, Setting

SMOOTH = [a for a in ACTIVATIONS.values() if a.smooth and a.lipschitz]
REPAIRED, SHARPENED = (
    next(t for t in VARIANTS if t.label == f"pleiss/eq-7:{kind}")
    for kind in ("repaired", "sharpened")
)
BOUNDS = [t for t in (TERM_A, EQ_7, *VARIANTS) if isinstance(t, AllParameterBound)]
FALSE = [t for t in TWINS if isinstance(t, AllParameterBound)]


def verdict(theorem, **texts):
    return decide(theorem, theorem.setting(texts), Options())


def drawn(rng, m, d):
    return rng.standard_normal(m), rng.standard_normal((m, d))


# The definitions.


@pytest.mark.parametrize("sigma", SMOOTH, ids=lambda a: a.name)
def test_gradient_is_that_of_the_network(sigma):
    rng = np.random.default_rng(1)
    (beta, w), x = drawn(rng, 3, 2), rng.standard_normal(2)
    in_beta, in_w = gradient((beta, w), x, sigma)
    step = 1e-6
    for i in range(3):
        bump = np.eye(3)[i] * step
        pair = [network((beta + sign * bump, w), x, sigma) for sign in (1, -1)]
        assert math.isclose(in_beta[i], (pair[0] - pair[1]) / (2 * step), abs_tol=1e-6)
        for j in range(2):
            bump = np.zeros((3, 2))
            bump[i, j] = step
            pair = [network((beta, w + sign * bump), x, sigma) for sign in (1, -1)]
            assert math.isclose(in_w[i][j], (pair[0] - pair[1]) / (2 * step), abs_tol=1e-6)


def test_gap_splits_into_the_terms_a_and_b():
    rng, sigma = np.random.default_rng(2), ACTIVATIONS["tanh"]
    (beta0, w0), (beta, w), x = drawn(rng, 4, 3), drawn(rng, 4, 3), rng.standard_normal(3)
    z, z0 = w @ x, w0 @ x
    change = np.tanh(z) - np.tanh(z0)
    rest = change - (1 - np.tanh(z0) ** 2) * (z - z0)
    expected = abs(np.sum((beta - beta0) * change + beta0 * rest)) / 2
    assert math.isclose(gap((beta, w), (beta0, w0), x, sigma), expected)
    first = ((beta[:1], w[:1]), (beta0[:1], w0[:1]))
    assert math.isclose(term_a(*first, x, sigma), abs((beta - beta0)[0] * change[0]))
    assert linearization((beta0, w0), (beta0, w0), x, sigma) == network((beta0, w0), x, sigma)


# The constants.


@pytest.mark.parametrize("sigma", SMOOTH, ids=lambda a: a.name)
def test_lipschitz_constants_are_reached_and_not_exceeded(sigma):
    top = lipschitz_constant(sigma.name)
    at = sigma.slope(ball(steepest_slope(sigma.name)), BALLS)
    assert abs(at) > top * ball(1 - Fraction(1, 10**12))
    for k in range(-16 * 64, 16 * 64):  # balls on cells, so a little above
        cell = ball(Fraction(k, 64)).union(ball(Fraction(k + 1, 64)))
        assert abs(sigma.slope(cell, BALLS)).upper() < top * ball(Fraction(103, 100))
    grid = np.linspace(-30, 30, 600_001)
    assert np.max(np.abs(sigma.slope(grid, FLOATS))) <= float(top) * (1 + 1e-12)


def test_lipschitz_constant_needs_a_known_activation():
    with pytest.raises(ValueError, match="got quadratic"):
        lipschitz_constant("quadratic")


# The bounds, against drawn and chosen weights.


@pytest.mark.parametrize("theorem", [REPAIRED, SHARPENED], ids=lambda t: t.label)
@pytest.mark.parametrize("sigma", SMOOTH, ids=lambda a: a.name)
@given(data=st.data())
def test_no_weights_exceed_what_is_proved(theorem, sigma, data):
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    m, d = 4, 2
    (beta0, w0), (to, move) = drawn(rng, m, d), drawn(rng, m, d)
    x = rng.standard_normal(d)
    size = 10 ** rng.uniform(-2, 1)
    beta, w = beta0 + size * to, w0 + size * move
    known = {name: float(value) for name, value in constants(sigma.name).items()}
    line, total = theorem.lines[-1], 0.0
    for i in range(m):
        step = w[i] - w0[i]
        s = Setting(
            {
                **known,
                **{"m": m, "x_norm": float(np.linalg.norm(x)), "h": abs(float(x @ step))},
                **{"b": abs(beta[i] - beta0[i]), "w": float(np.linalg.norm(step))},
                **{"beta0": abs(beta0[i]), "beta_max": float(np.max(np.abs(beta0)))},
            }
        )
        total += line.share(s, FLOATS)
    assert gap((beta, w), (beta0, w0), x, sigma) <= total * (1 + 1e-9) + 1e-12


@pytest.mark.parametrize("sigma", SMOOTH, ids=lambda a: a.name)
def test_printed_bound_fails_iff_the_activation_bends(sigma):
    found = verdict(EQ_7, activation=sigma.name)
    if sigma.name == "identity":
        assert found.outcome is Outcome.CERTIFIED
        return
    assert found.outcome is Outcome.REFUTED
    proved, refuted = (float(found.best[end].split()[1]) for end in ("proved", "refuted"))
    assert proved < refuted <= proved * (1 + 1e-7)


@pytest.mark.parametrize("theorem", [EQ_7, *FALSE], ids=lambda t: t.label)
def test_witnesses_break_the_bound_by_the_definition_in_floats(theorem):
    texts = {"x_norm": "10"} if theorem.label.endswith("norm") else {}
    texts |= {"D": "0.5"} if theorem.label.endswith("footnote-3") else {}
    s = theorem.setting(texts)
    found = decide(theorem, s, Options())
    assert found.outcome is Outcome.REFUTED
    witness, sigma = found.witness, ACTIVATIONS[s.activation]
    theta0, theta = (
        ([float(Fraction(c)) for c in w["beta"]], [[float(Fraction(c)) for c in r] for r in w["w"]])
        for w in (witness["theta0"], witness["theta"])
    )
    x = [float(Fraction(c)) for c in witness["x"]]
    value = theorem.quantity(theta, theta0, x, sigma)
    few, m = len(theta[0]), s.get("m", 1)
    if "alike" in witness["neurons besides"]:
        value *= math.sqrt(m / few) if theorem.quantity is gap else 1
    else:
        value *= math.sqrt(few / m)
    assert math.isclose(value, float(witness["left"]), rel_tol=0.02)
    assert float(witness["left"]) > float(witness["right"])


@pytest.mark.parametrize("D", ["0.001", "0.5", "1", "1.001", "2", "1000"])
@pytest.mark.parametrize("name", ["tanh", "identity", "gelu"])
def test_term_a_needs_a_ratio_of_at_most_1(D, name):
    found = verdict(TERM_A, D=D, activation=name)
    expected = Outcome.CERTIFIED if Fraction(D) <= 1 else Outcome.REFUTED
    assert found.outcome is expected
    if expected is Outcome.REFUTED:
        assert found.best["proved"] == "D <= 1"
        w, w0 = (Fraction(found.witness[k]["w"][0][0]) for k in ("theta", "theta0"))
        b, b0 = (Fraction(found.witness[k]["beta"][0]) for k in ("theta", "theta0"))
        assert abs(b - b0) < Fraction(D) * abs(w - w0)


def test_footnote_needs_a_ratio_of_at_least_1():
    footnote = next(t for t in FALSE if t.label.endswith("footnote-3"))
    outcomes = [verdict(footnote, D=D).outcome for D in ("0.5", "0.999", "1", "2")]
    assert outcomes == [Outcome.REFUTED] * 2 + [Outcome.CERTIFIED] * 2


@pytest.mark.parametrize("theorem", BOUNDS, ids=lambda t: t.label)
def test_input_0_moves_nothing(theorem):
    assert verdict(theorem, x_norm="0").outcome is Outcome.CERTIFIED


def test_the_first_line_alone_fails_for_the_identity_beyond_1():
    assert verdict(EQ_7, activation="identity", D="1").outcome is Outcome.CERTIFIED
    found = verdict(EQ_7, activation="identity", D="1.01")
    assert (found.outcome, found.witness["claim"]) == (Outcome.REFUTED, "line 1")
    assert "factor D is lost" in found.evidence[0]


# False and true neighbours that users may write.


def with_last(share, theorem=SHARPENED, **changes):
    return replace(theorem, lines=(Line(share, **changes),), label="mine", twin_of=EQ_7.label)


def bound(smooth, product):
    return read(
        lambda beta0, gamma, x_norm, C, w, b, m: (
            (beta0 * gamma / 2 * x_norm**2 * smooth + C * x_norm * product)
            * (w**2 + b**2)
            / sqrt(m)
        )
    )


@pytest.mark.parametrize(
    ("share", "outcome"),
    [
        (bound(1, 1), Outcome.CERTIFIED),
        (bound(1, 1) / 2, Outcome.REFUTED),
        (lambda x_norm: bound(1, 1) * x_norm, Outcome.CERTIFIED),  # ||x|| = 1
        (lambda w: bound(1, 1) * w, Outcome.REFUTED),  # not quadratic
        (lambda C, b, w, m: bound(1, 1) - C * b * w / sqrt(m) / 100, Outcome.CERTIFIED),
        (lambda C, x_norm, b, w, m: C * x_norm * b * w / sqrt(m), Outcome.REFUTED),
        (
            lambda C, b, h, beta0, gamma, x_norm, w, m: (
                (C * b * h + beta0 * gamma / 2 * (x_norm * w) ** 2) / sqrt(m)
            ),
            Outcome.CERTIFIED,
        ),
    ],
)
def test_neighbours(share, outcome):
    found = decide(with_last(share), SHARPENED.setting({}), Options())
    assert found.outcome is outcome
    if found.outcome is Outcome.CERTIFIED:
        assert found.witness is None


def test_another_quantity_is_unusable():
    other = replace(EQ_7, quantity=lambda *weights: 0.0)
    with pytest.raises(UnmetHypothesis, match="another quantity"):
        decide(other, EQ_7.setting({}), Options())
    with pytest.raises(UnmetHypothesis, match=r"needs lines in \['C', 'D', "):
        replace(EQ_7, parameters=EQ_7.parameters[1:])


def test_a_parameter_that_may_be_negative_is_no_positive_variable():
    shift = Parameter("c", "a number", Reals(), Fraction(1), (Fraction(1), Fraction(-1)))
    theorem = with_last(
        lambda c: bound(1, 1) * c, replace(SHARPENED, parameters=(*SHARPENED.parameters, shift))
    )
    found = verdict(theorem)
    assert (found.outcome, found.scope) == (Outcome.CERTIFIED, "point")
    assert verdict(theorem, c="-1").outcome is Outcome.REFUTED


def test_only_true_variants_are_proved_everywhere():
    for theorem in (*BOUNDS, *FALSE):
        whole = all(holds(a, b, line, symbols(theorem)) for _, a, b, line in claims(theorem))
        assert whole is (theorem in VARIANTS), theorem.label


# The largest output weight, and the worst activation.


def test_threshold_is_the_formula():
    for gamma, C, x, D in [(1, 1, 1, 1), (2, 3, "1/2", "1/3"), ("1/4", 1, 10, 2)]:
        exact = {"gamma": gamma, "C": C, "x_norm": x, "D": D, "m": 7}
        s = Setting({name: ball(Fraction(value)) for name, value in exact.items()})
        A, c = s.gamma * s.x_norm**2 / 2, s.C * s.x_norm
        first, last = (threshold(EQ_7, line, s) for line in EQ_7.lines)
        assert last.overlaps(1 + c / A - c**2 / (4 * A * (A + c)))
        assert first.overlaps(1 + c / A * (1 - s.D))
    units = Setting({"gamma": arb(1), "C": arb(1), "x_norm": arb(1), "D": arb(1), "m": arb(1)})
    assert threshold(EQ_7, EQ_7.lines[1], units).overlaps(arb(8) / 3)
    assert threshold(REPAIRED, REPAIRED.lines[1], units) is None


@pytest.mark.parametrize("sigma", [a for a in SMOOTH if a.name != "identity"], ids=lambda a: a.name)
@pytest.mark.parametrize("x_norm", ["0.5", "1", "10"])
def test_no_activation_breaks_the_last_line_below_the_threshold(sigma, x_norm):
    s = EQ_7.setting({"activation": sigma.name, "x_norm": x_norm, "m": "1", "d": "1"})
    top = thresholds(EQ_7, s)[-1][2]
    first = first_weight(EQ_7, s, EQ_7.lines[-1])
    assert first is not None
    assert ball(first) > top


def test_likelihood_is_that_of_drawn_maxima():
    """400,000 maxima of 10; false alarm at 6 standard errors, 2e-9."""
    drawn = np.abs(np.random.default_rng(3).standard_normal((400_000, 10))).max(axis=1)
    p = float(likelihood(arb(8) / 3, 10))
    assert abs(np.mean(drawn <= 8 / 3) - p) < 6 * math.sqrt(p * (1 - p) / 400_000)
    table = [float(likelihood(arb(8) / 3, m)) for m in (1, 100, 1000)]
    assert np.allclose(table, [0.99233, 0.46315, 0.00045444], rtol=1e-2)


@given(
    gamma=st.fractions("1/10", 10, max_denominator=20),
    C=st.fractions("1/10", 10, max_denominator=20),
    z=st.fractions(-5, 60, max_denominator=50),
    h=st.fractions("1/100", 5, max_denominator=100),
)
def test_worst_activation_has_its_constants(gamma, C, z, h):
    e = C / gamma / 100
    sigma = worst_activation(gamma, C, e)
    slopes = [sigma.slope(u, FLOATS) for u in (z, z + h)]
    values = [sigma.value(u, FLOATS) for u in (z, z + h)]
    assert all(0 <= slope <= C for slope in slopes)
    assert abs(slopes[1] - slopes[0]) <= gamma * h
    assert slopes[1] * h <= values[1] - values[0] <= slopes[0] * h  # the slope falls
    assert sigma.slope(e, FLOATS) == C - gamma * e / 2


def test_worst_activation_attains_the_worst_case_in_the_limit():
    gamma, C, x, beta0, ratio = map(Fraction, ("2", "3", "1/2", "5", "1/3"))
    for step in (Fraction(1, 10**3), Fraction(1, 10**5)):
        value, square = exact_gap(gamma, C, x, beta0, ratio, step)
        s = Setting(
            {
                **{"gamma": gamma, "C": C, "beta0": beta0, "m": 1},
                **{"b": ratio * step, "w": step, "h": x * step},
            }
        )
        worst = WORST[gap](s, FLOATS)
        assert worst * (1 - 2 * float(step)) < value <= worst
        assert square == (1 + ratio**2) * step**2


def test_evidence_tells_why_and_a_second_way():
    found = verdict(EQ_7)
    text = " ".join(found.evidence)
    assert "that factor is lost" in text
    assert "factor D" not in text  # D = 1
    assert text.count("A second way") == 2
    assert "allows max |beta_i^(0)| <= 2.6666," in text


def _with(theorem, name, domain, default):
    return replace(
        theorem,
        label="mine",
        parameters=tuple(
            replace(p, domain=domain, default=default, coverage=(default,)) if p.name == name else p
            for p in theorem.parameters
        ),
    )


@pytest.mark.parametrize(
    ("name", "domain", "default"),
    [
        ("activation", Names(("relu",)), "relu"),
        ("activation", Names(("quadratic",)), "quadratic"),
        ("x_norm", Reals(), Fraction(-1)),
        ("m", Integers(0), 0),
        ("m", Reals(low=Fraction(0)), Fraction(1, 2)),
    ],
)
def test_parameters_outside_the_argument_are_refused(name, domain, default):
    theorem = _with(SHARPENED, name, domain, default)
    with pytest.raises(UnmetHypothesis, match=f"can be checked for .*{name}"):
        verdict(theorem)


def test_a_statement_without_lines_is_refused():
    with pytest.raises(UnmetHypothesis, match="lines to hold at least 1"):
        replace(SHARPENED, label="mine", lines=())


def test_a_witness_that_floats_see_otherwise_stops_the_run():
    witness = dict(verdict(TERM_A, D="2").witness)
    s = TERM_A.setting({"D": "2"})
    in_floats(TERM_A, s, witness)
    witness["quantity of theta"] = str(1.001 * float(witness["quantity of theta"]))
    with pytest.raises(ArithmeticError, match="in balls"):
        in_floats(TERM_A, s, witness)
