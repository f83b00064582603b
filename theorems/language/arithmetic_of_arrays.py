"""Trees of quantities in numpy: an index is an array of its values, along an axis of its own.

The index of level n runs along the axis -n. A sum over it is a sum along that axis; entries,
arithmetic and functions need nothing else.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from theorems.language.arrays import Array
from theorems.language.expressions import Expression
from theorems.language.floats import Floats
from theorems.language.indices import deepest

REDUCTIONS: dict[str, Callable[..., Any]] = {"sum": np.sum, "max": np.max, "min": np.min}


class FloatsOfArrays(Floats):
    """The operations of floats, with entries of arrays and sums over an index."""

    @staticmethod
    def entry(array: Any, *indices: Any) -> Any:
        """The entries of an array at indices, which are cut to where it has entries.

        Of arrays that are put together, each has entries on its own side of where they meet; what
        it has on the other side is not chosen.
        """
        whole = [np.asarray(index, dtype=float).astype(int) for index in indices]
        inside = [np.clip(i, 0, n - 1) for i, n in zip(whole, np.shape(array), strict=True)]
        return array[tuple(inside)]

    @staticmethod
    def reduce(kind: str, level: int, size: Any, body: Callable[[Any], Any]) -> Any:
        """The sum, maximum or minimum of a body along the axis of its index."""
        index = along(level, size)
        values = np.asarray(body(index))
        shape = np.broadcast_shapes(values.shape, index.shape)
        return REDUCTIONS[kind](np.broadcast_to(values, shape), axis=-level, keepdims=True)


def along(level: int, size: Any) -> Any:
    """The values 0, ..., size - 1 of an index."""
    return np.arange(int(size)).reshape((-1,) + (1,) * (level - 1))


FLOATS_OF_ARRAYS = FloatsOfArrays()


def evaluated(
    found: Expression | Array, values: Mapping[str, Any], fn: Any = FLOATS_OF_ARRAYS
) -> Any:
    """The value of a tree, or of an array of formulas, for arrays and numbers by name.

    values : arrays, parameters, and activations that are only named in the tree
    """
    one = found if isinstance(found, Array) else Array((), found)
    body, depth = one.number, deepest(one.number)
    sizes = [int(size(values, fn)) for size in one.sizes]
    axes = {f"axis{a}": along(depth + a, n) for a, n in enumerate(reversed(sizes), start=1)}
    value = np.asarray(body({**values, **axes}, fn))
    whole = np.broadcast_to(value, np.broadcast_shapes(value.shape, (*sizes, *(1,) * depth)))
    return whole.reshape(sizes)[()]
