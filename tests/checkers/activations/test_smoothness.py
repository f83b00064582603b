import itertools
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from checkers.activations.smoothness import (
    decimal,
    largest_remainder,
    remainder,
    smoothness_constant,
    smoothness_proof,
    steepest_point,
    supremum,
    worst_displacement,
)
from checkers.arithmetic.balls import ball, rising_precision
from theorems.language.activations import ACTIVATIONS
from theorems.language.floats import FLOATS

mp = mpmath.mp.clone()
mp.dps = 60

SMOOTH = sorted(name for name, a in ACTIVATIONS.items() if a.smooth)
CURVED = [name for name in SMOOTH if name != "identity"]
SEARCHED = [name for name in CURVED if name not in ("elu", "quadratic")]
SHARES = [Fraction(1, 2), Fraction(99, 100), 1 - Fraction(1, 10**6)]

# Critical points by hand: 1/sqrt 2 for erf, artanh(1/sqrt 3) for tanh, its double for sigmoid.
CONSTANTS = {
    "erf": 4 * mp.exp(-mp.mpf(1) / 2) / mp.sqrt(2 * mp.pi),
    "tanh": 4 / (3 * mp.sqrt(3)),
    "sin": mp.mpf(1),
    "softplus": mp.mpf(1) / 4,
    "gelu": 2 / mp.sqrt(2 * mp.pi),
    "silu": mp.mpf(1) / 2,
    "sigmoid": 1 / (6 * mp.sqrt(3)),
    "elu": mp.mpf(1),
    "quadratic": mp.mpf(2),
    "identity": mp.mpf(0),
}
VALUES = {
    "erf": mp.erf,
    "tanh": mp.tanh,
    "sin": mp.sin,
    "softplus": lambda z: mp.log(1 + mp.exp(z)),
    "gelu": lambda z: z * mp.ncdf(z),
    "silu": lambda z: z / (1 + mp.exp(-z)),
    "sigmoid": lambda z: 1 / (1 + mp.exp(-z)),
    "elu": lambda z: z if z > 0 else mp.exp(z) - 1,
    "quadratic": lambda z: z * z,
    "identity": lambda z: z,
}


def number(z: Fraction) -> mpmath.mpf:
    return mp.mpf(z.numerator) / z.denominator


def enclosed(value: mpmath.mpf) -> arb:
    with ctx.workprec(300):
        return arb(mp.nstr(value, 50)) + arb(0, 1e-45)


def second_opinion(name: str, z0: Fraction, h: Fraction) -> mpmath.mpf:
    """The remainder with the slope by a central difference of step 1e-24, in 60 digits."""
    value, tiny = VALUES[name], mp.mpf(10) ** -24
    z = number(z0)
    if name == "elu":
        slope = mp.exp(min(z, 0))
    else:
        slope = (value(z + tiny) - value(z - tiny)) / (2 * tiny)
    return value(z + number(h)) - value(z) - slope * number(h)


@pytest.mark.parametrize("name", SMOOTH)
def test_constant_is_enclosed(name):
    enclosure = smoothness_constant(name)
    assert enclosure.overlaps(enclosed(CONSTANTS[name]))
    assert enclosure.rad() <= 1e-12 * enclosure.abs_lower()


@pytest.mark.parametrize("name", SMOOTH)
def test_more_digits_give_a_narrower_enclosure(name):
    enclosure = smoothness_constant(name, 25)
    with ctx.workprec(300):
        assert enclosure.rad() <= arb(10) ** -25 * enclosure.abs_lower()
        assert smoothness_constant(name).contains(enclosure)
        assert enclosure.overlaps(enclosed(CONSTANTS[name]))


@pytest.mark.parametrize("name", ["relu", "abs", "cubic", "softsign"])
def test_constant_refuses_what_is_not_smooth(name):
    for function in (smoothness_constant, steepest_point):
        with pytest.raises(ValueError, match=name):
            function(name)


@pytest.mark.parametrize("name", [n for n in SMOOTH if ACTIVATIONS[n].curvature])
def test_constant_is_exceeded_nowhere(name):
    z = np.linspace(-40, 40, 200_001)
    largest = np.max(np.abs(ACTIVATIONS[name].curvature(z, FLOATS)))
    assert largest <= float(smoothness_constant(name)) * (1 + 1e-12)


@pytest.mark.parametrize("name", [n for n in CURVED if n not in ("sin", "elu", "quadratic")])
def test_tail_bound_holds(name):
    z = np.concatenate([np.linspace(-40, -2, 20_001), np.linspace(2, 40, 20_001)])
    bound = 2 * z**2 * np.exp(-np.abs(z))
    # 1e-15: 1 - tanh(z)^2 is lost in rounding far out.
    assert np.all(np.abs(ACTIVATIONS[name].curvature(z, FLOATS)) <= bound + 1e-15)


@pytest.mark.parametrize("name", CURVED)
@pytest.mark.parametrize("digits", [8, 15])
def test_steepest_point_nearly_attains_the_constant(name, digits):
    z = number(steepest_point(name, digits))
    curvature = mp.exp(z) if name == "elu" else mp.diff(VALUES[name], z, 2)
    assert abs(curvature) >= CONSTANTS[name] * (1 - mp.mpf(10) ** -digits)


def leaves(proof):
    """(center, radius) of the leaves of a proof's tree, from left to right."""
    bits, found = iter(proof["tree"]), []

    def walk(center, radius):
        if next(bits) == "0":
            found.append((center, radius))
        else:
            walk(center - radius / 2, radius / 2)
            walk(center + radius / 2, radius / 2)

    walk(Fraction(0), Fraction(proof["edge"]))
    assert next(bits, None) is None
    return found


def curvature(name, z):
    return mp.diff(VALUES[name], number(z), 2)


@pytest.mark.parametrize("name", SEARCHED)
def test_proof_encloses_the_constant_to_twelve_digits(name):
    proof = smoothness_proof(name)
    low, high, at = (Fraction(proof[key]) for key in ("low", "high", "at"))
    assert number(low) <= CONSTANTS[name] <= number(high)
    assert high == low * (1 + Fraction(1, 10**12))
    assert abs(curvature(name, at)) >= number(low) * (1 - mp.mpf(10) ** -20)
    assert proof["edge"] == (4 if name == "sin" else 16)


@pytest.mark.parametrize("name", SEARCHED)
def test_proof_is_a_small_bisection_whose_leaves_stay_below(name):
    proof = smoothness_proof(name)
    cells = leaves(proof)
    assert len(cells) < 120
    assert cells[0][0] - cells[0][1] == -proof["edge"]
    assert cells[-1][0] + cells[-1][1] == proof["edge"]
    for (c, r), (c2, r2) in itertools.pairwise(cells):
        assert c + r == c2 - r2
    for c, r in cells:
        assert all(
            abs(curvature(name, c + r * k)) <= number(Fraction(proof["high"])) for k in (-1, 0, 1)
        )


@pytest.mark.parametrize("name", ["elu", "quadratic", "identity"])
def test_constants_by_hand_are_exact(name):
    proof = smoothness_proof(name)
    exact = int(CONSTANTS[name])
    assert proof == {"kind": "smoothness", "activation": name, "exact": str(exact)}
    assert supremum(name).low == supremum(name).high == exact


def test_a_search_that_missed_the_maximiser_is_noticed(monkeypatch):
    monkeypatch.setattr("checkers.activations.smoothness._maximiser", lambda *_: Fraction(1))
    monkeypatch.setattr("checkers.activations.smoothness.FINEST", Fraction(1, 1000))
    with pytest.raises(ArithmeticError, match="larger near"):
        supremum.__wrapped__("gelu")


@given(k=st.integers(-(10**30), 10**30), places=st.integers(0, 40))
def test_decimals_are_exact(k, places):
    value = Fraction(k, 10**places)
    assert Fraction(decimal(value)) == value
    assert "e" not in decimal(value).lower()


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("name", CURVED)
def test_worst_displacement_beats_the_share(name, share):
    z0, h, sign = worst_displacement(name, share)
    exact = second_opinion(name, z0, h)
    assert sign * exact > number(share) * CONSTANTS[name] / 2 * number(h) ** 2
    assert abs(exact) <= CONSTANTS[name] / 2 * number(h) ** 2 * (1 + mp.mpf(10) ** -25)


def test_worst_displacement_goes_as_near_to_one_as_asked():
    z0, h, sign = worst_displacement("tanh", 1 - Fraction(1, 10**15))
    target = (1 - mp.mpf(10) ** -15) * CONSTANTS["tanh"] / 2 * number(h) ** 2
    assert sign * second_opinion("tanh", z0, h) > target


@pytest.mark.parametrize(("name", "share"), [("identity", Fraction(1, 2)), ("sin", Fraction(1))])
def test_worst_displacement_refuses_what_is_impossible(name, share):
    with pytest.raises(ValueError, match="share < 1 and beta > 0"):
        worst_displacement(name, share)


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("h", [Fraction(-7, 2), Fraction(1, 3), Fraction(1, 1000)])
def test_remainder_obeys_the_bound_and_encloses(name, h):
    for z0 in (Fraction(0), Fraction(-5, 3), Fraction(1, 7), Fraction(11)):
        for _ in rising_precision(256):
            value = remainder(name, z0, h)
        assert value.overlaps(enclosed(second_opinion(name, z0, h)) + arb(0, 1e-24))
        assert not abs(value) > smoothness_constant(name) / 2 * ball(h) ** 2


@pytest.mark.parametrize("name", CURVED)
@pytest.mark.parametrize("h", [1e-6, 0.05, 1.0, 30.0])
def test_largest_remainder_is_attained_and_within_the_bound(name, h):
    z0, step, value = largest_remainder(name, h)
    assert abs(step) == h
    exact = abs(second_opinion(name, Fraction(z0), Fraction(step)))
    assert value == pytest.approx(float(exact), rel=1e-9)
    assert value <= float(CONSTANTS[name]) / 2 * h * h * (1 + 1e-9)
    if h <= 1e-6:
        assert value >= float(CONSTANTS[name]) / 2 * h * h * (1 - 1e-5)


def test_working_precision_is_restored():
    before = ctx.prec
    smoothness_constant("gelu", 13)
    worst_displacement("gelu", Fraction(1, 3))
    assert ctx.prec == before
