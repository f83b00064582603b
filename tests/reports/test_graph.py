"""The graph of claims shows every tie, once, and nothing lies upon anything else."""

import re
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from reports import graph
from reports.page import pages_of
from tests.reports.synthetic import RECORDS, Reader, fake, synthetic_run, verdict


def drawing(uses, outcomes, rests=None):
    records = {label: fake(label, "", uses=tuple(on)) for label, on in uses.items()}
    found = [
        verdict(label, outcome, rests_on_refuted=(rests or {}).get(label, []))
        for label, outcome in outcomes.items()
    ]
    pages = pages_of(found, records)
    return graph.draw(pages, records), graph.ties(pages, records)


USES = {"s/a": (), "s/b": ("s/a",), "s/c": ("s/b", "s/a", "s/later"), "s/alone": ()}


def test_a_graph_draws_each_tie_once_and_links_what_has_a_page():
    outcomes = {"s/a": "certified", "s/b": "refuted", "s/c": "supported", "s/alone": "certified"}
    drawn, ties = drawing(USES, outcomes)
    read = Reader(drawn)
    assert sorted(read.links) == [f"statements/s--{i}.html" for i in "abc"]
    # That a supports c follows from a, b and b, c.
    assert drawn.count('class="tie"') == 3
    assert "s/later: not encoded yet" in drawn
    assert "s/alone" not in drawn
    assert [node.label for node, _ in ties] == ["s/a", "s/b", "s/c", "s/later"]
    assert [used.label for used in dict((n.label, u) for n, u in ties)["s/c"]] == list(USES["s/c"])


def test_what_was_not_checked_is_drawn_without_a_link():
    drawn, _ = drawing(USES, {"s/c": "certified"})
    assert Reader(drawn).links == ["statements/s--c.html"]
    assert "s/a: not in this run" in drawn
    assert "s/later: not encoded yet" in drawn


def test_outcomes_are_told_by_a_sign_and_a_word_too():
    rests = {"s/c": ["s/b"]}
    outcomes = {"s/a": "certified", "s/b": "refuted", "s/c": "certified"}
    drawn, _ = drawing(USES, outcomes, rests)
    words = Reader(drawn).words
    for told in (
        *("✓ s/a", "s/a: certified", "✗ s/b", "s/b: refuted", "✓ s/c △"),
        "s/c: certified; its printed proof rests on s/b (refuted)",
    ):
        assert told in words
    assert 'class="box refuted"' in drawn


def test_a_graph_without_ties_or_in_circles_is_left_out():
    assert drawing({"s/a": ()}, {"s/a": "certified"}) == (None, [])
    circle = {"s/a": ("s/b",), "s/b": ("s/a",)}
    drawn, ties = drawing(circle, dict.fromkeys(circle, "certified"))
    assert drawn is None
    assert len(ties) == 2


def boxes(drawn):
    pattern = r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"'
    return [tuple(map(float, found)) for found in re.findall(pattern, drawn)]


def assert_apart(drawn):
    wide, high = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn).groups())
    for x, y, w, h in boxes(drawn):
        assert x >= 0
        assert y >= 0
        assert x + w <= wide
        assert y + h <= high
    for (a, b, w, h), (c, d, v, g) in combinations(boxes(drawn), 2):
        assert a + w < c or c + v < a or b + h < d or d + g < b
    # Every arrow leads to the right.
    for start, end in re.findall(r'class="tie" d="M([\d.]+) .*?([\d.]+) [\d.]+"/>', drawn):
        assert float(start) < float(end)


@st.composite
def layered_claims(draw):
    size = draw(st.integers(2, 60))
    label = [f"s{i % 4}/statement-{i}" for i in range(size)]
    return {
        label[i]: tuple(draw(st.lists(st.sampled_from(label[:i]), max_size=3, unique=True)))
        for i in range(1, size)
    }


@given(layered_claims())
@settings(max_examples=20)
def test_no_box_lies_on_another(uses):
    drawn, ties = drawing(uses, dict.fromkeys(uses, "certified"))
    assert (drawn is None) == (not ties)
    if drawn:
        assert len(boxes(drawn)) == len(ties)
        assert_apart(drawn)


def test_the_catalogue_is_drawn():
    records = {t.label: t for t in RECORDS}
    pages = pages_of(synthetic_run()["verdicts"], records)
    drawn = graph.draw(pages, records)
    assert_apart(drawn)
    assert drawn == graph.draw(pages, records)
