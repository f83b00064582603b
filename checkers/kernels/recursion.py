"""Gram matrices of the limiting NTK in balls, and verified lower bounds of their spectra.

The recursions of giancola, Proposition III.1.2 and Theorem III.1.4, on the unit sphere, with the
Gaussian expectations in closed form: for a centred pair of variance q and correlation rho, phi =
arccos rho,
    value(q, rho) = E[sigma(u) sigma(v)],   slope(q, rho) = E[sigma'(u) sigma'(v)].
rho is a ball, or a power series of balls.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, arb_series, ctx

from checkers.activations.rows import DUALS
from checkers.arithmetic.balls import ball, rising_precision

Matrix = Sequence[Sequence[arb]]
Direction = Sequence[int | Fraction]


def dot_product_kernel(
    n0: int, L: int, beta: Fraction, activation: str
) -> Callable[[arb | arb_series], Any]:
    """kappa with Theta^(L)(x, y) = kappa(x.y) on the unit sphere of R^n0.

    kappa takes a ball in [-1, 1], or a power series with constant term in (-1, 1), at the working
    precision of this call.

    n0 : >= 1; L : >= 1; beta : >= 0; activation : a key of DUALS
    Raises ValueError for an activation without closed form.
    """
    if activation not in DUALS:
        raise ValueError(f"gram needs one of {', '.join(DUALS)}; got activation={activation}.")
    value, slope = DUALS[activation]
    bias = ball(beta**2)
    # The same for all points: q_l, the variance of layer l.
    variances = [ball(Fraction(1, n0) + beta**2)]
    for _ in range(L - 1):
        variances.append(value(variances[-1], arb(1)) + bias)

    def kappa(cosine: arb | arb_series) -> Any:
        # Exactly 1 on the diagonal, so that no angle is widened there.
        equal = isinstance(cosine, arb) and bool(cosine == 1)
        covariance = kernel = cosine / n0 + bias
        for q in variances[:-1]:
            rho = arb(1) if equal else covariance / q
            covariance = value(q, rho) + bias
            kernel = kernel * slope(q, rho) + covariance
        return kernel

    return kappa


def taylor_coefficients(
    kappa: Callable[[arb | arb_series], Any], centre: arb, step: arb, count: int
) -> list[arb]:
    """c_0, ..., c_(count-1) with kappa(centre + step z) = sum c_k z^k, enclosed.

    kappa : of `dot_product_kernel`; centre : in (-1, 1)
    Balls that are not finite where the working precision is too low.
    """
    before, ctx.cap = ctx.cap, count
    try:
        series = kappa(arb_series([centre, step]))
        return [arb(series[k]) for k in range(count)]
    except ValueError:  # a leading coefficient that may be 0
        return [arb("nan")] * count
    finally:
        ctx.cap = before


def gram(
    points: Sequence[Direction], L: int, beta: Fraction, activation: str, bits: int = 256
) -> list[list[arb]]:
    """The matrix of Theta^(L)(x_i, x_j), x_i = v_i / |v_i|, each entry enclosed.

    points : the v_i, exact and not zero; L : >= 1; beta : >= 0; activation : a key of DUALS
    Raises ValueError for a zero vector, or an activation without closed form.
    """
    if not all(any(point) for point in points):
        raise ValueError("gram needs directions; the zero vector has none")
    with ctx.workprec(bits):
        kappa = dot_product_kernel(len(points[0]), L, beta, activation)
        half = [[kappa(_cosine(x, y)) for y in points[: i + 1]] for i, x in enumerate(points)]
    size = range(len(points))
    return [[half[max(i, j)][min(i, j)] for j in size] for i in size]


def _cosine(v: Direction, w: Direction) -> arb:
    """v.w / (|v| |w|), of radius 0 where it is 1 or -1."""
    product, squares = _dot(v, w), _dot(v, v) * _dot(w, w)
    if product**2 == squares:
        return arb(1 if product > 0 else -1)
    return ball(product) / ball(squares).sqrt()


def _dot(v: Direction, w: Direction) -> Fraction:
    return sum((Fraction(a * b) for a, b in zip(v, w, strict=True)), Fraction(0))


def verified_least_eigenvalue(matrix: Matrix) -> Fraction | None:
    """A number 0 < c <= lambda_min(A) for every symmetric A within the balls, or None.

    With M the midpoints and R the radii, lambda_min(A) >= lambda_min(M) - ||A - M||, and
    ||A - M|| <= max_i sum_j R_ij. M - c I is positive definite if all pivots of its LDL^T
    decomposition, in balls, are certainly positive; c comes from a float eigenvalue, or where
    that is lost in rounding, from a scan over powers of two.

    matrix : square, its lower triangle is read
    LOWER bound of lambda_min, within some per mille or a factor of 2. O(n^3) ball operations.
    """
    rows = [[matrix[max(i, j)][min(i, j)] for j in range(len(matrix))] for i in range(len(matrix))]
    if not all(entry.is_finite() for row in rows for entry in row):
        return None
    middle = [[_fraction(entry.mid()) for entry in row] for row in rows]
    slack = max(sum((_fraction(arb(entry.rad())) for entry in row), Fraction(0)) for row in rows)
    if not _exceeds(middle, slack):
        return None
    floats = np.array([[float(entry) for entry in row] for row in middle])
    margin = Fraction(float(np.linalg.eigvalsh(floats)[0])) * Fraction(999, 1000) - slack
    if margin > 0 and _exceeds(middle, slack + margin):
        return margin
    margin = max(row[i] for i, row in enumerate(middle))
    while not _exceeds(middle, slack + margin):  # ends: some margin > 0 is true
        margin /= 2
    return margin


def _exceeds(matrix: Sequence[Sequence[Fraction]], c: Fraction) -> bool:
    """Whether lambda_min > c is certain: every pivot of matrix - c I is positive."""
    for _ in rising_precision(1024):
        a = [[ball(entry) for entry in row] for row in matrix]
        for k, row in enumerate(a):
            row[k] -= ball(c)
        pivot = arb(1)
        for k in range(len(a)):
            pivot = a[k][k]
            if not pivot > 0:
                break
            for i in range(k + 1, len(a)):
                factor = a[i][k] / pivot
                for j in range(k + 1, i + 1):
                    a[i][j] -= factor * a[j][k]
        if pivot > 0:
            return True
        if pivot < 0:
            return False
    return False


def _fraction(number: arb) -> Fraction:
    """The value of a ball of radius 0."""
    mantissa, exponent = number.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
