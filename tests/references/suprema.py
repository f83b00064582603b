"""For each supremum that is known, the first statement that bounds it, by label."""

from checkers.worst_cases.suprema import SUPREMA
from theorems import THEOREMS, TWINS
from theorems.language.records import Bound

BOUNDS = [t for t in (*THEOREMS, *TWINS) if isinstance(t, Bound)]
LABELS = tuple(one.statement.label for one in SUPREMA)
