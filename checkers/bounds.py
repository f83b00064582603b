"""Checking a probabilistic bound: exact tails first, draws second.

At a setting, P(worst case > bound) is enclosed through the law of the worst case; the
verdict compares the enclosure with the claimed failure probability.
"""

import itertools
import math
from fractions import Fraction
from typing import Any

from checkers.balls import as_float, ball, certainly_le
from checkers.bound_draws import (
    ATTEMPTS,
    by_draws,
    drawable,
    draws_needed_claim,
    finding,
)
from checkers.certificates import certificate, decimals
from checkers.everywhere import for_every_setting
from checkers.exponential import EVERYTHING, Tail
from checkers.formal import (
    FORMAL,
    NO_FORM,
    Floor,
    Formal,
    agrees,
    formally,
    never_negative,
    probes,
    variable,
)
from checkers.hypotheses import within_hypotheses
from checkers.options import Options
from checkers.plan import Law, entry, law_of, number
from checkers.statistics import BudgetTooSmall, require_draws
from checkers.verdict import Failure, Outcome, Verdict
from theorems.relu_linearization import LEMMA_4_1, MOVED_NEURONS
from theorems.statement import Bound, Formula, Setting, shown

SETTLED = 10**8  # trials up to which more is computed than what decides


def decide(theorem: Bound, s: Setting, options: Options, *, settle: bool = True) -> Verdict:
    """The verdict at one setting; with `settle` False, only as much work as decides it."""
    claimed = theorem.claimed(s)
    bad_link = failing_link(theorem, s)
    if bad_link is not None:
        return broken_link(theorem, s, bad_link)
    if options.method == "sample":
        return by_draws(theorem, s, claimed, options)
    verdict = by_law(theorem, s, claimed, options, settle=settle)
    if verdict.outcome is Outcome.UNDECIDED and options.method == "auto" and settle:
        try:
            drawn = by_draws(theorem, s, claimed, options)
        except BudgetTooSmall as error:
            return verdict.but(evidence=(*verdict.evidence, str(error)))
        return drawn.but(evidence=(*verdict.evidence, *drawn.evidence))
    return verdict


def failing_link(theorem: Bound, s: Setting) -> tuple[int, bool | None] | None:
    """The first bounds[i] <= bounds[i+1] that fails (False) or cannot be told (None)."""
    for i, (low, high) in enumerate(itertools.pairwise(theorem.bounds)):
        holds = certainly_le(number(low, s), number(high, s))
        if holds is None and equal(low, high, s):
            holds = True
        if holds is not True:
            return i, holds
    return None


def equal(left: Formula, right: Formula, s: Setting) -> bool:
    """Whether two formulas are one number at a setting, by their exact forms."""
    low, high = (formally(formula, s) for formula in (left, right))
    return low is not None and high is not None and low.same(high)


def broken_link(theorem: Bound, s: Setting, link: tuple[int, bool | None]) -> Verdict:
    """The verdict where an inequality between two printed bounds fails."""
    i, holds = link
    low, high = (as_float(number(theorem.bounds[k], s)) for k in (i, i + 1))
    refuted = holds is False
    return Verdict(
        label=theorem.label,
        setting=s,
        outcome=Outcome.REFUTED if refuted else Outcome.UNDECIDED,
        scope="point",
        finding=f"link {i + 1} of the chain {'fails' if refuted else 'is a tie'} at {s!r}",
        failure=Failure(0.0, 1.0 if refuted else 0.0, 1.0),
        method="balls",
        evidence=(f"The printed bound {i + 1} is {low:.6g}, bound {i + 2} is {high:.6g}.",),
        bound=high,
        witness={"setting": repr(s), "left": low, "right": high} if refuted else None,
        certificate=certificate(theorem.label, s, "refuted", {"kind": "link", "link": i + 1})
        if refuted
        else None,
        twin_of=theorem.twin_of,
    )


def by_law(
    theorem: Bound, s: Setting, claimed: Fraction, options: Options, *, settle: bool
) -> Verdict:
    """The verdict from an enclosure of the failure probability."""
    law = law_of(theorem, s)
    whole = settle and law.trials <= SETTLED
    tail = law.tail(options.profile, 0.0 if whole else math.nextafter(float(claimed), 0))
    lower, upper = tail.lower.value, tail.upper.value
    # floats that enclose; the comparison with the exact claim is exact
    if Fraction(upper) <= claimed:
        outcome = Outcome.CERTIFIED
    elif Fraction(lower) > claimed:
        outcome = Outcome.REFUTED
    else:
        outcome = Outcome.UNDECIDED
    bound = as_float(number(theorem.bounds[0], s))
    typical = law.typical()
    return Verdict(
        label=theorem.label,
        setting=s,
        outcome=outcome,
        scope="point",
        finding=finding(outcome, s, claimed, lower, upper),
        failure=Failure(float(claimed), lower, upper),
        method="exact-tail",
        evidence=(law_sentence(law, lower, upper, claimed),),
        typical=typical,
        bound=bound,
        tightness=typical / bound if bound > 0 else None,
        vacuous=bool(certainly_le(law.largest, number(theorem.bounds[0], s), limit=256)),
        witness={"setting": repr(s)} if outcome is Outcome.REFUTED else None,
        certificate=tail_certificate(theorem, s, outcome, claimed, tail)
        if outcome in (Outcome.CERTIFIED, Outcome.REFUTED)
        else None,
        twin_of=theorem.twin_of,
    )


def law_sentence(law: Law, lower: float, upper: float, claimed: Fraction) -> str:
    """How the enclosure was found, and what it says."""
    return (
        f"By the law of the worst case ({law.describe()}), the failure probability lies in"
        f" [{lower:.6g}, {upper:.6g}]; the statement allows {shown(claimed)}."
    )


def tail_certificate(
    theorem: Bound, s: Setting, outcome: Outcome, claimed: Fraction, tail: Tail
) -> dict[str, Any] | None:
    """The data from which the enclosure, and the chain of the bounds, can be derived again.

    slides/lemma-4.1 is certified by composition, and refuted by a lower end alone; there is no
    certificate of a window, which the trusted core does not know.
    """
    if tail.lower.evidence["by"] == "window" and outcome is Outcome.REFUTED:
        return None
    upper = tail.upper
    if theorem.quantity is LEMMA_4_1.quantity:
        proofs = for_every_setting(theorem) if outcome is Outcome.CERTIFIED else None
        if proofs:
            return certificate(theorem.label, s, "certified", *proofs)
        upper = EVERYTHING
    proof = {
        "kind": "tail",
        "claimed": str(claimed),
        "failure": decimals(tail.lower.value, upper.value),
        "upper": upper.evidence,
        "lower": tail.lower.evidence,
    }
    links = len(theorem.bounds) - 1
    chain = [{"kind": "links", "links": links}] if links else []
    return certificate(theorem.label, s, outcome.value, proof, *chain)


def score(theorem: Bound, s: Setting) -> float:
    """log10 (estimated failure / claimed), to order and climb; decides nothing."""
    try:
        return law_of(theorem, s).score(float(theorem.claimed(s)))
    except (OverflowError, ValueError, ZeroDivisionError):
        return -math.inf


def moved_neurons(s: Setting) -> int:
    """sup |S_2| = min(m, floor(B^2 / tau^2)): move that many neurons by exactly tau."""
    most: int = math.floor(s.B**2 / s.tau**2)
    return min(most, int(s.m))


def decide_moved(theorem: Bound, s: Setting, options: Options) -> Verdict:
    """The verdict on a deterministic bound of the number of moved neurons.

    Raises UnmetHypothesis for a bound of anything else.
    """
    entry(theorem, {"slides/moved-neurons": moved_neurons})
    worst = moved_neurons(s)
    bound = number(theorem.bounds[0], s)
    holds = certainly_le(lambda: worst, bound)
    outcome = {True: Outcome.CERTIFIED, False: Outcome.REFUTED, None: Outcome.UNDECIDED}[holds]
    value = as_float(bound)
    return Verdict(
        label=theorem.label,
        setting=s,
        outcome=outcome,
        scope="point",
        finding=f"at {s!r} the worst W moves {worst} neurons; the bound is {value:.6g}",
        failure=Failure(0.0, float(holds is False), float(holds is not True)),
        method="exact worst case",
        evidence=(
            f"At most floor(B^2/tau^2) rows can move by tau, and min(m, that) = {worst} do when"
            f" they move by exactly tau; the bound is {value:.6g}.",
        ),
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
        twin_of=theorem.twin_of,
    )


def decide_everywhere(theorem: Bound, options: Options) -> Verdict | None:
    """The verdict on a bound of the moved neurons at every setting at once, or None.

    min(m, floor(B^2/tau^2)) <= B^2/tau^2, and the printed formula minus that has, as a sum of
    products of powers of m, B and tau, no negative coefficient. A formula that is a floor may be
    taken without it: floor(p) <= floor(q) where p <= q.
    """
    if theorem.failure is not None or theorem.quantity is not MOVED_NEURONS.quantity:
        return None
    if not within_hypotheses(theorem):
        return None
    names = {p.name: variable(p.name) for p in theorem.parameters}
    bound = _without_floor(theorem, names)
    if len(theorem.bounds) > 1 or bound is None:
        return None
    most = names["B"] ** 2 / names["tau"] ** 2
    if not never_negative(bound - most):
        return None
    verdict = decide_moved(theorem, theorem.setting({}), options)
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
    formula = theorem.bounds[0]
    try:
        found = formula(Setting(names), FORMAL)
        if not isinstance(found, Floor):
            form = Formal.of(found)
            return form if agrees(form, formula, probes(theorem)) else None
        for s in probes(theorem):
            exact = found.of.value({name: ball(v) for name, v in s.items()}).floor()
            if not (exact.is_finite() and exact.overlaps(number(formula, s)())):
                return None
    except NO_FORM:
        return None
    return found.of


def cover_by_draws(theorem: Bound, settings: list[Setting], options: Options) -> list[Verdict]:
    """Verdicts from draws alone, at the likeliest failures that the draws can resolve.

    Raises BudgetTooSmall where they cannot even resolve the default setting.
    """
    usual = float(theorem.claimed(theorem.setting({})))
    require_draws(theorem.label, options.number_of_draws, usual, options.error / ATTEMPTS / 2)
    needed = draws_needed_claim(options)
    told = (s for s in settings if theorem.claimed(s) >= needed)
    affordable = (s for s in told if drawable(theorem, s, options))
    chosen = list(itertools.islice(affordable, ATTEMPTS))
    share = options.but(error=options.error / max(len(chosen), 1))
    return [decide(theorem, s, share) for s in chosen]
