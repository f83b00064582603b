"""The table of several verdicts: variants at their print, counts, and what must not be missed."""

import pytest

from checkers.verdicts.verdict import Failure, Outcome, Verdict
from reports.terminal import in_order, print_verdicts
from tests.reports.synthetic import FAKES
from theorems.language.records import Setting

KNOWN = {t.label: t for t in FAKES}
OUTCOMES = {
    "fake/step": "refuted",
    "fake/theorem": "certified",
    "fake/step:repaired": "certified",
    "fake/theorem:sharpened": "certified",
    "fake/step:twin-half": "refuted",
}


def verdicts(**outcomes):
    return [
        Verdict(
            label=label,
            setting=Setting({}),
            outcome=Outcome(outcome),
            scope="point",
            finding="",
            failure=Failure(0, 0, 0),
            method="",
            twin_of=KNOWN[label].twin_of,
        )
        for label, outcome in (OUTCOMES | outcomes).items()
    ]


def test_variants_stand_below_their_print():
    assert [v.label for v in in_order(verdicts())][:4] == [
        "fake/step",
        "fake/step:repaired",
        "fake/theorem",
        "fake/theorem:sharpened",
    ]
    # also where the print is not of the run
    assert len(in_order(verdicts()[2:])) == 3


def test_the_summary_counts_twins_and_variants_and_names_shaken_proofs(capsys):
    print_verdicts(verdicts(), KNOWN)
    out = capsys.readouterr().out
    assert "false twins refuted: 1 of 1\n" in out
    assert "variants certified: 2 of 2\n" in out
    assert "NOT" not in out
    assert "fake/theorem: its printed proof rests on fake/step (refuted)\n" in out


@pytest.mark.parametrize("outcome", ["supported", "undecided", "refuted"])
def test_a_variant_that_is_not_certified_is_named(capsys, outcome):
    print_verdicts(verdicts(**{"fake/step:repaired": outcome}), KNOWN)
    out = capsys.readouterr().out
    assert "variants certified: 1 of 2\n" in out
    assert f"NOT certified: fake/step:repaired ({outcome})\n" in out


@pytest.mark.parametrize("outcome", ["certified", "supported", "undecided"])
def test_a_twin_that_is_not_refuted_is_named(capsys, outcome):
    print_verdicts(verdicts(**{"fake/step:twin-half": outcome}), KNOWN)
    out = capsys.readouterr().out
    assert "false twins refuted: 0 of 1\n" in out
    assert f"NOT refuted: fake/step:twin-half ({outcome})\n" in out
