"""Kernels of neural networks: the recursions, the finite widths, the closed forms.

Plain numpy and literal: this is what the statements about kernels mean. x, y (n0,) are inputs.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theorems.language.activations import Activation
from theorems.language.floats import FLOATS
from theorems.language.functions import arccos, cos, pi, sin
from theorems.language.reading import formula

Array = NDArray[Any]


@cache
def _polar_rules() -> tuple[Array, Array, Array, Array]:
    """Nodes and weights for the angle on [-1, 1], and for E over the radius."""
    angles, angle_weights = np.polynomial.legendre.leggauss(64)
    nodes, weights = np.polynomial.legendre.leggauss(96)
    radius = 6 * (1 + nodes)  # [0, 12]; beyond, r exp(-r^2/2) has mass exp(-72)
    return angles, angle_weights, radius, 6 * weights * radius * np.exp(-(radius**2) / 2)


def expectation(g: Callable[[Array], Array], covariance: Array) -> float:
    """E[g(u) g(v)] for a centred Gaussian pair (u, v), by quadrature in the plane.

    In polar coordinates u = sqrt(A) r cos t, v = sqrt(B) r cos(t - phi), cos phi = C / sqrt(AB);
    the angle is split where u or v changes sign, so that a kink of g at 0 costs no accuracy.

    g          : function of arrays, smooth on each side of 0, of polynomial growth
    covariance : (2, 2) [[A, C], [C, B]], positive semidefinite
    About 1e-12 accurate for the activations of the catalogue and variances up to about 1.
    """
    (A, C), (_, B) = covariance
    phi = math.atan2(math.sqrt(max(A * B - C * C, 0.0)), C)
    angles, angle_weights, radius, radial_weights = _polar_rules()
    total = 0.0
    kinks = [phi - math.pi / 2, math.pi / 2, phi + math.pi / 2, 3 * math.pi / 2]
    for start, stop in zip(kinks, [*kinks[1:], phi + 3 * math.pi / 2], strict=True):
        half = (stop - start) / 2
        t = start + half * (1 + angles)
        u = math.sqrt(A) * np.outer(np.cos(t), radius)
        v = math.sqrt(B) * np.outer(np.cos(t - phi), radius)
        total += half * float(angle_weights @ (g(u) * g(v)) @ radial_weights)
    return total / (2 * math.pi)


def _first_covariance(x: Array, y: Array, beta: float) -> Array:
    """Sigma^(1)(x, y) = x.y / n0 + beta^2 on the pairs of {x, y}, shape (2, 2)."""
    both = np.stack([x, y])
    return np.asarray(both @ both.T / len(x) + beta**2)


def _next_covariance(covariance: Array, beta: float, sigma: Activation) -> Array:
    """Sigma^(L+1) = E_{f ~ N(0, Sigma^(L))}[sigma(f(x)) sigma(f(y))] + beta^2, shape (2, 2)."""

    def entry(i: int, j: int) -> float:
        pair = covariance[np.ix_([i, j], [i, j])]
        return expectation(lambda z: sigma.value(z, FLOATS), pair) + beta**2

    return np.array([[entry(0, 0), entry(0, 1)], [entry(0, 1), entry(1, 1)]])


def sigma_recursion(x: Array, y: Array, L: int, beta: float, sigma: Activation) -> float:
    """Sigma^(L)(x, y), the covariance of the limiting Gaussian process at depth L >= 1.

    Source: giancola, Proposition III.1.2.
    """
    covariance = _first_covariance(x, y, beta)
    for _ in range(L - 1):
        covariance = _next_covariance(covariance, beta, sigma)
    return float(covariance[0, 1])


def theta_recursion(x: Array, y: Array, L: int, beta: float, sigma: Activation) -> float:
    """Theta^(L)(x, y), the limiting neural tangent kernel at depth L >= 1.

    Theta^(1) = Sigma^(1), Theta^(L+1) = Theta^(L) Sigma-dot^(L+1) + Sigma^(L+1), with
    Sigma-dot^(L+1) = E_{f ~ N(0, Sigma^(L))}[sigma'(f(x)) sigma'(f(y))].

    Source: giancola, Theorem III.1.4.
    """
    covariance = _first_covariance(x, y, beta)
    theta = float(covariance[0, 1])
    for _ in range(L - 1):
        sigma_dot = expectation(lambda z: sigma.slope(z, FLOATS), covariance)
        covariance = _next_covariance(covariance, beta, sigma)
        theta = theta * sigma_dot + float(covariance[0, 1])
    return theta


def finite_ntk(x: Array, y: Array, W0: Array, a: Array, sigma: Activation) -> Any:
    """K(x, y) = <df(x; W0), df(y; W0)>, the rows of df being a_i sigma'(w0_i . x) x.

    Source: slides, "Neural Tangent Kernels", Definition.
    """
    rows_x = (a * sigma.slope(W0 @ x, FLOATS))[:, None] * x[None, :]
    rows_y = (a * sigma.slope(W0 @ y, FLOATS))[:, None] * y[None, :]
    return np.sum(rows_x * rows_y)


def finite_ntk_sum(x: Array, y: Array, W0: Array, sigma: Activation) -> Any:
    """K(x, y) = sum_i x.y sigma'(w0_i . x) sigma'(w0_i . y), for a_i = +-1.

    Source: slides, "Neural Tangent Kernels", two-layer nets.
    """
    return np.sum((x @ y) * sigma.slope(W0 @ x, FLOATS) * sigma.slope(W0 @ y, FLOATS))


def finite_relu_ntk(x: Array, y: Array, W0: Array) -> Any:
    """K(x, y) = sum_i x.y 1[w0_i . x >= 0] 1[w0_i . y >= 0].

    Source: slides, "Neural Tangent Kernels", ReLU.
    """
    return np.sum((x @ y) * np.where(W0 @ x >= 0, 1, 0) * np.where(W0 @ y >= 0, 1, 0))


@formula
def relu_ntk(rho: Any) -> Any:
    """rho (pi - arccos rho) / (2 pi), for unit inputs with cosine rho in [-1, 1].

    Source: slides, "Infinite-width NTK for ReLU", Proposition.
    """
    return rho * (pi - arccos(rho)) / (2 * pi)


@formula
def arc_cosine(rho: Any) -> Any:
    """(sin phi + (pi - phi) cos phi) / (2 pi), phi = arccos rho, for unit inputs.

    Source: pleiss, Eq. (1).
    """
    phi = arccos(rho)
    return (sin(phi) + (pi - phi) * cos(phi)) / (2 * pi)


@formula
def pleiss_ntk(rho: Any) -> Any:
    """(sin phi + 2 (pi - phi) cos phi) / (2 pi), phi = arccos rho, for unit inputs.

    Source: pleiss, Eq. (6), first line.
    """
    phi = arccos(rho)
    return (sin(phi) + 2 * (pi - phi) * cos(phi)) / (2 * pi)


@formula
def pleiss_ntk_sum(rho: Any) -> Any:
    """k_arccos + (pi - phi) cos phi / (2 pi), phi = arccos rho, for unit inputs.

    Source: pleiss, Eq. (6), second line.
    """
    phi = arccos(rho)
    return arc_cosine + (pi - phi) * cos(phi) / (2 * pi)


@formula
def cho_saul_0(rho: Any) -> Any:
    """J_0 / pi = (pi - theta) / pi, theta = arccos rho, for unit inputs.

    Source: cho-saul, Section 2.
    """
    return (pi - arccos(rho)) / pi


@formula
def cho_saul_1(rho: Any) -> Any:
    """J_1 / pi = (sin theta + (pi - theta) cos theta) / pi, theta = arccos rho, for unit inputs.

    Source: cho-saul, Section 2.
    """
    theta = arccos(rho)
    return (sin(theta) + (pi - theta) * cos(theta)) / pi


@formula
def cho_saul_2(rho: Any) -> Any:
    """J_2 / pi = (3 sin theta cos theta + (pi - theta) (1 + 2 cos(theta)^2)) / pi, for unit inputs.

    Source: cho-saul, Section 2.
    """
    theta = arccos(rho)
    c = cos(theta)
    return (3 * sin(theta) * c + (pi - theta) * (1 + 2 * c * c)) / pi
