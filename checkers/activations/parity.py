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


def _linear(proof: str, positive: str) -> Parity:
    return Parity("linear odd part", f"sigma(z) - sigma(-z) = z: {proof}", f"{positive}; o = z/2")


ODD, EVEN = "sigma(-z) = -sigma(z)", "sigma(-z) = sigma(z)"
PARITIES: dict[str, Parity] = {
    "relu": _linear("max(z, 0) - max(-z, 0) = z", "sigma >= 0"),
    "softplus": _linear("log((1 + exp(z))/(1 + exp(-z))) = log exp(z) = z", "sigma >= 0"),
    "gelu": _linear("z Phi(z) + z Phi(-z) = z", "e = z erf(z/sqrt 2)/2 >= 0"),
    "silu": _linear("z s(z) + z s(-z) = z", "e = z tanh(z/2)/2 >= 0"),
    "sigmoid": Parity(
        "constant even part",
        "sigma(z) + sigma(-z) = 1: 1/(1 + exp(-z)) + exp(-z)/(exp(-z) + 1) = 1",
        "e = 1/2; o = tanh(z/2)/2",
    ),
    "erf": Parity("odd", f"{ODD}: the integral of an even function from 0"),
    "tanh": Parity("odd", f"{ODD}: (exp(2z) - 1)/(exp(2z) + 1), extended by exp(-2z)"),
    "sin": Parity("odd", f"{ODD}: only odd powers in its series"),
    "identity": Parity("odd", ODD),
    "cubic": Parity("odd", ODD),
    "abs": Parity("even", EVEN),
    "quadratic": Parity("even", EVEN),
    "elu": Parity(
        "neither",
        "2 e(z) = |z| + exp(-|z|) - 1 and 2 o(z) = z + sign(z) (1 - exp(-|z|))",
        "exp(-t) >= 1 - t gives e >= 0; sigma increases, so o has the sign of z",
    ),
}


def even_part(activation_name: str, z: Fraction) -> arb:
    """e(z), enclosed at the working precision."""
    value = ACTIVATIONS[activation_name].value
    return arb(value(ball(z), BALLS) + value(ball(-z), BALLS)) / 2


def odd_part(activation_name: str, z: Fraction) -> arb:
    """o(z), enclosed at the working precision."""
    value = ACTIVATIONS[activation_name].value
    return arb(value(ball(z), BALLS) - value(ball(-z), BALLS)) / 2


def residual(activation_name: str, z: Fraction) -> arb:
    """Left side minus right side of the identity at z; 0 in truth, whatever z.

    Raises ValueError for an activation of neither parity.
    """
    match PARITIES[activation_name].kind:
        case "odd":
            return even_part(activation_name, z)
        case "even":
            return odd_part(activation_name, z)
        case "linear odd part":
            return odd_part(activation_name, z) - ball(z) / 2
        case "constant even part":
            return even_part(activation_name, z) - ball(Fraction(1, 2))
        case "neither":
            raise ValueError(f"{activation_name} has no parity identity")
