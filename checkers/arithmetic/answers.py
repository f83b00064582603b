"""What the functions of a user's statement may answer: exact numbers, and nothing in their place.

Formulas are trees; what is left are definitions, sides, premises and limits, which many checkers
ask in many kinds of arithmetic. So that none takes None for a number, or a rounded float for the
decimal that was meant, each function of a user's file is asked through `answering`. In ball
arithmetic it meets `Exactly`, a ball that refuses floats.
"""

import operator
from collections.abc import Callable
from dataclasses import fields, replace
from fractions import Fraction
from functools import partial, wraps
from typing import Any

import numpy as np
from flint import arb

from checkers.arithmetic.balls import BALLS, ball
from theorems.language.fields import quoted
from theorems.language.records import Setting, Theorem

HINT = "write x / 2 in place of 0.5 * x, fn.sqrt(x) in place of x ** 0.5"
ROLES = {
    **dict.fromkeys(("conclusions", "premise", "overall", "hypothesis"), "truth"),
    **dict.fromkeys(("quantity", "limit", "rows", "kernel"), "number"),
}


class NoAnswer(Exception):
    """A function of a statement gives what is no answer; no checker may go on without one."""


class Exactly:
    """A ball that computes with exact numbers only, and compares only where it can tell."""

    __slots__ = ("value",)
    __array_ufunc__ = None  # numpy's numbers are floats too

    def __init__(self, value: arb) -> None:
        self.value = value

    def __neg__(self) -> "Exactly":
        return Exactly(-self.value)

    def __pos__(self) -> "Exactly":
        return self

    def __abs__(self) -> "Exactly":
        return Exactly(abs(self.value))

    def __bool__(self) -> bool:
        return self != ZERO


ZERO = Exactly(arb(0))


def _ball(value: Any) -> arb:
    if isinstance(value, Exactly):
        return value.value
    if isinstance(value, bool) or not isinstance(value, int | Fraction | arb):
        raise NoAnswer(f"computes with {quoted(value)}, which is not exact; {HINT}")
    return ball(value)


def _stands(value: Any) -> bool:
    """Whether a value stands for numbers or truths in another arithmetic than `Exactly`."""
    ours = type(value).__module__.partition(".")[0] in ("checkers", "flint", "theorems")
    return ours and not isinstance(value, Exactly | arb)


def _computed(operate: Callable[[Any, Any], Any], turned: bool) -> Any:
    def method(self: Exactly, other: Any) -> Any:
        if _stands(other):
            return operate(other, self.value) if turned else operate(self.value, other)
        pair = (self.value, _ball(other))
        whole = operate is operator.pow and not turned and isinstance(other, int)
        left, right = (self.value, other) if whole else pair[::-1] if turned else pair
        return Exactly(operate(left, right))

    return method


def _compared(operate: Callable[[Any, Any], bool], opposite: Callable[[Any, Any], bool]) -> Any:
    def method(self: Exactly, other: Any) -> Any:
        if _stands(other):
            return operate(self.value, other)
        right = _ball(other)
        if operate(self.value, right):
            return True
        if opposite(self.value, right):
            return False
        raise NoAnswer("compares two balls that overlap; write it with fn.positive_part or fn.abs")

    return method


for _name in ("add", "sub", "mul", "truediv", "pow"):
    for _turned in (False, True):
        _method = _computed(getattr(operator, _name), _turned)
        setattr(Exactly, f"__{'r' if _turned else ''}{_name}__", _method)
for _name, _opposite in (("lt", "ge"), ("le", "gt"), ("eq", "ne")):
    for _this, _other in ((_name, _opposite), (_opposite, _name)):
        _method = _compared(getattr(operator, _this), getattr(operator, _other))
        setattr(Exactly, f"__{_this}__", _method)


class _Strictly:
    """The functions of `BALLS`, of numbers that are exact."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(BALLS, name)
        if not callable(found):
            return Exactly(found)
        return lambda z, /: found(z) if _stands(z) else Exactly(found(_ball(z)))


STRICTLY = _Strictly()


def _strict(argument: Any) -> Any:
    """An argument of a function in ball arithmetic, with `Exactly` in place of each ball."""
    if isinstance(argument, Setting):
        return Setting({name: _strict(value) for name, value in argument.items()})
    return Exactly(argument) if isinstance(argument, arb) else argument


def answering(theorem: Theorem, source: str) -> Theorem:
    """The statement, with each function of its own asked through `asked`."""
    named = f"{theorem.label} in {source}"
    changed: dict[str, Any] = {}
    for field in fields(theorem):
        held, ask = getattr(theorem, field.name), partial(_asked, role=ROLES.get(field.name, "any"))
        if isinstance(held, tuple):
            changed[field.name] = tuple(
                ask(one, f"{field.name}[{i}] of {named}") for i, one in enumerate(held)
            )
        else:
            changed[field.name] = ask(held, f"{field.name} of {named}")
    return replace(theorem, **changed)


def _asked(held: Any, named: str, role: str) -> Any:
    known = str(getattr(held, "__module__", "")).startswith("theorems.")  # trees, among others
    return asked(held, named, role) if callable(held) and not known else held


def asked(function: Callable[..., Any], named: str, role: str) -> Callable[..., Any]:
    """The function, which gives an answer that becomes its role, or raises NoAnswer.

    role : "number" and "any" (exact in ball arithmetic), "truth"
    """

    @wraps(function)
    def answer(*arguments: Any, **more: Any) -> Any:
        balls = any(one is BALLS for one in arguments)
        if balls:
            arguments = tuple(STRICTLY if one is BALLS else _strict(one) for one in arguments)
        try:
            value = function(*arguments, **more)
        except NoAnswer as error:
            raise NoAnswer(f"{named} {error}.") from None
        if isinstance(value, Exactly):
            value = value.value
        if not _is_answer(value, role, floats=not balls):
            raise NoAnswer(f"{named} gives {quoted(value)}; {_instead(value, role)}.")
        return value

    return answer


def _is_answer(value: Any, role: str, floats: bool) -> bool:
    if isinstance(value, bool | np.bool_):
        return role in ("truth", "any")
    if isinstance(value, np.ndarray):
        return role != "truth" and floats and value.dtype.kind in "biufO"
    if isinstance(value, int | Fraction | arb | np.integer):
        return role != "truth"
    if isinstance(value, float | np.floating):
        return role != "truth" and floats
    return _stands(value)


def _instead(value: Any, role: str) -> str:
    if role == "truth":
        return "it needs a comparison"
    return HINT if isinstance(value, float | np.generic) else "it needs a number"
