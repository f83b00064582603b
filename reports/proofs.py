"""How statements hang together: which vary a print, and which rest on a refuted one."""

from collections.abc import Mapping, Sequence

from theorems.language.records import Theorem

KINDS = ("repaired", "sharpened")


def variant_kind(label: str) -> str:
    """`repaired` or `sharpened` for the label of a variant, else empty."""
    ending = label.partition(":")[2]
    return next((kind for kind in KINDS if ending.startswith(kind) and ":" not in ending), "")


def variant_of(label: str) -> str | None:
    """The printed label that a variant's label belongs to; None for every other label."""
    return label.partition(":")[0] if variant_kind(label) else None


def foundations(label: str, uses: Mapping[str, Sequence[str]]) -> list[str]:
    """Every label that the printed proof of `label` rests on, directly or not, nearest first."""
    reached = {label: None}  # in the order of arrival
    for at in (queue := [label]):
        for used in uses.get(at, ()):
            if used not in reached:
                reached[used] = None
                queue.append(used)
    return list(reached)[1:]


def rest_on_refuted(
    outcomes: Mapping[str, str], records: Mapping[str, Theorem]
) -> dict[str, list[str]]:
    """For each printed statement of a run, the refuted ones that its printed proof rests on.

    outcomes : the outcome of every verdict of the run by its label
    records  : the statements that are known, by their labels

    Twins and variants have no printed proof; a label without an outcome is not refuted.
    """
    uses = {label: record.uses for label, record in records.items()}
    return {
        label: [used for used in foundations(label, uses) if outcomes.get(used) == "refuted"]
        for label in outcomes
        if label in records and not records[label].twin_of and not variant_of(label)
    }
