"""Power series and Hermite expansions behind the proof of positive definiteness on spheres.

The definitions, plain and exact: the signs of a sequence of coefficients, and power series whose
coefficients are periodic up to powers of 2 from some place on.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

NONE, SOME, INFINITE = 0, 1, 2  # how often: never, finitely often, infinitely often


@dataclass(frozen=True)
class Signs:
    """How often the b_n, n of one parity, are negative, zero and positive: NONE, SOME, INFINITE."""

    negative: int
    zero: int
    positive: int

    @property
    def nonnegative(self) -> int:
        """How often b_n >= 0."""
        return max(self.zero, self.positive)


@dataclass(frozen=True)
class PowerSeries:
    """f(rho) = sum b_n rho^n: b_n = head[n] / 2^n, and from then on cycle[0] / 2^n, cycle[1] ...

    head : exact numbers; cycle : the same, at least one
    """

    head: tuple[Fraction, ...]
    cycle: tuple[Fraction, ...]

    def coefficient(self, n: int) -> Fraction:
        """b_n, n >= 0."""
        later = n - len(self.head)
        b = self.head[n] if later < 0 else self.cycle[later % len(self.cycle)]
        return b / Fraction(2**n)

    def value(self, rho: Fraction) -> Fraction:
        """f(rho) for |rho| <= 1: the head, and a geometric series for each place of the cycle."""
        t, start, period = Fraction(rho) / 2, len(self.head), len(self.cycle)
        first = sum((b * t**n for n, b in enumerate(self.head)), Fraction(0))
        once = sum((b * t ** (start + j) for j, b in enumerate(self.cycle)), Fraction(0))
        return first + once / (1 - t**period)

    def signs(self, parity: int) -> Signs:
        """How often the b_n with n of a parity (0: even, 1: odd) have each sign."""
        period = math.lcm(2, len(self.cycle))
        start = len(self.head)
        early = [self.coefficient(n) for n in range(start) if n % 2 == parity]
        late = [self.coefficient(n) for n in range(start, start + period) if n % 2 == parity]

        def often(sign: int) -> int:
            if any((b > 0) - (b < 0) == sign for b in late):
                return INFINITE
            return SOME if any((b > 0) - (b < 0) == sign for b in early) else NONE

        return Signs(often(-1), often(0), often(1))


def gram(f: PowerSeries, points: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
    """f(x_i.x_j), exactly; points as in `quadratic_form`."""
    cosines = [
        [sum((a * b for a, b in zip(x, y, strict=True)), Fraction(0)) for y in points]
        for x in points
    ]
    values = {rho: f.value(rho) for rho in set().union(*cosines)}
    return [[values[rho] for rho in row] for row in cosines]


def quadratic_form(
    f: PowerSeries, points: Sequence[Sequence[Fraction]], v: Sequence[Fraction]
) -> Fraction:
    """sum_ij v_i v_j f(x_i.x_j), exactly.

    points : k of them, each of n0 exact coordinates; v : k exact weights
    """
    K = gram(f, points)
    return sum((v[i] * K[i][j] * v[j] for i in range(len(v)) for j in range(len(v))), Fraction(0))


def factorial(i: Any) -> Any:
    """i!, of an integer or of a symbol for one."""
    return math.factorial(i) if isinstance(i, int) else i.factorial()
