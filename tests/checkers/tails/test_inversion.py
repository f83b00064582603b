"""Tails by inversion, held against quadrature, lattices, another inversion and simulation."""

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import acb, arb, ctx
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from checkers.arithmetic.balls import ball, enclosure
from checkers.tails import inversion
from checkers.tails.exponential import EVERYTHING, NEVER, NOTHING
from checkers.tails.frobenius_gap import FrobeniusLaw
from checkers.tails.inversion import TERMS, contour, inverted, inverted_tail, reach
from checkers.tails.sums import MARGIN, SHORTFALL
from tests.references.sums import (
    distribution,
    gil_pelaez,
    lattice,
    law_of_sum,
    moments,
    summands,
    tail_of_two,
)

fast = settings(derandomize=True, deadline=None, max_examples=60)
FALSE_ALARM = 1e-9  # of each comparison with random sums


def tail(summand, n, t, r, **more):
    """Floats below and above P(X_1 + ... + X_n > t), by inversion alone."""
    low, high = law_of_sum(summand, n, r, t, **more).inverted()
    return low.value, high.value


def at(law, u, v, period, terms):
    """The enclosure that a given contour gives, whatever it is."""
    numbers = (ball(Fraction(value)) for value in (u, v, period))
    threshold = law.threshold() / law.radius()
    return inverted_tail(law.trials, law.parts(), threshold, *numbers, terms)


# Against other ways.


@summands
@pytest.mark.parametrize("r", [1e-9, 0.01, 0.7, 4.0, 30.0])
@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.5, 0.97])
def test_the_tail_of_one_is_exact(summand, r, share):
    t = share * r
    low, high = tail(summand, 1, t, r)
    with ctx.workprec(256):
        exact = 1 - law_of_sum(summand, 1, r, t).distribution(ball(Fraction(t)))
        assert not exact < arb(low)
        assert not exact > arb(high)
    assert high == 1 or high - low <= 1e-8 * low


@summands
@pytest.mark.parametrize("r", [0.05, 0.7, 3.0])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.8, 1.0, 1.3, 1.9])
def test_the_tail_of_two_by_convolution(summand, r, share):
    exact = tail_of_two(summand, share * r, r)
    low, high = tail(summand, 2, share * r, r)
    assert low - 1e-11 <= exact <= high + 1e-11
    assert high - low < 1e-3


@summands
@pytest.mark.parametrize(
    ("n", "r", "shift"),
    [
        (3, 0.05, 2),
        (5, 0.7, -0.5),
        (5, 2.5, 2),
        (12, 1.5, 5),
        (50, 1.0, -2),
        (50, 0.1, 9),
        (90, 2, 4),
    ],
)
@pytest.mark.parametrize("thinned", [False, True])
def test_the_tail_lies_inside_a_lattice(summand, n, r, shift, thinned):
    """Deep tails included, where a lattice loses a few percent."""
    mean, deviation = moments(summand, n, r)
    t = mean * (0.5 if thinned else 1) + shift * deviation
    assert 0 < t < n * r
    below, above = lattice(summand, n, t, r, 300, 0.5 if thinned else 1.0)
    low, high = tail(summand, n, t, r, thinned=thinned)
    assert below * (1 - 1e-9) <= high
    assert low <= above * (1 + 1e-9)
    assert high - low < 0.02 * (above - below)


@summands
@pytest.mark.parametrize(
    ("n", "r", "end", "shift"), [(5, 0.7, 150, -1), (12, 1.5, 80, 2), (50, 1.0, 40, 1)]
)
def test_the_tail_by_another_inversion(summand, n, r, end, shift):
    mean, deviation = moments(summand, n, r)
    t = mean + shift * deviation
    low, high = tail(summand, n, t, r)
    assert low - 2e-5 <= gil_pelaez(summand, n, t, r, end) <= high + 2e-5


def test_the_other_ways_agree():
    """The second methods are themselves right: against the convolution of two."""
    for summand in (SHORTFALL, MARGIN):
        exact = tail_of_two(summand, 2.2, 1.7)
        assert gil_pelaez(summand, 2, 2.2, 1.7, 250) == pytest.approx(exact, abs=2e-5)
        below, above = lattice(summand, 2, 2.2, 1.7, 1000)
        assert below <= exact <= above < below * 1.02


@summands
@pytest.mark.parametrize(("n", "r"), [(3, 2.0), (20, 0.4), (200, 0.1)])
def test_the_tail_agrees_with_the_frequency_of_random_sums(summand, n, r):
    """Exact binomial limits: false alarms with probability FALSE_ALARM."""
    rng = np.random.default_rng(12)
    draws = 4_000_000 // n
    g = np.abs(rng.normal(size=(draws, n)))
    x = np.maximum(r - g, 0) if summand is SHORTFALL else np.where(g < r, g, 0)
    sums = x.sum(axis=1)
    for share in (0.1, 0.5, 0.9, 0.999):
        t = float(np.quantile(sums, share)) + 1e-6 * r
        seen = int(np.sum(sums > t))
        limits = stats.binomtest(seen, draws).proportion_ci(1 - FALSE_ALARM, "exact")
        low, high = tail(summand, n, t, r)
        assert limits.low <= high
        assert limits.high >= low


@summands
@pytest.mark.parametrize(
    ("m", "factor"), [(10**3, 1), (10**3, 3), (10**4, 1.2), (10**4, 3), (10**8, 1.2), (10**8, 1.6)]
)
def test_wide_sums_are_known_to_a_few_millionths_of_their_tail(summand, m, factor):
    """notes/theorem-1 with alpha = 1; and between the exponential bounds."""
    n, r = m // 2, m**-0.5
    law = law_of_sum(summand, n, r, 0)
    t = factor * law.typical()
    law = law_of_sum(summand, n, r, t)
    low, high = (end.value for end in law.inverted())
    assert high <= law.iid().chernoff().value
    assert low >= law.iid().tilted().value
    assert 0 < high - low < 6e-6 * low


def deep_sum(factor):
    """Of 7600 copies, against a multiple of the mean."""
    r = 24.2 / 15200**0.5
    mean = law_of_sum(SHORTFALL, 7600, r, 0).typical()
    return law_of_sum(SHORTFALL, 7600, r, factor * mean)


def counted(law):
    """Both ends by inversion, and how many values of the transform that took."""
    seen, parts = [], law.parts

    def watched():
        of = parts()
        return of._replace(part=lambda z: seen.append(z) or of.part(z))

    return inverted(law.iid(), watched), len(seen)


def test_a_precision_that_cannot_tell_is_given_up_at_once(monkeypatch):
    ends, few = counted(deep_sum(2))
    monkeypatch.setattr(inversion, "BLURRED", float("inf"))
    same, many = counted(deep_sum(2))
    assert ends == same
    assert 0 < ends[0].value < 1e-150
    terms = ends[0].evidence["terms"]
    assert few < 1.1 * terms
    assert many > 2 * terms


@pytest.mark.parametrize("enough", [0.0, 1e-300])
def test_a_tail_below_all_floats_is_not_looked_at_again(enough, monkeypatch):
    law = deep_sum(5)
    monkeypatch.setattr(law, "inverted", None)
    low, high = law.tail(enough)
    assert low is NOTHING
    assert high.value == math.ulp(0.0)
    assert high.evidence["by"] == "chernoff"
    twice = FrobeniusLaw(7600, Fraction(1), Fraction(1), lambda: ball(Fraction(60)))
    monkeypatch.setattr(twice.closest[1], "inverted", None)
    assert twice.upper() == twice.tail(enough).upper
    assert twice.upper().value == 2 * math.ulp(0.0)


def test_no_window_is_tried_twice():
    """Of seven neurons the wide ones hold all."""
    law = FrobeniusLaw(7, Fraction("7.48"), Fraction(1), lambda: ball(Fraction("1e-75")))
    assert [ends for _, *ends in law._windows()] == [[0, 7]]
    assert 0.98 < law.window().value < 1


# Soundness: whatever the contour.

shares = st.floats(0, 1, exclude_max=True)


@summands
@settings(fast, max_examples=150)
@given(
    n=st.integers(1, 7),
    r=st.floats(0.01, 5),
    share=shares,
    u=st.floats(1e-3, 40),
    more=st.floats(1e-3, 60),
    period=st.floats(0.05, 60),
    terms=st.integers(1, 60),
)
@example(n=2, r=1.0, share=0.25, u=1.0, more=1.0, period=1.5, terms=1)
@example(n=7, r=1.0, share=0.25, u=0.001, more=0.001, period=0.05, terms=1)
def test_every_contour_encloses_the_tail(summand, n, r, share, u, more, period, terms):
    t = share * n * r
    law = law_of_sum(summand, n, r, t)
    below, above = lattice(summand, n, t, r, 40)
    with ctx.workprec(128):
        low, middle, high = at(law, u, u + more, period, terms)
        assert not low > above + 1e-12
        assert not high < below - 1e-12
        assert middle.is_finite()
        best_low, _, best_high = at(law, *chosen(law))
        assert not low > best_high
        assert not high < best_low


def chosen(law):
    found = contour(law.iid(), law.parts())
    assert found is not None
    return found


@summands
@settings(fast, max_examples=30)
@given(n=st.integers(2, 9), r=st.floats(0.05, 4), share=st.floats(0.02, 0.9))
def test_what_is_dropped_counts(summand, n, r, share):
    """With too few terms, or too short a period, the finite sum alone is no enclosure."""
    law = law_of_sum(summand, n, r, share * n * r)
    with ctx.workprec(128):
        low, middle, high = at(law, *chosen(law))
        u = chosen(law).u
        crude = at(law, u, u + 1, 0.3, 40)
        assert not crude[0] > high
        assert not crude[2] < low
        assert crude[1] - crude[0] > 0.5 * abs(middle - crude[1])


@summands
@fast
@given(r=st.floats(1e-6, 9), u=st.floats(1e-3, 300), w=st.floats(0, 1e4))
def test_transforms_are_integrals(summand, r, u, w):
    """The closed form of E[exp(zY); Y > 0] against rigorous quadrature, and against its bound."""
    law = law_of_sum(summand, 1, r, 0)
    with ctx.workprec(160):
        r, z = law.radius(), acb(ball(Fraction(u)), ball(Fraction(w)))
        parts = law.parts()

        def integrand(y, _):
            g = r * (1 - y) if summand is SHORTFALL else r * y
            return (z * y - g * g / 2).exp()

        whole = acb.integral(integrand, 0, 1) * 2 * r / (2 * arb.pi()).sqrt()
        part = parts.part(z)
        assert part.overlaps(whole)
        assert part.rel_accuracy_bits() > 40
        real = parts.part(acb(z.real)).real
        assert not abs(part) * abs(z) > reach(parts.rises, parts.peak, z.real, z.real.exp(), real)
        # the same as the moment generating function on the real axis
        assert (real + parts.none).overlaps(law.moment(z.real / r))


@summands
@pytest.mark.parametrize("n", [2, 5, 60])
def test_another_law_has_another_tail(summand, n):
    """The check can fail: of the other summand, or with an atom that is off by a thousandth."""
    other = MARGIN if summand is SHORTFALL else SHORTFALL
    t = 0.8 * moments(summand, n, 1.0)[0]
    law = law_of_sum(summand, n, 1.0, t)
    low, high = tail(summand, n, t, 1.0)
    wrong = tail(other, n, t, 1.0)
    assert wrong[1] < low or wrong[0] > high

    def atom():
        parts = law.parts()
        return parts._replace(none=parts.none * arb("1.001"))

    moved = inverted(law.iid(), atom)
    assert moved[1].value < low or moved[0].value > high
    moved = inverted(replace(law.iid(), n=n + 1), law.parts)
    assert moved[0].value > high


# Laws, and the ends.


@summands
@fast
@given(n=st.integers(1, 9), share=shares, more=st.floats(0, 0.3))
def test_tails_fall_with_the_threshold_and_rise_with_the_number(summand, n, share, more):
    t = share * n
    low, high = tail(summand, n, t, 1.0)
    assert 0 <= low <= high <= 1
    if t + more < n:
        assert tail(summand, n, t + more, 1.0)[0] <= high
    assert tail(summand, n + 1, t, 1.0)[1] >= low


@summands
def test_inversion_at_the_ends(summand):
    # P(sum > 0) = 1 - P(|g| >= 1)^4, for a density besides the atom at 0
    low, high = tail(summand, 4, 0.0, 1.0)
    exact = 1 - distribution(summand, 0.0, 1.0) ** 4
    assert low <= exact <= high < low * (1 + 1e-3)
    law = law_of_sum(summand, 4, 1.0, -1e-9)
    assert law.inverted() == (NOTHING, EVERYTHING)
    assert law.tail().lower.value > 0.98  # by Chernoff's bound of the other side
    assert law_of_sum(summand, 4, 1.0, 4).tail().upper is NEVER
    below, above = lattice(summand, 4, 3.9, 1.0, 3000)
    low, high = tail(summand, 4, 3.9, 1.0)
    assert 0 < below <= high < low * 1.01
    assert low <= above
    # a threshold that may lie on either side of 0
    law = replace_threshold(law, arb(0, 1e-9))
    assert law.inverted() == (NOTHING, EVERYTHING)


def replace_threshold(law, threshold):
    changed = law_of_sum(law.summand, law.trials, 1, 0)
    changed.threshold = lambda: threshold
    changed._iid = replace(law.iid(), threshold=lambda: threshold)
    return changed


@summands
def test_too_many_summands_for_the_terms(summand):
    """A width of 10^16 has some 10^8 neurons near zero: no contour of TERMS terms, and no time."""
    law = law_of_sum(summand, 10**16, 1e-8, 0)
    law = law_of_sum(summand, 10**16, 1e-8, 1.01 * law.typical())
    assert contour(law.iid(), law.parts()) is None
    assert law.inverted() == (NOTHING, EVERYTHING)
    assert law.failure()[1] < 1e-300


@summands
@pytest.mark.parametrize("n", [2, 50, 5000])
def test_the_evidence_holds_what_was_used(summand, n):
    law = law_of_sum(summand, n, 0.1, 0)
    law = law_of_sum(summand, n, 0.1, 1.3 * law.typical())
    low, high = law.inverted()
    assert low.evidence == high.evidence
    numbers = (Fraction(low.evidence[name]) for name in ("u", "v", "period"))
    assert low.evidence["terms"] in TERMS
    with ctx.workprec(256):
        again = at(law, *numbers, low.evidence["terms"])
        assert enclosure(again[0])[1] >= low.value
        assert enclosure(again[2])[0] <= high.value
        assert enclosure(again[0])[0] == pytest.approx(low.value, rel=1e-9)
        assert enclosure(again[2])[1] == pytest.approx(high.value, rel=1e-9)
