"""What formulas are written with besides operators: `sqrt(m * log(1 / delta))`.

Each function takes what may stand in a formula and gives a formula; of floats and arrays it gives
their values, so that a definition in numpy may use it. bell(z, k) = exp(-z^2 / k),
sech2(z) = 1 - tanh(z)^2, logistic(z) = 1 / (1 + exp(-z)), and normal is the standard normal
distribution function; the expectations are E[g(u) g(v)] for standard normal (u, v) with correlation
rho, g a step, relu and its square.
"""

from typing import Any

import numpy as np

from theorems.language.expressions import Constant, Term, written
from theorems.language.floats import FLOATS

pi = Term(Constant("pi"))


def _of(operation: str, *arguments: Any) -> Any:
    """A formula; of floats and arrays, as where a definition is called with numbers, a value."""
    if any(isinstance(a, float | np.floating | np.ndarray) for a in arguments):
        return getattr(FLOATS, operation)(*arguments)
    return written(operation, *arguments)


def sqrt(z: Any, /) -> Any:
    """Square root."""
    return _of("sqrt", z)


def cbrt(z: Any, /) -> Any:
    """Cube root."""
    return _of("cbrt", z)


def log(z: Any, /) -> Any:
    """Natural logarithm."""
    return _of("log", z)


def log1p(z: Any, /) -> Any:
    """log(1 + z)."""
    return _of("log1p", z)


def exp(z: Any, /) -> Any:
    """Exponential."""
    return _of("exp", z)


def expm1(z: Any, /) -> Any:
    """exp(z) - 1."""
    return _of("expm1", z)


def bell(z: Any, k: int, /) -> Any:
    """exp(-z^2 / k)."""
    return _of("bell", z, k)


def sin(z: Any, /) -> Any:
    """Sine."""
    return _of("sin", z)


def cos(z: Any, /) -> Any:
    """Cosine."""
    return _of("cos", z)


def arccos(z: Any, /) -> Any:
    """Inverse cosine."""
    return _of("arccos", z)


def tanh(z: Any, /) -> Any:
    """Hyperbolic tangent."""
    return _of("tanh", z)


def sech2(z: Any, /) -> Any:
    """1 - tanh(z)^2."""
    return _of("sech2", z)


def logistic(z: Any, /) -> Any:
    """1 / (1 + exp(-z))."""
    return _of("logistic", z)


def erf(z: Any, /) -> Any:
    """Error function."""
    return _of("erf", z)


def erfc(z: Any, /) -> Any:
    """1 - erf(z)."""
    return _of("erfc", z)


def normal(z: Any, /) -> Any:
    """Standard normal distribution function."""
    return _of("normal", z)


def sign(z: Any, /) -> Any:
    """-1, 0 or 1."""
    return _of("sign", z)


def floor(z: Any, /) -> Any:
    """The largest whole number that is not above z."""
    return _of("floor", z)


def positive_part(z: Any, /) -> Any:
    """max(z, 0)."""
    return _of("positive_part", z)


def negative_part(z: Any, /) -> Any:
    """min(z, 0)."""
    return _of("negative_part", z)


def minimum(a: Any, b: Any, /) -> Any:
    """The smaller of two numbers."""
    return _of("minimum", a, b)


def maximum(a: Any, b: Any, /) -> Any:
    """The larger of two numbers."""
    return _of("maximum", a, b)


def where(condition: Any, a: Any, b: Any, /) -> Any:
    """The number a where a comparison holds, and b elsewhere."""
    return _of("where", condition, a, b)


def step_expectation(rho: Any, /) -> Any:
    """E[1{u >= 0} 1{v >= 0}]."""
    return _of("step_expectation", rho)


def relu_expectation(rho: Any, /) -> Any:
    """E[relu(u) relu(v)]."""
    return _of("relu_expectation", rho)


def square_expectation(rho: Any, /) -> Any:
    """E[relu(u)^2 relu(v)^2]."""
    return _of("square_expectation", rho)
