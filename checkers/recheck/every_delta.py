"""Bounds of a worst case at a width, for every delta in (0, 1) at once.

Where the bound breaks depends on l = log(1/delta) by t = t0 + t1 sqrt l, t1 > 0. It is enough that
P(S > t) <= exp(-l) for every l > 0, and S has finitely many values, or lies in finitely many cells.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from .case import Case, Point, case, point
from .findings import HOLDS, Claim, Finding
from .numbers import Unusable, ball, exact, need
from .reading import Data, fields, listed
from .tails import by, tail
from .values import large, small

MOST = 10**5  # trials of a list, and cells of a cover


@dataclass(frozen=True)
class Slope:
    """t = start + slope sqrt l."""

    start: arb
    slope: arb

    def allowed(self, value: arb) -> arb:
        """The largest exp(-l) at which t <= value: P(S >= value) may be as much."""
        root = ((value - self.start) / self.slope).nonnegative_part()
        return (-root * root).exp()


def every_delta(claim: Claim, proof: Data) -> Finding:
    """Concludes that the bound holds; reads which way, and its cells."""
    need(claim.statement.linked, "its further bounds do not follow")
    rest = {name: told for name, told in claim.setting.items() if name != "delta"}
    p = point(claim.statement, {**rest, "l": 1})
    if by(proof) not in WAYS:
        raise Unusable(f"every delta is not known by {by(proof)[:40]!r}")
    keys, way = WAYS[by(proof)]
    way(p, fields(proof, f"every delta by {by(proof)}", {"kind", "by", *keys}))
    return Finding(HOLDS)


def _zero(p: Point, _proof: Data) -> None:
    """The worst case is 0."""
    need(p.zero, "the worst case is not 0")


def _slope(p: Point) -> tuple[Case, Slope]:
    """The case at l = 0, and how its threshold moves."""
    at = case(p.with_log(0))
    slope = case(p.with_log(1)).threshold - at.threshold
    need(bool(slope > 0), "the bound does not grow with l")
    return at, Slope(at.threshold, slope)


def _list(p: Point, _proof: Data) -> None:
    """Every value of a count: N = j breaks the bound iff min(j + besides, m) > t."""
    at, line = _slope(p)
    need(at.counts and at.trials <= MOST, "the values cannot be listed")
    n, r, total = at.trials, at.radius, arb(0)
    hit, miss = (arb(1), arb(0)) if r is None else (small(r), large(r))
    for j in range(n, -1, -1):
        total += arb.bin_uiui(n, j) * hit**j * miss ** (n - j)
        reached = arb(min(j + at.besides, at.most))
        harmless = bool(reached <= line.start)
        need(harmless or bool(total <= line.allowed(reached)), f"the count {j}")


def _cover(p: Point, proof: Data) -> None:
    """Cells of S/n from where t starts up to 1: P(S > n low) is allowed at n high.

    Reads for each cell its lower end and the evidence of an upper end.
    """
    at, line = _slope(p)
    need(not at.counts, "there is no cover")
    cells = [_cell(cell) for cell in listed(proof["cells"], "a cover")]
    ends = [*(low for low, _ in cells), Fraction(1)]
    need(len(ends) <= MOST and bool(ball(ends[0]) * at.trials <= line.start), "there is no cover")
    for (low, evidence), high in zip(cells, ends[1:], strict=True):
        here = Case(at.share, at.trials, at.radius, at.trials * ball(low), at.besides, at.most)
        above = tail(evidence, True, here)
        allowed = line.allowed(at.trials * ball(high))
        need(bool(above <= allowed) and low <= high, f"the cell from {low}")


def _cell(told: object) -> tuple[Fraction, object]:
    pair = listed(told, "a cell")
    if len(pair) != 2:
        raise Unusable("a cell has a lower end and evidence")
    return exact(pair[0]), pair[1]


WAYS: Mapping[str, tuple[tuple[str, ...], Callable[[Point, Data], None]]] = {
    "zero": ((), _zero),
    "list": ((), _list),
    "cover": (("cells",), _cover),
}
