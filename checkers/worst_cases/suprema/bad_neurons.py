"""How many neurons may change their sign: those near zero, and those that W can move by tau.

min(m, #{|g_i| <= tau} + floor(B^2 / tau^2)): the worst W spends B on rows outside S_1, which move
by exactly tau each. At tau^3 = 2 B^2 / m that is floor((m^2 B^2 / 4)^(1/3)) rows.
"""

import math
from fractions import Fraction

from flint import arb, fmpz

from checkers.arithmetic.balls import in_balls
from checkers.tails.counts import CountLaw
from checkers.worst_cases.suprema.record import Supremum
from theorems.language.domains import POSITIVE, Integers
from theorems.language.records import Setting
from theorems.language.text import parsed
from theorems.relu_linearization import SIGN_CHANGES, best_threshold


def movable(s: Setting) -> int:
    """floor(B^2 / tau^2), exactly."""
    return int(fmpz(math.floor(Fraction(s.m**2) * s.B**2 / 4)).root(3))


SUPREMUM = Supremum(
    statement=SIGN_CHANGES,
    needs={"m": Integers(1), "B": POSITIVE},
    law=lambda s, bound: CountLaw(
        trials=s.m,
        small=lambda: in_balls(best_threshold, s),
        threshold=bound,
        unit=lambda: arb(1),
        offset=movable(s),
        cap=s.m,
    ),
    per=parsed("1"),
    drawn=lambda s: (
        "bad-neurons",
        {
            "m": s.m,
            "tau": (2 * float(s.B) ** 2 / s.m) ** (1 / 3),
            "movable": min(movable(s), s.m),
        },
        1.0,
    ),
)
