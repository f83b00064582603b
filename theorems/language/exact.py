"""Formulas in exact rational arithmetic, where they are rational."""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from theorems.language.expressions import POWER_BITS, Apply, Expression, bits
from theorems.language.floats import Derived

RATIONAL = {
    *("+", "-", "*", "/", "//", "**", "negative", "abs", "sign", "floor", "where", "not", "and"),
    *("or", "<", "<=", "==", "!=", ">", ">=", "minimum", "maximum", "positive_part"),
    "negative_part",
}


class Rationals(Derived):
    """The operations that lead from fractions to fractions."""

    number = Fraction
    minimum, maximum = staticmethod(min), staticmethod(max)

    @staticmethod
    def abs(z: Fraction, /) -> Fraction:
        """Absolute value."""
        return abs(z)

    @staticmethod
    def sign(z: Any, /) -> Any:
        """-1, 0 or 1."""
        return (z > 0) - (z < 0)

    @staticmethod
    def floor(z: Fraction, /) -> int:
        """The largest whole number that is not above z."""
        return math.floor(z)

    @staticmethod
    def positive_part(z: Fraction, /) -> Fraction:
        """max(z, 0)."""
        return max(z, Fraction(0))

    @staticmethod
    def negative_part(z: Fraction, /) -> Fraction:
        """min(z, 0)."""
        return min(z, Fraction(0))

    @staticmethod
    def where(condition: Any, a: Any, b: Any, /) -> Any:
        """The number a where a comparison holds, and b elsewhere."""
        return a if condition else b


RATIONALS = Rationals()


def is_rational(formula: Expression) -> bool:
    """Whether its operations lead from fractions to fractions."""
    return formula.operations <= RATIONAL and "pi" not in formula.constants


def _require_short(base: Fraction, exponent: Fraction) -> None:
    """Raise ArithmeticError for a whole power that would fill the memory."""
    if exponent.denominator == 1 and bits(base) * abs(exponent) > POWER_BITS:
        raise ArithmeticError(f"a power of more than {POWER_BITS} bits")


def rational(formula: Expression, values: Mapping[str, Any]) -> Fraction:
    """The exact value of a formula at exact values.

    Raises ArithmeticError where the formula, or a power in it, is not rational or too long to be
    written out, or where it divides by 0.
    """
    if not is_rational(formula):
        raise ArithmeticError("a formula that is not rational")
    at = {name: Fraction(values[name]) for name in formula.names}
    for node in formula.nodes():
        if isinstance(node, Apply) and node.operation == "**":
            _require_short(*(rational(part, values) for part in node.arguments))
    found = formula(at, RATIONALS)
    if not isinstance(found, int | Fraction):
        raise ArithmeticError("a power that is not rational")
    return Fraction(found)
