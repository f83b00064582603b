"""P(|u.x| <= ||x|| eps) <= sqrt(2/pi) eps, Gaussian anti-concentration: notes, Lemma 5."""

from theorems.gaussian_counts.definitions import small_probability
from theorems.language.functions import pi, sqrt
from theorems.language.parameters import EPS
from theorems.language.records import Inequality, Source
from theorems.language.variants import twin

PRINTED = Inequality(
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

FALSE = (
    twin(
        PRINTED,
        "constant",
        "the constant sqrt(2/pi) shrunk by 1 percent",
        terms=(PRINTED.terms[0], lambda eps: 99 * sqrt(2 / pi) * eps / 100),
    ),
    twin(
        PRINTED,
        "square",
        "eps replaced by eps^2",
        terms=(PRINTED.terms[0], lambda eps: sqrt(2 / pi) * eps**2),
    ),
)
