"""Terms of a series as symbols: one evaluation of the printed term speaks of every index.

A term is scale a^power rho^(times i + plus). Where it has been divided by factorials of i, which
are >= 1, `bound` says that the monomial only bounds its size.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any


class NoFormalTerm(ValueError):
    """A term that is no monomial in a and rho, or that asks more of the index."""


@dataclass(frozen=True, eq=False)
class Index:
    """times i + plus, for every i >= least; it can be told from smaller numbers, and is true.

    Raises NoFormalTerm where an answer would depend on i.
    """

    least: int
    times: int = 1
    plus: int = 0

    def __add__(self, other: int) -> "Index":
        return replace(self, plus=self.plus + _whole(other))

    def __sub__(self, other: int) -> "Index":
        return self + -_whole(other)

    def __mul__(self, other: int) -> "Index":
        factor = _whole(other)
        return replace(self, times=self.times * factor, plus=self.plus * factor)

    __radd__, __rmul__ = __add__, __mul__

    def _beyond(self, other: Any) -> bool:
        """That it is larger than `other`, for every i."""
        if self.times < 1 or _whole(other) >= self.times * self.least + self.plus:
            raise NoFormalTerm("a term that asks which index it has is not one term")
        return True

    def __eq__(self, other: object) -> bool:
        return not self._beyond(other)

    def __lt__(self, other: int) -> bool:
        return not self._beyond(other)

    def __gt__(self, other: int) -> bool:
        return self._beyond(other)

    __le__, __ge__ = __lt__, __gt__
    __hash__ = None  # type: ignore[assignment]

    def factorial(self) -> "Factorial":
        """i!, of which only i! >= 1 is used."""
        return Factorial()


@dataclass(frozen=True)
class Factorial:
    """A number >= 1 that depends on the index."""


@dataclass(frozen=True)
class Term:
    """scale a^power rho^(times i + plus), or where `bound` a number of at most that size."""

    scale: Fraction = Fraction(1)
    power: int = 0
    times: int = 0
    plus: int = 0
    bound: bool = False

    def __mul__(self, other: Any) -> "Term":
        if isinstance(other, Term):
            return Term(
                self.scale * other.scale,
                self.power + other.power,
                self.times + other.times,
                self.plus + other.plus,
                self.bound or other.bound,
            )
        return replace(self, scale=self.scale * _number(other))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> "Term":
        if isinstance(other, Factorial):
            return replace(self, bound=True)
        return replace(self, scale=self.scale / _number(other))

    def __neg__(self) -> "Term":
        return self * -1

    def __pow__(self, n: Any) -> "Term":
        if isinstance(n, Index):
            if self != RHO:
                raise NoFormalTerm("only rho may be raised to the index")
            return Term(times=n.times, plus=n.plus)
        k = _whole(n)
        if k < 0:
            raise NoFormalTerm("negative powers are no part of a power series")
        return Term(
            self.scale**k, self.power * k, self.times * k, self.plus * k, self.bound and k > 0
        )


A, RHO = Term(power=1), Term(plus=1)


def _whole(n: Any) -> int:
    if not isinstance(n, int):
        raise NoFormalTerm(f"{n!r} is no whole number")
    return n


def _number(value: Any) -> Fraction:
    if not isinstance(value, int | Fraction):
        raise NoFormalTerm(f"{value!r} is no exact number")
    return Fraction(value)


def formal_term(term: Any, index: "int | Index") -> Term:
    """The printed term(a, rho, i) on symbols, for one index or for every one beyond some place.

    Raises NoFormalTerm where it is no monomial.
    """
    try:
        found = term(A, RHO, index)
    except (TypeError, AttributeError, ZeroDivisionError) as error:
        raise NoFormalTerm(str(error)) from None
    if not isinstance(found, Term):
        raise NoFormalTerm(f"{found!r} is no monomial in a and rho")
    return found if found.scale else Term(Fraction(0))
