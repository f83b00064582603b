"""Verdicts on a terminal: a table for many, the evidence for one.

Lines break between words, and only where somebody reads them at a width; commands never break.
"""

import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from checkers.verdicts import numerals
from checkers.verdicts.verdict import LEVELS, LIFTED, Outcome, Verdict
from reports.proofs import rest_on_refuted, variant_of
from reports.record import command
from theorems.language.records import Theorem

STYLES: Mapping[Outcome, Mapping[str, Any]] = {
    Outcome.CERTIFIED: {"fg": "green"},
    Outcome.SUPPORTED: {"fg": "cyan"},
    Outcome.REFUTED: {"fg": "red", "bold": True},
    Outcome.UNDECIDED: {"fg": "yellow"},
}
WARNING = STYLES[Outcome.UNDECIDED]
NARROWEST = 20  # a terminal is taken to have at least so many characters
FINDING = 40  # characters that the column of findings needs to be read


def print_verdicts(
    verdicts: Sequence[Verdict],
    known: Mapping[str, Theorem],
    choices: Mapping[str, Any] | None = None,
) -> None:
    """Print one verdict with its evidence, or several as a table with what must be known beside it.

    Variants stand below the statement that they vary; twins are counted, and shown where they are
    few or did not fail.
    """
    width = _width()
    one = len(verdicts) == 1
    lines = _one(verdicts[0], width, choices) if one else _many(verdicts, known, width)
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    click.echo("\n".join(lines), file=sys.stdout, color=False if plain else None)


def _width() -> int | None:
    """Characters of a line: COLUMNS, or those of the terminal; None where no width is known."""
    columns = os.environ.get("COLUMNS", "")
    if (columns.isdecimal() and int(columns) > 0) or (sys.stdout and sys.stdout.isatty()):
        return max(NARROWEST, shutil.get_terminal_size().columns)
    return None


def _wrapped(text: str, width: int | None, hanging: str = "") -> list[str]:
    """The lines of a text: words, and so numbers, stay whole."""
    if width is None:
        return [text]
    return textwrap.wrap(
        text, width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    )


def _many(
    verdicts: Sequence[Verdict], known: Mapping[str, Theorem], width: int | None
) -> Iterator[str]:
    rows = [v for v in in_order(verdicts) if v.twin_of is None or len(verdicts) < 4]
    yield from _table(rows, width)
    outcomes = {v.label: v.outcome.value for v in verdicts}
    for label, refuted in rest_on_refuted(outcomes, known).items():
        if refuted:
            told = f"{label}: its printed proof rests on {', '.join(refuted)} (refuted)"
            yield from _warning(told, width)
    twins = [v for v in verdicts if v.twin_of]
    yield from _count("false twins refuted", twins, {Outcome.REFUTED}, width)
    variants = [v for v in verdicts if v.twin_of is None and variant_of(v.label)]
    yield from _count("variants certified", variants, {Outcome.CERTIFIED}, width)


def _table(rows: Sequence[Verdict], width: int | None) -> Iterator[str]:
    """One row for each verdict, or a paragraph where the terminal is too narrow for rows."""
    cells = [(v.label, v.outcome.value, v.scope) for v in rows]
    heads = ("statement", "outcome", "scope")
    label, outcome, scope = (max(map(len, column)) for column in zip(heads, *cells, strict=True))
    before = label + outcome + scope + 6
    words = [len(word) for v in rows for word in v.finding.split()]
    if width is not None and width - before < max(FINDING, *words, 0):
        for v in rows:
            told = click.style(v.outcome.value, **STYLES[v.outcome])
            yield f"{v.label}  {told}  {v.scope}"
            yield from (f"  {line}" for line in _wrapped(v.finding, width - 2))
        return
    yield f"{heads[0]:{label}}  {heads[1]:{outcome}}  {heads[2]:{scope}}  finding"
    for v in rows:
        told = click.style(f"{v.outcome.value:{outcome}}", **STYLES[v.outcome])
        first, *others = _wrapped(v.finding, None if width is None else width - before) or [""]
        yield f"{v.label:{label}}  {told}  {v.scope:{scope}}  {first}".rstrip()
        yield from (" " * before + line for line in others)


def in_order(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The same verdicts, each variant after the statement that it varies."""
    place = {verdict.label: i for i, verdict in enumerate(verdicts)}

    def key(verdict: Verdict) -> int:
        return place.get(variant_of(verdict.label) or "", place[verdict.label])

    return sorted(verdicts, key=key)


def _count(
    what: str, verdicts: Sequence[Verdict], expected: set[Outcome], width: int | None
) -> Iterator[str]:
    """How many came out as they must; the others by name."""
    others = [verdict for verdict in verdicts if verdict.outcome not in expected]
    if verdicts:
        yield f"{what}: {len(verdicts) - len(others)} of {len(verdicts)}"
    for verdict in others:
        told = f"NOT {what.split()[-1]}: {verdict.label} ({verdict.outcome.value})"
        yield from _warning(told, width)


def _warning(text: str, width: int | None) -> Iterator[str]:
    yield from (click.style(line, **WARNING) for line in _wrapped(text, width))


def _one(verdict: Verdict, width: int | None, choices: Mapping[str, Any] | None) -> Iterator[str]:
    """The outcome and the evidence of one verdict."""
    outcome = click.style(verdict.outcome.value, **STYLES[verdict.outcome])
    yield f"{click.style(verdict.label, bold=True)}: {outcome}"
    yield from _wrapped(verdict.outcome.sentence, width)
    yield from _wrapped(verdict.finding, width)
    if verdict.level:
        lifted = LIFTED.get(verdict.level)
        more = f"; what would lift it: {lifted}" if lifted else ""
        yield from _wrapped(f"level {verdict.level}: {LEVELS[verdict.level]}{more}", width)
    for sentence in verdict.evidence:
        yield from _wrapped(f"- {sentence}", width, hanging="  ")
    if verdict.failure.claimed > 0:
        f = verdict.failure
        yield from _wrapped(
            f"failure probability: claimed {numerals.near(f.claimed)}, enclosed in"
            f" {numerals.interval(f.lower, f.upper)}, confidence {numerals.lower(f.confidence, 9)}",
            width,
        )
    numbers = {
        "bound": verdict.bound,
        verdict.statistic: verdict.typical,
        "tightness": verdict.tightness,
        "sharpest factor": verdict.sharpest,
    }
    for name, value in numbers.items():
        if value is not None:
            yield f"{name}: {value:.6g}"
    if verdict.vacuous:
        yield from _wrapped("the bound is vacuous here: no value exceeds it", width)
    if verdict.witness:
        yield from _wrapped(f"witness: {dict(verdict.witness)}", width)
    yield click.style(f"again with: {command(verdict, choices)}", dim=True)
