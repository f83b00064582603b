"""What the fields of a record may hold: read off their annotations, when the record is made."""

import inspect
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import fields
from fractions import Fraction
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

Test = Callable[[Any], bool]
ADDRESS = re.compile(r" at 0x[0-9a-f]+")
LONGEST = 60  # characters of a value that a sentence quotes


class UnmetHypothesis(ValueError):
    """A value lies outside what a statement's hypotheses allow, or is no value at all."""


def quoted(value: Any, longest: int = LONGEST) -> str:
    """A value as a sentence quotes it: on one line, and cut where it is long."""
    try:
        if isinstance(value, _Text | Fraction):
            text = str(value)
        else:
            text = ADDRESS.sub("", repr(value))
    except Exception:  # a user's class, or an int of more digits than Python writes
        text = f"<{type(value).__name__}>"
    # what comes from a command line may hold lone surrogates and control characters
    text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in " ".join(text.split(" ")))
    return text if len(text) <= longest else f"{text[: longest // 2]}[...] ({len(text)} characters)"


class _Text(str):
    """Text that is quoted as it is, without quotation marks."""


def typed(text: str, longest: int = LONGEST) -> str:
    """What somebody typed, as a sentence quotes it."""
    return quoted(_Text(text), longest)


def require(condition: bool, record: object, needed: str, came: Any) -> None:
    """Raise UnmetHypothesis, which names the record, what it needs and what came, unless met."""
    if not condition:
        name = getattr(record, "label", getattr(record, "name", None))
        named = f" {quoted(name)}" if isinstance(name, str) else ""
        raise UnmetHypothesis(f"{type(record).__name__}{named} needs {needed}; got {quoted(came)}.")


def require_fields(record: Any) -> None:
    """Raise UnmetHypothesis unless each field of a dataclass holds what its annotation says."""
    for name, kind, admits in _kinds(record.__class__):
        value = getattr(record, name)
        if not admits(value):
            if isinstance(value, tuple) and get_origin(kind) is tuple:
                kind = get_args(kind)[0]
                i = [admitting(kind)(one) for one in value].index(False)
                name, value = f"{name}[{i}]", value[i]
            require(False, record, f"{name} to be {described(kind)}", value)


@cache
def _kinds(form: type) -> list[tuple[str, Any, Test]]:
    """Its fields: name, annotation, and the test of that annotation, made once."""
    return [(field.name, field.type, admitting(field.type)) for field in fields(form)]


def admitting(kind: Any) -> Test:
    """Whether a value is of an annotated kind, as a function of the value."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is tuple:
        each = admitting(parts[0])
        return lambda value: isinstance(value, tuple) and all(map(each, value))
    if origin in (Union, types.UnionType):
        tests = tuple(map(admitting, parts))
        return lambda value: any(one(value) for one in tests)
    if origin is Literal:
        return lambda value: type(value) is str and value in parts
    if origin is Callable and parts[0] is not ...:
        return lambda value: callable(value) and takes(value, len(parts[0]))
    if origin is Callable:
        return callable
    if origin in (Mapping, dict):
        key, held = map(admitting, parts)
        return lambda value: (
            isinstance(value, Mapping) and all(map(key, value)) and all(map(held, value.values()))
        )
    if kind is Any:
        return lambda value: True
    if kind is str:
        return lambda value: type(value) is str and _printable(value)
    if kind in (int, bool):
        return lambda value: type(value) is kind
    return lambda value: isinstance(value, kind)


def _printable(text: str) -> bool:
    return text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable()


def takes(function: Callable[..., Any], many: int) -> bool:
    """Whether a function can be called with so many arguments; True where it does not tell."""
    if isinstance(function, types.FunctionType) and not function.__kwdefaults__:
        code = function.__code__
        least = code.co_argcount - len(function.__defaults__ or ())
        most = many if code.co_flags & inspect.CO_VARARGS else code.co_argcount
        return least <= many <= most and not code.co_kwonlyargcount
    try:
        inspect.signature(function).bind(*range(many))
    except ValueError:  # builtins
        return True
    except TypeError:
        return False
    return True


NAMES: dict[Any, str] = {
    str: "printable text",
    int: "an integer",
    bool: "True or False",
    Fraction: "a Fraction",
    types.NoneType: "None",
    Any: "a formula",
}


def described(kind: Any) -> str:
    """An annotated kind in words."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is tuple:
        return f"a tuple, each {described(parts[0])}"
    if origin in (Union, types.UnionType):
        return " or ".join(map(described, parts))
    if origin is Literal:
        return " or ".join(map(repr, parts))
    if origin is Callable:
        many = "" if parts[0] is ... else f" of {len(parts[0])} argument{'s' * (len(parts[0]) > 1)}"
        return f"a function{many}"
    if origin in (Mapping, dict):
        return f"a dictionary from {described(parts[0])} to {described(parts[1])}"
    return NAMES.get(kind, f"a {kind.__name__}")
