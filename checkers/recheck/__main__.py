"""`python -m recheck FILE_OR_FOLDER ...`: certificates alone, without anything else of widecheck.

Of a folder every file *.json is read, or those in its folder `certificates` where it has one. Exit
code 0 where every certificate is verified, 1 where one is refused, 2 where one cannot be used.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from .conclusions import recheck
from .numbers import Refused, Unusable
from .reading import LARGEST


def files(place: Path) -> Iterator[Path]:
    """The certificates of a folder, or the file itself."""
    if not place.is_dir():
        yield place
        return
    inner = place / "certificates"
    found = sorted((inner if inner.is_dir() else place).glob("*.json"))
    if not found:
        raise Unusable(f"{place} holds no certificates")
    yield from found


def text_of(path: Path) -> str:
    """The text of a file; raises Unusable where there is none, or too much of it."""
    try:
        if path.stat().st_size > LARGEST:
            raise Unusable(f"it has more than {LARGEST} bytes")
        return path.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        raise Unusable(f"it cannot be read ({type(error).__name__})") from None


def told(path: Path) -> tuple[int, str]:
    """The exit code for one certificate, and its line."""
    try:
        found = recheck(text_of(path), str(path))
    except Refused as error:
        return 1, f"refused   {path}: {error}"
    except Unusable as error:
        return 2, f"unusable  {path}: {error}"
    return 0, f"verified  {found['label']}: {found['outcome']}, scope {found['scope']}"


def main(places: list[str]) -> int:
    """Recheck all certificates of these places; the largest of their exit codes."""
    if not places:
        print("name a certificate, or a folder of them", file=sys.stderr)
        return 2
    worst = 0
    for place in places:
        try:
            every = [*files(Path(place))]
        except Unusable as error:
            print(error, file=sys.stderr)
            return 2
        for path in every:
            code, line = told(path)
            print(line, file=sys.stderr if code == 2 else sys.stdout)
            worst = max(worst, code)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
