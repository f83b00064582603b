"""The command line by its own name: `widecheck`, or `python -m widecheck`."""

import importlib.util
import sys
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run the command line, with the packages that stand beside this file."""
    for name in ("theorems", "checkers", "reports"):
        found = importlib.util.find_spec(name)
        if found is None or found.origin is None or HERE not in Path(found.origin).parents:
            sys.path.insert(0, str(HERE))  # a user's own folder of that name comes first: not ours
            importlib.invalidate_caches()
            break
    try:
        from reports.cli import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    except BaseException:  # also what a module of the installation's place raises to end us
        traceback.print_exc()
        sys.exit(70)  # a fault of the installation, and no refuted statement (1)
    run()


if __name__ == "__main__":
    main()
