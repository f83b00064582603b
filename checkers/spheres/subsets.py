"""The set X of a universality statement at a setting, and the settings that one argument covers."""

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from flint import arb

from checkers.arithmetic.balls import BALLS, ball
from checkers.spheres.density import Subset, dense, powers_of
from theorems.domains import Integers, Reals, UnmetHypothesis
from theorems.statement import Setting, Universality

OPEN = Reals(Fraction(-1), Fraction(1), True, True)


def subset(theorem: Universality, s: Setting) -> Subset:
    """X at a setting. Raises UnmetHypothesis where it is empty, or one point of the boundary."""
    if "d" not in s:
        raise UnmetHypothesis(f"{theorem.label} needs a parameter d, the dimension.")
    try:
        n, h = s.d + theorem.added, ball(theorem.height(s, BALLS))
    except TypeError as error:  # a float, or a ball and a fraction
        raise UnmetHypothesis(f"{theorem.label} needs an exact height; {error}.") from None
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


class _Marker:
    """A value that a formula can only give back."""


def _heights(theorem: Universality) -> list[arb]:
    """One height for each sign that the domain may allow; none where that is not known."""
    nothing: Any = object()  # a setting of which the formula can ask nothing
    try:
        return [ball(theorem.height(nothing, BALLS))]
    except (AttributeError, KeyError, TypeError):
        pass
    for p in theorem.parameters:
        marker, domain = _Marker(), p.domain
        only: Any = SimpleNamespace(**{p.name: marker})
        try:
            is_parameter = theorem.height(only, BALLS) is marker
        except (AttributeError, KeyError, TypeError):
            continue
        if is_parameter and isinstance(domain, Reals) and domain.within(OPEN):
            low, high, half = domain.low or Fraction(0), domain.high or Fraction(0), Fraction(1, 2)
            allowed = {-half: low < 0, Fraction(0): Fraction(0) in domain, half: high > 0}
            return [ball(h) for h, some in allowed.items() if some]
    return []
