"""The pages are whole, safe, the same twice, and say what the run says."""

import json
import math
import re
from collections.abc import Iterator
from fractions import Fraction
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import figures
from reports.page import citations, prose, sentence, write_site
from theorems import THEOREMS, TWINS

HOSTILE = "<script>alert('x')</script>\" onload=\"x & $\\frac{1}{0$"
VOID = {"meta", "link", "br", "wbr", "img", "hr", "input"}


def verdict(label, outcome, **changes):
    return {
        "label": label,
        "twin_of": None,
        "setting": {"m": 100, "tau": 0.1, "delta": 1e-12, "activation": "softplus"},
        "outcome": outcome,
        "scope": "point",
        "finding": "It holds for every setting tried, with ||W - W_0||_F <= B and room to spare.",
        "failure": chances(0.0, 1.29e-9),
        "quantity": {"statistic": "worst case", "typical": 7.9123, "largest_seen": None},
        "bound": 27.3126,
        "tightness": 0.2897,
        "sharpest": None,
        "vacuous": False,
        "draws": 0,
        "violations": 0,
        "seed": 0,
        "method": "exact-tail",
        "evidence": ["The worst case is a count with a binomial tail.", "It is <= 1.3e-9."],
        "witness": None,
        "certificate": None,
        "coverage": {"certified": 56},
        "figures": [],
        "command": f"widecheck check {label} --set m=100 --set tau=0.1 --seed 0",
        "seconds": 0.004,
    } | changes


def lines():
    widths = [2**k for k in range(1, 21)]
    return {
        "title": "The worst gap and its bound as the width grows",
        "xlabel": "width m",
        "ylabel": "gap",
        "kind": "lines",
        "xlog": True,
        "ylog": True,
        "series": [
            {"name": "bound", "x": widths, "y": [3 * m ** (1 / 3) for m in widths]},
            {"name": "worst case, median", "x": widths, "y": [m ** (1 / 3) for m in widths]},
            {"name": "trained", "x": widths, "y": [None, *[0.02 * m**0.2 for m in widths[1:]]]},
        ],
        "marks": [["setting", 100]],
    }


def histogram():
    places = list(range(40))
    heights = [9e3 * math.exp(-((k - 8) ** 2) / 16) for k in places]
    return {
        "title": "Draws of the number of small pre-activations",
        "xlabel": "neurons",
        "ylabel": "draws",
        "kind": "histogram",
        "xlog": False,
        "ylog": False,
        "series": [{"name": "draws", "x": places, "y": heights}],
        "marks": [["bound", 27.3], ["largest seen", 21]],
    }


FALSE = "Fails at d = 1, w_0 = -1, w = 1, x = 1: the gap is 1, the bound 0.5."


def chances(lower, upper, confidence=1.0):
    return {"claimed": 0.05, "lower": lower, "upper": upper, "confidence": confidence}


def synthetic_run(hostile=""):
    """A verdict for each statement and twin; between them everything that a verdict can have."""
    outcomes = cycle(["certified", "refuted", "certified", "supported", "undecided", "certified"])
    fixed = {"slides/prop-4.1": "refuted", "slides/lemma-4.2": "certified"}
    verdicts = [verdict(t.label, fixed.get(t.label, next(outcomes))) for t in THEOREMS]
    for found in verdicts:
        found["scope"] = {"certified": "all", "refuted": "point"}.get(found["outcome"], "box")
        if found["outcome"] == "refuted":
            found |= {
                "finding": FALSE + hostile,
                "failure": chances(0.412345, 0.412346),
                "certificate": f"certificates/{found['label'].replace('/', '--')}.json",
                "coverage": {"certified": 50, "undecided": 2, "refuted": 4},
                "figures": [lines(), histogram()] if found["label"] in fixed else [],
                "witness": {
                    "setting": {"m": 2, "B": "1/3"},
                    "gap": 1.0,
                    "bound": 0.5,
                    "note": "Found by hand" + hostile,
                    "x": [0.6, 0.8],
                    "a": [(-1) ** i for i in range(64)],
                    "W0": [[0.125 * (i - j) for j in range(5)] for i in range(4)],
                    "W": [[math.sin(i + 7 * j) for j in range(5)] for i in range(300)],
                    "layers": [{"W": [[1, 0], [0, 1]]}, {"W": []}],
                },
            }
        if found["outcome"] == "supported":
            found |= {
                "failure": chances(0.0, 0.0031, 0.999999),
                "draws": 1_000_000,
                "violations": 3,
                "method": "sample",
                "vacuous": True,
            }
        if found["outcome"] == "undecided":
            found |= dict.fromkeys(
                ("failure", "quantity", "bound", "tightness", "vacuous", "draws", "violations")
            )
    verdicts += [
        verdict(t.label, "refuted", twin_of=t.twin_of, finding="Fails by 1 percent." + hostile)
        for t in TWINS
    ]
    return {
        "schema": "widecheck/1",
        "verdicts": verdicts,
        "environment": {
            "python": "3.11.7",
            "numpy": "2.4.6",
            "platform": "Linux x86_64" + hostile,
            "profile": "standard",
            "seed": 0,
            "confidence": 0.999,
            "widecheck": "0.1.0",
            "seconds": {found["label"]: 0.004 for found in verdicts},
        },
        "error_budget": {"total": 1e-3, "per verdict": 1e-5, "sampled verdicts": 4},
    }


CERTIFICATES = {
    "certificates/slides--prop-4.1.json": {"schema": "widecheck/1", "kind": "witness"},
    "certificates/../../escape": {"note": HOSTILE},
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    assert write_site(synthetic_run(HOSTILE), CERTIFICATES, folder) == folder / "index.html"
    return folder


def pages(folder) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*.html")):
        yield path, path.read_text("utf-8")


class Reader(HTMLParser):
    """Reads a page, and holds that every tag that opens is closed in turn."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.loads, self.tags = [], [], [], [], []
        self.words = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        given = dict(attrs)
        assert len(given) == len(attrs), (tag, attrs)
        assert not [name for name in given if name.startswith("on")]
        if "id" in given:
            self.ids.append(given["id"])
        if tag in {"a", "use"}:
            self.links.append(given["href"])
        elif "href" in given or "src" in given:
            self.loads.append(given.get("href") or given["src"])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def test_pages_are_well_formed_and_their_ids_unique(site):
    for path, text in pages(site):
        read = Reader(text)
        assert len(read.ids) == len(set(read.ids)), path
        assert read.tags.count("h1") == read.tags.count("main") == 1
        assert '<html lang="en">' in text
        assert '<meta name="viewport"' in text


def test_every_link_and_anchor_leads_to_a_file_of_the_site(site):
    read = {path: Reader(text) for path, text in pages(site)}
    assert len(read) == 1 + len(THEOREMS)
    for path, page in read.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                assert link.startswith("https://doi.org/")
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), (path, link)
            assert target.is_relative_to(site.resolve())
            if parts.fragment:
                assert unquote(parts.fragment) in read[target].ids, (path, link)


def test_nothing_is_run_and_nothing_is_fetched(site):
    for path, text in pages(site):
        assert "<script" not in text
        assert "javascript:" not in text
        for load in Reader(text).loads:
            assert load in {"style.css", "../style.css", "data:,"}, path
        assert "@import" not in text
    assert not re.search(r"@import|url\((?!#)|https?:", (site / "style.css").read_text())


def test_only_files_of_the_site_are_written(site):
    assert not (site.parent / "escape").exists()
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    others = {name for name in names if not name.startswith(("statements/", "certificates/"))}
    assert others == {"index.html", "style.css", "run.json"}
    assert len([name for name in names if name.startswith("certificates/")]) == 2


def test_run_and_certificates_are_written_whole_and_linked(site):
    assert json.loads((site / "run.json").read_text("utf-8")) == synthetic_run(HOSTILE)
    stored = site / "certificates" / "slides--prop-4.1.json"
    assert json.loads(stored.read_text()) == CERTIFICATES["certificates/slides--prop-4.1.json"]
    assert 'href="../certificates/slides--prop-4.1.json"' in (
        site / "statements" / "slides--prop-4.1.html"
    ).read_text("utf-8")


def test_equal_input_gives_equal_bytes(site, tmp_path):
    write_site(synthetic_run(HOSTILE), CERTIFICATES, tmp_path)
    write_site(synthetic_run(HOSTILE), CERTIFICATES, tmp_path)
    for path in site.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / path.relative_to(site)).read_bytes()


def words(path) -> str:
    return " ".join("".join(Reader(path.read_text("utf-8")).words).split())


def test_index_shows_each_outcome_in_a_word_and_counts_it(site):
    shown = words(site / "index.html")
    verdicts = [v for v in synthetic_run()["verdicts"] if not v["twin_of"]]
    for outcome, sign in figures.SYMBOLS.items():
        count = sum(v["outcome"] == outcome for v in verdicts)
        assert f"{count} {sign} {outcome}" in shown
    assert f"{len(TWINS)} of {len(TWINS)} twins refuted" in shown
    assert "A check that did not fail" not in shown


def test_findings_stand_before_the_table(site):
    shown = words(site / "index.html")
    assert shown.index("Findings") < shown.index("Fails at d = 1") < shown.index("All statements")


def test_a_statement_page_tells_all(site):
    shown = words(site / "statements" / "slides--lemma-4.2.html")
    for expected in (
        "Few pre-activations are small",
        "Linearization",
        "‖x‖",
        "with probability at least 1 − δ",
        "failure probability that the statement allows",
        "0 < δ < 1",
        "slides/small-preactivation",
        "at most 1.29 × 10⁻⁹",
        "A rigorous enclosure.",
        "widecheck check slides/lemma-4.2 --set m=100",
        "independence dropped",
        "Refuted: {0} of {0}".format(sum(t.twin_of == "slides/lemma-4.2" for t in TWINS)),
    ):
        assert expected in shown, expected


def test_a_twin_that_is_not_refuted_is_flagged_loudly(tmp_path):
    run = synthetic_run()
    twin = next(v for v in run["verdicts"] if v["label"] == "slides/lemma-4.2:twin-dependent")
    twin["outcome"] = "supported"
    shown = words(write_site(run, {}, tmp_path))
    assert "A check that did not fail when it had to" in shown
    assert f"{len(TWINS) - 1} of {len(TWINS)} twins refuted" in shown
    page = words(tmp_path / "statements" / "slides--lemma-4.2.html")
    assert page.index("At least one twin was not refuted") < page.index("Read as:")


def test_a_statement_that_no_record_describes_has_a_page_too(tmp_path):
    run = {"schema": "widecheck/1", "verdicts": [verdict("mine/bound: a", "certified")]}
    write_site(run, {}, tmp_path)
    assert "mine/bound: a" in words(tmp_path / "statements" / "mine--bound----a.html")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"scope": "all"}, "for every setting that the hypotheses allow"),
        ({"scope": "point", "coverage": {"certified": 1}}, "holds at the setting shown"),
        ({"scope": "point", "coverage": {"certified": 56}}, "56 settings"),
        ({"scope": "point", "outcome": "refuted"}, "One setting is enough to refute it"),
    ],
)
def test_scope_claims_no_more_than_was_tried(tmp_path, changes, expected):
    run = {"verdicts": [verdict("slides/lemma-4.2", "certified") | changes]}
    write_site(run, {}, tmp_path)
    assert expected in words(tmp_path / "statements" / "slides--lemma-4.2.html")


def test_a_twin_alone_is_shown_at_its_original(tmp_path):
    twin = verdict("slides/lemma-4.2:twin-dependent", "refuted", twin_of="slides/lemma-4.2")
    index = write_site({"verdicts": [twin]}, {}, tmp_path)
    assert "1 not checked" in words(index)
    assert "checks only twins" in words(tmp_path / "statements" / "slides--lemma-4.2.html")


def test_an_empty_run_has_an_index(tmp_path):
    assert "0 ✓ certified" in words(write_site({"verdicts": []}, {}, tmp_path))


def test_two_verdicts_for_one_label_are_refused(tmp_path):
    twice = [verdict("slides/lemma-4.2", "certified"), verdict("slides/lemma-4.2", "refuted")]
    with pytest.raises(ValueError, match=r"two verdicts for slides/lemma-4\.2"):
        write_site({"verdicts": twice}, {}, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_an_os_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        write_site({"verdicts": []}, {}, tmp_path / "file")


# --- Formulas


@pytest.mark.parametrize("theorem", THEOREMS, ids=lambda theorem: theorem.label)
def test_every_printed_formula_becomes_mathml(theorem):
    shown = figures.formula(theorem.source.formula)
    assert shown.startswith("<math")
    assert "\\" not in shown
    # Browsers draw no alphabet but the upright one from this attribute.
    assert not re.search(r'mathvariant="(?!normal)', shown)
    Reader(shown)


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\mathbf{1}\{x > 0\}", "𝟏"),
        (r"\mathbb{1}", "𝟙"),
        (r"\boldsymbol{x}", "𝒙"),
        (r"\operatorname{sign}(x)", "<mi>sign</mi>"),
        (r"\sup_{W} f", "<munder><mi>sup</mi>"),
        (r"\underbrace{a}_{b}", "⏟"),
        (r"\bigl\lvert x \bigr\rvert", "|"),
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", "<mtable"),
        (r"x \sim \mathcal{N}", "∼"),
        (r"\notacommand{x}", '<code class="latex">\\notacommand{x}</code>'),
        (r"\left( x", '<code class="latex">\\left( x</code>'),
        ("<script>", "&lt;"),
    ],
)
def test_formulas_keep_their_alphabets_or_stay_latex(latex, expected):
    assert expected in figures.formula(latex)


# --- Numbers


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "—"),
        (True, "yes"),
        (0, "0"),
        (0.0, "0"),
        (1000, "1000"),
        (1_000_000, "1 000 000"),
        (10**40, "10⁴⁰"),
        (1e-12, "10⁻¹²"),
        (1.29e-9, "1.29 × 10⁻⁹"),
        (-2.5e7, "−2.5 × 10⁷"),
        (0.28972, "0.2897"),
        (0.9999999, "1"),
        (123456.7, "123 457"),
        (27.0, "27"),
        (math.inf, "∞"),
        (math.nan, "undefined"),
        ("1/3", "1/3"),
    ],
)
def test_numbers_read_well(value, expected):
    assert figures.number(value).replace("\u202f", " ") == expected


def read_number(text: str) -> Fraction:
    plain = text.replace("\u202f", "").replace("−", "-")
    plain = plain.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))
    mantissa, times, power = plain.partition("×10")
    if times:
        return Fraction(mantissa) * Fraction(10) ** int(power)
    if re.fullmatch(r"10-\d+", plain):
        return Fraction(10) ** int(plain[2:])
    return Fraction(plain)


PROBABILITIES = st.floats(0, 1).filter(lambda p: p == 0 or 1e-300 < p)


@given(PROBABILITIES, PROBABILITIES)
def test_an_enclosure_still_encloses_as_shown(one, other):
    lower, upper = sorted((one, other))
    shown = figures.enclosure(lower, upper)
    shown = shown.replace("at least ", "from ").replace("at most ", " to ")
    low, to, high = shown.removeprefix("from ").partition(" to ")
    high = high if to or shown.startswith("from ") else low
    assert low or high
    assert not low or read_number(low) <= Fraction(repr(lower))
    assert not high or Fraction(repr(upper)) <= read_number(high)


@given(PROBABILITIES)
def test_an_exact_probability_is_shown_or_enclosed(p):
    test_an_enclosure_still_encloses_as_shown.hypothesis.inner_test(p, p)


# --- Words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("||W - W_0||_F <= B", "‖W\u00a0− W<sub>0</sub>‖<sub>F</sub> ≤ B"),
        ("0 <= x_norm <= 1", "0 ≤ x_norm ≤ 1"),
        ("m^(1/3) in place of m^2", "m<sup>1/3</sup> in place of m<sup>2</sup>"),
        ("delta in (0, 1), B^2/tau^2", "δ in (0, 1), B<sup>2</sup>/τ<sup>2</sup>"),
        ("for every beta-smooth sigma", "for every β-smooth σ"),
        ("notes/lemma-4-delta-1, giancola/rho", "notes/lemma-4-delta-1, giancola/rho"),
        ("alpha / sqrt m, sqrt(2/pi)", "α / √m, √(2/π)"),
        ("at delta=1e-12 --set delta=0.1", "at δ\u202f=\u202f10⁻¹² --set delta=0.1"),
        ("|x - x_0|^3", "|x\u00a0− x<sub>0</sub>|<sup>3</sup>"),
        ("(r - |g|)_+, [1 +/- 2]", "(r\u00a0− |g|)<sub>+</sub>, [1 ± 2]"),
        ("w_{0,i}.x, a in {-1, +1}^m", "w<sub>0,i</sub>.x, a in {−1, +1}<sup>m</sup>"),
        ("at most 1.3e-9, or 2e6", "at most 1.3\u202f×\u202f10⁻⁹, or 2\u202f×\u202f10⁶"),
        ("--set eps=1e-9, file1e5, 10^-9", "--set eps=1e-9, file1e5, 10<sup>−9</sup>"),
        ("Theta^(L), e^(-x)", "Θ<sup>(L)</sup>, e<sup>−x</sup>"),
        ("<b> & max_i", "&lt;b&gt; &amp; max<sub>i</sub>"),
    ],
)
def test_prose_is_typeset_and_escaped(text, expected):
    assert prose(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fails at m = 1", "Fails at m = 1."),
        ("beta > 0", "β > 0.".replace(">", "&gt;")),
        ("sigma is odd", "σ is odd."),
        ("m = 1 fails.", "m = 1 fails."),
        ("", ""),
    ],
)
def test_findings_become_sentences(text, expected):
    assert sentence(text) == expected


def test_citations_read_as_in_a_journal():
    entry = r"""
@article{key,
  author  = {Erd{\H o}s, Paul and M{\"u}ller, A. B.},
  title   = {On {Gram} Matrices},
  journal = {J. Tests},
  year    = {1999}, volume = {4}, number = 2,
  pages   = {1--9},
  doi     = {10.1/x},
}
"""
    (cited,) = citations(entry).values()
    assert "A. B. Müller. <cite>On Gram Matrices</cite>. J. Tests 4(2), 1–9. 1999. " in cited
    assert '<a href="https://doi.org/10.1/x">' in cited


def test_every_source_is_cited_in_full(site):
    index = (site / "index.html").read_text("utf-8")
    for key in {theorem.source.key for theorem in THEOREMS}:
        assert re.search(rf'id="source-{key}">[^<]*<cite>|id="source-{key}"><cite>', index), key


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


def test_a_graph_draws_each_tie_once_and_links_what_has_a_page():
    drawn = figures.graph(
        {"s/a": (), "s/b": ("s/a",), "s/c": ("s/b", "s/a", "s/unknown"), "s/alone": ()},
        {"s/a": ("a.html", "certified"), "s/b": ("b.html", "refuted"), "s/c": ("c.html", "")},
    )
    read = Reader(drawn)
    assert sorted(read.links) == ["a.html", "b.html", "c.html"]
    # That a supports c follows from a, b and b, c.
    assert drawn.count('class="tie"') == 3
    assert "s/unknown: not in this run" in drawn
    assert "s/alone" not in drawn


def test_a_graph_without_ties_is_left_out():
    assert figures.graph({"s/a": ()}, {}) is None


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


def test_text_is_readable_in_light_and_in_dark(site):
    light, _, rest = (site / "style.css").read_text().partition("(prefers-color-scheme: dark)")
    dark = rest.partition("\n}\n")[0]
    assert "@media print" in rest
    assert palette(light).keys() == palette(dark).keys()
    for colours in palette(light), palette(dark):
        for name in ("ink", "muted", "link", *figures.SYMBOLS):
            for ground in ("paper", "panel", f"{name}-panel"):
                if ground in colours:
                    assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
        for i in range(1, 6):
            assert contrast(colours[f"series-{i}"], colours["paper"]) >= 4.5
        assert contrast(colours["ink"], colours["refuted-panel"]) >= 4.5
        assert contrast(colours["muted"], colours["refuted-panel"]) >= 4.5
