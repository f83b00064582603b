"""Polynomials in atoms: formulas that are no sum and no product, with rational coefficients.

Exponents of positive atoms (sizes, numbers, pi) are any rationals, those of the others natural
numbers. Here is the arithmetic; what is known of the atoms stands in `normal_form`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cmp_to_key, lru_cache
from typing import Any

from theorems.language.expressions import INFIX, Apply, Expression, Number, written
from theorems.language.text import text

Exponent = int | Fraction
Monomial = frozenset[tuple[Expression, Exponent]]
Poly = Mapping[Monomial, Fraction]
EMPTY: Monomial = frozenset()
ZERO: Poly = {}
NESTED = {"where": 1, "sqrt": 2, "cbrt": 2, "abs": 3}  # what depends on another atom, in order
_FREE = re.compile(r"\bi\d{4,}\b")


def constant(value: int | Fraction) -> Poly:
    """A number."""
    return {EMPTY: Fraction(value)} if value else ZERO


def atom(one: Expression, exponent: Exponent = 1) -> Poly:
    """A power of an atom."""
    return {frozenset({(one, exponent)}): Fraction(1)}


def add(*polys: Poly) -> Poly:
    """The sum."""
    total: dict[Monomial, Fraction] = {}
    for p in polys:
        for monomial, c in p.items():
            total[monomial] = total.get(monomial, Fraction(0)) + c
    return {monomial: c for monomial, c in total.items() if c}


def scale(p: Poly, by: int | Fraction) -> Poly:
    """A multiple."""
    return {monomial: c * by for monomial, c in p.items()} if by else ZERO


def merged(*monomials: Iterable[tuple[Expression, Exponent]]) -> dict[Expression, Exponent]:
    """The product of monomials: exponents are added."""
    factors: dict[Expression, Exponent] = {}
    for monomial in monomials:
        for one, e in monomial:
            factors[one] = factors.get(one, 0) + e
    return {one: e for one, e in factors.items() if e}


@lru_cache(maxsize=10_000)
def key(one: Expression) -> tuple[str, str]:
    """The place of an atom in the order: its text, whatever its free indices are called."""
    line = text(one)
    met: dict[str, str] = {}
    return _FREE.sub(lambda m: met.setdefault(m[0], f"i_{len(met)}"), line), line


def sorted_factors(
    monomial: Iterable[tuple[Expression, Exponent]],
) -> list[tuple[Expression, Exponent]]:
    """The factors in the order of the atoms."""
    return sorted(monomial, key=lambda factor: key(factor[0]))


@lru_cache(maxsize=10_000)
def depth(one: Expression) -> int:
    """How many steps, bars and roots an atom has inside each other."""
    if not isinstance(one, Apply):
        return 0
    inside = max(map(depth, one.arguments))
    arithmetic = one.operation in INFIX or one.operation == "negative"
    return inside + (one.operation in NESTED) if arithmetic or one.operation in NESTED else 0


def rank(one: Expression) -> tuple[int, int, tuple[str, str]]:
    """The place of an atom in the order of monomials: the largest first."""
    kind = NESTED.get(one.operation, 0) if isinstance(one, Apply) else 0
    return -depth(one), kind, key(one)


def order(unit: Callable[[Expression], bool]) -> Callable[[Monomial], Any]:
    """The order of monomials, larger for products: that of the exponents of the largest atom first.

    What a rule puts in the place of a product is smaller: the largest atoms are those with most
    inside, so that |u|^2 is larger than u^2, and a step of u larger than |u|. Positive factors
    count last, so that multiplying all terms by one changes nothing.
    """

    def compare(p: Monomial, q: Monomial) -> int:
        a, b = dict(p), dict(q)
        for positive in (False, True):
            for one in sorted({o for o in (*a, *b) if unit(o) == positive}, key=rank):
                e, f = a.get(one, 0), b.get(one, 0)
                if e != f:
                    return 1 if e > f else -1
        return 0

    return cmp_to_key(compare)


def as_tree(p: Poly, ordered: Callable[[Monomial], Any]) -> Expression:
    """The polynomial as a formula, the largest term first."""
    whole: Expression | None = None
    for monomial in sorted(p, key=ordered, reverse=True):
        c = p[monomial]
        term = _term(abs(c), monomial)
        if whole is None:
            whole = written("negative", term).tree if c < 0 else term
        else:
            whole = written("-" if c < 0 else "+", whole, term).tree
    return Number(0) if whole is None else whole


def _term(c: Fraction, monomial: Monomial) -> Expression:
    factors = sorted_factors(monomial)
    above = _product(c.numerator, [(one, e) for one, e in factors if e > 0])
    below = _product(c.denominator, [(one, -e) for one, e in factors if e < 0])
    return above if below == Number(1) else written("/", above, below).tree


def _product(c: int, factors: list[tuple[Expression, Exponent]]) -> Expression:
    whole: Expression | None = None if c == 1 and factors else Number(c)
    for one, e in factors:
        power = _power(one, e)
        whole = power if whole is None else written("*", whole, power).tree
    return Number(1) if whole is None else whole


def _power(one: Expression, e: Exponent) -> Expression:
    if e == 1:
        return one
    if e == Fraction(1, 2):
        return written("sqrt", one).tree
    return written("**", one, e).tree
