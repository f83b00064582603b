"""One file for each supremum, with its argument; the tuple that lists them."""

from collections.abc import Sequence
from typing import TypeVar

from checkers.worst_cases.suprema import (
    bad_neurons,
    delta_1,
    delta_2,
    equal_preactivations,
    frobenius_gap,
    linearization_error,
    naive_gap,
    small_excess,
    small_frequency,
    small_preactivations,
    worst_initialization,
)
from checkers.worst_cases.suprema.record import FixedSupremum, Supremum
from checkers.worst_cases.suprema.subjects import subject
from theorems.language.records import Bound

SUPREMA: tuple[Supremum, ...] = (
    small_preactivations.SUPREMUM,
    equal_preactivations.SUPREMUM,
    bad_neurons.SUPREMUM,
    frobenius_gap.SUPREMUM,
    small_frequency.SUPREMUM,
    small_excess.SUPREMUM,
    delta_1.SUPREMUM,
    delta_2.SUPREMUM,
    linearization_error.SUPREMUM,
)


FIXED: tuple[FixedSupremum, ...] = (
    naive_gap.SUPREMUM,
    worst_initialization.ON_EVENT,
    worst_initialization.ANYWHERE,
)
One = TypeVar("One", Supremum, FixedSupremum)


def known(theorem: Bound) -> Supremum | None:
    """What is known of the supremum that a statement bounds, by what it is about; or None."""
    return _found(theorem, SUPREMA)


def fixed(theorem: Bound) -> FixedSupremum | None:
    """The same for a quantity that nothing random enters."""
    return _found(theorem, FIXED)


def _found(theorem: Bound, among: Sequence[One]) -> One | None:
    about = subject(theorem)
    return next((one for one in among if about == subject(one.statement)), None) if about else None


def unknown(theorem: Bound) -> str:
    """The sentence that no worst case is known, and what to do."""
    return (
        f"{theorem.label} bounds a quantity for which no worst case is known; use the quantity of a"
        " statement of the catalogue, with the same arrays in fixed, random and for_all, or add its"
        " supremum to checkers/worst_cases/suprema."
    )
