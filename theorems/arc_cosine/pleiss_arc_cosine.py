"""The arc-cosine kernel in closed form: pleiss, Eq. (1)."""

from theorems.arc_cosine.definitions import limit_of_relus
from theorems.kernels import arc_cosine
from theorems.language.functions import arccos, pi, sqrt
from theorems.language.parameters import RHO
from theorems.language.records import Identity, Source
from theorems.language.variants import twin

PRINTED = Identity(
    label="pleiss/arc-cosine",
    title="The arc-cosine kernel",
    source=Source(
        "pleiss",
        "Eq. (1)",
        r"k_{\operatorname{arccos}}(\boldsymbol{x}, \boldsymbol{x}') = \frac{1}{2\pi}"
        r" \|\boldsymbol{x}\| \|\boldsymbol{x}'\|"
        r" \left[ \sin(\varphi) + (\pi - \varphi) \cos(\varphi) \right]",
    ),
    reading="For all x, x' != 0 (unit without loss: both sides are homogeneous of degree 1).",
    parameters=(RHO,),
    sides=(limit_of_relus, arc_cosine),
)

FALSE = (
    twin(
        PRINTED,
        "normalization",
        "1/pi in place of 1/(2 pi)",
        sides=(limit_of_relus, 2 * arc_cosine),
    ),
    twin(
        PRINTED,
        "angle",
        "phi in place of pi - phi",
        sides=(
            limit_of_relus,
            lambda rho: (sqrt(1 - rho * rho) + arccos(rho) * rho) / (2 * pi),
        ),
    ),
)
