"""The optional cluster engine: a scheduler and two workers on the loopback address."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import reports

ROOT = Path(reports.__path__[0]).parent

SCRIPT = """
import subprocess, sys
from distributed import LocalCluster

if __name__ == "__main__":
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(host="127.0.0.1", **options) as cluster:
        address = ["--scheduler", cluster.scheduler_address]
        run = subprocess.run([sys.executable, "-m", "reports.cli", *sys.argv[1:], *address])
    sys.exit(run.returncode)
"""
# In the process of the command, so that it waits for six seconds and not for thirty.
IMPATIENT = """
import sys
from distributed import LocalCluster
from reports import cli, jobs

if __name__ == "__main__":
    jobs.PATIENCE = 6
    workers, *arguments = sys.argv[1:]
    options = {"n_workers": int(workers), "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(host="127.0.0.1", **options) as cluster:
        sys.argv = ["widecheck", "check", *arguments, "--scheduler", cluster.scheduler_address]
        cli.main()
"""
HOST = """
import sys
from distributed import LocalCluster

if __name__ == "__main__":
    options = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(host="127.0.0.1", **options) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""
KILLS = """
import multiprocessing, os, signal, time
from dataclasses import replace
from theorems.arc_cosine import SUTHERLAND_ARCCOS as KERNEL

def kills(inputs, s, fn):
    if multiprocessing.parent_process() is not None:  # in a worker only
        time.sleep(3)  # for the verdict of before to arrive
        os.kill(os.WHOM(), signal.SIGKILL)
    return KERNEL.sides[0](inputs, s, fn)

THEOREMS = (replace(KERNEL, label="mine/kills", sides=(*KERNEL.sides, kills)),)
"""
LABELS = ["slides/small-preactivation", "notes/lemma-5", "slides/relu-ntk"]


def test_a_cluster_finds_the_same_verdicts(tmp_path):
    script = tmp_path / "cluster.py"
    script.write_text(SCRIPT)
    arguments = ["check", *LABELS, "--run"]
    alone = [sys.executable, "-m", "reports.cli", *arguments, str(tmp_path / "alone")]
    together = [sys.executable, str(script), *arguments, str(tmp_path / "together")]
    for command in (alone, together):
        run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert run.returncode == 0, run.stderr
    first, second = (
        json.loads((tmp_path / name / "run.json").read_text()) for name in ("alone", "together")
    )
    assert first == second


def test_a_silent_scheduler_is_one_sentence():
    command = [sys.executable, "-m", "reports.cli", "check", LABELS[0]]
    run = subprocess.run(
        [*command, "--scheduler", "tcp://127.0.0.1:9"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 2
    assert "no scheduler answers at tcp://127.0.0.1:9" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    "address",
    ["localhost", "tls://", "a" * 6000],
)
def test_what_is_no_address_is_one_sentence(address):
    command = [sys.executable, "-m", "reports.cli", "check", LABELS[0], "--scheduler", address]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("widecheck: no scheduler answers at ")
    assert run.stderr.count("\n") == 1
    assert len(run.stderr) < 400


def impatient(tmp_path, *arguments):
    script = tmp_path / "impatient.py"
    script.write_text(IMPATIENT)
    return subprocess.run(
        [sys.executable, str(script), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_cluster_without_workers_is_one_sentence(tmp_path):
    run = impatient(tmp_path, 0, LABELS[0])
    assert (run.returncode, run.stdout) == (2, "")
    assert "no worker came to tcp://127.0.0.1:" in run.stderr
    assert "within 6 s." in run.stderr
    assert run.stderr.count("\n") == 1


def test_a_statement_that_kills_its_workers_does_not_take_the_others_with_it(tmp_path):
    source, folder = tmp_path / "own.py", tmp_path / "run"
    source.write_text(KILLS.replace("WHOM", "getpid"))
    run = impatient(tmp_path, 1, LABELS[0], "mine/kills", "--from", source, "--run", folder)
    assert run.returncode in (2, 70)  # no worker within the time, or dask has tried often enough
    assert "no verdict on mine/kills: " in run.stderr
    verdicts = json.loads((folder / "run.json").read_text())["verdicts"]
    assert [v["label"] for v in verdicts] == LABELS[:1]


def test_a_lost_scheduler_is_told_and_the_verdicts_of_before_are_kept(tmp_path):
    script, source, folder = (tmp_path / name for name in ("host.py", "own.py", "run"))
    script.write_text(HOST)
    source.write_text(KILLS.replace("WHOM", "getppid"))
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    host = subprocess.Popen([sys.executable, str(script)], text=True, env=environment, **pipes)
    try:
        words = ["--from", source, "--run", folder, "--scheduler", host.stdout.readline().strip()]
        run = subprocess.run(
            [sys.executable, "-m", "reports.cli", "check", LABELS[0], "mine/kills", *words],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    finally:
        host.kill()
        host.communicate()
    assert run.returncode == 70
    assert run.stderr.startswith("widecheck: no verdict on mine/kills: the cluster lost it")
    assert run.stderr.count("\n") == 1
    verdicts = json.loads((folder / "run.json").read_text())["verdicts"]
    assert [v["label"] for v in verdicts] == LABELS[:1]
