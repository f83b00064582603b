"""Words typeset: a sentence written in ASCII mathematics, a value, a setting, a domain."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from reports.numerals import number
from theorems.language.records import Parameter

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
_GREEK_WORD = re.compile(
    rf"(?:(?<![\w-])|(?<=[ (,=^]-))(?<![a-z]{{2}}/)({'|'.join(_GREEK)})(?=_|(?![\w]))(?!-\d)"
)
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
    html = re.sub(r"(?<![\w)\].^/-])-(?=\d|[Α-ω√‖]|[A-Za-z](?![A-Za-z-]))", "−", html)
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
    ends = text.endswith((".)", "?)")) or not text or not (text[-1].isalnum() or text[-1] in ")]%|")
    return prose(text if ends else text + ".")


def _power(match: re.Match[str]) -> str:
    digits = len(match[0].partition("e")[0].replace(".", ""))
    return number(float(match[0]), digits)


def _script(tag: str) -> Callable[[re.Match[str]], str]:
    """Braces only group, and so do parentheses; but in Theta^(L) and w^(0) they stay."""

    def replace(match: re.Match[str]) -> str:
        script = next(group for group in match.groups() if group).replace("-", "−")
        script = f"({script})" if script.isalnum() and match[0].endswith(")") else script
        return f"<{tag}>{script}</{tag}>"

    return replace


# --- Values and data -------------------------------------------------------------------------

_CELL = 48  # characters up to which a text is one number among others: -1/3, 1/2 + sqrt(2)


def cell(value: Any) -> str:
    """A value of a setting or of a witness, exact where that is short."""
    return prose(value) if isinstance(value, str) else number(value, 7)


def setting(values: Mapping[str, Any]) -> Markup:
    """The values of a setting, name by name."""
    pairs = (
        Markup("<span class=pair><code>{}</code>\u202f=\u202f{}</span>").format(k, cell(v))
        for k, v in values.items()
    )
    return Markup(", ").join(pairs) or Markup("no parameters")


def condition(parameter: Parameter, trial: bool = False) -> Markup:
    """A parameter's domain in symbols; `trial` for the wider one that may be visited."""
    domain = parameter.trial if trial and parameter.trial else parameter.domain
    return prose(domain.describe(parameter.name))


def shape(value: Any) -> str:
    """How a piece of a witness is best shown: object, matrix, vector, list, text or number."""
    if isinstance(value, Mapping):
        return "object"
    if isinstance(value, str):
        return "text"
    if not isinstance(value, Sequence):
        return "number"
    if all(_is_cell(item) for item in value):
        return "vector"
    rows = [item for item in value if isinstance(item, Sequence) and not isinstance(item, str)]
    flat = all(_is_cell(entry) for row in rows for entry in row)
    even = len(rows) == len(value) and len({len(row) for row in rows}) == 1 and len(rows[0]) > 0
    return "matrix" if flat and even else "list"


def _is_cell(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= _CELL
    return not isinstance(value, Mapping | Sequence)
