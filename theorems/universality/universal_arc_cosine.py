"""The RKHS of the arc-cosine kernel is universal: pleiss, page 1, third bullet."""

from theorems.kernels import arc_cosine, cho_saul_0
from theorems.language.records import Source, Universality
from theorems.language.variants import repaired, twin
from theorems.universality.definitions import (
    CAP,
    CLOSED_HALF,
    DIMENSION,
    HEIGHT,
    ON_CAP,
    READING,
    ROUND,
)

PRINTED = Universality(
    label="pleiss/universal-arc-cosine",
    title="The RKHS of the arc-cosine kernel is universal",
    source=Source(
        "pleiss",
        "page 1, third bullet, with Eq. (1)",
        r"k_{\operatorname{arccos}}(\boldsymbol{x}, \boldsymbol{x}') = \frac{1}{2\pi}"
        r" \|\boldsymbol{x}\| \|\boldsymbol{x}'\| \left[ \sin(\varphi) + (\pi - \varphi)"
        r" \cos(\varphi) \right] \quad \text{is universal}",
    ),
    reading=READING.format(d=1),
    parameters=(DIMENSION,),
    uses=("pleiss/arc-cosine",),
    deviations=(
        "The print names no set. It is read as the unit sphere, where property 1 places the kernel;"
        " on R^d itself every function of the RKHS has f(t x) = t f(x) for t > 0, so that not even"
        " all functions on two points of a ray are approximated.",
        "The print lacks a verb: 'we can any continuous function with arbitrary precision'.",
    ),
    kernel=arc_cosine,
    height=-1,
)

REPAIRED = repaired(
    PRINTED,
    "The RKHS of the arc-cosine kernel is universal: inputs in an open half-sphere",
    reading=CAP.format(d=1),
    parameters=(DIMENSION, HEIGHT),
    deviations=(),
    height="height",
    formula=PRINTED.source.formula.removesuffix("}") + ON_CAP,
    change=(
        "X is a compact subset of an open half-sphere, as when a constant coordinate (a bias) is"
        " appended to the inputs, in place of the whole sphere: relu(z) = z/2 + |z|/2 has no odd"
        " part but z/2, and so the kernel sees nothing of odd degree >= 3."
    ),
)

FALSE = (
    twin(
        PRINTED,
        "closed-half-sphere",
        "inputs in the closed half-sphere x_d >= 0, d >= 3",
        parameters=(CLOSED_HALF,),
        height=0,
    ),
    twin(
        PRINTED,
        "degree-0",
        "the arc-cosine kernel of degree 0",
        parameters=(ROUND,),
        kernel=cho_saul_0,
    ),
)
