"""The values that a parameter can have, and whether a value or a range of a certificate fits.

A range is written LOW..HIGH. A set of allowed numbers is an interval of the reals, the integers or
the even integers, so that a range fits if both of its ends do.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .numbers import exact

STEPS = {"real": 0, "integer": 1, "even": 2}  # a whole multiple of it, where there is one
SIGNS: Mapping[str, Callable[[Fraction, int], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}


@dataclass(frozen=True)
class Domain:
    """Allowed numbers, or the activations of one kind.

    step  : its multiples are allowed, any real number where it is 0
    range : signs and whole numbers, all of which hold
    names : the kind of activations, in place of numbers
    """

    step: int
    range: tuple[tuple[str, int], ...]
    names: str

    def holds(self, number: Fraction) -> bool:
        """Whether a number is allowed."""
        on_grid = not self.step or number % self.step == 0
        return not self.names and on_grid and all(SIGNS[s](number, z) for s, z in self.range)


def domain(text: str) -> Domain:
    """What a line `given` says: `real > 0, < 1`, `even >= 2`, or a kind of activations."""
    first, *ranges = text.split(", ")
    kind, _, start = first.partition(" ")
    if kind not in STEPS:
        return Domain(0, (), text)
    found = [one.split(" ") for one in (start, *ranges)]
    return Domain(STEPS[kind], tuple((sign, int(number)) for sign, number in found), "")


def ends(value: object) -> tuple[Fraction, Fraction]:
    """The ends of a range, which are the same where the value is a number."""
    low, dots, high = str(value).partition("..") if isinstance(value, str) else (value, "", "")
    return exact(low), exact(high if dots else low)


def is_range(value: object) -> bool:
    """Whether a value of a setting is a range."""
    return isinstance(value, str) and ".." in value
