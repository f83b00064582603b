"""Worst cases that are sums of independent bounded variables: lattice and Chernoff tails.

g is a standard normal throughout.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flint import arb, ctx
from scipy import optimize, special

from checkers.balls import Number, ball, certainly_le, enclosure, rising_precision
from checkers.tails import chernoff_tail, lattice_tail

LATTICE_LENGTH = {"quick": 2_000, "standard": 8_000, "paper": 32_000}
LATTICE_PRECISION = 192


@dataclass(frozen=True)
class Summand:
    """A bounded function of |g|, with its distribution and its exponential moment.

    distribution(x, r) : P(X <= x), 0 <= x < r
    moment(theta, r)   : E exp(theta X), in balls
    log_moment(u, r)   : log E exp(u X / r), in floats
    mean(r)            : E X, in floats
    """

    name: str
    distribution: Callable[[arb, arb], arb]
    moment: Callable[[arb, arb], arb]
    log_moment: Callable[[float, float], float]
    mean: Callable[[float], float]


SQRT2 = math.sqrt(2)
DENSITY_0 = 1 / math.sqrt(2 * math.pi)


def _small(t: arb) -> arb:
    return (t / arb(2).sqrt()).erf()


def _large(t: arb) -> arb:
    return (t / arb(2).sqrt()).erfc()


def _shortfall_log_moment(u: float, r: float) -> float:
    theta = u / r
    active = math.exp(u) * special.erfcx(theta / SQRT2) - math.exp(-r * r / 2) * special.erfcx(
        (r + theta) / SQRT2
    )
    return math.log(special.erfc(r / SQRT2) + active)


def _margin_log_moment(u: float, r: float) -> float:
    theta = u / r
    if theta <= r:
        active = math.exp(theta**2 / 2) * (
            special.erf((r - theta) / SQRT2) + special.erf(theta / SQRT2)
        )
    else:
        active = math.exp(u - r * r / 2) * special.erfcx((theta - r) / SQRT2) - special.erfcx(
            theta / SQRT2
        )
    return math.log(special.erfc(r / SQRT2) + active)


def _shortfall_mean(r: float) -> float:
    if r < 1e-4:
        return r * r * DENSITY_0
    return float(r * special.erf(r / SQRT2) + 2 * DENSITY_0 * math.expm1(-r * r / 2))


# (r - |g|)_+ : E exp(theta X) = P(|g| >= r) + 2 exp(theta r) E[exp(-theta g); 0 < g < r]
SHORTFALL = Summand(
    "(r - |g|)_+",
    distribution=lambda x, r: _large(r - x),
    moment=lambda theta, r: _large(r)
    + (theta * r + theta * theta / 2).exp() * (_large(theta) - _large(r + theta)),
    log_moment=_shortfall_log_moment,
    mean=_shortfall_mean,
)

# |g| 1{|g| < r} : E exp(theta X) = P(|g| >= r) + 2 E[exp(theta g); 0 < g < r]
MARGIN = Summand(
    "|g| 1{|g| < r}",
    distribution=lambda x, r: _large(r) + _small(x),
    moment=lambda theta, r: _large(r)
    + (theta * theta / 2).exp() * (_small(r - theta) + _small(theta)),
    log_moment=_margin_log_moment,
    mean=lambda r: -2 * DENSITY_0 * math.expm1(-r * r / 2),
)


class SumLaw:
    """Worst case = unit * (offset + X_1 + ... + X_n), or at most that where `exact` is False.

    summand   : the law of X_i, with its radius r; thinned: X_i counts with probability 1/2
    threshold : bound / unit - offset; the claim fails where the sum exceeds it
    copies    : the claim concerns this many such sums, of which none may exceed (union bound)
    """

    kind = "lattice tail"

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
    ) -> None:
        self.trials, self.summand, self.radius = trials, summand, radius
        self.threshold, self.unit, self.offset = threshold, unit, offset
        self.thinned, self.copies = thinned, copies
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

    def tilt(self) -> tuple[float, float]:
        """(u, log bound): the exponent u / r that makes the Chernoff bound nearly smallest."""
        r, t = float(self.radius()), float(self.threshold())
        share = 0.5 if self.thinned else 1.0

        def log_bound(log_u: float) -> float:
            u = math.exp(log_u)
            whole = self.summand.log_moment(u, r)
            thinned = math.log1p(share * math.expm1(whole)) if whole < 600 else whole
            return self.trials * thinned - u * t / r

        found = optimize.minimize_scalar(log_bound, bounds=(-12, math.log(500)), method="bounded")
        return math.exp(found.x), min(float(found.fun), 0.0)

    def chernoff(self) -> float:
        """Certified upper bound of P(sum > threshold); 1 if the mean is beyond it."""
        u, _ = self.tilt()
        exact_u = ball(int(u * 2**20 + 1)) / 2**20
        for _ in rising_precision(2048):
            r = self.radius()
            tail = chernoff_tail(self.trials, self.moment, exact_u / r, self.threshold())
            if tail.is_finite() and tail.rel_accuracy_bits() > 20:
                return min(enclosure(self.copies * tail)[1], 1.0)
        return 1.0

    def never_fails(self) -> bool:
        """Whether the largest possible sum is certainly at most the threshold."""
        return bool(certainly_le(lambda: self.trials * self.radius(), self.threshold, limit=256))

    def lattice(self, length: int) -> tuple[float, float]:
        """Lattice enclosure of P(sum > threshold), with at most `length` coefficients."""
        cells = max(4, min(1024, int(length / max(float(self.threshold() / self.radius()), 1.0))))
        with ctx.workprec(LATTICE_PRECISION):
            low, high = lattice_tail(
                self.trials, self.distribution, self.radius(), self.threshold(), cells
            )
        return (low if self.exact else 0.0), min(self.copies * high, 1.0)

    def failure(self, profile: str) -> tuple[float, float]:
        """Enclosure of P(worst case > bound): vacuity, Chernoff and lattice, the best of each."""
        if self.never_fails():
            return 0.0, 0.0
        low, high = self.lattice(LATTICE_LENGTH[profile])
        return low, min(high, self.chernoff())

    def score(self, claimed: float) -> float:
        """log10 of (Chernoff bound / claimed); only steers the search."""
        if float(self.threshold()) >= self.trials * float(self.radius()):
            return -math.inf
        return (self.tilt()[1]) / math.log(10) - math.log10(claimed)

    def typical(self) -> float:
        """The mean of the worst case, or of the sum that dominates it."""
        share = 0.5 if self.thinned else 1.0
        mean = self.trials * share * self.summand.mean(float(self.radius()))
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
