"""How many neurons can move by tau at a Frobenius budget B: an exact count against its bound."""

import math

from checkers.arithmetic.balls import as_float, certainly_le, number
from checkers.arithmetic.powers import (
    Formal,
    formally,
    never_negative,
    variable,
)
from checkers.verdicts import numerals
from checkers.verdicts.certificates import certificate
from checkers.verdicts.hypotheses import require_values, within_hypotheses
from checkers.verdicts.verdict import Outcome, Verdict, decided
from checkers.worst_cases.suprema.subjects import subject
from theorems.language.domains import NONNEGATIVE, POSITIVE, Domain, Integers
from theorems.language.expressions import Apply
from theorems.language.records import Bound, Setting
from theorems.relu_linearization import MOVED_NEURONS


def most_moved(s: Setting) -> int:
    """sup |S_2| = min(m, floor(B^2 / tau^2)): move that many neurons by exactly tau."""
    most: int = math.floor(s.B**2 / s.tau**2)
    return min(most, int(s.m))


NEEDS: dict[str, Domain] = {"m": Integers(1), "B": NONNEGATIVE, "tau": POSITIVE}


def decide(theorem: Bound, s: Setting) -> Verdict:
    """The verdict on a deterministic bound of the number of moved neurons.

    Raises UnmetHypothesis for a bound of anything else.
    """
    require_values(theorem, s, NEEDS)
    worst = most_moved(s)
    bound = number(theorem.at_most[0], s)
    holds = certainly_le(lambda: worst, bound)
    outcome = {True: Outcome.CERTIFIED, False: Outcome.REFUTED, None: Outcome.UNDECIDED}[holds]
    value = as_float(bound)
    told = numerals.compared(worst, value)[1]
    return decided(
        theorem,
        s,
        outcome,
        f"at {s!r} the worst W moves {worst} neurons; the bound is {told}",
        f"At most floor(B^2/tau^2) rows can move by tau, and min(m, that) = {worst} do when"
        f" they move by exactly tau; the bound is {told}.",
        method="exact worst case",
        typical=float(worst),
        bound=value,
        tightness=worst / value if value > 0 else None,
        vacuous=bool(certainly_le(lambda: s.m, bound)),
        witness={"setting": repr(s), "rows moved": worst, "by": str(s.tau)}
        if holds is False
        else None,
        certificate=None
        if holds is None
        else certificate(theorem.label, s, outcome.value, {"kind": "count", "worst": worst}),
    )


def decide_everywhere(theorem: Bound) -> Verdict | None:
    """The verdict on a bound of the moved neurons at every setting at once, or None.

    min(m, floor(B^2/tau^2)) <= B^2/tau^2, and the printed formula minus that has, as a sum of
    products of powers of m, B and tau, no negative coefficient. A formula that is a floor may be
    taken without it: floor(p) <= floor(q) where p <= q.
    """
    if theorem.except_with is not None or subject(theorem) != subject(MOVED_NEURONS):
        return None
    if not within_hypotheses(theorem, MOVED_NEURONS):
        return None
    names = {p.name: variable(p.name) for p in theorem.parameters}
    bound = _without_floor(theorem, names)
    if len(theorem.at_most) > 1 or bound is None:
        return None
    most = names["B"] ** 2 / names["tau"] ** 2
    if not never_negative(bound - most):
        return None
    verdict = decide(theorem, theorem.setting({}))
    return verdict.but(
        scope="all",
        finding="holds at every setting: floor(B^2/tau^2) is at most the bound",
        evidence=(
            "At most floor(B^2/tau^2) rows can move by tau; the bound (or what it is the floor of)"
            " minus B^2/tau^2, as a sum of products of powers, has no negative coefficient.",
        ),
        certificate=certificate(theorem.label, {}, "certified", {"kind": "floor"}, scope="all"),
    )


def _without_floor(theorem: Bound, names: dict[str, Formal]) -> Formal | None:
    """The exact form of a bound, or of what its floor is taken of; None where it has none."""
    match theorem.at_most[0]:
        case Apply("floor", (of,)):
            return formally(of, names)
        case Apply("//", (above, below)):
            return formally(Apply("/", (above, below)), names)
        case formula:
            return formally(formula, names)
