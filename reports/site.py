"""The pages of a run: static HTML that opens from a folder and needs no script and no network."""

import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from checkers.verdicts.verdict import Outcome
from reports import figures, graph, typeset
from reports.findings import findings, what_is_wrong
from reports.formulas import formula
from reports.numerals import SYMBOLS, enclosure, number
from reports.page import SCOPES, Page, pages_of
from reports.references import references
from reports.show import other_hypotheses, version_name
from theorems import THEOREMS, TWINS, VARIANTS
from theorems.language.encoded import encoded
from theorems.language.formal import formal
from theorems.language.records import Theorem, shown


def write_site(
    run: Mapping[str, Any],
    certificates: Mapping[str, Mapping[str, Any]],
    site: Path,
    statements: Iterable[Theorem] = (*THEOREMS, *VARIANTS, *TWINS),
) -> Path:
    """Write the pages of `run` under `site`, and return the address of the first one.

    run          : the object that `widecheck check --json` prints
    certificates : certificate objects by the names that the verdicts give them
    statements   : the records that the labels of the run refer to, the catalogue unless told

    Everything is rendered before anything is written; only files of its own are replaced.
    Equal input gives equal bytes. Raises OSError, before any work, where `site` cannot be written.
    """
    site.mkdir(parents=True, exist_ok=True)
    tempfile.TemporaryFile(dir=site).close()
    stored = {name: "certificates/" + _file_name(name) for name in sorted(certificates)}
    files = _rendered(run, {name: quote(path) for name, path in stored.items()}, statements)
    files["style.css"] = (Path(__file__).parent / "templates" / "style.css").read_text("utf-8")
    files["run.json"] = _json(run)
    for name, path in stored.items():
        files[path] = _json(certificates[name])
    for path, text in files.items():
        target = Path(site, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    return Path(site, "index.html")


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def _file_name(certificate: str) -> str:
    name = re.sub(r"[^\w.+-]", "--", certificate.removeprefix("certificates/")).lstrip(".")
    return name if name.endswith(".json") else f"{name}.json"


def _rendered(
    run: Mapping[str, Any], stored: Mapping[str, str], statements: Iterable[Theorem]
) -> dict[str, str]:
    """Every page's text by its path."""
    records = {record.label: record for record in statements}
    pages = pages_of(run["verdicts"], records)
    templates = _templates()
    environment = run.get("environment") or {}
    shared: dict[str, Any] = {
        "by_label": {page.label: page for page in pages},
        "records": records,
        "stored": stored,
        "environment": environment,
        "version": environment.get("version") or environment.get("widecheck") or "",
        "budget": run.get("error_budget") or {},
        "whole": run.get("whole", True),
        "kept": len(run["verdicts"]),
        "run_command": run.get("command") or "",
        "decided": Counter(bool(v.get("certificate")) for v in run["verdicts"] if _decided(v)),
    }
    forms = [form for page in pages for form in (page, *page.variants)]
    groups: dict[str, list[Page]] = {}
    for page in pages:
        groups.setdefault(page.source, []).append(page)
    about = shared | {"root": "", "pages": pages, "found": findings(pages)}
    files = {
        "index.html": templates.get_template("index.html").render(
            about,
            groups=groups,
            variants=[variant for page in pages for variant in page.variants],
            twins=[twin for form in forms for twin in form.twins],
            counts=Counter(page.outcome for page in pages),
        ),
        "findings.html": templates.get_template("findings.html").render(about),
        "claims.html": templates.get_template("claims.html").render(
            about, graph=graph.draw(pages, records), ties=graph.ties(pages, records)
        ),
    }
    template = templates.get_template("statement.html")
    for before, page, after in zip([None, *pages], pages, [*pages[1:], None], strict=False):
        around = shared | {"root": "../", "before": before, "after": after}
        files[f"statements/{page.file}"] = template.render(
            around, page=page, original=None, forms=[page, *page.variants], rows=_numbers(page)
        )
        for variant in page.variants:
            files[f"statements/{variant.file}"] = template.render(
                around, page=variant, original=page, forms=[page, variant], rows=_numbers(variant)
            )
    return files


def _decided(verdict: Mapping[str, Any]) -> bool:
    return verdict["outcome"] in (Outcome.CERTIFIED.value, Outcome.REFUTED.value)


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters |= {
        "number": number,
        "formula": formula,
        "prose": typeset.prose,
        "sentence": typeset.sentence,
        "cell": typeset.cell,
        "setting": typeset.setting,
        "shape": typeset.shape,
        "symbol": SYMBOLS.get,
        "fixed": shown,
    }
    templates.globals |= {
        "plot": figures.plot,
        "legend": figures.legend,
        "outcomes": {outcome.value: outcome.sentence for outcome in Outcome},
        "scopes": SCOPES,
        "references": references(),
        "condition": typeset.condition,
        "encoded": encoded,
        "formal": formal,
        "other_hypotheses": other_hypotheses,
        "version_name": version_name,
        "what_is_wrong": what_is_wrong,
        "SHAKEN": graph.SHAKEN,
    }
    return templates


def _numbers(page: Page) -> list[tuple[str, str, str]]:
    """The verdict in numbers: what, how much, and what that means."""
    if (verdict := page.verdict) is None:
        return []
    rows = []
    if verdict["fault"]:
        rows.append(("Contradicted", "yes", verdict["fault"]))
    if failure := verdict["failure"]:
        claimed, lower, upper = (failure[k] for k in ("claimed", "lower", "upper"))
        allowed = "The statement lets the bound break with at most this probability."
        allowed = "The statement allows no exception." if claimed == 0 else allowed
        rows.append(("Claimed failure probability", number(claimed, 6), allowed))
        found = "—" if None in (lower, upper) else enclosure(lower, upper)
        rows.append(("Failure probability found", found, _confidence(failure["confidence"])))
    quantity = verdict["quantity"] or {}
    statistic = quantity.get("statistic") or "quantity"
    candidates = (
        ("Bound", verdict["bound"], "The right-hand side at this setting."),
        (f"Typical {statistic}", quantity.get("typical"), "Of the left-hand side."),
        (f"Largest {statistic} seen", quantity.get("largest_seen"), "Among the draws."),
        ("Tightness", verdict["tightness"], "Typical value over bound; 1 would be tight."),
        ("Sharpest factor", verdict["sharpest"], page.sharpest),
        ("Vacuous", verdict["vacuous"], page.vacuous),
        ("Draws", verdict["draws"] or None, "Independent; the evidence says at which setting."),
        ("Violations", verdict["violations"] if verdict["draws"] else None, "Among the draws."),
    )
    rows += [(name, number(value), note) for name, value, note in candidates if value is not None]
    best = verdict["best"]
    if best:
        what = typeset.prose(best.get("what", ""))
        rows += [
            (f"{end} with".capitalize(), typeset.cell(best[end]), what)
            for end in ("proved", "refuted")
            if end in best
        ]
    rows.append(("Method", str(verdict["method"]) or "—", ""))
    rows.append(("Seed", "—" if verdict["seed"] is None else str(verdict["seed"]), ""))
    return rows


def _confidence(confidence: float | None) -> str:
    if confidence is None:
        return ""
    if confidence == 1:
        return "A rigorous enclosure."
    error = float(1 - Decimal(repr(float(confidence))))
    return f"A confidence interval, which misses with probability at most {number(error)}."
