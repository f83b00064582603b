"""Closed forms of Gaussian expectations: arc-cosine kernels and the two-layer ReLU NTK.

Unit inputs x, x' with cosine rho; (u, v) = (w.x, w.x') is standard normal with correlation
rho. The other side of each identity is the expectation itself. Where the weights or the inputs
themselves matter, it is asked of two inputs x, y.
"""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from theorems.kernels import (
    arc_cosine,
    cho_saul_0,
    cho_saul_1,
    cho_saul_2,
    pleiss_ntk,
    pleiss_ntk_sum,
    relu_ntk,
)
from theorems.language.domains import POSITIVE, Reals
from theorems.language.functions import (
    arccos,
    pi,
    relu_expectation,
    sin,
    sqrt,
    square_expectation,
    step_expectation,
)
from theorems.language.parameters import INPUT_NORM, RHO
from theorems.language.reading import formula
from theorems.language.records import (
    Expectation,
    Identity,
    Inputs,
    Parameter,
    Setting,
    Source,
    Theorem,
)
from theorems.networks import relu, step

NU = Parameter(
    "nu",
    "variance of the weights",
    POSITIVE,
    Fraction(2),
    tuple(map(Fraction, ("1e-6", "0.5", "1", "2", "1000"))),
)


@formula
def limit_of_steps(rho: Any) -> Any:
    """x.x' E[1{v.x >= 0} 1{v.x' >= 0}] for unit x, x' with cosine rho."""
    return rho * step_expectation(rho)


@formula
def limit_of_relus(rho: Any) -> Any:
    """E[relu(w.x) relu(w.x')] for unit x, x' with cosine rho."""
    return relu_expectation(rho)


@formula
def limit_of_both(rho: Any) -> Any:
    """E[relu relu] + x.x' E[beta^2] E[step step], with E[beta^2] = 1."""
    return relu_expectation(rho) + rho * step_expectation(rho)


@formula
def twice_steps(rho: Any) -> Any:
    """2 E[1{w.x >= 0} 1{w.y >= 0}] for unit x, y with cosine rho."""
    return 2 * step_expectation(rho)


@formula
def twice_relus(rho: Any) -> Any:
    """2 E[relu(w.x) relu(w.y)] for unit x, y with cosine rho."""
    return 2 * relu_expectation(rho)


@formula
def twice_squares(rho: Any) -> Any:
    """2 E[relu(w.x)^2 relu(w.y)^2] for unit x, y with cosine rho."""
    return 2 * square_expectation(rho)


def arccos_expectation(inputs: Inputs, s: Setting, fn: Any) -> Any:
    """(x.y) E[sigma'(w.x) sigma'(w.y)], w = sqrt(nu) g, g ~ N(0, I)."""
    root = fn.sqrt(s.nu)
    return (inputs.x @ inputs.y) * inputs.mean(lambda u, v, b: step(root * u) * step(root * v))


def sutherland_arccos(inputs: Inputs, s: Setting, fn: Any) -> Any:
    """(x.y) (1/2 - arccos(x.y) / (2 pi))."""
    product = inputs.x @ inputs.y
    return product * (Fraction(1, 2) - fn.arccos(product) / (2 * fn.pi))


def kernel_of_both_layers(
    inputs: Inputs, s: Setting, fn: Any, variances: tuple[int, ...] | None = None
) -> Any:
    """E[sigma(w.x) sigma(w.y)] + x.y E[b^2 sigma'(w.x) sigma'(w.y)]."""
    first = inputs.mean(lambda u, v, b: relu(u) * relu(v), variances)
    second = inputs.mean(lambda u, v, b: b * b * step(u) * step(v), variances)
    return first + (inputs.x @ inputs.y) * second


def function_of_the_product(inputs: Inputs, s: Setting, fn: Any) -> Any:
    """(sin phi + 2 (pi - phi) cos phi) / (2 pi), a function of x.y = cos phi alone."""
    return pleiss_ntk(inputs.x @ inputs.y, fn)


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


def _degree(n: int, definition: Any, printed: Any, J: str) -> Identity:
    return Identity(
        label=f"cho-saul/degree-{n}",
        title=f"The arc-cosine kernel of degree {n}",
        source=Source(
            "cho-saul",
            f"Section 2, degree n = {n}",
            rf"k_{n}(\mathbf{{x}}, \mathbf{{y}}) = \frac{{1}}{{\pi}} \|\mathbf{{x}}\|^{n}"
            rf" \|\mathbf{{y}}\|^{n} J_{n}(\theta), \quad J_{n}(\theta) = {J}",
        ),
        reading=(
            f"For all x, y != 0 (unit without loss: both sides are homogeneous of degree {n}),"
            f" where k_{n} = 2 E[1{{w.x >= 0}} 1{{w.y >= 0}} (w.x)^{n} (w.y)^{n}], w ~ N(0, I),"
            " and theta is the angle between x and y."
        ),
        parameters=(RHO,),
        sides=(definition, printed),
    )


DEGREE_0 = _degree(0, twice_steps, cho_saul_0, r"\pi - \theta")
DEGREE_1 = _degree(1, twice_relus, cho_saul_1, r"\sin\theta + (\pi - \theta) \cos\theta")
DEGREE_2 = _degree(
    2,
    twice_squares,
    cho_saul_2,
    r"3 \sin\theta \cos\theta + (\pi - \theta)(1 + 2 \cos^2\theta)",
)

SUTHERLAND_ARCCOS = Expectation(
    label="sutherland/arc-cosine",
    title="The NTK of a two-layer ReLU network, for any variance of the weights",
    source=Source(
        "sutherland",
        "arccos kernel",
        r"(\mathbf{x}_1 \cdot \mathbf{x}_2) \mathbb{E}_{\mathbf{w}}[\sigma'(\mathbf{w} \cdot"
        r" \mathbf{x}_1) \sigma'(\mathbf{w} \cdot \mathbf{x}_2)] = (\mathbf{x}_1 \cdot"
        r" \mathbf{x}_2) \left( \frac{1}{2} - \frac{1}{2\pi} \arccos(\mathbf{x}_1 \cdot"
        r" \mathbf{x}_2) \right)",
    ),
    reading="For all unit x1, x2, w ~ N(0, nu I), every nu > 0, and sigma'(z) = 1{z >= 0}.",
    parameters=(RHO, NU),
    sides=(arccos_expectation, sutherland_arccos),
)

DOT_PRODUCT = Expectation(
    label="pleiss/dot-product",
    title="On unit inputs the NTK depends on their product alone",
    source=Source(
        "pleiss",
        "Section 1.2, property 1",
        r"\text{For any } \boldsymbol{x}, \boldsymbol{x}' \text{ with norm 1, the NTK is a function"
        r" of } \boldsymbol{x}^{\top} \boldsymbol{x}' = \cos(\varphi)",
    ),
    reading=(
        "There is one function of x.x' that the NTK of both layers, as the expectation that defines"
        " it, equals for all unit x, x' in every dimension; it is that of Eq. (6)."
    ),
    parameters=(RHO,),
    uses=("pleiss/ntk",),
    sides=(kernel_of_both_layers, function_of_the_product),
)

THEOREMS: tuple[Theorem, ...] = (
    RELU_NTK,
    ARC_COSINE,
    PLEISS_NTK,
    DOT_PRODUCT,
    SUTHERLAND_ARCCOS,
    DEGREE_0,
    DEGREE_1,
    DEGREE_2,
)

VARIANTS: tuple[Theorem, ...] = ()

TWINS: tuple[Theorem, ...] = (
    replace(
        RELU_NTK,
        label="slides/relu-ntk:twin-half-angle",
        title="arccos / 2 in place of arccos",
        twin_of=RELU_NTK.label,
        sides=(
            limit_of_steps,
            lambda rho: rho * (pi - arccos(rho) / 2) / (2 * pi),
        ),
    ),
    replace(
        RELU_NTK,
        label="slides/relu-ntk:twin-no-cosine",
        title="the factor x.x' dropped",
        twin_of=RELU_NTK.label,
        sides=(limit_of_steps, lambda rho: (pi - arccos(rho)) / (2 * pi)),
    ),
    replace(
        ARC_COSINE,
        label="pleiss/arc-cosine:twin-normalization",
        title="1/pi in place of 1/(2 pi)",
        twin_of=ARC_COSINE.label,
        sides=(limit_of_relus, 2 * arc_cosine),
    ),
    replace(
        ARC_COSINE,
        label="pleiss/arc-cosine:twin-angle",
        title="phi in place of pi - phi",
        twin_of=ARC_COSINE.label,
        sides=(
            limit_of_relus,
            lambda rho: (sqrt(1 - rho * rho) + arccos(rho) * rho) / (2 * pi),
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
            2 * pleiss_ntk_sum - arc_cosine,
        ),
    ),
    replace(
        DEGREE_0,
        label="cho-saul/degree-0:twin-angle",
        title="theta in place of pi - theta",
        twin_of=DEGREE_0.label,
        sides=(twice_steps, lambda rho: arccos(rho) / pi),
    ),
    replace(
        DEGREE_0,
        label="cho-saul/degree-0:twin-normalization",
        title="the factor 2 of the definition dropped",
        twin_of=DEGREE_0.label,
        sides=(lambda rho: step_expectation(rho), cho_saul_0),
    ),
    replace(
        DEGREE_1,
        label="cho-saul/degree-1:twin-exchanged",
        title="sine and cosine exchanged",
        twin_of=DEGREE_1.label,
        sides=(
            twice_relus,
            lambda rho: (rho + (pi - arccos(rho)) * sin(arccos(rho))) / pi,
        ),
    ),
    replace(
        DEGREE_1,
        label="cho-saul/degree-1:twin-no-cosine",
        title="the factor cos theta dropped",
        twin_of=DEGREE_1.label,
        sides=(
            twice_relus,
            lambda rho: (sin(arccos(rho)) + pi - arccos(rho)) / pi,
        ),
    ),
    replace(
        DEGREE_2,
        label="cho-saul/degree-2:twin-two",
        title="2 sin theta cos theta in place of 3 sin theta cos theta",
        twin_of=DEGREE_2.label,
        sides=(
            twice_squares,
            lambda rho: cho_saul_2 - rho * sin(arccos(rho)) / pi,
        ),
    ),
    replace(
        DEGREE_2,
        label="cho-saul/degree-2:twin-one",
        title="1 + cos^2 theta in place of 1 + 2 cos^2 theta",
        twin_of=DEGREE_2.label,
        sides=(
            twice_squares,
            lambda rho: cho_saul_2 - rho * rho * (pi - arccos(rho)) / pi,
        ),
    ),
    replace(
        SUTHERLAND_ARCCOS,
        label="sutherland/arc-cosine:twin-no-half",
        title="without the term 1/2",
        twin_of=SUTHERLAND_ARCCOS.label,
        sides=(
            arccos_expectation,
            lambda inputs, s, fn: (
                -(inputs.x @ inputs.y) * fn.arccos(inputs.x @ inputs.y) / (2 * fn.pi)
            ),
        ),
    ),
    replace(
        SUTHERLAND_ARCCOS,
        label="sutherland/arc-cosine:twin-scaled",
        title="the kernel multiplied by nu",
        twin_of=SUTHERLAND_ARCCOS.label,
        sides=(
            arccos_expectation,
            lambda inputs, s, fn: s.nu * sutherland_arccos(inputs, s, fn),
        ),
    ),
    replace(
        DOT_PRODUCT,
        label="pleiss/dot-product:twin-any-length",
        title="inputs of any length",
        twin_of=DOT_PRODUCT.label,
        reading="One function of x.x' for all x with 0 < ||x|| <= 1 and all unit x'.",
        parameters=(
            RHO,
            replace(
                INPUT_NORM,
                domain=Reals(Fraction(0), Fraction(1), open_low=True),
                default=Fraction("0.5"),
                coverage=tuple(map(Fraction, ("0.001", "0.5", "0.9"))),
            ),
        ),
    ),
    replace(
        DOT_PRODUCT,
        label="pleiss/dot-product:twin-unequal-weights",
        title="weights with unequal variances along the axes",
        twin_of=DOT_PRODUCT.label,
        reading="The same with independent weights of variances 4 and 1 in the plane.",
        sides=(
            lambda inputs, s, fn: kernel_of_both_layers(inputs, s, fn, variances=(4, 1)),
            function_of_the_product,
        ),
    ),
)
