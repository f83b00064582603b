"""f(x.x') is positive definite iff the b_n have certain signs: giancola, Theorem III.3.2."""

from dataclasses import replace

from theorems.language.domains import Integers
from theorems.language.parameters import SPHERE_DIMENSION
from theorems.language.records import SeriesClaim, Source
from theorems.language.variants import repaired, twin
from theorems.power_series.definitions import INFINITE, NONE, Signs


def _no_negative(even: Signs, odd: Signs) -> bool:
    return even.negative == NONE and odd.negative == NONE


def _positive(even: Signs, odd: Signs) -> bool:
    return even.positive == INFINITE and odd.positive == INFINITE


_BEYOND_THE_LINE = replace(
    SPHERE_DIMENSION,
    domain=Integers(2, largest=1_000),
    coverage=SPHERE_DIMENSION.coverage[1:],
    trial=SPHERE_DIMENSION.domain,
)

PRINTED = SeriesClaim(
    label="giancola/theorem-III.3.2",
    title="Positive definiteness on a sphere by the signs of power series coefficients",
    source=Source(
        "giancola",
        "Theorem III.3.2",
        r"f(\rho) = \sum_{n=0}^{\infty} b_n \rho^n: \quad \mathbf{K}_f^{(n_0)}(x, x') = f(x^T x')"
        r" \succ 0 \iff b_n \geq 0 \text{ for infinitely many even and infinitely many odd } n",
    ),
    reading=(
        "For every n0 >= 1 and every f: [-1, 1] -> R that is the sum of a power series with real"
        " b_n: every Gram matrix of f(x.x') on finitely many distinct points of the unit sphere"
        " of R^n0 is positive definite if and only if b_n >= 0 for infinitely many even n and for"
        " infinitely many odd n."
    ),
    parameters=(SPHERE_DIMENSION,),
    deviations=(
        "Definition I.3.6 is used with the empirical measure of Assumption I.2.6 on any distinct"
        " points: positive definite means that v^T K v > 0 for every v != 0.",
    ),
    subject="dot-product kernel",
    claim=lambda even, odd: even.nonnegative == INFINITE and odd.nonnegative == INFINITE,
)

REPAIRED = repaired(
    PRINTED,
    "The same with b_n >= 0 throughout, b_n > 0 in the condition, and n0 >= 2",
    reading=(
        "For every n0 >= 2 and every f with b_n >= 0 for all n: every Gram matrix of f(x.x') on"
        " finitely many distinct points of the unit sphere of R^n0 is positive definite if and"
        " only if b_n > 0 for infinitely many even n and for infinitely many odd n."
    ),
    formula=(
        r"f(\rho) = \sum_{n=0}^{\infty} b_n \rho^n, \; b_n \geq 0, \; n_0 \geq 2: \quad "
        r"\mathbf{K}_f^{(n_0)}(x, x') = f(x^T x') \succ 0 \iff b_n > 0 \text{ for "
        "infinitely many even and infinitely many odd } n"
    ),
    change=(
        "The hypothesis b_n >= 0 for all n is added, the condition b_n >= 0 becomes b_n > 0, and"
        " n0 = 1 is left out. The print weakens the strict sign of its source, so that f = 0"
        " meets the condition, and says nothing of the other b_n, so that a large negative b_0"
        " does. For one fixed n0 the b_n need not all be >= 0 for the kernel to be positive"
        " definite, which is why that is a hypothesis here and no part of the equivalence."
    ),
    parameters=(_BEYOND_THE_LINE,),
    claim=_positive,
    hypothesis=_no_negative,
)

FALSE = (
    twin(
        REPAIRED,
        "one-parity",
        "infinitely many b_n > 0, of whatever parity",
        reading="For b_n >= 0 and n0 >= 2: positive definite iff b_n > 0 for infinitely many n.",
        claim=lambda even, odd: even.positive == INFINITE or odd.positive == INFINITE,
    ),
    twin(
        REPAIRED,
        "any-other-sign",
        "nothing said of the other b_n",
        reading=(
            "For all real b_n and n0 >= 2: positive definite iff b_n > 0 for infinitely many"
            " even and infinitely many odd n."
        ),
        hypothesis=lambda even, odd: True,
    ),
    twin(
        REPAIRED,
        "no-negative-needed",
        "b_n >= 0 for all n as a part of the condition",
        reading=(
            "For all real b_n and n0 >= 2: positive definite iff b_n >= 0 for all n, and b_n"
            " > 0 for infinitely many even and infinitely many odd n."
        ),
        claim=lambda even, odd: _no_negative(even, odd) and _positive(even, odd),
        hypothesis=lambda even, odd: True,
    ),
    twin(
        REPAIRED,
        "two-points",
        "n0 = 1",
        reading="As repaired, but for n0 = 1, where the sphere is {1, -1}.",
        parameters=(
            replace(
                _BEYOND_THE_LINE,
                domain=Integers(1, largest=1),
                default=1,
                coverage=(1,),
                trial=None,
            ),
        ),
        formula=(
            r"f(\rho) = \sum_{n=0}^{\infty} b_n \rho^n, \; b_n \geq 0, \; n_0 = 1: \quad f(x^T"
            r" x') \succ 0 \iff b_n > 0 \text{ for infinitely many even and infinitely many odd"
            r" } n"
        ),
    ),
)
