"""The activations of the catalogue: value, slope and curvature, as formulas in z.

`slope` is the minimum-norm choice at a kink (0 for relu and abs at 0). `curvature` is None
where the slope is not differentiable, or only outside a point (elu).
"""

from dataclasses import dataclass
from typing import Any

from theorems.language.functions import (
    bell,
    cos,
    erf,
    exp,
    expm1,
    log1p,
    logistic,
    negative_part,
    normal,
    pi,
    positive_part,
    sech2,
    sign,
    sin,
    sqrt,
    tanh,
    where,
)
from theorems.language.reading import read


@dataclass(frozen=True)
class Activation:
    """A function sigma: R -> R, with the hypotheses that it meets.

    lipschitz  : |sigma(z) - sigma(z')| <= C |z - z'| for some C
    smooth     : sigma' is Lipschitz ("beta-smooth" for some beta)
    polynomial : sigma is a polynomial
    """

    name: str
    value: Any  # as written; an Expression once the record is made, as are the next two
    slope: Any
    curvature: Any
    lipschitz: bool
    smooth: bool
    polynomial: bool = False

    def __post_init__(self) -> None:
        for name in ("value", "slope", "curvature"):
            given = getattr(self, name)
            object.__setattr__(self, name, given if given is None else read(given, ("z",)))


class StandIn(Activation):
    """A function in the place of an activation, in an arithmetic of its own."""

    def __post_init__(self) -> None:
        pass

    @classmethod
    def of(cls, sigma: Activation, value: Any, slope: Any) -> "StandIn":
        """The same name and hypotheses, with functions (z, arithmetic) for value and slope."""
        return cls(sigma.name, value, slope, None, sigma.lipschitz, sigma.smooth, sigma.polynomial)


def density(z: Any) -> Any:
    """Standard normal density exp(-z^2/2) / sqrt(2 pi)."""
    return bell(z, 2) / sqrt(2 * pi)


def _silu_slope(z: Any) -> Any:
    return logistic(z) * (1 + z * logistic(-z))  # 1 - s(z) = s(-z), which does not cancel


def _silu_curvature(z: Any) -> Any:
    s, rest = logistic(z), logistic(-z)
    return s * rest * (2 + z * (rest - s))


def _sigmoid_slope(z: Any) -> Any:
    return logistic(z) * logistic(-z)


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation(
            "relu",
            value=positive_part,
            slope=lambda z: where(z > 0, 1, 0),
            curvature=None,
            lipschitz=True,
            smooth=False,
        ),
        Activation(
            "erf",
            value=erf,
            slope=lambda z: 2 * bell(z, 1) / sqrt(pi),
            curvature=lambda z: -4 * z * bell(z, 1) / sqrt(pi),
            lipschitz=True,
            smooth=True,
        ),
        Activation(
            "tanh",
            value=tanh,
            slope=sech2,
            curvature=lambda z: -2 * tanh(z) * sech2(z),
            lipschitz=True,
            smooth=True,
        ),
        Activation(
            "sin",
            value=sin,
            slope=cos,
            curvature=lambda z: -sin(z),
            lipschitz=True,
            smooth=True,
        ),
        Activation(
            "softplus",
            value=lambda z: positive_part(z) + log1p(exp(-abs(z))),
            slope=logistic,
            curvature=_sigmoid_slope,
            lipschitz=True,
            smooth=True,
        ),
        Activation(
            "gelu",
            value=lambda z: z * normal(z),
            slope=lambda z: normal(z) + z * density(z),
            curvature=lambda z: (2 - z * z) * density(z),
            lipschitz=True,
            smooth=True,
        ),
        Activation(
            "silu",
            value=lambda z: z * logistic(z),
            slope=_silu_slope,
            curvature=_silu_curvature,
            lipschitz=True,
            smooth=True,
        ),
        Activation(
            "sigmoid",
            value=logistic,
            slope=_sigmoid_slope,
            curvature=lambda z: -tanh(z / 2) * _sigmoid_slope(z),
            lipschitz=True,
            smooth=True,
        ),
        Activation(
            "elu",
            value=lambda z: positive_part(z) + expm1(negative_part(z)),
            slope=lambda z: exp(negative_part(z)),
            curvature=None,
            lipschitz=True,
            smooth=True,
        ),
        Activation(
            "abs",
            value=lambda z: abs(z),
            slope=sign,
            curvature=None,
            lipschitz=True,
            smooth=False,
        ),
        Activation(
            "quadratic",
            value=lambda z: z * z,
            slope=lambda z: 2 * z,
            curvature=lambda z: 2 + 0 * z,
            lipschitz=False,
            smooth=True,
            polynomial=True,
        ),
        Activation(
            "cubic",
            value=lambda z: z * z * z,
            slope=lambda z: 3 * z * z,
            curvature=lambda z: 6 * z,
            lipschitz=False,
            smooth=False,
            polynomial=True,
        ),
        Activation(
            "identity",
            value=lambda z: z,
            slope=lambda z: 1 + 0 * z,
            curvature=lambda z: 0 * z,
            lipschitz=True,
            smooth=True,
            polynomial=True,
        ),
    )
}
