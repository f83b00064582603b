"""What a published statement is: frozen records, almost without behaviour.

A record whose fields do not hold what they are annotated with is refused when it is made.
"""

import keyword
import re
from collections.abc import Callable, Iterator, Mapping, Sized
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Any, ClassVar, Literal, Protocol, get_origin

from theorems.language.activations import ACTIVATIONS
from theorems.language.calling import names
from theorems.language.domains import Domain, Integers, Names, Reals, Span, UnmetHypothesis, Value
from theorems.language.exact import rational
from theorems.language.expressions import CONSTANTS, Expression, Term, Unreadable
from theorems.language.fields import quoted, require, require_fields, typed
from theorems.language.givens import AnyFunction, Ball, Given, Law
from theorems.language.reading import arguments, read
from theorems.language.text import text

LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:-]{0,99}")


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

    def __post_init__(self) -> None:
        require_fields(self)


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

    def __post_init__(self) -> None:
        require_fields(self)
        plain = self.name.isascii() and self.name.isidentifier() and len(self.name) <= 40
        taken = (
            keyword.iskeyword(self.name) or hasattr(Setting, self.name) or self.name in CONSTANTS
        )
        require(plain and not taken, self, "an identifier of letters as its name", self.name)
        require(bool(self.coverage), self, "a value in its coverage", self.coverage)
        if isinstance(self.domain, Reals):  # an int would make 1 / s.tau a float
            object.__setattr__(self, "default", _fraction(self.default))
            object.__setattr__(self, "coverage", tuple(map(_fraction, self.coverage)))
        wider = self.trial is None or self.domain.within(self.trial)
        require(wider, self, f"a trial wider than {self.domain.describe(self.name)}", self.trial)
        for value in (self.default, *self.coverage):
            require(value in self.domain, self, self.domain.describe(self.name), value)
            limits = self.domain.computable(value)
            require(not limits, self, f"values within {limits}", value)


def _fraction(value: Value) -> Value:
    return Fraction(value) if isinstance(value, int) else value


# As written: a function of named parameters, an exact number or a text. Read when the record is
# made, and an Expression from then on.
Formula = Any
OfNeurons = Callable[..., Any]  # of n, a theorems.neurons.Neurons, and parameters by name
OfInputs = Callable[[Any, Setting, Any], Any]  # of `Inputs`, below


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What every form of statement carries.

    reading    : the quantifiers in words, in the strong sense that the proof proves
    fixed      : arrays and functions that are given before anything is drawn, by name
    random     : arrays that are drawn, and their laws
    for_all    : arrays that are any of a set, after the draw
    uses       : labels that the printed proof rests on
    deviations : where the encoding departs from the print, and why
    twin_of    : for a deliberately false neighbour, the label of the original
    formula    : of a variant, LABEL:repaired or LABEL:sharpened, or of a false neighbour, its own
                 formula in LaTeX; empty where it is the printed one
    change     : of a variant, LABEL:repaired or LABEL:sharpened, what it changes in the print, and
                 which step of the printed proof asks for it
    """

    label: str
    title: str
    source: Source
    reading: str
    parameters: tuple[Parameter, ...] = ()
    fixed: Mapping[str, Given | AnyFunction] = field(default_factory=dict, hash=False)
    random: Mapping[str, Law] = field(default_factory=dict, hash=False)
    for_all: Mapping[str, Ball | Given] = field(default_factory=dict, hash=False)
    uses: tuple[str, ...] = ()
    deviations: tuple[str, ...] = ()
    twin_of: str | None = None
    formula: str = ""
    change: str = ""

    # of each field that holds formulas, what they may name besides the parameters
    formulas: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    def __post_init__(self) -> None:
        require_fields(self)
        read_formulas(self, self.formulas, self.parameters, self.label)
        one_word = LABEL.fullmatch(self.label) is not None
        require(one_word, self, "a label of at most 100 letters, digits and ._/:-", self.label)
        names = [p.name for p in self.parameters]
        require(len(names) == len({*names}), self, "parameters of different names", names)

    def _several(self, name: str, least: int) -> None:
        """Raise UnmetHypothesis where a field holds fewer than `least` things."""
        held: Sized = getattr(self, name)
        require(len(held) >= least, self, f"{name} to hold at least {least}", held)

    @property
    def printed(self) -> str:
        """The label of the printed statement that this one is, varies or falsifies."""
        return self.label.partition(":")[0]

    @property
    def latex(self) -> str:
        """The formula that the statement is: its own, else the printed one."""
        return self.formula or self.source.formula

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
                    f"{self.label} has no parameter {typed(name)!r}; "
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
                f"{needs}got {parameter.name}={typed(text)}, which is not {kind}{hint}."
            ) from None
        if value not in domain:
            why = getattr(domain, "excluded", {}).get(value, "outside the hypotheses")
            raise UnmetHypothesis(f"{needs}got {parameter.name}={typed(text)}, which is {why}.")
        computable = domain.computable(value)
        if computable:
            raise UnmetHypothesis(
                f"{self.label} can be checked at {computable} for {parameter.name};"
                f" got {typed(text)}."
            )
        return value

    def _span(self, parameter: Parameter, text: str) -> Span:
        low, high = (self._value(parameter, end) for end in text.split("..", 1))
        if isinstance(low, str | Span) or isinstance(high, str | Span) or low > high:
            raise UnmetHypothesis(
                f"{self.label} needs {parameter.name}=LOW..HIGH with numbers LOW <= HIGH, or"
                f" {parameter.name}=all; got {parameter.name}={typed(text)}."
            )
        return Span(low, high)


def read_formulas(
    record: object,
    formulas: Mapping[str, tuple[str, ...]],
    parameters: tuple[Parameter, ...] | None,
    named: str,
) -> None:
    """Put trees in the place of the formulas of a record; None stays where it is the default.

    parameters : whose names they may use besides; None: any names
    Raises UnmetHypothesis for what cannot be read: the field, the line, and what to write instead.
    """
    numbers = None if parameters is None else numeric(parameters)
    kinds = {f.name: f for f in fields(record)}  # type: ignore[arg-type]
    for name, variables in formulas.items():
        held = getattr(record, name)
        if held is None and kinds[name].default is None:
            continue
        several = get_origin(kinds[name].type) is tuple
        trees = []
        for i, one in enumerate(held if several else (held,)):
            place = f"{name}[{i}]" if several else name
            try:
                trees.append(read(one, None if numbers is None else numbers | {*variables}))
            except Unreadable as error:
                raise UnmetHypothesis(f"{named}: {place} {error}.") from None
        object.__setattr__(record, name, tuple(trees) if several else trees[0])


def numeric(parameters: tuple[Parameter, ...]) -> set[str]:
    """The names of the parameters that are numbers, so that formulas may use them."""
    return {p.name for p in parameters if not isinstance(p.domain, Names)}


@dataclass(frozen=True, kw_only=True)
class Inequality(Statement):
    """terms[0] <= terms[1] <= ..., numbers that depend on the setting alone."""

    terms: tuple[Formula, ...]
    formulas: ClassVar[Mapping[str, tuple[str, ...]]] = {"terms": ()}

    def __post_init__(self) -> None:
        super().__post_init__()
        self._several("terms", 2)


@dataclass(frozen=True, kw_only=True)
class Bound(Statement):
    """quantity <= at_most[0] <= at_most[1] <= ..., for every W allowed, outside an event.

    quantity    : its definition in plain numpy, on explicit weights
    at_most     : formulas in the parameters
    except_with : the probability that the event may have; None for a deterministic statement
    """

    quantity: Callable[..., Any]
    at_most: tuple[Formula, ...]
    except_with: Formula = None
    formulas: ClassVar[Mapping[str, tuple[str, ...]]] = {"at_most": (), "except_with": ()}

    def __post_init__(self) -> None:
        super().__post_init__()
        self._several("at_most", 1)

    def claimed(self, s: Setting) -> Fraction:
        """The failure probability that the statement allows at a setting.

        Raises UnmetHypothesis where `except_with` gives no exact number in [0, 1].
        """
        if self.except_with is None:
            return Fraction(0)
        try:
            claim = rational(self.except_with, s)
        except ArithmeticError:
            claim = None
        if claim is None or not 0 <= claim <= 1:
            raise UnmetHypothesis(
                f"{self.label} needs an exact failure probability in [0, 1]; except_with ="
                f" {typed(text(self.except_with))} is {quoted(claim)} at {s!r}."
            )
        return claim


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
    formulas: ClassVar[Mapping[str, tuple[str, ...]]] = {"weight": (), "factor": ()}

    def __post_init__(self) -> None:
        super().__post_init__()
        require(1 <= self.power <= 100, self, "1 <= power <= 100", self.power)


@dataclass(frozen=True, kw_only=True)
class Identity(Statement):
    """sides[0] = sides[1] = ..., definitions of one thing on one domain.

    of        : what the sides are functions of: "cells" (pre-activations, or rho), "functions"
                (any C^2 function, and points), "networks" (weights, data, any activation, by the
                names of their arguments), "sizes" (m, d, ...)
    relations : between neighbouring sides, where not all are "=": "<=", or "in" (an array that
                lies in the span of those of the next side)
    almost    : the statement is for almost every W_0: ties w_{0,i}.x = 0, x != 0, are excepted
    """

    sides: tuple[Formula, ...]
    of: Literal["cells", "functions", "networks", "sizes"] = "cells"
    relations: tuple[Literal["=", "<=", "in"], ...] = ()
    almost: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self._several("sides", 2)
        for side in self.sides:
            require(
                callable(side) or isinstance(side, Term), self, "sides that are functions", side
            )
        if self.of == "cells" and all(map(_in_rho, self.sides)):
            read_formulas(self, {"sides": ("rho",)}, (), self.label)
        one_each = len(self.relations) in (0, len(self.sides) - 1)
        require(one_each, self, "a relation between each two sides", self.relations)


def _in_rho(side: Any) -> bool:
    """Whether a side is a closed form in the cosine rho, which is read; others are called."""
    try:
        return isinstance(side, Expression | Term) or arguments(side) == ("rho",)
    except Unreadable:
        return False


@dataclass(frozen=True, kw_only=True)
class Definiteness(Statement):
    """The kernel is positive definite: so is its Gram matrix on any distinct points."""

    kernel: Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Implication(Statement):
    """Wherever the premise holds every conclusion holds, for each neuron or each pair of neurons.

    All of them are predicates of n, a theorems.neurons.Neurons, and of parameters by name.

    conclusions : the links of the print, in its order
    overall     : what a printed chain is for, its first term <= its last, told beside the links
    radius      : how far a neuron may move; None where that is not limited
    pair        : whether the neurons are a pair of the symmetric initialization, all other pairs of
                  the network at rest; else they are one neuron
    """

    conclusions: tuple[OfNeurons, ...]
    premise: OfNeurons = lambda n: True
    overall: OfNeurons | None = None
    radius: Formula = None
    pair: bool = False
    formulas: ClassVar[Mapping[str, tuple[str, ...]]] = {"radius": ()}

    def __post_init__(self) -> None:
        super().__post_init__()
        self._several("conclusions", 1)
        known = {"n", *(p.name for p in self.parameters)}
        for one in (self.premise, *self.conclusions, *([self.overall] if self.overall else [])):
            own = names(one)
            good = "n" in own and {*own} <= known
            require(good, self, f"predicates of n and of {sorted(known - {'n'})}", own)


class Inputs(Protocol):
    """Two inputs x and x', and what the weights of a random neuron make of them.

    w ~ N(0, I), and the output weight b ~ N(0, 1) is independent of it.
    """

    @property
    def x(self) -> Any: ...
    @property
    def y(self) -> Any: ...
    def mean(self, integrand: Callable[..., Any], variances: tuple[int, ...] | None = None) -> Any:
        """E[integrand(w.x, w.x', b)]; with `variances`, of the coordinates of w."""


def as_many_as_neurons(s: Setting) -> Any:
    """m: all neurons are independent."""
    return s.m


@dataclass(frozen=True, kw_only=True)
class Limit(Statement):
    """Almost surely, the quantity tends to the limit as the width m grows.

    quantity : (W, b, x, y, s, fn) -> number, its definition in plain numpy at width s.m on explicit
               weights W (rows, d), b (rows,) with i.i.d. standard normal entries
    limit    : (inputs, s, fn) -> number
    rows     : how many independent neurons a network of width m has
    """

    quantity: Callable[[Any, Any, Any, Any, Setting, Any], Any]
    limit: OfInputs
    rows: Callable[[Setting], Any] = as_many_as_neurons


@dataclass(frozen=True, kw_only=True)
class Expectation(Statement):
    """sides[0] = sides[1] = ..., for all inputs allowed; functions of (inputs, s, fn)."""

    sides: tuple[OfInputs, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        self._several("sides", 2)


@dataclass(frozen=True, kw_only=True)
class Rate(Statement):
    """quantity = O(rate) with high probability as m grows, uniformly over a set of weights.

    For every delta there is a C with P(sup quantity <= C rate(m)) >= 1 - delta for every width m.

    quantity : as for a `Bound`
    rate     : formula in the setting and the width m
    """

    quantity: Callable[..., Any]
    rate: Formula
    formulas: ClassVar[Mapping[str, tuple[str, ...]]] = {"rate": ("m",)}


OF_A_NEURON = ("b", "w", "h", "beta0", "beta_max", "gamma", "C")  # what a Line speaks of


@dataclass(frozen=True)
class Line:
    """One line of a bound in all parameters: it claims the sum of `share` over the neurons.

    share : formula in the setting and, for the neuron, b = |beta_i - beta_i^(0)|,
            w = ||w_i - w_i^(0)||, h = |x . (w_i - w_i^(0))|, beta0 = |beta_i^(0)|, with
            beta_max = max_i |beta_i^(0)| and the constants gamma and C of the activation
    below : D, where the line is claimed for b < D w only; None: no such condition
    above : D, where it is claimed for b > D w only
    """

    share: Formula
    below: Formula = None
    above: Formula = None

    def __post_init__(self) -> None:
        require_fields(self)
        read_formulas(self, dict.fromkeys(("share", "below", "above"), ()), None, "Line")

    def names(self) -> set[str]:
        """The names in its formulas."""
        held = (self.share, self.below, self.above)
        return {name for one in held if one is not None for name in one.names}


@dataclass(frozen=True, kw_only=True)
class AllParameterBound(Statement):
    """quantity <= lines[0] <= lines[1] <= ..., for all parameters, output weights included.

    gamma is the smallest smoothness constant of the activation, C its smallest Lipschitz constant.

    quantity : its definition in plain numpy, on explicit parameters
    """

    quantity: Callable[..., Any]
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        self._several("lines", 1)
        known = numeric(self.parameters) | {*OF_A_NEURON}
        for line in self.lines:
            require(line.names() <= known, self, f"lines in {sorted(known)}", sorted(line.names()))


@dataclass(frozen=True, kw_only=True)
class LazyRadius(Statement):
    """For all radii r_m = o(m^power (log m)^logs), sup of quantity -> 0 as m -> infinity.

    The supremum is over ||theta - theta^(0)|| <= r_m; theta^(0) has independent standard normal
    entries, and the convergence is almost sure.

    quantity : its definition in plain numpy, on explicit parameters
    """

    quantity: Callable[..., Any]
    power: Formula
    logs: Formula
    formulas: ClassVar[Mapping[str, tuple[str, ...]]] = {"power": (), "logs": ()}


@dataclass(frozen=True, kw_only=True)
class Trend(Statement):
    """As t goes `towards` 0 or infinity, the sizes of a smooth approximation of relu rise or fall.

    sigma_t(z) = height(t) sigma(scale(t) z), where sigma is the activation `shape`.
    The sizes are error = sup_z |sigma_t(z) - relu(z)| and gamma = sup_z |sigma_t''(z)|.

    family : sigma_t(z) as printed, a formula in t, z and the functions
    rises  : for each size, whether it strictly rises on the way
    """

    family: Formula
    shape: str
    height: Formula
    scale: Formula
    towards: Literal["0", "infinity"]
    rises: Mapping[str, bool] = field(hash=False)
    formulas: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "family": ("z",),
        "height": (),
        "scale": (),
    }

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.shape in ACTIVATIONS, self, "an activation as its shape", self.shape)
        known = 0 < len(self.rises) == len({*self.rises} & {"error", "gamma"})
        require(known, self, "error or gamma, or both, in rises", self.rises)


@dataclass(frozen=True, kw_only=True)
class Universality(Statement):
    """The span of the kernel sections k(., y), y in X, is dense in C(X) with the maximum norm.

    X = {x in R^n : ||x|| = 1, x_n >= height}, or x_n = height where `slice`; n = d + added.

    kernel : k(x, y) as a function of the cosine x.y and of fn
    height : a formula in the setting, in [-1, 1); -1 makes X the whole sphere
    """

    kernel: Formula
    height: Formula
    slice: bool = False
    added: int = 0
    formulas: ClassVar[Mapping[str, tuple[str, ...]]] = {"kernel": ("rho",), "height": ()}


@dataclass(frozen=True, kw_only=True)
class SpectralDecay(Statement):
    """The nonzero eigenvalues of a kernel on the unit sphere of R^d decay like i^-alpha.

    The distribution is uniform; eigenvalues are sorted and repeated as often as they occur, and
    c1 i^-alpha <= lambda_i <= c2 i^-alpha for all i, with constants c1, c2 > 0.

    kernel : k(x, y) as a function of the cosine x.y and of fn
    alpha  : the exponent that is claimed, a formula in the setting; None: some exponent
    above  : a formula that the exponent is claimed to exceed; None: no such claim
    """

    kernel: Formula
    alpha: Formula = None
    above: Formula = None
    formulas: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "kernel": ("rho",),
        "alpha": (),
        "above": (),
    }


@dataclass(frozen=True, kw_only=True)
class SeriesClaim(Statement):
    """A claim about the coefficients of power series or of Hermite expansions.

    subject    : whose coefficients, which says what `claim` is asked
        "dual"               claim(a, rho, i): the i-th term of a dual activation, from a = a_i
        "dot-product kernel" claim(even, odd): what is said to be the case iff the kernel is
                             positive definite; even, odd tell the signs of the b_n
        "expansion"          claim(a, b): whether the step holds, from the numbers of non-null a_i
                             and b_n, each (even, odd)
        "tangent kernel"     claim(line, beyond): whether it holds, from whether Theta^(L) is
                             positive definite for n0 = 1 and for n0 >= 2
    hypothesis : for the dot-product kernel, which signs it speaks of
    """

    subject: Literal["dual", "dot-product kernel", "expansion", "tangent kernel"]
    claim: Callable[..., Any]
    hypothesis: Callable[..., bool] = lambda *signs: True


Theorem = (
    Inequality
    | Bound
    | SmoothBound
    | Identity
    | Definiteness
    | Implication
    | Limit
    | Expectation
    | Rate
    | AllParameterBound
    | LazyRadius
    | Trend
    | Universality
    | SpectralDecay
    | SeriesClaim
)
