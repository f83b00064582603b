"""Positive definiteness of the limiting NTK on spheres."""

from dataclasses import replace
from fractions import Fraction

from theorems.kernels import theta_recursion
from theorems.language.domains import NONNEGATIVE, Integers, Names, Reals
from theorems.language.parameters import BIAS, DEPTH, LIPSCHITZ, SPHERE_DIMENSION
from theorems.language.records import Definiteness, SeriesClaim, Source, Theorem

PROP_III_3_3 = Definiteness(
    label="giancola/prop-III.3.3",
    title="The limiting NTK is positive definite on the sphere",
    source=Source(
        "giancola",
        "Proposition III.3.3",
        r"\Theta_{\infty}^{(L)} \big|_{\mathbb{S}^{n_0-1}} \succ 0, \quad L \geq 2",
    ),
    reading=(
        "For every Lipschitz, non-polynomial sigma, every L >= 2, n0 >= 1 and beta > 0: every"
        " Gram matrix of Theta^(L) on finitely many distinct points of the unit sphere is"
        " positive definite (Definition I.3.6 with the empirical measure of Assumption I.2.6)."
    ),
    parameters=(SPHERE_DIMENSION, DEPTH, BIAS, LIPSCHITZ),
    uses=(
        "giancola/theorem-III.1.4",
        "giancola/lemma-III.3.1",
        "giancola/theorem-III.3.2",
        "giancola/parity-step",
    ),
    deviations=(
        "The architecture, (I.2.9), has beta > 0. beta = 0 may be set, to see what the bias"
        " does; it is outside the printed domain, and the twin 'no-bias' lives there.",
    ),
    kernel=theta_recursion,
)

_NO_BIAS = replace(
    BIAS,
    domain=Reals(Fraction(0), Fraction(0)),
    trial=None,
    default=Fraction(0),
    coverage=(Fraction(0),),
)
_POLYNOMIAL = replace(
    LIPSCHITZ,
    meaning="a polynomial activation",
    domain=Names(("quadratic", "cubic", "identity")),
    default="quadratic",
    coverage=("quadratic", "cubic", "identity"),
)
# the degree of the kernel is a power of the depth
_NOT_TOO_DEEP = replace(DEPTH, domain=Integers(2, largest=5))
_SHALLOW = replace(DEPTH, domain=Integers(1, largest=1), default=1, coverage=(1,))

_ANY_BIAS = replace(BIAS, domain=NONNEGATIVE, trial=None, coverage=(Fraction(0), *BIAS.coverage))

OBSERVATION_III_3_4 = SeriesClaim(
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
    parameters=(SPHERE_DIMENSION, _ANY_BIAS, _POLYNOMIAL),
    uses=("giancola/theorem-III.1.4", "giancola/lemma-III.3.1", "giancola/theorem-III.3.2"),
    deviations=(
        "Theta^(2) is that of the printed recursion, whether or not sigma is Lipschitz; the"
        " Gaussian expectations exist for every polynomial. beta = 0 is included.",
    ),
    subject="tangent kernel",
    claim=lambda line, beyond: not line or not beyond,
)

THEOREMS: tuple[Theorem, ...] = (PROP_III_3_3, OBSERVATION_III_3_4)

SHARPENED_OBSERVATION = replace(
    OBSERVATION_III_3_4,
    label="giancola/observation-III.3.4:sharpened",
    title="For polynomials, no kernel of depth 2 to 5 is positive definite on a sphere, n0 >= 2",
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
        _NOT_TOO_DEEP,
        _ANY_BIAS,
        _POLYNOMIAL,
    ),
    claim=lambda line, beyond: not beyond,
)

VARIANTS: tuple[Theorem, ...] = (SHARPENED_OBSERVATION,)

TWINS: tuple[Theorem, ...] = (
    replace(
        OBSERVATION_III_3_4,
        label="giancola/observation-III.3.4:twin-every-dimension",
        title="every n0",
        reading="As printed, but for every n0 >= 1 in place of some.",
        twin_of=OBSERVATION_III_3_4.label,
        claim=lambda line, beyond: not line and not beyond,
    ),
    replace(
        OBSERVATION_III_3_4,
        label="giancola/observation-III.3.4:twin-not-polynomial",
        title="activations that are no polynomials",
        reading="As printed, but for every Lipschitz sigma that is no polynomial, and beta > 0.",
        twin_of=OBSERVATION_III_3_4.label,
        parameters=(SPHERE_DIMENSION, BIAS, LIPSCHITZ),
    ),
    replace(
        PROP_III_3_3,
        label="giancola/prop-III.3.3:twin-no-bias",
        title="beta = 0",
        reading="As printed, but for beta = 0.",
        twin_of=PROP_III_3_3.label,
        parameters=(SPHERE_DIMENSION, DEPTH, _NO_BIAS, LIPSCHITZ),
    ),
    replace(
        PROP_III_3_3,
        label="giancola/prop-III.3.3:twin-polynomial",
        title="polynomial activations",
        reading="As printed, but for polynomial sigma.",
        twin_of=PROP_III_3_3.label,
        parameters=(SPHERE_DIMENSION, _NOT_TOO_DEEP, BIAS, _POLYNOMIAL),
    ),
    replace(
        PROP_III_3_3,
        label="giancola/prop-III.3.3:twin-no-hidden-layer",
        title="L = 1",
        reading="As printed, but for L = 1.",
        twin_of=PROP_III_3_3.label,
        parameters=(SPHERE_DIMENSION, _SHALLOW, BIAS, LIPSCHITZ),
    ),
)
