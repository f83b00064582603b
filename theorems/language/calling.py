"""A definition called by the names of its arguments: arrays, and parameters of a setting."""

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any


def called(definition: Callable[..., Any], values: Mapping[str, Any]) -> Any:
    """definition(...) with the value of each of its arguments.

    Raises TypeError for an argument without a value.
    """
    own = names(definition)
    for name in own:
        if name not in values:
            raise TypeError(f"no value for the argument {name}")
    return definition(**{name: values[name] for name in own})


@cache
def names(definition: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a definition's arguments; none where it does not tell."""
    try:
        return tuple(inspect.signature(definition).parameters)
    except ValueError:  # a builtin
        return ()
