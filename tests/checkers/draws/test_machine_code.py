"""Machine code that is kept is that of the sources, and no verdict hangs on keeping it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import checkers

ROOT = Path(checkers.__path__[0]).parent
PROGRAM = """
import numpy as np
from checkers.draws.compiled.binomials import two_uniforms
print(*two_uniforms(np.uint64(1), 2, 3))
"""
NO_PLACE = {"HOME": "/dev/null/home", "XDG_CACHE_HOME": ""}


def started(root=ROOT, **environment):
    settings = {k: v for k, v in os.environ.items() if not k.startswith(("NUMBA_", "XDG_"))}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=root,
        env={**settings, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def numbers(root=ROOT, **environment):
    command = started(root, **environment)
    out, err = command.communicate(timeout=120)
    assert (command.returncode, err) == (0, "")
    return out


@pytest.fixture(scope="module")
def plain():
    return numbers(NUMBA_DISABLE_JIT="1", **NO_PLACE)


def kept(place):
    return [path for path in (place / "widecheck").rglob("*") if path.is_file()]


def test_machine_code_needs_no_place(plain):
    assert numbers(**NO_PLACE) == plain
    assert numbers(HOME="", XDG_CACHE_HOME="relative") == plain
    assert not (ROOT / "relative").exists()


@pytest.mark.parametrize("damage", [b"", b"\x80", b"no pickle\n"])
def test_damaged_machine_code_is_made_anew(tmp_path, plain, damage):
    assert numbers(XDG_CACHE_HOME=str(tmp_path)) == plain
    files = kept(tmp_path)
    assert len(files) >= 2  # of two_uniforms and two_words
    for path in files:
        path.write_bytes(damage)
    assert numbers(XDG_CACHE_HOME=str(tmp_path)) == plain
    assert sorted(kept(tmp_path)) == sorted(files)
    assert all(path.read_bytes() != damage for path in files)


def test_a_file_of_another_signature_is_not_run(tmp_path, plain):
    numbers(XDG_CACHE_HOME=str(tmp_path))
    (own,) = [path for path in kept(tmp_path) if ".two_uniforms-" in path.name]
    (other,) = [path for path in kept(tmp_path) if ".two_words-" in path.name]
    shutil.copyfile(other, own)
    assert numbers(XDG_CACHE_HOME=str(tmp_path)) == plain


def test_a_changed_callee_gives_new_numbers(tmp_path, plain):
    """Of a caller in another file, which did not change."""
    draws = tmp_path / "checkers" / "draws"
    compiled = draws / "compiled"
    shutil.copytree(ROOT / "checkers" / "draws" / "compiled", compiled)
    for folder in (draws, draws.parent):
        (folder / "__init__.py").touch()
    place = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    assert numbers(tmp_path, **place) == plain
    callee = compiled / "normals.py"
    text = callee.read_text(encoding="utf-8")
    changed = text.replace("* 1.0 + 0.5) * 2.0**-53", "* 1.0 + 0.5) * 2.0**-54")
    callee.write_text(changed, encoding="utf-8")
    new = numbers(tmp_path, **place)
    assert new == numbers(tmp_path, NUMBA_DISABLE_JIT="1", **NO_PLACE) != plain


def test_processes_that_start_at_once_agree(tmp_path, plain):
    commands = [started(XDG_CACHE_HOME=str(tmp_path)) for _ in range(3)]
    assert [command.communicate(timeout=120) for command in commands] == [(plain, "")] * 3
    assert not [path for path in kept(tmp_path) if path.suffix == ".partial"]


def test_only_machine_code_that_nothing_uses_is_removed(tmp_path):
    for name, age in (("old", 31), ("recent", 29)):
        folder = tmp_path / "widecheck" / name
        folder.mkdir(parents=True)
        then = folder.stat().st_mtime - age * 86_400
        os.utime(folder, (then, then))
    numbers(XDG_CACHE_HOME=str(tmp_path))
    left = {path.name for path in (tmp_path / "widecheck").iterdir()}
    assert "recent" in left
    assert "old" not in left
    assert len(left) == 2
