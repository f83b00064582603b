"""Statements for every width at once: an inequality on the unit square, by branch and bound.

In normal form (checkers.worst_cases.normal_form) a statement holds for every n, r and delta if
    sup_u (u y - L(r)) >= y^2 g(s),  L(r) = log E exp(u Y),  r = s y / kappa,  0 < s, y <= 1,
and divided by y it reads u - L(r)/y - y g(s) >= 0 for some u. On a box of (s, y) one u serves:

1. L is concave in r with L(0) = 0. For 1{|g| <= r} and (1 - |g|/r)_+ the slope of E exp(u Y) is
   2 (e^u - 1) phi(r) and 2 u int_0^1 t exp(u (1 - t)) phi(r t) dt, which decrease in r; for
   (|g|/r) 1{|g| < r} it is 2 int_0^1 (exp(u t) - 1) (1 - r^2 t^2) phi(r t) dt, which decreases
   for r <= sqrt 3, so that it needs kappa >= 1/sqrt 3 (`concave`). The logarithm of a concave
   function is concave. Hence for every a >= 0
     L(r) <= L(a) + L'(a) (r - a),  and  L(a) - a L'(a) >= 0.
2. So L(r)/y + y g(s) <= (L(a) - a L'(a)) / y + L'(a) s / kappa + y g(s) =: U(s, y), and U is
   convex in s, because g is ((1 - s)^2 or (1 - sqrt s)^4), and convex in y: on a box it is
   largest at a corner. A leaf holds u, and u >= U at its four corners proves the leaf.
3. Corners of the domain. At y = 0 take a = 0, where L = 0 and L'(0) = sqrt(2/pi) h(u), with
   h = e^u - 1 for the count and (e^u - 1)/u - 1 for the other two: U is finite there.

Boxes are halved until each has its u. The tree in preorder is the certificate: "s" and "y" halve a
box across s or across y, a number is the u of a leaf. Nothing can be dropped from it.
"""

import contextlib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb, ctx
from numpy.typing import NDArray

from checkers.arithmetic.balls import ball
from checkers.arithmetic.powers import Formal
from checkers.tails.exponents import Vector, rising_root

NODES, WEIGHTS = np.polynomial.legendre.leggauss(48)
T, WEIGHTS = (NODES + 1) / 2, WEIGHTS / 2
SHARES = {"count": np.ones_like(T), "shortfall": 1 - T, "margin": T}
LIMIT = 3_000  # nodes; best constants to four digits take some 400
DEEPEST = 60
ASPECT, NARROW, LOW = 2.0, 0.01, 0.3  # when to halve across s rather than across y
SMALLEST, LARGEST = 1e-4, 245.0  # exponents that are searched
CLEAR = 1e-8  # what a leaf must win by in floats
BITS = 192


@dataclass(frozen=True)
class Claim:
    """I(y; r) >= y^2 weight (1 - s)^2, or (1 - sqrt s)^4 if rooted, s = kappa r / y in (0, 1].

    Raises ArithmeticError unless kappa and weight are positive: squares have lost the signs.
    """

    summand: str
    kappa: Formal
    weight: Formal
    rooted: bool = False

    def __post_init__(self) -> None:
        if not (self.kappa.value() > 0 and self.weight.value() > 0):
            raise ArithmeticError("no claim: kappa and weight must be positive")

    def excess(self, s: Vector) -> Vector:
        """g(s), in floats."""
        shape = (1 - np.sqrt(s)) ** 4 if self.rooted else (1 - s) ** 2
        return float(self.weight.value()) * np.asarray(shape)


@dataclass(frozen=True)
class Proof:
    """A certified tree, in preorder, and the number of its leaves."""

    tree: str
    leaves: int


@dataclass(frozen=True)
class Violation:
    """A point where no u serves, by floats: the claim is false for large widths nearby."""

    r: float
    y: float


def concave(summand: str, kappa: Formal) -> bool:
    """Whether step 1 holds for every r <= 1/kappa."""
    return summand != "margin" or bool(3 * (kappa * kappa).value() >= 1)


def branch_and_bound(claim: Claim) -> Proof | Violation:
    """A certified tree of boxes, or where the claim fails (or is too close to call).

    Milliseconds: two or three hundred leaves at the fourth digit of a best constant.
    """
    kappa = float(claim.kappa.value())
    boxes = np.array([[0.0, 1.0, 0.0, 1.0]])
    nodes: list[str] = []  # breadth first; the children of a box follow in the same order
    for _ in range(DEEPEST):
        u, won, lost = _best(claim, kappa, boxes)
        if lost.min() < -CLEAR:
            break
        split_s = _relative(boxes[:, :2], NARROW) >= ASPECT * _relative(boxes[:, 2:], LOW)
        nodes += [
            f"{x:.4g}" if ok else "s" if across else "y"
            for x, ok, across in zip(u, won > CLEAR, split_s, strict=True)
        ]
        rest, across = boxes[won <= CLEAR], split_s[won <= CLEAR]
        if not len(rest):
            with contextlib.suppress(ArithmeticError):  # balls too wide, at radii below 1e-4
                return _certified(claim, _preorder(nodes))
            break
        if len(nodes) > LIMIT:
            break
        boxes = _halves(rest, across)
    worst = boxes[np.argmin(_best(claim, kappa, boxes)[2])]
    s, y = worst[:2].mean(), worst[2:].mean()
    return Violation(r=float(s * y / kappa), y=float(y))


def _relative(sides: Vector, floor: float) -> Vector:
    return np.asarray((sides[:, 1] - sides[:, 0]) / (sides[:, 1] + floor))


def _halves(boxes: Vector, across_s: NDArray[np.bool_]) -> Vector:
    low, high = boxes.copy(), boxes.copy()
    for column, chosen in ((0, across_s), (2, ~across_s)):
        middle = boxes[chosen, column : column + 2].mean(axis=1)
        low[chosen, column + 1] = middle
        high[chosen, column] = middle
    return np.stack([low, high], axis=1).reshape(-1, 4)


def _best(claim: Claim, kappa: float, boxes: Vector) -> tuple[Vector, Vector, Vector]:
    """The u that is best at the centre of each box, to four digits; u - max U; u - U there."""
    (s1, s2), (y1, y2) = boxes[:, :2].T, boxes[:, 2:].T
    centre = (s1 + s2) / 2
    a = np.where(y1 > 0, centre * (y1 + y2) / 2 / kappa, 0.0)

    def excess(u: Vector) -> tuple[Vector, Vector]:
        """log of (dL/du)/r against log of kappa/s, where U is least; and its slope in u."""
        _, _, rate, bend = float_exponent(claim.summand, u, a)
        return np.log(rate * centre / kappa), bend / rate

    best = rising_root(excess, np.full(a.shape, SMALLEST), LARGEST)
    u = np.array([float(f"{x:.4g}") for x in best])
    value, slope, _, _ = float_exponent(claim.summand, u, a)
    lead = value - slope * a
    top = np.full(a.shape, -math.inf)
    for s in (s1, s2):
        for y in (y1, y2):
            first = np.divide(lead, y, out=np.zeros_like(y), where=y > 0)
            top = np.maximum(top, first + slope * s / kappa + y * claim.excess(s))
    middle = (y1 + y2) / 2
    here = lead / middle + slope * centre / kappa + middle * claim.excess(centre)
    return u, u - top, np.where(a > 0, u - here, math.inf)  # at a = 0, U is far from tight


def float_exponent(summand: str, u: Vector, r: Vector) -> tuple[Vector, Vector, Vector, Vector]:
    """(L, dL/dr, (dL/du)/r, (d^2L/du^2)/r) in floats, at r = 0 the limits; u of either sign."""
    share, x = SHARES[summand], r[:, None] * T
    density = 2 * np.exp(-x * x / 2) / math.sqrt(2 * math.pi) * WEIGHTS
    growth = np.expm1(u[:, None] * share)
    tilted = density * share * (growth + 1)
    mean, by_u, bend = (density * growth).sum(1), tilted.sum(1), (tilted * share).sum(1)
    moment = 1 + r * mean
    by_r = mean - r * (density * growth * x * T).sum(1)
    rate = by_u / moment
    return np.log(moment), by_r / moment, rate, bend / moment - r * rate * rate


def _preorder(nodes: list[str]) -> list[str]:
    children, following = {}, 1
    for i, node in enumerate(nodes):
        if node in "sy":
            children[i] = following
            following += 2
    order, stack = [], [0]
    while stack:
        i = stack.pop()
        order.append(nodes[i])
        if i in children:
            stack += [children[i] + 1, children[i]]
    return order


def _certified(claim: Claim, tokens: list[str]) -> Proof:
    """The tree, once every leaf is proved in balls. Raises ArithmeticError where one is not."""
    if not concave(claim.summand, claim.kappa):
        raise ArithmeticError("no proof: L is concave in r up to sqrt 3 only")
    with ctx.workprec(BITS):
        kappa, weight = claim.kappa.value(), claim.weight.value()
        leaves, left = 0, iter(tokens)
        for box, token in _leaves(left, (Fraction(0), Fraction(1)) * 2):
            leaves += 1
            s1, s2, y1, y2 = box
            u = Fraction(token)
            a = ball((s1 + s2) * (y1 + y2) / 4) / kappa if y1 else arb(0)
            value, slope = exponent(claim.summand, u, a)
            for s in (s1, s2):
                root = 1 - ball(s).sqrt()
                g = weight * (root**4 if claim.rooted else ball((1 - s) ** 2))
                for y in (y1, y2):
                    first = (value - slope * a) / ball(y) if y else arb(0)
                    if not (u > 0 and first + slope * ball(s) / kappa + ball(y) * g <= ball(u)):
                        raise ArithmeticError(f"no proof for the box {box} with u = {token}")
        if next(left, None) is not None:
            raise ArithmeticError("the tree goes on after its last box")
    return Proof(" ".join(tokens), leaves)


Box = tuple[Fraction, ...]


def _leaves(tokens: Iterator[str], box: Box) -> Iterator[tuple[Box, str]]:
    token = next(tokens, None)
    if token is None:
        raise ArithmeticError(f"the tree ends before the box {box}")
    if token not in ("s", "y"):
        yield box, token
        return
    k = 0 if token == "s" else 2
    middle = (box[k] + box[k + 1]) / 2
    yield from _leaves(tokens, (*box[: k + 1], middle, *box[k + 2 :]))
    yield from _leaves(tokens, (*box[:k], middle, *box[k + 1 :]))


def exponent(summand: str, u: Fraction, r: arb) -> tuple[arb, arb]:
    """(L, dL/dr) at r >= 0, with L = log E exp(u Y), in balls; EXACT, enclosed.

    summand : count, shortfall or margin; u : not 0; r : 0 or a positive ball
    With theta = u/r and J = int_0^r exp(-+theta g) phi(g) dg, by parts in the slopes.
    """
    at, grown = ball(u), ball(u).expm1()
    if r.is_zero():
        flat = grown if summand == "count" else grown / at - 1
        return arb(0), (2 / arb.pi()).sqrt() * flat
    density, start = (-r * r / 2).exp() / (2 * arb.pi()).sqrt(), 1 / (2 * arb.pi()).sqrt()
    theta, outside = at / r, _erfc(r)
    factor = (theta * theta / 2).exp()
    if summand == "count":
        moment, slope = 1 + (1 - outside) * grown, 2 * grown * density
    elif summand == "shortfall":
        inner = factor * (_erfc(theta) - _erfc(theta + r))  # 2 J
        moment = outside + at.exp() * inner
        slope = at / r**2 * (2 * at.exp() * start - 2 * density - theta * at.exp() * inner)
    else:
        inner = factor * (_erfc(theta - r) - _erfc(theta))
        moment = outside + inner
        slope = 2 * grown * density - at / r**2 * (
            2 * start - 2 * density * at.exp() + theta * inner
        )
    return moment.log(), slope / moment


def _erfc(t: arb) -> arb:
    return (t / arb(2).sqrt()).erfc()


def sharpest(
    claim_at: Callable[[Fraction], Claim], holds: Fraction, fails: Fraction, step: Fraction
) -> tuple[Fraction, Proof, Fraction, Violation] | None:
    """The last multiple of `step` where a claim is proved, and the next one, where it fails.

    None where `holds` has no proof or `fails` has one.

    claim_at : the claim as a function of its constant, monotone between `holds` and `fails`
    """
    proof, violation = branch_and_bound(claim_at(holds)), branch_and_bound(claim_at(fails))
    if not isinstance(proof, Proof) or not isinstance(violation, Violation):
        return None
    while abs(fails - holds) > step:
        middle = round((holds + fails) / 2 / step) * step
        found = branch_and_bound(claim_at(middle))
        if isinstance(found, Proof):
            holds, proof = middle, found
        else:
            fails, violation = middle, found
    return holds, proof, fails, violation
