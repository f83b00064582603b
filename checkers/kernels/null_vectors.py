"""Exact null vectors of dot-product kernels on spheres, and the exact test that they are null.

kappa(rho) = sum_n b_n rho^n, b_n >= 0, has v^T K v = sum_n b_n |sum_i v_i x_i^(n)|^2, where x^(n)
is the n-th tensor power, because (x.y)^n = <x^(n), y^(n)>. It is 0 iff every moment
sum_i v_i x_i^(n) with b_n > 0 vanishes. Two facts make this finite:
- over antipodal pairs, a symmetric v has no odd moments and an antisymmetric one no even ones;
- on the sphere a vanishing moment of degree n makes that of degree n - 2 vanish (contract two
  factors: |x_i|^2 = 1), so the top degree of each parity speaks for all below it.
"""

import math
import operator
from collections import defaultdict
from fractions import Fraction
from typing import Any

from flint import fmpz

WRITTEN = 20  # coordinates of a point that are always written out

Point = tuple[Fraction, ...]
Points = tuple[Point, ...]
Vector = tuple[Fraction, ...]


def null_vector(n0: int, degree: int, sign: int) -> tuple[Points, Vector]:
    """Antipodal pairs on the unit sphere of R^n0, and v without moments up to `degree`.

    sign = 1: v is symmetric and kills the even moments of degree <= degree, and all odd ones;
    sign = -1: v is antisymmetric and kills the odd ones of degree <= degree, and all even ones.

    On the circle, N = degree + 2 points with u_j = 1 / prod_{k != j} det(x_j, x_k) kill every
    homogeneous polynomial of that degree: in the coordinates x_j = c_j (1, tau_j) it is c_j^degree
    times a polynomial in tau_j of degree N - 2, which the divided difference over N points kills.

    n0 : >= 1, and >= 2 unless degree = -1; degree : >= -1
    """
    size = degree + 2
    if n0 == 1 and size > 1:
        raise ValueError("the sphere of R has only one antipodal pair")
    # Half-angle tangents, nearly equispaced on a half circle. They stay distinct: their spacing
    # is at least pi/(2 size), and rounding moves each by at most 1/(2 size).
    angles = [math.pi * j / (2 * size) for j in range(size)]
    half = [Fraction(math.tan(angle)).limit_denominator(size) for angle in angles]
    circle = [((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)) for t in half]
    u = [
        1 / math.prod((c * y - s * x for x, y in circle if (x, y) != (c, s)), start=Fraction(1))
        for c, s in circle
    ]
    if size <= 4:  # whole numbers while they are short
        common = math.lcm(*(w.denominator for w in u))
        u = [w * common / math.gcd(*(int(w * common) for w in u)) for w in u]
    rest = (Fraction(0),) * (n0 - 2)
    points = [((c, s, *rest) if n0 > 1 else (c,)) for c, s in circle]
    opposite = [tuple(-coordinate for coordinate in point) for point in points]
    return (*points, *opposite), (*u, *(sign * w for w in u))


def told(points: Points) -> dict[str, Any]:
    """Points for a witness: in many dimensions, only the coordinates up to the last that is not 0.

    points : of one dimension
    """
    n0 = len(points[0])
    used = max((k for point in points for k, c in enumerate(point, start=1) if c), default=1)
    written = n0 if n0 <= WRITTEN else used
    short: dict[str, Any] = {"points": [[str(c) for c in point[:written]] for point in points]}
    return short | ({"coordinates besides": f"{n0 - written}, all 0"} if written < n0 else {})


def is_null(points: Points, vector: Vector, even: int | None, odd: int | None) -> bool:
    """Whether v^T K v = 0, v != 0, on distinct unit points, decided exactly.

    It is, for every kappa whose even and odd powers of rho have degrees at most `even` and `odd`
    (None: no bound; -1: no such powers). EXACT: every step is in integers and Fractions.
    """
    on_sphere = all(sum(c * c for c in point) == 1 for point in points)
    distinct = len(set(points)) == len(points) == len(vector)
    nonzero = any(w != 0 for w in vector)
    return (
        on_sphere
        and distinct
        and nonzero
        and all(
            _has_no_moments(points, vector, parity, degree)
            for parity, degree in ((0, even), (1, odd))
        )
    )


def _has_no_moments(points: Points, vector: Vector, parity: int, degree: int | None) -> bool:
    """Whether the moments of v of one parity vanish, those up to `degree` or all of them."""
    if degree == -1:
        return True
    folded: defaultdict[Point, Fraction] = defaultdict(Fraction)
    for point, weight in zip(points, vector, strict=True):
        # (-x)^(n) = (-1)^n x^(n): of each antipodal pair keep the larger one.
        opposite = tuple(-c for c in point)
        folded[max(point, opposite)] += weight if point > opposite or parity == 0 else -weight
    rest = {point: weight for point, weight in folded.items() if weight != 0}
    if degree is None or not rest:
        return not rest
    # |sum u_i x_i^(n)|^2 = sum u_i u_j (x_i.x_j)^n, with x_i = p_i / q_i over the integers.
    terms = []
    for point, weight in rest.items():
        q = math.lcm(*(c.denominator for c in point))
        terms.append(([int(c * q) for c in point], weight / q**degree))
    common = math.lcm(*(weight.denominator for _, weight in terms))
    whole = [(p, fmpz(int(weight * common))) for p, weight in terms]  # Flint's, as they are long
    square = sum(
        (1 if i == j else 2) * u * v * fmpz(sum(map(operator.mul, p, r))) ** degree
        for i, (p, u) in enumerate(whole)
        for j, (r, v) in enumerate(whole[: i + 1])
    )
    return bool(square == 0)
