"""The ReLU NTK is universal: slides, Infinite-width NTK for ReLU, after the Proposition."""

from theorems.kernels import relu_ntk
from theorems.language.functions import arccos, pi
from theorems.language.records import Source, Universality
from theorems.language.variants import repaired, twin
from theorems.universality.definitions import CAP, CLOSED_HALF, HEIGHT, ON_CAP, READING, ROUND

PRINTED = Universality(
    label="slides/ntk-universal",
    title="The NTK of a two-layer ReLU network is universal on the sphere",
    source=Source(
        "slides",
        "Infinite-width NTK for ReLU, after the Proposition",
        r"K_{\infty}(\mathbf{x}, \mathbf{x}') = \mathbf{x}^{\top} \mathbf{x}' \cdot"
        r" \frac{\pi - \arccos(\mathbf{x}^{\top} \mathbf{x}')}{2\pi} \quad \text{is universal}",
    ),
    reading=READING.format(d=2),
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

REPAIRED = repaired(
    PRINTED,
    "The NTK of a two-layer ReLU network is universal on the sphere: inputs in an open half-sphere",
    reading=CAP.format(d=2),
    parameters=(ROUND, HEIGHT),
    deviations=(),
    height="height",
    formula=PRINTED.source.formula.removesuffix("}") + ON_CAP,
    change=(
        "X is a compact subset of an open half-sphere, as when a constant coordinate is appended to"
        " the inputs, in place of the whole sphere. The quoted Theorem 4.56 asks that the features"
        " span an algebra: those of K are the monomials of degree 1 and of even degree, whose"
        " products of degree 3, 5, ... are missing. On such an X the even ones alone are an algebra"
        " that tells points apart; on the sphere they do not tell x from -x. (With a trained bias"
        " in each neuron, K = (1 + x.x') (pi - arccos(x.x')) / (2 pi), the whole sphere would do.)"
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
        "no-cosine",
        "the factor x.x' dropped",
        kernel=lambda rho: (pi - arccos(rho)) / (2 * pi),
    ),
    twin(
        PRINTED,
        "linear",
        "the kernel x.x'",
        kernel=lambda rho: rho,
    ),
)
