"""Ball arithmetic (Arb, through python-flint): the trust base of every rigorous verdict.

A ball encloses a real number. A comparison of balls has three answers: certainly true,
certainly false, unknown. `certainly_le` raises the precision until it knows, or says None;
nothing here ever turns an unknown into a False.

Source: johansson2017.
"""

import math
import operator
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from theorems.language.exact import is_rational, rational
from theorems.language.expressions import Expression
from theorems.language.floats import COMPARISONS, Derived

Number = Callable[[], arb]  # a real number, as a ball at the working precision
OPPOSITE = {"<": ">=", ">=": "<", "<=": ">", ">": "<=", "==": "!=", "!=": "=="}
PRECISIONS = (64, 128, 256, 512, 1024, 2048, 4096, 8192)


class Remembered:
    """A number that is computed anew only where the working precision has changed."""

    __slots__ = ("_bits", "_number", "_value")

    def __init__(self, number: Number) -> None:
        self._number, self._bits = number, 0

    def __call__(self) -> arb:
        """The number, at the working precision."""
        if self._bits != ctx.prec:
            self._value, self._bits = self._number(), ctx.prec
        return self._value


def ball(value: Any) -> arb:
    """The ball of an int, a Fraction or a ball; floats are refused, they are no constants.

    So are None and tuples, which arb takes for 0 and for a midpoint with an exponent.
    """
    if isinstance(value, arb):
        return value
    if isinstance(value, Operand):
        return value.ball
    if isinstance(value, Fraction):
        return arb(fmpq(value.numerator, value.denominator))
    if isinstance(value, float):
        raise TypeError(f"a float is no exact constant: {value!r}")
    if value is None or isinstance(value, bool | tuple):
        raise TypeError(f"{value!r} is no number")
    return arb(value)


class Balls(Derived):
    """Formulas on balls."""

    number = staticmethod(ball)

    @staticmethod
    def compare(relation: str, a: Any, b: Any, /) -> bool | None:
        """Whether the relation holds, where the balls can tell; else None."""
        left, right = ball(a), ball(b)
        if COMPARISONS[relation](left, right):
            return True
        return False if COMPARISONS[OPPOSITE[relation]](left, right) else None

    @staticmethod
    def both(a: bool | None, b: bool | None, /) -> bool | None:
        """Whether two conditions hold."""
        return False if a is False or b is False else True if a and b else None

    @staticmethod
    def either(a: bool | None, b: bool | None, /) -> bool | None:
        """Whether one of two conditions holds."""
        return True if a or b else False if a is False and b is False else None

    @staticmethod
    def negated(a: bool | None, /) -> bool | None:
        """Whether a condition does not hold."""
        return None if a is None else not a

    @staticmethod
    def where(condition: Any, a: Any, b: Any, /) -> arb:
        """The number a where a condition holds, b where not; both where balls cannot tell."""
        if condition is None:
            return ball(a).union(ball(b))
        return ball(a if condition else b)

    @staticmethod
    def sign(z: Any, /) -> arb:
        """-1, 0 or 1, or a ball of them."""
        return ball(z).sgn()

    @staticmethod
    def floor(z: Any, /) -> arb:
        """The largest whole number that is not above z, or a ball of such numbers."""
        return ball(z).floor()

    @staticmethod
    def minimum(a: Any, b: Any, /) -> arb:
        """The smaller of two numbers."""
        return ball(a).min(ball(b))

    @staticmethod
    def maximum(a: Any, b: Any, /) -> arb:
        """The larger of two numbers."""
        return ball(a).max(ball(b))

    @property
    def pi(self) -> arb:
        """The number pi, at the working precision."""
        return arb.pi()

    @staticmethod
    def sqrt(z: Any, /) -> arb:
        """Square root; a ball is cut at zero, and one that is negative gives nan."""
        y = ball(z)
        return y.sqrt() if y < 0 else y.nonnegative_part().sqrt()

    @staticmethod
    def cbrt(z: Any, /) -> arb:
        """Cube root of a number >= 0, cut at zero as in `sqrt`."""
        y = ball(z)
        if not y.contains(0):
            return y.root(3)
        top = y.upper()
        return top if top.is_zero() else top.root(3).union(arb(0))

    @staticmethod
    def log(z: Any, /) -> arb:
        """Natural logarithm."""
        return ball(z).log()

    @staticmethod
    def log1p(z: Any, /) -> arb:
        """log(1 + z)."""
        return ball(z).log1p()

    @staticmethod
    def exp(z: Any, /) -> arb:
        """Exponential."""
        return ball(z).exp()

    @staticmethod
    def expm1(z: Any, /) -> arb:
        """exp(z) - 1."""
        return ball(z).expm1()

    @staticmethod
    def sin(z: Any, /) -> arb:
        """Sine."""
        return ball(z).sin()

    @staticmethod
    def cos(z: Any, /) -> arb:
        """Cosine."""
        return ball(z).cos()

    @staticmethod
    def tanh(z: Any, /) -> arb:
        """Hyperbolic tangent."""
        return ball(z).tanh()

    @staticmethod
    def erf(z: Any, /) -> arb:
        """Error function."""
        return ball(z).erf()

    @staticmethod
    def erfc(z: Any, /) -> arb:
        """1 - erf(z)."""
        return ball(z).erfc()

    @staticmethod
    def arccos(z: Any, /) -> arb:
        """Inverse cosine of a number in [-1, 1]; a ball that reaches beyond is cut there."""
        y = ball(z)
        if y < -1 or y > 1 or (y >= -1 and y <= 1):
            return y.acos()
        # It decreases, so the two ends enclose it.
        return y.lower().max(arb(-1)).acos().union(y.upper().min(arb(1)).acos())

    @staticmethod
    def abs(z: Any, /) -> arb:
        """Absolute value."""
        return abs(ball(z))

    @staticmethod
    def positive_part(z: Any, /) -> arb:
        """max(z, 0)."""
        return ball(z).max(arb(0))

    @staticmethod
    def negative_part(z: Any, /) -> arb:
        """min(z, 0)."""
        return ball(z).min(arb(0))


BALLS = Balls()


def power(base: arb, exponent: arb) -> arb:
    """base^exponent, also of a ball around 0, whose powers python-flint calls nan.

    Whole powers rise, or rise with |base|, so that the ends enclose them; of other powers > 0 a
    base is cut at zero, as in `Balls.sqrt`. nan where there is no finite value.
    """
    if not base.contains(0) or base.is_zero() or exponent.is_zero():
        return base**exponent
    if exponent.is_integer():
        k = exponent.unique_fmpz()
        if k is None or k < 0:
            return arb("nan")
        if k % 2 == 0:
            return (base.abs_upper() ** exponent).union(arb(0))
        return power(base.lower(), exponent).union(power(base.upper(), exponent))
    if not exponent > 0 or exponent.contains_integer():
        return arb("nan")
    return power(base.upper(), exponent).union(arb(0))


def _through(operation: Callable[[Any, Any], Any], swapped: bool = False) -> Any:
    def result(self: "Operand", other: Any) -> "Operand":
        left, right = self.ball, ball(other)
        return Operand(operation(right, left) if swapped else operation(left, right))

    return result


class Operand:
    """A ball with the operators of this project, where those of python-flint give nan."""

    __slots__ = ("ball",)

    def __init__(self, value: Any) -> None:
        self.ball = ball(value)

    __add__, __radd__ = _through(operator.add), _through(operator.add)
    __mul__, __rmul__ = _through(operator.mul), _through(operator.mul)
    __sub__, __rsub__ = _through(operator.sub), _through(operator.sub, swapped=True)
    __truediv__, __rtruediv__ = _through(operator.truediv), _through(operator.truediv, swapped=True)
    __pow__, __rpow__ = _through(power), _through(power, swapped=True)

    def __neg__(self) -> "Operand":
        return Operand(-self.ball)

    def __abs__(self) -> "Operand":
        return Operand(abs(self.ball))


class Operands:
    """Formulas on operands: what gives a ball in an arithmetic gives an operand."""

    def __init__(self, fn: Balls) -> None:
        self._fn = fn

    def __getattr__(self, name: str) -> Any:
        known = getattr(self._fn, name)
        return _operand(known) if isinstance(known, arb) else lambda *z: _operand(known(*z))


def _operand(value: Any) -> Any:
    return Operand(value) if isinstance(value, arb) else value


def in_balls(formula: Expression, values: Mapping[str, Any], fn: Balls = BALLS) -> arb:
    """The value of a formula at numbers; once more on operands where powers made it nan.

    values : ints, Fractions or balls, by name
    fn     : balls, with functions besides
    """
    names = formula.names
    value = ball(formula({name: ball(values[name]) for name in names}, fn))
    if not value.is_nan():
        return value
    return ball(formula({name: Operand(values[name]) for name in names}, Operands(fn)))


def rising_precision(limit: int = PRECISIONS[-1]) -> Iterator[int]:
    """Set the working precision to 64, 128, ... bits in turn, and restore it at the end."""
    before = ctx.prec
    try:
        for bits in PRECISIONS:
            if bits <= limit:
                ctx.prec = bits
                yield bits
    finally:
        ctx.prec = before


def certainly_le(
    left: Callable[[], Any], right: Callable[[], Any], limit: int = PRECISIONS[-1]
) -> bool | None:
    """Whether left <= right: True, False, or None when `limit` bits cannot tell."""
    for _ in rising_precision(limit):
        difference = ball(right()) - ball(left())
        if difference >= 0:
            return True
        if difference < 0:
            return False
    return None


def as_float(number: Number) -> float:
    """The float nearest to a number, at whatever precision that takes (say, log of nearly 1)."""
    value = arb(0)
    for _ in rising_precision():
        value = number()
        if value.is_zero() or value.rel_accuracy_bits() >= 53:
            break
    return float(value)


def enclosure(number: arb) -> tuple[float, float]:
    """Floats that enclose a ball, rounded outwards."""
    if number.is_zero():
        return 0.0, 0.0
    low, high = float(number.lower()), float(number.upper())
    return math.nextafter(low, -math.inf), math.nextafter(high, math.inf)


def number(formula: Expression, s: Mapping[str, Any]) -> Number:
    """The value of a formula at an exact setting, exact where the formula is rational."""
    if is_rational(formula):
        try:
            value = rational(formula, s)
        except ArithmeticError:
            pass
        else:
            return lambda: ball(value)
    return Remembered(lambda: in_balls(formula, s))
