"""One neuron, or a pair, on linear forms: where a premise holds and a conclusion fails.

A statement about w.x, w_0.x, ||w - w_0||, ||w|| and ||x|| is decided in these numbers. By
Cauchy-Schwarz |(w - w_0).x| <= ||w - w_0|| ||x|| and |w.x| <= ||w|| ||x||, and in two dimensions or
more every such choice is that of a neuron: take w - w_0 and w with that part along x and the rest
across it. With d = 1 both are equalities.

A pair of the symmetric initialization shares w_0. The terms of its statements are sums over the
pairs, and a pair at rest adds nothing. So one pair breaks sum <= sum, |sum| <= sum or sum = sum, or
no network does. For a claim of another form one pair still refutes; that no network breaks it is
then not proved, and random whole networks, evaluated exactly, are there to show it.

The record's own premise and conclusions run on linear forms (`cells`), so every case that
they distinguish is met, ties included. A comparison of equal degrees in w, in x or in sqrt(m) is
the same at any scale, so one value of alpha, tau and m stands for all; ||x|| is a variable, and the
values of it at which a conclusion fails come out as intervals.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from checkers.arithmetic.cells import (
    Constraint,
    Degree,
    Form,
    NotLinear,
    Point,
    Run,
    every_case,
    shadow,
    solution,
)
from checkers.arithmetic.intervals import Interval
from checkers.arithmetic.surds import Real, root
from theorems.language.calling import called
from theorems.language.floats import Derived
from theorems.language.records import Implication, Setting
from theorems.neurons import Neurons

Claim = Callable[..., Any]
NORM = "x_norm"
# w: the scale of the weights, x: that of the input, root: that of sqrt(m)
DEGREES: Mapping[str, Mapping[str, Fraction]] = {
    "m": {"root": Fraction(2)},
    "alpha": {"w": Fraction(1), "root": Fraction(1)},
    "tau": {"w": Fraction(1)},
    "eps": {"w": Fraction(1)},
    NORM: {"x": Fraction(1)},
}
SCALED = ("alpha", "tau", "eps")  # of which a change of scale can set one to 1
WEIGHT: Degree = {"w": Fraction(1)}
PREACTIVATION: Degree = {"w": Fraction(1), "x": Fraction(1)}
TRIED = tuple(map(Fraction, ("1", "2", "1/2", "1000", "1/1000")))  # ||x|| where no proof covers all


class OnForms(Derived):
    """Formulas on linear forms: what their operators do, and square roots of numbers."""

    number = Fraction

    @staticmethod
    def sqrt(z: Any, /) -> Any:
        """Square root of a number."""
        return z.sqrt()

    def __getattr__(self, name: str) -> Any:
        raise NotLinear(name)


RADIUS = OnForms()


class OneNeuron(Neurons):
    """A neuron on linear forms, whose output weight is either sign."""

    def __getattribute__(self, name: str) -> Any:
        own = super().__getattribute__
        return own("w_x").run.output_weight() if name == "c" else own(name)


@dataclass(frozen=True)
class Norms:
    """The values of ||x|| at which a conclusion fails, at given values of the rest.

    intervals : those above 0; None where the formulas do not tell
    zero      : whether it fails at x = 0
    mixed     : units in which it compares different degrees
    cases     : the cells in which the premise holds
    breaks    : the cells in which the conclusion fails, where ||x|| is a variable, each with the
                output weight where that matters
    """

    intervals: tuple[Interval, ...] | None
    zero: bool
    mixed: Mapping[str, tuple[Fraction, Fraction]]
    cases: int
    breaks: tuple[tuple[tuple[Constraint, ...], int | None], ...] = ()

    def at(self, x_norm: Fraction) -> bool | None:
        """Whether the conclusion fails at a value; None where that is not known."""
        if x_norm == 0:
            return self.zero
        return None if self.intervals is None else any(x_norm in i for i in self.intervals)

    @property
    def empty(self) -> bool:
        """Whether the conclusion holds at every value."""
        return self.intervals == () and not self.zero


@dataclass(frozen=True)
class Space:
    """The neurons that a statement is about, at given values; `x_norm` None is a variable."""

    theorem: Implication
    values: Mapping[str, Any]
    x_norm: Fraction | None
    line: bool

    def names(self) -> list[str]:
        """The variables; ||x|| comes first, so that it is eliminated last."""
        neurons = self._neurons()
        free = [] if self.x_norm == 0 else ["v", *(f"u{i}" for i in neurons)]
        lengths = [f"{kind}{i}" for kind in self._lengths() for i in neurons]
        return [*([NORM] if self.x_norm is None else []), *free, *lengths]

    def _neurons(self) -> range:
        return range(2 if self.theorem.pair else 1)

    def _lengths(self) -> list[str]:
        """Lengths that are variables; a pair has no `length`, which its shared w_0 would bind."""
        if self.x_norm is None or (self.line and self.x_norm):
            return []
        return ["moved"] if self.theorem.pair else ["moved", "length"]

    def setting(self, run: Run) -> Setting:
        """The parameters as numbers with their degrees."""
        given = {
            name: run.constant(Fraction(value), DEGREES.get(name, {}))
            for name, value in self.values.items()
            if name not in (NORM, "d")
        }
        return Setting({**given, NORM: self.norm(run)})

    def norm(self, run: Run) -> Form:
        """||x||."""
        if self.x_norm is None:
            return run.variable(NORM, DEGREES[NORM])
        return run.constant(self.x_norm, DEGREES[NORM])

    def preactivation(self, run: Run, name: str) -> Form:
        """w.x or w_0.x, which is 0 at x = 0."""
        if self.x_norm == 0:
            return run.constant(Fraction(0), PREACTIVATION)
        return run.variable(name, PREACTIVATION)

    def constraints(self) -> list[Constraint]:
        """What binds the variables before the statement is looked at."""
        return self._bound(Run(self.names(), []))

    def mixed(self) -> dict[str, tuple[Fraction, Fraction]]:
        """The units in which the limit on the moves compares different degrees."""
        run = Run(self.names(), [])
        self._bound(run)
        return run.mixed

    def _bound(self, run: Run) -> list[Constraint]:
        norm = self.norm(run)
        forms = []
        strict = [norm] if self.x_norm is None else []
        for i in self._neurons():
            u, v = (self.preactivation(run, name) for name in (f"u{i}", "v"))
            caps = [(u - v, self.radius(run) * norm)] if self.theorem.radius else []
            for kind, size in (("moved", u - v), ("length", u)):
                if kind in self._lengths():
                    length = run.variable(f"{kind}{i}", WEIGHT)
                    forms.append(length)
                    caps.append((size, length * norm))
                    if kind == "moved" and self.theorem.radius:
                        forms.append(self.radius(run) - length)
            forms += [cap + turned for size, cap in caps for turned in (size, -size)]
        return [
            *(Constraint(f.coefficients, f.value) for f in forms),
            *(Constraint(f.coefficients, f.value, strict=True) for f in strict),
        ]

    def radius(self, run: Run) -> Form:
        """How far a neuron may move."""
        assert self.theorem.radius is not None
        found: Form = self.theorem.radius(self.setting(run), RADIUS)
        return found

    def neurons(self, run: Run) -> Neurons:
        """One neuron, or a pair."""
        us = [self.preactivation(run, f"u{i}") for i in self._neurons()]
        return self._placed(run, us, self.preactivation(run, "v"))

    def at(self, run: Run, point: Point) -> Neurons:
        """One neuron, or a pair, with the pre-activations of a point."""
        us = [run.constant(point[f"u{i}"], PREACTIVATION) for i in self._neurons()]
        return self._placed(run, us, run.constant(point["v"], PREACTIVATION))

    def _placed(self, run: Run, us: list[Form], v: Form) -> Neurons:
        norm = self.norm(run)
        moved, length = (
            [self._length(run, kind, i, size, norm) for i, size in enumerate(sizes)]
            for kind, sizes in (
                ("moved", [u - v for u in us]),
                ("length", us),
            )
        )
        if not self.theorem.pair:
            return OneNeuron(us[0], v, moved[0], length[0], norm)
        return network(us, [v, v], moved, length, norm, [1, -1])

    def _length(self, run: Run, kind: str, i: int, size: Form, norm: Form) -> Form | None:
        if kind in self._lengths():
            return run.variable(f"{kind}{i}", WEIGHT)
        return abs(size) / norm if self.line and self.x_norm and not norm.coefficients else None

    def cases(self, claim: Claim) -> Iterator[tuple[bool | None, Run]]:
        """Whether the claim holds, None where the premise does not, in every case."""

        def formula(run: Run) -> bool | None:
            neurons, s = self.neurons(run), self.setting(run)
            if not called(self.theorem.premise, {**s, "n": neurons}):
                return None
            return bool(called(claim, {**s, "n": neurons}))

        return every_case(formula, self.names(), self.constraints())


def network(
    us: list[Any], vs: list[Any], moved: list[Any], length: list[Any], norm: Any, c: list[int]
) -> Neurons:
    """Several neurons, as arrays."""
    w_x, w0_x, *lengths = (np.array(column, dtype=object) for column in (us, vs, moved, length))
    return Neurons(w_x, w0_x, lengths[0], lengths[1], norm, np.array(c, dtype=object))


@lru_cache(maxsize=4096)
def failing_norms(
    theorem: Implication, claim: Claim, values: tuple[tuple[str, Any], ...], line: bool
) -> Norms:
    """The values of ||x|| at which a claim fails, with the other parameters at `values`. EXACT."""
    mixed: dict[str, tuple[Fraction, Fraction]] = {}
    given = dict(values)
    zero, cases = False, 0
    mixed |= Space(theorem, given, Fraction(1), line).mixed()
    for holds, run in Space(theorem, given, Fraction(0), line).cases(claim):
        zero |= holds is False
        cases += holds is not None
        mixed |= {unit: degrees for unit, degrees in run.mixed.items() if unit != "x"}
    found: list[Interval] | None = []
    breaks = list[tuple[tuple[Constraint, ...], int | None]]()
    try:
        space = Space(theorem, given, None, line)
        for holds, run in space.cases(claim):
            cases += holds is not None
            mixed |= run.mixed
            if holds is False and found is not None:
                found.append(shadow(NORM, space.names(), run.constraints))
                breaks.append((tuple(run.constraints), run.weight))
    except (NotLinear, TypeError):  # ||x|| times another variable; lengths are not told then
        found, breaks = [], []
        for holds, run in Space(theorem, given, Fraction(1), line).cases(claim):
            cases += holds is not None
            mixed |= run.mixed
            if holds is False:
                found = [Interval(Fraction(0), None)]
        if "x" in mixed:
            found = None
    return Norms(None if found is None else tuple(found), zero, mixed, cases, tuple(breaks))


def canonical(theorem: Implication, claim: Claim, line: bool) -> Norms:
    """The failing ||x|| where alpha, tau and m are 1."""
    names = {p.name for p in theorem.parameters} - {"d", NORM}
    return failing_norms(theorem, claim, tuple((name, 1) for name in sorted(names)), line)


def uniform(theorem: Implication, claim: Claim, line: bool) -> Norms | None:
    """The failing ||x||, the same for every value of the other parameters; None where not told."""
    names = {p.name for p in theorem.parameters} - {"d", NORM}
    if not names <= set(DEGREES) or len(names & set(SCALED)) > 1:
        return None
    norms = canonical(theorem, claim, line)
    return None if norms.intervals is None or {"w", "root"} & set(norms.mixed) else norms


@dataclass(frozen=True)
class Breaking:
    """A neuron or a pair that meets the premise and breaks a claim."""

    point: Point
    x_norm: Fraction
    line: bool
    weight: int | None = None


def breaking(
    theorem: Implication, claim: Claim, s: Setting, x_norm: Fraction, *, line: bool
) -> Breaking | None:
    """A neuron or pair at exactly this setting that breaks a claim, or None. EXACT."""
    space = Space(theorem, s, x_norm, line)
    for holds, run in space.cases(claim):
        if holds is False:
            point = solution(space.names(), run.constraints)
            return None if point is None else Breaking(point, x_norm, line, run.weight)
    return None


def scaled(
    theorem: Implication, claim: Claim, s: Setting, norms: Norms, x_norm: Fraction
) -> Breaking | None:
    """What breaks a claim at all scales, at the scale of a setting, and evaluated there again."""
    space = Space(theorem, s, None, True)
    at_norm = [
        Constraint({NORM: Fraction(side)}, -side * x_norm) for side in (Fraction(1), Fraction(-1))
    ]
    for constraints, weight in norms.breaks:
        point = solution(space.names(), [*constraints, *at_norm])
        if point is not None:
            point = {n: v * _scale(s) for n, v in point.items() if n != NORM}
            found = Breaking(point, x_norm, True, weight)
            if stands(theorem, claim, s, found):
                return found
    return None


def stands(theorem: Implication, claim: Claim, s: Setting, found: Breaking) -> bool:
    """Whether neurons along x, as plain numbers at a setting, meet the premise and break a claim.

    False also where the neurons do not lie along x or x = 0.
    """
    if not found.line or not found.x_norm:
        return False
    run, space = Run([], [], weight=found.weight), Space(theorem, s, found.x_norm, True)
    neurons, setting = space.at(run, found.point), space.setting(run)
    meets = called(theorem.premise, {**setting, "n": neurons})
    return bool(meets and not called(claim, {**setting, "n": neurons}))


def _scale(s: Setting) -> Real:
    """The scale of the weights at a setting, where it is 1 for alpha = tau = m = 1."""
    for name in SCALED:
        if name in s:
            power = DEGREES[name].get("root", 0)
            return Fraction(s[name]) / root(Fraction(s.m)) if power else Fraction(s[name])
    return Fraction(1)


def inputs(s: Setting, norms: Norms | None = None) -> list[Fraction]:
    """The values of ||x|| that a setting leaves to look at; told ones that fail come first."""
    if NORM in s:
        return [Fraction(s[NORM])]
    told = [] if norms is None or norms.intervals is None else list(norms.intervals)
    inside = [n for i in told for n in (*TRIED, _inside(i)) if n in i]
    return [*inside[:1], *(n for n in TRIED if n not in inside), Fraction(0)]


def _inside(interval: Interval) -> Fraction:
    """A rational value of an interval that is no single irrational point."""
    low, high = interval.low, interval.high
    if low is None or high is None:
        return Fraction(2 * round(float(low)) + 2) if low is not None else Fraction(1)
    return Fraction((float(low) + float(high)) / 2).limit_denominator(10**6)


def first_failing(
    theorem: Implication, claim: Claim, s: Setting
) -> tuple[Breaking | None, Norms | None]:
    """What breaks a claim at a setting, if anything, and the failing ||x|| that hold uniformly."""
    line = s.get("d") == 1
    everywhere = uniform(theorem, claim, line)
    values = tuple((n, v) for n, v in sorted(s.items()) if n not in (NORM, "d"))
    norms = everywhere or failing_norms(theorem, claim, values, line)
    for x_norm in inputs(s, norms):
        if norms.at(x_norm) is not False:
            # along x first: such a witness is one-dimensional and explicit
            found = scaled(theorem, claim, s, everywhere, x_norm) if everywhere else None
            if found is None:
                found = breaking(theorem, claim, s, x_norm, line=True)
            if found is None and not line:
                found = breaking(theorem, claim, s, x_norm, line=False)
            if found is not None:
                return found, everywhere
            if norms.at(x_norm):
                raise ArithmeticError(f"{theorem.label}: the two ways disagree at {x_norm}")
    return None, everywhere
