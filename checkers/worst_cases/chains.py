"""Checking a chain of inequalities between numbers, in balls of rising precision.

At a setting the terms are compared as they are. Over all settings of a single positive
parameter t, f = (next term) - (term) is shown to be >= 0 from its derivatives in balls.
"""

import itertools
import math
from typing import Any

from flint import arb, arb_series, ctx

from checkers.arithmetic.balls import Balls, as_float, certainly_le, number
from checkers.arithmetic.powers import (
    ORDER,
    Formal,
    Probability,
    formally,
    variable,
)
from checkers.verdicts import numerals
from checkers.verdicts.certificates import certificate
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Failure, Outcome, Verdict, decided
from theorems.language.domains import POSITIVE
from theorems.language.records import Formula, Inequality, Setting

PRECISION = 128
REACHES = ("1", "2", "4", "8", "16")  # ends of the interval on which a derivative is bounded
DEEPEST = 12  # bisections of that interval


def decide(theorem: Inequality, s: Setting, options: Options) -> Verdict:
    """The verdict on terms[0] <= terms[1] <= ... at one setting."""
    terms = [number(term, s) for term in theorem.terms]
    links = [certainly_le(low, high) for low, high in itertools.pairwise(terms)]
    values = [as_float(term) for term in terms]
    if False in links:
        outcome, broken = Outcome.REFUTED, links.index(False)
    elif None in links:
        outcome, broken = Outcome.UNDECIDED, links.index(None)
    else:
        # no link broken: the one closest to equality is the one to show
        ratios = [low / high if high else math.nan for low, high in itertools.pairwise(values)]
        outcome, broken = Outcome.CERTIFIED, ratios.index(max(ratios))
    low, high = values[broken], values[broken + 1]
    relation = {"certified": "<=", "refuted": ">", "undecided": "?"}[outcome.value]
    chain = f"term {broken + 1} {relation} term {broken + 2}"
    proof: dict[str, Any] = {"kind": "chain"}
    if outcome is Outcome.REFUTED:
        proof["link"] = broken + 1
    left, right = numerals.compared(low, high, 12)
    return decided(
        theorem,
        s,
        outcome,
        f"at {s!r}: {left} {relation} {right} ({chain})",
        f"In ball arithmetic of rising precision, {_decided(links, broken)}; {chain}.",
        method="balls",
        statistic="left side",
        typical=low,
        bound=high,
        tightness=low / high if high else None,
        vacuous=high >= 1 if _probability(theorem) else None,  # else nothing is known to bound it
        witness={"setting": repr(s), "left": low, "right": high}
        if outcome is Outcome.REFUTED
        else None,
        certificate=None
        if outcome is Outcome.UNDECIDED
        else certificate(theorem.label, s, outcome.value, proof),
    )


def _decided(links: list[bool | None], shown: int) -> str:
    """What was found of the links, in words."""
    if None not in links:
        return "every link decided"
    open_links = ", ".join(str(k) for k, link in enumerate(links, start=1) if link is None)
    return f"link {open_links} not decided" + (
        "" if links[shown] is None else ", another one broken"
    )


def _probability(theorem: Inequality) -> bool:
    """Whether the left side is plainly a probability, so that a bound of 1 or more says nothing."""
    symbols = {p.name: variable("t") for p in theorem.parameters}  # an erf is at most 1
    return isinstance(formally(theorem.terms[0], symbols), Probability)


def decide_everywhere(theorem: Inequality, options: Options) -> Verdict | None:
    """The verdict on the chain for every t > 0 at once, or None where this proves nothing."""
    if len(theorem.parameters) != 1 or not theorem.parameters[0].domain.within(POSITIVE):
        return None
    name = theorem.parameters[0].name
    links = [link(name, low, high) for low, high in itertools.pairwise(theorem.terms)]
    usual = decide(theorem, theorem.setting({}), options)
    if None in links or usual.outcome is Outcome.REFUTED:
        return None
    proof = {"kind": "chain everywhere"}
    return usual.but(
        outcome=Outcome.CERTIFIED,  # also where balls cannot tell, as at a tie
        failure=Failure(0.0, 0.0, 0.0),
        scope="all",
        finding=f"holds for every {name} > 0",
        evidence=tuple(dict.fromkeys(_sentence(name, found["by"]) for found in links if found)),
        certificate=certificate(theorem.label, {}, "certified", proof, scope="all"),
    )


def _sentence(name: str, by: str) -> str:
    if by == "slope":
        return "Right side minus left side is a sum of powers with coefficients >= 0."
    return (
        f"Right side minus left side is 0 at {name} = 0 and rises: its derivative is >= 0 in balls"
        " on a tree of intervals, and beyond them the right side exceeds 1, which the left side, a"
        " probability, does not."
    )


def link(name: str, low: Formula, high: Formula) -> dict[str, Any] | None:
    """How low <= high is shown for every t > 0, or None.

    {"by": "slope"} : both are sums of powers of t, and the difference has coefficients >= 0.
    {"by": "tree"}  : f = high - low and its derivatives below `order` vanish at 0, exactly; on
        [0, until] the tree of `rising`; beyond, low is a probability and high, a sum of powers
        with coefficients >= 0, is at least 1 already at `until`.
    """
    forms = [formally(term, {name: variable("t")}) for term in (low, high)]
    left, right = forms
    if left is None or right is None:
        return None
    difference = right - left
    if difference.exact:
        return {"by": "slope"} if rises(difference) else None
    if not isinstance(left, Probability) or not rises(right):
        return None
    order = min((int(p) for p in difference.powers()), default=ORDER)
    if order == 0:
        return None
    for until in REACHES:
        if not right.at(arb(until)) >= 1:
            continue
        tree = rising(name, low, high, order, arb(0), arb(until), DEEPEST)
        if tree is not None:
            return {"by": "tree", "order": order, "until": until, "tree": tree}
    return None


def rises(form: Formal) -> bool:
    """Whether an exact sum of powers of t >= 0 has coefficients >= 0 only."""
    return form.exact and all(
        power.denominator == 1 and power >= 0 and bool(form.coefficient(int(power)).value() >= 0)
        for power in form.powers()
    )


class Series(Balls):
    """The functions of formulas on truncated power series, as far as they are needed."""

    @staticmethod
    def erf(z: Any, /) -> Any:
        """Error function."""
        return z.erf() if isinstance(z, arb_series) else Balls.erf(z)


SERIES = Series()


def derivative(name: str, low: Formula, high: Formula, order: int, a: arb, b: arb) -> arb:
    """An enclosure of the derivative of high - low of this order on [a, b], over order!.

    nan where it is not known.
    """
    before = ctx.cap
    ctx.cap = order + 1
    try:
        s = {name: arb_series([a.union(b), arb(1)])}
        return arb((high(s, SERIES) - low(s, SERIES))[order])
    except TypeError:  # a function that is not expanded here
        return arb("nan")
    finally:
        ctx.cap = before


def rising(
    name: str, low: Formula, high: Formula, order: int, a: arb, b: arb, depth: int
) -> str | None:
    """The tree, in preorder (1 a bisection, 0 a leaf), that shows f >= 0 on [a, b], or None.

    Leaf at a = 0: the derivative of this order is >= 0 there, so f is, by Taylor's formula.
    Any other leaf: f' >= 0, so f stays at or above its value at the left end.
    """
    with ctx.workprec(PRECISION):
        if derivative(name, low, high, order if a == 0 else 1, a, b) >= 0:
            return "0"
        if not depth:
            return None
        middle = (a + b) / 2
        left = rising(name, low, high, order, a, middle, depth - 1)
        right = left and rising(name, low, high, order, middle, b, depth - 1)
        return left and right and "1" + left + right
