"""A statement at a setting: its hypotheses, its bound, and the law that its worst case follows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from typing import Any

from flint import arb, ctx

from .domains import ends, is_range
from .facts import Share, activations_of, share
from .formulas import Node, names_in
from .numbers import FINE, Unusable, ball, need, real, whole
from .statements import Statement
from .values import BALLS, FRACTIONS, value

Setting = Mapping[str, Any]
RATIONAL = {f"{name}()" for name in FRACTIONS.functions}  # functions that keep numbers rational


def inside(statement: Statement, setting: Setting) -> None:
    """Raise Refused unless every value, and both ends of every range, meets its hypothesis."""
    for name, told in setting.items():
        need(name in statement.parameters, f"{statement.label}: {name[:40]} is no parameter")
        domain = statement.parameters[name]
        if domain.names:
            fits = told in activations_of(domain.names)
        else:
            low, high = ends(told)
            fits = low <= high and domain.holds(low) and domain.holds(high)
        need(fits, f"{statement.label}: {name} = {str(told)[:100]} is not allowed")


@dataclass(frozen=True)
class Point:
    """A statement where every parameter has a number.

    exact : the numbers by name, x for x_norm besides
    balls : the same as balls; besides c, and l = log(1/delta)
    """

    statement: Statement
    exact: Mapping[str, Fraction]
    balls: Mapping[str, Any]

    @property
    def zero(self) -> bool:
        """Whether the worst case is 0, where the bound is not negative."""
        return _vanishes(self.statement.zero, self)

    @property
    def width(self) -> int:
        """The number m of neurons."""
        return int(self.exact["m"])

    def bound(self, which: int = 0) -> arb:
        """A bound; exactly where it is a rational number, as ties decide there."""
        exact = self.rational(self.statement.terms[which])
        if exact is not None:
            return ball(exact)
        return real(value(self.statement.terms[which], self.balls, BALLS))

    def rational(self, term: Node, **more: Fraction) -> Fraction | None:
        """The exact value of a term, where it is rational, roots of squares included."""
        known = {**self.exact, **more}
        if not names_in(term) <= (known.keys() - {"l"}) | RATIONAL:
            return None
        try:
            return Fraction(value(term, known, FRACTIONS))
        except ArithmeticError:
            return None

    def with_log(self, log: int) -> "Point":
        """The same point with another l, and no delta."""
        return replace(self, balls={**self.balls, "l": arb(log)})


def point(statement: Statement, setting: Setting, factor: Fraction | int = 1) -> Point:
    """The point of a setting that has a number for every parameter, or l in place of delta.

    factor : c, which is 1 in the print
    """
    needed = {"l" if name == "delta" and "l" in setting else name for name in statement.parameters}
    need(setting.keys() == needed, "not every parameter has a value")
    need(not any(is_range(told) for told in setting.values()), "a range is no point")
    exact = {name: ends(told)[0] for name, told in setting.items()}
    if "x_norm" in exact:
        exact["x"] = exact["x_norm"]
    with ctx.workprec(FINE):
        balls: dict[str, Any] = {name: ball(number) for name, number in exact.items()}
        balls["c"] = ball(factor)
        if "delta" in balls:
            balls["l"] = -balls["delta"].log()
    return Point(statement, exact, balls)


@dataclass(frozen=True)
class Case:
    """The bound breaks iff min(Y_1 + ... + Y_n + besides, most) > threshold.

    radius : r, or None where Y = 1
    """

    share: Share
    trials: int
    radius: arb | None
    threshold: arb
    besides: int
    most: int

    @property
    def counts(self) -> bool:
        """Whether Y is 0 or 1; else it has a density on (0, 1)."""
        return self.share.below is None


def case(p: Point) -> Case:
    """The law of the worst case at a point, and where the bound breaks."""
    law = p.statement.law
    if law is None:
        raise Unusable(f"the core knows no law for {p.statement.label}")
    need(not p.zero, "the worst case is 0")
    with ctx.workprec(FINE):
        values = {**p.balls, "level": p.bound()}
        every = _vanishes(law.all_count, p)
        more = 0 if law.besides is None else floor(value(law.besides, p.exact, FRACTIONS))
        return Case(
            share=share(law.share),
            trials=whole(real(value(law.trials, values, BALLS))),
            radius=None if every else real(value(law.radius, values, BALLS)),
            threshold=_threshold(p, law.threshold, values),
            besides=more,
            most=p.width,
        )


def _threshold(p: Point, term: Node, values: Mapping[str, Any]) -> arb:
    """Where the sum breaks the bound; exactly where that is a rational number, as ties decide."""
    level = p.rational(p.statement.terms[0])
    exact = None if level is None else p.rational(term, level=level)
    return real(value(term, values, BALLS)) if exact is None else ball(exact)


def vacuous(p: Point) -> bool:
    """Whether the bound is at least every possible value."""
    if p.zero:
        return True
    if p.statement.gap is not None:
        return bool(real(value(p.statement.gap.most, p.balls, BALLS)) <= p.bound())
    at = case(p)
    largest = min(at.trials + at.besides, at.most) if at.counts else at.trials
    return bool(largest <= at.threshold)


def _vanishes(product: Node | None, p: Point) -> bool:
    return product is not None and bool(value(product, p.exact, FRACTIONS) == 0)
