"""Which depths make the tangent kernel positive definite without a bias: a table, and its checks.

What `definiteness` proves for all point sets is tried on Gram matrices of sample points: the
recursion in balls where the activation has closed forms; else a partial sum of its power series
with lower bounds of the b_n, which K exceeds by a positive semidefinite matrix. What it refutes is
tried by v^T K v of the recursion.
"""

import functools
from collections.abc import Sequence
from fractions import Fraction

from flint import arb, ctx

from checkers.activations.rows import DUALS
from checkers.arithmetic.balls import ball
from checkers.kernels import power_series
from checkers.kernels.points import Vectors, point_sets
from checkers.kernels.recursion import gram, verified_least_eigenvalue
from checkers.spheres.definite_by_series import Definite, Singular, certificate
from checkers.spheres.polynomial_activations import form_in_balls
from checkers.verdicts import numerals
from theorems.language.parameters import LIPSCHITZ

DEPTHS = range(2, 6)
DIMENSIONS = (2, 3, 5, 10)
NAMES = tuple(str(name) for name in LIPSCHITZ.coverage)
SETS = ("random", "clustered", "nearly equal", "equispaced", "antipodal", "orthoplex")
POINTS = 8


def first_depth(n0: int, activation: str) -> int | None:
    """The least L in DEPTHS from which on Theta^(L) is positive definite at beta = 0, or None."""
    found = [isinstance(certificate(n0, L, Fraction(0), activation), Definite) for L in DEPTHS]
    first = found.index(True) if True in found else None
    if first is not None and not all(found[first:]):
        raise ArithmeticError(f"{activation}: definite at some depth and singular at a later one")
    return None if first is None else DEPTHS[first]


@functools.cache
def sentences(profile: str) -> tuple[str, ...]:
    """The table for beta = 0, in words, and what was tried on sample points.

    profile : quick tries n0 = 3 alone, in seconds; else all of DIMENSIONS, in half a minute
    """
    dimensions = (3,) if profile == "quick" else DIMENSIONS
    rows = dict[tuple[int | None, int | None], list[str]]()
    for name in NAMES:
        beyond = {first_depth(n0, name) for n0 in DIMENSIONS}
        if len(beyond) > 1:
            raise ArithmeticError(f"{name}: the depth depends on n0 >= 2: {beyond}")
        rows.setdefault((beyond.pop(), first_depth(1, name)), []).append(name)
    parts = [
        f"{', '.join(names)}: {_from(beyond)}"
        + ("" if line == beyond else f" (n0 = 1: {_from(line)})")
        for (beyond, line), names in sorted(rows.items(), key=lambda row: row[0][0] or 99)
    ]
    definite, singular, least = tried(dimensions)
    return (
        "The bias is needed. At beta = 0 and n0 >= 2 the kernel is positive definite for"
        f" {'; '.join(parts)}. For beta > 0 it is for every L >= 2, n0 and activation.",
        f"A second way, at n0 = {', '.join(map(str, dimensions))}: {definite} Gram matrices on"
        f" {', '.join(SETS)} points,"
        f" at the first definite depth and at L = {DEPTHS[-1]}, are certified positive definite,"
        f" with lambda_min >= {numerals.lower(least, 1)}, and {singular} null vectors at all depths"
        f" up to {DEPTHS[-1]} give 0 by the recursion in balls (relu, erf, sin, abs).",
    )


def _from(depth: int | None) -> str:
    if depth is None:
        return f"no L (null vectors up to L = {DEPTHS[-1]}; for every L by parity)"
    return f"L >= {depth}"


def tried(dimensions: Sequence[int]) -> tuple[int, int, float]:
    """How many Gram matrices were certified, how many null vectors give 0, the least bound."""
    definite, singular, least = 0, 0, float("inf")
    for n0 in dimensions:
        sets = point_sets(n0, POINTS)
        for name in NAMES:
            first = first_depth(n0, name)
            for L in DEPTHS:
                found = certificate(n0, L, Fraction(0), name)
                if isinstance(found, Singular):
                    if name in DUALS:
                        form_in_balls(L, Fraction(0), name, found)
                        singular += 1
                elif L == first or (name in DUALS and L == DEPTHS[-1]):
                    for chosen in SETS:
                        bound = lower_eigenvalue(sets[chosen], L, name)
                        if bound is None:
                            raise ArithmeticError(f"{name}, L = {L}, {chosen}: not seen definite")
                        definite, least = definite + 1, min(least, float(bound))
    return definite, singular, least


def lower_eigenvalue(points: Vectors, L: int, activation: str) -> Fraction | None:
    """A number 0 < c <= lambda_min of the Gram matrix at beta = 0, or None.

    LOWER bound.
    """
    if activation in DUALS:
        return verified_least_eigenvalue(gram(points, L, Fraction(0), activation))
    with ctx.workprec(128):
        b = _lower_series(len(points[0]), L, activation)
        norms = [sum(c * c for c in x) for x in points]
        rows = []
        for x, p in zip(points, norms, strict=True):
            row = []
            for y, q in zip(points, norms, strict=True):
                rho = ball(sum(c * d for c, d in zip(x, y, strict=True))) / ball(p * q).sqrt()
                row.append(sum((b_n * rho**n for n, b_n in enumerate(b)), ball(0)))
            rows.append(row)
    return verified_least_eigenvalue(rows)


@functools.cache
def _lower_series(n0: int, L: int, activation: str) -> list[arb]:
    b = power_series.coefficients(n0, L, Fraction(0), activation)
    return [b_n.lower() if b_n > 0 else ball(0) for b_n in b]
