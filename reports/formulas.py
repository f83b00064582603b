"""Formulas in LaTeX as MathML: no script, no font of their own."""

import re
import unicodedata
from xml.etree import ElementTree as ET

from latex2mathml.converter import convert
from markupsafe import Markup

_ALPHABETS = {
    "bold": "BOLD",
    "italic": "ITALIC",
    "bold-italic": "BOLD ITALIC",
    "double-struck": "DOUBLE-STRUCK",
    "script": "SCRIPT",
    "fraktur": "FRAKTUR",
}
_LIMITS = {"max", "min", "sup", "inf", "lim", "Pr", "argmax", "argmin"}
_UPRIGHT = set("ΓΔΘΛΞΠΣΥΦΨΩ")  # Greek capitals, as TeX has them
_LETTERLIKE = set("∞∂∇∅∀∃′″‴…⋯⊤⊥°!%")
_RELATIONS, _LONG_FORMULA = set("=≤≥<>≈≡⪯⪰"), 85  # long in elements
_OPENING, _CLOSING = set("([{⟨⌊⌈"), set(")]}⟩⌋⌉")
# What the converter passes over in silence, by what it knows.
_REWRITTEN = (
    (r"\\[lr]vert\b", "|"),
    (r"\\[lr]Vert\b", r"\\|"),
    (r"\{(aligned|split)\}", "{align*}"),
    (r"\\!", ""),
)


def formula(latex: str, block: bool = True, narrow: bool = False) -> Markup:
    """LaTeX as MathML, tuned for browsers; the LaTeX itself where it cannot be converted.

    block  : set apart, as a display is
    narrow : for a column; what is long is broken before each of its relations
    """
    plain = latex
    for pattern, replacement in _REWRITTEN:
        plain = re.sub(pattern, replacement, plain)
    try:
        root = ET.fromstring(convert(plain, display="block" if block else "inline"))
    except Exception:
        # The converter raises a class per mistake, and ParseError stands for all it lets pass.
        return Markup('<code class="latex">{}</code>').format(latex)
    without_namespace(root)
    _tune(root, limits=block)
    if block:
        _break_chain(root, narrow)
    text = ET.tostring(root, encoding="unicode")
    if "\\" in text:
        return Markup('<code class="latex">{}</code>').format(latex)
    return Markup(text)  # Well-formed, and escaped by the serializer.


def without_namespace(root: ET.Element) -> None:
    """Tags and attributes by their local names, as HTML has them."""
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        for key in [k for k in element.attrib if k.startswith("{")]:
            element.set(key.rpartition("}")[2], element.attrib.pop(key))


def _tune(parent: ET.Element, limits: bool) -> None:
    """Give each token the role and the room that TeX would give it."""
    for child in parent:
        inside = limits and parent.tag not in {"mfrac", "msub", "msup", "msubsup", "msqrt"}
        _tune(child, inside)
        _tune_token(child)
        base = child[0] if len(child) else None
        if inside and base is not None and base.text in _LIMITS:
            child.tag = {"msub": "munder", "msubsup": "munderover"}.get(child.tag, child.tag)
    if parent.tag in {"math", "mrow", "mstyle", "mtd"}:
        _space(parent)


def _tune_token(token: ET.Element) -> None:
    text = (token.text or "").strip()
    style = _ALPHABETS.get(token.get("mathvariant", ""))
    if style and len(text) == 1:
        # Browsers know no mathvariant but "normal"; the letters themselves exist.
        letter = unicodedata.name(text, "").replace("LATIN ", "").replace("GREEK ", "")
        letter = letter.replace("LETTER ", "")
        try:
            token.text = unicodedata.lookup(f"MATHEMATICAL {style} {letter}")
            del token.attrib["mathvariant"]
        except KeyError:
            pass
    elif token.tag == "mi" and not style and text in _UPRIGHT:
        token.set("mathvariant", "normal")
    if token.tag == "mi" and text == "~":
        token.tag, token.text = "mo", "∼"
    elif token.tag == "mi" and len(text) == 1 and text not in _LETTERLIKE:
        if unicodedata.category(text) in {"Sm", "Po", "Ps", "Pe"}:
            token.tag = "mo"
    elif token.tag == "mo" and text.isalpha() and len(text) > 1:
        token.tag = "mi"
        token.attrib.clear()
    if token.tag == "mo" and text in {"|", "‖", "/"} and "form" not in token.attrib:
        token.set("lspace", "0")
        token.set("rspace", "0")


def _space(row: ET.Element) -> None:
    """Thin spaces around function names; a sign after an opening or a relation is a prefix."""
    tokens = list(row)
    for i, token in enumerate(tokens):
        before = tokens[i - 1] if i else None
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        if token.tag == "mo" and token.text in {"−", "+", "-"} and before is not None:
            binary = before.tag != "mo" or before.text in _CLOSING | _LETTERLIKE | {"|", "‖"}
            if not binary:
                token.set("form", "prefix")
        if not _names_a_function(token):
            continue
        if before is not None and (before.tag != "mo" or before.text in _CLOSING):
            row.insert(list(row).index(token), _thin_space())
        if after is not None and (after.tag not in {"mo", "mrow"} and not _opens(after)):
            row.insert(list(row).index(token) + 1, _thin_space())


def _break_chain(root: ET.Element, narrow: bool) -> None:
    """A long chain of relations on lines of its own, below its first left-hand side."""
    row = list(root[0]) if len(root) == 1 and root[0].tag == "mrow" else []
    relations = [i for i, token in enumerate(row) if token.tag == "mo" and token.text in _RELATIONS]
    fewest, shortest = (1, _LONG_FORMULA // 3) if narrow else (2, _LONG_FORMULA)
    if len(relations) < fewest or relations[0] == 0 or sum(1 for _ in root.iter()) < shortest:
        return
    table = ET.Element("mtable", {"class": "chain", "displaystyle": "true"})
    if narrow:
        _line(table, row[: relations[0]])
    for i, start in enumerate(relations):
        # The empty left-hand side keeps the relation one between two things.
        right = [ET.Element("mrow"), *row[start : (*relations, len(row))[i + 1]]]
        if narrow:
            _line(table, [ET.Element("mspace", {"width": "1.2em"}), *right])
        else:
            _line(table, row[:start] if i == 0 else [], right)
    root.remove(root[0])
    root.append(table)


def _line(table: ET.Element, *cells: list[ET.Element]) -> None:
    line = ET.SubElement(table, "mtr")
    for cell in cells:
        ET.SubElement(ET.SubElement(line, "mtd"), "mrow").extend(cell)


def _names_a_function(element: ET.Element) -> bool:
    if element.tag.startswith(("msu", "munder")) and len(element):
        element = element[0]
    return element.tag == "mi" and len(element.text or "") > 1 and (element.text or "").isalpha()


def _opens(element: ET.Element) -> bool:
    while len(element):
        element = element[0]
    return (element.text or "") in _OPENING


def _thin_space() -> ET.Element:
    return ET.Element("mspace", {"width": "0.167em"})
