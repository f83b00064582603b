"""Plots, ready to stand in a page; colours and fonts are left to the style sheet."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import Formatter, LogFormatter

from reports.formulas import without_namespace
from reports.numerals import number

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
    without_namespace(root)
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
