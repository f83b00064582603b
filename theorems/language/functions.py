"""What formulas are written with besides operators: `sqrt(m * log(1 / delta))`.

Each function takes what may stand in a formula and gives a formula. bell(z, k) = exp(-z^2 / k),
sech2(z) = 1 - tanh(z)^2, logistic(z) = 1 / (1 + exp(-z)), and normal is the standard normal
distribution function; the expectations are E[g(u) g(v)] for standard normal (u, v) with correlation
rho, g a step, relu and its square.
"""

from typing import Any

from theorems.language.expressions import Constant, Term, written

pi = Term(Constant("pi"))


def sqrt(z: Any, /) -> Term:
    """Square root."""
    return written("sqrt", z)


def cbrt(z: Any, /) -> Term:
    """Cube root."""
    return written("cbrt", z)


def log(z: Any, /) -> Term:
    """Natural logarithm."""
    return written("log", z)


def log1p(z: Any, /) -> Term:
    """log(1 + z)."""
    return written("log1p", z)


def exp(z: Any, /) -> Term:
    """Exponential."""
    return written("exp", z)


def expm1(z: Any, /) -> Term:
    """exp(z) - 1."""
    return written("expm1", z)


def bell(z: Any, k: int, /) -> Term:
    """exp(-z^2 / k)."""
    return written("bell", z, k)


def sin(z: Any, /) -> Term:
    """Sine."""
    return written("sin", z)


def cos(z: Any, /) -> Term:
    """Cosine."""
    return written("cos", z)


def arccos(z: Any, /) -> Term:
    """Inverse cosine."""
    return written("arccos", z)


def tanh(z: Any, /) -> Term:
    """Hyperbolic tangent."""
    return written("tanh", z)


def sech2(z: Any, /) -> Term:
    """1 - tanh(z)^2."""
    return written("sech2", z)


def logistic(z: Any, /) -> Term:
    """1 / (1 + exp(-z))."""
    return written("logistic", z)


def erf(z: Any, /) -> Term:
    """Error function."""
    return written("erf", z)


def erfc(z: Any, /) -> Term:
    """1 - erf(z)."""
    return written("erfc", z)


def normal(z: Any, /) -> Term:
    """Standard normal distribution function."""
    return written("normal", z)


def sign(z: Any, /) -> Term:
    """-1, 0 or 1."""
    return written("sign", z)


def floor(z: Any, /) -> Term:
    """The largest whole number that is not above z."""
    return written("floor", z)


def positive_part(z: Any, /) -> Term:
    """max(z, 0)."""
    return written("positive_part", z)


def negative_part(z: Any, /) -> Term:
    """min(z, 0)."""
    return written("negative_part", z)


def minimum(a: Any, b: Any, /) -> Term:
    """The smaller of two numbers."""
    return written("minimum", a, b)


def maximum(a: Any, b: Any, /) -> Term:
    """The larger of two numbers."""
    return written("maximum", a, b)


def where(condition: Any, a: Any, b: Any, /) -> Term:
    """The number a where a comparison holds, and b elsewhere."""
    return written("where", condition, a, b)


def step_expectation(rho: Any, /) -> Term:
    """E[1{u >= 0} 1{v >= 0}]."""
    return written("step_expectation", rho)


def relu_expectation(rho: Any, /) -> Term:
    """E[relu(u) relu(v)]."""
    return written("relu_expectation", rho)


def square_expectation(rho: Any, /) -> Term:
    """E[relu(u)^2 relu(v)^2]."""
    return written("square_expectation", rho)
