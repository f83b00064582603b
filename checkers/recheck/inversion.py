"""P(S > t) by a Fourier sum, for shares with a density; the argument stands in statements.txt."""

from dataclasses import dataclass
from typing import Any

from flint import acb, arb

from .case import Case
from .facts import Share
from .formulas import Node
from .moments import moment
from .numbers import Unusable, ball_of, count, need, real
from .reading import Data
from .values import BALLS, value

TERMS = 10**4
ACCURACY = 40  # bits that a transform needs to have at least


@dataclass(frozen=True)
class Line:
    """The line Re z = u, the points z_k = u + 2 pi i k/L on it, and v beyond it."""

    u: arb
    v: arb
    period: arb
    terms: int

    def point(self, k: int) -> acb:
        """z_k."""
        return acb(self.u, 2 * arb.pi() * k / self.period)


def line(evidence: Data) -> Line:
    """What the evidence says of the line: 0 < u < v, the period L > 0 and the number of terms."""
    u, v, period = (ball_of(evidence[key]) for key in ("u", "v", "period"))
    found = Line(u, v, period, count(evidence["terms"]))
    in_order = bool(found.u > 0 and found.v > found.u and found.period > 0)
    need(in_order and 0 < found.terms < TERMS, "the contour")
    return found


@dataclass(frozen=True)
class Transform:
    """M(z) = E exp(zY) of a share with radius r, with q = P(Y = 0)."""

    share: Share
    radius: arb
    zero: arb

    def at(self, z: acb) -> acb:
        """M(z) in closed form, away from the real line."""
        return acb(self.zero + _value(self.share.part, r=self.radius, z=z))

    def check(self, z: acb) -> None:
        """Raise Refused unless the closed form is the integral that defines it."""
        integral = acb(value(self.share.moment, {"u": z, "r": self.radius}, BALLS))
        known = integral.rel_accuracy_bits() > ACCURACY
        need(known and self.at(z).overlaps(integral), "the transform differs")


def inversion(evidence: Data, up: bool, at: Case) -> arb:
    """One end of P(S > t).

    Reads the line and the number of terms. With one Y_i > 0 the probability is
    n q^(n-1) P(Y > t); with more it is the sum over k, up to what is cut off there (`cut`), and up
    to the copies of Q at a distance of whole periods on either side (`near`, `far`).
    """
    on, n, t, r = line(evidence), at.trials, at.threshold, at.radius
    if r is None or at.counts:
        raise Unusable("there is no density to invert")
    need(bool(t >= 0), "the threshold is negative")
    q, below = (real(_value(at.share.below, r=r, y=y)) for y in (arb(0), t))
    first = moment(at.share, on.u, r)
    transform = Transform(at.share, r, q)
    transform.check(on.point(1))
    alone = n * q ** (n - 1)
    total = arb(0)
    for k in range(on.terms + 1):
        z = on.point(k)
        M = transform.at(z) if k else acb(first)
        several = M**n - q**n - alone * (M - q)
        total += (several * (-z * t).exp() / z).real * (2 if k else 1)
    found = total / on.period + (arb(0) if t > 1 else alone * (1 - below))
    pairs = arb(n) * (n - 1) / 2
    cut = _cut(at, on, q, first, pairs)
    if up:
        return found + cut
    near = (pairs * (1 - q) ** 2).min(arb(1)) / (on.u * on.period).expm1()
    return found - cut - near - _far(at, on, r)


def _cut(at: Case, on: Line, q: arb, first: arb, pairs: arb) -> arb:
    """What the terms beyond the last add up to at most, as |z| |M(z) - q| <= reach."""
    reach = real(_value(at.share.reach, u=on.u, r=at.radius, p=first - q))
    w = reach * on.period / (2 * arb.pi() * on.terms)
    size = pairs * w**2 * (q + w) ** max(at.trials - 2, 0)
    return (-on.u * at.threshold).exp() * size / (2 * arb.pi())


def _far(at: Case, on: Line, r: arb) -> arb:
    """What the copies on the other side add up to at most, by Chernoff at v."""
    if at.threshold + on.period >= at.trials:
        return arb(0)
    most = moment(at.share, on.v, r) ** at.trials * (-on.v * at.threshold).exp()
    return most / ((on.v - on.u) * on.period).expm1()


def _value(formula: Node | None, **values: object) -> Any:
    if formula is None:
        raise Unusable("there is no density to invert")
    return value(formula, values, BALLS)
