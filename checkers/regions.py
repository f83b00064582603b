"""Verdicts on regions: every setting that the hypotheses allow, or ranges of some parameters.

`--set NAME=all` and `--set NAME=LOW..HIGH` ask for them. What cannot be proved as a whole is
searched for a failing setting; settings that hold one by one prove nothing about the rest.
"""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from checkers import forms
from checkers.neurons import implications
from checkers.smooth import hidden_layer
from checkers.spheres import definiteness
from checkers.verdicts.certificates import certificate
from checkers.verdicts.coverage import grid
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Failure, Outcome, Verdict, decided
from checkers.wide_limits import expectations, limits
from checkers.worst_cases import chains, deterministic, probabilistic
from checkers.worst_cases.every_delta import Everywhere, every_delta
from checkers.worst_cases.every_setting import (
    best_constant,
    chain_holds,
    for_every_setting,
    for_norms,
)
from checkers.worst_cases.first_widths import first_widths
from theorems.language.domains import PROBABILITY, Span, Value
from theorems.language.records import (
    Bound,
    Definiteness,
    Expectation,
    Implication,
    Inequality,
    Limit,
    Parameter,
    Setting,
    SmoothBound,
    Theorem,
)

BEYOND = (1, 1.1, 1.3, 1.6, 2, 3)  # powers of a doubtful delta that are tried
METHODS = {
    "every width": "branch and bound",
    "hoeffding": "Hoeffding's inequality",
    "composition": "composition",
    "every delta": "exact tails",
}


def whole(theorem: Theorem, options: Options) -> Verdict | None:
    """The verdict for every setting at once, or None where no proof covers them."""
    match theorem:
        case Bound() if theorem.except_with is not None:
            proofs = for_every_setting(theorem)
            return _certified(theorem, theorem.setting({}), proofs, "all") if proofs else None
        case Bound():
            return deterministic.decide_everywhere(theorem, options)
        case Inequality():
            return chains.decide_everywhere(theorem, options)
        case Definiteness():
            return definiteness.decide_everywhere(theorem, options)
        case SmoothBound():
            usual = hidden_layer.decide(theorem, theorem.setting({}), options)
            return _if_all(hidden_layer.everywhere(theorem, usual))
        case _:
            return _if_all(forms.decide(theorem, theorem.setting({}), options, settle=False))


def _if_all(verdict: Verdict) -> Verdict | None:
    return verdict if verdict.scope == "all" else None


def promote(theorem: Theorem, summary: Verdict, options: Options) -> Verdict:
    """The verdict of a coverage, raised to every setting where that is proved.

    Raises ArithmeticError where a proof and a refuted setting contradict each other.
    """
    if isinstance(theorem, SmoothBound):
        return hidden_layer.everywhere(theorem, summary)
    if isinstance(theorem, Bound) and theorem.except_with is not None:
        return _with_constants(theorem, summary)
    found = None if summary.scope == "all" else whole(theorem, options)
    if found is None:
        return summary
    return _proved(summary).but(
        finding=f"{found.finding}; {summary.finding}",
        method=found.method,
        evidence=(*found.evidence, *summary.evidence),
        certificate=found.certificate,
        fault=summary.fault or found.fault,
    )


def _with_constants(theorem: Bound, summary: Verdict) -> Verdict:
    """A probabilistic bound's verdict with its proofs for all, and its best constants."""
    proofs = for_every_setting(theorem)
    best = None if theorem.twin_of else best_constant(theorem)
    more = [] if best is None else [best.holds[1], best.fails[1]]
    if best is not None:
        summary = summary.but(
            best={"what": best.what, "proved": best.holds[0], "refuted": best.fails[0]},
            evidence=(*summary.evidence, f"Best constant, {best.sentence()}."),
        )
    data = summary.certificate
    if proofs is None:
        if more and data and summary.outcome is Outcome.REFUTED:
            summary = summary.but(certificate={**data, "proofs": [*data["proofs"], *more]})
        return summary
    tails = [proof for proof in data["proofs"] if proof["kind"] == "tail"] if data else []
    more += [{**proof, "setting": data["setting"]} for proof in tails if data]
    return _proved(summary).but(
        finding=f"holds for every setting; closest of those tried: {summary.finding}",
        method=METHODS[proofs[0]["kind"]],
        evidence=(_sentence(proofs), *first_widths(theorem), *summary.evidence),
        certificate=certificate(theorem.label, {}, "certified", *proofs, *more, scope="all"),
    )


def _proved(summary: Verdict) -> Verdict:
    """The verdict once there is a proof for all: what was undecided or supported is certified."""
    if summary.outcome is Outcome.REFUTED:
        raise ArithmeticError(f"{summary.label}: {summary.finding}; yet there is a proof for all")
    claimed, upper = summary.failure.claimed, summary.failure.upper
    lower = summary.failure.lower if summary.failure.confidence == 1 else 0.0
    return summary.but(
        outcome=Outcome.CERTIFIED,
        scope="all",
        failure=Failure(claimed, min(lower, claimed), min(upper, claimed)),
    )


def decide(theorem: Theorem, s: Setting, options: Options) -> Verdict:
    """The verdict on a region: a setting some of whose values are spans."""
    scope = "all" if all(v == Span() for v in s.values()) else "box"
    if not all(_allowed(p, s[p.name]) for p in theorem.parameters):
        return _searched(theorem, s, options)
    found = _on_region(theorem, s, options, scope)
    return _searched(theorem, s, options) if found is None else found


def _on_region(theorem: Theorem, s: Setting, options: Options, scope: str) -> Verdict | None:
    """The verdict by a proof about this region, or about every setting; or None."""
    found: Verdict | None = None
    match theorem:
        case Bound() if theorem.except_with is not None:
            proofs = _proofs_on(theorem, s)
            return _certified(theorem, s, proofs, scope) if proofs else None
        case Bound() if "x_norm" in s:
            found = deterministic.on_region(theorem, s, options)
        case Implication():
            found = implications.on_region(theorem, s)
        case Limit():
            found = limits.on_region(theorem, s, options)
        case Expectation():
            found = expectations.on_region(theorem, s, options)
        case SmoothBound():
            found = hidden_layer.on_region(theorem, s, options)
            return None if found is None else found.but(setting=s, scope=scope)
    if found is None:
        found = whole(theorem, options)
    elif found.outcome is Outcome.REFUTED:
        return found  # at a setting
    return None if found is None else found.but(setting=s, scope=scope)


def _allowed(p: Parameter, value: Value | Span) -> bool:
    """Whether the hypotheses allow all of a value; `--set` may visit more than they do."""
    ends = (value.low, value.high) if isinstance(value, Span) else (value,)
    return all(end is None or end in p.domain for end in ends)


def _proofs_on(theorem: Bound, s: Setting) -> list[dict[str, Any]]:
    """Proofs of a bound on a region; several where several ways lead there."""
    proofs = list[dict[str, Any]]()
    spans = [name for name, value in s.items() if isinstance(value, Span)]
    if spans == ["delta"] and chain_holds(theorem):
        found = every_delta(theorem, s)
        if isinstance(found, Everywhere):
            proofs.append(found.proof)
    proofs += for_every_setting(theorem) or []
    for p in theorem.parameters:
        if not proofs and p.name == "x_norm":
            proofs += for_norms(theorem, *_ends(p, s.x_norm)) or []
    return proofs


def _ends(p: Parameter, value: Any) -> tuple[Fraction, Fraction | None]:
    """The ends of a value or a span of ||x||; without ends it is the domain."""
    span = p.domain if value == Span() else value
    low, high = (getattr(span, end, value) for end in ("low", "high"))
    return Fraction(low or 0), None if high is None else Fraction(high)


def _certified(theorem: Bound, s: Setting, proofs: list[dict[str, Any]], scope: str) -> Verdict:
    where = "every setting" if scope == "all" else f"every setting in {s!r}"
    return decided(
        theorem,
        s,
        Outcome.CERTIFIED,
        f"holds for {where}",
        _sentence(proofs),
        scope=scope,
        method=METHODS[proofs[0]["kind"]],
        certificate=certificate(
            theorem.label, {} if scope == "all" else s, "certified", *proofs, scope=scope
        ),
    )


def _sentence(proofs: list[dict[str, Any]]) -> str:
    """How a region was proved, in words."""
    words = []
    for proof in proofs:
        match proof["kind"]:
            case "every width":
                leaves = sum(token not in ("s", "y") for token in proof["tree"].split())
                many = "one box" if leaves == 1 else f"{leaves} boxes"
                words.append(f"Chernoff's bound on the unit square, {many}")
            case "hoeffding":
                words.append("Hoeffding's inequality with the mean bounded by sqrt(2/pi) r")
            case "composition":
                words.append(f"composition of {', '.join(proof['of'])} with Cauchy-Schwarz")
            case "every delta":
                what = {"list": "a finite list of counts", "zero": "a worst case that is 0"}
                words.append(
                    what.get(proof["by"], f"a cover of {len(proof.get('cells', ()))} cells")
                )
    return f"Proved by {'; and by '.join(words)}."


def _searched(theorem: Theorem, s: Setting, options: Options) -> Verdict:
    """A failing setting of the coverage inside the region, or undecided."""
    points, tried, fault = _points(theorem, s), 0, ""
    verdicts: Iterable[Verdict]
    if isinstance(theorem, Bound) and theorem.except_with and options.method == "sample":
        verdicts = probabilistic.cover_by_draws(theorem, points, options)
    else:
        verdicts = (forms.decide(theorem, p, options, settle=False) for p in points)
    for verdict in verdicts:
        tried, fault = tried + 1, fault or verdict.fault
        if verdict.outcome is Outcome.REFUTED:
            return verdict.but(fault=verdict.fault or fault)
    return decided(
        theorem,
        s,
        Outcome.UNDECIDED,
        f"no proof covers {s!r}; it fails at none of {tried} settings tried in it",
        "Settings that hold one by one prove nothing about the rest of the region; choose a"
        " smaller one.",
        scope="box",
        method="coverage",
        fault=fault,
    )


def _points(theorem: Theorem, s: Setting) -> list[Setting]:
    """The coverage inside a region and its ends, and where delta is free its doubtful value."""
    narrowed = tuple(
        replace(p, domain=p.trial or p.domain, coverage=_inside(p, s[p.name]))
        for p in theorem.parameters
    )
    found = list(grid(replace(theorem, parameters=narrowed)))
    if isinstance(theorem, Bound) and theorem.except_with and isinstance(s.get("delta"), Span):
        for c in list({repr(p.but(delta=0)): p for p in found}.values())[:50]:
            doubtful = getattr(every_delta(theorem, c), "delta", None)
            # the doubtful delta may lie on the boundary; beyond it the failure is plainer
            deltas = [] if doubtful is None else [_power(doubtful, e) for e in BEYOND]
            found = [c.but(delta=d) for d in deltas if _settable(d, s.delta)] + found
    return found


def _power(delta: Fraction, exponent: float) -> Fraction:
    return delta if exponent == 1 else Fraction(f"{float(delta) ** exponent:.3g}")


def _settable(delta: Fraction, span: Span) -> bool:
    return PROBABILITY.smallest <= delta < 1 and _within(delta, span)


def _inside(p: Parameter, value: Value | Span) -> tuple[Value, ...]:
    if not isinstance(value, Span):
        return (value,)
    if value.low is None or value.high is None:
        return p.coverage
    covered = (c for c in p.coverage if _within(c, value))
    return tuple(dict.fromkeys((value.low, *covered, value.high)))


def _within(value: Any, span: Span) -> bool:
    return span.low is None or span.high is None or bool(span.low <= value <= span.high)
