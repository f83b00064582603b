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
from theorems.language.records import Identity, Source, Theorem
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

SLIDES = Identity(
    label="slides/taylor-integral",
    title="Taylor's theorem with an integral remainder",
    source=Source(
        "slides",
        'Proposition 4.1, step 1, "Taylor\'s theorem"',
        r"f(x) = f(a) + f'(a)(x - a) + \int_a^x f''(t) \frac{(x - t)^2}{2} dt",
    ),
    reading="For every f that is twice continuously differentiable, and all real a and x.",
    of="functions",
    sides=(left_side, expansion(lambda a, x, t: (x - t) ** 2 / 2)),
)

SUTHERLAND = Identity(
    label="sutherland/taylor-integral",
    title="The remainder as an integral of the second derivative",
    source=Source(
        "sutherland",
        "Linearization quality, derivation",
        r"|\sigma(r) - \sigma(s) - \sigma'(s)(r - s)| ="
        r" \left| \int_r^s \sigma''(z)(s - z) dz \right|",
    ),
    reading=(
        "For every sigma that is twice continuously differentiable with |sigma''| <= beta for some"
        " beta, and all real r and s; the integral is directed from r to s."
    ),
    deviations=(
        "The bound (beta/2)(r - s)^2 that ends the display is slides/smooth-remainder.",
        "|sigma''| needs to be bounded between r and s only: outside, sigma'' can be continued by"
        " constants without changing either side.",
    ),
    of="functions",
    sides=(remainder_at_s, integral_from_r(lambda r, s, z: s - z)),
)

PLEISS = Identity(
    label="pleiss/taylor-remainder",
    title="The bound of (b): remainder, integral, Cauchy-Schwarz",
    source=Source(
        "pleiss",
        "Section 2, bound of (b)",
        r"\left| \sigma(w_i^\top x) - \sigma(w_i^{(0)\top} x) - \dot\sigma(w_i^{(0)\top} x) x^\top"
        r" (w_i - w_i^{(0)}) \right| = \left| \int_{z_i^{(0)}}^{z_i} \ddot\sigma(z_i)"
        r" (z_i - z_i^{(0)}) dz_i \right| \leq \int_{z_i^{(0)}}^{z_i} |\ddot\sigma(z_i)|"
        r" |(z_i - z_i^{(0)})| dz_i \leq \gamma \int_{z_i^{(0)}}^{z_i} |(z_i - z_i^{(0)})| dz_i"
        r" = \frac{\gamma}{2} \left( x^\top (w_i - w_i^{(0)}) \right)^2"
        r" \leq \frac{\gamma}{2} \|x\|^2 \|w_i - w_i^{(0)}\|^2",
    ),
    reading=(
        "For every x, w_i and w_i^(0), and every sigma with |sigma''| <= gamma: the equality, and"
        " the inequalities after it. gamma is the smallest such constant."
    ),
    parameters=(TWICE_DIFFERENTIABLE,),
    deviations=(
        "The variable of integration, printed z_i like the end point, is called t: the integrand"
        " is sigma''(t) (t - z_i^(0)).",
        "Two terms of the chain, the integrals of |sigma''| |t - z_0| and of gamma |t - z_0|, are"
        " read over the segment between z_0 and z (directed from z_0 to z they are negative where"
        " z < z_0) and left out: the triangle inequality and int |t - z_0| dt = (z - z_0)^2 / 2"
        " lead from the integral to (gamma/2) (z - z_0)^2.",
    ),
    of="functions",
    sides=(
        neuron_remainder,
        neuron_integral(lambda z0, z, t: t - z0),
        curvature_bound,
        cauchy_schwarz,
    ),
    relations=("=", "<=", "<="),
)

THEOREMS = (SLIDES, SUTHERLAND, PLEISS)

_TRUE_INTEGRAL = neuron_integral(lambda z0, z, t: z - t)

VARIANTS: tuple[Theorem, ...] = (
    replace(
        SLIDES,
        label="slides/taylor-integral:repaired",
        title="Taylor's theorem, the kernel x - t",
        formula=r"f(x) = f(a) + f'(a)(x - a) + \int_a^x f''(t) (x - t) \, dt",
        change=(
            "The kernel (x - t)^2 / 2 becomes x - t. The printed kernel is that of the next order,"
            " which goes with f''' and with one more term f''(a) (x - a)^2 / 2. Step 1 needs the"
            " true kernel: only its integral is (x - a)^2 / 2."
        ),
        sides=(left_side, expansion(lambda a, x, t: x - t)),
    ),
    replace(
        SUTHERLAND,
        label="sutherland/taylor-integral:repaired",
        title="The remainder as an integral, the kernel r - z",
        formula=(
            r"|\sigma(r) - \sigma(s) - \sigma'(s)(r - s)| = \left| \int_r^s \sigma''(z)(r - "
            r"z) dz \right|"
        ),
        change=(
            "s - z becomes r - z: in the remainder of an expansion about s, sigma''(z) has the"
            " weight of its distance to r, the point where sigma is expanded to. The printed"
            " integral is the remainder of the expansion about r. Both have the bound"
            " (beta/2) (r - s)^2, so the conclusion does not change."
        ),
        sides=(remainder_at_s, integral_from_r(lambda r, s, z: r - z)),
    ),
    replace(
        PLEISS,
        label="pleiss/taylor-remainder:repaired",
        title="The bound of (b), the kernel z - t",
        formula=(
            r"\left| \sigma(z_i) - \sigma(z_i^{(0)}) - \dot\sigma(z_i^{(0)}) (z_i - "
            r"z_i^{(0)}) \right| = \left| \int_{z_i^{(0)}}^{z_i} \ddot\sigma(t) (z_i - t) "
            r"dt \right| \leq \frac{\gamma}{2} (z_i - z_i^{(0)})^2 \leq \frac{\gamma}{2} "
            r"\|x\|^2 \|w_i - w_i^{(0)}\|^2"
        ),
        change=(
            "sigma''(t) (t - z_0) becomes sigma''(t) (z - t): the printed integral is the remainder"
            " of the expansion about z, not about z_0. The integral of either kernel over the"
            " segment is (z - z_0)^2 / 2, so the bounds after it do not change."
        ),
        sides=(neuron_remainder, _TRUE_INTEGRAL, curvature_bound, cauchy_schwarz),
    ),
)


def _twin(theorem: Identity, name: str, title: str, *sides: Callable[..., Any]) -> Identity:
    return replace(
        theorem,
        label=f"{theorem.label}:twin-{name}",
        title=title,
        twin_of=theorem.label,
        sides=sides,
    )


TWINS: tuple[Theorem, ...] = (
    _twin(
        SLIDES,
        "square",
        "the kernel (x - t)^2",
        left_side,
        expansion(lambda a, x, t: (x - t) ** 2),
    ),
    _twin(SLIDES, "sign", "the kernel t - x", left_side, expansion(lambda a, x, t: t - x)),
    _twin(SLIDES, "other-end", "the kernel t - a", left_side, expansion(lambda a, x, t: t - a)),
    _twin(
        SUTHERLAND,
        "half",
        "the kernel (r - z) / 2",
        remainder_at_s,
        integral_from_r(lambda r, s, z: (r - z) / 2),
    ),
    _twin(
        SUTHERLAND,
        "no-modulus",
        "the kernel r - z, without absolute values",
        lambda f, r, s: remainder(f, s, r),
        lambda f, r, s: f.integral(lambda z: r - z, r, s),
    ),
    _twin(
        PLEISS,
        "constant",
        "gamma / 3 in place of gamma / 2, after the true integral",
        neuron_remainder,
        _TRUE_INTEGRAL,
        lambda f, w0, w, x: curvature_bound(f, w0, w, x) * 2 / 3,
        cauchy_schwarz,
    ),
    _twin(
        PLEISS,
        "no-square",
        "||x|| to the power 0 in place of 2, after the true integral",
        neuron_remainder,
        _TRUE_INTEGRAL,
        curvature_bound,
        lambda f, w0, w, x: f.gamma * ((w - w0) @ (w - w0)) / 2,
    ),
)
