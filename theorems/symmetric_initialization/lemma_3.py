"""A Taylor-like expansion of ReLU networks about omega(0): notes, Lemma 3."""

from theorems.language.givens import (
    array,
    normal,
    opposite_signs,
    random_signs,
    repeated_rows,
    vector,
)
from theorems.language.parameters import DIMENSION, SMALL_EVEN_WIDTH
from theorems.language.records import Identity, Source
from theorems.language.variants import twin
from theorems.symmetric_initialization.definitions import (
    HALVES,
    expansion,
    expansion_about_displacement,
    output,
)

PRINTED = Identity(
    label="notes/lemma-3",
    title="Taylor-like expansion of ReLU networks",
    source=Source(
        "notes",
        "Lemma 3",
        r"F(x; \omega, c) = \nabla_{\omega}^T F(x; \omega(0), c) (\omega - \omega(0)) +"
        r" \left( \nabla_{\omega} F(x; \omega, c) - \nabla_{\omega} F(x; \omega(0), c) \right)^T"
        r" \omega",
    ),
    reading="With probability 1 over the initialization, for every x and every omega.",
    parameters=(SMALL_EVEN_WIDTH, DIMENSION),
    random={"W0": repeated_rows("m", "d"), "c": opposite_signs("m")},
    for_all={"x": vector("d"), "W": array("m", "d")},
    uses=("notes/homogeneity", "notes/lemma-2"),
    deviations=(HALVES,),
    sides=(output, expansion),
)

FALSE = (
    twin(
        PRINTED,
        "independent",
        "independent rows and signs in place of symmetric ones",
        reading="With probability 1 over independent omega_i(0) and c_i, for every x, omega.",
        random={"W0": normal("m", "d"), "c": random_signs("m")},
    ),
    twin(
        PRINTED,
        "displacement",
        "the second term against omega - omega(0)",
        sides=(output, expansion_about_displacement),
    ),
)
