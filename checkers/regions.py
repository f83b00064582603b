"""Verdicts on regions: every setting that the hypotheses allow, or ranges of some parameters.

`--set NAME=all` and `--set NAME=LOW..HIGH` ask for them. What cannot be proved as a whole is
searched for a failing setting; settings that hold one by one prove nothing about the rest.
"""

from collections.abc import Iterable
from dataclasses import replace

from checkers.forms import decide as decide_at
from checkers.forms import everywhere, form_of
from checkers.verdicts.coverage import grid
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict, decided, proved
from checkers.worst_cases import on_regions, probabilistic
from theorems.language.domains import Span, Value, within_span
from theorems.language.records import Bound, Parameter, Setting, Theorem


def promote(theorem: Theorem, summary: Verdict, options: Options) -> Verdict:
    """The verdict of a coverage, raised to every setting where that is proved.

    Raises ArithmeticError where a proof and a refuted setting contradict each other.
    """
    form = form_of(theorem)
    if form.promote is not None:
        return form.promote(theorem, summary, options)
    found = None if summary.scope == "all" else everywhere(theorem, options)
    if found is None:
        return summary
    return proved(summary).but(
        finding=f"{found.finding}; {summary.finding}",
        method=found.method,
        evidence=(*found.evidence, *summary.evidence),
        certificate=found.certificate,
        fault=summary.fault or found.fault,
    )


def decide(theorem: Theorem, s: Setting, options: Options) -> Verdict:
    """The verdict on a region: a setting some of whose values are spans."""
    found = None
    if all(_allowed(p, s[p.name]) for p in theorem.parameters):
        found = _on_region(theorem, s, options)
    return _searched(theorem, s, options) if found is None else found


def _allowed(p: Parameter, value: Value | Span) -> bool:
    """Whether the hypotheses allow all of a value; `--set` may visit more than they do."""
    ends = (value.low, value.high) if isinstance(value, Span) else (value,)
    return all(end is None or end in p.domain for end in ends)


def _on_region(theorem: Theorem, s: Setting, options: Options) -> Verdict | None:
    """The verdict by a proof about this region, or about every setting; or None."""
    on_region = form_of(theorem).on_region
    found = None if on_region is None else on_region(theorem, s, options)
    if found is not None and found.outcome is Outcome.REFUTED:
        return found  # at a setting
    found = everywhere(theorem, options) if found is None else found
    scope = "all" if all(v == Span() for v in s.values()) else "box"
    return None if found is None else found.but(setting=s, scope=scope)


def _searched(theorem: Theorem, s: Setting, options: Options) -> Verdict:
    """A failing setting of the coverage inside the region, or undecided."""
    points, tried, fault = _points(theorem, s), 0, ""
    random = theorem if isinstance(theorem, Bound) and theorem.except_with is not None else None
    if random:
        points = on_regions.doubtful(random, s, points) + points
    verdicts: Iterable[Verdict] = (decide_at(theorem, p, options, settle=False) for p in points)
    if random and options.method == "sample":
        verdicts = probabilistic.cover_by_draws(random, points, options)
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
    """The coverage inside a region, and its ends."""
    narrowed = tuple(
        replace(p, domain=p.trial or p.domain, coverage=_inside(p, s[p.name]))
        for p in theorem.parameters
    )
    return list(grid(replace(theorem, parameters=narrowed)))


def _inside(p: Parameter, value: Value | Span) -> tuple[Value, ...]:
    if not isinstance(value, Span):
        return (value,)
    if value.low is None or value.high is None:
        return p.coverage
    covered = (c for c in p.coverage if within_span(c, value))
    return tuple(dict.fromkeys((value.low, *covered, value.high)))
