"""File names for labels: short, and no two alike on any file system."""

import hashlib
import re
from functools import cache

from theorems import THEOREMS, TWINS, VARIANTS

_WORD = r"[a-z0-9][a-z0-9.]*(?:-[a-z0-9.]+)*"
_TAME = re.compile(rf"{_WORD}/{_WORD}(?::{_WORD})*")
LONGEST = 100


@cache
def _catalogue() -> dict[str, str]:
    """The labels of the catalogue by what is left of them where case does not count."""
    return {t.label.casefold(): t.label for t in (*THEOREMS, *VARIANTS, *TWINS)}


def stem(label: str) -> str:
    """The name of the files about a statement, without a suffix.

    The label with -- for / and : where it is of the catalogue, or as tame as those; else what is
    readable of it, and a hash.
    """
    own = _catalogue().get(label.casefold())
    tame = len(label) <= LONGEST and _TAME.fullmatch(label) is not None
    if own == label or (own is None and tame):
        return re.sub("[/:]", "--", label)
    readable = re.sub(r"[^a-z0-9]+", "-", label.lower())[:60].strip("-")  # without a double dash
    return f"{readable}-{hashlib.sha256(label.encode('utf-8', 'replace')).hexdigest()[:16]}"
