"""Run folders that were altered, drifted apart, or came from a stranger: refused, or told.

Every field of every verdict of a real run is altered: `recheck` refuses it, or names it among what
it does not vouch for. No folder makes `report` or `recheck` end otherwise than in a sentence.
"""

import contextlib
import copy
import functools
import json
import os
import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from checkers.check import check
from checkers.verdicts.options import Options
from reports import cli, folders, names, rechecking, record
from reports.folders import UnusableFolder, digest, read_run
from reports.rechecking import COMPARED, NOT_DERIVED, results
from theorems import THEOREMS, TWINS, VARIANTS

LABELS = [
    "slides/lemma-4.2",
    "slides/lemma-4.2:twin-dependent",
    "notes/theorem-1",
    "notes/event-a1",
    "notes/lemma-4-delta-1",
    "slides/moved-neurons:twin-half",
    "notes/lemma-5:twin-square",
    "slides/prop-4.1:twin-constant",
    "slides/relu-gap:twin-swapped",
    "pleiss/ntk:twin-single",
    "giancola/prop-III.3.3:twin-no-bias",
    "pleiss/spectrum",
]


def widecheck(*arguments, timeout=120):
    command = [sys.executable, "-m", "reports.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "run"
    done = widecheck("check", *LABELS, "--workers", 1, "--run", folder)
    assert done.returncode == 1, done.stderr
    return folder


@pytest.fixture(scope="module")
def core():
    """The trusted core, which derives each text once."""
    return functools.cache(rechecking.recheck)


@pytest.fixture
def forged(run, tmp_path, core, monkeypatch):
    """A copy of the run; called with a change of run.json, it gives the states of all results."""
    monkeypatch.setattr(rechecking, "recheck", core)
    place = tmp_path / "forged"
    (place / "certificates").mkdir(parents=True)
    for path in run.rglob("*"):
        if path.is_file():
            (place / path.relative_to(run)).write_bytes(path.read_bytes())
    told = json.loads((run / "run.json").read_text("utf-8"))

    def recheck(change=lambda run: None):
        other = copy.deepcopy(told)
        change(other)
        (place / "run.json").write_text(json.dumps(other), "utf-8")
        try:
            return list(results(place))
        except UnusableFolder as error:
            return [rechecking.Result("no run", str(error))]

    recheck.folder, recheck.run = place, told
    return recheck


def states(found):
    return {result.state for result in found}


def test_a_run_as_it_is_verifies(forged):
    found = forged()
    assert states(found) == {"verified", "uncertified"}
    assert [r.told.partition(":")[0] for r in found if r.state == "uncertified"] == [
        "pleiss/spectrum"
    ]


HONEST = [
    *(f"slides/small-preactivation:twin-density tau={tau}" for tau in ("0.7", "1", "1.26")),
    *(f"slides/moved-neurons:sharpened m=4 B={B} tau=1" for B in ("1.9", "2", "5")),
    *("slides/sign-changes:twin-exponent m=100 B=0.1", "slides/sign-changes m=3", "notes/lemma-5"),
    *("slides/lemma-4.1:twin-constant m=2 B=10 delta=1e-6", "slides/lemma-4.1 m=10 B=1"),
    *("notes/theorem-1 x_norm=0 m=2 delta=0.99", "notes/lemma-4-delta-2:twin-half m=all alpha=100"),
    *("slides/prop-4.1 activation=softplus", "slides/prop-4.1:twin-long-inputs x_norm=2"),
    *(
        "slides/lemma-4.2 m=10 delta=all",
        "notes/event-a1 x_norm=0.7979..9 m=all",
        "pleiss/ntk rho=0",
    ),
    *("notes/lemma-2:twin-same-sign m=4", "giancola/prop-III.3.3 beta=0", "notes/lemma-4-delta-1"),
]


@pytest.mark.parametrize("words", HONEST)
def test_what_a_check_says_verifies(words, tmp_path):
    """At ties, edges and regions too; nothing is refused that was not altered."""
    label, *sets = words.split()
    known = {t.label: t for t in (*THEOREMS, *VARIANTS, *TWINS)}
    texts = dict(text.split("=") for text in sets)
    setting = known[label].setting(texts) if texts else None
    verdict = check(known[label], setting, Options(workers=1))
    choices = {"statements": 1, "confidence": 0.999, "labels": [label], "sets": sets}
    record.write_run(tmp_path, [verdict], {**choices, "error": 1e-3, "each": 1e-3}, known)
    assert [result.state for result in results(tmp_path)] == ["verified"]


# Forged fields.


def others(value):
    """Other values of the same form."""
    match value:
        case bool():
            yield not value
            yield None
        case int() | float():
            yield from (value / 2 + 0.25, 0.0 if value else 0.5)
        case str():
            yield from (value + "1", "")
        case None:
            yield from (True, {"what": "factor on the bound", "proved": "0.1", "refuted": "0.01"})
        case list():
            yield [*value, "notes/rate"]
        case dict():
            for name, inner in value.items():
                for other in others(inner):
                    yield {**value, name: other}
            yield {}
            yield None


REFUSED = {"refused", "no run"}


def certified(run):
    return [i for i, v in enumerate(run["verdicts"]) if v["certificate"]]


def test_every_field_is_compared_or_not_vouched_for(forged):
    fields = {name for verdict in forged.run["verdicts"] for name in verdict}
    assert fields <= {*COMPARED, *NOT_DERIVED}
    assert not {*COMPARED} & {*NOT_DERIVED}


@pytest.mark.parametrize("name", COMPARED)
def test_an_altered_field_is_refused_or_told(forged, name):
    tried = 0
    for i in certified(forged.run):
        label = forged.run["verdicts"][i]["label"]
        value = forged.run["verdicts"][i][name]
        for other in (other for other in others(value) if other != value):
            found = forged(lambda run, i=i, o=other: run["verdicts"][i].update({name: o}))
            told = next((r.told for r in found if r.told.startswith(label)), "")
            field = "setting" if name == "exact" else name
            open_field = "not derived" in told and field in told
            open_field |= "the core does not know the statement" in told  # another label
            assert states(found) & REFUSED or open_field, (label, name, other)
            tried += 1
    assert tried > 5


@pytest.mark.parametrize("text", ["1/2", "1/1000000000", "3"])
def test_setting_and_exact_setting_forged_together_are_refused(forged, text):
    for i in certified(forged.run):
        verdict = forged.run["verdicts"][i]
        for name, was in verdict["setting"].items():
            if isinstance(was, str):
                continue

            def change(run, i=i, name=name):
                run["verdicts"][i]["setting"][name] = float(Fraction(text))
                run["verdicts"][i]["exact"][name] = text

            found = forged(change)
            label = verdict["label"]
            told = next((r.told for r in found if r.told.startswith(label)), "")
            same = Fraction(verdict["exact"][name]) == Fraction(text)
            open_field = "not derived" in told and "setting" in told
            assert states(found) & REFUSED or same or open_field, (label, name)


@pytest.mark.parametrize("outcome", ["certified", "refuted", "supported", "undecided"])
def test_a_flipped_outcome_is_refused(forged, outcome):
    """With its certificate, without it, and with the file taken away as well."""
    for i in certified(forged.run):
        if forged.run["verdicts"][i]["outcome"] == outcome:
            continue

        def flip(run, i=i):
            run["verdicts"][i]["outcome"] = outcome

        def bare(run, i=i):
            flip(run, i)
            run["verdicts"][i].update(certificate=None, certificate_sha256=None)

        assert "refused" in states(forged(flip))
        assert "refused" in states(forged(bare))  # a file belongs to no verdict


@pytest.mark.parametrize("outcome", ["certified", "refuted"])
def test_a_certificate_that_must_be_there_is_missed(forged, outcome):
    name = forged.run["verdicts"][0]["certificate"]
    (forged.folder / name).unlink()

    def bare(run):
        gone = {"outcome": outcome, "certificate": None, "certificate_sha256": None}
        run["verdicts"][0].update(gone)

    found = forged(bare)
    assert states(found) == {"refused", "verified", "uncertified"}
    assert f"{outcome} without a certificate" in found[0].told
    assert "refused" in states(forged())  # named, and not there


def test_a_verdict_by_draws_is_told_and_never_sure(forged):
    name = forged.run["verdicts"][0]["certificate"]
    (forged.folder / name).unlink()
    drawn = {
        **{"outcome": "refuted", "scope": "point", "method": "draws", "draws": 10_000},
        **{"certificate": None, "certificate_sha256": None},
    }
    assert "refused" in states(forged(lambda run: run["verdicts"][0].update(drawn)))
    doubt = {**drawn, "failure": {"claimed": 0.05, "lower": 0.4, "upper": 0.5, "confidence": 0.99}}
    found = forged(lambda run: run["verdicts"][0].update(doubt))
    assert found[0] == rechecking.Result(
        "uncertified", "slides/lemma-4.2: refuted; it rests on draws"
    )
    doubt["outcome"] = "certified"
    assert "refused" in states(forged(lambda run: run["verdicts"][0].update(doubt)))


def test_a_certificate_of_another_run_is_refused(run, forged, tmp_path):
    """A run that was killed between its certificates and run.json: m = 20 here, 10 there."""
    folder = tmp_path / "other"
    done = widecheck("check", LABELS[0], "--set", "m=20", "--run", folder)
    assert done.returncode == 0, done.stderr
    name = "certificates/slides--lemma-4.2.json"
    (forged.folder / name).write_bytes((folder / name).read_bytes())
    found = forged()
    assert states(found) >= {"refused"}
    assert "was not written with this run.json" in found[0].told
    with pytest.raises(UnusableFolder, match="was not written with this"):
        read_run(forged.folder)
    # nor is it with the hash of the other one
    text = (folder / name).read_text("utf-8")
    found = forged(lambda run: run["verdicts"][0].update(certificate_sha256=digest(text)))
    assert "refused" in states(found)


def test_a_spare_certificate_is_refused(forged):
    (forged.folder / "certificates" / "more.json").write_text("{}")
    assert "belongs to no verdict" in forged()[-1].told


def test_two_verdicts_may_not_share_a_certificate(forged):
    def share(run):
        one, two = run["verdicts"][:2]
        two.update({k: one[k] for k in ("certificate", "certificate_sha256")})

    assert "refused" in states(forged(share))


def test_a_statement_that_the_core_does_not_know_is_told(forged):
    def rename(run):
        run["verdicts"][0].update(label="slides/lemma-4.2:mine")

    found = forged(rename)
    assert found[0].state == "unknown"
    assert "the core does not know the statement" in found[0].told


# The command's last words.


def test_the_last_lines_say_what_nobody_vouches_for(run, tmp_path):
    done = widecheck("recheck", run)
    assert (done.returncode, done.stderr) == (0, "")
    *_, count, unvouched = done.stdout.splitlines()
    assert "11 of 11 certificates verified" in count
    assert "1 of 12 verdicts have none that the core can check" in count
    assert unvouched.startswith("not derived, and not vouched for: finding, evidence")


def test_an_altered_run_is_refused_by_exit_code_1(forged):
    forged(lambda run: run["verdicts"][0].update(vacuous=True))
    done = widecheck("recheck", forged.folder)
    assert done.returncode == 1
    assert "vacuous: yes, where it is no" in done.stdout


def test_a_run_with_ones_own_statement_can_be_rechecked(tmp_path):
    source = tmp_path / "mine.py"
    source.write_text(
        "from dataclasses import replace\n"
        "from theorems.gaussian_counts import LEMMA_4_2\n"
        "THEOREMS = (replace(LEMMA_4_2, label='mine/lemma', uses=(), twin_of=None),)\n"
    )
    labels = ["mine/lemma", "slides/lemma-4.2"]
    done = widecheck("check", *labels, "--from", source, "--workers", 1, "--run", tmp_path / "run")
    assert done.returncode == 0, done.stderr
    done = widecheck("recheck", tmp_path / "run")
    assert done.returncode == 0, done.stderr
    assert "unknown      mine/lemma: certified" in done.stdout
    assert "1 of 1 certificates verified" in done.stdout
    assert "1 of 2 verdicts have none that the core can check" in done.stdout


# Whole runs, interrupted runs, runs in the same place.


def test_a_run_says_whether_it_is_whole_and_how_it_was_made(run):
    told = json.loads((run / "run.json").read_text("utf-8"))
    assert told["whole"] is True
    assert told["command"] == f"widecheck check {' '.join(LABELS)}"
    noted = json.loads((run / "environment.json").read_text("utf-8"))
    assert len(noted["sources_sha256"]) == 64
    assert noted["date"].endswith("+00:00")
    assert not [path for path in run.iterdir() if path.name.startswith(".")]


def test_a_run_that_is_not_whole_is_told(forged):
    def half(run):
        run["whole"] = False
        run["error_budget"]["verdicts"] += 3

    assert "the run has 12 of the 15 verdicts" in forged(half)[-1].told
    assert "it says that it is not whole" in forged(lambda run: run.update(whole=False))[0].told


def test_a_run_without_verdicts_proves_nothing(forged):
    def empty(run):
        run.update(verdicts=[], whole=False)

    assert "holds a run without verdicts" in forged(empty)[0].told


def test_two_runs_into_one_folder_are_told(tmp_path):
    free = record.prepare(tmp_path / "run")
    with pytest.raises(UnusableFolder, match="another run writes into"):
        record.prepare(tmp_path / "run")
    record.prepare(tmp_path / "run", force=True)
    free()
    record.prepare(tmp_path / "run")()
    assert list((tmp_path / "run").iterdir()) == []


def test_what_is_no_run_is_never_replaced(tmp_path):
    (tmp_path / "certificates").write_text("mine")
    for force in (False, True):
        with pytest.raises(UnusableFolder, match="of another kind"):
            record.prepare(tmp_path, force=force)
    assert (tmp_path / "certificates").read_text() == "mine"
    (tmp_path / "certificates").unlink()
    (tmp_path / "run.json").mkdir()
    with pytest.raises(UnusableFolder, match="of another kind"):
        record.prepare(tmp_path, force=True)


@pytest.mark.parametrize("name", ["a\0b", "a" * 10_000])
def test_a_name_that_no_file_can_have_is_one_sentence(name, tmp_path):
    with pytest.raises(UnusableFolder, match="cannot be written"):
        record.prepare(tmp_path / name)
    assert [result.state for result in results(tmp_path / name)] == ["unusable"]
    with pytest.raises(UnusableFolder):
        read_run(tmp_path / name)


def test_a_run_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "run.json").mkdir()
    choices = {"statements": 0, "confidence": 0.999, "labels": [], "sets": []}
    choices |= {"error": 1e-3, "each": 1e-3}
    with pytest.raises(UnusableFolder, match="cannot be written"):
        record.write_run(tmp_path, [], choices, {})


# Names.


def test_names_of_files_are_short_and_apart():
    catalogue = [t.label for t in (*THEOREMS, *VARIANTS, *TWINS)]
    assert names.stem("notes/theorem-1:twin-sixth") == "notes--theorem-1--twin-sixth"
    long = ["mine/" + "a" * 300, "mine/" + "a" * 301]
    odd = ["a/b:c", "a:b/c", "a/b/c", "a--b--c", "A/b:c", "a/b :c", "a/ä", "a/a", "../a", ".a/b"]
    odd += ["giancola/prop-iii.3.3", "NOTES/theorem-1", "a/con.", "a/\ud800", ""]
    found = [names.stem(label) for label in [*catalogue, *long, *odd]]
    assert len({name.casefold() for name in found}) == len(found)
    assert all(name.isascii() and "/" not in name and name[0] != "." for name in found)
    assert max(map(len, found)) < 120


# Folders of a stranger.


def test_only_names_inside_the_folder_are_read(forged, tmp_path):
    secret = tmp_path / "secret.json"
    secret.write_text('{"secret": 1}')
    linked = forged.folder / "certificates" / "link.json"
    linked.symlink_to(secret)
    inside = ["link.json", ".hidden.json", "a\0.json", "sub/a.json", "a.txt", "../../secret.json"]
    outside = [str(secret), "../secret.json", "certificates", "run.json"]
    for name in [*outside, *(f"certificates/{name}" for name in inside)]:

        def change(run, name=name):
            hashed = digest(secret.read_text("utf-8"))
            run["verdicts"][0].update(certificate=name, certificate_sha256=hashed)

        assert states(forged(change)) & REFUSED, name
        with pytest.raises(UnusableFolder):
            read_run(forged.folder)


@pytest.mark.parametrize("place", ["run.json", "environment.json", "certificates/pipe.json"])
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "link", "large"])
def test_only_plain_files_of_bounded_size_are_read(forged, tmp_path, monkeypatch, place, kind):
    def change(run):
        if "pipe" in place:
            run["verdicts"][0].update(certificate=place)

    forged(change)
    path = forged.folder / place
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "large":
        monkeypatch.setattr(folders, "MOST", dict.fromkeys(folders.MOST, 10))
        path.write_text("{" + " " * 10 + "}")
    else:
        target = Path("/dev/zero") if kind == "device" else tmp_path / "elsewhere.json"
        if kind == "link":
            target.write_text("{}")
        path.symlink_to(target)
    with pytest.raises(UnusableFolder) as told:
        read_run(forged.folder)
    assert len(str(told.value)) < 400


def test_a_linked_folder_of_certificates_is_not_followed(forged, tmp_path):
    (forged.folder / "certificates").rename(tmp_path / "elsewhere")
    (forged.folder / "certificates").symlink_to(tmp_path / "elsewhere")
    assert "refused" in states(forged())
    with pytest.raises(UnusableFolder, match="symbolic link"):
        read_run(forged.folder)


@pytest.mark.parametrize("target", ["/dev/zero", "pipe"])
def test_a_certificate_that_is_no_file_ends_at_once(tmp_path, target):
    path = Path(target)
    if target == "pipe":
        path = tmp_path / "pipe.json"
        os.mkfifo(path)
    done = widecheck("recheck", path, timeout=60)
    assert done.returncode == 2
    assert "is no plain file" in done.stderr


TEXTS = [
    *("", "null", "[]", "3", '"run"', "{", '{"schema": "widecheck/1"}', "[" * 100_000, "NaN"),
    *('{"schema": "widecheck/1", "schema": "widecheck/1"}', '{"schema": "widecheck/9"}'),
    *('{"schema": "widecheck/1", "verdicts": {}}', '{"schema": 1e999}', "\ufeff{}"),
]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:30])
def test_what_is_no_run_is_one_sentence(tmp_path, text):
    (tmp_path / "run.json").write_text(text, "utf-8")
    for arguments in (["recheck", str(tmp_path)], ["report", str(tmp_path), "--to", "nowhere"]):
        done = CliRunner().invoke(cli.cli, arguments)
        assert isinstance(done.exception, UnusableFolder), done.exception
        assert len(str(done.exception)) < 300


def leaves(value, path=()):
    yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(key, str) or key < 2:
                yield from leaves(inner, (*path, key))


WRONG = [None, True, -1, 1e308, 10**400, "", "x", "\ud800", [], [[]], {}, {"": {}}, ["a"], "1e9"]


def test_a_malformed_run_never_ends_in_a_traceback(forged, tmp_path, monkeypatch):
    """Any value in any place of run.json: it is refused in a sentence, or every page is made."""
    monkeypatch.setattr("reports.site.graph.draw", lambda pages, records: None)  # of the catalogue
    rng = random.Random(20)
    small = {**forged.run, "verdicts": [forged.run["verdicts"][i] for i in (0, 3, 8)]}
    small["error_budget"] = {**small["error_budget"], "verdicts": 3}
    for path in (forged.folder / "certificates").iterdir():
        if f"certificates/{path.name}" not in {v["certificate"] for v in small["verdicts"]}:
            path.unlink()
    from reports.site import write_site

    refused = made = 0
    places = [path for path in leaves(small) if path and path[-1] != "schema"]
    for path in rng.sample(places, 120):
        other = copy.deepcopy(small)
        at = other
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = rng.choice(WRONG)
        (forged.folder / "run.json").write_text(json.dumps(other), "utf-8")
        with contextlib.suppress(UnusableFolder):
            list(results(forged.folder))
        try:
            run, certificates = read_run(forged.folder)
        except UnusableFolder:
            refused += 1
            continue
        made += 1
        write_site(run, certificates, tmp_path / "site")
    assert refused > 30 < made + 30


def test_a_site_that_cannot_be_written_is_told_before_any_work(run, tmp_path, monkeypatch):
    monkeypatch.setattr("reports.site._rendered", lambda *_: pytest.fail("work was done"))
    (tmp_path / "site").write_text("a file")
    done = CliRunner().invoke(cli.cli, ["report", str(run), "--to", str(tmp_path / "site")])
    assert done.exit_code == 2
    assert "cannot be written" in done.output


# The same bytes.


def test_pages_do_not_depend_on_the_order_of_sets(run, tmp_path):
    found = []
    for seed in ("1", "2", "3"):
        command = [sys.executable, "-m", "reports.cli", "report", run, "--to", tmp_path / seed]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            command, capture_output=True, timeout=120, env=environment, check=True
        )
        assert done.stderr == b""
        paths = sorted(p for p in (tmp_path / seed).rglob("*") if p.is_file())
        found.append({str(p.relative_to(tmp_path / seed)): p.read_bytes() for p in paths})
    assert found[0] == found[1] == found[2]
    assert "claims.html" in found[0]
