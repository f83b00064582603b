"""Probabilistic bounds over regions: proofs for every setting, and what they add to a coverage."""

from fractions import Fraction
from typing import Any

from checkers.verdicts.certificates import certificate
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict, decided, proved
from checkers.worst_cases.every_delta import Everywhere, every_delta
from checkers.worst_cases.every_setting import (
    best_constant,
    chain_holds,
    for_every_setting,
    for_norms,
)
from checkers.worst_cases.first_widths import first_widths
from theorems.language.domains import PROBABILITY, Span, within_span
from theorems.language.records import Bound, Parameter, Setting

BEYOND = (1, 1.1, 1.3, 1.6, 2, 3)  # powers of a doubtful delta that are tried
TRIED = 50  # settings at which the doubtful delta is looked for
METHODS = {
    "every width": "branch and bound",
    "hoeffding": "Hoeffding's inequality",
    "composition": "composition",
    "every delta": "exact tails",
}


def decide_everywhere(theorem: Bound, options: Options) -> Verdict | None:
    """The verdict at every setting at once, or None."""
    proofs = for_every_setting(theorem)
    return _certified(theorem, theorem.setting({}), proofs, "all") if proofs else None


def on_region(theorem: Bound, s: Setting, options: Options) -> Verdict | None:
    """The verdict on a region, or None where no proof covers it."""
    proofs = _proofs_on(theorem, s)
    scope = "all" if all(v == Span() for v in s.values()) else "box"
    return _certified(theorem, s, proofs, scope) if proofs else None


def promote(theorem: Bound, summary: Verdict, options: Options) -> Verdict:
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
    return proved(summary).but(
        finding=f"holds for every setting; closest of those tried: {summary.finding}",
        method=METHODS[proofs[0]["kind"]],
        evidence=(_sentence(proofs), *first_widths(theorem), *summary.evidence),
        certificate=certificate(theorem.label, {}, "certified", *proofs, *more, scope="all"),
    )


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


def doubtful(theorem: Bound, s: Setting, tried: list[Setting]) -> list[Setting]:
    """Settings whose delta is where a proof for every delta stops, and beyond it.

    The doubtful delta may lie on the boundary; beyond it the failure is plainer.
    """
    found = list[Setting]()
    if isinstance(s.get("delta"), Span):
        for c in list({repr(p.but(delta=0)): p for p in tried}.values())[:TRIED]:
            at = getattr(every_delta(theorem, c), "delta", None)
            deltas = [] if at is None else [_power(at, e) for e in BEYOND]
            found = [c.but(delta=d) for d in deltas if _settable(d, s.delta)] + found
    return found


def _power(delta: Fraction, exponent: float) -> Fraction:
    return delta if exponent == 1 else Fraction(f"{float(delta) ** exponent:.3g}")


def _settable(delta: Fraction, span: Span) -> bool:
    return PROBABILITY.smallest <= delta < 1 and within_span(delta, span)
