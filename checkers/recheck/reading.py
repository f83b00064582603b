"""JSON, read strictly: every key once and read by somebody, no floats, nothing nested deeply."""

import json
from collections.abc import Mapping, Set
from typing import Any

from .numbers import LONGEST, Refused, Unusable

Data = Mapping[str, Any]
LARGEST = 2**24  # characters of a certificate
DEEPEST = 30  # lists and objects inside each other


def read(text: str) -> Data:
    """The object in a text; raises Refused where a key stands twice, Unusable where there is none.

    Numbers are whole; decimals stand in texts, where nothing rounds them.
    """
    if len(text) > LARGEST:
        raise Unusable(f"it has more than {LARGEST} characters")
    found = json.loads(
        text,
        object_pairs_hook=_once,
        parse_int=_integer,
        parse_float=_no_number,
        parse_constant=_no_number,
    )
    if not isinstance(found, dict):
        raise Unusable("it is no object")
    _shallow(found, DEEPEST)
    return found


def fields(data: object, what: str, required: Set[str], optional: Set[str] = frozenset()) -> Data:
    """An object with these keys; raises Refused for another key, Unusable for a missing one."""
    if not isinstance(data, dict):
        raise Unusable(f"{what} is no object")
    if missing := required - data.keys():
        raise Unusable(f"{what} has no {min(missing)!r}")
    if other := data.keys() - required - optional:
        raise Refused(f"{what} has a key that nobody reads, {min(other)[:40]!r}")
    return data


def mapping(value: object, what: str) -> Data:
    """An object, whatever its keys."""
    if not isinstance(value, dict):
        raise Unusable(f"{what} is no object")
    return value


def listed(value: object, what: str) -> list[Any]:
    """A list."""
    if not isinstance(value, list):
        raise Unusable(f"{what} is no list")
    return value


def words(value: object, what: str) -> str:
    """A text."""
    if not isinstance(value, str):
        raise Unusable(f"{what} is no text")
    return value


def _once(items: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(items)
    if len(found) != len(items):
        raise Refused("a key stands twice")
    return found


def _integer(text: str) -> int:
    if len(text) > LONGEST:
        raise Unusable(f"a number has more than {LONGEST} digits")
    return int(text)


def _no_number(text: str) -> None:
    raise Unusable(f"{text[:40]} is no exact number")


def _shallow(value: object, left: int) -> None:
    if left == 0:
        raise Unusable("it is nested too deeply")
    if isinstance(value, dict | list):
        for entry in value.values() if isinstance(value, dict) else value:
            _shallow(entry, left - 1)
