"""Halves of the rows, new axes, and arrays put together: indices that are moved, never counted.

The second half of W has the entries W[i + m // 2]; U and V, joined along an axis, have those of U
where i is less than the size of U, and V[i - size] elsewhere. A sum over all i is a sum over both.
"""

from typing import Any

from theorems.language.arrays import Array
from theorems.language.expressions import Apply, Expression, Number, written
from theorems.language.fields import quoted
from theorems.language.indices import Index, Kind, over
from theorems.language.normal_form import normal_form
from theorems.language.refusals import refuse
from theorems.language.sizes import ONE, require_equal

READ = "write W[: m // 2], W[m // 2 :], z[:, None] or z[None, :]"


def item(one: Array, key: Any) -> Array:
    """one[key] for slices of the first or the second half, and for new axes."""
    keys = key if isinstance(key, tuple) else (key,)
    if any(k is Ellipsis for k in keys):
        at = next(i for i, k in enumerate(keys) if k is Ellipsis)
        missing = one.ndim - sum(k is not None for k in keys) + 1
        keys = keys[:at] + (slice(None),) * missing + keys[at + 1 :]
    keys += (slice(None),) * (one.ndim - sum(k is not None for k in keys))
    if sum(k is not None for k in keys) > one.ndim:
        refuse("has more indices than the array has axes")
    axis = 0
    for k in keys:
        if k is not None:
            one = _sliced(one, axis, k)
            axis += 1
    return _with_new_axes(one, keys)


def _with_new_axes(one: Array, keys: tuple[Any, ...]) -> Array:
    sizes: list[Expression] = []
    turned: dict[Expression, Expression] = {}
    for place, k in enumerate(keys):
        if k is not None:
            turned[Index(sum(s is not None for s in keys[:place]) - one.ndim)] = Index(
                place - len(keys)
            )
        sizes.append(ONE if k is None else one.sizes[sum(s is not None for s in keys[:place])])
    return Array(tuple(sizes), one.body.put(turned))


def _sliced(one: Array, axis: int, k: Any) -> Array:
    """One axis cut: all of it, its first n entries, or what follows them."""
    if not isinstance(k, slice):
        refuse(f"takes the entries {quoted(k)} of an array; {READ}")
    if k.step is not None or (k.start is not None and k.stop is not None):
        refuse(f"takes a part of an array that is not read; {READ}")
    if k.start is None and k.stop is None:
        return one
    at = k.stop if k.start is None else k.start
    size, here = one.sizes[axis], Index(axis - one.ndim)
    if not isinstance(at, Array) or at.sizes or not _halves(at.body, size):
        refuse(f"takes a fixed number of entries, or not half of them; {READ}")
    cut, first = at.body, k.start is None
    rest = written("/", size, 2) if cut == written("/", size, 2).tree else written("-", size, cut)
    body = part(one.body, here, cut, first, here)
    sizes = (*one.sizes[:axis], cut if first else rest.tree, *one.sizes[axis + 1 :])
    return Array(sizes, body)


def _halves(cut: Expression, size: Expression) -> bool:
    return cut in (written("//", size, 2).tree, written("/", size, 2).tree)


def part(body: Expression, here: Index, cut: Expression, first: bool, index: Index) -> Expression:
    """The body before the cut of an axis, or after it, with the index from 0 in its place."""
    joined = _joints(body, here, cut)
    branches = {joint: joint.arguments[1 if first else 2] for joint in joined}
    body = body.put(branches)  # type: ignore[arg-type]
    if first:
        return body.put({here: index})
    return body.put({_less(here, cut): index, here: written("+", index, cut).tree})


def _less(here: Index, cut: Expression) -> Expression:
    return written("-", here, cut).tree


def _joints(body: Expression, here: Index, cut: Expression | None) -> list[Apply]:
    """Where two arrays were joined along an axis, at a cut."""
    return [
        node
        for node in body.nodes()
        if isinstance(node, Apply)
        and node.operation == "where"
        and isinstance(node.arguments[0], Apply)
        and node.arguments[0].operation == "<"
        and node.arguments[0].arguments[0] == here
        and cut in (None, node.arguments[0].arguments[1])
    ]


def joined(first: Array, second: Array, axis: int) -> Array:
    """np.concatenate of two arrays along an axis."""
    if first.ndim != second.ndim or not first.ndim:
        refuse("concatenates arrays of different numbers of axes")
    axis = axis % first.ndim
    for a, (one, other) in enumerate(zip(first.sizes, second.sizes, strict=True)):
        if a != axis:
            require_equal(one, other)
    here, cut = Index(axis - first.ndim), first.sizes[axis]
    after = second.number.put({here: _less(here, cut)})
    body = written("where", written("<", here, cut), first.number, after).tree
    sizes = list(first.sizes)
    sizes[axis] = _sum(cut, second.sizes[axis])
    return Array(tuple(sizes), body)


def _sum(cut: Expression, rest: Expression) -> Expression:
    match cut:
        case Apply("/", (size, Number(2))) if cut == rest:
            return size
    return written("+", cut, rest).tree


def reduced(kind: Kind, axis: Index, size: Expression, body: Expression) -> Expression:
    """The sum or maximum over an axis, over each part where arrays were joined along it."""
    joints = _joints(body, axis, None)
    if not joints:
        return over(kind, axis, size, body)
    condition = joints[0].arguments[0]
    cut = condition.parts[1]
    rest = normal_form(written("-", size, cut).tree, size.names)
    parts = [
        reduced(kind, axis, n, part(body, axis, cut, first, axis))
        for n, first in ((cut, True), (rest, False))
    ]
    together = {"sum": "+", "max": "maximum", "min": "minimum"}[kind]
    return written(together, *parts).tree


def transposed(one: Array) -> Array:
    """The axes in the opposite order."""
    axes = range(1, one.ndim + 1)
    turned: dict[Expression, Expression] = {Index(-a): Index(a - 1 - one.ndim) for a in axes}
    return Array(one.sizes[::-1], one.body.put(turned))
