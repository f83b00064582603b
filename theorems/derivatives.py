"""Derivatives by definition: the first-order term of a function at W + eps E.

A `Dual` is value + tangent eps with eps^2 = 0. Networks run on arrays of them, so a gradient is
found without any formula for it. Values may be floats, Fractions or polynomials.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theorems.language.activations import Activation, StandIn

Array = NDArray[Any]


@dataclass(frozen=True)
class Dual:
    """value + tangent eps, eps^2 = 0."""

    value: Any
    tangent: Any

    def __add__(self, other: Any) -> "Dual":
        if isinstance(other, np.ndarray):
            return NotImplemented
        other = _dual(other)
        return Dual(self.value + other.value, self.tangent + other.tangent)

    __radd__ = __add__

    def __mul__(self, other: Any) -> "Dual":
        if isinstance(other, np.ndarray):
            return NotImplemented
        other = _dual(other)
        return Dual(
            self.value * other.value, self.value * other.tangent + self.tangent * other.value
        )

    __rmul__ = __mul__

    def __neg__(self) -> "Dual":
        return Dual(-self.value, -self.tangent)

    def __sub__(self, other: Any) -> "Dual":
        return self + -_dual(other)

    def __rsub__(self, other: Any) -> "Dual":
        return -self + _dual(other)


def _dual(value: Any) -> Dual:
    return value if isinstance(value, Dual) else Dual(value, 0)


@dataclass(frozen=True)
class Loss:
    """A loss l(y, f), differentiable in f; slope is its derivative l'(y, f) in f."""

    name: str
    value: Callable[[Any, Any], Any]
    slope: Callable[[Any, Any], Any]


SQUARED = Loss("squared", lambda y, f: (f - y) * (f - y), lambda y, f: 2 * (f - y))


def activation_of_duals(sigma: Activation) -> Activation:
    """sigma on arrays of Duals: sigma(z + eps dz) = sigma(z) + eps sigma'(z) dz."""

    def value(z: Array, fn: Any) -> Array:
        plain = np.array([_dual(entry).value for entry in z])
        values, slopes = sigma.value(plain, fn), sigma.slope(plain, fn)
        duals = [Dual(v, p * _dual(e).tangent) for v, p, e in zip(values, slopes, z, strict=True)]
        return np.array(duals, dtype=object)

    return StandIn.of(sigma, value, sigma.slope)


def loss_of_duals(loss: Loss) -> Loss:
    """l on Duals: l(y, f + eps df) = l(y, f) + eps l'(y, f) df."""

    def value(y: Any, f: Dual) -> Dual:
        return Dual(loss.value(y, f.value), loss.slope(y, f.value) * f.tangent)

    return replace(loss, value=value)


def gradient(function: Callable[[Array], Any], at: Array) -> Array:
    """The array of partial derivatives of a real function of an array, in its shape.

    function : runs on object arrays of Duals
    """
    partials = np.empty(at.shape, dtype=object)
    for here in np.ndindex(at.shape):
        moved = np.empty(at.shape, dtype=object)
        for there in np.ndindex(at.shape):
            moved[there] = Dual(at[there], int(there == here))
        partials[here] = _dual(function(moved)).tangent
    return partials
