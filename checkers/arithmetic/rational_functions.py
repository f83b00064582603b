"""Rational functions of a degree k and a dimension d, and their signs for all large k and d.

Where every coefficient of p(k_0 + x, d_0 + y) is >= 0 and the constant one is > 0, p is positive
for all k >= k_0, d >= d_0.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx, fmpq_poly

RING = fmpq_mpoly_ctx.get(("k", "d"), Ordering.lex)
k, d = RING.gens()


@dataclass(frozen=True, eq=False)
class Ratio:
    """top / bottom, polynomials in k and d without a common factor; exact."""

    top: fmpq_mpoly
    bottom: fmpq_mpoly

    def __add__(self, other: Any) -> "Ratio":
        right = ratio(other)
        return _reduced(
            self.top * right.bottom + right.top * self.bottom, self.bottom * right.bottom
        )

    def __mul__(self, other: Any) -> "Ratio":
        right = ratio(other)
        return _reduced(self.top * right.top, self.bottom * right.bottom)

    def __truediv__(self, other: Any) -> "Ratio":
        right = ratio(other)
        return _reduced(self.top * right.bottom, self.bottom * right.top)

    def __rtruediv__(self, other: Any) -> "Ratio":
        left = ratio(other)
        return _reduced(left.top * self.bottom, left.bottom * self.top)

    def __neg__(self) -> "Ratio":
        return self * -1

    def __sub__(self, other: Any) -> "Ratio":
        return self + -ratio(other)

    def __rsub__(self, other: Any) -> "Ratio":
        return ratio(other) - self

    __radd__, __rmul__ = __add__, __mul__
    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise TypeError("a formula that compares is not one formula")

    def __bool__(self) -> bool:
        raise TypeError("a formula that branches is not one formula")

    def __str__(self) -> str:
        factored = [
            " ".join(
                _bracketed(str(part)) + (f"^{e}" if e > 1 else "") for part, e in p.factor()[1]
            )
            for p in (self.top, self.bottom)
        ]
        scale = Fraction(str(self.top.factor()[0] / self.bottom.factor()[0]))
        front = "" if scale == 1 and factored[0] else f"{scale} "
        return f"{front}{factored[0]}".strip() + (f" / {factored[1]}" if factored[1] else "")

    @property
    def constant(self) -> Fraction:
        """The value of a Ratio without k and d."""
        value = self.top.leading_coefficient() if self.top else 0  # the bottom is 1
        return Fraction(str(value))

    @property
    def is_zero(self) -> bool:
        """Whether it is identically 0."""
        return self.top.is_zero()

    def with_degree(self, degree: Any) -> "Ratio":
        """The same with another polynomial in place of k."""
        return _reduced(self.top.compose(degree, d), self.bottom.compose(degree, d))

    def with_dimension(self, dimension: int) -> "Ratio":
        """The same at one dimension."""
        return _reduced(
            self.top.compose(k, RING.constant(dimension)),
            self.bottom.compose(k, RING.constant(dimension)),
        )

    def order(self) -> int | None:
        """The power of k that it grows like, where that is the same for every d >= 2; else None.

        For a Ratio whose `sign_from(..., 2)` is known.
        """
        degrees = []
        for p in (self.top, self.bottom):
            terms = p.compose(k, d + 2).to_dict()
            degrees.append(max(i for i, _ in terms))
            if (degrees[-1], 0) not in terms:
                return None
        return degrees[0] - degrees[1]

    def polynomials(self) -> tuple[fmpq_poly, fmpq_poly]:
        """Top and bottom as polynomials in k, at a dimension that is fixed already."""
        return _in_k(self.top), _in_k(self.bottom)


def _bracketed(text: str) -> str:
    return f"({text})" if " " in text else text


def ratio(value: Any) -> Ratio:
    """A Ratio from itself, an int, a Fraction or a polynomial; TypeError otherwise."""
    if isinstance(value, Ratio):
        return value
    if isinstance(value, int | Fraction):
        number = Fraction(value)
        return Ratio(RING.constant(fmpq(number.numerator, number.denominator)), RING.constant(1))
    if isinstance(value, fmpq_mpoly):
        return Ratio(value, RING.constant(1))
    raise TypeError(f"{value!r} is no rational function")


def _reduced(top: fmpq_mpoly, bottom: fmpq_mpoly) -> Ratio:
    if bottom.is_zero():
        raise ZeroDivisionError
    common = top.gcd(bottom)
    scale = (bottom / common).leading_coefficient()  # the bottom has leading coefficient 1
    return Ratio(top / common / scale, bottom / common / scale)


def _in_k(p: fmpq_mpoly) -> fmpq_poly:
    powers = {i: c for (i, j), c in p.to_dict().items()}
    return fmpq_poly([powers.get(i, 0) for i in range(max(powers, default=0) + 1)])


def sign_from(value: Ratio, degree: int, dimension: int) -> int | None:
    """The one sign of a Ratio for all k >= degree, d >= dimension; None where it is not seen."""
    signs = [_sign(p.compose(k + degree, d + dimension)) for p in (value.top, value.bottom)]
    return None if None in signs else (signs[0] or 0) * (signs[1] or 0)


def nonnegative_from(value: Ratio, dimension: int) -> bool:
    """Whether a Ratio in d alone is seen to be >= 0 for all d >= dimension."""
    top, bottom = (p.compose(k, d + dimension) for p in (value.top, value.bottom))
    return _sign(bottom) == 1 and all(c >= 0 for c in top.to_dict().values())


def _sign(p: fmpq_mpoly) -> int | None:
    """The sign for all k, d >= 0, from the signs of the coefficients."""
    if p.is_zero():
        return 0
    terms = p.to_dict()
    sign = 1 if terms.get((0, 0), 0) > 0 else -1 if terms.get((0, 0), 0) < 0 else 0
    return sign if sign and all(c * sign > 0 for c in terms.values()) else None


def sign_eventually(p: fmpq_poly, start: int, furthest: int) -> tuple[int, int] | None:
    """(k_0, the sign of p(k) for all k >= k_0), start <= k_0 <= furthest; None if not seen."""
    step, at = 1, start
    while at <= furthest:
        coefficients = p(fmpq_poly([at, 1])).coeffs()
        sign = 1 if coefficients and coefficients[0] > 0 else -1
        if coefficients and coefficients[0] != 0 and all(c * sign >= 0 for c in coefficients):
            return at, sign
        at, step = at + step, step * 2
    return None


class Ratios:
    """Formulas on rational functions: what operators do, and nothing else."""

    number = staticmethod(ratio)

    def __getattr__(self, name: str) -> Any:
        raise ArithmeticError(f"{name} of a rational function")


RATIOS = Ratios()
