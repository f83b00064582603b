"""What the signs of the b_n say of f(x.x') = sum b_n (x.x')^n on the unit sphere of R^n0.

v^T K v = sum_n b_n |M_n|^2 with the moments M_n = sum_i v_i x_i^(n), tensor powers. On points that
come with their opposites v is a symmetric part, which has even moments alone, plus an
antisymmetric one, which has odd ones; so K_f is positive definite iff its even part is so on
symmetric v and its odd part on antisymmetric v, and each parity is decided for itself:
- n0 = 1, the sphere is {1, -1}: iff the sum of the b_n of that parity is positive. So none
  negative and one positive is always enough, no positive one never; with signs of both kinds there
  are series of each kind.
- n0 >= 2, finitely many positive b_n or none: never definite. Beyond the last positive degree
  every b_n of that parity is <= 0, and `null_vector` kills the moments up to it.
- n0 >= 2, infinitely many positive, none negative: always definite. If v^T K v = 0, infinitely
  many of these M_n vanish; <M_n, x_i^(n)> = sum_j v_j (x_j.x_i)^n tends to v_i + (-1)^n v_i', v_i'
  the weight of -x_i: 2 v_i on this part (schoenberg1942, gneiting2013).
- n0 >= 2, infinitely many positive, some negative: there are definite series, as contracting two
  factors gives |M_n|^2 <= n0 |M_(n+2)|^2 and small negative b_n are outweighed by later ones; and
  there are others, whose b_n of that parity have a negative sum: v = (1, +-1) on {x, -x}.
A sequence has one of 19 triples of counts (negative, zero, positive: none, finitely or infinitely
many) in each parity. Every row is tried on series in exact rationals, too.
"""

import functools
import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from checkers.kernels.null_vectors import Points, Vector, null_vector
from theorems.power_series import INFINITE, NONE, SOME, PowerSeries, Signs, gram, quadratic_form

Status = Literal["always", "sometimes", "never"]
PATTERNS = tuple(
    Signs(*counts)
    for counts in itertools.product((NONE, SOME, INFINITE), repeat=3)
    if INFINITE in counts
)
PERIOD = 6  # places of one parity in a cycle: a multiple of one, two or three signs
HEAD = 3


@dataclass(frozen=True)
class NotDefinite:
    """v^T K v = value <= 0 exactly, on distinct unit points."""

    series: PowerSeries
    points: Points
    vector: Vector
    value: Fraction


def status(signs: Signs, n0: int) -> Status:
    """Whether a parity with these signs makes its part of K_f definite: the rows above."""
    if signs.positive < (SOME if n0 == 1 else INFINITE):
        return "never"
    return "always" if signs.negative == NONE else "sometimes"


def both(even: Signs, odd: Signs, n0: int) -> Status:
    """The same for the whole kernel."""
    found = {status(even, n0), status(odd, n0)}
    return "never" if "never" in found else "sometimes" if "sometimes" in found else "always"


def series_of(even: Signs, odd: Signs, n0: int, definite: bool) -> PowerSeries:
    """A series with these signs, which is definite if that can be, or else is not if that can be.

    The order negative, zero, positive lets a later b_n outweigh a small negative one.
    """
    parts = []
    for signs in (even, odd):
        tame = definite or status(signs, n0) == "always"
        negative = -Fraction(1, (4 * n0 + 1) ** 7) if tame else Fraction(-(10**6))
        values = (negative, Fraction(0), Fraction(1))
        counts = (signs.negative, signs.zero, signs.positive)
        often = [b for b, count in zip(values, counts, strict=True) if count == INFINITE]
        once = [b for b, count in zip(values, counts, strict=True) if count == SOME]
        parts.append(
            (
                [*once, *(often * HEAD)[: HEAD - len(once)]],
                often * (PERIOD // len(often)),
            )
        )
    head, cycle = (
        tuple(b for pair in zip(*lists, strict=True) for b in pair)
        for lists in zip(*parts, strict=True)
    )
    return PowerSeries(head, cycle)


def not_definite(series: PowerSeries, n0: int) -> NotDefinite | None:
    """Points and v with v^T K v <= 0 exactly, from the rows above; None where they give none."""
    for parity, sign in ((0, 1), (1, -1)):
        degree = -1
        if n0 > 1 and series.signs(parity).positive < INFINITE:
            early = range(parity, len(series.head), 2)
            degree = max((n for n in early if series.coefficient(n) > 0), default=-1)
        points, vector = null_vector(min(n0, 2), degree, sign)  # on a great circle
        value = quadratic_form(series, points, vector)
        if value <= 0:
            return NotDefinite(series, points, vector, value)
    return None


def definite_by_transfer(series: PowerSeries, n0: int) -> bool:
    """Whether v^T K v > 0 for all v != 0 follows from |M_n|^2 <= n0 |M_(n+2)|^2.

    A negative b_n is moved to b_(n+2) + n0 b_n, from low degrees to high. If that leaves no debt at
    the end of a cycle, all that is left is >= 0, and positive infinitely often in each parity.
    """
    if n0 == 1:
        f1, f2 = series.value(Fraction(1)), series.value(Fraction(-1))
        return f1 + f2 > 0 and f1 - f2 > 0
    start, period = len(series.head), math.lcm(2, len(series.cycle))
    for parity in (0, 1):
        debt, kept = Fraction(0), False
        for cycle in (0, 1):  # without a debt at its end, each later one is like the second
            first, kept = (0 if cycle == 0 else start + period), False
            for n in range(first + (first + parity) % 2, start + (cycle + 1) * period, 2):
                left = series.coefficient(n) + n0 * debt
                debt, kept = min(left, Fraction(0)), kept or left > 0
            if debt:
                return False
        if not kept:
            return False
    return True


@functools.cache
def rows_hold(n0: int) -> int:
    """Try every row of the proof on explicit series, in both parities; the number of series.

    Raises ArithmeticError where one contradicts the row. Each series has no negative b_n in its
    other parity, so that the parity under trial decides.
    """
    tried = 0
    good = Signs(NONE, NONE, INFINITE)
    for signs, place in itertools.product(PATTERNS, (0, 1)):
        even, odd = (signs, good) if place == 0 else (good, signs)
        said = status(signs, n0)
        for definite in (True, False):
            if (definite and said == "never") or (not definite and said == "always"):
                continue
            f = series_of(even, odd, n0, definite)
            if (f.signs(0), f.signs(1)) != (even, odd):
                raise ArithmeticError(f"{f} does not have the signs {even}, {odd}")
            if definite and not (definite_by_transfer(f, n0) and gram_is_definite(f, n0)):
                raise ArithmeticError(f"{f} should be definite on the sphere of R^{n0}")
            if not definite and not_definite(f, n0) is None:
                raise ArithmeticError(f"{f} should not be definite on the sphere of R^{n0}")
            tried += 1
    return tried


def gram_is_definite(f: PowerSeries, n0: int) -> bool:
    """Whether the exact Gram matrix of three antipodal pairs (n0 = 1: of one) has pivots > 0."""
    points, _ = null_vector(min(n0, 2), -1 if n0 == 1 else 1, 1)
    a = gram(f, points)
    for k in range(len(a)):
        if a[k][k] <= 0:
            return False
        for i in range(k + 1, len(a)):
            factor = a[i][k] / a[k][k]
            a[i] = [x - factor * y for x, y in zip(a[i], a[k], strict=True)]
    return True


def all_patterns() -> Iterator[tuple[Signs, Signs]]:
    """Every pair of even and odd signs, those with the fewest nonzero b_n first."""

    def nonzero(pair: tuple[Signs, Signs]) -> tuple[int, int]:
        counts = [s.negative for s in pair], [s.positive for s in pair]
        return sum(map(sum, counts)), sum(counts[0])

    yield from sorted(itertools.product(PATTERNS, PATTERNS), key=nonzero)
