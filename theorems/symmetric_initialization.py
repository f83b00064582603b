"""ReLU networks at the symmetric Xavier initialization are almost linear nearby.

F(x; omega, c) = (1/sqrt m) sum_i c_i relu(omega_i.x), with omega_i(0) = omega_{i+m/2}(0)
i.i.d. N(0, I_d) and c_i = -c_{i+m/2} i.i.d. Rademacher, i = 1, ..., m/2.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from theorems.language.functions import log, pi, sqrt
from theorems.language.parameters import (
    ALPHA,
    DELTA,
    DIMENSION,
    EVEN_WIDTH,
    INPUT_NORM,
    SMALL_EVEN_WIDTH,
    SMALL_WIDTH,
)
from theorems.language.records import Bound, Identity, Source, Theorem
from theorems.networks import Array, gradient, relu, step, symmetric_network

HALVES = (
    "The print lets i run to m in omega_i(0) = omega_{i+n/2}(0), with n for the width; i runs"
    " to m/2 and the width is m."
)


def gradient_times_weights(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """grad f(x; omega, c) . omega, for f without the factor 1/sqrt m."""
    return np.sum(gradient(W, c, x) * W)


def output(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """f(x; omega, c) = sum_i c_i relu(omega_i.x)."""
    return symmetric_network(W, c, x)


def initial_output(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """sqrt m F(x; omega(0), c)."""
    return symmetric_network(W0, c, x)


def zero(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """0."""
    return 0


def expansion(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """grad F(omega(0)) . (omega - omega(0)) + (grad F(omega) - grad F(omega(0))) . omega."""
    linear = np.sum(gradient(W0, c, x) * (W - W0))
    return linear + np.sum((gradient(W, c, x) - gradient(W0, c, x)) * W)


def expansion_about_displacement(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """The expansion with the second term against omega - omega(0) (false)."""
    linear = np.sum(gradient(W0, c, x) * (W - W0))
    return linear + np.sum((gradient(W, c, x) - gradient(W0, c, x)) * (W - W0))


def twice_output(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """2 f(x; omega, c), as if f were homogeneous of degree 2 (false)."""
    return 2 * symmetric_network(W, c, x)


def nonlinearity(W: Array, W0: Array, c: Array, x: Array, V: Array) -> Any:
    """[grad F(omega) - grad F(omega(0))] . v, v with rows v_i."""
    flips = step(W @ x) - step(W0 @ x)
    return np.sum(c * flips * (V @ x)) / np.sqrt(len(c))


def delta_1(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """|Delta_1| = |[grad F(omega) - grad F(omega(0))] . omega(0)|."""
    return abs(nonlinearity(W, W0, c, x, W0))


def delta_2(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """|Delta_2| = |[grad F(omega) - grad F(omega(0))] . u|, u = omega - omega(0)."""
    return abs(nonlinearity(W, W0, c, x, W - W0))


def linearization_error(W: Array, W0: Array, c: Array, x: Array) -> Any:
    """|F(x; omega, c) - grad F(x; omega(0), c) . (omega - omega(0))|."""
    moved = np.sum(c * relu(W @ x)) - np.sum(gradient(W0, c, x) * (W - W0))
    return abs(moved / np.sqrt(len(c)))


def _bracket(alpha: Any, x_norm: Any, delta: Any) -> Any:
    return alpha * x_norm + sqrt(log(1 / delta))


HOMOGENEITY = Identity(
    label="notes/homogeneity",
    title="A ReLU network is its gradient times its weights",
    source=Source(
        "notes",
        "Lemma 1 (2)",
        r"\nabla_{\omega}^T f(x; \omega, c) \omega = f(x; \omega, c)",
    ),
    reading="For every x, omega and c, ties omega_i.x = 0 included.",
    parameters=(SMALL_WIDTH, DIMENSION),
    sides=(gradient_times_weights, output),
)

LEMMA_2 = Identity(
    label="notes/lemma-2",
    title="The output is zero at the symmetric initialization",
    source=Source("notes", "Lemma 2", r"F(x; \omega(0), c) = 0"),
    reading="With probability 1 over the initialization, for every x.",
    parameters=(SMALL_EVEN_WIDTH, DIMENSION),
    deviations=(HALVES,),
    sides=(initial_output, zero),
)

LEMMA_3 = Identity(
    label="notes/lemma-3",
    title="Taylor-like expansion of ReLU networks",
    source=Source(
        "notes",
        "Lemma 3",
        r"F(x; \omega, c) = \nabla_{\omega}^T F(x; \omega(0), c) (\omega - \omega(0)) +"
        r" \left( \nabla_{\omega} F(x; \omega, c) - \nabla_{\omega} F(x; \omega(0), c) \right)^T"
        r" \omega",
    ),
    reading="With probability 1 over the initialization, for every x and every omega.",
    parameters=(SMALL_EVEN_WIDTH, DIMENSION),
    uses=("notes/homogeneity", "notes/lemma-2"),
    deviations=(HALVES,),
    sides=(output, expansion),
)

_UNIFORM = (
    "For every even m, alpha > 0, x and delta in (0, 1): with probability at least 1 - delta"
    " over the initialization, for every omega with max_i ||omega_i - omega_i(0)|| <="
    " alpha / sqrt m (the supremum over the balls is inside the event)."
)

LEMMA_4_DELTA_1 = Bound(
    label="notes/lemma-4-delta-1",
    title="The part of the nonlinearity against the initial weights",
    source=Source(
        "notes",
        "Lemma 4, first line",
        r"|\Delta_1(\omega, m)| \leq \frac{\alpha}{\sqrt{m}} \cdot"
        r" \left[ \alpha \cdot \|x\|_2 + \sqrt{\log(1/\delta)} \right]",
    ),
    reading=_UNIFORM,
    parameters=(EVEN_WIDTH, ALPHA, INPUT_NORM, DELTA),
    uses=(
        "notes/delta-split",
        "notes/delta-1-display",
        "notes/sign-change",
        "notes/delta-1-count",
        "notes/lemma-5",
        "notes/hoeffding",
        "notes/event-a1",
        "notes/event-a1-implies",
    ),
    deviations=(HALVES, "Each line of Lemma 4 is checked on its own event."),
    quantity=delta_1,
    at_most=(lambda alpha, m, x_norm, delta: alpha / sqrt(m) * _bracket(alpha, x_norm, delta),),
    except_with="delta",
)

LEMMA_4_DELTA_2 = Bound(
    label="notes/lemma-4-delta-2",
    title="The part of the nonlinearity against the displacement",
    source=Source(
        "notes",
        "Lemma 4, second line",
        r"|\Delta_2(\omega, m)| \leq \frac{\alpha \|x\|_2}{\sqrt{m}}"
        r" \left[ \alpha \cdot \|x\|_2 + \sqrt{\log(1/\delta)} \right]",
    ),
    reading=_UNIFORM,
    parameters=(EVEN_WIDTH, ALPHA, INPUT_NORM, DELTA),
    uses=("notes/delta-split", "notes/sign-change", "notes/event-a1"),
    deviations=LEMMA_4_DELTA_1.deviations,
    quantity=delta_2,
    at_most=(
        lambda alpha, x_norm, m, delta: alpha * x_norm / sqrt(m) * _bracket(alpha, x_norm, delta),
    ),
    except_with="delta",
)

THEOREM_1 = Bound(
    label="notes/theorem-1",
    title="ReLU networks are almost linear near initialization",
    source=Source(
        "notes",
        "Theorem 1",
        r"\left| F(x; \omega, c) - \nabla_{\omega}^T F(x; \omega(0), c) [\omega - \omega(0)]"
        r" \right| \leq \frac{\alpha}{\sqrt{m}} (1 + \|x\|_2)"
        r" \left[ \alpha \|x\|_2 + \sqrt{\log(1/\delta)} \right]",
    ),
    reading=_UNIFORM,
    parameters=(EVEN_WIDTH, ALPHA, INPUT_NORM, DELTA),
    uses=(
        "notes/lemma-3",
        "notes/lemma-2",
        "notes/delta-split",
        "notes/lemma-4-delta-1",
        "notes/lemma-4-delta-2",
    ),
    deviations=(HALVES,),
    quantity=linearization_error,
    at_most=(
        lambda alpha, m, x_norm, delta: (
            alpha / sqrt(m) * (1 + x_norm) * _bracket(alpha, x_norm, delta)
        ),
    ),
    except_with="delta",
)

THEOREMS = (HOMOGENEITY, LEMMA_2, LEMMA_3, LEMMA_4_DELTA_1, LEMMA_4_DELTA_2, THEOREM_1)


def _divided(theorem: Bound, parts: int, name: str) -> Bound:
    return replace(
        theorem,
        label=f"{theorem.label}:twin-{name}",
        title=f"the whole bound divided by {parts}",
        twin_of=theorem.label,
        at_most=(theorem.at_most[0] / parts,),
    )


def _claim(bound: str) -> str:
    return f"{_UNIFORM[:-1]}, and the bound is {bound}."


VARIANTS: tuple[Theorem, ...] = (
    replace(
        LEMMA_4_DELTA_1,
        label="notes/lemma-4-delta-1:repaired",
        title="The part against the initial weights, with ||x|| where it belongs",
        reading=_claim("(alpha ||x|| / sqrt m) [alpha + sqrt(log(1/delta))]"),
        formula=(
            r"|\Delta_1(\omega, m)| \leq \frac{\alpha \|x\|_2}{\sqrt{m}} \left[ \alpha + "
            r"\sqrt{\log(1/\delta)} \right]"
        ),
        change=(
            "The bound is (alpha ||x|| / sqrt m) [alpha + sqrt(log(1/delta))]: ||x|| multiplies the"
            " whole bracket, as Delta_1 scales with ||x||. On S(x) the proof has |w_i(0).x| <="
            " alpha ||x|| / sqrt m, but in the next display, (alpha/m) times a count, ||x|| is"
            " lost; and in A_1(x) the mean has a factor ||x|| that does not belong to it. In the"
            " mean term the two slips cancel; the deviation term is left without ||x||, and is too"
            " small for long inputs."
        ),
        at_most=(
            lambda alpha, x_norm, m, delta: (
                alpha * x_norm / sqrt(m) * (alpha + sqrt(log(1 / delta)))
            ),
        ),
    ),
    replace(
        LEMMA_4_DELTA_1,
        label="notes/lemma-4-delta-1:sharpened",
        title="The part against the initial weights, a third of the repaired bound",
        reading=_claim("(alpha ||x|| / (3 sqrt m)) [alpha + sqrt(log(1/delta))]"),
        formula=(
            r"|\Delta_1(\omega, m)| \leq \frac{\alpha \|x\|_2}{3\sqrt{m}} \left[ \alpha + "
            r"\sqrt{\log(1/\delta)} \right]"
        ),
        change=(
            "The bound is a third of the repaired one, (alpha ||x|| / (3 sqrt m))"
            " [alpha + sqrt(log(1/delta))]. The proof bounds |w_i(0).x| by its largest value on"
            " S(x), twice its mean there; it counts both neurons of a pair, whose parts have"
            " opposite signs, so that only one of them adds; and it rounds sqrt(2/pi) up to 1."
        ),
        at_most=(
            lambda alpha, x_norm, m, delta: (
                alpha * x_norm / (3 * sqrt(m)) * (alpha + sqrt(log(1 / delta)))
            ),
        ),
    ),
    replace(
        LEMMA_4_DELTA_2,
        label="notes/lemma-4-delta-2:repaired",
        title="The part against the displacement, with alpha in place of alpha ||x||",
        reading=_claim("(alpha ||x|| / sqrt m) [alpha + sqrt(log(1/delta))]"),
        formula=(
            r"|\Delta_2(\omega, m)| \leq \frac{\alpha \|x\|_2}{\sqrt{m}} \left[ \alpha + "
            r"\sqrt{\log(1/\delta)} \right]"
        ),
        change=(
            "The bracket has alpha in place of alpha ||x||. The proof is right up to"
            " (alpha ||x|| / m) |S(x)|. Then it uses A_1(x), whose mean alpha ||x|| / sqrt m has a"
            " factor ||x|| too many: the frequency of |w_i(0).x| <= alpha ||x|| / sqrt m does not"
            " depend on ||x||. For short inputs the printed allowance is too small."
        ),
        at_most=(
            lambda alpha, x_norm, m, delta: (
                alpha * x_norm / sqrt(m) * (alpha + sqrt(log(1 / delta)))
            ),
        ),
    ),
    replace(
        LEMMA_4_DELTA_2,
        label="notes/lemma-4-delta-2:sharpened",
        title="The part against the displacement, one neuron of each pair counted",
        reading=_claim("(alpha ||x|| / sqrt m) [alpha / sqrt(2 pi) + sqrt(log(1/delta)) / 2]"),
        formula=(
            r"|\Delta_2(\omega, m)| \leq \frac{\alpha \|x\|_2}{\sqrt{m}} \left[ "
            r"\frac{\alpha}{\sqrt{2\pi}} + \frac{1}{2} \sqrt{\log(1/\delta)} \right]"
        ),
        change=(
            "The bound is (alpha ||x|| / sqrt m) [alpha / sqrt(2 pi) + sqrt(log(1/delta)) / 2]."
            " The triangle inequality counts both neurons of a pair, but their output weights are"
            " opposite while their pre-activations are equal: when both flip, their parts have"
            " opposite signs, so that the worst omega flips one of each pair. That halves the"
            " bound; and the mean keeps the sqrt(2/pi) of Lemma 5."
        ),
        at_most=(
            lambda alpha, x_norm, m, delta: (
                alpha * x_norm / sqrt(m) * (alpha / sqrt(2 * pi) + sqrt(log(1 / delta)) / 2)
            ),
        ),
    ),
    replace(
        THEOREM_1,
        label="notes/theorem-1:sharpened",
        title="Almost linear near initialization, with ||x|| in front",
        reading=_claim("(alpha ||x|| / sqrt m) [alpha / 4 + sqrt(log(1/delta)) / 3]"),
        formula=(
            r"\left| F(x; \omega, c) - \nabla_{\omega}^T F(x; \omega(0), c) [\omega - "
            r"\omega(0)] \right| \leq \frac{\alpha \|x\|_2}{\sqrt{m}} \left[ "
            r"\frac{\alpha}{4} + \frac{1}{3} \sqrt{\log(1/\delta)} \right]"
        ),
        change=(
            "The bound is (alpha ||x|| / sqrt m) [alpha/4 + sqrt(log(1/delta))/3], below the"
            " printed one everywhere. The printed proof adds the two lines of Lemma 4, and both of"
            " them fail for some ||x||; another argument gives the theorem. On a flipped neuron"
            " Delta_1 and Delta_2 have opposite signs, so that it adds |u_i.x| - |w_i(0).x| and not"
            " the sum of the two; and of each pair only one neuron adds. So |Delta| <="
            " (alpha ||x|| / m) times the sum over the m/2 pairs of (1 - |w_i(0).x| sqrt m /"
            " (alpha ||x||))_+: independent terms in [0, 1], with mean at most"
            " alpha / sqrt(2 pi m); Hoeffding's inequality gives"
            " (alpha ||x|| / sqrt m) [alpha / sqrt(8 pi) + sqrt(log(1/delta))/2], which is below"
            " the printed bound for every ||x||, and Chernoff's the constants here. Adding the"
            " repaired lines of Lemma 4, on the one event A_1(x), gives (2 alpha ||x|| / sqrt m)"
            " [alpha + sqrt(log(1/delta))], true but not below the print where ||x|| < 1."
        ),
        at_most=(
            lambda alpha, x_norm, m, delta: (
                alpha * x_norm / sqrt(m) * (alpha / 4 + sqrt(log(1 / delta)) / 3)
            ),
        ),
    ),
)

TWINS = (
    replace(
        HOMOGENEITY,
        label="notes/homogeneity:twin-degree-two",
        title="homogeneous of degree 2",
        twin_of=HOMOGENEITY.label,
        sides=(gradient_times_weights, twice_output),
    ),
    replace(
        HOMOGENEITY,
        label="notes/homogeneity:twin-initial-gradient",
        title="the gradient taken at omega(0)",
        twin_of=HOMOGENEITY.label,
        sides=(lambda W, W0, c, x: np.sum(gradient(W0, c, x) * W), output),
    ),
    replace(
        LEMMA_2,
        label="notes/lemma-2:twin-independent",
        title="independent rows and signs in place of symmetric ones",
        twin_of=LEMMA_2.label,
        reading="With probability 1 over independent omega_i(0) and c_i, for every x.",
    ),
    replace(
        LEMMA_2,
        label="notes/lemma-2:twin-same-sign",
        title="c_i = c_{i+m/2} in place of c_i = -c_{i+m/2}",
        twin_of=LEMMA_2.label,
        reading="With probability 1 over repeated rows and repeated signs, for every x.",
    ),
    replace(
        LEMMA_3,
        label="notes/lemma-3:twin-independent",
        title="independent rows and signs in place of symmetric ones",
        twin_of=LEMMA_3.label,
        reading="With probability 1 over independent omega_i(0) and c_i, for every x, omega.",
    ),
    replace(
        LEMMA_3,
        label="notes/lemma-3:twin-displacement",
        title="the second term against omega - omega(0)",
        twin_of=LEMMA_3.label,
        sides=(output, expansion_about_displacement),
    ),
    _divided(LEMMA_4_DELTA_1, 6, "sixth"),
    _divided(LEMMA_4_DELTA_2, 2, "half"),
    _divided(THEOREM_1, 6, "sixth"),
    replace(
        LEMMA_4_DELTA_1,
        label="notes/lemma-4-delta-1:twin-no-deviation",
        title="the deviation term dropped",
        twin_of=LEMMA_4_DELTA_1.label,
        at_most=(lambda alpha, x_norm, m: alpha**2 * x_norm / sqrt(m),),
    ),
    replace(
        LEMMA_4_DELTA_2,
        label="notes/lemma-4-delta-2:twin-no-deviation",
        title="the deviation term dropped",
        twin_of=LEMMA_4_DELTA_2.label,
        at_most=(lambda alpha, x_norm, m: alpha**2 * x_norm**2 / sqrt(m),),
    ),
    replace(
        THEOREM_1,
        label="notes/theorem-1:twin-no-deviation",
        title="the deviation term dropped",
        twin_of=THEOREM_1.label,
        at_most=(lambda alpha, x_norm, m: alpha**2 * x_norm * (1 + x_norm) / sqrt(m),),
    ),
    replace(
        THEOREM_1,
        label="notes/theorem-1:twin-rate",
        title="the rate 1/m in place of 1/sqrt m",
        twin_of=THEOREM_1.label,
        at_most=(lambda m: THEOREM_1.at_most[0] / sqrt(m),),
    ),
)
