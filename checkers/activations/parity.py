"""Even and odd parts of the activations, sigma = e + o: identities with their proofs.

e(z) = (sigma(z) + sigma(-z))/2 and o(z) = (sigma(z) - sigma(-z))/2 carry the even and the odd
Hermite coefficients of sigma. Each identity is proved in its line, and `residual` lets a test
see it hold in balls.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from flint import arb

from checkers.arithmetic.balls import BALLS, ball
from theorems.language.activations import ACTIVATIONS

Kind = Literal["odd", "even", "linear odd part", "constant even part", "neither"]


@dataclass(frozen=True)
class Parity:
    """What is special about the parts of sigma.

    identity  : the equation of sigma that makes it `kind`, with its proof
    positive  : why e >= 0 and z o(z) >= 0 everywhere; empty for odd and even sigma
    """

    kind: Kind
    identity: str
    positive: str = ""


def linear(proof: str, positive: str) -> Parity:
    """sigma(z) - sigma(-z) = z, by its proof; and why e >= 0."""
    return Parity("linear odd part", f"sigma(z) - sigma(-z) = z: {proof}", f"{positive}; o = z/2")


ODD, EVEN = "sigma(-z) = -sigma(z)", "sigma(-z) = sigma(z)"


def even_part(activation_name: str, z: Fraction) -> arb:
    """e(z), enclosed at the working precision."""
    value = ACTIVATIONS[activation_name].value
    return arb(value(ball(z), BALLS) + value(ball(-z), BALLS)) / 2


def odd_part(activation_name: str, z: Fraction) -> arb:
    """o(z), enclosed at the working precision."""
    value = ACTIVATIONS[activation_name].value
    return arb(value(ball(z), BALLS) - value(ball(-z), BALLS)) / 2
