"""Domains of parameters: they parse, they refuse, they describe themselves."""

import difflib
from dataclasses import dataclass, field
from fractions import Fraction

Value = int | Fraction | str


class UnmetHypothesis(ValueError):
    """A value lies outside what a statement's hypotheses allow, or is no value at all."""


@dataclass(frozen=True)
class Integers:
    """Integers >= least, only even ones where `even`."""

    least: int = 1
    even: bool = False

    def describe(self, name: str) -> str:
        """The condition on `name`, as one would write it."""
        return f"{name} an {'even ' if self.even else ''}integer >= {self.least}"

    def parse(self, text: str) -> int:
        """The integer that `text` denotes (1000, 1e3); ValueError if it denotes none."""
        number = Fraction(text)
        if number.denominator != 1:
            raise ValueError(text)
        return int(number)

    def __contains__(self, value: Value) -> bool:
        return isinstance(value, int) and value >= self.least and not (self.even and value % 2 == 1)


@dataclass(frozen=True)
class Reals:
    """Real numbers from `low` to `high` (None: unbounded), kept as exact fractions."""

    low: Fraction | None = None
    high: Fraction | None = None
    open_low: bool = False
    open_high: bool = False

    def describe(self, name: str) -> str:
        """The condition on `name`, as one would write it."""
        left = "" if self.low is None else f"{self.low} {'<' if self.open_low else '<='} "
        right = "" if self.high is None else f" {'<' if self.open_high else '<='} {self.high}"
        return f"{left}{name}{right}" if left or right else f"{name} a real number"

    def parse(self, text: str) -> Fraction:
        """The exact value of a decimal or of a quotient (0.1, 1e-9, 1/3); else ValueError."""
        return Fraction(text)

    def __contains__(self, value: Value) -> bool:
        if isinstance(value, str):
            return False
        if self.low is not None and (value < self.low or (self.open_low and value == self.low)):
            return False
        return not (
            self.high is not None and (value > self.high or (self.open_high and value == self.high))
        )


@dataclass(frozen=True)
class Names:
    """A finite list of names; `excluded` says why a known name is outside the hypotheses."""

    allowed: tuple[str, ...]
    excluded: dict[str, str] = field(default_factory=dict, hash=False)

    def describe(self, name: str) -> str:
        """The condition on `name`, as one would write it."""
        return f"{name} one of {', '.join(self.allowed)}"

    def parse(self, text: str) -> str:
        """The name itself; ValueError, with the nearest ones, if it is not known."""
        if text not in self.allowed and text not in self.excluded:
            near = difflib.get_close_matches(text, self.allowed, n=2)
            raise ValueError(f"did you mean {' or '.join(near)}?" if near else text)
        return text

    def __contains__(self, value: Value) -> bool:
        return value in self.allowed


Domain = Integers | Reals | Names

POSITIVE = Reals(low=Fraction(0), open_low=True)
NONNEGATIVE = Reals(low=Fraction(0))
PROBABILITY = Reals(low=Fraction(0), high=Fraction(1), open_low=True, open_high=True)
UNIT_INTERVAL = Reals(low=Fraction(0), high=Fraction(1))
COSINE = Reals(low=Fraction(-1), high=Fraction(1))
