"""Polynomials in Gaussian neurons: what a definition in plain numpy is, in normal form.

A neuron i has the pre-activations u_i = w_i.x/||x|| and v_i = w_i.x'/||x'||, standard normal with
correlation rho, and an output weight b_i ~ N(0, 1) independent of them. A `Poly` is a polynomial in
u_i, v_i, b_i, the steps 1{u_i > 0} and 1{v_i > 0}, atoms (bounded functions of one neuron that are
only named), and positive parameters, the width m among them, to any rational power. Its
coefficients are the forms of `arithmetic.angles` in rho. Equality holds almost surely: steps
at 0 make no difference.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from checkers.arithmetic.angles import Form, NoNormalForm

Symbol = tuple[str, int]  # (name, neuron); the neuron of a parameter is PARAMETER
Monomial = tuple[tuple[Symbol, Fraction], ...]
PARAMETER = -1
STEPS = {"u": "1u", "v": "1v"}
ONE = Form({(0, 0, 0, 0): Fraction(1)})
NO_FORM = (NoNormalForm, ArithmeticError, TypeError, AttributeError, LookupError, ValueError)


@dataclass(frozen=True, eq=False)
class Poly:
    """sum of terms[monomial] * monomial; no zero coefficients, steps to the first power."""

    terms: Mapping[Monomial, Form]

    @staticmethod
    def of(value: Any) -> "Poly":
        """A Poly as it is, or the constant of an int, a Fraction or a form in rho."""
        if isinstance(value, Poly):
            return value
        if isinstance(value, int | Fraction):
            value = ONE * value
        if not isinstance(value, Form):
            raise NoNormalForm(f"{value!r} is no exact number")
        return Poly({(): value} if value.terms else {})

    def __add__(self, other: Any) -> Any:
        if not isinstance(other, EXACT):
            return NotImplemented  # a column adds each entry itself
        terms = dict(self.terms)
        for monomial, form in Poly.of(other).terms.items():
            terms[monomial] = terms[monomial] + form if monomial in terms else form
        return Poly({monomial: form for monomial, form in terms.items() if form.terms})

    def __mul__(self, other: Any) -> Any:
        if not isinstance(other, EXACT):
            return NotImplemented
        others, terms = Poly.of(other).terms.items(), dict[Monomial, Form]()
        for left, a in self.terms.items():
            for right, b in others:
                monomial, form = _reduced(_times(left, right), a * b)
                terms[monomial] = terms[monomial] + form if monomial in terms else form
        return Poly({monomial: form for monomial, form in terms.items() if form.terms})

    def power(self, exponent: Fraction) -> "Poly":
        """A whole power, or a root, of a product of parameters and a constant."""
        [(monomial, form)] = self.terms.items() if len(self.terms) == 1 else [((), Form({}))]
        if not form.terms or not all(is_positive(symbol) for symbol, _ in monomial):
            raise NoNormalForm("only parameters can be divided by, or under a root")
        powers = tuple((symbol, p * exponent) for symbol, p in monomial if exponent)
        if exponent.denominator == 1:
            return Poly(dict([_reduced(powers, form ** int(exponent))]))
        constant = rational(form)
        if exponent != Fraction(1, 2) or constant is None or constant < 0:
            raise NoNormalForm("a root of something that is not plainly positive")
        root = Poly(dict([_reduced(powers, ONE)]))
        return _root(constant) * root  # type: ignore[no-any-return]

    def __truediv__(self, other: Any) -> Any:
        if not isinstance(other, EXACT):
            return NotImplemented
        return self * Poly.of(other).power(Fraction(-1))

    def __rtruediv__(self, other: Any) -> "Poly":
        return Poly.of(other) / self  # type: ignore[no-any-return]

    def __pow__(self, n: int) -> "Poly":
        if n != int(n) or n < 0:
            return self.power(Fraction(n))
        product = Poly.of(1)
        for _ in range(int(n)):
            product = product * self
        return product

    def __neg__(self) -> "Poly":
        return self * -1  # type: ignore[no-any-return]

    def __sub__(self, other: Any) -> Any:
        return self + -Poly.of(other) if isinstance(other, EXACT) else NotImplemented

    def __rsub__(self, other: Any) -> "Poly":
        return -self + other  # type: ignore[no-any-return]

    __radd__, __rmul__ = __add__, __mul__
    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise NoNormalForm("a formula that compares is not one formula; use `same`")

    def __bool__(self) -> bool:
        raise NoNormalForm("a formula that branches is not one formula")

    def __gt__(self, other: Any) -> "Event":
        return Event((self - other).positive(at_zero=0))

    def __ge__(self, other: Any) -> "Event":
        return Event((self - other).positive(at_zero=1))

    def __lt__(self, other: Any) -> "Event":
        return Event(1 - (self - other).positive(at_zero=1))

    def __le__(self, other: Any) -> "Event":
        return Event(1 - (self - other).positive(at_zero=0))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        if ufunc is np.sign and method == "__call__":
            return self.positive(at_zero=0) - (-self).positive(at_zero=0)
        raise NoNormalForm(f"{ufunc} leads beyond polynomials")

    def positive(self, at_zero: int) -> "Poly":
        """1{self > 0}, for 0 or a rational multiple of parameters times one pre-activation."""
        if not self.terms:
            return Poly.of(at_zero)
        if len(self.terms) != 1:
            raise NoNormalForm("a step of a sum")
        [(monomial, form)] = self.terms.items()
        sign = rational(form)
        inner = [(symbol, p) for symbol, p in monomial if not is_positive(symbol)]
        if len(inner) != 1 or inner[0][0][0] not in STEPS or inner[0][1] != 1 or sign is None:
            raise NoNormalForm("a step of something other than a pre-activation")
        (name, index), _ = inner[0]
        step = Poly({(((STEPS[name], index), Fraction(1)),): ONE})
        return step if sign > 0 else 1 - step

    def same(self, other: "Poly") -> bool:
        """Whether the normal forms are equal, so that the functions are."""
        return not (self - other).terms

    def symbols(self) -> set[Symbol]:
        """The symbols that occur."""
        return {symbol for monomial in self.terms for symbol, _ in monomial}

    def renamed(self, name: Callable[[Symbol], Symbol]) -> "Poly":
        """The same polynomial in other symbols."""
        total = Poly({})
        for monomial, form in self.terms.items():
            renamed = tuple(sorted((name(symbol), p) for symbol, p in monomial))
            total += Poly({renamed: form})
        return total

    def key(self) -> str:
        """A text that equal polynomials share."""
        return str(sorted((monomial, form.listed()) for monomial, form in self.terms.items()))


EXACT = (Poly, Form, int, Fraction)


def is_positive(symbol: Symbol) -> bool:
    """Whether a symbol stands for a number > 0: a parameter, or a root; no named expectation."""
    return symbol[1] == PARAMETER and not symbol[0].startswith("E[")


def _times(left: Monomial, right: Monomial) -> Monomial:
    if not left or not right:
        return left or right
    powers = dict(left)
    for symbol, p in right:
        powers[symbol] = powers.get(symbol, Fraction(0)) + p
    steps = STEPS.values()
    return tuple(sorted((s, Fraction(1) if s[0] in steps else p) for s, p in powers.items() if p))


def _reduced(monomial: Monomial, form: Form) -> tuple[Monomial, Form]:
    """The term with roots of rational constants to the powers 0 and 1 only."""
    if not any(name.startswith("sqrt ") for (name, _), _ in monomial):
        return monomial, form
    rest = []
    for (name, index), p in monomial:
        if name.startswith("sqrt ") and p.denominator == 1:
            form, p = form * Fraction(name.removeprefix("sqrt ")) ** int(p // 2), p % 2
        if p:
            rest.append(((name, index), p))
    return tuple(rest), form


def _root(constant: Fraction) -> Poly:
    """sqrt of a rational number >= 0: itself rational, or a symbol of its own."""
    parts = [math.isqrt(part) for part in (constant.numerator, constant.denominator)]
    if Fraction(parts[0] ** 2, parts[1] ** 2) == constant:
        return Poly.of(Fraction(*parts))
    return symbol(f"sqrt {constant}")


def rational(form: Form) -> Fraction | None:
    """The form, if it is a rational number other than 0."""
    only = set(form.terms) == {(0, 0, 0, 0)}
    return form.terms[(0, 0, 0, 0)] if only else None


def symbol(name: str, index: int = PARAMETER) -> Poly:
    """A symbol: a positive parameter, or a variable of a neuron."""
    return Poly({(((name, index), Fraction(1)),): ONE})


@dataclass(frozen=True, eq=False)
class Event:
    """1{z > 0} of a Poly or a Column: what `np.where(z > 0, a, b)` chooses by."""

    indicator: Any

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if func is not np.where or len(args) != 3:
            raise NoNormalForm(f"{func} of a condition")
        _, yes, no = args
        return no + (yes - no) * self.indicator

    def __bool__(self) -> bool:
        raise NoNormalForm("a formula that branches is not one formula")
