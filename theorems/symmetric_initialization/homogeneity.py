"""grad f(omega) . omega = f(omega) for a ReLU network: notes, Lemma 1 (2)."""

import numpy as np

from theorems.language.givens import array, vector
from theorems.language.parameters import DIMENSION, SMALL_WIDTH
from theorems.language.records import Identity, Source
from theorems.language.variants import twin
from theorems.networks import gradient
from theorems.symmetric_initialization.definitions import (
    gradient_times_weights,
    output,
    twice_output,
)

PRINTED = Identity(
    label="notes/homogeneity",
    title="A ReLU network is its gradient times its weights",
    source=Source(
        "notes",
        "Lemma 1 (2)",
        r"\nabla_{\omega}^T f(x; \omega, c) \omega = f(x; \omega, c)",
    ),
    reading="For every x, omega and c, ties omega_i.x = 0 included.",
    parameters=(SMALL_WIDTH, DIMENSION),
    fixed={"x": vector("d"), "W": array("m", "d"), "c": vector("m")},
    sides=(gradient_times_weights, output),
)

FALSE = (
    twin(
        PRINTED,
        "degree-two",
        "2 f in place of f, as for degree 2",
        sides=(gradient_times_weights, twice_output),
    ),
    twin(
        PRINTED,
        "initial-gradient",
        "the gradient taken at omega(0)",
        sides=(lambda W, W0, c, x: np.sum(gradient(W0, c, x) * W), output),
        fixed={**PRINTED.fixed, "W0": array("m", "d")},
    ),
)
