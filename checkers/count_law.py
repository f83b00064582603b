"""Worst cases that are counts: binomial, so their tails are exact sums."""

import math
from functools import cached_property
from typing import Any

from flint import arb
from scipy import stats

from checkers.balls import Number, as_float, certainly_le, enclosure, rising_precision
from checkers.tails import binomial_tail


class CountLaw:
    """Worst case = unit * min(offset + N, cap), N ~ Binomial(trials, p).

    trials, offset, cap : exact integers; cap None for none
    threshold : bound / unit; the claim fails where min(offset + N, cap) > threshold
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
    ) -> None:
        self.trials, self.small, self.threshold, self.unit = trials, small, threshold, unit
        self.offset, self.cap = offset, cap

    exact = True

    def probability(self) -> tuple[arb, arb]:
        """p and 1 - p, each with its own relative accuracy."""
        if self.small is None:
            return arb(1), arb(0)
        t = self.small() / arb(2).sqrt()
        return t.erf(), t.erfc()

    def largest(self) -> arb:
        """The largest value that the worst case can take."""
        most = self.offset + self.trials
        return self.unit() * (most if self.cap is None else min(most, self.cap))

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

    def failure(self, profile: str, enough: float = 0.0) -> tuple[float, float]:
        """Enclosure of P(worst case > bound); exact at every profile, whatever is `enough`."""
        maybe, surely = self._failing
        for _ in rising_precision():
            p, q = self.probability()
            low, high = (binomial_tail(self.trials, p, q, j) for j in (surely, maybe))
            if min(low.rel_accuracy_bits(), high.rel_accuracy_bits()) >= 40 or low.is_zero():
                break
        return max(enclosure(low)[0], 0.0), min(max(enclosure(high)[1], 0.0), 1.0)

    def score(self, claimed: float) -> float:
        """log10 of (estimated failure / claimed); only steers the search."""
        p = 1.0 if self.small is None else float(self.probability()[0])
        least = math.floor(as_float(self.threshold)) + 1 - self.offset
        if self.cap is not None and least > self.cap - self.offset:
            return -math.inf
        return float(stats.binom.logsf(least - 1, self.trials, p)) / math.log(10) - math.log10(
            claimed
        )

    def typical(self) -> float:
        """The mean of the worst case (of the uncapped count, cut at the cap)."""
        mean = self.offset + self.trials * float(self.probability()[0])
        return float(self.unit()) * (mean if self.cap is None else min(mean, self.cap))

    def quantile(self, claimed: float) -> float:
        """A value v, nearly the smallest, with certified P(worst case > v) <= claimed."""
        p = 1.0 if self.small is None else float(self.probability()[0])
        count = max(int(stats.binom.isf(claimed, self.trials, p)) - 1, 0)
        ball_p, ball_q = self.probability()
        while not binomial_tail(self.trials, ball_p, ball_q, count + 1) <= claimed:
            count += 1
        count += self.offset
        return float(self.unit()) * (count if self.cap is None else min(count, self.cap))

    def describe(self) -> str:
        """The law in words."""
        p = float(self.probability()[0])
        return f"the count is binomial with {self.trials} trials and p = {p:.6g}"

    def proof(self) -> dict[str, Any]:
        """What a certificate says of the law."""
        maybe, surely = self._failing
        p, q = self.probability()
        return {
            "kind": "binomial-tail",
            "trials": self.trials,
            "p": p.str(30),
            "q": q.str(30),
            "fails_from_at_most": surely,
            "never_fails_below": maybe,
        }
