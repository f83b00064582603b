"""The frequency of small pre-activations is near its mean: notes, after Lemma 5."""

from theorems.gaussian_counts.definitions import small_preactivation_excess
from theorems.language.functions import log, sqrt
from theorems.language.givens import repeated_rows, vector
from theorems.language.parameters import ALPHA, DELTA, EVEN_WIDTH
from theorems.language.records import Bound, Source
from theorems.language.variants import twin

PRINTED = Bound(
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
    fixed={"x": vector("d", "!= 0")},
    random={"W0": repeated_rows("m", "d")},
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

FALSE = (
    twin(
        PRINTED,
        "independent",
        "2n in place of n, as for m independent rows",
        at_most=(lambda delta, m: sqrt(log(1 / delta) / (2 * m)),),
        formula=(
            r"\frac{1}{n} \sum_{i=1}^n \mathbb{1}\{|w_i^T(0)x| \leq \frac{\alpha}{\sqrt{n}}"
            r" \cdot \|x\|_2\} - \mathbb{P}(|u^T x| \leq \frac{\alpha}{\sqrt{n}} \|x\|_2) \leq"
            r" \sqrt{\frac{\log(1/\delta)}{2n}}"
        ),
    ),
    twin(
        PRINTED,
        "rate",
        "the rate 1/n in place of 1/sqrt n",
        at_most=(lambda delta, m: sqrt(log(1 / delta)) / m,),
        formula=(
            r"\frac{1}{n} \sum_{i=1}^n \mathbb{1}\{|w_i^T(0)x| \leq \frac{\alpha}{\sqrt{n}}"
            r" \cdot \|x\|_2\} - \mathbb{P}(|u^T x| \leq \frac{\alpha}{\sqrt{n}} \|x\|_2) \leq"
            r" \frac{\sqrt{\log(1/\delta)}}{n}"
        ),
    ),
)
