"""Softplus as a smooth relu: the sizes, their direction, and families that are none."""

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkers.arithmetic.balls import ball
from checkers.smooth import relu_approximations
from checkers.smooth.both_layers import decide
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from theorems.language.domains import Reals, UnmetHypothesis
from theorems.language.floats import FLOATS
from theorems.language.functions import exp, log
from theorems.language.parameters import LATER, SHARPNESS
from theorems.smooth_relu import SOFTPLUS, TWINS, VARIANTS, softplus_family

[REPAIRED] = VARIANTS


def verdict(theorem, **texts):
    return decide(theorem, theorem.setting(texts), Options())


@given(t=st.floats(0.01, 100))
def test_sizes_are_those_of_the_printed_family(t):
    z = np.linspace(-30, 30, 2001) / t
    values = softplus_family(t, z, FLOATS)
    error = np.max(np.abs(values - np.maximum(z, 0)))
    assert math.isclose(error, math.log(2) / t, rel_tol=1e-12)
    step = 1e-3 / t
    bend = (
        softplus_family(t, step, FLOATS)
        - 2 * softplus_family(t, 0.0, FLOATS)
        + softplus_family(t, -step, FLOATS)
    ) / step**2
    assert math.isclose(bend, t / 4, rel_tol=1e-3)


def test_both_halves_fail_as_printed_and_hold_as_repaired():
    found = verdict(SOFTPLUS)
    assert found.outcome is Outcome.REFUTED
    assert found.finding.count("(false)") == 2
    assert "rises as t -> 0" in found.evidence[0]
    assert "falls as t -> 0" in found.evidence[1]
    assert float(found.witness["size at t"]) > float(found.witness["size at t'"])
    assert (found.best["proved"], found.best["refuted"]) == ("t -> infinity", "t -> 0")
    again = verdict(REPAIRED)
    assert (again.outcome, again.scope) == (Outcome.CERTIFIED, "all")


@pytest.mark.parametrize("twin", TWINS, ids=lambda t: t.label)
def test_twins_fail_in_one_half(twin):
    found = verdict(twin, t="0.1", ratio="1000")
    assert found.outcome is Outcome.REFUTED
    assert found.finding.count("(false)") == 1


def test_the_other_parametrization_works_towards_0():
    other = replace(
        SOFTPLUS,
        label="mine",
        family=lambda t, z: t * log(1 + exp(z / t)),
        height=lambda t: t,
        scale=lambda t: 1 / t,
    )
    assert verdict(other).outcome is Outcome.CERTIFIED
    assert verdict(replace(other, towards="infinity")).outcome is Outcome.REFUTED


def test_sizes_that_do_not_change_do_not_rise_or_fall():
    still = replace(
        SOFTPLUS,
        label="mine",
        family=lambda t, z: log(1 + exp(z)),
        height=1,
        scale=1,
        towards="infinity",
    )
    assert verdict(still).finding.count("(false)") == 2


def test_unusable_families():
    with pytest.raises(UnmetHypothesis, match="another family"):
        verdict(replace(SOFTPLUS, family=lambda t, z: log(1 + exp(z))))
    with pytest.raises(UnmetHypothesis, match="powers of t"):
        verdict(replace(SOFTPLUS, height=lambda t: 1 + t))
    with pytest.raises(UnmetHypothesis, match="positive"):
        verdict(replace(SOFTPLUS, height=lambda t: -1 / t))
    with pytest.raises(UnmetHypothesis, match="shape softplus"):
        verdict(
            replace(
                SOFTPLUS,
                shape="identity",
                family=lambda t, z: z,
            )
        )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"towards": "sideways"}, "towards to be '0' or 'infinity'; got 'sideways'"),
        ({"rises": {}}, "error or gamma, or both, in rises"),
        ({"rises": {"slope": True}}, "error or gamma, or both, in rises"),
        ({"shape": "mish"}, "an activation as its shape; got 'mish'"),
    ],
)
def test_what_is_no_trend_is_refused_when_it_is_made(changes, words):
    with pytest.raises(UnmetHypothesis, match=words):
        replace(REPAIRED, label="mine", **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"parameters": (replace(SHARPNESS, domain=Reals(), default=Fraction(-1)), LATER)},
        {"parameters": (SHARPNESS, replace(LATER, domain=Reals(low=Fraction(0))))},
    ],
)
def test_what_is_no_trend_is_refused(changes):
    theorem = replace(REPAIRED, label="mine", **changes)
    with pytest.raises(UnmetHypothesis):
        decide(theorem, theorem.setting({}), Options())


def test_a_family_speaks_of_its_parameters():
    with pytest.raises(UnmetHypothesis, match="family uses t, which is no parameter; it has z"):
        replace(REPAIRED, label="mine", parameters=())


def test_sizes_that_the_family_does_not_have_stop_the_run(monkeypatch):
    monkeypatch.setattr(relu_approximations, "smoothness_constant", lambda shape: ball("0.26"))
    with pytest.raises(ArithmeticError, match="on the grid"):
        verdict(SOFTPLUS)
