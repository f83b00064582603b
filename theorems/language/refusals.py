"""What a reading remembers: the first thing that could not be read, even where the author hides it.

A definition that catches the refusal (try, except) and answers something else is refused all the
same: a session keeps the sentence with its line.
"""

import builtins
import traceback
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, NoReturn

from theorems.language.expressions import Unreadable
from theorems.language.reading import line


@dataclass
class Session:
    """One reading of a definition: which sizes are even, and what was refused first."""

    definition: Callable[..., Any]
    even: frozenset[str]
    refused: str = ""
    above: int = 0  # frames of those who asked for the reading

    def note(self, error: Exception) -> None:
        """Remember a refusal, with the line at which the author met it."""
        if not self.refused:
            frames = traceback.extract_stack()[self.above :]
            self.refused = f"{line(frames, self.definition)} {error}"


_SESSION: ContextVar[Session | None] = ContextVar("session", default=None)


def refuse(sentence: str) -> NoReturn:
    """Raise Unreadable, and remember it."""
    error = Unreadable(sentence)
    noted(error)
    raise error


def noted(error: Exception) -> None:
    """Remember a refusal in the reading that goes on, if one does."""
    session = _SESSION.get()
    if session is not None:
        session.note(error)


def even_sizes() -> frozenset[str]:
    """The names of the sizes that are even in the reading that goes on."""
    session = _SESSION.get()
    return frozenset() if session is None else session.even


@contextmanager
def session(
    definition: Callable[..., Any], even: Collection[str], length: Callable[[Any], Any]
) -> Iterator[Session]:
    """A reading, in which `len` is `length`.

    Python's own len turns whatever __len__ answers into a plain integer, so that the name of a size
    would be lost in it; numpy's authors write len(x) all the same.
    """
    plain = builtins.len
    above = plain(traceback.extract_stack()) - 2  # from who asks for the reading
    opened = Session(definition, frozenset(even), above=above)
    token = _SESSION.set(opened)
    builtins.len = length
    try:
        yield opened
    finally:
        builtins.len = plain
        _SESSION.reset(token)
