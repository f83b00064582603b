"""The exact order of the gap within a radius: bounds on both sides, and drawn networks."""

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from checkers.activations.rows import ROWS
from checkers.arithmetic.balls import BALLS, ball
from checkers.smooth import lazy_radius
from checkers.smooth.both_layers import decide
from checkers.smooth.lazy_radius import UPPER, lower_bound
from checkers.smooth.many_neurons import drawn_gaps, least, moved_neurons, radius
from checkers.smooth.one_neuron import constants
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from theorems.all_parameters import LAZY_RADIUS, TWINS, VARIANTS, gap
from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import Names, UnmetHypothesis
from theorems.language.floats import FLOATS
from theorems.language.functions import sqrt, where
from theorems.language.records import LazyRadius, Setting

SMOOTH = [a.name for a in ACTIVATIONS.values() if a.smooth and a.lipschitz]
BENT = [name for name in SMOOTH if name != "identity"]
REPAIRED = next(t for t in VARIANTS if isinstance(t, LazyRadius))
QUARTER = Fraction(1, 4)


def verdict(power, logs, **texts):
    theorem = replace(LAZY_RADIUS, label="mine", power=power, logs=logs)
    return decide(theorem, theorem.setting(texts), Options())


@pytest.mark.parametrize("name", SMOOTH)
def test_printed_radius_is_too_large_and_the_repaired_one_is_not(name):
    found = decide(LAZY_RADIUS, LAZY_RADIUS.setting({"activation": name}), Options())
    assert (found.outcome, found.scope) == (Outcome.REFUTED, "point")
    again = decide(REPAIRED, REPAIRED.setting({"activation": name}), Options())
    assert (again.outcome, again.scope) == (Outcome.CERTIFIED, "all")


@pytest.mark.parametrize(
    ("power", "logs", "bent", "flat"),
    [
        (Fraction(0), 5, True, True),
        (Fraction(249, 1000), 100, True, True),
        (QUARTER, Fraction(-1, 4), True, True),
        (QUARTER, Fraction(-249, 1000), False, True),
        (QUARTER, 0, False, True),
        (QUARTER, Fraction(1, 100), False, False),
        (Fraction(251, 1000), -100, False, False),
        (Fraction(1, 2), 0, False, False),
        (Fraction(1), 0, False, False),
    ],
)
def test_threshold_is_exact(power, logs, bent, flat):
    for name, expected in (("tanh", bent), ("identity", flat)):
        found = verdict(power, logs, activation=name)
        assert found.outcome is (Outcome.CERTIFIED if expected else Outcome.REFUTED)
        if not expected:
            assert Fraction(found.witness["||theta - theta0||^2"]) > 0


@pytest.mark.parametrize("twin", [t for t in TWINS if isinstance(t, LazyRadius)])
def test_twins_fail_for_every_activation_that_bends(twin):
    for name in BENT:
        found = decide(twin, twin.setting({"activation": name}), Options())
        assert found.outcome is Outcome.REFUTED


def test_input_0_has_no_gap():
    assert verdict(Fraction(1, 2), 0, x_norm="0").outcome is Outcome.CERTIFIED


def test_a_radius_that_depends_on_the_setting_is_not_proved_for_all():
    theorem = replace(
        REPAIRED, power=lambda x_norm: where(x_norm == 1, QUARTER, Fraction(1, 2)), label="mine"
    )
    found = decide(theorem, theorem.setting({}), Options())
    assert (found.outcome, found.scope) == (Outcome.CERTIFIED, "point")
    found = decide(theorem, theorem.setting({"x_norm": "2"}), Options())
    assert found.outcome is Outcome.REFUTED


def test_unusable_statements():
    with pytest.raises(UnmetHypothesis, match="exponents that are fractions"):
        verdict(sqrt(2) / 6, 0)
    other = replace(LAZY_RADIUS, quantity=lambda *weights: 0.0)
    with pytest.raises(UnmetHypothesis, match="another quantity"):
        decide(other, other.setting({}), Options())


@pytest.mark.parametrize("name", SMOOTH)
def test_least_slopes_and_curvatures_are_lower_bounds(name):
    sigma = ACTIVATIONS[name]
    grid = np.linspace(0, 1, 1001)
    floor = float(least(sigma.slope, Fraction(0)))
    assert 0 < floor <= np.min(np.abs(sigma.slope(grid, FLOATS)))
    assert floor > 0.9 * np.min(np.abs(sigma.slope(grid, FLOATS)))
    bend = sigma.curvature or sigma.slope
    for left in ROWS[name].bends:
        found = float(least(bend, left))
        assert 0 <= found <= np.min(np.abs(bend(grid + float(left), FLOATS))) + 1e-12
    if name != "identity":
        assert lower_bound(LAZY_RADIUS.setting({"activation": name}), "curvature") > 0


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("x_norm", ["0.1", "1", "10"])
def test_weights_lie_in_the_ball_and_between_the_bounds(name, x_norm):
    s = LAZY_RADIUS.setting({"activation": name, "x_norm": x_norm})
    radii = Fraction(3, 8), Fraction(0)
    for moved in moved_neurons(s, radii, "slope", 2):
        assert ball(moved.k * (moved.b**2 + moved.w**2)) < moved.r**2
        assert 2 * moved.k <= moved.m
        per_width = radius(radii, moved.m) ** 2 / ball(moved.m).sqrt()
        assert moved.gap > lower_bound(s, "slope") * per_width * ball(Fraction(9, 10))
        known = {"C": constants(name)["C"], "gamma": constants(name)["gamma"]}
        at = Setting(
            {
                **{k: v if isinstance(v, str) else ball(v) for k, v in s.items()},
                **known,
                **{"beta_max": ball(1), "b": ball(0), "w": moved.r, "m": ball(moved.m)},
            }
        )
        assert moved.gap <= UPPER.share(at, BALLS)


def test_equal_neurons_add_up():
    sigma, k, m = ACTIVATIONS["gelu"], 3, 16
    beta0, w0 = [0.5] * m, [[0.25]] * m
    beta = [0.8] * k + [0.5] * (m - k)
    w = [[0.6]] * k + [[0.25]] * (m - k)
    one = gap(([0.8], [[0.6]]), ([0.5], [[0.25]]), [1.5], sigma)
    assert math.isclose(gap((beta, w), (beta0, w0), [1.5], sigma), k * one / 4)


def test_drawn_networks_have_a_gap_that_grows_like_the_square_of_the_radius():
    """Fixed seed; the exponent of m is 2 (3/8) - 1/2 = 1/4."""
    s = LAZY_RADIUS.setting({"activation": "gelu"})
    gaps = drawn_gaps(s, (Fraction(3, 8), Fraction(0)), "slope")
    first, *_, last = gaps
    assert abs(math.log(last.gap / first.gap) / math.log(last.m / first.m) - 0.25) < 0.1
    constant = float(lower_bound(s, "slope"))
    assert all(drawn.gap > constant * drawn.m**0.25 for drawn in gaps)


@pytest.mark.parametrize("factor", [1e-3, 1e3])
def test_a_drawn_gap_outside_of_the_proved_bounds_stops_the_run(monkeypatch, factor):
    drawn = lazy_radius.drawn_gaps
    monkeypatch.setattr(
        lazy_radius,
        "drawn_gaps",
        lambda *a: [one._replace(gap=factor * one.gap) for one in drawn(*a)],
    )
    with pytest.raises(ArithmeticError, match="gap"):
        decide(REPAIRED, REPAIRED.setting({"activation": "gelu"}), Options())


def test_largest_output_weight_stays_below_the_bound_of_the_proof():
    """P(max > sqrt(6 log m)) <= m^-2: 300 draws at m = 1000; false alarm 3e-4."""
    drawn = np.abs(np.random.default_rng(5).standard_normal((300, 1000))).max(axis=1)
    assert drawn.max() <= math.sqrt(6 * math.log(1000))
    assert drawn.mean() > math.sqrt(math.log(1000) / 2)


@pytest.mark.parametrize("name", ["relu", "abs", "quadratic", "cubic"])
def test_activations_outside_the_assumptions_are_refused(name):
    """Among them it is false: relu has a gap of the order r^(4/3) m^(-1/6), quadratic of r^3."""
    norm, activation = REPAIRED.parameters
    wider = replace(activation, domain=Names((name,)), default=name, coverage=(name,))
    theorem = replace(REPAIRED, parameters=(norm, wider), label="mine")
    with pytest.raises(UnmetHypothesis, match="activation one of"):
        decide(theorem, theorem.setting({}), Options())


def test_parameters_that_are_needed():
    for k, name in enumerate(("x_norm", "activation")):
        left = tuple(p for i, p in enumerate(REPAIRED.parameters) if i != k)
        theorem = replace(REPAIRED, parameters=left, label="mine")
        with pytest.raises(UnmetHypothesis, match=f"needs the parameter {name}"):
            decide(theorem, theorem.setting({}), Options())
