"""For polynomials the kernel is not definite on some sphere: giancola, Obs. III.3.4."""

from dataclasses import replace
from fractions import Fraction

from theorems.language.domains import NONNEGATIVE, Integers
from theorems.language.parameters import BIAS, LIPSCHITZ, SPHERE_DIMENSION
from theorems.language.records import SeriesClaim, Source
from theorems.language.variants import sharpened, twin
from theorems.sphere_definiteness.definitions import NOT_TOO_DEEP, POLYNOMIAL

_ANY_BIAS = replace(BIAS, domain=NONNEGATIVE, trial=None, coverage=(Fraction(0), *BIAS.coverage))

PRINTED = SeriesClaim(
    label="giancola/observation-III.3.4",
    title="For polynomials, the kernel of two layers is not positive definite on some sphere",
    source=Source(
        "giancola",
        "Observation III.3.4",
        r"\sigma \text{ polynomial} \;\Longrightarrow\; \exists\, n_0: \Theta^{(2)}"
        r" \big|_{\mathbb{S}^{n_0-1}} \not\succ 0",
    ),
    reading=(
        "For every polynomial sigma of the catalogue and every beta >= 0 there is an n0 such that"
        " some Gram matrix of Theta^(2) on distinct points of the unit sphere of R^n0 is not"
        " positive definite. A value of n0 that is set says where to look first."
    ),
    parameters=(SPHERE_DIMENSION, _ANY_BIAS, POLYNOMIAL),
    uses=("giancola/theorem-III.1.4", "giancola/lemma-III.3.1", "giancola/theorem-III.3.2"),
    deviations=(
        "Theta^(2) is that of the printed recursion, whether or not sigma is Lipschitz; the"
        " Gaussian expectations exist for every polynomial. beta = 0 is included.",
    ),
    subject="tangent kernel",
    claim=lambda line, beyond: not line or not beyond,
)

SHARPENED = sharpened(
    PRINTED,
    "For polynomials, no kernel of depth 2 to 5 is positive definite on a sphere, n0 >= 2",
    reading=(
        "For every polynomial sigma of the catalogue, every L from 2 to 5, every beta >= 0 and"
        " every n0 >= 2: some Gram matrix of Theta^(L) on distinct points of the unit sphere of"
        " R^n0 is not positive definite."
    ),
    formula=(
        r"\sigma \text{ polynomial} \;\Longrightarrow\; \forall\, n_0 \geq 2, \, 2 \leq L \leq 5: "
        r"\Theta^{(L)} \big|_{\mathbb{S}^{n_0-1}} \not\succ 0"
    ),
    change=(
        "Not for some n0 but for every n0 >= 2, and for L up to 5: a polynomial of degree k"
        " makes the kernel a polynomial of degree at most k^(L-1) in x^T x', and on any circle"
        " of the sphere enough points have a null vector."
    ),
    parameters=(
        replace(SPHERE_DIMENSION, domain=Integers(2, largest=1_000), coverage=(2, 3, 5, 10)),
        NOT_TOO_DEEP,
        _ANY_BIAS,
        POLYNOMIAL,
    ),
    claim=lambda line, beyond: not beyond,
)

FALSE = (
    twin(
        PRINTED,
        "every-dimension",
        "every n0 in place of some",
        reading="As printed, but for every n0 >= 1 in place of some.",
        claim=lambda line, beyond: not line and not beyond,
    ),
    twin(
        PRINTED,
        "not-polynomial",
        "activations that are no polynomials",
        reading="As printed, but for every Lipschitz sigma that is no polynomial, and beta > 0.",
        parameters=(SPHERE_DIMENSION, BIAS, LIPSCHITZ),
        formula=(
            r"\sigma \text{ not polynomial} \;\Longrightarrow\; \exists\, n_0: \Theta^{(2)}"
            r" \big|_{\mathbb{S}^{n_0-1}} \not\succ 0"
        ),
    ),
)
