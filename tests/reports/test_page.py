"""The pages are whole, safe, the same twice, and say what the run says."""

import json
import re
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import cli
from reports.numerals import SYMBOLS, number
from reports.site import write_site
from reports.typeset import prose
from tests.reports.synthetic import (
    CERTIFICATES,
    HOSTILE,
    PRINTED,
    RECORDS,
    Reader,
    pages,
    small_run,
    synthetic_run,
    verdict,
    words,
)
from theorems import THEOREMS, TWINS, VARIANTS

STATEMENTS = (*THEOREMS, *PRINTED)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    assert (
        write_site(synthetic_run(HOSTILE), CERTIFICATES, folder, RECORDS) == folder / "index.html"
    )
    return folder


def test_pages_are_well_formed_and_their_ids_unique(site):
    for path, text in pages(site):
        read = Reader(text)
        assert len(read.ids) == len(set(read.ids)), path
        assert read.tags.count("h1") == read.tags.count("main") == 1
        assert '<html lang="en">' in text
        assert '<meta name="viewport"' in text


def test_every_link_and_anchor_leads_to_a_file_of_the_site(site):
    read = {path: Reader(text) for path, text in pages(site)}
    assert len(read) == 3 + len(STATEMENTS) + len(VARIANTS) + 2
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
    assert others == {"index.html", "findings.html", "claims.html", "style.css", "run.json"}
    assert len([name for name in names if name.startswith("certificates/")]) == 2


def test_run_and_certificates_are_written_whole_and_linked(site):
    assert json.loads((site / "run.json").read_text("utf-8")) == synthetic_run(HOSTILE)
    stored = site / "certificates" / "slides--prop-4.1.json"
    assert json.loads(stored.read_text()) == CERTIFICATES["certificates/slides--prop-4.1.json"]
    assert 'href="../certificates/slides--prop-4.1.json"' in (
        site / "statements" / "slides--prop-4.1.html"
    ).read_text("utf-8")


def test_equal_input_gives_equal_bytes(site, tmp_path):
    write_site(synthetic_run(HOSTILE), CERTIFICATES, tmp_path, RECORDS)
    for path in site.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / path.relative_to(site)).read_bytes()


def test_index_shows_each_outcome_in_a_word_and_counts_it(site):
    shown = words(site / "index.html")
    printed = {t.label for t in STATEMENTS}
    verdicts = [v for v in synthetic_run()["verdicts"] if v["label"] in printed]
    for outcome, sign in SYMBOLS.items():
        count = sum(v["outcome"] == outcome for v in verdicts)
        assert f"{count} {sign} {outcome}" in shown
    assert f"{len(TWINS) + 2} of {len(TWINS) + 2} twins refuted" in shown
    assert f"{len(VARIANTS) + 2} of {len(VARIANTS) + 2} variants certified" in shown
    assert f"those of the {len(STATEMENTS)} printed statements" in shown
    assert "A check that did not fail" not in shown
    assert "A variant that was not found to hold" not in shown


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
        "at most 1.3 × 10⁻⁹",
        "A rigorous enclosure.",
        "widecheck check slides/lemma-4.2 --set m=100",
        "independence dropped",
        "Refuted: {0} of {0}".format(sum(t.twin_of == "slides/lemma-4.2" for t in TWINS)),
    ):
        assert expected in shown, expected


def test_a_twin_that_is_not_refuted_is_flagged_loudly(tmp_path):
    run = small_run()
    twin = next(v for v in run["verdicts"] if v["label"] == "fake/step:twin-half")
    twin["outcome"] = "supported"
    shown = words(write_site(run, {}, tmp_path, RECORDS))
    assert "A check that did not fail when it had to" in shown
    assert "1 of 2 twins refuted" in shown
    page = words(tmp_path / "statements" / "fake--step.html")
    assert page.index("At least one twin was not refuted") < page.index("Read as:")


def test_a_second_report_replaces_the_first(tmp_path):
    write_site({"verdicts": [verdict("fake/step", "certified")]}, {}, tmp_path, RECORDS)
    index = write_site({"verdicts": [verdict("fake/step", "refuted")]}, {}, tmp_path, RECORDS)
    assert "0 ✓ certified" in words(index)
    assert "✗ refuted" in words(tmp_path / "statements" / "fake--step.html")


def test_a_statement_that_no_record_describes_has_a_page_too(tmp_path):
    run = {"schema": "widecheck/1", "verdicts": [verdict("mine/bound: a", "certified")]}
    write_site(run, {}, tmp_path, RECORDS)
    assert "mine/bound: a" in words(next((tmp_path / "statements").glob("mine-bound-a-*.html")))


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
    write_site(run, {}, tmp_path, RECORDS)
    assert expected in words(tmp_path / "statements" / "slides--lemma-4.2.html")


@pytest.mark.parametrize(
    ("changes", "expected", "unexpected"),
    [
        ({"outcome": "certified"}, "No certificate:", "re-checked by"),
        ({"outcome": "supported"}, "Repeat it", "No certificate:"),
        ({"certificate": "certificates/a.json"}, "Certificate: certificates/a.json", "No certif"),
        (
            {"vacuous": True},
            "Here the bound is at least the largest value",
            "default setting",
        ),
        (
            {"vacuous_at": {"default": True, "count": 198, "of": 284}},
            "At the default setting it is vacuous; of 284 settings tried it is at 198.",
            "At the setting shown alone",
        ),
        (
            {"at": "widecheck check x --set m=3"},
            "At the setting shown alone: widecheck check x",
            "?",
        ),
    ],
)
def test_a_page_says_what_its_verdict_has_not(tmp_path, changes, expected, unexpected):
    run = {"verdicts": [verdict("slides/lemma-4.2", "certified") | changes]}
    write_site(run, {}, tmp_path, RECORDS)
    shown = words(tmp_path / "statements" / "slides--lemma-4.2.html")
    assert expected in shown
    assert unexpected not in shown
    tag = "vacuous at the default" in words(tmp_path / "index.html")
    assert tag == ("vacuous_at" in changes)


def test_no_page_names_a_command_that_does_not_exist(tmp_path):
    write_site(synthetic_run(), {}, tmp_path, RECORDS)
    known = set(cli.cli.commands)
    for path, text in pages(tmp_path):
        named = set(re.findall(r"<code>widecheck ([a-z]+)", text))
        assert named <= known, path


def test_a_twin_alone_is_shown_at_its_original(tmp_path):
    twin = verdict("slides/lemma-4.2:twin-dependent", "refuted", twin_of="slides/lemma-4.2")
    index = write_site({"verdicts": [twin]}, {}, tmp_path)
    assert "1 not checked" in words(index)
    assert "checks only twins" in words(tmp_path / "statements" / "slides--lemma-4.2.html")


# --- Variants


def test_a_print_stands_beside_its_variant(site):
    shown = words(site / "statements" / "fake--step.html")
    for expected in (
        "The print and its variant",
        "As printed ✗ refuted",
        "Repaired ✓ certified everything",
        "Hypotheses that differ: 0 < eps ≤ 1".replace("eps", "ε"),
        "The constant is doubled: the printed proof loses a factor 2 in its second step.",
        "Proved with ε ≤ 2",
        "Refuted with ε ≥ 2.001",
    ):
        assert expected in shown, expected
    page = Reader((site / "statements" / "fake--step.html").read_text("utf-8"))
    assert "../statements/fake--step--repaired.html" in page.links
    assert shown.count("Read as:") == 2
    assert "the constant halved" in shown
    assert "a little less" not in shown


def test_the_formulas_of_print_and_variant_stand_side_by_side(site):
    for page in ("fake--step", "fake--step--repaired"):
        text = (site / "statements" / f"{page}.html").read_text("utf-8")
        assert text.count("<math") == 4  # of each the print's, or its own, and the encoded one
        assert text.count("As encoded:") == text.count("Formally:") == 2
    assert r"a \leq 2 b" in text


def test_a_variant_has_its_evidence_and_the_print_beside_it(site):
    text = (site / "statements" / "fake--step--repaired.html").read_text("utf-8")
    shown = " ".join("".join(Reader(text).words).split())
    assert "../statements/fake--step.html" in Reader(text).links
    for expected in ("As printed ✗ refuted", "Evidence", "a little less", "What is changed"):
        assert expected in shown, expected
    assert "the constant halved" not in shown


def test_a_statement_without_variants_is_alone(site):
    shown = words(site / "statements" / "slides--lemma-4.2.html")
    alone = not any(t.printed == "slides/lemma-4.2" for t in VARIANTS)
    assert ("The print and its variant" not in shown) == alone


def test_variants_stand_at_their_print_in_the_index(site):
    index = Reader((site / "index.html").read_text("utf-8"))
    assert "fake--step" in index.ids
    assert not [i for i in index.ids if i.endswith(("--repaired", "--sharpened"))]
    assert "Repaired: ✓ certified" in words(site / "index.html")
    assert "Sharpened: ✓ certified" in words(site / "index.html")


@pytest.mark.parametrize("outcome", ["certified", "supported", "undecided", "refuted"])
def test_a_variant_that_does_not_hold_is_flagged(tmp_path, outcome):
    run = small_run()
    variant = next(v for v in run["verdicts"] if v["label"] == "fake/step:repaired")
    variant["outcome"] = outcome
    shown = words(write_site(run, {}, tmp_path, RECORDS))
    flagged = "A variant that was not found to hold" in shown
    assert flagged == (outcome in ("undecided", "refuted"))
    certified = 1 + (outcome == "certified")
    assert f"{certified} of 2 variants certified" in shown


def test_a_twin_of_a_variant_is_counted(tmp_path):
    run = small_run()
    twin = next(v for v in run["verdicts"] if v["label"] == "fake/step:repaired:twin-less")
    twin["outcome"] = "undecided"
    shown = words(write_site(run, {}, tmp_path, RECORDS))
    assert "A check that did not fail when it had to" in shown
    assert "a little less, a twin of fake/step:repaired" in shown


def test_a_variant_alone_is_shown_at_its_print(tmp_path):
    run = {"verdicts": [verdict("fake/step:repaired", "certified")]}
    index = write_site(run, {}, tmp_path, RECORDS)
    assert "1 not checked" in words(index)
    assert "1 of 1 variants certified" in words(index)
    assert "checks only variants of" in words(tmp_path / "statements" / "fake--step.html")


# --- What proofs rest on


def test_a_statement_whose_proof_rests_on_a_refuted_one_says_so(site):
    said = "△ Its printed proof rests on fake/step, which is refuted."
    assert said in words(site / "statements" / "fake--theorem.html")
    assert said in words(site / "index.html")
    assert said not in words(site / "statements" / "fake--theorem--sharpened.html")
    assert "Its printed proof rests on" not in words(site / "statements" / "notes--lemma-5.html")
    step = words(site / "statements" / "fake--step.html")
    assert "fake/not-yet not encoded yet" in step
    assert "Used in the proof of fake/theorem" in step


def test_a_label_of_the_catalogue_that_was_not_checked_is_not_in_this_run(tmp_path):
    write_site({"verdicts": [verdict("fake/theorem", "certified")]}, {}, tmp_path, RECORDS)
    shown = words(tmp_path / "statements" / "fake--theorem.html")
    assert "fake/step not in this run" in shown
    assert "which is refuted" not in shown


# --- Evidence


def test_what_the_factor_on_the_bound_says_depends_on_what_was_tried(tmp_path):
    for coverage, expected in (
        ({"certified": 56}, "The bound times 0.5 is refuted, at one of the settings tried."),
        ({"certified": 1}, "The bound times 0.5 is still certified, at the setting shown."),
        ({}, "The bound times 0.5 is still certified, at the setting shown."),
    ):
        found = verdict("slides/lemma-4.2", "certified", sharpest=0.5, coverage=coverage)
        write_site({"verdicts": [found]}, {}, tmp_path)
        assert expected in words(tmp_path / "statements" / "slides--lemma-4.2.html")
        assert expected in words(tmp_path / "findings.html")


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=60)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
WITNESSES = st.dictionaries(
    TEXTS,
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=12,
    ),
    max_size=3,
)


def leaves(value):
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


def flat(text):
    return "".join(text.split())


@given(st.lists(WITNESSES, min_size=4, max_size=8))
@settings(max_examples=5)
def test_any_witness_is_shown_whole(tmp_path_factory, witnesses):
    folder = tmp_path_factory.mktemp("witness")
    found = [verdict(f"s/{i}", "refuted", witness=w) for i, w in enumerate(witnesses)]
    write_site({"verdicts": found}, {}, folder)
    for i, witness in enumerate(witnesses):
        shown = flat("".join(Reader((folder / f"statements/s--{i}.html").read_text("utf-8")).words))
        for leaf in leaves(witness):
            told = "".join(Reader(prose(leaf)).words) if isinstance(leaf, str) else number(leaf, 7)
            assert flat(told) in shown, leaf


def test_exact_weights_are_typeset_in_rows(tmp_path):
    witness = {"W": [["-1/3", "2/7"], ["sqrt(2)/2", "0"]], "x": ["3/5", "-4/5"], "rows": [[], [1]]}
    write_site(
        {"verdicts": [verdict("fake/step", "refuted", witness=witness)]}, {}, tmp_path, RECORDS
    )
    text = (tmp_path / "statements" / "fake--step.html").read_text("utf-8")
    assert "<tr><td>−1/3</td><td>2/7</td></tr>" in text
    assert "<span>3/5</span> <span>−4/5</span>" in text


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


def test_every_source_is_cited_in_full(site):
    index = (site / "index.html").read_text("utf-8")
    for key in {theorem.source.key for theorem in THEOREMS}:
        assert re.search(rf'id="source-{key}">[^<]*<cite>|id="source-{key}"><cite>', index), key
