"""Numbers in sentences: what bounds something is rounded outwards, so that the sentence is true."""

from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
)
from fractions import Fraction

from flint import arb

Real = int | float | Fraction | arb  # of a ball, the end that the rounding asks for
MOST_DIGITS = 17  # they tell any two floats apart


def rounded(value: Real, digits: int, rounding: str) -> Decimal:
    """An exact number to `digits` figures, in one of the decimal module's directions."""
    context = Context(prec=digits, rounding=rounding, Emin=MIN_EMIN, Emax=MAX_EMAX)
    if isinstance(value, arb):
        return _end(value, rounding, context)
    if isinstance(value, Fraction):
        return context.divide(Decimal(value.numerator), Decimal(value.denominator))
    return context.plus(Decimal(value))


def _end(value: arb, rounding: str, context: Context) -> Decimal:
    """An end of a ball, or its midpoint."""
    end = {ROUND_CEILING: value.upper, ROUND_FLOOR: value.lower}.get(rounding, value.mid)()
    # ten figures more than asked for, and an error of theirs: it may be far beyond any float
    middle, error, power = end.mid_rad_10exp(context.prec + 10)
    shift = {ROUND_CEILING: error, ROUND_FLOOR: -error}.get(rounding, 0)
    return context.plus(Decimal(int(middle + shift)).scaleb(int(power), context))


def text(value: Decimal) -> str:
    """A decimal as one types it: 0.0325, 12500, 1.3e-9."""
    if not value:
        return "0"
    power = value.adjusted()
    if -5 < power < 7:
        plain = f"{value:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    first, *others = map(str, value.as_tuple().digits)
    mantissa = f"{first}.{''.join(others)}".rstrip("0").rstrip(".")
    return f"{'-' if value < 0 else ''}{mantissa}e{power}"


def near(value: Real, digits: int = 6) -> str:
    """A number to the nearest, where it bounds nothing."""
    return text(rounded(value, digits, ROUND_HALF_EVEN))


def upper(value: Real, digits: int = 3) -> str:
    """A number rounded upwards: it is at most what is told."""
    return text(rounded(value, digits, ROUND_CEILING))


def lower(value: Real, digits: int = 3) -> str:
    """A number rounded downwards: it is at least what is told."""
    return text(rounded(value, digits, ROUND_FLOOR))


def interval(low: Real, high: Real, digits: int = 6) -> str:
    """[low, high], rounded outwards."""
    return f"[{lower(low, digits)}, {upper(high, digits)}]"


def probability(low: Real, high: Real, digits: int = 3) -> str:
    """What an enclosure tells of a probability: "0", "at most 1.4e-9", "at least 0.9", "in [a, b]".

    low, high : the ends, in [0, 1]
    """
    if low == high:
        return near(low, MOST_DIGITS)
    if low <= 0:
        return f"at most {upper(high, digits)}"
    if high >= 1:
        return f"at least {lower(low, digits)}"
    return f"in {interval(low, high, digits)}"


def compared(left: Real, right: Real, digits: int = 6) -> tuple[str, str]:
    """Two numbers to the nearest, with as many figures as it takes to see which one is larger."""
    for more in range(digits, MOST_DIGITS + 1):
        told = tuple(rounded(value, more, ROUND_HALF_EVEN) for value in (left, right))
        if left == right or told[0] != told[1]:
            break
    return text(told[0]), text(told[1])


def confidence(error: float) -> str:
    """1 - error, rounded downwards, with as many nines as it has; the error is as it was typed."""
    return text(1 - Context(prec=3, rounding=ROUND_CEILING).plus(Decimal(repr(error))))
