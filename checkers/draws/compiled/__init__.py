"""Compiled loops: the only rooms that import numba.

numba's own cache looks at a function's file, not at the files that it calls into, and fails where
it cannot write or read. Here machine code is kept in a folder named by all that it depends on;
what cannot be kept or read is compiled again.
"""

import contextlib
import hashlib
import os
import pickle
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import llvmlite
import llvmlite.binding as llvm
import numba
import numpy as np
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

F = TypeVar("F", bound=Callable[..., Any])
UNUSED = 30 * 86_400  # seconds after which machine code of other sources is removed


def digest() -> str:
    """What machine code depends on: the sources of this room, versions, processor, settings."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    contents = [source.name.encode() + b"\0" + source.read_bytes() for source in sources]
    settings = sorted(f"{k}={v}" for k, v in os.environ.items() if k.startswith("NUMBA_"))
    processor = (llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten())
    versions = (sys.version, numba.__version__, llvmlite.__version__, np.__version__)
    words = "\0".join([*versions, *processor, *settings]).encode(errors="surrogateescape")
    return hashlib.sha256(b"\0".join([*contents, words])).hexdigest()[:32]


def folder() -> Path | None:
    """Where the user's machine code of these sources is kept, or None where nothing can be."""
    given = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME", "")
    try:
        base = Path(given) if os.path.isabs(given) else Path.home() / ".cache"
        found = base / "widecheck" / digest()
        new = not found.is_dir()
        found.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=found).close()  # it can be written
        os.utime(found)  # it is in use
        if new:
            _remove_unused(found.parent)
    except (OSError, RuntimeError):  # RuntimeError: a user without a home
        return None
    return found


def _remove_unused(base: Path) -> None:
    for other in base.iterdir():
        with contextlib.suppress(OSError):
            if other.stat().st_mtime < time.time() - UNUSED:
                shutil.rmtree(other)


class Kept:
    """Machine code of one function, in a file for each signature, written whole or not at all."""

    cache_path = None

    def __init__(self, function: Callable[..., Any], place: Path) -> None:
        self._stem = str(place / f"{function.__module__}.{function.__qualname__}")

    def _path(self, signature: Any) -> Path:
        return Path(f"{self._stem}-{hashlib.sha256(repr(signature).encode()).hexdigest()[:16]}")

    def load_overload(self, signature: Any, context: Any) -> Any:
        """What numba compiled for this signature, or None where it has to compile."""
        context.refresh()
        try:
            stored, code = pickle.loads(self._path(signature).read_bytes())
        except Exception:  # there is no file, or one that is damaged
            return None
        if stored != signature:
            return None
        return CompileResult._rebuild(context, *code)  # type: ignore[no-untyped-call]

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Keep what numba compiled, where there is room for it."""
        if compiled.library.has_dynamic_globals:  # addresses of this process
            return
        path = self._path(signature)
        partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
        with contextlib.suppress(OSError):
            kept = dumps((signature, compiled._reduce()))  # type: ignore[no-untyped-call]
            partial.write_bytes(kept)
            partial.replace(path)


PLACE = folder()


def njit(cache: bool = False, **options: Any) -> Callable[[F], F]:
    """Compile a function as numba does; with `cache`, keep its machine code."""

    def compiled(function: F) -> F:
        dispatcher = numba.njit(**options)(function)
        if cache and PLACE is not None and dispatcher is not function:  # NUMBA_DISABLE_JIT
            dispatcher._cache = Kept(function, PLACE)
        return dispatcher  # type: ignore[no-any-return]

    return compiled
