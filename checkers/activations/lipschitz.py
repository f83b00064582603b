"""Lipschitz constants C = sup |sigma'|, and where slopes come close to them.

Where the largest |sigma'| is, by hand:
    erf, tanh, sin   2 exp(-z^2)/sqrt(pi), 1 - tanh(z)^2, cos(z) are largest at 0
    sigmoid          s (1 - s) <= 1/4, at s = 1/2, z = 0
    identity, elu    1 everywhere; exp(min(z, 0)) <= 1, for every z >= 0
    softplus         1 / (1 + exp(-z)) < 1, a limit for z -> infinity
    gelu             sigma'' = (2 - z^2) phi(z) changes its sign at -sqrt 2 and sqrt 2 only, and
                     sigma' goes from 0 to 1: its extremes are at these two points
    silu             sigma'' = s (1 - s) (2 - z tanh(z/2)), and z tanh(z/2) rises with |z|: the
                     same, with the root of z tanh(z/2) = 2 in place of sqrt 2
sigma'(-z) = 1 - sigma'(z) for gelu and silu, so the point z > 0 has the larger |sigma'|.
"""

from fractions import Fraction
from functools import lru_cache

from flint import arb, ctx

from checkers.arithmetic.balls import BALLS, ball
from theorems.language.activations import ACTIVATIONS

FAR = Fraction(64)  # softplus: 1 - sigma'(64) < 10^-27
HIGHEST = {"erf": 0, "tanh": 0, "sin": 0, "sigmoid": 0, "identity": 0, "elu": 0}


def lipschitz_constant(activation_name: str) -> arb:
    """C = sup_z |sigma'(z)|, the smallest Lipschitz constant of sigma, at the working precision.

    activation_name : name of a smooth and Lipschitz activation
    Raises ValueError for others. EXACT, enclosed.
    """
    if activation_name == "softplus":
        return arb(1)
    sigma = ACTIVATIONS[activation_name]
    return arb(sigma.slope(_highest(activation_name), BALLS))


def steepest_slope(activation_name: str) -> Fraction:
    """A rational z with |sigma'(z)| >= (1 - 10^-12) C; arguments and errors as above."""
    if activation_name == "softplus":
        return FAR
    return Fraction(float(_highest(activation_name).mid()))


def _highest(activation_name: str) -> arb:
    """Where |sigma'| is largest, enclosed."""
    if activation_name == "gelu":
        return arb(2).sqrt()
    if activation_name == "silu":
        return _silu_root(ctx.prec)
    if activation_name not in HIGHEST:
        raise ValueError(
            "a Lipschitz constant is known for softplus, gelu, silu and"
            f" {', '.join(HIGHEST)}; got {activation_name}."
        )
    return arb(HIGHEST[activation_name])


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
