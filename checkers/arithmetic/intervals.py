"""Intervals with exact ends, open or closed: what is common to them, their union, a value."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from checkers.arithmetic.surds import Real, sign


@dataclass(frozen=True)
class Interval:
    """The values between two ends; None: no end on that side."""

    low: Real | None
    high: Real | None
    open_low: bool = True
    open_high: bool = True

    def __contains__(self, value: Real) -> bool:
        above = self.low is None or sign(value - self.low) >= (1 if self.open_low else 0)
        return above and (
            self.high is None or sign(self.high - value) >= (1 if self.open_high else 0)
        )

    def meets(self, other: "Interval") -> bool:
        """Whether the two have a value in common."""
        return some_value(common([self, other])) is not None


def common(intervals: Sequence[Interval]) -> Interval:
    """The values that lie in all of some intervals."""
    low: Real | None = None
    high: Real | None = None
    open_low = open_high = True
    for i in intervals:
        if i.low is not None:
            above = 1 if low is None else sign(i.low - low)
            open_low = i.open_low if above > 0 else (open_low or (i.open_low and above == 0))
            low = i.low if above > 0 else low
        if i.high is not None:
            below = 1 if high is None else sign(high - i.high)
            open_high = i.open_high if below > 0 else (open_high or (i.open_high and below == 0))
            high = i.high if below > 0 else high
    return Interval(low, high, open_low, open_high)


def some_value(interval: Interval) -> Real | None:
    """A value of an interval, a plain one where there is one; None where it is empty."""
    low, high = interval.low, interval.high
    if low is None and high is None:
        return Fraction(0)
    if low is None or high is None:
        end = high if low is None else low
        assert end is not None
        if Fraction(0) in interval:
            return Fraction(0)
        is_open = interval.open_high if low is None else interval.open_low
        return end + (0 if not is_open else (-1 if low is None else 1))
    if sign(high - low) < 0 or (
        sign(high - low) == 0 and (interval.open_low or interval.open_high)
    ):
        return None
    if Fraction(0) in interval:
        return Fraction(0)
    return (low + high) / 2


def merged(intervals: Sequence[Interval]) -> list[Interval]:
    """The union of intervals of positive numbers, in order, touching ones joined."""
    ordered = sorted(intervals, key=lambda i: (float(i.low or 0), i.open_low))
    union: list[Interval] = []
    for i in ordered:
        if union and _touch(union[-1], i):
            last = union[-1]
            if last.high is not None and (i.high is None or sign(i.high - last.high) >= 0):
                open_high = i.open_high and (
                    last.open_high or i.high is None or sign(i.high - last.high) > 0
                )
                union[-1] = Interval(last.low, i.high, last.open_low, open_high)
        else:
            union.append(i)
    return union


def _touch(left: Interval, right: Interval) -> bool:
    if left.high is None or right.low is None:
        return True
    gap = sign(right.low - left.high)
    return gap < 0 or (gap == 0 and not (left.open_high and right.open_low))


def named(i: Interval) -> str:
    """The values of an interval of ||x||, in words."""
    left = f"{i.low} {'<' if i.open_low else '<='} " if i.low is not None else ""
    return f"{left}||x||" + (
        f" {'<' if i.open_high else '<='} {i.high}" if i.high is not None else ""
    )
