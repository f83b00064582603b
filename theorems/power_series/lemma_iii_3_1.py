"""The dual activation is sum a_i^2 rho^i: giancola, Lemma III.3.1."""

from theorems.language.domains import Names
from theorems.language.parameters import LIPSCHITZ, RHO
from theorems.language.records import Parameter, SeriesClaim, Source
from theorems.language.variants import twin
from theorems.power_series.definitions import factorial

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

PRINTED = SeriesClaim(
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

FALSE = (
    twin(
        PRINTED,
        "unnormalized",
        "Hermite polynomials with E[h_i^2] = i!",
        reading=(
            "As printed, but for the h_i with leading coefficient 1: their coefficients are"
            " a_i / sqrt(i!), with a_i those of the orthonormal ones."
        ),
        claim=lambda a, rho, i: a**2 / factorial(i) * rho**i,
    ),
    twin(
        PRINTED,
        "from-one",
        "the sum from i = 1 on",
        reading="As printed, but for the sum from i = 1 on.",
        claim=lambda a, rho, i: a**2 * rho**i if i else 0 * rho,
    ),
    twin(
        PRINTED,
        "squared-cosine",
        "powers of rho^2",
        reading="As printed, but for the sum of a_i^2 rho^(2i).",
        claim=lambda a, rho, i: a**2 * rho ** (2 * i),
    ),
)
