"""|f - f_lin| <= beta / (2 sqrt m) ||w - w0||^2: sutherland, Linearization quality."""

from theorems.language.functions import sqrt
from theorems.language.givens import array, bounded, frobenius_ball, vector
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
    absolute_gap,
)

PRINTED = SmoothBound(
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
    fixed={"x": vector("d", "= x_norm"), "a": bounded("m", "<= 1"), "W0": array("m", "d")},
    for_all={"W": frobenius_ball("W0", "B")},
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

SHARPENED = sharpened(
    PRINTED,
    "Linearization quality of a smooth network, for inputs of any length",
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
        "rate",
        "the rate 1/m in place of 1/sqrt m",
        factor=lambda m: 1 / sqrt(m),
    ),
)
