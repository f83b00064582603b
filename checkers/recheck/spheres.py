"""Gram matrices of kernels on spheres: positive definite, or singular by a null vector."""

import itertools
from collections.abc import Mapping
from fractions import Fraction

from .facts import Activation, activation, activations_of
from .findings import ASIDE, BREAKS, HOLDS, Claim, Finding
from .numbers import Unusable, ball, count, encloses, exact, need, real
from .reading import Data, listed
from .values import BALLS, value

MOST_POINTS = 50
MOST_COORDINATES = 2_000
Vector = tuple[Fraction, ...]
Degree = int | None  # of the powers of rho that a kernel has: up to it, -1 for none, None for all


def not_affine(claim: Claim, proof: Data) -> Finding:
    """An activation has a nonzero second difference; with the print's hypotheses this is enough.

    By Schoenberg and Gneiting, as all coefficients of the kernel are positive: see the text. Reads
    the activation, three equally spaced points and the difference. Concludes that the claim holds
    with the last of the activations of which it speaks; they come in the order of the text.
    """
    one = activation(proof["activation"])
    a, b, c = (exact(z) for z in _three(proof["at"]))
    need(b - a == c - b != 0, "the points are not equally spaced")
    low, middle, high = (real(value(one.value, {"z": ball(z)}, BALLS)) for z in (a, b, c))
    bend = low - 2 * middle + high
    need(bool(bend != 0), "sigma may be affine")
    need(encloses(proof["second difference"], bend), "another second difference")
    need(bool(claim.statement.definite), "this does not make its kernel definite")
    for name, domain in claim.statement.definite.items():
        free = name not in claim.setting
        need(free or domain.holds(exact(claim.setting[name])), f"another {name} is needed")
    own = claim.setting.get("activation")
    names = activations_of("Lipschitz") if own is None else (own,)
    shown = (*(found.bends for found in claim.before if found.bends), one.name)
    return Finding(HOLDS if shown == names else ASIDE, bends=one.name)


def _three(told: object) -> list[object]:
    points = listed(told, "the points")
    if len(points) != 3:
        raise Unusable("a second difference has three points")
    return points


def degrees(one: Activation, L: int, biased: bool) -> tuple[Degree, Degree]:
    """The highest even and odd powers of rho that the kernel of depth L can have.

    Of a polynomial of degree p, the layers give at most p^(L-1). Without bias the parity of sigma
    is that of the kernel; for L = 2, sigma(z) - sigma(-z) = z (or 1, with +) leaves one odd (or
    even) power. With L = 1 the kernel is beta^2 + rho/n0.
    """
    if L == 1:
        return (0 if biased else -1), 1
    even: Degree = None
    odd: Degree = None
    if one.degree:
        top = one.degree ** (L - 1)
        even, odd = top - top % 2, top - 1 + top % 2
    if biased:
        return even, odd
    special: dict[str, tuple[Degree, Degree]] = {"odd": (-1, odd), "even": (even, -1)}
    if L == 2:
        special |= {"linear": (None, 1), "constant": (0, None)}
    return special.get(one.parity, (even, odd))


def null_vector(claim: Claim, proof: Data) -> Finding:
    """v^T K v = sum over n of b_n |sum_i v_i x_i^(n)|^2 = 0 for the tensor powers x^(n).

    Reads distinct points of the sphere, a vector v other than 0, and the highest even and odd
    powers n that K can have. The moment of degree n - 2 is a contraction of the one of degree n,
    so the highest of either parity settles all; where there is none, points up to sign do.
    """
    setting = claim.setting
    one = activation(setting["activation"])
    biased = exact(setting["beta"]) != 0
    found = degrees(one, count(setting["L"]), biased)
    told = tuple(None if proof[key] is None else count(proof[key]) for key in ("even", "odd"))
    need(told == found, "the kernel has other powers")
    points, vector = _points(proof, count(setting["n0"]))
    for sign, degree in zip((1, -1), found, strict=True):
        moment = _folded(points, vector, sign)
        if degree is None:
            gone = not any(moment.values())
        else:
            gone = degree < 0 or _squared(moment, degree) == 0
        need(gone, f"a moment of degree {degree}")
    return Finding(BREAKS)


def _points(proof: Data, n0: int) -> tuple[list[Vector], Vector]:
    told = listed(proof["points"], "the points")
    vector = tuple(exact(v) for v in listed(proof["vector"], "the vector"))
    if len(told) > MOST_POINTS or len(told) * n0 > MOST_COORDINATES:
        raise Unusable("there are too many points")
    points = [tuple(exact(z) for z in listed(x, "a point")) for x in told]
    need(len(points) == len(vector) == len(set(points)), "the points are not distinct")
    need(any(vector), "the vector is 0")
    on_sphere = all(len(x) == n0 and _product(x, x) == 1 for x in points)
    need(on_sphere, "a point is not on the sphere")
    return points, vector


def _folded(points: list[Vector], vector: Vector, sign: int) -> Mapping[Vector, Fraction]:
    """The weights at points up to sign, as x^(n) = +-(-x)^(n)."""
    found: dict[Vector, Fraction] = {}
    for x, v in zip(points, vector, strict=True):
        key = max(x, tuple(-z for z in x))
        found[key] = found.get(key, Fraction(0)) + (v if x == key else sign * v)
    return found


def _squared(moment: Mapping[Vector, Fraction], degree: int) -> Fraction:
    """|sum_i v_i x_i^(n)|^2."""
    pairs = itertools.product(moment.items(), repeat=2)
    return sum((v * w * _product(x, y) ** degree for (x, v), (y, w) in pairs), Fraction(0))


def _product(x: Vector, y: Vector) -> Fraction:
    return sum(map(Fraction.__mul__, x, y), Fraction(0))
