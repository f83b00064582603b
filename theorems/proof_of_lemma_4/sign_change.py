"""A neuron that changes its sign has |w_i(0).x| <= alpha ||x|| / sqrt m: notes, Lemma 4."""

import numpy as np

from theorems.language.givens import array, neuron_balls, vector
from theorems.language.parameters import ALPHA, DIMENSION, EVEN_WIDTH, INPUT_NORM
from theorems.language.records import Implication, Source
from theorems.language.variants import twin
from theorems.proof_of_lemma_4.definitions import in_s, neuron_radius

PRINTED = Implication(
    label="notes/sign-change",
    title="A neuron that changes its sign has a small pre-activation",
    source=Source(
        "notes",
        "proof of Lemma 4, 'Also'",
        r"i \in S(x) \Rightarrow |\omega_i^T(0)x| \leq |\omega_i^T(0)x - \omega_i^T x|"
        r" \leq \|\omega_i(0) - \omega_i\|_2 \cdot \|x\|_2 = \|\omega_i\|_2 \cdot \|x\|_2"
        r" \leq \frac{\alpha \|x\|_2}{\sqrt{m}}",
    ),
    reading=(
        "For every x, every omega(0), every omega with max_i ||omega_i - omega_i(0)|| <= alpha /"
        " sqrt m and every i in S(x): each link, in this order."
    ),
    parameters=(EVEN_WIDTH, DIMENSION, ALPHA, INPUT_NORM),
    fixed={"x": vector("d", "= x_norm"), "W0": array("m", "d")},
    for_all={"W": neuron_balls("W0", "alpha / sqrt(m)")},
    deviations=(
        "'= ||omega_i||_2 ||x||_2' is read as ||u_i||_2 ||x||_2, u_i = omega_i - omega_i(0), an"
        " equality by definition. In the handwriting u and omega look alike; the same step for"
        " Delta_2 has u_i. The letter as the scan has it is the twin 'omega-norm'.",
    ),
    premise=in_s,
    conclusions=(
        lambda n: abs(n.w0_x) <= abs(n.w0_x - n.w_x),
        lambda n: abs(n.w0_x - n.w_x) <= n.moved * n.x_norm,
        lambda n, alpha, m: n.moved * n.x_norm <= alpha * n.x_norm / np.sqrt(m),
    ),
    overall=lambda n, alpha, m: abs(n.w0_x) <= alpha * n.x_norm / np.sqrt(m),
    radius=neuron_radius,
)

FALSE = (
    twin(
        PRINTED,
        "omega-norm",
        "||omega_i|| as the scan has it, in place of ||u_i||",
        conclusions=(
            *PRINTED.conclusions[:2],
            lambda n: n.moved * n.x_norm == n.length * n.x_norm,
            lambda n, alpha, m: n.length * n.x_norm <= alpha * n.x_norm / np.sqrt(m),
        ),
    ),
    twin(
        PRINTED,
        "strict",
        "a strict first inequality",
        conclusions=(lambda n: abs(n.w0_x) < abs(n.w0_x - n.w_x),),
        overall=None,
    ),
    twin(
        PRINTED,
        "every-neuron",
        "every neuron, in S(x) or not",
        reading=(
            "For every x, every omega(0), every omega with max_i ||omega_i - omega_i(0)|| <="
            " alpha / sqrt m and every i, in S(x) or not: each link, in this order."
        ),
        premise=lambda n: True,
    ),
    twin(
        PRINTED,
        "no-norm",
        "alpha / sqrt m in place of alpha ||x|| / sqrt m",
        conclusions=(lambda n, alpha, m: abs(n.w0_x) <= alpha / np.sqrt(m),),
        overall=None,
    ),
)
