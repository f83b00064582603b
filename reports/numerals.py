"""Numbers as one reads them, and the signs of the outcomes."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from typing import Any

SYMBOLS = {"certified": "✓", "supported": "◐", "refuted": "✗", "undecided": "?"}

_THIN = "\u202f"  # narrow and without a break
_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LONG_INTEGER = 10**15


def number(value: Any, digits: int = 4, rounding: str = ROUND_HALF_EVEN) -> str:
    """A number as one reads it, to `digits` figures: 0.0325, 12 500, 1.3 × 10⁻⁹."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and abs(value) < _LONG_INTEGER:
        return _grouped(str(abs(value)), value < 0)
    if isinstance(value, str):
        return value
    # the shortest text of a float may lie on the wrong side of it
    shortest = rounding == ROUND_HALF_EVEN and not isinstance(value, int)
    exact = Decimal(repr(float(value))) if shortest else Decimal(value)
    if not exact.is_finite():
        return "undefined" if exact.is_nan() else ("−∞" if exact < 0 else "∞")
    if exact == 0:
        return "0"
    rounded = Context(prec=digits, rounding=rounding).plus(exact)
    power = rounded.adjusted()
    if -4 < power < 6:
        # In full left of the point, where fewer figures would look like more.
        whole = Context(prec=max(digits, power + 1), rounding=rounding).plus(exact)
        return _grouped(_trimmed(f"{abs(whole):f}"), exact < 0)
    mantissa = _trimmed(f"{abs(rounded.scaleb(-power)):f}")
    sign, ten = "−" if exact < 0 else "", f"10{str(power).translate(_SUPERSCRIPT)}"
    return sign + (ten if mantissa == "1" else f"{mantissa}{_THIN}×{_THIN}{ten}")


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _grouped(text: str, negative: bool) -> str:
    whole, point, rest = text.partition(".")
    grouped = f"{int(whole):,}".replace(",", _THIN) if len(whole) > 4 else whole
    return ("−" if negative else "") + grouped + point + rest


def enclosure(lower: float, upper: float) -> str:
    """The part of [0, 1] from `lower` to `upper`, rounded outwards so that it still encloses."""
    point = number(lower, 6, ROUND_FLOOR)
    if point == number(upper, 6, ROUND_CEILING):
        return point
    if lower <= 0:
        return f"at most {number(upper, 3, ROUND_CEILING)}"
    if upper >= 1:
        return f"at least {number(lower, 3, ROUND_FLOOR)}"
    digits = 3 if lower < upper else 12
    while digits < 12 and _widening(lower, upper, digits) > 1.2:
        digits += 1
    return f"from {number(lower, digits, ROUND_FLOOR)} to {number(upper, digits, ROUND_CEILING)}"


def _widening(lower: float, upper: float, digits: int) -> float:
    """How many times wider the interval becomes when its ends are shown to `digits` figures."""
    low, high = Decimal(lower), Decimal(upper)
    down = Context(prec=digits, rounding=ROUND_FLOOR).plus(low)
    up = Context(prec=digits, rounding=ROUND_CEILING).plus(high)
    return float((up - down) / (high - low))
