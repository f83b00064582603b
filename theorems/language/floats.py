"""Formulas in floating point: on float64 scalars and arrays, relative errors below 1e-14."""

import math
import operator
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

EDGE = 1 + 1e-12  # a cosine up to here is 1 but for the rounding of its computation
FAR = 60.0  # exp(-FAR^2 / 2) is 0 in floats
ROOT, ROOT_REST = float(np.float32(math.sqrt(2))), 2.4203234208957939e-08  # their sum is sqrt 2
COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    **{"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge},
    **{"==": operator.eq, "!=": operator.ne},
}


@cache
def _half_line() -> tuple[Any, Any]:
    """Nodes and weights on [0, 12]: 12 panels of Gauss-Legendre."""
    nodes, weights = np.polynomial.legendre.leggauss(40)
    return (np.arange(12)[:, None] + (nodes + 1) / 2).ravel(), np.tile(weights / 2, 12)


def _orthant(rho: float, k: int) -> float:
    """E[1{u > 0} 1{v > 0} u^k v^k], k <= 2, for standard normal (u, v) with correlation rho <= 0.

    v = rho u + s g, where s = sqrt(1 - rho^2) is the scale on which v > 0 happens at all: u = s t.
    The integral over g is exact, and what is left falls like exp(-t^2/2).
    """
    t, weights = _half_line()
    s = math.sqrt((1 - rho) * (1 + rho))
    a = rho * t
    below, density = Floats.normal(a), Floats.bell(a, 2) / math.sqrt(2 * math.pi)
    over_g = (below, density + a * below, (1 + a * a) * below + a * density)[k]
    integrand = t**k * Floats.bell(s * t, 2) / math.sqrt(2 * math.pi) * over_g
    return s ** (2 * k + 1) * float(np.sum(weights * integrand))


def _cut(rho: Any) -> Any:
    """A cosine that rounding took beyond [-1, 1] is cut there."""
    return np.where(np.abs(rho) <= EDGE, np.clip(rho, -1, 1), rho)


class Derived:
    """Functions by their formulas, for any arithmetic that loses nothing by them."""

    @staticmethod
    def where(condition: Any, a: Any, b: Any, /) -> Any:
        """The number a where a condition holds, and b elsewhere."""
        return np.where(condition, a, b)

    @staticmethod
    def sign(z: Any, /) -> Any:
        """-1, 0 or 1."""
        return np.sign(z)

    @staticmethod
    def compare(relation: str, a: Any, b: Any, /) -> Any:
        """Whether a < b, a <= b, ...: the relation as it is written."""
        return COMPARISONS[relation](a, b)

    @staticmethod
    def both(a: Any, b: Any, /) -> Any:
        """Whether two conditions hold."""
        return a & b

    @staticmethod
    def either(a: Any, b: Any, /) -> Any:
        """Whether one of two conditions holds."""
        return a | b

    @staticmethod
    def negated(a: Any, /) -> Any:
        """Whether a condition does not hold."""
        return np.logical_not(a)

    def expm1(self: Any, z: Any, /) -> Any:
        """exp(z) - 1."""
        return self.exp(z) - 1

    def bell(self: Any, z: Any, k: int, /) -> Any:
        """exp(-z^2 / k)."""
        return self.exp(-z * z / k)

    def sech2(self: Any, z: Any, /) -> Any:
        """1 - tanh(z)^2."""
        return 1 - self.tanh(z) * self.tanh(z)

    def logistic(self: Any, z: Any, /) -> Any:
        """1 / (1 + exp(-z))."""
        return (1 + self.tanh(z / 2)) / 2

    def erfc(self: Any, z: Any, /) -> Any:
        """1 - erf(z)."""
        return 1 - self.erf(z)

    def normal(self: Any, z: Any, /) -> Any:
        """Standard normal distribution function."""
        return (1 + self.erf(z / self.sqrt(2))) / 2


class Floats(Derived):
    """The operations on float64 scalars and arrays; the errors of the expectations are absolute."""

    pi = math.pi
    number = float
    floor = staticmethod(np.floor)
    minimum, maximum = staticmethod(np.minimum), staticmethod(np.maximum)
    sqrt = staticmethod(np.sqrt)
    cbrt = staticmethod(np.cbrt)
    log = staticmethod(np.log)
    log1p = staticmethod(np.log1p)
    exp = staticmethod(np.exp)
    expm1 = staticmethod(np.expm1)
    sin = staticmethod(np.sin)
    cos = staticmethod(np.cos)
    tanh = staticmethod(np.tanh)
    erf = staticmethod(np.vectorize(math.erf, otypes=[float]))
    erfc = staticmethod(np.vectorize(math.erfc, otypes=[float]))
    abs = staticmethod(np.abs)

    @staticmethod
    def arccos(z: Any, /) -> Any:
        """Inverse cosine; a number that rounding took beyond [-1, 1] is cut there."""
        return np.arccos(_cut(z))

    @staticmethod
    def bell(z: Any, k: int, /) -> Any:
        """exp(-z^2 / k), k = 1 or 2; z is split, as rounding z^2 costs z^2 units in the last place.

        The square of the head, 24 bits long, is exact.
        """
        z = np.clip(z, -FAR, FAR)
        head = np.asarray(z, dtype=np.float32).astype(float)
        return np.exp(-head * head / k) * np.exp(-(z - head) * (z + head) / k)

    @staticmethod
    def sech2(z: Any, /) -> Any:
        """1 - tanh(z)^2, which is 4 exp(-2|z|) / (1 + exp(-2|z|))^2."""
        e = np.exp(-2 * np.abs(z))
        return 4 * e / ((1 + e) * (1 + e))

    @staticmethod
    def logistic(z: Any, /) -> Any:
        """1 / (1 + exp(-z)), in powers that do not overflow."""
        e = np.exp(-np.abs(z))
        return np.where(np.less(z, 0), e, 1) / (1 + e)

    @staticmethod
    def normal(z: Any, /) -> Any:
        """Standard normal distribution function erfc(x) / 2, x = -z / sqrt 2.

        What rounding takes from x, doubled precision finds; there erfc has the slope
        -2 exp(-x^2) / sqrt pi.
        """
        z = np.clip(z, -FAR, FAR)
        x = -z / math.sqrt(2)
        head = np.asarray(x, dtype=np.float32).astype(float)
        missing = (-z - head * ROOT) - (x - head) * ROOT - x * ROOT_REST  # sqrt 2 times it
        return (Floats.erfc(x) - math.sqrt(2 / math.pi) * missing * Floats.bell(x, 1)) / 2

    @staticmethod
    def positive_part(z: Any, /) -> Any:
        """max(z, 0)."""
        return np.maximum(z, 0)

    @staticmethod
    def negative_part(z: Any, /) -> Any:
        """min(z, 0)."""
        return np.minimum(z, 0)

    @staticmethod
    def step_expectation(rho: Any, /) -> Any:
        """E[1{u >= 0} 1{v >= 0}] for standard normal (u, v) with correlation rho."""
        rho = float(_cut(rho))
        return 1 / 2 - _orthant(-rho, 0) if rho > 0 else _orthant(rho, 0)

    @staticmethod
    def relu_expectation(rho: Any, /) -> Any:
        """E[relu(u) relu(v)] for standard normal (u, v) with correlation rho."""
        rho = float(_cut(rho))
        return rho / 2 + _orthant(-rho, 1) if rho > 0 else _orthant(rho, 1)

    @staticmethod
    def square_expectation(rho: Any, /) -> Any:
        """E[relu(u)^2 relu(v)^2] for standard normal (u, v) with correlation rho."""
        rho = float(_cut(rho))
        return 1 / 2 + rho * rho - _orthant(-rho, 2) if rho > 0 else _orthant(rho, 2)


FLOATS = Floats()
