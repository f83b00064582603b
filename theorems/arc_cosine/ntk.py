"""The NTK of a two-layer ReLU network, both layers trained: pleiss, Eq. (6)."""

from theorems.arc_cosine.definitions import limit_of_both
from theorems.kernels import arc_cosine, pleiss_ntk, pleiss_ntk_sum
from theorems.language.parameters import RHO
from theorems.language.records import Identity, Source
from theorems.language.variants import twin

PRINTED = Identity(
    label="pleiss/ntk",
    title="The neural tangent kernel of a two-layer ReLU network, both layers trained",
    source=Source(
        "pleiss",
        "Eq. (6)",
        r"k_{\text{NTK}}(\boldsymbol{x}, \boldsymbol{x}') = \frac{1}{2\pi} \|\boldsymbol{x}\|"
        r" \|\boldsymbol{x}'\| \left[\sin(\varphi) + 2(\pi - \varphi)\cos(\varphi)\right]"
        r" = k_{\text{arccos}}(\boldsymbol{x}, \boldsymbol{x}') + \frac{1}{2\pi}"
        r" \|\boldsymbol{x}\| \|\boldsymbol{x}'\| \left[(\pi - \varphi)\cos(\varphi)\right]",
    ),
    reading=(
        "For all x, x' != 0 (unit without loss), where k = E[relu relu] + x.x' E[beta^2]"
        " E[step step], beta ~ N(0, 1) independent of w ~ N(0, I); both lines."
    ),
    parameters=(RHO,),
    uses=("pleiss/arc-cosine",),
    sides=(limit_of_both, pleiss_ntk, pleiss_ntk_sum),
)

FALSE = (
    twin(
        PRINTED,
        "single",
        "(pi - phi) in place of 2 (pi - phi)",
        sides=(limit_of_both, arc_cosine),
    ),
    twin(
        PRINTED,
        "second-line",
        "the second line with 2 (pi - phi) cos phi added",
        sides=(
            limit_of_both,
            pleiss_ntk,
            2 * pleiss_ntk_sum - arc_cosine,
        ),
    ),
)
