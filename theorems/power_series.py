"""Power series and Hermite expansions behind the proof of positive definiteness on spheres.

The definitions, plain and exact: the signs of a sequence of coefficients, and power series whose
coefficients are periodic up to powers of 2 from some place on.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from theorems.language.domains import Integers, Names, Reals
from theorems.language.parameters import BIAS, LIPSCHITZ, RHO, SPHERE_DIMENSION
from theorems.language.records import Parameter, SeriesClaim, Source, Theorem

NONE, SOME, INFINITE = 0, 1, 2  # how often: never, finitely often, infinitely often


@dataclass(frozen=True)
class Signs:
    """How often the b_n, n of one parity, are negative, zero and positive: NONE, SOME, INFINITE."""

    negative: int
    zero: int
    positive: int

    @property
    def nonnegative(self) -> int:
        """How often b_n >= 0."""
        return max(self.zero, self.positive)


@dataclass(frozen=True)
class PowerSeries:
    """f(rho) = sum b_n rho^n: b_n = head[n] / 2^n, and from then on cycle[0] / 2^n, cycle[1] ...

    head : exact numbers; cycle : the same, at least one
    """

    head: tuple[Fraction, ...]
    cycle: tuple[Fraction, ...]

    def coefficient(self, n: int) -> Fraction:
        """b_n, n >= 0."""
        later = n - len(self.head)
        b = self.head[n] if later < 0 else self.cycle[later % len(self.cycle)]
        return b / Fraction(2**n)

    def value(self, rho: Fraction) -> Fraction:
        """f(rho) for |rho| <= 1: the head, and a geometric series for each place of the cycle."""
        t, start, period = Fraction(rho) / 2, len(self.head), len(self.cycle)
        first = sum((b * t**n for n, b in enumerate(self.head)), Fraction(0))
        once = sum((b * t ** (start + j) for j, b in enumerate(self.cycle)), Fraction(0))
        return first + once / (1 - t**period)

    def signs(self, parity: int) -> Signs:
        """How often the b_n with n of a parity (0: even, 1: odd) have each sign."""
        period = math.lcm(2, len(self.cycle))
        start = len(self.head)
        early = [self.coefficient(n) for n in range(start) if n % 2 == parity]
        late = [self.coefficient(n) for n in range(start, start + period) if n % 2 == parity]

        def often(sign: int) -> int:
            if any((b > 0) - (b < 0) == sign for b in late):
                return INFINITE
            return SOME if any((b > 0) - (b < 0) == sign for b in early) else NONE

        return Signs(often(-1), often(0), often(1))


def gram(f: PowerSeries, points: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
    """f(x_i.x_j), exactly; points as in `quadratic_form`."""
    cosines = [
        [sum((a * b for a, b in zip(x, y, strict=True)), Fraction(0)) for y in points]
        for x in points
    ]
    values = {rho: f.value(rho) for rho in set().union(*cosines)}
    return [[values[rho] for rho in row] for row in cosines]


def quadratic_form(
    f: PowerSeries, points: Sequence[Sequence[Fraction]], v: Sequence[Fraction]
) -> Fraction:
    """sum_ij v_i v_j f(x_i.x_j), exactly.

    points : k of them, each of n0 exact coordinates; v : k exact weights
    """
    K = gram(f, points)
    return sum((v[i] * K[i][j] * v[j] for i in range(len(v)) for j in range(len(v))), Fraction(0))


def factorial(i: Any) -> Any:
    """i!, of an integer or of a symbol for one."""
    return math.factorial(i) if isinstance(i, int) else i.factorial()


_LIPSCHITZ_ACTIVATION = Parameter(
    "activation",
    "a Lipschitz activation",
    Names(
        (*LIPSCHITZ.coverage, "identity"),  # type: ignore[arg-type]
        {"quadratic": "not Lipschitz", "cubic": "not Lipschitz"},
    ),
    "relu",
    (*LIPSCHITZ.coverage, "identity"),
)

LEMMA_III_3_1 = SeriesClaim(
    label="giancola/lemma-III.3.1",
    title="The dual activation is a power series in the Hermite coefficients",
    source=Source(
        "giancola",
        "Lemma III.3.1",
        r"\mu = \sum_{i=0}^{\infty} a_i h_i \;\Longrightarrow\;"
        r" \hat{\mu}(\rho) = \sum_{i=0}^{\infty} a_i^2 \rho^i",
    ),
    reading=(
        "For every Lipschitz mu with the expansion mu = sum a_i h_i in L^2(N(0, 1)), h_i the"
        " orthonormal Hermite polynomials, and every rho in [-1, 1]: E[mu(X) mu(Y)] ="
        " sum a_i^2 rho^i for standard normal X, Y with correlation rho."
    ),
    parameters=(_LIPSCHITZ_ACTIVATION, RHO),
    deviations=(
        "The print does not say how the h_i are normalized. They are taken orthonormal for"
        " N(0, 1), in favour of the print and of the work that it cites. With E[h_i^2] = i! the"
        " coefficient of rho^i would be i! a_i^2: see the twin 'unnormalized'."
        " Footnote 6 points to an atlas whose polynomials, H_1(x) = 2x, are orthogonal for the"
        " weight exp(-x^2); with those the formula gives rho/4 for mu(x) = x, whose dual is rho.",
    ),
    subject="dual",
    claim=lambda a, rho, i: a**2 * rho**i,
)

THEOREM_III_3_2 = SeriesClaim(
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

REPAIRED_III_3_2 = replace(
    THEOREM_III_3_2,
    label="giancola/theorem-III.3.2:repaired",
    title="The same with b_n >= 0 throughout, b_n > 0 in the condition, and n0 >= 2",
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

PARITY_STEP = SeriesClaim(
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

REPAIRED_PARITY_STEP = replace(
    PARITY_STEP,
    label="giancola/parity-step:repaired",
    title="With a bias, the coefficients of the shifted series are of both parities",
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

THEOREMS: tuple[Theorem, ...] = (LEMMA_III_3_1, THEOREM_III_3_2, PARITY_STEP)
VARIANTS: tuple[Theorem, ...] = (REPAIRED_III_3_2, REPAIRED_PARITY_STEP)

_POLYNOMIAL = replace(
    LIPSCHITZ,
    meaning="a polynomial",
    domain=Names(("quadratic", "cubic", "identity")),
    default="cubic",
    coverage=("quadratic", "cubic", "identity"),
)


def _twin(theorem: SeriesClaim, name: str, title: str, reading: str, **changes: Any) -> SeriesClaim:
    return replace(
        theorem,
        label=f"{theorem.printed}:twin-{name}",
        twin_of=theorem.printed,
        change="",
        title=title,
        reading=reading,
        **changes,
    )


TWINS: tuple[Theorem, ...] = (
    _twin(
        LEMMA_III_3_1,
        "unnormalized",
        "Hermite polynomials with E[h_i^2] = i!",
        "As printed, but for the h_i with leading coefficient 1: their coefficients are"
        " a_i / sqrt(i!), with a_i those of the orthonormal ones.",
        claim=lambda a, rho, i: a**2 / factorial(i) * rho**i,
    ),
    _twin(
        LEMMA_III_3_1,
        "from-one",
        "the sum starts at i = 1",
        "As printed, but for the sum from i = 1 on.",
        claim=lambda a, rho, i: a**2 * rho**i if i else 0 * rho,
    ),
    _twin(
        LEMMA_III_3_1,
        "squared-cosine",
        "powers of rho^2",
        "As printed, but for the sum of a_i^2 rho^(2i).",
        claim=lambda a, rho, i: a**2 * rho ** (2 * i),
    ),
    _twin(
        REPAIRED_III_3_2,
        "one-parity",
        "infinitely many b_n > 0, of whatever parity",
        "For b_n >= 0 and n0 >= 2: positive definite iff b_n > 0 for infinitely many n.",
        claim=lambda even, odd: even.positive == INFINITE or odd.positive == INFINITE,
    ),
    _twin(
        REPAIRED_III_3_2,
        "any-other-sign",
        "nothing is said of the other b_n",
        "For all real b_n and n0 >= 2: positive definite iff b_n > 0 for infinitely many even and"
        " infinitely many odd n.",
        hypothesis=lambda even, odd: True,
    ),
    _twin(
        REPAIRED_III_3_2,
        "no-negative-needed",
        "b_n >= 0 for all n as a part of the condition",
        "For all real b_n and n0 >= 2: positive definite iff b_n >= 0 for all n, and b_n > 0 for"
        " infinitely many even and infinitely many odd n.",
        claim=lambda even, odd: _no_negative(even, odd) and _positive(even, odd),
        hypothesis=lambda even, odd: True,
    ),
    _twin(
        REPAIRED_III_3_2,
        "two-points",
        "n0 = 1",
        "As repaired, but for n0 = 1, where the sphere is {1, -1}.",
        parameters=(
            replace(
                _BEYOND_THE_LINE,
                domain=Integers(1, largest=1),
                default=1,
                coverage=(1,),
                trial=None,
            ),
        ),
    ),
    _twin(
        PARITY_STEP,
        "even",
        "infinitely many even ones",
        "As printed, but for the conclusion that infinitely many even a_i are non-null.",
        claim=lambda a, b: max(a) < INFINITE or a[0] == INFINITE,
    ),
    _twin(
        PARITY_STEP,
        "polynomial",
        "polynomials, without the premise",
        "For every polynomial sigma infinitely many even and infinitely many odd a_i are non-null.",
        parameters=(_POLYNOMIAL,),
        claim=lambda a, b: min(a) == INFINITE,
    ),
    _twin(
        REPAIRED_PARITY_STEP,
        "no-bias",
        "the shifted series without its shift",
        "As repaired, but for beta = 0.",
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
    ),
)
