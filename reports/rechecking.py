"""`widecheck recheck`: the trusted core over one certificate, or over all of a run folder.

The core derives each conclusion; here it is only compared with what run.json says of it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checkers.recheck import Refused, Unusable, recheck


@dataclass(frozen=True)
class Result:
    """What became of one certificate: verified, refused or unusable, and why."""

    state: str
    told: str


def results(target: Path) -> Iterator[Result]:
    """One result for each certificate of a run folder, or for one certificate file.

    Raises Unusable where the folder holds no run.
    """
    if not target.is_dir():
        yield _result(target, None)
        return
    for verdict in _verdicts(target):
        if verdict["certificate"]:
            yield _result(target / verdict["certificate"], verdict)
        elif verdict["outcome"] in ("certified", "refuted"):
            yield Result("uncertified", f"{verdict['label']}: {verdict['outcome']}")


def _verdicts(folder: Path) -> list[dict[str, Any]]:
    try:
        verdicts = json.loads((folder / "run.json").read_text(encoding="utf-8"))["verdicts"]
        return [{k: v[k] for k in ("label", "outcome", "scope", "certificate")} for v in verdicts]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unusable(
            f"{folder} is no run folder that can be read ({error}); make one with"
            " `widecheck check --run FOLDER`, or name a certificate."
        ) from None


def _result(path: Path, verdict: dict[str, Any] | None) -> Result:
    try:
        certificate = recheck(path.read_text(encoding="utf-8"), str(path))
        told = {name: certificate[name] for name in ("label", "outcome", "scope")}
        if verdict is not None:
            if verdict["label"] != told["label"]:
                raise Unusable(f"{path} is a certificate for {told['label']}, not that of the run")
            # a proof for every setting serves every region
            reach = {told["scope"], "box"} if told["scope"] == "all" else {told["scope"]}
            if verdict["outcome"] != told["outcome"] or verdict["scope"] not in reach:
                raise Refused(
                    f"{told['label']}: run.json has {verdict['outcome']}, scope"
                    f" {verdict['scope']}, where the certificate proves {told['outcome']}, scope"
                    f" {told['scope']}"
                )
    except (OSError, UnicodeDecodeError) as error:
        return Result("unusable", f"{path} cannot be read ({error}).")
    except Unusable as error:
        where = "" if str(path) in str(error) else f"{path}: "
        return Result("unusable", f"{where}{error}.")
    except Refused as error:
        return Result("refused", str(error))
    return Result("verified", f"{told['label']}: {told['outcome']}, scope {told['scope']}")
