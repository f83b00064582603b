"""The limiting NTK is positive definite on the sphere: giancola, Proposition III.3.3."""

from dataclasses import replace
from fractions import Fraction

from theorems.kernels import theta_recursion
from theorems.language.domains import Integers, Reals
from theorems.language.parameters import BIAS, DEPTH, LIPSCHITZ, SPHERE_DIMENSION
from theorems.language.records import Definiteness, Source
from theorems.language.variants import twin
from theorems.sphere_definiteness.definitions import NOT_TOO_DEEP, POLYNOMIAL

_NO_BIAS = replace(
    BIAS,
    domain=Reals(Fraction(0), Fraction(0)),
    trial=None,
    default=Fraction(0),
    coverage=(Fraction(0),),
)
_SHALLOW = replace(DEPTH, domain=Integers(1, largest=1), default=1, coverage=(1,))

PRINTED = Definiteness(
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

FALSE = (
    twin(
        PRINTED,
        "no-bias",
        "beta = 0",
        reading="As printed, but for beta = 0.",
        parameters=(SPHERE_DIMENSION, DEPTH, _NO_BIAS, LIPSCHITZ),
    ),
    twin(
        PRINTED,
        "polynomial",
        "polynomial activations",
        reading="As printed, but for polynomial sigma.",
        parameters=(SPHERE_DIMENSION, NOT_TOO_DEEP, BIAS, POLYNOMIAL),
    ),
    twin(
        PRINTED,
        "no-hidden-layer",
        "L = 1",
        reading="As printed, but for L = 1.",
        parameters=(SPHERE_DIMENSION, _SHALLOW, BIAS, LIPSCHITZ),
        formula=r"\Theta_{\infty}^{(1)} \big|_{\mathbb{S}^{n_0-1}} \succ 0",
    ),
)
