"""A run as data: what `check --json` prints and what a run folder keeps.

run.json holds the verdicts and nothing that varies between equal runs; environment.json holds
versions, the machine, the date and the seconds; certificates/ holds one file for each certificate.
"""

import contextlib
import hashlib
import importlib.metadata
import json
import math
import os
import platform
import shlex
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

from checkers.verdicts.verdict import SCHEMA, Verdict, number
from reports.folders import (
    CERTIFICATES,
    ENVIRONMENT,
    RUN,
    UnusableFolder,
    digest,
    read_run,
)
from reports.names import stem
from reports.proofs import rest_on_refuted
from theorems.language.domains import Span
from theorems.language.records import Theorem, shown

__all__ = ["UnusableFolder", "prepare", "printed", "read_run", "write_run"]

PACKAGES = ("widecheck", "numpy", "scipy", "numba", "python-flint", "mpmath")
ROOMS = ("theorems", "checkers", "reports")
LOCK = ".running"
# The choices of a run that may change a verdict, with what they are where none is made.
DEFAULTS = {
    "profile": "quick",
    "method": "auto",
    "draw": "auto",
    "draws": None,
    "stop_early": False,
    "seed": 0,
}
USUAL_ERROR = 0.001
EXACTLY = Context(prec=400)


def certificate_name(verdict: Verdict) -> str:
    """The file of a verdict's certificate, relative to the run folder."""
    return f"{CERTIFICATES}/{stem(verdict.label)}.json"


def command(verdict: Verdict, choices: Mapping[str, Any] | None = None) -> str:
    """The command that gives this verdict again, alone: with the same choices, and its error share.

    Without choices it asks for the verdict's setting.
    """
    choices = choices or {}
    sets = choices.get("sets", () if verdict.scope == "all" else _sets(verdict))
    return _command([verdict.label], sets, choices, choices.get("each"))


def command_at(verdict: Verdict, choices: Mapping[str, Any]) -> str | None:
    """The command that checks the verdict's setting alone, or None where it is no single one."""
    if verdict.scope != "point" or any(isinstance(v, Span) for v in verdict.setting.values()):
        return None
    return _command([verdict.label], _sets(verdict), choices, choices.get("each"))


def run_command(choices: Mapping[str, Any]) -> str:
    """The command of the whole run, but for where it was kept and how many processes it had."""
    return _command(choices["labels"], choices["sets"], choices, choices["error"])


def _sets(verdict: Verdict) -> list[str]:
    return [f"{name}={shown(value)}" for name, value in verdict.setting.items()]


def _command(
    labels: Iterable[str], sets: Iterable[str], choices: Mapping[str, Any], error: float | None
) -> str:
    words = ["widecheck", "check", *labels]
    for text in sets:
        words += ["--set", text]
    for name, usual in DEFAULTS.items():
        value = choices.get(name, usual)
        if value != usual:
            option = f"--{name.replace('_', '-')}"
            words += [option] if value is True else [option, str(value)]
    if error is not None and error != USUAL_ERROR:
        # exact: it is read as it stands, so that 1 minus it is this error again
        words += ["--confidence", f"{EXACTLY.subtract(Decimal(1), Decimal(repr(error))):f}"]
    if choices.get("from"):
        words += ["--from", choices["from"]]
    return shlex.join(words)


def as_json(verdict: Verdict, choices: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """One entry of "verdicts", without its seconds."""
    certificate = verdict.certificate
    entry: dict[str, Any] = _plain(
        {
            "label": verdict.label,
            "twin_of": verdict.twin_of,
            "setting": {name: number(value) for name, value in verdict.setting.items()},
            "exact": {name: str(value) for name, value in verdict.setting.items()},
            "outcome": verdict.outcome.value,
            "scope": verdict.scope,
            "level": verdict.level,
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
            "vacuous_at": verdict.vacuous_at,
            "draws": verdict.draws,
            "violations": verdict.violations,
            "fault": verdict.fault,
            "seed": verdict.seed,
            "method": verdict.method,
            "evidence": list(verdict.evidence),
            "witness": verdict.witness,
            "certificate": certificate_name(verdict) if certificate else None,
            "certificate_sha256": digest(_text(certificate)) if certificate else None,
            "coverage": dict(verdict.coverage),
            "figures": [asdict(figure) for figure in verdict.figures],
            "command": command(verdict, choices),
            "at": command_at(verdict, choices or {}),
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
    rests = rest_on_refuted({v.label: v.outcome.value for v in verdicts}, known)
    return {
        "schema": SCHEMA,
        "whole": len(verdicts) == choices["statements"],
        "command": run_command(choices),
        "verdicts": [
            {**as_json(v, choices), "rests_on_refuted": rests.get(v.label, [])} for v in verdicts
        ],
        "error_budget": {
            "confidence": choices["confidence"],
            "total": choices["error"],
            "each": choices["each"],
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
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "sources_sha256": _sources(choices.get("from")),
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


def _sources(file: str | None) -> str:
    """The SHA-256 of this program's text, and of a user's file of statements."""
    home, found = Path(__file__).parents[1], hashlib.sha256()
    texts = [p for room in ROOMS for p in (home / room).rglob("*") if p.suffix in (".py", ".txt")]
    for path in [*sorted(texts), *([Path(file)] if file else [])]:
        with contextlib.suppress(OSError):  # a file that went away meanwhile
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def prepare(folder: Path, *, force: bool = False) -> Callable[[], None]:
    """Take a folder for a run; returns what gives it free again.

    Raises UnusableFolder, with one sentence, where it cannot be written, holds a run already or is
    being written by one; `force` takes it all the same.
    """
    held = [name for name in (RUN, CERTIFICATES) if os.path.lexists(folder / name)]
    if os.path.isdir(folder / RUN) or (CERTIFICATES in held and not _is_own(folder)):
        raise UnusableFolder(f"{folder} holds {RUN} or {CERTIFICATES} of another kind.")
    if held and not force:
        raise UnusableFolder(
            f"{folder} holds a run, or what is left of one; choose another folder, or replace it"
            " with --force."
        )
    lock = folder / LOCK
    if os.path.lexists(lock) and not force:
        raise UnusableFolder(
            f"another run writes into {folder}, or was killed there; choose another folder, or take"
            " it with --force."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.open("w" if force else "x").close()
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or error
        raise UnusableFolder(
            f"the folder {folder} cannot be written ({told}); choose another."
        ) from None
    return lambda: lock.unlink(missing_ok=True)


def _is_own(folder: Path) -> bool:
    """Whether the certificates of a folder are a folder, and no link to one."""
    place = folder / CERTIFICATES
    return os.path.isdir(place) and not os.path.islink(place)


def write_run(
    folder: Path,
    verdicts: Sequence[Verdict],
    choices: Mapping[str, Any],
    known: Mapping[str, Theorem],
) -> None:
    """Write the run folder, in place of the run that was there; raises UnusableFolder.

    run.json comes last: a folder without it holds no run, and with it all of the run.
    """
    fresh, place = folder / f".{CERTIFICATES}", folder / CERTIFICATES
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        for verdict in verdicts:
            if verdict.certificate:
                _write(fresh / Path(certificate_name(verdict)).name, verdict.certificate)
        _write(folder / ENVIRONMENT, environment(verdicts, choices))
        (folder / RUN).unlink(missing_ok=True)
        if os.path.lexists(place):
            shutil.rmtree(place)
        fresh.replace(place)
        _write(folder / RUN, run_object(verdicts, choices, known))
    except OSError as error:
        raise UnusableFolder(
            f"the run cannot be written to {folder} ({error.strerror or error})."
        ) from None


def _write(path: Path, content: Mapping[str, Any]) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(_text(content), encoding="utf-8", newline="\n")
    partial.replace(path)  # an interrupt leaves the old file or the new one, never half


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
