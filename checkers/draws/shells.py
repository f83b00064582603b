"""Shells of |g|, g standard normal: which neurons a sparse draw has to draw, and how many at once.

Probabilities are rounded from balls, so that they are the same floats on every machine.
"""

import itertools
import math

import numpy as np
from flint import arb, ctx
from numpy.typing import NDArray

Edges = NDArray[np.float64]
Chances = NDArray[np.float64]

LAST = 8.0  # the last finite edge; beyond it lies one shell more
WIDEST = 0.5  # so that proposals uniform on a shell are seldom rejected
PER_SHELL, MOST_SHELLS = 16, 64


def chance_below(radius: float) -> tuple[float, float]:
    """(P(|g| <= radius), P(|g| > radius)), correctly rounded, for radius >= 0."""
    with ctx.workprec(128):
        z = arb(radius) / arb(2).sqrt()
        return float(z.erf().mid()), float(z.erfc().mid())


def chances(edges: Edges) -> Chances:
    """(s, 2) float64: P(|g| < e_{j+1} | |g| >= e_j) and its complement for each of s shells."""
    with ctx.workprec(256):
        beyond = [(arb(e) / arb(2).sqrt()).erfc() if math.isfinite(e) else arb(0) for e in edges]
        outside = [b / a for a, b in itertools.pairwise(beyond)]
        return np.array([[float((1 - q).mid()), float(q.mid())] for q in outside])


def below(radius: float) -> Edges:
    """Edges from 0 to `radius`, shells at most 1/2 wide; one shell from 8 on."""
    finite = min(radius, LAST)
    edges = list(np.linspace(0.0, finite, max(1, math.ceil(finite / WIDEST)) + 1))
    return np.array([*edges, radius] if radius > LAST else edges)


def until_nothing_pays(m: int, B: float) -> Edges:
    """Edges for the Frobenius worst case: fine up to where the last paying flip is expected.

    Of m/2 neurons about k = (m/2) sqrt(2/pi) r lie below r, and flip k pays if r < B / (2 sqrt k):
    r^3 = B^2 / (2 sqrt(2/pi) m). Coarser beyond, to B, where no flip pays, or to infinity.
    """
    density = math.sqrt(2 / math.pi) * m / 2
    expected = min((B * B / (4 * density)) ** (1 / 3), B, LAST)
    shells = min(MOST_SHELLS, max(1, round(density * expected / PER_SHELL)))
    shells = max(shells, math.ceil(expected / WIDEST))
    edges = [j * expected / shells for j in range(shells + 1)]
    while edges[-1] < min(B, LAST):
        edges.append(min(edges[-1] + min(edges[-1] / 2, WIDEST), B, LAST))
    return np.array([*edges, math.inf] if B > LAST else edges)
