"""The pages of a run: static HTML that opens from a folder and needs no script and no network."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from checkers.verdict import Outcome
from reports import figures
from theorems import THEOREMS, TWINS
from theorems.statement import Parameter, Theorem, shown

REFERENCES = "references.bib"
SCOPES = {
    "point": ("one setting", "The outcome holds at the setting shown."),
    "points": ("settings", "The outcome holds at each setting that was tried; the worst is shown."),
    "box": ("a region", "The outcome holds for every setting of the region described."),
    "all": ("everything", "The outcome holds for every setting that the hypotheses allow."),
}
# What a verdict has where the run says nothing.
_BLANK: dict[str, Any] = {
    **dict.fromkeys(("twin_of", "failure", "quantity", "bound", "tightness", "sharpest")),
    **dict.fromkeys(("vacuous", "draws", "violations", "seed", "witness", "certificate", "best")),
    **{"setting": {}, "scope": "point", "finding": "", "method": "", "command": ""},
    **{"evidence": (), "coverage": {}, "figures": ()},
}


@dataclass(frozen=True)
class Page:
    """One statement as the pages show it: its record, its verdict, and what surrounds it."""

    label: str
    record: Theorem | None
    verdict: Mapping[str, Any] | None
    twins: tuple["Page", ...] = ()
    links: dict[str, list["Page | str"]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The record's title, or the label where there is no record."""
        return self.record.title if self.record else self.label

    @property
    def outcome(self) -> str:
        """The outcome in one word; empty where the run has no verdict."""
        return str(self.verdict["outcome"]) if self.verdict else ""

    @property
    def scope(self) -> tuple[str, str]:
        """What the outcome holds for, in short and as a sentence."""
        if self.verdict is None:
            return ("—", "")
        kind = self.verdict["scope"]
        if kind == "point" and self.outcome == Outcome.REFUTED.value:
            return (SCOPES[kind][0], "One setting is enough to refute it.")
        tried = sum(self.verdict["coverage"].values())
        if kind == "point" and tried > 1:
            return (f"{figures.number(tried)} {SCOPES['points'][0]}", SCOPES["points"][1])
        return SCOPES.get(kind, (str(kind), ""))

    @property
    def source(self) -> str:
        """The key of the document that makes the claim."""
        return self.record.source.key if self.record else self.label.partition("/")[0]

    @property
    def anchor(self) -> str:
        """The label as a name for a file or for a place in a page."""
        return re.sub(r"[^\w.+-]", "--", self.label)

    @property
    def file(self) -> str:
        """The page's own file name."""
        return self.anchor + ".html"

    @property
    def address(self) -> str:
        """Where the page is, seen from the index."""
        return "statements/" + quote(self.file)

    @property
    def twins_refuted(self) -> int:
        """How many of the false twins came out refuted, as all of them must."""
        return sum(twin.outcome == Outcome.REFUTED.value for twin in self.twins)


def write_site(
    run: Mapping[str, Any],
    certificates: Mapping[str, Mapping[str, Any]],
    site: Path,
    statements: Iterable[Theorem] = (*THEOREMS, *TWINS),
) -> Path:
    """Write the pages of `run` under `site`, and return the address of the first one.

    run          : the object that `widecheck check --json` prints
    certificates : certificate objects by the names that the verdicts give them
    statements   : the records that the labels of the run refer to

    Everything is rendered before anything is written; only files of its own are replaced.
    Equal input gives equal bytes. Raises OSError where `site` cannot be written.
    """
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
    environment = run.get("environment") or {}
    pages = _pages(run["verdicts"], {record.label: record for record in statements})
    references = _references()
    groups: dict[str, list[Page]] = {}
    for page in pages:
        groups.setdefault(page.source, []).append(page)
    templates = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters |= {
        "number": figures.number,
        "formula": figures.formula,
        "prose": prose,
        "sentence": sentence,
        "value": _value,
        "setting": _setting,
        "symbol": figures.SYMBOLS.get,
        "shape": _shape,
        "fixed": shown,
    }
    templates.globals |= {
        "plot": figures.plot,
        "legend": figures.legend,
        "outcomes": {outcome.value: outcome.sentence for outcome in Outcome},
        "scopes": SCOPES,
        "references": references,
        "stored": stored,
        "environment": environment,
        "version": environment.get("version") or environment.get("widecheck") or "",
        "budget": run.get("error_budget") or {},
        "condition": _condition,
    }
    first = templates.get_template("index.html").render(
        root="",
        pages=pages,
        groups=groups,
        counts=Counter(page.outcome for page in pages),
        refuted=[page for page in pages if page.outcome == Outcome.REFUTED.value],
        alarms=[
            (page, twin)
            for page in pages
            for twin in page.twins
            if twin.outcome != Outcome.REFUTED.value
        ],
        graph=figures.graph(
            {page.label: page.record.uses for page in pages if page.record},
            {page.label: (page.address, page.outcome) for page in pages},
        ),
    )
    files = {"index.html": first}
    template = templates.get_template("statement.html")
    for before, page, after in zip([None, *pages], pages, [*pages[1:], None], strict=False):
        files[f"statements/{page.file}"] = template.render(
            root="../", page=page, rows=_numbers(page), before=before, after=after
        )
    return files


def _pages(verdicts: Sequence[Mapping[str, Any]], records: Mapping[str, Theorem]) -> list[Page]:
    """One page for each original of the run, in the catalogue's order, twins at their original."""
    found: dict[str, dict[str, Any]] = {}
    for verdict in verdicts:
        if verdict["label"] in found:
            raise ValueError(f"The run has two verdicts for {verdict['label']}.")
        found[verdict["label"]] = {**_BLANK, **verdict}
    originals = list(dict.fromkeys(v["twin_of"] or label for label, v in found.items()))
    place = {label: i for i, label in enumerate(records)}
    originals.sort(key=lambda label: place.get(label, len(place)))
    # Documents stay together, each where the first of its statements is.
    keys = [Page(label, records.get(label), None).source for label in originals]
    originals = [o for _, o in sorted(zip(map(keys.index, keys), originals, strict=True),
                                      key=lambda pair: pair[0])]  # fmt: skip
    pages = {
        label: Page(
            label,
            records.get(label),
            found.get(label),
            tuple(
                Page(twin, records.get(twin), verdict)
                for twin, verdict in found.items()
                if verdict["twin_of"] == label
            ),
        )
        for label in originals
    }
    for page in pages.values():
        own = page.record.uses if page.record else ()
        page.links["uses"] = [pages.get(label, label) for label in own]
        page.links["used by"] = [
            other for other in pages.values() if other.record and page.label in other.record.uses
        ]
        stem = page.label.partition(":")[0]
        page.links["variants"] = [
            other
            for other in pages.values()
            if other is not page and other.label.partition(":")[0] == stem
        ]
    return list(pages.values())


# --- Numbers ---------------------------------------------------------------------------------


def _numbers(page: Page) -> list[tuple[str, str, str]]:
    """The verdict in numbers: what, how much, and what that means."""
    if (verdict := page.verdict) is None:
        return []
    number = figures.number
    rows = []
    if failure := verdict["failure"]:
        claimed, lower, upper = (failure[k] for k in ("claimed", "lower", "upper"))
        allowed = "The statement lets the bound break with at most this probability."
        allowed = "The statement allows no exception." if claimed == 0 else allowed
        rows.append(("Claimed failure probability", number(claimed, 6), allowed))
        found = "—" if None in (lower, upper) else figures.enclosure(lower, upper)
        rows.append(("Failure probability found", found, _confidence(failure["confidence"])))
    quantity = verdict["quantity"] or {}
    statistic = quantity.get("statistic") or "quantity"
    candidates = (
        ("Bound", verdict["bound"], "The right-hand side at this setting."),
        (f"Typical {statistic}", quantity.get("typical"), "Of the left-hand side."),
        (f"Largest {statistic} seen", quantity.get("largest_seen"), "Among the draws."),
        ("Tightness", verdict["tightness"], "Typical value over bound; 1 would be tight."),
        (
            "Sharpest factor",
            verdict["sharpest"],
            "The smallest factor on the bound that the evidence still supports here.",
        ),
        (
            "Vacuous",
            verdict["vacuous"],
            "The bound exceeds the largest value that the quantity can take."
            if verdict["vacuous"]
            else "The bound excludes values that the quantity can take.",
        ),
        ("Draws", verdict["draws"] or None, "Independent; the evidence says at which setting."),
        ("Violations", verdict["violations"] if verdict["draws"] else None, "Among the draws."),
    )
    rows += [(name, number(value), note) for name, value, note in candidates if value is not None]
    best = verdict["best"]
    if best:
        rows.append(("Proved with", best["proved"], best["what"]))
        rows.append(("Refuted with", best["refuted"], best["what"]))
    rows.append(("Method", str(verdict["method"]) or "—", ""))
    rows.append(("Seed", "—" if verdict["seed"] is None else str(verdict["seed"]), ""))
    return rows


def _confidence(confidence: float | None) -> str:
    if confidence is None:
        return ""
    if confidence == 1:
        return "A rigorous enclosure."
    error = float(1 - Decimal(repr(float(confidence))))
    return f"A confidence interval, which misses with probability at most {figures.number(error)}."


def _value(value: Any) -> str:
    """A value of a setting, exact where that is short."""
    return figures.number(value, 7)


def _setting(setting: Mapping[str, Any]) -> Markup:
    """The values of a setting, name by name."""
    pairs = (
        Markup("<span class=pair><code>{}</code>\u202f=\u202f{}</span>").format(k, _value(v))
        for k, v in setting.items()
    )
    return Markup(", ").join(pairs) or Markup("no parameters")


def _condition(parameter: Parameter, trial: bool = False) -> Markup:
    """A parameter's domain in symbols; `trial` for the wider one that may be visited."""
    domain = parameter.trial if trial and parameter.trial else parameter.domain
    return prose(domain.describe(parameter.name))


def _shape(value: Any) -> str:
    """How a piece of a witness is best shown: object, matrix, vector, list, text or number."""
    if isinstance(value, Mapping):
        return "object"
    if isinstance(value, str):
        return "text"
    if not isinstance(value, Sequence):
        return "number"
    if not any(isinstance(item, Mapping | Sequence) for item in value):
        return "vector"
    rows = [item for item in value if isinstance(item, Sequence) and not isinstance(item, str)]
    flat = all(not isinstance(cell, Mapping | Sequence) for row in rows for cell in row)
    even = len(rows) == len(value) and len({len(row) for row in rows}) == 1
    return "matrix" if flat and even else "list"


# --- Words -----------------------------------------------------------------------------------

_GREEK = ("alpha beta gamma delta eps eta theta kappa lambda mu nu rho sigma tau phi omega pi "
          "Theta Sigma Delta Omega Phi").split()  # fmt: skip
_LETTER = {
    name: unicodedata.lookup(
        f"GREEK {'CAPITAL' if name[0].isupper() else 'SMALL'} LETTER "
        + {"eps": "EPSILON", "lambda": "LAMDA"}.get(name, name.upper())
    )
    for name in _GREEK
}
# A Greek name, but not inside a label (slides/tau-1, lemma-4-delta-1).
_GREEK_WORD = re.compile(rf"(?<![\w-])(?<![a-z]{{2}}/)({'|'.join(_GREEK)})(?=_|(?![\w]))(?!-\d)")
_SYMBOLS = (
    ("&lt;=", "≤"),
    ("&gt;=", "≥"),
    ("!=", "≠"),
    ("||", "‖"),
    ("+/-", "±"),
    ("+-", "±"),
    (" -&gt; ", " → "),
    ("...", "…"),
)
_SCRIPT = r"\{([^{}]*)\}|\(([^()]*)\)|(-?\w+)(?!\w)"


def prose(text: str) -> Markup:
    """A sentence written in ASCII mathematics, typeset: W_0, m^(1/3), ||x|| <= 1, delta."""
    # What one types after --set stays as one types it.
    pieces = re.split(r"(--set \S+)", str(escape(text)))
    return Markup("".join(p if i % 2 else _typeset(p) for i, p in enumerate(pieces)))


def _typeset(html: str) -> str:
    for plain, symbol in _SYMBOLS:
        html = html.replace(plain, symbol)
    html = _GREEK_WORD.sub(lambda match: _LETTER[match[1]], html)
    html = re.sub(r"\bsqrt ?(?=[\w(])", "√", html)
    html = re.sub(r"(?<=\S) - (?=\S)", "\u00a0− ", html)
    html = re.sub(r"(?<![\w)\].^/-])-(?=\d)", "−", html)
    html = re.sub(r"(?<![\w.^-])\d+(?:\.\d+)?e[+-]?\d+(?![\w.]\w)", _power, html)
    html = re.sub(r"(?<=[\w)])=(?=[\w−])", "\u202f=\u202f", html)
    html = re.sub(r"(?<=[\w)\]}‖'|])\^(?:" + _SCRIPT + ")", _script("sup"), html)
    # One letter or digit, or braces: an underscore inside a name (x_norm) stays.
    subscript = r"(?<=[A-Za-zΑ-ω‖|)])_(?:\{([^{}]*)\}|()([A-Za-z0-9+])(?![A-Za-z0-9_]))"
    return re.sub(subscript, _script("sub"), html)


def sentence(text: str) -> Markup:
    """The same with a capital and a full stop, but no capital for a letter of a formula."""
    first = re.match(r"[a-z]{2,}\b(?! ?[=<>])", text)
    if first and first[0] not in _LETTER:
        text = text[0].upper() + text[1:]
    return prose(text + "." if text and (text[-1].isalnum() or text[-1] in ")]%|") else text)


def _power(match: re.Match[str]) -> str:
    digits = len(match[0].partition("e")[0].replace(".", ""))
    return figures.number(float(match[0]), digits)


def _script(tag: str) -> Callable[[re.Match[str]], str]:
    """Braces only group, and so do parentheses; but Theta^(L) is no power and keeps them."""

    def replace(match: re.Match[str]) -> str:
        script = next(group for group in match.groups() if group).replace("-", "−")
        script = f"({script})" if script.isalpha() and match[0].endswith(")") else script
        return f"<{tag}>{script}</{tag}>"

    return replace


# --- References ------------------------------------------------------------------------------

_ACCENTS = {"'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303"}


def _references() -> dict[str, Markup]:
    """Citations by key, from the file beside the package or the one at the project's root."""
    here = Path(__file__).resolve().parent
    for place in (here / REFERENCES, here.parent / REFERENCES):
        if place.is_file():
            return citations(place.read_text("utf-8"))
    return {}


def citations(bibliography: str) -> dict[str, Markup]:
    """Every entry of a BibTeX file as a line of text, by its key."""
    entries = re.split(r"^@\w+\s*\{", bibliography, flags=re.MULTILINE)[1:]
    found = {}
    for entry in entries:
        key, _, body = entry.partition(",")
        fields = {}
        for match in re.finditer(r"(\w+)\s*=\s*(?=[{\"\w])", body):
            # The name of a field stands outside of every brace.
            if body.count("{", 0, match.start()) == body.count("}", 0, match.start()):
                fields[match[1].lower()] = _plain(_braced(body[match.end() :]))
        found[key.strip()] = _citation(fields)
    return found


def _braced(text: str) -> str:
    """The value at the head of `text`: up to the matching brace, the quote or the comma."""
    if text[0] == '"':
        return text[1 : text.index('"', 1)]
    if text[0] != "{":
        return re.split(r"[,\s}]", text, maxsplit=1)[0]
    depth = 0
    for i, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return text[1:i]
    return text[1:]


def _plain(value: str) -> str:
    value = re.sub(
        r"\{?\\(['`\"^~])\{?(\w)\}?\}?",
        lambda match: unicodedata.normalize("NFC", match[2] + _ACCENTS[match[1]]),
        value,
    )
    value = re.sub(r"\\([&%$#_])", r"\1", value).replace("---", "—").replace("--", "–")
    return " ".join(re.sub(r"[{}]", "", value).replace("~", " ").split())


def _citation(fields: Mapping[str, str]) -> Markup:
    """Authors. Title. Where it appeared. Year. Address."""
    get = fields.get
    names = [name.split(", ") for name in (get("author") or "").split(" and ") if name]
    authors = [" ".join(reversed(name)) for name in names]
    listed = " and ".join(filter(None, [", ".join(authors[:-1]), *authors[-1:]]))
    where = get("journal") or get("booktitle") or ""
    if volume := get("volume"):
        where += f" {volume}" + (f"({get('number')})" if get("number") else "")
    if pages := get("pages"):
        where += f", {pages}"
    month = (get("month") or "").capitalize()
    year = " ".join(filter(None, [month, get("year")]))
    parts = [Markup("<cite>{}</cite>").format(get("title") or "Untitled")]
    parts += [escape(part) for part in (where, get("note") or "", year) if part]
    address = f"https://doi.org/{get('doi')}" if get("doi") else get("url") or ""
    if address.startswith("https://"):
        parts.append(Markup('<a href="{0}">{0}</a>').format(address))
    if listed:
        parts.insert(0, escape(listed))
    return Markup(". ").join(parts) + "."
