"""Where sigma'' changes its sign, so that |sigma'| is largest there: gelu and silu.

    gelu   sigma'' = (2 - z^2) phi(z) changes its sign at -sqrt 2 and sqrt 2 only, and sigma' goes
           from 0 to 1: its extremes are at these two points
    silu   sigma'' = s (1 - s) (2 - z tanh(z/2)), and z tanh(z/2) rises with |z|: the same, with the
           root of z tanh(z/2) = 2 in place of sqrt 2
sigma'(-z) = 1 - sigma'(z) for both, so the point z > 0 has the larger |sigma'|.
"""

from fractions import Fraction
from functools import lru_cache

from flint import arb, ctx

from checkers.arithmetic.balls import ball


def of_gelu() -> arb:
    """sqrt 2, at the working precision."""
    return arb(2).sqrt()


def of_silu() -> arb:
    """The positive root of z tanh(z/2) = 2, at the working precision. EXACT, enclosed."""
    return _silu_root(ctx.prec)


@lru_cache
def _silu_root(bits: int) -> arb:
    """The positive root of z tanh(z/2) = 2, by bisection: the left side rises."""
    low, high = Fraction(2), Fraction(3)
    with ctx.workprec(bits):
        for _ in range(200):
            middle = (low + high) / 2
            left = ball(middle) * (ball(middle) / 2).tanh()
            if left < 2:
                low = middle
            elif left > 2:
                high = middle
            else:
                break
        return ball(low).union(ball(high))
