"""The statements of a run as the pages show them: record, verdict, and what surrounds them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from checkers.verdicts.verdict import LEVELS, LIFTED, Outcome
from reports.names import stem
from reports.numerals import number
from reports.proofs import KINDS, variant_kind, variant_of
from theorems.language.records import Theorem

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
    **{
        "setting": {},
        "scope": "point",
        "finding": "",
        "method": "",
        "command": "",
        "fault": "",
        "level": "",
    },
    **{"evidence": (), "coverage": {}, "figures": (), "rests_on_refuted": ()},
    **dict.fromkeys(("at", "vacuous_at")),
}


@dataclass(frozen=True)
class Page:
    """One statement as the pages show it.

    twins    : its false neighbours, each as a page that is shown on this one
    variants : its repair and its sharpening, each with a page of its own
    links    : the statements that its proof "uses", and those that it is "used by"
    """

    label: str
    record: Theorem | None
    verdict: Mapping[str, Any] | None
    twins: tuple["Page", ...] = ()
    variants: tuple["Page", ...] = ()
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
            return (f"{number(tried)} {SCOPES['points'][0]}", SCOPES["points"][1])
        return SCOPES.get(kind, (str(kind), ""))

    @property
    def source(self) -> str:
        """The key of the document that makes the claim."""
        return self.record.source.key if self.record else self.label.partition("/")[0]

    @property
    def anchor(self) -> str:
        """The label as a name for a file or for a place in a page."""
        return stem(self.label)

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

    @property
    def kind(self) -> str:
        """`repaired` or `sharpened` for a variant, else empty."""
        return variant_kind(self.label)

    @property
    def holds(self) -> bool:
        """Whether the run decided for the statement."""
        return self.outcome in (Outcome.CERTIFIED.value, Outcome.SUPPORTED.value)

    @property
    def rests_on_refuted(self) -> tuple[str, ...]:
        """The refuted statements that the printed proof rests on, nearest first."""
        return tuple(self.verdict["rests_on_refuted"]) if self.verdict else ()

    @property
    def unchecked(self) -> bool:
        """Whether the outcome is decided, and has no certificate to derive it from again."""
        decided = self.outcome in (Outcome.CERTIFIED.value, Outcome.REFUTED.value)
        return bool(self.verdict and decided and not self.verdict["certificate"])

    @property
    def level(self) -> str:
        """The level of the evidence, and what would lift it."""
        level = self.verdict["level"] if self.verdict else ""
        if not level:
            return ""
        lifted = f"; what would lift it: {LIFTED[level]}" if level in LIFTED else ""
        return f"{LEVELS[level]}{lifted}"

    @property
    def vacuous(self) -> str:
        """Where the bound says nothing: here, at the default setting, and at how many of those."""
        if self.verdict is None or self.verdict["vacuous"] is None:
            return ""
        told = (
            "Here the bound is at least the largest value that the quantity can take."
            if self.verdict["vacuous"]
            else "Here the bound excludes values that the quantity can take."
        )
        if at := self.verdict["vacuous_at"]:
            told += (
                f" At the default setting it is {'' if at['default'] else 'not '}vacuous; of"
                f" {number(at['of'])} settings tried it is at {number(at['count'])}."
            )
        return told

    @property
    def sharpest(self) -> str:
        """What the verdict's factor on the bound says; empty where there is none."""
        if self.verdict is None or self.verdict["sharpest"] is None:
            return ""
        factor = number(self.verdict["sharpest"])
        if sum(self.verdict["coverage"].values()) > 1:  # see checkers.worst_cases.sharpness
            return f"The bound times {factor} is refuted, at one of the settings tried."
        return f"The bound times {factor} is still certified, at the setting shown."

    def of_kind(self, kind: str) -> tuple["Page", ...]:
        """The variants of one kind: `repaired` or `sharpened`."""
        return tuple(variant for variant in self.variants if variant.kind == kind)


def pages_of(verdicts: Sequence[Mapping[str, Any]], records: Mapping[str, Theorem]) -> list[Page]:
    """One page for each printed statement of a run, in the catalogue's order.

    Twins and variants stand at the statement that they falsify or vary. Raises ValueError where
    the run has two verdicts for one label.
    """
    found: dict[str, dict[str, Any]] = {}
    for verdict in verdicts:
        if verdict["label"] in found:
            raise ValueError(f"The run has two verdicts for {verdict['label']}.")
        found[verdict["label"]] = {**_BLANK, **verdict}
    # a twin is shown on the page of its original, which may be a variant of a print
    hosts = dict.fromkeys(v["twin_of"] or label for label, v in found.items())
    printed = list(dict.fromkeys(variant_of(host) or host for host in hosts))
    place = {label: i for i, label in enumerate(records)}
    printed.sort(key=lambda label: place.get(label, len(place)))
    # Documents stay together, each where the first of its statements is.
    keys = [Page(label, records.get(label), None).source for label in printed]
    printed = [p for _, p in sorted(zip(map(keys.index, keys), printed, strict=True),
                                    key=lambda pair: pair[0])]  # fmt: skip

    def page(label: str, variants: tuple[Page, ...] = ()) -> Page:
        twins = (
            Page(twin, records.get(twin), verdict)
            for twin, verdict in found.items()
            if verdict["twin_of"] == label
        )
        return Page(label, records.get(label), found.get(label), tuple(twins), variants)

    def variants_of(label: str) -> tuple[Page, ...]:
        own = (host for host in hosts if variant_of(host) == label)
        order = {v: (KINDS.index(variant_kind(v)), place.get(v, len(place))) for v in own}
        return tuple(page(variant) for variant in sorted(order, key=order.__getitem__))

    pages = {label: page(label, variants_of(label)) for label in printed}
    for each in pages.values():
        uses = each.record.uses if each.record else ()
        each.links["uses"] = [pages.get(label, label) for label in uses]
        each.links["used by"] = [
            other for other in pages.values() if other.record and each.label in other.record.uses
        ]
    return list(pages.values())
