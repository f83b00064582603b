"""numpy's functions on arrays of formulas: sums over an index in place of loops.

np.einsum is the one that all products of arrays are: W @ x is einsum("ij,j->i", W, x).
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from theorems.language.arrays import Array, array
from theorems.language.expressions import Expression, Number, written
from theorems.language.indices import Index, Kind
from theorems.language.refusals import refuse
from theorems.language.sizes import require_equal
from theorems.language.slices import reduced, transposed
from theorems.language.stacks import Stack, append, concatenate, hstack, ravel, stack

Function = Callable[..., Any]
INSTEAD = {
    "roll": "a sum over neurons does not depend on their order",
    "sort": "what depends on an order statistic cannot be read",
    "prod": "products over an index cannot be read",
    "array": "write one formula of whole arrays",
}


def einsum(pattern: str, *operands: Any) -> Array:
    """The sum over all letters that the output does not have, of the product of the entries."""
    arrays = [array(one) for one in operands]
    given, _, output = pattern.replace(" ", "").partition("->")
    inputs = given.split(",")
    letters = sorted({*given} - {","})
    if "->" not in pattern:
        output = "".join(c for c in letters if given.count(c) == 1)
    plain = all(c.isalpha() for c in letters) and len(output) == len({*output} & {*letters})
    if not plain or [len(i) for i in inputs] != [a.ndim for a in arrays]:
        refuse(
            f"calls numpy.einsum with {pattern!r}, which does not fit its arrays, or is not read"
        )
    rest = [c for c in letters if c not in output]
    axes = [*rest, *output]  # the last ones stay
    where = {c: Index(i - len(axes)) for i, c in enumerate(axes)}
    sizes: dict[str, Expression] = {}
    body: Expression = Number(1)
    for place, (names, one) in enumerate(zip(inputs, arrays, strict=True)):
        for c, size in zip(names, one.sizes, strict=True):
            require_equal(sizes.setdefault(c, size), size)
        turned: dict[Expression, Expression] = {
            Index(i - one.ndim): where[c] for i, c in enumerate(names)
        }
        entry = one.number.put(turned)
        body = written("*", body, entry).tree if place else entry
    for c in reversed(rest):
        body = reduced("sum", where[c], sizes[c], body)
    return Array(tuple(sizes[c] for c in output), body)


def matmul(a: Any, b: Any) -> Array:
    """a @ b for vectors and matrices."""
    first, second = array(a), array(b)
    patterns = {(1, 1): "i,i->", (2, 1): "ij,j->i", (1, 2): "i,ij->j", (2, 2): "ij,jk->ik"}
    pattern = patterns.get((first.ndim, second.ndim))
    if pattern is None:
        refuse("multiplies by @ what is no vector or matrix; write * for numbers")
    return einsum(pattern, first, second)


def dot(a: Any, b: Any) -> Any:
    """np.dot: @ for vectors and matrices, * for numbers."""
    return array(a) * b if 0 in (array(a).ndim, array(b).ndim) else matmul(a, b)


def _axes(one: Array, axis: Any) -> list[int]:
    """The axes that a reduction is over, counted from the last: -1, -2, ..."""
    axes = range(-one.ndim, 0) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    for a in axes:
        if type(a) is not int or not -one.ndim <= a < one.ndim:
            refuse("reduces over an axis that the array does not have")
    return sorted({a % one.ndim - one.ndim for a in axes})


def _reduction(kind: Kind, one: Any, axis: Any = None) -> Array:
    given = array(one)
    axes, body = _axes(given, axis), given.number
    for a in reversed(axes):
        body = reduced(kind, Index(a), given.sizes[a], body)
    kept = [a for a in range(-given.ndim, 0) if a not in axes]
    turned: dict[Expression, Expression] = {
        Index(a): Index(i - len(kept)) for i, a in enumerate(kept)
    }
    return Array(tuple(given.sizes[a] for a in kept), body.put(turned))


def total(a: Any, axis: Any = None) -> Array:
    """np.sum; of True and False, a count."""
    if isinstance(a, Stack) and axis is None:
        return a.sum()
    return _reduction("sum", a, axis)


def extreme(kind: Kind) -> Function:
    """np.max or np.min; np.any and np.all of conditions are whether they are 1."""

    def of(a: Any, axis: Any = None) -> Array:
        found = _reduction(kind, a, axis)
        return found >= 1 if array(a).body.is_truth else found

    return of


def some(kind: Kind) -> Function:
    """np.any or np.all."""
    return lambda a, axis=None: _reduction(kind, Array(array(a).sizes, array(a).truth), axis) >= 1


def mean(a: Any, axis: Any = None) -> Array:
    """np.mean: the sum divided by the number of entries."""
    one, found = array(a), total(a, axis)
    for along in _axes(one, axis):
        found = found.entrywise("/", found, Array((), one.sizes[along]))
    return found


def norm(x: Any, ord: Any = None, axis: Any = None) -> Array:
    """np.linalg.norm: Euclidean, of Frobenius for matrices, along one axis; |.|-sum for ord=1."""
    one = array(x)
    vectors = one.ndim == 1 or isinstance(axis, int)
    if ord is None or ord == (2 if vectors else "fro"):
        return array(np.sqrt(total(one * one, axis)))
    if vectors and ord in (1, np.inf):
        return total(abs(one), axis) if ord == 1 else _reduction("max", abs(one), axis)
    refuse(f"calls numpy.linalg.norm of the order {ord!r}, which is not read for this array")


def count_nonzero(a: Any, axis: Any = None) -> Array:
    """The number of entries that are not 0, or True."""
    return total(Array(array(a).sizes, array(a).truth), axis)


def constant(value: int) -> Function:
    """np.ones_like or np.zeros_like."""
    return lambda a: Array(array(a).sizes, Number(value))


def clip(a: Any, low: Any, high: Any) -> Any:
    """The entries cut to [low, high]; np.clip(z, 0, None) is relu."""
    found = array(a)
    found = found if low is None else found.entrywise("maximum", found, low)
    return found if high is None else found.entrywise("minimum", found, high)


def transpose(a: Any) -> Array:
    """The axes in the opposite order."""
    return transposed(array(a))


def where(condition: Any, a: Any, b: Any) -> Array:
    """np.where with three arguments."""
    return array(array(0).entrywise("where", condition, a, b))


def outer(a: Any, b: Any) -> Array:
    """The matrix of the products of two vectors' entries."""
    return einsum("i,j->ij", a, b)


def inner(a: Any, b: Any) -> Array:
    """The product of two vectors."""
    return einsum("i,i->", a, b)


def heaviside(z: Any, at_zero: Any) -> Array:
    """0 for z < 0, 1 for z > 0, and a value for z = 0."""
    one = array(z)
    return where(one > 0, 1, where(one < 0, 0, at_zero))


def astype(a: Any, kind: Any) -> Array:
    """Numbers for True and False; numbers stay what they are."""
    one = array(a)
    whole = kind in (int, np.int64, "int")
    if not (one.body.is_truth and whole) and kind not in (float, np.float64, "float"):
        refuse("rounds to another type; leave astype out")
    return Array(one.sizes, one.number)


FUNCTIONS: Mapping[Any, Function] = {
    **{np.sum: total, np.mean: mean, np.max: extreme("max"), np.min: extreme("min")},
    **{np.any: some("max"), np.all: some("min"), np.count_nonzero: count_nonzero},
    **{np.linalg.norm: norm, np.einsum: einsum, np.dot: dot, np.where: where, np.outer: outer},
    **{np.inner: inner, np.vdot: inner, np.amax: extreme("max"), np.amin: extreme("min")},
    **{np.transpose: transpose, np.concatenate: concatenate},
    **{np.clip: clip, np.ones_like: constant(1), np.zeros_like: constant(0)},
    **{np.average: mean, np.append: append, np.hstack: hstack, np.stack: stack, np.ravel: ravel},
}
UFUNCS: Mapping[Any, Function] = {
    np.matmul: matmul,
    np.square: lambda z: array(z) * z,
    np.positive: array,
    np.reciprocal: lambda z: 1 / array(z),
    np.heaviside: heaviside,
}
METHODS: Mapping[str, Function] = {
    **{"sum": total, "mean": mean, "max": extreme("max"), "min": extreme("min"), "dot": dot},
    **{"any": some("max"), "all": some("min"), "transpose": transpose, "clip": clip},
    **{"astype": astype, "copy": array, "ravel": ravel, "flatten": ravel},
}


def _called(name: str, found: Function | None, arguments: Any, options: Mapping[str, Any]) -> Any:
    if found is None:
        why = INSTEAD.get(name, "np.sum, np.max, np.where, @ and the like are")
        refuse(f"calls numpy.{name}, which is not read; {why}")
    try:
        return found(*arguments, **options)
    except TypeError:
        refuse(f"calls numpy.{name} with arguments that are not read; write it plainly")


def of_function(function: Any, arguments: Any, options: Mapping[str, Any]) -> Any:
    """What a function of numpy gives for arrays of formulas."""
    name = getattr(function, "__name__", "?")
    inside = "linalg." if "linalg" in getattr(function, "__module__", "") else ""
    return _called(inside + name, FUNCTIONS.get(function), arguments, options)


def of_ufunc(ufunc: Any, arguments: Any) -> Any:
    """What a function of single entries gives, other than those of formulas."""
    return _called(ufunc.__name__, UFUNCS.get(ufunc), arguments, {})


def method(one: Array, name: str) -> Any:
    """A method of an array: z.sum().

    Raises AttributeError for the names by which numpy asks what kind of thing it has.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    if name not in METHODS:
        refuse(f"asks an array for .{name}, which is not read")
    return lambda *arguments, **options: _called(name, METHODS[name], (one, *arguments), options)
