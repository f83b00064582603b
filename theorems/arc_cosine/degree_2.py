"""The arc-cosine kernel of degree 2 in closed form: cho-saul, Section 2."""

from theorems.arc_cosine.definitions import twice_squares
from theorems.kernels import cho_saul_2
from theorems.language.functions import arccos, pi, sin
from theorems.language.parameters import RHO
from theorems.language.records import Identity, Source
from theorems.language.variants import twin

PRINTED = Identity(
    label="cho-saul/degree-2",
    title="The arc-cosine kernel of degree 2",
    source=Source(
        "cho-saul",
        "Section 2, degree n = 2",
        r"k_2(\mathbf{x}, \mathbf{y}) = \frac{1}{\pi} \|\mathbf{x}\|^2"
        r" \|\mathbf{y}\|^2 J_2(\theta), \quad J_2(\theta) ="
        r" 3 \sin\theta \cos\theta + (\pi - \theta)(1 + 2 \cos^2\theta)",
    ),
    reading=(
        "For all x, y != 0 (unit without loss: both sides are homogeneous of degree 2),"
        " where k_2 = 2 E[1{w.x >= 0} 1{w.y >= 0} (w.x)^2 (w.y)^2], w ~ N(0, I),"
        " and theta is the angle between x and y."
    ),
    parameters=(RHO,),
    sides=(twice_squares, cho_saul_2),
)

FALSE = (
    twin(
        PRINTED,
        "two",
        "2 sin theta cos theta in place of 3 sin theta cos theta",
        sides=(
            twice_squares,
            lambda rho: cho_saul_2 - rho * sin(arccos(rho)) / pi,
        ),
    ),
    twin(
        PRINTED,
        "one",
        "1 + cos^2 theta in place of 1 + 2 cos^2 theta",
        sides=(
            twice_squares,
            lambda rho: cho_saul_2 - rho * rho * (pi - arccos(rho)) / pi,
        ),
    ),
)
