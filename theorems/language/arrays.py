"""Arrays of formulas: what a definition in numpy is called with, to be read.

An array has sizes, which are formulas in the parameters, and a body: its entry at the indices
..., -2, -1 of its axes. So W @ x has the body sum(i1, d, W[-1, i1] * x[i1]). Nothing is unrolled.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

import numpy as np

from theorems.language.expressions import (
    UFUNCS,
    Entrywise,
    Expression,
    Name,
    Number,
    Unreadable,
    tree,
    written,
)
from theorems.language.fields import quoted
from theorems.language.indices import Entry, Index, arrays_in
from theorems.language.refusals import even_sizes, noted, refuse
from theorems.language.sizes import ONE, Sizes, broadcast

# numpy's names beyond those of formulas
MORE_UFUNCS: dict[Any, str] = {
    **{np.logical_and: "and", np.bitwise_and: "and", np.logical_or: "or"},
    **{np.bitwise_or: "or", np.logical_not: "not", np.invert: "not"},
}
# what numpy makes of two arrays of True and False; None: it raises an error
OF_TRUTHS = {
    **{"+": "or", "maximum": "or", "*": "and", "minimum": "and", "and": "and", "or": "or"},
    **{"not": "not", "-": None, "negative": None, "sign": None, "**": None},
}


class Array(Entrywise):
    """An array that is only named: it computes as numpy's do, entry by entry.

    sizes : of its axes
    body  : its entry, a number or a condition
    """

    __slots__ = ("body", "sizes")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, sizes: Sizes, body: Expression) -> None:
        self.sizes, self.body = sizes, body

    @classmethod
    def named(cls, name: str, sizes: Sizes) -> "Array":
        """The array of entries name[i, j, ...]."""
        axes = tuple(Index(-axis) for axis in range(len(sizes), 0, -1))
        return cls(sizes, Entry(name, axes))

    @property
    def number(self) -> Expression:
        """Its entry as a number: 1 for True, 0 for False."""
        return written("where", self.body, 1, 0).tree if self.body.is_truth else self.body

    @property
    def truth(self) -> Expression:
        """Its entry as a condition: True where it is not 0."""
        return self.body if self.body.is_truth else written("!=", self.body, 0).tree

    @property
    def shape(self) -> "tuple[Array, ...]":
        return tuple(Array((), size) for size in self.sizes)

    @property
    def ndim(self) -> int:
        return len(self.sizes)

    @property
    def size(self) -> "Array":
        total: Any = Array((), ONE)
        for size in self.shape:
            total = total * size
        return array(total)

    @property
    def T(self) -> "Array":
        from theorems.language.slices import transposed

        return transposed(self)

    def entrywise(self, operation: str, *arguments: Any) -> Any:
        for one in arguments:
            if isinstance(one, Entrywise) and not isinstance(one, Array):
                return one.entrywise(operation, *arguments)
        try:
            return _entrywise(operation, [array(one) for one in arguments])
        except Unreadable as error:
            noted(error)
            raise

    def put_into(self, formula: Expression, values: Mapping[str, Any]) -> "Array":
        lifted = {name: array(values[name]) for name in formula.names}
        sizes = broadcast([one.sizes for one in lifted.values()])
        return Array(sizes, formula.put({Name(n): one.number for n, one in lifted.items()}))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        from theorems.language.numpy_functions import of_ufunc

        if method != "__call__" or options:
            refuse(f"calls numpy.{ufunc.__name__} in a way that is not read; write it plainly")
        operation = UFUNCS.get(ufunc) or MORE_UFUNCS.get(ufunc)
        return self.entrywise(operation, *inputs) if operation else of_ufunc(ufunc, inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        from theorems.language.numpy_functions import of_function

        return of_function(function, args, options)

    def __getattr__(self, name: str) -> Any:
        from theorems.language.numpy_functions import method

        return method(self, name)

    def __matmul__(self, other: Any) -> "Array":
        return array(np.matmul(self, other))

    def __rmatmul__(self, other: Any) -> "Array":
        return array(np.matmul(other, self))

    def __getitem__(self, key: Any) -> "Array":
        from theorems.language.slices import item

        return item(self, key)

    def __lt__(self, other: Any) -> Any:
        return self.entrywise("<", self, other)

    def __le__(self, other: Any) -> Any:
        return self.entrywise("<=", self, other)

    def __gt__(self, other: Any) -> Any:
        return self.entrywise(">", self, other)

    def __ge__(self, other: Any) -> Any:
        return self.entrywise(">=", self, other)

    def __eq__(self, other: object) -> Any:
        return self.entrywise("==", self, other)

    def __ne__(self, other: object) -> Any:
        return self.entrywise("!=", self, other)

    def __and__(self, other: Any) -> Any:
        return self.entrywise("and", self, other)

    __rand__ = __and__

    def __or__(self, other: Any) -> Any:
        return self.entrywise("or", self, other)

    __ror__ = __or__

    def __invert__(self) -> Any:
        return self.entrywise("not", self)

    def __pos__(self) -> Any:
        return self

    def __repr__(self) -> str:
        return "<an array of formulas>"

    def __bool__(self) -> bool:
        refuse(
            "asks in Python (if, and, or, not, min, max, a chain a < b < c) what holds for some"
            " values only; write np.where(condition, a, b), np.minimum, np.maximum, &, |, ~"
        )

    def __len__(self) -> int:
        refuse("asks for a length as a plain integer; write x.shape[0], or the parameter")

    def _no_loop(self, *more: Any) -> NoReturn:
        refuse(
            "goes through an array entry by entry (a loop, list(), sum(), max(), np.array);"
            " write np.sum, np.max or @, which are sums over an index of any size"
        )

    __iter__ = __contains__ = __reversed__ = _no_loop

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        if self.sizes or dtype not in (None, object):
            self._no_loop()
        held = np.empty((), dtype=object)  # a few numbers in np.array([a, b])
        held[()] = self
        return held

    def _no_number(self, *more: Any) -> Any:
        refuse(
            "asks for the value of what is only named, as int(), float(), round(), range() and"
            " math do; leave float() out, and write np.sqrt(x) for math.sqrt(x)"
        )

    __float__ = __int__ = __index__ = __round__ = __floor__ = __ceil__ = __trunc__ = _no_number
    __complex__ = __format__ = __str__ = _no_number

    def _no_write(self, *more: Any) -> Any:
        refuse("writes into an array; write z = z * 2 for z *= 2, and np.where for z[i] = 0")

    __setitem__ = __delitem__ = _no_write

    def _in_place(self, operation: str, other: Any) -> Any:
        return self._no_write() if self.sizes else self.entrywise(operation, self, other)

    def __iadd__(self, other: Any) -> Any:
        return self._in_place("+", other)

    def __isub__(self, other: Any) -> Any:
        return self._in_place("-", other)

    def __imul__(self, other: Any) -> Any:
        return self._in_place("*", other)

    def __itruediv__(self, other: Any) -> Any:
        return self._in_place("/", other)


def array(value: Any) -> Array:
    """An array as it is, or what may stand in a formula as an array without axes."""
    if isinstance(value, Array):
        return value
    if isinstance(value, np.ndarray | list | tuple):
        refuse(f"computes with {quoted(value)}, fixed numbers; arrays of formulas have any size")
    try:
        return Array((), tree(value))
    except Unreadable as error:
        noted(error)
        raise


def _entrywise(operation: str, arguments: list[Array]) -> Array:
    sizes = broadcast([one.sizes for one in arguments])
    truths = [one.body.is_truth for one in arguments]
    if operation == "where":
        condition, a, b = arguments
        if all(truths[1:]):
            first = written("and", condition.truth, a.body)
            second = written("and", written("not", condition.truth), b.body)
            return Array(sizes, written("or", first, second).tree)
        return Array(sizes, written("where", condition.truth, a.number, b.number).tree)
    if all(truths) and operation == "abs":
        return arguments[0]
    if all(truths) and operation in OF_TRUTHS:
        of_truths = OF_TRUTHS[operation]
        if operation not in ("and", "or") and not any(arrays_in(a.body) for a in arguments):
            # True + True is 2 in Python, and True in numpy
            refuse("computes with a comparison of numbers alone; write np.where(m > 1, a, b)")
        if of_truths is None:
            refuse("subtracts True and False, as numpy does not; write np.where(z > 0, 1, 0)")
        return Array(sizes, written(of_truths, *(one.body for one in arguments)).tree)
    if operation in ("and", "or", "not"):
        refuse("combines numbers by &, | or ~; write comparisons, as (z > 0) & (y > 0)")
    if operation == "//" and _is_half(arguments):
        operation = "/"
    return Array(sizes, written(operation, *(one.number for one in arguments)).tree)


def _is_half(arguments: list[Array]) -> bool:
    """Whether it is m // 2 for an m that is even."""
    above, below = (one.body for one in arguments)
    return below == Number(2) and isinstance(above, Name) and above.name in even_sizes()
