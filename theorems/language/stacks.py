"""Arrays of different shapes behind one another in one vector, as np.append and ravel put them.

What is computed with two such vectors is computed with their parts, which have the same shapes.
"""

from typing import Any

import numpy as np

from theorems.language.arrays import Array, array
from theorems.language.expressions import Entrywise
from theorems.language.indices import Index
from theorems.language.refusals import refuse
from theorems.language.sizes import require_equal
from theorems.language.slices import joined, reduced


class Stack(Entrywise):
    """A vector of the entries of several arrays, one after the other."""

    __slots__ = ("parts",)

    def __init__(self, *parts: Array) -> None:
        self.parts = parts

    def entrywise(self, operation: str, *arguments: Any) -> "Stack":
        stacks = [one.parts for one in arguments if isinstance(one, Stack)]
        for other in stacks[1:]:
            _require_same_shapes(stacks[0], other)
        found = []
        for place in range(len(stacks[0])):
            here = [one.parts[place] if isinstance(one, Stack) else one for one in arguments]
            if any(isinstance(one, Array) and one.sizes for one in arguments):
                refuse("computes with a vector and with arrays put together; put both together")
            found.append(array(here[0]).entrywise(operation, *here))
        return Stack(*found)

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        from theorems.language.numpy_functions import of_function

        return of_function(function, args, options)

    def sum(self) -> Array:
        """The sum of all entries."""
        whole: Any = array(0)
        for part in self.parts:
            whole = whole + _sum(part)
        return array(whole)

    def __getitem__(self, key: Any) -> Array:
        if type(key) is int and all(not p.sizes for p in self.parts[: key + 1]):
            return self.parts[key]
        refuse("takes entries of arrays that are put together; compute them on their own")


def _sum(part: Array) -> Array:
    body = part.number
    for axis, size in zip(range(-1, -part.ndim - 1, -1), reversed(part.sizes), strict=True):
        body = reduced("sum", Index(axis), size, body)
    return Array((), body)


def _require_same_shapes(one: tuple[Array, ...], other: tuple[Array, ...]) -> None:
    if [p.ndim for p in one] != [p.ndim for p in other]:
        refuse("combines arrays that are put together of other shapes")
    for p, q in zip(one, other, strict=True):
        for a, b in zip(p.sizes, q.sizes, strict=True):
            require_equal(a, b)


def parts(one: Any) -> tuple[Array, ...]:
    """The arrays that are put together in a vector; of an array, itself."""
    if isinstance(one, Stack):
        return one.parts
    if isinstance(one, np.ndarray) and one.dtype == object:
        return tuple(part for entry in one.flat for part in parts(entry))
    return (array(one),)


def append(one: Any, other: Any) -> Any:
    """np.append: the entries of both, in one vector."""
    return Stack(*parts(one), *parts(other))


def concatenate(arrays: Any, axis: int = 0) -> Any:
    """np.concatenate: of arrays along an axis; of vectors put together, behind one another."""
    given = list(arrays)
    if any(isinstance(one, Stack) for one in given):
        return Stack(*(part for one in given for part in parts(one)))
    first, *others = map(array, given)
    for other in others:
        first = joined(first, other, axis)
    return first


def hstack(arrays: Any) -> Any:
    """np.hstack of numbers and vectors: behind one another."""
    if any(array(one).ndim > 1 for one in arrays if not isinstance(one, Stack)):
        refuse("calls numpy.hstack of matrices; write np.concatenate")
    return Stack(*(part for one in arrays for part in parts(one)))


def stack(arrays: Any) -> Any:
    """np.stack of numbers: a vector of them."""
    if any(isinstance(one, Stack) or array(one).sizes for one in arrays):
        refuse("calls numpy.stack of arrays; write np.concatenate")
    return hstack(arrays)


def ravel(one: Any) -> Any:
    """The entries of an array in one vector."""
    if isinstance(one, Stack):
        return one
    return one if array(one).ndim == 1 else Stack(array(one))
