"""Sums and maxima over an index in the normal form: linear, with their indices in one order.

sum_i sum_k c_i s(z_i) W_ik x_k is the sum over i of c_i s(z_i) z_i, z_i = sum_k W_ik x_k, whichever
of the two is written inside: all sums that are factors are opened, and closed again in one order.
"""

import itertools
from fractions import Fraction
from functools import lru_cache

from theorems.language.expressions import Expression
from theorems.language.indices import Entry, Index, Reduce, over
from theorems.language.polynomials import (
    Exponent,
    Monomial,
    Poly,
    add,
    atom,
    constant,
    merged,
    scale,
)
from theorems.language.rings import Ring
from theorems.language.text import text

TIED = 3  # indices of which all orders are tried

Sizes = dict[Index, Expression]


def depends(one: Expression, index: Index) -> bool:
    """Whether an index occurs in a tree."""
    return index in _indices(one)


@lru_cache(maxsize=10_000)
def _indices(one: Expression) -> frozenset[Expression]:
    return frozenset(node for node in one.nodes() if isinstance(node, Index))


def total(ring: Ring, index: Index, size: Expression, body: Poly) -> Poly:
    """The sum of a polynomial over an index, term by term."""
    return add(*(scale(_sum_of_term(ring, index, size, term), c) for term, c in body.items()))


def _sum_of_term(ring: Ring, index: Index, size: Expression, term: Monomial) -> Poly:
    sizes: Sizes = {index: size}
    opened = _opened(ring, dict(term), sizes)
    found: list[Poly] = []
    for indices in _orders(sizes, opened):
        p: Poly = {frozenset(opened.items()): Fraction(1)}
        for one in indices:
            p = add(*(scale(_closed(ring, one, sizes[one], t), c) for t, c in p.items()))
        found.append(p)
    return min(found, key=lambda p: text(ring.tree(p)))


def _opened(
    ring: Ring, factors: dict[Expression, Exponent], sizes: Sizes
) -> dict[Expression, Exponent]:
    """The factors with all sums among them that depend on an index opened; their indices noted."""
    for one, e in factors.items():
        inner = isinstance(one, Reduce) and one.kind == "sum"
        if inner and isinstance(e, int) and any(depends(one, index) for index in sizes):
            assert isinstance(one, Reduce)
            rest = merged(factors.items(), [(one, -e)])
            for _ in range(e):  # (sum_k f_k)^2 = sum_k sum_l f_k f_l
                index = ring.fresh()
                sizes[index] = one.size
                ((body, c),) = ring.poly(one.body.put({Index(one.level): index})).items()
                assert c == 1  # what is in front of a product has left its sum
                rest = merged(rest.items(), body)
            return _opened(ring, rest, sizes)
    return factors


def _orders(sizes: Sizes, factors: dict[Expression, Exponent]) -> list[list[Index]]:
    """The orders in which sums are closed: what is an index of columns first, then of rows."""
    entries = {n for one in factors for n in one.nodes() if isinstance(n, Entry)}

    def rank(index: Index) -> tuple[int, int, str]:
        places = [i for n in entries for i, at in enumerate(n.indices) if depends(at, index)]
        return -max(places, default=0), sum(depends(f, index) for f in factors), text(sizes[index])

    groups = [list(g) for _, g in itertools.groupby(sorted(sizes, key=rank), key=rank)]
    tried = [
        [list(p) for p in itertools.permutations(g)] if len(g) <= TIED else [g] for g in groups
    ]
    return [list(itertools.chain(*choice)) for choice in itertools.product(*tried)][:36]


def _closed(ring: Ring, index: Index, size: Expression, term: Monomial) -> Poly:
    """The sum of a product: what does not depend on the index is a factor."""
    inside = {one: e for one, e in term if depends(one, index)}
    outside: Poly = {frozenset((one, e) for one, e in term if one not in inside): Fraction(1)}
    if not inside:
        return ring.times(outside, ring.poly(size))
    body = ring.tree({frozenset(inside.items()): Fraction(1)})
    return ring.times(outside, atom(over("sum", index, ring.tree(ring.poly(size)), body)))


def extreme(ring: Ring, index: Index, size: Expression, body: Poly) -> Poly:
    """The maximum over an index; terms without it, and positive factors, leave it."""
    here = {t: c for t, c in body.items() if any(depends(one, index) for one, _ in t)}
    outside = {t: c for t, c in body.items() if t not in here}
    if not here:  # of equal numbers
        return outside
    c, unit, rest = ring.split(here)
    front = ring.times(constant(abs(c)), ring.settled(dict(unit)))
    common = {
        one: e
        for one, e in ring.common(rest).items()
        if not depends(one, index) and ring.nonnegative(atom(one, e))
    }  # max(g f) = g max f for g >= 0
    rest = scale(ring.divided(rest, common), 1 if c > 0 else -1)
    whole = over("max", index, ring.tree(ring.poly(size)), ring.tree(rest))
    factor: Poly = {frozenset(common.items()): Fraction(1)}
    return add(outside, ring.times(front, factor, atom(whole)))
