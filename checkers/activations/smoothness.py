"""Smoothness constants beta = sup |sigma''|, and where a second-order remainder attains them.

For every sigma with a beta-Lipschitz slope, |sigma(z) - sigma(z0) - sigma'(z0) h| <= (beta/2) h^2,
h = z - z0 (slides, Proposition 4.1, step 1; sutherland, "Linearization quality"):
1. sigma' is continuous, so the remainder is the integral of sigma'(z0 + t) - sigma'(z0) over t from
   0 to h. Without loss h >= 0: the remainder of sigma(-z) at -z0 and -h is the same.
2. |sigma'(z0 + t) - sigma'(z0)| <= beta t, the kernel, whose integral is h^2/2 (`kernel_integral`).
The quadratic activation attains it for all z0 and h (`attains`).

For an activation with a name the supremum beta = sup |sigma''| has a proof that is data: a point z*
with |sigma''(z*)| >= low, and a bisection of [-16, 16] ([-4, 4] for sin) on every leaf of which
|sigma''| <= high, where high = low (1 + 10^-digits). The leaves use second-order Taylor enclosures
of sigma'' from power series over balls: on |z - c| <= r and for either sign,
    +-sigma''(z) <= +-sigma''(c) + r |sigma'''(c)| + r^2 max(0, sup +-sigma''''/2).
At a distance d from a maximiser with +-sigma'''' = -K the right side is beta - K d (d/2 - r) up
to higher orders: cells with d >= 2 r pass at once, and only those around the maximiser itself
are bisected further, until K r^2 is below 10^-digits: some four leaves for each halving.
Outside there is a bound by hand: for |z| >= 2, |sigma''(z)| <= 2 z^2 exp(-|z|), which decreases:
    erf         4 |z| exp(-z^2) / sqrt(pi) <= 2.3 |z| exp(-|z|)     (z^2 >= |z|)
    tanh        2 |t| (1 - t^2) <= 2 / cosh(z)^2 <= 8 exp(-2 |z|)   (t = tanh z)
    softplus    s (1 - s) <= exp(-|z|)                              (s = 1 / (1 + exp(-z)))
    sigmoid     s (1 - s) |1 - 2 s| <= exp(-|z|)
    silu        s (1 - s) |2 + z (1 - 2 s)| <= (2 + |z|) exp(-|z|)
    gelu        (z^2 - 2) exp(-z^2/2) / sqrt(2 pi) <= z^2 exp(-|z|) (z^2/2 >= |z|)
sin has the period 2 pi < 8. Where sigma'' does not exist everywhere or is constant:
    elu         sigma' = exp(min(z, 0)) has the constant sup exp = 1, a limit for z -> 0-
    quadratic   sigma'' = 2
    identity    sigma'' = 0
"""

import math
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb, arb_series, ctx, fmpq, fmpq_mpoly_ctx, fmpq_poly
from numpy.typing import NDArray

from checkers.activations.rows import ROWS
from checkers.arithmetic.balls import BALLS, Balls, ball, rising_precision
from theorems.language.activations import ACTIVATIONS, Activation
from theorems.language.expressions import Expression
from theorems.language.floats import FLOATS

EDGE = 16
FINEST = Fraction(1, 2**200)  # far below any cell that a bisection needs
NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)
KERNEL = fmpq_poly([0, 1])  # t: |sigma'(z0 + t) - sigma'(z0)| <= beta t for t >= 0


@dataclass(frozen=True)
class Supremum:
    """A proof of low <= beta <= high, as in the docstring of this module.

    at   : z* with |sigma''(z*)| >= low; for elu, where there is none, a point near the limit
    tree : the bisection of [-edge, edge] in preorder, "1" for two halves, "0" for a leaf; empty
           where beta is known by hand
    """

    low: Fraction
    high: Fraction
    at: Fraction
    edge: int = EDGE
    tree: str = ""


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
    def cos(z: Any, /) -> Any:
        """Cosine."""
        return z.cos()

    @staticmethod
    def tanh(z: Any, /) -> Any:
        """Hyperbolic tangent t + t' x + t'' x^2/2 about the constant term, t' = 1 - t^2."""
        t, x = z[0].tanh(), z - z[0]
        return t + (1 - t * t) * x - t * (1 - t * t) * x * x


def kernel_integral() -> tuple[Fraction, int]:
    """(c, k) with |remainder| <= c beta |h|^k for every beta-smooth sigma, all z0 and all h.

    c |h|^k is the integral of the kernel over t from 0 to |h|, as an exact polynomial.
    """
    *lower, leading = KERNEL.integral().coeffs()
    if any(lower):
        raise ArithmeticError(f"the integral of the kernel {KERNEL} is no single power")
    return Fraction(int(leading.p), int(leading.q)), len(lower)


def attains(activation_name: str) -> bool:
    """Whether remainder(z0, h) = c beta h^k, not 0, for all z0 and h != 0, as in `kernel_integral`.

    As polynomials in z0 and h, so that False is said of what is no polynomial without a look.
    activation_name : of a smooth activation. Raises ValueError for others. EXACT.
    """
    sigma, (c, k) = _smooth(activation_name), kernel_integral()
    if not sigma.polynomial:
        return False
    z0, h = fmpq_mpoly_ctx.get(["z0", "h"], "lex").gens()
    change = sigma.value(z0 + h, FLOATS) - sigma.value(z0, FLOATS)
    known = ROWS[activation_name].beta
    if known is None:
        return False
    beta = fmpq(*known.as_integer_ratio())
    bound = fmpq(*c.as_integer_ratio()) * beta * h**k
    return bool(beta != 0 and change - sigma.slope(z0, FLOATS) * h == bound)


@lru_cache
def smoothness_constant(activation_name: str, digits: int = 12) -> arb:
    """beta = sup_z |sigma''(z)|, the smallest Lipschitz constant of sigma'.

    activation_name : name of a smooth activation; digits : the relative width is <= 10^-digits
    Raises ValueError for relu, abs, cubic. EXACT, enclosed; some 20 ms, then remembered.
    """
    found = supremum(activation_name, digits)
    with ctx.workprec(64 + 8 * digits):
        return ball(found.low).union(ball(found.high))


def smoothness_proof(activation_name: str, digits: int = 12) -> dict[str, Any]:
    """The proof of `smoothness_constant` for a certificate; arguments and errors as above."""
    found = supremum(activation_name, digits)
    if ROWS[activation_name].beta is not None:
        return {"kind": "smoothness", "activation": activation_name, "exact": str(found.high)}
    return {
        "kind": "smoothness",
        "activation": activation_name,
        "low": decimal(found.low),
        "at": decimal(found.at),
        "high": decimal(found.high),
        "edge": found.edge,
        "tree": found.tree,
    }


def steepest_point(activation_name: str, digits: int = 8) -> Fraction:
    """A rational z with |sigma''(z)| >= (1 - 10^-digits) beta; arguments and errors as above."""
    return supremum(activation_name, digits).at


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


@lru_cache(maxsize=1024)
def largest_remainder(activation_name: str, h: float) -> tuple[float, float, float]:
    """(z0, step, value): step is h or -h, and value = |remainder(z0, step)| as large as found.

    LOWER: a search in floats, over z0 on a grid and then nearby. For plots and tightness.
    """
    from scipy.optimize import minimize_scalar  # it takes longer to load than most checks

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


def _curvature(activation: Activation) -> Expression:
    if activation.curvature is None:
        raise ValueError(f"{activation.name} has no curvature")
    curvature: Expression = activation.curvature
    return curvature


@lru_cache
def supremum(activation_name: str, digits: int = 12) -> Supremum:
    """low <= sup |sigma''| <= high = low (1 + 10^-digits), with its proof.

    Raises ValueError as above, ArithmeticError if the search for z* missed the supremum.
    """
    activation = _smooth(activation_name)
    row = ROWS[activation_name]
    if row.beta is not None:
        return Supremum(row.beta, row.beta, row.near(digits))
    edge = row.edge
    with ctx.workprec(64 + 8 * digits):
        at = _maximiser(activation, edge, digits)
        places = 10 ** (digits + 8)
        height = abs(_jet(activation, at, Fraction(0))[0]) * places
        low = Fraction(math.floor(_exact(height.lower())), places)
        high = low * (1 + Fraction(1, 10**digits))
        # half of the slack is left to who checks the leaves with other roundings
        tree = _bisection(activation, edge, ball((low + high) / 2))
        tail = 2 * arb(edge) ** 2 * arb(-edge).exp()
        if not row.periodic and not tail < ball(low):
            raise ArithmeticError(f"{activation_name}: the tail may exceed what was found")
    return Supremum(low, high, at, edge, tree)


def _maximiser(activation: Activation, edge: int, digits: int) -> Fraction:
    """A decimal near the best z of a grid: Newton's method for sigma''' = 0."""
    grid = np.linspace(-edge, edge, 1 + 256 * edge)
    z = Fraction(float(grid[np.argmax(np.abs(_curvature(activation)(grid, FLOATS)))]))
    places = 10 ** (digits + 3)
    for _ in range(4 + digits.bit_length()):
        _, slope, bend = _jet(activation, z, Fraction(0))
        step = _exact((slope / (2 * bend)).mid())
        z = Fraction(round((z - step) * places), places)
    return z


def decimal(value: Fraction) -> str:
    """The exact decimal of a fraction whose denominator divides a power of ten."""
    with localcontext(Context(prec=200, traps=[Inexact])):
        return format(Decimal(value.numerator) / value.denominator, "f")


def _exact(number: arb) -> Fraction:
    """The value of a ball of radius 0."""
    man, exp = number.man_exp()
    return Fraction(int(man)) * Fraction(2) ** int(exp)


def _bisection(activation: Activation, edge: int, high: arb) -> str:
    """The tree of cells, bisected until |sigma''| <= high is certain on each leaf."""
    tree: list[str] = []
    cells = [(Fraction(0), Fraction(edge))]
    while cells:
        center, radius = cells.pop()
        # "not <=" also bisects the cells about which nothing is known yet.
        split = not _top(activation, center, radius) <= high
        tree.append("1" if split else "0")
        if split:
            if radius < FINEST:
                raise ArithmeticError(f"{activation.name}: larger near {center} than found")
            half = radius / 2
            cells += [(center + half, half), (center - half, half)]  # the left one comes first
    return "".join(tree)


def _jet(activation: Activation, center: Fraction, radius: Fraction) -> arb_series:
    """Taylor coefficients of sigma'' to the second order, enclosed on |z - center| <= radius."""
    z = arb_series([ball(center) + ball(radius) * arb(0, 1), 1], prec=3)
    return arb_series(_curvature(activation)(z, _Jets()), prec=3)


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
        curvature = sigma.slope
        start, stop = np.minimum(start, -z0), np.minimum(stop, -z0)
    t = start[:, None] + (stop - start)[:, None] * (1 + NODES) / 2
    bends = (h - t) * curvature(z0[:, None] + t, FLOATS)
    return np.asarray(np.abs(bends @ WEIGHTS / 2 * (stop - start)))
