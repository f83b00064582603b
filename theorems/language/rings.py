"""Sums and products of polynomials in atoms, made shorter by what is known of the atoms.

A positive atom (a size, a number, pi) may be divided by; 1 / u is an atom where u may be 0.
"""

import itertools
from abc import ABC, abstractmethod
from collections.abc import Mapping
from fractions import Fraction

from theorems.language.expressions import Apply, Constant, Expression, Name, Number, Unreadable
from theorems.language.indices import Index
from theorems.language.polynomials import (
    EMPTY,
    Exponent,
    Monomial,
    Poly,
    add,
    as_tree,
    atom,
    constant,
    merged,
    order,
    scale,
)
from theorems.language.text import FRESH

TERMS, STEPS = 500, 20_000
HALF, ONE, NOUGHT = Fraction(1, 2), constant(1), Number(0)


class Ring(ABC):
    """The polynomials in atoms.

    positive : names of positive numbers
    signs    : names of arrays of entries -1 and 1
    """

    def __init__(self, positive: frozenset[str], signs: frozenset[str]) -> None:
        self.positive, self.signs = positive, signs
        self.ordered = order(self.unit)
        self._fresh = itertools.count(FRESH)
        self._settled: dict[Monomial, Poly] = {}

    @abstractmethod
    def poly(self, formula: Expression) -> Poly:
        """The normal form of a formula, a polynomial."""

    @abstractmethod
    def nonnegative(self, u: Poly) -> bool:
        """Whether u is certainly >= 0."""

    @abstractmethod
    def shorter(self, one: Expression, factors: Mapping[Expression, Exponent]) -> Poly | None:
        """The whole product, if what is known of one of its atoms makes it shorter."""

    def unit(self, one: Expression) -> bool:
        """Whether an atom is a positive number, which may be divided by."""
        return isinstance(one, Number | Constant) or (
            isinstance(one, Name) and one.name in self.positive
        )

    def tree(self, p: Poly) -> Expression:
        """The polynomial as a formula."""
        return as_tree(p, self.ordered)

    def fresh(self) -> Index:
        """An index of which nothing else speaks."""
        return Index(next(self._fresh))

    def settled(self, factors: Mapping[Expression, Exponent]) -> Poly:
        """A product of powers of atoms, as short as it can be made."""
        monomial = frozenset(factors.items())
        if monomial not in self._settled:
            if len(self._settled) > STEPS:
                raise Unreadable("has a normal form that takes too many steps")
            found = (self.shorter(one, factors) for one in factors)
            instead = next((p for p in found if p is not None), None)
            self._settled[monomial] = {monomial: Fraction(1)} if instead is None else instead
        return self._settled[monomial]

    def times(self, *factors: Poly) -> Poly:
        """The product."""
        whole: Poly = ONE
        for p in factors:
            parts = [
                scale(self.settled(merged(a, b)), c * f)
                for a, c in whole.items()
                for b, f in p.items()
            ]
            whole = add(*parts)
            if len(whole) > TERMS:
                raise Unreadable(f"has a normal form of more than {TERMS} terms")
        return whole

    def power(self, p: Poly, n: int) -> Poly:
        """A natural power."""
        return self.times(*(p,) * n)

    def to_power(self, unit: Monomial, exponent: int | Fraction) -> Poly:
        """A power of a product of positive atoms."""
        return self.settled({one: e * exponent for one, e in unit})

    def inverse(self, u: Poly) -> Poly:
        """1 / u.

        1 / (u v) = (1 / u) (1 / v), also where one of them is 0: neither side is a number there.
        """
        if len(u) != 1:
            c, unit, v = self.split(u) if u else (Fraction(1), EMPTY, u)
            whole = atom(Apply("/", (Number(1), self.tree(v))))
            return self.times(constant(1 / c), self.to_power(unit, -1), whole)
        ((monomial, c),) = u.items()
        factors = [constant(1 / c)]
        for one, e in monomial:
            over_one = atom(Apply("/", (Number(1), one)), e)
            factors.append(self.settled({one: -e}) if self.unit(one) else over_one)
        return self.times(*factors)

    def split(self, u: Poly) -> tuple[Fraction, Monomial, Poly]:
        """(c, t, v) with u = c t v, t positive, and v with 1 in front of its largest monomial."""
        largest = max(u, key=self.ordered)
        c = u[largest]
        unit = frozenset((one, e) for one, e in largest if self.unit(one))
        v = scale(u, 1 / c)
        return c, unit, self.times(v, self.to_power(unit, -1)) if unit else v

    def common(self, u: Poly) -> dict[Expression, Exponent]:
        """The largest power of each atom, no positive number, that divides every term."""
        first, *others = map(dict, u)
        least = {one: min([e, *(o.get(one, 0) for o in others)]) for one, e in first.items()}
        return {one: e for one, e in least.items() if e > 0 and not self.unit(one)}

    def divided(self, u: Poly, by: Mapping[Expression, Exponent]) -> Poly:
        """The quotient by a monomial that divides every term."""
        less = [(one, -e) for one, e in by.items()]
        return {frozenset(merged(monomial, less).items()): c for monomial, c in u.items()}
