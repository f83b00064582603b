"""The remainder is at most beta (x - x0)^2 / 2: slides, Proposition 4.1, step 1."""

from theorems.language.givens import number
from theorems.language.records import SmoothBound, Source
from theorems.language.variants import twin
from theorems.smooth_linearization.definitions import EXAMPLE, SHARE, remainder

PRINTED = SmoothBound(
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
    fixed={"z0": number(), "z": number()},
    uses=("slides/taylor-integral",),
    quantity=remainder,
    weight=1,
    factor=1,
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
        "cube",
        "|x - x_0|^3 in place of (x - x_0)^2",
        power=3,
    ),
)
