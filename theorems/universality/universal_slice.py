"""The ReLU NTK is universal on a slice of the sphere: sutherland, arccos kernel."""

from theorems.language.records import Source, Universality
from theorems.language.variants import sharpened, twin
from theorems.universality.definitions import DIMENSION, HEIGHT, ROUND, sutherland_ntk

PRINTED = Universality(
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

SHARPENED = sharpened(
    PRINTED,
    "The same kernel is universal on every compact subset of an open half-sphere",
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
)

FALSE = (
    twin(
        PRINTED,
        "equator",
        "the slice x_(d+1) = 0, d >= 2",
        parameters=(ROUND,),
        height=0,
    ),
    twin(
        PRINTED,
        "linear",
        "the kernel x.x', d >= 2",
        parameters=(ROUND,),
        kernel=lambda rho: rho,
    ),
    twin(
        PRINTED,
        "quadratic",
        "the kernel (x.x')^2 / 4, d >= 2",
        parameters=(ROUND,),
        kernel=lambda rho: rho * rho / 4,
    ),
    twin(
        PRINTED,
        "whole-sphere",
        "the whole sphere, x_(d+1) free",
        height=-1,
        slice=False,
    ),
)
