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
   With a = rho t, E[relu(v)^2 | u] = s^2 ((1 + a^2) Phi(a) + a phi(a)), and so
     square(rho) = E[relu(u)^2 relu(v)^2]
                 = s^5 int_0^oo t^2 phi(s t) ((1 + a^2) Phi(a) + a phi(a)) dt.
2. Tails. For a <= 0 the factor that came from v is int_0^oo y^n phi(y - a) dy, n = 0, 1, 2, and
   phi(y - a) <= exp(-a^2/2) phi(y): it is at most exp(-a^2/2) / 2. As s^2 + rho^2 = 1, all
   integrands lie in [0, t^2 exp(-t^2/2)] for t >= 1, and, as t^2 <= t^3, their integral from
   T >= 1 on is at most int_T^oo t^3 exp(-t^2/2) dt = (T^2 + 2) exp(-T^2/2).
3. For rho > 0 reflect v: 1{v >= 0} = 1 - 1{-v > 0}, relu(v) = v + relu(-v) and
   relu(v)^2 = v^2 - relu(-v)^2, so
     step(rho) = 1/2 - step(-rho),   relu(rho) = rho/2 + relu(-rho),
     square(rho) = 1/2 + rho^2 - square(-rho),
   by P(u >= 0) = 1/2, E[relu(u) v] = rho E[relu(u) u] = rho/2 and
   E[relu(u)^2 v^2] = rho^2 (3/2) + s^2 (1/2).
4. At rho = -1, v = -u: all expectations are 0, and so are the formulas, because s = 0.
5. All expectations increase with rho (Plackett: d/d rho E[g(u) g(v)] = E[g'(u) g'(v)], >= 0
   for increasing g), so the two ends of a ball of correlations enclose their values on it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from flint import acb, arb, ctx

from checkers.arithmetic.balls import Balls, ball, in_balls
from theorems.language.expressions import Expression

Correlation = Fraction | arb

GUARD_BITS = 64  # 1 - |rho| = 1e-12 costs 40 bits
PRECISIONS = (160, 320, 640, 1280)
RESOLUTION = arb(2) ** -100


@dataclass(frozen=True)
class Enclosures:
    """All sides of an identity at one rho.

    apart      : the sides that certainly differ from the first
    resolution : no side differs from the first by more
    close      : none is apart, and the resolution is below 2^-100
    """

    sides: tuple[arb, ...]
    apart: tuple[int, ...]
    resolution: arb
    close: bool

    def texts(self) -> list[str]:
        """Balls, to 30 digits."""
        return [side.str(30) for side in self.sides]

    def decimals(self) -> list[list[str]]:
        """[low, high] of each side, as decimals."""
        parts = [side.mid_rad_10exp(30) for side in self.sides]
        return [[f"{mid - rad}e{exp}", f"{mid + rad}e{exp}"] for mid, rad, exp in parts]


@lru_cache(maxsize=256)
def enclosures(sides: tuple[Expression, ...], rho: Fraction, *, finest: bool = False) -> Enclosures:
    """The sides, formulas in rho, at one rho in [-1, 1]; expectations by quadrature.

    finest : whether the precision rises until sides are apart, close or not
    EXACT, enclosed; some 20 ms, with a precision that rises until sides are close or apart.
    """
    for precision in PRECISIONS:
        with ctx.workprec(precision):
            first, *others = (in_balls(side, {"rho": rho}, MEANS) for side in sides)
            apart = tuple(1 + k for k, other in enumerate(others) if not first.overlaps(other))
            resolution = max(((first - other).abs_upper() for other in others), key=float)
        close = not apart and bool(resolution < RESOLUTION)
        if apart or (close and not finest):
            break
    return Enclosures((first, *others), apart, resolution, close)


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


def square_expectation(rho: Correlation) -> arb:
    """E[relu(u)^2 relu(v)^2] for standard normal (u, v) with correlation rho.

    rho : Fraction in [-1, 1], or a ball around a number in [-1, 1]
    Raises ValueError outside. EXACT, enclosed; some 10 ms.
    """
    return _enclosed(rho, _square)


class Means(Balls):
    """Balls, with the expectations by quadrature."""

    step_expectation = staticmethod(step_expectation)
    relu_expectation = staticmethod(relu_expectation)
    square_expectation = staticmethod(square_expectation)


MEANS = Means()


def _enclosed(rho: Correlation, value: Callable[[Correlation], arb]) -> arb:
    """The value at a Fraction or at both ends of a ball, as accurate as ctx.prec allows."""
    with ctx.workprec(ctx.prec + GUARD_BITS):
        if isinstance(rho, arb):
            if not rho.overlaps(arb(0, 1)):
                raise ValueError(f"a correlation needs -1 <= rho <= 1; got {rho}.")
            low, high = rho.lower().max(arb(-1)), rho.upper().min(arb(1))
            at_low, at_high = (_at(value, end, ctx.prec) for end in (low, high))
            return at_low if low == high else at_low.union(at_high)
        if not -1 <= rho <= 1:
            raise ValueError(f"a correlation needs -1 <= rho <= 1; got {rho}.")
        return _at(value, rho, ctx.prec)


@lru_cache(maxsize=1024, typed=True)
def _at(value: Callable[[Correlation], arb], rho: Correlation, bits: int) -> arb:
    """The value at an exact number, which may be a ball of radius 0."""
    with ctx.workprec(bits):
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


def _square(rho: Correlation) -> arb:
    if rho > 0:
        return arb(1) / 2 + ball(rho) ** 2 - _square(-rho)
    r, s = _coefficients(rho)

    def integrand(t: acb) -> acb:
        a = r * t
        return t * t * _density(s * t) * ((1 + a * a) * _distribution(a) + a * _density(a))

    return s**5 * _integral(integrand)


def _coefficients(rho: Correlation) -> tuple[arb, arb]:
    """(rho, sqrt(1 - rho^2)); the factors keep 1 + rho accurate near -1."""
    r = ball(rho)
    return r, ((1 - r) * (1 + r)).sqrt()


def _density(z: acb) -> acb:
    return (-z * z / 2).exp() / (2 * arb.pi()).sqrt()


def _distribution(z: acb) -> acb:
    return (-z / arb(2).sqrt()).erfc() / 2


def _integral(f: Callable[[acb], acb]) -> arb:
    """int_0^oo f(t) dt for an entire f with 0 <= f(t) <= t^2 exp(-t^2/2) from t = 1 on."""
    end = math.ceil(math.sqrt(2 * math.log(2) * ctx.prec)) + 1  # the tail is below 2^-ctx.prec
    tail = arb(0).union((end * end + 2) * (-arb(end * end) / 2).exp())
    return acb.integral(lambda t, _: f(t), 0, end).real + tail
