"""A quantity recognised up to a parameter: #{i : |w_i . x| <= t ||x||}, and what t is.

What is known of a quantity is known for every value of its parameters. So a definition is found by
its normal form if some formulas in its parameters, put in the place of those of the reference, make
the two the same. Formulas are proposed by comparing the two; only their equality decides.
"""

from collections.abc import Collection, Iterator, Mapping

from theorems.language.expressions import Expression, Name, Number, written
from theorems.language.indices import Call, Entry, Index, Reduce
from theorems.language.normal_form import NormalForms, normal_form
from theorems.language.piecewise import is_step
from theorems.language.polynomials import Monomial, Poly

Groups = Mapping[Monomial, Expression]


def renamed(formula: Expression, arrays: Mapping[str, str]) -> Expression:
    """The tree with other names of arrays."""
    instead: dict[Expression, Expression] = {
        node: Entry(arrays.get(node.name, node.name), node.indices)
        for node in formula.nodes()
        if isinstance(node, Entry)
    }
    return formula.put(instead)


def solved(
    reference: Expression,
    found: Expression,
    unknown: str,
    positive: Collection[str] = (),
    signs: Collection[str] = (),
) -> Expression | None:
    """The formula for which the reference is the tree that was found; None where none is seen.

    unknown  : a parameter of the reference
    positive : names of numbers > 0 in both
    signs    : names of arrays of entries -1 and 1
    """
    target, form = (normal_form(one, positive, signs) for one in (found, reference))
    if unknown not in form.names:
        return None
    sizes = {n for one in (target, form) for n in _sizes(one)}
    ring = NormalForms(frozenset({*positive, *sizes}), frozenset(signs))
    theirs = [_grouped(ring, ring.poly(one)) for one in _compared(target)]
    for one in _compared(form):
        ours = _grouped(ring, ring.poly(one))
        for formula in _proposed(ours, theirs, unknown):
            instead = normal_form(formula, ring.positive, signs)
            if normal_form(reference.put({Name(unknown): instead}), positive, signs) == target:
                return instead
    return None


def _sizes(form: Expression) -> Iterator[str]:
    for node in form.nodes():
        if isinstance(node, Reduce):
            yield from node.size.names


def _compared(form: Expression) -> list[Expression]:
    """The tree, and what is compared with 0 in it."""
    return [form, *dict.fromkeys(n.parts[0].parts[0] for n in form.nodes() if is_step(n))]


def _grouped(ring: NormalForms, u: Poly) -> Groups:
    """The coefficients, formulas in parameters, of the products of what depends on arrays."""
    groups: dict[Monomial, dict[Monomial, object]] = {}
    for monomial, c in u.items():
        held = frozenset((one, e) for one, e in monomial if _is_of_arrays(one))
        groups.setdefault(held, {})[monomial - held] = c
    return {held: ring.tree(rest) for held, rest in groups.items()}  # type: ignore[arg-type]


def _is_of_arrays(one: Expression) -> bool:
    return any(isinstance(node, Entry | Reduce | Index | Call) for node in one.nodes())


def _proposed(ours: Groups, theirs: list[Groups], unknown: str) -> Iterator[Expression]:
    """Where ours has c t f + c' g and theirs C f + C' g, t = (C / c) (c' / C')."""
    for held, coefficient in ours.items():
        if unknown not in coefficient.names:
            continue
        one = coefficient.put({Name(unknown): Number(1)})
        for other in theirs:
            if held in other:
                ratio = written("/", other[held], one)
                for second in ours:
                    if second != held and second in other:
                        yield (ratio * ours[second] / other[second]).tree
                yield ratio.tree
