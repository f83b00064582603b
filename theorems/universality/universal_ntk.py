"""The RKHS of the NTK of both layers is universal: pleiss, Section 1.2, property 4."""

from fractions import Fraction

from theorems.kernels import pleiss_ntk
from theorems.language.records import Source, Universality
from theorems.language.variants import repaired, twin
from theorems.universality.definitions import CAP, DIMENSION, HEIGHT, ON_CAP, READING, ROUND

PRINTED = Universality(
    label="pleiss/universal-ntk",
    title="The RKHS of the NTK of both layers is universal",
    source=Source(
        "pleiss",
        "section 1.2, property 4, with Eq. (6)",
        r"k_{\text{NTK}}(\boldsymbol{x}, \boldsymbol{x}') = \frac{1}{2\pi} \|\boldsymbol{x}\|"
        r" \|\boldsymbol{x}'\| \left[\sin(\varphi) + 2(\pi - \varphi)\cos(\varphi)\right]"
        r" \quad \text{is universal}",
    ),
    reading=READING.format(d=1),
    parameters=(DIMENSION,),
    uses=("pleiss/ntk", "pleiss/dot-product"),
    deviations=(
        "The print names no set. It is read as the unit sphere, where property 1 places the kernel;"
        " on R^d itself every function of the RKHS has f(t x) = t f(x) for t > 0, so that not even"
        " all functions on two points of a ray are approximated.",
    ),
    kernel=pleiss_ntk,
    height=-1,
)

REPAIRED = repaired(
    PRINTED,
    "The RKHS of the NTK of both layers is universal: inputs in an open half-sphere",
    reading=CAP.format(d=1),
    parameters=(DIMENSION, HEIGHT),
    deviations=(),
    height="height",
    formula=PRINTED.source.formula.removesuffix("}") + ON_CAP,
    change=(
        "X is a compact subset of an open half-sphere, as when a constant coordinate (a bias) is"
        " appended to the inputs, in place of the whole sphere: both summands of the kernel have no"
        " odd part but a multiple of x.x', and so it sees nothing of odd degree >= 3."
    ),
)

FALSE = (
    twin(
        PRINTED,
        "below-equator",
        "inputs with x_d >= -1/10, d >= 2",
        parameters=(ROUND,),
        height=Fraction(-1, 10),
    ),
    twin(
        PRINTED,
        "quadratic",
        "the kernel x.x' + (x.x')^2, inputs with x_d >= 1/2, d >= 2",
        parameters=(ROUND,),
        kernel=lambda rho: rho + rho * rho,
        height=Fraction(1, 2),
    ),
)
