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
from theorems.language.givens import Ball, Given, Law
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
    rows, *rest = shape_of(law.shape, sizes)
    halved = law.second in ("equal", "opposite")
    if halved and rows % 2:
        raise UnmetHypothesis(f"two halves of an array need an even {law.shape[0]}; got {rows}.")
    own = 1 if law.second == "all equal" else rows // 2 if halved else rows
    first = rng.standard_normal((own, *rest))
    if law.entries == "sign":
        first = np.where(first > 0, 1.0, -1.0)
    match law.second:
        case "equal":
            return np.concatenate([first, first])
        case "opposite":
            return np.concatenate([first, -first])
        case "all equal":
            return np.repeat(first, rows, axis=0)
    return first


def candidates(given: Given, sizes: Sizes, values: Mapping[str, Any], few: int) -> list[Array]:
    """Some arrays that meet the condition: along an axis, along the diagonal, then at random.

    values : of the parameters, for a condition on the norm such as "= x_norm"
    """
    shape, rng = shape_of(given.shape, sizes), generator(0, "candidates", 0)
    axis = np.zeros(shape)
    axis.flat[0] = 1.0
    found = [axis, np.ones(shape), *(rng.standard_normal(shape) for _ in range(few))][:few]
    if given.entries == "sign":
        return [np.where(one >= 0, 1.0, -1.0) for one in found]
    length = _length(given.norm, values)
    return [one if length is None else one / np.linalg.norm(one) * length for one in found]


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
