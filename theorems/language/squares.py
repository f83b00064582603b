"""Whether a polynomial is a sum of squares: ||w - w0||^2, expanded, is not negative.

sum_k (W_ik - W0_ik)^2 expands to three sums. Polynomials whose terms are sums of products of two
atoms are quadratic forms; one whose matrix is positive semidefinite is a sum of squares.
"""

from collections.abc import Mapping
from fractions import Fraction

from theorems.language.expressions import Expression, Number, written
from theorems.language.indices import Index, Reduce, over
from theorems.language.polynomials import Monomial, Poly, key
from theorems.language.rings import Ring

Nest = tuple[tuple[int, Expression], ...]
Squares = list[tuple[Fraction, Poly]]


def squares_of(ring: Ring, u: Poly) -> tuple[Nest, Squares] | None:
    """The sums around c_1 v_1^2 + c_2 v_2^2 + ..., c_i > 0, and (c_i, v_i), if u is that.

    None where its terms are no such sums, or where it may be negative.
    """
    form: dict[frozenset[Expression], Fraction] = {}
    nests = set()
    for monomial, c in u.items():
        nest, core = _peeled(ring, monomial)
        if sorted(e for _, e in core) not in ([2], [1, 1]):
            return None
        nests.add(nest)
        form[frozenset(one for one, _ in core)] = c
    squares = _completed(form) if len(nests) == 1 else None
    return None if squares is None else (nests.pop(), squares)


def as_tree(ring: Ring, nest: Nest, squares: Squares) -> Expression:
    """The sum of squares, as a formula."""
    whole: Expression = Number(0)
    for c, linear in squares:
        square = written("**", ring.tree(linear), 2)
        term = square if c == 1 else written("*", c, square)
        whole = term.tree if whole == Number(0) else written("+", whole, term).tree
    for level, size in reversed(nest):
        whole = over("sum", Index(level), size, whole)
    return whole


def _peeled(ring: Ring, monomial: Monomial) -> tuple[tuple[tuple[int, Expression], ...], Monomial]:
    """The sums around a product, and the product."""
    nest: list[tuple[int, Expression]] = []
    while len(monomial) == 1:
        ((one, e),) = monomial
        if not (isinstance(one, Reduce) and one.kind == "sum" and e == 1):
            break
        ((monomial, _),) = ring.poly(one.body).items()
        nest.append((one.level, one.size))
    return tuple(nest), monomial


def _completed(form: Mapping[frozenset[Expression], Fraction]) -> Squares | None:
    """The squares whose sum a quadratic form is, each completed in its turn."""
    left, found = dict(form), Squares()
    for a in sorted({one for pair in form for one in pair}, key=key):
        pivot = left.get(frozenset({a}), Fraction(0))
        row = {next(iter(p - {a}), a): c for p, c in left.items() if a in p}
        if not row:
            continue
        if pivot <= 0:
            return None
        linear = {b: Fraction(1) if b == a else c / (2 * pivot) for b, c in row.items()}
        found.append((pivot, {frozenset({(b, 1)}): c for b, c in linear.items()}))
        for b, c in linear.items():
            for e, f in linear.items():
                pair = frozenset({b, e})
                left[pair] = left.get(pair, Fraction(0)) - pivot * c * f
        left = {p: c for p, c in left.items() if c}
    return found if not left else None
