"""Verified lower bounds of least eigenvalues by one floating Cholesky decomposition.

B symmetric, of floats; u = 2^-53; gamma_k = k u / (1 - k u); R the computed factor. Claim: if the
decomposition runs to its end with finite numbers and (n + 1) u < 1/2, then
    lambda_min(B) >= -(gamma_(n+1) / (1 - gamma_(n+1)) tr(B) + 2 n underflow).

1. One entry. LAPACK computes r_ij = (b_ij - sum_(k<i) r_ki r_kj) / r_ii and r_ii^2 likewise, in
   some order. As a tree of i - 1 additions, the paths from b_ij and from a product to the root
   share all roundings from where they meet, so that dividing by the rounding errors on the path
   of b_ij leaves a product at most i of them (its own and i - 1 additions). r_ii r_ij keeps those
   i - 1, and two for the quotient (it may be a product with a rounded reciprocal) or the root. So
     |sum_(k<=i) r_ki r_kj - b_ij| <= gamma_(n+1) sum_(k<=i) |r_ki| |r_kj| + underflow.
2. Columns. For i = j, with c_j = sum_k r_kj^2: c_j <= (b_jj + underflow) / (1 - gamma_(n+1)).
3. All. E = R^T R - B has |E_ij| <= gamma_(n+1) sqrt(c_i c_j) + underflow by Cauchy-Schwarz, thus
   ||E|| <= gamma_(n+1) sum_j c_j + n underflow, and B = R^T R - E >= -||E||.
4. Underflow. A product, a sum or a quotient below 2^-1022 errs by at most that, even where such
   numbers are flushed to zero, and the quotient's error is multiplied by r_ii <= 1 + max b + 1.
   With a factor 2 for the later roundings, one entry: (2 n + 2 + max b) 2^-1021.

Assumed of the machine: IEEE binary64, round to nearest, fused multiply-adds or not, sums of
products in any order and any blocks, triangular solves by substitution; not Strassen's product,
no inverses of blocks. A test holds the installed LAPACK to the inequality of step 1.

Source: rump2006; N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd
ed., Theorem 10.3.
"""

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

UNIT = Fraction(1, 2**53)
SMALL = 300  # below, all eigenvalues are as fast
SHARES = (Fraction(1, 100), Fraction(1, 10), Fraction(1, 2))


def least_eigenvalue_bound(
    matrix: NDArray[np.float64], error: Fraction | NDArray[np.float64]
) -> Fraction | None:
    """A number 0 < c <= lambda_min(A) for every symmetric A with |A - matrix| <= error, or None.

    With B = fl(matrix - s I), whatever was rounded, matrix = B + D for a diagonal D, so
      lambda_min(A) >= min_i (matrix_ii - b_ii) + lambda_min(B) - ||A - matrix||.
    s leaves 1, 10 or 50 per cent of what the floating eigenvalue has above the error terms.

    matrix : (n, n), symmetric, n <= 10^6
    error  : entry by entry, >= 0; a number for all entries, or (n, n), symmetric
    Raises ValueError for a matrix that is not symmetric, or not finite.
    LOWER bound of lambda_min, within a few per cent where that is above n u tr(A) by some orders.
    O(n^3) floating operations: some seconds for n = 2000.
    """
    if not np.array_equal(matrix, matrix.T) or not np.all(np.isfinite(matrix)):
        raise ValueError("a symmetric matrix of finite numbers is needed")
    diagonal = np.diag(matrix)
    spread = norm_bound(error, len(matrix))
    room = _floating_least_eigenvalue(matrix) - backward_error(diagonal) - spread
    for share in SHARES if room > 0 else ():
        shifted = matrix.copy()
        shift = _short(float(spread + backward_error(diagonal) + (1 - share) * room))
        np.fill_diagonal(shifted, diagonal - shift)
        below = factorization_bound(shifted)
        if below is not None:
            pairs = zip(diagonal, np.diag(shifted), strict=True)
            moved = min(Fraction(float(a)) - Fraction(float(b)) for a, b in pairs)
            bound = moved + below - spread
            return bound if bound > 0 else None
    return None


def _floating_least_eigenvalue(matrix: NDArray[np.float64]) -> Fraction:
    """About the least eigenvalue, by Lanczos iteration with the inverse; 0 where it fails."""
    if len(matrix) < SMALL:
        return Fraction(float(np.linalg.eigvalsh(matrix)[0]))
    # these take longer to load than most checks
    from scipy.linalg import cho_factor, cho_solve
    from scipy.sparse.linalg import ArpackError, LinearOperator, eigsh

    try:
        factor = cho_factor(matrix, lower=True)
        inverse = LinearOperator(matrix.shape, matvec=lambda b: cho_solve(factor, b), dtype=float)
        start = np.random.default_rng(0).standard_normal(len(matrix))
        found = eigsh(matrix, k=1, sigma=0, OPinv=inverse, v0=start, tol=1e-3)
        return Fraction(float(found[0][0]))
    except (np.linalg.LinAlgError, ArpackError):
        return Fraction(0)


def _short(number: float) -> float:
    """Cut to 10 bits, so that the last bits of the floating eigenvalue do not matter."""
    mantissa, exponent = math.frexp(number)
    return math.ldexp(math.floor(mantissa * 2**10), exponent - 10)


def factorization_bound(matrix: NDArray[np.float64]) -> Fraction | None:
    """-||E||, a lower bound of lambda_min(matrix), if its Cholesky decomposition succeeds."""
    try:
        factor = np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        return None
    diagonal = np.diag(matrix)
    if not np.all(np.isfinite(factor)) or not np.all(diagonal > 0):
        return None
    return -backward_error(diagonal)


def backward_error(diagonal: NDArray[np.float64]) -> Fraction:
    """gamma_(n+1) / (1 - gamma_(n+1)) tr(B) + 2 n underflow, from the diagonal of B >= 0."""
    n = len(diagonal)
    gamma = (n + 1) * UNIT / (1 - (n + 1) * UNIT)
    trace = sum((Fraction(float(b)) for b in diagonal), Fraction(0))
    underflow = (2 * n + 2 + Fraction(float(max(diagonal)))) / 2**1021
    return gamma / (1 - gamma) * trace + 2 * n * underflow


def norm_bound(error: Fraction | NDArray[np.float64], n: int) -> Fraction:
    """An upper bound of ||E|| for all symmetric |E| <= error: the least of two norms.

    error : as in `least_eigenvalue_bound`
    UPPER bound: the largest row sum, or the Frobenius norm; both are n error for a number.
    """
    if isinstance(error, Fraction):
        return n * error
    # fsum rounds once; a square, a root or a sum then err by less than 2^-50.
    rows = max(math.fsum(row) for row in error)
    frobenius = math.sqrt(math.fsum(math.fsum(row * row) for row in error))
    # squares that underflow lose less than 2^-1022 each, their root less than n 2^-511
    return min(
        Fraction(rows) * (1 + Fraction(1, 2**50)),
        Fraction(frobenius) * (1 + Fraction(1, 2**50)) + Fraction(n, 2**511),
    )


def decimal_below(number: Fraction, digits: int = 6) -> str:
    """A decimal with that many digits, at most `number` > 0 and next to it."""
    exponent = math.floor(math.log10(number.numerator) - math.log10(number.denominator))
    scaled = number * Fraction(10) ** (digits - 1 - exponent)
    return f"{math.floor(scaled)}e{exponent - digits + 1}"
