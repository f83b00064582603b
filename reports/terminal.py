"""Verdicts on a terminal: a table for many, the evidence for one."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from checkers.verdict import Outcome, Verdict
from reports.record import command

STYLES = {
    Outcome.CERTIFIED: "green",
    Outcome.SUPPORTED: "cyan",
    Outcome.REFUTED: "bold red",
    Outcome.UNDECIDED: "yellow",
}


def print_verdicts(verdicts: Sequence[Verdict]) -> None:
    """Print one verdict with its evidence, or several as a table and a count of the twins."""
    console = Console(highlight=False)
    if len(verdicts) == 1:
        print_one(console, verdicts[0])
        return
    table = Table("statement", "outcome", "scope", "finding", show_edge=False)
    for verdict in verdicts:
        if verdict.twin_of is None or len(verdicts) < 4:
            outcome = Text(verdict.outcome.value, STYLES[verdict.outcome])
            table.add_row(verdict.label, outcome, verdict.scope, Text(verdict.finding))
    console.print(table)
    twins = [verdict for verdict in verdicts if verdict.twin_of is not None]
    if twins:
        refuted = sum(verdict.outcome is Outcome.REFUTED for verdict in twins)
        console.print(f"false twins refuted: {refuted} of {len(twins)}")
        for verdict in twins:
            if verdict.outcome is not Outcome.REFUTED:
                console.print(Text(f"NOT refuted: {verdict.label}", STYLES[Outcome.UNDECIDED]))


def print_one(console: Console, verdict: Verdict) -> None:
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
    console.print(Text(f"again with: {command(verdict)}", "dim"))
