"""Hermite coefficients of activations by rigorous quadrature.

a_k(q) = E[sigma(sqrt(q) z) h_k(z)], z ~ N(0, 1), with the orthonormal Hermite polynomials h_k:
Arb integrates over [-T, 0] and [0, T], near which the sides of the activation's row are analytic
and |sigma(w)| <= 1 + |w|, so for T >= 1 and s = sqrt(q)
    E[sigma(s z)^2; |z| > T] <= (1 + s)^2 E[z^2; |z| > T] <= 4 (1 + s)^2 T phi(T) =: tail,
because P(z > T) <= phi(T) / T; and E[|sigma h_k|; |z| > T] <= sqrt(tail) by Cauchy-Schwarz.
"""

import itertools
import math
from collections.abc import Callable
from functools import lru_cache

from flint import acb, arb, ctx, fmpz_poly

from checkers.activations.rows import ROWS, Analytic

EVALUATIONS = 5_000  # of an integrand, before a wide enclosure is accepted


def hermite_coefficients(activation: str, q: arb, count: int) -> list[arb]:
    """a_0(q), ..., a_(count-1)(q), enclosed.

    activation : whose row has sides; q : > 0
    EXACT; some 2 ms each at 128 bits.
    """
    pairs = (_two(activation, q.mid(), q.rad(), k, ctx.prec) for k in range(0, count, 2))
    return list(itertools.chain.from_iterable(pairs))[:count]


@lru_cache(maxsize=4096)
def _two(activation: str, mid: arb, rad: arb, k: int, bits: int) -> tuple[arb, arb]:
    """a_k(q), a_(k+1)(q) for q = mid +- rad; only exact balls can be told from each other."""
    q = arb(mid, rad)
    with ctx.workprec(bits):
        end, tail = _cut(q)
        # one integral of complex values: the activation is evaluated once for both
        first, second, i = _hermite(k), _hermite(k + 1), acb(0, 1)
        whole = _gaussian_integral(activation, q, end, lambda z: first(z) + i * second(z), power=1)
        roots = (arb(math.factorial(j)).sqrt() for j in (k, k + 1))
        even, odd = (part / root for part, root in zip(whole, roots, strict=True))
        return even + arb(0, tail.sqrt()), odd + arb(0, tail.sqrt())


def mean_square(activation: str, q: arb) -> arb:
    """E[sigma(sqrt(q) z)^2], enclosed; arguments as in `hermite_coefficients`."""
    end, tail = _cut(q)
    return _gaussian_integral(activation, q, end, lambda z: acb(1), power=2)[0] + arb(0, tail)


def _gaussian_integral(
    activation: str, q: arb, end: int, polynomial: Callable[[acb], acb], power: int
) -> tuple[arb, arb]:
    """Integral of sigma(sqrt(q) z)^power polynomial(z) phi(z) over [-end, end]: real, imaginary."""
    s = q.sqrt()
    sides = ROWS[activation].sides
    if sides is None:
        raise ValueError(f"hermite needs an activation of linear growth; got {activation}.")

    def part(sigma: Analytic, low: int, high: int) -> acb:
        def integrand(z: acb, analytic: bool) -> acb:
            value = sigma(s * z, analytic)
            return value**power * polynomial(z) * (-z * z / 2).exp()

        return acb.integral(integrand, low, high, eval_limit=EVALUATIONS)

    whole, root = part(sides[0], -end, 0) + part(sides[1], 0, end), (2 * arb.pi()).sqrt()
    return arb(whole.real) / root, arb(whole.imag) / root


def _hermite(k: int) -> fmpz_poly:
    """He_k = sqrt(k!) h_k."""
    z = fmpz_poly([0, 1])
    before, polynomial = fmpz_poly([0]), fmpz_poly([1])
    for j in range(k):
        before, polynomial = polynomial, z * polynomial - j * before
    return polynomial


def _cut(q: arb) -> tuple[int, arb]:
    """T, and the tail beyond it, of about 4^-ctx.prec."""
    end = math.ceil(math.sqrt(4 * math.log(2) * ctx.prec)) + 1
    density = (-arb(end * end) / 2).exp() / (2 * arb.pi()).sqrt()
    return end, arb((4 * (1 + q.sqrt()) ** 2 * end * density).upper())
