"""The layers of a ziggurat: what the normal law looks like to `normals`.

Under f(x) = exp(-x^2 / 2), x >= 0, lie N layers of one area V. Layer i = 1, ..., N - 1 is the
rectangle [0, x_i] x [f(x_i), f(x_{i+1})], x_N = 0; layer 0 is [0, R] x [0, f(R)] with the tail
beyond R = x_1, as wide as a rectangle of width x_0 = V / f(R). So
    V = R f(R) + int_R^inf f,    f(x_{i+1}) = f(x_i) + V / x_i,
and R is the number with which the last layer ends at f = 1.

Source: marsaglia2000.
"""

import numpy as np
from flint import arb, ctx

LAYERS = 1024
R = "4.03884984610950452271442340533593120470"  # to more digits than the edges need
BITS = 192


def edges() -> list[arb]:
    """x_0, ..., x_{N-1}, in balls at the working precision; O(N)."""
    x = arb(R)
    area = x * density(x) + (arb.pi() / 2).sqrt() * (x / arb(2).sqrt()).erfc()
    found = [area / density(x), x]
    while len(found) < LAYERS:
        x = (-2 * (density(x) + area / x).log()).sqrt()
        found.append(x)
    return found


def density(x: arb) -> arb:
    """exp(-x^2 / 2)."""
    return (-x * x / 2).exp()


with ctx.workprec(BITS):
    EDGES = np.array([*map(float, edges()), 0.0])  # correctly rounded, but for ties
    HEIGHTS = np.array([*(float(density(x)) for x in edges()), 1.0])
