"""Is the limiting NTK positive definite on the unit sphere of R^n0? Decided for all point sets.

The kernel is Theta^(L) of giancola, Theorem III.1.4, restricted as in Proposition III.3.3, for
depth L >= 1 and bias beta >= 0. On the sphere q_l = Sigma^(l)(x, x) does not depend on x, so
Theta^(L)(x, y) = kappa(x.y). Proof of what `certificate` returns, with rho = x.y:

1. Power series. With a_k(q) the coefficients of sigma(sqrt(q) z) in orthonormal Hermite
   polynomials, E[sigma(u) sigma(v)] = F_q(s) = sum a_k(q)^2 (s/q)^k for a centred pair of
   variance q and covariance s (Lemma III.3.1), and E[sigma'(u) sigma'(v)] = F_q'(s), since
   sigma'(sqrt(q) z) has the coefficients sqrt(k + 1) a_(k+1)(q) / sqrt(q). Hence
     Sigma^(1) = beta^2 + rho/n0,  Sigma^(l+1) = beta^2 + F_(q_l)(Sigma^(l)),
     Theta^(1) = Sigma^(1),        Theta^(l+1) = Theta^(l) F_(q_l)'(Sigma^(l)) + Sigma^(l+1):
   sums, products and compositions of series with coefficients >= 0, absolutely convergent on
   [-1, 1]. So kappa(rho) = sum b_n rho^n with b_n >= 0, and b_n is at least that of Sigma^(L).
2. Enough. If b_n > 0 for infinitely many even and infinitely many odd n, every Gram matrix K of
   distinct points is positive definite (schoenberg1942, gneiting2013). For v^T K v = 0 makes
   every moment sum_j v_j x_j^(n) with b_n > 0 vanish (see null_vectors); its product with
   x_i^(n) is sum_j v_j (x_j.x_i)^n, which tends to v_i + v_i' along even n and to v_i - v_i'
   along odd n, where v_i' is the weight of -x_i, or 0. So v_i = 0. For n0 = 1, where the sphere
   is {1, -1}, one even and one odd n with b_n > 0 are enough, by the same product.
3. Needed. Otherwise, but for n0 = 1, one parity has bounded degree, and `null_vector` applies.
4. Not a polynomial. A Lipschitz sigma (or its even, or its odd part) that is no polynomial has
   infinitely many a_k(q) != 0 (of that parity) at every q > 0; and it is a polynomial only if it
   is affine (the even part constant, the odd part linear). One nonzero second difference of
   equally spaced values decides that.
5. beta > 0, L >= 2. (beta^2 + rho/n0)^k has only positive coefficients up to degree k, so all
   b_n(Sigma^(2)) > 0 if sigma is no polynomial; then all of Sigma^(3), ... by composition with
   F_q, which is not constant. If sigma is a polynomial but not constant, b_0, b_1 > 0 still.
6. beta = 0, L = 2. Theta^(2) = sum (k + 1) a_k^2 rho^k, q_1 = 1/n0: definite iff neither the
   even nor the odd part of sigma is a polynomial (n0 = 1: iff neither is zero).
7. beta = 0, L >= 3. If a_0, a_1 != 0 at q_1 then b_0, b_1 > 0 in Sigma^(2), so Sigma^(2) to the
   power k has only positive coefficients up to degree k; if sigma is no polynomial, all
   b_n(Sigma^(3)) > 0, and so on as in 5. From e >= 0, e(1) > 0 for the even part of sigma
   follows a_0 = E[e(sqrt(q) z)] > 0, and from z o(z) >= 0, o(1) > 0 follows
   a_1 = E[z o(sqrt(q) z)] > 0, for every q. An odd sigma keeps every Sigma^(l), Theta^(l) odd;
   an even one makes them even from l = 2 on: both are singular on {x, -x} already.

Not Lipschitz (quadratic, cubic): kappa is what the recursion gives.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, ctx

from checkers.activations.parity import even_part, odd_part
from checkers.activations.rows import DEGREES, PARITIES
from checkers.arithmetic.balls import ball, enclosure
from checkers.kernels.degrees import degrees
from checkers.kernels.null_vectors import Points, Vector, is_null, null_vector
from checkers.verdicts.certificates import decimals


@dataclass(frozen=True)
class Definite:
    """Every Gram matrix of distinct points is positive definite.

    reason : which step of the proof above applies
    facts  : what it needs, (name, enclosure in decimals)
    proof  : the same as data, for a certificate; None where the trusted core does not know the step
    """

    reason: str
    facts: tuple[tuple[str, str], ...]
    proof: Mapping[str, Any] | None


@dataclass(frozen=True)
class Singular:
    """v^T K v = 0 exactly, for K the Gram matrix of the points and v the vector.

    reason    : the parity identity or the degree that the exact null vector rests on
    even, odd : no even (odd) power of rho in kappa has a higher degree; None: no bound, -1: none
    """

    points: Points
    vector: Vector
    reason: str
    even: int | None
    odd: int | None


def certificate(n0: int, L: int, beta: Fraction, activation: str) -> Definite | Singular:
    """Whether Theta^(L) is positive definite on the unit sphere of R^n0, with the evidence.

    n0 : >= 1; L : >= 1, number of weight layers; beta : >= 0; activation : a name
    Raises ValueError outside. EXACT, for all finite sets of distinct points; milliseconds, but a
    second for degree 81 (cubic, L = 5).

    Source: giancola, Proposition III.3.3.
    """
    if n0 < 1 or L < 1 or beta < 0 or activation not in PARITIES:
        raise ValueError(
            "definiteness needs n0 >= 1, L >= 1, beta >= 0 and one of "
            f"{', '.join(PARITIES)}; got n0={n0}, L={L}, beta={beta}, activation={activation}."
        )
    even, odd, reason = degrees(L, beta, activation)
    if (even is None and odd is None) or (n0 == 1 and even != -1 and odd != -1):
        with ctx.workprec(128):
            return _definite(n0, L, beta, activation)
    symmetric = odd is None or (even is not None and even < odd)
    degree = even if symmetric else odd
    points, vector = null_vector(n0, -1 if degree is None else degree, 1 if symmetric else -1)
    if not is_null(points, vector, even, odd):
        raise ArithmeticError(f"the null vector of {reason} is none")
    return Singular(points, vector, reason, even, odd)


def not_affine(activation: str) -> Definite:
    """The proof for every n0 >= 1, L >= 2 and beta > 0: sigma is Lipschitz and not affine.

    activation : the name of one that is Lipschitz
    Raises ArithmeticError where sigma bends at none of the places that are tried.
    """
    with ctx.workprec(128):
        at, bend = _second_difference(activation)
    name = "sigma({}) - 2 sigma({}) + sigma({})".format(*at)
    reason = "beta > 0: sigma is Lipschitz and not affine (step 5)"
    ends = decimals(*enclosure(bend))
    proof = {"kind": "not affine", "activation": activation, "at": at, "second difference": ends}
    return _proved(reason, {name: bend}, proof)


def _second_difference(activation: str) -> tuple[list[int], arb]:
    """Three equally spaced integers, and the second difference of sigma there, not 0."""

    def sigma(z: int) -> arb:
        return even_part(activation, Fraction(z)) + odd_part(activation, Fraction(z))

    bend = arb(0)
    for middle in (0, 1):  # an even sigma bends at 0, an odd one does not
        at = [middle - 1, middle, middle + 1]
        bend = sigma(at[0]) - 2 * sigma(at[1]) + sigma(at[2])
        if abs(bend) > 0:
            return at, bend
    raise ArithmeticError(f"{activation} does not bend around 0 or 1: {bend}")


def _definite(n0: int, L: int, beta: Fraction, activation: str) -> Definite:
    """The step of the proof that applies, with the facts that it needs."""
    if beta > 0 and L > 1 and activation not in DEGREES:
        return not_affine(activation)

    def e(z: int) -> arb:
        return even_part(activation, Fraction(z))

    def o(z: int) -> arb:
        return odd_part(activation, Fraction(z))

    even_bends, odd_bends = {"e(1) - e(0)": e(1) - e(0)}, {"o(2) - 2 o(1)": o(2) - 2 * o(1)}
    nonzero = {"e(1)": e(1), "o(1)": o(1)}
    if L == 1:
        reason, facts = "n0 = 1, L = 1: b_0 = beta^2, b_1 = 1/n0 (step 2)", {"beta": ball(beta)}
    elif beta > 0:
        reason = "n0 = 1, beta > 0: sigma is not constant (step 5)"
        facts = {"sigma(1) - sigma(0)": e(1) + o(1) - e(0)}
    elif L > 2:
        why = PARITIES[activation].positive
        reason = f"L >= 3: sigma is Lipschitz and not affine, a_0, a_1 != 0 (step 7), as {why}"
        facts = {**(even_bends if abs(e(1) - e(0)) > 0 else odd_bends), **nonzero}
    elif n0 == 1:
        reason, facts = "n0 = 1, L = 2: neither part of sigma is zero (step 6)", nonzero
    else:
        reason = "L = 2: neither part of sigma is a polynomial (step 6)"
        facts = {**even_bends, **odd_bends}
    return _proved(reason, facts, None)


def _proved(reason: str, facts: Mapping[str, arb], proof: Mapping[str, Any] | None) -> Definite:
    """The record, once every fact is certainly not 0."""
    for name, value in facts.items():
        if not abs(value) > 0:
            raise ArithmeticError(f"{reason} needs {name} != 0; got {value}.")
    shown = tuple((f"{name} != 0", value.str(12)) for name, value in facts.items())
    return Definite(reason, shown, proof)
