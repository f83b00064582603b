"""Every width at once: exponents against quadrature, trees against an independent transform."""

import math
from dataclasses import replace
from fractions import Fraction
from functools import cache

import mpmath
import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats
from scipy.special import erf

from checkers.arithmetic.balls import ball
from checkers.arithmetic.powers import Formal
from checkers.worst_cases import first_widths as finite_widths
from checkers.worst_cases.every_setting import best_constant
from checkers.worst_cases.every_width import (
    Claim,
    Proof,
    Violation,
    _certified,
    branch_and_bound,
    concave,
    exponent,
    float_exponent,
    sharpest,
)
from checkers.worst_cases.first_widths import WIDTHS, first_widths, holds
from tests.references.high_precision import log_moment_by_mpmath
from theorems import THEOREMS, TWINS

BY_LABEL = {t.label: t for t in (*THEOREMS, *TWINS)}
fast = settings(derandomize=True, deadline=None, max_examples=60)
SUMMANDS = ("count", "shortfall", "margin")
each_summand = pytest.mark.parametrize("summand", SUMMANDS)


def claim(summand, kappa, weight, rooted=False):
    return Claim(summand, Formal.of(kappa), Formal.of(weight), rooted)


def lemma(c):
    """slides/lemma-4.2 with the coefficient c of its deviation."""
    return claim("count", 1, 1 / Fraction(c) ** 2)


def theorem_1(c):
    """notes/theorem-1 with the factor c on its bound."""
    return claim("shortfall", 2 * Fraction(c), 1 / (2 * Fraction(c) ** 2), rooted=True)


def delta_1(x_norm):
    """notes/lemma-4-delta-1 for every norm up to x_norm."""
    return claim("margin", 2, Fraction(x_norm) ** 2 / 2)


# The exponent L = log E exp(u Y), Y = share(|g| / r) where |g| < r.


@each_summand
@pytest.mark.parametrize("r", ["1e-3", "0.3", "2.5"])
@pytest.mark.parametrize("u", ["-20", "-1", "30"])
def test_exponent_and_its_slope_agree_with_mpmath(summand, r, u):
    """The slope is held against a central difference, whose relative error is near 1e-18."""
    with ctx.workprec(700), mpmath.workdps(32):
        value, slope = exponent(summand, Fraction(u), ball(Fraction(r)))
        radius, h = mpmath.mpf(r), mpmath.mpf(10) ** -10
        low, exact, high = (
            log_moment_by_mpmath(summand, mpmath.mpf(u), radius * (1 + k * h)) for k in (-1, 0, 1)
        )
        difference = (high - low) / (2 * h * radius)
        for got, expected in ((value, exact), (slope, difference)):
            error = mpmath.nstr(abs(expected) * mpmath.mpf(10) ** -15, 5)
            assert got.overlaps(arb(mpmath.nstr(expected, 30), error))  # nan encloses everything
            if summand == "count" or accurate(u, r):
                assert got.rel_accuracy_bits() > 100


@each_summand
@settings(fast, max_examples=40)
@given(st.fractions(Fraction(1, 50), 3))
def test_exponent_at_radius_0_is_the_limit(summand, u):
    """L = slope r + O(r^2)."""
    with ctx.workprec(400):
        value, slope = exponent(summand, u, arb(0))
        r = arb("1e-4")
        near, nearby = exponent(summand, u, r)
        assert value == 0
        assert abs(near / r - slope) < r * (1 + slope**2)
        assert abs(nearby - slope) < 2 * r * (1 + slope**2)


def accurate(u, r):
    """Where the enclosures are narrow: u / r neither far below 0 nor beyond Arb's erfc."""
    return -12 < float(u) / float(r) < 1e5


@each_summand
def test_floats_agree_with_balls(summand):
    u = np.array([-20.0, -1.0, 1e-3, 0.7, 5.0, 30.0, 120.0])
    for r in (1e-6, 0.01, 0.4, 1.0, 2.4):
        value, by_r, by_u, _ = float_exponent(summand, u, np.full(u.shape, r))
        for i, at in enumerate(u):
            if not accurate(at, r):
                continue
            with ctx.workprec(500):
                exact, slope = exponent(summand, Fraction(float(at)), ball(Fraction(r)))
                h = Fraction(1, 10**30)
                more, less = (
                    exponent(summand, Fraction(float(at)) + k * h, ball(Fraction(r)))[0]
                    for k in (1, -1)
                )
                rise = (more - less) / (2 * ball(h) * ball(Fraction(r)))
            assert value[i] == pytest.approx(float(exact), rel=1e-9)
            assert by_r[i] == pytest.approx(float(slope), rel=1e-9)
            assert by_u[i] == pytest.approx(float(rise), rel=1e-9)


@each_summand
@settings(fast)
@given(
    st.fractions(Fraction(1, 50), 100),
    st.floats(1e-4, 1),
    st.floats(1e-4, 1),
)
def test_exponent_is_concave_in_the_radius(summand, u, one, other):
    """Its slope falls, and its tangents pass 0 at or above 0; the margin's up to sqrt 3."""
    top = math.sqrt(3) if summand == "margin" else 6.0
    low, high = sorted((one * top, other * top))
    with ctx.workprec(400):
        slopes = []
        for r in (arb(0), ball(Fraction(low)), ball(Fraction(high))):
            value, slope = exponent(summand, u, r)
            assert not value - slope * r < 0
            slopes.append(slope)
        assert not slopes[0] < slopes[1]
        assert not slopes[1] < slopes[2]


def test_the_exponent_of_the_margin_is_not_concave_farther_out():
    with ctx.workprec(200):
        slopes = [exponent("margin", Fraction(1, 10), arb(r))[1] for r in (4, 8)]
    assert slopes[0] < slopes[1] < 0
    assert concave("margin", Formal.of(Fraction(578, 1000)))
    assert not concave("margin", Formal.of(Fraction(577, 1000)))
    assert concave("count", Formal.of(Fraction(1, 9)))


# Trees. The transform I(y; r) = sup_u (u y - L) by scipy, on a rule of its own.

STEPS = np.arange(1001) / 1000  # Simpson's rule: relative error some 1e-14 u^4
SIMPSON = np.array([1.0] + [4.0, 2.0] * 499 + [4.0, 1.0]) / 3000


def transform(summand, y, r):
    """I(y; r) in floats; for a count the relative entropy."""
    if summand == "count":
        p = float(erf(r / math.sqrt(2)))
        rest = (1 - y) * math.log((1 - y) / (1 - p)) if y < 1 else 0.0
        return y * math.log(y / p) + rest
    weights = 2 * r / math.sqrt(2 * math.pi) * np.exp(-((r * STEPS) ** 2) / 2) * SIMPSON
    share = 1 - STEPS if summand == "shortfall" else STEPS

    def minus(log_u):
        u = math.exp(log_u)
        return -(u * y - math.log1p(float(weights @ np.expm1(u * share))))

    found = optimize.minimize_scalar(minus, bounds=(-9, 5.5), method="bounded")
    return -float(found.fun)


def margin_of(c, s, y):
    """I - y^2 g at a point of the unit square, relative to the right side."""
    excess = float(c.excess(np.array(s))) * y * y
    r = s * y / float(c.kappa.value())
    return (transform(c.summand, y, r) - excess) / excess


TRUE = {
    "lemma-4.2": lemma(1),
    "lemma-4.2, best": lemma("0.6046"),
    "theorem-1": theorem_1(1),
    "theorem-1, best": theorem_1("0.2237"),
    "delta-1 up to 1": delta_1(1),
    "delta-1, best": delta_1("3.7512"),
}
FALSE = {
    "lemma-4.2, next": lemma("0.6045"),
    "lemma-4.2, half": lemma("0.5"),
    "lemma-4.2, half the mean": claim("count", Fraction(1, 2), 1),
    "theorem-1, next": theorem_1("0.2236"),
    "theorem-1, sixth": theorem_1("1/6"),
    "delta-1, next": delta_1("3.7513"),
    "delta-1 up to 10": delta_1(10),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_certified_claim_holds_at_random_points(name):
    """400 points at a fixed seed, every other one near the edges of the square."""
    c = TRUE[name]
    proof = branch_and_bound(c)
    assert isinstance(proof, Proof)
    assert proof.leaves == sum(token not in ("s", "y") for token in proof.tree.split())
    points = np.random.default_rng(5).uniform(0.002, 0.998, (400, 2))
    points[::2] = np.where(points[::2] < 0.5, points[::2] ** 3, 1 - (1 - points[::2]) ** 3)
    assert min(margin_of(c, s, y) for s, y in points) > -1e-7


@pytest.mark.parametrize("name", FALSE)
def test_a_false_claim_gives_a_violation(name):
    """... and the claim fails there, by the independent transform; closely at the fourth digit."""
    c = FALSE[name]
    found = branch_and_bound(c)
    assert isinstance(found, Violation)
    assert 0 < found.y <= 1
    s = found.r * float(c.kappa.value()) / found.y
    assert 0 < s <= 1
    assert margin_of(c, s, found.y) < 1e-7


@settings(fast, max_examples=12)
@given(
    st.sampled_from(SUMMANDS),
    st.fractions(Fraction(6, 10), 3, max_denominator=20),
    st.fractions(Fraction(1, 10), 9, max_denominator=20),
    st.booleans(),
)
def test_a_random_claim_is_proved_only_where_it_holds(summand, kappa, weight, rooted):
    c = claim(summand, kappa, weight, rooted)
    found = branch_and_bound(c)
    if isinstance(found, Violation):
        assert margin_of(c, found.r * float(kappa) / found.y, found.y) < 1e-7
    else:
        points = np.random.default_rng(7).uniform(0.01, 0.99, (100, 2))
        assert min(margin_of(c, s, y) for s, y in points) > -1e-7


def test_larger_constants_are_easier():
    """A tree for a constant proves every larger one: the claim is monotone in it."""
    for family, best in ((lemma, "0.6046"), (theorem_1, "0.2237")):
        for factor in (1, Fraction(3, 2), 4):
            assert isinstance(branch_and_bound(family(Fraction(best) * factor)), Proof)
    assert isinstance(branch_and_bound(delta_1("0.5")), Proof)


# Altered trees are no proofs.

SHARP = {name: TRUE[name] for name in TRUE if name.endswith("best")}
sharp = pytest.mark.parametrize("name", SHARP)


@cache
def tokens_of(name):
    return tuple(branch_and_bound(SHARP[name]).tree.split())


@sharp
def test_a_tree_certifies_its_claim_again_and_no_sharper_one(name):
    tokens = tokens_of(name)
    assert _certified(SHARP[name], [*tokens]) == Proof(" ".join(tokens), branch_leaves(tokens))
    with pytest.raises(ArithmeticError):
        _certified(FALSE[name.replace("best", "next")], [*tokens])


def branch_leaves(tokens):
    return sum(token not in ("s", "y") for token in tokens)


@sharp
@settings(fast, max_examples=15)
@given(data=st.data())
def test_nothing_can_be_dropped_from_a_tree(name, data):
    tokens = list(tokens_of(name))
    place = data.draw(st.integers(0, len(tokens) - 1))
    # without the token, some box has no leaf, or a leaf stands for a larger box
    with pytest.raises(ArithmeticError):
        _certified(SHARP[name], tokens[:place] + tokens[place + 1 :])
    with pytest.raises(ArithmeticError):
        _certified(SHARP[name], tokens[:place])
    with pytest.raises(ArithmeticError):
        _certified(SHARP[name], [*tokens, tokens[place]])


@sharp
@settings(fast, max_examples=20)
@given(data=st.data(), u=st.sampled_from(["0", "-1", "-0.001", "1e-9", "1e6", "-1e6"]))
def test_an_altered_leaf_is_no_proof(name, data, u):
    tokens = list(tokens_of(name))
    leaves = [i for i, token in enumerate(tokens) if token not in ("s", "y")]
    tokens[data.draw(st.sampled_from(leaves))] = u
    with pytest.raises(ArithmeticError):
        _certified(SHARP[name], tokens)


@sharp
def test_most_leaves_are_needed(name):
    """u twice or half as large serves almost no box of a sharp tree."""
    tokens = tokens_of(name)
    leaves = [i for i, token in enumerate(tokens) if token not in ("s", "y")]
    failed = 0
    for place in leaves[:: max(1, len(leaves) // 20)]:
        for factor in (2, Fraction(1, 2)):
            altered = list(tokens)
            altered[place] = str(Fraction(tokens[place]) * factor)
            try:
                _certified(SHARP[name], altered)
            except ArithmeticError:
                failed += 1
    assert failed > 20


def test_a_tree_whose_tangents_may_lie_below_is_no_proof():
    c = claim("margin", Fraction(1, 2), 1)
    assert isinstance(branch_and_bound(claim("margin", Fraction(3, 5), 1)), Proof)
    with pytest.raises(ArithmeticError, match="concave"):
        _certified(c, ["1.0"])


# Best constants.


@pytest.mark.parametrize(
    ("label", "proved", "refuted"),
    [
        ("slides/lemma-4.2", "0.6046", "0.6045"),
        ("notes/theorem-1", "0.2237", "0.2236"),
        ("notes/lemma-4-delta-1", "x_norm <= 3.7512", "x_norm >= 3.7513"),
        ("notes/lemma-4-delta-2", "x_norm >= 0.398942281", "0 < x_norm <= 0.3989"),
        ("notes/event-a1", "x_norm >= 0.797884561", "0 < x_norm <= 0.7978"),
    ],
)
def test_best_constants_are_bracketed(label, proved, refuted):
    best = best_constant(BY_LABEL[label])
    assert (best.holds[0], best.fails[0]) == (proved, refuted)
    assert best.sentence().endswith(f": proved with {proved}, refuted with {refuted}")
    kinds = "hoeffding" if "x_norm >=" in proved else "every width"
    assert (best.holds[1]["kind"], best.fails[1]["kind"]) == (kinds, "fails")


def test_printed_ends_lie_on_the_proved_side():
    """sqrt(2/pi), and half of it, rounded up."""
    for label, share in (("notes/event-a1", 1), ("notes/lemma-4-delta-2", 2)):
        best = best_constant(BY_LABEL[label])
        shown = Fraction(best.holds[0].removeprefix("x_norm >= "))
        with mpmath.workdps(40):
            edge = mpmath.sqrt(2 / mpmath.pi) / share
            assert edge <= mpmath.mpf(shown.numerator) / shown.denominator < edge + 1e-8
            exact = Fraction(best.holds[1]["pi_x_norm_squared"])
            assert mpmath.almosteq(
                mpmath.pi * edge**2, exact.numerator / mpmath.mpf(exact.denominator)
            )


def test_sharpest_brackets_to_the_step():
    good, proof, bad, at = sharpest(lemma, Fraction(1), Fraction(1, 5), Fraction(1, 100))
    assert (good, bad) == (Fraction(61, 100), Fraction(60, 100))
    assert branch_and_bound(lemma(good)) == proof
    assert branch_and_bound(lemma(bad)) == at


def test_constants_that_bracket_nothing_have_no_best_one():
    assert sharpest(lemma, Fraction(1, 2), Fraction(1, 5), Fraction(1, 100)) is None
    assert sharpest(lemma, Fraction(2), Fraction(1), Fraction(1, 100)) is None
    for label in ("slides/lemma-4.2", "notes/theorem-1"):
        original = BY_LABEL[label]
        for factor in (Fraction(1, 9), 10):
            mine = replace(
                original,
                label="mine/scaled",
                at_most=(original.at_most[0] * factor,),
            )
            assert best_constant(mine) is None


@pytest.mark.parametrize("name", [*TRUE, "lemma-4.2, next"])
def test_trees_are_the_same_every_time(name):
    """... whatever the working precision is, and it stays what it was."""
    c = (TRUE | FALSE)[name]
    found = []
    for bits in (30, 53, 700):
        with ctx.workprec(bits):
            found.append(branch_and_bound(c))
            assert ctx.prec == bits
    assert found[0] == found[1] == found[2]


# The first widths, by exact tails.


def binomial_tail(m, j, p):
    return mpmath.fsum(mpmath.binomial(m, i) * p**i * (1 - p) ** (m - i) for i in range(j, m + 1))


@settings(fast, max_examples=150)
@given(m=st.integers(1, 25), data=st.data())
def test_a_certified_cell_holds_inside(m, data):
    """P(N >= j) <= exp(-(j - m tau)^2 / m) for tau in the cell, N ~ Binomial(m, P(|g| <= tau))."""
    j, k = data.draw(st.integers(1, m)), data.draw(st.integers(0, 2))
    share = data.draw(st.fractions(0, 1, max_denominator=20))
    tau = (k + share) * Fraction(j, 3 * m)
    assert holds(m, j, k)
    with mpmath.workdps(40):
        t = mpmath.mpf(tau.numerator) / tau.denominator
        tail = binomial_tail(m, j, mpmath.erf(t / mpmath.sqrt(2)))
        assert tail <= mpmath.exp(-((j - m * t) ** 2) / m)


@settings(fast, max_examples=80)
@given(m=st.integers(1, 12), data=st.data())
def test_the_geometric_bound_is_above_the_tail(m, data):
    """C(m, j) p^j q^(m-j) / (1 - ratio) >= P(N >= j), in fractions."""
    j = data.draw(st.integers(1, m))
    p = data.draw(st.fractions(Fraction(1, 50), Fraction(9, 10), max_denominator=50))
    ratio = (m - j) * p / ((j + 1) * (1 - p))
    if ratio < 1:
        tail = sum(math.comb(m, i) * p**i * (1 - p) ** (m - i) for i in range(j, m + 1))
        assert tail <= math.comb(m, j) * p**j * (1 - p) ** (m - j) / (1 - ratio)


def test_half_the_deviation_fails_at_small_widths(monkeypatch):
    """P(N >= j) > exp(-4 (j - m tau)^2 / m) somewhere; cells of that claim are not certified."""
    failing = [
        (m, j, tau)
        for m in range(1, 9)
        for j in range(1, m + 1)
        for tau in np.arange(1, 20) * j / (20 * m)
        if stats.binom.sf(j - 1, m, erf(tau / math.sqrt(2))) > math.exp(-4 * (j - m * tau) ** 2 / m)
    ]
    assert {m for m, _, _ in failing} == set(range(1, 9))
    quadrupled = finite_widths.ball
    # the only numbers that are made balls there are tau, which `_small` keeps, and the exponent
    finite_widths._small.cache_clear()
    certified = {(m, j, k) for m in range(1, 9) for j in range(1, m + 1) for k in range(3)}
    assert all(holds(*cell) for cell in certified)
    monkeypatch.setattr(finite_widths, "ball", lambda x: quadrupled(4 * x))
    for m, j, tau in failing:
        assert not holds(m, j, int(tau * 3 * m / j))


def test_likelier_counts_fail(monkeypatch):
    """With P(|g| <= 2 tau) in place of P(|g| <= tau) the lemma is false, and no proof comes out."""
    small = finite_widths._small
    monkeypatch.setattr(finite_widths, "_small", lambda t: small(2 * t))
    assert not all(holds(m, j, k) for m in (1, 2, 50) for j in range(1, m + 1) for k in range(3))


def test_first_widths_are_of_one_statement():
    lemma_4_2 = BY_LABEL["slides/lemma-4.2"]
    [sentence] = first_widths(lemma_4_2)
    assert f"m <= {WIDTHS}" in sentence
    for theorem in (replace(lemma_4_2, label="mine/copy"), BY_LABEL["notes/theorem-1"]):
        assert first_widths(theorem) == []
