"""The normal form of a quantity: two definitions that have the same one are the same quantity.

A quantity is expanded into a polynomial whose atoms are entries, sums and maxima over an index,
elementary functions, absolute values, and the steps [u > 0] and [u >= 0]. A sum over an index is
linear: what does not depend on the index leaves it, so that sum_k W_ik x_k, a pre-activation,
becomes an atom z_i.

Every rule is an identity of real numbers, ties included, with its reason beside it. A quotient
1 / u is an atom where u may be 0 (u / u stays), as is the root of what may be negative. Sizes are
positive. So equal normal forms mean equal wherever numpy gives numbers; the converse is not claimed.
"""

import itertools
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from math import isqrt
from typing import Any

from theorems.language.expressions import (
    TRUTHS,
    Apply,
    Constant,
    Expression,
    Name,
    Number,
    Unreadable,
)
from theorems.language.indices import Call, Entry, Index, Reduce
from theorems.language.polynomials import (
    EMPTY,
    ZERO,
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

TERMS, STEPS, LARGEST_POWER = 500, 20_000, 12
HALF, ONE, NOUGHT = Fraction(1, 2), constant(1), Number(0)
NONNEGATIVE = ("abs", "sqrt", "exp")
ODD, EVEN = ("sin", "tanh", "erf"), ("cos",)


def normal_form(formula: Expression, positive: Collection[str] = ()) -> Expression:
    """The normal form of a tree, a tree.

    positive : names of numbers > 0, as sizes are; sizes in the tree are known to be
    Raises Unreadable where it would have too many terms.
    """
    sizes = {n for node in formula.nodes() if isinstance(node, Reduce) for n in node.size.names}
    ring = Ring(frozenset({*positive, *sizes}))
    return ring.tree(ring.poly(formula))


class Ring:
    """The polynomials in atoms, and the rules by which products of atoms are made shorter.

    positive : names of positive numbers
    """

    def __init__(self, positive: frozenset[str]) -> None:
        self.positive = positive
        self.ordered = order(self.unit)
        self._known: dict[Expression, Poly] = {}
        self._fresh = itertools.count(FRESH)
        self._steps = 0

    def unit(self, one: Expression) -> bool:
        """Whether an atom is a positive number, which may be divided by."""
        return isinstance(one, Number | Constant) or isinstance(one, Name) and (
            one.name in self.positive
        )

    def tree(self, p: Poly) -> Expression:
        """The polynomial as a formula."""
        return as_tree(p, self.ordered)

    def fresh(self) -> Index:
        """An index of which nothing else speaks."""
        return Index(next(self._fresh))

    # -- from formulas to polynomials

    def poly(self, formula: Expression) -> Poly:
        """The normal form of a formula, a polynomial."""
        if formula not in self._known:
            self._known[formula] = self._poly(formula)
        return self._known[formula]

    def _poly(self, formula: Expression) -> Poly:
        from theorems.language.sums import extreme, total

        match formula:
            case Number(value):
                return constant(value)
            case Apply(operation, arguments):
                return self._applied(operation, arguments)
            case Entry(name, indices):
                return atom(Entry(name, tuple(self.tree(self.poly(i)) for i in indices)))
            case Call(name, which, argument):
                return atom(Call(name, which, self.tree(self.poly(argument))))
            case Reduce("sum", level, size, body):
                index = self.fresh()
                return total(self, index, size, self.poly(body.put({Index(level): index})))
            case Reduce(kind, level, size, body):
                index = self.fresh()
                inside = self.poly(body.put({Index(level): index}))
                if kind == "min":  # min f = -max(-f)
                    return scale(extreme(self, index, size, scale(inside, -1)), -1)
                return extreme(self, index, size, inside)
        return atom(formula)

    def _applied(self, operation: str, arguments: tuple[Expression, ...]) -> Poly:
        if operation in TRUTHS:
            return self.truth(operation, arguments)
        if operation == "where":  # b + (a - b) [condition]
            condition, a, b = map(self.poly, arguments)
            return add(b, self.times(condition, add(a, scale(b, -1))))
        if operation == "**":
            return self._power(*map(self.poly, arguments))
        of = ARITHMETIC.get(operation)
        if of is not None:
            return of(self, *map(self.poly, arguments))
        return self._function(operation, [self.poly(a) for a in arguments])

    def _function(self, operation: str, arguments: list[Poly]) -> Poly:
        u = arguments[0]
        if operation in (*ODD, *EVEN) and u and self.split(u)[0] < 0:  # f(-u) = -+f(u)
            found = atom(Apply(operation, (self.tree(scale(u, -1)),)))
            return scale(found, -1) if operation in ODD else found
        return atom(Apply(operation, tuple(map(self.tree, arguments))))

    def _power(self, base: Poly, exponent: Poly) -> Poly:
        e = exponent.get(EMPTY, Fraction(0)) if {*exponent} <= {EMPTY} else None
        if e is not None and e.denominator == 1 and abs(e) <= LARGEST_POWER:
            return self.power(base if e >= 0 else self.inverse(base), abs(int(e)))
        if e is not None and len(base) == 1:
            ((monomial, c),) = base.items()
            if c == 1 and all(self.unit(one) for one, _ in monomial):  # of positive numbers
                return self.settled({one: f * e for one, f in monomial})
        if e == HALF:
            return self.root(base)
        return atom(Apply("**", (self.tree(base), self.tree(exponent))))

    # -- arithmetic

    def times(self, *factors: Poly) -> Poly:
        """The product, in which every product of atoms is settled."""
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

    def inverse(self, u: Poly) -> Poly:
        """1 / u: of positive atoms their inverse powers, else atoms of their own.

        1 / (u v) = (1 / u) (1 / v), also where one of them is 0: neither side is a number there.
        """
        if not u:
            return atom(Apply("/", (Number(1), NOUGHT)))
        if len(u) > 1:
            c, unit, v = self.split(u)
            one = atom(Apply("/", (Number(1), self.tree(v))))
            return self.times(constant(1 / c), self.settled({o: -e for o, e in unit}), one)
        ((monomial, c),) = u.items()
        factors: list[Poly] = [constant(1 / c)]
        for one, e in monomial:
            if self.unit(one):
                factors.append(self.settled({one: -e}))
            else:
                factors.append(atom(Apply("/", (Number(1), one)), e))
        return self.times(*factors)

    def split(self, u: Poly) -> tuple[Fraction, Monomial, Poly]:
        """(c, t, v) with u = c t v, t positive, and v with 1 in front of its largest monomial."""
        largest = max(u, key=self.ordered)  # type: ignore[arg-type]
        c = u[largest]
        unit = frozenset((one, e) for one, e in largest if self.unit(one))
        if c == 1 and not unit:
            return c, unit, u
        shorter = self.times(scale(u, 1 / c), self.settled({one: -e for one, e in unit}))
        return c, unit, shorter

    def truth(self, operation: str, arguments: tuple[Expression, ...]) -> Poly:
        """1 where a condition holds, 0 elsewhere."""
        a, *rest = map(self.poly, arguments)
        if operation == "not":
            return add(ONE, scale(a, -1))
        (b,) = rest
        if operation == "and":
            return self.times(a, b)
        if operation == "or":  # p + q - p q
            return add(a, b, scale(self.times(a, b), -1))
        u = add(a, scale(b, -1))
        match operation:
            case ">" | ">=":
                return self.step(operation == ">", u)
            case "<" | "<=":
                return self.step(operation == "<", scale(u, -1))
        equal = add(self.step(False, u), scale(self.step(True, u), -1))  # u >= 0, and not u > 0
        return equal if operation == "==" else add(ONE, scale(equal, -1))

    # -- steps, absolute values, roots

    def step(self, strict: bool, u: Poly) -> Poly:
        """[u > 0] if strict, else [u >= 0], of u divided by what is positive."""
        if not u:
            return ZERO if strict else ONE
        c, _, v = self.split(u)
        if c < 0:  # [-v > 0] = 1 - [v >= 0]
            return add(ONE, scale(self.step(not strict, v), -1))
        if {*v} == {EMPTY}:
            return ONE
        if self._is_of_steps(v):
            return self._by_cases(v, lambda x: int(x > 0 if strict else x >= 0))
        if self.nonnegative(v) and not strict:
            return ONE
        match next(iter(v)) if len(v) == 1 else EMPTY:
            case monomial if len(monomial) == 1:
                ((one, _),) = monomial
                match one:
                    case Apply("abs", (w,)) if strict:  # |w| > 0 where w > 0 or not w >= 0
                        u = self.poly(w)
                        return add(ONE, self.step(True, u), scale(self.step(False, u), -1))
        relation = ">" if strict else ">="
        condition = Apply(relation, (self.tree(v), NOUGHT))
        return atom(Apply("where", (condition, Number(1), NOUGHT)))

    def _is_of_steps(self, u: Poly) -> bool:
        atoms = {one for monomial in u for one, _ in monomial}
        return len(atoms) <= 4 and all(of_step(one) for one in atoms)

    def _by_cases(self, u: Poly, f: Callable[[Fraction], int | Fraction]) -> Poly:
        """f(u) for a polynomial u in steps, each of which is 0 or 1."""
        atoms = sorted({one for monomial in u for one, _ in monomial}, key=str_key)
        found: list[Poly] = []
        for values in itertools.product((0, 1), repeat=len(atoms)):
            at = dict(zip(atoms, values, strict=True))
            value = sum(c for monomial, c in u.items() if all(at[one] for one, _ in monomial))
            cases = [atom(o) if v else add(ONE, scale(atom(o), -1)) for o, v in at.items()]
            found.append(scale(self.times(*cases), f(Fraction(value))))
        return add(*found)

    def absolute(self, u: Poly) -> Poly:
        """|u|, of a product the product of the absolute values."""
        if not u:
            return ZERO
        c, unit, v = self.split(u)
        front = self.times(constant(abs(c)), self.settled(dict(unit)))
        if self._is_of_steps(v):
            return self.times(front, self._by_cases(v, abs))
        if self.nonnegative(v):
            return self.times(front, v)
        common = self.common(v)
        factors = [front]
        for one, e in common.items():
            factors.append(atom(one, e) if self.nonnegative(atom(one, e)) else self._bars(one, e))
        rest = self.divided(v, common)
        if {*rest} != {EMPTY}:
            factors.append(
                rest if self.nonnegative(rest) else atom(Apply("abs", (self.tree(rest),)))
            )
        return self.times(*factors)

    def _bars(self, one: Expression, e: Exponent) -> Poly:
        whole = atom(Apply("abs", (one,)))
        return whole if e == 1 else self.times(whole, atom(one, e - 1))  # |z^3| = |z| z^2, e odd

    def common(self, u: Poly) -> dict[Expression, Exponent]:
        """The largest power of each atom, no positive number, that divides every term."""
        first, *others = map(dict, u)
        return {
            one: least
            for one, e in first.items()
            if not self.unit(one) and (least := min([e, *(o.get(one, 0) for o in others)])) > 0
        }

    def divided(self, u: Poly, by: Mapping[Expression, Exponent]) -> Poly:
        """u divided by a monomial that divides every term."""
        rest = [(one, -e) for one, e in by.items()]
        return {frozenset(merged(monomial, rest).items()): c for monomial, c in u.items()}

    def root(self, u: Poly) -> Poly:
        """sqrt(u); of a square |.|, if the rest of a product is known to be no less than 0."""
        if not u:
            return ZERO
        c, unit, v = self.split(u)
        v = scale(v, c)
        positive = [term for term in v if v[term] > 0]
        c = abs(v[max(positive or v, key=self.ordered)])  # type: ignore[type-var]
        front = self.times(self._root_of_number(c), self._to(unit, HALF))
        rest = scale(v, 1 / c)
        squares = {one: e - e % 2 for one, e in self.common(rest).items() if e >= 2}
        if squares and self.nonnegative(self.divided(rest, squares)):
            rest = self.divided(rest, squares)
            roots = (self.absolute(atom(one, int(e) // 2)) for one, e in squares.items())
            front = self.times(front, *roots)
        if {*rest} == {EMPTY} and rest[EMPTY] == 1:
            return front
        if self._is_of_steps(rest) and self._by_cases(rest, lambda x: x * x - x) == ZERO:
            return self.times(front, rest)  # 0 and 1 are their own roots
        from theorems.language.squares import as_squares

        inside = as_squares(self, rest) or self.tree(rest)
        return self.times(front, atom(Apply("sqrt", (inside,))))

    def _to(self, unit: Monomial, exponent: Fraction) -> Poly:
        return self.settled({one: e * exponent for one, e in unit})

    def _root_of_number(self, c: Fraction) -> Poly:
        """The root of a positive number: a rational number times roots of primes."""
        n, outside = c.numerator * c.denominator, Fraction(1, c.denominator)  # sqrt(pq) / q
        factors: dict[Expression, Exponent] = {}
        p = 2
        while p * p <= n and p < 10_000:
            while n % (p * p) == 0:
                n, outside = n // (p * p), outside * p
            if n % p == 0:
                n, factors[Number(p)] = n // p, HALF
            p += 1
        if isqrt(n) ** 2 == n:
            n, outside = 1, outside * isqrt(n)
        if n > 1:
            factors[Number(n)] = HALF
        return {frozenset(factors.items()): outside}

    def cube_root(self, u: Poly) -> Poly:
        """cbrt(u), for which cbrt(a b) = cbrt(a) cbrt(b) for all real numbers."""
        if not u:
            return ZERO
        c, unit, v = self.split(u)
        factors = [self.settled({one: e * Fraction(1, 3) for one, e in unit})]
        if abs(c) != 1:
            factors.append(atom(Apply("cbrt", (self.tree(constant(abs(c))),))))
        if len(v) == 1:
            factors += [self.settled({Apply("cbrt", (o,)): e}) for o, e in next(iter(v))]
        else:
            factors.append(atom(Apply("cbrt", (self.tree(v),))))
        return scale(self.times(*factors), 1 if c > 0 else -1)

    def nonnegative(self, u: Poly) -> bool:
        """Whether u is certainly >= 0: a sum of products of such atoms, or of squares."""
        from theorems.language.squares import as_squares

        plain = all(
            c > 0 and all(e % 2 == 0 or self._is_nonnegative(one) for one, e in monomial)
            for monomial, c in u.items()
        )
        return plain or as_squares(self, u) is not None

    def _is_nonnegative(self, one: Expression) -> bool:
        match one:
            case Apply(operation) if operation in NONNEGATIVE or of_step(one):
                return True
            case Reduce("sum" | "max", body=body):
                return self.nonnegative(self.poly(body))
        return self.unit(one)

    # -- products of atoms

    def settled(self, factors: Mapping[Expression, Exponent]) -> Poly:
        """A product of powers of atoms, made shorter by what is known of the atoms."""
        self._steps += 1
        if self._steps > STEPS:
            raise Unreadable("has a normal form that takes too many steps")
        for one, e in factors.items():
            shorter = self._shorter_power(one, e)
            if shorter is not None:
                rest = {o: f for o, f in factors.items() if o != one}
                return self.times(self.settled(rest), shorter)
        for one in factors:
            if of_step(one):
                shorter = self._shorter_step(one, factors)
                if shorter is not None:
                    return shorter
        return {frozenset(factors.items()): Fraction(1)}

    def _shorter_power(self, one: Expression, e: Exponent) -> Poly | None:
        match one:
            case Number(value) if not 0 < e < 1:  # 2^(3/2) = 2 sqrt 2
                whole = e // 1
                front = constant(Fraction(value) ** int(whole))
                return self.times(front, atom(one, e - whole)) if e != whole else front
            case Apply("abs", (u,)) if e >= 2:  # |u|^2 = u^2
                return self.times(self.power(self.poly(u), int(e - e % 2)), _left(one, e % 2))
            case Apply("sqrt", (u,)) if e >= 2 and self.nonnegative(self.poly(u)):
                return self.times(self.power(self.poly(u), int(e // 2)), _left(one, e % 2))
            case Apply("cbrt", (u,)) if e >= 3:  # for all real u
                return self.times(self.power(self.poly(u), int(e // 3)), _left(one, e % 3))
        return atom(one) if of_step(one) and e != 1 else None  # 0 and 1 are their own powers

    def _shorter_step(
        self, one: Expression, factors: Mapping[Expression, Exponent]
    ) -> Poly | None:
        """A product with a step [u > 0] or [u >= 0], made shorter if it can be."""
        strict, u_tree = _of_step(one)
        if not strict and _step_tree(True, u_tree) in factors:  # u > 0 is both
            return self.settled({o: e for o, e in factors.items() if o != one})
        u = self.poly(u_tree)
        bars = Apply("abs", (u_tree,))
        positive_part = scale(add(self.absolute(u), u), HALF)  # u [u > 0] = (|u| + u) / 2
        if bars in factors:
            rest = {o: e for o, e in factors.items() if o not in (one, bars)}
            return self.times(self.settled(rest), _left(bars, factors[bars] - 1), positive_part)
        largest = max(u, key=self.ordered)  # type: ignore[arg-type]
        divisor = {o: e for o, e in largest if not self.unit(o)}
        if not divisor or any(factors.get(o, 0) < e for o, e in divisor.items()):
            return None
        less = [*((o, -e) for o, e in largest), (one, -1)]
        rest = merged(factors.items(), less)
        others = scale({monomial: c for monomial, c in u.items() if monomial != largest}, -1)
        instead = add(positive_part, self.times(others, atom(one)))
        return self.times(self.settled(rest), instead)


def _left(one: Expression, e: Exponent) -> Poly:
    return atom(one, e) if e else ONE


def of_step(one: Expression) -> bool:
    """Whether an atom is [u > 0] or [u >= 0]."""
    return isinstance(one, Apply) and one.operation == "where"


def _of_step(one: Expression) -> tuple[bool, Expression]:
    condition: Any = one.parts[0]
    return condition.operation == ">", condition.parts[0]


def _step_tree(strict: bool, u: Expression) -> Expression:
    condition = Apply(">" if strict else ">=", (u, NOUGHT))
    return Apply("where", (condition, Number(1), NOUGHT))


def str_key(one: Expression) -> Any:
    """The place of an atom in the order."""
    from theorems.language.polynomials import key

    return key(one)


def _half_difference(ring: Ring, a: Poly, b: Poly) -> Poly:
    return scale(ring.absolute(add(a, scale(b, -1))), HALF)


def _exp(ring: Ring, u: Poly) -> Poly:
    return ONE if not u else atom(Apply("exp", (ring.tree(u),)))


def _function(name: str) -> Callable[[Ring, Poly], Poly]:
    return lambda ring, u: ring._function(name, [u])


def _square(ring: Ring, u: Poly) -> Poly:
    return ring.power(u, 2)


# Each operation by its definition, an identity of real numbers.
ARITHMETIC: dict[str, Callable[..., Poly]] = {
    "+": lambda ring, a, b: add(a, b),
    "-": lambda ring, a, b: add(a, scale(b, -1)),
    "*": lambda ring, a, b: ring.times(a, b),
    "/": lambda ring, a, b: ring.times(a, ring.inverse(b)),
    "negative": lambda ring, a: scale(a, -1),
    "abs": lambda ring, a: ring.absolute(a),
    "sqrt": lambda ring, a: ring.root(a),
    "cbrt": lambda ring, a: ring.cube_root(a),
    "sign": lambda ring, a: add(ring.step(True, a), ring.step(False, a), constant(-1)),
    "positive_part": lambda ring, a: scale(add(ring.absolute(a), a), HALF),
    "negative_part": lambda ring, a: scale(add(a, scale(ring.absolute(a), -1)), HALF),
    "maximum": lambda ring, a, b: add(scale(add(a, b), HALF), _half_difference(ring, a, b)),
    "minimum": lambda ring, a, b: add(
        scale(add(a, b), HALF), scale(_half_difference(ring, a, b), -1)
    ),
    "exp": _exp,
    "expm1": lambda ring, a: add(_exp(ring, a), constant(-1)),
    "log1p": lambda ring, a: _function("log")(ring, add(ONE, a)),
    "bell": lambda ring, z, k: _exp(
        ring, scale(ring.times(_square(ring, z), ring.inverse(k)), -1)
    ),
    "erfc": lambda ring, a: add(ONE, scale(_function("erf")(ring, a), -1)),
    "normal": lambda ring, a: scale(
        add(ONE, _function("erf")(ring, ring.times(a, ring.inverse(ring.root(constant(2)))))), HALF
    ),
    "logistic": lambda ring, a: scale(
        add(ONE, _function("tanh")(ring, scale(a, HALF))), HALF
    ),
    "sech2": lambda ring, a: add(ONE, scale(_square(ring, _function("tanh")(ring, a)), -1)),
}
