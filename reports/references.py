"""The bibliography as one reads it."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup, escape

REFERENCES = "references.bib"
_ACCENTS = {"'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303"}


def references() -> dict[str, Markup]:
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
