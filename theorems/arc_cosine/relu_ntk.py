"""K = rho (pi - arccos rho) / (2 pi), the ReLU NTK: slides, Infinite-width NTK for ReLU."""

from theorems.arc_cosine.definitions import limit_of_steps
from theorems.kernels import relu_ntk
from theorems.language.functions import arccos, pi
from theorems.language.parameters import RHO
from theorems.language.records import Identity, Source
from theorems.language.variants import twin

PRINTED = Identity(
    label="slides/relu-ntk",
    title="Infinite-width NTK of a two-layer ReLU network",
    source=Source(
        "slides",
        "Infinite-width NTK for ReLU, Proposition",
        r"K_{\infty}(\mathbf{x}, \mathbf{x}') = \mathbf{x}^{\top} \mathbf{x}' \cdot"
        r" \frac{\pi - \arccos(\mathbf{x}^{\top} \mathbf{x}')}{2\pi}",
    ),
    reading="For all unit x, x', where K = x.x' E[1{v.x >= 0} 1{v.x' >= 0}], v ~ N(0, I).",
    parameters=(RHO,),
    sides=(limit_of_steps, relu_ntk),
)

FALSE = (
    twin(
        PRINTED,
        "half-angle",
        "arccos / 2 in place of arccos",
        sides=(
            limit_of_steps,
            lambda rho: rho * (pi - arccos(rho) / 2) / (2 * pi),
        ),
    ),
    twin(
        PRINTED,
        "no-cosine",
        "the factor x.x' dropped",
        sides=(limit_of_steps, lambda rho: (pi - arccos(rho)) / (2 * pi)),
    ),
)
