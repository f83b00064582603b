"""Which law the worst case of a probabilistic statement follows, found by what its quantity is.

||x|| factors out, the input dimension drops out, and only g_i = w_{0,i}.x / ||x||, i.i.d. standard
normal, remain. The suprema, with their arguments, stand in `checkers.worst_cases.suprema`.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from checkers.arithmetic.balls import Number, Remembered, number
from checkers.arithmetic.powers import formally
from checkers.tails import counts, sums
from checkers.tails import frobenius_gap as frobenius_law
from checkers.tails.counts import CountLaw
from checkers.tails.exponents import Vector
from checkers.tails.frobenius_gap import FrobeniusLaw
from checkers.tails.sums import SumLaw
from checkers.verdicts.hypotheses import require_values
from checkers.worst_cases.suprema import known, unknown
from checkers.worst_cases.suprema.record import Drawn, Law, Supremum
from theorems.language.domains import UnmetHypothesis
from theorems.language.exact import rational
from theorems.language.expressions import Expression
from theorems.language.records import Bound, Setting


def supremum_of(theorem: Bound, s: Setting) -> Supremum:
    """What is known of the supremum that a statement bounds, at a setting.

    Raises UnmetHypothesis where nothing is, or not for the values of the setting.
    """
    found = known(theorem)
    if found is None:
        raise UnmetHypothesis(unknown(theorem))
    require_values(theorem, s, found.needs)
    return found


def law_of(theorem: Bound, s: Setting, bound: Number | None = None) -> Law:
    """The law of the worst case of a probabilistic statement, against its bound or another."""
    found = supremum_of(theorem, s)
    stated = bound is None
    bound = number(theorem.at_most[0], s) if bound is None else Remembered(bound)
    law = found.law(s, bound)
    law.bound = bound
    if stated and isinstance(law, CountLaw):
        law.exact = lambda: _exact_threshold(found, theorem.at_most[0], s)
    elif stated and isinstance(law, SumLaw):
        law.tie = lambda: _is_largest(found, theorem.at_most[0], s)
    return law


def _exact_threshold(found: Supremum, bound: Expression, s: Setting) -> Fraction | None:
    """The bound in units of a count, where its exact form is a number."""
    form = formally(bound, s)
    exact = None if form is None else form.rational()
    per = None if found.per is None else rational(found.per, s)
    return exact / per if exact is not None and per else None


def _is_largest(found: Supremum, bound: Expression, s: Setting) -> bool:
    """Whether the bound has the exact form of the largest value of the sum."""
    form = formally(bound, s)
    largest = None if found.largest is None else formally(found.largest, s)
    return form is not None and largest is not None and largest.same(form)


def drawn_as(theorem: Bound, s: Setting) -> Drawn:
    """How the worst case is drawn at a setting where its law is known."""
    return supremum_of(theorem, s).drawn(s)


def estimates(laws: Sequence[Law], factor: Vector | None = None) -> Vector:
    """log of the failure probability of each law, or of a Chernoff bound; only steers the search.

    factor : (k,), each bound is multiplied by its own; without one, exponents that are found on
             the way are left with the laws
    """
    found = np.empty(len(laws))
    for kind, estimate in ESTIMATES.items():
        places = [i for i, law in enumerate(laws) if type(law) is kind]
        if places:
            found[places] = estimate(
                [laws[i] for i in places], None if factor is None else factor[places]
            )
    return found


ESTIMATES: dict[type[Law], Callable[[Sequence[Any], Vector | None], Vector]] = {
    CountLaw: counts.estimates,
    SumLaw: sums.estimates,
    FrobeniusLaw: frobenius_law.estimates,
}
