"""What is known of the supremum of a random quantity, in one record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from checkers.arithmetic.balls import Number, ball
from checkers.arithmetic.powers import Formal, variable
from checkers.tails.counts import CountLaw
from checkers.tails.frobenius_gap import FrobeniusLaw
from checkers.tails.sums import SumLaw, Summand
from theorems.language.domains import NONNEGATIVE, POSITIVE, Domain, Integers
from theorems.language.expressions import Expression
from theorems.language.records import Bound, Formula, Setting

Law = CountLaw | SumLaw | FrobeniusLaw
Drawn = tuple[str, dict[str, float | int], float]
INSIDE = 1 - 1e-9  # floats of a witness stay strictly inside what they must not exceed
Weights = dict[str, np.ndarray[Any, Any]]
COUNTED: Mapping[str, Domain] = {"m": Integers(1), "tau": NONNEGATIVE}
PAIRS: Mapping[str, Domain] = {"m": Integers(2, even=True), "alpha": POSITIVE}
SEEN: Mapping[str, Domain] = {**PAIRS, "x_norm": NONNEGATIVE}
HALF = Fraction(1, 2)
M, X, ALPHA, TAU = (variable(name) for name in ("m", "x_norm", "alpha", "tau"))


@dataclass(frozen=True)
class Shape:
    """How a supremum is a sum at every width: per_neuron / n times the sum of n summands.

    The columns of the table in `checkers.worst_cases.normal_form`.
    """

    summand: str
    radius: Formal
    trials: Formal
    per_neuron: Formal


@dataclass(frozen=True, eq=False, kw_only=True)
class Supremum:
    """The supremum of a random quantity over all that the event allows, and the law it follows.

    statement : the catalogue's statement of it: the definition, and what is given, drawn and any
    needs    : the parameters, in the domains where all this is true; elsewhere it is not asked
    law      : of the supremum at a setting, against a bound
    drawn    : (name in draws.sampling.QUANTITIES, values in floats, factor to the units of print)
    per      : what one of the things counted adds, where the supremum is a count
    largest  : the largest value of the supremum, where it is a sum of bounded summands
    less     : a number that the quantity subtracts from what is drawn
    shape    : the supremum at every width, where it is a sum of independent summands
    """

    statement: Bound
    needs: Mapping[str, Domain]
    law: Callable[[Setting, Number], Law]
    drawn: Callable[[Setting], Drawn]
    per: Expression | None = None
    largest: Expression | None = None
    less: Expression | None = None
    shape: Shape | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class FixedSupremum:
    """The supremum of a quantity that nothing random enters, over all networks allowed.

    statement : the catalogue's statement of it
    needs    : the parameters, in the domains where all this is true
    value    : at a setting, an exact formula in it
    above    : an upper bound of it at every setting, a formula with an exact form
    largest  : what the quantity can reach at all, the hypotheses on the weights left out
    weights  : an explicit network that attains the value, or comes within INSIDE of it
    told     : that network in words
    argument : why, in one sentence
    attained : where, for every ||x|| > 0, the value is `above`
    near     : values of parameters close to there, by ||x||
    """

    statement: Bound
    needs: Mapping[str, Domain]
    value: Callable[[Setting], Formula]
    above: Formula
    largest: Formula
    weights: Callable[[Setting], Weights]
    told: Callable[[Setting], str]
    argument: str
    attained: str
    near: Callable[[Fraction], dict[str, Any]] = lambda x_norm: {}


def over_pairs(summand: str, per_neuron: Formal) -> Shape:
    """The shape of a sum over the m/2 pairs, with r = alpha / sqrt m."""
    return Shape(summand, ALPHA * M.power(-HALF), M * HALF, per_neuron)


def neuron_radius(s: Setting) -> arb:
    """alpha / sqrt m."""
    return ball(s.alpha) / arb(s.m).sqrt()


def nothing(bound: Number) -> CountLaw:
    """The law of a supremum that is 0."""
    return CountLaw(trials=0, small=None, threshold=bound, unit=lambda: arb(1))


def sum_over_pairs(summand: Summand, s: Setting, bound: Number) -> Law:
    """(||x|| / sqrt m) times a sum over the m/2 pairs, r = alpha / sqrt m."""
    if not s.x_norm:
        return nothing(bound)

    def unit() -> arb:
        return ball(s.x_norm) / arb(s.m).sqrt()

    return SumLaw(
        trials=s.m // 2,
        summand=summand,
        radius=lambda: neuron_radius(s),
        threshold=lambda: bound() / unit(),
        unit=unit,
    )


def pair_values(s: Setting) -> dict[str, float | int]:
    """The values that draws of pairs need."""
    return {"m": s.m, "alpha": float(s.alpha), "x_norm": float(s.get("x_norm", 1))}
