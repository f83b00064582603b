"""The command as people type it: exit codes, one sentence for unusable input, run folders.

Most runs stay in this process; where processes, signals or imports matter, the command runs
as one of its own.
"""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import reports
from checkers.verdicts.verdict import Failure, Outcome, Verdict
from reports import cli, jobs, record
from theorems import THEOREMS, TWINS, VARIANTS
from theorems.language.formal import formal
from theorems.language.records import Setting

ROOT = Path(reports.__path__[0]).parent
COMMAND = [sys.executable, "-m", "reports.cli"]
LEMMA = ("check", "slides/lemma-4.2")
QUICK = ("--set", "m=10", "--draws", "500")
# m = 1 breaks with probability 0.52 where 0.92 is claimed, and five draws do not tell
UNTOLD = (
    *("--set", "m=1", "--set", "tau=0.7", "--set", "delta=0.92"),
    *("--method", "sample", "--draws", "5"),
)
OWN = """
import os
from dataclasses import replace
from pathlib import Path
from theorems.arc_cosine import SUTHERLAND_ARCCOS as KERNEL
from theorems.gaussian_counts import LEMMA_4_2, LEMMA_5

def mark():
    if "MARKER" in os.environ:
        Path(os.environ["MARKER"]).touch()

def marked(inputs, s, fn):
    mark()
    return KERNEL.sides[0](inputs, s, fn)

if "MARKER" in os.environ:
    from checkers.worst_cases import by_draws
    honest = by_draws.sample
    def sample(*arguments, **named):
        mark()
        return honest(*arguments, **named)
    by_draws.sample = sample

THEOREMS = (
    replace(LEMMA_5, label="mine/doubled", terms=(*LEMMA_5.terms, lambda eps: 2 * eps)),
    replace(LEMMA_5, label="mine/halved", terms=(LEMMA_5.terms[0], lambda eps: eps / 2)),
    replace(LEMMA_4_2, label="mine/third", twin_of="slides/lemma-4.2",
            at_most=(lambda m, tau: m * tau / 3,)),
    replace(LEMMA_4_2, label="mine/endless", twin_of="slides/lemma-4.2",
            at_most=(2 * LEMMA_4_2.at_most[0],)),
    replace(KERNEL, label="mine/marked", twin_of=KERNEL.label, sides=(*KERNEL.sides, marked)),
)
"""


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.py"
    path.write_text(OWN)
    return path


def process(*arguments, **more):
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        **more,
    )


def assert_refused(result):
    """Exit code 2, nothing printed, and one sentence on standard error; returns it."""
    code, out, err = result
    assert code == 2
    assert out == ""
    assert err.startswith("widecheck: ")
    assert err.count("\n") == 1
    assert err.endswith((".\n", "?\n", ")\n"))
    assert len(err) < 400
    assert "Traceback" not in err
    return err


# Exit codes.


@pytest.mark.parametrize(
    ("arguments", "code", "outcome"),
    [
        ([*LEMMA, *QUICK], 0, "certified"),
        ([*LEMMA, *QUICK, "--method", "certify"], 0, "certified"),
        ([*LEMMA, *QUICK, "--method", "sample"], 0, "supported"),
        (["check", "notes/event-a1", "--set", "x_norm=0", "--set", "m=2"], 0, "certified"),
        (["check", "notes/event-a1", "--set", "x_norm=0", "--set", "m=10"], 1, "refuted"),
        (["check", "notes/lemma-5:twin-square"], 1, "refuted"),
        ([*LEMMA, *UNTOLD], 3, "undecided"),
        (["check", "notes/homogeneity", "--set", "m=2", "--set", "d=1"], 0, "certified"),
        (["check", "slides/smooth-remainder", "--set", "activation=erf"], 0, "certified"),
    ],
    ids=lambda v: " ".join(v) if isinstance(v, list) else "",
)
def test_exit_codes(run, arguments, code, outcome):
    got, out, err = run(*arguments, "--json")
    assert got == code
    assert err == ""
    (verdict,) = json.loads(out)["verdicts"]
    assert verdict["outcome"] == outcome
    # the same outcome in words
    got, out, err = run(*arguments)
    assert got == code
    assert err == ""
    assert out.startswith(f"{arguments[1]}: {outcome}\n")


def test_exit_code_of_several_statements():
    def verdicts(*outcomes):
        return [
            Verdict(
                label="a/b", setting=Setting({}), outcome=outcome, scope="point", finding="",
                failure=Failure(0, 0, 0), method=""
            )
            for outcome in outcomes
        ]  # fmt: skip

    certified, supported, refuted, undecided = Outcome
    assert (certified.value, undecided.value) == ("certified", "undecided")
    refuted, supported = Outcome.REFUTED, Outcome.SUPPORTED
    assert cli.exit_code(verdicts()) == 0
    assert cli.exit_code(verdicts(certified, supported)) == 0
    assert cli.exit_code(verdicts(certified, undecided)) == 3
    assert cli.exit_code(verdicts(undecided, refuted, certified)) == 1


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("unforeseen"),
        ValueError("of a library"),
        EOFError("of an emptied file"),
        json.JSONDecodeError("of a library", "", 0),
        UnicodeDecodeError("utf-8", b"", 0, 1, "of a library"),
        SystemExit("of a library"),
    ],
)
def test_a_bug_is_no_refutation(run, monkeypatch, error):
    """A traceback, and an exit code of its own."""

    def fail(*arguments):
        raise error

    monkeypatch.setattr(jobs, "run_job", fail)
    code, out, err = run(*LEMMA, *QUICK)
    assert (code, out) == (70, "")
    assert "Traceback" in err
    assert str(error) in err


def test_several_statements_make_a_table_and_count_the_twins(run):
    labels = ["notes/lemma-5", "notes/lemma-5:twin-constant", "notes/lemma-5:twin-square"]
    code, out, err = run("check", *labels, "slides/small-preactivation", "--workers", 1)
    assert (code, err) == (1, "")
    assert "notes/lemma-5 " in out
    assert "false twins refuted: 2 of 2" in out


def test_a_proof_that_rests_on_a_refuted_step_is_told(run):
    work = ["check", "notes/lemma-4-delta-2", "notes/event-a1", "--set", "x_norm=0.1"]
    setting = ["--set", "m=100", "--set", "alpha=10", "--workers", 1, "--method", "certify"]
    code, out, _ = run(*work, *setting)
    assert code == 1
    assert "notes/lemma-4-delta-2: its printed proof rests on notes/event-a1 (refuted)" in out
    found = json.loads(run(*work, *setting, "--json")[1])["verdicts"]
    assert [v["rests_on_refuted"] for v in found] == [["notes/event-a1"], []]


def test_expected_outcomes_are_compared(run, monkeypatch, tmp_path):
    both = ["check", "notes/lemma-5", "notes/lemma-5:twin-square", "--workers", 1]
    assert run(*both)[0] == 1
    assert run(*both, "--expected")[0] == 0
    other = tmp_path / "outcomes.json"
    other.write_text(json.dumps({"notes/lemma-5": "refuted"}))
    monkeypatch.setattr(cli, "OUTCOMES_ON_RECORD", other)
    code, _, err = run(*both, "--expected")
    assert code == 1
    assert err.splitlines() == [
        "notes/lemma-5: certified, on record refuted",
        "notes/lemma-5:twin-square: refuted, on record nothing",
    ]


# Patterns.


def labels_of(result):
    return [verdict["label"] for verdict in json.loads(result[1])["verdicts"]]


def test_patterns_and_labels_are_checked_once_in_the_order_of_the_catalogue(run):
    fast = ["--workers", 1, "--json", "--draws", 500]
    whole = run("check", "notes/lemma-5:*", "notes/lemma-5", "notes/lemma-5*", *fast)
    catalogue = [t.label for t in (*THEOREMS, *VARIANTS, *TWINS)]
    assert labels_of(whole) == [label for label in catalogue if label.startswith("notes/lemma-5")]
    assert len(labels_of(whole)) >= 3
    # without patterns the order is that of the words
    words = ["notes/lemma-5:twin-square", "notes/lemma-5", "notes/lemma-5:twin-square"]
    assert labels_of(run("check", *words, *fast)) == words[:2]


def test_twins_that_a_pattern_matches_are_no_news(run):
    assert run("check", "notes/lemma-5*", "--workers", 1)[0] == 0
    assert run("check", "notes/lemma-5*", "notes/lemma-5:twin-square", "--workers", 1)[0] == 1
    assert run("check", "notes/lemma-5:twin-squar[e]", "--workers", 1)[0] == 0


# Regions.


@pytest.mark.parametrize(
    ("words", "code", "outcome", "scope"),
    [
        ("slides/lemma-4.2 m=all tau=all delta=all", 0, "certified", "all"),
        ("slides/lemma-4.2 m=all", 0, "certified", "box"),
        ("slides/lemma-4.2 m=1..1e6 tau=0.1..1/3", 0, "certified", "box"),
        ("notes/event-a1 delta=all", 0, "certified", "box"),
        ("notes/event-a1 x_norm=0.7979..9 m=all alpha=all delta=all", 0, "certified", "box"),
        ("notes/event-a1 x_norm=all m=all alpha=all delta=all", 1, "refuted", "point"),
        ("notes/event-a1 x_norm=0..0.01 m=all", 1, "refuted", "point"),
        ("notes/event-a1 x_norm=0.79..9 m=4..4 delta=all", 3, "undecided", "box"),
        ("pleiss/ntk rho=all", 0, "certified", "all"),
        ("pleiss/ntk rho=-1..0", 0, "certified", "box"),
        ("slides/prop-4.1 activation=all", 0, "certified", "box"),
        ("giancola/prop-III.3.3 beta=0..1", 1, "refuted", "point"),
    ],
)
def test_regions(run, words, code, outcome, scope):
    label, *texts = words.split()
    sets = [part for text in texts for part in ("--set", text)]
    got, out, err = run("check", label, *sets, "--json")
    assert (got, err) == (code, "")
    (verdict,) = json.loads(out)["verdicts"]
    assert (verdict["outcome"], verdict["scope"]) == (outcome, scope)
    if scope == "box":
        free = {k: v for k, _, v in (text.partition("=") for text in texts)}
        assert {k for k, v in verdict["setting"].items() if isinstance(v, str)} >= set(free)
    # in words, and by the command that the verdict names
    got, out, err = run("check", label, *sets)
    assert (got, err) == (code, "")
    assert out.startswith(f"{label}: {outcome}\n")
    if scope != "all":
        assert run(*verdict["command"].split()[1:])[0] == code


def test_a_region_of_several_statements(run):
    labels = ["slides/lemma-4.2", "notes/theorem-1"]
    out = run("check", *labels, "--set", "m=all", "--workers", 1, "--json")[1]
    verdicts = json.loads(out)["verdicts"]
    assert [(v["label"], v["scope"], v["setting"]["m"]) for v in verdicts] == [
        (label, "box", "all") for label in labels
    ]
    assert "no parameter 'rho'" in assert_refused(run("check", *labels, "--set", "rho=all"))


def test_regions_are_kept_and_reported(run, tmp_path):
    folder, site = tmp_path / "run", tmp_path / "site"
    box = {"m": "all", "tau": "1/10", "delta": "1/20"}
    for free, scope, setting in ((["m"], "box", box), (["m", "tau", "delta"], "all", {})):
        sets = [part for name in free for part in ("--set", f"{name}=all")]
        assert run(*LEMMA, *sets, "--run", folder, "--force")[0] == 0
        whole, certificates = record.read_run(folder)
        (verdict,) = whole["verdicts"]
        certificate = certificates[verdict["certificate"]]
        assert certificate["scope"] == verdict["scope"] == scope
        assert certificate["setting"] == setting
        assert run("report", folder, "--to", site)[0] == 0


# Standard JSON.

VERDICT_KEYS = {
    *("label", "setting", "outcome", "failure", "quantity", "bound", "tightness"),
    *("vacuous", "draws", "violations", "seed", "method", "witness", "certificate", "seconds"),
    *("scope", "best", "rests_on_refuted"),
}


@pytest.mark.parametrize(
    "arguments",
    [
        [*LEMMA, "--set", "m=100", "--set", "tau=0.1", "--set", "delta=0.05", "--draws", 500],
        ["check", "slides/moved-neurons", "--set", "m=7"],
        ["check", "notes/event-a1", "--set", "x_norm=0", "--set", "m=10"],
        ["check", "pleiss/ntk", "--set", "rho=1/3"],
        ["check", "giancola/prop-III.3.3", "--set", "beta=0"],
        ["check", "slides/prop-4.1", "--set", "activation=identity"],
    ],
    ids=lambda v: v[1],
)
def test_json_has_the_names_of_the_schema(run, arguments):
    out = run(*arguments, "--json", "--seed", 4)[1]
    whole = json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert whole.keys() >= {"schema", "verdicts", "environment"}
    assert whole["schema"] == "widecheck/1"
    (verdict,) = whole["verdicts"]
    assert verdict.keys() >= VERDICT_KEYS
    assert verdict["failure"].keys() == {"claimed", "lower", "upper", "confidence"}
    assert verdict["quantity"].keys() == {"statistic", "typical", "largest_seen"}
    assert verdict["label"] == arguments[1]
    assert verdict["scope"] in ("point", "box", "all")
    assert verdict["seconds"] > 0
    assert verdict["outcome"] in {outcome.value for outcome in Outcome}
    (given,) = [{k: v} for k, v in [str(arguments[3]).split("=")]]
    for name, value in given.items():
        exact = value if name == "activation" else eval(value)
        assert verdict["setting"][name] == exact
    if verdict["method"] != "draws":
        assert verdict["failure"]["confidence"] == 1.0
    assert (verdict["witness"] is not None) == (verdict["outcome"] == "refuted")
    assert verdict["certificate"] is None or verdict["certificate"].startswith("certificates/")
    assert {"numpy", "python-flint", "seed", "confidence"} <= whole["environment"].keys()


def test_json_of_the_documented_setting(run):
    out = run(*LEMMA, "--set", "m=100", "--set", "tau=0.1", "--set", "delta=0.05", "--json")[1]
    (verdict,) = json.loads(out)["verdicts"]
    assert verdict["setting"] == {"m": 100, "tau": 0.1, "delta": 0.05}
    assert verdict["outcome"] == "certified"
    assert verdict["bound"] == pytest.approx(27.308, abs=1e-3)
    assert verdict["failure"]["claimed"] == 0.05
    assert 0 < verdict["failure"]["lower"] <= verdict["failure"]["upper"] < 1e-7
    assert verdict["method"] == "exact-tail"


# Unusable input: one sentence.

THEOREM_1 = ("check", "notes/theorem-1", "--set")
DELTA = (*LEMMA, "--set")
REFUSED = {
    "nothing": ([], None),
    "label": (["check", "slides/lemma-4.3"], "the nearest are slides/lemma-4.2"),
    "far label": (["check", "zzz"], "`widecheck list` shows them all"),
    "second label": ([*LEMMA, "notes/lemma"], "there is no statement 'notes/lemma'"),
    "show": (["show", "slides/lemma-4.3"], "the nearest are slides/lemma-4.2"),
    "parameter": ([*LEMMA, "--set", "width=3"], "no parameter 'width'; it has m, tau, delta"),
    "parameter of another": ([*LEMMA, "notes/lemma-5", "--set", "m=3"], "has no parameter 'm'"),
    "no number": ([*LEMMA, "--set", "m=many"], "got m=many, which is not an integer"),
    "no integer": ([*LEMMA, "--set", "m=2.5"], "got m=2.5, which is not an integer"),
    "no quotient": ([*LEMMA, "--set", "tau=1/0"], "got tau=1/0, which is not"),
    "m = 0": ([*LEMMA, "--set", "m=0"], "needs m an integer >= 1; got m=0, which is outside"),
    "odd": ([*THEOREM_1, "m=3"], "needs m an even integer >= 2; got m=3, which is outside"),
    "delta = 0": ([*DELTA, "delta=0"], "needs 0 < delta < 1; got delta=0, which is outside"),
    "delta = 1": ([*DELTA, "delta=1"], "needs 0 < delta < 1; got delta=1, which is outside"),
    "delta > 1": ([*DELTA, "delta=1.5"], "needs 0 < delta < 1; got delta=1.5, which is outside"),
    "nan": ([*DELTA, "delta=nan"], "got delta=nan, which is not"),
    "inf": ([*DELTA, "delta=inf"], "got delta=inf, which is not"),
    "m = nan": ([*LEMMA, "--set", "m=nan"], "got m=nan, which is not an integer"),
    "long input": (
        ["check", "slides/lemma-4.1", "--set", "x_norm=2"],
        "needs 0 <= x_norm <= 1; got x_norm=2, which is outside",
    ),
    "activation": (
        ["check", "slides/prop-4.1", "--set", "activation=relu"],
        "got activation=relu, which is not beta-smooth",
    ),
    "misspelt activation": (
        ["check", "slides/prop-4.1", "--set", "activation=tahn"],
        "did you mean tanh?",
    ),
    "span turned round": ([*LEMMA, "--set", "m=10..2"], "m=LOW..HIGH with numbers LOW <= HIGH"),
    "span without end": ([*LEMMA, "--set", "m=10.."], "got m=, which is not an integer"),
    "span of words": ([*THEOREM_1, "alpha=0..x"], "got alpha=0, which is outside"),
    "span to a word": ([*THEOREM_1, "alpha=1..x"], "got alpha=x, which is not"),
    "span from outside": ([*LEMMA, "--set", "tau=-1..2"], "got tau=-1, which is outside"),
    "span of odd ends": ([*THEOREM_1, "m=2..5"], "got m=5, which is outside"),
    "span of spans": ([*LEMMA, "--set", "m=1..2..3"], "with numbers LOW <= HIGH"),
    "span of names": (
        ["check", "slides/prop-4.1", "--set", "activation=tanh..erf"],
        "activation=LOW..HIGH with numbers LOW <= HIGH, or activation=all",
    ),
    "span from a name outside": (
        ["check", "slides/prop-4.1", "--set", "activation=relu..tanh"],
        "got activation=relu, which is not beta-smooth",
    ),
    "few draws": ([*LEMMA, "--method", "sample", "--draws", 5], "need at least"),
    "few draws, set": (
        [*LEMMA, "--set", "m=9", "--method", "sample", "--draws", 5],
        "5 draws cannot resolve delta=0.05 at confidence 0.9995; need at least",
    ),
    "set without =": ([*LEMMA, "--set", "m"], "--set needs NAME=VALUE; got 'm'"),
    "set without value": ([*LEMMA, "--set", "m="], "--set needs NAME=VALUE; got 'm='"),
    "set without name": ([*LEMMA, "--set", "=3"], "--set needs NAME=VALUE; got '=3'"),
    "set without label": (["check", "--set", "m=3"], "--set needs a label"),
    "no file": ([*LEMMA, "--from", "{tmp}/none.py"], "none.py is no readable Python file"),
    "folder as file": ([*LEMMA, "--from", "{tmp}"], "is no readable Python file"),
    "text file": ([*LEMMA, "--from", "{tmp}/text.txt"], "is no readable Python file"),
    "syntax": ([*LEMMA, "--from", "{tmp}/syntax.py"], "cannot be imported: SyntaxError"),
    "raises": ([*LEMMA, "--from", "{tmp}/raises.py"], "cannot be imported: ZeroDivisionError"),
    "no theorems": ([*LEMMA, "--from", "{tmp}/empty.py"], "needs a statement at its top level"),
    "list": ([*LEMMA, "--from", "{tmp}/list.py"], "needs THEOREMS, a tuple of"),
    "run is a file": ([*LEMMA, *QUICK, "--run", "{tmp}/text.txt"], "cannot be written"),
    "run below a file": ([*LEMMA, *QUICK, "--run", "{tmp}/text.txt/a"], "cannot be written"),
    "report of nothing": (["report", "{tmp}/none", "--to", "{tmp}/site"], "is no run folder"),
    "report of a file": (["report", "{tmp}/text.txt", "--to", "{tmp}/s"], "is no run folder"),
    "report of rubbish": (["report", "{tmp}/rubbish", "--to", "{tmp}/s"], "is no JSON"),
    "report of others": (["report", "{tmp}/other", "--to", "{tmp}/s"], "has schema 'x/9'"),
    "report to a file": (["report", "{tmp}/run", "--to", "{tmp}/text.txt"], "cannot be written"),
    "confidence 1": ([*LEMMA, "--confidence", 1], "--confidence needs 0 < C < 1; got 1."),
    "confidence 0": ([*LEMMA, "--confidence", 0], "--confidence needs 0 < C < 1; got 0."),
    "confidence nan": ([*LEMMA, "--confidence", "nan"], "--confidence needs 0 < C < 1; got nan"),
    "confidence word": ([*LEMMA, "--confidence", "high"], "0 < C < 1; got high"),
    "draws 0": ([*LEMMA, "--draws", 0], "--draws needs a positive integer; got 0"),
    "draws -1": ([*LEMMA, "--draws", -1], "--draws needs a positive integer; got -1"),
    "draws 1.5": ([*LEMMA, "--draws", 1.5], "'1.5' is not a valid int"),
    "workers 0": ([*LEMMA, "--workers", 0], "--workers needs a positive integer; got 0"),
    "workers word": ([*LEMMA, "--workers", "all"], "'all' is not a valid int"),
    "seed": ([*LEMMA, "--seed", -1], "--seed needs an integer >= 0; got -1"),
    "confidence tiny": ([*LEMMA, "--confidence", "1e-320"], "--confidence needs 0 < C < 1; got"),
    "confidence inf": ([*LEMMA, "--confidence", "inf"], "--confidence needs 0 < C < 1; got inf"),
    "draws 2^63": ([*LEMMA, "--draws", 2**63], "--draws needs at most 1000000000 (8 bytes"),
    "draws 1e14": ([*LEMMA, "--draws", 10**14], "--draws needs at most 1000000000 (8 bytes"),
    "workers many": ([*LEMMA, "--workers", 100000], "--workers needs at most 1024; got 100000"),
    "digits": ([*LEMMA, "--seed", "9" * 5000], "is not a valid integer"),
    "days": (
        [*LEMMA, "--set", "m=1000000000", "--draw", "dense", "--method", "sample"],
        "at most 200 draws, or for --draw sparse",
    ),
    "days of a picture": (
        [*LEMMA, "--set", "m=1000000000", "--draw", "dense", "--draws", 3000],
        "at most 200 draws, or for --draw sparse",
    ),
    "days at most": (
        [*LEMMA, "--set", "m=1000000000", "--draw", "dense", "--method", "sample", "--stop-early"],
        "at most 200 draws, or for --draw sparse",
    ),
    "pattern": (["check", "slides/*:no*"], "no statement matches 'slides/*:no*'"),
    "pattern to show": (["show", "slides/*"], "there is no statement 'slides/*'"),
    "second pattern": ([*LEMMA, "none?"], "no statement matches 'none?'"),
    "no address": ([*LEMMA, "--scheduler", ""], "--scheduler needs an address"),
    "empty run": ([*LEMMA, "--run", ""], "needs a path; got ''"),
    "empty file": ([*LEMMA, "--from", ""], "needs a path; got ''"),
    "empty label": (["check", ""], "there is no statement ''"),
    "NUL in run": ([*LEMMA, "--run", "a\0b"], r"needs a path; got 'a\x00b'"),
    "NUL in site": (["report", "{tmp}/run", "--to", "a\0b"], "needs a path"),
    "NUL in recheck": (["recheck", "a\0b"], "needs a path"),
    "NUL in from": ([*LEMMA, "--from", "a\0b"], "needs a path"),
    "long run": ([*LEMMA, "--run", "a" * 10_000], "is no path (File name too long)"),
    "long site": (["report", "{tmp}/run", "--to", "a" * 10_000], "is no path"),
    "long recheck": (["recheck", "a" * 10_000], "is no path"),
    "long from": ([*LEMMA, "--from", "a" * 10_000], "is no path"),
    "long label": (["check", "a" * 6_000], "`widecheck list` shows them all"),
    "long show": (["show", "a b " * 2_000], "`widecheck list` shows them all"),
    "long set": ([*LEMMA, "--set", "a" * 6_000], "--set needs NAME=VALUE"),
    "escapes": (["recheck", "\033[31m"], "there is no [31m; name a run folder"),
    "recheck -": (["recheck", "-"], "there is no -; name a run folder or a certificate"),
    "recheck *": (["recheck", "*"], "there is no *; name a run folder or a certificate"),
    "show from": (["show", "mine/x", "--from", "{tmp}/none.py"], "is no readable Python file"),
    "list from": (["list", "--from", "{tmp}/none.py"], "is no readable Python file"),
    "profile": ([*LEMMA, "--profile", "slow"], "'slow' is not one of"),
    "method": ([*LEMMA, "--method", "guess"], "'guess' is not one of"),
    "command": (["chekc"], "No such command 'chekc'"),
    "option": ([*LEMMA, "--sett", "m=1"], "No such option"),
    "no label": (["show"], "Missing argument 'LABEL'"),
    "no site": (["report", "{tmp}"], "Missing option '--to'"),
}


@pytest.fixture
def files(tmp_path, run):
    """Files that stand in the way, and folders that are none."""
    for name, text in {
        "text.txt": "text",
        "syntax.py": "THEOREMS = (",
        "raises.py": "1 / 0",
        "empty.py": "",
        "list.py": "THEOREMS = [1]",
        "leaves.py": "import sys; sys.exit(0)",
        "rubbish/run.json": "{",
        "other/run.json": '{"schema": "x/9", "verdicts": []}',
        "other/environment.json": "{}",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("case", REFUSED)
def test_unusable_input_is_refused_in_one_sentence(run, files, case):
    arguments, words = REFUSED[case]
    if "{tmp}/run" in arguments:
        assert run(*LEMMA, *QUICK, "--run", files / "run")[0] == 0
    arguments = [str(a).replace("{tmp}", str(files)) for a in arguments]
    if words is None:  # the command alone: its usage
        code, _, err = run(*arguments)
        assert code in (0, 2)
        assert "Traceback" not in err
        return
    assert words in assert_refused(run(*arguments))


@pytest.mark.parametrize(
    "words",
    [
        *(
            "slides/lemma-4.2 m=1e400",
            "slides/lemma-4.2 m=1e99999999",
            "slides/lemma-4.2 tau=1e400",
        ),
        *("slides/lemma-4.2 delta=1e-400", "slides/lemma-4.1 B=1e400", "slides/lemma-4.1 B=1e-170"),
        *("slides/prop-4.1 B=1e400", "notes/theorem-1 alpha=1e-9999999999"),
    ],
)
def test_numbers_beyond_computing_are_refused(run, words):
    label, text = words.split()
    assert text.split("=")[0] in assert_refused(run("check", label, "--set", text))


def test_a_file_that_leaves_is_refused(run, files):
    assert_refused(run(*LEMMA, "--from", files / "leaves.py"))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("gaussian_counts.LEMMA_4_2", ", quantity=abs"),
        ("relu_linearization.MOVED_NEURONS", ", quantity=abs"),
        ("smooth_linearization.PROP_4_1", ", quantity=abs"),
    ],
)
def test_a_statement_without_a_checker_is_refused(run, tmp_path, name, change):
    room, record_name = name.split(".")
    path = tmp_path / "own.py"
    path.write_text(
        f"from dataclasses import replace\nfrom theorems.{room} import {record_name} as original\n"
        f"THEOREMS = (replace(original, label='mine/own'{change}),)\n"
    )
    assert_refused(run("check", "mine/own", "--from", path))


def test_a_formula_of_a_name_that_is_no_parameter_is_refused(run, tmp_path):
    path = tmp_path / "own.py"
    path.write_text(
        "from dataclasses import replace\nfrom fractions import Fraction\n"
        "from theorems.gaussian_counts import LEMMA_4_2\n"
        "from theorems.language.functions import sqrt\n"
        "THEOREMS = (replace(LEMMA_4_2, label='mine/half',\n"
        "    at_most=(lambda m, n: Fraction(1, 2) * sqrt(n),)),)\n"
    )
    refusal = assert_refused(run("check", "mine/half", "--from", path))
    assert "mine/half: at_most[0] in line 6 of own.py uses n, which is no parameter; it" in refusal


def test_a_statement_about_another_kernel_is_not_certified(run, tmp_path):
    path = tmp_path / "own.py"
    path.write_text(
        "from dataclasses import replace\nfrom theorems.sphere_definiteness import PROP_III_3_3\n"
        "THEOREMS = (replace(PROP_III_3_3, label='mine/zero', kernel=lambda *_: 0.0),)\n"
    )
    assert run("check", "mine/zero", "--set", "n0=2", "--from", path)[0] != 0


def test_nothing_is_written_when_input_is_unusable(run, tmp_path):
    assert_refused(run(*LEMMA, "--set", "m=0", "--run", tmp_path / "run"))
    assert not (tmp_path / "run").exists()


# What can be shown without a check.


def test_list_names_every_statement(run):
    code, out, err = run("list")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    listed = (*THEOREMS, *VARIANTS)
    assert [line.split()[0] for line in lines] == [t.label for t in listed]
    assert all(t.title in line for t, line in zip(listed, lines, strict=True))
    rows = json.loads(run("list", "--json")[1])
    assert [row["label"] for row in rows] == [t.label for t in listed]
    assert all(row.keys() == {"label", "form", "source", "title"} for row in rows)
    rows = json.loads(run("list", "--json", "--twins")[1])
    assert [row["label"] for row in rows] == [t.label for t in (*listed, *TWINS)]


@pytest.mark.parametrize("theorem", [*THEOREMS, *VARIANTS, TWINS[0]], ids=lambda t: t.label)
def test_show_tells_everything_that_a_statement_says(run, theorem):
    code, out, err = run("show", theorem.label)
    assert (code, err) == (0, "")
    for text in (theorem.label, theorem.title, theorem.reading, formal(theorem), theorem.latex):
        assert text in out
    for text in (*theorem.uses, *theorem.deviations):
        assert text in out
    for p in theorem.parameters:
        assert f"{p.domain.describe(p.name)}: {p.meaning} (default " in out
    assert out.count("\ntwin ") == sum(t.twin_of == theorem.label for t in TWINS)
    assert "\nchecked by  " in out


def test_help_loads_neither_numpy_nor_numba():
    program = """
import sys
from reports import cli
for words in ([], ["check"], ["list"], ["show"], ["report"]):
    sys.argv = ["widecheck", *words, "--help"]
    try:
        cli.main()
    except SystemExit as stop:
        assert not stop.code, stop.code
print(sorted({"numpy", "numba", "flint", "scipy", "matplotlib"} & set(sys.modules)))
"""
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.splitlines()[-1] == "[]"
    assert "--profile [quick|standard|paper]" in result.stdout


def test_shells_complete_commands():
    asked = {
        "_WIDECHECK_COMPLETE": "bash_complete",
        "COMP_WORDS": "widecheck ch",
        "COMP_CWORD": "1",
    }
    assert process(env={**os.environ, **asked}).stdout == "plain,check\n"


def test_version_is_told(run):
    code, out, _ = run("--version")
    assert code == 0
    assert "0." in out


def test_a_reader_that_leaves_is_no_error():
    """`widecheck list | head -0`."""
    command = subprocess.Popen(
        [*COMMAND, "list"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    command.stdout.close()
    err = command.stderr.read()
    command.stderr.close()
    assert command.wait(timeout=60) == 141  # as of a process that SIGPIPE ends; 1 is "refuted"
    assert err == b""


# Run folders.

SEVERAL = [
    *("slides/lemma-4.2", "slides/lemma-4.2:twin-half-mean", "notes/homogeneity"),
    *("slides/lemma-4.1:twin-exponent", "notes/lemma-5", "mine/doubled", "mine/halved"),
]


def test_run_folders_do_not_depend_on_the_number_of_workers(run, own, tmp_path):
    """Byte for byte, but for the environment; the seed is what matters."""
    options = ["check", *SEVERAL, "--draws", 1500, "--from", own, "--seed", 3]
    assert run(*options, "--workers", 1, "--run", tmp_path / "one")[0] == 1
    pooled = process(*options, "--workers", 2, "--run", tmp_path / "two")
    assert (pooled.returncode, pooled.stderr) == (1, "")
    assert "mine/doubled" in pooled.stdout
    names = [
        sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
        for folder in (tmp_path / "one", tmp_path / "two")
    ]
    assert names[0] == names[1]
    assert names[0][-2:] == ["environment.json", "run.json"]
    assert sum(name.startswith("certificates/") for name in names[0]) >= 5
    for name in names[0]:
        if name != "environment.json":
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_run_folders_depend_on_the_seed(run, tmp_path):
    sampled = [*LEMMA, *QUICK, "--method", "sample", "--seed"]
    contents = []
    for seed in (3, 4, 3):
        assert run(*sampled, seed, "--run", tmp_path, "--force")[0] == 0
        contents.append((tmp_path / "run.json").read_bytes())
    assert contents[0] == contents[2] != contents[1]


def test_run_folder_can_be_read_and_reported(run, tmp_path):
    folder, site = tmp_path / "new/run", tmp_path / "site"
    labels = ["slides/lemma-4.2", "notes/lemma-5:twin-square"]
    assert run("check", *labels, "--draws", 1500, "--workers", 1, "--run", folder)[0] == 1
    whole, certificates = record.read_run(folder)
    assert [v["label"] for v in whole["verdicts"]] == labels
    assert whole["environment"]["statements"] == 2
    named = {v["certificate"] for v in whole["verdicts"] if v["certificate"]}
    assert set(certificates) == named
    assert all(certificates[name]["label"] in labels for name in named)
    budget = whole["error_budget"]
    assert budget["total"] == pytest.approx(1e-3)
    assert budget["each"] * budget["verdicts"] == pytest.approx(budget["total"])
    # again into the same folder: refused, or replaced with all that was there
    again = ["check", labels[0], *QUICK, "--run", folder]
    assert "holds a run" in assert_refused(run(*again))
    assert len(record.read_run(folder)[0]["verdicts"]) == 2
    assert run(*again, "--force")[0] == 0
    assert len(record.read_run(folder)[0]["verdicts"]) == 1
    assert [path.name for path in (folder / "certificates").iterdir()] == ["slides--lemma-4.2.json"]
    code, out, err = run("report", folder, "--to", site)
    assert (code, err) == (0, "")
    assert Path(out.strip()) == site / "index.html"
    assert "slides/lemma-4.2" in (site / "index.html").read_text(encoding="utf-8")
    assert any("lemma-4.2" in path.name for path in site.rglob("*.html"))


AGAIN = [
    "slides/lemma-4.2 m=10 delta=0.99999999999999999999",
    "slides/lemma-4.2 slides/lemma-4.2:twin-dependent m=all",
    "slides/lemma-4.2 notes/lemma-5 --seed 3",
    "notes/event-a1 x_norm=0.7979..9 m=all alpha=all delta=all",
    "notes/event-a1 x_norm=0..1/100 m=all",
    "slides/prop-4.1 activation=tanh x_norm=1/3",
    "slides/lemma-4.1 slides/lemma-4.2 --method sample --draws 1500 --seed 7 --confidence 0.99",
    "slides/lemma-4.2 m=10 delta=0.3 --method sample --draws 3000 --stop-early --draw dense",
    "slides/lemma-4.1:twin-no-radius m=100 B=1000 --method sample --draws 2000 --profile standard",
    "mine/third m=50 tau=0.5 --draws 2000 --confidence 0.995",
]


@pytest.mark.parametrize("words", AGAIN)
def test_the_command_of_a_verdict_gives_it_again(run, own, words):
    """Field by field, whatever the options; `at` asks for the setting alone."""
    options = [["--set", word] if "=" in word else [word] for word in words.split()]
    file = ["--from", own] if "mine" in words else []
    asked = [part for option in options for part in option]
    code, out, err = run("check", *asked, *file, "--workers", 1, "--json")
    assert code in (0, 1, 3), err
    for verdict in json.loads(out)["verdicts"]:
        again = shlex.split(verdict["command"])
        assert again[:3] == ["widecheck", "check", verdict["label"]]
        (other,) = json.loads(run(*again[1:], "--json")[1])["verdicts"]
        differ = {name for name in verdict if verdict[name] != other[name]} - {"seconds"}
        # what rests on other verdicts of the run is not told by one alone
        assert differ <= {"rests_on_refuted"}, differ
        if verdict["at"]:
            (there,) = json.loads(run(*shlex.split(verdict["at"])[1:], "--json")[1])["verdicts"]
            assert there["exact"] == verdict["exact"]


def test_a_setting_is_kept_exactly(run):
    sets = ["--set", "delta=0.99999999999999999999", "--set", "tau=1/3"]
    (verdict,) = json.loads(run(*LEMMA, *sets, "--json")[1])["verdicts"]
    assert verdict["setting"]["delta"] == 1
    assert verdict["exact"]["delta"] == "99999999999999999999/100000000000000000000"
    assert verdict["exact"]["tau"] == "1/3"
    assert "--set delta=0.99999999999999999999" in verdict["command"]


@pytest.mark.parametrize("text", ["0", "1", "1.5", "-1", "nan", "inf", "x", "1/0", "1e99999"])
def test_a_confidence_lies_between_0_and_1(run, text):
    assert "--confidence needs 0 < C < 1" in assert_refused(run(*LEMMA, "--confidence", text))


# Statements of a user.


def test_statements_of_a_file_are_checked(run, own):
    assert run("check", "mine/doubled", "--from", own)[0] == 0
    assert run("check", "mine/halved", "--from", own)[0] == 1
    assert run("check", "mine/third", "--from", own, "--draws", 500)[0] == 1
    assert run("check", "mine/third", "--set", "m=50", "--set", "tau=0.5", "--from", own)[0] == 1
    # the catalogue is still there, and theirs is not without the file
    assert run("check", "notes/lemma-5", "--from", own)[0] == 0
    assert "no statement 'mine/halved'" in assert_refused(run("check", "mine/halved"))
    hint = assert_refused(run("check", "mine/doubles", "--from", own))
    assert "the nearest are mine/doubled" in hint


def test_statements_of_a_file_are_listed_and_shown(run, own):
    code, out, err = run("list", "--from", own)
    assert (code, err) == (0, "")
    listed = [line.split()[0] for line in out.splitlines()]
    assert listed[-2:] == ["mine/doubled", "mine/halved"]  # the others are twins
    twins = run("list", "--twins", "--json", "--from", own)[1]
    assert {row["label"] for row in json.loads(twins)} >= {"mine/third", "mine/endless"}
    code, out, err = run("show", "mine/halved", "--from", own)
    assert (code, err) == (0, "")
    assert out.startswith("mine/halved: ")


# Interruption. POSIX: a terminal sends the signal to the whole process group.


def running(group):
    """Process ids of a group that still run; a zombie does not."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state != "Z":
            found.append(int(stat.parent.name))
    return found


def interrupted(arguments, marker, number=signal.SIGINT, before=(), group=True):
    """Start the command, press Ctrl-C after `marker` appears: (exit code, standard error).

    Other signals than Ctrl-C's may go to the first process alone; `before` stands first.
    """
    command = subprocess.Popen(
        [*before, *COMMAND, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "MARKER": str(marker)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 60
        while not marker.exists() and command.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert command.poll() is None
        time.sleep(4)  # for a finished verdict to arrive; the others take longer
        if group:
            os.killpg(command.pid, number)
        else:
            os.kill(command.pid, number)
        err = command.communicate(timeout=20)[1]
    finally:
        if command.poll() is None:
            os.killpg(command.pid, signal.SIGKILL)
            command.communicate()
    deadline = time.monotonic() + 5
    while running(command.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert running(command.pid) == []
    return command.returncode, err


posix = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


def with_slow_statements(own):
    """Also statements that take minutes: no machine decides them before the signal comes."""
    own.write_text(
        OWN
        + """
import time

def slow(inputs, s, fn):
    time.sleep(60)
    return KERNEL.sides[0](inputs, s, fn)

THEOREMS += tuple(
    replace(KERNEL, label=f"mine/slow-{i}", sides=(KERNEL.sides[0], slow)) for i in (1, 2, 3)
)
"""
    )


SIGNALS = [
    (signal.SIGINT, True, 130),
    (signal.SIGTERM, True, 143),
    (signal.SIGTERM, False, 143),
    (signal.SIGHUP, True, 129),
]


@posix
@pytest.mark.parametrize(("number", "group", "expected"), SIGNALS)
def test_interrupt_keeps_what_was_decided_and_leaves_no_process(
    own, tmp_path, number, group, expected
):
    with_slow_statements(own)
    labels = ["mine/marked", "mine/slow-1", "mine/slow-2", "mine/slow-3"]
    options = ["--from", own, "--run", tmp_path / "run", "--workers", 2]
    arguments = ["check", *labels, *options]
    code, err = interrupted(arguments, tmp_path / "marker", number, group=group)
    assert code == expected
    assert err.strip() == "interrupted; 1 of 4 verdicts kept."
    whole, certificates = record.read_run(tmp_path / "run")
    assert [v["label"] for v in whole["verdicts"]] == ["mine/marked"]
    assert not certificates  # an expectation has none


ENDLESS = ["--set", "m=1000000", "--draws", 10**8, "--method", "sample"]


@posix
@pytest.mark.parametrize(("number", "expected"), [(n, e) for n, group, e in SIGNALS if group])
def test_interrupt_ends_the_draws_of_one_statement(own, tmp_path, number, expected):
    options = ["--from", own, "--run", tmp_path / "run"]
    arguments = ["check", "mine/endless", *ENDLESS, *options]
    code, err = interrupted(arguments, tmp_path / "marker", number)
    assert code == expected
    assert err.strip() == "interrupted; 0 of 1 verdicts kept."
    assert record.read_run(tmp_path / "run")[0]["verdicts"] == []


@posix
def test_interrupt_keeps_what_was_decided_out_of_order(own, tmp_path):
    with_slow_statements(own)
    labels = ["mine/slow-1", "mine/marked"]
    options = ["--from", own, "--run", tmp_path / "run", "--workers", 2]
    code, err = interrupted(["check", *labels, *options], tmp_path / "marker")
    assert (code, err.strip()) == (130, "interrupted; 1 of 2 verdicts kept.")
    assert [v["label"] for v in record.read_run(tmp_path / "run")[0]["verdicts"]] == labels[1:]


@posix
def test_what_is_to_outlive_its_terminal_does(own, tmp_path):
    """`nohup`: a signal that is ignored stays ignored."""
    shell = ("sh", "-c", 'trap "" HUP; "$@" & wait', "sh")
    command = subprocess.Popen(
        [*shell, *COMMAND, *LEMMA, *QUICK], cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True
    )
    time.sleep(0.5)
    for _ in range(20):
        if command.poll() is None:
            os.killpg(command.pid, signal.SIGHUP)
        time.sleep(0.05)
    out = command.communicate(timeout=60)[0]
    assert out.startswith(b"slides/lemma-4.2: certified\n")


KILLS = """
import multiprocessing, os, signal, time
from dataclasses import replace
from pathlib import Path
from theorems.arc_cosine import SUTHERLAND_ARCCOS as KERNEL

def kills(inputs, s, fn):
    if multiprocessing.parent_process() is not None:  # in a worker only
        time.sleep(3)  # for the other verdict to arrive
        os.kill(os.WHOM(), signal.SIGKILL)
    return KERNEL.sides[0](inputs, s, fn)

THEOREMS = (replace(KERNEL, label="mine/kills", sides=(*KERNEL.sides, kills)),)
"""


@posix
@pytest.mark.parametrize("way", ["os.kill(os.getpid(), signal.SIGKILL)", "os._exit(0)"])
def test_a_killed_worker_ends_the_run_and_the_rest_is_kept(tmp_path, way):
    source, folder = tmp_path / "own.py", tmp_path / "run"
    source.write_text(KILLS.replace("os.kill(os.WHOM(), signal.SIGKILL)", way))
    words = ["mine/kills", "notes/lemma-5", "--from", source, "--run", folder, "--workers", 2]
    run = process("check", *words)
    assert run.returncode == 70
    assert run.stderr.startswith("widecheck: no verdict on mine/kills: a process of this run was")
    assert run.stderr.count("\n") == 1
    assert run.stdout.startswith("notes/lemma-5: certified\n")
    assert [v["label"] for v in record.read_run(folder)[0]["verdicts"]] == ["notes/lemma-5"]


@posix
def test_workers_leave_with_a_killed_parent(tmp_path):
    source = tmp_path / "own.py"
    source.write_text(KILLS.replace("WHOM", "getppid"))
    words = ["check", "mine/kills", "notes/theorem-1", "--from", source, "--workers", 2]
    command = subprocess.Popen(
        [*COMMAND, *map(str, words), "--profile", "paper"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert command.wait(timeout=60) == -signal.SIGKILL
    deadline = time.monotonic() + 10
    while running(command.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert running(command.pid) == []
