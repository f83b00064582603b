"""Hermite coefficients of activations by rigorous quadrature.

a_k(q) = E[sigma(sqrt(q) z) h_k(z)], z ~ N(0, 1), with the orthonormal Hermite polynomials h_k:
FORMULAS for the activations whose Gaussian expectations have no closed form in `gram_matrices`,
and FURTHER for the Lipschitz ones that have one, as a second way to it. Arb integrates
over [-T, 0] and [0, T], near which each formula below is analytic. All of them satisfy
|sigma(w)| <= 1 + |w|, so for T >= 1 and s = sqrt(q)
    E[sigma(s z)^2; |z| > T] <= (1 + s)^2 E[z^2; |z| > T] <= 4 (1 + s)^2 T phi(T) =: tail,
because P(z > T) <= phi(T) / T; and E[|sigma h_k|; |z| > T] <= sqrt(tail) by Cauchy-Schwarz.
"""

import itertools
import math
from collections.abc import Callable
from functools import lru_cache

from flint import acb, arb, ctx, fmpz_poly

Formula = Callable[[acb, bool], acb]  # (argument, whether it must be analytic there)

EVALUATIONS = 5_000  # of an integrand, before a wide enclosure is accepted


def _logistic(w: acb) -> acb:
    return (1 + (w / 2).tanh()) / 2


# (on the left of 0, on the right of 0)
FORMULAS: dict[str, tuple[Formula, Formula]] = {
    name: formula if isinstance(formula, tuple) else (formula, formula)
    for name, formula in {
        "tanh": lambda w, _: w.tanh(),
        "sigmoid": lambda w, _: _logistic(w),
        "silu": lambda w, _: w * _logistic(w),
        "softplus": (
            lambda w, analytic: (1 + w.exp()).log(analytic),
            lambda w, analytic: w + (1 + (-w).exp()).log(analytic),
        ),
        "gelu": lambda w, _: w * (-w / arb(2).sqrt()).erfc() / 2,
        "elu": (lambda w, _: w.exp() - 1, lambda w, _: w),
    }.items()
}

FURTHER: dict[str, tuple[Formula, Formula]] = {
    "relu": (lambda w, _: acb(0), lambda w, _: w),
    "abs": (lambda w, _: -w, lambda w, _: w),
    "identity": (lambda w, _: w, lambda w, _: w),
    "erf": (lambda w, _: w.erf(), lambda w, _: w.erf()),
    "sin": (lambda w, _: w.sin(), lambda w, _: w.sin()),
}


def hermite_coefficients(activation: str, q: arb, count: int) -> list[arb]:
    """a_0(q), ..., a_(count-1)(q), enclosed.

    activation : a key of FORMULAS or FURTHER; q : > 0
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
    left, right = FORMULAS.get(activation) or FURTHER[activation]

    def part(sigma: Formula, low: int, high: int) -> acb:
        def integrand(z: acb, analytic: bool) -> acb:
            value = sigma(s * z, analytic)
            return value**power * polynomial(z) * (-z * z / 2).exp()

        return acb.integral(integrand, low, high, eval_limit=EVALUATIONS)

    whole, root = part(left, -end, 0) + part(right, 0, end), (2 * arb.pi()).sqrt()
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
