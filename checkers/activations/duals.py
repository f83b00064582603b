"""Dual activations in closed form, in balls.

For a centred pair of variance q and correlation rho, phi = arccos rho,
    value(q, rho) = E[sigma(u) sigma(v)],   slope(q, rho) = E[sigma'(u) sigma'(v)].
rho is a ball, or a power series of balls.
"""

from collections.abc import Callable
from typing import Any

from flint import arb, arb_series

from checkers.arithmetic.balls import BALLS

Dual = Callable[[arb, Any], Any]


def _sine(rho: Any) -> Any:
    """sqrt(1 - rho^2); a ball is cut at 0 where it reaches beyond [-1, 1]."""
    square = (1 - rho) * (1 + rho)
    return square.sqrt() if isinstance(rho, arb_series) else BALLS.sqrt(square)


def _angle(rho: Any) -> Any:
    """phi = arccos rho, of a ball as 2 atan(sqrt((1 - rho) / (1 + rho))).

    Accurate near 0 and near pi, and off the branch cut of atan2 when rho reaches beyond [-1, 1].
    """
    if isinstance(rho, arb_series):
        return rho.acos()
    return 2 * arb.atan2(BALLS.sqrt(1 - rho), BALLS.sqrt(1 + rho))


def relu_value(q: arb, rho: Any) -> Any:
    """q (sin phi + (pi - phi) cos phi) / (2 pi)."""
    return q * (_sine(rho) + (arb.pi() - _angle(rho)) * rho) / (2 * arb.pi())


def relu_slope(q: arb, rho: Any) -> Any:
    """(pi - phi) / (2 pi)."""
    return 1 / arb(2) - _angle(rho) / (2 * arb.pi())


def abs_value(q: arb, rho: Any) -> Any:
    """|u| |v| = (relu(u) + relu(-u)) (relu(v) + relu(-v))."""
    return 2 * (relu_value(q, rho) + relu_value(q, -rho))


def abs_slope(q: arb, rho: Any) -> Any:
    """1 - 2 phi / pi."""
    return 1 - 2 * _angle(rho) / arb.pi()


def erf_value(q: arb, rho: Any) -> Any:
    """The arcsine law."""
    return 2 * (2 * q * rho / (1 + 2 * q)).asin() / arb.pi()


def erf_slope(q: arb, rho: Any) -> Any:
    """4 / (pi sqrt((1 + 2 q)^2 - (2 q rho)^2))."""
    return 4 * ((1 + 2 * q) ** 2 - (2 * q * rho) ** 2).rsqrt() / arb.pi()


def sin_value(q: arb, rho: Any) -> Any:
    """By E cos(u -+ v) = exp(-q (1 -+ rho))."""
    return ((q * (rho - 1)).exp() - (-q * (rho + 1)).exp()) / 2


def sin_slope(q: arb, rho: Any) -> Any:
    """The same, for cos."""
    return ((q * (rho - 1)).exp() + (-q * (rho + 1)).exp()) / 2


def identity_value(q: arb, rho: Any) -> Any:
    """E[u v]."""
    return q * rho


def identity_slope(q: arb, rho: Any) -> Any:
    """1."""
    return arb(1)


def quadratic_value(q: arb, rho: Any) -> Any:
    """E[u^2 v^2], by Isserlis' theorem."""
    return q**2 * (1 + 2 * rho**2)


def quadratic_slope(q: arb, rho: Any) -> Any:
    """4 E[u v]."""
    return 4 * q * rho


def cubic_value(q: arb, rho: Any) -> Any:
    """E[u^3 v^3], by Isserlis' theorem."""
    return q**3 * (9 * rho + 6 * rho**3)


def cubic_slope(q: arb, rho: Any) -> Any:
    """9 E[u^2 v^2]."""
    return 9 * q**2 * (1 + 2 * rho**2)
