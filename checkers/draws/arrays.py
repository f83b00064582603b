"""Random arrays by their laws, and candidates for arrays that are given or any of a set.

Every draw has a generator of its own, keyed by seed, stream and number, so that a draw is the same
whatever was drawn before it.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checkers.draws.sampling import stream_key
from theorems.language.fields import UnmetHypothesis
from theorems.language.floats import FLOATS
from theorems.language.givens import AnyFunction, Ball, Given, Law
from theorems.language.text import parsed

Array = NDArray[np.float64]
Sizes = Mapping[str, int]
OWN_SIZE = 5  # of a letter that is no parameter: every dimension is meant


def generator(seed: int, stream: str, number: int) -> np.random.Generator:
    """The generator of one draw of a stream."""
    key = stream_key(seed, stream)
    return np.random.Generator(np.random.Philox(key=key, counter=[0, 0, 0, number]))


def shape_of(shape: tuple[str, ...], sizes: Sizes) -> tuple[int, ...]:
    """The sizes of an array; a letter that is no parameter counts OWN_SIZE."""
    return tuple(int(sizes.get(name, OWN_SIZE)) for name in shape)


def drawn(law: Law, sizes: Sizes, rng: np.random.Generator) -> Array:
    """An array of the law. Raises UnmetHypothesis for halves of an odd number of rows."""
    shape = _independent(law, shape_of(law.shape, sizes))
    first = rng.standard_normal(shape)
    if law.entries == "sign":
        first = np.where(first > 0, 1.0, -1.0)
    return _completed(law, first, sizes)


def _independent(one: Given | Law, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of the rows that the others are made from."""
    if one.second == "independent":
        return shape
    rows, *rest = shape
    if one.second == "all equal":
        return 1, *rest
    if rows % 2:
        raise UnmetHypothesis(f"two halves of an array need an even {one.shape[0]}; got {rows}.")
    return rows // 2, *rest


def _completed(one: Given | Law, first: Array, sizes: Sizes) -> Array:
    """The array whose first rows are given, the others as it says."""
    match one.second:
        case "equal":
            return np.concatenate([first, first])
        case "opposite":
            return np.concatenate([first, -first])
        case "all equal":
            return np.repeat(first, shape_of(one.shape, sizes)[0], axis=0)
    return first


def candidates(
    given: Given | AnyFunction, sizes: Sizes, values: Mapping[str, Any], few: int
) -> list[Array]:
    """Some arrays that meet the condition: along an axis, along the diagonal, then at random.

    values : of the parameters, for a condition on the norm such as "= x_norm"
    Raises UnmetHypothesis for what is no array, and for a cosine with another one.
    """
    if isinstance(given, AnyFunction) or given.cosine:
        raise UnmetHypothesis(f"draws of a definition know no candidates for {given!r}.")
    shape, rng = _independent(given, shape_of(given.shape, sizes)), generator(0, "candidates", 0)
    axis = np.zeros(shape)
    axis.flat[0] = 1.0
    rows = [axis, np.ones(shape), *(rng.standard_normal(shape) for _ in range(few))][:few]
    if given.entries == "sign":
        rows = [np.where(one >= 0, 1.0, -1.0) for one in rows]
    found = [_completed(given, one, sizes) for one in rows]
    for condition, norm in ((given.norm, np.linalg.norm), (given.largest, _largest)):
        length = _length(condition, values)
        if length is not None:
            found = [one / norm(one) * length for one in found]
    return found


def _largest(array: Array) -> Any:
    return np.max(np.abs(array))


def _length(norm: str, values: Mapping[str, Any]) -> float | None:
    """A norm that the condition allows, its end where it has one; None without a condition."""
    relation, _, formula = norm.partition(" ")
    if relation in ("=", "<="):
        return float(parsed(formula)(values, FLOATS))
    return 1.0 if norm else None


def moved(ball: Ball, centre: Array, values: Mapping[str, Any], rng: np.random.Generator) -> Array:
    """An array on the border of a ball, in a random direction."""
    radius, step = float(ball.radius(values, FLOATS)), rng.standard_normal(centre.shape)
    rows = np.linalg.norm(step, axis=-1, keepdims=True) if ball.norm == "per neuron" else None
    return centre + radius * step / (np.linalg.norm(step) if rows is None else rows)
