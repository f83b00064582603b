"""`widecheck recheck` on runs, single files, and on what is no certificate."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from flint import ctx

from checkers import recheck


def widecheck(*arguments):
    command = [sys.executable, "-m", "reports.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    done = widecheck(
        "check", "slides/lemma-4.2", "--set", "m=10", "--set", "delta=all", "--run", folder
    )
    assert done.returncode == 0, done.stderr
    return folder


def certificate_of(run):
    return next((run / "certificates").iterdir())


def test_a_run_verifies(run):
    done = widecheck("recheck", run)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 of 1 certificates verified" in done.stdout


def test_the_core_verifies_alone(run, tmp_path):
    """A stranger needs the folder, python-flint and mpmath, nothing of ours."""
    shutil.copytree(Path(recheck.__file__).parent, tmp_path / "recheck")
    certificate = certificate_of(run)
    for place in (certificate, certificate.parent, run):
        done = alone(tmp_path, place)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == "verified  slides/lemma-4.2: certified, scope box\n"
    (tmp_path / "forged.json").write_text(certificate.read_text().replace("certified", "refuted"))
    done = alone(tmp_path, tmp_path / "forged.json")
    assert done.returncode == 1
    assert "a refutation is about one setting" in done.stdout
    for place in ("no such file", tmp_path / "recheck"):
        done = alone(tmp_path, place)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1


def alone(folder, *places):
    """The copied folder by itself, with nothing of ours on the path."""
    command = [sys.executable, "-m", "recheck", *map(str, places)]
    free = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        command, cwd=folder, env=free, capture_output=True, text=True, timeout=60, check=False
    )


def altered(run, tmp_path, change):
    certificate = json.loads(certificate_of(run).read_text())
    change(certificate)
    path = tmp_path / "altered.json"
    path.write_text(json.dumps(certificate))
    return path


def test_what_does_not_follow_is_refused_with_its_place(run, tmp_path):
    path = altered(run, tmp_path, lambda c: c["proofs"][-1].update(tree="s 2.3"))
    done = widecheck("recheck", path)
    assert done.returncode == 1
    assert "slides/lemma-4.2, proof 2 (every width)" in done.stdout


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1, 2]",
        "3",
        "{}",
        '{"schema": "widecheck-certificate/9"}',
        '{"schema": "widecheck-certificate/3", "label": "no/such"}',
        '{"schema": "widecheck-certificate/3", "proofs": [NaN]}',
        '{"schema": "widecheck-certificate/3", "proofs": [Infinity]}',
        '{"schema": "widecheck-certificate/3", "proofs": [0.5]}',
    ],
)
def test_no_certificate_is_one_sentence(text, tmp_path):
    path = tmp_path / "foreign.json"
    path.write_text(text)
    done = widecheck("recheck", path)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_folder_without_a_run_is_one_sentence(tmp_path):
    done = widecheck("recheck", tmp_path)
    assert done.returncode == 2
    assert "no run folder" in done.stderr


def test_the_core_leaves_the_precision_as_it_was(run):
    before = ctx.prec, ctx.cap
    recheck.recheck(certificate_of(run).read_text("utf-8"), "a certificate")
    with pytest.raises(recheck.Unusable):
        recheck.recheck("{", "half a certificate")
    assert (ctx.prec, ctx.cap) == before
