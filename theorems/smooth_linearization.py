"""Smooth networks stay close to their linearization: the second-order remainder.

For every beta-smooth sigma, |sigma(z) - sigma(z0) - sigma'(z0)(z - z0)| <= (beta/2)(z - z0)^2;
summed over the neurons, with ||x|| <= 1, this is the bound for the network.
"""

import math
from dataclasses import replace
from fractions import Fraction

from theorems.language.activations import Activation
from theorems.language.domains import NONNEGATIVE, Reals
from theorems.language.floats import FLOATS
from theorems.language.functions import sqrt
from theorems.language.parameters import DIMENSION, POSITIVE_RADIUS, SMOOTH, UNIT_BALL_NORM, WIDTH
from theorems.language.records import SmoothBound, Source, Theorem
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


SMOOTH_REMAINDER = SmoothBound(
    label="slides/smooth-remainder",
    title="Second-order remainder of a smooth function",
    source=Source(
        "slides",
        "Proposition 4.1, step 1",
        r"|\sigma(x) - \sigma(x_0) - \sigma'(x_0)(x - x_0)| \leq \frac{\beta(x - x_0)^2}{2}",
    ),
    reading=(
        "For every beta-smooth sigma (its slope is beta-Lipschitz; beta its smallest constant) and"
        " all real x, x_0."
    ),
    parameters=(EXAMPLE,),
    uses=("slides/taylor-integral",),
    quantity=remainder,
    weight=1,
    factor=1,
)

PROP_4_1 = SmoothBound(
    label="slides/prop-4.1",
    title="A smooth network is close to its linearization",
    source=Source(
        "slides",
        "Proposition 4.1",
        r"f(\mathbf{x}; \mathbf{W}) - f_0(\mathbf{x}; \mathbf{W}) \leq"
        r" \frac{\beta}{2} \|\mathbf{W} - \mathbf{W}_0\|_F^2",
    ),
    reading=(
        "For every beta-smooth sigma (its slope is beta-Lipschitz; beta its smallest constant),"
        " every x with ||x|| <= 1, all W and W_0, and all a in {-1, +1}^m."
    ),
    parameters=(SOME_WIDTHS, SOME_DIMENSIONS, SOME_NORMS, DISPLACEMENT, EXAMPLE),
    uses=("slides/smooth-remainder",),
    deviations=(
        "Output weights are the initial ones, +-1. The setup slide has a_i in R; the twin"
        " 'any-output-weights' allows |a_i| <= 2.",
    ),
    quantity=gap,
    weight=1,
    factor=1,
)

SUTHERLAND = SmoothBound(
    label="sutherland/smooth-linearization",
    title="Linearization quality of a smooth network",
    source=Source(
        "sutherland",
        "Linearization quality",
        r"|f(x; \mathbf{w}) - f^{lin}(x; \mathbf{w})| \leq"
        r" \frac{\beta}{2\sqrt{m}} \|\mathbf{w} - \mathbf{w}_0\|^2",
    ),
    reading=(
        "For every beta-smooth sigma (its slope is beta-Lipschitz; beta its smallest constant),"
        " every x with ||x|| <= 1, all w and w_0, and all a with |a_j| <= 1."
    ),
    parameters=(SOME_WIDTHS, SOME_DIMENSIONS, SOME_NORMS, DISPLACEMENT, EXAMPLE),
    uses=("sutherland/taylor-integral",),
    deviations=(
        "'Second-layer weights <= 1/sqrt m' is read in absolute value, as its derivation has it"
        " (|a_j| <= 1, with 1/sqrt m in front of the sum).",
        "The print explains beta-smooth by |sigma''(z)| <= beta for all z. It is read as a"
        " beta-Lipschitz slope, as in the slides: the same where sigma'' exists everywhere, and"
        " more elsewhere (elu has no second derivative at 0).",
    ),
    quantity=absolute_gap,
    weight=lambda m: 1 / sqrt(m),
    factor=1,
)

THEOREMS = (SMOOTH_REMAINDER, PROP_4_1, SUTHERLAND)

_SHARE = Fraction(99, 100)
_LONG = replace(
    SOME_NORMS,
    domain=Reals(Fraction(0), Fraction(2)),
    default=Fraction(2),
    coverage=(Fraction(2), Fraction(1)),
)

_EVERY_NORM = replace(
    SOME_NORMS,
    domain=NONNEGATIVE,
    coverage=(Fraction(1, 10), Fraction(1), Fraction(10)),
)

VARIANTS: tuple[Theorem, ...] = (
    replace(
        PROP_4_1,
        label="slides/prop-4.1:sharpened",
        title="A smooth network is close to its linearization, for inputs of any length",
        reading=(
            "For every beta-smooth sigma, every x, all W and W_0, and all a in {-1, +1}^m:"
            " f - f0 <= (beta/2) ||x||^2 ||W - W_0||_F^2; with -a in place of a, so is |f - f0|."
        ),
        formula=(
            r"\left| f(\mathbf{x}; \mathbf{W}) - f_0(\mathbf{x}; \mathbf{W}) \right| \leq "
            r"\frac{\beta}{2} \|\mathbf{x}\|^2 \|\mathbf{W} - \mathbf{W}_0\|_F^2"
        ),
        change=(
            "The bound has the factor ||x||^2, and x is any. Step 1 at z - z0 = (w_i - w_{0,i}).x"
            " gives (beta/2) ||x||^2 ||w_i - w_{0,i}||^2 for each neuron; the print uses"
            " ||x|| <= 1 only to drop ||x||^2. It is two-sided, since the claim is for every a in"
            " {-1, +1}^m and f - f0 changes its sign with a."
        ),
        parameters=(SOME_WIDTHS, SOME_DIMENSIONS, _EVERY_NORM, DISPLACEMENT, EXAMPLE),
        factor=lambda x_norm: x_norm**2,
    ),
    replace(
        SUTHERLAND,
        label="sutherland/smooth-linearization:sharpened",
        title="Linearization quality of a smooth network, for inputs of any length",
        reading=(
            "For every beta-smooth sigma, every x, all w and w_0, and all a with |a_j| <= 1:"
            " |f - f_lin| <="
            " (beta / (2 sqrt m)) ||x||^2 ||w - w_0||^2."
        ),
        formula=(
            r"|f(x; \mathbf{w}) - f^{lin}(x; \mathbf{w})| \leq \frac{\beta}{2\sqrt{m}} "
            r"\|\mathbf{x}\|^2 \|\mathbf{w} - \mathbf{w}_0\|^2"
        ),
        change=(
            "The bound has the factor ||x||^2, and x is any. The derivation has this factor until"
            " its last step, which drops it by ||x|| <= 1."
        ),
        parameters=(SOME_WIDTHS, SOME_DIMENSIONS, _EVERY_NORM, DISPLACEMENT, EXAMPLE),
        factor=lambda x_norm: x_norm**2,
    ),
)

TWINS = (
    replace(
        SMOOTH_REMAINDER,
        label="slides/smooth-remainder:twin-constant",
        title="the constant shrunk by 1 percent",
        twin_of=SMOOTH_REMAINDER.label,
        factor=_SHARE,
    ),
    replace(
        SMOOTH_REMAINDER,
        label="slides/smooth-remainder:twin-cube",
        title="|x - x_0|^3 in place of (x - x_0)^2",
        twin_of=SMOOTH_REMAINDER.label,
        power=3,
    ),
    replace(
        PROP_4_1,
        label="slides/prop-4.1:twin-constant",
        title="the constant shrunk by 1 percent",
        twin_of=PROP_4_1.label,
        factor=_SHARE,
    ),
    replace(
        PROP_4_1,
        label="slides/prop-4.1:twin-long-inputs",
        title="||x|| <= 2 in place of ||x|| <= 1",
        twin_of=PROP_4_1.label,
        reading="As printed, but for every x with ||x|| <= 2.",
        parameters=(SOME_WIDTHS, SOME_DIMENSIONS, _LONG, DISPLACEMENT, EXAMPLE),
    ),
    replace(
        PROP_4_1,
        label="slides/prop-4.1:twin-any-output-weights",
        title="|a_i| <= 2 in place of |a_i| = 1",
        twin_of=PROP_4_1.label,
        reading="As printed, but for all a with |a_i| <= 2.",
        weight=2,
        factor=Fraction(1, 2),
    ),
    replace(
        SUTHERLAND,
        label="sutherland/smooth-linearization:twin-constant",
        title="the constant shrunk by 1 percent",
        twin_of=SUTHERLAND.label,
        factor=_SHARE,
    ),
    replace(
        SUTHERLAND,
        label="sutherland/smooth-linearization:twin-rate",
        title="the rate 1/m in place of 1/sqrt m",
        twin_of=SUTHERLAND.label,
        factor=lambda m: 1 / sqrt(m),
    ),
)
