"""Eigenvalues of dot-product kernels on the uniform unit sphere of R^d, in closed form.

k(x, y) = kappa(x.y) has the spherical harmonics of degree k as eigenfunctions. With the Legendre
polynomial P_k of dimension d, P_k(1) = 1, and the density c_d (1 - t^2)^((d-3)/2) of x.y,
    lambda_k = c_d int kappa(t) P_k(t) (1 - t^2)^((d-3)/2) dt   (Funk and Hecke),
and N(d, k) = dim of harmonics of degree k; sum N(d, j) over j = k, k - 2, ... is C(k+d-1, d-1).

kappa = P(c) + s Q(c) + a R(c) as in `arcsine_series`: two functions and one rule are enough.
- E[1{w.x > 0} 1{w.y > 0}] = 1/4 + a/(2 pi), and 1{u > 0} has the coefficient gamma_k = c_d
  int_0^1 P_k (1 - t^2)^((d-3)/2) dt. By Rodrigues' formula it is 0 for even k > 0, and
      gamma_k^2 = g(k) = (Gamma(d/2) / (2 pi))^2 (Gamma(k/2) / Gamma((k+d)/2))^2   for odd k.
  An expectation over w has the squares as eigenvalues: lambda_k(a) = 2 pi g(k), k odd; 0, k even.
- t P_k = ((k+d-2) P_(k+1) + k P_(k-1)) / (2k+d-2), so that
      lambda_k(c f) = ((k+d-2) lambda_(k+1)(f) + k lambda_(k-1)(f)) / (2k+d-2),
  and lambda_0(c f) = lambda_1(f).
- relu(u) has ((k+d-2) gamma_(k+1) + k gamma_(k-1)) / (2k+d-2) = gamma_(k-1) / (k+d-1) for even k,
  as gamma alternates in sign; E|w|^2 = d for normal w, and E[relu relu] = (s + (pi/2 + a) c) /
  (2 pi). The rule above for a c leaves
      lambda_k(s) = -2 pi g(k-1) (k-1) / (k+d-1), k even (g(-1) by the same formula); 0, k odd.
As g(k+2) / g(k) = (k / (k+d))^2, every lambda_k beyond the degree of P is g(k) (k odd) or g(k-1)
(k even) times a rational function of k and d: its `tail`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from flint import acb, acb_poly, arb, fmpq_poly

from checkers.arithmetic.angles import Form
from checkers.arithmetic.rational_functions import Ratio, d, k, ratio
from checkers.kernels.arcsine_series import Parts, in_balls

Tail = Mapping[int, Ratio]  # the rational functions, by the power of pi in front


def gamma_squared(degree: int, dimension: int) -> arb:
    """g(k) for odd k >= -1, at the working precision."""
    top, half = arb(degree) / 2, arb(dimension) / 2
    return (half.gamma() / (2 * arb.pi()) * top.gamma() / (top + half).gamma()) ** 2


def eigenvalues(found: Parts, dimension: int, count: int) -> list[arb]:
    """lambda_0, ..., lambda_(count-1), enclosed; an exact 0 where parity makes it 0.

    found : of `arcsine_series.parts`, with i + k <= 1; dimension : >= 2
    EXACT; count * (degree of Q and R) operations.
    """
    last = max((j for _, j, _ in found), default=0)
    length = count + last + 1  # each factor c uses one up
    tables = {
        (0, 0): [arb(1)] + [arb(0)] * (length - 1),
        (1, 0): [_arcsine(degree, dimension) for degree in range(length)],
        (0, 1): [_sine(degree, dimension) for degree in range(length)],
    }
    total = [arb(0)] * count
    for power in range(last + 1):
        for (i, kk), table in tables.items():
            factor = found.get((i, power, kk))
            if factor is not None:
                value = in_balls(factor)
                total = [old + value * new for old, new in zip(total, table, strict=False)]
        tables = {which: _times_cosine(table, dimension) for which, table in tables.items()}
    return total


def _arcsine(degree: int, dimension: int) -> arb:
    return 2 * arb.pi() * gamma_squared(degree, dimension) if degree % 2 else arb(0)


def _sine(degree: int, dimension: int) -> arb:
    if degree % 2:
        return arb(0)
    factor = 2 * arb.pi() * (1 - degree) / (degree + dimension - 1)
    return factor * gamma_squared(degree - 1, dimension)


def _times_cosine(table: list[arb], dimension: int) -> list[arb]:
    """The eigenvalues of c f from those of f; one fewer."""
    return [table[1]] + [
        ((n + dimension - 2) * table[n + 1] + n * table[n - 1]) / (2 * n + dimension - 2)
        for n in range(1, len(table) - 1)
    ]


@dataclass(frozen=True)
class Tails:
    """lambda_k / g(k) for odd k, lambda_k / g(k-1) for even k, from degree `start` on."""

    even: Tail
    odd: Tail
    start: int


def tails(found: Parts) -> Tails | None:
    """The tails of a kernel for every d >= 2; None where some i + k > 1. EXACT."""
    if any(i + kk > 1 for i, _, kk in found):
        return None
    last = max((j for _, j, _ in found), default=0)
    zero = ratio(0)
    functions = {(1, 0): (zero, ratio(2)), (0, 1): (ratio(2) * (1 - k) / (k + d - 1), zero)}
    even, odd = dict[int, Ratio](), dict[int, Ratio]()
    for power in range(last + 1):
        for (i, kk), pair in functions.items():
            factor = found.get((i, power, kk), Form({}))
            for (_, _, _, p), q in factor.terms.items():
                for total, tail in ((even, pair[0]), (odd, pair[1])):
                    total[p + 1] = total.get(p + 1, zero) + tail * q  # 2 pi of both functions
        functions = {which: _tail_times_cosine(*pair) for which, pair in functions.items()}
    clean = [{p: tail for p, tail in one.items() if not tail.is_zero} for one in (even, odd)]
    return Tails(clean[0], clean[1], last + 1)


def _tail_times_cosine(even: Ratio, odd: Ratio) -> tuple[Ratio, Ratio]:
    up = ratio(k + d - 2) / (2 * k + d - 2)
    down = ratio(k) / (2 * k + d - 2)
    rise = ratio((k - 1) ** 2) / (k - 1 + d) ** 2  # g(k+1) / g(k-1)
    fall = ratio((k - 2 + d) ** 2) / (k - 2) ** 2  # g(k-2) / g(k)
    return (
        up * odd.with_degree(k + 1) * rise + down * odd.with_degree(k - 1),
        up * even.with_degree(k + 1) + down * even.with_degree(k - 1) * fall,
    )


def multiplicity(degree: int, dimension: int) -> int:
    """N(d, k): homogeneous polynomials of degree k less those of degree k - 2."""
    return math.comb(degree + dimension - 1, dimension - 1) - (
        math.comb(degree + dimension - 3, dimension - 1) if degree >= 2 else 0
    )


def by_quadrature(found: Parts, dimension: int, degree: int) -> arb:
    """lambda_k from the integral itself, over theta in [0, pi], t = cos theta; enclosed.

    The integrand is entire in theta: a = pi/2 - theta, c = cos theta, s = sin theta.
    Shares with `eigenvalues` nothing but the kernel. EXACT.
    """
    before, legendre = fmpq_poly([0]), fmpq_poly([1])
    for n in range(degree):
        step = fmpq_poly([0, 2 * n + dimension - 2]) * legendre - n * before
        # n = 0: P_1 = t, and for d = 2 the recurrence says 0 = 0
        before, legendre = legendre, fmpq_poly([0, 1]) if n == 0 else step / (n + dimension - 2)

    polynomial = acb_poly(legendre)

    def integrand(theta: acb, _: bool) -> acb:
        a, c, s = acb.pi() / 2 - theta, theta.cos(), theta.sin()
        value = sum((in_balls(q) * a**i * c**j * s**kk for (i, j, kk), q in found.items()), acb(0))
        return value * polynomial(c) * s ** (dimension - 2)

    half = arb(dimension) / 2
    density = half.gamma() / (arb.pi().sqrt() * ((arb(dimension) - 1) / 2).gamma())
    return density * acb.integral(integrand, 0, acb.pi()).real
