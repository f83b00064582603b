"""What the tests of quantities share: arrays by name, and definitions drawn at random."""

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from theorems.gaussian_counts import definitions as counts
from theorems.language.arithmetic_of_arrays import FloatsOfArrays
from theorems.language.givens import (
    any_signs,
    array,
    frobenius_ball,
    normal,
    opposite_signs,
    repeated_rows,
    vector,
)
from theorems.proof_of_lemma_4 import definitions as lemma_4
from theorems.relu_linearization import definitions as near
from theorems.sign_patterns import definitions as signs
from theorems.symmetric_initialization import definitions as symmetric

DEFINITIONS = [
    *(near.gap, near.gap_over_neurons, near.gap_over_neurons_swapped, near.absolute_gap),
    *(near.moved_neurons, near.bad_neurons, symmetric.gradient_times_weights, symmetric.output),
    *(symmetric.initial_output, symmetric.expansion, symmetric.expansion_about_displacement),
    *(symmetric.twice_output, symmetric.delta_1, symmetric.delta_2, symmetric.linearization_error),
    *(counts.small_preactivations, counts.small_preactivation_frequency),
    *(counts.small_preactivation_excess, lemma_4.delta_1_on_a1, signs.gap_over_frobenius_norm),
]
NUMBERS = {"tau": 0.7, "alpha": 1.3, "B": 2.0, "delta": 0.1, "x_norm": 1.0}
PARAMETERS = ("m", "d", *NUMBERS)
NEAR_START = {
    "W": frobenius_ball("W0", "B"),
    "W0": normal("m", "d"),
    "a": any_signs("m"),
    "c": array("m"),
    "x": vector("d"),
}
SYMMETRIC = {
    "W": array("m", "d"),
    "W0": repeated_rows("m", "d"),
    "c": opposite_signs("m"),
    "x": vector("d"),
}
TWO_INPUTS = {
    "W": normal("m", "d"),
    "b": normal("m"),
    "x": vector("d"),
    "y": vector("d"),
}
BOTH_LAYERS = {
    **{"W": array("m", "d"), "W0": array("m", "d"), "b": array("m"), "b0": array("m")},
    **{"a": array("m"), "x": vector("d"), "z": vector("d")},
}
ANY = {
    **{"W": array("m", "d"), "V": array("m", "d"), "a": array("m"), "c": array("m")},
    **{"x": vector("d"), "y": vector("d")},
}
_exact = np.frompyfunc(Fraction, 1, 1)


class Exactly(FloatsOfArrays):
    """Rational numbers in place of floats."""

    number = staticmethod(Fraction)  # type: ignore[assignment]

    @staticmethod
    def where(condition: Any, a: Any, b: Any) -> Any:
        return np.where(condition, _exact(a), _exact(b))

    @staticmethod
    def maximum(a: Any, b: Any) -> Any:
        return _exact(np.maximum(a, b))

    @staticmethod
    def minimum(a: Any, b: Any) -> Any:
        return _exact(np.minimum(a, b))


def whole_arrays(rng: np.random.Generator) -> dict[str, Any]:
    """Sizes from 1 to 3 and arrays of small whole numbers, with many ties, by name."""
    m, d = (int(n) for n in rng.integers(1, 4, 2))
    shapes = {"W": (m, d), "V": (m, d), "a": m, "c": m, "x": d, "y": d}
    drawn = {name: _exact(rng.integers(-2, 3, shape)) for name, shape in shapes.items()}
    return {**drawn, "t": Fraction(int(rng.integers(-2, 3))), "m": Fraction(m), "d": Fraction(d)}


def random_definition(seed: int) -> Callable[..., Any]:
    """A definition in numpy, the same at each call: pre-activations, steps, maxima, sums."""

    def definition(W: Any, V: Any, a: Any, c: Any, x: Any, y: Any, t: Any, m: Any) -> Any:
        r = random.Random(seed)
        atoms = [
            *(lambda: W @ x, lambda: V @ x, lambda: W @ y, lambda: a, lambda: c),
            *(lambda: (W - V) @ x, lambda: t * a, lambda: np.sum((W - V) ** 2, axis=1)),
            *(lambda: np.sum(W * V, axis=1), lambda: np.einsum("ij,j,i->i", W, x, a)),
        ]

        def some(depth: int) -> Any:
            return neurons(r.randrange(depth)) if depth else r.choice(atoms)()

        def condition(depth: int) -> Any:
            u, v = some(depth), r.choice([0, some(depth), 1])
            return r.choice(
                [
                    *(lambda: u > v, lambda: u >= v, lambda: u < v, lambda: u <= v),
                    *(lambda: u == v, lambda: u != v, lambda: (u > v) & (c >= 0)),
                    lambda: ~(u > v) | (a < 0),
                ]
            )()

        def neurons(depth: int) -> Any:
            u, v, p = some(depth), some(depth), condition(depth)
            return r.choice(
                [
                    *(lambda: u + v, lambda: u - v, lambda: u * v, lambda: abs(u), lambda: u**2),
                    *(lambda: np.maximum(u, v), lambda: np.minimum(u, v), lambda: u * p),
                    *(lambda: np.where(p, u, v), lambda: u / Fraction(r.choice([2, 3, -2]))),
                    *(lambda: np.max(u * a) * v, lambda: np.sum(u * c) - v),
                ]
            )()

        u = neurons(1 + seed % 3)
        return r.choice(
            [
                *(lambda: np.sum(u * a), lambda: np.max(u + a), lambda: abs(np.sum(u * a))),
                *(lambda: np.mean(u), lambda: np.sum(u) / m, lambda: np.min(u * a - c)),
                lambda: np.sum(a[:, None] * W * np.outer(u, x)),
                lambda: np.sum(np.outer(u, c) * np.outer(a, c)),
                lambda: np.sum(x * ((u * c) @ W)),
            ]
        )()

    return definition
