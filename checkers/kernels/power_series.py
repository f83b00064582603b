"""The power series kappa(rho) = sum b_n rho^n of the limiting NTK, with certified signs.

By step 1 of `definiteness`, with F_q(s) = sum_k a_k(q)^2 (s/q)^k,
    Sigma^(1) = Theta^(1) = beta^2 + rho/n0,       Sigma^(l+1) = beta^2 + F_(q_l)(Sigma^(l)),
    Theta^(l+1) = Theta^(l) F_(q_l)'(Sigma^(l)) + Sigma^(l+1).
Where F_q has a closed form, series of balls go through it: EXACT. Otherwise finitely many a_k are
enclosed by quadrature, |a_k| is replaced by its lower end and the other a_k by 0: as every
coefficient is >= 0 and only sums and products occur, the result is a LOWER bound of every b_n. It
is positive as soon as one term that reaches b_n is, which is enough for the sign.
"""

from fractions import Fraction

from flint import arb, arb_poly

from checkers.activations.rows import DUALS
from checkers.arithmetic.balls import ball, rising_precision
from checkers.gaussians.hermite import hermite_coefficients, mean_square
from checkers.kernels.degrees import degrees
from checkers.kernels.recursion import dot_product_kernel, taylor_coefficients

COUNT = 24
FURTHER = 4  # Hermite coefficients beyond the last b_n


def coefficients(n0: int, L: int, beta: Fraction, activation: str, count: int = COUNT) -> list[arb]:
    """Enclosures of b_0, ..., b_(count-1), or of lower bounds of them, at the working precision.

    n0 : >= 1; L : >= 1; beta : >= 0; activation : a name
    EXACT for the keys of DUALS, in about a millisecond; else LOWER, some 0.1 s per layer.
    """
    if activation in DUALS:
        kappa = dot_product_kernel(n0, L, beta, activation)
        return taylor_coefficients(kappa, arb(0), arb(1), count)
    return _lower_coefficients(n0, L, beta, activation, count)


def _lower_coefficients(n0: int, L: int, beta: Fraction, activation: str, count: int) -> list[arb]:
    """The recursion, with lower bounds of finitely many a_k(q_l)^2."""
    bias, q = ball(beta**2), ball(Fraction(1, n0) + beta**2)
    covariance = kernel = arb_poly([bias, ball(Fraction(1, n0))])
    for layer in range(1, L):
        a = hermite_coefficients(activation, q, count + FURTHER)
        squares = [a_k.abs_lower() ** 2 / q**k for k, a_k in enumerate(a)]
        slope = _composed([k * square for k, square in enumerate(squares)][1:], covariance, count)
        covariance = bias + _composed(squares, covariance, count)
        kernel = _cut(kernel * slope, count) + covariance
        if layer < L - 1:
            q = mean_square(activation, q) + bias
    return [arb(kernel[n]) for n in range(count)]


def _composed(outer: list[arb], inner: arb_poly, count: int) -> arb_poly:
    """sum_k outer_k inner^k up to the power count - 1, by Horner's rule."""
    total = arb_poly([0])
    for coefficient in reversed(outer):
        total = _cut(total * inner, count) + coefficient
    return total


def _cut(polynomial: arb_poly, count: int) -> arb_poly:
    return arb_poly(polynomial.coeffs()[:count])


def signs(n0: int, L: int, beta: Fraction, activation: str, count: int = COUNT) -> str:
    """One letter for each of b_0, ...: "+" certified positive, "0" exactly zero, "?" undecided.

    Arguments as in `coefficients`. Zeros are those of `definiteness.degrees`.
    """
    even, odd, _ = degrees(L, beta, activation)
    zero = [
        bound is not None and n > bound for n in range(count) for bound in ((even, odd)[n % 2],)
    ]
    found = ""
    for _ in rising_precision(1024):
        b = coefficients(n0, L, beta, activation, count)
        pairs = zip(b, zero, strict=True)
        found = "".join("0" if z else "+" if b_n.lower() > 0 else "?" for b_n, z in pairs)
        if "?" not in found:
            break
    return found


def sentence(found: str) -> str:
    """What `signs` found, in words."""
    last = len(found) - 1
    if set(found) == {"+"}:
        return f"b_0, ..., b_{last} are certified positive."
    parts = []
    for letter, what in (("+", "certified positive"), ("0", "exactly zero"), ("?", "undecided")):
        places = [n for n, one in enumerate(found) if one == letter]
        if places:
            parts.append(f"{', '.join(f'b_{n}' for n in places)} {what}")
    return f"Of b_0, ..., b_{last}: {'; '.join(parts)}."
