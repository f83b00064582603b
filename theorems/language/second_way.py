"""A definition held against its tree: both are asked for the values on drawn arrays.

So a definition that answers formulas otherwise than it answers numbers is found out.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theorems.language.arithmetic_of_arrays import evaluated
from theorems.language.arrays import Array
from theorems.language.calling import called
from theorems.language.expressions import Expression, Unreadable
from theorems.language.givens import Ball, Law
from theorems.language.quantities import Givens, even_sizes, shape, sizes_of
from theorems.language.reading import line
from theorems.language.text import parsed

DRAWS, LARGEST, TOLERANCE = 20, 6, 1e-9
Drawn = NDArray[Any]


def require_agreement(
    definition: Callable[..., Any],
    found: Expression | tuple[Array, ...],
    givens: Givens,
    parameters: Mapping[str, Any],
    using: Mapping[str, Any] | None = None,
    seed: int = 0,
) -> None:
    """Raise Unreadable where a definition in numpy and its tree have different values.

    givens     : the arrays among the arguments, drawn here: Gaussian, and small whole numbers, with
                 pre-activations that are exactly 0
    parameters : numbers by name; those that are sizes are drawn, from 1 to 6
    using      : the other arguments
    """
    rng = np.random.default_rng(seed)
    of = found if isinstance(found, tuple) else (found,)
    for _ in range(DRAWS):
        values = {**parameters, **drawn(givens, rng), **(using or {})}
        where = line((), definition)
        with np.errstate(all="ignore"):
            try:
                by_numbers = np.asarray(called(definition, values), dtype=float)
            except Unreadable:
                raise
            except Exception as error:
                said = f"{type(error).__name__}: {error}"
                raise Unreadable(f"{where} is read, but fails on drawn arrays ({said})") from None
            by_tree = _together([evaluated(one, values) for one in of])
        if by_numbers.shape != by_tree.shape:
            shapes = f"{by_numbers.shape} to arrays of numbers, {by_tree.shape} to formulas"
            raise Unreadable(f"{where} answers with arrays of different shapes: {shapes}")
        near = np.isclose(by_numbers, by_tree, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)
        if not np.all(near):
            a, b = float(by_numbers[~near].flat[0]), float(by_tree[~near].flat[0])
            sizes = ", ".join(f"{n} = {v}" for n, v in values.items() if n in sizes_of(givens))
            raise Unreadable(
                f"{where} gives {a!r} for drawn arrays and {b!r} by the tree that was read from it"
                f" ({sizes}): it answers numbers otherwise than formulas"
            )


def _together(values: list[Any]) -> Drawn:
    """The values as one array; several behind one another."""
    arrays = [np.asarray(value, dtype=float) for value in values]
    return arrays[0] if len(arrays) == 1 else np.concatenate([a.ravel() for a in arrays])


def drawn(givens: Givens, rng: np.random.Generator) -> dict[str, Any]:
    """Sizes from 1 to 6, and arrays of their laws, or of any entries, by name."""
    even, whole = even_sizes(givens), bool(rng.integers(2))
    values: dict[str, Any] = {}
    for name in sorted(sizes_of(givens)):
        size = int(rng.integers(1, LARGEST + 1))
        values[name] = size + size % 2 if name in even else size
    for name in sorted(givens, key=lambda name: isinstance(givens[name], Ball)):
        values[name] = _drawn(givens, name, values, whole, rng)
    return values


def _drawn(
    givens: Givens, name: str, values: Mapping[str, Any], whole: bool, rng: np.random.Generator
) -> Drawn:
    given = givens[name]
    sizes = [int(parsed(size)(values, _Whole)) for size in shape(givens, name)]
    entries = rng.integers(-2, 3, sizes).astype(float) if whole else rng.normal(size=sizes)
    if isinstance(given, Ball):
        moved: Drawn = values[given.centre] + entries
        return moved
    if given.entries == "sign":
        entries = rng.choice([-1.0, 1.0], sizes)
    if isinstance(given, Law):
        return _repeated(entries, given.second)
    norm = np.linalg.norm(entries)
    return entries / norm if given.norm.endswith("1") and norm else entries


def _repeated(entries: Drawn, second: str) -> Drawn:
    half = entries[: len(entries) // 2]
    if second == "all equal":
        return np.repeat(entries[:1], len(entries), axis=0)
    if second == "independent":
        return entries
    return np.concatenate([half, half if second == "equal" else -half])


class _Whole:
    """Sizes are whole numbers; half of an even one is, too."""

    number = float
