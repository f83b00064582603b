"""The steps of the proof of Lemma 4 of the notes: Delta_1, Delta_2, their counts.

F(x; omega, c) = (1/sqrt m) sum_i c_i relu(omega_i.x) at the symmetric initialization,
omega_i = omega_i(0) + u_i, S(x) = {i : 1{omega_i(0).x >= 0} != 1{omega_i.x >= 0}}.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from theorems.gaussian_counts import small_preactivation_frequency
from theorems.language.functions import log, sqrt
from theorems.language.parameters import (
    ALPHA,
    DELTA,
    DIMENSION,
    EVEN_WIDTH,
    INPUT_NORM,
    SMALL_EVEN_WIDTH,
)
from theorems.language.records import Bound, Identity, Implication, Setting, Source, Theorem
from theorems.networks import Array, gradient, step
from theorems.neurons import Neurons
from theorems.symmetric_initialization import HALVES, delta_1


def gradient_change(W: Array, W0: Array, c: Array, x: Array) -> Array:
    """grad F(omega) - grad F(omega(0)) without the factor 1 / sqrt m, shape (m, d)."""
    change: Array = gradient(W, c, x) - gradient(W0, c, x)
    return change


def displayed_change(W: Array, W0: Array, c: Array, x: Array) -> Array:
    """c_i (1{omega_i.x >= 0} - 1{omega_i(0).x >= 0}) x_j, the coefficient of v_ij in the display.

    Shape (m, d).
    """
    coefficients: Array = (c * (step(W @ x) - step(W0 @ x)))[:, None] * x[None, :]
    return coefficients


def nonlinear_part(W: Array, W0: Array, c: Array, x: Array) -> Array:
    """Delta, and then the coefficients of v in [grad F(omega) - grad F(omega(0))] . v."""
    change = gradient_change(W, W0, c, x)
    return np.append(np.sum(change * W), change)


def split(W: Array, W0: Array, c: Array, x: Array) -> Array:
    """Delta_1 + Delta_2, and then the coefficients of v in the display."""
    change = gradient_change(W, W0, c, x)
    delta_1, delta_2 = np.sum(change * W0), np.sum(change * (W - W0))
    return np.append(delta_1 + delta_2, displayed_change(W, W0, c, x))


def split_twice(W: Array, W0: Array, c: Array, x: Array) -> Array:
    """The same with Delta_2 taken against omega in place of u (false)."""
    change = gradient_change(W, W0, c, x)
    total = np.sum(change * W0) + np.sum(change * W)
    return np.append(total, displayed_change(W, W0, c, x))


def split_without_signs(W: Array, W0: Array, c: Array, x: Array) -> Array:
    """The same with the output weights c_i dropped from the display (false)."""
    return np.append(split(W, W0, c, x)[0], displayed_change(W, W0, np.ones_like(c), x))


def flips(n: Neurons) -> Any:
    """1{omega_i.x >= 0} - 1{omega_i(0).x >= 0}."""
    return step(n.w_x) - step(n.w0_x)


def first_part(n: Neurons, s: Setting, fn: Any) -> Any:
    """|Delta_1| = |[grad F(omega) - grad F(omega(0))] . omega(0)|, F with its factor 1/sqrt m."""
    return abs(np.sum(n.c / fn.sqrt(s.m) * flips(n) * n.w0_x))


def first_part_displayed(n: Neurons, s: Setting, fn: Any) -> Any:
    """|(1/m) sum_i c_i (1{omega_i.x >= 0} - 1{omega_i(0).x >= 0}) omega_i(0).x|."""
    return abs(1 / s.m * np.sum(n.c * flips(n) * n.w0_x))


def signed_part(n: Neurons, s: Setting, fn: Any) -> Any:
    """Delta_1 itself, without the bars."""
    return np.sum(n.c / fn.sqrt(s.m) * flips(n) * n.w0_x)


def signed_part_repaired(n: Neurons, s: Setting, fn: Any) -> Any:
    """(1 / sqrt m) sum_i c_i (1{omega_i.x >= 0} - 1{omega_i(0).x >= 0}) omega_i(0).x."""
    return 1 / fn.sqrt(s.m) * np.sum(n.c * flips(n) * n.w0_x)


def moved_sum(n: Neurons, s: Setting, fn: Any) -> Any:
    """(1/sqrt m) sum_i |1{omega_i.x >= 0} - 1{omega_i(0).x >= 0}| |omega_i(0).x|."""
    return 1 / fn.sqrt(s.m) * np.sum(np.abs(flips(n)) * np.abs(n.w0_x))


def sign_changes(n: Neurons, s: Setting, fn: Any) -> Any:
    """(alpha/m) sum_i 1{i in S(x)}."""
    return s.alpha / s.m * np.sum(np.abs(flips(n)))


def small_preactivations(n: Neurons, s: Setting, fn: Any) -> Any:
    """alpha (1/m) sum_i 1{|omega_i(0).x| <= alpha ||x|| / sqrt m}."""
    small = np.abs(n.w0_x) <= s.alpha * n.x_norm / fn.sqrt(s.m)
    return s.alpha * (1 / s.m) * np.sum(np.where(small, 1, 0))


def in_s(n: Neurons, s: Setting, fn: Any) -> Any:
    """i in S(x): 1{omega_i(0).x >= 0} != 1{omega_i.x >= 0}."""
    return step(n.w0_x) != step(n.w_x)


def neuron_radius(alpha: Any, m: Any) -> Any:
    """alpha / sqrt m."""
    return alpha / sqrt(m)


def delta_1_on_a1(
    W: Array, W0: Array, c: Array, x: Array, alpha: Any, x_norm: Any, delta: Any, m: Any
) -> Any:
    """|Delta_1| where omega(0) is in A_1(x), and 0 elsewhere."""
    frequency = small_preactivation_frequency(W0, x, alpha, m)
    inside = frequency <= (alpha * x_norm + np.sqrt(np.log(1 / delta))) / np.sqrt(m)
    return np.where(inside, delta_1(W, W0, c, x), 0)


def delta_1_anywhere(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """|Delta_1|, for every omega(0)."""
    return delta_1(W, W0, c, x)


DELTA_SPLIT = Identity(
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
    deviations=(
        HALVES,
        "Both sides carry the factor 1/sqrt m, which is left out so that exact arithmetic stays"
        " exact. Both sides of the display are linear in v: their coefficients are compared.",
    ),
    sides=(nonlinear_part, split),
)

DELTA_1_DISPLAY = Implication(
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
    uses=("notes/delta-split",),
    deviations=(HALVES,),
    conclusions=(
        lambda n, s, fn: first_part(n, s, fn) == first_part_displayed(n, s, fn),
        lambda n, s, fn: first_part_displayed(n, s, fn) <= moved_sum(n, s, fn),
    ),
    overall=lambda n, s, fn: first_part(n, s, fn) <= moved_sum(n, s, fn),
    pair=True,
)

SIGN_CHANGE = Implication(
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
    deviations=(
        "'= ||omega_i||_2 ||x||_2' is read as ||u_i||_2 ||x||_2, u_i = omega_i - omega_i(0), an"
        " equality by definition. In the handwriting u and omega look alike; the same step for"
        " Delta_2 has u_i. The letter as the scan has it is the twin 'omega-norm'.",
    ),
    premise=in_s,
    conclusions=(
        lambda n, s, fn: abs(n.w0_x) <= abs(n.w0_x - n.w_x),
        lambda n, s, fn: abs(n.w0_x - n.w_x) <= n.moved * n.x_norm,
        lambda n, s, fn: n.moved * n.x_norm <= s.alpha * n.x_norm / fn.sqrt(s.m),
    ),
    overall=lambda n, s, fn: abs(n.w0_x) <= s.alpha * n.x_norm / fn.sqrt(s.m),
    radius=neuron_radius,
)

DELTA_1_COUNT = Implication(
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
    uses=("notes/delta-1-display", "notes/sign-change"),
    deviations=(HALVES,),
    conclusions=(
        lambda n, s, fn: first_part(n, s, fn) <= moved_sum(n, s, fn),
        lambda n, s, fn: moved_sum(n, s, fn) <= sign_changes(n, s, fn),
        lambda n, s, fn: sign_changes(n, s, fn) <= small_preactivations(n, s, fn),
    ),
    overall=lambda n, s, fn: first_part(n, s, fn) <= small_preactivations(n, s, fn),
    radius=neuron_radius,
    pair=True,
)

EVENT_A1_IMPLIES = Bound(
    label="notes/event-a1-implies",
    title="On the event A_1(x), Delta_1 is small",
    source=Source(
        "notes",
        "after Lemma 5",
        r"|\Delta_1(w, x)| \leq \frac{\alpha}{\sqrt{n}}"
        r" \left[ \alpha \|x\|_2 + \sqrt{\log(1/\delta)} \right] \text{ in } A_1(x)",
    ),
    reading=(
        "For every even m, alpha > 0, x and delta in (0, 1), every omega(0) of the symmetric"
        " initialization in A_1(x), every c, and every omega with max_i ||omega_i - omega_i(0)||"
        " <= alpha / sqrt m. Nothing is random here."
    ),
    # every second value of three coverages: their product is large
    parameters=(
        EVEN_WIDTH,
        *(replace(p, coverage=p.coverage[::2]) for p in (ALPHA, INPUT_NORM, DELTA)),
    ),
    uses=("notes/event-a1", "notes/delta-1-count"),
    deviations=(HALVES, "The width is written n here and m elsewhere in the notes; it is m."),
    quantity=delta_1_on_a1,
    at_most=(
        lambda alpha, m, x_norm, delta: alpha / sqrt(m) * (alpha * x_norm + sqrt(log(1 / delta))),
    ),
)

THEOREMS: tuple[Theorem, ...] = (
    DELTA_SPLIT,
    DELTA_1_DISPLAY,
    SIGN_CHANGE,
    DELTA_1_COUNT,
    EVENT_A1_IMPLIES,
)

_LOST = (
    "In the second link |omega_i(0).x| is bounded by alpha / sqrt m, while the line before gives"
    " alpha ||x|| / sqrt m: a factor ||x|| is lost."
)

VARIANTS: tuple[Theorem, ...] = (
    replace(
        DELTA_1_DISPLAY,
        label="notes/delta-1-display:repaired",
        title="Delta_1 with the prefactor 1 / sqrt m",
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
            lambda n, s, fn: signed_part(n, s, fn) == signed_part_repaired(n, s, fn),
            lambda n, s, fn: abs(signed_part_repaired(n, s, fn)) <= moved_sum(n, s, fn),
        ),
    ),
    replace(
        DELTA_1_COUNT,
        label="notes/delta-1-count:repaired",
        title="the two counts multiplied by ||x||",
        formula=(
            r"|\Delta_1(\omega, m)| \leq \frac{1}{\sqrt{m}} \sum_i \mathbb{1}\{i \in S(x)\} "
            r"\cdot |\omega_i^T(0)x| \leq \frac{\alpha \|x\|_2}{m} \sum_{i=1}^m "
            r"\mathbb{1}\{i \in S(x)\} \leq \alpha \|x\|_2 \cdot \frac{1}{m} \sum_{i=1}^m "
            r"\mathbb{1}\{|\omega_i^T(0)x| \leq \frac{\alpha \|x\|_2}{\sqrt{m}}\}"
        ),
        change=f"Both counts get the factor ||x||. {_LOST}",
        conclusions=(
            DELTA_1_COUNT.conclusions[0],
            lambda n, s, fn: moved_sum(n, s, fn) <= n.x_norm * sign_changes(n, s, fn),
            lambda n, s, fn: (
                n.x_norm * sign_changes(n, s, fn) <= n.x_norm * small_preactivations(n, s, fn)
            ),
        ),
        overall=lambda n, s, fn: first_part(n, s, fn) <= n.x_norm * small_preactivations(n, s, fn),
    ),
    replace(
        DELTA_1_COUNT,
        label="notes/delta-1-count:sharpened",
        title="half the count suffices, multiplied by ||x||",
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
            lambda n, s, fn: first_part(n, s, fn) <= n.x_norm / 2 * small_preactivations(n, s, fn),
        ),
        overall=None,
    ),
    replace(
        EVENT_A1_IMPLIES,
        label="notes/event-a1-implies:repaired",
        title="on A_1(x), with the factor ||x||",
        formula=(
            r"|\Delta_1(w, x)| \leq \frac{\alpha \|x\|_2}{\sqrt{n}} \left[ \alpha \|x\|_2 + "
            r"\sqrt{\log(1/\delta)} \right] \text{ in } A_1(x)"
        ),
        change=(
            f"alpha / sqrt m is replaced by alpha ||x|| / sqrt m, as for Delta_2. {_LOST}"
            " The bound as printed holds for ||x|| <= 2, because the neurons of a pair cancel."
        ),
        at_most=(lambda x_norm: x_norm * EVENT_A1_IMPLIES.at_most[0],),
    ),
    replace(
        EVENT_A1_IMPLIES,
        label="notes/event-a1-implies:sharpened",
        title="on A_1(x), with the factor ||x|| / 2",
        formula=(
            r"|\Delta_1(w, x)| \leq \frac{\alpha \|x\|_2}{2\sqrt{n}} \left[ \alpha \|x\|_2 "
            r"+ \sqrt{\log(1/\delta)} \right] \text{ in } A_1(x)"
        ),
        change=(
            "alpha / sqrt m is replaced by alpha ||x|| / (2 sqrt m): of each pair at most one"
            " neuron stays in Delta_1, while A_1(x) counts two."
        ),
        at_most=(lambda x_norm: x_norm / 2 * EVENT_A1_IMPLIES.at_most[0],),
    ),
)

TWINS: tuple[Theorem, ...] = (
    replace(
        DELTA_SPLIT,
        label="notes/delta-split:twin-twice",
        title="Delta_2 taken against omega in place of u",
        twin_of=DELTA_SPLIT.label,
        sides=(nonlinear_part, split_twice),
    ),
    replace(
        DELTA_SPLIT,
        label="notes/delta-split:twin-no-signs",
        title="the output weights dropped from the display",
        twin_of=DELTA_SPLIT.label,
        sides=(nonlinear_part, split_without_signs),
    ),
    replace(
        DELTA_1_DISPLAY,
        label="notes/delta-1-display:twin-no-factor",
        title="no prefactor at all",
        twin_of=DELTA_1_DISPLAY.label,
        conclusions=(
            lambda n, s, fn: first_part(n, s, fn) == s.m * first_part_displayed(n, s, fn),
        ),
        overall=None,
    ),
    replace(
        DELTA_1_DISPLAY,
        label="notes/delta-1-display:twin-sum-in-place-of-bound",
        title="1 / sqrt m, and equality with the sum of absolute values",
        twin_of=DELTA_1_DISPLAY.label,
        conclusions=(lambda n, s, fn: first_part(n, s, fn) == moved_sum(n, s, fn),),
        overall=None,
    ),
    replace(
        SIGN_CHANGE,
        label="notes/sign-change:twin-omega-norm",
        title="||omega_i|| as the scan has it, in place of ||u_i||",
        twin_of=SIGN_CHANGE.label,
        conclusions=(
            *SIGN_CHANGE.conclusions[:2],
            lambda n, s, fn: n.moved * n.x_norm == n.length * n.x_norm,
            lambda n, s, fn: n.length * n.x_norm <= s.alpha * n.x_norm / fn.sqrt(s.m),
        ),
    ),
    replace(
        SIGN_CHANGE,
        label="notes/sign-change:twin-strict",
        title="a strict first inequality",
        twin_of=SIGN_CHANGE.label,
        conclusions=(lambda n, s, fn: abs(n.w0_x) < abs(n.w0_x - n.w_x),),
        overall=None,
    ),
    replace(
        SIGN_CHANGE,
        label="notes/sign-change:twin-every-neuron",
        title="for every neuron, in S(x) or not",
        twin_of=SIGN_CHANGE.label,
        premise=lambda n, s, fn: True,
    ),
    replace(
        SIGN_CHANGE,
        label="notes/sign-change:twin-no-norm",
        title="alpha / sqrt m in place of alpha ||x|| / sqrt m",
        twin_of=SIGN_CHANGE.label,
        conclusions=(lambda n, s, fn: abs(n.w0_x) <= s.alpha / fn.sqrt(s.m),),
        overall=None,
    ),
    replace(
        DELTA_1_COUNT,
        label="notes/delta-1-count:twin-quarter",
        title="the conclusion alone, with ||x|| and a quarter of the count",
        twin_of=DELTA_1_COUNT.label,
        conclusions=(
            lambda n, s, fn: first_part(n, s, fn) <= n.x_norm / 4 * small_preactivations(n, s, fn),
        ),
        overall=None,
    ),
    replace(
        DELTA_1_COUNT,
        label="notes/delta-1-count:twin-strict-count",
        title="with ||x||, counting |omega_i(0).x| < alpha ||x|| / sqrt m",
        twin_of=DELTA_1_COUNT.label,
        conclusions=(
            lambda n, s, fn: (
                sign_changes(n, s, fn)
                <= s.alpha
                / s.m
                * np.sum(np.where(np.abs(n.w0_x) < s.alpha * n.x_norm / fn.sqrt(s.m), 1, 0))
            ),
        ),
        overall=None,
    ),
    replace(
        DELTA_1_COUNT,
        label="notes/delta-1-count:twin-no-balls",
        title="no limit on how far a neuron moves, with ||x||",
        twin_of=DELTA_1_COUNT.label,
        conclusions=(
            lambda n, s, fn: first_part(n, s, fn) <= n.x_norm * small_preactivations(n, s, fn),
        ),
        overall=None,
        radius=None,
    ),
    replace(
        EVENT_A1_IMPLIES,
        label="notes/event-a1-implies:twin-quarter",
        title="the repaired bound divided by 4",
        twin_of=EVENT_A1_IMPLIES.label,
        at_most=(lambda x_norm: x_norm / 4 * EVENT_A1_IMPLIES.at_most[0],),
    ),
    replace(
        EVENT_A1_IMPLIES,
        label="notes/event-a1-implies:twin-no-deviation",
        title="the deviation term dropped, with the factor ||x||",
        twin_of=EVENT_A1_IMPLIES.label,
        at_most=(lambda alpha, x_norm, m: alpha**2 * x_norm**2 / sqrt(m),),
    ),
    replace(
        EVENT_A1_IMPLIES,
        label="notes/event-a1-implies:twin-every-initialization",
        title="for every omega(0), in A_1(x) or not, with the factor ||x||",
        twin_of=EVENT_A1_IMPLIES.label,
        quantity=delta_1_anywhere,
        at_most=(lambda x_norm: x_norm * EVENT_A1_IMPLIES.at_most[0],),
    ),
)
