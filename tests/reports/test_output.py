"""What is decided reaches the user: whatever the terminal, the disk and the reader are like."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import reports
from checkers.verdicts.verdict import Failure, Outcome, Verdict
from reports import cli, jobs, record
from reports.show import show, versions
from reports.terminal import print_verdicts
from theorems import THEOREMS, TWINS, VARIANTS
from theorems.language.records import Setting

ROOT = Path(reports.__path__[0]).parent
COMMAND = [sys.executable, "-m", "widecheck"]
TRUE, FALSE = ["check", "notes/lemma-5"], ["check", "notes/lemma-5:twin-square"]
KNOWN = {t.label: t for t in (*THEOREMS, *VARIANTS, *TWINS)}
SEVERAL = ["notes/lemma-5", "slides/relu-ntk", "notes/lemma-5:twin-square"]


def process(*arguments, **more):
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        **{"cwd": ROOT, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more},
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command in this process: (exit code, standard output, standard error)."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["widecheck", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            cli.main()
        return stop.value.code, *capsys.readouterr()

    return run


# Readers, disks, letters.


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(TRUE, 0), (FALSE, 1), ([*TRUE, "--json"], 0), (["list"], 141), (["--help"], 141)],
)
def test_a_reader_that_leaves_changes_no_verdict(arguments, code):
    """`widecheck check LABEL | head -0`."""
    reader, writer = os.pipe()
    os.close(reader)
    result = process(*arguments, stdout=writer)
    os.close(writer)
    assert (result.returncode, result.stderr) == (code, "")


full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is full")


@full
@pytest.mark.parametrize("arguments", [TRUE, FALSE, [*TRUE, "--json"], ["list"], ["--help"]])
def test_a_full_disk_is_told(arguments, tmp_path):
    kept = ["--run", tmp_path / "run"] if arguments[0] == "check" else []
    with open("/dev/full", "w") as disk:
        result = process(*arguments, *kept, stdout=disk)
    assert result.returncode == 2
    assert "standard output cannot be written (No space left on device)" in result.stderr
    assert result.stderr.count("\n") == 1
    if kept:
        (verdict,) = record.read_run(tmp_path / "run")[0]["verdicts"]
        assert verdict["label"] == arguments[1]


@full
@pytest.mark.parametrize(("arguments", "code"), [(["check", "none"], 2), (FALSE, 1)])
def test_complaints_that_nobody_can_hear_change_no_exit_code(arguments, code):
    with open("/dev/full", "w") as disk:
        assert process(*arguments, stderr=disk).returncode == code


def test_output_that_is_closed_is_no_fault():
    result = subprocess.run(
        ["sh", "-c", '"$@" >&- 2>&-', "sh", *COMMAND, *TRUE], cwd=ROOT, timeout=60, check=False
    )
    assert result.returncode == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437"])
def test_a_terminal_that_lacks_letters_hears_the_verdict(tmp_path, encoding):
    source = tmp_path / "own.py"
    source.write_text(
        "from dataclasses import replace\nfrom theorems.gaussian_counts import LEMMA_5\n"
        "THEOREMS = (replace(LEMMA_5, label='mine/size', title='für große ε ≤ δ',"
        " terms=(LEMMA_5.terms[0], lambda eps: eps / 2)),)\n",
        encoding="utf-8",
    )
    words = ["mine/size", "--from", source]
    for arguments in (["check", *words], ["show", *words], ["list", "--from", source]):
        whole, plain = (
            process(
                *arguments,
                env={**os.environ, "PYTHONUTF8": "1", "PYTHONIOENCODING": letters},
                encoding=letters,
            )
            for letters in ("utf-8", encoding)
        )
        assert plain.returncode == whole.returncode == (1 if arguments[0] == "check" else 0)
        assert plain.stderr == whole.stderr == ""
        assert plain.stdout == whole.stdout.encode(encoding, "replace").decode(encoding)
        lost = arguments[0] != "check" and encoding == "ascii"  # the verdict has no such letters
        assert (plain.stdout != whole.stdout) >= lost
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONIOENCODING": encoding}
    result = process("check", *words, "--json", env=environment, encoding=encoding)
    assert json.loads(result.stdout)["verdicts"][0]["label"] == "mine/size"


# What fails does not take what was decided with it.


def failing(monkeypatch, label, error):
    original = jobs.run_job

    def fail(job):
        if job[0] == label:
            raise error
        return original(job)

    monkeypatch.setattr(jobs, "run_job", fail)


def test_a_fault_of_ours_in_one_statement_keeps_the_others(run, monkeypatch, tmp_path):
    failing(monkeypatch, "slides/relu-ntk", ZeroDivisionError("of ours"))
    code, out, err = run("check", *SEVERAL, "--workers", 1, "--run", tmp_path)
    assert code == 70
    assert err.startswith("widecheck: no verdict on slides/relu-ntk: Traceback ")
    assert err.endswith("ZeroDivisionError: of ours\n\n")
    assert "notes/lemma-5 " in out
    kept = [v["label"] for v in record.read_run(tmp_path)[0]["verdicts"]]
    assert kept == ["notes/lemma-5", "notes/lemma-5:twin-square"]


@pytest.mark.parametrize("body", ["0.5 * fn.sqrt(s.nu)", "sys.exit(0)"])
@pytest.mark.parametrize("workers", [1, 2])
def test_an_unusable_function_keeps_the_others(run, tmp_path, body, workers):
    source, folder = tmp_path / "own.py", tmp_path / "run"
    source.write_text(
        "import sys\nfrom dataclasses import replace\nfrom fractions import Fraction\n"
        "from theorems.arc_cosine import SUTHERLAND_ARCCOS as known\n"
        f"def side(inputs, s, fn):\n    return {body}\n"
        "THEOREMS = (replace(known, label='mine/bad', sides=(*known.sides, side)),)\n"
    )
    words = ["mine/bad", "notes/lemma-5", "--from", source, "--workers", workers, "--run", folder]
    code, out, err = run("check", *words)
    assert code == 2
    assert err.startswith("widecheck: ")
    assert "mine/bad" in err
    assert err.count("\n") == 1
    assert out.startswith("notes/lemma-5: certified\n")
    assert [v["label"] for v in record.read_run(folder)[0]["verdicts"]] == ["notes/lemma-5"]


@pytest.mark.parametrize("arguments", [TRUE, FALSE, [*TRUE, "--json"]])
def test_a_folder_in_the_place_of_a_file_is_told_beforehand(run, tmp_path, arguments):
    (tmp_path / "run.json" / "inside").mkdir(parents=True)
    code, out, err = run(*arguments, "--run", tmp_path)
    assert (code, out) == (2, "")
    assert str(tmp_path) in err
    assert err.startswith("widecheck: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "code"), [(OSError(122, "Disk quota exceeded"), 2), (KeyError("of ours"), 70)]
)
def test_a_run_that_cannot_be_kept_is_told_after_the_verdict(
    run, monkeypatch, tmp_path, error, code
):
    def fail(*arguments, **more):
        raise error

    monkeypatch.setattr(record, "write_run", fail)
    got, out, err = run(*TRUE, "--run", tmp_path)
    assert got == code
    assert out.startswith("notes/lemma-5: certified\n")
    assert ("Disk quota exceeded" if code == 2 else "Traceback") in err


def test_a_removed_folder_loses_no_verdict(run, monkeypatch, tmp_path):
    folder, original = tmp_path / "run", jobs.run_job

    def removes(job):
        shutil.rmtree(folder)
        return original(job)

    monkeypatch.setattr(jobs, "run_job", removes)
    code, out, err = run(*TRUE, "--run", folder)
    assert out.startswith("notes/lemma-5: certified\n")
    assert code == (0 if (folder / "run.json").is_file() else 2)
    assert "Traceback" not in err


def test_the_longest_label_loses_no_verdict(run, tmp_path):
    source, label = tmp_path / "own.py", "mine/" + 95 * "a"
    source.write_text(
        "from dataclasses import replace\nfrom theorems.gaussian_counts import LEMMA_5\n"
        f"THEOREMS = (replace(LEMMA_5, label={label!r}),)\n"
    )
    code, out, err = run("check", label, "--from", source, "--run", tmp_path / "run")
    assert (code, err) == (0, "")
    assert out.startswith(f"{label}: certified\n")
    (verdict,) = record.read_run(tmp_path / "run")[0]["verdicts"]
    assert verdict["label"] == label


# Other packages of our names.


@pytest.mark.parametrize("name", ["reports", "checkers", "theorems"])
@pytest.mark.parametrize("kind", ["folder", "package", "module"])
def test_a_folder_of_our_name_is_not_taken_for_ours(tmp_path, name, kind):
    if kind == "module":
        (tmp_path / f"{name}.py").write_text("raise RuntimeError\n")
    else:
        (tmp_path / name).mkdir()
        (tmp_path / name / ("notes.txt" if kind == "folder" else "__init__.py")).touch()
    path = {**os.environ, "PYTHONPATH": str(ROOT)}
    result = process(*TRUE, *FALSE[1:], "--workers", 2, cwd=tmp_path, env=path)
    assert (result.returncode, result.stderr) == (1, "")
    assert "false twins refuted: 1 of 1" in result.stdout
    first = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    assert process(*TRUE, env=first).returncode == 0


# Widths.

WIDTHS = ["0", "1", "20", "40", "80", "300", "-5", "wide", ""]
NUMBERS = "0.123456789012345678901234567890123456789012345678901234567890"


def verdicts(count):
    verdict = Verdict(
        label="notes/lemma-5",
        setting=Setting(dict(KNOWN["notes/lemma-5"].setting({}))),
        outcome=Outcome.CERTIFIED,
        scope="point",
        finding=f"at eps=0.1: {NUMBERS} <= 1.25e-17, which is well-known (term 1 <= term 2)",
        failure=Failure(0.05, 1e-9, 2e-9),
        method="",
        evidence=(f"a long line of evidence that ends in the number {NUMBERS}",),
        bound=0.25,
    )
    others = [replace(verdict, label=f"notes/lemma-{k}") for k in range(6, 5 + count)]
    return [verdict, *others]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("columns", WIDTHS)
def test_words_and_numbers_are_whole_at_every_width(monkeypatch, capsys, columns, count):
    monkeypatch.delenv("COLUMNS", raising=False)
    print_verdicts(verdicts(count), KNOWN)
    whole = capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", columns)
    print_verdicts(verdicts(count), KNOWN)
    narrow = capsys.readouterr().out
    assert narrow.count(NUMBERS) == whole.count(NUMBERS) == (2 if count == 1 else 3)
    assert narrow.count("well-known") == count
    if count == 1:
        assert narrow.split() == whole.split()
        assert narrow.splitlines()[-1] == whole.splitlines()[-1]
        assert narrow.splitlines()[-1].startswith("again with: widecheck check notes/lemma-5 ")
    if columns in ("80", "300"):
        longest = max(map(len, narrow.splitlines()[:-1]))
        assert longest <= max(int(columns), len(NUMBERS) + 2)


@pytest.mark.parametrize("columns", WIDTHS)
def test_pages_of_statements_are_whole_at_every_width(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    for label in ("notes/event-a1", "notes/event-a1:repaired", "notes/lemma-5:twin-square"):
        words = set(show(KNOWN[label], KNOWN, "Checked so.").split())
        for form in versions(KNOWN[label], KNOWN):
            assert words >= {*form.latex.split(), *form.reading.split(), *form.change.split()}


def test_the_list_is_whole_at_every_width():
    texts = [process("list", env={**os.environ, "COLUMNS": c}).stdout for c in ("0", "20")]
    assert texts[0] == texts[1] != ""


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
@pytest.mark.parametrize("columns", [40, 100])
def test_a_terminal_is_filled_word_by_word_and_commands_stay_whole(columns):
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
    environment |= {"NO_COLOR": "1", "TERM": "xterm"}
    arguments = ["check", "slides/lemma-4.2", "--set", "m=10", "--draws", "500"]
    command = subprocess.Popen(
        [*COMMAND, *arguments], cwd=ROOT, env=environment, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    told = b""
    while True:
        try:
            some = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not some:
            break
        told += some
    os.close(ours)
    assert command.wait(timeout=60) == 0
    *lines, last = told.decode().replace("\r\n", "\n").splitlines()
    assert last.startswith("again with: widecheck check slides/lemma-4.2 --set m=10 ")
    assert len(last) > 40
    assert all(len(line) <= columns or " " not in line.strip() for line in lines)
    assert json.loads(process(*arguments, "--json").stdout)["verdicts"][0]["finding"] in " ".join(
        lines
    )
