#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = ["nox>=2025.5.1"]
# ///
"""The project's tasks: `nox`, or `python3 noxfile.py` where there is no nox.

Without nox, the file makes itself a small environment with a locked nox, once, and goes on there.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
BOOTSTRAP = ROOT / ".nox" / "bootstrap"
NOX_LOCK, LOCK = "requirements-nox.lock", "requirements.lock"


def give_up(message: str) -> None:
    """Say why in one sentence, and leave as after unusable input."""
    print(f"noxfile.py: {message}", file=sys.stderr)
    sys.exit(2)


# Up to here the file is plain enough for an old Python to reach this sentence.
if sys.version_info < (3, 11):  # noqa: UP036
    give_up(f"widecheck needs Python 3.11 or newer; this is Python {sys.version.split()[0]}.")


def fingerprint(*files: str) -> str:
    """Digest of what an environment depends on: these files, the interpreter and the place."""
    parts = [sys.version, sys.base_prefix, str(ROOT)]
    parts += [(ROOT / name).read_text(encoding="utf-8") for name in files]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def continue_in_bootstrap() -> None:
    """Run this file again, with the same arguments, where nox is locked and installed."""
    windows = sys.platform == "win32"
    python = BOOTSTRAP / ("Scripts/python.exe" if windows else "bin/python")
    # Written last: an environment without it, or with another, is stale or half made.
    stamp = BOOTSTRAP / "made-from"
    made_from = fingerprint(NOX_LOCK)
    if not stamp.is_file() or stamp.read_text() != made_from:
        print(f"noxfile.py: preparing nox in {BOOTSTRAP}, once", file=sys.stderr, flush=True)
        venv = [sys.executable, "-m", "venv", "--clear", BOOTSTRAP]
        if subprocess.call(venv, stdout=sys.stderr):
            give_up("Python's venv module is needed (on Debian: apt-get install python3-venv).")
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if subprocess.call([*pip, "--require-hashes", "-r", ROOT / NOX_LOCK]):
            give_up(f"pip could not install {NOX_LOCK}; its own words are above.")
        stamp.write_text(made_from)
    command = [str(python), str(ROOT / "noxfile.py"), *sys.argv[1:]]
    if windows:  # There execv returns to the shell before the work is done.
        sys.exit(subprocess.call(command))
    os.execv(python, command)


try:
    import nox
except ModuleNotFoundError:
    if __name__ != "__main__" or Path(sys.prefix) == BOOTSTRAP:
        raise
    try:
        continue_in_bootstrap()
    except KeyboardInterrupt:
        sys.exit(130)

nox.options.sessions = ["lint", "types", "tests"]
nox.options.reuse_venv = "yes"
# The locks carry hashes for pip, and pip alone reads pip's configuration.
nox.options.default_venv_backend = "virtualenv"


def install(session: nox.Session, *only: str) -> None:
    """Install the locked packages and the project, or only the locked packages named."""
    stamp = Path(session.virtualenv.location, "made-from")
    made_from = fingerprint(LOCK, "pyproject.toml")
    if stamp.is_file() and stamp.read_text() == made_from:
        return
    if only:
        session.install("--require-hashes", "--constraint", LOCK, *only)
    else:
        # Byte code is made at the first import, of what is used: half the time.
        session.install("--no-compile", "--require-hashes", "-r", LOCK)
        session.install("--no-deps", "--no-build-isolation", "--editable", ".")
    # An install command itself, so that --no-install leaves no false stamp.
    write = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.argv[2])"
    session.run_install("python", "-c", write, str(stamp), made_from, log=False)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests; arguments after -- go to pytest."""
    install(session)
    # A process for each core; neighbours stay together, because they share what they compute.
    session.run("pytest", "--numprocesses=logical", "--dist=worksteal", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, layout and spelling."""
    install(session, "ruff", "codespell")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("codespell")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types."""
    install(session)
    session.run("mypy", *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Measure what the tests reach, with the compiled loops run as plain Python."""
    install(session)
    env = {"NUMBA_DISABLE_JIT": "1"}
    session.run("coverage", "erase")
    chosen = session.posargs or ["-m", "not slow"]
    session.run("coverage", "run", "-m", "pytest", "--numprocesses=logical", *chosen, env=env)
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")


@nox.session
def report(session: nox.Session) -> None:
    """Check the catalogue and write its pages; arguments after -- go to `widecheck check`."""
    install(session)
    run, site = Path("reports-out", "run"), Path("reports-out", "site")
    for earlier in (run, site):
        shutil.rmtree(earlier, ignore_errors=True)
    check = ("widecheck", "check", "--profile", "quick", "--run", str(run))
    # A refuted (1) or an undecided (3) statement is a finding, and belongs on the page.
    session.run(*check, *session.posargs, success_codes=[0, 1, 3])
    session.run("widecheck", "report", str(run), "--to", str(site))
    print(ROOT / site / "index.html")


@nox.session
def bench(session: nox.Session) -> None:
    """Time the compiled loops against their definitions."""
    install(session)
    session.run("python", "-m", "bench", *session.posargs)


@nox.session
def browser(session: nox.Session) -> None:
    """Look at the pages in a headless Chromium, which the tests find as $CHROMIUM."""
    found = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    chromium = next(found, None)
    if chromium is None:
        session.error("no chromium, chromium-browser or google-chrome on PATH")
    install(session)
    session.run("pytest", "tests/browser", *session.posargs, env={"CHROMIUM": chromium})


@nox.session
def search(session: nox.Session) -> None:
    """Try every probabilistic bound at 300 random settings of its whole domain; minutes."""
    install(session)
    session.run("pytest", "tests/search", "--numprocesses=logical", *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Resolve both locks; pins stay unless -- --upgrade is given."""
    session.install("uv")
    resolve = [
        *("uv", "pip", "compile", "--quiet", "--universal", "--python-version=3.11"),
        # One version for every Python and system, so that numbers can be compared.
        *("--fork-strategy=fewest", "--generate-hashes"),
        *("--no-emit-index-url", "--no-emit-find-links"),
        *("--custom-compile-command", "nox -s lock"),
        *session.posargs,
    ]
    session.run(*resolve, "noxfile.py", "-o", NOX_LOCK, silent=True)
    session.run(
        *(*resolve, "pyproject.toml", "--extra", "tests", "--extra", "cluster", "--group", "dev"),
        *("-o", LOCK),
        silent=True,
    )


if __name__ == "__main__":
    os.chdir(ROOT)
    nox.main()
