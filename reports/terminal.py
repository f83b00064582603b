"""Verdicts on a terminal: a table for many, the evidence for one."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from checkers.verdict import Outcome, Verdict
from reports.proofs import rest_on_refuted, variant_of
from reports.record import command
from theorems.statement import Theorem

STYLES = {
    Outcome.CERTIFIED: "green",
    Outcome.SUPPORTED: "cyan",
    Outcome.REFUTED: "bold red",
    Outcome.UNDECIDED: "yellow",
}


def print_verdicts(
    verdicts: Sequence[Verdict],
    known: Mapping[str, Theorem],
    choices: Mapping[str, Any] | None = None,
) -> None:
    """Print one verdict with its evidence, or several as a table with what must be known beside it.

    Variants stand below the statement that they vary; twins are counted, and shown where they are
    few or did not fail.
    """
    console = Console(highlight=False)
    if len(verdicts) == 1:
        print_one(console, verdicts[0], choices)
        return
    first = Column("statement", overflow="fold")  # a label is never cut short
    table = Table(first, "outcome", "scope", "finding", show_edge=False)
    for verdict in in_order(verdicts):
        if verdict.twin_of is None or len(verdicts) < 4:
            outcome = Text(verdict.outcome.value, STYLES[verdict.outcome])
            table.add_row(verdict.label, outcome, verdict.scope, Text(verdict.finding))
    console.print(table)
    outcomes = {v.label: v.outcome.value for v in verdicts}
    for label, refuted in rest_on_refuted(outcomes, known).items():
        if refuted:
            _warn(console, f"{label}: its printed proof rests on {', '.join(refuted)} (refuted)")
    _count(console, "false twins refuted", [v for v in verdicts if v.twin_of], {Outcome.REFUTED})
    variants = [v for v in verdicts if v.twin_of is None and variant_of(v.label)]
    _count(console, "variants certified", variants, {Outcome.CERTIFIED})


def in_order(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The same verdicts, each variant after the statement that it varies."""
    place = {verdict.label: i for i, verdict in enumerate(verdicts)}

    def key(verdict: Verdict) -> int:
        return place.get(variant_of(verdict.label) or "", place[verdict.label])

    return sorted(verdicts, key=key)


def _count(
    console: Console, what: str, verdicts: Sequence[Verdict], expected: set[Outcome]
) -> None:
    """How many came out as they must; the others by name."""
    others = [verdict for verdict in verdicts if verdict.outcome not in expected]
    if verdicts:
        console.print(f"{what}: {len(verdicts) - len(others)} of {len(verdicts)}")
    for verdict in others:
        _warn(console, f"NOT {what.split()[-1]}: {verdict.label} ({verdict.outcome.value})")


def _warn(console: Console, text: str) -> None:
    console.print(Text(text, STYLES[Outcome.UNDECIDED]))


def print_one(console: Console, verdict: Verdict, choices: Mapping[str, Any] | None = None) -> None:
    """Print the outcome and the evidence of one verdict."""
    console.print(
        Text.assemble(
            (verdict.label, "bold"), ": ", (verdict.outcome.value, STYLES[verdict.outcome])
        )
    )
    console.print(Text(verdict.outcome.sentence))
    console.print(Text(verdict.finding))
    for sentence in verdict.evidence:
        console.print(Text(f"- {sentence}"))
    if verdict.failure.claimed > 0:
        f = verdict.failure
        console.print(
            Text(
                f"failure probability: claimed {f.claimed:.6g}, enclosed in [{f.lower:.6g},"
                f" {f.upper:.6g}], confidence {f.confidence:.6g}"
            )
        )
    numbers = {
        "bound": verdict.bound,
        verdict.statistic: verdict.typical,
        "tightness": verdict.tightness,
        "sharpest factor": verdict.sharpest,
    }
    for name, value in numbers.items():
        if value is not None:
            console.print(Text(f"{name}: {value:.6g}"))
    if verdict.vacuous:
        console.print(Text("the bound is vacuous here: it exceeds every possible value"))
    if verdict.witness:
        console.print(Text(f"witness: {dict(verdict.witness)}"))
    console.print(Text(f"again with: {command(verdict, choices)}", "dim"))
