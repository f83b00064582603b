"""A definition in plain numpy, read once as a tree.

The definition is called with arrays of formulas; what it answers is the statement.
"""

import builtins
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from theorems.language.arrays import Array, array
from theorems.language.calling import called, names
from theorems.language.expressions import (
    Apply,
    Expression,
    Name,
    Number,
    Unreadable,
    require_size,
    written,
)
from theorems.language.fields import typed
from theorems.language.givens import Ball, Given, Law
from theorems.language.indices import Call
from theorems.language.normal_form import normal_form
from theorems.language.reading import line, place
from theorems.language.refusals import session
from theorems.language.slices import joined
from theorems.language.stacks import parts
from theorems.language.text import parsed

OF_INDICES = re.compile(r"(i|axis)\d+")
PAIRS = ("equal", "opposite")
Givens = Mapping[str, Given | Law | Ball]


class AnyActivation:
    """A function of which nothing is known but its name, and its derivatives."""

    def __init__(self, name: str = "sigma") -> None:
        self.name = name

    def value(self, z: Any, fn: Any = None) -> Array:
        """sigma(z)."""
        return self._called("value", z)

    def slope(self, z: Any, fn: Any = None) -> Array:
        """sigma'(z)."""
        return self._called("slope", z)

    def curvature(self, z: Any, fn: Any = None) -> Array:
        """sigma''(z)."""
        return self._called("curvature", z)

    def _called(self, which: str, z: Any) -> Array:
        one = array(z)
        return Array(one.sizes, Call(self.name, which, one.number))


def shape(givens: Givens, name: str) -> tuple[str, ...]:
    """The sizes of an array; those of a ball are its centre's."""
    given = givens[name]
    return shape(givens, given.centre) if isinstance(given, Ball) else given.shape


def even_sizes(givens: Givens) -> frozenset[str]:
    """The sizes that are even since half of them is a size, or since rows come in pairs."""
    found = set()
    for name, given in givens.items():
        for size in map(parsed, shape(givens, name)):
            match size:
                case Apply("/", (Name(whole), Number(2))):
                    found.add(whole)
                case Name(whole) if isinstance(given, Law) and given.second in (
                    "equal",
                    "opposite",
                ):
                    found.add(whole)
    return frozenset(found)


def quantities(
    definition: Callable[..., Any],
    givens: Givens,
    parameters: Collection[str] = (),
    using: Mapping[str, Any] | None = None,
    even: Collection[str] = (),
    paired: bool = False,
) -> tuple[Array, ...]:
    """The arrays of formulas that a definition in numpy gives; several where it puts them together.

    givens     : the arrays among its arguments, by name, with their shapes
    parameters : the names of the numbers among its arguments
    using      : what its other arguments are: an Activation, or AnyActivation(); the module
                 theorems.language.functions in the place of an arithmetic
    even       : parameters that are even, so that m // 2 is half of m
    paired     : whether arrays whose second half repeats the first are taken for two halves; so an
                 identity at the symmetric initialization can be seen
    Raises Unreadable for what cannot be read: the line, and what to write instead.
    """
    known: dict[str, Any] = {name: Array((), Name(name)) for name in parameters}
    for name in givens:
        known[name] = _array(givens, name, paired)
    known |= using or {}
    for name in (*names(definition), *known):
        if name not in known:
            raise Unreadable(
                f"has the argument {typed(name)}, which is no array and no parameter; it has"
                f" {', '.join(sorted(known)) or 'none'}"
            )
        if OF_INDICES.fullmatch(name):
            raise Unreadable(f"has the name {typed(name)}, which indices have; choose another")
    with session(definition, {*even, *even_sizes(givens)}, length) as reading:
        try:
            found = parts(called(definition, known))
        except Exception as error:
            raise Unreadable(reading.refused or _said(error, definition)) from None
    if reading.refused:
        raise Unreadable(reading.refused)
    for one in found:
        require_size(one.number)
    return tuple(Array(one.sizes, one.number) for one in found)


def _array(givens: Givens, name: str, paired: bool) -> Array:
    given, sizes = givens[name], tuple(map(parsed, shape(givens, name)))
    if not (paired and isinstance(given, Law) and given.second in PAIRS):
        return Array.named(name, sizes)
    half = Array.named(name, (written("/", sizes[0], 2).tree, *sizes[1:]))
    return joined(half, half if given.second == "equal" else array(-half), 0)


def _said(error: Exception, definition: Callable[..., Any]) -> str:
    where, kind = place(error, definition), type(error).__name__
    if isinstance(error, Unreadable):
        return f"{where} {error}"
    return f"{where} cannot be read ({f'{kind}: {error}' if str(error) else kind})"


def quantity_tree(
    definition: Callable[..., Any],
    givens: Givens,
    parameters: Collection[str] = (),
    using: Mapping[str, Any] | None = None,
    even: Collection[str] = (),
) -> Expression:
    """The tree of a definition whose value is a number; the arguments are those of `quantities`."""
    found = quantities(definition, givens, parameters, using, even)
    if [one.sizes for one in found] != [()]:
        raise Unreadable(f"{line((), definition)} gives an array; a quantity is a number")
    return found[0].body


def same(
    one: Callable[..., Any],
    other: Callable[..., Any],
    givens: Givens,
    parameters: Collection[str] = (),
    using: Mapping[str, Any] | None = None,
    even: Collection[str] = (),
    positive: Collection[str] = (),
    paired: bool = False,
) -> bool:
    """Whether two definitions have the same normal forms, and so are the same quantity.

    positive : the parameters that are > 0; sizes are
    False where they differ, or where that is not seen.
    """
    known, signs = {*positive, *sizes_of(givens)}, signs_of(givens)

    def forms(definition: Callable[..., Any]) -> list[tuple[Expression, ...]]:
        found = quantities(definition, givens, parameters, using, even, paired)
        return [tuple(normal_form(t, known, signs) for t in (*a.sizes, a.body)) for a in found]

    return forms(one) == forms(other)


def sizes_of(givens: Givens) -> frozenset[str]:
    """The names of all sizes."""
    return frozenset[str]().union(
        *(parsed(size).names for name in givens for size in shape(givens, name))
    )


def signs_of(givens: Givens) -> frozenset[str]:
    """The arrays whose entries are -1 and 1."""
    return frozenset(
        name for name, one in givens.items() if not isinstance(one, Ball) and one.entries == "sign"
    )


def length(x: Any) -> Any:
    """len(x): of an array of formulas, its first size."""
    return x.shape[0] if isinstance(x, Array) and x.sizes else _LENGTH(x)


_LENGTH = builtins.len
