"""Sums of products of powers, exactly: where two printed formulas are one number, or a slope is.

Balls can never prove that sqrt(2/pi) = 2/sqrt(2 pi). Here a number is a sum of rational
coefficients times products of atoms to rational powers; the atoms are primes, pi, logarithms and
positive variables. Equal forms are equal numbers; the converse is not needed. A formula that
compares what it is given has no form.
"""

import functools
import operator
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, fmpz

from checkers.arithmetic.balls import ball
from theorems.language.expressions import Expression

Exact = int | Fraction  # whole numbers are kept as integers, which are faster
Monomial = tuple[tuple[str, Exact], ...]  # (atom, power), by atom; no power is 0
FACTORED = 10**18  # larger integers stay whole
VARIABLE = "t"  # the one that `erf` expands in
ORDER = 3  # of t, from which on terms are dropped after an expansion
NO_FORM = (ArithmeticError, TypeError, AttributeError, LookupError, ValueError)  # what says so


def _exact(number: Exact) -> Exact:
    return number.numerator if number.denominator == 1 else number


def _times(left: Monomial, right: Monomial) -> Monomial:
    if not left or not right:
        return left or right
    powers = dict(left)
    for atom, exponent in right:
        powers[atom] = _exact(powers[atom] + exponent) if atom in powers else exponent
    return tuple(sorted((atom, p) for atom, p in powers.items() if p))


def _normal(coefficient: Exact, monomial: Monomial) -> tuple[Exact, Monomial]:
    """The same product with powers of integers in [0, 1)."""
    if not any(atom.isdigit() for atom, _ in monomial):
        return coefficient, monomial
    rest = list[tuple[str, Exact]]()
    for atom, power in monomial:
        whole = power // 1 if atom.isdigit() else 0
        coefficient = _exact(coefficient * Fraction(int(atom)) ** whole) if whole else coefficient
        if power != whole:
            rest.append((atom, power - whole))
    return coefficient, tuple(rest)


@dataclass(frozen=True, eq=False)
class Formal:
    """A sum of terms {monomial: coefficient}, plus O(t^ORDER) unless `exact`."""

    terms: Mapping[Monomial, Exact]
    exact: bool = True

    @staticmethod
    def of(value: Any) -> "Formal":
        """A Formal as it is, or the constant of an int or a Fraction."""
        if isinstance(value, Formal):
            return value
        if not isinstance(value, int | Fraction):
            raise ArithmeticError(f"{value!r} is not exact")
        return Formal({(): _exact(value)} if value else {})

    def __add__(self, other: Any) -> "Formal":
        other = Formal.of(other)
        terms = dict(self.terms)
        for monomial, coefficient in other.terms.items():
            terms[monomial] = terms.get(monomial, 0) + coefficient
        return _made(terms, self.exact and other.exact)

    def __mul__(self, other: Any) -> "Formal":
        other, terms = Formal.of(other), dict[Monomial, Exact]()
        if not (self.exact and other.exact) and min(self.powers() | other.powers(), default=0) < 0:
            raise ArithmeticError("an expansion divided by its variable")
        for left, a in self.terms.items():
            for right, b in other.terms.items():
                coefficient, monomial = _normal(a * b, _times(left, right))
                terms[monomial] = terms.get(monomial, 0) + coefficient
        return _made(terms, self.exact and other.exact)

    def power(self, exponent: Exact) -> "Formal":
        """A power of a single term with a positive coefficient."""
        if len(self.terms) != 1 or not self.exact:
            raise ArithmeticError("only a product has such a power here")
        [(monomial, coefficient)] = self.terms.items()
        if coefficient < 0:
            raise ArithmeticError("a root of a negative number")
        one, raised = _normal(1, tuple((atom, _exact(p * exponent)) for atom, p in monomial))
        result = Formal({raised: one} if exponent else {(): 1})
        for part, sign in ((coefficient.numerator, 1), (coefficient.denominator, -1)):
            factors = fmpz(part).factor() if part < FACTORED else [(part, 1)]
            for prime, count in factors:
                value, root = _normal(1, ((str(prime), sign * int(count) * exponent),))
                result = result * Formal({root: value})
        return result

    def __neg__(self) -> "Formal":
        return self * -1

    def __sub__(self, other: Any) -> "Formal":
        return self + Formal.of(other) * -1

    def __rsub__(self, other: Any) -> "Formal":
        return Formal.of(other) - self

    def __truediv__(self, other: Any) -> "Formal":
        other = Formal.of(other)
        sign = -1 if any(c < 0 for c in other.terms.values()) else 1
        inverse: Formal = (other * sign).power(-1) * sign
        return self * inverse

    def __rtruediv__(self, other: Any) -> "Formal":
        return Formal.of(other) / self

    def __rpow__(self, base: Any) -> "Formal":
        return Formal.of(base) ** self

    def __pow__(self, exponent: Any) -> "Formal":
        if not isinstance(exponent, int):
            exact = Formal.of(exponent).rational()
            if exact is None:
                raise ArithmeticError("a power that is no number")
            return self.power(_exact(exact))
        if exponent < 0:
            return self.power(exponent)
        product: Formal = functools.reduce(operator.mul, [self] * exponent, Formal.of(1))
        return product

    __radd__, __rmul__ = __add__, __mul__
    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise ArithmeticError("a formula that compares is not one formula; use `same`")

    def __bool__(self) -> bool:
        raise ArithmeticError("a formula that branches is not one formula")

    def same(self, other: "Formal") -> bool:
        """Whether the forms are exact and equal, so that the numbers are equal."""
        return self.exact and other.exact and dict(self.terms) == dict(other.terms)

    def rational(self) -> Fraction | None:
        """The number, where the form says that it is rational."""
        return Fraction(self.terms.get((), 0)) if self.exact and set(self.terms) <= {()} else None

    def coefficient(self, power: int) -> "Formal":
        """Of t^power."""
        chosen = {}
        for monomial, value in self.terms.items():
            powers = dict(monomial)
            if powers.pop(VARIABLE, 0) == power:
                chosen[tuple(sorted(powers.items()))] = value
        return Formal(chosen)

    def powers(self) -> set[Exact]:
        """The powers of t that occur."""
        return {dict(monomial).get(VARIABLE, 0) for monomial in self.terms}

    def at(self, t: arb) -> arb:
        """The number at a value of t, for whole powers of t."""
        return sum((self.coefficient(int(p)).value() * t ** int(p) for p in self.powers()), arb(0))

    def value(self, variables: Mapping[str, arb] | None = None) -> arb:
        """The number, as a ball. Raises ArithmeticError for a variable without a value."""
        total = arb(0)
        for monomial, coefficient in self.terms.items():
            term = ball(coefficient)
            for atom, power in monomial:
                term *= _atom(atom, variables or {}) ** ball(power)
            total += term
        return total


def _atom(name: str, variables: Mapping[str, arb]) -> arb:
    if name == "pi":
        return arb.pi()
    if name.isdigit():
        return arb(int(name))
    if name.startswith("log "):
        return ball(Fraction(name.removeprefix("log "))).log()
    if name not in variables:
        raise ArithmeticError(f"{name} has no one value")
    return variables[name]


@dataclass(frozen=True)
class Floor:
    """The largest whole number that is not above a form; nothing more is computed with it."""

    of: Formal


@dataclass(frozen=True, eq=False)
class Probability(Formal):
    """erf of something: at most 1, until it is computed with."""


def _made(terms: Mapping[Monomial, Exact], exact: bool) -> Formal:
    kept = {monomial: _exact(c) for monomial, c in terms.items() if c}
    if not exact:
        kept = {k: c for k, c in kept.items() if dict(k).get(VARIABLE, 0) < ORDER}
    return Formal(kept, exact)


class FormalFunctions:
    """The operations of formulas that have an exact form here."""

    pi = Formal({(("pi", 1),): 1})
    number = staticmethod(Formal.of)

    @staticmethod
    def floor(z: Any, /) -> Floor:
        """The floor of a form."""
        return Floor(Formal.of(z))

    @staticmethod
    def sqrt(z: Any, /) -> Formal:
        """Square root of a positive product."""
        return Formal.of(z).power(Fraction(1, 2))

    @staticmethod
    def cbrt(z: Any, /) -> Formal:
        """Cube root of a positive product."""
        return Formal.of(z).power(Fraction(1, 3))

    @staticmethod
    def log(z: Any, /) -> Formal:
        """Logarithm of a rational number > 1: an atom of its own."""
        number = Formal.of(z).rational()
        if number is None or number <= 1:
            raise ArithmeticError("a logarithm of something else")
        return variable(f"log {number}")

    @staticmethod
    def erf(z: Any, /) -> Formal:
        """(2 / sqrt pi) z + O(z^3), for a multiple of t."""
        z = Formal.of(z)
        if z.powers() != {1} or not z.exact:
            raise ArithmeticError("erf of something else")
        slope = 2 / FormalFunctions.sqrt(FormalFunctions.pi)
        return Probability((slope * z).terms, exact=False)

    def __getattr__(self, name: str) -> Any:
        raise ArithmeticError(f"{name} has no exact form")


FORMAL = FormalFunctions()


def variable(name: str) -> Formal:
    """A positive number that is only named."""
    return Formal({((name, 1),): 1})


def formally(formula: Expression, s: Mapping[str, Any], fn: Any = FORMAL) -> Formal | None:
    """The exact form of a formula, or None where it has none here.

    s : forms or exact numbers, by name
    """
    try:
        return Formal.of(formula({name: Formal.of(s[name]) for name in formula.names}, fn))
    except NO_FORM:
        return None


def never_negative(difference: Formal) -> bool:
    """Whether all coefficients are >= 0, so that the number is, for positive variables."""
    return difference.exact and all(c >= 0 for c in difference.terms.values())


def names(form: Formal) -> set[str]:
    """The variables in a form."""
    return {
        atom
        for monomial in form.terms
        for atom, _ in monomial
        if atom != "pi" and not atom.isdigit()
    }
