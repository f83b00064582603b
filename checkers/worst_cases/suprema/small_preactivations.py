"""How many of m independent neurons start near zero: a binomial count.

||x|| factors out of |w_i.x| <= tau ||x||, so that only g_i = w_i.x / ||x||, i.i.d. N(0, 1), remain;
there is no weight to choose.
"""

from flint import arb

from checkers.arithmetic.balls import ball
from checkers.tails.counts import CountLaw
from checkers.worst_cases.suprema.record import COUNTED, TAU, M, Shape, Supremum
from theorems.gaussian_counts import LEMMA_4_2
from theorems.language.text import parsed

SUPREMUM = Supremum(
    statement=LEMMA_4_2,
    needs=COUNTED,
    law=lambda s, bound: CountLaw(
        trials=s.m, small=lambda: ball(s.tau), threshold=bound, unit=lambda: arb(1)
    ),
    per=parsed("1"),
    drawn=lambda s: ("small-count", {"m": s.m, "tau": float(s.tau)}, 1.0),
    shape=Shape("count", TAU, M, M),
)
