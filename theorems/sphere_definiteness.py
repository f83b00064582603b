"""Positive definiteness of the limiting NTK on spheres."""

from dataclasses import replace
from fractions import Fraction

from theorems.domains import Integers, Names, Reals
from theorems.kernels import theta_recursion
from theorems.parameters import BIAS, DEPTH, LIPSCHITZ, SPHERE_DIMENSION
from theorems.statement import Definiteness, Source, Theorem

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

THEOREMS = (PROP_III_3_3,)

_NO_BIAS = replace(
    BIAS,
    domain=Reals(Fraction(0), Fraction(0)),
    trial=None,
    default=Fraction(0),
    coverage=(Fraction(0),),
)
_POLYNOMIAL = replace(
    LIPSCHITZ,
    domain=Names(("quadratic", "cubic", "identity")),
    default="quadratic",
    coverage=("quadratic", "cubic", "identity"),
)
# the degree of the kernel is a power of the depth
_NOT_TOO_DEEP = replace(DEPTH, domain=Integers(2, largest=5))
_SHALLOW = replace(DEPTH, domain=Integers(1, largest=1), default=1, coverage=(1,))

VARIANTS: tuple[Theorem, ...] = ()

TWINS = (
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
