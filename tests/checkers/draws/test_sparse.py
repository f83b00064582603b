"""Sparse draws: equal in law to drawing every neuron, at any width.

Fixed seeds. Each comparison of laws would fail for a true equality with probability 1e-4 in a new
stream; there are about 50 of them.
"""

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from checkers.arithmetic.balls import ball
from checkers.draws import sampling, shells
from checkers.draws.compiled.binomials import binomial, log_ratio, stirling
from checkers.draws.compiled.logarithms import log, log1p
from checkers.draws.sampling import QUANTITIES, cheapest, cost, sample, stream_key
from checkers.verdicts.binomial_limits import clopper_pearson
from checkers.worst_cases.laws import drawn_as, law_of
from theorems import THEOREMS

FALSE_ALARM = 1e-4
BY_LABEL = {t.label: t for t in THEOREMS}
KEY = stream_key(0, "binomials")


def counts(n, p, draws):
    q = float(1 - Fraction(p)) if p else 1.0
    return np.array([binomial(KEY, i, 0, n, p, q)[0] for i in range(draws)])


@pytest.mark.parametrize("y", [-0.99, -0.29, -1e-3, -1e-17, 1e-300, 1e-9, 0.4, 0.42, 1e15])
def test_logarithms_are_accurate(y):
    assert log1p(y) == pytest.approx(math.log1p(y), rel=2e-15)
    assert log(1.0 + y) == pytest.approx(math.log(1.0 + y), rel=1e-15, abs=1e-300)


@pytest.mark.parametrize("x", [10, 13, 100, 10**6])
def test_stirling_corrects_the_logarithm_of_a_factorial(x):
    exact = math.lgamma(x + 1) - ((x + 0.5) * math.log(x) - x + math.log(2 * math.pi) / 2)
    assert stirling(float(x)) == pytest.approx(exact, abs=1e-13 + 1e-15 * math.lgamma(x + 1))


@pytest.mark.parametrize(("n", "p"), [(40, 0.25), (1000, 0.3), (10**5, 0.01), (30, 0.5)])
def test_ratios_of_binomial_probabilities(n, p):
    mode, spread = int((n + 1) * p), math.sqrt(n * p * (1 - p))
    for k in {0, n, mode, mode + 1, *np.linspace(0, 5, 7, dtype=int) * int(spread) + mode}:
        if 0 <= k <= n:
            exact = stats.binom.logpmf(k, n, p) - stats.binom.logpmf(mode, n, p)
            found = log_ratio(int(k), mode, n, p / (1 - p))
            assert found == pytest.approx(exact, abs=1e-8, rel=1e-9)


@pytest.mark.slow  # plain Python draws too slowly
@pytest.mark.parametrize(
    ("n", "p"),
    [
        *((1, 0.5), (5, 0.3), (25, 0.4), (40, 0.25), (50, 0.01), (100, 0.9), (1000, 0.05)),
        *((1000, 0.5), (10**6, 1e-3), (10**6, 0.3), (10**12, 1e-9), (10**12, 0.08)),
        (10**12, 0.5),
    ],
)
def test_counts_are_binomial(n, p):
    draws, law = 100_000, stats.binom(n, p)
    cuts = np.unique(law.ppf(np.linspace(0.02, 0.98, 49)))
    chances = np.diff([0.0, *law.cdf(cuts), 1.0])
    cells = np.searchsorted(cuts, counts(n, p, draws))
    seen = np.bincount(cells, minlength=chances.size)
    assert not seen[chances == 0].any()
    chances, seen = chances[chances > 0], seen[chances > 0]
    assert stats.chisquare(seen, chances / chances.sum() * draws).pvalue > FALSE_ALARM


@pytest.mark.parametrize(
    ("n", "p", "only"), [(0, 0.3, 0), (7, 0.0, 0), (7, 1.0, 7), (10**12, 0, 0)]
)
def test_counts_without_choice(n, p, only):
    assert set(counts(n, p, 20)) == {only}


SETTINGS = [
    ("small-count", {"m": 1000, "tau": 0.1}),
    ("bad-neurons", {"m": 50, "tau": 0.5, "movable": 30}),
    ("symmetric-count", {"m": 1000, "alpha": 2.0, "x_norm": 1.0}),
    ("delta-1", {"m": 100, "alpha": 3.0, "x_norm": 2.0}),
    ("delta-2", {"m": 100, "alpha": 3.0, "x_norm": 2.0}),
    ("neuron-gap", {"m": 1000, "alpha": 3.0, "x_norm": 2.0}),
    ("neuron-gap", {"m": 10, "alpha": 30.0, "x_norm": 2.0}),
    ("delta-1", {"m": 4, "alpha": 5.0, "x_norm": 2.0}),
    ("frobenius-gap", {"m": 1000, "B": 1.0, "x_norm": 1.0}),
    ("frobenius-gap", {"m": 10, "B": 0.3, "x_norm": 1.0}),
    ("frobenius-gap", {"m": 100, "B": 100.0, "x_norm": 1.0}),
    ("frobenius-gap", {"m": 3000, "B": 10.0, "x_norm": 0.5}),
    ("frobenius-gap", {"m": 1, "B": 1.0, "x_norm": 1.0}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("quantity", "values"), SETTINGS)
def test_sparse_and_projected_draws_have_one_law(quantity, values):
    pair = [
        sample(quantity, values, draws=20_000, seed=0, stream="law", way=way)
        for way in ("projected", "sparse")
    ]
    assert stats.ks_2samp(*pair, method="asymp").pvalue > FALSE_ALARM


@pytest.mark.slow
@pytest.mark.parametrize(
    "label",
    [
        *("slides/lemma-4.2", "slides/sign-changes", "notes/event-a1"),
        *("notes/lemma-4-delta-1", "notes/lemma-4-delta-2", "notes/theorem-1"),
    ],
)
@pytest.mark.parametrize("m", ["100", "10000"])
def test_sparse_draws_agree_with_the_exact_tails(label, m):
    """At the 10, 50 and 90 percent points of the draws."""
    theorem, draws = BY_LABEL[label], 20_000
    s = theorem.setting({"m": m})
    quantity, values, factor = drawn_as(theorem, s)
    drawn = np.sort(sample(quantity, values, draws=draws, seed=1, stream=label, way="sparse"))
    for share in (0.1, 0.5, 0.9):
        level = float(drawn[int(share * draws)]) * (1 + 1e-9)  # not a value that counts can take
        bound = ball(Fraction(level * factor))
        low, high = law_of(theorem, s, lambda t=bound: t).failure()[:2]
        seen = clopper_pearson(int(np.sum(drawn > level)), draws, FALSE_ALARM)
        assert seen[0] <= high
        assert low <= seen[1]


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_the_cheapest_way_is_sparse_where_the_net_is_wide(quantity):
    values = {"tau": 0.1, "movable": 3, "B": 1.0, "x_norm": 1.0, "alpha": 1.0}
    assert cheapest(quantity, values | {"m": 10}) == "projected"
    assert cheapest(quantity, values | {"m": 10**6}) == "sparse"
    assert cost(quantity, values | {"m": 10**12}, "sparse") < 10**9


def test_sparse_draws_of_a_seed_never_change():
    """Only +, -, *, / and sqrt are used: these numbers hold on every machine and version."""
    values = {"m": 1000, "B": 1.0, "x_norm": 1.0, "alpha": 3.0, "tau": 0.1}
    for quantity, numbers in PINNED.items():
        options = {"draws": 2, "seed": 0, "stream": "pinned", "way": "sparse"}
        assert sample(quantity, values, **options).tolist() == numbers


PINNED = {
    "small-count": [87.0, 76.0],
    "frobenius-gap": [4.138723616717744, 4.70166440205458],
    "neuron-gap": [0.07104357811322888, 0.05874475080644165],
}


def test_shells_cover_what_can_matter():
    assert shells.below(0.3).tolist() == [0.0, 0.3]
    assert shells.below(20.0)[-2:].tolist() == [8.0, 20.0]
    for m, B in ((1, 1e-6), (10, 1.0), (10**12, 1.0), (100, 1000.0)):
        edges = shells.until_nothing_pays(m, B)
        assert edges[0] == 0.0
        assert edges[-1] == (B if B <= shells.LAST else math.inf)
        assert np.all(np.diff(edges) > 0)
        inside, outside = shells.chances(edges).T
        assert np.allclose(inside + outside, 1.0, atol=1e-15)


def test_no_memory_for_neurons_that_do_not_matter():
    values = {"m": 10**12, "tau": 0.1, "alpha": 1e-3, "x_norm": 1.0}
    assert (
        sampling.sample("neuron-gap", values, draws=3, seed=0, stream="wide", way="sparse").max()
        < 1e-10
    )


@pytest.mark.slow
def test_the_widest_networks_have_the_right_mean():
    """The sum over m/2 pairs of (r - |g|)_+ has mean m/2 (r P(|g| < r) - E |g| 1{|g| < r})."""
    m, alpha = 10**12, 0.01
    r = alpha / math.sqrt(m)
    values = {"m": m, "alpha": alpha, "x_norm": 1.0}
    drawn = sample("neuron-gap", values, draws=2000, seed=0, stream="mean", way="sparse")
    mean = math.sqrt(m) / 2 * r * r / math.sqrt(2 * math.pi)  # up to a relative r^2
    deviation = (drawn.mean() - mean) / (drawn.std() / math.sqrt(drawn.size))
    assert abs(deviation) < stats.norm.isf(FALSE_ALARM / 2)
