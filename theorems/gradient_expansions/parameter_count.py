"""A network of L layers has d + d p + (L - 1) d^2 parameters: pleiss, after Eq. (4)."""

from theorems.gradient_expansions.definitions import (
    FEW,
    FEW_DIMENSIONS,
    entries_of_arrays,
    printed_count,
)
from theorems.language.parameters import DEPTH
from theorems.language.records import Identity, Source
from theorems.language.variants import twin

PRINTED = Identity(
    label="pleiss/parameter-count",
    title="The number of learnable parameters",
    source=Source(
        "pleiss",
        "after Eq. (4)",
        r"d + d \cdot p \quad \text{(one hidden layer)}, \qquad d + d \cdot p + (L - 1) d^2"
        r" \quad \text{($L$ hidden layers)}",
    ),
    reading="For every width m, input dimension d and number L of weight layers.",
    parameters=(FEW, FEW_DIMENSIONS, DEPTH),
    deviations=(
        "The width, d in the source, is m here, and the input dimension, p there, is d. The"
        " source's L counts hidden layers; here L counts weight layers, one more.",
        "All hidden layers have the same width and there are no biases, as in Eq. (2).",
    ),
    of="sizes",
    sides=(entries_of_arrays, printed_count),
)

FALSE = (
    twin(
        PRINTED,
        "every-layer",
        "a square matrix for each hidden layer",
        sides=(entries_of_arrays, lambda m, d, L: m + m * d + (L - 1) * m**2),
    ),
    twin(
        PRINTED,
        "biases",
        "m biases for each hidden layer counted too",
        sides=(entries_of_arrays, lambda m, d, L: printed_count(m, d, L) + (L - 1) * m),
    ),
)
