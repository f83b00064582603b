"""The normal form of a quantity: two definitions that have the same one are the same quantity.

A quantity is expanded into a polynomial whose atoms are entries, sums and maxima over an index,
elementary functions, absolute values, and the steps [u > 0] and [u >= 0]. A sum over an index is
linear: what does not depend on the index leaves it, so that sum_k W_ik x_k, a pre-activation,
becomes an atom z_i.

Every rule is an identity of real numbers, ties included, with its reason beside it. A quotient
1 / u is an atom where u may be 0 (u / u stays), as is the root of what may be negative. Sizes are
positive. So equal normal forms mean equal wherever numpy gives numbers; the converse is not
claimed.
"""

from collections.abc import Callable, Collection
from fractions import Fraction

from theorems.language.expressions import TRUTHS, Apply, Expression, Number, Unreadable
from theorems.language.indices import Call, Entry, Index, Reduce
from theorems.language.piecewise import Piecewise
from theorems.language.polynomials import EMPTY, Poly, add, atom, constant, scale
from theorems.language.rings import HALF, ONE
from theorems.language.sums import extreme, total

LARGEST_POWER = 12
ODD, EVEN = ("sin", "tanh", "erf"), ("cos",)  # f(-u) = -f(u), f(-u) = f(u)


def normal_form(
    formula: Expression, positive: Collection[str] = (), signs: Collection[str] = ()
) -> Expression:
    """The normal form of a tree, a tree.

    positive : names of numbers > 0, as sizes are; sizes in the tree are known to be
    signs    : names of arrays of entries -1 and 1
    Raises Unreadable where it would have too many terms.
    """
    sizes = {n for node in formula.nodes() if isinstance(node, Reduce) for n in node.size.names}
    ring = NormalForms(frozenset({*positive, *sizes}), frozenset(signs))
    try:
        return ring.tree(ring.poly(formula))
    except RecursionError:
        raise Unreadable("has a normal form that takes too many steps") from None


class NormalForms(Piecewise):
    """From formulas to polynomials."""

    def __init__(self, positive: frozenset[str], signs: frozenset[str]) -> None:
        super().__init__(positive, signs)
        self._known: dict[Expression, Poly] = {}

    def poly(self, formula: Expression) -> Poly:
        if formula not in self._known:
            self._known[formula] = self._poly(formula)
        return self._known[formula]

    def _poly(self, formula: Expression) -> Poly:
        match formula:
            case Number(value):
                return constant(value)
            case Entry(name, indices):
                return atom(Entry(name, tuple(self.tree(self.poly(i)) for i in indices)))
            case Call(name, which, argument):
                return atom(Call(name, which, self.tree(self.poly(argument))))
            case Reduce(kind, level, size, body):
                index = self.fresh()
                inside = self.poly(body.put({Index(level): index}))
                if kind == "sum":
                    return total(self, index, size, inside)
                if kind == "min":  # min f = -max(-f)
                    return scale(extreme(self, index, size, scale(inside, -1)), -1)
                return extreme(self, index, size, inside)
            case Apply(operation, arguments) if operation in TRUTHS:
                return self.truth(operation, [self.poly(a) for a in arguments])
            case Apply(operation, arguments):
                of = DEFINITIONS.get(operation)
                polys = [self.poly(a) for a in arguments]
                return of(self, *polys) if of else self.function(operation, *polys)
        return atom(formula)

    def truth(self, operation: str, arguments: list[Poly]) -> Poly:
        """1 where a condition holds, 0 elsewhere."""
        a, b = arguments[0], arguments[-1]
        u = add(a, scale(b, -1))
        match operation:
            case "not":
                return add(ONE, scale(a, -1))
            case "and":
                return self.times(a, b)
            case "or":  # p + q - p q
                return add(a, b, scale(self.times(a, b), -1))
            case ">" | ">=":
                return self.step(operation == ">", u)
            case "<" | "<=":
                return self.step(operation == "<", scale(u, -1))
        equal = add(self.step(False, u), scale(self.step(True, u), -1))  # u >= 0, and not u > 0
        return equal if operation == "==" else add(ONE, scale(equal, -1))

    def function(self, operation: str, u: Poly, *more: Poly) -> Poly:
        """An elementary function, an atom."""
        odd = operation in ODD
        if odd and not u:
            return u
        if (odd or operation in EVEN) and u and self.split(u)[0] < 0:
            return scale(self.function(operation, scale(u, -1)), -1 if odd else 1)
        return atom(Apply(operation, tuple(map(self.tree, (u, *more)))))

    def any_power(self, base: Poly, exponent: Poly) -> Poly:
        """base ** exponent."""
        if {*exponent} <= {EMPTY}:
            e = exponent.get(EMPTY, Fraction(0))
            if e.denominator == 1 and abs(e) <= LARGEST_POWER:
                return self.power(base if e >= 0 else self.inverse(base), abs(int(e)))
            match [*base.items()]:
                case [(monomial, 1)] if all(self.unit(one) for one, _ in monomial):
                    return self.to_power(monomial, e)
            if e == HALF:
                return self.root(base)
        return atom(Apply("**", (self.tree(base), self.tree(exponent))))

    def exp(self, u: Poly) -> Poly:
        """exp(u), and exp(0) = 1."""
        return self.function("exp", u) if u else ONE

    def half(self, *polys: Poly) -> Poly:
        """Half of a sum."""
        return scale(add(*polys), HALF)

    def distance(self, a: Poly, b: Poly) -> Poly:
        """|a - b|."""
        return self.absolute(add(a, scale(b, -1)))


def _minus(u: Poly) -> Poly:
    return scale(u, -1)


# Each operation by its definition in others, an identity of real numbers.
DEFINITIONS: dict[str, Callable[..., Poly]] = {
    "+": lambda ring, a, b: add(a, b),
    "-": lambda ring, a, b: add(a, _minus(b)),
    "*": lambda ring, a, b: ring.times(a, b),
    "/": lambda ring, a, b: ring.times(a, ring.inverse(b)),
    "**": lambda ring, a, b: ring.any_power(a, b),
    "negative": lambda ring, a: _minus(a),
    "abs": lambda ring, a: ring.absolute(a),
    "sqrt": lambda ring, a: ring.root(a),
    "cbrt": lambda ring, a: ring.cube_root(a),
    "sign": lambda ring, a: add(ring.step(True, a), ring.step(False, a), constant(-1)),
    "positive_part": lambda ring, a: ring.half(ring.absolute(a), a),
    "negative_part": lambda ring, a: ring.half(a, _minus(ring.absolute(a))),
    "maximum": lambda ring, a, b: ring.half(a, b, ring.distance(a, b)),
    "minimum": lambda ring, a, b: ring.half(a, b, _minus(ring.distance(a, b))),
    # b + (a - b) [condition]
    "where": lambda ring, p, a, b: add(b, ring.times(p, add(a, _minus(b)))),
    "exp": lambda ring, a: ring.exp(a),
    "expm1": lambda ring, a: add(ring.exp(a), constant(-1)),
    "log1p": lambda ring, a: ring.function("log", add(ONE, a)),
    # exp(-z^2 / k)
    "bell": lambda ring, z, k: ring.exp(_minus(ring.times(z, z, ring.inverse(k)))),
    "erfc": lambda ring, a: add(ONE, _minus(ring.function("erf", a))),
    # (1 + erf(z / sqrt 2)) / 2, (1 + tanh(z / 2)) / 2, 1 - tanh(z)^2
    "normal": lambda ring, a: ring.half(
        ONE, ring.function("erf", ring.times(a, ring.root(constant(HALF))))
    ),
    "logistic": lambda ring, a: ring.half(ONE, ring.function("tanh", scale(a, HALF))),
    "sech2": lambda ring, a: add(ONE, _minus(ring.power(ring.function("tanh", a), 2))),
}
