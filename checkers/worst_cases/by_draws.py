"""Deciding a probabilistic bound by draws: fixed numbers of them, or as many as it takes.

Two modes, declared beforehand: a fixed number of draws with the exact binomial limits, or, with
`--stop-early`, batches with limits that hold at every number of draws. Claims that draws cannot
resolve are decided under an exponential tilt, where the worst case allows one.
"""

import os
import sys
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from checkers.arithmetic.balls import as_float, number
from checkers.draws.sampling import Vector, Way, cheapest, cost, replay, sample
from checkers.tails.counts import CountLaw, Mask
from checkers.tails.tilted_draws import Estimate, estimate
from checkers.verdicts import numerals
from checkers.verdicts.binomial_limits import (
    BudgetTooSmall,
    clopper_pearson,
    draws_needed,
    lower_limit,
    require_draws,
)
from checkers.verdicts.options import Options
from checkers.verdicts.stopping_limits import always_valid_limits, batches
from checkers.verdicts.verdict import Failure, Outcome, Verdict
from checkers.worst_cases.laws import drawn_as, law_of, supremum_of
from checkers.worst_cases.suprema.record import Law
from theorems.language.records import Bound, Setting, shown

DENSE_DIMENSION = 5  # d of dense draws; the laws do not depend on it
WITNESS_WIDTH = 200  # of the widest network that is written out as a witness
WITNESS_DRAWS = 1_000
ROUNDING = 1e-9  # relative; a draw this close to the bound counts against any claim about it
AFFORDABLE = 10**9  # normals, or as much work, that one setting of a coverage may take
LONG, NORMAL = 3 * 10**10, 5e-9  # normals that are told of beforehand; seconds for one
ENDLESS = 10**12  # normals: an hour or so of two cores
ATTEMPTS = 12
VAIN = 1e-9  # chance of a decision by draws below which none are made


def finding(outcome: Outcome, s: Setting, claimed: Fraction, lower: float, upper: float) -> str:
    """One line for the table."""
    if outcome is Outcome.REFUTED:
        return (
            f"fails at {s!r}: the bound breaks with probability at least"
            f" {numerals.lower(lower, 4)}, where at most {shown(claimed)} is claimed"
        )
    if outcome is Outcome.CERTIFIED:
        # with as many figures as it takes to see that it is allowed
        told = (numerals.upper(upper, digits) for digits in range(3, 18))
        least = next((text for text in told if Fraction(text) <= claimed), numerals.upper(upper))
        return f"at {s!r} the bound breaks with probability at most {least}"
    return (
        f"not decided at {s!r}: the failure probability lies in"
        f" {numerals.interval(lower, upper, 4)}"
    )


def way_of(theorem: Bound, s: Setting, options: Options) -> Way:
    """How networks are drawn: as asked for, or the cheapest of the ways that are equal in law."""
    if options.way != "auto":
        return options.way  # type: ignore[return-value]
    quantity, values, _ = drawn_as(theorem, s)
    return cheapest(quantity, values)


def work(theorem: Bound, s: Setting, options: Options) -> float:
    """About how many normals one draw takes, or as much work as that."""
    quantity, values, _ = drawn_as(theorem, s)
    return cost(quantity, values, way_of(theorem, s, options), DENSE_DIMENSION)


class TooMuchWork(ValueError):
    """Draws that would take hours."""


def _require_an_end(theorem: Bound, s: Setting, draws: int, options: Options) -> None:
    """Refuse draws without end, and say beforehand what takes long."""
    each = work(theorem, s, options)
    if each * draws > ENDLESS:
        raise TooMuchWork(
            f"{theorem.label}: {draws} {way_of(theorem, s, options)} draws at {s!r} make"
            f" {each * draws:.2g} normals, and more than {ENDLESS:.0e} take hours; ask for at most"
            f" {int(ENDLESS / each)} draws, or for --draw sparse."
        )
    if each * draws > LONG:
        minutes = each * draws * NORMAL / (options.workers or os.cpu_count() or 1) / 60
        print(
            f"widecheck: {theorem.label}: {draws} {way_of(theorem, s, options)} draws at {s!r}"
            f" take some {minutes:.0f} minutes.",
            file=sys.stderr,
        )


def drawn_values(
    theorem: Bound, s: Setting, draws: int, options: Options, first: int = 0
) -> NDArray[np.float64]:
    """Worst cases of `draws` networks from number `first` on, in the units of the print.

    Raises TooMuchWork where they would take hours.
    """
    _require_an_end(theorem, s, draws, options)
    quantity, values, factor = drawn_as(theorem, s)
    return -subtracted(theorem, s) + factor * sample(
        quantity,
        values,
        draws=draws,
        seed=options.seed,
        stream=stream(theorem, s),
        way=way_of(theorem, s, options),
        d=DENSE_DIMENSION,
        first=first,
        workers=options.workers,
    )


def require_use(theorem: Bound, claimed: Fraction, low: float, options: Options) -> None:
    """Raise BudgetTooSmall where draws decide nothing, but with probability VAIN at most.

    All of n draws break the bound, except with probability at most n (1 - low), and where they do
    they refute no claim above (error / 2)^(1/n).

    claimed : below 1     low : of the failure probability, a lower bound that is proved
    """
    draws = options.number_of_draws
    others = draws * (1 - low)
    if others > VAIN:
        return
    limit = lower_limit(draws, draws, options.error / 2)
    if limit <= claimed:
        raise BudgetTooSmall(
            f"{theorem.label}: {draws} draws would tell nothing: all of them break the bound,"
            f" except with probability at most {numerals.upper(others)}, and that refutes no claim"
            f" within {numerals.lower(1 - limit)} of 1."
        )


def subtracted(theorem: Bound, s: Setting) -> float:
    """What the statement subtracts from the quantity drawn, mostly 0."""
    formula = supremum_of(theorem, s).less
    return 0.0 if formula is None else as_float(number(formula, s))


def stream(theorem: Bound, s: Setting) -> str:
    """The name of the stream of draws for a statement at a setting."""
    return f"{theorem.label} {s!r}"


def drawn_witness(theorem: Bound, s: Setting, options: Options) -> dict[str, Any] | None:
    """The first of a few dense draws whose explicit worst W breaks the bound, or None."""
    if s.m > WITNESS_WIDTH:
        return None
    quantity, values, factor = drawn_as(theorem, s)
    bound = as_float(number(theorem.at_most[0], s))
    dense = options.but(way="dense")
    drawn = drawn_values(theorem, s, WITNESS_DRAWS, dense)
    found = np.flatnonzero(breaking(law_of(theorem, s), drawn, "dense")[0])
    if not found.size:
        return None
    shown_draw = replay(
        quantity,
        values,
        seed=options.seed,
        stream=stream(theorem, s),
        draw=int(found[0]),
        way="dense",
        d=DENSE_DIMENSION,
    )
    weights = {
        name: np.asarray(shown_draw[name]).tolist()
        for name in ("x", "signs", "W0", "W")
        if shown_draw.get(name) is not None
    }
    return {
        "setting": repr(s),
        "seed": options.seed,
        "stream": stream(theorem, s),
        "draw": int(found[0]),
        "value": factor * float(shown_draw["value"]) - subtracted(theorem, s),
        "bound": bound,
        **weights,
    }


def breaking(law: Law, values: Vector, way: Way) -> tuple[Mask, Mask]:
    """Which drawn worst cases surely exceed the bound of a law, and which may.

    Counts are compared as integers; sums within rounding of the bound count against any claim.
    """
    if isinstance(law, CountLaw):
        return law.above(values)
    bound = as_float(law.bound)
    margin = ROUNDING * abs(bound) + (law.rounding() if way == "dense" else 0.0)
    return values > bound + margin, values > bound - margin


class Drawn(NamedTuple):
    """What draws say: how many surely break the bound, limits, and the sentence that tells it."""

    values: NDArray[np.float64]
    surely: int
    lower: float
    upper: float
    told: str


def by_draws(theorem: Bound, s: Setting, claimed: Fraction, options: Options) -> Verdict:
    """The verdict from independent draws.

    Raises BudgetTooSmall where they are too few to support the claim, whatever they show, and
    TooMuchWork where they would take hours.
    """
    draws, error = options.number_of_draws, options.error
    law, way = law_of(theorem, s), way_of(theorem, s, options)
    bound = as_float(law.bound)
    if options.early:
        _require_an_end(theorem, s, draws, options)
        drawn = _until_decided(theorem, s, claimed, law, options)
    else:
        few = draws < draws_needed(float(claimed), error / 2)  # one of two sides
        if few and options.way == "auto":
            tilted = estimate(law, draws, error, options.seed, stream(theorem, s))
            if tilted is not None:
                return _by_tilted_draws(theorem, s, claimed, bound, tilted, options)
        require_draws(theorem.label, draws, float(claimed), error / 2)
        values = drawn_values(theorem, s, draws, options)
        surely, maybe = (int(np.sum(mask)) for mask in breaking(law, values, way))
        lower, upper = (clopper_pearson(k, draws, error)[i] for i, k in enumerate((surely, maybe)))
        drawn = Drawn(values, surely, lower, upper, "by exact binomial limits")
    values, surely, draws = drawn.values, drawn.surely, drawn.values.size
    outcome = _outcome(drawn.lower, drawn.upper, claimed)
    typical = float(np.median(values))
    witness = None
    if outcome is Outcome.REFUTED:
        first = int(np.argmax(breaking(law, values, way)[0]))
        witness = {
            "setting": repr(s),
            "draw": first,
            "value": float(values[first]),
            "stream": stream(theorem, s),
            "way": way,
        }
    return Verdict(
        label=theorem.label,
        setting=s,
        outcome=outcome,
        scope="point",
        finding=finding(outcome, s, claimed, drawn.lower, drawn.upper)
        if outcome is not Outcome.SUPPORTED
        else f"at {s!r} {surely} of {draws} draws break the bound",
        failure=Failure(float(claimed), drawn.lower, drawn.upper, options.confidence),
        method="confidence sequence" if options.early else "draws",
        evidence=(
            f"{surely} of {draws} independent draws break the bound; {drawn.told}"
            f" the failure probability lies in {numerals.interval(drawn.lower, drawn.upper, 4)}"
            f" with confidence {numerals.confidence(error)}; the statement allows"
            f" {shown(claimed)}.",
        ),
        typical=typical,
        largest_seen=float(np.max(values)),
        bound=bound,
        tightness=typical / bound if bound > 0 else None,
        draws=draws,
        violations=surely,
        seed=options.seed,
        witness=witness,
        twin_of=theorem.twin_of,
    )


def _outcome(lower: float, upper: float, claimed: Fraction) -> Outcome:
    if upper <= claimed:
        return Outcome.SUPPORTED
    return Outcome.REFUTED if lower > claimed else Outcome.UNDECIDED


def _until_decided(
    theorem: Bound, s: Setting, claimed: Fraction, law: Law, options: Options
) -> Drawn:
    """Batches until a limit passes the claim, at most the number of draws asked for."""
    way = way_of(theorem, s, options)
    values, surely, maybe = np.empty(0), 0, 0
    lower, upper = 0.0, 1.0
    for first, count in batches(options.number_of_draws):
        batch = drawn_values(theorem, s, count, options, first)
        values = np.concatenate([values, batch])
        found = [int(np.sum(mask)) for mask in breaking(law, batch, way)]
        surely, maybe = surely + found[0], maybe + found[1]
        lower = always_valid_limits(surely, values.size, options.error / 2)[0]
        upper = always_valid_limits(maybe, values.size, options.error / 2)[1]
        if _outcome(lower, upper, claimed) is not Outcome.UNDECIDED:
            break
    told = "by limits that hold at every number of draws, so that drawing could stop here,"
    return Drawn(values, surely, lower, upper, told)


def _by_tilted_draws(
    theorem: Bound,
    s: Setting,
    claimed: Fraction,
    bound: float,
    tilted: Estimate,
    options: Options,
) -> Verdict:
    outcome = _outcome(tilted.lower, tilted.upper, claimed)
    limits = numerals.interval(tilted.lower, tilted.upper, 4)
    return Verdict(
        label=theorem.label,
        setting=s,
        outcome=outcome,
        scope="point",
        finding=f"at {s!r} the bound breaks with probability"
        f" {numerals.probability(tilted.lower, tilted.upper)}, by tilted draws",
        failure=Failure(float(claimed), tilted.lower, tilted.upper, options.confidence),
        method="tilted draws",
        evidence=(
            f"{options.number_of_draws} draws under an exponential tilt, each with its exact"
            f" weight: the mean is {numerals.near(tilted.mean, 4)}, and the failure probability"
            f" lies in {limits} with confidence {numerals.confidence(options.error)} (an empirical"
            f" Bernstein bound for weights of known largest size); the statement allows"
            f" {shown(claimed)}.",
        ),
        bound=bound,
        draws=options.number_of_draws,
        seed=options.seed,
        witness={"setting": repr(s), "failure probability": tilted.lower}
        if outcome is Outcome.REFUTED
        else None,
        twin_of=theorem.twin_of,
    )


def drawable(theorem: Bound, s: Setting, options: Options) -> bool:
    """Whether draws could decide at a setting within a coverage's time."""
    return work(theorem, s, options) * options.number_of_draws <= AFFORDABLE


def settle_by_draws(theorem: Bound, verdicts: list[Verdict], options: Options) -> list[Verdict]:
    """The verdicts with undecided ones drawn, at most ATTEMPTS, the tightest bounds first.

    The error is split over the attempts beforehand, so stopping early costs nothing.
    """
    share = options.but(error=options.error / ATTEMPTS)
    undecided = [v for v in verdicts if v.outcome is Outcome.UNDECIDED]
    questions = [v for v in undecided if drawable(theorem, v.setting, share)]
    questions.sort(key=lambda v: -(v.tightness or 0.0))
    settled = [v for v in verdicts if v.outcome is not Outcome.UNDECIDED]
    for question in questions[:ATTEMPTS]:
        s = question.setting
        try:
            answer = by_draws(theorem, s, theorem.claimed(s), share)
        except BudgetTooSmall:
            continue
        settled.append(answer)
        undecided.remove(question)
        if theorem.twin_of is not None and answer.outcome is Outcome.REFUTED:
            break
    return settled + undecided


def draws_needed_claim(options: Options) -> float:
    """The smallest claim that violation-free draws of this budget can support."""
    return clopper_pearson(0, options.number_of_draws, options.error / ATTEMPTS)[1]
