"""The NTK of a ReLU network, for any variance of the weights: sutherland, arccos kernel."""

from theorems.arc_cosine.definitions import NU, arccos_expectation, sutherland_arccos
from theorems.language.givens import at_cosine, vector
from theorems.language.parameters import RHO
from theorems.language.records import Expectation, Source
from theorems.language.variants import twin

PRINTED = Expectation(
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
    fixed={"x": vector("d", "= 1"), "y": at_cosine("d", "x")},
    sides=(arccos_expectation, sutherland_arccos),
)

FALSE = (
    twin(
        PRINTED,
        "no-half",
        "the term 1/2 dropped",
        sides=(
            arccos_expectation,
            lambda inputs, s, fn: (
                -(inputs.x @ inputs.y) * fn.arccos(inputs.x @ inputs.y) / (2 * fn.pi)
            ),
        ),
    ),
    twin(
        PRINTED,
        "scaled",
        "the kernel multiplied by nu",
        sides=(
            arccos_expectation,
            lambda inputs, s, fn: s.nu * sutherland_arccos(inputs, s, fn),
        ),
    ),
)
