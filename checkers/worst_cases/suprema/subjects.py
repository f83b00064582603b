"""What a bound is about: the normal form of its quantity, and what its arrays are.

Arrays go by their place among the givens and not by their names, so that two statements are about
one thing whoever wrote them and whatever they call the weights.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from theorems.language.calling import called, names
from theorems.language.domains import Integers, Names
from theorems.language.expressions import Expression, Unreadable
from theorems.language.givens import AnyFunction, Ball, Given, Law
from theorems.language.normal_form import normal_form
from theorems.language.quantities import quantity_tree, signs_of, sizes_of
from theorems.language.records import Bound, Setting
from theorems.language.second_way import require_agreement
from theorems.language.text import canonical as ordered
from theorems.language.text import text

One = Given | Law | Ball
NOT_ZERO = ("!= 0", "> 0")


@dataclass(frozen=True)
class Subject:
    """What is given, drawn and quantified, in canonical names, and the quantity."""

    fixed: tuple[One, ...]
    random: tuple[One, ...]
    for_all: tuple[One, ...]
    quantity: Expression


MOST = 4096  # statements that are remembered
_READ: dict[int, tuple[Bound, Subject | None]] = {}  # by identity, which the record keeps alive


def subject(theorem: Bound) -> Subject | None:
    """The subject of a bound, or None where its definition cannot be read. 20 ms at first.

    Raises Unreadable where the definition answers drawn arrays otherwise than its tree.
    """
    if id(theorem) not in _READ:
        if len(_READ) >= MOST:
            _READ.clear()
        _READ[id(theorem)] = theorem, _subject(theorem)
    return _READ[id(theorem)][1]


def _subject(theorem: Bound) -> Subject | None:
    groups = [_ordered(group) for group in (theorem.fixed, theorem.random, theorem.for_all)]
    arrays = [name for group in groups for name in group]
    canonical = {name: f"A{k}" for k, name in enumerate(arrays)}
    numbers = [p.name for p in theorem.parameters if not isinstance(p.domain, Names)]
    givens: dict[str, One] = {**theorem.random, **theorem.for_all}
    for name, one in theorem.fixed.items():
        if isinstance(one, AnyFunction) or one.cosine:
            return None
        givens[name] = one
    own = sorted(size for size in _sizes(givens) if size not in numbers)
    letters = {size: f"d{k}" for k, size in enumerate(own)}
    if not {*names(theorem.quantity)} <= {*arrays, *numbers}:
        return None
    renamed = {canonical[n]: _renamed(givens[n], canonical, letters) for n in arrays}
    even = [p.name for p in theorem.parameters if isinstance(p.domain, Integers) and p.domain.even]
    try:
        tree = quantity_tree(_under(theorem.quantity, canonical), renamed, numbers, even=even)
        form = normal_form(tree, sizes_of(renamed), signs_of(renamed))
    except Unreadable:
        return None
    usual = Setting({p.name: p.default for p in theorem.parameters if p.name in numbers})
    require_agreement(_under(theorem.quantity, canonical), tree, renamed, usual.over(float))
    fixed, random, for_all = (tuple(renamed[canonical[n]] for n in group) for group in groups)
    return Subject(fixed, random, for_all, form)


def _ordered(group: Mapping[str, One | AnyFunction]) -> list[str]:
    """The names of a group by what stands under them: matrices first, then by kind."""
    return sorted(group, key=lambda n: (-len(getattr(group[n], "shape", "  ")), repr(group[n])))


def _sizes(givens: Mapping[str, One]) -> set[str]:
    return {size for one in givens.values() if not isinstance(one, Ball) for size in one.shape}


def _renamed(one: One, arrays: Mapping[str, str], letters: Mapping[str, str]) -> One:
    """A given in canonical names; a condition that says x != 0 is spelt in one way."""
    if isinstance(one, Ball):
        return replace(one, centre=arrays[one.centre], radius=ordered(one.radius))
    if isinstance(one, Law):
        return replace(one, shape=tuple(letters.get(size, size) for size in one.shape))
    norm = NOT_ZERO[0] if one.norm in NOT_ZERO else one.norm
    return replace(one, shape=tuple(letters.get(size, size) for size in one.shape), norm=norm)


def _under(definition: Callable[..., Any], arrays: Mapping[str, str]) -> Callable[..., Any]:
    """The definition with its arguments under canonical names."""
    known = {arrays.get(name, name): name for name in names(definition)}

    def same(**values: Any) -> Any:
        return called(definition, {known[name]: value for name, value in values.items()})

    kind = inspect.Parameter.KEYWORD_ONLY
    same.__signature__ = inspect.Signature([inspect.Parameter(n, kind) for n in known])  # type: ignore[attr-defined]
    return same


def shown(theorem: Bound) -> str:
    """The quantity of a bound as it was read, or that it was not."""
    found = subject(theorem)
    return "not read" if found is None else text(found.quantity)
