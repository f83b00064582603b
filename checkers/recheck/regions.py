"""Bounds of a worst case on whole regions: every width, every norm up to or from a limit."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from .domains import ends
from .facts import Share, share
from .findings import ASIDE, HOLDS, Claim, Finding
from .formulas import Node
from .numbers import Unusable, ball, ball_of, exact, need, real
from .reading import Data, listed, words
from .statements import Statement, Width, statement
from .values import BALLS, FRACTIONS, Values, value

MOST_BOXES = 5_000


@dataclass(frozen=True)
class Box:
    """s1 <= s <= s2 and y1 <= y <= y2."""

    s1: Fraction
    s2: Fraction
    y1: Fraction
    y2: Fraction

    def halves(self, across: str) -> tuple["Box", "Box"]:
        """Both halves, the upper one first."""
        if across == "s":
            s = (self.s1 + self.s2) / 2
            return Box(s, self.s2, self.y1, self.y2), Box(self.s1, s, self.y1, self.y2)
        y = (self.y1 + self.y2) / 2
        return Box(self.s1, self.s2, y, self.y2), Box(self.s1, self.s2, self.y1, y)


def leaves(tree: str) -> Iterator[tuple[Box, str]]:
    """The boxes of a tree in preorder, each with its token: s and y halve a box across."""
    tokens, boxes = iter(tree.split()), [Box(Fraction(0), Fraction(1), Fraction(0), Fraction(1))]
    for _ in range(MOST_BOXES):
        if not boxes:
            need(next(tokens, None) is None, "the tree goes on after its last box")
            return
        box, token = boxes.pop(), next(tokens, "")
        need(token != "", "the tree ends before its boxes")
        if token in ("s", "y"):
            boxes += box.halves(token)
        else:
            yield box, token
    raise Unusable(f"the tree has more than {MOST_BOXES} boxes")


@dataclass(frozen=True)
class Square:
    """The claim on the unit square: u >= L(s y/kappa)/y + y g(s) for some u, at each (s, y)."""

    share: Share
    kappa: Fraction
    weight: Fraction
    power: int

    def settled(self, box: Box, u: arb) -> bool:
        """Whether u serves the whole box: convex in s and y, the right side is largest at a corner.

        The concave L is bounded by its tangent at the middle of the box, and where y reaches 0 by
        its tangent at 0, L'(0) s y/kappa.
        """
        middle = (box.s1 + box.s2) * (box.y1 + box.y2) / (4 * self.kappa) if box.y1 else Fraction(0)
        a = ball(middle)
        values = {"u": u, "r": a}
        e = real(value(self.share.moment, values, BALLS))
        rise = real(value(self.share.slope, values, BALLS)) / e
        least = e.log() - rise * a  # L(a) - a L'(a) >= 0
        for s, y in itertools.product((box.s1, box.s2), (box.y1, box.y2)):
            lead = least / ball(y) if box.y1 else arb(0)
            worst = lead + rise * ball(s / self.kappa) + ball(y) * self.excess(s)
            if not worst <= u:
                return False
        return bool(u > 0)

    def excess(self, s: Fraction) -> arb:
        """g(s) = weight (1 - s^(1/power))^(2 power)."""
        root = ball(s) if self.power == 1 else ball(s).root(self.power)
        return ball(self.weight) * (1 - root) ** (2 * self.power)


def _square(width: Width | None, letter: str, constant: Fraction) -> Square:
    if width is None:
        raise Unusable("the statement has no claim on the unit square")
    at = {letter: constant}
    numbers = [value(part, at, FRACTIONS) for part in (width.kappa, width.weight, width.power)]
    kappa, weight, power = map(Fraction, numbers)
    one = share(width.share)
    concave = one.decreasing is None or kappa**2 * one.decreasing >= 1
    need(kappa > 0 and concave, "the logarithm of the moment may not be concave")
    return Square(one, kappa, weight, int(power))


def every_width(claim: Claim, proof: Data) -> Finding:
    """For every m, delta and so on, by Chernoff with an exponent u for each box of the unit square.

    Reads the tree of boxes, and the constant: the factor c, or with x_norm (and c = 1) a norm up to
    which it is shown. Concludes that the bound holds for c <= 1, or for norms up to that one; else
    it is one of the two proofs of a best constant.
    """
    by_norm = "x_norm" in proof
    constant = exact(proof["x_norm"] if by_norm else proof["constant"])
    need(constant > 0, "the constant is not positive")
    need(not by_norm or exact(proof["constant"]) == 1, "the factor is not 1")
    square = _square(claim.statement.width, "x" if by_norm else "c", constant)
    for box, token in leaves(words(proof["tree"], "a tree")):
        settled = square.settled(box, ball_of(token))
        need(settled, f"box {box.s1}..{box.s2} x {box.y1}..{box.y2} with u = {token[:40]}")
    _, high = norms(claim)
    enough = (high is not None and high <= constant) if by_norm else constant <= 1
    return Finding(HOLDS if enough else ASIDE)


def norms(claim: Claim) -> tuple[Fraction, Fraction | None]:
    """The range of the norms of the claim; None where it has no upper end."""
    if "x_norm" not in claim.setting:
        return Fraction(0), None
    return ends(claim.setting["x_norm"])


def hoeffding(claim: Claim, proof: Data) -> Finding:
    """For every m, delta and so on, by Hoeffding's inequality: pi kappa^2 >= 2, 2 omega^2 >= 1.

    Neither falls as the norm grows, so the least norm of the claim decides. With
    pi_x_norm_squared it is asked at the norm x with pi x^2 = this, exactly: the end of a range of
    norms, which concludes nothing about the claim.
    """
    if "pi_x_norm_squared" in proof:
        edge = exact(proof["pi_x_norm_squared"])
        need(edge >= 0, "a square is negative")
        at: Values = {"x": Fraction(1), "pi": edge}
        _covered(claim.statement, [value(part, at, FRACTIONS) for part in _mean(claim.statement)])
        return Finding(ASIDE)
    _by_hoeffding(claim.statement, norms(claim)[0])
    return Finding(HOLDS)


def composition(claim: Claim, proof: Data) -> Finding:
    """Another statement, true at every setting, proves this one; see slides/lemma-4.1 in the text.

    Reads which: the one that the text names, shown by Hoeffding's inequality.
    """
    part = claim.statement.composition
    need(part != "" and listed(proof["of"], "the parts") == [part], "the parts")
    other = statement(part)
    need(other.linked, "its further bounds do not follow")
    _by_hoeffding(other, Fraction(0))
    return Finding(HOLDS)


def _by_hoeffding(one: Statement, norm: Fraction) -> None:
    _covered(one, [real(value(part, {"x": ball(norm)}, BALLS)) for part in _mean(one)])


def _covered(one: Statement, sides: list[arb] | list[Fraction]) -> None:
    slope, deviation = sides
    need(bool(slope >= 2) and bool(deviation >= 1), f"the mean of {one.label} is not covered")


def _mean(one: Statement) -> tuple[Node, Node]:
    if one.hoeffding is None:
        raise Unusable(f"{one.label} is not shown by Hoeffding's inequality")
    return one.hoeffding.slope, one.hoeffding.deviation
