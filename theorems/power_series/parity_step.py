"""Infinitely many non-null a_i are of both parities: giancola, proof of Prop. III.3.3."""

from dataclasses import replace
from fractions import Fraction

from theorems.language.domains import Names, Reals
from theorems.language.parameters import BIAS, LIPSCHITZ, SPHERE_DIMENSION
from theorems.language.records import SeriesClaim, Source
from theorems.language.variants import repaired, twin
from theorems.power_series.definitions import INFINITE

_POLYNOMIAL = replace(
    LIPSCHITZ,
    meaning="a polynomial",
    domain=Names(("quadratic", "cubic", "identity")),
    default="cubic",
    coverage=("quadratic", "cubic", "identity"),
)

PRINTED = SeriesClaim(
    label="giancola/parity-step",
    title="Infinitely many non-null coefficients are of both parities",
    source=Source(
        "giancola",
        "proof of Proposition III.3.3, finalization",
        r"\text{by the } a_i \text{ coefficients being infinitely non-null, there are infinitely"
        r" many odd non-null and infinitely many even non-null coefficients}",
    ),
    reading=(
        "For every Lipschitz sigma that is no polynomial, and mu(z) = sigma(z sqrt(1/n0 +"
        " beta^2)) = sum a_i h_i: if a_i != 0 for infinitely many i, then a_i != 0 for infinitely"
        " many even i and for infinitely many odd i."
    ),
    parameters=(LIPSCHITZ,),
    uses=("giancola/lemma-III.3.1",),
    subject="expansion",
    claim=lambda a, b: max(a) < INFINITE or min(a) == INFINITE,
)

REPAIRED = repaired(
    PRINTED,
    "With a bias, the coefficients of the shifted series are of both parities",
    reading=(
        "For every Lipschitz sigma that is no polynomial, every n0 >= 1 and beta > 0, and nu(t) ="
        " beta^2 + sum a_i^2 ((n0 beta^2 + t)/(n0 beta^2 + 1))^i = sum b_n t^n: if a_i != 0 for"
        " infinitely many i, then b_n > 0 for infinitely many even n and for infinitely many odd"
        " n (for all n)."
    ),
    formula=(
        r"\nu(t) = \beta^2 + \sum_{i=0}^{\infty} a_i^2 \left( \frac{n_0 \beta^2 + t}{n_0 "
        r"\beta^2 + 1} \right)^i = \sum_{n=0}^{\infty} b_n t^n: \quad \beta > 0 \text{ and "
        r"infinitely many } a_i \neq 0 \implies b_n > 0 \text{ for infinitely many even and "
        "infinitely many odd } n"
    ),
    change=(
        "The conclusion is drawn for the coefficients b_n of nu in powers of t = x^T x', to which"
        " Theorem III.3.2 is applied, and not for the a_i; beta > 0 as in the architecture. That"
        " there are infinitely many a_i != 0 says nothing of their parity: an odd sigma has no"
        " even ones. It is the shift by n0 beta^2 that mixes all powers up to i. For the a_i"
        " themselves one has to ask that neither the even nor the odd part of sigma is a"
        " polynomial."
    ),
    parameters=(LIPSCHITZ, SPHERE_DIMENSION, BIAS),
    claim=lambda a, b: max(a) < INFINITE or min(b) == INFINITE,
)

FALSE = (
    twin(
        PRINTED,
        "even",
        "infinitely many even ones",
        reading="As printed, but for the conclusion that infinitely many even a_i are non-null.",
        claim=lambda a, b: max(a) < INFINITE or a[0] == INFINITE,
    ),
    twin(
        PRINTED,
        "polynomial",
        "polynomials, without the premise",
        reading=(
            "For every polynomial sigma infinitely many even and infinitely many odd a_i are"
            " non-null."
        ),
        parameters=(_POLYNOMIAL,),
        claim=lambda a, b: min(a) == INFINITE,
    ),
    twin(
        REPAIRED,
        "no-bias",
        "the shifted series without its shift",
        reading="As repaired, but for beta = 0.",
        parameters=(
            LIPSCHITZ,
            SPHERE_DIMENSION,
            replace(
                BIAS,
                domain=Reals(Fraction(0), Fraction(0)),
                trial=None,
                default=Fraction(0),
                coverage=(Fraction(0),),
            ),
        ),
        formula=(
            r"\nu(t) = \sum_{i=0}^{\infty} a_i^2 t^i = \sum_{n=0}^{\infty} b_n t^n: \quad"
            r" \text{infinitely many } a_i \neq 0 \implies b_n > 0 \text{ for infinitely many"
            r" even and infinitely many odd } n"
        ),
    ),
)
