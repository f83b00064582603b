"""Exact numbers, balls, and the two ways in which a certificate can fail.

A number in a certificate is an integer, or a text that holds an integer, a quotient or a decimal,
written in one way only. A ball is an `arb`: a real number known up to an error that it carries;
a comparison of two balls is True only where it is certain.
"""

import re
from fractions import Fraction
from typing import Any

from flint import acb, arb, fmpq

BITS = 256  # the usual precision of a ball
FINE = 2048  # tells 1 - 1e-300 from 1
LONGEST = 1000  # characters of a number
_NUMBER = re.compile(r"-?[0-9]+(/[0-9]+|([.][0-9]+)?(e[+-]?[0-9]{1,4})?)")


class Refused(Exception):
    """A conclusion that does not follow from its certificate."""


class Unusable(ValueError):
    """No certificate, or of a kind or a statement that is not known here."""


def need(holds: bool, otherwise: str) -> None:
    """Raise Refused unless a step is certain.

    otherwise : what is wrong if it is not
    """
    if holds is not True:
        raise Refused(otherwise)


def exact(value: object) -> Fraction:
    """The number that an entry of a certificate holds; raises Unusable where it holds none."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if len(text) > LONGEST or not _NUMBER.fullmatch(text):
        raise Unusable(f"{str(value)[:40]!r} is no exact number")
    numerator, _, denominator = text.partition("/")
    if denominator and int(denominator) == 0:
        raise Unusable(f"{text[:40]!r} divides by 0")
    return Fraction(int(numerator), int(denominator)) if denominator else Fraction(text)


def count(value: object) -> int:
    """The whole number that an entry of a certificate holds."""
    number = exact(value)
    if number.denominator != 1:
        raise Unusable(f"{str(value)[:40]!r} is no whole number")
    return number.numerator


def ball(number: Fraction | int) -> arb:
    """The ball of an exact number, as narrow as the precision allows."""
    return arb(fmpq(*Fraction(number).as_integer_ratio()))


def ball_of(value: object) -> arb:
    """The ball of an entry of a certificate."""
    return ball(exact(value))


def encloses(told: object, number: arb) -> bool:
    """Whether a stated interval, two exact ends, is not certainly beside a number."""
    if not isinstance(told, list) or len(told) != 2:
        raise Unusable("an interval has two ends")
    low, high = map(ball_of, told)
    return bool(low <= high) and number.is_finite() and not (number < low or number > high)


def real(value: Any) -> arb:
    """A value as a real ball; of a complex one the real part."""
    return value.real if isinstance(value, acb) else arb(value)


def whole(value: arb) -> int:
    """The only integer in a ball; raises Refused where there is none, or more than one."""
    found = value.unique_fmpz()
    if found is None:
        raise Refused("a count cannot be told")
    return int(found)
