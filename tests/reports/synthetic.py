"""A made-up run with everything that a run can have, and a reader for the pages of it."""

import math
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path

from reports.proofs import rest_on_refuted
from theorems import THEOREMS, TWINS, VARIANTS
from theorems.gaussian_counts import LEMMA_5
from theorems.language.domains import Reals

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
        "best": None,
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


def fake(label, title, uses=(), **changes):
    return replace(LEMMA_5, label=label, title=title, uses=uses, deviations=(), **changes)


WIDER = tuple(
    replace(
        p,
        domain=Reals(low=p.domain.low, open_low=True, high=1),
        coverage=tuple(v for v in p.coverage if v <= 1),
    )
    for p in LEMMA_5.parameters
)
CHANGE = "the constant is doubled: the printed proof loses a factor 2 in its second step"
PRINTED = (
    fake("fake/step", "A false step", ("fake/not-yet",)),
    fake("fake/theorem", "A true theorem", ("fake/step", "notes/lemma-5")),
)
FAKES = (
    *PRINTED,
    fake(
        "fake/step:repaired",
        "A step with a larger constant",
        change=CHANGE,
        formula=r"a \leq 2 b",
        parameters=WIDER,
    ),
    fake("fake/theorem:sharpened", "A sharper theorem", change="The bound is halved."),
    fake("fake/step:twin-half", "the constant halved", twin_of="fake/step"),
    fake("fake/step:repaired:twin-less", "a little less", twin_of="fake/step:repaired"),
)
RECORDS = (*THEOREMS, *VARIANTS, *TWINS, *FAKES)
BEST = {"what": "eps >= 0 for which it is true", "proved": "eps <= 2", "refuted": "eps >= 2.001"}


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
        verdict("fake/step", "refuted", finding=FALSE, best=BEST),
        verdict("fake/theorem", "certified", scope="all", best=BEST),
    ]
    verdicts += [
        verdict(t.label, "certified", scope="all") for t in (*VARIANTS, *FAKES) if t.change
    ]
    verdicts += [
        verdict(t.label, "refuted", twin_of=t.twin_of, finding="Fails by 1 percent." + hostile)
        for t in (*TWINS, *FAKES)
        if t.twin_of
    ]
    outcomes = {found["label"]: found["outcome"] for found in verdicts}
    rests = rest_on_refuted(outcomes, {t.label: t for t in RECORDS})
    for found in verdicts:
        found["rests_on_refuted"] = rests.get(found["label"], [])
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


def small_run():
    """The made-up statements of that run alone, with their variants and twins."""
    labels = {t.label for t in FAKES}
    return {"verdicts": [v for v in synthetic_run()["verdicts"] if v["label"] in labels]}


CERTIFICATES = {
    "certificates/slides--prop-4.1.json": {"schema": "widecheck/1", "kind": "witness"},
    "certificates/../../escape": {"note": HOSTILE},
}


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


def words(path) -> str:
    return " ".join("".join(Reader(path.read_text("utf-8")).words).split())
