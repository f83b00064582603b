"""One file for each supremum, with its argument; the tuple that lists them."""

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


def fixed(theorem: Bound) -> FixedSupremum | None:
    """The same for a quantity that nothing random enters."""
    return next((one for one in FIXED if one.quantity is theorem.quantity), None)


def unknown(theorem: Bound) -> str:
    """The sentence that no worst case is known, and what to do."""
    return (
        f"{theorem.label} bounds a quantity for which no worst case is known; use the quantity of a"
        " statement of the catalogue, or add its supremum to checkers/worst_cases/suprema."
    )


def known(theorem: Bound) -> Supremum | None:
    """What is known of the supremum that a statement bounds, by what its quantity is."""
    return next((one for one in SUPREMA if one.quantity is theorem.quantity), None)
