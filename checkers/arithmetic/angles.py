"""Closed forms of Gaussian moments, equal on a whole interval: one normal form decides.

Let theta in [0, pi], rho = cos theta, t = pi - theta, c = cos theta, s = sin theta. A formula in
rho, arccos, sin, cos, sqrt(1 - rho^2) and pi is a polynomial in t, c, s, pi and 1/pi; s^2 =
1 - c^2 leaves powers s^0 and s^1: its normal form. Equal normal forms are equal functions on
[0, pi], so the printed formula, evaluated on symbols, is decided for every rho in [-1, 1].

Different normal forms are different functions, so that nothing true is missed. Let
p = sum_i t^i (a_i(c) + s b_i(c)) vanish on an interval, with real polynomials a_i, b_i. It is
entire in theta, so it vanishes on the real line; there t -> t - 2 pi fixes c and s, and a
polynomial in t with infinitely many zeros is zero: a_i(c) + s b_i(c) = 0 for all theta. With
theta -> -theta also a_i(c) - s b_i(c) = 0, so a_i = b_i = 0 for infinitely many c. Their
coefficients are rational polynomials in pi and 1/pi, and pi is transcendental.

The moments E_k(rho) = E[1{u > 0} 1{v > 0} u^k v^k], (u, v) standard normal with correlation rho,
are continuous on [-1, 1], E_k(-1) = 0, and, by Plackett's and Price's theorem, inside
    dE_0/drho = 1 / (2 pi sqrt(1 - rho^2))   (the density of (u, v) at 0),
    dE_k/drho = k^2 E_{k-1}                  for k >= 1.
With F_k = 2 pi E_k and d rho = -s d theta, this says dF_0/dtheta = -1, dF_k/dtheta =
-k^2 s F_{k-1} and F_k = 0 at theta = pi, which has one solution; `moments` finds that the forms
below satisfy it, by differentiation in the ring.

Source: cho-saul, for the forms; plackett1954 and price1958, for the derivatives.
"""

import functools
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Exponents = tuple[int, int, int, int]  # of t, c, s, pi; that of pi may be negative
Number = int | Fraction
ZERO = Fraction(0)


class NoNormalForm(ValueError):
    """A formula that uses more than t, c, s and pi, or that branches on them."""


@dataclass(frozen=True, eq=False)
class Form:
    """sum of terms[i, j, k, p] t^i c^j s^k pi^p with k <= 1 and no zero coefficients."""

    terms: Mapping[Exponents, Fraction]

    def __add__(self, other: "Form | Number") -> "Form":
        total = dict(self.terms)
        for exponents, q in _form(other).terms.items():
            total[exponents] = total[exponents] + q if exponents in total else q
        return Form({exponents: q for exponents, q in total.items() if q})

    def __mul__(self, other: "Form | Number") -> "Form":
        others, total = _form(other).terms.items(), dict[Exponents, Fraction]()
        for (i, j, k, p), q in self.terms.items():
            for (i2, j2, k2, p2), q2 in others:
                odd, squares, qq = (k + k2) % 2, (k + k2) // 2, q * q2
                at = (i + i2, j + j2, odd, p + p2)
                total[at] = total.get(at, ZERO) + qq
                if squares:  # s^2 = 1 - c^2, once at most
                    at = (i + i2, j + j2 + 2, odd, p + p2)
                    total[at] = total.get(at, ZERO) - qq
        return Form({exponents: q for exponents, q in total.items() if q})

    def __truediv__(self, other: "Form | Number") -> "Form":
        divisor = list(_form(other).terms.items())
        if len(divisor) != 1 or any(divisor[0][0][:3]):
            raise NoNormalForm("only multiples of powers of pi can be divided by")
        ((*_, p), q) = divisor[0]
        return self * Form({(0, 0, 0, -p): 1 / q})

    def __rtruediv__(self, other: Number) -> "Form":
        return _form(other) / self

    def __neg__(self) -> "Form":
        return self * -1

    def __sub__(self, other: "Form | Number") -> "Form":
        return self + -_form(other)

    def __rsub__(self, other: Number) -> "Form":
        return -self + other

    def __pow__(self, n: Number) -> "Form":
        if n != int(n):
            raise NoNormalForm("a root has no normal form here")
        power = functools.reduce(operator.mul, [self] * abs(int(n)), _form(1))
        return power if n >= 0 else 1 / power

    __radd__, __rmul__ = __add__, __mul__

    def __eq__(self, other: object) -> bool:
        raise NoNormalForm("a formula that compares is not one formula; use `same`")

    def __bool__(self) -> bool:
        raise NoNormalForm("a formula that branches is not one formula")

    def same(self, other: "Form") -> bool:
        """Whether the normal forms are equal: the functions are, iff they are."""
        return dict(self.terms) == dict(other.terms)

    def at(self, rho: int) -> "Form":
        """The value at rho = -1, 0 or 1, where t = (1 + rho) pi / 2: a polynomial in pi."""
        value = Form({})
        for (i, j, k, p), q in self.terms.items():
            scale = Fraction(1 + rho, 2) ** i * rho**j * (1 - rho * rho) ** k
            value += Form({(0, 0, 0, i + p): q}) * scale
        return value

    def with_cosine(self, c: Number) -> "Form":
        """The form at one value of c; t and s stay."""
        total = Form({})
        for (i, j, k, p), q in self.terms.items():
            total += Form({(i, 0, k, p): q}) * c**j
        return total

    def listed(self) -> list[list[Any]]:
        """[[coefficient, i, j, k, p], ...] for a certificate, sorted."""
        return [[str(q), *exponents] for exponents, q in sorted(self.terms.items())]


def _form(value: Form | Number) -> Form:
    if isinstance(value, Form):
        return value
    if isinstance(value, int | Fraction):
        return Form({(0, 0, 0, 0): Fraction(value)} if value else {})
    raise NoNormalForm(f"{value!r} is no exact number")


def _variable(place: int) -> Form:
    i, j, k, p = (int(place == other) for other in range(4))
    return Form({(i, j, k, p): Fraction(1)})


T, C, S, PI = map(_variable, range(4))
DEGREES = range(3)
SAMPLES = (Fraction(1, 3), Fraction(-2, 5))  # where a formula is tried on a number, not a symbol
CANDIDATES = (T, S + T * C, 3 * S * C + T * (1 + 2 * C * C))  # of F_0, F_1, F_2


def derivative(form: Form) -> Form:
    """d/dtheta: t -> -1, c -> -s, s -> c."""
    total = Form({})
    for (i, j, k, p), q in form.terms.items():
        for power, changed, by in (
            (i, (i - 1, j, k, p), _form(-1)),
            (j, (i, j - 1, k, p), -S),
            (k, (i, j, k - 1, p), C),
        ):
            if power:
                total += Form({changed: power * q}) * by
    return total


@functools.lru_cache
def moments() -> tuple[Form, ...]:
    """(F_0, F_1, F_2), the solution of the differential equations above, which is verified.

    Raises ArithmeticError if a form is not that solution.
    """
    for k, form in enumerate(CANDIDATES):
        slope = _form(-1) if k == 0 else -(k * k) * S * CANDIDATES[k - 1]
        if not derivative(form).same(slope) or form.at(-1).terms:
            raise ArithmeticError(f"the closed form of E_{k} is wrong")
    return CANDIDATES


class Symbols:
    """`theorems.language.floats.Functions` on forms, as far as it leads to forms; E_k as given.

    rho : the correlation of which arccos and the E_k are asked, c or one rational number
    """

    pi = PI
    number = staticmethod(_form)

    def __init__(self, expectations: Sequence[Form], rho: Form | Number = C) -> None:
        self._expectations = expectations
        self._rho = rho

    def __getattr__(self, name: str) -> Any:
        raise NoNormalForm(f"{name} leads beyond polynomials in t, c, s and pi")

    def arccos(self, z: Form, /) -> Form:
        """theta = pi - t, for rho = c alone."""
        return _known(z, self._rho, PI - T)

    def sin(self, z: Form, /) -> Form:
        """s, for theta alone."""
        return _known(z, PI - T, S)

    def cos(self, z: Form, /) -> Form:
        """c, for theta alone."""
        return _known(z, PI - T, C)

    def sqrt(self, z: Form, /) -> Form:
        """s >= 0, for 1 - rho^2 alone."""
        return _known(z, 1 - self._rho * self._rho, S)

    def step_expectation(self, rho: Form, /) -> Form:
        """E_0."""
        return _known(rho, self._rho, self._expectations[0])

    def relu_expectation(self, rho: Form, /) -> Form:
        """E_1."""
        return _known(rho, self._rho, self._expectations[1])

    def square_expectation(self, rho: Form, /) -> Form:
        """E_2."""
        return _known(rho, self._rho, self._expectations[2])


def _known(argument: Form | Number, expected: Form | Number, value: Form) -> Form:
    if not _form(argument).same(_form(expected)):
        raise NoNormalForm(f"no value at {_form(argument).listed()}")
    return value


@dataclass(frozen=True)
class NormalForms:
    """The sides of an identity in normal form, in units of 1/(2 pi); the first is the definition.

    weights : the definition is sum_k weights[k] E_k
    """

    weights: tuple[Form, ...]
    definition: Form
    printed: tuple[Form, ...]

    def differing(self, rho: int | None = None) -> list[int]:
        """Which printed forms differ from the definition, on [-1, 1] or at rho = -1, 0 or 1."""
        gaps = [form - self.definition for form in self.printed]
        gaps = gaps if rho is None else [gap.at(rho) for gap in gaps]
        return [place for place, gap in enumerate(gaps) if gap.terms]

    def data(self) -> dict[str, Any]:
        """What a certificate says of them."""
        return {
            "weights": [weight.listed() for weight in self.weights],
            "definition": self.definition.listed(),
            "printed": [form.listed() for form in self.printed],
        }


def normal_forms(sides: Sequence[Callable[..., Any]]) -> NormalForms | None:
    """The normal forms of the sides, functions of (rho, fn), or None where one has none.

    The definition must be linear in E_0, E_1, E_2, and the printed sides must not use them. A side
    that asks what rho is must say the same for a symbol as for a number: it is tried with both.
    EXACT; some 2 ms.
    """
    definition, *printed = sides
    known = moments()
    try:
        values = [_form(definition(C, Symbols([F / (2 * PI) for F in known])))]
        values += [_form(side(C, Symbols(()))) for side in printed]
        weights = [
            _form(definition(C, Symbols([_form(int(k == place)) for k in DEGREES])))
            for place in DEGREES
        ]
        for rho in SAMPLES:
            means = [(F / (2 * PI)).with_cosine(rho) for F in known]
            at_rho = [_form(definition(rho, Symbols(means, rho)))]
            at_rho += [_form(side(rho, Symbols((), rho))) for side in printed]
            for value, here in zip(values, at_rho, strict=True):
                if not here.with_cosine(rho).same(value.with_cosine(rho)):
                    return None
    except (NoNormalForm, TypeError, AttributeError, IndexError):
        return None
    first, *others = (2 * PI * value for value in values)
    total = sum((weight * F for weight, F in zip(weights, known, strict=True)), Form({}))
    return NormalForms(tuple(weights), first, tuple(others)) if total.same(first) else None
