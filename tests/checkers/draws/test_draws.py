"""The loops over draws: bit for bit the closed forms, and dense draws against explicit weights.

Tests of laws have a fixed seed and, over seeds, a false alarm rate of at most 1e-6 each.
"""

import math
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import checkers
from checkers.draws.compiled import draws as loops
from checkers.draws.compiled import flips, worst_cases
from checkers.draws.compiled.flips import easiest_flips
from checkers.draws.compiled.normals import BLOCK, normals, signs
from checkers.draws.compiled.rows import moved_row, product, row_products
from theorems import networks
from theorems.language.activations import ACTIVATIONS

FALSE_ALARM = 1e-6
KEY = np.uint64(0xFEDCBA9876543210)
RELU = ACTIVATIONS["relu"]
ROOT = Path(checkers.__path__[0]).parent
fast = settings(derandomize=True, deadline=None, max_examples=40)
widths = st.integers(1, 40)
dimensions = st.integers(1, 7)
radii = st.floats(0, 3)


def go():
    return np.zeros(1, np.uint8)


def drawn(loop, *arguments, count=1, first=0, key=KEY):
    out = np.full(count, np.nan)
    loop(out, key, first, go(), *arguments)
    return out


def dense_weights(m, d, draw=0):
    """W0 (m, d) and the unit input u (d,)."""
    return normals(KEY, draw, 0, m * d).reshape(m, d), np.full(d, 1 / math.sqrt(d))


# Rows.


@pytest.mark.parametrize("d", [1, 2, 3, 170, 511, 512, 513, 1100])
def test_row_products_are_rows_times_x(d):
    rows, x_j = max(2, 600 // d), 0.3
    block, products = np.empty(BLOCK + 4), np.empty(BLOCK)
    found = []
    while len(found) < rows:
        found += row_products(KEY, 5, len(found), rows, d, x_j, block, products).tolist()
    W0 = normals(KEY, 5, 0, rows * d).reshape(rows, d)
    np.testing.assert_allclose(found, W0.sum(axis=1) * x_j, atol=1e-13)
    np.testing.assert_array_equal(found, [in_blocks(row, x_j) for row in W0])


def in_blocks(w, x):
    """The sum over blocks of `product`, the order in which rows are summed."""
    return sum((product(w[j : j + BLOCK], x) for j in range(0, w.size, BLOCK)), 0.0)


@pytest.mark.parametrize("d", [1, 3, 700])
def test_moved_row_is_the_row_of_a_moved_W(d):
    W0, u = dense_weights(4, d)
    before, after, between = moved_row(KEY, 0, 3, d, -0.4, u[0], 0.7 * u[0], np.empty(BLOCK + 4))
    W = W0 - 0.4 * u
    assert before == pytest.approx(W0[3] @ u * 0.7, abs=1e-13)
    assert after == pytest.approx(W[3] @ u * 0.7, abs=1e-13)
    assert between == pytest.approx(-0.4 * 0.7, abs=1e-13)


# Projected draws: the closed forms of worst_cases on the same numbers, bit for bit.


@pytest.mark.parametrize(
    ("m", "B"),
    [(1, 0.0), (7, 1.0), (600, 3.0)]
    # Buffers that are pruned, and that grow.
    + [pytest.param(m, B, marks=pytest.mark.slow) for m, B in [(9000, 9.0), (30_000, 99.0)]],
)
def test_frobenius_gap_forgets_only_what_cannot_matter(m, B):
    g, a = normals(KEY, 2, 0, m), signs(KEY, 2, m)
    expected = 0.7 * worst_cases.frobenius_gap(g, a, B)
    assert drawn(loops.frobenius_gaps_projected, m, B, 0.7, first=2).tolist() == [expected]
    flips, rows, counts = easiest_flips(KEY, 2, go(), m, 1, B)
    for c, sign in enumerate((-1.0, 1.0)):
        margins = np.sort(np.abs(g[a == sign]))
        assert counts[c] == worst_cases.number_moved(margins, B)
        np.testing.assert_array_equal(flips[c, : counts[c]], g[rows[c, : counts[c]]])
        np.testing.assert_array_equal(np.sort(np.abs(flips[c, : counts[c]])), margins[: counts[c]])


@fast
@given(widths, radii, st.integers(0, 50))
def test_projected_draws_are_the_closed_forms(half, r, movable):
    g, m = normals(KEY, 0, 0, half), 2 * half
    scale = 0.7 / math.sqrt(m)
    for quantity, form in (
        (loops.GAP, worst_cases.neuron_gap),
        (loops.DELTA_1, worst_cases.delta_1),
        (loops.DELTA_2, worst_cases.delta_2),
    ):
        assert drawn(loops.symmetric_projected, m, r, 0.7, quantity) == scale * form(g, r)
    count = worst_cases.small_count(g, r)
    assert drawn(loops.small_counts, half, 1, r, 1.0, 1) == count
    assert drawn(loops.small_counts, half, 2, r, 1.0, 1) == 2 * count
    bad = worst_cases.bad_neurons(g, r, movable)
    assert drawn(loops.bad_neurons_projected, half, r, movable) == bad


# Dense draws: the definitions on explicit weights.


@fast
@given(widths, dimensions, radii)
def test_dense_frobenius_gap_is_the_definition_at_the_worst_W(m, d, B):
    W0, u = dense_weights(m, d)
    a, x = signs(KEY, 0, m), 0.7 * u
    W = W0 + worst_cases.frobenius_shifts(W0 @ u, a, B)[:, None] * u
    expected = abs(networks.linearization_gap(W, W0, a, x, RELU))
    assert drawn(loops.frobenius_gaps_dense, m, B, 0.7, d) == pytest.approx(expected, abs=1e-11)


@fast
@given(widths, dimensions, radii)
def test_dense_symmetric_draws_are_the_definitions_at_the_worst_W(half, d, r):
    W_half, u = dense_weights(half, d)
    W0, c = networks.symmetric_initialization(W_half, signs(KEY, 0, half))
    x, shifts = 0.7 * u, np.tile(worst_cases.flip_shifts(W_half @ u, r), 2)
    W = W0 + np.where(c > 0, shifts, 0.0)[:, None] * u
    change = networks.gradient(W, c, x) - networks.gradient(W0, c, x)
    linear = np.sum(networks.gradient(W0, c, x) * (W - W0))
    expected = {
        loops.GAP: networks.symmetric_network(W, c, x) - linear,
        loops.DELTA_1: np.sum(change * W0),
        loops.DELTA_2: np.sum(change * (W - W0)),
    }
    for quantity, value in expected.items():
        got = drawn(loops.symmetric_dense, 2 * half, r, 0.7, quantity, d)
        assert got == pytest.approx(abs(value) / math.sqrt(2 * half), abs=1e-11)


@fast
@given(widths, dimensions, st.floats(0.01, 3), st.integers(0, 50))
def test_dense_counts_are_the_definitions(m, d, tau, movable):
    W0, u = dense_weights(m, d)
    small = int(np.sum(np.abs(W0 @ (0.7 * u)) <= tau * 0.7))
    assert drawn(loops.small_counts, m, 1, tau, 0.7, d) == small
    assert drawn(loops.bad_neurons_dense, m, tau, movable, d) == min(m, small + movable)


@pytest.mark.parametrize("d", [1, 2, 3, 10, 1000, 10**6])
def test_length_of_a_shift_keeps_its_rounding_bound(d):
    for s in (1e-9, 0.1, 1 / 3, 2.0):
        assert abs(loops.length_of_shift(s, d) - s) <= s * (d / 2 + 3) * 2.0**-53


def test_nothing_happens_at_x_zero():
    assert drawn(loops.small_counts, 30, 2, 0.1, 0.0, 1) == 60
    assert drawn(loops.small_counts, 30, 2, 0.1, 0.0, 4) == 60
    assert drawn(loops.frobenius_gaps_projected, 30, 1.0, 0.0) == 0
    assert drawn(loops.frobenius_gaps_dense, 30, 1.0, 0.0, 4) == 0
    for quantity in (loops.GAP, loops.DELTA_1, loops.DELTA_2):
        assert drawn(loops.symmetric_projected, 30, 0.5, 0.0, quantity) == 0
        assert drawn(loops.symmetric_dense, 30, 0.5, 0.0, quantity, 4) == 0


# Laws.

OTHER_KEY = np.uint64(0x0011223344556677)


@pytest.mark.slow
@pytest.mark.parametrize("d", [3, 600])
def test_projected_and_dense_gaps_have_one_law(d):
    count = 20_000 if d < 100 else 2_000
    pairs = [
        (loops.frobenius_gaps_projected, loops.frobenius_gaps_dense, (40, 1.5, 0.7)),
        *(
            (loops.symmetric_projected, loops.symmetric_dense, (80, 0.5, 0.7, quantity))
            for quantity in (loops.GAP, loops.DELTA_1)
        ),
    ]
    for projected, dense, arguments in pairs:
        one = drawn(projected, *arguments, count=count)
        two = drawn(dense, *arguments, d, count=count, key=OTHER_KEY)
        assert stats.ks_2samp(one, two).pvalue > FALSE_ALARM
        if d < 100:  # A radius some 5% off must be seen.
            false = drawn(
                projected, *(arguments[0], 1.05 * arguments[1], *arguments[2:]), count=count
            )
            assert stats.ks_2samp(false, two).pvalue < FALSE_ALARM


@pytest.mark.slow
@pytest.mark.parametrize("d", [1, 3])
def test_counts_have_their_binomial_law(d):
    count, m, tau = 20_000, 30, 0.3
    law = stats.binom(m, math.erf(tau / math.sqrt(2)))
    k = np.arange(m + 1)
    # Cells of at least 50 expected draws; the two ends are pooled.
    low, high = law.ppf(0.005), law.isf(0.005)
    expected = np.bincount(np.clip(k, low, high).astype(int), law.pmf(k) * count)
    common = expected > 0
    for loop, arguments, constant, scale in (
        (loops.small_counts, (m, 1, tau, 0.7, d), 0, 1),
        (loops.small_counts, (m, 2, tau, 0.7, d), 0, 2),
        (loops.bad_neurons_dense, (m, tau, 1, d), 1, 1),
        (
            loops.symmetric_dense,
            (2 * m, tau, 0.7, loops.DELTA_2, d),
            0,
            0.7 * tau / math.sqrt(2 * m),
        ),
    ):
        values = drawn(loop, *arguments, count=count) / scale - constant
        counts = np.rint(values).astype(int)
        np.testing.assert_allclose(values, counts, atol=1e-9)
        seen = np.bincount(np.clip(counts, low, high).astype(int), minlength=expected.size)
        assert stats.chisquare(seen[common], expected[common]).pvalue > FALSE_ALARM


# Interruption and memory.

ENDLESS = 10**15


@pytest.mark.parametrize(
    ("loop", "arguments"),
    [
        (loops.small_counts, (ENDLESS, 1, 0.1, 1.0, 2)),
        (loops.bad_neurons_projected, (ENDLESS, 0.1, 3)),
        (loops.bad_neurons_dense, (ENDLESS, 0.1, 3, 2)),
        (loops.frobenius_gaps_projected, (ENDLESS, 1e-6, 1.0)),
        (loops.frobenius_gaps_dense, (ENDLESS, 1e-6, 1.0, 2)),
        (loops.symmetric_projected, (ENDLESS, 1e-9, 1.0, loops.GAP)),
        (loops.symmetric_dense, (ENDLESS, 1e-9, 1.0, loops.GAP, 2)),
    ],
)
def test_loop_ends_when_it_is_told_to_stop(loop, arguments):
    stop = go()
    thread = threading.Thread(
        target=loop, args=(np.empty(2), KEY, 0, stop, *arguments), daemon=True
    )
    thread.start()
    thread.join(0.05)
    stop[0] = 1
    thread.join(60)
    assert not thread.is_alive()


PEAK = """
import resource, sys
import numpy as np
from checkers.draws.compiled import draws
def peak():
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
out, stop, key = np.empty(1), np.zeros(1, np.uint8), np.uint64(1)
def run(m, d):
    draws.frobenius_gaps_dense(out, key, 0, stop, m, 1.0, 1.0, d)
    draws.symmetric_dense(out, key, 0, stop, m, 1 / m**0.5, 1.0, draws.GAP, d)
run(100, 1)
before = peak()
run(10**8, 1)
run(10**5, 1000)
print(peak() - before)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs the resource module")
def test_memory_does_not_grow_with_the_weights():
    """10^8 weights would be 800 MB; the flips of width 10^8 are some MB."""
    run = subprocess.run(
        [sys.executable, "-c", PEAK], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(run.stdout) < 40e6


def test_flips_are_searched_again_where_the_guess_was_too_low(monkeypatch):
    """As if none had been found below the first limit, which then is no proof that none pays."""
    m, B = 4096, 1.0
    expected = easiest_flips(KEY, 5, go(), m, 1, B)
    below, limits = flips.flips_below, []

    def missing(*arguments):
        limits.append(arguments[-1])
        g, rows, counts = below(*arguments)
        return g, rows, counts * (len(limits) > 1)

    monkeypatch.setattr(flips, "flips_below", missing)
    found = getattr(easiest_flips, "py_func", easiest_flips)(KEY, 5, go(), m, 1, B)
    assert limits == [pytest.approx(B / math.sqrt((m * B / 5) ** (2 / 3))), B]
    for c in range(2):
        k = expected[2][c]
        assert found[2][c] == k > 0
        assert np.array_equal(found[0][c, :k], expected[0][c, :k])
        assert np.array_equal(found[1][c, :k], expected[1][c, :k])


@pytest.mark.parametrize(("m", "B"), [(400, 1.0), (4096, 0.3), (4096, 1.0), (20_000, 10.0)])
def test_what_lies_beyond_the_guess_never_pays(m, B):
    """The first limit, where it is kept, loses no flip: all neurons give the same ones."""
    for draw in range(20):
        some = easiest_flips(KEY, draw, go(), m, 1, B)
        every = flips.flips_below(KEY, draw, go(), m, 1, B, B)
        assert np.array_equal(some[2], every[2])
        for c in range(2):
            assert np.array_equal(some[1][c, : some[2][c]], every[1][c, : every[2][c]])
