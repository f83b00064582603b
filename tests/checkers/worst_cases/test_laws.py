"""The laws of the worst cases, held against draws, definitions, fractions and mpmath.

Every comparison with random numbers is a pair of exact binomial limits, at a fixed seed, that
would be wrong with probability FALSE_ALARM.
"""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.arithmetic.balls import Remembered, ball, enclosure
from checkers.draws.compiled import worst_cases
from checkers.tails.counts import CountLaw
from checkers.tails.frobenius_gap import FrobeniusLaw
from checkers.tails.sums import FLAT, MARGIN, SHORTFALL, SumLaw
from checkers.verdicts.binomial_limits import clopper_pearson
from checkers.verdicts.coverage import grid, thinned
from checkers.verdicts.options import Options
from checkers.worst_cases import figures, sharpness
from checkers.worst_cases.by_draws import breaking, drawn_values
from checkers.worst_cases.laws import law_of
from checkers.worst_cases.probabilistic import Laws, decide
from checkers.worst_cases.suprema.bad_neurons import movable
from tests.references.sums import law_of_sum, summands
from tests.references.suprema import LABELS
from theorems import THEOREMS, TWINS, networks
from theorems.language.calling import called
from theorems.language.floats import FLOATS
from theorems.language.records import Bound, Setting
from theorems.relu_linearization import best_threshold

FALSE_ALARM = 1e-9
fast = settings(derandomize=True, deadline=None, max_examples=60)
BY_LABEL = {t.label: t for t in (*THEOREMS, *TWINS)}
RANDOM = [t for t in BY_LABEL.values() if isinstance(t, Bound) and t.except_with is not None]
every_law = pytest.mark.parametrize("label", LABELS)

# Few neurons, and worst cases that often come near the printed bound.
TINY = {
    "slides/lemma-4.2": {"m": "12", "tau": "0.4", "delta": "0.9"},
    "slides/lemma-4.2:twin-dependent": {"m": "12", "tau": "0.4", "delta": "0.9"},
    "slides/sign-changes": {"m": "30", "B": "0.3", "delta": "0.99"},
    "slides/lemma-4.1": {"m": "8", "B": "0.5", "x_norm": "0.5", "delta": "0.999"},
    "notes/hoeffding": {"m": "8", "alpha": "1.3", "delta": "0.9"},
    "notes/event-a1": {"m": "8", "alpha": "1.3", "x_norm": "0.5", "delta": "0.9"},
    "notes/lemma-4-delta-1": {"m": "8", "alpha": "1.3", "x_norm": "0.5", "delta": "0.9"},
    "notes/lemma-4-delta-2": {"m": "8", "alpha": "1.3", "x_norm": "0.5", "delta": "0.9"},
    "notes/theorem-1": {"m": "8", "alpha": "1.3", "x_norm": "0.5", "delta": "0.9"},
}


DOMINATED = "slides/lemma-4.1"  # whose law gives bounds on both sides, and not the probability


def test_every_law_is_tried():
    assert set(TINY) == set(LABELS)


def setting(label, **more):
    return BY_LABEL[label].setting({**TINY[label], **more})


def levels(values):
    """Exact numbers between the values that occur, low, middle and high."""
    distinct = np.unique(np.round(values, 9))
    middles = (distinct[1:] + distinct[:-1]) / 2
    places = [int(share * (middles.size - 1)) for share in (0.1, 0.5, 0.9, 1.0)]
    return [Fraction(f"{middles[k]:.12g}") for k in sorted(set(places))]


def assert_agrees(label, s, values, level):
    """The law encloses P(worst case > level), as far as the values can tell."""
    low, high = law_of(BY_LABEL[label], s, lambda: ball(level)).failure()
    seen = int(np.sum(values > float(level)))
    below, above = clopper_pearson(seen, len(values), FALSE_ALARM)
    assert 0 <= low <= high <= 1
    assert below <= high, (label, s, level)
    assert above >= low, (label, s, level)
    return low, high


# Against the compiled draws.


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("way", ["projected", "dense"])
def test_law_agrees_with_draws(label, way):
    s = setting(label)
    values = drawn_values(BY_LABEL[label], s, 20_000, Options(seed=3, way=way, workers=1))
    for level in levels(values):
        assert_agrees(label, s, values, level)


WIDER = [
    ("slides/lemma-4.2", {"m": "1000", "tau": "0.02", "delta": "0.999"}),
    ("slides/sign-changes", {"m": "500", "B": "1.5"}),
    ("slides/lemma-4.1", {"m": "300", "B": "2"}),
    ("slides/lemma-4.1", {"m": "300", "B": "0.01"}),
    ("notes/hoeffding", {"m": "400", "alpha": "12"}),
    ("notes/event-a1", {"m": "400", "alpha": "5", "x_norm": "0.3"}),
    ("notes/event-a1", {"m": "10", "alpha": "0.01", "x_norm": "0"}),
    ("notes/lemma-4-delta-1", {"m": "600", "alpha": "20", "x_norm": "2"}),
    ("notes/lemma-4-delta-2", {"m": "600", "alpha": "0.2", "x_norm": "2"}),
    ("notes/theorem-1", {"m": "600", "alpha": "0.3", "x_norm": "3"}),
    ("notes/theorem-1", {"m": "10", "alpha": "12", "x_norm": "1"}),
]


@pytest.mark.parametrize(("label", "values"), WIDER, ids=lambda v: v if isinstance(v, str) else "")
def test_law_agrees_with_draws_of_wider_networks(label, values):
    s = BY_LABEL[label].setting(values)
    drawn = drawn_values(BY_LABEL[label], s, 10_000, Options(seed=5, workers=1))
    for level in levels(drawn) if np.ptp(drawn) else [Fraction(drawn[0]) + 1]:
        assert_agrees(label, s, drawn, level)


# Against the definitions, on explicit weights drawn by numpy.


def worst_of(label, s, rng, d=2):
    """One initialization, its worst W by the shifts, and the value that the definition gives.

    The definition itself says that W lies in the ball, and that the value is the supremum.
    """
    x = rng.normal(size=d)
    u = x / np.linalg.norm(x)
    x = u * s.get("x_norm", 1.0)
    symmetric = label.startswith("notes/")
    rows = s.m // 2 if symmetric else s.m
    W0, a = rng.normal(size=(rows, d)), rng.choice([-1.0, 1.0], rows)
    if symmetric:
        W0, a = networks.symmetric_initialization(W0, a)
    if label.endswith("dependent"):
        W0 = np.repeat(W0[:1], s.m, axis=0)
    g = W0 @ u
    quantity = BY_LABEL[label].quantity
    match label:
        case (
            "slides/lemma-4.2"
            | "slides/lemma-4.2:twin-dependent"
            | "notes/hoeffding"
            | "notes/event-a1"
        ):
            return called(quantity, {**s, "W0": W0, "x": x})
        case "slides/sign-changes":
            tau = float(best_threshold(s, FLOATS))
            most = movable(setting(label))
            # longer by a few roundings, so that ||w_i - w0_i|| >= tau as computed
            shifts = worst_cases.bad_neuron_shifts(g, tau, most) * (1 + 1e-13)
            W = W0 + shifts[:, None] * u
            assert networks.in_frobenius_ball(W, W0, s.B)
            value = called(quantity, {**s, "W": W, "W0": W0, "x": x, "tau": tau})
            assert value == worst_cases.bad_neurons(g, tau, most)
            return value
        case "slides/lemma-4.1":
            W = W0 + worst_cases.frobenius_shifts(g, a, s.B)[:, None] * u
            assert networks.in_frobenius_ball(W, W0, s.B)
            supremum = s.x_norm * worst_cases.frobenius_gap(g, a, s.B)
        case _:
            r = s.alpha / math.sqrt(s.m)
            half = worst_cases.flip_shifts(g[:rows], r)
            W = W0 + np.where(a > 0, np.concatenate([half, half]), 0.0)[:, None] * u
            assert networks.in_neuron_balls(W, W0, r)
            name = {"1": "delta_1", "2": "delta_2"}.get(label[-1], "neuron_gap")
            if label == "notes/theorem-1":
                name = "neuron_gap"
            supremum = getattr(worst_cases, name)(g[:rows], r) * s.x_norm / math.sqrt(s.m)
    value = called(quantity, {"W": W, "W0": W0, "a": a, "c": a, "x": x})
    assert value == pytest.approx(supremum, abs=1e-9)
    return value


@every_law
def test_law_agrees_with_the_definition(label):
    s, rng = setting(label), np.random.default_rng(11)
    floats = s.over(float)
    values = np.array([float(worst_of(label, floats, rng)) for _ in range(1500)])
    widths = []
    for level in levels(values):
        low, high = assert_agrees(label, s, values, level)
        widths.append(high - low)
    if label != DOMINATED:
        assert max(widths) < 0.02
    # ... and against the printed bound
    law = law_of(BY_LABEL[label], s)
    low, high = law.failure()
    surely, maybe = (int(np.sum(mask)) for mask in breaking(law, values, "dense"))
    assert clopper_pearson(surely, values.size, FALSE_ALARM)[0] <= high
    assert clopper_pearson(maybe, values.size, FALSE_ALARM)[1] >= low


@every_law
def test_typical_value_is_the_mean(label):
    """Of the definition's worst cases; of what dominates them, where the law only does that."""
    s, rng = setting(label), np.random.default_rng(13)
    values = np.array([float(worst_of(label, s.over(float), rng)) for _ in range(1500)])
    law = law_of(BY_LABEL[label], s)
    error = 6.2 * values.std() / math.sqrt(values.size)  # FALSE_ALARM, nearly
    if label != DOMINATED:
        assert values.mean() == pytest.approx(law.typical(), abs=error)
    else:
        # two sign classes: the larger of the two is at least one, and at most their sum
        assert values.mean() <= 2 * law.typical() + error
    assert values.max() <= float(law.largest()) + 1e-12 * abs(values.max())


# Ends of the domains.


@pytest.mark.parametrize(
    "label",
    ["slides/lemma-4.1", "notes/lemma-4-delta-1", "notes/lemma-4-delta-2", "notes/theorem-1"],
)
def test_nothing_can_fail_at_the_zero_input(label):
    law = law_of(BY_LABEL[label], setting(label, x_norm="0"))
    low, high = law.failure()
    assert low == 0
    assert high < 1e-300
    assert law.typical() == 0
    assert law.largest() == 0
    assert Laws(BY_LABEL[label]).scores([setting(label, x_norm="0")]) == [-math.inf]


def test_nothing_can_fail_in_a_ball_of_radius_zero():
    law = law_of(BY_LABEL["slides/lemma-4.1"], setting("slides/lemma-4.1", B="0"))
    assert law.failure()[0] == 0
    assert law.failure()[1] < 1e-300


def test_every_neuron_counts_at_the_zero_input():
    """notes/event-a1 at x = 0: |w.x| <= alpha ||x|| / sqrt m says 0 <= 0, m times."""
    event = BY_LABEL["notes/event-a1"]
    low, high = law_of(event, setting("notes/event-a1", x_norm="0")).failure()
    assert low > 1 - 1e-15
    assert high == 1
    # a bound of at least 1 holds: sqrt(log(1/delta) / m) >= 1
    s = event.setting({"m": "4", "x_norm": "0", "delta": "1e-9"})
    assert law_of(event, s).failure()[1] < 1e-300


@pytest.mark.parametrize(("m", "B"), [("2", "1"), ("3", "0.9"), ("10", "1000")])
def test_no_more_neurons_are_bad_than_there_are(m, B):
    """Movable ones may be in S1 already: the count is cut at m, and can reach it."""
    theorem = BY_LABEL["slides/sign-changes"]
    s = theorem.setting({"m": m, "B": B})
    whole, one_less = (law_of(theorem, s, lambda k=k: arb(k)) for k in (s.m, s.m - 1))
    assert whole.failure()[1] < 1e-300
    assert one_less.failure()[0] > 0
    assert float(whole.largest()) == s.m
    assert movable(s) > 0


@summands
def test_thinned_sums_agree_with_draws(summand):
    """Each of 12 summands counts with probability 1/2, here as a coin decides."""
    r, rng = 1.5, np.random.default_rng(8)
    g = np.abs(rng.normal(size=(100_000, 12)))
    x = np.maximum(r - g, 0) if summand is SHORTFALL else np.where(g < r, g, 0)
    sums = np.sum(x * rng.integers(0, 2, size=x.shape), axis=1)
    for share in (0.1, 0.5, 0.95):
        level = Fraction(float(np.quantile(sums, share)))
        law = law_of_sum(summand, 12, r, level, thinned=True)
        below, above = clopper_pearson(int(np.sum(sums > level)), sums.size, FALSE_ALARM)
        low, high = (end.value for end in law.inverted())
        assert below <= high < low + 1e-4
        assert above >= low
        assert law.iid().chernoff().value >= below
        assert law.iid().mostly().value <= above
        assert law.iid().tilted().value <= above
        assert law.typical() == pytest.approx(sums.mean(), rel=0.01)


def test_two_sign_classes_are_bounded_together():
    """P(gap > bound) <= 2 P(one sum > t), at the radius that the evidence names."""
    law = FrobeniusLaw(10_000, Fraction(1), Fraction(1), lambda: ball(Fraction(12)))
    evidence = law.tail().upper.evidence
    one = law.sum_above(Fraction(evidence["r"]))
    assert one.thinned
    assert 0 < one.failure()[1] < 1e-3
    assert law.failure()[1] == 2 * one.failure()[1]


@pytest.mark.parametrize(
    ("m", "B"), [(2, "0.01"), (50, "0.5"), (300, "3"), (2000, "10"), (2000, "200"), (30, "1000")]
)
def test_lower_bounds_of_the_gap_are_below_its_frequency(m, B):
    """At quantiles of the draws: by counts where failures are rare, by windows of k elsewhere."""
    theorem = BY_LABEL["slides/lemma-4.1"]
    s = theorem.setting({"m": str(m), "B": B})
    values = drawn_values(theorem, s, 4_000, Options(seed=7, workers=1))
    found = []
    for share in (0.001, 0.01, 0.1, 0.5, 0.9):
        level = Fraction(float(np.quantile(values, share)))
        law = law_of(theorem, s, lambda level=level: ball(level))
        seen = int(np.sum(values > float(level)))
        above = clopper_pearson(seen, values.size, FALSE_ALARM)[1]
        for bound in (law.counted(), law.window()):
            assert 0 <= bound.value <= above
            found.append(bound.value)
    assert max(found) > 0.005


def test_windows_of_wide_networks_are_tight():
    """At m = 10^6 the gap is known to one part in a hundred: 0.4386 B^(4/3) m^(1/3)."""
    B, m = Fraction(10), 10**6
    typical = 0.4386 * 10 ** (4 / 3) * 100
    for factor, end in (("0.98", 0), ("1.02", 1)):
        level = Fraction(factor) * Fraction(typical)
        law = FrobeniusLaw(m, B, Fraction(1), lambda level=level: ball(level))
        assert abs(law.failure()[end] - (1 - end)) < 1e-3


def test_very_many_trials_are_decided_without_the_exact_sum():
    theorem = BY_LABEL["slides/lemma-4.2"]
    for twin, delta, end in (("", "0.001", 1), (":twin-half-mean", "0.01", 0)):
        theorem = BY_LABEL["slides/lemma-4.2" + twin]
        s = theorem.setting({"m": "2000000", "tau": "0.001" if not twin else "0.1", "delta": delta})
        exact = law_of(theorem, s).tail()
        early = law_of(theorem, s).tail(float(s.delta))
        assert exact[end].evidence == {"by": "binomial"}
        assert early[end].evidence["by"] in ("chernoff", "tilt")
        assert early.lower.value <= exact.upper.value
        assert early.upper.value >= exact.lower.value
        # a million times wider
        s = s.but(m=2 * 10**12)
        early = law_of(theorem, s).tail(float(s.delta))
        assert early.upper.value <= s.delta if end else early.lower.value > s.delta


@fast
@given(st.integers(1, 10**7), st.fractions(0, 10**4), st.sampled_from([1, 10**3, 10**6]))
def test_movable_is_the_floor_of_a_cube_root(m, B, scale):
    s = Setting({"m": m, "B": B / scale})
    k = movable(s)
    cube = Fraction(m) ** 2 * s.B**2 / 4
    assert k >= 0
    assert k**3 <= cube < (k + 1) ** 3


@fast
@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_movable_at_ties(m, j):
    """B = 2 j^3 / m makes B^2 / tau^2 = j^2 exactly; a little less makes it j^2 - 1."""
    B = Fraction(2 * j**3, m)
    assert movable(Setting({"m": m, "B": B})) == j**2
    assert movable(Setting({"m": m, "B": B - Fraction(1, 10**60)})) == j**2 - 1


@settings(fast, max_examples=100)
@given(
    trials=st.integers(0, 9),
    offset=st.integers(0, 4),
    cap=st.one_of(st.none(), st.integers(0, 12)),
    threshold=st.fractions(-2, 15, max_denominator=3),
)
def test_first_failing_count_is_the_first_that_fails(trials, offset, cap, threshold):
    law = CountLaw(
        trials=trials,
        small=lambda: arb(1),
        threshold=lambda: ball(threshold),
        unit=lambda: arb(1),
        offset=offset,
        cap=cap,
    )
    most = math.inf if cap is None else cap
    failing = [n for n in range(trials + 1) if min(offset + n, most) > threshold]
    expected = failing[0] if failing else trials + 1
    maybe, surely = law.first_failing()
    assert maybe <= expected <= surely
    if threshold.denominator in (1, 2):  # an exact ball
        assert (maybe, surely) == (expected, expected)


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [
        (lambda: arb(3), (4, 4)),
        (lambda: arb(3).sqrt() ** 2, (3, 4)),
        (lambda: arb(3).sqrt() ** 2 + arb(10) ** -300, (4, 4)),
        (lambda: arb(3).sqrt() ** 2 - arb(10) ** -300, (3, 3)),
        (lambda: arb(5).sqrt() ** 2, (5, 6)),
        (lambda: arb(6).sqrt() ** 2, (6, 6)),
        (lambda: arb(-1), (0, 0)),
        (lambda: arb(3).sqrt() ** 2 - 3, (0, 1)),
    ],
)
def test_first_failing_count_at_ties(threshold, expected):
    """Where no precision tells, both answers are given, and the failure covers both."""
    law = CountLaw(trials=5, small=lambda: arb(1), threshold=threshold, unit=lambda: arb(1))
    assert law.first_failing() == expected
    p = Fraction(math.erf(1 / math.sqrt(2)))
    tails = [
        sum(math.comb(5, k) * p**k * (1 - p) ** (5 - k) for k in range(j, 6)) for j in expected
    ]
    low, high = law.failure()
    assert low == pytest.approx(float(tails[1]), abs=1e-12)
    assert high == pytest.approx(float(tails[0]), abs=1e-12)


def test_a_twin_at_a_tie_is_judged_by_its_exact_form():
    """alpha ||x|| sqrt(m) = 1 exactly, which balls cannot tell: one pair does not break it."""
    twin = BY_LABEL["notes/lemma-4-delta-2:twin-no-deviation"]
    s = twin.setting({"m": "100", "alpha": "0.1"})
    law = law_of(twin, s)
    assert law.exact() == 1
    assert law.first_failing() == (2, 2)
    p = math.erf(0.01 / math.sqrt(2))
    for end in law.failure():
        assert end == pytest.approx(1 - (1 - p) ** 50 - 50 * p * (1 - p) ** 49, rel=1e-9)


# Moment functions.


def moment_by_mpmath(summand, theta, r):
    """E exp(theta X) by quadrature, split where exp(theta x) or the density varies."""

    def exponent(g):
        return theta * (r - g if summand is SHORTFALL else g) - g * g / 2

    steps = [4**k / (1 + abs(theta)) for k in range(-1, 6)]
    peak = theta if summand is MARGIN else -theta
    # the rule's error is absolute: a largest value of 1 makes it a relative one
    largest = exponent(min(max(peak, 0), r))
    cuts = [peak + 3 * k for k in range(-5, 6)] + [0, r]
    cuts += [sign * step for step in steps for sign in (1, -1)]
    cuts += [r + sign * step for step in steps for sign in (1, -1)]
    pieces = sorted({min(max(cut, mpmath.mpf(0)), r) for cut in cuts})
    inside = mpmath.quad(lambda g: mpmath.exp(exponent(g) - largest), pieces)
    inside *= mpmath.exp(largest) * mpmath.sqrt(2 / mpmath.pi)
    return inside, mpmath.erfc(r / mpmath.sqrt(2))


summands = pytest.mark.parametrize("summand", [SHORTFALL, MARGIN], ids=["shortfall", "margin"])


@summands
@pytest.mark.parametrize("r", ["1e-6", "1e-3", "0.0199999", "0.02", "0.0200001", "0.3", "4", "30"])
@pytest.mark.parametrize("u", ["-400", "-20", "-1", "-1e-4", "1e-4", "1", "20", "400"])
def test_moment_agrees_with_mpmath(summand, r, u):
    """At theta = u / r, to 20 digits of the part inside [0, r]."""
    theta, radius = Fraction(u) / Fraction(r), Fraction(r)
    with ctx.workprec(400), mpmath.workdps(30):
        got = summand.moment(ball(theta), ball(radius))
        exact = mpmath.mpf(theta.numerator) / theta.denominator
        inside, atom = moment_by_mpmath(summand, exact, mpmath.mpf(r))
        error = abs(inside) * mpmath.mpf(10) ** -20 + abs(atom) * mpmath.mpf(10) ** -28
        assert got.overlaps(arb(mpmath.nstr(inside + atom, 30), mpmath.nstr(error, 5)))
        if ball(radius) < FLAT:
            # known up to the change of the density on [0, r], of which two terms are followed
            size = abs(arb(mpmath.nstr(inside + atom - 1, 30)))
            assert got.rad() <= size * ball(radius) ** 4 / 8
        elif theta > -20:
            assert got.rel_accuracy_bits() > 60


@summands
def test_moment_is_accurate_for_negative_exponents(summand):
    """At theta = -50, r = 0.02 the part inside [0, r] is known to some digits, with 400 bits."""
    with ctx.workprec(400):
        r = ball(Fraction(2, 100))
        atom = (r / arb(2).sqrt()).erfc()
        assert (summand.moment(arb(-50), r) - atom).rel_accuracy_bits() > 20


@summands
@settings(fast, max_examples=40)
@given(
    r=st.floats(1e-6, 30),
    u=st.floats(0.001, 300),
    sign=st.sampled_from([-1, 1]),
)
def test_moment_laws(summand, r, u, sign):
    """On one side of 1 by the sign; between exp(theta E X) and exp(theta r) or 1."""
    radius, theta = ball(Fraction(r)), sign * ball(Fraction(u)) / ball(Fraction(r))
    with ctx.workprec(500):
        value = summand.moment(theta, radius)
        assert not (value < 1 if sign > 0 else value > 1)
        assert not value > (theta * radius).exp().max(arb(1))
        atoms = summand.atoms(np.array([r]))
        mean = float(atoms.mean()[0]) * r
        assert not value < (theta * ball(Fraction(mean)) - arb("1e-9")).exp()
        # in floats, where neither overflows
        if u < 30:
            floats = math.exp(atoms.log_moment(np.array([sign * u]))[0])
            assert value.overlaps(arb(floats, 1e-3 * abs(floats)))


@summands
def test_distribution_agrees_with_draws_and_ends(summand):
    r, rng = 0.8, np.random.default_rng(4)
    g = np.abs(rng.normal(size=200_000))
    x = np.maximum(r - g, 0) if summand is SHORTFALL else np.where(g < r, g, 0)
    for share in (0.0, 0.2, 0.7, 0.99):
        exact = float(summand.distribution(ball(Fraction(share * r)), ball(Fraction(r))))
        seen = int(np.sum(x <= share * r))
        below, above = clopper_pearson(seen, x.size, FALSE_ALARM)
        assert below <= exact <= above
    assert summand.distribution(arb(1), arb(1)).contains(1)
    low, high = enclosure(summand.distribution(arb(0), arb(1)))
    assert low <= math.erfc(1 / math.sqrt(2)) <= high


# Failure probabilities: how much work, and what steers the search.


def spread_of_settings(theorem, count):
    """A few settings of the coverage, evenly spread, that are quick to decide."""
    usable = [s for s in grid(theorem) if s.m <= 10_000]
    return usable[:: max(1, len(usable) // count)]


@pytest.mark.parametrize("theorem", RANDOM, ids=lambda t: t.label)
def test_less_work_reaches_the_same_decision(theorem):
    """`enough` stops early; it never changes what the enclosure decides."""
    for s in spread_of_settings(theorem, 12):
        claimed, law = theorem.claimed(s), law_of(theorem, s)
        low, high = law.failure()
        early_low, early_high = law_of(theorem, s).failure(float(claimed))
        assert early_low <= low <= high <= early_high
        assert (Fraction(high) <= claimed) == (Fraction(early_high) <= claimed)
        assert (Fraction(low) > claimed) == (Fraction(early_low) > claimed)


@pytest.mark.parametrize("label", ["notes/theorem-1", "notes/lemma-4-delta-1", "slides/lemma-4.1"])
def test_near_the_mean_the_enclosure_is_narrow(label):
    s = setting(label)
    theorem = BY_LABEL[label]
    law = law_of(theorem, s)
    level = ball(Fraction(law.typical()) * Fraction(9, 8))
    low, high = law_of(theorem, s, lambda: level).failure()
    assert low <= high
    if label != DOMINATED:
        assert 0.01 < low <= high < low * (1 + 1e-5)


@pytest.mark.parametrize("theorem", RANDOM, ids=lambda t: t.label)
def test_score_has_the_right_sign_on_clear_cases(theorem):
    """It estimates the logarithm of failure / claimed: a hundred times apart, the sign is right."""
    told = 0
    for s in spread_of_settings(theorem, 12):
        low, high = law_of(theorem, s).failure()
        claimed, value = float(theorem.claimed(s)), Laws(theorem).scores([s])[0]
        assert not math.isnan(value)
        if low > min(100 * claimed, 0.999999):
            assert value >= 0
            told += 1
        elif high < claimed / 100 and claimed < 0.9:
            assert value <= 0
            told += 1
    assert told


def test_enclosures_with_exponential_bounds_on_both_sides():
    """P(sum > t) from 1 down to 0 as t grows: never a step up, and never outside [0, 1]."""
    theorem, s = BY_LABEL["notes/theorem-1"], setting("notes/theorem-1", m="2000", alpha="20")
    law = law_of(theorem, s)
    assert isinstance(law, SumLaw)
    previous = (1.0, 1.0)
    for factor in range(1, 40):
        level = Fraction(law.typical()) * Fraction(factor, 20)
        low, high = law_of(theorem, s, lambda level=level: ball(level)).failure()
        assert 0 <= low <= high <= 1
        assert low <= previous[1]
        assert high <= previous[1] + 1e-12
        previous = (low, high)
    assert high < 1e-6


def test_lower_limits_round_down():
    """P(sum > t) < 1, since all 800 pairs stay put with probability erfc(r / sqrt 2)^800 > 0."""
    twin = BY_LABEL["notes/theorem-1:twin-rate"]
    s = twin.setting({"m": "1600", "alpha": "20", "delta": "0." + 200 * "9"})
    assert Fraction(law_of(twin, s).failure()[0]) <= 1 - Fraction(10) ** -200


def test_tilt_of_a_wide_radius_is_a_number():
    """notes/theorem-1 at alpha = 40 and m = 10, where r = 12.6."""
    s = BY_LABEL["notes/theorem-1"].setting({"m": "10", "alpha": "40"})
    law = law_of(BY_LABEL["notes/theorem-1"], s, lambda: arb(10))
    u, log_bound = law.iid().tilt(-1)
    assert math.isfinite(u)
    assert math.isfinite(log_bound)


@pytest.mark.parametrize("label", ["notes/theorem-1", "notes/lemma-4-delta-1", "slides/lemma-4.1"])
def test_laws_that_were_scored_together_give_the_same_verdicts(label):
    theorem, options = BY_LABEL[label], Options()
    few = spread_of_settings(theorem, 12)
    laws = Laws(theorem)
    laws.scores(few)
    for s in few:
        scored = decide(theorem, s, options, settle=False, law=laws.at(s))
        alone = decide(theorem, s, options, settle=False)
        assert scored.outcome is alone.outcome
        assert scored.vacuous is alone.vacuous
        assert scored.failure.upper == pytest.approx(alone.failure.upper, rel=1e-6)
        assert scored.typical == pytest.approx(alone.typical, rel=1e-9)


def test_a_number_is_computed_anew_where_the_precision_has_changed():
    asked = []

    def root():
        asked.append(ctx.prec)
        return arb(2).sqrt()

    number = Remembered(root)
    for bits in (64, 64, 256, 64):
        with ctx.workprec(bits):
            assert number().rel_accuracy_bits() >= bits - 4
    assert asked == [64, 256, 64]


@pytest.mark.parametrize("label", ["slides/lemma-4.2", "notes/theorem-1", "slides/lemma-4.1"])
def test_the_largest_refuted_factor_is_just_refuted(label):
    """At its setting the next factor is not."""
    theorem = BY_LABEL[label]
    factor, s = sharpness.largest_refuted(theorem)
    allowed = float(theorem.claimed(s))
    assert sharpness.scaled(theorem, s, factor).failure()[0] > allowed
    after = sharpness.scaled(theorem, s, factor + 0.5**sharpness.STEPS)
    assert not after.tail(allowed).lower.value > allowed


@pytest.mark.parametrize(
    ("label", "laws"),
    [("notes/theorem-1:twin-no-deviation", 1), ("notes/theorem-1", len(figures.DELTAS))],
)
def test_a_bound_without_delta_has_one_law_at_all_of_them(label, laws, monkeypatch):
    theorem, asked = BY_LABEL[label], []
    monkeypatch.setattr(figures, "law_of", lambda *at: asked.append(at) or law_of(*at))
    s = theorem.setting({"m": "15200", "alpha": "24.2"}).but(x_norm=Fraction("4.81e-10"))
    settings = [s.but(delta=delta) for delta in figures.DELTAS]
    limits = figures.upper_limits(theorem, settings)
    assert len(asked) == laws
    assert limits == [law_of(theorem, s).failure()[1] for s in settings]


@every_law
def test_the_upper_end_alone_is_that_of_the_enclosure(label):
    for factor in (0.1, 0.5, 1.0, 2.0):
        law = sharpness.scaled(BY_LABEL[label], BY_LABEL[label].setting(TINY[label]), factor)
        assert law.upper() == law.tail().upper


def test_a_thinned_grid_keeps_every_value():
    for theorem in THEOREMS:
        if isinstance(theorem, Bound):
            few, sides = thinned(theorem, 300), [len(p.coverage) for p in theorem.parameters]
            assert len(few) <= 300
            for p in theorem.parameters:
                if math.prod(sides) > 300:
                    assert {s[p.name] for s in few} == set(p.coverage)
    assert list(map(repr, thinned(theorem, 10**6))) == list(map(repr, grid(theorem)))
