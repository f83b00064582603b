"""Formulas of two inputs: where symbols may stand for their parameters, and what numbers say."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, ctx

from checkers.arithmetic.balls import BALLS, Operand, Operands, ball
from checkers.gaussians.inputs import explicit_pairs, inputs_of
from checkers.gaussians.moments import form_value, orthant_moment, orthants_used, value
from checkers.gaussians.neuron_polynomials import NO_FORM, Poly
from checkers.gaussians.quadrature import relu_expectation, square_expectation, step_expectation
from checkers.gaussians.symbols import FUNCTIONS, symbolic
from theorems.language.domains import COSINE, NONNEGATIVE, Integers, Names, UnmetHypothesis
from theorems.language.records import Inputs, Setting, Statement

BITS = 160
USUAL = 16  # bits of size that need no more precision
REFEREES = {0: step_expectation, 1: relu_expectation, 2: square_expectation}
RHOS = tuple(map(Fraction, ("-1", "-0.9", "-1/2", "0", "1/3", "0.9", "1")))
Side = Callable[..., Any]


def require_positive(theorem: Statement) -> None:
    """Raise UnmetHypothesis where `--set` may make a parameter negative, or rho no cosine."""
    for p in theorem.parameters:
        allowed, widest = COSINE if p.name == "rho" else NONNEGATIVE, p.trial or p.domain
        if isinstance(widest, Integers):
            meets = allowed is NONNEGATIVE and widest.least >= 0
        else:
            meets = isinstance(widest, Names) or widest.within(allowed)
        if not meets:
            raise UnmetHypothesis(
                f"{theorem.label} is checked for {allowed.describe(p.name)} only;"
                f" its domain is {widest.describe(p.name)}."
            )


def zeros(theorem: Statement) -> list[tuple[str, ...]]:
    """The sets of parameters, m and rho aside, that may be 0 together; the empty one first."""
    domains = {p.name: p.trial or p.domain for p in theorem.parameters}
    names = [
        name
        for name, domain in domains.items()
        if name not in ("m", "rho") and not isinstance(domain, Names) and 0 in domain
    ]
    return [some for n in range(len(names) + 1) for some in itertools.combinations(names, n)]


def magnitude(s: Setting) -> int:
    """How many bits the largest or smallest parameter is away from usual numbers."""
    numbers = [v for name, v in s.items() if isinstance(v, Fraction) and v != 0]
    bits = (abs(v.numerator.bit_length() - v.denominator.bit_length()) for v in numbers)
    return max(0, max(bits, default=0) - USUAL)


def normal(side: Side, s: Setting) -> Poly | None:
    """A side as a function of all parameters, or None where it has no normal form."""
    try:
        return Poly.of(side(inputs_of(s), s, FUNCTIONS))
    except NO_FORM:
        return None


def numeric(side: Side, s: Setting, inputs: Inputs) -> arb | None:
    """A side at a setting, as a ball; None where it has no value here."""
    form = normal(side, symbolic(s, [name for name, v in s.items() if v == 0]))
    try:
        found = _in_balls(side, s, inputs) if form is None else value(form, s)
    except NO_FORM:
        return None
    return found if found.is_finite() else None


def _in_balls(side: Side, s: Setting, inputs: Inputs) -> arb:
    """A side at numbers."""
    for number, fn, seen in ((ball, BALLS, inputs), (Operand, Operands(BALLS), _Operands(inputs))):
        value = ball(side(seen, s.over(number), fn))
        if not value.is_nan():
            break
    return value


@dataclass(frozen=True)
class _Operands:
    """Inputs whose means are operands."""

    of: Inputs

    @property
    def x(self) -> Any:
        return self.of.x

    @property
    def y(self) -> Any:
        return self.of.y

    def mean(
        self, integrand: Callable[..., Any], variances: tuple[int, ...] | None = None
    ) -> Operand:
        return Operand(self.of.mean(integrand, variances))


def around(theorem: Statement, s: Setting) -> list[Setting]:
    """A setting, and those of the coverage that differ from it in one parameter, not m."""
    changed = [
        s.but(**{p.name: v}) for p in theorem.parameters if p.name != "m" for v in p.coverage
    ]
    return [s, *changed]


def same_at_numbers(side: Side, s: Setting) -> bool:
    """Whether a side with a normal form has the same value on numbers, as far as it has any.

    A formula that asks what its arguments are may tell a symbol from a number.
    """
    form = normal(side, symbolic(s, [name for name, v in s.items() if v == 0]))
    with ctx.workprec(BITS):
        pair = explicit_pairs(s)[0]
        try:
            here = _in_balls(side, s, pair)
            return form is None or not here.is_finite() or here.overlaps(value(form, s))
        except NO_FORM:
            return True


def referees(polys: list[Poly]) -> tuple[str, ...]:
    """A sentence on the quadrature of the closed forms of the moments used, if there are any.

    Raises ArithmeticError where the two are apart.
    """
    degrees = sorted({k for poly in polys for k in orthants_used(poly) if k in REFEREES})
    with ctx.workprec(BITS):
        for k in degrees:
            for rho in RHOS:
                drawn, form = REFEREES[k](rho), form_value(orthant_moment(k, k), ball(rho))
                if not drawn.overlaps(form):
                    raise ArithmeticError(
                        f"E[u^{k} v^{k} 1{{u > 0}} 1{{v > 0}}] at rho = {rho} is {drawn} by"
                        f" quadrature, {form} by its closed form"
                    )
    if not degrees:
        return ()
    names = ", ".join(f"E[u^{k} v^{k} 1{{u > 0}} 1{{v > 0}}]" for k in degrees)
    return (
        f"A second way: rigorous quadrature of {names} at {len(RHOS)} values of rho encloses what"
        " the closed forms say there.",
    )
