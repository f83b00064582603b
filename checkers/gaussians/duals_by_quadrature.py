"""Dual activations E[mu(X) mu(Y)], rigorously, without Hermite coefficients.

(X, Y) is standard normal with correlation rho. relu, abs, erf, sin and the identity have the closed
forms of `gram_matrices`. The others, by one of two ways.

Double trapezoidal sum (tanh, sigmoid, silu, softplus, gelu). With p, q independent standard normal,
X = A p + B q, Y = A p - B q, A^2 = (1 + rho)/2, B^2 = (1 - rho)/2, the expectation is the integral
of F(p, q) = mu(X) mu(Y) phi(p) phi(q), and is replaced by h^2 sum F(jh, kh) over |jh|, |kh| <= T.
1. |mu(x + iy)| <= C (1 + |x|), C = 2, for |y| <= 1: |tanh| <= tan 1 < 2 there; |s(w)| <= 1 for the
   logistic s, since Re exp(-w) > 0, which gives silu, and softplus by |softplus(x + iy)| <=
   softplus(x) + |y|; |Phi(x + iy)| <= 1 + phi(0) exp(1/2) < 2, which gives gelu.
2. A trapezoidal sum of an f analytic in |Im| < 1 with int |f(x + iy)| dx <= M is within
   2 M / (exp(2 pi/h) - 1) of its integral (trefethen2014, Theorem 5.1). As A, B <= 1
   and |phi(p + iy)| <= exp(1/2) phi(p), the integral over p costs, with E(1 + |X|)^2 <= 4 and the
   Cauchy-Schwarz inequality, M = 4 exp(1/2) C^2; and the sums over q for fixed p cost together, by
   (1 + |X|)(1 + |Y|) <= (1 + |p|)^2 (1 + |q|)^2, M = 4 exp(1/2) C^2 h sum_j (1 + |jh|)^2 phi(jh).
   That sum is below 5 for h <= 1/4: (1 + p)^2 phi(p) has one maximum on p >= 0, 4 phi(1) < 1, so
   each half is at most its integral, below 1.9, plus h.
3. What is cut off is at most 2 C^2 5 R, R = h sum over |jh| > T of (1 + |jh|)^2 phi(jh) <=
   8 int_T^oo p^2 phi <= 16 T phi(T) for T >= 1.

One integral (elu). E[elu(Y) | X = x] is an entire function of x in closed form, and Arb integrates
on both sides of the kink; the tail is bounded as in `hermite`. Near rho = +-1, where that function
is steep, |d/d rho E[mu(X) mu(Y)]| = |E[mu'(X) mu'(Y)]| <= 1 leads to rho = +-1.
"""

import functools
import math
from fractions import Fraction

from flint import acb, arb, ctx

from checkers.activations.rows import DUALS, ROWS
from checkers.arithmetic.balls import BALLS, ball
from theorems.language.activations import ACTIVATIONS

STEP, END = Fraction(1, 5), 8  # h and T: errors below 1e-9
STEEP = Fraction(1, 10**4)


@functools.lru_cache(maxsize=512)
def dual(activation: str, rho: Fraction) -> arb:
    """E[mu(X) mu(Y)] for standard normal X, Y with correlation rho, enclosed.

    activation : a Lipschitz one; rho : in [-1, 1]
    Raises ValueError for another. EXACT, enclosed within 1e-3; up to 0.1 s.
    """
    with ctx.workprec(128):
        if activation in DUALS and ACTIVATIONS[activation].lipschitz:
            return arb(DUALS[activation][0](arb(1), ball(rho)))
        if ROWS[activation].strip:
            return _double_sum(activation, rho)
        if activation == "elu":
            return _elu(rho)
    raise ValueError(f"dual needs a Lipschitz activation; got {activation}.")


def _double_sum(activation: str, rho: Fraction) -> arb:
    h, steps = ball(STEP), int(END / STEP)
    A, B = (ball(1 + rho) / 2).sqrt(), (ball(1 - rho) / 2).sqrt()
    weights = [(-((h * k) ** 2) / 2).exp() for k in range(steps + 1)]
    value = ACTIVATIONS[activation].value
    total = arb(0)
    for j in range(-steps, steps + 1):
        row = arb(0)
        for k in range(steps + 1):  # q -> -q exchanges X and Y
            x, y = h * (A * j + B * k), h * (A * j - B * k)
            row += weights[k] * value(x, BALLS) * value(y, BALLS) * (2 if k else 1)
        total += weights[abs(j)] * row
    C = 2
    spread = 8 * arb("0.5").exp() * C**2 / ((2 * arb.pi() / h).exp() - 1)
    end = arb(END)
    cut = 160 * C**2 * end * (-end * end / 2).exp() / (2 * arb.pi()).sqrt()
    return h * h * total / (2 * arb.pi()) + arb(0, (6 * spread + cut).upper())


def _elu(rho: Fraction) -> arb:
    if 0 < 1 - abs(rho) < STEEP:
        return _elu(Fraction(1 if rho > 0 else -1)) + arb(0, ball(1 - abs(rho)).upper())
    r, s = ball(rho), ((1 - ball(rho)) * (1 + ball(rho))).sqrt()

    def below(z: acb) -> acb:
        return z.exp() - 1

    def mean(x: acb, positive: bool) -> acb:
        """E[elu(Y) | X = x], Y = rho x + s g; at rho = +-1 on one side of x = 0."""
        m = r * x
        if abs(rho) == 1:
            return m if positive == (rho > 0) else below(m)
        linear = m * _distribution(m / s) + s * _density(m / s)
        return linear + (m + s * s / 2).exp() * _distribution(-m / s - s) - _distribution(-m / s)

    end = math.ceil(math.sqrt(4 * math.log(2) * ctx.prec)) + 1
    left = acb.integral(lambda x, _: below(x) * mean(x, False) * _density(x), -end, 0)
    right = acb.integral(lambda x, _: x * mean(x, True) * _density(x), 0, end)
    # E[|X| |Y|; |X| > T] <= sqrt(E[X^2; |X| > T]) <= sqrt(4 T phi(T)); |elu(w)| <= |w|
    tail = (4 * end * (-arb(end * end) / 2).exp()).sqrt()
    return arb((left + right).real) + arb(0, tail.upper())


def _density(z: acb | arb) -> acb:
    return acb((-z * z / 2).exp() / (2 * arb.pi()).sqrt())


def _distribution(z: acb | arb) -> acb:
    return acb((-z / arb(2).sqrt()).erfc() / 2)
