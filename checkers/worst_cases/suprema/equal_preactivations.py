"""The same count where all rows are equal: 0 or m."""

from flint import arb

from checkers.arithmetic.balls import ball
from checkers.tails.counts import CountLaw
from checkers.worst_cases.suprema.record import COUNTED, Supremum
from theorems.gaussian_counts.lemma_4_2 import DEPENDENT
from theorems.language.text import parsed

SUPREMUM = Supremum(
    statement=DEPENDENT,
    needs=COUNTED,
    law=lambda s, bound: CountLaw(
        trials=1,
        small=lambda: ball(s.tau),
        threshold=lambda: bound() / s.m,
        unit=lambda: arb(s.m),
    ),
    per=parsed("m"),
    drawn=lambda s: ("small-count", {"m": 1, "tau": float(s.tau)}, float(s.m)),
)
