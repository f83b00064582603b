"""Kernels of wide ReLU networks on spheres: which functions they approximate."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theorems.kernels import arc_cosine, cho_saul_0, pleiss_ntk, relu_ntk
from theorems.language.domains import Integers, Reals
from theorems.language.floats import FLOATS
from theorems.language.functions import arccos, pi
from theorems.language.reading import formula
from theorems.language.records import Parameter, Source, Theorem, Universality

Array = NDArray[Any]

DIMENSION = Parameter("d", "input dimension", Integers(1), 3, (1, 2, 3, 5, 10, 100))
ROUND = Parameter("d", "input dimension", Integers(2), 3, (2, 3, 5, 10, 100))
HEIGHT = Parameter(
    "height",
    "smallest last coordinate of the inputs",
    Reals(Fraction(0), Fraction(1), True, True),
    Fraction("0.1"),
    (Fraction("1e-6"), Fraction("0.1"), Fraction("0.5"), Fraction("0.9")),
    trial=Reals(Fraction(-1), Fraction(1), False, True),
)


def values(kernel: Callable[..., Any], cosines: Array) -> Array:
    """k at each of the cosines, one by one."""
    each = np.vectorize(lambda rho: kernel(rho, FLOATS), otypes=[float])
    return np.asarray(each(np.clip(cosines, -1, 1)))


def combination(kernel: Callable[..., Any], weights: Array, points: Array, x: Array) -> Array:
    """g(x) = sum_j weights_j k(x, points_j), a combination of sections, at the rows of x.

    weights (n,), points (n, D), x (k, D), rows of norm 1; returns (k,)
    """
    return values(kernel, x @ points.T) @ weights


@formula
def sutherland_ntk(rho: Any) -> Any:
    """rho (1/2 - arccos(rho) / (2 pi)), for unit inputs with cosine rho.

    Source: sutherland, "arccos kernel".
    """
    return rho * (1 - arccos(rho) / pi) / 2


_READING = (
    "For every d >= {d}: for every continuous f on the unit sphere X of R^d and every eps > 0 there"
    " are points x_1, ..., x_n of X and real c_1, ..., c_n with |f(x) - sum_j c_j k(x, x_j)| < eps"
    " for all x in X: the RKHS of k is dense in C(X)."
)

NTK_UNIVERSAL = Universality(
    label="slides/ntk-universal",
    title="The NTK of a two-layer ReLU network is universal on the sphere",
    source=Source(
        "slides",
        "Infinite-width NTK for ReLU, after the Proposition",
        r"K_{\infty}(\mathbf{x}, \mathbf{x}') = \mathbf{x}^{\top} \mathbf{x}' \cdot"
        r" \frac{\pi - \arccos(\mathbf{x}^{\top} \mathbf{x}')}{2\pi} \quad \text{is universal}",
    ),
    reading=_READING.format(d=2),
    parameters=(ROUND,),
    uses=("slides/relu-ntk",),
    deviations=(
        "The print says that universal approximation conditions of kernels can be invoked, and"
        " quotes Theorem 4.56 of Steinwart and Christmann; the set X is left open. It is read as"
        " the unit sphere of R^d, where the Proposition gives the kernel.",
    ),
    kernel=relu_ntk,
    height=-1,
)

UNIVERSAL_ARC_COSINE = Universality(
    label="pleiss/universal-arc-cosine",
    title="The RKHS of the arc-cosine kernel is universal",
    source=Source(
        "pleiss",
        "page 1, third bullet, with Eq. (1)",
        r"k_{\operatorname{arccos}}(\boldsymbol{x}, \boldsymbol{x}') = \frac{1}{2\pi}"
        r" \|\boldsymbol{x}\| \|\boldsymbol{x}'\| \left[ \sin(\varphi) + (\pi - \varphi)"
        r" \cos(\varphi) \right] \quad \text{is universal}",
    ),
    reading=_READING.format(d=1),
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

UNIVERSAL_NTK = replace(
    UNIVERSAL_ARC_COSINE,
    label="pleiss/universal-ntk",
    title="The RKHS of the NTK of both layers is universal",
    source=Source(
        "pleiss",
        "section 1.2, property 4, with Eq. (6)",
        r"k_{\text{NTK}}(\boldsymbol{x}, \boldsymbol{x}') = \frac{1}{2\pi} \|\boldsymbol{x}\|"
        r" \|\boldsymbol{x}'\| \left[\sin(\varphi) + 2(\pi - \varphi)\cos(\varphi)\right]"
        r" \quad \text{is universal}",
    ),
    uses=("pleiss/ntk", "pleiss/dot-product"),
    deviations=UNIVERSAL_ARC_COSINE.deviations[:1],
    kernel=pleiss_ntk,
)

UNIVERSAL_SLICE = Universality(
    label="sutherland/universal-slice",
    title="The NTK of a two-layer ReLU network is universal on a slice of the sphere",
    source=Source(
        "sutherland",
        "arccos kernel",
        r"(\mathbf{x}_1 \cdot \mathbf{x}_2) \left( \frac{1}{2} - \frac{1}{2\pi}"
        r" \arccos(\mathbf{x}_1 \cdot \mathbf{x}_2) \right) \text{ is universal on } \{x \in"
        r" \mathbb{R}^{d+1} : \|x\| = 1, x_{d+1} = 1/\sqrt{2}\}",
    ),
    reading=(
        "For every d >= 1: for every continuous f on X = {x in R^(d+1): ||x|| = 1, x_(d+1) ="
        " 1/sqrt(2)} and every eps > 0 there are points x_1, ..., x_n of X and real c_1, ..., c_n"
        " with |f(x) - sum_j c_j k(x, x_j)| < eps for all x in X."
    ),
    parameters=(DIMENSION,),
    uses=("sutherland/arc-cosine",),
    kernel=sutherland_ntk,
    height="1 / sqrt(2)",
    slice=True,
    added=1,
)

THEOREMS: tuple[Theorem, ...] = (
    NTK_UNIVERSAL,
    UNIVERSAL_ARC_COSINE,
    UNIVERSAL_NTK,
    UNIVERSAL_SLICE,
)

_CAP = (
    "For every d >= {d} and every 0 < height < 1, the same on X = {{x in R^d: ||x|| = 1, x_d >="
    " height}}, and so on every compact subset of it: on every compact X in an open half-sphere."
)


def _repaired(theorem: Universality, d: Parameter, change: str) -> Universality:
    on_cap = r" on } \{ \|x\| = 1, \; x_d \geq h \}, \; h > 0"
    return replace(
        theorem,
        label=f"{theorem.label}:repaired",
        title=f"{theorem.title}: inputs in an open half-sphere",
        reading=_CAP.format(d=2 if d is ROUND else 1),
        parameters=(d, HEIGHT),
        deviations=(),
        height="height",
        formula=theorem.source.formula.removesuffix("}") + on_cap,
        change=change,
    )


VARIANTS: tuple[Theorem, ...] = (
    _repaired(
        NTK_UNIVERSAL,
        ROUND,
        "X is a compact subset of an open half-sphere, as when a constant coordinate is appended to"
        " the inputs, in place of the whole sphere. The quoted Theorem 4.56 asks that the features"
        " span an algebra: those of K are the monomials of degree 1 and of even degree, whose"
        " products of degree 3, 5, ... are missing. On such an X the even ones alone are an algebra"
        " that tells points apart; on the sphere they do not tell x from -x. (With a trained bias"
        " in each neuron, K = (1 + x.x') (pi - arccos(x.x')) / (2 pi), the whole sphere would do.)",
    ),
    _repaired(
        UNIVERSAL_ARC_COSINE,
        DIMENSION,
        "X is a compact subset of an open half-sphere, as when a constant coordinate (a bias) is"
        " appended to the inputs, in place of the whole sphere: relu(z) = z/2 + |z|/2 has no odd"
        " part but z/2, and so the kernel sees nothing of odd degree >= 3.",
    ),
    _repaired(
        UNIVERSAL_NTK,
        DIMENSION,
        "X is a compact subset of an open half-sphere, as when a constant coordinate (a bias) is"
        " appended to the inputs, in place of the whole sphere: both summands of the kernel have no"
        " odd part but a multiple of x.x', and so it sees nothing of odd degree >= 3.",
    ),
    replace(
        UNIVERSAL_SLICE,
        label="sutherland/universal-slice:sharpened",
        title="The same kernel is universal on every compact subset of an open half-sphere",
        reading=(
            "For every d >= 1 and every 0 < height < 1, the same on X = {x in R^(d+1): ||x|| = 1,"
            " x_(d+1) >= height}, which contains the slice for height <= 1/sqrt(2); and so on every"
            " compact subset of it."
        ),
        parameters=(DIMENSION, HEIGHT),
        height="height",
        slice=False,
        formula=(
            r"(\mathbf{x}_1 \cdot \mathbf{x}_2) \left( \frac{1}{2} - \frac{1}{2\pi} "
            r"\arccos(\mathbf{x}_1 \cdot \mathbf{x}_2) \right) \text{ is universal on } \{x "
            r"\in \mathbb{R}^{d+1} : \|x\| = 1, x_{d+1} \geq h\}, \; h > 0"
        ),
        change=(
            "x_(d+1) >= height > 0 in place of x_(d+1) = 1/sqrt(2). The size of the last coordinate"
            " does not matter, nor that it is constant: only that X holds no antipodal pair."
        ),
    ),
)

_CLOSED_HALF = Parameter("d", "input dimension", Integers(3), 3, (3, 5, 10))


def _twin(theorem: Universality, what: str, title: str, **changes: Any) -> Universality:
    return replace(
        theorem,
        label=f"{theorem.label}:twin-{what}",
        title=title,
        twin_of=theorem.label,
        reading=changes.pop("reading", f"As printed, but: {title}."),
        deviations=(),
        **changes,
    )


TWINS: tuple[Theorem, ...] = (
    _twin(
        NTK_UNIVERSAL,
        "closed-half-sphere",
        "inputs in the closed half-sphere x_d >= 0, d >= 3",
        parameters=(_CLOSED_HALF,),
        height=0,
    ),
    _twin(
        NTK_UNIVERSAL,
        "no-cosine",
        "the factor x.x' dropped",
        kernel=lambda rho: (pi - arccos(rho)) / (2 * pi),
    ),
    _twin(NTK_UNIVERSAL, "linear", "the kernel x.x'", kernel=lambda rho: rho),
    _twin(
        UNIVERSAL_ARC_COSINE,
        "closed-half-sphere",
        "inputs in the closed half-sphere x_d >= 0, d >= 3",
        parameters=(_CLOSED_HALF,),
        height=0,
    ),
    _twin(
        UNIVERSAL_ARC_COSINE,
        "degree-0",
        "the arc-cosine kernel of degree 0",
        parameters=(ROUND,),
        kernel=cho_saul_0,
    ),
    _twin(
        UNIVERSAL_NTK,
        "below-equator",
        "inputs with x_d >= -1/10, d >= 2",
        parameters=(ROUND,),
        height=Fraction(-1, 10),
    ),
    _twin(
        UNIVERSAL_NTK,
        "quadratic",
        "the kernel x.x' + (x.x')^2, inputs with x_d >= 1/2, d >= 2",
        parameters=(ROUND,),
        kernel=lambda rho: rho + rho * rho,
        height=Fraction(1, 2),
    ),
    _twin(
        UNIVERSAL_SLICE,
        "equator",
        "the slice x_(d+1) = 0, d >= 2",
        parameters=(ROUND,),
        height=0,
    ),
    _twin(
        UNIVERSAL_SLICE,
        "linear",
        "the kernel x.x', d >= 2",
        parameters=(ROUND,),
        kernel=lambda rho: rho,
    ),
    _twin(
        UNIVERSAL_SLICE,
        "quadratic",
        "the kernel (x.x')^2 / 4, d >= 2",
        parameters=(ROUND,),
        kernel=lambda rho: rho * rho / 4,
    ),
    _twin(
        UNIVERSAL_SLICE,
        "whole-sphere",
        "the whole sphere, x_(d+1) free",
        height=-1,
        slice=False,
    ),
)
