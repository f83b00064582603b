"""Bounds that are quadratic in how far one neuron moved, decided exactly for all activations.

A neuron moves by b = |beta - beta^(0)| and w = ||w - w^(0)||, and h = |x . (w - w^(0))|. With a
C-Lipschitz sigma whose slope is gamma-Lipschitz, its share of the gap, times sqrt m, is at most
    |beta - beta0| |sigma(z) - sigma(z0)| + |beta0| |remainder| <= C b h + |beta0| (gamma/2) h^2,
and this is the supremum over these sigma: a slope that leaves C at the rate gamma has both
extremes at once (`worst_activation`). The bound's share minus that is concave in h, so it
is smallest at h = 0 or at h = ||x|| w; there it is a quadratic form in the two coordinates
p, q >= 0 of the cone of all (b, w) allowed, P p^2 + Q p q + R q^2, and nonnegative if
P, R >= 0 and (Q >= 0 or 4 P R >= Q^2). All of it in exact forms: ties are no trouble.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from flint import arb

from checkers.arithmetic.balls import BALLS, ball
from checkers.arithmetic.powers import (
    NO_FORM,
    Exact,
    Formal,
    formally,
    names,
    never_negative,
    variable,
)
from theorems.all_parameters import gap, term_a
from theorems.language.domains import Integers, Reals, UnmetHypothesis
from theorems.language.expressions import Expression
from theorems.language.records import AllParameterBound, Formula, Line, Parameter, Setting
from theorems.language.text import parsed

WORST: dict[Callable[..., Any], Expression] = {
    term_a: parsed("C * b * h"),
    gap: parsed("(C * b * h + beta0 * gamma / 2 * h**2) / sqrt(m)"),
}
FREE = ("gamma", "C", "beta0", "more")  # beta_max = beta0 + more


def claims(theorem: AllParameterBound) -> Iterator[tuple[str, Formula, Formula, Line]]:
    """What a statement claims, one by one: (name, lower, upper, line with the conditions)."""
    worst = WORST.get(theorem.quantity)
    if worst is None:
        raise UnmetHypothesis(
            f"{theorem.label} bounds another quantity than term_a and gap of all_parameters."
        )
    if not theorem.lines:
        raise UnmetHypothesis(f"{theorem.label} has no line, so that it claims nothing.")
    before: Line | None = None
    for number, line in enumerate(theorem.lines, start=1):
        if before is not None:
            bounded = line.below is not None or line.above is not None
            conditions = line if bounded else before
            yield f"line {number - 1} <= line {number}", before.share, line.share, conditions
        yield f"line {number}", worst, line.share, line
        before = line


def holds(lower: Formula, upper: Formula, line: Line, values: Mapping[str, Any]) -> bool:
    """Whether lower <= upper is proved for all displacements, gamma, C and beta^(0).

    values : of the statement's parameters, exact or symbolic; gamma where it is 0
    """
    try:
        known = {name: variable(name) for name in FREE}
        known |= {name: Formal.of(v) for name, v in values.items() if not isinstance(v, str)}
        h = variable("h")
        steps = [h * 0, known.get("x_norm", variable("x_norm")) * _moves(line, known)[1]]
        bend = -_difference(lower, upper, line, known, h)
        return (
            never_negative(_coefficient(bend, h=2))
            and all(power in (0, 1, 2) for power in _powers(bend, "h"))
            and all(_nonnegative(_difference(lower, upper, line, known, step)) for step in steps)
        )
    except NO_FORM:
        return False


def _moves(line: Line, values: Mapping[str, Any]) -> tuple[Formal, Formal]:
    """(b, w) of the cone of the line's conditions, by its coordinates p, q >= 0."""
    p, q = variable("p"), variable("q")
    if line.below is not None and line.above is None:
        return q * _form(line.below, values), p + q
    if line.above is not None and line.below is None:
        return p * _form(line.above, values) + q, p
    if line.below is None and line.above is None:
        return q, p
    raise ArithmeticError("two conditions at once")


def _difference(
    lower: Formula, upper: Formula, line: Line, values: Mapping[str, Any], h: Formal
) -> Formal:
    """upper - lower as an exact form in p and q."""
    b, w = _moves(line, values)
    at = {**values, "b": b, "w": w, "h": h, "beta_max": values["beta0"] + values["more"]}
    return _form(upper, at) - _form(lower, at)


def _form(formula: Formula, values: Mapping[str, Any]) -> Formal:
    found = formally(formula, values)
    if found is None:
        raise ArithmeticError("a formula without an exact form")
    return found


def _powers(form: Formal, name: str) -> set[Exact]:
    return {dict(monomial).get(name, 0) for monomial in form.terms}


def _coefficient(form: Formal, **powers: int) -> Formal:
    """The sum of the terms with these powers of the named variables, without them."""
    chosen = {}
    for monomial, value in form.terms.items():
        rest = dict(monomial)
        if all(rest.pop(name, 0) == power for name, power in powers.items()):
            chosen[tuple(sorted(rest.items()))] = value
    return Formal(chosen)


def _nonnegative(form: Formal) -> bool:
    """Whether a quadratic form in p, q >= 0 is proved to be nonnegative."""
    P, Q, R = (_coefficient(form, p=k, q=2 - k) for k in (2, 1, 0))
    p, q = variable("p"), variable("q")
    if not form.same(P * p * p + Q * p * q + R * q * q):
        raise ArithmeticError("not quadratic in the displacements")
    square = never_negative(Q) or never_negative(4 * P * R - Q * Q)
    return never_negative(P) and never_negative(R) and square


def threshold(theorem: AllParameterBound, line: Line, s: Setting) -> arb | None:
    """The largest |beta^(0)| with which a line holds for every sigma with these gamma and C.

    s : a setting with gamma > 0, C and x_norm > 0 as balls
    min over t = b/w of the cone of (k + (l - c) t + o t^2) / A, where the line's share is
    k w^2 + l b w + o b^2 at h = ||x|| w, and the worst case is A |beta0| w^2 + c b w. EXACT,
    enclosed; None where the line depends on beta^(0) or where balls cannot tell.
    """
    worst, fn = WORST[theorem.quantity], BALLS
    zero, one, x = arb(0), arb(1), ball(s.x_norm)
    still = {"beta0": zero, "beta_max": zero}
    A = ball(worst(s.but(b=zero, w=one, h=x, beta0=one), fn))
    c = ball(worst(s.but(b=one, w=one, h=x, beta0=zero), fn))
    k, o, both = (
        ball(line.share(s.but(b=ball(b), w=ball(w), h=x * w, **still), fn))
        for b, w in ((0, 1), (1, 0), (1, 1))
    )
    huge = arb(10) ** 1000  # so that rounding hides no dependence
    large = line.share(s.but(b=zero, w=one, h=x, beta0=huge, beta_max=huge), fn)
    if not ball(large).overlaps(k) or not A > 0 or line.above is not None:
        return None
    l_c = both - k - o - c
    if l_c >= 0:
        return k / A
    top = None if line.below is None else ball(line.below(s, fn))
    if o > 0 and (top is None or -l_c / (2 * o) <= top):
        return (k - l_c**2 / (4 * o)) / A
    if top is not None and (o.is_zero() or -l_c / (2 * o) >= top):
        return (k + l_c * top + o * top**2) / A
    return None


def symbols(theorem: AllParameterBound) -> dict[str, Any]:
    """The parameters that are numbers and never negative, as positive variables."""
    return {p.name: variable(p.name) for p in theorem.parameters if _lowest(p) >= 0}


def _lowest(p: Parameter) -> Fraction:
    match p.domain:
        case Integers():
            return Fraction(p.domain.least)
        case Reals(low=low) if low is not None:
            return low
    return Fraction(-1)  # a name, or a number of any sign


def atoms(line: Line, values: Mapping[str, Any]) -> set[str]:
    """The names that the exact form of a line's share depends on; empty where it has none."""
    numbers = {name: Formal.of(v) for name, v in values.items() if not isinstance(v, str)}
    known = {name: variable(name) for name in (*FREE, "h")} | numbers
    b, w = variable("b"), variable("w")
    at = {**known, "b": b, "w": w, "beta_max": known["beta0"] + known["more"]}
    form = formally(line.share, at)
    return set() if form is None else names(form)
