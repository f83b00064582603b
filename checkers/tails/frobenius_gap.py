"""The ReLU gap over a Frobenius ball: sums that lie above it, and sums that lie below it.

In units of ||x|| the gap is the maximum, over the two sign classes and k, of
B sqrt k - (sum of the k smallest |g| of the class); each class takes a neuron with probability
1/2 (`draws.compiled.worst_cases.frobenius_gap`). With T = sum over one class of (r - |g|)_+:

- for any r > 0, B sqrt k <= B^2/(4r) + r k, so the gap exceeds B^2/(4r) + t only if T of one of
  the two classes exceeds t;
- with k the number of |g| < r in one class, the gap is at least
  B sqrt k - k r + T = B^2/(4r) + T - r (sqrt k - B/(2r))^2;
- with at least k such neurons, it is at least B sqrt k - k r.
"""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property

import numpy as np
from flint import arb, ctx
from scipy import special

from checkers.arithmetic.balls import Number, Remembered, as_float, ball, certainly_le, enclosure
from checkers.tails.binomial import binomial_tail, count_outside
from checkers.tails.exponential import LEAST, NEVER, NOTHING, End, Tail, decimal
from checkers.tails.exponents import Vector
from checkers.tails.sums import SHORTFALL, SumLaw
from theorems.language.records import shown

TRIED = (2.5, 3.2, 4.0, 5.0, 6.0, 8.0, 12.0, 20.0, 40.0)  # standard deviations of k
COUNTS = sorted({round(2 ** (i / 4)) for i in range(160)})  # neurons below r that may suffice
RADII = (0.0, -0.5, 0.5, 1.0)  # powers of 2 around the best radius for the mean


class FrobeniusLaw:
    """Worst case = the supremum of |f - f0| over the ball.

    m, B, x_norm : exact; B > 0 and ||x|| > 0
    bound        : the claim fails where the worst case exceeds it
    """

    def __init__(self, m: int, B: Fraction, x_norm: Fraction, bound: Number) -> None:
        self.trials, self.B, self.x_norm, self.bound = m, B, x_norm, Remembered(bound)

    def sum_above(self, r: Fraction, extra: Number = lambda: arb(0)) -> SumLaw:
        """T of one class against bound / ||x|| - B^2/(4r) + extra."""
        spent = self.B**2 / (4 * r)
        return SumLaw(
            trials=self.trials,
            summand=SHORTFALL,
            radius=lambda: ball(r),
            threshold=lambda: self.bound() / ball(self.x_norm) - ball(spent) + extra(),
            unit=lambda: ball(self.x_norm),
            thinned=True,
        )

    def largest(self) -> arb:
        """An upper bound of every value that the worst case can take: all neurons flip at 0."""
        return ball(self.x_norm * self.B) * arb(self.trials).sqrt()

    def is_vacuous(self) -> bool:
        """Whether the bound is certainly at least the largest value."""
        return bool(certainly_le(self.largest, self.bound, limit=256))

    def rounding(self) -> float:
        """An absolute error of dense draws: their pre-activations are products of whole rows."""
        moved = min(self.trials, math.cbrt(float(self.B) * self.trials) ** 2)
        return float(self.x_norm) * (moved + 100) * 1e-14

    def radii(self, bound: float) -> Vector:
        """Radii that dominate well: near the best one for the mean, and for far tails."""
        B, m = float(self.B), self.trials
        centre = min((B**2 / (1.6 * m)) ** (1 / 3), B)
        # this one spends half of the bound on B^2/(4r); it serves where the bound is below B/4
        spending = [B**2 * float(self.x_norm) / (2 * bound)] if bound > 0 else []
        found = [*(centre * 2**step for step in RADII), B, *spending]
        return np.array([float(decimal(r, 6)) for r in found])

    @cached_property
    def closest(self) -> tuple[Fraction, SumLaw]:
        """The radius with the smallest Chernoff bound, and its sum."""
        estimates([self])
        return self.closest  # left here

    def tail(self, enough: float = 0.0) -> Tail:
        """Enclosure of P(worst case > bound): twice the tail of T, and T in a window of k.

        enough : the claim; without need, nothing is computed beyond what decides it
        """
        if certainly_le(self.largest, self.bound, limit=256):
            return Tail(NOTHING, NEVER)
        r, law = self.closest
        upper = _doubled(law.iid().chernoff(), r)
        if upper.value <= max(enough, 2 * LEAST):
            return Tail(NOTHING, upper)
        lower = NOTHING
        for bound in (self.counted, lambda: self.window(enough)):
            lower = max(lower, bound(), key=lambda end: end.value)
            if enough and lower.value > enough:
                return Tail(lower, upper)
        inverted = _doubled(law.inverted(enough / 2)[1], r)
        return Tail(lower, min(upper, inverted, key=lambda end: end.value))

    def upper(self) -> End:
        """The upper end of `tail`, without the work for the other."""
        if certainly_le(self.largest, self.bound, limit=256):
            return NEVER
        r, law = self.closest
        upper = _doubled(law.iid().chernoff(), r)
        if upper.value <= 2 * LEAST:
            return upper
        return min(upper, _doubled(law.inverted()[1], r), key=lambda end: end.value)

    def failure(self, enough: float = 0.0) -> tuple[float, float]:
        """The two ends of `tail`."""
        tail = self.tail(enough)
        return tail.lower.value, tail.upper.value

    def counted(self) -> End:
        """Lower bound of P(worst case > bound): P(N >= k), where k neurons below r suffice.

        B sqrt k - k r > bound / ||x|| and N ~ Binomial(m, P(|g| < r) / 2). Close where failures
        are rare.
        """
        B, level = float(self.B), as_float(self.bound) / float(self.x_norm)
        radii = {k: (B * math.sqrt(k) - level) / k * (1 - 1e-5) for k in COUNTS if k <= self.trials}
        hopes = {
            k: float(special.betainc(k, self.trials - k + 1, special.erf(r / math.sqrt(2)) / 2))
            for k, r in radii.items()
            if r > 0
        }
        if not hopes:
            return NOTHING
        k = max(hopes, key=lambda k: hopes[k])
        r = Fraction(decimal(radii[k], 9))
        with ctx.workprec(256):
            reach = ball(self.B) * arb(k).sqrt() - ball(k * r)
            if not reach > self.bound() / ball(self.x_norm):
                return NOTHING
            value = enclosure(binomial_tail(self.trials, *_half(r), k))[0]
        return End(value, {"by": "count", "r": shown(r), "k": k}) if value > 0 else NOTHING

    def window(self, enough: float = 0.0) -> End:
        """Lower bound of P(worst case > bound): P(T > t) - P(k < k1) - P(k > k2).

        t = bound / ||x|| - B^2/(4r) + r max over k1, k2 of (sqrt k - B/(2r))^2; the square is
        convex in sqrt k, so inside the window it is at most its larger end. k is binomial with
        p = P(|g| < r) / 2.
        """
        best = NOTHING
        for r, least, most in self._windows():
            outside = count_outside(self.trials, *_half(r), least, most)
            if not outside < 1:
                continue

            def lost(r: Fraction = r, window: tuple[int, int] = (least, most)) -> arb:
                offs = [(arb(k).sqrt() - ball(self.B / (2 * r))) ** 2 for k in window]
                return ball(r) * offs[0].max(offs[1])

            least_of_t = enough + enclosure(outside)[1]
            inside = self.sum_above(r, lost).tail(least_of_t).lower
            value = math.nextafter(inside.value - enclosure(outside)[1], -1)
            if value > best.value:
                ends = {"r": shown(r), "k": [least, most]}
                best = End(value, {"by": "window", **ends, "sum": inside.evidence})
            if enough and value > enough:
                break
        return best

    def _windows(self) -> Iterator[tuple[Fraction, int, int]]:
        """Radii with windows (r, k1, k2) that look promising, the most promising first."""
        from scipy.optimize import brentq  # it takes longer to load than most checks

        B, m = float(self.B), self.trials

        def surplus(log_r: float) -> float:
            """log of (mean of k) - log of the k at which B sqrt k - k r is largest."""
            r = math.exp(log_r)
            return math.log(m * special.erf(r / math.sqrt(2)) / 2) - 2 * math.log(B / (2 * r))

        middle = math.log(B**2 / (1.6 * m)) / 3
        low, high = middle - 3, max(middle, math.log(B / math.sqrt(2 * m))) + 3
        if not surplus(low) < 0 < surplus(high):
            return
        r = Fraction(decimal(math.exp(brentq(surplus, low, high)), 6))
        p = special.erf(float(r) / math.sqrt(2)) / 2
        mean, spread = m * p, math.sqrt(m * p * (1 - p))
        found = []
        for width in TRIED:
            least = max(math.ceil(mean - width * spread), 0)
            most = min(math.floor(mean + width * spread), m)
            offs = [math.sqrt(k) - B / (2 * float(r)) for k in (least, most)]
            t = as_float(self.bound) / float(self.x_norm) - B**2 / (4 * float(r))
            t += float(r) * max(off**2 for off in offs)
            law = self.sum_above(r)
            deviation = (law.typical() / float(self.x_norm) - t) / (
                float(r) * math.sqrt(max(mean, 1e-300) * (1 / 3 - p / 4))
            )
            hope = special.ndtr(deviation) - 2 * special.ndtr(-width)
            found.append((-hope, r, least, most))
        # of few neurons the widest windows are one
        yield from dict.fromkeys((r, *ends) for hope, r, *ends in sorted(found)[:2] if hope < 0)

    def typical(self) -> float:
        """The mean of a sum that dominates one class's worst case, the smallest of a few.

        Far from the start all neurons of a class move; there r = B / sqrt(2 m).
        """
        B, x_norm = float(self.B), float(self.x_norm)
        radii = self.radii(as_float(self.bound))
        r = np.array([*radii, B / math.sqrt(2 * self.trials), radii[0] / 2])
        sums = self.trials * r * SHORTFALL.atoms(r, thinned=True).mean()
        return float(np.min(x_norm * (sums + B**2 / (4 * r))))

    def describe(self) -> str:
        """The law in words."""
        return (
            f"the worst case lies between sums of {self.trials} independent copies of"
            f" {SHORTFALL.name}, each counted with probability 1/2"
        )


def _half(r: Fraction) -> tuple[arb, arb]:
    """P(|g| < r) / 2 and its complement."""
    with ctx.workprec(256):
        t = ball(r) / arb(2).sqrt()
        return t.erf() / 2, (1 + t.erfc()) / 2


def _doubled(end: End, r: Fraction) -> End:
    """The bound for one class, for both."""
    value = min(2 * end.value, 1.0)
    return End(value, {**end.evidence, "r": shown(r)} if value < 1 else {"by": "nothing"})


def estimates(laws: Sequence[FrobeniusLaw], factor: Vector | None = None) -> Vector:
    """log of the smallest Chernoff bound of each law; only steers the search.

    factor : (k,), each bound is multiplied by its own; without one, what is found is left with the
             laws as `closest`. Some 100 us each.
    """
    bounds = np.array([as_float(law.bound) for law in laws])
    if factor is not None:
        bounds = bounds * factor
    radii = [law.radii(bound) for law, bound in zip(laws, bounds.tolist(), strict=True)]
    sizes = [r.size for r in radii]
    one = np.array([(law.trials, float(law.B), float(law.x_norm)) for law in laws])
    n, B, x_norm, bound = np.repeat(np.column_stack([one, bounds]), sizes, axis=0).T
    r = np.concatenate(radii)
    t = bound / x_norm - B**2 / (4 * r)
    u, logs = SHORTFALL.atoms(r, thinned=True).tilts(n, t / r)
    starts = np.cumsum([0, *sizes])
    hopes = np.split(np.where(t > 0, logs, math.inf), starts[1:-1])
    best = starts[:-1] + [int(np.argmin(some)) for some in hopes]
    if factor is None:
        for law, i in zip(laws, best, strict=True):
            radius = Fraction(decimal(r[i], 6))
            law.closest = radius, law.sum_above(radius)
            law.closest[1].iid().tilts[1] = float(u[i]), float(logs[i])
    largest = np.array([float(law.largest()) for law in laws])
    return np.where(largest <= bounds, -math.inf, logs[best])
