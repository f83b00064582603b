"""statements.txt as blocks: a headline, and below it lines of a key and its parts.

    X, like Y           a headline at the margin; ", like Y" only where lines are taken over from Y
      key: part ; part  lines of X, set in
    # ...               a remark

A line that fits none of this is an error of the text, not of a certificate, and stops everything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .formulas import Node, parse

TEXT = Path(__file__).with_name("statements.txt")


@dataclass(frozen=True)
class Block:
    """What stands under one headline.

    like  : the headline of another block, whose lines are taken over in part; or nothing
    lines : the parts of each line, by its key, in order
    """

    name: str
    like: str
    lines: Mapping[str, tuple[str, ...]]

    def has_only(self, keys: Iterable[str]) -> None:
        """Raise ValueError where the block has a line with another key."""
        if other := self.lines.keys() - {*keys}:
            raise ValueError(f"statements.txt: {self.name} has the line {min(other)!r}")

    def word(self, key: str) -> str:
        """The only part of a line, or nothing."""
        return " ; ".join(self.lines.get(key, ()))

    def formulas(self, key: str) -> tuple[Node, ...]:
        """The formulas of a line; none where the line is missing."""
        return tuple(parse(part) for part in self.lines.get(key, ()))

    def formula(self, key: str) -> Node | None:
        """The only formula of a line, or None."""
        return parse(self.word(key)) if key in self.lines else None

    def named(self, first: str) -> Mapping[str, str]:
        """Of lines `FIRST NAME: ...`, what they say by name."""
        keys = [key for key in self.lines if key.startswith(f"{first} ")]
        return {key.removeprefix(f"{first} "): self.word(key) for key in keys}


@cache
def blocks() -> Mapping[str, Block]:
    """All blocks of statements.txt by their names; raises ValueError where it cannot be read."""
    found: dict[str, Block] = {}
    lines: dict[str, tuple[str, ...]] = {}
    for number, text in enumerate(TEXT.read_text(encoding="utf-8").splitlines(), 1):
        if not text.strip() or text.startswith("#"):
            continue
        head, key = not text.startswith(" "), text.strip()
        name, _, like = key.partition(", like ")
        key, _, parts = key.partition(": ")
        if (name in found) if head else (key in lines or not parts or not found):
            raise ValueError(f"statements.txt, line {number}: {text.strip()!r}")
        if head:
            lines = {}
            found[name] = Block(name, like, lines)
        else:
            lines[key] = tuple(part.strip() for part in parts.split(" ; "))
    return found
