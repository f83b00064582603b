"""The formal reading: one sentence with all quantifiers, made from the fields of a record.

First what is given (numbers, sizes, arrays), then what is drawn and how often the claim may fail,
then what is inside the event, then the claim.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from theorems.language.claims import claim
from theorems.language.domains import Integers, Names, Reals
from theorems.language.expressions import Expression
from theorems.language.records import (
    Bound,
    Identity,
    LazyRadius,
    Limit,
    Parameter,
    Rate,
    SeriesClaim,
    Statement,
)
from theorems.language.text import text

SIZE = re.compile(r"[A-Za-z]\w*")


def formal(record: Statement) -> str:
    """The sentence: what is given, what is drawn, what is inside the event, what is claimed."""
    given = [*_numbers(record), *_sizes(record), *_words(record.fixed)]
    event = ", ".join([*_event(record), *_within(record)])
    parts = [*([f"for all {_listed(given)}"] if given else []), *([event] if event else [])]
    sentence = ": ".join([*parts, claim(record)])
    return f"{sentence[0].upper()}{sentence[1:]}."


def _listed(things: list[str]) -> str:
    if len(things) < 3:
        return " and ".join(things)
    return f"{', '.join(things[:-1])}, and {things[-1]}"


def _words(held: Mapping[str, Any]) -> list[str]:
    return [one.words(name) for name, one in held.items()]


def _grows(record: Statement) -> bool:
    """Whether the width is no parameter of the claim but grows in it."""
    return isinstance(record, Limit | LazyRadius | Rate)


def _numbers(record: Statement) -> list[str]:
    """The parameters, but those that the claim itself runs over."""
    over = {"m"} if _grows(record) else set()
    if isinstance(record, SeriesClaim) and record.subject == "tangent kernel":
        over = {"n0"}
    return [_parameter(p) for p in record.parameters if p.name not in over]


def _parameter(p: Parameter) -> str:
    """A parameter and its domain: "even integers m >= 2", "0 < delta < 1"."""
    match p.domain:
        case Integers(least, even, largest):
            kind = "even integers" if even else "integers"
            if largest not in p.coverage:  # else an end of the claim, and not of what is computed
                return f"{kind} {p.name} >= {least}"
            between = f"{kind} {least} <= {p.name} <= {largest}"
            return f"{p.name} = {least}" if least == largest else between
        case Reals(low, None, open_low) if low is not None:
            return f"{p.name} {'>' if open_low else '>='} {low}"
        case Reals(low, high) if low is not None and low == high:
            return f"{p.name} = {low}"
        case Names(allowed):
            letter = "s sigma" if p.name == "activation" else ""
            return f"{p.name}{letter} in {{{', '.join(allowed)}}}"
    return p.domain.describe(p.name)


def _sizes(record: Statement) -> list[str]:
    """The sizes of arrays that are no parameters: "integers d >= 1"."""
    known = {p.name for p in record.parameters} | ({"m"} if _grows(record) else set())
    held = (*record.fixed.values(), *record.random.values(), *record.for_all.values())
    sizes = {name for one in held for size in getattr(one, "shape", ()) for name in _names(size)}
    return [f"integers {name} >= 1" for name in sorted(sizes - known)]


def _names(size: str) -> list[str]:
    return SIZE.findall(size)


def _event(record: Statement) -> Iterator[str]:
    drawn = _words(record.random)
    over = f" over {_listed(drawn)}" if drawn else ""
    match record:
        case Bound(except_with=Expression() as failure):
            allowed = f"({text(failure)})" if failure.parts else text(failure)
            yield f"with probability at least 1 - {allowed}{over}"
        case Rate():
            halves = any(law.second in ("equal", "opposite") for law in record.random.values())
            yield (
                "for every 0 < delta < 1 there is a C such that for all"
                f" {'even integers m >= 2' if halves else 'integers m >= 1'}, with probability at"
                f" least 1 - delta{over}"
            )
        case Limit() | LazyRadius():
            yield f"almost surely{over}"
        case Identity(almost=True):
            yield f"with probability 1{over}"
        case _ if drawn:
            yield f"with probability 1{over}"


def _within(record: Statement) -> Iterator[str]:
    if record.for_all:
        yield f"for every {_listed(_words(record.for_all))}"
