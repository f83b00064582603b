"""The elementary functions that formulas are written in.

A formula of a theorem takes its functions as an argument `fn`, so that one text serves two kinds of
arithmetic: floats (here) and balls (`checkers.balls`).
"""

import math
from collections.abc import Callable
from functools import cache
from typing import Any, Protocol

import numpy as np


class Functions(Protocol):
    """The functions that a formula may use; the names are numpy's."""

    @property
    def pi(self) -> Any: ...
    def sqrt(self, z: Any, /) -> Any: ...
    def cbrt(self, z: Any, /) -> Any: ...
    def log(self, z: Any, /) -> Any: ...
    def log1p(self, z: Any, /) -> Any: ...
    def exp(self, z: Any, /) -> Any: ...
    def sin(self, z: Any, /) -> Any: ...
    def cos(self, z: Any, /) -> Any: ...
    def tanh(self, z: Any, /) -> Any: ...
    def erf(self, z: Any, /) -> Any: ...
    def arccos(self, z: Any, /) -> Any: ...
    def abs(self, z: Any, /) -> Any: ...
    def positive_part(self, z: Any, /) -> Any: ...
    def negative_part(self, z: Any, /) -> Any: ...
    def step_expectation(self, rho: Any, /) -> Any: ...
    def relu_expectation(self, rho: Any, /) -> Any: ...
    def square_expectation(self, rho: Any, /) -> Any: ...


@cache
def _half_line() -> tuple[Any, Any]:
    """Nodes in [0, 12] and weights for E over u > 0, u ~ N(0, 1): 12 panels of Gauss-Legendre."""
    nodes, weights = np.polynomial.legendre.leggauss(40)
    u = (np.arange(12)[:, None] + (nodes + 1) / 2).ravel()
    return u, np.tile(weights / 2, 12) * np.exp(-u * u / 2) / math.sqrt(2 * math.pi)


def _mean_over_positive(rho: float, given: Callable[[Any, float, float], Any]) -> float:
    """E[given(u)] over u > 0, u ~ N(0, 1), by quadrature."""
    u, weights = _half_line()
    return float(np.sum(weights * given(u, rho, math.sqrt(1 - rho * rho))))


def _step_given(u: Any, rho: float, rest: float) -> Any:
    """P(v >= 0 | u), where v = rho u + rest g."""
    with np.errstate(divide="ignore"):
        return (1 + Floats.erf(rho * u / (math.sqrt(2) * np.float64(rest)))) / 2


def _relu_given(u: Any, rho: float, rest: float) -> Any:
    """u E[relu(v) | u], where v = rho u + rest g."""
    with np.errstate(divide="ignore"):
        t = rho * u / np.float64(rest)
    density = np.exp(-t * t / 2) / math.sqrt(2 * math.pi)
    return u * (rho * u * _step_given(u, rho, rest) + rest * density)


def _square_given(u: Any, rho: float, rest: float) -> Any:
    """u^2 E[relu(v)^2 | u], where v = rho u + rest g; by parts in g."""
    return (rest * u) ** 2 * _step_given(u, rho, rest) + rho * u * u * _relu_given(u, rho, rest)


class Floats:
    """The functions on float64 scalars and arrays."""

    pi = math.pi
    sqrt = staticmethod(np.sqrt)
    cbrt = staticmethod(np.cbrt)
    log = staticmethod(np.log)
    log1p = staticmethod(np.log1p)
    exp = staticmethod(np.exp)
    sin = staticmethod(np.sin)
    cos = staticmethod(np.cos)
    tanh = staticmethod(np.tanh)
    erf = staticmethod(np.vectorize(math.erf, otypes=[float]))
    arccos = staticmethod(np.arccos)
    abs = staticmethod(np.abs)

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
        return _mean_over_positive(rho, _step_given)

    @staticmethod
    def relu_expectation(rho: Any, /) -> Any:
        """E[relu(u) relu(v)] for standard normal (u, v) with correlation rho."""
        return _mean_over_positive(rho, _relu_given)

    @staticmethod
    def square_expectation(rho: Any, /) -> Any:
        """E[relu(u)^2 relu(v)^2] for standard normal (u, v) with correlation rho."""
        return _mean_over_positive(rho, _square_given)


FLOATS: Functions = Floats()
