"""The gap is at most sqrt(m) ||W||_F: slides, Extension to ReLU, 'Naive'."""

from dataclasses import replace

from theorems.language.domains import NONNEGATIVE
from theorems.language.functions import cbrt, sqrt
from theorems.language.givens import any_signs, array, vector
from theorems.language.parameters import DIMENSION, INPUT_NORM, UNIT_BALL_NORM, WIDTH
from theorems.language.records import Bound, Source
from theorems.language.variants import sharpened, twin
from theorems.sign_patterns.definitions import gap_over_frobenius_norm

PRINTED = Bound(
    label="slides/naive-bound",
    title="The naive bound of the gap by Cauchy-Schwarz",
    source=Source(
        "slides",
        "Extension to ReLU, 'Naive'",
        r"\sum_{i=1}^m a_i \cdot \mathbf{w}_i^\top \mathbf{x} \left( \mathbf{1}\{\mathbf{w}_i^\top"
        r" \mathbf{x} \geq 0\} - \mathbf{1}\{\mathbf{w}_{0,i}^\top \mathbf{x} \geq 0\} \right)"
        r" \leq \sqrt{m} \|\mathbf{W}\|_F",
    ),
    reading=(
        "For every m and d, every x with ||x|| <= 1, every a in {-1, 1}^m, every W_0 and every W:"
        " (*) <= sqrt(m) ||W||_F, and so (*) / ||W||_F <= sqrt(m) where W != 0."
    ),
    parameters=(WIDTH, DIMENSION, replace(UNIT_BALL_NORM, trial=NONNEGATIVE)),
    fixed={"x": vector("d", "= x_norm"), "a": any_signs("m"), "W0": array("m", "d")},
    for_all={"W": array("m", "d")},
    uses=("slides/relu-gap",),
    deviations=(
        "The slide says 'something like' and names no ||x||. Proposition 4.1 and Lemma 4.1, between"
        " which it stands, have ||x|| <= 1, and so has this record; `--set x_norm=2` looks beyond.",
    ),
    quantity=gap_over_frobenius_norm,
    at_most=(lambda m: sqrt(m),),
)

SHARPENED = sharpened(
    PRINTED,
    "The naive bound with ||x||, for every x",
    reading=(
        "For every m, d and x, every a in {-1, 1}^m, every W_0 and every W: (*) <= sqrt(m)"
        " ||x|| ||W||_F."
    ),
    parameters=(WIDTH, DIMENSION, INPUT_NORM),
    deviations=(),
    formula=(
        r"\sum_{i=1}^m a_i \cdot \mathbf{w}_i^\top \mathbf{x} \left( "
        r"\mathbf{1}\{\mathbf{w}_i^\top \mathbf{x} \geq 0\} - "
        r"\mathbf{1}\{\mathbf{w}_{0,i}^\top \mathbf{x} \geq 0\} \right) \leq \sqrt{m} "
        r"\|\mathbf{x}\| \|\mathbf{W}\|_F"
    ),
    change=(
        "The right-hand side gets the factor ||x|| that Cauchy-Schwarz gives. Equality holds"
        " for equal rows of W along x whose neurons all flip with a_i = 1."
    ),
    at_most=(lambda m, x_norm: sqrt(m) * x_norm,),
)

FALSE = (
    twin(
        PRINTED,
        "constant",
        "the bound shrunk by 1 percent",
        at_most=(lambda m: 99 * sqrt(m) / 100,),
        formula=(
            r"\sum_{i=1}^m a_i \cdot \mathbf{w}_i^\top \mathbf{x} \left("
            r" \mathbf{1}\{\mathbf{w}_i^\top \mathbf{x} \geq 0\} -"
            r" \mathbf{1}\{\mathbf{w}_{0,i}^\top \mathbf{x} \geq 0\} \right) \leq"
            r" \frac{99}{100} \sqrt{m} \|\mathbf{W}\|_F"
        ),
    ),
    twin(
        PRINTED,
        "long-inputs",
        "inputs of any length",
        reading="For every m, d and x, every a in {-1, 1}^m, every W_0 and every W.",
        parameters=(WIDTH, DIMENSION, INPUT_NORM),
    ),
    twin(
        PRINTED,
        "cube-root",
        "m^(1/3) in place of m^(1/2)",
        at_most=(lambda m: cbrt(m),),
        formula=(
            r"\sum_{i=1}^m a_i \cdot \mathbf{w}_i^\top \mathbf{x} \left("
            r" \mathbf{1}\{\mathbf{w}_i^\top \mathbf{x} \geq 0\} -"
            r" \mathbf{1}\{\mathbf{w}_{0,i}^\top \mathbf{x} \geq 0\} \right) \leq \sqrt[3]{m}"
            r" \|\mathbf{W}\|_F"
        ),
    ),
)
