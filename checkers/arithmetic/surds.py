"""Exact numbers a + b sqrt(n): what a width m that is no square brings into a neuron's formulas."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


class UnlikeRoots(ArithmeticError):
    """Square roots of two integers that are no rational multiples of each other meet."""


@dataclass(frozen=True)
class Surd:
    """a + b sqrt(n), with b != 0 and n no square; a and b are rational."""

    a: Fraction
    b: Fraction
    n: int

    def __add__(self, other: Any) -> Any:
        a, b = self._parts(other)
        return surd(self.a + a, self.b + b, self.n)

    def __mul__(self, other: Any) -> Any:
        a, b = self._parts(other)
        return surd(self.a * a + self.b * b * self.n, self.a * b + self.b * a, self.n)

    def __neg__(self) -> "Surd":
        return Surd(-self.a, -self.b, self.n)

    def __sub__(self, other: Any) -> Any:
        return self + -other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __truediv__(self, other: Any) -> Any:
        if not isinstance(other, Surd):
            return surd(self.a / other, self.b / other, self.n)
        # (a + b r)(a - b r) = a^2 - b^2 n, which is not 0 because r = sqrt(n) is irrational
        conjugate = Surd(other.a, -other.b, other.n)
        return self * conjugate / (other.a**2 - other.b**2 * other.n)

    def __rtruediv__(self, other: Any) -> Any:
        return Surd(Fraction(other), Fraction(0), self.n) / self

    __radd__, __rmul__ = __add__, __mul__

    def sign(self) -> int:
        """The sign of the number; it is never 0."""
        if (self.a >= 0) == (self.b > 0) or self.a == 0:
            return 1 if self.b > 0 else -1
        rational_wins = self.a**2 > self.b**2 * self.n
        return 1 if (self.a > 0) == rational_wins else -1

    def __float__(self) -> float:
        return float(self.a) + float(self.b) * math.sqrt(self.n)

    def __str__(self) -> str:
        rest = f"{abs(self.b)} sqrt({self.n})"
        if self.a == 0:
            return f"-{rest}" if self.b < 0 else rest
        return f"{self.a} {'-' if self.b < 0 else '+'} {rest}"

    def _parts(self, other: Any) -> tuple[Fraction, Fraction]:
        if not isinstance(other, Surd):
            return Fraction(other), Fraction(0)
        if other.n != self.n:
            raise UnlikeRoots(f"sqrt({self.n}) and sqrt({other.n}) in one formula")
        return other.a, other.b


Real = Fraction | Surd


def surd(a: Fraction, b: Fraction, n: int) -> Real:
    """a + b sqrt(n), as a Fraction where b = 0."""
    return Surd(a, b, n) if b else a


def root(value: Fraction) -> Real:
    """The square root of a rational number >= 0. Raises ArithmeticError for a negative one."""
    if value < 0:
        raise ArithmeticError(f"the square root of {value}")
    n = value.numerator * value.denominator
    whole = math.isqrt(n)
    if whole**2 == n:
        return Fraction(whole, value.denominator)
    return Surd(Fraction(0), Fraction(1, value.denominator), n)


def sign(value: int | Real) -> int:
    """The sign of a number: -1, 0 or 1."""
    if isinstance(value, Surd):
        return value.sign()
    numerator = value.numerator  # integers compare faster
    return (numerator > 0) - (numerator < 0)
