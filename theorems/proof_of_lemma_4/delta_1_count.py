"""|Delta_1| is at most a count of small pre-activations: notes, proof of Lemma 4, 'Then'."""

import numpy as np

from theorems.language.givens import (
    any_opposite_signs,
    any_repeated_rows,
    array,
    neuron_balls,
    vector,
)
from theorems.language.parameters import ALPHA, EVEN_WIDTH, INPUT_NORM
from theorems.language.records import Implication, Source
from theorems.language.variants import repaired, sharpened, twin
from theorems.proof_of_lemma_4.definitions import (
    LOST,
    first_part,
    moved_sum,
    neuron_radius,
    sign_changes,
    small_preactivations,
)
from theorems.symmetric_initialization import HALVES

PRINTED = Implication(
    label="notes/delta-1-count",
    title="Delta_1 is bounded by a count of small pre-activations",
    source=Source(
        "notes",
        "proof of Lemma 4, 'Then'",
        r"|\Delta_1(\omega, m)| \leq \frac{1}{\sqrt{m}} \sum_i \mathbb{1}\{i \in S(x)\} \cdot"
        r" |\omega_i^T(0)x| \leq \frac{\alpha}{m} \sum_{i=1}^m \mathbb{1}\{i \in S(x)\} \leq"
        r" \alpha \cdot \frac{1}{m} \sum_{i=1}^m"
        r" \mathbb{1}\{|\omega_i^T(0)x| \leq \frac{\alpha \|x\|_2}{\sqrt{m}}\}",
    ),
    reading=(
        "For every even m, every x, every omega(0) and c of the symmetric initialization and every"
        " omega with max_i ||omega_i - omega_i(0)|| <= alpha / sqrt m: each of the three links."
    ),
    parameters=(EVEN_WIDTH, ALPHA, INPUT_NORM),
    fixed={
        "x": vector("d", "= x_norm"),
        "W0": any_repeated_rows("m", "d"),
        "c": any_opposite_signs("m"),
    },
    for_all={"W": neuron_balls("W0", "alpha / sqrt(m)")},
    uses=("notes/delta-1-display", "notes/sign-change"),
    deviations=(HALVES,),
    conclusions=(
        lambda n, m: first_part(n, m) <= moved_sum(n, m),
        lambda n, m, alpha: moved_sum(n, m) <= sign_changes(n, alpha, m),
        lambda n, alpha, m: sign_changes(n, alpha, m) <= small_preactivations(n, alpha, m),
    ),
    overall=lambda n, m, alpha: first_part(n, m) <= small_preactivations(n, alpha, m),
    radius=neuron_radius,
    pair=True,
)

REPAIRED = repaired(
    PRINTED,
    "the two counts multiplied by ||x||",
    reading=(
        "For every even m, every x, every omega(0) and c of the symmetric initialization"
        " and every omega with max_i ||omega_i - omega_i(0)|| <= alpha / sqrt m: each of"
        " the three links, both counts multiplied by ||x||."
    ),
    formula=(
        r"|\Delta_1(\omega, m)| \leq \frac{1}{\sqrt{m}} \sum_i \mathbb{1}\{i \in S(x)\} "
        r"\cdot |\omega_i^T(0)x| \leq \frac{\alpha \|x\|_2}{m} \sum_{i=1}^m "
        r"\mathbb{1}\{i \in S(x)\} \leq \alpha \|x\|_2 \cdot \frac{1}{m} \sum_{i=1}^m "
        r"\mathbb{1}\{|\omega_i^T(0)x| \leq \frac{\alpha \|x\|_2}{\sqrt{m}}\}"
    ),
    change=f"Both counts get the factor ||x||. {LOST}",
    conclusions=(
        PRINTED.conclusions[0],
        lambda n, m, alpha: moved_sum(n, m) <= n.x_norm * sign_changes(n, alpha, m),
        lambda n, alpha, m: (
            n.x_norm * sign_changes(n, alpha, m) <= n.x_norm * small_preactivations(n, alpha, m)
        ),
    ),
    overall=lambda n, m, alpha: first_part(n, m) <= n.x_norm * small_preactivations(n, alpha, m),
)

SHARPENED = sharpened(
    PRINTED,
    "half the count suffices, multiplied by ||x||",
    reading=(
        "For every even m, every x, every omega(0) and c of the symmetric initialization"
        " and every omega with max_i ||omega_i - omega_i(0)|| <= alpha / sqrt m: |Delta_1|"
        " is at most ||x|| / 2 times the last count."
    ),
    formula=(
        r"|\Delta_1(\omega, m)| \leq \frac{\alpha \|x\|_2}{2} \cdot \frac{1}{m} "
        r"\sum_{i=1}^m \mathbb{1}\{|\omega_i^T(0)x| \leq \frac{\alpha "
        r"\|x\|_2}{\sqrt{m}}\}"
    ),
    change=(
        "|Delta_1| <= (||x|| / 2) (alpha/m) sum_i 1{|omega_i(0).x| <= alpha ||x|| / sqrt m}."
        " The neurons of a pair flip in the same direction and have opposite output weights, so"
        " that of each pair, which counts two, at most one neuron stays in the sum; the"
        " triangle inequality of the first link gives this away."
    ),
    conclusions=(
        lambda n, m, alpha: first_part(n, m) <= n.x_norm / 2 * small_preactivations(n, alpha, m),
    ),
    overall=None,
)

FALSE = (
    twin(
        PRINTED,
        "quarter",
        "the conclusion alone, with ||x|| and a quarter of the count",
        conclusions=(
            lambda n, m, alpha: (
                first_part(n, m) <= n.x_norm / 4 * small_preactivations(n, alpha, m)
            ),
        ),
        overall=None,
    ),
    twin(
        PRINTED,
        "strict-count",
        "the factor ||x||, and a count of |omega_i(0).x| < alpha ||x|| / sqrt m",
        conclusions=(
            lambda n, alpha, m: (
                sign_changes(n, alpha, m)
                <= alpha
                / m
                * np.sum(np.where(np.abs(n.w0_x) < alpha * n.x_norm / np.sqrt(m), 1, 0))
            ),
        ),
        overall=None,
    ),
    twin(
        PRINTED,
        "no-balls",
        "no limit on how far a neuron moves, and the factor ||x||",
        reading=(
            "For every even m, every x, every omega(0) and c of the symmetric initialization"
            " and every omega, however far: |Delta_1| is at most ||x|| times the last count."
        ),
        conclusions=(
            lambda n, m, alpha: first_part(n, m) <= n.x_norm * small_preactivations(n, alpha, m),
        ),
        overall=None,
        radius=None,
        for_all={"W": array("m", "d")},
    ),
)
