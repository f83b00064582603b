"""The graph of claims: which statement's printed proof rests on which, drawn in layers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import networkx as nx
from markupsafe import Markup, escape

from reports.numerals import SYMBOLS
from reports.page import Page
from reports.proofs import foundations
from theorems.language.records import Theorem

SHAKEN = "△"  # beside a statement whose printed proof rests on a refuted one
_CHARACTER, _ROW, _BOX, _GAP = 6.7, 36, 25, 40  # widths and heights, in pixels


@dataclass(frozen=True)
class Node:
    """A statement as a box: its page, where the run has one, its outcome, and what to say of it."""

    label: str
    page: Page | None
    remark: str

    @property
    def outcome(self) -> str:
        """The outcome in one word; empty where the run has no verdict."""
        return self.page.outcome if self.page else ""

    @property
    def shaken(self) -> bool:
        """Whether the printed proof rests on a refuted statement."""
        return bool(self.page and self.page.rests_on_refuted)


def ties(pages: Sequence[Page], records: Mapping[str, Theorem]) -> list[tuple[Node, list[Node]]]:
    """Each statement that is tied to another, with those that its printed proof rests on.

    The statements of the run, and whatever their proofs rest on, in the run or not.
    """
    known = {page.label: page for page in pages}
    uses = {label: record.uses for label, record in records.items()}
    reached = dict.fromkeys(
        [*known, *(below for label in known for below in foundations(label, uses))]
    )
    tied = {used for label in reached for used in uses.get(label, ())}
    return [
        (
            _node(label, known, records),
            [_node(used, known, records) for used in uses.get(label, ())],
        )
        for label in reached
        if label in tied or uses.get(label)
    ]


def _node(label: str, known: Mapping[str, Page], records: Mapping[str, Theorem]) -> Node:
    page = known.get(label)
    if page is None:
        return Node(label, None, "not in this run" if label in records else "not encoded yet")
    remark = page.outcome or "not checked"
    if page.rests_on_refuted:
        remark += f"; its printed proof rests on {', '.join(page.rests_on_refuted)} (refuted)"
    return Node(label, page, remark)


def draw(pages: Sequence[Page], records: Mapping[str, Theorem]) -> Markup | None:
    """The ties as layered boxes, from left to right; None without any, or if they go in circles.

    A tie that follows from others is not drawn.
    """
    tied = ties(pages, records)
    nodes = {node.label: node for node, _ in tied}
    claims = nx.DiGraph((used.label, node.label) for node, on in tied for used in on)
    if not claims or not nx.is_directed_acyclic_graph(claims):
        return None
    claims = nx.transitive_reduction(claims)
    order = {label: i for i, label in enumerate(nodes)}
    parts: list[Markup] = []
    top = width = 0.0
    groups = nx.weakly_connected_components(claims)
    for group in sorted(groups, key=lambda g: min(order[label] for label in g)):
        drawn, right, bottom = _layered(claims.subgraph(group), order, nodes, top)
        parts += drawn
        width, top = max(width, right), bottom + 12
    start = Markup(
        '<svg class="claims" viewBox="0 0 {0:g} {1:g}" width="{0:g}" height="{1:g}" role="group"'
        ' aria-label="Which statement rests on which"><defs><marker id="claims-arrow"'
        ' viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0.5 8 4 0 7.5z"/></marker></defs>'
    ).format(width + 2, top)
    return start + Markup("").join(parts) + Markup("</svg>")


def _layered(
    claims: Any, order: Mapping[str, int], nodes: Mapping[str, Node], top: float
) -> tuple[list[Markup], float, float]:
    """Boxes and arrows of one connected group; its right and its lower edge."""
    height: dict[Any, int] = {}
    for label in reversed(list(nx.lexicographical_topological_sort(claims, key=order.get))):
        height[label] = 1 + max((height[s] for s in claims.successors(label)), default=-1)
    depth = max(height.values())
    layer = {label: depth - above for label, above in height.items()}
    # A tie over several layers goes through a gap in each, so that no box covers it.
    ties = sorted(claims.edges, key=lambda tie: (order[tie[1]], order[tie[0]]))
    ways = {
        (used, label): [used, *((used, label, k) for k in range(layer[used] + 1, at)), label]
        for used, label in ties
        for at in (layer[label],)
    }
    layer |= {stop: stop[2] for way in ways.values() for stop in way[1:-1]}
    rank = {stop: order[stop[1] if isinstance(stop, tuple) else stop] for stop in layer}
    near = nx.Graph(step for way in ways.values() for step in pairwise(way))
    layers = [
        sorted((n for n in layer if layer[n] == k), key=rank.__getitem__) for k in range(depth + 1)
    ]
    for _ in range(4):  # Each sweep puts a box near those it is tied to.
        for this, other in (
            *((k, k - 1) for k in range(1, depth + 1)),
            *((k, k + 1) for k in range(depth - 1, -1, -1)),
        ):
            place = {n: i - len(layers[other]) / 2 for i, n in enumerate(layers[other])}
            own = {n: i - len(layers[this]) / 2 for i, n in enumerate(layers[this])}
            pull = {n: [place[t] for t in near[n] if t in place] or [own[n]] for n in own}
            middle = {n: (sum(pulls) / len(pulls), rank[n]) for n, pulls in pull.items()}
            layers[this].sort(key=middle.__getitem__)
    rows = max(map(len, layers))
    box: dict[Any, tuple[float, float, float]] = {}
    left = 1.0
    for stops in layers:
        texts = (len(n) + 2 * nodes[n].shaken for n in stops if isinstance(n, str))
        wide = max(texts) * _CHARACTER + 34
        for i, stop in enumerate(stops):
            box[stop] = (left, top + 1 + (i + (rows - len(stops)) / 2) * _ROW, wide)
        left += wide + _GAP
    drawn = [Markup('<path class="tie" d="{}"/>').format(_path(way, box)) for way in ways.values()]
    for label in sorted(claims, key=order.__getitem__):  # a subgraph has no order of its own
        drawn.append(_box(nodes[label], *box[label]))
    return drawn, left - _GAP, top + rows * _ROW


def _path(way: Sequence[Any], box: Mapping[Any, tuple[float, float, float]]) -> str:
    """From the right edge of the first box, straight through each gap, to the last box."""
    (x, y, wide), path = box[way[0]], ""
    a, b = x + wide, y + _BOX / 2
    path = f"M{a:g} {b:g}"
    for stop in way[1:]:
        x, y, wide = box[stop]
        c, d = x - (stop == way[-1]), y + _BOX / 2
        middle = (c - a) / 2
        path += f"C{a + middle:g} {b:g} {c - middle:g} {d:g} {c:g} {d:g}"
        a, b = x + wide, d
        if stop != way[-1]:
            path += f"H{a:g}"
    return path


def _box(node: Node, x: float, y: float, wide: float) -> Markup:
    sign = SYMBOLS.get(node.outcome, "·")
    text = f"{sign} {node.label}" + (f" {SHAKEN}" if node.shaken else "")
    drawn = Markup(
        '<title>{}: {}</title><rect x="{:g}" y="{:g}" width="{:g}" height="{}" rx="4"/>'
        '<text x="{:g}" y="{:g}">{}</text>'
    ).format(node.label, node.remark, x, y, wide, _BOX, x + 9, y + _BOX / 2 + 4, text)
    if node.page is None:
        return Markup('<g class="box absent">{}</g>').format(drawn)
    return Markup('<a class="box {}" href="{}">{}</a>').format(
        escape(node.outcome), node.page.address, drawn
    )
