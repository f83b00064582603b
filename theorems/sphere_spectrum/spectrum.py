"""The eigenvalues of the NTK decay like i^-alpha, alpha > 1: pleiss, 1.2, property 2."""

from dataclasses import replace
from fractions import Fraction

from theorems.kernels import arc_cosine, pleiss_ntk
from theorems.language.domains import Integers
from theorems.language.records import Source, SpectralDecay
from theorems.language.variants import sharpened, twin
from theorems.sphere_spectrum.definitions import ROUND

PRINTED = SpectralDecay(
    label="pleiss/spectrum",
    title="The spectrum of the NTK decays polynomially",
    source=Source(
        "pleiss",
        "section 1.2, property 2",
        r"\lambda_i = i^{-\alpha} \quad \text{for some } \alpha > 1",
    ),
    reading=(
        "For every d >= 2 there are alpha > 1 and c1, c2 > 0 such that the eigenvalues of the"
        " kernel for the uniform distribution on the unit sphere of R^d, those that are not 0, are"
        " infinitely many and, in falling order and repeated as often as they occur, satisfy c1"
        " i^-alpha <= lambda_i <= c2 i^-alpha for every i >= 1."
    ),
    parameters=(ROUND,),
    uses=("pleiss/ntk",),
    deviations=(
        "'Most data distributions' is read as the uniform distribution on the unit sphere, d >= 2.",
        "'At a rate of lambda_i = i^-alpha' is read up to constants: equality itself is impossible,"
        " since eigenvalues of one degree are equal.",
    ),
    kernel=pleiss_ntk,
    above=1,
)

SHARPENED = sharpened(
    PRINTED,
    "The exponent is d / (d - 1)",
    reading=f"{PRINTED.reading[:-1]}, with alpha = d / (d - 1).",
    alpha=lambda d: d / (d - 1),
    formula=r"c_1 \, i^{-d/(d-1)} \leq \lambda_i \leq c_2 \, i^{-d/(d-1)}",
    change="alpha = d / (d - 1) in place of some alpha > 1: it tends to 1 as d grows.",
)

FALSE = (
    twin(
        PRINTED,
        "faster",
        "alpha > 2 in place of alpha > 1",
        above=2,
    ),
    twin(
        PRINTED,
        "one-dimension-less",
        "alpha = (d + 1) / d, as for the sphere of R^(d+1)",
        above=None,
        alpha=lambda d: (d + 1) / d,
    ),
    twin(
        PRINTED,
        "arc-cosine",
        "alpha = d / (d - 1) for the arc-cosine kernel alone",
        kernel=arc_cosine,
        above=None,
        alpha=lambda d: d / (d - 1),
    ),
    twin(
        PRINTED,
        "multiplicities",
        "alpha = d, the exponent in the degree; d >= 3",
        parameters=(replace(ROUND, domain=Integers(3), coverage=(3, 5, 10)),),
        above=None,
        alpha=lambda d: d,
    ),
    twin(
        PRINTED,
        "linear",
        "the kernel x.x'",
        kernel=lambda rho: rho,
    ),
    twin(
        PRINTED,
        "bounded-exponent",
        "alpha > 1 + 1/10, whatever d is, d >= 11",
        parameters=(replace(ROUND, domain=Integers(11), default=12, coverage=(11, 12, 20, 100)),),
        above=Fraction(11, 10),
    ),
)
