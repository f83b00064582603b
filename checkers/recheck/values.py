"""What a formula is worth: in balls, in fractions, in power series, in polynomials.

An arithmetic says what a whole number is in it and which functions it has. A name without a value
and a function that the arithmetic does not have are no error of the certificate: the statement
does not say what the proof would need, and the certificate is Unusable.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial
from math import floor, isqrt
from typing import Any

from flint import acb, arb, arb_series, fmpz

from .formulas import Integral, Name, Node, Number, Power
from .numbers import Refused, Unusable

Values = Mapping[str, Any]
SIGNS: Mapping[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "neg": operator.neg,
}


@dataclass(frozen=True, eq=False)
class Arithmetic:
    """One kind of numbers.

    number    : what a whole number is among them
    constants : values that need not be given
    functions : by name
    integral  : of a function over [0, 1], where it is known
    """

    number: Callable[[int], Any]
    constants: Callable[[], Values]
    functions: Mapping[str, Callable[..., Any]]
    integral: Callable[[Callable[[Any], Any]], Any] | None = None


def value(node: Node, values: Values, arithmetic: Arithmetic) -> Any:
    """The value of a formula; `values` come before the constants of the arithmetic."""
    return _ready(node, arithmetic)({**arithmetic.constants(), **values})


@cache
def _ready(node: Node, arithmetic: Arithmetic) -> Callable[[Values], Any]:
    """A formula as a function of its values: an integral asks for it many times."""
    if isinstance(node, Number):
        number = arithmetic.number(node.value)
        return lambda _: number
    if isinstance(node, Name):
        return partial(_named, node.name)
    if isinstance(node, Power):
        base, exponent = _ready(node.base, arithmetic), node.exponent
        return lambda values: base(values) ** exponent
    if isinstance(node, Integral):
        return _integral(node, arithmetic)
    function = SIGNS.get(node.function) or arithmetic.functions.get(node.function)
    if function is None:
        raise Unusable(f"there is no {node.function!r} in this arithmetic")
    parts = [_ready(part, arithmetic) for part in node.arguments]
    if len(parts) == 1:
        (only,) = parts
        return lambda values: function(only(values))
    if len(parts) == 2:
        left, right = parts
        return lambda values: function(left(values), right(values))
    raise Unusable(f"{node.function!r} has one argument or two")


def _named(name: str, values: Values) -> Any:
    if name not in values:
        raise Unusable(f"the statement has no {name!r} here")
    return values[name]


def _integral(node: Integral, arithmetic: Arithmetic) -> Callable[[Values], Any]:
    body, variable, integral = _ready(node.body, arithmetic), node.variable, arithmetic.integral
    if integral is None:
        raise Unusable("there are no integrals in this arithmetic")
    return lambda values: integral(lambda v: body({**values, variable: v}))


# Balls, real or complex.


def small(r: Any) -> Any:
    """P(|g| <= r) for a standard normal g."""
    return (r / arb(2).sqrt()).erf()


def large(r: Any) -> Any:
    """P(|g| > r)."""
    return (r / arb(2).sqrt()).erfc()


def density(z: Any) -> Any:
    """The density of a standard normal variable."""
    return (-z * z / 2).exp() / (2 * arb.pi()).sqrt()


def tanh(z: Any) -> Any:
    """Of a ball, or of a power series up to its second order."""
    if not isinstance(z, arb_series):
        return z.tanh()
    t = z[0].tanh()
    slope = 1 - t * t  # tanh'' / 2 = -t (1 - t^2)
    return arb_series([t, slope * z[1], slope * z[2] - t * slope * z[1] ** 2], prec=3)


def _positive_part(z: arb) -> arb:
    return z.max(arb(0))


def _step(z: arb, at_zero: int) -> arb:
    """1 for z > 0, 0 for z < 0; raises Refused where the sign of the ball cannot be told."""
    if z > 0:
        return arb(1)
    if z < 0:
        return arb(0)
    if z.is_zero():
        return arb(at_zero)
    raise Refused("a sign cannot be told")


def _over_unit_interval(function: Callable[[Any], Any]) -> acb:
    return acb.integral(lambda v, _: function(v), 0, 1)


_ANALYTIC: Mapping[str, Callable[..., Any]] = {
    "exp": lambda z: z.exp(),
    "expm1": lambda z: z.expm1(),
    "log": lambda z: z.log(),
    "sin": lambda z: z.sin(),
    "cos": lambda z: z.cos(),
    "erf": lambda z: z.erf(),
    "tanh": tanh,
    "phi": density,
    "F": lambda z: (1 + small(z)) / 2,
    "S": lambda z: (1 + tanh(z / 2)) / 2,
    "sqrt": lambda z: z.sqrt(),
}
BALLS = Arithmetic(
    arb,
    lambda: {"pi": arb.pi()},
    {
        **_ANALYTIC,
        "cbrt": lambda z: arb(0) if z.is_zero() else z.root(3),
        "small": small,
        "large": large,
        "scaled": lambda z: (z * z / 2).exp() * large(z),
        "max": _positive_part,
        "pos": lambda z: _step(z, 0),
    },
    _over_unit_interval,
)
SERIES = Arithmetic(arb, lambda: {"pi": arb.pi()}, _ANALYTIC)


# Fractions, exactly.


def _floor_cbrt(q: Fraction) -> Fraction:
    """The integer part of the cube root of q >= 0, which is that of the integer part of q."""
    return Fraction(int(fmpz(floor(q)).root(3)))


def _root_of_square(q: Fraction) -> Fraction:
    """The square root of the square of a rational number. Raises ArithmeticError for others."""
    root = Fraction(isqrt(max(q.numerator, 0)), isqrt(q.denominator))
    if root * root != q:
        raise ArithmeticError("the root is not rational")
    return root


FRACTIONS = Arithmetic(
    Fraction,
    dict,
    {
        "sqrt": _root_of_square,
        "floor": lambda q: Fraction(floor(q)),
        "floor_cbrt": _floor_cbrt,
        "least": min,
        "h": lambda q: Fraction(q >= 0),
        "pos": lambda q: Fraction(q > 0),
    },
)

# Polynomials, of python-flint, where only sums, products and powers are taken.
POLYNOMIALS = Arithmetic(lambda n: n, dict, {})
