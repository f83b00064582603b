"""Identities of piecewise-linear functions, decided in exact rational arithmetic.

A function that is affine on each cell of a finite arrangement of cones is known on all of R^n
once it is known at finitely many rational points; there two definitions either agree, or one of
the points is a counterexample. Per neuron this settles slides (*) and notes, Lemmas 1 (2), 2, 3,
for all real arguments; whole networks are run besides, on random Fractions with ties.
"""

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq

from theorems.networks import Array, symmetric_initialization

Signs = tuple[int, ...]
Side = Callable[..., Any]
Rational = Callable[[int, int], Any]  # from numerator and denominator


def same_on_cells(
    left: Callable[[Array], Any],
    right: Callable[[Array], Any],
    dimension: int,
    cells: Callable[[Signs], bool] = lambda signs: True,
) -> tuple[Fraction, ...] | None:
    """A point where left and right differ, or None if they are equal on the whole domain.

    left, right : functions of an object array z (dimension,), affine on each cell
                  {z : sign(z) = signs}, signs in {-, 0, +}^dimension, coordinate by coordinate
    cells       : which cells belong to the domain, all of them by default
    Raises TypeError if a side returns floats. EXACT; dimension + 1 points on each of 3^dimension
    cells.
    """
    for signs in itertools.product((-1, 0, 1), repeat=dimension):
        if cells(signs):
            for z in _generators(signs):
                if not _equal(left(z), right(z)):
                    return tuple(z)
    return None


def _generators(signs: Signs) -> Iterator[Array]:
    """Points of an open cell on which an affine function vanishes only if it vanishes there.

    They are (1, ..., 1) and (1, ..., 2, ..., 1), with the signs of the cell: affinely independent,
    one more of them than the cell has dimensions.
    """
    corner = np.array([Fraction(sign) for sign in signs], dtype=object)
    yield corner
    for k in np.flatnonzero(corner):
        point = corner.copy()
        point[k] *= 2
        yield point


def exact_network_check(
    sides: Sequence[Side],
    m: int,
    d: int,
    draws: int,
    seed: int,
    *,
    generic: bool = False,
    symmetric: bool = False,
) -> tuple[Array, Array, Array, Array] | None:
    """Weights (W, W0, a, x) at which the sides differ, or None if all draws agree exactly.

    sides     : functions of (W, W0, a, x), object arrays of Fractions (m, d), (m, d), (m,), (d,)
    generic   : only draws with w0_i.x != 0 for every i and x != 0; otherwise zeros are frequent
    symmetric : a symmetric initialization, c_i = +-1 and m even; otherwise any rational a
    Raises TypeError if a side returns floats, ValueError for an odd symmetric m. A test at
    `draws` points: it can refute an identity, and prove none.
    """
    if symmetric and m % 2:
        raise ValueError(f"a symmetric initialization needs an even m; got m={m}.")

    def first_difference(rational: Rational) -> tuple[Array, Array, Array, Array] | None:
        rng = random.Random(seed)
        for _ in range(draws):
            weights = _draw(rng, rational, m, d, generic, symmetric)
            values = [side(*weights) for side in sides]
            if not all(_equal(values[0], value) for value in values[1:]):
                return weights
        return None

    with suppress(TypeError):  # Flint's rationals are fast, and do not meet Python's Fractions
        if first_difference(fmpq) is None:
            return None
    return first_difference(Fraction)


def _draw(
    rng: random.Random, rational: Rational, m: int, d: int, generic: bool, symmetric: bool
) -> tuple[Array, Array, Array, Array]:
    """Small rationals: many zeros, rows of W that repeat W0, rows orthogonal to x."""
    x = _vector(rng, rational, d)
    while generic and not np.any(x):
        x = _vector(rng, rational, d)
    rows = m // 2 if symmetric else m
    W0 = np.array([_row(rng, rational, x, generic) for _ in range(rows)], dtype=object)
    a = np.array([rng.choice((-1, 1)) for _ in range(rows)], dtype=object)
    if symmetric:
        W0, a = symmetric_initialization(W0, a)
    else:
        a = _vector(rng, rational, m)
    W = [w0 if rng.random() < 0.2 else _row(rng, rational, x, generic=False) for w0 in W0]
    return np.array(W, dtype=object), W0, a, x


def _row(rng: random.Random, rational: Rational, x: Array, generic: bool) -> Array:
    """A weight vector w; w.x = 0 about one time in three, or never if `generic`."""
    w = _vector(rng, rational, len(x))
    if generic:
        while w @ x == 0:
            w = _vector(rng, rational, len(x))
    elif np.any(x) and rng.random() < 0.3:
        w = w - x * (w @ x) / (x @ x)
    return w


def _vector(rng: random.Random, rational: Rational, size: int) -> Array:
    """Rationals between -3 and 3 with denominators up to 3."""
    draw = [rational(rng.randint(-3, 3), rng.randint(1, 3)) for _ in range(size)]
    return np.array(draw, dtype=object)


def _equal(left: Any, right: Any) -> bool:
    """Whether two exact values, numbers or arrays, are equal."""
    for entry in np.concatenate([np.ravel(left), np.ravel(right)]):
        if not isinstance(entry, int | np.integer | Fraction | fmpq):
            raise TypeError(f"an exact identity needs ints and Fractions; got {entry!r}.")
    return bool(np.all(np.equal(left, right)))
