"""Worst cases that are sums of independent bounded variables: lattice and Chernoff tails.

g is a standard normal throughout.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb, ctx
from numpy.typing import NDArray

from checkers.balls import Number, as_float, ball, certainly_le, enclosure, rising_precision
from checkers.tails import chernoff_tail, lattice_tail

LATTICE_LENGTH = {"quick": 2_000, "standard": 8_000, "paper": 32_000}
LATTICE_PRECISION = 192
LATTICE_CELLS = 1024
FLAT = arb("0.02")  # radii below which the density of |g| on [0, r] is treated as flat
NODES, WEIGHTS = np.polynomial.legendre.leggauss(48)

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Summand:
    """A function of |g| with values in [0, r], 0 where |g| >= r.

    distribution(x, r) : P(X <= x), 0 <= x < r, in balls
    moment(theta, r)   : E exp(theta X), in balls, theta of either sign
    share(y)           : X / r where |g| = r y, in floats
    """

    name: str
    distribution: Callable[[arb, arb], arb]
    moment: Callable[[arb, arb], arb]
    share: Callable[[Vector], Vector]

    def mean_of(self, transform: Callable[[Vector], Vector], r: float) -> Vector:
        """E transform(X / r) for a transform with 0 -> 0, in floats by Gauss-Legendre."""
        reach = min(1.0, 9 / r)
        y = reach * (NODES + 1) / 2
        density = 2 * np.exp(-((r * y) ** 2) / 2) / math.sqrt(2 * math.pi)
        weights = WEIGHTS * reach / 2 * r * density
        return np.asarray(transform(self.share(y)) @ weights)


def _small(t: arb) -> arb:
    return (t / arb(2).sqrt()).erf()


def _large(t: arb) -> arb:
    return (t / arb(2).sqrt()).erfc()


def _flat_moment(theta: arb, r: arb) -> arb:
    """E exp(theta X) where X | |g| < r is nearly uniform on [0, r], as an enclosure.

    The density of |g| on [0, r] lies between 2 phi(r) and 2 phi(0), and the integral of
    exp(theta x) over [0, r] is (exp(theta r) - 1) / theta: relative width r^2 / 2.
    """
    density = (2 / arb.pi()).sqrt() * arb(1).union((-r * r / 2).exp())
    return _large(r) + density * (theta * r).expm1() / theta


def _shortfall_moment(theta: arb, r: arb) -> arb:
    """P(|g| >= r) + 2 exp(theta r) E[exp(-theta g); 0 < g < r]."""
    if r < FLAT:
        return _flat_moment(theta, r)
    # erfc(theta) - erfc(r + theta), written so that two numbers near 2 never cancel
    between = (
        _large(theta) - _large(r + theta) if theta > 0 else _large(-r - theta) - _large(-theta)
    )
    return _large(r) + (theta * r + theta * theta / 2).exp() * between


def _margin_moment(theta: arb, r: arb) -> arb:
    """P(|g| >= r) + 2 E[exp(theta g); 0 < g < r]."""
    if r < FLAT:
        return _flat_moment(theta, r)
    # erf(r - theta) + erf(theta), written with erfc where both are near +-1
    if theta > r:
        inside = _large(theta - r) - _large(theta)
    elif theta < 0:
        inside = _large(-theta) - _large(r - theta)
    else:
        inside = _small(r - theta) + _small(theta)
    return _large(r) + (theta * theta / 2).exp() * inside


SHORTFALL = Summand(
    "(r - |g|)_+",
    distribution=lambda x, r: _large(r - x),
    moment=_shortfall_moment,
    share=lambda y: 1 - y,
)
MARGIN = Summand(
    "|g| 1{|g| < r}",
    distribution=lambda x, r: _large(r) + _small(x),
    moment=_margin_moment,
    share=lambda y: y,
)


class SumLaw:
    """Worst case = unit * (offset + X_1 + ... + X_n), or at most that where `exact` is False.

    summand   : the law of X_i, with its radius r; thinned: X_i counts with probability 1/2
    threshold : bound / unit - offset; the claim fails where the sum exceeds it
    typical   : a closer value than the mean of this very sum, where one is known
    copies    : the claim concerns this many such sums, of which none may exceed (union bound)
    """

    def __init__(
        self,
        *,
        trials: int,
        summand: Summand,
        radius: Number,
        threshold: Number,
        unit: Number,
        offset: Number = lambda: arb(0),
        thinned: bool = False,
        copies: int = 1,
        typical: float | None = None,
    ) -> None:
        self.trials, self.summand, self.radius = trials, summand, radius
        self.threshold, self.unit, self.offset = threshold, unit, offset
        self.thinned, self.copies = thinned, copies
        self._typical = typical
        self.exact = copies == 1 and not thinned

    def distribution(self, x: arb) -> arb:
        """P(X_i <= x), thinning included."""
        whole = self.summand.distribution(x, self.radius())
        return (1 + whole) / 2 if self.thinned else whole

    def moment(self, theta: arb) -> arb:
        """E exp(theta X_i), thinning included."""
        whole = self.summand.moment(theta, self.radius())
        return (1 + whole) / 2 if self.thinned else whole

    def largest(self) -> arb:
        """An upper bound of every value that the worst case can take."""
        return self.unit() * (self.offset() + self.trials * self.radius())

    def tilt(self, sign: int = 1) -> tuple[float, float]:
        """(u, log bound): the exponent u / r, of this sign, of a nearly best Chernoff bound."""
        r, t = float(self.radius()), as_float(self.threshold)
        thinning = 0.5 if self.thinned else 1.0
        log_u = np.linspace(-9.0, 6.2, 77)
        for spacing in (0.2, 0.01):
            u = sign * np.exp(log_u)
            excess = thinning * self.summand.mean_of(lambda x: np.expm1(u[:, None] * x), r)  # noqa: B023
            # the quadrature may round a moment below zero
            bounds = self.trials * np.log1p(np.maximum(excess, 1e-15 - 1)) - u * t / r
            best = int(np.argmin(bounds))
            log_u = log_u[best] + np.arange(-20, 21) * spacing / 20
        return float(u[best]), min(float(bounds[best]), 0.0)

    def chernoff(self, sign: int = 1) -> float:
        """Certified upper bound of P(sum >= threshold), or of P(sum <= threshold) for sign -1."""
        u, log_bound = self.tilt(sign)
        if log_bound > -1e-6:
            return 1.0
        exact_u = ball(round(u * 2**20) or sign) / 2**20
        best = 1.0
        for _ in rising_precision(1024):
            r = self.radius()
            tail = chernoff_tail(self.trials, self.moment, exact_u / r, self.threshold())
            if tail.is_finite():
                best = min(best, enclosure(tail)[1])
                if tail.rel_accuracy_bits() > 8:
                    break
        return best

    def never_fails(self) -> bool:
        """Whether the largest possible sum is certainly at most the threshold."""
        return bool(certainly_le(lambda: self.trials * self.radius(), self.threshold, limit=256))

    def lattice(self, length: int) -> tuple[float, float]:
        """Lattice enclosure of P(sum > threshold), with at most `length` coefficients."""
        cells = int(length / max(float(self.threshold() / self.radius()), 1.0))
        if cells < 2:
            return 0.0, 1.0
        with ctx.workprec(LATTICE_PRECISION):
            return lattice_tail(
                self.trials,
                self.distribution,
                self.radius(),
                self.threshold(),
                min(cells, LATTICE_CELLS),
            )

    def failure(self, profile: str, enough: float = 0.0) -> tuple[float, float]:
        """Enclosure of P(worst case > bound): vacuity, Chernoff, lattice, the best of each.

        enough : the claim; without need, nothing is computed beyond what decides it
        """
        if self.never_fails():
            return 0.0, 0.0
        upper = min(self.copies * self.chernoff(), 1.0)
        if upper <= enough:
            return 0.0, upper
        lower = math.nextafter(1 - self.chernoff(-1), -1) if self.exact else 0.0
        if enough and lower > enough:
            return lower, upper
        low, high = self.lattice(LATTICE_LENGTH[profile])
        return max(lower, low if self.exact else 0.0, 0.0), min(upper, self.copies * high)

    def score(self, claimed: float) -> float:
        """log10 of (Chernoff bound / claimed); only steers the search."""
        if float(self.threshold()) >= self.trials * float(self.radius()):
            return -math.inf
        return (self.tilt()[1]) / math.log(10) - math.log10(claimed)

    def typical(self) -> float:
        """The mean of the worst case, or of a sum that dominates it."""
        if self._typical is not None:
            return self._typical
        share = 0.5 if self.thinned else 1.0
        r = float(self.radius())
        mean = self.trials * share * r * float(self.summand.mean_of(lambda x: x, r))
        return float(self.unit()) * (float(self.offset()) + mean)

    def describe(self) -> str:
        """The law in words."""
        what = f"a sum of {self.trials} independent copies of {self.summand.name}"
        if self.thinned:
            what += ", each counted with probability 1/2"
        return f"{'the worst case is' if self.exact else 'the worst case is at most'} {what}"

    def proof(self) -> dict[str, Any]:
        """What a certificate says of the law."""
        return {
            "kind": "lattice-tail",
            "trials": self.trials,
            "summand": self.summand.name,
            "thinned": self.thinned,
            "copies": self.copies,
            "radius": self.radius().str(30),
            "threshold": self.threshold().str(30),
        }
