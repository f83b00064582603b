"""Reading a run folder that a stranger may have made.

Only plain files inside the folder are read, none larger than it may be; no key may stand twice; and
every field that a page or a comparison reads is held against its form here, once, before anything
else looks at it.
"""

import hashlib
import json
import math
import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checkers.verdicts.verdict import LEVELS, SCHEMA, Outcome

RUN, ENVIRONMENT, CERTIFICATES = "run.json", "environment.json", "certificates"
MOST = {RUN: 2**26, ENVIRONMENT: 2**22, CERTIFICATES: 2**24}  # bytes of a file
DEEPEST = 30  # objects and lists inside each other
LARGEST = 1e300
_CERTIFICATE = re.compile(rf"{CERTIFICATES}/[A-Za-z0-9_+-][A-Za-z0-9_.+-]*\.json")


class UnusableFolder(ValueError):
    """A run folder that cannot be read or written."""


# The form of run.json and environment.json. A name with ? may be missing.


@dataclass(frozen=True)
class Kind:
    """A value, and what it must be in words."""

    needs: str
    holds: Callable[[Any], bool]


@dataclass(frozen=True)
class Maybe:
    """A value of some form, or null."""

    form: Any


@dataclass(frozen=True)
class Each:
    """An object, every value of which has a form."""

    form: Any


def _is_number(value: Any) -> bool:
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return known and abs(value) <= LARGEST


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, bool | str) or _is_number(value)


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inner), default=0)


def _is_noted(value: Any) -> bool:
    """What environment.json holds: plain values, and lists and objects of them."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return all(map(_is_plain, inner)) if isinstance(value, dict | list) else _is_plain(value)


def _one_of(*names: str) -> Kind:
    return Kind(f"one of {', '.join(names)}", lambda value: value in names)


TEXT = Kind("a text", lambda value: isinstance(value, str))
NUMBER = Kind("a number", _is_number)
COUNT = Kind("an integer >= 0", lambda v: isinstance(v, int) and _is_number(v) and v >= 0)
FLAG = Kind("true or false", lambda value: isinstance(value, bool))
SHARE = Kind("a number in [0, 1]", lambda value: _is_number(value) and 0 <= value <= 1)
LABEL = Kind("a label", lambda value: isinstance(value, str) and value != "")
VALUE = Kind("a number or a text", lambda v: isinstance(v, str) or _is_number(v))
WITNESS = Kind("an object", lambda value: isinstance(value, dict))
FILE = Kind(
    f"a name {CERTIFICATES}/NAME.json",
    lambda value: isinstance(value, str) and _CERTIFICATE.fullmatch(value) is not None,
)
OUTCOME = _one_of(*(outcome.value for outcome in Outcome))
FIGURE = {
    "title": TEXT,
    "xlabel": TEXT,
    "ylabel": TEXT,
    "series": [{"name": TEXT, "x": [Maybe(NUMBER)], "y": [Maybe(NUMBER)]}],
    "marks": [Kind("[name, number]", lambda v: isinstance(v, list) and _is_mark(*v))],
    "kind": _one_of("lines", "histogram"),
    "xlog": FLAG,
    "ylog": FLAG,
}
VERDICT = {
    "label": LABEL,
    "twin_of": Maybe(LABEL),
    "setting": Each(VALUE),
    "exact": Each(TEXT),
    "outcome": OUTCOME,
    "scope": _one_of("point", "box", "all"),
    "level": _one_of("", *LEVELS),
    "finding": TEXT,
    "failure": {
        "claimed": Maybe(NUMBER),
        **dict.fromkeys(("lower", "upper", "confidence"), Maybe(SHARE)),
    },
    "quantity": {"statistic": TEXT, "typical": Maybe(NUMBER), "largest_seen": Maybe(NUMBER)},
    "bound": Maybe(NUMBER),
    "tightness": Maybe(NUMBER),
    "sharpest": Maybe(NUMBER),
    "best": Maybe(Each(TEXT)),
    "vacuous": Maybe(FLAG),
    "vacuous_at": Maybe({"default": FLAG, "count": COUNT, "of": COUNT}),
    "draws": COUNT,
    "violations": COUNT,
    "fault": TEXT,
    "seed": COUNT,
    "method": TEXT,
    "evidence": [TEXT],
    "witness": Maybe(WITNESS),
    "certificate": Maybe(FILE),
    "certificate_sha256": Maybe(TEXT),
    "coverage": Each(COUNT),
    "figures": [FIGURE],
    "command": TEXT,
    "at": Maybe(TEXT),
    "rests_on_refuted": [LABEL],
}
FORM = {
    "schema": TEXT,
    "whole": FLAG,
    "command": TEXT,
    "verdicts": [VERDICT],
    "error_budget": {"confidence": SHARE, "total": SHARE, "each": SHARE, "verdicts": COUNT},
}
NOTES = Each(Kind("plain values, or lists and objects of them", _is_noted))


def _is_mark(name: Any = None, at: Any = None, *more: Any) -> bool:
    return isinstance(name, str) and (at is None or _is_number(at)) and not more


def _misfit(value: Any, form: Any, place: str) -> str:
    """Empty, or the first place where a value has not the form, and what was needed there."""
    match form:
        case Kind():
            return "" if form.holds(value) else f"{place} is {_short(value)}, not {form.needs}"
        case Maybe():
            return "" if value is None else _misfit(value, form.form, place)
        case list() if isinstance(value, list):
            parts = ((item, form[0], f"{place}[{i}]") for i, item in enumerate(value))
        case Each() if isinstance(value, dict):
            parts = ((item, form.form, f"{place}.{_short(k)}") for k, item in value.items())
        case dict() if isinstance(value, dict):
            missing = [name for name in form if name[-1] != "?" and name not in value]
            if missing:
                return f"{place} has no {missing[0]!r}"
            known = {name.rstrip("?"): inner for name, inner in form.items()}
            parts = ((value.get(k), inner, f"{place}.{k}") for k, inner in known.items())
        case _:
            wanted = "a list" if isinstance(form, list) else "an object"
            return f"{place} is {_short(value)}, not {wanted}"
    return next(filter(None, (_misfit(*part) for part in parts)), "")


def _short(value: Any) -> str:
    text = value if isinstance(value, str) and value.isidentifier() else repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _contradiction(run: dict[str, Any]) -> str:
    """Empty, or what no run says of itself."""
    seen = set[str]()
    for verdict in run["verdicts"]:
        if verdict["label"] in seen:
            return f"{_short(verdict['label'])} has two verdicts"
        seen.add(verdict["label"])
        if any(len(s["x"]) != len(s["y"]) for f in verdict["figures"] for s in f["series"]):
            return f"a figure of {_short(verdict['label'])} has more numbers on one axis"
    asked = run["error_budget"]["verdicts"]
    if len(seen) > asked or run["whole"] != (len(seen) == asked):
        whole = "whole" if run["whole"] else "not whole"
        return f"it says that it is {whole}, with {len(seen)} of {asked} verdicts"
    return ""


# Files.


def text_of(path: Path, most: int, *, follow: bool = False) -> str:
    """The text of a plain file of at most `most` bytes; `follow` where a link is one's own choice.

    Raises UnusableFolder for anything else: no file, a link, a device, a pipe, no UTF-8.
    """
    # a pipe without a writer must not block
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    flags |= 0 if follow else getattr(os, "O_NOFOLLOW", 0)
    try:
        if not follow and os.path.islink(path):
            raise UnusableFolder(f"{path} is a symbolic link, which is not followed.")
        descriptor = os.open(path, flags)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UnusableFolder(f"{path} is no plain file.")
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                content = file.read(most + 1)
        finally:
            os.close(descriptor)
        if len(content) > most:
            raise UnusableFolder(f"{path} has more than {most} bytes.")
        return content.decode("utf-8")
    except UnusableFolder:
        raise
    except (OSError, ValueError) as error:  # no such file, a name that none can have, no UTF-8
        told = getattr(error, "strerror", None) or error
        raise UnusableFolder(f"{path} cannot be read ({told}).") from None


def read_json(text: str, name: str) -> Any:
    """What a JSON text holds; raises UnusableFolder where it is none, or a key stands twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a key stands twice")
        return dict(pairs)

    def finite(number: str) -> float:
        if not math.isfinite(float(number)):
            raise ValueError(f"{number} is no number")
        return float(number)

    try:
        value = json.loads(text, object_pairs_hook=once, parse_float=finite, parse_constant=finite)
        if _depth(value) > DEEPEST:
            raise ValueError(f"more than {DEEPEST} lists and objects inside each other")
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # half a character cannot be written
    except (ValueError, RecursionError) as error:
        raise UnusableFolder(f"{name} is no JSON that can be read ({error}).") from None
    return value


def read_verdicts(folder: Path) -> dict[str, Any]:
    """run.json of a folder, of the form that it must have; raises UnusableFolder."""
    if not os.path.isdir(folder):
        raise UnusableFolder(f"{folder} is no run folder; make one with `widecheck check --run`.")
    if not os.path.isfile(folder / RUN):
        raise UnusableFolder(
            f"{folder} is no run folder (it has no {RUN}); make one with `widecheck check --run`."
        )
    run = read_json(text_of(folder / RUN, MOST[RUN]), str(folder / RUN))
    schema = run.get("schema") if isinstance(run, dict) else None
    if schema != SCHEMA:
        raise UnusableFolder(
            f"{folder} has schema {_short(schema)}; this version reads {SCHEMA!r}."
        )
    wrong = _misfit(run, FORM, "run") or _contradiction(run)
    if wrong:
        raise UnusableFolder(f"{folder / RUN} is no run that can be read: {wrong}.")
    return dict(run)


def certificate_text(folder: Path, name: str) -> str:
    """The text of a certificate that run.json names; raises UnusableFolder."""
    if os.path.islink(folder / CERTIFICATES):
        raise UnusableFolder(f"{folder / CERTIFICATES} is a symbolic link, which is not followed.")
    return text_of(folder / name, MOST[CERTIFICATES])


def digest(text: str) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_run(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """(run with its environment, certificates by their names) of a run folder.

    Raises UnusableFolder with one sentence, also where a certificate is not the one that was
    written with run.json.
    """
    run = read_verdicts(folder)
    place = folder / ENVIRONMENT
    run["environment"] = read_json(text_of(place, MOST[ENVIRONMENT]), str(place))
    wrong = _misfit(run["environment"], NOTES, "environment")
    if wrong:
        raise UnusableFolder(f"{place} cannot be read: {wrong}.")
    certificates = {}
    for verdict in run["verdicts"]:
        if name := verdict["certificate"]:
            text = certificate_text(folder, name)
            if digest(text) != verdict["certificate_sha256"]:
                raise UnusableFolder(f"{folder / name} was not written with this {RUN}.")
            certificates[name] = read_json(text, str(folder / name))
    return run, certificates
