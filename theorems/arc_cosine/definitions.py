"""Closed forms of Gaussian expectations: arc-cosine kernels and the two-layer ReLU NTK.

Unit inputs x, x' with cosine rho; (u, v) = (w.x, w.x') is standard normal with correlation
rho. The other side of each identity is the expectation itself. Where the weights or the inputs
themselves matter, it is asked of two inputs x, y.
"""

from fractions import Fraction
from typing import Any

from theorems.kernels import pleiss_ntk
from theorems.language.domains import POSITIVE
from theorems.language.functions import relu_expectation, square_expectation, step_expectation
from theorems.language.reading import formula
from theorems.language.records import Inputs, Parameter, Setting
from theorems.networks import relu, step

NU = Parameter(
    "nu",
    "variance of the weights",
    POSITIVE,
    Fraction(2),
    tuple(map(Fraction, ("1e-6", "0.5", "1", "2", "1000"))),
)


@formula
def limit_of_steps(rho: Any) -> Any:
    """x.x' E[1{v.x >= 0} 1{v.x' >= 0}] for unit x, x' with cosine rho."""
    return rho * step_expectation(rho)


@formula
def limit_of_relus(rho: Any) -> Any:
    """E[relu(w.x) relu(w.x')] for unit x, x' with cosine rho."""
    return relu_expectation(rho)


@formula
def limit_of_both(rho: Any) -> Any:
    """E[relu relu] + x.x' E[beta^2] E[step step], with E[beta^2] = 1."""
    return relu_expectation(rho) + rho * step_expectation(rho)


@formula
def twice_steps(rho: Any) -> Any:
    """2 E[1{w.x >= 0} 1{w.y >= 0}] for unit x, y with cosine rho."""
    return 2 * step_expectation(rho)


@formula
def twice_relus(rho: Any) -> Any:
    """2 E[relu(w.x) relu(w.y)] for unit x, y with cosine rho."""
    return 2 * relu_expectation(rho)


@formula
def twice_squares(rho: Any) -> Any:
    """2 E[relu(w.x)^2 relu(w.y)^2] for unit x, y with cosine rho."""
    return 2 * square_expectation(rho)


def arccos_expectation(inputs: Inputs, s: Setting, fn: Any) -> Any:
    """(x.y) E[sigma'(w.x) sigma'(w.y)], w = sqrt(nu) g, g ~ N(0, I)."""
    root = fn.sqrt(s.nu)
    return (inputs.x @ inputs.y) * inputs.mean(lambda u, v, b: step(root * u) * step(root * v))


def sutherland_arccos(inputs: Inputs, s: Setting, fn: Any) -> Any:
    """(x.y) (1/2 - arccos(x.y) / (2 pi))."""
    product = inputs.x @ inputs.y
    return product * (Fraction(1, 2) - fn.arccos(product) / (2 * fn.pi))


def kernel_of_both_layers(
    inputs: Inputs, s: Setting, fn: Any, variances: tuple[int, ...] | None = None
) -> Any:
    """E[sigma(w.x) sigma(w.y)] + x.y E[b^2 sigma'(w.x) sigma'(w.y)]."""
    first = inputs.mean(lambda u, v, b: relu(u) * relu(v), variances)
    second = inputs.mean(lambda u, v, b: b * b * step(u) * step(v), variances)
    return first + (inputs.x @ inputs.y) * second


def function_of_the_product(inputs: Inputs, s: Setting, fn: Any) -> Any:
    """(sin phi + 2 (pi - phi) cos phi) / (2 pi), a function of x.y = cos phi alone."""
    return pleiss_ntk(inputs.x @ inputs.y, fn)
