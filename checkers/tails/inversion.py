"""Tails of a sum by inversion of its moment generating function: sharp at any depth.

S = Y_1 + ... + Y_n, independent copies of Y in [0, 1] with q = P(Y = 0) and, on (0, 1), a monotone
density; M(z) = E exp(zY). For t >= 0

    P(S > t) = n q^(n-1) P(Y > t) + Q(t),    Q(s) = P(S > s, at least two summands are positive).

Q is continuous, since two positive summands have a density, and the integral of exp(zs) Q(s) is
R(z) / z for Re z > 0, with R = M^n - q^n - n q^(n-1) (M - q). Poisson's summation formula, on
z_k = u + 2 pi i k / L, k from -oo to oo, reads

    sum over j of exp(ujL) Q(t + jL) = (1/L) sum over k of exp(-z_k t) R(z_k) / z_k.

- The terms j != 0 are nonnegative. Those with j < 0 add up to at most
  P(at least two are positive) / (exp(uL) - 1), and this probability is at most n (n-1)/2 (1 - q)^2
  and at most 1. Since Q(s) <= M(v)^n exp(-vs), those with j > 0 add up to at most
  M(v)^n exp(-vt) / (exp((v - u)L) - 1) for any v > u; they vanish where t + L >= n, since S <= n.
- |M(z) - q| <= w = reach / |z|, where the density f has, by parts,
  reach = exp(u) f(1) + f(0) + (integral of exp(uy) |df(y)|)
        = 2 exp(u) f(1) - u (M(u) - q) where f rises, 2 f(0) + u (M(u) - q) where it falls.
  So |R(z)| <= n (n-1)/2 w^2 (q + w)^(n-2), and the terms |k| > K add up to at most
  exp(-ut) n (n-1)/2 w^2 (q + w)^(n-2) / (2 pi) with w = reach / (2 pi K / L), because the sum of
  k^-3 over k > K is at most 1 / (2 K^2).
"""

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from flint import acb, arb

from checkers.arithmetic.balls import as_float, ball, certainly_le, enclosure, rising_precision
from checkers.tails.exponential import EVERYTHING, NOTHING, PRECISION, End, IidSum, decimal
from checkers.tails.exponents import LARGEST

CLOSE = 2.0**-24  # of the probability: what is aimed at for each of the three errors
ENOUGH = 30  # relative accuracy of the sum, in bits
UNLIMITED = arb("inf")
TILTS = np.geomspace(1e-4, LARGEST, 150)
TERMS = np.rint(16 * 2 ** np.arange(0, 6.5, 0.5))
FEW = 128  # terms that mostly decide a claim
BLURRED = 2.0 ** (4 - ENOUGH)  # radius, as a share of the bound, that leaves the sum too inaccurate


class Parts(NamedTuple):
    """What inversion needs of Y, at the working precision.

    none   : q = P(Y = 0)
    part   : z -> E[exp(zY); Y > 0], Re z > 0
    beyond : t -> P(Y > t), t >= 0
    peak   : the largest value of the density of Y on (0, 1), at 1 if it rises, else at 0
    """

    none: arb
    part: Callable[[acb], acb]
    beyond: Callable[[arb], arb]
    peak: arb
    rises: bool


def reach(rises: bool, peak: Any, u: Any, grown: Any, part: Any) -> Any:
    """An upper bound of |z| |E[exp(zY); Y > 0]| for Re z = u, in balls or in floats.

    grown, part : exp(u) and E[exp(uY); Y > 0]
    """
    return 2 * grown * peak - u * part if rises else 2 * peak + u * part


def inverted_tail(
    n: int, of: Parts, t: arb, u: arb, v: arb, period: arb, terms: int, blur: arb = UNLIMITED
) -> tuple[arb, arb, arb]:
    """(lower bound, finite sum, upper bound) of P(Y_1 + ... + Y_n > t); the argument stands above.

    t        : at least 0, certainly
    u, v     : 0 < u < v, certainly
    period   : L, positive
    terms    : K, positive: z_k is evaluated for k = 0, ..., K
    blur     : largest radius of use; the finite sum is given up, and nan, once its own is beyond

    Cost: some 50 us for each term.
    """
    q, step = of.none, 2 * arb.pi() / period
    alone, idle = n * q ** (n - 1), q**n

    def term(k: int) -> arb:
        z = acb(u, k * step)
        p = of.part(z)
        return (((q + p) ** n - idle - alone * p) * (-z * t).exp() / z).real

    swing = reach(of.rises, of.peak, u, u.exp(), of.part(acb(u)).real)
    series = term(0) + 2 * _added(map(term, range(1, terms + 1)), blur * period / 2)
    value = alone * of.beyond(t) + series / period
    w = swing / (terms * step)
    pairs = arb(n) * (n - 1) / 2
    cut = (-u * t).exp() * pairs * w**2 * (q + w) ** max(n - 2, 0) / (2 * arb.pi())
    others = (pairs * (1 - q) ** 2).min(arb(1)) / ((u * period).exp() - 1)
    if not t + period >= n:
        tail = (q + of.part(acb(v)).real) ** n * (-v * t).exp()
        others += tail / (((v - u) * period).exp() - 1)
    return value - cut - others, value, value + cut


def _added(terms: Iterable[arb], blur: arb) -> arb:
    """The sum; nan once its radius is beyond `blur`."""
    total = arb(0)
    for term in terms:
        total += term
        if total.rad() > blur:
            return arb("nan")
    return total


class Contour(NamedTuple):
    """Exponents u < v, the period L, and the number of terms K."""

    u: float
    v: float
    period: float
    terms: int


def contour(of: IidSum, parts: Parts, most: float = TERMS[-1]) -> Contour | None:
    """The fewest terms that bring each error to CLOSE, or `most`; None where that is in vain.

    In floats: it only steers. The probability is taken to be the smaller of Chernoff's bound and
    that of as many positive summands as it takes, P(Y > 0) <= peak. Some ms.
    """
    if of.n == 1:
        return Contour(1.0, 2.0, 1.0, 1)  # Q = 0: any will do, with t + L >= n
    terms = TERMS[TERMS <= most]
    n, t, tilt = float(of.n), as_float(of.threshold), of.tilt()[0]
    near = np.minimum(tilt * (1 + 2.0 ** -np.arange(20)), LARGEST)
    grid = np.sort([*TILTS, tilt, *near])
    u = grid[grid < LARGEST / 2]
    pairs, none, peak = n * (n - 1) / 2, float(parts.none), float(parts.peak)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        atoms = of.atoms()
        moment, part = atoms.log_moment(grid), atoms.part(u)
        logs = n * moment - grid * t
        likely = min(float(logs.min()), log_rare(n, peak, t))
        goal = likely + math.log(CLOSE)
        higher = grid > u[:, None]
        periods = np.where(higher, (logs - goal) / (grid - u[:, None]), math.inf)
        best = periods.argmin(1)
        two = math.log(min(pairs * peak**2, 1.0) + 1e-300)
        period = np.maximum((two - goal) / u, np.minimum(periods.min(1), 1.001 * (n - t)))
        swing = reach(parts.rises, peak, u, np.exp(u), part)
        w = swing * period / (2 * math.pi * terms[:, None])
        cut = np.log(pairs * w**2 / (2 * math.pi)) + (n - 2) * np.log(none + w) - u * t
    chosen, reached = cut.argmin(1), cut.min(1)
    if not reached[-1] < likely:
        return None
    k = int(np.argmax(reached <= goal)) if reached[-1] <= goal else len(terms) - 1
    i = chosen[k]
    return Contour(float(u[i]), float(grid[best[i]]), float(period[i]), int(terms[k]))


def log_rare(n: float, peak: float, t: float) -> float:
    """log of a bound of P(sum > t), for at least floor(t) + 1 summands are then positive.

    peak : at least P(Y > 0); infinite where n peak >= 1
    """
    if not n * peak < 1:
        return math.inf
    k = math.floor(t) + 1
    return k * math.log(n * peak) - math.lgamma(k + 1)


def inverted(of: IidSum, parts: Callable[[], Parts], enough: float = 0.0) -> tuple[End, End]:
    """Bounds of P(sum > t) on either side, with evidence; 0 and 1 where inversion cannot tell.

    enough : the claim; fewer terms do where they decide it
    """
    if enough:
        low, high = _inverted(of, parts, FEW)
        if low.value > enough or high.value <= enough:
            return low, high
    return _inverted(of, parts, TERMS[-1])


def _inverted(of: IidSum, parts: Callable[[], Parts], most: float) -> tuple[End, End]:
    positive = certainly_le(lambda: 0, of.threshold)
    found = contour(of, parts(), most) if positive else None
    if found is None:
        return NOTHING, EVERYTHING
    texts = {name: decimal(getattr(found, name)) for name in ("u", "v", "period")}
    u, v, period = (Fraction(text) for text in texts.values())
    if not (0 < u < v and period > 0):
        return NOTHING, EVERYTHING
    low, high = 0.0, 1.0
    likely = min(of.tilt()[1], log_rare(of.n, float(parts().peak), as_float(of.threshold)))
    for bits in rising_precision(PRECISION):
        at = ball(u), ball(v), ball(period)
        blur = BLURRED * arb(likely).exp() if bits < PRECISION else UNLIMITED
        below, value, above = inverted_tail(of.n, parts(), of.threshold(), *at, found.terms, blur)
        if value.is_finite():
            low, high = max(low, enclosure(below)[0]), min(high, enclosure(above)[1])
            if value.rel_accuracy_bits() > ENOUGH:
                break
    evidence = {"by": "inversion", **texts, "terms": found.terms}
    return (
        End(low, evidence) if low > 0 else NOTHING,
        End(high, evidence) if high < 1 else EVERYTHING,
    )
