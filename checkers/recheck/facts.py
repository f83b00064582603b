"""Shares and activations: their blocks of statements.txt as typed records."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from .blocks import Block, blocks
from .formulas import Node
from .numbers import Unusable

SHARE = ("moment", "slope", "below", "part", "reach", "slope decreases up to r^2 =")
ACTIVATION = ("value", "slope", "curvature", "period", "beta", "kinds", "parity", "degree")
PARITIES = ("odd", "even", "linear", "constant", "neither")


@dataclass(frozen=True)
class Share:
    """What one row adds to a worst case; see `share` in statements.txt.

    A count has no density: below, part and reach are None.
    decreasing : the slope decreases in r for r^2 up to here, None where everywhere
    """

    name: str
    moment: Node
    slope: Node
    below: Node | None
    part: Node | None
    reach: Node | None
    decreasing: Fraction | None


@dataclass(frozen=True)
class Activation:
    """One activation; see `activation` in statements.txt.

    beta   : sup |sigma''|, where it is no maximum to search for, else None
    degree : of a polynomial, else 0
    """

    name: str
    value: Node
    slope: Node | None
    curvature: Node | None
    period: Node | None
    beta: Fraction | None
    kinds: tuple[str, ...]
    parity: str
    degree: int


def share(name: str) -> Share:
    """The share of a name; raises Unusable where the text has none."""
    block = _block("share", name)
    block.has_only(SHARE)
    limit = block.word("slope decreases up to r^2 =")
    return Share(
        name=name,
        moment=_needed(block, "moment"),
        slope=_needed(block, "slope"),
        below=block.formula("below"),
        part=block.formula("part"),
        reach=block.formula("reach"),
        decreasing=Fraction(limit) if limit else None,
    )


def activation(name: object) -> Activation:
    """The activation of a name; raises Unusable where the text has none."""
    known = _activations()
    if not isinstance(name, str) or name not in known:
        raise Unusable(f"the core does not know the activation {str(name)[:100]!r}")
    return known[name]


def activations_of(kind: str) -> tuple[str, ...]:
    """The names of the activations of a kind, in their order."""
    return tuple(name for name, one in _activations().items() if kind in one.kinds)


@cache
def _activations() -> Mapping[str, Activation]:
    names = [key.partition(" ")[2] for key in blocks() if key.startswith("activation ")]
    return {name: _activation(name) for name in names}


def _activation(name: str) -> Activation:
    block = _block("activation", name)
    block.has_only(ACTIVATION)
    beta, parity = block.word("beta"), block.word("parity")
    if parity not in PARITIES:
        raise ValueError(f"statements.txt: {name} has the parity {parity!r}")
    return Activation(
        name=name,
        value=_needed(block, "value"),
        slope=block.formula("slope"),
        curvature=block.formula("curvature"),
        period=block.formula("period"),
        beta=Fraction(beta) if beta else None,
        kinds=tuple(block.word("kinds").split(", ")),
        parity=parity,
        degree=int(block.word("degree") or 0),
    )


@cache
def _block(kind: str, name: str) -> Block:
    if f"{kind} {name}" not in blocks():
        raise Unusable(f"the core does not know the {kind} {name!r}")
    return blocks()[f"{kind} {name}"]


def _needed(block: Block, key: str) -> Node:
    formula = block.formula(key)
    if formula is None:
        raise ValueError(f"statements.txt: {block.name} has no {key!r}")
    return formula
