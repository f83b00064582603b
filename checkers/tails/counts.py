"""Worst cases that are counts: binomial, so their tails are exact sums."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cached_property

import numpy as np
from flint import arb
from numpy.typing import NDArray
from scipy.special import betainc

from checkers.arithmetic.balls import (
    Number,
    Remembered,
    as_float,
    ball,
    certainly_le,
    enclosure,
    rising_precision,
)
from checkers.tails.binomial import binomial_tail, whole
from checkers.tails.exponential import NEVER, NOTHING, End, IidSum, Tail
from checkers.tails.exponents import Atoms, Vector
from checkers.verdicts import numerals

Mask = NDArray[np.bool_]
DRIFT = 0.01  # of a drawn count from a whole number, by rounding
MANY = 10**6  # trials from which an exponential bound is tried before the exact sum


class CountLaw:
    """Worst case = unit * min(offset + N, cap) - less, N ~ Binomial(trials, p).

    trials, offset, cap : exact integers; cap None for none
    threshold : (bound + less) / unit; the claim fails where min(offset + N, cap) > threshold
    small     : t with p = P(|g| <= t), or None for p = 1
    """

    bound: Number  # that the worst case is held against, where it is a statement's
    # the threshold, where it is known exactly; asked for where balls cannot tell
    exact: Callable[[], Fraction | None] = staticmethod(lambda: None)

    def __init__(
        self,
        *,
        trials: int,
        small: Number | None,
        threshold: Number,
        unit: Number,
        offset: int = 0,
        cap: int | None = None,
        less: Number = lambda: arb(0),
    ) -> None:
        self.trials, self.small, self.unit = trials, small, unit
        self.threshold = Remembered(threshold)
        self.offset, self.cap, self.less = offset, cap, less

    def probability(self) -> tuple[arb, arb]:
        """p and 1 - p, each with its own relative accuracy."""
        if self.small is None:
            return arb(1), arb(0)
        t = self.small() / arb(2).sqrt()
        return t.erf(), t.erfc()

    def value(self, count: float) -> float:
        """The worst case where N = count."""
        return float(self.unit()) * self._worst(count) - float(self.less())

    def counts(self, values: Vector) -> NDArray[np.int64]:
        """min(offset + N, cap) of drawn worst cases, which are it up to rounding.

        Raises ArithmeticError where they are not.
        """
        exact = (values + float(self.less())) / float(self.unit())
        counts = np.rint(exact)
        wrong = abs(counts - exact) > DRIFT
        wrong |= (counts < self._worst(0)) | (counts > self._worst(self.trials))
        if np.any(wrong):
            told = float(exact[np.argmax(wrong)])
            raise ArithmeticError(
                f"a drawn count is {told}, no whole number from {self._worst(0)} to"
                f" {self._worst(self.trials)}"
            )
        return counts.astype(np.int64)

    def above(self, values: Vector) -> tuple[Mask, Mask]:
        """Which drawn worst cases surely exceed the bound, and which may, in whole counts."""
        counts, (maybe, surely) = self.counts(values), self._failing
        return counts >= self._worst(surely), counts >= self._worst(maybe)

    def _worst(self, count: float) -> float:
        """min(offset + count, cap); infinite for a count that there is not."""
        total = self.offset + count
        if count > self.trials:
            return math.inf
        return total if self.cap is None else min(total, self.cap)

    def largest(self) -> arb:
        """The largest value that the worst case can take."""
        most = self.offset + self.trials
        return self.unit() * (most if self.cap is None else min(most, self.cap)) - self.less()

    def is_vacuous(self) -> bool:
        """Whether the bound is certainly at least the largest value."""
        known = certainly_le(self.largest, self.bound, limit=256)
        return self._failing[0] > self.trials if known is None else known

    def first_failing(self) -> tuple[int, int]:
        """Counts (maybe, surely): N < maybe never fails, N >= surely always does.

        They are equal unless the bound lies on an integer, and neither a precision nor its exact
        form can tell.
        """
        found = self._in_balls()
        exact = None if found[0] == found[1] else self.exact()
        if exact is None:
            return found
        first = self._first_above(ball(math.floor(exact)))
        return first, first

    def _in_balls(self) -> tuple[int, int]:
        """The same, as far as balls tell."""
        found = 0, self.trials + 1
        for _ in rising_precision():
            threshold = self.threshold()
            if not threshold.is_nan():
                low, high = threshold.lower(), threshold.upper()
                found = self._first_above(low), self._first_above(high)
            if found[0] == found[1]:
                break
        return found

    def _first_above(self, threshold: arb) -> int:
        """The first count whose value exceeds an exact number; trials + 1 where there is none."""
        most = self.offset + self.trials
        if threshold >= (most if self.cap is None else min(most, self.cap)):
            return self.trials + 1
        if threshold < self.offset:
            return 0
        return whole(threshold.floor()) + 1 - self.offset

    @cached_property
    def _failing(self) -> tuple[int, int]:
        return self.first_failing()

    def iid(self, threshold: int) -> IidSum:
        """N as a sum of indicators, against a threshold."""
        p = 1.0 if self.small is None else float(self.probability()[0])
        return IidSum(
            self.trials,
            lambda u: 1 + self.probability()[0] * u.expm1(),
            lambda: Atoms(np.ones((1, 1)), np.array([[p]])),
            lambda: arb(threshold),
        )

    def tail(self, enough: float = 0.0) -> Tail:
        """Enclosure of P(worst case > bound), both sides.

        enough : the claim; of very many trials, an exponential bound that decides it will do
        """
        maybe, surely = self._failing
        if maybe > self.trials:
            return Tail(NOTHING, NEVER)
        if enough and self.trials > MANY:
            upper = self.iid(maybe).chernoff()
            if upper.value <= enough:
                return Tail(NOTHING, upper)
            counts = self.iid(surely - 1)  # N > surely - 1 is N >= surely
            for bound in (counts.mostly, counts.tilted):
                lower = bound()
                if lower.value > enough:
                    return Tail(lower, upper)
        for _ in rising_precision():
            p, q = self.probability()
            low = binomial_tail(self.trials, p, q, surely)
            high = low if maybe == surely else binomial_tail(self.trials, p, q, maybe)
            if min(low.rel_accuracy_bits(), high.rel_accuracy_bits()) >= 40 or low.is_zero():
                break
        evidence = {"by": "binomial"}
        least = 1.0 if low == 1 else max(enclosure(low)[0], 0.0)
        most = min(max(enclosure(high)[1], 0.0), 1.0)
        return Tail(End(least, evidence) if least > 0 else NOTHING, End(most, evidence))

    def upper(self) -> End:
        """The upper end of `tail`."""
        return self.tail().upper

    def failure(self, enough: float = 0.0) -> tuple[float, float]:
        """The two ends of `tail`."""
        tail = self.tail(enough)
        return tail.lower.value, tail.upper.value

    def typical(self) -> float:
        """The mean of the worst case (of the uncapped count, cut at the cap)."""
        mean, less = self.trials * float(self.probability()[0]), float(self.less())
        found = self.value(mean)
        return 0.0 if abs(found) < 1e-15 * less else found  # a deviation from its own mean

    def describe(self) -> str:
        """The law in words."""
        p, q = map(float, self.probability())
        told = numerals.near(p) if q > 1e-3 else f"1 - {numerals.near(q, 3)}" if q else "1"
        return f"the count is binomial with {self.trials} trials and p = {told}"


def estimates(laws: Sequence[CountLaw], factor: Vector | None = None) -> Vector:
    """log P(worst case > bound) of many counts, in floats; only steers the search.

    factor : (k,), each bound is multiplied by its own
    """
    n = np.array([law.trials for law in laws])
    p = np.array([1.0 if law.small is None else float(law.probability()[0]) for law in laws])
    offset = np.array([law.offset for law in laws])
    cap = np.array([math.inf if law.cap is None else law.cap for law in laws])
    t = np.array([as_float(law.threshold) for law in laws])
    if factor is not None:
        less = np.array([float(law.less() / law.unit()) for law in laws])
        t = (t - less) * factor + less
    least = np.floor(t) + 1 - offset
    most = np.minimum(n, cap - offset)
    with np.errstate(divide="ignore"):
        logs = np.log(betainc(np.maximum(least, 1), np.maximum(n - least + 1, 1), p))
    return np.where(least > most, -math.inf, np.where(least < 1, 0.0, logs))
