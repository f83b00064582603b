"""Worst cases that are sums of independent bounded variables: tails by inversion, and exponential.

g is a standard normal throughout.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from flint import acb, arb

from checkers.arithmetic.balls import Number, Remembered, as_float, certainly_le
from checkers.tails.exponential import LEAST, NEVER, NOTHING, End, IidSum, Tail
from checkers.tails.exponents import Atoms, Vector
from checkers.tails.inversion import Parts, inverted

FLAT = arb("0.02")  # radii below which the density of |g| on [0, r] is nearly flat
NODES, WEIGHTS = np.polynomial.legendre.leggauss(48)


@dataclass(frozen=True)
class Summand:
    """A function of |g| with values in [0, r], 0 where |g| >= r, else |g| or r - |g|.

    distribution(x, r) : P(X <= x), 0 <= x <= r, in balls
    moment(theta, r)   : E exp(theta X), in balls, theta of either sign
    part(z, r)         : E[exp(z X / r); X > 0], in balls, Re z > 0
    share(y)           : X / r where |g| = r y, in floats
    rises              : whether the density of X on (0, r) rises, or falls
    """

    name: str
    distribution: Callable[[arb, arb], arb]
    moment: Callable[[arb, arb], arb]
    part: Callable[[acb, arb], acb]
    share: Callable[[Vector], Vector]
    rises: bool

    def atoms(self, r: Vector, thinned: bool = False) -> Atoms:
        """X / r for each of many radii, in floats by Gauss-Legendre.

        r : (k,), positive; thinned : X counts with probability 1/2, and is 0 otherwise
        """
        r = r[:, None]
        reach = np.minimum(1.0, 9 / r)
        y = reach * ((NODES + 1) / 2)
        density = np.exp(-((r * y) ** 2) / 2) / math.sqrt(2 * math.pi)
        weights = reach * r * WEIGHTS * density
        return Atoms(self.share(y), weights / 2 if thinned else weights)


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


def _scaled(z: acb) -> acb:
    """exp(z^2/2) erfc(z / sqrt 2)."""
    half = z * z / 2
    if z.real > 1:  # Tricomi's function neither overflows nor cancels there
        return half.hypgeom_u(acb(0.5), acb(0.5)) / arb.pi().sqrt()
    return half.exp() * (z / arb(2).sqrt()).erfc()


def _shortfall_part(z: acb, r: arb) -> acb:
    """2 E[exp(z - z g/r); 0 < g < r]."""
    return z.exp() * _scaled(z / r) - (-r * r / 2).exp() * _scaled(z / r + r)


def _margin_part(z: acb, r: arb) -> acb:
    """2 E[exp(z g/r); 0 < g < r]."""
    return (z - r * r / 2).exp() * _scaled(z / r - r) - _scaled(z / r)


SHORTFALL = Summand(
    "(r - |g|)_+",
    distribution=lambda x, r: _large(r - x),
    moment=_shortfall_moment,
    part=_shortfall_part,
    share=lambda y: 1 - y,
    rises=True,
)
MARGIN = Summand(
    "|g| 1{|g| < r}",
    distribution=lambda x, r: _large(r) + _small(x),
    moment=_margin_moment,
    part=_margin_part,
    share=lambda y: y,
    rises=False,
)


class SumLaw:
    """Worst case = unit * (X_1 + ... + X_n), independent.

    summand   : the law of X_i, with its radius r; thinned: X_i counts with probability 1/2
    threshold : bound / unit; the claim fails where the sum exceeds it
    """

    bound: Number  # that the worst case is held against, where it is a statement's
    # whether the bound is exactly the largest value; asked for where balls cannot tell
    tie: Callable[[], bool] = staticmethod(lambda: False)

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
        self.trials, self.summand, self.thinned = trials, summand, thinned
        self.radius, self.threshold, self.unit = Remembered(radius), Remembered(threshold), unit

    def distribution(self, x: arb) -> arb:
        """P(X_i <= x), thinning included."""
        whole = self.summand.distribution(x, self.radius())
        return (1 + whole) / 2 if self.thinned else whole

    def moment(self, theta: arb) -> arb:
        """E exp(theta X_i), thinning included."""
        whole = self.summand.moment(theta, self.radius())
        return (1 + whole) / 2 if self.thinned else whole

    @cached_property
    def floats(self) -> tuple[float, float]:
        """The radius and the threshold."""
        return as_float(self.radius), as_float(self.threshold)

    @cached_property
    def _iid(self) -> IidSum:
        return IidSum(
            self.trials,
            lambda u: self.moment(u / self.radius()),
            self._atoms,
            lambda: self.threshold() / self.radius(),
        )

    def _atoms(self) -> Atoms:
        return self.summand.atoms(np.array([self.floats[0]]), self.thinned)

    def iid(self) -> IidSum:
        """The sum in units of r, always the same one, which remembers its exponents."""
        return self._iid

    @cached_property
    def mean(self) -> float:
        """E X / r."""
        return float(self._atoms().mean()[0])

    def largest(self) -> arb:
        """The largest value that the worst case can take."""
        return self.unit() * self.trials * self.radius()

    def rounding(self) -> float:
        """An absolute error of dense draws: their pre-activations are products of whole rows."""
        return float(self.unit()) * (self.trials * min(self.floats[0], 1.0) + 100) * 1e-14

    def never_fails(self) -> bool:
        """Whether the largest possible sum is certainly at most the threshold."""
        holds = certainly_le(lambda: self.trials * self.radius(), self.threshold, limit=256)
        return self.tie() if holds is None else holds

    def is_vacuous(self) -> bool:
        """Whether the bound is certainly at least the largest value."""
        holds = certainly_le(self.largest, self.bound, limit=256)
        return self.tie() if holds is None else holds

    def parts(self) -> Parts:
        """The law of X / r, thinning included; its density is that of |g|, times r."""
        r, weight = self.radius(), arb(1) / (2 if self.thinned else 1)
        return Parts(
            none=self.distribution(arb(0)),
            part=lambda z: weight * self.summand.part(z, r),
            beyond=lambda t: arb(0) if t > 1 else 1 - self.distribution(t * r),
            peak=weight * 2 * r / (2 * arb.pi()).sqrt(),
            rises=self.summand.rises,
        )

    def inverted(self, enough: float = 0.0) -> tuple[End, End]:
        """Bounds of P(sum > threshold) on either side, by inversion."""
        return inverted(self.iid(), self.parts, enough)

    def tail(self, enough: float = 0.0) -> Tail:
        """Enclosure of P(worst case > bound): vacuity, exponential bounds, inversion, the best.

        enough : the claim; without need, nothing is computed beyond what decides it
        """
        if self.never_fails():
            return Tail(NOTHING, NEVER)
        upper = self.iid().chernoff()
        if upper.value <= max(enough, LEAST):
            return Tail(NOTHING, upper)
        lower = self.iid().mostly()
        if enough and lower.value > enough:
            return Tail(lower, upper)
        low, high = self.inverted(enough)
        if low is NOTHING:  # far out, or too many summands
            low = self.iid().tilted()
        return Tail(
            max(lower, low, key=lambda end: end.value),
            min(upper, high, key=lambda end: end.value),
        )

    def upper(self) -> End:
        """The upper end of `tail`."""
        return self.tail().upper

    def failure(self, enough: float = 0.0) -> tuple[float, float]:
        """The two ends of `tail`."""
        tail = self.tail(enough)
        return tail.lower.value, tail.upper.value

    def typical(self) -> float:
        """The mean of the worst case."""
        return float(self.unit()) * self.trials * self.floats[0] * self.mean

    def describe(self) -> str:
        """The law in words."""
        return f"the worst case is a sum of {self.trials} independent copies of {self.summand.name}"


def estimates(laws: Sequence[SumLaw], factor: Vector | None = None) -> Vector:
    """log of the Chernoff bounds of many sums of one summand; only steers the search.

    factor : (k,), each bound is multiplied by its own; without one, the exponents and the means
             found are left with the laws. Some 20 us each.
    """
    n = np.array([float(law.trials) for law in laws])
    r, t = np.array([law.floats for law in laws]).T
    atoms = laws[0].summand.atoms(r, laws[0].thinned)
    if factor is not None:
        t = t * factor
    u, bounds = atoms.tilts(n, t / r)
    if factor is None:
        for law, mean, *found in zip(laws, atoms.mean(), u, bounds, strict=True):
            law.mean, law.iid().tilts[1] = float(mean), (float(found[0]), float(found[1]))
    return np.where(t < n * r, bounds, -math.inf)
