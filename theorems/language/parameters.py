"""The parameters that the statements share: meaning, domain, default, coverage."""

from fractions import Fraction

from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import (
    COSINE,
    NONNEGATIVE,
    POSITIVE,
    PROBABILITY,
    UNIT_INTERVAL,
    Integers,
    Names,
    Reals,
)
from theorems.language.records import Parameter


def _exact(*texts: str) -> tuple[Fraction, ...]:
    return tuple(Fraction(text) for text in texts)


WIDTH = Parameter("m", "width", Integers(1), 100, (1, 2, 3, 10, 100, 10_000, 1_000_000))
EVEN_WIDTH = Parameter(
    "m", "width, even", Integers(2, even=True), 100, (2, 4, 10, 100, 10_000, 1_000_000)
)
SMALL_WIDTH = Parameter("m", "width", Integers(1), 10, (1, 2, 10))
SMALL_EVEN_WIDTH = Parameter("m", "width, even", Integers(2, even=True), 10, (2, 4, 10))
DIMENSION = Parameter("d", "input dimension", Integers(1), 5, (1, 2, 5))
DELTA = Parameter(
    "delta",
    "failure probability that the statement allows",
    PROBABILITY,
    Fraction("0.05"),
    _exact("1e-12", "1e-6", "1e-3", "0.05", "0.5", "0.9", "0.99", "0.999999"),
)
TAU = Parameter(
    "tau",
    "threshold on |w . x| / ||x||",
    POSITIVE,
    Fraction("0.1"),
    _exact("1e-6", "1e-3", "0.01", "0.1", "0.5", "1", "2", "10"),
)
EPS = Parameter("eps", "threshold on |u . x| / ||x||", POSITIVE, TAU.default, TAU.coverage)
RADIUS = Parameter(
    "B",
    "radius of the Frobenius ball",
    NONNEGATIVE,
    Fraction(1),
    _exact("0", "1e-6", "1e-3", "0.1", "1", "10", "1000"),
)
POSITIVE_RADIUS = Parameter(
    "B", "radius of the Frobenius ball", POSITIVE, Fraction(1), RADIUS.coverage[1:]
)
ALPHA = Parameter(
    "alpha",
    "each neuron moves by at most alpha / sqrt(m)",
    POSITIVE,
    Fraction(1),
    _exact("1e-4", "0.01", "0.1", "0.5", "1", "3", "10", "100"),
)
INPUT_NORM = Parameter(
    "x_norm",
    "||x||",
    NONNEGATIVE,
    Fraction(1),
    _exact("0", "1e-3", "0.1", "0.5", "1", "3", "10", "1000"),
)
UNIT_BALL_NORM = Parameter("x_norm", "||x||", UNIT_INTERVAL, Fraction(1), _exact("0", "0.1", "1"))
RHO = Parameter(
    "rho",
    "cosine between two unit inputs",
    COSINE,
    Fraction("0.5"),
    _exact(
        *("-1", "-0.999999999999", "-0.9", "-0.5", "-1e-9", "0"),
        *("1/3", "0.5", "0.9", "0.999999999999", "1"),
    ),
)
SMOOTH = Parameter(
    "activation",
    "a beta-smooth activation",
    Names(
        tuple(a.name for a in ACTIVATIONS.values() if a.smooth),
        {a.name: "not beta-smooth" for a in ACTIVATIONS.values() if not a.smooth},
    ),
    "softplus",
    tuple(a.name for a in ACTIVATIONS.values() if a.smooth),
)
LIPSCHITZ = Parameter(
    "activation",
    "a Lipschitz activation that is not a polynomial",
    Names(
        tuple(a.name for a in ACTIVATIONS.values() if a.lipschitz and not a.polynomial),
        {a.name: "a polynomial" for a in ACTIVATIONS.values() if a.polynomial},
    ),
    "relu",
    tuple(a.name for a in ACTIVATIONS.values() if a.lipschitz and not a.polynomial),
)
SMOOTH_LIPSCHITZ = Parameter(
    "activation",
    "a Lipschitz activation with a Lipschitz slope",
    Names(
        tuple(a.name for a in ACTIVATIONS.values() if a.smooth and a.lipschitz),
        {
            a.name: "not Lipschitz" if a.smooth else "not beta-smooth"
            for a in ACTIVATIONS.values()
            if not (a.smooth and a.lipschitz)
        },
    ),
    "softplus",
    tuple(a.name for a in ACTIVATIONS.values() if a.smooth and a.lipschitz),
)
OUTPUT_RATIO = Parameter(
    "D",
    "constant of the assumption |beta_i - beta_i^(0)| < D ||w_i - w_i^(0)||",
    POSITIVE,
    Fraction(1),
    _exact("0.5", "1", "2"),
)
SHARPNESS = Parameter(
    "t", "sharpness of a smooth relu", POSITIVE, Fraction(1), _exact("1e-6", "0.1", "1", "1000")
)
LATER = Parameter(
    "ratio",
    "quotient t'/t > 1 of the two sharpnesses compared",
    Reals(low=Fraction(1), open_low=True),
    Fraction(2),
    _exact("1.001", "2", "1000"),
)
SPHERE_DIMENSION = Parameter(
    "n0", "input dimension", Integers(1, largest=1_000), 3, (1, 2, 3, 5, 10)
)
DEPTH = Parameter("L", "number of weight layers", Integers(2, largest=100), 2, (2, 3, 4, 5))
BIAS = Parameter(
    "beta",
    "bias scale",
    POSITIVE,
    Fraction("0.1"),
    _exact("1e-6", "0.1", "1"),
    trial=Reals(low=Fraction(0)),
)
