"""Verdicts on regions: every setting that the hypotheses allow, or ranges of some parameters.

`--set NAME=all` and `--set NAME=LOW..HIGH` ask for them. What cannot be proved as a whole is
searched for a failing setting; settings that hold one by one prove nothing about the rest.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from checkers import bounds, identities, inequalities, smooth_bounds, sphere
from checkers.certificates import certificate
from checkers.coverage import grid
from checkers.every_delta import Everywhere, every_delta
from checkers.everywhere import best_constant, for_every_setting, for_norms
from checkers.finite_widths import first_widths
from checkers.options import Options
from checkers.verdict import Failure, Outcome, Verdict
from theorems.domains import Span
from theorems.statement import (
    Bound,
    Definiteness,
    Identity,
    Inequality,
    Setting,
    SmoothBound,
    Theorem,
)

Decide = Callable[[Theorem, Setting, Options], Verdict]
METHODS = {
    "every width": "branch and bound",
    "hoeffding": "Hoeffding's inequality",
    "composition": "composition",
    "every delta": "exact tails",
}


def whole(theorem: Theorem, options: Options) -> Verdict | None:
    """The verdict for every setting at once, or None where no proof covers them."""
    match theorem:
        case Bound() if theorem.failure is not None:
            proofs = for_every_setting(theorem)
            return _certified(theorem, theorem.setting({}), proofs, "all") if proofs else None
        case Bound():
            return bounds.decide_everywhere(theorem, options)
        case Inequality():
            return inequalities.decide_everywhere(theorem, options)
        case Definiteness():
            return sphere.decide_everywhere(theorem, options)
        case SmoothBound():
            usual = smooth_bounds.decide(theorem, theorem.setting({}), options)
            return _if_all(smooth_bounds.everywhere(theorem, usual))
        case Identity():
            return _if_all(identities.decide(theorem, theorem.setting({}), options))


def _if_all(verdict: Verdict) -> Verdict | None:
    return verdict if verdict.scope == "all" else None


def promote(theorem: Theorem, summary: Verdict, options: Options) -> Verdict:
    """The verdict of a coverage, raised to every setting where that is proved.

    Raises ArithmeticError where a proof and a refuted setting contradict each other.
    """
    if isinstance(theorem, SmoothBound):
        return smooth_bounds.everywhere(theorem, summary)
    if isinstance(theorem, Bound) and theorem.failure is not None:
        return _with_constants(theorem, summary)
    found = None if summary.scope == "all" else whole(theorem, options)
    if found is None:
        return summary
    if summary.outcome is not Outcome.CERTIFIED:
        raise ArithmeticError(f"{theorem.label}: {summary.finding}; yet there is a proof for all")
    return summary.but(
        scope="all",
        finding=f"{found.finding}; {summary.finding}",
        method=found.method,
        evidence=(*found.evidence, *summary.evidence),
        certificate=found.certificate,
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
    if proofs is None:
        data = summary.certificate
        if more and data and summary.outcome is Outcome.REFUTED:
            summary = summary.but(certificate={**data, "proofs": [*data["proofs"], *more]})
        return summary
    if summary.outcome is not Outcome.CERTIFIED:
        raise ArithmeticError(f"{theorem.label}: {summary.finding}; yet there is a proof for all")
    proofs = [*proofs, *first_widths(theorem)]
    return summary.but(
        scope="all",
        finding=f"holds for every setting; closest of those tried: {summary.finding}",
        method=METHODS[proofs[0]["kind"]],
        evidence=(_sentence(proofs), *summary.evidence),
        certificate=certificate(theorem.label, {}, "certified", *proofs, *more, scope="all"),
    )


def decide(theorem: Theorem, s: Setting, options: Options, decide_point: Decide) -> Verdict:
    """The verdict on a region: a setting some of whose values are spans."""
    scope = "all" if all(v == Span() for v in s.values()) else "box"
    if isinstance(theorem, Bound) and theorem.failure is not None:
        proofs = _proofs_on(theorem, s)
        if proofs:
            return _certified(theorem, s, proofs, scope)
    else:
        found = whole(theorem, options)
        if found is not None:
            return found.but(setting=s, scope=scope)
    return _searched(theorem, s, options, decide_point)


def _proofs_on(theorem: Bound, s: Setting) -> list[dict[str, Any]]:
    """Proofs of a bound on a region; several where several ways lead there."""
    proofs = list[dict[str, Any]]()
    spans = [name for name, value in s.items() if isinstance(value, Span)]
    links = bounds.failing_link(theorem, s.but(delta=Fraction(1, 2))) if spans == ["delta"] else ()
    if spans == ["delta"] and links is None:
        found = every_delta(theorem, s)
        if isinstance(found, Everywhere):
            proofs.append(found.proof)
    proofs += for_every_setting(theorem) or []
    if not proofs and "x_norm" in s:
        proofs += for_norms(theorem, *_ends(s.x_norm)) or []
    return proofs


def _ends(value: Any) -> tuple[Fraction, Fraction | None]:
    if not isinstance(value, Span):
        return Fraction(value), Fraction(value)
    high = None if value.high is None else Fraction(value.high)
    return Fraction(value.low or 0), high


def _certified(theorem: Bound, s: Setting, proofs: list[dict[str, Any]], scope: str) -> Verdict:
    where = "every setting" if scope == "all" else f"every setting in {s!r}"
    return Verdict(
        label=theorem.label,
        setting=s,
        outcome=Outcome.CERTIFIED,
        scope=scope,
        finding=f"holds for {where}",
        failure=Failure(0.0, 0.0, 0.0),
        method=METHODS[proofs[0]["kind"]],
        evidence=(_sentence(proofs),),
        certificate=certificate(
            theorem.label, {} if scope == "all" else s, "certified", *proofs, scope=scope
        ),
        twin_of=theorem.twin_of,
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
            case "first widths":
                words.append(f"exact tails for every width up to {proof['widths']}")
    return f"Proved by {'; and by '.join(words)}."


def _searched(theorem: Theorem, s: Setting, options: Options, decide_point: Decide) -> Verdict:
    """A failing setting of the coverage inside the region, or undecided."""
    tried = 0
    candidates = [c for c in _points(theorem, s) if _inside(theorem, c, s)]
    for setting in candidates:
        verdict = decide_point(theorem, setting, options)
        tried += 1
        if verdict.outcome is Outcome.REFUTED:
            return verdict
    return Verdict(
        label=theorem.label,
        setting=s,
        outcome=Outcome.UNDECIDED,
        scope="box",
        finding=f"no proof covers {s!r}; it fails at none of {tried} settings tried in it",
        failure=Failure(0.0, 0.0, 1.0),
        method="coverage",
        evidence=(
            "Settings that hold one by one prove nothing about the rest of the region; choose a"
            " smaller one.",
        ),
        twin_of=theorem.twin_of,
    )


def _points(theorem: Theorem, s: Setting) -> list[Setting]:
    """The coverage with the fixed values put in, and where delta is free its doubtful value."""
    fixed = {name: value for name, value in s.items() if not isinstance(value, Span)}
    points = {repr(c.but(**fixed)): c.but(**fixed) for c in grid(theorem)}
    found = list(points.values())
    if isinstance(theorem, Bound) and "delta" not in fixed and "delta" in s:
        for c in list({repr(p.but(delta=0)): p for p in found}.values())[:50]:
            doubt = every_delta(theorem, c) if theorem.failure else None
            delta = getattr(doubt, "delta", None)
            found = [c.but(delta=delta), *found] if delta is not None else found
    return found


def _inside(theorem: Theorem, c: Setting, s: Setting) -> bool:
    def within(value: Any, span: Any) -> bool:
        if not isinstance(span, Span) or span.low is None or span.high is None:
            return True
        return bool(span.low <= value <= span.high)

    return all(within(c[p.name], s[p.name]) for p in theorem.parameters)
