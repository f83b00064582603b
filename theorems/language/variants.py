"""Neighbours of a printed statement: deliberately false ones, repaired ones and sharpened ones.

Each needs words of its own, so that none shows the reading or the formula of its print.
"""

from dataclasses import replace
from typing import Any, TypeVar

from theorems.language.records import Statement

Record = TypeVar("Record", bound=Statement)


def twin(printed: Record, name: str, title: str, **changes: Any) -> Record:
    """A deliberately false neighbour, LABEL:twin-NAME.

    title   : what differs from the print, in words that can follow "but with"
    changes : the fields that differ; a reading of its own where the title does not tell it all
    """
    reading = {"reading": f"As {printed.label}, but with {title}."}
    return replace(
        printed,
        label=f"{printed.label}:twin-{name}",
        title=title,
        twin_of=printed.label,
        formula="",
        change="",
        **{**reading, **changes},
    )


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
