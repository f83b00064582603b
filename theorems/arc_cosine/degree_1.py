"""The arc-cosine kernel of degree 1 in closed form: cho-saul, Section 2."""

from theorems.arc_cosine.definitions import twice_relus
from theorems.kernels import cho_saul_1
from theorems.language.functions import arccos, pi, sin
from theorems.language.parameters import RHO
from theorems.language.records import Identity, Source
from theorems.language.variants import twin

PRINTED = Identity(
    label="cho-saul/degree-1",
    title="The arc-cosine kernel of degree 1",
    source=Source(
        "cho-saul",
        "Section 2, degree n = 1",
        r"k_1(\mathbf{x}, \mathbf{y}) = \frac{1}{\pi} \|\mathbf{x}\|^1"
        r" \|\mathbf{y}\|^1 J_1(\theta), \quad J_1(\theta) ="
        r" \sin\theta + (\pi - \theta) \cos\theta",
    ),
    reading=(
        "For all x, y != 0 (unit without loss: both sides are homogeneous of degree 1),"
        " where k_1 = 2 E[1{w.x >= 0} 1{w.y >= 0} (w.x)^1 (w.y)^1], w ~ N(0, I),"
        " and theta is the angle between x and y."
    ),
    parameters=(RHO,),
    sides=(twice_relus, cho_saul_1),
)

FALSE = (
    twin(
        PRINTED,
        "exchanged",
        "sine and cosine exchanged",
        sides=(
            twice_relus,
            lambda rho: (rho + (pi - arccos(rho)) * sin(arccos(rho))) / pi,
        ),
    ),
    twin(
        PRINTED,
        "no-cosine",
        "the factor cos theta dropped",
        sides=(
            twice_relus,
            lambda rho: (sin(arccos(rho)) + pi - arccos(rho)) / pi,
        ),
    ),
)
