"""The worst case of a smooth bound: attained in the limit by explicit weights, never exceeded."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkers.bounds import moved_neurons as most_moved
from checkers.options import Options
from checkers.smooth_bounds import decide
from checkers.smoothness import smoothness_constant, worst_displacement
from checkers.verdict import Outcome
from theorems.activations import ACTIVATIONS
from theorems.relu_linearization import moved_neurons
from theorems.smooth_linearization import PROP_4_1, SMOOTH_REMAINDER, SUTHERLAND, gap
from theorems.statement import Setting

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
    assert moved_neurons(W, W0, s.over(float)) == most
    assert most * tau**2 <= B**2
    assert most == m or (most + 1) * tau**2 > B**2
    assert math.isclose(float(np.sum((W - W0) ** 2)), float(most * tau**2))
