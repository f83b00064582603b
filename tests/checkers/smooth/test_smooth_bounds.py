"""The worst case of a smooth bound: attained in the limit by explicit weights, never exceeded."""

import json
import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkers.activations.smoothness import smoothness_constant, worst_displacement
from checkers.recheck import recheck
from checkers.smooth.hidden_layer import decide, promote
from checkers.verdicts.coverage import grid, summarize
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from checkers.worst_cases.moved_neurons import most_moved
from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import Names, UnmetHypothesis
from theorems.language.floats import FLOATS
from theorems.language.records import Setting
from theorems.relu_linearization import moved_neurons
from theorems.smooth_linearization import (
    PROP_4_1,
    SMOOTH_REMAINDER,
    SUTHERLAND,
    TWINS,
    VARIANTS,
    gap,
)

SMOOTH = [a for a in ACTIVATIONS.values() if a.smooth and a.name != "identity"]
STATEMENTS = (SMOOTH_REMAINDER, PROP_4_1, SUTHERLAND)


@pytest.mark.parametrize("sigma", SMOOTH, ids=lambda a: a.name)
@pytest.mark.parametrize("m", [1, 4])
def test_bound_is_approached_by_explicit_weights(sigma, m):
    z0, h, sign = worst_displacement(sigma.name, Fraction(999, 1000))
    d = 3
    x = np.full(d, d**-0.5)
    W0 = np.tile(float(z0) * x, (m, 1))
    W = W0 + float(h) * x
    a = np.full(m, float(sign))
    bound = float(smoothness_constant(sigma.name)) / 2 * np.sum((W - W0) ** 2)
    assert 0.998 * bound < gap(W, W0, a, x, sigma) <= bound * (1 + 1e-6)


@pytest.mark.parametrize("sigma", SMOOTH, ids=lambda a: a.name)
@given(data=st.data())
def test_bound_is_never_exceeded(sigma, data):
    m, d = 4, 3
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    x = rng.standard_normal(d)
    x /= max(1.0, float(np.linalg.norm(x)))
    W0 = 3 * rng.standard_normal((m, d))
    W = W0 + 10 ** rng.uniform(-2, 1) * rng.standard_normal((m, d))
    a = rng.choice([-1.0, 1.0], m)
    bound = float(smoothness_constant(sigma.name)) / 2 * np.sum((W - W0) ** 2)
    assert gap(W, W0, a, x, sigma) <= bound * (1 + 1e-9) + 1e-12


@pytest.mark.parametrize("theorem", STATEMENTS, ids=lambda t: t.label)
def test_long_inputs_would_refute_and_unit_inputs_do_not(theorem):
    s = theorem.setting({})
    assert decide(theorem, s, Options()).outcome is Outcome.CERTIFIED
    longer = s.but(x_norm=Fraction("1.001"))
    verdict = decide(theorem, longer, Options())
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.witness


def covered(theorem):
    settings = [theorem.setting({}), *grid(theorem)]
    return summarize([decide(theorem, s, Options()) for s in settings], theorem.setting({}))


@pytest.mark.parametrize("theorem", STATEMENTS, ids=lambda t: t.label)
def test_a_coverage_is_certified_for_everything(theorem):
    summary = covered(theorem)
    verdict = promote(theorem, summary, Options())
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")
    assert (verdict.typical, verdict.tightness) == (summary.typical, summary.tightness)
    *constants, kernel = verdict.certificate["proofs"]
    assert [proof["activation"] for proof in constants] == [
        a.name for a in ACTIVATIONS.values() if a.smooth
    ]
    assert kernel == {"kind": "taylor kernel"}
    assert verdict.certificate["setting"] == {}
    assert verdict.finding.startswith("holds for every beta-smooth activation")
    assert verdict.finding.endswith("equality for quadratic, beta = 2")
    assert all(name in verdict.evidence[-1] for name in ("gelu", "sigmoid", "elu"))


@pytest.mark.parametrize("theorem", STATEMENTS, ids=lambda t: t.label)
def test_one_activation_is_a_box(theorem):
    verdict = decide(theorem, theorem.setting({"activation": "tanh"}), Options())
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "box")
    assert verdict.certificate["setting"] == {"activation": "tanh"}
    flat = decide(theorem, theorem.setting({"activation": "identity"}), Options())
    assert [proof["kind"] for proof in flat.certificate["proofs"]] == ["smoothness"]


def test_what_holds_at_some_inputs_or_widths_only_is_no_box():
    longer = next(t for t in TWINS if t.label.endswith("twin-long-inputs"))
    verdict = decide(longer, longer.setting({"x_norm": "1"}), Options())
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "point")
    faster = next(t for t in TWINS if t.label.endswith("twin-rate"))
    verdict = decide(faster, faster.setting({"m": "1"}), Options())
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "point")
    kinds = [proof["kind"] for proof in verdict.certificate["proofs"]]
    assert kinds == ["smoothness", "taylor kernel"]
    assert recheck(json.dumps(verdict.certificate), "it")["scope"] == "point"


@pytest.mark.parametrize("twin", TWINS, ids=lambda t: t.label)
def test_refutations_are_remainders_that_floats_confirm(twin):
    s = twin.setting({})
    verdict = decide(twin, s, Options())
    assert (verdict.outcome, promote(twin, verdict, Options())) == (Outcome.REFUTED, verdict)
    constant, proof = verdict.certificate["proofs"]
    assert (constant["kind"], proof["kind"]) == ("smoothness", "remainder")
    z0, h, x_norm, factor = (
        float(Fraction(proof[name])) for name in ("z0", "step", "x_norm", "factor")
    )
    sigma = ACTIVATIONS[proof["activation"]]
    left = abs(sigma.value(z0 + h, FLOATS) - sigma.value(z0, FLOATS) - sigma.slope(z0, FLOATS) * h)
    claim = factor * float(constant["high"]) / 2 * (abs(h) / x_norm) ** proof["power"]
    assert left > claim * 1.001
    assert factor >= float(twin.factor(s.over(float), FLOATS)) * (1 - 1e-15)


@given(
    m=st.integers(1, 30),
    B=st.fractions(0, 10, max_denominator=20),
    tau=st.fractions(Fraction(1, 20), 5, max_denominator=20),
)
def test_most_moved_neurons_are_attained_and_not_exceeded(m, B, tau):
    s = Setting({"m": m, "B": B, "tau": tau})
    most = most_moved(s)
    W0, W = np.zeros((m, 2)), np.zeros((m, 2))
    W[:most, 0] = float(tau)
    assert moved_neurons(W, W0, float(tau)) == most
    assert most * tau**2 <= B**2
    assert most == m or (most + 1) * tau**2 > B**2
    assert math.isclose(float(np.sum((W - W0) ** 2)), float(most * tau**2))


@pytest.mark.parametrize("name", ["relu", "cubic"])
def test_activations_that_are_not_smooth_are_refused(name):
    theorem = replace(
        VARIANTS[0],
        label="mine",
        parameters=tuple(
            replace(p, domain=Names((name,)), default=name, coverage=(name,))
            if p.name == "activation"
            else p
            for p in VARIANTS[0].parameters
        ),
    )
    with pytest.raises(UnmetHypothesis, match="activation one of"):
        decide(theorem, theorem.setting({}), Options())
