"""Smooth networks stay close to their linearization: the second-order remainder.

For every beta-smooth sigma, |sigma(z) - sigma(z0) - sigma'(z0)(z - z0)| <= (beta/2)(z - z0)^2;
summed over the neurons, with ||x|| <= 1, this is the bound for the network.
"""

import math
from dataclasses import replace
from fractions import Fraction

from theorems.language.activations import Activation
from theorems.language.domains import NONNEGATIVE
from theorems.language.floats import FLOATS
from theorems.language.parameters import DIMENSION, POSITIVE_RADIUS, SMOOTH, UNIT_BALL_NORM, WIDTH
from theorems.networks import Array, linearization_gap

DISPLACEMENT = replace(
    POSITIVE_RADIUS,
    meaning="displacement ||W - W0||_F at which tightness is told; the claim is for all",
    coverage=(Fraction(1),),
)
SOME_WIDTHS = replace(WIDTH, coverage=(1, 100, 1_000_000))
SOME_NORMS = replace(UNIT_BALL_NORM, coverage=(Fraction(1, 10), Fraction(1)))
EXAMPLE = replace(
    SMOOTH, meaning="a beta-smooth activation, at which tightness is told; the claim is for all"
)
SOME_DIMENSIONS = replace(DIMENSION, coverage=(1,))


def remainder(z: float, z0: float, sigma: Activation) -> float:
    """|sigma(z) - sigma(z0) - sigma'(z0)(z - z0)|."""
    change = sigma.value(z, FLOATS) - sigma.value(z0, FLOATS)
    return abs(float(change - sigma.slope(z0, FLOATS) * (z - z0)))


def gap(W: Array, W0: Array, a: Array, x: Array, sigma: Activation) -> float:
    """f(x; W) - f0(x; W), slides' scaling: output weights a_i = +-1."""
    return float(linearization_gap(W, W0, a, x, sigma))


def absolute_gap(W: Array, W0: Array, a: Array, x: Array, sigma: Activation) -> float:
    """|f(x; w) - f_lin(x; w)|, f = (1/sqrt m) sum_j a_j sigma(w_j.x)."""
    return abs(float(linearization_gap(W, W0, a, x, sigma))) / math.sqrt(len(a))


SHARE = Fraction(99, 100)
EVERY_NORM = replace(
    SOME_NORMS,
    domain=NONNEGATIVE,
    coverage=(Fraction(1, 10), Fraction(1), Fraction(10)),
)
