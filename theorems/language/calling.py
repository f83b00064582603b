"""A definition called by the names of its arguments: arrays, and parameters of a setting."""

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any


def called(definition: Callable[..., Any], values: Mapping[str, Any]) -> Any:
    """definition(...) with the value of each of its arguments.

    Raises KeyError for an argument without a value.
    """
    return definition(**{name: values[name] for name in names(definition)})


@cache
def names(definition: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a definition's arguments."""
    return tuple(inspect.signature(definition).parameters)
