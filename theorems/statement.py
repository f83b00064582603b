"""What a published statement is: frozen records, almost without behaviour."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from theorems.domains import Domain, Integers, Span, UnmetHypothesis, Value
from theorems.functions import Functions


class Setting(Mapping[str, Any]):
    """Values of a statement's parameters, read as `s.m` or as `s["m"]`.

    As parsed, numbers are exact (int or Fraction); `over` gives them in another arithmetic.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_values"][name]
        except KeyError:
            raise AttributeError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return ", ".join(f"{name}={shown(value)}" for name, value in self.items())

    def over(self, number: Callable[[Fraction], Any]) -> "Setting":
        """The same setting with `number` applied to every Fraction."""
        return Setting({k: number(v) if isinstance(v, Fraction) else v for k, v in self.items()})

    def but(self, **changes: Any) -> "Setting":
        """The same setting with some values replaced or added."""
        return Setting({**self._values, **changes})


def shown(value: Value | Span) -> str:
    """A value as one would type it after `--set NAME=`."""
    if isinstance(value, Fraction) and Fraction(repr(float(value))) == value:
        return repr(float(value)).removesuffix(".0")
    return str(value)


@dataclass(frozen=True)
class Source:
    """Where a statement is printed: a key of references.bib, a place, the formula in LaTeX."""

    key: str
    locator: str
    formula: str


@dataclass(frozen=True)
class Parameter:
    """A parameter: its domain as printed, a default, and the values that coverage tries.

    `trial` is a wider domain that `--set` may visit although the print excludes it.
    """

    name: str
    meaning: str
    domain: Domain
    default: Value
    coverage: tuple[Value, ...]
    trial: Domain | None = None


Formula = Callable[[Setting, Functions], Any]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What every form of statement carries.

    reading    : the quantifiers in words, in the strong sense that the proof proves
    uses       : labels that the printed proof rests on
    deviations : where the encoding departs from the print, and why
    twin_of    : for a deliberately false neighbour, the label of the original
    change     : for a variant, LABEL:repaired or LABEL:sharpened, what it changes in the print, and
                 which step of the printed proof asks for it
    """

    label: str
    title: str
    source: Source
    reading: str
    parameters: tuple[Parameter, ...] = ()
    uses: tuple[str, ...] = ()
    deviations: tuple[str, ...] = ()
    twin_of: str | None = None
    change: str = ""

    @property
    def printed(self) -> str:
        """The label of the printed statement that this one is, varies or falsifies."""
        return self.label.partition(":")[0]

    def setting(self, texts: Mapping[str, str]) -> Setting:
        """The setting that `NAME=VALUE` texts describe, defaults for the rest.

        A value may be a whole range: `all`, or LOW..HIGH with both ends included.

        Raises UnmetHypothesis for an unknown name, an unreadable value, or a value outside
        the hypotheses; the sentence says what was needed, what came and what to do.
        """
        names = [p.name for p in self.parameters]
        for name in texts:
            if name not in names:
                raise UnmetHypothesis(
                    f"{self.label} has no parameter {name!r}; "
                    f"it has {', '.join(names) if names else 'none'}."
                )
        return Setting({p.name: self._value(p, texts.get(p.name)) for p in self.parameters})

    def _value(self, parameter: Parameter, text: str | None) -> Value | Span:
        if text is None:
            return parameter.default
        domain = parameter.trial or parameter.domain
        if text == "all":
            return Span()
        if ".." in text:
            return self._span(parameter, text)
        needs = f"{self.label} needs {domain.describe(parameter.name)}; "
        try:
            value = domain.parse(text)
        except (ValueError, ZeroDivisionError) as error:
            hint = f" ({error})" if "did you mean" in str(error) else ""
            kind = "an integer" if isinstance(domain, Integers) else "a value of that kind"
            raise UnmetHypothesis(
                f"{needs}got {parameter.name}={text}, which is not {kind}{hint}."
            ) from None
        if value not in domain:
            why = getattr(domain, "excluded", {}).get(value, "outside the hypotheses")
            raise UnmetHypothesis(f"{needs}got {parameter.name}={text}, which is {why}.")
        computable = domain.computable(value)
        if computable:
            raise UnmetHypothesis(
                f"{self.label} can be checked at {computable} for {parameter.name}; got {text}."
            )
        return value

    def _span(self, parameter: Parameter, text: str) -> Span:
        low, high = (self._value(parameter, end) for end in text.split("..", 1))
        if isinstance(low, str | Span) or isinstance(high, str | Span) or low > high:
            raise UnmetHypothesis(
                f"{self.label} needs {parameter.name}=LOW..HIGH with numbers LOW <= HIGH, or"
                f" {parameter.name}=all; got {parameter.name}={text}."
            )
        return Span(low, high)


@dataclass(frozen=True, kw_only=True)
class Inequality(Statement):
    """terms[0] <= terms[1] <= ..., numbers that depend on the setting alone."""

    terms: tuple[Formula, ...]


@dataclass(frozen=True, kw_only=True)
class Bound(Statement):
    """quantity <= bounds[0] <= bounds[1] <= ..., for every W allowed, outside an event.

    quantity : its definition in plain numpy, on explicit weights
    bounds   : formulas in the setting
    failure  : the probability that the event may have; None for a deterministic statement
    """

    quantity: Callable[..., Any]
    bounds: tuple[Formula, ...]
    failure: Callable[[Setting], Fraction] | None = None

    def claimed(self, s: Setting) -> Fraction:
        """The failure probability that the statement allows at a setting."""
        return Fraction(0) if self.failure is None else Fraction(self.failure(s))


@dataclass(frozen=True, kw_only=True)
class SmoothBound(Statement):
    """quantity <= factor * weight * (beta / 2) * ||W - W0||^power, for every W and W0.

    beta is the smallest smoothness constant of the activation.

    quantity : its definition in plain numpy, on explicit weights
    weight   : the largest absolute output weight that the hypotheses allow
    factor   : 1 as printed; less in a twin
    """

    quantity: Callable[..., Any]
    weight: Formula
    factor: Formula
    power: int = 2


@dataclass(frozen=True, kw_only=True)
class Identity(Statement):
    """sides[0] = sides[1] = ..., definitions of one thing on one domain."""

    sides: tuple[Callable[..., Any], ...]


@dataclass(frozen=True, kw_only=True)
class Definiteness(Statement):
    """The kernel is positive definite: so is its Gram matrix on any distinct points."""

    kernel: Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Implication(Statement):
    """Wherever the premise holds the conclusion holds, for all networks of a domain."""

    premise: Callable[..., Any]
    conclusion: Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Limit(Statement):
    """What a quantity of a finite network does as the width, or another parameter, goes on."""

    quantity: Callable[..., Any]
    limit: Formula


@dataclass(frozen=True, kw_only=True)
class AllParameterBound(Statement):
    """A bound on the linearization gap in all parameters, output weights included."""

    quantity: Callable[..., Any]
    bounds: tuple[Formula, ...]


@dataclass(frozen=True, kw_only=True)
class Universality(Statement):
    """Linear combinations of kernel sections approximate every continuous function on a set."""

    kernel: Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class SeriesClaim(Statement):
    """A claim about the coefficients of power series or of Hermite expansions."""

    claim: Callable[..., Any]


Theorem = (
    Inequality
    | Bound
    | SmoothBound
    | Identity
    | Definiteness
    | Implication
    | Limit
    | AllParameterBound
    | Universality
    | SeriesClaim
)
