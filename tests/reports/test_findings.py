"""The findings page: what is false and what repairs it, what is true, which proofs are shaken."""

import pytest

from reports.findings import findings, what_is_wrong
from reports.page import pages_of
from reports.site import write_site
from tests.reports.synthetic import CHANGE, FALSE, RECORDS, small_run, synthetic_run, verdict, words

KNOWN = {t.label: t for t in RECORDS}


def labels(pages):
    return [page.label for page in pages]


def test_every_printed_statement_is_in_one_list():
    pages = pages_of(synthetic_run()["verdicts"], KNOWN)
    found = findings(pages)
    listed = [*labels(found.refuted), *labels(found.theorems), *labels(found.unproved)]
    assert sorted(listed) == sorted(labels(pages))
    assert not found.alarms


@pytest.mark.parametrize("outcome", ["certified", "supported", "undecided", "refuted"])
def test_a_proof_is_shaken_where_the_statement_itself_is_not_refuted(outcome):
    run = small_run()["verdicts"]
    next(v for v in run if v["label"] == "fake/theorem")["outcome"] = outcome
    shaken = labels(findings(pages_of(run, KNOWN)).shaken)
    assert shaken == ([] if outcome == "refuted" else ["fake/theorem"])


def test_what_is_wrong_is_told_by_the_repair_or_by_the_verdict():
    with_repair = pages_of(small_run()["verdicts"], KNOWN)[0]
    assert what_is_wrong(with_repair) == CHANGE
    alone = [verdict("fake/step", "refuted", finding=FALSE)]
    assert what_is_wrong(pages_of(alone, KNOWN)[0]) == FALSE


def test_the_page_tells_them_all(tmp_path):
    index = write_site(small_run(), {}, tmp_path, RECORDS)
    shown = words(tmp_path / "findings.html")
    for expected in (
        "1 of 2 printed statements does not hold.",
        "The constant is doubled: the printed proof loses a factor 2 in its second step.",
        "Proved with ε ≤ 2 Refuted with ε ≥ 2.001",
        "A step with a larger constant ✓ certified",
        "1 of 2 printed statements is certified.",
        "A sharper theorem ✓ certified",
        "The bound is halved.",
        "fake/theorem A true theorem ✓ certified fake/step Repaired: ✓ certified",
    ):
        assert expected in shown, expected
    assert 'href="findings.html"' in index.read_text("utf-8")


def test_a_run_without_findings_has_the_page(tmp_path):
    write_site({"verdicts": []}, {}, tmp_path)
    shown = words(tmp_path / "findings.html")
    assert "This run has no verdicts." in shown
    assert "No printed statement of this run was certified." in shown
    assert "None in this run." in shown


def test_an_empty_run_says_nothing_about_statements(tmp_path):
    write_site({"verdicts": [], "whole": False, "error_budget": {"verdicts": 3}}, {}, tmp_path)
    shown = words(tmp_path / "index.html")
    assert "says nothing about any statement" in shown
    assert "This run is not whole. It was interrupted, with 0 of the 3 verdicts" in shown
    assert "No statement of this run was refuted" not in shown
    write_site({"verdicts": [verdict("fake/step", "certified")]}, {}, tmp_path, RECORDS)
    shown = words(tmp_path / "index.html")
    assert "No statement of this run was refuted" in shown
    assert "not whole" not in shown


def test_what_was_not_decided_is_not_among_the_theorems(tmp_path):
    write_site({"verdicts": [verdict("fake/step", "undecided")]}, {}, tmp_path, RECORDS)
    assert "Neither proved nor refuted fake/step" in words(tmp_path / "findings.html")
