"""f - f0 <= (beta/2) ||W - W0||_F^2 for a smooth network: slides, Proposition 4.1."""

from dataclasses import replace
from fractions import Fraction

from theorems.language.domains import Reals
from theorems.language.givens import any_signs, array, bounded, frobenius_ball, vector
from theorems.language.records import SmoothBound, Source
from theorems.language.variants import sharpened, twin
from theorems.smooth_linearization.definitions import (
    DISPLACEMENT,
    EVERY_NORM,
    EXAMPLE,
    SHARE,
    SOME_DIMENSIONS,
    SOME_NORMS,
    SOME_WIDTHS,
    gap,
)

_LONG = replace(
    SOME_NORMS,
    domain=Reals(Fraction(0), Fraction(2)),
    default=Fraction(2),
    coverage=(Fraction(2), Fraction(1)),
)

PRINTED = SmoothBound(
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
    fixed={"x": vector("d", "= x_norm"), "a": any_signs("m"), "W0": array("m", "d")},
    for_all={"W": frobenius_ball("W0", "B")},
    uses=("slides/smooth-remainder",),
    deviations=(
        "Output weights are the initial ones, +-1. The setup slide has a_i in R; the twin"
        " 'any-output-weights' allows |a_i| <= 2.",
    ),
    quantity=gap,
    weight=1,
    factor=1,
)

SHARPENED = sharpened(
    PRINTED,
    "A smooth network is close to its linearization, for inputs of any length",
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
    parameters=(SOME_WIDTHS, SOME_DIMENSIONS, EVERY_NORM, DISPLACEMENT, EXAMPLE),
    factor=lambda x_norm: x_norm**2,
)

FALSE = (
    twin(
        PRINTED,
        "constant",
        "the constant shrunk by 1 percent",
        factor=SHARE,
    ),
    twin(
        PRINTED,
        "long-inputs",
        "||x|| <= 2 in place of ||x|| <= 1",
        reading="As printed, but for every x with ||x|| <= 2.",
        parameters=(SOME_WIDTHS, SOME_DIMENSIONS, _LONG, DISPLACEMENT, EXAMPLE),
    ),
    twin(
        PRINTED,
        "any-output-weights",
        "|a_i| <= 2 in place of |a_i| = 1",
        reading="As printed, but for all a with |a_i| <= 2.",
        weight=2,
        factor=Fraction(1, 2),
        fixed={**PRINTED.fixed, "a": bounded("m", "<= 2")},
    ),
)
