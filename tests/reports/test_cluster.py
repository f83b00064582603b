"""The optional cluster engine: a scheduler and two workers on the loopback address."""

import json
import subprocess
import sys

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
