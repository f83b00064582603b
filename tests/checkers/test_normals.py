"""Random tests have a fixed seed and, over seeds, a false alarm rate of at most 1e-6 each."""

import itertools

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from checkers.compiled.normals import fill_pairs, fill_radii, normals, sign, signs
from checkers.compiled.philox import philox

FALSE_ALARM = 1e-6
KEY = np.uint64(0x0123456789ABCDEF)
ULP = mpmath.mpf(2) ** -53
EDGES = [0, 1, 2**9, 2**11 - 1, 2**11, 2**61, 2**62 - 1, 2**62, 2**63, 2**64 - 2**11, 2**64 - 1]
fast = settings(derandomize=True, deadline=None)


def exact_radius(bits):
    return mpmath.sqrt(-2 * mpmath.log((bits // 2**11 + 1) * ULP))


def exact_direction(bits):
    """(cos, sin)(pi/2 (q + t)) of 64 bits, t the midpoint of its cell."""
    t = (bits // 2**9 % 2**53 + mpmath.mpf(1) / 2) * ULP - mpmath.mpf(1) / 2
    angle = mpmath.pi / 2 * (bits // 2**62 + t)
    return mpmath.cos(angle), mpmath.sin(angle)


@fast
@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=9))
def test_radii_and_directions_are_within_their_error_bounds(drawn):
    bits = np.array(EDGES + drawn, dtype=np.uint64)
    radius, block = np.empty(bits.size), np.empty(2 * bits.size)
    fill_radii(bits, radius)
    fill_pairs(bits, np.ones(bits.size), block)
    with mpmath.workdps(40):
        for j, b in enumerate(map(int, bits)):
            assert abs(radius[j] - exact_radius(b)) <= 5 * ULP * exact_radius(b)
            for number, exact in zip(block[2 * j : 2 * j + 2], exact_direction(b), strict=True):
                assert abs(number - exact) <= 4 * ULP


def test_radius_reaches_eight_and_a_half():
    radius = np.empty(2)
    fill_radii(np.array([0, 2**64 - 1], dtype=np.uint64), radius)
    assert radius[0] == pytest.approx(np.sqrt(106 * np.log(2)), rel=1e-15)
    assert radius[1] == 0


@fast
@given(
    st.integers(0, 2**64 - 1),
    st.integers(0, 2**63 - 1),
    st.integers(0, 2**60),
)
def test_normals_are_box_muller_of_philox_words(key, draw, pair):
    words = [pair % 2**32, pair >> 32, draw % 2**32, draw >> 32, key % 2**32, key >> 32]
    a, b, c, d = map(int, philox(*map(np.uint64, words)))
    with mpmath.workdps(40):
        radius, directions = exact_radius(a << 32 | b), exact_direction(c << 32 | d)
        pair_drawn = normals(np.uint64(key), draw, 2 * pair, 2)
        for number, direction in zip(pair_drawn, directions, strict=True):
            assert abs(number - radius * direction) <= 10 * ULP * radius


@fast
@given(st.integers(0, 2**62), st.integers(1, 40), st.data())
def test_normal_has_the_same_bits_in_every_request(first, count, data):
    start = data.draw(st.integers(0, count - 1))
    size = data.draw(st.integers(1, count - start))
    whole = normals(KEY, 3, first, count)
    np.testing.assert_array_equal(normals(KEY, 3, first + start, size), whole[start : start + size])


def test_streams_differ_by_key_draw_and_position():
    numbers = [
        normals(np.uint64(key), draw, first, 2)
        for key, draw, first in itertools.product(
            (0, 1, 2**32, 2**63), (0, 1, 2**32, 2**62), (0, 2, 2**33, 2**61)
        )
    ]
    assert np.unique(np.concatenate(numbers)).size == 2 * len(numbers)


@pytest.mark.slow
def test_normals_follow_the_normal_law():
    z = normals(KEY, 0, 0, 10**6)
    assert stats.kstest(z, "norm").pvalue > FALSE_ALARM
    # A law 1% off must be seen.
    assert stats.kstest(1.01 * z, "norm").pvalue < FALSE_ALARM


@pytest.mark.slow
def test_normals_have_normal_tails():
    size, edges = 4 * 10**6, np.array([2.5, 3.0, 3.5, 4.0, 4.5])
    z = np.abs(normals(KEY, 1, 0, size))
    seen = -np.diff([(z > edge).sum() for edge in edges], append=0)
    expected = -np.diff(2 * stats.norm.sf(edges), append=0) * size
    assert stats.chi2.sf(((seen - expected) ** 2 / expected).sum(), edges.size) > FALSE_ALARM


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
    half, word = np.uint64(32), np.uint64(2**32 - 1)
    zero = np.uint64(0)
    normal_block = philox(zero, zero, zero, zero, KEY & word, KEY >> half)
    sign_words = [sum(1 << n for n in range(32) if a[32 * k + n] > 0) for k in range(4)]
    assert sign_words == list(
        map(int, philox(zero, zero, zero, np.uint64(2**31), KEY & word, KEY >> half))
    )
    assert sign_words != list(map(int, normal_block))
