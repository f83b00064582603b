"""Taylor's theorem with the remainder as an integral, as three sources print it.

The displays speak of a function f through its values, its slopes and integrals of its second
derivative against a kernel. One text serves every kind of function: polynomials with exact
coefficients (here), an arbitrary C^2 function, an activation in balls.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
from numpy.polynomial.polynomial import polyder, polyint, polyval

from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import Names
from theorems.language.parameters import SMOOTH
from theorems.language.reading import read
from theorems.language.text import text
from theorems.networks import Array

Kernel = Callable[[Any], Any]


class Function(Protocol):
    """A C^2 function f with |f''| <= gamma."""

    @property
    def gamma(self) -> Any: ...
    def value(self, x: Any) -> Any: ...
    def slope(self, x: Any) -> Any: ...
    def integral(self, kernel: Kernel, a: Any, x: Any) -> Any: ...


@dataclass(frozen=True)
class Polynomial:
    """f(t) = sum_k coefficients[k] t^k, exactly.

    coefficients : exact numbers
    gamma        : a bound on |f''|, where the statement speaks of one
    """

    coefficients: tuple[Any, ...]
    gamma: Any = None

    def _array(self) -> Array:
        return np.array(self.coefficients, dtype=object)

    def value(self, x: Any) -> Any:
        """f(x)."""
        return polyval(x, self._array())

    def slope(self, x: Any) -> Any:
        """f'(x)."""
        return polyval(x, polyder(self._array()))

    def integral(self, kernel: Kernel, a: Any, x: Any) -> Any:
        """int_a^x f''(t) kernel(t) dt, negative to the integral from x to a."""
        t = np.polynomial.Polynomial(np.array([Fraction(0), Fraction(1)], dtype=object))
        curvature = np.polynomial.Polynomial(polyder(self._array(), 2))
        primitive = polyint((curvature * kernel(t)).coef)
        return polyval(x, primitive) - polyval(a, primitive)


def remainder(f: Function, a: Any, x: Any) -> Any:
    """f(x) - f(a) - f'(a) (x - a)."""
    return f.value(x) - f.value(a) - f.slope(a) * (x - a)


def left_side(f: Function, a: Any, x: Any) -> Any:
    """f(x)."""
    return f.value(x)


def expansion(kernel: Callable[[Any, Any, Any], Any]) -> Callable[[Function, Any, Any], Any]:
    """f(a) + f'(a) (x - a) + int_a^x f''(t) kernel(a, x, t) dt."""

    def side(f: Function, a: Any, x: Any) -> Any:
        return f.value(a) + f.slope(a) * (x - a) + f.integral(lambda t: kernel(a, x, t), a, x)

    side.__doc__ = f"f(a) + f'(a) (x - a) + int_a^x f''(t) ({text(read(kernel))}) dt."
    return side


def remainder_at_s(f: Function, r: Any, s: Any) -> Any:
    """|sigma(r) - sigma(s) - sigma'(s) (r - s)|."""
    return abs(remainder(f, s, r))


def integral_from_r(
    kernel: Callable[[Any, Any, Any], Any],
) -> Callable[[Function, Any, Any], Any]:
    """|int_r^s sigma''(z) kernel(r, s, z) dz|."""

    def side(f: Function, r: Any, s: Any) -> Any:
        return abs(f.integral(lambda z: kernel(r, s, z), r, s))

    side.__doc__ = f"|int_r^s sigma''(z) ({text(read(kernel))}) dz|."
    return side


def neuron_remainder(f: Function, w0: Array, w: Array, x: Array) -> Any:
    """|sigma(w.x) - sigma(w0.x) - sigma'(w0.x) x.(w - w0)|."""
    return abs(f.value(w @ x) - f.value(w0 @ x) - f.slope(w0 @ x) * (x @ (w - w0)))


def neuron_integral(
    kernel: Callable[[Any, Any, Any], Any],
) -> Callable[[Function, Array, Array, Array], Any]:
    """|int_{z0}^z sigma''(t) kernel(z0, z, t) dt|, z0 = w0.x, z = w.x."""

    def side(f: Function, w0: Array, w: Array, x: Array) -> Any:
        z0, z = w0 @ x, w @ x
        return abs(f.integral(lambda t: kernel(z0, z, t), z0, z))

    side.__doc__ = f"|int_z0^z sigma''(t) ({text(read(kernel))}) dt|, z0 = w0.x, z = w.x."
    return side


def curvature_bound(f: Function, w0: Array, w: Array, x: Array) -> Any:
    """(gamma / 2) (x.(w - w0))^2."""
    return f.gamma * (x @ (w - w0)) ** 2 / 2


def cauchy_schwarz(f: Function, w0: Array, w: Array, x: Array) -> Any:
    """(gamma / 2) ||x||^2 ||w - w0||^2."""
    return f.gamma * (x @ x) * ((w - w0) @ (w - w0)) / 2


CURVED = tuple(name for name in SMOOTH.coverage if ACTIVATIONS[str(name)].curvature is not None)
TWICE_DIFFERENTIABLE = replace(
    SMOOTH,
    meaning="an activation with a bounded second derivative",
    domain=Names(
        tuple(str(name) for name in CURVED),
        {
            a.name: "without a bounded second derivative"
            for a in ACTIVATIONS.values()
            if a.name not in CURVED
        },
    ),
    coverage=CURVED,
)
