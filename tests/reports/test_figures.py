"""Plots and colours are those of the page."""

import re

import pytest

from reports import figures
from reports.numerals import SYMBOLS
from reports.site import write_site
from tests.reports.synthetic import HOSTILE, Reader, histogram, lines

# --- Plots


@pytest.mark.parametrize("data", [lines(), histogram()], ids=["lines", "histogram"])
def test_a_plot_takes_its_colours_and_fonts_from_the_page(data):
    svg = figures.plot(data, "p")
    assert "currentColor" in svg
    assert "var(--series-1)" in svg
    assert not re.search(r"#[0-9a-f]{6}", svg)
    assert "DejaVu" not in svg
    assert "<text" in svg
    assert all(i.startswith("p-") for i in Reader(svg).ids)


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("kind", ["lines", "histogram"])
@pytest.mark.parametrize("y", [[], [0.0], [None], [5.0], [0.0, 0.0], [1e-300, 1.0], [2.0] * 3])
def test_degenerate_plots_are_drawn(kind, log, y):
    series = [{"name": HOSTILE, "x": list(range(1, len(y) + 1)), "y": y}]
    data = {"title": "", "xlabel": HOSTILE, "ylabel": "", "kind": kind, "xlog": log, "ylog": log}
    Reader(figures.plot(data | {"series": series, "marks": [["at", 0]]}, "p"))


# --- Colours


def palette(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", text))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_text_is_readable_in_light_and_in_dark(tmp_path):
    site = write_site({"verdicts": []}, {}, tmp_path).parent
    light, _, rest = (site / "style.css").read_text().partition("(prefers-color-scheme: dark)")
    dark = rest.partition("\n}\n")[0]
    assert "@media print" in rest
    assert palette(light).keys() == palette(dark).keys()
    for colours in palette(light), palette(dark):
        for name in ("ink", "muted", "link", *SYMBOLS):
            for ground in ("paper", "panel", f"{name}-panel"):
                if ground in colours:
                    assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
        for i in range(1, 6):
            assert contrast(colours[f"series-{i}"], colours["paper"]) >= 4.5
        assert contrast(colours["ink"], colours["refuted-panel"]) >= 4.5
        assert contrast(colours["muted"], colours["refuted-panel"]) >= 4.5
