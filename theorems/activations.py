"""The activations of the catalogue: value, slope and curvature, as formulas in `fn`.

`slope` is the minimum-norm choice at a kink (0 for relu and abs at 0). `curvature` is None
where the slope is not differentiable, or only outside a point (elu).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from theorems.functions import Functions

Formula = Callable[[Any, Functions], Any]


@dataclass(frozen=True)
class Activation:
    """A function sigma: R -> R, with the hypotheses that it meets.

    lipschitz  : |sigma(z) - sigma(z')| <= C |z - z'| for some C
    smooth     : sigma' is Lipschitz ("beta-smooth" for some beta)
    polynomial : sigma is a polynomial
    """

    name: str
    value: Formula
    slope: Formula
    curvature: Formula | None
    lipschitz: bool
    smooth: bool
    polynomial: bool = False


def logistic(z: Any, fn: Functions) -> Any:
    """s(z) = 1 / (1 + exp(-z))."""
    return fn.logistic(z)


def density(z: Any, fn: Functions) -> Any:
    """Standard normal density exp(-z^2/2) / sqrt(2 pi)."""
    return fn.bell(z, 2) / fn.sqrt(2 * fn.pi)


def distribution(z: Any, fn: Functions) -> Any:
    """Standard normal distribution function (1 + erf(z / sqrt 2)) / 2."""
    return fn.normal(z)


def _silu_slope(z: Any, fn: Functions) -> Any:
    return fn.logistic(z) * (1 + z * fn.logistic(-z))  # 1 - s(z) = s(-z), which does not cancel


def _silu_curvature(z: Any, fn: Functions) -> Any:
    s, rest = fn.logistic(z), fn.logistic(-z)
    return s * rest * (2 + z * (rest - s))


def _sigmoid_slope(z: Any, fn: Functions) -> Any:
    return fn.logistic(z) * fn.logistic(-z)


def _tanh_slope(z: Any, fn: Functions) -> Any:
    return fn.sech2(z)


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation(
            "relu",
            value=lambda z, fn: fn.positive_part(z),
            slope=lambda z, fn: np.where(z > 0, 1, 0),
            curvature=None,
            lipschitz=True,
            smooth=False,
        ),
        Activation(
            "erf",
            value=lambda z, fn: fn.erf(z),
            slope=lambda z, fn: 2 * fn.bell(z, 1) / fn.sqrt(fn.pi),
            curvature=lambda z, fn: -4 * z * fn.bell(z, 1) / fn.sqrt(fn.pi),
            lipschitz=True,
            smooth=True,
        ),
        Activation(
            "tanh",
            value=lambda z, fn: fn.tanh(z),
            slope=_tanh_slope,
            curvature=lambda z, fn: -2 * fn.tanh(z) * _tanh_slope(z, fn),
            lipschitz=True,
            smooth=True,
        ),
        Activation(
            "sin",
            value=lambda z, fn: fn.sin(z),
            slope=lambda z, fn: fn.cos(z),
            curvature=lambda z, fn: -fn.sin(z),
            lipschitz=True,
            smooth=True,
        ),
        Activation(
            "softplus",
            value=lambda z, fn: fn.positive_part(z) + fn.log1p(fn.exp(-fn.abs(z))),
            slope=logistic,
            curvature=_sigmoid_slope,
            lipschitz=True,
            smooth=True,
        ),
        Activation(
            "gelu",
            value=lambda z, fn: z * distribution(z, fn),
            slope=lambda z, fn: distribution(z, fn) + z * density(z, fn),
            curvature=lambda z, fn: (2 - z * z) * density(z, fn),
            lipschitz=True,
            smooth=True,
        ),
        Activation(
            "silu",
            value=lambda z, fn: z * logistic(z, fn),
            slope=_silu_slope,
            curvature=_silu_curvature,
            lipschitz=True,
            smooth=True,
        ),
        Activation(
            "sigmoid",
            value=logistic,
            slope=_sigmoid_slope,
            curvature=lambda z, fn: -fn.tanh(z / 2) * _sigmoid_slope(z, fn),
            lipschitz=True,
            smooth=True,
        ),
        Activation(
            "elu",
            value=lambda z, fn: fn.positive_part(z) + fn.expm1(fn.negative_part(z)),
            slope=lambda z, fn: fn.exp(fn.negative_part(z)),
            curvature=None,
            lipschitz=True,
            smooth=True,
        ),
        Activation(
            "abs",
            value=lambda z, fn: fn.abs(z),
            slope=lambda z, fn: np.sign(z),
            curvature=None,
            lipschitz=True,
            smooth=False,
        ),
        Activation(
            "quadratic",
            value=lambda z, fn: z * z,
            slope=lambda z, fn: 2 * z,
            curvature=lambda z, fn: 2 + 0 * z,
            lipschitz=False,
            smooth=True,
            polynomial=True,
        ),
        Activation(
            "cubic",
            value=lambda z, fn: z * z * z,
            slope=lambda z, fn: 3 * z * z,
            curvature=lambda z, fn: 6 * z,
            lipschitz=False,
            smooth=False,
            polynomial=True,
        ),
        Activation(
            "identity",
            value=lambda z, fn: z,
            slope=lambda z, fn: 1 + 0 * z,
            curvature=lambda z, fn: 0 * z,
            lipschitz=True,
            smooth=True,
            polynomial=True,
        ),
    )
}
