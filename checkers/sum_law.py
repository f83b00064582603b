"""Worst cases that are sums of independent bounded variables: lattice and exponential tails.

g is a standard normal throughout.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from flint import arb, ctx
from numpy.typing import NDArray

from checkers.balls import Number, certainly_le
from checkers.exponential import EVERYTHING, NEVER, NOTHING, End, IidSum, Tail
from checkers.tails import lattice_tail

LATTICE_LENGTH = {"quick": 2_000, "standard": 8_000, "paper": 32_000}
LATTICE_PRECISION = 192
LATTICE_CELLS = 1024
FLAT = arb("0.02")  # radii below which the density of |g| on [0, r] is nearly flat
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


def _power_moment(k: int, u: arb) -> arb:
    """Integral of t^k exp(u t) over [0, 1]."""
    return u.hypgeom_1f1(k + 1, k + 2) / (k + 1)


def _nearly_flat(r: arb, parts: list[arb]) -> arb:
    """1 + the integral of 2 r phi(r t) w(t) over [0, 1], for a w(t) of one sign.

    parts : the integrals of w(t), t^2 w(t), t^4 w(t)

    With z = (r t)^2 / 2, exp(-z) lies between 1 - z and 1 - z + z^2 / 2: relative width r^4 / 8.
    """
    z = r * r / 2
    shape = parts[0] - z * parts[1] + arb(0).union(z * z / 2 * parts[2])
    return 1 + (2 / arb.pi()).sqrt() * r * shape


def _flat_shortfall(u: arb, r: arb) -> arb:
    """E exp(u X / r) for the shortfall, w(t) = exp(u (1 - t)) - 1."""
    grown = u.exp()
    return _nearly_flat(r, [grown * _power_moment(k, -u) - arb(1) / (k + 1) for k in (0, 2, 4)])


def _flat_margin(u: arb, r: arb) -> arb:
    """E exp(u X / r) for the margin, w(t) = exp(u t) - 1."""
    return _nearly_flat(r, [_power_moment(k, u) - arb(1) / (k + 1) for k in (0, 2, 4)])


def _shortfall_moment(theta: arb, r: arb) -> arb:
    """P(|g| >= r) + 2 exp(theta r) E[exp(-theta g); 0 < g < r]."""
    if r < FLAT:
        return _flat_shortfall(theta * r, r)
    # erfc(theta) - erfc(r + theta), written so that two numbers near 2 never cancel
    between = (
        _large(theta) - _large(r + theta) if theta > 0 else _large(-r - theta) - _large(-theta)
    )
    return _large(r) + (theta * r + theta * theta / 2).exp() * between


def _margin_moment(theta: arb, r: arb) -> arb:
    """P(|g| >= r) + 2 E[exp(theta g); 0 < g < r]."""
    if r < FLAT:
        return _flat_margin(theta * r, r)
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
    """Worst case = unit * (X_1 + ... + X_n), independent.

    summand   : the law of X_i, with its radius r; thinned: X_i counts with probability 1/2
    threshold : bound / unit; the claim fails where the sum exceeds it
    """

    def __init__(
        self,
        *,
        trials: int,
        summand: Summand,
        radius: Number,
        threshold: Number,
        unit: Number,
        thinned: bool = False,
    ) -> None:
        self.trials, self.summand, self.radius = trials, summand, radius
        self.threshold, self.unit, self.thinned = threshold, unit, thinned

    def distribution(self, x: arb) -> arb:
        """P(X_i <= x), thinning included."""
        whole = self.summand.distribution(x, self.radius())
        return (1 + whole) / 2 if self.thinned else whole

    def moment(self, theta: arb) -> arb:
        """E exp(theta X_i), thinning included."""
        whole = self.summand.moment(theta, self.radius())
        return (1 + whole) / 2 if self.thinned else whole

    def iid(self) -> IidSum:
        """The sum in units of r."""
        r = float(self.radius())
        share = 0.5 if self.thinned else 1.0

        def log_moment(u: Vector) -> Vector:
            excess = share * self.summand.mean_of(lambda y: np.expm1(np.multiply.outer(u, y)), r)
            # the quadrature may round a moment below zero
            return np.log1p(np.maximum(excess, 1e-15 - 1))

        return IidSum(
            self.trials,
            lambda u: self.moment(u / self.radius()),
            log_moment,
            lambda: self.threshold() / self.radius(),
        )

    def largest(self) -> arb:
        """The largest value that the worst case can take."""
        return self.unit() * self.trials * self.radius()

    def never_fails(self) -> bool:
        """Whether the largest possible sum is certainly at most the threshold."""
        return bool(certainly_le(lambda: self.trials * self.radius(), self.threshold, limit=256))

    def lattice(self, length: int) -> tuple[End, End]:
        """Lattice bounds of P(sum > threshold), with at most `length` coefficients."""
        cells = int(length / max(float(self.threshold() / self.radius()), 1.0))
        if cells < 2:
            return NOTHING, EVERYTHING
        cells = min(cells, LATTICE_CELLS)
        with ctx.workprec(LATTICE_PRECISION):
            low, high = lattice_tail(
                self.trials, self.distribution, self.radius(), self.threshold(), cells
            )
        evidence = {"by": "lattice", "cells": cells}
        return End(low, evidence) if low > 0 else NOTHING, End(high, evidence)

    def tail(self, profile: str, enough: float = 0.0) -> Tail:
        """Enclosure of P(worst case > bound): vacuity, exponential bounds, lattice, the best.

        enough : the claim; without need, nothing is computed beyond what decides it
        """
        if self.never_fails():
            return Tail(NOTHING, NEVER)
        iid = self.iid()
        upper = iid.chernoff()
        if upper.value <= enough:
            return Tail(NOTHING, upper)
        lower = NOTHING
        for bound in (iid.mostly, iid.tilted):
            lower = max(lower, bound(), key=lambda end: end.value)
            if enough and lower.value > enough:
                return Tail(lower, upper)
        low, high = self.lattice(LATTICE_LENGTH[profile])
        return Tail(
            max(lower, low, key=lambda end: end.value),
            min(upper, high, key=lambda end: end.value),
        )

    def failure(self, profile: str, enough: float = 0.0) -> tuple[float, float]:
        """The two ends of `tail`."""
        tail = self.tail(profile, enough)
        return tail.lower.value, tail.upper.value

    def score(self, claimed: float) -> float:
        """log10 of (Chernoff bound / claimed); only steers the search."""
        if float(self.threshold()) >= self.trials * float(self.radius()):
            return -math.inf
        return self.iid().tilt()[1] / math.log(10) - math.log10(claimed)

    def typical(self) -> float:
        """The mean of the worst case."""
        share = 0.5 if self.thinned else 1.0
        r = float(self.radius())
        mean = self.trials * share * r * float(self.summand.mean_of(lambda y: y, r))
        return float(self.unit()) * mean

    def describe(self) -> str:
        """The law in words."""
        return f"the worst case is a sum of {self.trials} independent copies of {self.summand.name}"
