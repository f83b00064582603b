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


def _relu_value(q: arb, rho: Any) -> Any:
    return q * (_sine(rho) + (arb.pi() - _angle(rho)) * rho) / (2 * arb.pi())


def _abs_value(q: arb, rho: Any) -> Any:
    # |u| |v| = (relu(u) + relu(-u)) (relu(v) + relu(-v)).
    return 2 * (_relu_value(q, rho) + _relu_value(q, -rho))


def _sin_value(q: arb, rho: Any) -> Any:
    return ((q * (rho - 1)).exp() - (-q * (rho + 1)).exp()) / 2


def _sin_slope(q: arb, rho: Any) -> Any:
    return ((q * (rho - 1)).exp() + (-q * (rho + 1)).exp()) / 2


# erf: arcsine law; sin: E cos(u -+ v) = exp(-q (1 -+ rho)); powers: Isserlis' theorem.
DUALS: dict[str, tuple[Dual, Dual]] = {
    "relu": (_relu_value, lambda q, rho: 1 / arb(2) - _angle(rho) / (2 * arb.pi())),
    "abs": (_abs_value, lambda q, rho: 1 - 2 * _angle(rho) / arb.pi()),
    "erf": (
        lambda q, rho: 2 * (2 * q * rho / (1 + 2 * q)).asin() / arb.pi(),
        lambda q, rho: 4 * ((1 + 2 * q) ** 2 - (2 * q * rho) ** 2).rsqrt() / arb.pi(),
    ),
    "sin": (_sin_value, _sin_slope),
    "identity": (lambda q, rho: q * rho, lambda q, rho: arb(1)),
    "quadratic": (
        lambda q, rho: q**2 * (1 + 2 * rho**2),
        lambda q, rho: 4 * q * rho,
    ),
    "cubic": (
        lambda q, rho: q**3 * (9 * rho + 6 * rho**3),
        lambda q, rho: 9 * q**2 * (1 + 2 * rho**2),
    ),
}
