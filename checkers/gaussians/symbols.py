"""Neurons as symbols: arrays on which a definition in plain numpy runs and shows what it is.

A definition that is run on `Rows`, a `Column` of output weights and two `Vector`s becomes a `Poly`
(`neuron_polynomials`). A function that leads beyond polynomials is an atom of its own if it is
bounded, as tanh(u) and exp(-u^2/2) are; else there is no normal form.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from checkers.arithmetic.angles import PI, C, Form, NoNormalForm, S, Symbols
from checkers.gaussians.neuron_polynomials import (
    ONE,
    PARAMETER,
    STEPS,
    Event,
    Poly,
    is_positive,
    rational,
    symbol,
)
from theorems.language.floats import Derived
from theorems.language.records import Setting

PLANE = Symbols(())  # arccos, sine and root of forms in rho


@dataclass(frozen=True, eq=False)
class Column:
    """One Poly for each neuron; computes entry by entry, `np.sum` adds.

    It does not say how many there are: a definition that asks could answer otherwise at a width.
    """

    entries: tuple[Poly, ...]

    def _each(self, act: Callable[[Any, Any], Any], other: Any) -> "Column":
        others = other.entries if isinstance(other, Column) else (other,) * len(self.entries)
        pairs = zip(self.entries, others, strict=True)
        return Column(tuple(Poly.of(act(a, b)) for a, b in pairs))

    def __add__(self, other: Any) -> "Column":
        return self._each(lambda a, b: a + b, other)

    def __mul__(self, other: Any) -> "Column":
        return self._each(lambda a, b: a * b, other)

    def __sub__(self, other: Any) -> "Column":
        return self._each(lambda a, b: a - b, other)

    def __rsub__(self, other: Any) -> "Column":
        return self._each(lambda a, b: b - a, other)

    def __truediv__(self, other: Any) -> "Column":
        return self._each(lambda a, b: a / b, other)

    def __pow__(self, n: int) -> "Column":
        return self._each(lambda a, _: a**n, 0)

    def __neg__(self) -> "Column":
        return self * -1

    __radd__, __rmul__ = __add__, __mul__

    def __matmul__(self, other: "Column") -> Poly:
        return (self * other).total()

    def __gt__(self, other: Any) -> Event:
        return Event(self._each(lambda a, b: (a > b).indicator, other))

    def __ge__(self, other: Any) -> Event:
        return Event(self._each(lambda a, b: (a >= b).indicator, other))

    def __lt__(self, other: Any) -> Event:
        return Event(self._each(lambda a, b: (a < b).indicator, other))

    def __le__(self, other: Any) -> Event:
        return Event(self._each(lambda a, b: (a <= b).indicator, other))

    def total(self) -> Poly:
        """The sum of the entries."""
        return sum(self.entries, Poly({}))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        return Column(tuple(e.__array_ufunc__(ufunc, method, e) for e in self.entries))

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if func is np.sum and len(args) == 1 and not kwargs:
            return self.total()
        raise NoNormalForm(f"{func} of neurons")


@dataclass(frozen=True)
class Vector:
    """An input that is known by its length and its angle to the other alone."""

    name: str
    norm: Poly

    def __matmul__(self, other: "Vector") -> Poly:
        cosine = 1 if self.name == other.name else C
        return self.norm * other.norm * Poly.of(cosine)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Rows:
    """Hidden weights with i.i.d. rows N(0, I): W @ x are the pre-activations ||x|| u_i."""

    count: int

    def __matmul__(self, x: Vector) -> Column:
        return Column(tuple(x.norm * symbol(x.name, i) for i in range(self.count)))


class SymbolFunctions(Derived):
    """`theorems.language.floats.Functions` on polynomials and columns."""

    pi = Poly.of(PI)
    number = staticmethod(Poly.of)

    def __getattr__(self, name: str) -> Any:
        if name in ("tanh", "sin", "cos", "erf", "exp", "log1p"):
            return lambda z: _mapped(lambda p: _atom(name, p), z)
        raise NoNormalForm(f"{name} has no normal form here")

    @staticmethod
    def sqrt(z: Any, /) -> Any:
        """Of parameters and rational numbers, of 1 - rho^2; of other constants > 0 an atom."""
        z = Poly.of(z)
        if not z.terms:
            return z
        if (1 - z).same(Poly.of(C * C)):
            return Poly.of(S)
        if set(z.terms) == {()} and rational(z.terms[()]) is None:
            if not _positive_constant(z.terms[()]):
                raise NoNormalForm("a root of something that is not plainly positive")
            return symbol(f"root of {z.key()}")
        return z.power(Fraction(1, 2))

    @staticmethod
    def positive_part(z: Any, /) -> Any:
        """z 1{z > 0}."""
        return _mapped(lambda p: p * p.positive(at_zero=0), z)

    @staticmethod
    def negative_part(z: Any, /) -> Any:
        """z 1{z < 0}."""
        return _mapped(lambda p: p * (1 - p.positive(at_zero=0)), z)

    @staticmethod
    def abs(z: Any, /) -> Any:
        """|z|."""
        return _mapped(lambda p: p * (2 * p.positive(at_zero=0) - 1), z)

    @staticmethod
    def arccos(z: Any, /) -> Poly:
        """Of rho alone."""
        return _plane("arccos", z)

    @staticmethod
    def sin(z: Any, /) -> Any:
        """Of arccos rho, and of pre-activations."""
        constant = isinstance(z, Poly) and set(z.terms) <= {()}
        return _plane("sin", z) if constant else _mapped(lambda p: _atom("sin", p), z)

    @staticmethod
    def cos(z: Any, /) -> Any:
        """Of arccos rho, and of pre-activations."""
        constant = isinstance(z, Poly) and set(z.terms) <= {()}
        return _plane("cos", z) if constant else _mapped(lambda p: _atom("cos", p), z)


def _mapped(act: Callable[[Poly], Poly], z: Any) -> Any:
    return Column(tuple(map(act, z.entries))) if isinstance(z, Column) else act(Poly.of(z))


def _plane(name: str, z: Any) -> Poly:
    z = Poly.of(z)
    if set(z.terms) - {()}:
        raise NoNormalForm(f"{name} of more than rho")
    return Poly.of(getattr(PLANE, name)(z.terms.get((), Form({}))))


def _positive_constant(form: Form) -> bool:
    """Whether a form is a positive multiple of a power of pi, or a sum of such."""
    return all(exponents[:3] == (0, 0, 0) and q > 0 for exponents, q in form.terms.items())


def _atom(name: str, z: Poly) -> Poly:
    """A bounded function of one neuron, as a symbol of its own."""
    neurons = {index for _, index in z.symbols()} - {PARAMETER}
    if len(neurons) != 1:
        raise NoNormalForm(f"{name} of none or of several neurons")
    if name == "exp" and not _never_positive(z):
        raise NoNormalForm("an exponential that may be unbounded")
    if name == "log1p" and not _small_exponential(z):
        raise NoNormalForm("a logarithm that may be unbounded")
    index = neurons.pop()
    alone = z.renamed(lambda s: s if s[1] == PARAMETER else (s[0], 0))
    return symbol(f"{name}({alone.key()})", index)


def _small_exponential(z: Poly) -> bool:
    """Whether z is one exponential atom, which lies in (0, 1]."""
    [*terms] = z.terms.items()
    if len(terms) != 1 or not terms[0][1].same(ONE) or len(terms[0][0]) != 1:
        return False
    ((name, _), power) = terms[0][0][0]
    return name.startswith("exp(") and power == 1


def _never_positive(z: Poly) -> bool:
    """Whether z = -c u^2k, or linear in one pre-activation and <= 0 on both sides of 0."""
    sides = {True: Fraction(0), False: Fraction(0)}
    for monomial, form in z.terms.items():
        q = rational(form)
        inner = {s[0]: p for s, p in monomial if not is_positive(s)}
        variables = [name for name in inner if name in STEPS]
        if q is None or len(variables) != 1 or not {*inner} <= {variables[0], STEPS[variables[0]]}:
            return False
        (name,) = variables
        if inner[name] % 2 == 0:
            if q > 0:
                return False
        elif inner[name] == 1 and len({s for s, _ in monomial if s[1] == PARAMETER}) == 0:
            sides[True] += q
            sides[False] += 0 if STEPS[name] in inner else q
        else:
            return False
    used = {name for name, _ in z.symbols() if name in STEPS}
    return len(used) == 1 and sides[True] <= 0 <= sides[False]


FUNCTIONS: Any = SymbolFunctions()


def with_numbers(s: Mapping[str, Any]) -> Setting:
    """A setting of exact numbers in which rho alone is a symbol, the cosine."""
    made = {name: v if isinstance(v, str) else Poly.of(Fraction(v)) for name, v in s.items()}
    return Setting({name: Poly.of(C) if name == "rho" else v for name, v in made.items()})


def symbolic(s: Mapping[str, Any], zero: Sequence[str] = ()) -> Setting:
    """A setting of symbols: rho is the cosine, numbers are positive symbols, names stay.

    zero : parameters that are 0
    """
    made: dict[str, Any] = {}
    for name, value in s.items():
        made[name] = value if isinstance(value, str) else symbol(name)
        if name == "rho":
            made[name] = Poly.of(C)
        if name in zero:
            made[name] = Poly({})
    return Setting(made)
