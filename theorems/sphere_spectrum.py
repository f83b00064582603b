"""Eigenvalues of neural tangent kernels on the uniform sphere."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from theorems.kernels import arc_cosine, pleiss_ntk
from theorems.language.domains import Integers
from theorems.language.floats import FLOATS
from theorems.language.records import Parameter, Source, SpectralDecay, Theorem

ROUND = Parameter("d", "input dimension", Integers(2), 3, (2, 3, 5, 10))


def eigenvalue(kernel: Callable[..., Any], degree: int, d: int, nodes: int = 2_000) -> float:
    """lambda_k = E[k(t) P_k(t)], t = x.y for y uniform on the unit sphere of R^d, by a sum.

    P_k is the polynomial of degree k, orthogonal for the law of t, with P_k(1) = 1: the space of
    spherical harmonics of degree k consists of eigenfunctions with this eigenvalue.

    degree : k >= 0; d : >= 2. The midpoint rule in the angle, accurate to about 1e-6.
    """
    theta = np.pi * (np.arange(nodes) + 0.5) / nodes
    t, weights = np.cos(theta), np.sin(theta) ** (d - 2)
    weights /= np.sum(weights)
    before, legendre = np.zeros_like(t), np.ones_like(t)
    for n in range(degree):
        # (n + d - 2) P_(n+1) = (2 n + d - 2) t P_n - n P_(n-1), P_1 = t
        after = t if n == 0 else ((2 * n + d - 2) * t * legendre - n * before) / (n + d - 2)
        before, legendre = legendre, after
    return float(np.sum(weights * kernel(t, FLOATS) * legendre))


SPECTRUM = SpectralDecay(
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

THEOREMS: tuple[Theorem, ...] = (SPECTRUM,)

VARIANTS: tuple[Theorem, ...] = (
    replace(
        SPECTRUM,
        label="pleiss/spectrum:sharpened",
        title="The exponent is d / (d - 1)",
        reading=f"{SPECTRUM.reading[:-1]}, with alpha = d / (d - 1).",
        alpha=lambda d: d / (d - 1),
        formula=r"c_1 \, i^{-d/(d-1)} \leq \lambda_i \leq c_2 \, i^{-d/(d-1)}",
        change="alpha = d / (d - 1) in place of some alpha > 1: it tends to 1 as d grows.",
    ),
)

TWINS: tuple[Theorem, ...] = (
    replace(
        SPECTRUM,
        label="pleiss/spectrum:twin-faster",
        title="alpha > 2 in place of alpha > 1",
        twin_of=SPECTRUM.label,
        above=2,
    ),
    replace(
        SPECTRUM,
        label="pleiss/spectrum:twin-one-dimension-less",
        title="alpha = (d + 1) / d, as for the sphere of R^(d+1)",
        twin_of=SPECTRUM.label,
        above=None,
        alpha=lambda d: (d + 1) / d,
    ),
    replace(
        SPECTRUM,
        label="pleiss/spectrum:twin-arc-cosine",
        title="alpha = d / (d - 1) for the arc-cosine kernel alone",
        twin_of=SPECTRUM.label,
        kernel=arc_cosine,
        above=None,
        alpha=lambda d: d / (d - 1),
    ),
    replace(
        SPECTRUM,
        label="pleiss/spectrum:twin-multiplicities",
        title="alpha = d, the exponent in the degree; d >= 3",
        twin_of=SPECTRUM.label,
        parameters=(replace(ROUND, domain=Integers(3), coverage=(3, 5, 10)),),
        above=None,
        alpha=lambda d: d,
    ),
    replace(
        SPECTRUM,
        label="pleiss/spectrum:twin-linear",
        title="the kernel x.x'",
        twin_of=SPECTRUM.label,
        kernel=lambda rho: rho,
    ),
    replace(
        SPECTRUM,
        label="pleiss/spectrum:twin-bounded-exponent",
        title="alpha > 1 + 1/10, whatever d is, d >= 11",
        twin_of=SPECTRUM.label,
        parameters=(replace(ROUND, domain=Integers(11), default=12, coverage=(11, 12, 20, 100)),),
        above=Fraction(11, 10),
    ),
)
