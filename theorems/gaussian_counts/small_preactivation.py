"""P(|g| <= tau) <= tau for a standard normal g: slides, Lemma 4.2, proof sketch, step 2."""

from theorems.gaussian_counts.definitions import small_probability
from theorems.language.functions import pi, sqrt
from theorems.language.parameters import TAU
from theorems.language.records import Inequality, Source
from theorems.language.variants import sharpened, twin

PRINTED = Inequality(
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

SHARPENED = sharpened(
    PRINTED,
    "4 tau / 5 in place of tau",
    reading="For every tau > 0: both inequalities, the last term being 4 tau / 5.",
    formula=(
        r"\Pr[P_i = 1] = \int_{-\tau}^{+\tau} \frac{\exp(-z^2/2)}{\sqrt{2\pi}} \, dz "
        r"\leq \frac{2\tau}{\sqrt{2\pi}} \leq \frac{4\tau}{5}"
    ),
    change=(
        "The last term is 4 tau/5 in place of tau. The second inequality only rounds up"
        " 2/sqrt(2 pi) = 0.7979 to 1; the first one is tight as tau -> 0."
    ),
    terms=(*PRINTED.terms[:2], lambda tau: 4 * tau / 5),
)

FALSE = (
    twin(
        PRINTED,
        "three-quarters",
        "the last term shrunk to 3 tau / 4",
        terms=(*PRINTED.terms[:2], lambda tau: 3 * tau / 4),
    ),
    twin(
        PRINTED,
        "density",
        "the density at 0 shrunk by 1 percent",
        terms=(
            PRINTED.terms[0],
            lambda tau: 99 * 2 * tau / (100 * sqrt(2 * pi)),
            PRINTED.terms[2],
        ),
    ),
)
