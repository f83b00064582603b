"""The worst activation of Eq. (7): its slope leaves the largest value at the largest rate.

sigma' = C for z <= 0, falls from there with sigma'' going from 0 to -gamma on [0, e], stays at
sigma'' = -gamma until the slope is C/2, and comes back to sigma'' = 0 on a stretch of length e. So
|sigma'| <= C and |sigma''| <= gamma everywhere, sigma'' is continuous, and at z = e the slope is
C - gamma e / 2 while sigma'' = -gamma. All values at rational points are rational.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import isqrt
from typing import Any

from theorems.all_parameters import gap
from theorems.language.activations import Activation, StandIn
from theorems.language.exact import Rationals


class Exact(Rationals):
    """Fractions, with the square roots of rational squares."""

    @staticmethod
    def sqrt(z: Any, /) -> Fraction:
        """Square root of a rational square. Raises ArithmeticError for other numbers."""
        root = Fraction(isqrt(Fraction(z).numerator), isqrt(Fraction(z).denominator))
        if root**2 != z:
            raise ArithmeticError(f"the root of {z} is not rational")
        return root


EXACT = Exact()


@dataclass(frozen=True)
class _Spline:
    gamma: Fraction
    C: Fraction
    e: Fraction

    def knots(self) -> tuple[Fraction, Fraction, Fraction]:
        """Where sigma'' starts to fall, where it has fallen, and where it starts to rise."""
        return Fraction(0), self.e, self.e / 2 + self.C / (2 * self.gamma)

    def slope(self, z: Fraction) -> Fraction:
        """sigma'(z)."""
        start, full, end = self.knots()
        if z <= start:
            return self.C
        if z <= full:
            return self.C - self.gamma * z**2 / (2 * self.e)
        if z <= end:
            return self.C - self.gamma * (z - self.e / 2)
        u = min(z - end, self.e)
        return self.C / 2 - self.gamma * (u - u**2 / (2 * self.e))


@lru_cache
def _value(spline: _Spline, z: Fraction) -> Fraction:
    """sigma(z), by Simpson's rule on each piece: exact, since sigma' is quadratic there."""
    ends = [knot for knot in (*spline.knots(), spline.knots()[2] + spline.e) if knot < z]
    if not ends:
        return spline.C * z
    total = Fraction(0)
    for a, b in zip(ends, [*ends[1:], z], strict=True):
        total += (b - a) / 6 * (spline.slope(a) + 4 * spline.slope((a + b) / 2) + spline.slope(b))
    return total


def worst_activation(gamma: Fraction, C: Fraction, e: Fraction) -> Activation:
    """The activation of this module, on Fractions; needs gamma e <= C."""
    spline = _Spline(gamma, C, e)
    return StandIn(
        "worst",
        value=lambda z, fn: _value(spline, Fraction(z)),
        slope=lambda z, fn: spline.slope(Fraction(z)),
        curvature=None,
        lipschitz=True,
        smooth=True,
    )


def exact_gap(
    gamma: Fraction, C: Fraction, x: Fraction, beta0: Fraction, ratio: Fraction, step: Fraction
) -> tuple[Fraction, Fraction]:
    """(gap, ||theta - theta0||^2) of one neuron with the worst activation, by the definition.

    It starts at z = e, a thousandth of how far z moves, and moves by w = step along x, beta by
    ratio w. EXACT.
    """
    e = x * step / 1000
    sigma = worst_activation(gamma, C, e)
    b = ratio * step
    theta0 = ([-beta0], [[e / x]])  # the remainder is negative, and both terms are to agree
    theta = ([-beta0 + b], [[e / x + step]])
    return Fraction(gap(theta, theta0, [x], sigma, EXACT)), b**2 + step**2
