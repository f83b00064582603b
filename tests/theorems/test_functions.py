"""The functions of formulas in floats, held against 60 digits of mpmath over their whole range."""

from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from theorems import kernels
from theorems.language.activations import ACTIVATIONS
from theorems.language.expressions import Expression
from theorems.language.floats import EDGE, FLOATS
from theorems.language.text import parsed

RELATIVE = 1e-14
TINY = 1e-290  # below, floats lose digits to underflow
SMALL = [float(f"1e{k}") for k in range(-300, 0, 7)]
POINTS = [0.0, *SMALL, *np.geomspace(1e-3, 1e3, 60), *np.linspace(0.05, 45, 150)]
ARGUMENTS = [float(z) for z in (*POINTS, *(-np.array(POINTS)))]
RHOS = [*np.linspace(-1, 1, 101), *(s * (1 - 10.0**-k) for k in range(2, 17) for s in (1, -1))]


def s(z: Any) -> Any:
    return 1 / (1 + mp.exp(-z))


def phi(z: Any) -> Any:
    return mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)


def Phi(z: Any) -> Any:
    return mp.erfc(-z / mp.sqrt(2)) / 2


EXACT: dict[str, tuple[Callable[[Any], Any] | None, ...]] = {
    "relu": (lambda z: max(z, 0), lambda z: int(z > 0)),
    "abs": (abs, mp.sign),
    "elu": (lambda z: z if z > 0 else mp.expm1(z), lambda z: mp.exp(min(z, 0))),
    "erf": (
        mp.erf,
        lambda z: 2 * mp.exp(-z * z) / mp.sqrt(mp.pi),
        lambda z: -4 * z * mp.exp(-z * z) / mp.sqrt(mp.pi),
    ),
    "tanh": (mp.tanh, lambda z: mp.sech(z) ** 2, lambda z: -2 * mp.tanh(z) * mp.sech(z) ** 2),
    "sin": (mp.sin, mp.cos, lambda z: -mp.sin(z)),
    "softplus": (lambda z: max(z, 0) + mp.log1p(mp.exp(-abs(z))), s, lambda z: s(z) * s(-z)),
    "gelu": (
        lambda z: z * Phi(z),
        lambda z: Phi(z) + z * phi(z),
        lambda z: (2 - z * z) * phi(z),
    ),
    "silu": (
        lambda z: z * s(z),
        lambda z: s(z) * (1 + z * s(-z)),
        lambda z: s(z) * s(-z) * (2 - z * mp.tanh(z / 2)),
    ),
    "sigmoid": (s, lambda z: s(z) * s(-z), lambda z: -mp.tanh(z / 2) * s(z) * s(-z)),
    "quadratic": (lambda z: z * z, lambda z: 2 * z, lambda z: 2),
    "cubic": (lambda z: z**3, lambda z: 3 * z * z, lambda z: 6 * z),
    "identity": (lambda z: z, lambda z: 1, lambda z: 0),
}


def error(value: Any, exact: Any) -> float:
    """Relative, but for what is too small for floats; there the value is to be as small."""
    if abs(exact) < TINY:
        return 0.0 if abs(value) <= TINY else float("inf")
    return float(abs(mp.mpf(float(value)) - exact) / abs(exact))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_and_their_derivatives_are_accurate_everywhere(name: str) -> None:
    sigma = ACTIVATIONS[name]
    with mp.workdps(60):
        for formula, exact in zip(
            (sigma.value, sigma.slope, sigma.curvature), (*EXACT[name], None), strict=False
        ):
            if formula is None:
                continue
            assert exact is not None
            at_once = formula(np.array(ARGUMENTS), FLOATS)
            for z, value in zip(ARGUMENTS, at_once, strict=True):
                assert error(value, exact(mp.mpf(z))) <= RELATIVE, (z, value)
                assert float(formula(z, FLOATS)) == value


@pytest.mark.parametrize(
    ("name", "exact"),
    [
        ("exp", mp.exp),
        ("expm1", mp.expm1),
        ("tanh", mp.tanh),
        ("sech2", lambda z: mp.sech(z) ** 2),
        ("logistic", s),
        ("erf", mp.erf),
        ("erfc", mp.erfc),
        ("normal", Phi),
        ("sin", mp.sin),
        ("cos", mp.cos),
    ],
)
def test_functions_are_accurate_everywhere(name: str, exact: Callable[[Any], Any]) -> None:
    with mp.workdps(60):
        for z in ARGUMENTS:
            if name not in ("exp", "expm1") or z < 700:
                assert error(getattr(FLOATS, name)(z), exact(mp.mpf(z))) <= RELATIVE, z


def step_mean(r: Any) -> Any:
    return (mp.pi - mp.acos(r)) / (2 * mp.pi)


def relu_mean(r: Any) -> Any:
    return mp.sqrt(1 - r * r) / (2 * mp.pi) + r * step_mean(r)


def square_mean(r: Any) -> Any:
    return 3 * r * mp.sqrt(1 - r * r) / (2 * mp.pi) + (1 + 2 * r * r) * step_mean(r)


KERNELS: list[tuple[Expression, Callable[[Any], Any]]] = [
    (parsed("step_expectation(rho)"), step_mean),
    (parsed("relu_expectation(rho)"), relu_mean),
    (parsed("square_expectation(rho)"), square_mean),
    (kernels.relu_ntk, lambda r: r * step_mean(r)),
    (kernels.arc_cosine, relu_mean),
    (kernels.pleiss_ntk, lambda r: relu_mean(r) + r * step_mean(r)),
    (kernels.pleiss_ntk_sum, lambda r: relu_mean(r) + r * step_mean(r)),
    (kernels.cho_saul_0, lambda r: 2 * step_mean(r)),
    (kernels.cho_saul_1, lambda r: 2 * relu_mean(r)),
    (kernels.cho_saul_2, lambda r: 2 * square_mean(r)),
]


@pytest.mark.parametrize("place", range(len(KERNELS)))
def test_kernels_are_accurate_up_to_their_zero(place: int) -> None:
    # Absolute: at rho = -1, where they vanish, pi - arccos rho cancels.
    kernel, exact = KERNELS[place]
    with mp.workdps(60):
        for rho in map(float, RHOS):
            assert abs(mp.mpf(float(kernel(rho, FLOATS))) - exact(mp.mpf(rho))) <= 1e-15, rho


@pytest.mark.parametrize("place", range(len(KERNELS)))
def test_a_cosine_beyond_one_by_rounding_has_the_value_at_the_edge(place: int) -> None:
    kernel, _ = KERNELS[place]
    for edge in (1.0, -1.0):
        beyond = np.nextafter(edge, 2 * edge)
        at_edge = float(kernel(edge, FLOATS))
        assert float(kernel(beyond, FLOATS)) == pytest.approx(at_edge, rel=1e-15, abs=1e-15)
    with np.errstate(invalid="ignore"):
        assert np.isnan(FLOATS.arccos(2 * EDGE))
