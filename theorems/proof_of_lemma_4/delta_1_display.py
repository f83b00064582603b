"""|Delta_1| with its prefactor, and the triangle inequality: notes, proof of Lemma 4."""

from theorems.language.givens import any_opposite_signs, any_repeated_rows, array, vector
from theorems.language.parameters import EVEN_WIDTH
from theorems.language.records import Implication, Source
from theorems.language.variants import repaired, twin
from theorems.proof_of_lemma_4.definitions import (
    first_part,
    first_part_displayed,
    moved_sum,
    signed_part,
    signed_part_repaired,
)
from theorems.symmetric_initialization import HALVES

PRINTED = Implication(
    label="notes/delta-1-display",
    title="The first display of the proof of Lemma 4: Delta_1 with its prefactor",
    source=Source(
        "notes",
        "proof of Lemma 4, first display",
        r"|\Delta_1(\omega, m)| = \left| \frac{1}{m} \sum_{i=1}^m c_i"
        r" \left[ \mathbb{1}\{\omega_i^T x \geq 0\} - \mathbb{1}\{\omega_i^T(0) x \geq 0\}"
        r" \right] \omega_i^T(0) x \right| \leq \frac{1}{\sqrt{m}} \sum_{i=1}^m"
        r" \left| \mathbb{1}\{\omega_i^T x \geq 0\} - \mathbb{1}\{\omega_i^T(0) x \geq 0\}"
        r" \right| \cdot |\omega_i^T(0) x|",
    ),
    reading=(
        "For every even m, every x, every omega(0) and c of the symmetric initialization and every"
        " omega; Delta_1 is defined with F, whose factor is 1/sqrt m. Link 1 is the equality, link"
        " 2 the inequality."
    ),
    parameters=(EVEN_WIDTH,),
    fixed={"x": vector("d"), "W0": any_repeated_rows("m", "d"), "c": any_opposite_signs("m")},
    for_all={"W": array("m", "d")},
    uses=("notes/delta-split",),
    deviations=(HALVES,),
    conclusions=(
        lambda n, m: first_part(n, m) == first_part_displayed(n, m),
        lambda n, m: first_part_displayed(n, m) <= moved_sum(n, m),
    ),
    overall=lambda n, m: first_part(n, m) <= moved_sum(n, m),
    pair=True,
)

REPAIRED = repaired(
    PRINTED,
    "Delta_1 with the prefactor 1 / sqrt m",
    reading=(
        "For every even m, every x, every omega(0) and c of the symmetric initialization"
        " and every omega: link 1 is the equality, with 1/sqrt m in place of 1/m and"
        " without the bars, link 2 the inequality."
    ),
    formula=(
        r"|\Delta_1(\omega, m)| = \left| \frac{1}{\sqrt{m}} \sum_{i=1}^m c_i \left[ "
        r"\mathbb{1}\{\omega_i^T x \geq 0\} - \mathbb{1}\{\omega_i^T(0) x \geq 0\} "
        r"\right] \omega_i^T(0) x \right| \leq \frac{1}{\sqrt{m}} \sum_{i=1}^m \left| "
        r"\mathbb{1}\{\omega_i^T x \geq 0\} - \mathbb{1}\{\omega_i^T(0) x \geq 0\} "
        r"\right| \cdot |\omega_i^T(0) x|"
    ),
    change=(
        "1/m is replaced by 1/sqrt m, the factor of F, which the next line has again. The two"
        " are equal for m = 1 alone, and m is even. The equality holds without the bars too."
    ),
    conclusions=(
        lambda n, m: signed_part(n, m) == signed_part_repaired(n, m),
        lambda n, m: abs(signed_part_repaired(n, m)) <= moved_sum(n, m),
    ),
)

FALSE = (
    twin(
        PRINTED,
        "no-factor",
        "no prefactor at all",
        conclusions=(lambda n, m: first_part(n, m) == m * first_part_displayed(n, m),),
        overall=None,
    ),
    twin(
        PRINTED,
        "sum-in-place-of-bound",
        "1 / sqrt m, and equality with the sum of absolute values",
        conclusions=(lambda n, m: first_part(n, m) == moved_sum(n, m),),
        overall=None,
    ),
)
