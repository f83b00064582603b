"""Gram matrices of thousands of points in floats, with a proven bound of every entry's error.

Points are directions of integer vectors, |v|^2 < 2^31, so v.w and |v|^2 |w|^2 - (v.w)^2 are exact
in 64 bits, and x = 1 - |cos| = (|v|^2 |w|^2 - (v.w)^2) / (r (r + |v.w|)), r = |v| |w|, has only
the roundings of seven operations: a relative error of 8 u, u = 2^-53, however small x is.

kappa(rho) = sum b_n rho^n with b_n >= 0 and kappa(1) finite (see definiteness). With r = |rho| < 1,
1 = (r + 1 - r)^n = sum_k binomial(n, k) r^(n-k) (1 - r)^k gives for its Taylor coefficients
    |kappa^(k)(rho)| / k! <= sum_n b_n binomial(n, k) r^(n-k) <= kappa(1) / (1 - r)^k.
1. Cells. Each octave of x in (0, 1) is cut in four. From the centre c of a cell, x = c + w z with
   |z| <= 1 and w <= c / 9, so kappa(+-(1 - x)) = sum_k A_k z^k with |A_k| <= kappa(1) 9^-k; cut
   after degree 16 it lacks at most kappa(1) 9^-17 9/8 < 0.62 u kappa(1).
2. Argument. k = 1 above: a relative error of 8 u in x costs at most 8.1 u kappa(1).
3. Horner. z is exact (x - c by Sterbenz, w a power of 2), and the rounding is at most
   sum_k gamma_(2k+1) |A_k| <= 1.5 u kappa(1). Nothing underflows that counts: kappa(1) > 2^-900.
4. The A_k come from power series in balls; what their rounding to floats costs is added up.
Together 11 u kappa(1), and the coefficients' rounding. The diagonal and antipodal pairs are balls.

Why not balls throughout: two million entries take a minute; so they take two seconds.
"""

from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, ctx
from numpy.typing import NDArray

from checkers.kernels.recursion import dot_product_kernel, taylor_coefficients

DEGREE = 16
OCTAVES = 63  # x >= 2^-63
LARGEST_SQUARE = 2**31
UNIT = Fraction(1, 2**53)
PRECISIONS = (256, 1024)

Array = NDArray[Any]


def float_gram(
    points: Array, L: int, beta: Fraction, activation: str
) -> tuple[NDArray[np.float64], Fraction]:
    """The matrix of Theta^(L)(x_i, x_j), x_i = v_i / |v_i|, and a bound of its entries' errors.

    points : (n, n0) int64, of different directions, 0 < |v|^2 < 2^31
    L : >= 1; beta : >= 0; activation : a key of DUALS
    Raises ValueError outside, and ArithmeticError where 1024 bits are too few for the kernel.
    UPPER bound of the errors, about 13 u kappa(1). Two seconds for n = 2000.
    """
    x, negative = _defects(np.asarray(points, dtype=np.int64))
    # x = mantissa 2^exponent, 1/2 <= mantissa < 1; antipodal pairs get their value below
    mantissa, exponent = np.frexp(np.where(x > 0, x, 0.5))
    quarter = np.floor(8 * mantissa).astype(np.int64)
    cell = 2 * (4 * -exponent.astype(np.int64) + quarter - 4) + negative
    z = 16 * mantissa - (2 * quarter + 1)
    cells = np.flatnonzero(np.bincount(cell))
    table, ends, total, rounding = _tables(np.shape(points)[1], L, beta, activation, cells)
    values = table[DEGREE][cell]
    for coefficients in table[DEGREE - 1 :: -1]:
        values = values * z + coefficients[cell]
    values[x == 0] = ends[1]
    matrix = np.full((len(points), len(points)), ends[0])
    i, j = np.tril_indices(len(points), -1)
    matrix[i, j] = matrix[j, i] = values
    return matrix, 11 * UNIT * total + rounding


def _defects(v: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """x = 1 - |cos| < 1 of the pairs below the diagonal, row by row, and whether cos < 0."""
    short = np.all(np.abs(v) < 2**16)
    # Sums of products below 2^53 are exact in floats, in any order.
    products = v.astype(float) @ v.T.astype(float) if short else np.zeros((1, 1))
    squares = np.diag(products).astype(np.int64)
    if not np.all((squares > 0) & (squares < LARGEST_SQUARE)):
        raise ValueError("float_gram needs integer vectors with 0 < |v|^2 < 2^31")
    i, j = np.tril_indices(len(v), -1)
    dot, both = products[i, j], squares[i] * squares[j]
    determinant = both - dot.astype(np.int64) ** 2
    if np.any((determinant == 0) & (dot > 0)):
        raise ValueError("float_gram needs points of different directions")
    root = np.sqrt(both.astype(float))
    x = determinant.astype(float) / (root * (root + np.abs(dot)))
    return np.minimum(x, float(1 - UNIT)), dot < 0  # x = 1, or rounded beyond, where v.w = 0


def _tables(
    n0: int, L: int, beta: Fraction, activation: str, cells: Array
) -> tuple[NDArray[np.float64], tuple[float, float], Fraction, Fraction]:
    """What float_gram needs of kappa.

    A_k of every cell that occurs, (degree + 1, cells), where a cell is its octave, its quarter and
    its sign: x in [m, m + 1] 2^(e - 3), rho = +-(1 - x); kappa(1) and kappa(-1); an upper bound of
    kappa(1); and the largest rounding, of the A_k of one cell together or of an end.
    """
    table = np.zeros((DEGREE + 1, 8 * OCTAVES))
    for bits in PRECISIONS:
        with ctx.workprec(bits):
            kappa = dot_product_kernel(n0, L, beta, activation)
            exact = [[kappa(arb(1))], [kappa(arb(-1))]]
            exact += [taylor_coefficients(kappa, *_cell(int(cell)), DEGREE + 1) for cell in cells]
            floats = [[float(a) for a in row] for row in exact]
            rounding = arb(0)
            for row, rounded in zip(exact, floats, strict=True):
                errors = (abs(a - arb(b)) for a, b in zip(row, rounded, strict=True))
                rounding = rounding.max(sum(errors, arb(0)))
            total = exact[0][0]
            # Certainly, so that all is finite.
            if rounding <= total / 2**52 and total > arb(2) ** -900:
                for cell, rounded in zip(cells, floats[2:], strict=True):
                    table[:, cell] = rounded
                return table, (floats[0][0], floats[1][0]), _above(total), _above(rounding)
    raise ArithmeticError(f"{PRECISIONS[-1]} bits do not enclose the kernel at beta={beta}")


def _cell(cell: int) -> tuple[arb, arb]:
    """The centre of a cell and d rho / d z, exact."""
    sign = -1 if cell % 2 else 1
    m, e = 4 + cell // 2 % 4, -(cell // 8)
    half_width = arb(2) ** (e - 4)
    return sign * (1 - (2 * m + 1) * half_width), -sign * half_width


def _above(number: arb) -> Fraction:
    """The upper end of a finite ball."""
    mantissa, exponent = number.upper().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
