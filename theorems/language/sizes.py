"""Sizes of arrays are formulas, equal where their normal forms are; they broadcast as in numpy."""

from collections.abc import Sequence

from theorems.language.expressions import Expression, Number
from theorems.language.normal_form import normal_form
from theorems.language.refusals import refuse
from theorems.language.text import text

Sizes = tuple[Expression, ...]
ONE = Number(1)


def broadcast(all_sizes: Sequence[Sizes]) -> Sizes:
    """The sizes of the result of an operation, by numpy's rule."""
    ndim = max(map(len, all_sizes), default=0)
    filled = [(ONE,) * (ndim - len(sizes)) + sizes for sizes in all_sizes]
    return tuple(_common(axis) for axis in zip(*filled, strict=True))


def _common(axis: Sequence[Expression]) -> Expression:
    sizes = [size for size in axis if size != ONE] or [ONE]
    for other in sizes[1:]:
        require_equal(sizes[0], other)
    return sizes[0]


def require_equal(one: Expression, other: Expression) -> None:
    """Raise Unreadable where two sizes are not the same formula."""
    if one != other and normal_form(one) != normal_form(other):
        refuse(f"combines arrays of the sizes {text(one)} and {text(other)}, which may differ")
