"""Slow references for sums of independent bounded variables, in floats."""

import math
from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from scipy import integrate
from scipy.special import erf, erfc

from checkers.arithmetic.balls import ball
from checkers.tails.sums import MARGIN, SHORTFALL, SumLaw

summands = pytest.mark.parametrize("summand", [SHORTFALL, MARGIN], ids=["shortfall", "margin"])


def law_of_sum(summand, n, r, t, *, thinned=False):
    """The law of X_1 + ... + X_n against t, whose unit is 1; r and t are taken as exact."""
    return SumLaw(
        trials=n,
        summand=summand,
        radius=lambda: ball(Fraction(r)),
        threshold=lambda: ball(Fraction(t)),
        unit=lambda: arb(1),
        thinned=thinned,
    )


def density(summand, x, r):
    """Of X on (0, r); the rest of the mass, P(|g| >= r), is an atom at 0."""
    g = r - x if summand is SHORTFALL else x
    return 2 * np.exp(-g * g / 2) / math.sqrt(2 * math.pi)


def distribution(summand, x, r):
    """P(X <= x), by hand."""
    if x >= r:
        return 1.0
    if summand is SHORTFALL:
        return float(erfc((r - x) / math.sqrt(2)))
    return float(erfc(r / math.sqrt(2)) + erf(x / math.sqrt(2)))


def moments(summand, n, r):
    """The mean and the standard deviation of the sum."""
    mean, square = (
        n * integrate.quad(lambda x, k=k: x**k * density(summand, x, r), 0, r)[0] for k in (1, 2)
    )
    return mean, math.sqrt(square - mean**2 / n)


def tail_of_two(summand, t, r):
    """P(X + Y > t), by a convolution."""
    atom = float(erfc(r / math.sqrt(2)))
    kinks = [t - r] if 0 < t - r < r else None

    def part(x):
        return density(summand, x, r) * distribution(summand, t - x, r) if x <= t else 0.0

    inner = integrate.quad(part, 0, min(t, r), points=kinks, epsabs=1e-13)[0]
    return 1 - atom * distribution(summand, t, r) - inner


def gil_pelaez(summand, n, t, r, end):
    """P(X_1 + ... + X_n > t) for t > 0, from the characteristic function, on the imaginary axis.

    The atom at 0 is taken out, so that what is inverted has a density:
    (1 - atom^n) / 2 + (1 / pi) int_0^end Im(exp(-i u t) (phi(u)^n - atom^n)) / u du.
    """
    nodes, weights = np.polynomial.legendre.leggauss(50 + math.ceil(end / 2))
    x = r * (nodes + 1) / 2
    masses = weights * r / 2 * density(summand, x, r)
    atom = float(erfc(r / math.sqrt(2)))
    u = np.linspace(0, end / r, max(4001, 1 + 8 * n * math.ceil(end)))[1:]
    phi = atom + np.concatenate(
        [np.exp(1j * part[:, None] * x) @ masses for part in np.array_split(u, 20)]
    )
    mean = n * float(masses @ x)
    integrand = np.imag(np.exp(-1j * u * t) * (phi**n - atom**n)) / u
    at_zero = mean - t * (1 - atom**n)
    whole = integrate.simpson(np.concatenate([[at_zero], integrand]), dx=float(u[0]))
    return (1 - atom**n) / 2 + whole / math.pi


def lattice(summand, n, t, r, cells, weight=1.0):
    """(below, above) P(X_1 + ... + X_n > t): each X rounded down, and up, to a multiple of r/cells.

    The rounded sums bracket the sum. Their laws are convolutions of nonnegative terms, so that
    even rare tails are accurate, to some 1e-12 of their size. weight: P(X counts).
    """
    edges = [1 - weight * (1 - distribution(summand, r * k / cells, r)) for k in range(cells)]
    steps = np.diff([*edges, 1.0])
    found = []
    for masses, nudge in (([edges[0] + steps[0], *steps[1:]], 1), ([edges[0], *steps], -1)):
        law, base = np.ones(1), np.array(masses)
        for bit in f"{n:b}":
            law = np.convolve(law, law)
            law = np.convolve(law, base) if bit == "1" else law
        place = math.floor(t * cells / r * (1 + nudge * 1e-13))
        found.append(float(law[max(place + 1, 0) :].sum()))
    return found[0], found[1]
