"""Closed forms of Gaussian expectations: the arc-cosine kernel and the two-layer ReLU NTK.

Unit inputs x, x' with cosine rho; (u, v) = (w.x, w.x') is standard normal with correlation
rho. The other side of each identity is the expectation itself.
"""

from dataclasses import replace
from typing import Any

from theorems.functions import Functions
from theorems.kernels import arc_cosine, pleiss_ntk, pleiss_ntk_sum, relu_ntk
from theorems.parameters import RHO
from theorems.statement import Identity, Source


def limit_of_steps(rho: Any, fn: Functions) -> Any:
    """x.x' E[1{v.x >= 0} 1{v.x' >= 0}] for unit x, x' with cosine rho."""
    return rho * fn.step_expectation(rho)


def limit_of_relus(rho: Any, fn: Functions) -> Any:
    """E[relu(w.x) relu(w.x')] for unit x, x' with cosine rho."""
    return fn.relu_expectation(rho)


def limit_of_both(rho: Any, fn: Functions) -> Any:
    """E[relu relu] + x.x' E[beta^2] E[step step], with E[beta^2] = 1."""
    return fn.relu_expectation(rho) + rho * fn.step_expectation(rho)


RELU_NTK = Identity(
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

ARC_COSINE = Identity(
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

PLEISS_NTK = Identity(
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

THEOREMS = (RELU_NTK, ARC_COSINE, PLEISS_NTK)

TWINS = (
    replace(
        RELU_NTK,
        label="slides/relu-ntk:twin-half-angle",
        title="arccos / 2 in place of arccos",
        twin_of=RELU_NTK.label,
        sides=(
            limit_of_steps,
            lambda rho, fn: rho * (fn.pi - fn.arccos(rho) / 2) / (2 * fn.pi),
        ),
    ),
    replace(
        RELU_NTK,
        label="slides/relu-ntk:twin-no-cosine",
        title="the factor x.x' dropped",
        twin_of=RELU_NTK.label,
        sides=(limit_of_steps, lambda rho, fn: (fn.pi - fn.arccos(rho)) / (2 * fn.pi)),
    ),
    replace(
        ARC_COSINE,
        label="pleiss/arc-cosine:twin-normalization",
        title="1/pi in place of 1/(2 pi)",
        twin_of=ARC_COSINE.label,
        sides=(limit_of_relus, lambda rho, fn: 2 * arc_cosine(rho, fn)),
    ),
    replace(
        ARC_COSINE,
        label="pleiss/arc-cosine:twin-angle",
        title="phi in place of pi - phi",
        twin_of=ARC_COSINE.label,
        sides=(
            limit_of_relus,
            lambda rho, fn: (fn.sqrt(1 - rho * rho) + fn.arccos(rho) * rho) / (2 * fn.pi),
        ),
    ),
    replace(
        PLEISS_NTK,
        label="pleiss/ntk:twin-single",
        title="(pi - phi) in place of 2 (pi - phi)",
        twin_of=PLEISS_NTK.label,
        sides=(limit_of_both, arc_cosine),
    ),
    replace(
        PLEISS_NTK,
        label="pleiss/ntk:twin-second-line",
        title="the second line with 2 (pi - phi) cos phi added",
        twin_of=PLEISS_NTK.label,
        sides=(
            limit_of_both,
            pleiss_ntk,
            lambda rho, fn: 2 * pleiss_ntk_sum(rho, fn) - arc_cosine(rho, fn),
        ),
    ),
)
