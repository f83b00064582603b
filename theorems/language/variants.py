"""Neighbours of a printed statement: deliberately false ones, repaired ones and sharpened ones.

Each has words of its own, so that none shows the reading or the formula of its print.
"""

import re
from dataclasses import fields, replace
from typing import Any, TypeVar

from theorems.language.encoded import encoded
from theorems.language.records import Bound, Identity, Inequality, Rate, SmoothBound, Statement

Record = TypeVar("Record", bound=Statement)

WORDS = (
    "label",
    "title",
    "source",
    "reading",
    "uses",
    "deviations",
    "twin_of",
    "formula",
    "change",
)
# what no printed formula shows: of what the claim speaks, and where
HYPOTHESES = ("parameters", "fixed", "random", "for_all", "almost", "radius")
RELATIONS = {"<=": r"\leq", ">=": r"\geq", "!=": r"\neq", "->": r"\to", "<": "<", ">": ">"}
# a command, or one other sign; `\|` and `\{` are commands
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[^\\]", re.DOTALL)
OPENING = (r"\left", r"\{", "{", "(", "[")
CLOSING = (r"\right", r"\}", "}", ")", "]")
ENDS = (r"\leq", r"\geq", "=", "<", ">", r"\implies", r"\quad")  # of a left-hand side


def twin(printed: Record, name: str, title: str, **changes: Any) -> Record:
    r"""A deliberately false neighbour, LABEL:twin-NAME.

    title   : what differs from the print, in words that can follow "but with"
    changes : the fields that differ; `reading` where the title does not tell it all, `formula`
              where neither its trees nor the title do
    """
    words = {"reading": f"As {printed.label}, but with {title}.", "change": ""}
    found = replace(
        printed,
        label=f"{printed.printed}:twin-{name}",
        title=title,
        twin_of=printed.printed,
        **{**words, **changes},
    )
    if "formula" in changes or not _shows(printed, found):
        return found
    return replace(found, formula=_formula(found))


def _shows(printed: Statement, other: Statement) -> bool:
    """Whether two records differ in what a formula shows."""
    names = {f.name for f in fields(printed)} - {*WORDS, *HYPOTHESES}
    return any(getattr(printed, name) != getattr(other, name) for name in names)


def repaired(printed: Record, title: str, *, formula: str, change: str, **changes: Any) -> Record:
    """A true statement with the smallest change, LABEL:repaired.

    formula : in LaTeX; change : what it changes in the print, and which step asks for it
    """
    return _variant(printed, "repaired", title, formula, change, changes)


def sharpened(printed: Record, title: str, *, formula: str, change: str, **changes: Any) -> Record:
    """What the same proof gives beyond the print, LABEL:sharpened; as for `repaired`."""
    return _variant(printed, "sharpened", title, formula, change, changes)


def _variant(
    printed: Record, kind: str, title: str, formula: str, change: str, changes: dict[str, Any]
) -> Record:
    reading = {"reading": f"As {printed.label}, but: {change.partition('. ')[0].rstrip('.')}."}
    label = f"{printed.label}:{kind}"
    words = {"title": title, "formula": formula, "change": change}
    return replace(printed, label=label, **{**reading, **words, **changes})


def _formula(record: Statement) -> str:
    """The formula of a record in LaTeX: from its trees where a print has them, else in words."""
    match record:
        case Bound() | SmoothBound():
            return encoded(record, _left_side(record))
        case Inequality() | Rate() | Identity():
            return encoded(record) or in_words(f"{record.printed}, but with {record.title}")
    return in_words(f"{record.printed}, but with {record.title}")


def in_words(sentence: str) -> str:
    """A sentence as LaTeX: its words as text, its relations as relations."""
    pieces = re.split("(" + "|".join(RELATIONS) + ")", sentence.translate({123: "(", 125: ")"}))
    return " ".join(
        RELATIONS[piece] if i % 2 else rf"\text{{{piece}}}" for i, piece in enumerate(pieces)
    )


def _left_side(record: Statement) -> str:
    r"""What the print has on the left of its \leq; empty where its formula is of another kind."""
    printed = record.source.formula.rpartition(r"\Rightarrow")[2].strip().removeprefix(r"\quad")
    depth, side = 0, ""
    for token in TOKEN.findall(printed):
        depth += (token in OPENING) - (token in CLOSING)
        if not depth and token in ENDS:
            return side.strip() if token == r"\leq" else ""
        side += token
    return ""
