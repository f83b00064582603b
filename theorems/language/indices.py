"""Nodes for quantities of arrays: entries, and sums and maxima over an index.

    sum(i2, m, a[i2] * tanh(sum(i1, d, W[i2, i1] * x[i1])))

An index runs from 0 to its size. Its name is its level: above all reductions in its own body. So
quantities that differ in the names of indices are equal as trees, and nothing is ever captured.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from theorems.language.expressions import Expression, Unreadable

Kind = Literal["sum", "max", "min"]
KINDS: tuple[Kind, ...] = ("sum", "max", "min")
OF_ACTIVATIONS = ("value", "slope", "curvature")


@dataclass(frozen=True)
class Index(Expression):
    """Where an entry stands: level n > 0 belongs to a reduction, -1, -2, ... to the last axes."""

    level: int


@dataclass(frozen=True)
class Entry(Expression):
    """An entry of an array."""

    name: str
    indices: tuple[Expression, ...]

    @property
    def parts(self) -> tuple[Expression, ...]:
        return self.indices

    def put(self, instead: Mapping[Expression, Expression]) -> Expression:
        indices = tuple(index.put(instead) for index in self.indices)
        return instead.get(self) or Entry(self.name, indices)


@dataclass(frozen=True)
class Call(Expression):
    """A function that is not known, or its derivative: sigma.value(z), sigma.slope(z)."""

    name: str
    which: str
    argument: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.argument,)

    def put(self, instead: Mapping[Expression, Expression]) -> Expression:
        return instead.get(self) or Call(self.name, self.which, self.argument.put(instead))


@dataclass(frozen=True)
class Reduce(Expression):
    """A sum, a maximum or a minimum of the body over all values of an index; made by `over`."""

    kind: Kind
    level: int
    size: Expression
    body: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        return self.size, self.body

    @cached_property
    def _hash(self) -> int:
        return hash((self.kind, self.level, self.size, self.body))

    def __hash__(self) -> int:
        return self._hash

    def put(self, instead: Mapping[Expression, Expression]) -> Expression:
        if self in instead:
            return instead[self]
        own = Index(self.level)  # bound in the body, whatever has its name outside
        free = {one: other for one, other in instead.items() if one != own}
        return over(self.kind, own, self.size.put(instead), self.body.put(free))


def over(kind: Kind, index: Index, size: Expression, body: Expression) -> Reduce:
    """The sum, maximum or minimum of a body over an index that occurs in it."""
    if body.is_truth:
        raise Unreadable("computes with a comparison; write where(condition, 1, 0)")
    level = 1 + deepest(body)
    body = body if level == index.level else body.put({index: Index(level)})
    return Reduce(kind, level, size, body)


def deepest(formula: Expression) -> int:
    """The largest level of a reduction in a tree; 0 where there is none."""
    return max((node.level for node in formula.nodes() if isinstance(node, Reduce)), default=0)


def arrays_in(formula: Expression) -> frozenset[str]:
    """The names of the arrays whose entries occur in a tree."""
    return frozenset(node.name for node in formula.nodes() if isinstance(node, Entry))
