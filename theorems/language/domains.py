"""Domains of parameters: they parse, they refuse, they describe themselves."""

import difflib
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from theorems.language.fields import UnmetHypothesis as UnmetHypothesis
from theorems.language.fields import require, require_fields


@dataclass(frozen=True)
class Span:
    """A whole range of values in place of one; without ends, everything that the domain allows."""

    low: "int | Fraction | None" = None
    high: "int | Fraction | None" = None

    def __str__(self) -> str:
        return "all" if self.low is None or self.high is None else f"{self.low}..{self.high}"


Value = int | Fraction | str


def within_span(value: Any, span: Span) -> bool:
    """Whether a span holds a value."""
    return span.low is None or span.high is None or bool(span.low <= value <= span.high)


LARGEST_INTEGER = 10**12
LARGEST = Fraction(10) ** 60
SMALLEST = Fraction(1, 10**100)


# how an exact number is spelt: an integer, a decimal, either with an exponent, or a quotient
NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,1000}(?:\.[0-9]{0,1000})?|\.[0-9]{1,1000})(?:[eE][+-]?0{0,20}[0-9]{1,4})?"
    r"|[+-]?[0-9]{1,1000}/[0-9]{1,1000}"
)


def exact(text: str) -> Fraction:
    """The exact value of a decimal or a quotient; ValueError for anything else.

    ASCII digits alone; what would fill the memory is refused before it is expanded.
    """
    if not NUMBER.fullmatch(text):
        raise ValueError(text)
    return Fraction(text)


@dataclass(frozen=True)
class Integers:
    """Integers >= least, only even ones where `even`; computed with up to `largest`."""

    least: int = 1
    even: bool = False
    largest: int = LARGEST_INTEGER

    def __post_init__(self) -> None:
        require_fields(self)
        require(self.least <= self.largest, self, f"least <= largest = {self.largest}", self.least)

    def describe(self, name: str) -> str:
        """The condition on `name`, as one would write it."""
        return f"{name} an {'even ' if self.even else ''}integer >= {self.least}"

    def computable(self, value: Value) -> str:
        """Empty, or the range of values that can be computed with, where `value` is beyond it."""
        beyond = isinstance(value, int) and value > self.largest
        return f"integers up to {self.largest}" if beyond else ""

    def parse(self, text: str) -> int:
        """The integer that `text` denotes (1000, 1e3); ValueError if it denotes none."""
        number = exact(text)
        if number.denominator != 1:
            raise ValueError(text)
        return int(number)

    def __contains__(self, value: Value) -> bool:
        return isinstance(value, int) and value >= self.least and not (self.even and value % 2 == 1)

    def within(self, other: "Domain") -> bool:
        """Whether every value of this domain is one of the other."""
        return (
            isinstance(other, Integers)
            and self.least >= other.least
            and (self.even or not other.even)
        )


@dataclass(frozen=True)
class Reals:
    """Real numbers from `low` to `high` (None: unbounded), kept as exact fractions."""

    low: Fraction | None = None
    high: Fraction | None = None
    open_low: bool = False
    open_high: bool = False
    smallest: Fraction = SMALLEST

    def __post_init__(self) -> None:
        for name in ("low", "high", "smallest"):
            if type(getattr(self, name)) is int:
                object.__setattr__(self, name, Fraction(getattr(self, name)))
        require_fields(self)
        require(self.smallest > 0, self, "smallest > 0", self.smallest)
        if self.low is not None and self.high is not None:
            closed = not (self.open_low or self.open_high)
            nonempty = self.low < self.high or (self.low == self.high and closed)
            require(nonempty, self, f"a value from low to high = {self.high}", self.low)

    def describe(self, name: str) -> str:
        """The condition on `name`, as one would write it."""
        left = "" if self.low is None else f"{self.low} {'<' if self.open_low else '<='} "
        right = "" if self.high is None else f" {'<' if self.open_high else '<='} {self.high}"
        return f"{left}{name}{right}" if left or right else f"{name} a real number"

    def computable(self, value: Value) -> str:
        """Empty, or the range of values that can be computed with, where `value` is beyond it."""
        size = Fraction(0) if isinstance(value, str) else abs(Fraction(value))
        if size == 0 or self.smallest <= size <= LARGEST:
            return ""
        return f"0 and magnitudes from {float(self.smallest):.0e} to {float(LARGEST):.0e}"

    def parse(self, text: str) -> Fraction:
        """The exact value of a decimal or of a quotient (0.1, 1e-9, 1/3); else ValueError."""
        return exact(text)

    def __contains__(self, value: Value) -> bool:
        if isinstance(value, str):
            return False
        if self.low is not None and (value < self.low or (self.open_low and value == self.low)):
            return False
        return not (
            self.high is not None and (value > self.high or (self.open_high and value == self.high))
        )

    def within(self, other: "Domain") -> bool:
        """Whether every value of this domain is one of the other."""
        if not isinstance(other, Reals):
            return False
        above = other.low is None or (
            self.low is not None and (self.low, self.open_low) >= (other.low, other.open_low)
        )
        below = other.high is None or (
            self.high is not None
            and (self.high, not self.open_high) <= (other.high, not other.open_high)
        )
        return above and below


@dataclass(frozen=True)
class Names:
    """A finite list of names; `excluded` says why a known name is outside the hypotheses."""

    allowed: tuple[str, ...]
    excluded: dict[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        require_fields(self)
        unique = 0 < len(self.allowed) == len({*self.allowed})
        require(unique, self, "allowed to hold names, each of them once", self.allowed)

    def describe(self, name: str) -> str:
        """The condition on `name`, as one would write it."""
        return f"{name} one of {', '.join(self.allowed)}"

    def computable(self, value: Value) -> str:
        """Empty: every name can be computed with."""
        return ""

    def parse(self, text: str) -> str:
        """The name itself; ValueError, with the nearest ones, if it is not known."""
        if text not in self.allowed and text not in self.excluded:
            near = difflib.get_close_matches(text, self.allowed, n=2)
            raise ValueError(f"did you mean {' or '.join(near)}?" if near else text)
        return text

    def __contains__(self, value: Value) -> bool:
        return value in self.allowed

    def within(self, other: "Domain") -> bool:
        """Whether every value of this domain is one of the other."""
        return isinstance(other, Names) and set(self.allowed) <= set(other.allowed)


Domain = Integers | Reals | Names

POSITIVE = Reals(low=Fraction(0), open_low=True)
NONNEGATIVE = Reals(low=Fraction(0))
PROBABILITY = Reals(Fraction(0), Fraction(1), True, True, smallest=Fraction(1, 10**300))
UNIT_INTERVAL = Reals(low=Fraction(0), high=Fraction(1))
COSINE = Reals(low=Fraction(-1), high=Fraction(1))
