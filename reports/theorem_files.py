"""A user's FILE.py: how it is imported, what it must hold, and whose fault an error is."""

import contextlib
import stat
import sys
import traceback
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

from theorems import THEOREMS, TWINS, VARIANTS
from theorems.language.domains import UnmetHypothesis
from theorems.language.fields import quoted, typed
from theorems.language.records import Theorem

LONGEST_PATH = 80  # characters
FORMS = get_args(Theorem)


LARGEST = 10**7  # bytes of a file of statements


@dataclass(frozen=True)
class Held:
    """What a file holds: its statements in order, and their places by the names of variables."""

    statements: tuple[Theorem, ...]
    places: Mapping[str, tuple[int, ...]]


def statements_of(source: str, taken: Collection[str]) -> dict[str, Theorem]:
    """The statements of a file by their labels, with functions that answer or say why not.

    They are its THEOREMS, a tuple; without it, what stands at its top level, alone or in lists.

    taken : labels that are another's

    Raises UnmetHypothesis where the file cannot be imported, has no statement, or a label twice.
    """
    found: dict[str, Theorem] = {}
    for theorem in _file(source).statements:
        if theorem.label in taken or theorem.label in found:
            whose = "the catalogue" if theorem.label in taken else "another statement of the file"
            raise UnmetHypothesis(
                f"{_shown(source)}: the label {theorem.label} is that of {whose};"
                " each statement needs one of its own."
            )
        found[theorem.label] = theorem
    return found


def labels_of(source: str, name: str) -> list[str]:
    """The labels of the statements that a file calls `name` at its top level; errors as above."""
    held = _file(source)
    return [held.statements[i].label for i in held.places.get(name, ())]


def _file(source: str) -> Held:
    """What a file holds as it is now."""
    try:
        path = Path(source).resolve(strict=True)
        found_there = path.stat()
        if path.suffix != ".py" or not stat.S_ISREG(found_there.st_mode):
            raise ValueError("its name needs .py")
        if found_there.st_size > LARGEST:
            raise ValueError(f"it has more than {LARGEST} bytes")
        code, changed = path.read_bytes(), found_there.st_mtime_ns
    except (OSError, ValueError) as error:  # ValueError: a name with a null byte
        why = getattr(error, "strerror", None) or error
        raise UnmetHypothesis(
            f"{_shown(source)} is no readable Python file ({why}); give one that ends in .py."
        ) from None
    return _answering(source, path, code, changed)


@cache
def _answering(source: str, path: Path, code: bytes, changed: int) -> Held:
    """What a file holds; it is imported once as long as it stays as it is."""
    from checkers.arithmetic.answers import answering

    names = vars(_module(source, path, code))
    catalogue = {id(theorem) for theorem in (*THEOREMS, *VARIANTS, *TWINS)}
    top = {name: held for name, one in names.items() if (held := _statements(one))}
    if "THEOREMS" in names:
        if not isinstance(names["THEOREMS"], tuple) or "THEOREMS" not in top:
            told = quoted(names["THEOREMS"])
            raise UnmetHypothesis(
                f"{_shown(source)} needs THEOREMS, a tuple of statements; got {told}."
            )
        own = {id(one): one for one in top["THEOREMS"]}
    else:  # what is imported from the catalogue stays the catalogue's
        own = {id(one): one for held in top.values() for one in held if id(one) not in catalogue}
    if not own:
        raise UnmetHypothesis(
            f"{_shown(source)} needs a statement at its top level, or in THEOREMS; it has none."
        )
    place = {key: i for i, key in enumerate(own)}
    return Held(
        tuple(answering(one, _shown(source)) for one in own.values()),
        {
            name: tuple(place[id(one)] for one in held)
            for name, held in top.items()
            if all(id(one) in place for one in held)
        },
    )


def _statements(value: object) -> tuple[Theorem, ...]:
    """A statement, or all of a list or tuple of statements; else none."""
    held = value if isinstance(value, list | tuple) else (value,)
    return tuple(held) if all(type(one) in FORMS for one in held) else ()


def _module(source: str, path: Path, code: bytes) -> ModuleType:
    """The file as a module: in sys.modules, its folder on sys.path, what it prints set aside."""
    loader = SourceFileLoader(f"file {path}", str(path))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    sys.modules[loader.name] = module  # where dataclasses look annotations up
    sys.path.insert(0, str(path.parent))
    try:
        with set_aside():
            exec(loader.source_to_code(code, str(path)), module.__dict__)
    except KeyboardInterrupt:
        raise
    except UnmetHypothesis as error:
        sentence = str(error).removesuffix(".")
        raise UnmetHypothesis(f"{_shown(source)}: {sentence}{_line(error, path)}.") from None
    except BaseException as error:
        raise UnmetHypothesis(
            f"{_shown(source)} cannot be imported: {_told(error)}{_line(error, path)}."
        ) from None
    finally:
        with contextlib.suppress(ValueError):  # the file may have changed it
            sys.path.remove(str(path.parent))
    return module


@contextlib.contextmanager
def set_aside(source: str | None = "") -> Iterator[None]:
    """What a file prints goes to standard error: standard output is for verdicts."""
    with contextlib.redirect_stdout(sys.stderr) if source is not None else contextlib.nullcontext():
        yield


def fault(label: str, source: str | None, error: BaseException) -> str | None:
    """The sentence that tells why a statement of the file cannot be checked; None: of no file."""
    from checkers.arithmetic import answers

    if source is None or isinstance(error, KeyboardInterrupt):
        return None
    if isinstance(error, answers.NoAnswer):
        return str(error)
    theirs = {str(Path(source).resolve()), answers.__file__}
    frames = traceback.walk_tb(error.__traceback__)
    if all(frame.f_code.co_filename not in theirs for frame, _ in frames):
        return (
            f"{label} of {_shown(source)} is none that its checker can compute with:"
            f" {_told(error)}{_line(error, None)}."
        )
    return (
        f"{label}: a function of {_shown(source)} fails: {_told(error)}"
        f"{_line(error, Path(source).resolve())}."
    )


def _shown(source: str) -> str:
    """The file as it was typed; of a long path its end, which tells more than its beginning."""
    text = typed(source, longest=max(len(source), 1))
    return text if len(text) <= LONGEST_PATH else f"[...]{text[-LONGEST_PATH:]}"


def _line(error: BaseException, path: Path | None) -> str:
    """Where in the file it happened, or in a checker, as far as that is known."""
    frames = [(f.f_code.co_filename, line) for f, line in traceback.walk_tb(error.__traceback__)]
    if path is None:
        return f" ({Path(frames[-1][0]).name}, line {frames[-1][1]})"
    lines = [line for name, line in frames if name == str(path)]
    return f" (line {lines[-1]})" if lines else ""


def _told(error: BaseException) -> str:
    message: Any = error.args[0] if len(error.args) == 1 else error
    try:
        text = str(message)
    except Exception:  # a user's class
        text = ""
    return typed(f"{type(error).__name__}: {' '.join(text.split())}")
