"""The arc-cosine kernel of degree 0 is (pi - theta) / pi: cho-saul, Section 2."""

from theorems.arc_cosine.definitions import twice_steps
from theorems.kernels import cho_saul_0
from theorems.language.functions import arccos, pi, step_expectation
from theorems.language.parameters import RHO
from theorems.language.records import Identity, Source
from theorems.language.variants import twin

PRINTED = Identity(
    label="cho-saul/degree-0",
    title="The arc-cosine kernel of degree 0",
    source=Source(
        "cho-saul",
        "Section 2, degree n = 0",
        r"k_0(\mathbf{x}, \mathbf{y}) = \frac{1}{\pi} \|\mathbf{x}\|^0"
        r" \|\mathbf{y}\|^0 J_0(\theta), \quad J_0(\theta) ="
        r" \pi - \theta",
    ),
    reading=(
        "For all x, y != 0 (unit without loss: both sides are homogeneous of degree 0),"
        " where k_0 = 2 E[1{w.x >= 0} 1{w.y >= 0} (w.x)^0 (w.y)^0], w ~ N(0, I),"
        " and theta is the angle between x and y."
    ),
    parameters=(RHO,),
    sides=(twice_steps, cho_saul_0),
)

FALSE = (
    twin(
        PRINTED,
        "angle",
        "theta in place of pi - theta",
        sides=(twice_steps, lambda rho: arccos(rho) / pi),
    ),
    twin(
        PRINTED,
        "normalization",
        "the factor 2 of the definition dropped",
        sides=(lambda rho: step_expectation(rho), cho_saul_0),
    ),
)
