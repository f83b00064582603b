"""f - f0 as a sum over the neurons whose sign flips: slides, display (*)."""

from theorems.language.givens import array, normal, vector
from theorems.language.parameters import DIMENSION, SMALL_WIDTH
from theorems.language.records import Identity, Source
from theorems.language.variants import twin
from theorems.relu_linearization.definitions import gap, gap_over_neurons, gap_over_neurons_swapped

PRINTED = Identity(
    label="slides/relu-gap",
    title="The gap of a ReLU network as a sum over neurons",
    source=Source(
        "slides",
        "Extension to ReLU, display (*)",
        r"f(\mathbf{x}; \mathbf{W}) - f_0(\mathbf{x}; \mathbf{W}) = \sum_{i=1}^m a_i \cdot"
        r" \mathbf{w}_i^\top \mathbf{x} \left( \mathbf{1}\{\mathbf{w}_i^\top \mathbf{x} \geq 0\}"
        r" - \mathbf{1}\{\mathbf{w}_{0,i}^\top \mathbf{x} \geq 0\} \right)",
    ),
    reading=(
        "For every x, W and a, and for almost every W_0 (it is Gaussian): every W_0 none of"
        " whose pre-activations w_{0,i}.x is exactly 0, and every W_0 where x = 0."
    ),
    parameters=(SMALL_WIDTH, DIMENSION),
    fixed={"x": vector("d"), "a": vector("m")},
    random={"W0": normal("m", "d")},
    for_all={"W": array("m", "d")},
    almost=True,
    deviations=(
        "The slides select the minimum-norm gradient, so sigma'(0) = 0, while the display has"
        " 1{0 >= 0} = 1. The two sides differ where some w_{0,i}.x = 0 and x != 0, a null event"
        " under the Gaussian initialization; over every W_0 the display is the twin"
        " 'every-initialization'.",
    ),
    uses=("slides/relu-homogeneity",),
    sides=(gap, gap_over_neurons),
)

FALSE = (
    twin(
        PRINTED,
        "every-initialization",
        "every W_0, ties included",
        reading="For every x, W, a and every W_0, also where w_{0,i}.x = 0.",
        fixed={**PRINTED.fixed, "W0": array("m", "d")},
        random={},
        almost=False,
    ),
    twin(
        PRINTED,
        "swapped",
        "the two indicators exchanged",
        sides=(gap, gap_over_neurons_swapped),
    ),
)
