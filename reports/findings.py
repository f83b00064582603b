"""What a run found, in three lists: what is false, what is true, and which proofs are shaken."""

from collections.abc import Sequence
from dataclasses import dataclass

from checkers.verdicts.verdict import Outcome
from reports.page import Page


@dataclass(frozen=True)
class Findings:
    """The printed statements of a run by what was found.

    refuted  : false as printed
    theorems : certified as printed
    shaken   : not refuted, but the printed proof rests on a refuted statement
    unproved : supported by draws, or undecided
    alarms   : (statement, twin) where a twin was not refuted, or (statement, variant) where a
               variant was not found to hold
    """

    refuted: tuple[Page, ...]
    theorems: tuple[Page, ...]
    shaken: tuple[Page, ...]
    unproved: tuple[Page, ...]
    alarms: tuple[tuple[Page, Page], ...]


def findings(pages: Sequence[Page]) -> Findings:
    """The printed statements of a run, sorted; a statement may be in two lists."""

    def with_outcome(*outcomes: Outcome) -> tuple[Page, ...]:
        names = {outcome.value for outcome in outcomes}
        return tuple(page for page in pages if page.outcome in names)

    refuted = with_outcome(Outcome.REFUTED)
    return Findings(
        refuted=refuted,
        theorems=with_outcome(Outcome.CERTIFIED),
        shaken=tuple(p for p in pages if p.rests_on_refuted and p not in refuted),
        unproved=with_outcome(Outcome.SUPPORTED, Outcome.UNDECIDED),
        alarms=tuple(alarm for page in pages for alarm in _alarms(page)),
    )


def _alarms(page: Page) -> list[tuple[Page, Page]]:
    false = [(form, twin) for form in (page, *page.variants) for twin in form.twins]
    alarms = [(form, twin) for form, twin in false if twin.outcome != Outcome.REFUTED.value]
    checked = [variant for variant in page.variants if variant.verdict]
    return alarms + [(page, variant) for variant in checked if not variant.holds]


def what_is_wrong(page: Page) -> str:
    """Why a refuted statement is false: what its repair says, else the finding of its verdict."""
    told = [v.record.change for v in page.of_kind("repaired") if v.record and v.record.change]
    return told[0] if told else str(page.verdict["finding"] if page.verdict else "")
