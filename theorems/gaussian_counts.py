"""How many Gaussian pre-activations are small.

For u ~ N(0, I_d) and x != 0, u.x / ||x|| is a standard normal g, so that
P(|u.x| <= t ||x||) = erf(t / sqrt 2), and a count over independent rows is binomial.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from theorems.language.domains import POSITIVE
from theorems.language.functions import erf, log, pi, sqrt
from theorems.language.parameters import ALPHA, DELTA, EPS, EVEN_WIDTH, INPUT_NORM, TAU, WIDTH
from theorems.language.records import Bound, Inequality, Source, Theorem
from theorems.networks import Array


def small_probability(t: Any) -> Any:
    """P(|g| <= t) = integral of exp(-z^2/2) / sqrt(2 pi) over [-t, t] = erf(t / sqrt 2)."""
    return erf(t / sqrt(2))


def small_preactivations(W0: Array, x: Array, tau: Any) -> Any:
    """#{i : |w0_i . x| <= tau ||x||}."""
    return np.sum(np.abs(W0 @ x) <= tau * np.linalg.norm(x))


def equal_preactivations(W0: Array, x: Array, tau: Any) -> Any:
    """The same count for the matrix whose rows are all equal to the first row of W0."""
    return small_preactivations(np.repeat(W0[:1], len(W0), axis=0), x, tau)


def small_preactivation_frequency(W0: Array, x: Array, alpha: Any, m: Any) -> Any:
    """(1/m) #{i : |w0_i . x| <= alpha ||x|| / sqrt m}."""
    return np.mean(np.abs(W0 @ x) <= alpha * np.linalg.norm(x) / np.sqrt(m))


def small_preactivation_excess(W0: Array, x: Array, alpha: Any, m: Any) -> Any:
    """The frequency minus its expectation, P(|u.x| <= alpha ||x|| / sqrt m)."""
    return small_preactivation_frequency(W0, x, alpha, m) - small_probability(alpha / np.sqrt(m))


SMALL_PREACTIVATION = Inequality(
    label="slides/small-preactivation",
    title="A Gaussian pre-activation is rarely small",
    source=Source(
        "slides",
        "Lemma 4.2, proof sketch, step 2",
        r"\Pr[P_i = 1] = \int_{-\tau}^{+\tau} \frac{\exp(-z^2/2)}{\sqrt{2\pi}} \, dz"
        r" \leq \frac{2\tau}{\sqrt{2\pi}} \leq \tau",
    ),
    reading="For every tau > 0.",
    parameters=(TAU,),
    terms=(
        lambda tau: small_probability(tau),
        lambda tau: 2 * tau / sqrt(2 * pi),
        lambda tau: tau,
    ),
)

LEMMA_5 = Inequality(
    label="notes/lemma-5",
    title="Gaussian anti-concentration",
    source=Source(
        "notes",
        "Lemma 5",
        r"\mathbb{P}(|u^T x| \leq \|x\| \cdot \varepsilon)"
        r" \leq \sqrt{\frac{2}{\pi}} \cdot \varepsilon",
    ),
    reading="For u ~ N(0, I_d), every x != 0 and every eps > 0.",
    parameters=(EPS,),
    terms=(
        lambda eps: small_probability(eps),
        lambda eps: sqrt(2 / pi) * eps,
    ),
)

LEMMA_4_2 = Bound(
    label="slides/lemma-4.2",
    title="Few pre-activations are small",
    source=Source(
        "slides",
        "Lemma 4.2",
        r"\sum_{i=1}^m \mathbf{1}\{|\mathbf{u}_i^\top \mathbf{x}| \leq \tau \|\mathbf{x}\|\}"
        r" \leq m\tau + \sqrt{m \log(1/\delta)}",
    ),
    reading=(
        "For every m, tau > 0, x != 0 and delta in (0, 1): with probability at least 1 - delta"
        " over independent u_1, ..., u_m ~ N(0, I_d)."
    ),
    parameters=(WIDTH, TAU, DELTA),
    uses=("slides/small-preactivation",),
    deviations=(
        "The print does not say that the u_i are independent; they are the rows of W_0, which"
        " are. Without independence the statement is the twin 'dependent'.",
    ),
    quantity=small_preactivations,
    at_most=(lambda m, tau, delta: m * tau + sqrt(m * log(1 / delta)),),
    except_with="delta",
)

HOEFFDING = Bound(
    label="notes/hoeffding",
    title="The empirical frequency of small pre-activations is near its expectation",
    source=Source(
        "notes",
        "after Lemma 5",
        r"\frac{1}{n} \sum_{i=1}^n \mathbb{1}\{|w_i^T(0)x| \leq \frac{\alpha}{\sqrt{n}} \cdot"
        r" \|x\|_2\} - \mathbb{P}(|u^T x| \leq \frac{\alpha}{\sqrt{n}} \|x\|_2)"
        r" \leq \sqrt{\frac{\log(1/\delta)}{n}}",
    ),
    reading=(
        "For every even m, alpha > 0, x != 0 and delta in (0, 1): with probability at least"
        " 1 - delta over the symmetric Xavier initialization, u ~ N(0, I_d)."
    ),
    parameters=(EVEN_WIDTH, ALPHA, DELTA),
    deviations=(
        "The width is written n here and m elsewhere in the notes; it is m.",
        "The notes do not say x != 0; at x = 0 both terms on the left are 1, and it holds.",
        "Rows repeat, so only m/2 are independent; for m independent rows the bound with 2n in"
        " place of n would hold.",
    ),
    quantity=small_preactivation_excess,
    at_most=(lambda delta, m: sqrt(log(1 / delta) / m),),
    except_with="delta",
)

EVENT_A1 = Bound(
    label="notes/event-a1",
    title="The event A_1(x) of small empirical frequency",
    source=Source(
        "notes",
        "after Lemma 5",
        r"\mathbb{P}\left( \frac{1}{n} \sum_{i=1}^n"
        r" \mathbb{1}\{|w_i^T(0)x| \leq \frac{\alpha \|x\|_2}{\sqrt{n}}\}"
        r" \leq \frac{1}{\sqrt{n}} \left[ \alpha \|x\|_2 + \sqrt{\log(1/\delta)} \right]"
        r" \right) \geq 1-\delta",
    ),
    reading=(
        "For every even m, alpha > 0, x and delta in (0, 1): with probability at least"
        " 1 - delta over the symmetric Xavier initialization."
    ),
    parameters=(EVEN_WIDTH, ALPHA, INPUT_NORM, DELTA),
    uses=("notes/lemma-5", "notes/hoeffding"),
    deviations=("The width is written n here and m elsewhere in the notes; it is m.",),
    quantity=small_preactivation_frequency,
    at_most=(lambda alpha, x_norm, delta, m: (alpha * x_norm + sqrt(log(1 / delta))) / sqrt(m),),
    except_with="delta",
)

THEOREMS = (SMALL_PREACTIVATION, LEMMA_4_2, LEMMA_5, HOEFFDING, EVENT_A1)

NONZERO_NORM = replace(INPUT_NORM, domain=POSITIVE, coverage=INPUT_NORM.coverage[1:])

VARIANTS: tuple[Theorem, ...] = (
    replace(
        SMALL_PREACTIVATION,
        label="slides/small-preactivation:sharpened",
        title="4 tau / 5 in place of tau",
        formula=(
            r"\Pr[P_i = 1] = \int_{-\tau}^{+\tau} \frac{\exp(-z^2/2)}{\sqrt{2\pi}} \, dz "
            r"\leq \frac{2\tau}{\sqrt{2\pi}} \leq \frac{4\tau}{5}"
        ),
        change=(
            "The last term is 4 tau/5 in place of tau. The second inequality only rounds up"
            " 2/sqrt(2 pi) = 0.7979 to 1; the first one is tight as tau -> 0."
        ),
        terms=(*SMALL_PREACTIVATION.terms[:2], lambda tau: 4 * tau / 5),
    ),
    replace(
        LEMMA_4_2,
        label="slides/lemma-4.2:sharpened",
        title="Few pre-activations are small, with the constants of its own proof",
        reading=(
            "For every m, tau > 0, x != 0 and delta in (0, 1): with probability at least 1 - delta"
            " over independent u_1, ..., u_m ~ N(0, I_d), the count is at most"
            " sqrt(2/pi) m tau + sqrt(m log(1/delta)/2)."
        ),
        formula=(
            r"\sum_{i=1}^m \mathbf{1}\{|\mathbf{u}_i^\top \mathbf{x}| \leq \tau "
            r"\|\mathbf{x}\|\} \leq \sqrt{2/\pi} \, m\tau + \sqrt{\tfrac{m}{2} "
            r"\log(1/\delta)}"
        ),
        change=(
            "The bound is sqrt(2/pi) m tau + sqrt(m log(1/delta)/2): both terms are smaller. Step 2"
            " of the proof gives away 2/sqrt(2 pi) <= 1 in the mean, and step 3 the 2 in"
            " Hoeffding's exp(-2 m t^2); with it the printed deviation term fails with probability"
            " at most delta^2."
        ),
        at_most=(lambda m, tau, delta: sqrt(2 / pi) * m * tau + sqrt(m * log(1 / delta) / 2),),
    ),
    replace(
        EVENT_A1,
        label="notes/event-a1:repaired",
        title="The event A_1(x) with alpha in place of alpha ||x||",
        reading=(
            "For every even m, alpha > 0, x != 0 and delta in (0, 1): with probability at least"
            " 1 - delta over the symmetric Xavier initialization, the frequency is at most"
            " (alpha + sqrt(log(1/delta))) / sqrt m."
        ),
        formula=(
            r"\mathbb{P}\left( \frac{1}{n} \sum_{i=1}^n \mathbb{1}\{|w_i^T(0)x| \leq "
            r"\frac{\alpha \|x\|_2}{\sqrt{n}}\} \leq \frac{1}{\sqrt{n}} \left[ \alpha + "
            r"\sqrt{\log(1/\delta)} \right] \right) \geq 1-\delta, \quad x \neq 0"
        ),
        change=(
            "The mean term is alpha in place of alpha ||x||, and x != 0. The event compares"
            " |w_i(0).x| with (alpha / sqrt n) ||x||, so that ||x|| cancels: Lemma 5 with"
            " eps = alpha / sqrt n bounds the probability by sqrt(2/pi) alpha / sqrt n, without"
            " ||x||. The printed factor ||x|| is too small an allowance for short inputs"
            " (||x|| < sqrt(2/pi)). At x = 0 every neuron counts; Lemma 5 has x != 0, and the event"
            " needs it too."
        ),
        parameters=(EVEN_WIDTH, ALPHA, NONZERO_NORM, DELTA),
        at_most=(lambda alpha, delta, m: (alpha + sqrt(log(1 / delta))) / sqrt(m),),
    ),
    replace(
        EVENT_A1,
        label="notes/event-a1:sharpened",
        title="The event A_1(x) with the constant of Lemma 5",
        reading=(
            "For every even m, alpha > 0, x != 0 and delta in (0, 1): with probability at least"
            " 1 - delta over the symmetric Xavier initialization, the frequency is at most"
            " (sqrt(2/pi) alpha + sqrt(log(1/delta))) / sqrt m."
        ),
        formula=(
            r"\mathbb{P}\left( \frac{1}{n} \sum_{i=1}^n \mathbb{1}\{|w_i^T(0)x| \leq "
            r"\frac{\alpha \|x\|_2}{\sqrt{n}}\} \leq \frac{1}{\sqrt{n}} \left[ \sqrt{2/\pi} "
            r"\, \alpha + \sqrt{\log(1/\delta)} \right] \right) \geq 1-\delta, \quad x \neq "
            "0"
        ),
        change=(
            "The mean term is sqrt(2/pi) alpha, what Lemma 5 with eps = alpha / sqrt n gives,"
            " in place of alpha ||x||; and x != 0. The repaired event rounds sqrt(2/pi) up to 1."
        ),
        parameters=(EVEN_WIDTH, ALPHA, NONZERO_NORM, DELTA),
        at_most=(lambda alpha, delta, m: (sqrt(2 / pi) * alpha + sqrt(log(1 / delta))) / sqrt(m),),
    ),
)

TWINS = (
    replace(
        SMALL_PREACTIVATION,
        label="slides/small-preactivation:twin-three-quarters",
        title="the last term shrunk to 3 tau / 4",
        twin_of=SMALL_PREACTIVATION.label,
        terms=(*SMALL_PREACTIVATION.terms[:2], lambda tau: 3 * tau / 4),
    ),
    replace(
        SMALL_PREACTIVATION,
        label="slides/small-preactivation:twin-density",
        title="the density at 0 shrunk by 1 percent",
        twin_of=SMALL_PREACTIVATION.label,
        terms=(
            SMALL_PREACTIVATION.terms[0],
            lambda tau: 99 * 2 * tau / (100 * sqrt(2 * pi)),
            SMALL_PREACTIVATION.terms[2],
        ),
    ),
    replace(
        LEMMA_5,
        label="notes/lemma-5:twin-constant",
        title="the constant sqrt(2/pi) shrunk by 1 percent",
        twin_of=LEMMA_5.label,
        terms=(LEMMA_5.terms[0], lambda eps: 99 * sqrt(2 / pi) * eps / 100),
    ),
    replace(
        LEMMA_5,
        label="notes/lemma-5:twin-square",
        title="eps replaced by eps^2",
        twin_of=LEMMA_5.label,
        terms=(LEMMA_5.terms[0], lambda eps: sqrt(2 / pi) * eps**2),
    ),
    replace(
        LEMMA_4_2,
        label="slides/lemma-4.2:twin-half-mean",
        title="the mean term halved",
        twin_of=LEMMA_4_2.label,
        at_most=(lambda m, tau, delta: m * tau / 2 + sqrt(m * log(1 / delta)),),
    ),
    replace(
        LEMMA_4_2,
        label="slides/lemma-4.2:twin-no-deviation",
        title="the deviation term dropped",
        twin_of=LEMMA_4_2.label,
        at_most=(lambda m, tau: m * tau,),
    ),
    replace(
        LEMMA_4_2,
        label="slides/lemma-4.2:twin-dependent",
        title="independence dropped: all u_i equal",
        twin_of=LEMMA_4_2.label,
        reading="As printed, but with u_1 = ... = u_m ~ N(0, I_d).",
        quantity=equal_preactivations,
    ),
    replace(
        HOEFFDING,
        label="notes/hoeffding:twin-independent",
        title="2n in place of n, as for m independent rows",
        twin_of=HOEFFDING.label,
        at_most=(lambda delta, m: sqrt(log(1 / delta) / (2 * m)),),
    ),
    replace(
        HOEFFDING,
        label="notes/hoeffding:twin-rate",
        title="the rate 1/n in place of 1/sqrt n",
        twin_of=HOEFFDING.label,
        at_most=(lambda delta, m: sqrt(log(1 / delta)) / m,),
    ),
    replace(
        EVENT_A1,
        label="notes/event-a1:twin-half",
        title="the whole bound halved",
        twin_of=EVENT_A1.label,
        at_most=(EVENT_A1.at_most[0] / 2,),
    ),
    replace(
        EVENT_A1,
        label="notes/event-a1:twin-no-deviation",
        title="the deviation term dropped",
        twin_of=EVENT_A1.label,
        at_most=(lambda alpha, x_norm, m: alpha * x_norm / sqrt(m),),
    ),
)
