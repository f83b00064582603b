"""The set X of a universality statement at a setting, and the settings that one argument covers."""

from fractions import Fraction

from flint import arb

from checkers.arithmetic.balls import ball, in_balls
from checkers.spheres.density import Subset, dense, powers_of
from theorems.language.domains import Integers, Reals, UnmetHypothesis
from theorems.language.expressions import Name
from theorems.language.records import Setting, Universality

OPEN = Reals(Fraction(-1), Fraction(1), True, True)


def subset(theorem: Universality, s: Setting) -> Subset:
    """X at a setting. Raises UnmetHypothesis where it is empty, or one point of the boundary."""
    if "d" not in s:
        raise UnmetHypothesis(f"{theorem.label} needs a parameter d, the dimension.")
    n, h = s.d + theorem.added, in_balls(theorem.height, s)
    if n < 1 + theorem.slice or not (h < 1 and (h > -1 or (h == -1 and not theorem.slice))):
        raise UnmetHypothesis(
            f"{theorem.label} needs a height in [-1, 1) and n >= 1 (a slice: a height in (-1, 1)"
            f" and n >= 2); got height {h.str(6, radius=False)} and n = {n}."
        )
    side = 1 if h > 0 else -1 if h < 0 else 0
    if side == 0 and not h.is_zero():
        raise UnmetHypothesis(f"{theorem.label}: the sign of the height {h.str(6)} is not known.")
    return Subset(n, h, side, theorem.slice)


def settles_all(theorem: Universality, s: Setting, holds: bool) -> bool:
    """Whether `dense` says the same for every setting of the statement's domain, s one of them.

    Of n only 1, 2 or more matters, of the height only its sign, as long as n > 1. A height is told
    for all settings if its formula uses none of the parameters, or is one of them.
    """
    powers, heights = powers_of(theorem.kernel), _heights(theorem)
    ds = [p.domain for p in theorem.parameters if p.name == "d"]
    d = [domain.least for domain in ds if isinstance(domain, Integers)]
    if powers is None or not heights or not d:
        return False
    if not all(s[p.name] in p.domain for p in theorem.parameters):  # `--set` may visit more
        return False
    smallest = d[0] + theorem.added
    if subset(theorem, s).side not in [1 if h > 0 else -1 if h < 0 else 0 for h in heights]:
        return False
    subsets = [
        Subset(n, h, 1 if h > 0 else -1 if h < 0 else 0, theorem.slice)
        for n in range(smallest, max(smallest, 3) + 1)
        for h in heights
    ]
    return all(dense(powers, X) is holds for X in subsets)


def _heights(theorem: Universality) -> list[arb]:
    """One height for each sign that the domain may allow; none where that is not known."""
    if not theorem.height.names:
        return [in_balls(theorem.height, {})]
    domain = next((p.domain for p in theorem.parameters if theorem.height == Name(p.name)), None)
    if not isinstance(domain, Reals) or not domain.within(OPEN):
        return []
    low, high, half = domain.low or Fraction(0), domain.high or Fraction(0), Fraction(1, 2)
    allowed = {-half: low < 0, Fraction(0): Fraction(0) in domain, half: high > 0}
    return [ball(h) for h, some in allowed.items() if some]
