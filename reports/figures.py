"""Figures of both kinds, ready to stand in a page: numbers as text, plots and formulas as markup.

Nothing here needs a script or a font of its own; colours are left to the style sheet.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from io import StringIO
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import matplotlib as mpl
import networkx as nx
import numpy as np
from latex2mathml.converter import convert
from markupsafe import Markup, escape
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import Formatter, LogFormatter

SYMBOLS = {"certified": "✓", "supported": "◐", "refuted": "✗", "undecided": "?"}

# --- Numbers ---------------------------------------------------------------------------------

_THIN = "\u202f"  # narrow and without a break
_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LONG_INTEGER = 10**15


def number(value: Any, digits: int = 4, rounding: str = ROUND_HALF_EVEN) -> str:
    """A number as one reads it, to `digits` figures: 0.0325, 12 500, 1.3 × 10⁻⁹."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and abs(value) < _LONG_INTEGER:
        return _grouped(str(abs(value)), value < 0)
    if isinstance(value, str):
        return value
    exact = Decimal(value) if isinstance(value, int) else Decimal(repr(float(value)))
    if not exact.is_finite():
        return "undefined" if exact.is_nan() else ("−∞" if exact < 0 else "∞")
    if exact == 0:
        return "0"
    rounded = Context(prec=digits, rounding=rounding).plus(exact)
    power = rounded.adjusted()
    if -4 < power < 6:
        # In full left of the point, where fewer figures would look like more.
        whole = Context(prec=max(digits, power + 1), rounding=rounding).plus(exact)
        return _grouped(_trimmed(f"{abs(whole):f}"), exact < 0)
    mantissa = _trimmed(f"{abs(rounded.scaleb(-power)):f}")
    sign, ten = "−" if exact < 0 else "", f"10{str(power).translate(_SUPERSCRIPT)}"
    return sign + (ten if mantissa == "1" else f"{mantissa}{_THIN}×{_THIN}{ten}")


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _grouped(text: str, negative: bool) -> str:
    whole, point, rest = text.partition(".")
    grouped = f"{int(whole):,}".replace(",", _THIN) if len(whole) > 4 else whole
    return ("−" if negative else "") + grouped + point + rest


def enclosure(lower: float, upper: float) -> str:
    """The part of [0, 1] from `lower` to `upper`, rounded outwards so that it still encloses."""
    point = number(lower, 6, ROUND_FLOOR)
    if point == number(upper, 6, ROUND_CEILING):
        return point
    if lower <= 0:
        return f"at most {number(upper, 3, ROUND_CEILING)}"
    if upper >= 1:
        return f"at least {number(lower, 3, ROUND_FLOOR)}"
    digits = 3 if lower < upper else 12
    while digits < 12 and _widening(lower, upper, digits) > 1.2:
        digits += 1
    return f"from {number(lower, digits, ROUND_FLOOR)} to {number(upper, digits, ROUND_CEILING)}"


def _widening(lower: float, upper: float, digits: int) -> float:
    """How many times wider the interval becomes when its ends are shown to `digits` figures."""
    low, high = Decimal(repr(lower)), Decimal(repr(upper))
    down = Context(prec=digits, rounding=ROUND_FLOOR).plus(low)
    up = Context(prec=digits, rounding=ROUND_CEILING).plus(high)
    return float((up - down) / (high - low))


# --- Formulas --------------------------------------------------------------------------------

_ALPHABETS = {
    "bold": "BOLD",
    "italic": "ITALIC",
    "bold-italic": "BOLD ITALIC",
    "double-struck": "DOUBLE-STRUCK",
    "script": "SCRIPT",
    "fraktur": "FRAKTUR",
}
_LIMITS = {"max", "min", "sup", "inf", "lim", "Pr", "argmax", "argmin"}
_UPRIGHT = set("ΓΔΘΛΞΠΣΥΦΨΩ")  # Greek capitals, as TeX has them
_LETTERLIKE = set("∞∂∇∅∀∃′″‴…⋯⊤⊥°!%")
_RELATIONS, _LONG_FORMULA = set("=≤≥<>≈≡⪯⪰"), 85  # long in elements
_OPENING, _CLOSING = set("([{⟨⌊⌈"), set(")]}⟩⌋⌉")
# What the converter passes over in silence, by what it knows.
_REWRITTEN = (
    (r"\\[lr]vert\b", "|"),
    (r"\\[lr]Vert\b", r"\\|"),
    (r"\{(aligned|split)\}", "{align*}"),
    (r"\\!", ""),
)


def formula(latex: str, block: bool = True) -> Markup:
    """LaTeX as MathML, tuned for browsers; the LaTeX itself where it cannot be converted."""
    plain = latex
    for pattern, replacement in _REWRITTEN:
        plain = re.sub(pattern, replacement, plain)
    try:
        root = ET.fromstring(convert(plain, display="block" if block else "inline"))
    except Exception:
        # The converter raises a class per mistake, and ParseError stands for all it lets pass.
        return Markup('<code class="latex">{}</code>').format(latex)
    _without_namespace(root)
    _tune(root, limits=block)
    if block:
        _break_chain(root)
    text = ET.tostring(root, encoding="unicode")
    if "\\" in text:
        return Markup('<code class="latex">{}</code>').format(latex)
    return Markup(text)  # Well-formed, and escaped by the serializer.


def _without_namespace(root: ET.Element) -> None:
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        for key in [k for k in element.attrib if k.startswith("{")]:
            element.set(key.rpartition("}")[2], element.attrib.pop(key))


def _tune(parent: ET.Element, limits: bool) -> None:
    """Give each token the role and the room that TeX would give it."""
    for child in parent:
        inside = limits and parent.tag not in {"mfrac", "msub", "msup", "msubsup", "msqrt"}
        _tune(child, inside)
        _tune_token(child)
        base = child[0] if len(child) else None
        if inside and base is not None and base.text in _LIMITS:
            child.tag = {"msub": "munder", "msubsup": "munderover"}.get(child.tag, child.tag)
    if parent.tag in {"math", "mrow", "mstyle", "mtd"}:
        _space(parent)


def _tune_token(token: ET.Element) -> None:
    text = (token.text or "").strip()
    style = _ALPHABETS.get(token.get("mathvariant", ""))
    if style and len(text) == 1:
        # Browsers know no mathvariant but "normal"; the letters themselves exist.
        letter = unicodedata.name(text, "").replace("LATIN ", "").replace("GREEK ", "")
        letter = letter.replace("LETTER ", "")
        try:
            token.text = unicodedata.lookup(f"MATHEMATICAL {style} {letter}")
            del token.attrib["mathvariant"]
        except KeyError:
            pass
    elif token.tag == "mi" and not style and text in _UPRIGHT:
        token.set("mathvariant", "normal")
    if token.tag == "mi" and text == "~":
        token.tag, token.text = "mo", "∼"
    elif token.tag == "mi" and len(text) == 1 and text not in _LETTERLIKE:
        if unicodedata.category(text) in {"Sm", "Po", "Ps", "Pe"}:
            token.tag = "mo"
    elif token.tag == "mo" and text.isalpha() and len(text) > 1:
        token.tag = "mi"
        token.attrib.clear()
    if token.tag == "mo" and text in {"|", "‖", "/"} and "form" not in token.attrib:
        token.set("lspace", "0")
        token.set("rspace", "0")


def _space(row: ET.Element) -> None:
    """Thin spaces around function names; a sign after an opening or a relation is a prefix."""
    tokens = list(row)
    for i, token in enumerate(tokens):
        before = tokens[i - 1] if i else None
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        if token.tag == "mo" and token.text in {"−", "+", "-"} and before is not None:
            binary = before.tag != "mo" or before.text in _CLOSING | _LETTERLIKE | {"|", "‖"}
            if not binary:
                token.set("form", "prefix")
        if not _names_a_function(token):
            continue
        if before is not None and (before.tag != "mo" or before.text in _CLOSING):
            row.insert(list(row).index(token), _thin_space())
        if after is not None and (after.tag not in {"mo", "mrow"} and not _opens(after)):
            row.insert(list(row).index(token) + 1, _thin_space())


def _break_chain(root: ET.Element) -> None:
    """A long chain of relations on lines of its own, below its first left-hand side."""
    row = list(root[0]) if len(root) == 1 and root[0].tag == "mrow" else []
    relations = [i for i, token in enumerate(row) if token.tag == "mo" and token.text in _RELATIONS]
    if len(relations) < 2 or relations[0] == 0 or sum(1 for _ in root.iter()) < _LONG_FORMULA:
        return
    table = ET.Element("mtable", {"class": "chain", "displaystyle": "true"})
    for i, start in enumerate(relations):
        line = ET.SubElement(table, "mtr")
        left, right = ET.SubElement(line, "mtd"), ET.SubElement(line, "mtd")
        if i == 0:
            ET.SubElement(left, "mrow").extend(row[:start])
        # The empty left-hand side keeps the relation one between two things.
        end = relations[i + 1] if i + 1 < len(relations) else len(row)
        inner = ET.SubElement(right, "mrow")
        inner.append(ET.Element("mrow"))
        inner.extend(row[start:end])
    root.remove(root[0])
    root.append(table)


def _names_a_function(element: ET.Element) -> bool:
    if element.tag.startswith(("msu", "munder")) and len(element):
        element = element[0]
    return element.tag == "mi" and len(element.text or "") > 1 and (element.text or "").isalpha()


def _opens(element: ET.Element) -> bool:
    while len(element):
        element = element[0]
    return (element.text or "") in _OPENING


def _thin_space() -> ET.Element:
    return ET.Element("mspace", {"width": "0.167em"})


# --- Plots -----------------------------------------------------------------------------------

# Drawn in these, shown in the style sheet's own: colours that no figure has by accident.
_COLOURS = {f"#0000c{i}": f"var(--series-{i + 1})" for i in range(5)}
_COLOURS |= {"#000000": "currentColor", "#0000d0": "var(--rule)"}
_DASHES: tuple[tuple[float, ...], ...] = ((), (6, 3), (2, 2), (8, 2, 2, 2), (4, 4))
_MARK_DASHES: tuple[tuple[float, ...], ...] = ((1, 2), (5, 2, 1, 2), (9, 3), (3, 1), (1, 5))
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",  # Measured in it, shown in the page's font.
    "font.size": 11.5,
    "text.parse_math": False,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#0000d0",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "path.simplify": True,
}


class _Plain(Formatter):
    """Tick labels with just the figures that tell them apart."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        return number(x)

    def format_ticks(self, values: Iterable[float]) -> list[str]:
        ticks = sorted(float(v) for v in values)
        step = min((b - a for a, b in pairwise(ticks) if b > a), default=0.0)
        largest = max(map(abs, ticks), default=0.0)
        digits = 4 if step == 0 else max(2, math.ceil(math.log10(largest / step)) + 2)
        # A tick that ought to be 0 and missed it by a rounding.
        return [number(0.0 if abs(v) < 1e-9 * step else float(v), digits) for v in values]


class _Powers(LogFormatter):
    """Tick labels of a logarithmic axis, where matplotlib would put one."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        return number(float(x), 3) if super().__call__(x, pos) else ""


def plot(figure: Mapping[str, Any], name: str) -> Markup:
    """The plot as inline SVG; `name` keeps its ids apart from those of other plots."""
    series = [(s["name"], _finite(s["x"]), _finite(s["y"])) for s in figure["series"]]
    histogram = figure.get("kind") == "histogram"
    with mpl.rc_context():
        mpl.rcdefaults()  # Whatever style the reader has set, the bytes are the same.
        mpl.rcParams.update(_STYLE | {"svg.hashsalt": name})
        drawing = Figure(figsize=(6.1, 3.5))
        FigureCanvasSVG(drawing)
        drawing.patch.set_visible(False)
        axes = drawing.add_axes((0.14, 0.17, 0.84, 0.8))
        axes.patch.set_visible(False)
        marks = [_finite([at])[0] for _, at in figure.get("marks") or ()]
        _scale(axes, figure, series, marks)
        for i, (_, x, y) in enumerate(series):
            (_draw_histogram if histogram else _draw_line)(axes, x, y, i)
        for i, at in enumerate(marks):
            if math.isfinite(at) and (at > 0 or axes.get_xscale() != "log"):
                dashes = (0, _MARK_DASHES[i % len(_MARK_DASHES)])
                axes.axvline(at, color="#000000", linewidth=1.4, linestyle=dashes)
        axes.set_xlabel(_printable(figure.get("xlabel") or ""))
        axes.set_ylabel(_printable(figure.get("ylabel") or ""))
        written = StringIO()
        bare: Any = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        drawing.savefig(written, format="svg", metadata=bare)
    root = ET.fromstring(written.getvalue())
    _make_inline(root, name)
    label = f"Plot: {figure.get('title') or 'untitled'}. " + "; ".join(
        f"{series_name or 'data'}, {len(x)} points" for series_name, x, _ in series
    )
    root.attrib |= {"role": "img", "aria-label": _printable(label), "class": "plot"}
    return Markup(ET.tostring(root, encoding="unicode"))  # Escaped by the serializer.


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _finite(values: Sequence[float | None]) -> "np.ndarray[Any, np.dtype[np.float64]]":
    numbers = np.array([math.nan if v is None else float(v) for v in values], dtype=np.float64)
    numbers[~np.isfinite(numbers)] = math.nan
    return numbers


def _scale(axes: Axes, figure: Mapping[str, Any], series: list[Any], marks: list[Any]) -> None:
    """Logarithmic axes where asked for and possible; a histogram has its axis in view."""
    horizontal = [*(x for _, x, _ in series), np.array(marks, dtype=np.float64)]
    vertical = [y for _, _, y in series]
    for axis, log, data in (("x", "xlog", horizontal), ("y", "ylog", vertical)):
        tick_axis = getattr(axes, f"{axis}axis")
        if figure.get(log) and any((values > 0).any() for values in data):
            getattr(axes, f"set_{axis}scale")("log", nonpositive="mask")
            tick_axis.set_major_formatter(_Powers())
            tick_axis.set_minor_formatter(_Powers(minor_thresholds=(1, 0.5)))
        else:
            tick_axis.set_major_formatter(_Plain())
    axes.grid(axis="x", visible=False)


def _draw_line(axes: Axes, x: Any, y: Any, i: int) -> None:
    few = np.isfinite(x).sum() <= 25
    dashes = _DASHES[i % len(_DASHES)]
    axes.plot(
        x,
        y,
        color=f"#0000c{i % 5}",
        linewidth=1.8,
        linestyle=(0, dashes) if dashes else "-",
        marker="os^Dv"[i % 5] if few else "",
        markersize=4,
    )


def _draw_histogram(axes: Axes, x: Any, y: Any, i: int) -> None:
    """Heights over bins: x are the edges where there is one more of them, else the centres."""
    log = axes.get_xscale() == "log"
    if len(x) == len(y):
        order = np.argsort(x)
        x, y = x[order], y[order]
        x = _edges(np.log(x)) if log and (x > 0).all() else _edges(x)
        x = np.exp(x) if log else x
    positive = y[y > 0]
    floor = 0.5 * positive.min() if axes.get_yscale() == "log" and len(positive) else 0.0
    heights = np.maximum(np.nan_to_num(y), floor)
    colour = f"#0000c{i % 5}"
    axes.stairs(heights, x, baseline=floor, fill=True, color=colour, alpha=0.28, linewidth=0)
    dashes = _DASHES[i % len(_DASHES)]
    style: Any = (0, dashes) if dashes else "-"
    axes.stairs(heights, x, baseline=floor, color=colour, linewidth=1.5, linestyle=style)
    axes.set_ylim(bottom=floor)


def _edges(centres: Any) -> Any:
    """Bin edges half-way between centres, as far out at the ends as on the inner side."""
    if len(centres) < 2:
        return np.array([centres[0] - 0.5, centres[0] + 0.5]) if len(centres) else np.zeros(1)
    middle = (centres[1:] + centres[:-1]) / 2
    first, last = 2 * centres[0] - middle[0], 2 * centres[-1] - middle[-1]
    return np.concatenate([[first], middle, [last]])


def _make_inline(root: ET.Element, name: str) -> None:
    """Strip what a page has already, give colours to the style sheet, make ids unique."""
    _without_namespace(root)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {"metadata", "style", "title"}:
                parent.remove(child)
    used = set(re.findall(r"#([\w-]+)", " ".join(" ".join(e.attrib.values()) for e in root.iter())))
    for element in root.iter():
        if "id" in element.attrib:
            own = element.attrib.pop("id")
            if own in used:
                element.set("id", f"{name}-{own}")
        for key, value in element.attrib.items():
            if key == "href":
                element.set(key, value.replace("#", f"#{name}-"))
            elif key == "clip-path":
                element.set(key, value.replace("url(#", f"url(#{name}-"))
            elif key == "style":
                element.set(key, _restyled(value))
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)


def _restyled(style: str) -> str:
    for drawn, shown in _COLOURS.items():
        style = style.replace(drawn, shown)
    return re.sub(r"font-family: [^;]*;?\s*", "", style)  # The family is the page's.


def legend(figure: Mapping[str, Any]) -> list[dict[str, str]]:
    """What each curve and each vertical mark of a plot is: name, colour and dash pattern."""
    entries = []
    for i, series in enumerate(figure["series"]):
        dashes = " ".join(f"{d * 1.8:g}" for d in _DASHES[i % len(_DASHES)])
        entries.append(
            {"name": series["name"], "colour": f"var(--series-{i % 5 + 1})", "dashes": dashes}
        )
    for i, (name, at) in enumerate(figure.get("marks") or ()):
        dashes = " ".join(f"{d * 1.4:g}" for d in _MARK_DASHES[i % len(_MARK_DASHES)])
        entries.append(
            {"name": f"{name}: {number(at)}", "colour": "currentColor", "dashes": dashes}
        )
    return entries


# --- The graph of claims ---------------------------------------------------------------------

_CHARACTER, _ROW, _BOX, _GAP = 6.7, 36, 25, 40  # widths and heights, in pixels


def graph(uses: Mapping[str, Sequence[str]], pages: Mapping[str, tuple[str, str]]) -> Markup | None:
    """Which statement's printed proof rests on which, as layered boxes; None without any.

    A tie that follows from others is not drawn.

    `pages` gives (address, outcome) of each statement that has a page.
    """
    claims = nx.DiGraph((used, label) for label, on in uses.items() for used in on)
    if not claims or not nx.is_directed_acyclic_graph(claims):
        return None
    claims = nx.transitive_reduction(claims)
    order = {label: i for i, label in enumerate([*uses, *sorted(set(claims) - set(uses))])}
    parts: list[Markup] = []
    top = width = 0.0
    groups = nx.weakly_connected_components(claims)
    for group in sorted(groups, key=lambda g: min(order[label] for label in g)):
        drawn, right, bottom = _layered(claims.subgraph(group), order, pages, top)
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
    claims: Any, order: Mapping[str, int], pages: Mapping[str, tuple[str, str]], top: float
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
        wide = max(len(n) for n in stops if isinstance(n, str)) * _CHARACTER + 36
        for i, stop in enumerate(stops):
            box[stop] = (left, top + 1 + (i + (rows - len(stops)) / 2) * _ROW, wide)
        left += wide + _GAP
    drawn = [Markup('<path class="tie" d="{}"/>').format(_path(way, box)) for way in ways.values()]
    for label in claims:
        drawn.append(_box(label, *box[label], *pages.get(label, ("", ""))))
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


def _box(label: str, x: float, y: float, wide: float, address: str, outcome: str) -> Markup:
    drawn = Markup(
        '<rect x="{:g}" y="{:g}" width="{:g}" height="{}" rx="4"/><text x="{:g}" y="{:g}">{}</text>'
    ).format(x, y, wide, _BOX, x + 9, y + _BOX / 2 + 4, f"{SYMBOLS.get(outcome, '·')} {label}")
    if not address:
        return Markup('<g class="box absent"><title>{}: not in this run</title>{}</g>').format(
            label, drawn
        )
    return Markup('<a class="box {0}" href="{1}"><title>{2}: {0}</title>{3}</a>').format(
        escape(outcome), address, label, drawn
    )
