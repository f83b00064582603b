"""A run as data: what `check --json` prints and what a run folder keeps.

run.json holds the verdicts and nothing that varies between equal runs; environment.json holds
versions, the machine and the seconds; certificates/ holds one file for each certificate.
"""

import importlib.metadata
import json
import math
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from checkers.verdict import SCHEMA, Verdict, number
from reports.proofs import rest_on_refuted
from theorems.statement import Theorem, shown

PACKAGES = ("widecheck", "numpy", "scipy", "numba", "python-flint", "mpmath")


class UnusableFolder(ValueError):
    """A run folder that cannot be read or written."""


def certificate_name(verdict: Verdict) -> str:
    """The file of a verdict's certificate, relative to the run folder."""
    return f"certificates/{verdict.label.replace('/', '--').replace(':', '--')}.json"


def command(verdict: Verdict) -> str:
    """The command that checks the same statement at the same setting."""
    sets = "".join(f" --set {name}={shown(value)}" for name, value in verdict.setting.items())
    return f"widecheck check {verdict.label}{'' if verdict.scope == 'all' else sets}"


def as_json(verdict: Verdict) -> dict[str, Any]:
    """One entry of "verdicts", without its seconds."""
    entry: dict[str, Any] = _plain(
        {
            "label": verdict.label,
            "twin_of": verdict.twin_of,
            "setting": {name: number(value) for name, value in verdict.setting.items()},
            "outcome": verdict.outcome.value,
            "scope": verdict.scope,
            "finding": verdict.finding,
            "failure": asdict(verdict.failure),
            "quantity": {
                "statistic": verdict.statistic,
                "typical": verdict.typical,
                "largest_seen": verdict.largest_seen,
            },
            "bound": verdict.bound,
            "tightness": verdict.tightness,
            "sharpest": verdict.sharpest,
            "best": verdict.best,
            "vacuous": verdict.vacuous,
            "draws": verdict.draws,
            "violations": verdict.violations,
            "seed": verdict.seed,
            "method": verdict.method,
            "evidence": list(verdict.evidence),
            "witness": verdict.witness,
            "certificate": certificate_name(verdict) if verdict.certificate else None,
            "coverage": dict(verdict.coverage),
            "figures": [asdict(figure) for figure in verdict.figures],
            "command": command(verdict),
        }
    )
    return entry


def _plain(value: Any) -> Any:
    """Tuples as lists, NaN and infinities as null: strict JSON."""
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def run_object(
    verdicts: Sequence[Verdict], choices: Mapping[str, Any], known: Mapping[str, Theorem]
) -> dict[str, Any]:
    """The part of a run that equal runs share byte for byte; `known` are all statements."""
    error = 1 - choices["confidence"]
    rests = rest_on_refuted({v.label: v.outcome.value for v in verdicts}, known)
    return {
        "schema": SCHEMA,
        "verdicts": [{**as_json(v), "rests_on_refuted": rests.get(v.label, [])} for v in verdicts],
        "error_budget": {
            "confidence": choices["confidence"],
            "total": error,
            "each": error / max(choices["statements"], 1),
            "verdicts": choices["statements"],
        },
    }


def environment(verdicts: Sequence[Verdict], choices: Mapping[str, Any]) -> dict[str, Any]:
    """Versions, machine, choices and seconds."""
    versions = {}
    for package in PACKAGES:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            versions[package] = "not installed"
    return {
        "python": platform.python_version(),
        **versions,
        "platform": platform.platform(),
        "processors": os.cpu_count(),
        **choices,
        "seconds": {verdict.label: round(verdict.seconds, 6) for verdict in verdicts},
    }


def printed(
    verdicts: Sequence[Verdict], choices: Mapping[str, Any], known: Mapping[str, Theorem]
) -> dict[str, Any]:
    """The object that `check --json` prints: the run, its environment, and the seconds."""
    run = run_object(verdicts, choices, known)
    for entry, verdict in zip(run["verdicts"], verdicts, strict=True):
        entry["seconds"] = round(verdict.seconds, 6)
    return {**run, "environment": environment(verdicts, choices)}


def prepare(folder: Path) -> None:
    """Make a run folder, or raise UnusableFolder with one sentence."""
    try:
        (folder / "certificates").mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise UnusableFolder(
            f"the folder {folder} cannot be written ({error.strerror or error}); choose another."
        ) from None


def write_run(
    folder: Path,
    verdicts: Sequence[Verdict],
    choices: Mapping[str, Any],
    known: Mapping[str, Theorem],
) -> None:
    """Write the run folder; what was there under the same names is replaced."""
    for verdict in verdicts:
        if verdict.certificate:
            _write(folder / certificate_name(verdict), verdict.certificate)
    _write(folder / "run.json", run_object(verdicts, choices, known))
    _write(folder / "environment.json", environment(verdicts, choices))


def _write(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)  # an interrupt leaves the old file or the new one, never half


def read_run(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """(run with its environment, certificates by their names) of a run folder."""
    try:
        run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        run["environment"] = json.loads((folder / "environment.json").read_text(encoding="utf-8"))
        names = [v["certificate"] for v in run["verdicts"] if v["certificate"]]
        certificates = {
            name: json.loads((folder / name).read_text(encoding="utf-8")) for name in names
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableFolder(
            f"{folder} is no run folder that can be read ({error}); "
            "make one with `widecheck check --run FOLDER`."
        ) from None
    if run.get("schema") != SCHEMA:
        raise UnusableFolder(
            f"{folder} has schema {run.get('schema')!r}; this version reads {SCHEMA!r}."
        )
    return run, certificates
