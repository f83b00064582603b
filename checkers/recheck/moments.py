"""E exp(uY) of a share, and a second opinion on its integrals.

The integrals are Arb's. mpmath's own quadrature must find nearly the same: that proves nothing, and
watches over what is trusted.
"""

from collections.abc import Callable, Mapping
from typing import Any

import mpmath
from flint import arb

from .facts import Share
from .formulas import Node, names_in
from .numbers import need, real
from .values import BALLS, Arithmetic, value

DIGITS = 30
CLOSE = "1e-15"
LARGEST = (
    1000  # of u and r: beyond, the integrand is too steep for mpmath, and there is no second way
)
ENDS = ("0", "0.01", "0.1", "0.5", "1")


def moment(share: Share, u: arb, r: arb | None) -> arb:
    """E exp(uY); r is None where Y = 1."""
    if r is None:
        return u.exp()
    values = {"u": u, "r": r}
    found = real(value(share.moment, values, BALLS))
    moderate = bool(abs(u) < LARGEST and r < LARGEST)
    if moderate and "integral()" in names_in(share.moment):
        need(_agrees(share.moment, values, found), "mpmath finds another moment")
    return found


def _agrees(formula: Node, values: Mapping[str, arb], found: arb) -> bool:
    with mpmath.workdps(DIGITS):
        at = {name: _middle(ball) for name, ball in values.items()}
        again, told = value(formula, at, FLOATS), _middle(found)
        return bool(abs(told - again) < mpmath.mpf(CLOSE) * abs(told))


def _middle(ball: arb) -> Any:
    return mpmath.mpf(ball.mid().str(DIGITS, radius=False))


def _integral(function: Callable[[Any], Any]) -> Any:
    return mpmath.quad(function, [mpmath.mpf(end) for end in ENDS])


FLOATS = Arithmetic(mpmath.mpf, dict, {"exp": mpmath.exp, "phi": mpmath.npdf}, _integral)
