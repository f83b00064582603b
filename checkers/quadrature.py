"""Gaussian expectations of steps and ReLUs by rigorous quadrature: referees of closed forms.

(u, v) is standard normal with correlation rho, v = rho u + s g with g ~ N(0, 1) independent of
u and s = sqrt(1 - rho^2). No angle and no arc cosine occurs here: the inner integral over g is
exact, from its kink g = -rho u / s on; the outer one over u, from its kink u = 0 on, is done by
Arb with a proven error, and its tail is bounded by hand.

1. For rho <= 0, condition on u = s t, since s is the scale on which v >= 0 happens at all:
     P(v >= 0 | u) = Phi(rho t),   E[relu(v) | u] = s (phi(rho t) + rho t Phi(rho t)),
   with the normal density phi and distribution function Phi. Therefore
     step(rho) = E[1{u>=0} 1{v>=0}]  = s   int_0^oo phi(s t) Phi(rho t) dt,
     relu(rho) = E[relu(u) relu(v)]  = s^3 int_0^oo t phi(s t) (phi(rho t) + rho t Phi(rho t)) dt.
2. Tails. For rho <= 0, 0 <= phi(rho t) + rho t Phi(rho t) <= phi(rho t), and
   Phi(rho t) <= exp(-(rho t)^2 / 2) / 2 <= sqrt(2 pi) phi(rho t) / 2. As s^2 + rho^2 = 1, both
   integrands lie in [0, t exp(-t^2/2)] for t >= 1, whose integral from T >= 1 on is exp(-T^2/2).
3. For rho > 0 reflect v: 1{v >= 0} = 1 - 1{-v > 0} and relu(v) = v + relu(-v), so
     step(rho) = 1/2 - step(-rho),   relu(rho) = rho/2 + relu(-rho),
   by P(u >= 0) = 1/2 and E[relu(u) v] = rho E[relu(u) u] = rho/2.
4. At rho = -1, v = -u: both expectations are 0, and so are the formulas, because s = 0.
5. Both expectations increase with rho (Plackett: d/d rho E[g(u) g(v)] = E[g'(u) g'(v)], >= 0
   for increasing g), so the two ends of a ball of correlations enclose their values on it.
"""

import math
from collections.abc import Callable
from fractions import Fraction

from flint import acb, arb, ctx

from checkers.balls import ball

Correlation = Fraction | arb

GUARD_BITS = 64  # 1 - |rho| = 1e-12 costs 40 bits


def step_expectation(rho: Correlation) -> arb:
    """E[1{u >= 0} 1{v >= 0}] for standard normal (u, v) with correlation rho.

    rho : Fraction in [-1, 1], or a ball around a number in [-1, 1]
    Raises ValueError outside. EXACT, enclosed; some 10 ms.
    """
    return _enclosed(rho, _step)


def relu_expectation(rho: Correlation) -> arb:
    """E[relu(u) relu(v)] for standard normal (u, v) with correlation rho.

    rho : Fraction in [-1, 1], or a ball around a number in [-1, 1]
    Raises ValueError outside. EXACT, enclosed; some 10 ms.
    """
    return _enclosed(rho, _relu)


def _enclosed(rho: Correlation, value: Callable[[Correlation], arb]) -> arb:
    """The value at a Fraction or at both ends of a ball, as accurate as ctx.prec allows."""
    with ctx.workprec(ctx.prec + GUARD_BITS):
        if isinstance(rho, arb):
            if not rho.overlaps(arb(0, 1)):
                raise ValueError(f"a correlation needs -1 <= rho <= 1; got {rho}.")
            low, high = rho.lower().max(arb(-1)), rho.upper().min(arb(1))
            return value(low) if low == high else value(low).union(value(high))
        if not -1 <= rho <= 1:
            raise ValueError(f"a correlation needs -1 <= rho <= 1; got {rho}.")
        return value(rho)


def _step(rho: Correlation) -> arb:
    if rho > 0:
        return arb(1) / 2 - _step(-rho)
    r, s = _coefficients(rho)
    return s * _integral(lambda t: _density(s * t) * _distribution(r * t))


def _relu(rho: Correlation) -> arb:
    if rho > 0:
        return ball(rho) / 2 + _relu(-rho)
    r, s = _coefficients(rho)
    return s**3 * _integral(
        lambda t: t * _density(s * t) * (_density(r * t) + r * t * _distribution(r * t))
    )


def _coefficients(rho: Correlation) -> tuple[arb, arb]:
    """(rho, sqrt(1 - rho^2)); the factors keep 1 + rho accurate near -1."""
    r = ball(rho)
    return r, ((1 - r) * (1 + r)).sqrt()


def _density(z: acb) -> acb:
    return (-z * z / 2).exp() / (2 * arb.pi()).sqrt()


def _distribution(z: acb) -> acb:
    return (-z / arb(2).sqrt()).erfc() / 2


def _integral(f: Callable[[acb], acb]) -> arb:
    """int_0^oo f(t) dt for an entire f with 0 <= f(t) <= t exp(-t^2/2) from t = 1 on."""
    end = math.ceil(math.sqrt(2 * math.log(2) * ctx.prec)) + 1  # the tail is below 2^-ctx.prec
    tail = arb(0).union((-arb(end * end) / 2).exp())
    return acb.integral(lambda t, _: f(t), 0, end).real + tail
