"""Worst cases that are counts: binomial, so their tails are exact sums."""

import math
from functools import cached_property

import numpy as np
from flint import arb
from scipy import stats

from checkers.balls import Number, as_float, certainly_le, enclosure, rising_precision
from checkers.exponential import NEVER, NOTHING, End, IidSum, Tail
from checkers.tails import binomial_tail

MANY = 10**6  # trials from which an exponential bound is tried before the exact sum


class CountLaw:
    """Worst case = unit * min(offset + N, cap) - less, N ~ Binomial(trials, p).

    trials, offset, cap : exact integers; cap None for none
    threshold : (bound + less) / unit; the claim fails where min(offset + N, cap) > threshold
    small     : t with p = P(|g| <= t), or None for p = 1
    """

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
        self.trials, self.small, self.threshold, self.unit = trials, small, threshold, unit
        self.offset, self.cap, self.less = offset, cap, less

    def probability(self) -> tuple[arb, arb]:
        """p and 1 - p, each with its own relative accuracy."""
        if self.small is None:
            return arb(1), arb(0)
        t = self.small() / arb(2).sqrt()
        return t.erf(), t.erfc()

    def value(self, count: float) -> float:
        """The worst case where N = count."""
        total = self.offset + count
        capped = total if self.cap is None else min(total, self.cap)
        return float(self.unit()) * capped - float(self.less())

    def largest(self) -> arb:
        """The largest value that the worst case can take."""
        most = self.offset + self.trials
        return self.unit() * (most if self.cap is None else min(most, self.cap)) - self.less()

    def first_failing(self) -> tuple[int, int]:
        """Counts (maybe, surely): N < maybe never fails, N >= surely always does.

        They are equal unless the bound lies on an integer and no precision can tell.
        """

        def fails(count: int) -> bool | None:
            value = self.offset + count
            if self.cap is not None:
                value = min(value, self.cap)
            holds = certainly_le(lambda: value, self.threshold)
            return None if holds is None else not holds

        low, high = 0, self.trials + 1  # fails(high) is taken to be True: N never gets there
        while low < high:
            middle = (low + high) // 2
            if fails(middle) is False:
                low = middle + 1
            else:
                high = middle
        surely = low
        while surely <= self.trials and fails(surely) is not True:
            surely += 1
        return low, surely

    @cached_property
    def _failing(self) -> tuple[int, int]:
        return self.first_failing()

    def iid(self, threshold: int) -> IidSum:
        """N as a sum of indicators, against a threshold."""
        p = 1.0 if self.small is None else float(self.probability()[0])
        return IidSum(
            self.trials,
            lambda u: 1 + self.probability()[0] * u.expm1(),
            lambda u: np.log1p(np.maximum(p * np.expm1(u), 1e-15 - 1)),
            lambda: arb(threshold),
        )

    def tail(self, profile: str, enough: float = 0.0) -> Tail:
        """Enclosure of P(worst case > bound); exact at every profile.

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
            low, high = (binomial_tail(self.trials, p, q, j) for j in (surely, maybe))
            if min(low.rel_accuracy_bits(), high.rel_accuracy_bits()) >= 40 or low.is_zero():
                break
        evidence = {"by": "binomial"}
        least = 1.0 if low == 1 else max(enclosure(low)[0], 0.0)
        most = min(max(enclosure(high)[1], 0.0), 1.0)
        return Tail(End(least, evidence) if least > 0 else NOTHING, End(most, evidence))

    def failure(self, profile: str, enough: float = 0.0) -> tuple[float, float]:
        """The two ends of `tail`."""
        tail = self.tail(profile, enough)
        return tail.lower.value, tail.upper.value

    def score(self, claimed: float) -> float:
        """log10 of (estimated failure / claimed); only steers the search."""
        p = 1.0 if self.small is None else float(self.probability()[0])
        least = math.floor(as_float(self.threshold)) + 1 - self.offset
        most = self.trials if self.cap is None else min(self.trials, self.cap - self.offset)
        if least > most:
            return -math.inf
        return float(stats.binom.logsf(least - 1, self.trials, p)) / math.log(10) - math.log10(
            claimed
        )

    def typical(self) -> float:
        """The mean of the worst case (of the uncapped count, cut at the cap)."""
        return self.value(self.trials * float(self.probability()[0]))

    def describe(self) -> str:
        """The law in words."""
        p = float(self.probability()[0])
        return f"the count is binomial with {self.trials} trials and p = {p:.6g}"
