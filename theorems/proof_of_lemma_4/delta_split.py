"""Delta = Delta_1 + Delta_2, and a display for all directions: notes, proof of Theorem 1."""

from theorems.language.givens import any_opposite_signs, any_repeated_rows, array, vector
from theorems.language.parameters import DIMENSION, SMALL_EVEN_WIDTH
from theorems.language.records import Identity, Source
from theorems.language.variants import twin
from theorems.proof_of_lemma_4.definitions import (
    nonlinear_part,
    split,
    split_twice,
    split_without_signs,
)
from theorems.symmetric_initialization import HALVES

PRINTED = Identity(
    label="notes/delta-split",
    title="The nonlinear part is Delta_1 + Delta_2",
    source=Source(
        "notes",
        "proof of Theorem 1",
        r"\Delta(\omega, m) = \Delta_1(\omega, m) + \Delta_2(\omega, m), \quad"
        r" [\nabla_{\omega} F(x; \omega, c) - \nabla_{\omega} F(x; \omega(0), c)]^T v ="
        r" \frac{1}{\sqrt{m}} \sum_i c_i [\mathbb{1}\{\omega_i^T x \geq 0\} -"
        r" \mathbb{1}\{\omega_i^T(0) x \geq 0\}] v_i^T x",
    ),
    reading=(
        "For every x, every omega and omega(0) of the symmetric initialization, with"
        " u = omega - omega(0); the display for every v in R^{md}. Ties are included."
    ),
    parameters=(SMALL_EVEN_WIDTH, DIMENSION),
    fixed={"x": vector("d"), "W0": any_repeated_rows("m", "d"), "c": any_opposite_signs("m")},
    for_all={"W": array("m", "d")},
    deviations=(
        HALVES,
        "Both sides carry the factor 1/sqrt m, which is left out so that exact arithmetic stays"
        " exact. Both sides of the display are linear in v: their coefficients are compared.",
    ),
    sides=(nonlinear_part, split),
)

FALSE = (
    twin(
        PRINTED,
        "twice",
        "Delta_2 taken against omega in place of u",
        sides=(nonlinear_part, split_twice),
    ),
    twin(
        PRINTED,
        "no-signs",
        "the output weights dropped from the display",
        sides=(nonlinear_part, split_without_signs),
    ),
)
