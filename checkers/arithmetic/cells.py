"""Every case of a formula that is linear between its comparisons, in exact arithmetic.

A formula of +, -, multiples, absolute values and comparisons is run on linear forms in some
variables. Each comparison that is still open splits the space into polyhedra, and both sides are
followed; a polyhedron without points is dropped (Fourier-Motzkin elimination). So the formula is
known on all of the space after finitely many runs, the faces of all its hyperplanes included. The
comparisons come from the formula itself: another formula has other cells.

A form carries its degree in each unit. Where every comparison is between forms of one degree in a
unit, scaling that unit changes no outcome, and so one value of it stands for all.
"""

import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeVar

from checkers.arithmetic.intervals import Interval, common, some_value
from checkers.arithmetic.surds import Real, Surd, root, sign

Result = TypeVar("Result")
Point = dict[str, Real]
Number = int | Real
Key = tuple[tuple[tuple[str, Number], ...], Number, bool]  # of a constraint
Degree = Mapping[str, Fraction]  # by unit; a unit that is absent has degree 0
LARGEST = 20_000  # runs of one formula
ONE = Fraction(1)
MEANT = {">0": (1,), ">=0": (0, 1), "=0": (0,), "<0": (-1,), "<=0": (-1, 0)}  # signs of a case


class NotLinear(ArithmeticError):
    """A formula multiplies two variables, or takes a root of one."""


@dataclass(frozen=True)
class Constraint:
    """sum of coefficients times variables, plus constant, is >= 0, or > 0 where strict."""

    coefficients: Mapping[str, Number]
    constant: Number
    strict: bool = False


def _ends(variable: str, constraints: Sequence[Constraint]) -> list[Interval]:
    """What each constraint on one variable alone asks of it."""
    found = []
    for c in constraints:
        slope = c.coefficients.get(variable, 0)
        if sign(slope):
            end = -c.constant * (ONE / slope)
            found.append(
                Interval(end, None, open_low=c.strict)
                if sign(slope) > 0
                else Interval(None, end, open_high=c.strict)
            )
    return found


def _without(variable: str, constraints: Sequence[Constraint]) -> list[Constraint]:
    """The projection along a variable: every lower bound of it below every upper bound."""
    lower, upper, rest = list[Constraint](), list[Constraint](), list[Constraint]()
    for c in constraints:
        side = sign(c.coefficients.get(variable, 0))
        (rest if side == 0 else lower if side > 0 else upper).append(c)
    for low in lower:
        for high in upper:
            p, q = -high.coefficients[variable], low.coefficients[variable]
            names = {*low.coefficients, *high.coefficients} - {variable}
            summed = {
                n: p * low.coefficients.get(n, 0) + q * high.coefficients.get(n, 0) for n in names
            }
            kept = {n: value for n, value in summed.items() if sign(value)}
            strict = low.strict or high.strict
            rest.append(Constraint(kept, p * low.constant + q * high.constant, strict))
    unique = {_key(c): c for c in map(_primitive, rest)}
    return list(unique.values())


def _primitive(c: Constraint) -> Constraint:
    """One for all positive multiples of a constraint: in integers without a common factor.

    Integers are the cheapest exact numbers; where roots remain, the first coefficient is 1 or -1.
    """
    names = sorted(c.coefficients)
    values: list[Number] = [*(c.coefficients[n] for n in names), c.constant]
    if names and any(isinstance(v, Surd) for v in values):
        scale = ONE / abs_real(values[0])
        values = [v * scale for v in values]
    rational = [v for v in values if not isinstance(v, Surd)]
    if len(rational) == len(values):
        multiple = math.lcm(*(v.denominator for v in rational))
        whole = [v.numerator * (multiple // v.denominator) for v in rational]
        divisor = math.gcd(*whole) or 1
        values = [v // divisor for v in whole]
    return Constraint(dict(zip(names, values, strict=False)), values[-1], c.strict)


def _key(c: Constraint) -> Key:
    return tuple(c.coefficients.items()), c.constant, c.strict


def abs_real(value: Number) -> Number:
    """The absolute value of a number."""
    return -value if sign(value) < 0 else value


def solution(variables: Sequence[str], constraints: Sequence[Constraint]) -> Point | None:
    """A point that meets all constraints, or None where there is none. EXACT."""
    if not variables:
        met = all(sign(c.constant) >= (1 if c.strict else 0) for c in constraints)
        return {} if met else None
    *others, last = variables
    point = solution(others, _without(last, constraints))
    if point is None:
        return None
    at_point = [
        Constraint(
            {last: c.coefficients[last]},
            sum((v * point[n] for n, v in c.coefficients.items() if n != last), c.constant),
            c.strict,
        )
        for c in constraints
        if last in c.coefficients
    ]
    value = some_value(common(_ends(last, at_point)))
    assert value is not None  # the projection has the point
    return {**point, last: value}


@lru_cache(maxsize=4096)
def _solved(variables: tuple[str, ...], constraints: tuple[Key, ...]) -> Point | None:
    """The links of a chain share a premise, and so most of their cells."""
    return solution(
        variables, [Constraint(dict(c), value, strict) for c, value, strict in constraints]
    )


def shadow(variable: str, variables: Sequence[str], constraints: Sequence[Constraint]) -> Interval:
    """The values that a variable takes where the constraints, which have a solution, are met."""
    for other in variables:
        if other != variable:
            constraints = _without(other, constraints)
    return common(_ends(variable, constraints))


@dataclass
class Run:
    """One run of a formula: the comparisons made so far and the sides taken.

    inside : a point that meets the constraints where the planned sides end, if one is known
    mixed  : the units in which a comparison was between different degrees
    weight : the output weight, 1 or -1, where the formula asked for it
    """

    variables: Sequence[str]
    constraints: list[Constraint]
    planned: tuple[int, ...] = ()
    inside: Point | None = None
    taken: list[int] = field(default_factory=list)
    open: list[tuple[tuple[int, ...], Point | None]] = field(default_factory=list)
    mixed: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)
    weight: int | None = None

    def output_weight(self) -> int:
        """1 in one case and -1 in another, distinguished where the formula first asks."""
        if self.weight is None:
            if len(self.taken) < len(self.planned):
                chosen = self.planned[len(self.taken)]
            else:
                chosen = 0
                self.open.append(((*self.taken, 1), self.inside))
            self.taken.append(chosen)
            self.weight = -1 if chosen else 1
        return self.weight

    def constant(self, value: Number, degree: Degree | None = None) -> "Form":
        """A number as a form."""
        return Form(self, {}, value, degree or {})

    def variable(self, name: str, degree: Degree) -> "Form":
        """A variable as a form."""
        return Form(self, {name: 1}, 0, degree)

    def sides(self, form: "Form", cases: Sequence[str]) -> int:
        """Which of the cases, each ">0", ">=0", "=0", "<0" or "<=0", this run is in."""
        if not form.coefficients:
            here = sign(form.value)
            return next(i for i, case in enumerate(cases) if here in MEANT[case])
        if len(self.taken) < len(self.planned):
            chosen = self.planned[len(self.taken)]
            asked = _asked(form, cases[chosen])
        else:
            ways = [_asked(form, case) for case in cases]
            points = [self._point(way) for way in ways]
            possible = [i for i, point in enumerate(points) if point is not None]
            chosen = possible[0]
            self.open += [((*self.taken, other), points[other]) for other in possible[1:]]
            self.inside, asked = points[chosen], ways[chosen]
        self.taken.append(chosen)
        self.constraints += asked
        return chosen

    def _point(self, asked: Sequence[Constraint]) -> Point | None:
        """A point of the cell that meets further constraints too; the known one if it does."""
        if self.inside is not None and all(_met(c, self.inside) for c in asked):
            return self.inside
        return _solved(tuple(self.variables), tuple(map(_key, [*self.constraints, *asked])))

    def point(self) -> Point:
        """A point on which the formula runs this way."""
        found = solution(self.variables, self.constraints)
        assert found is not None
        return found


def _met(c: Constraint, point: Point) -> bool:
    value = sum((v * point[n] for n, v in c.coefficients.items()), c.constant)
    return sign(value) >= (1 if c.strict else 0)


def _asked(form: "Form", case: str) -> list[Constraint]:
    up = Constraint(form.coefficients, form.value, strict=case == ">0")
    down = (-form).coefficients
    below = Constraint(down, -form.value, strict=case == "<0")
    return [_primitive(c) for c in {">": [up], "<": [below], "=": [up, below]}[case[0]]]


@dataclass(frozen=True, eq=False)
class Form:
    """A linear form in the variables of a run, or a number where there are no coefficients."""

    run: Run
    coefficients: Mapping[str, Number]
    value: Number
    degree: Degree

    def _is_zero(self) -> bool:
        return not self.coefficients and sign(self.value) == 0

    def _other(self, other: Any) -> "Form":
        if isinstance(other, Form):
            return other
        exact = isinstance(other, Surd | Fraction)
        return Form(self.run, {}, other if exact else operator.index(other), {})  # no floats

    def __add__(self, other: Any) -> "Form":
        other = self._other(other)
        if self._is_zero() or other._is_zero():
            return other if self._is_zero() else self
        if self.degree != other.degree:
            for unit in sorted({*self.degree, *other.degree}):
                ours, theirs = self.degree.get(unit, 0), other.degree.get(unit, 0)
                if ours != theirs:
                    self.run.mixed.setdefault(unit, (Fraction(ours), Fraction(theirs)))
        summed = {
            n: self.coefficients.get(n, 0) + other.coefficients.get(n, 0)
            for n in {*self.coefficients, *other.coefficients}
        }
        kept = {n: v for n, v in sorted(summed.items()) if sign(v)}
        return Form(self.run, kept, self.value + other.value, self.degree)

    def __mul__(self, other: Any) -> "Form":
        other = self._other(other)
        if self.coefficients and other.coefficients:
            raise NotLinear("a product of two variables")
        form, factor = (self, other.value) if not other.coefficients else (other, self.value)
        scaled = {n: v * factor for n, v in form.coefficients.items()} if sign(factor) else {}
        both = self.degree.keys() & other.degree.keys()
        shared = {unit: self.degree[unit] + other.degree[unit] for unit in both}
        degree = {**self.degree, **other.degree, **shared}
        return Form(self.run, scaled, form.value * factor, degree)

    def __truediv__(self, other: Any) -> "Form":
        other = self._other(other)
        if other.coefficients:
            raise NotLinear("a division by a variable")
        inverse = {unit: -power for unit, power in other.degree.items()}
        return self * Form(self.run, {}, ONE / other.value, inverse)

    def __neg__(self) -> "Form":
        return Form(
            self.run, {n: -v for n, v in self.coefficients.items()}, -self.value, self.degree
        )

    def __sub__(self, other: Any) -> "Form":
        other = self._other(other)
        return self if other._is_zero() else self + -other

    def __rsub__(self, other: Any) -> "Form":
        return self._other(other) - self

    def __rtruediv__(self, other: Any) -> "Form":
        return self._other(other) / self

    __radd__, __rmul__ = __add__, __mul__
    __hash__ = None  # type: ignore[assignment]

    def __abs__(self) -> "Form":
        return self if self >= 0 else -self

    def __ge__(self, other: Any) -> bool:
        return self.run.sides(self - other, (">=0", "<0")) == 0

    def __gt__(self, other: Any) -> bool:
        return self.run.sides(self - other, (">0", "<=0")) == 0

    def __le__(self, other: Any) -> bool:
        return not self > other

    def __lt__(self, other: Any) -> bool:
        return not self >= other

    def __eq__(self, other: object) -> bool:
        return self.run.sides(self - other, ("=0", ">0", "<0")) == 0

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __bool__(self) -> bool:
        return self != 0

    def sqrt(self) -> "Form":
        """The square root of a number; NotLinear for a variable."""
        if self.coefficients or isinstance(self.value, Surd):
            raise NotLinear("a square root of a variable")
        half = {unit: power / 2 for unit, power in self.degree.items()}
        return Form(self.run, {}, root(Fraction(self.value)), half)


def every_case(
    formula: Callable[[Run], Result],
    variables: Sequence[str],
    constraints: Sequence[Constraint] = (),
) -> Iterator[tuple[Result, Run]]:
    """Each result of a formula of forms, with its run, whose constraints say where it comes out.

    Nothing where the constraints have no solution. Raises NotLinear for a formula that is not
    linear between its comparisons, OverflowError beyond LARGEST runs. EXACT; the cost grows with
    the number of cells.
    """
    inside = solution(variables, constraints)
    waiting: list[tuple[tuple[int, ...], Point | None]] = [] if inside is None else [((), inside)]
    runs = 0
    while waiting:
        run = Run(variables, list(map(_primitive, constraints)), *waiting.pop())
        runs += 1
        if runs > LARGEST:
            raise OverflowError(f"more than {LARGEST} cells")
        result = formula(run)
        waiting += run.open
        yield result, run
