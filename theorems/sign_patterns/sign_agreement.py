"""Outside S_1 and S_2 the signs agree: slides, Lemma 4.1, proof sketch, 'Claim'."""

from theorems.language.givens import array, vector
from theorems.language.parameters import DIMENSION, TAU, WIDTH
from theorems.language.records import Implication, Source
from theorems.language.variants import sharpened, twin
from theorems.sign_patterns.definitions import outside_both, same_sign

PRINTED = Implication(
    label="slides/sign-agreement",
    title="Outside S_1 and S_2 the signs agree",
    source=Source(
        "slides",
        "Lemma 4.1, proof sketch, 'Claim'",
        r"i \notin S_1 \cup S_2 \ \Rightarrow \ \mathbf{w}_i^\top \mathbf{x} \text{ and }"
        r" \mathbf{w}_{0,i}^\top \mathbf{x} \text{ have the same sign}, \quad S_1 = \{"
        r" |\mathbf{w}_{0,i}^\top \mathbf{x}| \leq \tau \|\mathbf{x}\| \}, \quad S_2 = \{"
        r" \|\mathbf{w}_i - \mathbf{w}_{0,i}\| \geq \tau \}",
    ),
    reading=(
        "For every m, d and tau > 0, every x, W_0 and W, and every i that is neither in S_1 nor in"
        " S_2. At x = 0 every i is in S_1."
    ),
    parameters=(WIDTH, DIMENSION, TAU),
    fixed={"x": vector("d"), "W0": array("m", "d")},
    for_all={"W": array("m", "d")},
    premise=outside_both,
    conclusions=(same_sign,),
)

SHARPENED = sharpened(
    PRINTED,
    "S_1 may be defined with a strict inequality",
    reading=(
        "For every m, d and tau > 0, every x, W_0 and W, and every i with |w_{0,i}.x| >="
        " tau ||x|| and ||w_i - w_{0,i}|| < tau."
    ),
    formula=(
        r"i \notin S_1 \cup S_2 \ \Rightarrow \ \mathbf{w}_i^\top \mathbf{x} \text{ and "
        r"} \mathbf{w}_{0,i}^\top \mathbf{x} \text{ have the same sign}, \quad S_1 = \{ "
        r"|\mathbf{w}_{0,i}^\top \mathbf{x}| < \tau \|\mathbf{x}\| \}, \quad S_2 = \{ "
        r"\|\mathbf{w}_i - \mathbf{w}_{0,i}\| \geq \tau \}"
    ),
    change=(
        "S_1 = {|w0_i.x| < tau ||x||}. The strict inequality of S_2 alone makes the last step"
        " of the proof, > 0 - tau ||x||, strict."
    ),
    premise=lambda n, tau: not abs(n.w0_x) < tau * n.x_norm and not n.moved >= tau,
)

FALSE = (
    twin(
        PRINTED,
        "both-strict",
        "< in S_1 and > in S_2",
        premise=lambda n, tau: not abs(n.w0_x) < tau * n.x_norm and not n.moved > tau,
    ),
    twin(
        PRINTED,
        "half",
        "tau / 2 in S_1",
        premise=lambda n, tau: not abs(n.w0_x) <= tau / 2 * n.x_norm and not n.moved >= tau,
    ),
    twin(
        PRINTED,
        "s1-alone",
        "S_1 alone in the premise",
        reading="For every m, d and tau > 0, every x, W_0 and W, and every i that is not in S_1.",
        premise=lambda n, tau: not abs(n.w0_x) <= tau * n.x_norm,
    ),
    twin(
        PRINTED,
        "no-norm",
        "S_1 = {|w0_i.x| <= tau}, without ||x||",
        premise=lambda n, tau: not abs(n.w0_x) <= tau and not n.moved >= tau,
    ),
)
