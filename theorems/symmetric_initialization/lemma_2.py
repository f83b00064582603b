"""F(x; omega(0), c) = 0 at the symmetric initialization: notes, Lemma 2."""

from theorems.language.givens import (
    normal,
    opposite_signs,
    random_signs,
    repeated_rows,
    repeated_signs,
    vector,
)
from theorems.language.parameters import DIMENSION, SMALL_EVEN_WIDTH
from theorems.language.records import Identity, Source
from theorems.language.variants import twin
from theorems.symmetric_initialization.definitions import HALVES, initial_output, zero

PRINTED = Identity(
    label="notes/lemma-2",
    title="The output is zero at the symmetric initialization",
    source=Source("notes", "Lemma 2", r"F(x; \omega(0), c) = 0"),
    reading="With probability 1 over the initialization, for every x.",
    parameters=(SMALL_EVEN_WIDTH, DIMENSION),
    random={"W0": repeated_rows("m", "d"), "c": opposite_signs("m")},
    for_all={"x": vector("d")},
    deviations=(HALVES,),
    sides=(initial_output, zero),
)

FALSE = (
    twin(
        PRINTED,
        "independent",
        "independent rows and signs in place of symmetric ones",
        reading="With probability 1 over independent omega_i(0) and c_i, for every x.",
        random={"W0": normal("m", "d"), "c": random_signs("m")},
    ),
    twin(
        PRINTED,
        "same-sign",
        "c_i = c_{i+m/2} in place of c_i = -c_{i+m/2}",
        reading="With probability 1 over repeated rows and repeated signs, for every x.",
        random={"W0": repeated_rows("m", "d"), "c": repeated_signs("m")},
    ),
)
