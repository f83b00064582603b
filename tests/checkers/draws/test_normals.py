"""Random tests have a fixed seed and, over seeds, a false alarm rate of at most 1e-6 each."""

import itertools

import mpmath
import numpy as np
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from checkers.draws.compiled.normals import normals, sign, signs
from checkers.draws.compiled.philox import two_words
from checkers.draws.compiled.ziggurat import EDGES, HEIGHTS, LAYERS, R, density, edges

FALSE_ALARM = 1e-6
KEY = np.uint64(0x0123456789ABCDEF)
ULP = mpmath.mpf(2) ** -53
TOP = 2**63
fast = settings(derandomize=True, deadline=None)


def exactly(number):
    return arb(fmpq(*float(number).as_integer_ratio()))


def test_layers_have_one_area_and_end_at_the_top():
    with ctx.workprec(256):
        x = edges()
        tail = (arb.pi() / 2).sqrt() * (x[1] / arb(2).sqrt()).erfc()
        area = x[1] * density(x[1]) + tail
        assert len(x) == LAYERS
        assert abs(x[0] * density(x[1]) - area) < arb("1e-40")
        for i in range(1, LAYERS):
            top = density(x[i + 1]) if i + 1 < LAYERS else arb(1)
            assert abs(x[i] * (top - density(x[i])) - area) < arb("1e-30")
        for table, exact in ((EDGES, x), (HEIGHTS, [*map(density, x)])):
            assert all(
                abs(exactly(a) - b) <= b * arb(2) ** -53
                for a, b in zip(table[:-1], exact, strict=True)
            )
    assert (EDGES[-1], HEIGHTS[-1], HEIGHTS[0] < HEIGHTS[1]) == (0, 1, True)


def test_tables_change_the_density_by_less_than_a_relative_2_to_the_minus_51():
    """From float tables: with probability 1/N each a layer, uniform; affine in f(x) at edges.

    At x between edges x_{j+1} and x_j the density is (1/N) (sum of 1 / (2 x_i) over i < j, and
    (f(x) - f_j) / (f_{j+1} - f_j) / (2 x_j)), which is to be f(x) / sqrt(2 pi) up to a factor,
    the chance of being kept. So their quotient is closest to and farthest from it at the edges.
    """
    with ctx.workprec(256):
        x, f = ([exactly(v) for v in table] for table in (EDGES, HEIGHTS))
        heights, below = [], arb(0)
        for j in range(1, LAYERS):
            below += 1 / x[j - 1]
            heights.append(below / f[j])  # at x_j, from inside
        quotients = [h / heights[0] for h in heights]
        assert all(abs(q - 1) < arb(2) ** -51 for q in quotients)
        # the tail has the share of layer 0 that it ought to have beside the base [0, R]
        beyond = (arb.pi() / 2).sqrt() * (arb(R) / arb(2).sqrt()).erfc()
        share = 1 - exactly(EDGES[1]) / x[0]
        ideal = beyond / (beyond + arb(R) * density(arb(R)))
        assert abs(share / ideal - 1) < arb(2) ** -40  # of 1e-4 of all numbers


def place_of(word):
    """Layer and point of a word, exactly."""
    return word % LAYERS, (mpmath.mpf(word >> 11) + mpmath.mpf(1) / 2 - 2**52) * EDGES[
        word % LAYERS
    ] / 2**52


def share_of(word):
    return (mpmath.mpf(word >> 11) + mpmath.mpf(1) / 2) * ULP


def exact_normal(key, draw, i):
    """Normal number i by the ziggurat, from its words, and how many blocks it took."""

    def words(block):
        return [int(w) for w in two_words(np.uint64(key), np.uint64(draw), np.uint64(block))]

    word, blocks = words(i // 2)[i % 2], 0
    layer, x = place_of(word)
    while abs(x) >= EDGES[layer + 1]:
        first, second = words(TOP | i << 6 | blocks)
        blocks += 1
        if layer == 0:
            beyond = mpmath.sqrt(mpmath.mpf(R) ** 2 - 2 * mpmath.log(share_of(first)))
            if share_of(second) * beyond < mpmath.mpf(R):
                return mpmath.sign(x) * beyond, blocks
            continue
        low, high = HEIGHTS[layer : layer + 2]
        if low + share_of(first) * (high - low) < mpmath.exp(-x * x / 2):
            return x, blocks
        layer, x = place_of(second)
    return x, blocks


@fast
@given(st.integers(0, 2**64 - 1), st.integers(0, 2**63 - 1), st.integers(0, 2**57 - 1))
def test_normals_are_the_ziggurat_of_philox_words(key, draw, i):
    with mpmath.workdps(40):
        exact, _ = exact_normal(key, draw, i)
        assert abs(normals(np.uint64(key), draw, i, 1)[0] - exact) <= 4 * ULP * abs(exact)


def test_edges_and_the_tail_are_those_of_the_ziggurat():
    """Some hundred of the rare ways through the layers, found among 30,000 numbers."""
    z = normals(KEY, 5, 0, 30_000)
    words = [w for b in range(15_000) for w in two_words(KEY, np.uint64(5), np.uint64(b))]
    layers = np.array([int(w) % LAYERS for w in words])
    points = (np.array([(int(w) >> 11) - 2**52 for w in words]) + 0.5) * EDGES[layers] / 2**52
    rare = np.flatnonzero(np.abs(points) >= EDGES[layers + 1])
    np.testing.assert_allclose(np.delete(z, rare), np.delete(points, rare), rtol=1e-15)
    assert (layers[rare] == 0).sum() >= 1
    with mpmath.workdps(40):
        for i in rare:
            exact, _ = exact_normal(int(KEY), 5, int(i))
            assert abs(z[i] - exact) <= 4 * ULP * abs(exact)


@pytest.mark.parametrize("i", [70378, 239068])
def test_a_rejected_word_is_followed_by_another(i):
    """At an edge and in the tail."""
    with mpmath.workdps(40):
        exact, blocks = exact_normal(int(KEY), 5, i)
        assert blocks == 2
        assert abs(normals(KEY, 5, i, 1)[0] - exact) <= 4 * ULP * abs(exact)


def test_tail_reaches_nine_and_a_half():
    assert float(R) ** 2 + 2 * 54 * np.log(2) > 9.5**2


@fast
@given(st.integers(0, 2**56), st.integers(1, 40), st.data())
def test_normal_has_the_same_bits_in_every_request(first, count, data):
    start = data.draw(st.integers(0, count - 1))
    size = data.draw(st.integers(1, count - start))
    whole = normals(KEY, 3, first, count)
    np.testing.assert_array_equal(normals(KEY, 3, first + start, size), whole[start : start + size])


def test_streams_differ_by_key_draw_and_position():
    numbers = [
        normals(np.uint64(key), draw, first, 2)
        for key, draw, first in itertools.product(
            (0, 1, 2**32, 2**63), (0, 1, 2**32, 2**62), (0, 2, 2**33, 2**56)
        )
    ]
    assert np.unique(np.concatenate(numbers)).size == 2 * len(numbers)


@pytest.mark.slow
def test_normals_follow_the_normal_law():
    z = normals(KEY, 0, 0, 2 * 10**6)
    assert stats.kstest(z, "norm").pvalue > FALSE_ALARM
    # A law 1% off must be seen.
    assert stats.kstest(1.01 * z, "norm").pvalue < FALSE_ALARM


@pytest.mark.slow
def test_normals_have_normal_tails():
    size, levels = 4 * 10**6, np.array([2.5, 3.0, 3.5, 4.0, 4.5])
    z = np.abs(normals(KEY, 1, 0, size))
    seen = -np.diff([(z > level).sum() for level in levels], append=0)
    expected = -np.diff(2 * stats.norm.sf(levels), append=0) * size
    assert stats.chi2.sf(((seen - expected) ** 2 / expected).sum(), levels.size) > FALSE_ALARM


@pytest.mark.slow
@pytest.mark.parametrize("lag", [1, 2, 3, 511, 512])
def test_normals_are_independent_of_their_neighbours(lag):
    """A 16 x 16 table of equally likely cells for (number i, number i + lag)."""
    cells = (16 * stats.norm.cdf(normals(KEY, 2, 0, 10**6))).astype(int)
    first = cells[:-lag].reshape(-1)[: 10**6 - 512]
    second = cells[lag:].reshape(-1)[: 10**6 - 512]
    # Pairs that share a number would not be independent: every number serves once.
    once = np.arange(first.size) // lag % 2 == 0
    table = np.bincount(16 * first[once] + second[once], minlength=256)
    assert stats.chisquare(table).pvalue > FALSE_ALARM


def test_draws_are_independent():
    """(number i of draw k, number i of draw k + 1), for few numbers and many draws."""
    z = np.array([normals(KEY, k, 0, 3) for k in range(2000)])
    pairs = z.reshape(1000, 2, 3).swapaxes(1, 2).reshape(-1, 2)
    correlation = stats.pearsonr(pairs[:, 0], pairs[:, 1])
    assert correlation.pvalue > FALSE_ALARM


def test_signs_are_fair_independent_and_numbered():
    size = 20_000
    a = signs(KEY, 0, size)
    assert set(a) == {-1.0, 1.0}
    assert stats.binomtest(int((a > 0).sum()), size).pvalue > FALSE_ALARM
    for lag in (1, 32, 128):
        # Products a_i a_{i + lag} of independent fair signs are independent fair signs.
        agree = int((a[lag:] == a[:-lag]).sum())
        assert stats.binomtest(agree, size - lag).pvalue > FALSE_ALARM
    for i in (0, 31, 32, 127, 128, size - 1):
        assert sign(KEY, 0, i) == a[i]
    assert sign(KEY, 0, 2**62) in (-1.0, 1.0)


def test_signs_are_a_stream_of_their_own():
    """The sign bits are no bits of the normals' blocks, and do not follow the normals' signs."""
    size = 4096
    a, z = signs(KEY, 0, size), normals(KEY, 0, 0, size)
    assert stats.binomtest(int((a * z > 0).sum()), size).pvalue > FALSE_ALARM
    zero, index = np.uint64(0), np.uint64(TOP)
    sign_words = [sum(1 << n for n in range(64) if a[64 * k + n] > 0) for k in range(2)]
    assert sign_words == list(map(int, two_words(KEY, index, zero)))
    assert sign_words != list(map(int, two_words(KEY, zero, zero)))
