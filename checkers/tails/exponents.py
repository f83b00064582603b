"""Exponents of nearly best Chernoff bounds, of many sums at once, in floats: they only steer."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
SMALLEST, LARGEST = 2e-9, 660.0  # sizes of an exponent; exp(LARGEST) is a float
CLOSE = 1e-9  # relative change of an exponent at which the search stops
ROUNDS = 60  # of bisection they narrow any bracket to CLOSE; Newton's steps take some six


@dataclass(frozen=True)
class Atoms:
    """Variables Y in [0, 1] with finitely many values, one variable for each row.

    values, weights : (k, j); Y = values[i, j] with probability weights[i, j], and 0 otherwise
    """

    values: Vector
    weights: Vector

    def mean(self) -> Vector:
        """E Y, of each variable."""
        return np.asarray((self.values * self.weights).sum(1))

    def log_moment(self, u: Vector) -> Vector:
        """log E exp(u Y), u (k,), or of any length for one variable; |u| <= LARGEST."""
        grown = u[:, None] * self.values
        small = (self.weights * np.expm1(grown)).sum(1)  # accurate near 0
        whole = self._rest + (self.weights * np.exp(grown)).sum(1)  # and elsewhere
        with np.errstate(divide="ignore"):
            near = np.log1p(np.clip(small, -0.5, 0.5))
            return np.asarray(np.where(abs(small) < 0.5, near, np.log(whole)))

    def part(self, u: Vector) -> Vector:
        """E[exp(u Y); Y > 0], as accurate where Y is seldom positive; u as in `log_moment`."""
        return np.asarray((self.weights * np.exp(u[:, None] * self.values)).sum(1))

    @cached_property
    def _powers(self) -> Vector:
        """(k, 3, j): the weights times 1, Y and Y^2."""
        once = self.weights * self.values
        return np.stack([self.weights, once, once * self.values], axis=1)

    def slopes(self, u: Vector) -> tuple[Vector, Vector]:
        """The first two derivatives of log E exp(u Y) in u: a mean and a variance."""
        grown = np.exp(u[:, None] * self.values)
        whole, first, second = (self._powers @ grown[:, :, None])[:, :, 0].T
        whole = whole + self._rest
        mean = first / whole
        return mean, second / whole - mean * mean

    @cached_property
    def _rest(self) -> Vector:
        """P(Y = 0) beyond the atoms."""
        return np.asarray(np.maximum(1 - self.weights.sum(1), 0.0))

    def tilts(self, n: Vector, threshold: Vector, sign: int = 1) -> tuple[Vector, Vector]:
        """(u, log bound): nearly best Chernoff bounds exp(n log E exp(u Y) - u t), u of one sign.

        n, threshold : (k,), how many copies are added, and t; SMALLEST <= |u| <= LARGEST

        The best u is where the mean under the tilt is t / n: Newton's method on its log odds.
        """
        level = np.clip(threshold / n, 1e-300, 1 - 1e-15)
        aim = np.log(level) - np.log1p(-level)

        def odds(u: Vector) -> tuple[Vector, Vector]:
            mean, variance = self.slopes(u)
            return np.log(mean / (1 - mean)) - aim, variance / (mean * (1 - mean))

        u = rising_root(odds, np.full_like(level, sign * SMALLEST), sign * LARGEST)
        return u, np.minimum(n * self.log_moment(u) - u * threshold, 0.0)


def rising_root(
    function: Callable[[Vector], tuple[Vector, Vector]], start: Vector, end: float
) -> Vector:
    """Roots of rising functions between a start and an end of one sign, else the nearer of them.

    By Newton's method, and by the geometric mean of the bracket where a step leaves it.

    function : u -> (value, slope), elementwise
    start    : (k,), where the search begins, of smaller size than `end`
    """
    sign = 1.0 if end > 0 else -1.0
    with np.errstate(all="ignore"):
        beyond = sign * function(np.full_like(start, end))[0] < 0
        near, far = start, np.full_like(start, end)
        u = np.where(beyond, far, near)
        for _ in range(ROUNDS):
            value, slope = function(u)
            short = sign * value < 0  # of the root
            near, far = np.where(short, u, near), np.where(short, far, u)
            moved = u - value / slope
            inside = (sign * near <= sign * moved) & (sign * moved <= sign * far)
            inside |= abs(moved - u) <= CLOSE * abs(u)  # it ends where rounding moves it
            moved = np.where(inside, moved, sign * np.sqrt(near * far))
            if (beyond | (abs(moved - u) <= CLOSE * abs(u))).all():
                break
            u = np.where(beyond, u, moved)
    return u
