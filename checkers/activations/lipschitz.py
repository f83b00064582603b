"""Lipschitz constants C = sup |sigma'|, and where slopes come close to them.

Where the largest |sigma'| is stands in the row of the activation, by hand:
    erf, tanh, sin   2 exp(-z^2)/sqrt(pi), 1 - tanh(z)^2, cos(z) are largest at 0
    sigmoid          s (1 - s) <= 1/4, at s = 1/2, z = 0
    identity, elu    1 everywhere; exp(min(z, 0)) <= 1, for every z >= 0
    softplus         1 / (1 + exp(-z)) < 1, a limit for z -> infinity
    gelu, silu       `checkers.activations.turning_points`
"""

from fractions import Fraction

from flint import arb

from checkers.activations.rows import ROWS, Row
from checkers.arithmetic.balls import BALLS
from theorems.language.activations import ACTIVATIONS

FAR = Fraction(64)  # softplus: 1 - sigma'(64) < 10^-27


def lipschitz_constant(activation_name: str) -> arb:
    """C = sup_z |sigma'(z)|, the smallest Lipschitz constant of sigma, at the working precision.

    activation_name : name of a smooth and Lipschitz activation
    Raises ValueError for others. EXACT, enclosed.
    """
    steepest = _row(activation_name).steepest
    if steepest is None:
        return arb(1)
    return arb(ACTIVATIONS[activation_name].slope(steepest(), BALLS))


def steepest_slope(activation_name: str) -> Fraction:
    """A rational z with |sigma'(z)| >= (1 - 10^-12) C; arguments and errors as above."""
    steepest = _row(activation_name).steepest
    return FAR if steepest is None else Fraction(float(steepest().mid()))


def _row(activation_name: str) -> Row:
    row = ROWS.get(activation_name)
    if row is None or not (row.steepest or row.rises_to_one):
        known = [name for name, one in ROWS.items() if one.steepest or one.rises_to_one]
        raise ValueError(
            f"a Lipschitz constant is known for {', '.join(known)}; got {activation_name}."
        )
    return row
