"""`widecheck show`: one statement in words, beside its repair and its sharpening."""

import shutil
import textwrap
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from reports.proofs import variant_kind, variant_of
from theorems.language.formal import formal
from theorems.language.records import Parameter, Theorem, shown

NARROWEST = 44  # characters that a column needs to be read
NONE = "nothing in the catalogue"
_HEAD = 18


def show(theorem: Theorem, known: Mapping[str, Theorem], method: str, width: int = 0) -> str:
    """Everything that a statement says, what it hangs together with, and how it is checked.

    A printed statement is shown beside its variants, a variant beside the print: in columns where
    `width` characters (0: those of the terminal) leave room for them, else one below the other.
    """
    forms = versions(theorem, known)
    own = theorem.label if theorem.twin_of else theorem.printed
    used_by = [t.label for t in known.values() if own in t.uses and _is_printed(t)]
    twins = [t for t in known.values() if t.twin_of == theorem.label]
    lines = [
        f"{theorem.label}: {theorem.title}",
        *([_line("falsifies", theorem.twin_of)] if theorem.twin_of else []),
        _line("source", f"{theorem.source.key}, {theorem.source.locator}"),
        *_compared(forms, width or shutil.get_terminal_size().columns),
        *(_line("parameter", _parameter(p)) for p in theorem.parameters),
        _line("uses", ", ".join(encoded(u, known) for u in theorem.uses) or NONE),
        _line("used by", ", ".join(used_by) or NONE),
        *(_line("deviation", text) for text in theorem.deviations),
        *(_line("twin", f"{t.label}: {t.title}") for t in twins),
        _line("checked by", method),
    ]
    return "\n".join(lines)


def encoded(label: str, known: Mapping[str, Theorem]) -> str:
    """A label, and whether the catalogue has it yet."""
    return label if label in known else f"{label} (not encoded yet)"


def versions(theorem: Theorem, known: Mapping[str, Theorem]) -> list[Theorem]:
    """The print with all its variants; for a variant the print and itself; else itself alone."""
    if variant_of(theorem.label):
        original = known.get(theorem.printed)
        return [original, theorem] if original else [theorem]
    return [theorem, *(t for t in known.values() if variant_of(t.label) == theorem.label)]


def version_name(label: str) -> str:
    """What a column is headed with."""
    return variant_kind(label) or "as printed"


def other_hypotheses(theorem: Theorem, original: Theorem) -> list[str]:
    """The domains of a variant that are not those of the print."""
    before = {p.name: p.domain for p in original.parameters}
    changed = [p for p in theorem.parameters if before.get(p.name) != p.domain]
    dropped = set(before) - {p.name for p in theorem.parameters}
    return [p.domain.describe(p.name) for p in changed] + [f"no {n}" for n in sorted(dropped)]


def _is_printed(theorem: Theorem) -> bool:
    return not theorem.twin_of and not variant_of(theorem.label)


def _parameter(p: Parameter) -> str:
    return f"{p.domain.describe(p.name)}: {p.meaning} (default {shown(p.default)})"


def _line(head: str, text: str) -> str:
    return f"{head:{_HEAD}}{text}"


def _compared(forms: Sequence[Theorem], width: int) -> list[str]:
    rows = [
        ("formula", [t.latex for t in forms]),
        ("reading", [t.reading for t in forms]),
        ("formal reading", [formal(t) for t in forms]),
    ]
    if len(forms) == 1 and not forms[0].change:
        return [_line(head, text) for head, (text,) in rows]
    names = [version_name(t.label).upper() for t in forms]
    rows += [
        ("instead", ["; ".join(other_hypotheses(t, forms[0])) for t in forms]),
        ("change", [t.change for t in forms]),
    ]
    column = (width - _HEAD) // len(forms) - 2
    longest = max(len(word) for _, texts in rows for text in texts for word in text.split() or [""])
    if column < max(NARROWEST, longest):  # words of a formula stay whole
        blocks = [
            [f"{name}: {t.label}" + (f": {t.title}" if i else "")]
            + [f"  {head:{_HEAD - 2}}{texts[i]}" for head, texts in rows if texts[i]]
            for i, (name, t) in enumerate(zip(names, forms, strict=True))
        ]
        return [line for block in blocks for line in ("", *block)] + [""]
    cells = [("", names), ("", [t.label for t in forms]), *rows]
    lines = []
    for head, texts in cells:
        wrapped = [textwrap.wrap(text, column, break_on_hyphens=False) for text in texts]
        for i, pieces in enumerate(zip_longest(*wrapped, fillvalue="")):
            row = "  ".join(f"{piece:{column}}" for piece in pieces)
            lines.append(_line("" if i else head, row).rstrip())
        if head and any(wrapped):
            lines.append("")
    return ["", *lines]
