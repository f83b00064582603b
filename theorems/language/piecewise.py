"""Steps, absolute values and roots in the normal form, and what is known of products with them.

With P = [u > 0] and Q = [u >= 0]: P P = P, Q Q = Q, P Q = P, and u P = u Q = (|u| + u) / 2, so that
every spelling of relu(u) is (|u| + u) / 2, while P and Q, which differ at a tie, stay two atoms.
[u > 0] does not change if u is multiplied by a positive number; [-u > 0] = 1 - [u >= 0].
"""

import itertools
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isqrt

from theorems.language.expressions import Apply, Expression, Number
from theorems.language.indices import Entry, Reduce
from theorems.language.polynomials import (
    EMPTY,
    ZERO,
    Exponent,
    Poly,
    add,
    atom,
    constant,
    key,
    merged,
    scale,
)
from theorems.language.rings import HALF, NOUGHT, ONE, Ring
from theorems.language.squares import as_tree, squares_of

NONNEGATIVE = ("abs", "sqrt", "exp")
CASES, PRIMES = 4, 10_000


def step_atom(strict: bool, u: Expression) -> Apply:
    """The atom [u > 0] if strict, else [u >= 0]."""
    return Apply("where", (Apply(">" if strict else ">=", (u, NOUGHT)), Number(1), NOUGHT))


def is_step(one: Expression) -> bool:
    """Whether an atom is a step."""
    return isinstance(one, Apply) and one.operation == "where"


class Piecewise(Ring):
    """The ring with steps, absolute values and roots."""

    def step(self, strict: bool, u: Poly) -> Poly:
        """[u > 0] if strict, else [u >= 0]."""
        if not u:
            return ZERO if strict else ONE
        c, _, v = self.split(u)
        if c < 0:  # [-v > 0] = 1 - [v >= 0]
            return add(ONE, scale(self.step(not strict, v), -1))
        if self.is_of_steps(v):
            return self.by_cases(v, lambda x: int(x > 0 if strict else x >= 0))
        if not strict and self.nonnegative(v):
            return ONE
        if len(v) == 1:
            match [*next(iter(v))]:
                case [(Apply("abs", (w,)), _)]:  # |w| > 0 unless w = 0: w >= 0 and not w > 0
                    of = self.poly(w)
                    return add(ONE, self.step(True, of), scale(self.step(False, of), -1))
        return atom(step_atom(strict, self.tree(v)))

    def is_of_steps(self, u: Poly) -> bool:
        """Whether a polynomial has no other atoms than steps, and few of them."""
        atoms = {one for monomial in u for one, _ in monomial}
        return len(atoms) <= CASES and all(map(is_step, atoms))

    def by_cases(self, u: Poly, f: Callable[[Fraction], int | Fraction]) -> Poly:
        """f(u) for a polynomial u in steps, each of which is 0 or 1."""
        atoms = sorted({one for monomial in u for one, _ in monomial}, key=key)
        found: list[Poly] = []
        for values in itertools.product((0, 1), repeat=len(atoms)):
            at = dict(zip(atoms, values, strict=True))
            value = sum(c for monomial, c in u.items() if all(at[one] for one, _ in monomial))
            cases = [atom(o) if v else add(ONE, scale(atom(o), -1)) for o, v in at.items()]
            found.append(scale(self.times(*cases), f(Fraction(value))))
        return add(*found)

    def absolute(self, u: Poly) -> Poly:
        """|u|; of a product the product of the absolute values."""
        if not u:
            return ZERO
        c, unit, v = self.split(u)
        front = self.times(constant(abs(c)), self.to_power(unit, 1))
        if self.is_of_steps(v):
            return self.times(front, self.by_cases(v, abs))
        if self.nonnegative(v):
            return self.times(front, v)
        common = self.common(v)
        if common and v != {frozenset(common.items()): 1}:
            return self.times(
                front, *self._of_factors(common), self.absolute(self.divided(v, common))
            )
        bars = self._of_factors(common) or [atom(Apply("abs", (self.tree(v),)))]
        return self.times(front, *bars)

    def _of_factors(self, factors: Mapping[Expression, Exponent]) -> list[Poly]:
        return [self._bars(one, e) for one, e in factors.items()]

    def _bars(self, one: Expression, e: Exponent) -> Poly:
        """|z^e|: z^e where that is not negative, as for even e; else |z| z^(e - 1)."""
        if self.nonnegative(atom(one, e)):
            return atom(one, e)
        return self.settled(merged([(Apply("abs", (one,)), 1), (one, e - 1)]))

    def root(self, u: Poly) -> Poly:
        """sqrt(u); sqrt(g^2 v) = |g| sqrt(v) where v is known to be no less than 0."""
        if not u:
            return ZERO
        c, unit, v = self.split(u)
        v = scale(v, c)
        positive = [term for term in v if v[term] > 0]
        c = abs(v[max(positive or v, key=self.ordered)])  # so that ||w||^2 is divided by no -2
        front, rest = self.times(root_of_number(c), self.to_power(unit, HALF)), scale(v, 1 / c)
        squares = {one: e - e % 2 for one, e in self.common(rest).items() if e >= 2}
        if squares and self.nonnegative(self.divided(rest, squares)):
            rest = self.divided(rest, squares)
            roots = (self.absolute(atom(one, int(e) // 2)) for one, e in squares.items())
            front = self.times(front, *roots)
        if rest == ONE:
            return front
        if self.is_of_steps(rest) and self.by_cases(rest, lambda x: x * x - x) == ZERO:
            return self.times(front, rest)  # 0 and 1 are their own roots
        match squares_of(self, rest):
            case ((), [(b, linear)]):
                return self.times(front, root_of_number(b), self.absolute(linear))
            case (nest, several):
                return self.times(front, atom(Apply("sqrt", (as_tree(self, nest, several),))))
        return self.times(front, atom(Apply("sqrt", (self.tree(rest),))))

    def cube_root(self, u: Poly) -> Poly:
        """cbrt(u); cbrt(a b) = cbrt(a) cbrt(b) for all real numbers."""
        if not u:
            return ZERO
        c, unit, v = self.split(u)
        front = self.to_power(unit, Fraction(1, 3))
        if abs(c) != 1:
            front = self.times(front, atom(Apply("cbrt", (self.tree(constant(abs(c))),))))
        if len(v) == 1:
            roots = [self.settled({Apply("cbrt", (one,)): e}) for one, e in next(iter(v))]
        else:
            roots = [atom(Apply("cbrt", (self.tree(v),)))]
        return scale(self.times(front, *roots), 1 if c > 0 else -1)

    def nonnegative(self, u: Poly) -> bool:
        """Whether u is certainly >= 0: a sum of products of such atoms, or of squares."""
        plain = all(
            c > 0 and all(e % 2 == 0 or self._is_nonnegative(one) for one, e in monomial)
            for monomial, c in u.items()
        )
        return plain or squares_of(self, u) is not None

    def _is_nonnegative(self, one: Expression) -> bool:
        match one:
            case Apply(operation) if operation in NONNEGATIVE or is_step(one):
                return True
            case Reduce("sum" | "max", body=body):
                return self.nonnegative(self.poly(body))
        return self.unit(one)

    def shorter(self, one: Expression, factors: Mapping[Expression, Exponent]) -> Poly | None:
        e = factors[one]
        instead = self._shorter_power(one, e)
        if instead is not None:
            rest = {other: f for other, f in factors.items() if other != one}
            return self.times(self.settled(rest), instead)
        return self._with_step(one, factors) if is_step(one) else None

    def _shorter_power(self, one: Expression, e: Exponent) -> Poly | None:
        match one:
            case Number(value) if not 0 < e < 1:  # 2^(3/2) = 2 sqrt 2
                front = constant(Fraction(value) ** int(e // 1))
                return self.times(front, _power(one, e % 1))
            case Entry(name) if e >= 2 and name in self.signs:
                return _power(one, e % 2)
            case Apply("abs", (Entry(name),)) if name in self.signs:
                return ONE
            case Apply("abs", (u,)) if e >= 2:  # |u|^2 = u^2
                return self._taken(u, e, 2, 2, one)
            case Apply("sqrt", (u,)) if e >= 2 and self.nonnegative(self.poly(u)):
                return self._taken(u, e, 2, 1, one)
            case Apply("cbrt", (u,)) if e >= 3:  # for all real u
                return self._taken(u, e, 3, 1, one)
        return atom(one) if is_step(one) and e != 1 else None  # 0 and 1 are their own powers

    def _taken(self, u: Expression, e: Exponent, n: int, k: int, one: Expression) -> Poly:
        """one^e where one^n = u^k."""
        return self.times(self.power(self.poly(u), int(e) // n * k), _power(one, e % n))

    def _with_step(self, one: Expression, factors: Mapping[Expression, Exponent]) -> Poly | None:
        """A product with a step of u: with |u|, or with what divides by u's largest term."""
        condition = one.parts[0]
        u_tree = condition.parts[0]
        strict, bars = condition == Apply(">", (u_tree, NOUGHT)), Apply("abs", (u_tree,))
        without = {other: e for other, e in factors.items() if other != one}
        if not strict and step_atom(True, u_tree) in factors:  # u > 0 is both
            return self.settled(without)
        u = self.poly(u_tree)
        positive_part = scale(add(self.absolute(u), u), HALF)
        if bars in factors:  # |u| [u > 0] = (|u| + u) / 2
            return self.times(self.settled(merged(without.items(), [(bars, -1)])), positive_part)
        # u = t + v with the largest term t: t [u > 0] = (|u| + u) / 2 - v [u > 0]
        largest = max(u, key=self.ordered)
        divisor = {other: e for other, e in largest if not self.unit(other)}
        if not divisor or any(factors.get(other, 0) < e for other, e in divisor.items()):
            return None
        rest = merged(without.items(), ((other, -e) for other, e in largest))
        v = {monomial: c for monomial, c in u.items() if monomial != largest}
        instead = add(positive_part, scale(self.times(v, atom(one)), -1))
        return self.times(self.settled(rest), instead)


def _power(one: Expression, e: Exponent) -> Poly:
    return atom(one, e) if e else ONE


def root_of_number(c: Fraction) -> Poly:
    """The root of a positive number: a rational number times roots of primes."""
    n, outside = c.numerator * c.denominator, Fraction(1, c.denominator)  # sqrt(p q) / q
    factors: dict[Expression, Exponent] = {}
    p = 2
    while p * p <= n and p < PRIMES:
        while n % (p * p) == 0:
            n, outside = n // (p * p), outside * p
        if n % p == 0:
            n, factors[Number(p)] = n // p, HALF
        p += 1
    if isqrt(n) ** 2 == n:
        n, outside = 1, outside * isqrt(n)
    if n > 1:
        factors[Number(n)] = HALF
    return {frozenset(factors.items()) or EMPTY: outside}
