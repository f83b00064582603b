"""A definition in plain numpy, read once as a tree.

The definition is called with arrays of formulas; what it answers is the statement.
"""

import builtins
from collections.abc import Callable, Collection, Mapping
from typing import Any

from theorems.language.arrays import Array, array
from theorems.language.calling import names
from theorems.language.expressions import Apply, Expression, Name, Number, Unreadable, require_size
from theorems.language.fields import typed
from theorems.language.givens import Ball, Given, Law
from theorems.language.indices import Call
from theorems.language.reading import line, place
from theorems.language.refusals import session
from theorems.language.text import parsed

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
                case Name(whole) if isinstance(given, Law) and given.second in ("equal", "opposite"):
                    found.add(whole)
    return frozenset(found)


def quantity(
    definition: Callable[..., Any],
    givens: Givens,
    parameters: Collection[str] = (),
    using: Mapping[str, Any] | None = None,
    even: Collection[str] = (),
) -> Array:
    """The array of formulas that a definition in numpy gives.

    givens     : the arrays among its arguments, by name, with their shapes
    parameters : the names of the numbers among its arguments
    using      : what its other arguments are: an Activation, or AnyActivation()
    even       : parameters that are even, so that m // 2 is half of m
    Raises Unreadable for what cannot be read: the line, and what to write instead.
    """
    known: dict[str, Any] = {name: Array((), Name(name)) for name in parameters}
    for name in givens:
        known[name] = Array.named(name, tuple(map(parsed, shape(givens, name))))
    known |= using or {}
    arguments = {}
    for name in names(definition):
        if name not in known:
            raise Unreadable(
                f"has the argument {typed(name)}, which is no array and no parameter; it has"
                f" {', '.join(sorted(known)) or 'none'}"
            )
        arguments[name] = known[name]
    with session(definition, {*even, *even_sizes(givens)}, length) as reading:
        try:
            answer = definition(**arguments)
            found = array(answer)
        except Unreadable as error:
            raise Unreadable(reading.refused or f"{place(error, definition)} {error}") from None
        except Exception as error:
            said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            where = place(error, definition)
            raise Unreadable(reading.refused or f"{where} cannot be read ({said})") from None
    if reading.refused:
        raise Unreadable(reading.refused)
    require_size(found.number)
    return Array(found.sizes, found.number)


def quantity_tree(
    definition: Callable[..., Any],
    givens: Givens,
    parameters: Collection[str] = (),
    using: Mapping[str, Any] | None = None,
    even: Collection[str] = (),
) -> Expression:
    """The tree of a definition whose value is a number; the arguments are those of `quantity`."""
    found = quantity(definition, givens, parameters, using, even)
    if found.sizes:
        where = line((), definition)
        raise Unreadable(f"{where} gives an array of {found.ndim} axes; a quantity is a number")
    return found.body


def length(x: Any) -> Any:
    """len(x): of an array of formulas, its first size."""
    return x.shape[0] if isinstance(x, Array) and x.sizes else _LENGTH(x)


_LENGTH = builtins.len
