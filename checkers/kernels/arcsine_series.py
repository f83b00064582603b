"""Power series of closed forms P(c) + s Q(c) + a R(c), with the sign of every coefficient.

A closed form of `closed_forms` is a polynomial in t = pi - arccos c, c and s = sqrt(1 - c^2).
With a = arcsin c, t = a + pi/2. Under c -> -c both a and c change sign and s does not, so that a
monomial a^i c^j s^k is even or odd as i + j is: the even part of a kernel is a polynomial iff no
such monomial with i > 0 or k > 0 is left in it, because normal forms are unique.

Where i + k <= 1, with w_m = (2m)! / (4^m m!^2),
    a = sum_m w_m c^(2m+1) / (2m + 1),   s = sum_m w_m c^(2m) / (1 - 2m).
As w_(m-i) = w_m prod_(k<i) 2(m-k) / (2(m-k) - 1), the coefficient of c^(2m+e) is w_m times one
rational function of m, whose denominator (2m+1) prod_(k<=I) (2(m-k) - 1)^2 is positive for m > I.
Its numerator has one sign from m_0 on if all coefficients of numerator(m_0 + x) have that sign.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, fmpq, fmpq_poly

from checkers.arithmetic.angles import PI, SAMPLES, C, Form, NoNormalForm, Symbols, T, moments
from checkers.arithmetic.balls import ball, rising_precision

FURTHEST = 64  # place from which on a sign is looked for
Parts = Mapping[tuple[int, int, int], Form]  # powers of (a, c, s) -> a polynomial in pi and 1/pi
NOTHING = Form({})


@functools.lru_cache(maxsize=64)
def parts(kernel: Callable[..., Any]) -> Parts | None:
    """The coefficients of a^i c^j s^k in a kernel (rho, fn), or None where it has no normal form.

    A kernel that asks what rho is must say the same for a symbol as for a number. EXACT.
    """
    means = [F / (2 * PI) for F in moments()]
    try:
        form = C * 0 + kernel(C, Symbols(means))
        for rho in SAMPLES:
            here = C * 0 + kernel(rho, Symbols([mean.with_cosine(rho) for mean in means], rho))
            if not here.with_cosine(rho).same(form.with_cosine(rho)):
                return None
    except (NoNormalForm, TypeError, AttributeError, IndexError):
        return None
    total: dict[tuple[int, int, int], Form] = {}
    for (i, j, k, p), q in form.terms.items():
        for (i2, _, _, p2), q2 in ((T + PI / 2) ** i).terms.items():  # T stands for a here
            place = (i2, j, k)
            total[place] = total.get(place, NOTHING) + Form({(0, 0, 0, p + p2): q * q2})
    return {place: form for place, form in total.items() if form.terms}


def degrees(found: Parts) -> tuple[int | None, int | None]:
    """The degrees of the even and the odd part in c; None: no polynomial, -1: zero. EXACT."""
    tops: list[int | None] = [-1, -1]
    for i, j, k in found:
        top = tops[(i + j) % 2]
        polynomial = i == 0 and k == 0
        tops[(i + j) % 2] = max(top, j) if polynomial and top is not None else None
    return tops[0], tops[1]


def sign(value: Form) -> int:
    """-1, 0 or 1, the sign of a polynomial in pi and 1/pi; it ends, as pi is transcendental."""
    if not value.terms:
        return 0
    for _ in rising_precision():
        number = in_balls(value)
        if number > 0 or number < 0:
            return 1 if number > 0 else -1
    raise ArithmeticError(f"no sign of {value.listed()}")


def in_balls(value: Form) -> arb:
    """A polynomial in pi and 1/pi as a ball."""
    return sum((ball(q) * arb.pi() ** p for (_, _, _, p), q in value.terms.items()), arb(0))


def at_end(found: Parts, rho: int) -> Form:
    """The value at rho = 1 or -1, where a = rho pi/2, c = rho and s = 0. EXACT."""
    total = NOTHING
    for (i, j, k), q in found.items():
        total += q * (PI / 2 * rho) ** i * (rho**j * int(k == 0))
    return total


@dataclass(frozen=True)
class Signs:
    """The signs of all coefficients b_n: one by one for n < len(first), then by parity.

    first : -1, 0 or 1 each; len(first) is even
    tails : (even n, odd n) from len(first) on; None: unknown
    """

    first: tuple[int, ...]
    tails: tuple[int | None, int | None]

    @property
    def nonnegative(self) -> bool:
        """Whether b_n >= 0 for every n: certainly, if at all."""
        return all(s >= 0 for s in self.first) and all(s in (0, 1) for s in self.tails)

    def sentence(self) -> str:
        """What is known of all n, in words."""
        names = {1: "positive", -1: "negative", 0: "zero"}
        groups = []
        for parity, word in enumerate(("even", "odd")):
            tail = self.tails[parity]
            if tail is None:
                groups.append(f"those of {word} n are undecided")
                continue
            start = len(self.first) + parity
            while start - 2 >= 0 and self.first[start - 2] == tail:
                start -= 2
            groups.append(f"b_n is {names[tail]} for every {word} n >= {start}")
            for n in range(parity, start, 2):
                groups.append(f"b_{n} is {names[self.first[n]]}")
        return "; ".join(groups)


def coefficient(found: Parts, n: int) -> Form:
    """b_n, the coefficient of c^n, as a polynomial in pi and 1/pi. EXACT; i + k <= 1 only."""
    total = NOTHING
    for (i, j, k), q in found.items():
        m, odd = divmod(n - j, 2)
        if i == k == 0:
            total += q * int(n == j)
        elif n >= j and odd == i:
            total += q * (_w(m) * Fraction(1, 2 * m + 1 if i else 1 - 2 * m))
    return total


def _w(m: int) -> Fraction:
    value = Fraction(1)
    for k in range(1, m + 1):
        value *= Fraction(2 * k - 1, 2 * k)
    return value


def signs(found: Parts) -> Signs | None:
    """The sign of every coefficient of the power series; None where some i + k > 1. EXACT."""
    if any(i + k > 1 for i, _, k in found):
        return None
    last = max((j for _, j, _ in found), default=0)
    even, odd = (_tail(found, parity, last // 2 + 1) for parity in (0, 1))
    start = 2 * max(even[0], odd[0])
    first = tuple(sign(coefficient(found, n)) for n in range(start))
    return Signs(first, (even[1], odd[1]))


def _tail(found: Parts, parity: int, least: int) -> tuple[int, int | None]:
    """(m_0, the sign of b_(2m + parity) for every m >= m_0), m_0 >= least."""
    m = fmpq_poly([0, 1])
    terms = [
        (q, (j + i - parity) // 2, i)
        for (i, j, k), q in found.items()
        if i + k == 1 and (i + j) % 2 == parity
    ]
    if not terms:
        return least, 0
    top = max(shift for _, shift, _ in terms)
    factors = [2 * (m - k) - 1 for k in range(top + 1)]
    denominator = 2 * m + 1
    for factor in factors:
        denominator *= factor**2
    numerators: dict[int, fmpq_poly] = {}  # by the power of pi
    for q, shift, i in terms:
        value = denominator
        for k in range(shift):  # w_(m - shift) / w_m
            value = value * (2 * (m - k)) // factors[k]
        value = value // (2 * (m - shift) + 1) if i else -(value // (2 * (m - shift) - 1))
        for (_, _, _, p), ratio in q.terms.items():
            scaled = value * fmpq(ratio.numerator, ratio.denominator)
            numerators[p] = numerators.get(p, fmpq_poly([0])) + scaled
    start = max(least, top + 1)
    for m_0 in range(start, start + FURTHEST):
        shifted = {p: poly(fmpq_poly([m_0, 1])) for p, poly in numerators.items()}
        length = max(poly.degree() for poly in shifted.values()) + 1
        found_signs = {_sign_at(shifted, x) for x in range(length)}
        constant = _sign_at(shifted, 0)
        if constant and found_signs <= {0, constant}:
            return m_0, constant
    return start, None


def _sign_at(numerators: Mapping[int, fmpq_poly], power: int) -> int:
    """The sign of the coefficient of x^power, a polynomial in pi."""
    terms = {
        (0, 0, 0, p): Fraction(int(poly[power].p), int(poly[power].q))
        for p, poly in numerators.items()
        if poly[power] != 0
    }
    return sign(Form(terms))
