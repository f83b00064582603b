"""Finite measures on a circle that annihilate polynomials, in exact numbers.

mu = sum_j w_j delta_(x_j) annihilates a kernel section k(., y) if sum_j w_j k(x_j, y) = 0. If it
does so for every y in X, then for every g in the span of the sections and every continuous f
    |mu(f)| = |mu(f - g)| <= ||mu|| max |f - g|,   ||mu|| = sum_j |w_j|,
so that f stays at the distance |mu(f)| / ||mu|| from that span.

A rational point of the circle is p(t) = (1 - t^2, 2 t) / (1 + t^2).
"""

import math
from dataclasses import dataclass
from fractions import Fraction

from checkers.kernels.null_vectors import Point, Points, Vector

FINENESS = 30  # denominators of half-angle tangents


def circle_point(t: Fraction) -> Point:
    """p(t), at the angle 2 arctan t."""
    return ((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t))


@dataclass(frozen=True)
class Annihilator:
    """A measure on points of the plane, and a polynomial that it does not annihilate.

    power : the polynomial is Re (x + i y)^power, or Im where `imaginary`; its maximum is at most 1
    value : mu of it over ||mu||, the distance above, not 0
    arc   : whether the points lie on an arc around (1, 0), and not in antipodal pairs
    """

    points: Points
    weights: Vector
    power: int
    imaginary: bool
    value: Fraction
    arc: bool

    @property
    def function(self) -> str:
        """The polynomial in words; x and y are the two coordinates of the circle."""
        part = "Im" if self.imaginary else "Re"
        return f"{part} (x + i y)^{self.power}" if self.power else "the constant 1"


def antipodal(degree: int, sign: int, reach: Fraction | None = None) -> Annihilator:
    """degree + 2 pairs {x, -x}: with weights u, -u no even moment, with u, u no odd one.

    sign = -1: no odd moments up to the odd `degree`; sign = 1: no even ones up to the even one.
    The weights are those of `null_vectors.null_vector`: u_j = 1 / prod_{k != j} det(x_j, x_k).

    degree : >= -1; reach : |y| <= reach on all points; None: spread over the whole circle
    EXACT.
    """
    size = degree + 2
    if reach is None:
        fine = max(FINENESS, size)
        angles = [math.pi * j / (2 * size) for j in range(size)]
        tangents = [Fraction(math.tan(angle)).limit_denominator(fine) for angle in angles]
    else:
        tangents = [min(reach, Fraction(1)) * j / (2 * size) for j in range(size)]  # |y| <= 2 t
    half = [circle_point(t) for t in tangents]
    u = [
        1 / math.prod((x[0] * y[1] - x[1] * y[0] for y in half if y != x), start=Fraction(1))
        for x in half
    ]
    opposite = [(-x, -y) for x, y in half]
    power = 0 if (degree, sign) == (-1, 1) else degree + 2
    return _judged((*half, *opposite), (*u, *(sign * w for w in u)), power, arc=False)


def arc(degree: int, reach: Fraction) -> Annihilator:
    """2 degree + 2 points p(t), |t| <= reach, without moments up to `degree`.

    A polynomial of that degree is q(t) / (1 + t^2)^degree on the circle, q of degree 2 degree, and
    the divided difference over 2 degree + 2 values of t annihilates q.

    degree : >= 0; reach : > 0
    EXACT.
    """
    size = 2 * degree + 2
    ts = [reach * Fraction(2 * j - size + 1, size) for j in range(size)]
    weights = [
        (1 + t * t) ** degree / math.prod((t - u for u in ts if u != t), start=Fraction(1))
        for t in ts
    ]
    return _judged(tuple(circle_point(t) for t in ts), tuple(weights), degree + 1, arc=True)


def _judged(points: Points, weights: Vector, power: int, *, arc: bool) -> Annihilator:
    """The measure, in short numbers, with the better of the two polynomials of that power."""
    common = math.lcm(*(w.denominator for w in weights))
    shared = math.gcd(*(int(w * common) for w in weights))
    whole = tuple(w * common / shared for w in weights)
    means = [Fraction(0), Fraction(0)]
    for (x, y), w in zip(points, whole, strict=True):
        re, im = Fraction(1), Fraction(0)
        for _ in range(power):
            re, im = re * x - im * y, re * y + im * x
        means = [means[0] + w * re, means[1] + w * im]
    imaginary = abs(means[1]) > abs(means[0])
    value = abs(means[imaginary]) / sum(abs(w) for w in whole)
    if value == 0:
        raise ArithmeticError(f"the measure annihilates degree {power} too")
    return Annihilator(points, whole, power, imaginary, value, arc)
