"""Smoothness constants beta = sup |sigma''|, and where a second-order remainder attains them.

For sigma with a beta-Lipschitz slope, |sigma(z) - sigma(z0) - sigma'(z0) h| <= (beta/2) h^2,
h = z - z0 (slides, Proposition 4.1, step 1; sutherland, "Linearization quality").

The supremum is found by branch and bound on [-16, 16] with second-order Taylor enclosures of
sigma'' from power series over balls: on |z - c| <= r and for either sign,
    +-sigma''(z) <= +-sigma''(c) + r |sigma'''(c)| + r^2 max(0, sup +-sigma''''/2),
so near the maximiser the excess is O(r^2), and a relative width of 1e-12 needs r = 1e-6 only.
Outside there is a bound by hand: for |z| >= 2, |sigma''(z)| <= 2 z^2 exp(-|z|), which decreases:
    erf         4 |z| exp(-z^2) / sqrt(pi) <= 2.3 |z| exp(-|z|)     (z^2 >= |z|)
    tanh        2 |t| (1 - t^2) <= 2 / cosh(z)^2 <= 8 exp(-2 |z|)   (t = tanh z)
    softplus    s (1 - s) <= exp(-|z|)                              (s = 1 / (1 + exp(-z)))
    sigmoid     s (1 - s) |1 - 2 s| <= exp(-|z|)
    silu        s (1 - s) |2 + z (1 - 2 s)| <= (2 + |z|) exp(-|z|)
    gelu        (z^2 - 2) exp(-z^2/2) / sqrt(2 pi) <= z^2 exp(-|z|) (z^2/2 >= |z|)
sin has the period 2 pi < 32. Where sigma'' does not exist everywhere or is constant:
    elu         sigma' = exp(min(z, 0)) has the constant sup exp = 1, a limit for z -> 0-
    quadratic   sigma'' = 2
    identity    sigma'' = 0
"""

from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb, arb_series, ctx
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from checkers.balls import BALLS, Balls, ball, rising_precision
from theorems.activations import ACTIVATIONS, Activation
from theorems.functions import FLOATS

EDGE = 16
EXACT = {"elu": Fraction(1), "quadratic": Fraction(2), "identity": Fraction(0)}


class _Jets(Balls):
    """The functions that curvatures use, on power series over balls; constants stay balls."""

    @staticmethod
    def exp(z: Any, /) -> Any:
        """Exponential."""
        return z.exp()

    @staticmethod
    def sin(z: Any, /) -> Any:
        """Sine."""
        return z.sin()

    @staticmethod
    def tanh(z: Any, /) -> Any:
        """Hyperbolic tangent t + t' x + t'' x^2/2 about the constant term, t' = 1 - t^2."""
        t, x = z[0].tanh(), z - z[0]
        return t + (1 - t * t) * x - t * (1 - t * t) * x * x


def smoothness_constant(activation_name: str, digits: int = 12) -> arb:
    """beta = sup_z |sigma''(z)|, the smallest Lipschitz constant of sigma'.

    activation_name : name of a smooth activation; digits : the relative width is <= 10^-digits
    Raises ValueError for relu, abs, cubic. EXACT, enclosed; some 20 ms, then remembered.
    """
    return _supremum(activation_name, digits)[0]


def steepest_point(activation_name: str, digits: int = 8) -> Fraction:
    """A rational z with |sigma''(z)| >= (1 - 10^-digits) beta; arguments and errors as above."""
    return _supremum(activation_name, digits)[1]


def remainder(activation_name: str, z0: Fraction, h: Fraction) -> arb:
    """sigma(z0 + h) - sigma(z0) - sigma'(z0) h, at the working precision.

    It cancels to some h^2: use it under `rising_precision`. Raises ValueError as above.
    """
    sigma = _smooth(activation_name)
    change = sigma.value(ball(z0 + h), BALLS) - sigma.value(ball(z0), BALLS)
    return arb(change - sigma.slope(ball(z0), BALLS) * ball(h))


def worst_displacement(activation_name: str, share: Fraction) -> tuple[Fraction, Fraction, int]:
    """(z0, h, sign) with sign * remainder(z0, h) > share (beta/2) h^2, certified.

    It refutes the bound with any constant up to share * beta in place of beta.

    activation_name : a smooth activation other than identity, where beta = 0; share : < 1
    Raises ValueError for other arguments. The search ends: the quotient tends to |sigma''(z0)|.
    """
    if share >= 1 or activation_name == "identity":
        raise ValueError(
            "a witness needs share < 1 and beta > 0; "
            f"got share={share}, activation={activation_name}."
        )
    # 10^-digits < (1 - share)/4: z0 spends a quarter of what is missing, h the rest.
    digits = len(str(int(4 / (1 - share))))
    beta = smoothness_constant(activation_name, digits + 3)
    z0, h = steepest_point(activation_name, digits), Fraction(1)
    while True:
        for step in (h, -h):
            for _ in rising_precision():
                value = remainder(activation_name, z0, step)
                excess = abs(value) - ball(share) * beta / 2 * ball(h) ** 2
                if excess > 0:
                    return z0, step, 1 if value > 0 else -1
                if excess < 0:
                    break
        h /= 2


def largest_remainder(activation_name: str, h: float) -> tuple[float, float, float]:
    """(z0, step, value): step is h or -h, and value = |remainder(z0, step)| as large as found.

    LOWER: a search in floats, over z0 on a grid and then nearby. For plots and tightness.
    """
    sigma = _smooth(activation_name)
    grid, spacing = np.linspace(-EDGE - abs(h), EDGE + abs(h), 4001, retstep=True)
    found = []
    for step in (h, -h):

        def depth(z0: float, step: float = step) -> float:
            return -float(_float_remainder(sigma, np.array([z0]), step)[0])

        start = float(grid[np.argmax(_float_remainder(sigma, grid, step))])
        around = (start - float(spacing), start + float(spacing))
        near = float(minimize_scalar(depth, bounds=around, options={"xatol": 1e-9}).x)
        found += [(z0, step, -depth(z0)) for z0 in (start, near)]
    return max(found, key=lambda triple: triple[2])


def _smooth(activation_name: str) -> Activation:
    """The activation; ValueError where its slope is not Lipschitz, or for an unknown name."""
    activation = ACTIVATIONS.get(activation_name)
    if activation is None or not activation.smooth:
        names = ", ".join(name for name, a in ACTIVATIONS.items() if a.smooth)
        raise ValueError(f"smoothness needs an activation among {names}; got {activation_name}.")
    return activation


@lru_cache
def _supremum(activation_name: str, digits: int) -> tuple[arb, Fraction]:
    """A ball [low, high] around beta, high <= (1 + 10^-digits) low, and z, |sigma''(z)| >= low."""
    activation = _smooth(activation_name)
    if activation_name in EXACT:
        # elu: sigma''(z) = exp(z) >= 1 + z for z < 0.
        point = Fraction(-1, 10**digits) if activation_name == "elu" else Fraction(0)
        return ball(EXACT[activation_name]), point
    with ctx.workprec(64 + 8 * digits):
        low, best = arb(0), Fraction(0)
        cells, radius = [Fraction(0)], Fraction(EDGE)
        while True:
            for center in cells:
                height = abs(_jet(activation, center, Fraction(0))[0])
                if height > low:
                    low, best = height.lower(), center
            tops = {c: _top(activation, c, radius) for c in cells}
            # "not <=" also keeps the cells about which nothing is known yet.
            cells = [c for c in cells if not tops[c] <= low]
            high = low
            for c in cells:
                high = high.max(tops[c])
            # Half of what is allowed; the ball of [low, high] takes a few bits of the rest.
            if high <= low * (1 + arb(10) ** -digits / 2):
                break
            radius /= 2
            cells = [c + side * radius for c in cells for side in (-1, 1)]
        if activation_name != "sin" and not 2 * arb(EDGE) ** 2 * arb(-EDGE).exp() < low:
            raise ArithmeticError(f"{activation_name}: the tail may exceed what was found")
        return low.union(high), best


def _jet(activation: Activation, center: Fraction, radius: Fraction) -> arb_series:
    """Taylor coefficients of sigma'' to the second order, enclosed on |z - center| <= radius."""
    if activation.curvature is None:
        raise ValueError(f"{activation.name} has no curvature")
    z = arb_series([ball(center) + ball(radius) * arb(0, 1), 1], prec=3)
    return arb_series(activation.curvature(z, _Jets()), prec=3)


def _top(activation: Activation, center: Fraction, radius: Fraction) -> arb:
    """An upper bound of |sigma''| on |z - center| <= radius; infinite where none was found."""
    at, over = _jet(activation, center, Fraction(0)), _jet(activation, center, radius)
    r = ball(radius)
    up, down = (
        sign * at[0] + r * abs(at[1]) + r * r * (sign * over[2]).max(arb(0)) for sign in (1, -1)
    )
    top = up.max(down)
    return top.upper() if top.is_finite() else arb.pos_inf()


def _float_remainder(sigma: Activation, z0: NDArray[Any], h: float) -> NDArray[Any]:
    """|remainder(z0, h)|; for small h as int_0^h (h - t) sigma''(z0 + t) dt, which is accurate."""
    if abs(h) > 0.1 and not sigma.polynomial:
        change = sigma.value(z0 + h, FLOATS) - sigma.value(z0, FLOATS)
        return np.asarray(np.abs(change - sigma.slope(z0, FLOATS) * h))
    start, stop = np.zeros_like(z0), np.full_like(z0, h)
    curvature = sigma.curvature
    if curvature is None:  # elu: exp(z) where z < 0, and 0 elsewhere
        curvature = ACTIVATIONS["elu"].slope
        start, stop = np.minimum(start, -z0), np.minimum(stop, -z0)
    nodes, weights = np.polynomial.legendre.leggauss(16)
    t = start[:, None] + (stop - start)[:, None] * (1 + nodes) / 2
    bends = (h - t) * curvature(z0[:, None] + t, FLOATS)
    return np.asarray(np.abs(bends @ weights / 2 * (stop - start)))
