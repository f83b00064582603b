"""From what an author writes to a tree: a function of named parameters, a number, or a text.

A function is called once, with terms in place of numbers: `lambda m, tau: m * tau`.
"""

import sysconfig
import traceback
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from theorems.language.expressions import (
    CONSTANTS,
    Expression,
    Name,
    Term,
    Unreadable,
    require_size,
    tree,
)
from theorems.language.fields import typed
from theorems.language.indices import arrays_in
from theorems.language.text import parsed

# what no author wrote
OURS = (Path(__file__).parent, *(Path(path) for path in sysconfig.get_paths().values()))
LONGEST = 100  # characters of what went wrong in an author's function


def read(given: Any, names: Collection[str] | None = None) -> Expression:
    """The tree of a formula.

    given : a function whose arguments are among `names`, a tree, an exact number, or a text
    names : the names that it may use; None: any
    Raises Unreadable, which names the line and what to write instead, for anything else.
    """
    formula = _called(given, names) if _is_function(given) else _plain(given)
    require_size(formula)
    if formula.is_truth:
        raise Unreadable("is a comparison, and no number; write where(condition, 1, 0)")
    for name in sorted(formula.names):
        _require_known(name, names)
    for name in sorted(arrays_in(formula)):
        raise Unreadable(f"uses entries of {typed(name)}; a formula speaks of parameters only")
    return formula


def formula(function: Callable[..., Any]) -> Expression:
    """The tree of a function of names, as a decorator."""
    return read(function)


def _is_function(given: Any) -> bool:
    return callable(given) and not isinstance(given, Expression | Term)


def _plain(given: Any) -> Expression:
    return parsed(given) if isinstance(given, str) else tree(given)


def _require_known(name: str, names: Collection[str] | None) -> None:
    if name in CONSTANTS:
        raise Unreadable(f"uses {name} as a parameter, but {name} is the number of that name")
    if names is not None and name not in names:
        known = ", ".join(sorted(names)) or "none"
        raise Unreadable(f"uses {typed(name)}, which is no parameter; it has {known}")


def arguments(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a function's arguments; Unreadable where it has others than names."""
    code = getattr(function, "__code__", None)
    if code is None or code.co_flags & 0x0C or code.co_kwonlyargcount:
        raise Unreadable("is no plain function of parameters; write lambda m, tau: m * tau")
    return tuple(code.co_varnames[: code.co_argcount])


def _called(function: Callable[..., Any], names: Collection[str] | None) -> Expression:
    own = arguments(function)
    try:
        for name in own:
            _require_known(name, names)
        return tree(function(*(Term(Name(name)) for name in own)))
    except Unreadable as error:
        raise Unreadable(f"{place(error, function)} {error}") from None
    except Exception as error:
        said = f"{type(error).__name__}: {' '.join(str(error).split())}".removesuffix(": ")
        raise Unreadable(
            f"{place(error, function)} cannot be read ({typed(said, LONGEST)})"
        ) from None


def place(error: Exception, function: Callable[..., Any]) -> str:
    """The file and the line of the author at which an error arose."""
    return line(traceback.extract_tb(error.__traceback__), function)


def line(frames: Iterable[traceback.FrameSummary], function: Callable[..., Any]) -> str:
    """The innermost line of the author's among frames; else where the function begins."""
    outside = [f for f in frames if not any(Path(f.filename).is_relative_to(o) for o in OURS)]
    if outside:
        return f"in line {outside[-1].lineno} of {Path(outside[-1].filename).name}"
    code = getattr(function, "__code__", None)
    if code is None:
        return "in a function without lines of its own"
    return f"in line {code.co_firstlineno} of {Path(code.co_filename).name}"
