"""Polynomials in named variables with rational coefficients, as entries of numpy arrays.

An identity between polynomials is decided by their normal forms. Plain-numpy definitions run on
object arrays of them: a `Formal` is no sequence, and mixes with ints and Fractions.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

Exact = int | Fraction


class Formal:
    """A polynomial over the rationals; + - * and division by numbers, powers, equality, abs."""

    __slots__ = ("poly",)

    def __init__(self, poly: fmpq_mpoly) -> None:
        self.poly = poly

    def __add__(self, other: Any) -> "Formal":
        raw = _raw(other)
        return NotImplemented if raw is None else Formal(self.poly + raw)

    __radd__ = __add__

    def __mul__(self, other: Any) -> "Formal":
        raw = _raw(other)
        return NotImplemented if raw is None else Formal(self.poly * raw)

    __rmul__ = __mul__

    def __neg__(self) -> "Formal":
        return Formal(-self.poly)

    def __sub__(self, other: Any) -> "Formal":
        raw = _raw(other)
        return NotImplemented if raw is None else Formal(self.poly - raw)

    def __rsub__(self, other: Any) -> "Formal":
        raw = _raw(other)
        return NotImplemented if raw is None else Formal(raw - self.poly)

    def __truediv__(self, other: Any) -> "Formal":
        if not isinstance(other, int | Fraction | np.integer):
            return NotImplemented
        return self * (1 / Fraction(int(other) if isinstance(other, np.integer) else other))

    def __pow__(self, exponent: int) -> "Formal":
        return Formal(self.poly**exponent)

    def __eq__(self, other: object) -> bool:
        known = isinstance(other, Formal) or self.poly.is_constant()
        if not known and other != 0:  # numpy asks for 0
            raise TypeError("a formula that asks for the value of a variable is no polynomial")
        return bool(self.poly - _raw(other) == 0)

    def is_zero(self) -> bool:
        """Whether it is the polynomial 0."""
        return not self.poly.to_dict()

    def __hash__(self) -> int:
        return hash(str(self.poly))

    def __repr__(self) -> str:
        return str(self.poly)

    def __abs__(self) -> "Modulus":
        return Modulus(self)

    def terms(self) -> dict[tuple[int, ...], Fraction]:
        """Coefficients by exponents, in the order of the variables."""
        return {
            tuple(map(int, k)): Fraction(int(c.p), int(c.q)) for k, c in self.poly.to_dict().items()
        }

    def at(self, values: Mapping[str, Any]) -> "Formal":
        """The polynomial with some variables replaced by polynomials or numbers."""
        context = self.poly.context()
        images = [
            constant(context, values[str(g)]) if str(g) in values else g for g in context.gens()
        ]
        return Formal(self.poly.compose(*images, ctx=context))


class Modulus:
    """|content|, for a content with a sign of its own."""

    def __init__(self, content: Any) -> None:
        self.content = content

    def __repr__(self) -> str:
        return f"|{self.content}|"


def _raw(value: object) -> Any:
    if isinstance(value, Formal):
        return value.poly
    if isinstance(value, int | np.integer):
        return int(value)
    return fmpq(value.numerator, value.denominator) if isinstance(value, Fraction) else None


def constant(context: fmpq_mpoly_ctx, value: Any) -> fmpq_mpoly:
    """A number or a Formal as a polynomial of a context."""
    lifted: fmpq_mpoly = context.constant(0) + _raw(value)
    return lifted


def variables(names: Sequence[str]) -> list[Formal]:
    """The variables of a ring of polynomials, by name."""
    return [Formal(g) for g in fmpq_mpoly_ctx.get(tuple(names), Ordering.lex).gens()]


def never_negative(p: Formal, positive: str = "") -> bool:
    """Whether p is a number >= 0 times squares and powers of the variable `positive` >= 0.

    LOWER: False leaves it open.
    """
    if p.is_zero():
        return True
    unit, factors = p.poly.factor()
    return bool(unit >= 0) and all(k % 2 == 0 or str(g) == positive for g, k in factors)
