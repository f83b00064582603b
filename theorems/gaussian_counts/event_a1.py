"""The event A_1(x), that few pre-activations are small, is likely: notes, after Lemma 5."""

from theorems.gaussian_counts.definitions import NONZERO_NORM, small_preactivation_frequency
from theorems.language.functions import log, pi, sqrt
from theorems.language.givens import repeated_rows, vector
from theorems.language.parameters import ALPHA, DELTA, EVEN_WIDTH, INPUT_NORM
from theorems.language.records import Bound, Source
from theorems.language.variants import repaired, sharpened, twin

PRINTED = Bound(
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
    fixed={"x": vector("d", "= x_norm")},
    random={"W0": repeated_rows("m", "d")},
    uses=("notes/lemma-5", "notes/hoeffding"),
    deviations=("The width is written n here and m elsewhere in the notes; it is m.",),
    quantity=small_preactivation_frequency,
    at_most=(lambda alpha, x_norm, delta, m: (alpha * x_norm + sqrt(log(1 / delta))) / sqrt(m),),
    except_with="delta",
)

REPAIRED = repaired(
    PRINTED,
    "The event A_1(x) with alpha in place of alpha ||x||",
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
)

SHARPENED = sharpened(
    PRINTED,
    "The event A_1(x) with the constant of Lemma 5",
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
)

FALSE = (
    twin(
        PRINTED,
        "half",
        "the whole bound halved",
        at_most=(PRINTED.at_most[0] / 2,),
    ),
    twin(
        PRINTED,
        "no-deviation",
        "the deviation term dropped",
        at_most=(lambda alpha, x_norm, m: alpha * x_norm / sqrt(m),),
    ),
)
