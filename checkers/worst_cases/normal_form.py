"""Statements about every width, reduced to two bounded parameters.

The worst case is unit * (Y_1 + ... + Y_n), Y_i i.i.d. in [0, 1], functions of |g|/r, g ~ N(0, 1).
Write the printed bound as unit * n * y and delta = exp(-n v^2). If y is affine in v,
    y = mean r + deviation v,
where mean and deviation are free of n, r and v, then the statement for every width, radius and
delta follows from
    I(y; r) >= ((y - mean r) / deviation)^2     for all r > 0 and mean r < y <= 1,
with the Chernoff exponent I(y; r) = sup_u (u y - log E exp(u Y)): P(sum > n y) <= exp(-n I(y; r)).
In s = mean r / y the domain is the unit square. The printed formula itself is evaluated on named
variables, so that whatever stands in the record is what is proved.

label                  n    r          Y                    unit             mean     deviation
slides/lemma-4.2       m    tau        1{|g| <= r}          1                1        1
notes/event-a1         m/2  alpha/sqrt m  1{|g| <= r}       2/m              X        1/sqrt 2
notes/lemma-4-delta-1  m/2  alpha/sqrt m  (|g|/r) 1{|g| < r}  X alpha/m      2        sqrt 2/X
notes/lemma-4-delta-2  m/2  alpha/sqrt m  1{|g| < r}        X alpha/m        2 X      sqrt 2
notes/theorem-1        m/2  alpha/sqrt m  (1 - |g|/r)_+     X alpha/m        2 (1+X)  sqrt 2 (1+1/X)
as printed, with X = ||x|| > 0.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from checkers.arithmetic.powers import (
    Exact,
    Formal,
    FormalFunctions,
    formally,
    names,
    variable,
)
from checkers.verdicts.hypotheses import within_hypotheses
from checkers.worst_cases.suprema import known
from theorems.language.expressions import Expression, Name
from theorems.language.records import Bound, Setting

M, L, X, B = (variable(name) for name in ("m", "l", "x_norm", "B"))
TAU, ALPHA, DELTA = (variable(name) for name in ("tau", "alpha", "delta"))
HALF = Fraction(1, 2)


class _Named(FormalFunctions):
    """Formal functions in which log(1/delta) is the variable l."""

    @staticmethod
    def log(z: Any, /) -> Formal:
        """log(1/delta) = l."""
        if not Formal.of(z).same(1 / DELTA):
            raise ArithmeticError("a logarithm of something other than 1/delta")
        return L


NAMED = _Named()
NAMES = Setting({"m": M, "tau": TAU, "alpha": ALPHA, "x_norm": X, "B": B, "delta": DELTA})


@dataclass(frozen=True)
class NormalForm:
    """y = mean r + deviation v, both in x_norm alone; `whole` where n = m, else n = m/2."""

    summand: str
    mean: Formal
    deviation: Formal
    whole: bool


@lru_cache(maxsize=256)
def printed(theorem: Bound, index: int = 0) -> Formal | None:
    """A printed bound on named variables, or None where it is no sum of products of powers.

    None too outside the hypotheses, on which every proof for whole regions rests. 1 ms at first.
    """
    found = known(theorem)
    if not within_hypotheses(theorem, found.statement if found else None):
        return None
    return named(theorem.at_most[index])


def named(formula: Expression) -> Formal | None:
    """A formula on named variables, or None where it is no sum of products of powers."""
    return formally(formula, NAMES, NAMED)


def normal_form(theorem: Bound) -> NormalForm | None:
    """The normal form of a statement, or None where its bound or its claim has another shape."""
    bound = printed(theorem)
    found = known(theorem)
    shape = found.shape if found else None
    if bound is None or shape is None or not claims_delta(theorem):
        return None
    y = bound / shape.per_neuron
    plain, deviating = split(y, "l", HALF)
    if plain is None or deviating is None:
        return None
    mean = plain / shape.radius
    deviation = deviating * shape.trials.power(HALF)
    if not (names(mean) | names(deviation)) <= {"x_norm"}:
        return None
    if not (_positive(mean) and _positive(deviation)):
        return None
    return NormalForm(shape.summand, mean, deviation, whole=shape.trials.same(M))


def _positive(form: Formal) -> bool:
    """Whether it is a sum of positive multiples of whole powers of x_norm, one term for each."""
    powers = [dict(monomial).get("x_norm", Fraction(0)) for monomial in form.terms]
    plain = len(set(powers)) == len(powers) and all(p.denominator == 1 for p in powers)
    return bool(powers) and plain and all(c > 0 for c in form.terms.values())


def claims_delta(theorem: Bound) -> bool:
    """Whether the failure probability claimed is the parameter delta itself."""
    return bool(theorem.except_with == Name("delta"))


def split(y: Formal, name: str, power: Fraction) -> tuple[Formal | None, Formal | None]:
    """(terms without a variable, coefficient of its given power); None for any other power."""
    parts: dict[Exact, dict[Any, Exact]] = {0: {}, power: {}}
    for monomial, coefficient in y.terms.items():
        powers = dict(monomial)
        at = powers.pop(name, 0)
        if at not in parts:
            return None, None
        parts[at][tuple(sorted(powers.items()))] = coefficient
    return Formal(parts[0]), Formal(parts[power])


def dominated(form: Formal) -> bool:
    """Whether a form is >= 0 because m >= 1: each negative term lies under a positive one.

    A term -c m^a w, c > 0, is at most c' m^b w in size if c' >= c and b >= a.
    """
    left = {monomial: c for monomial, c in form.terms.items() if c > 0}
    for monomial, coefficient in form.terms.items():
        if coefficient > 0:
            continue
        rest, power = _without_m(monomial)
        for other in left:
            other_rest, other_power = _without_m(other)
            if other_rest == rest and other_power >= power and left[other] >= -coefficient:
                left[other] += coefficient
                break
        else:
            return False
    return True


def _without_m(monomial: Any) -> tuple[Any, Fraction]:
    powers = dict(monomial)
    power = powers.pop("m", Fraction(0))
    return tuple(sorted(powers.items())), power
