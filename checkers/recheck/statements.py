"""What the statements say: the blocks of statements.txt as typed records.

Only here are lines of statements read: a proof asks a record for what it needs, never a label.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from .blocks import Block, blocks
from .domains import Domain, domain
from .formulas import Node
from .numbers import Unusable

FORMS = ("bound", "count", "numbers", "closed form", "network", "smooth", "sphere")
SHARED = (  # with the statement that another one is like
    *("form", "0 where 0 =", "law", "besides", "all count where 0 =", "gap"),
    *("worst case", "rows", "initialization", "an activation alone"),
)
TERMS = ("at most", "at most, as m >= 1", "at most, too", "terms", "sides")
OWN = (
    *TERMS,
    "every width",
    "hoeffding",
    "composition",
    "slopes",
    "remainder",
    "sides, too",
    "each neuron",
)


@dataclass(frozen=True)
class Law:
    """The worst case exceeds a level iff Y_1 + ... + Y_n > t; see `law` in statements.txt.

    besides   : how many more count in any case, up to m in all
    all_count : where this vanishes, Y = 1
    """

    share: str
    trials: Node
    radius: Node
    threshold: Node
    besides: Node | None
    all_count: Node | None


@dataclass(frozen=True)
class Gap:
    """What k neurons of one class below r gain, and what no displacement can exceed."""

    gained: Node
    most: Node


@dataclass(frozen=True)
class Width:
    """The claim on the unit square; see `every width` in statements.txt."""

    share: str
    kappa: Node
    weight: Node
    power: Node


@dataclass(frozen=True)
class Mean:
    """pi kappa^2 and 2 omega^2; see `hoeffding` in statements.txt."""

    slope: Node
    deviation: Node


@dataclass(frozen=True)
class Remainder:
    """What the bound of a smooth remainder says; see `remainder` in statements.txt."""

    factor: Node
    power: Node
    longest: Node


@dataclass(frozen=True)
class Statement:
    """One statement; what it does not say is None, or empty.

    terms  : the bounds, the terms of a chain, or the sides of an identity
    also   : a second sum over the neurons, stated besides
    each   : what is stated of each neuron besides
    linked : whether every bound after the first is the larger one because m >= 1
    zero   : where it vanishes, the worst case is 0 and the bound is not negative
    """

    label: str
    form: str
    parameters: Mapping[str, Domain]
    terms: tuple[Node, ...]
    linked: bool
    zero: Node | None
    law: Law | None
    gap: Gap | None
    width: Width | None
    hoeffding: Mean | None
    composition: str
    worst: Node | None
    slopes: tuple[Node, ...]
    also: tuple[Node, ...]
    each: tuple[Node, ...]
    rows: str
    initialization: str
    remainder: Remainder | None
    region_of_one: bool
    definite: Mapping[str, Domain]


@cache
def statements() -> Mapping[str, Statement]:
    """All statements of the text, by label."""
    every = blocks()
    return {name: _statement(_whole(every[name], every)) for name in every if "/" in name}


def statement(label: object) -> Statement:
    """The statement of a label; raises Unusable where the text has none."""
    known = statements()
    if not isinstance(label, str) or label not in known:
        raise Unusable(f"the core does not know the statement {str(label)[:100]!r}")
    return known[label]


def _whole(block: Block, every: Mapping[str, Block]) -> Block:
    """A block with the lines that it takes over, in their order; its own replace them."""
    if not block.like:
        return block
    shared = {
        key: parts
        for key, parts in every[block.like].lines.items()
        if key in SHARED or key.startswith("given ")
    }
    return Block(block.name, "", {**shared, **block.lines})


def _statement(block: Block) -> Statement:
    given, definite = block.named("given"), block.named("definite where")
    named = (*(f"given {name}" for name in given), *(f"definite where {n}" for n in definite))
    block.has_only((*SHARED, *OWN, *named))
    form, width, gap = block.word("form"), block.lines.get("every width"), block.formulas("gap")
    if form not in FORMS:
        raise ValueError(f"statements.txt: {block.name} has the form {form!r}")
    terms = tuple(node for key in block.lines if key in TERMS for node in block.formulas(key))
    mean, remainder = block.formulas("hoeffding"), block.formulas("remainder")
    return Statement(
        label=block.name,
        form=form,
        parameters={name: domain(text) for name, text in given.items()},
        terms=terms,
        linked="at most, too" not in block.lines,
        zero=block.formula("0 where 0 ="),
        law=_law(block),
        gap=Gap(*gap) if gap else None,
        width=Width(width[0], *block.formulas("every width")[1:]) if width else None,
        hoeffding=Mean(*mean) if mean else None,
        composition=block.word("composition"),
        worst=block.formula("worst case"),
        slopes=block.formulas("slopes"),
        also=block.formulas("sides, too"),
        each=block.formulas("each neuron"),
        rows=block.word("rows"),
        initialization=block.word("initialization"),
        remainder=Remainder(*remainder) if remainder else None,
        region_of_one=block.word("an activation alone") == "a region",
        definite={name: domain(text) for name, text in definite.items()},
    )


def _law(block: Block) -> Law | None:
    if "law" not in block.lines:
        return None
    share, *_ = block.lines["law"]
    _, trials, radius, threshold = block.formulas("law")
    besides, all_count = block.formula("besides"), block.formula("all count where 0 =")
    return Law(share, trials, radius, threshold, besides, all_count)
