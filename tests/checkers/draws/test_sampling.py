"""Draws by name: numbered, repeatable, interruptible."""

import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import checkers
from checkers.draws import sampling
from checkers.draws.sampling import QUANTITIES, SYMMETRIC, replay, sample, stream_key
from theorems import networks
from theorems.language.activations import ACTIVATIONS

ROOT = Path(checkers.__path__[0]).parent
VALUES = {"m": 12, "tau": 0.4, "movable": 3, "B": 1.25, "x_norm": 0.7, "alpha": 1.5}
WAYS = [("projected", 1), ("dense", 3), ("sparse", 1)]
fast = settings(derandomize=True, deadline=None, max_examples=25)
every_quantity = pytest.mark.parametrize("quantity", QUANTITIES)
every_way = pytest.mark.parametrize(("way", "d"), WAYS)


def run(quantity, way="projected", d=1, **options):
    options = {"draws": 40, "seed": 7, "stream": "test", "workers": 1} | options
    return sample(quantity, VALUES, way=way, d=d, **options)


@every_quantity
@every_way
def test_draws_are_the_same_for_any_threads_and_blocks(quantity, way, d, monkeypatch):
    expected = run(quantity, way, d).tobytes()
    assert run(quantity, way, d, workers=5).tobytes() == expected
    assert run(quantity, way, d, workers=None).tobytes() == expected
    for normals_per_call in (1, 500, 2000):
        monkeypatch.setattr(sampling, "NORMALS_PER_CALL", normals_per_call)
        assert run(quantity, way, d, workers=3).tobytes() == expected


@fast
@given(st.sampled_from(sorted(QUANTITIES)), st.sampled_from(WAYS), st.integers(0, 40), st.data())
def test_draws_are_the_same_in_any_split(quantity, way, first, data):
    count = data.draw(st.integers(0, 40 - first))
    part = run(quantity, *way, first=first, draws=count)
    assert part.tobytes() == run(quantity, *way)[first : first + count].tobytes()


def test_streams_differ_by_seed_and_name():
    keys = {int(stream_key(seed, stream)) for seed in (0, 1, -1) for stream in ("", "a", "1/a")}
    assert len(keys) == 9
    assert not np.array_equal(run("neuron-gap", seed=1), run("neuron-gap", seed=2))
    assert not np.array_equal(run("neuron-gap", stream="a"), run("neuron-gap", stream="b"))


def test_draws_of_a_seed_never_change():
    """Published runs can be drawn again: these numbers hold on every machine and version."""
    assert int(stream_key(0, "")) == 0x261C63C76FBFB859
    assert run("frobenius-gap", draws=2).tolist() == [1.000412828653778, 1.0089012305594536]
    assert run("neuron-gap", "dense", 3, draws=2).tolist() == [0.0, 0.10999577068862458]


# Replay.


@every_quantity
@every_way
def test_replay_gives_the_draw_again(quantity, way, d):
    values = run(quantity, way, d)
    for draw in (0, 13, 39):
        shown = replay(quantity, VALUES, seed=7, stream="test", draw=draw, way=way, d=d)
        assert shown["value"] == values[draw]
        if way == "sparse":
            assert set(shown) == {"value"}
            continue
        assert shown["g"].shape == (12,)
        assert ("W0" in shown) == (way == "dense")


@every_quantity
def test_replayed_weights_give_the_value_by_definition(quantity):
    d, m, radius = 3, VALUES["m"], VALUES["alpha"] / math.sqrt(VALUES["m"])
    for draw in range(10):
        shown = replay(quantity, VALUES, seed=7, stream="test", draw=draw, way="dense", d=d)
        W0, x = shown["W0"], shown["x"]
        assert W0.shape == (m, d)
        np.testing.assert_allclose(W0 @ x, shown["g"] * np.linalg.norm(x), atol=1e-14)
        if quantity in SYMMETRIC:
            np.testing.assert_array_equal(W0[: m // 2], W0[m // 2 :])
        if quantity in ("small-count", "symmetric-count"):
            limit = VALUES["tau"] if quantity == "small-count" else radius
            assert shown["value"] == np.sum(np.abs(W0 @ x) <= limit * np.linalg.norm(x))
            continue
        W = shown["W"]
        np.testing.assert_allclose((W - W0) @ x, shown["shifts"] * np.linalg.norm(x), atol=1e-14)
        if quantity == "bad-neurons":
            moved = np.linalg.norm(W - W0, axis=1) >= VALUES["tau"] * (1 - 1e-12)
            assert moved.sum() <= VALUES["movable"]
            assert shown["value"] == np.sum(moved | (np.abs(W0 @ x) <= VALUES["tau"]))
            continue
        a = shown["signs"]
        if quantity == "frobenius-gap":
            assert networks.in_frobenius_ball(W, W0, VALUES["B"])
            value = networks.linearization_gap(W, W0, a, x, ACTIVATIONS["relu"])
        else:
            assert networks.in_neuron_balls(W, W0, radius)
            assert np.array_equal(a[: m // 2], -a[m // 2 :])
            change = networks.gradient(W, a, x) - networks.gradient(W0, a, x)
            moved_by = {"delta-1": W0, "delta-2": W - W0, "neuron-gap": W}[quantity]
            value = np.sum(change * moved_by) / math.sqrt(m)
        assert shown["value"] == pytest.approx(abs(value), abs=1e-12)


def test_replay_leaves_large_arrays_out():
    wide, tall = VALUES | {"m": 20_000}, VALUES | {"m": 5_000}
    options = {"seed": 7, "stream": "test", "draw": 0, "way": "dense", "d": 3}
    assert set(replay("small-count", tall, **options)) == {"value", "g"}
    assert set(replay("small-count", wide, **options | {"d": 1})) == {"value"}


# Errors and interruption.


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"quantity": "gap"}, "no quantity 'gap'; there are small-count"),
        ({"values": {"m": 3}}, "neuron-gap needs alpha, x_norm"),
        ({"values": VALUES | {"m": 5}}, "neuron-gap needs m an even integer >= 1; got m=5"),
        ({"values": VALUES | {"m": 0}}, "got m=0"),
        ({"way": "thin"}, "got 'thin' with d=1"),
        ({"d": 0}, "got 'projected' with d=0"),
        ({"draws": -1}, "0 <= first <= first"),
        ({"first": 2**63}, "0 <= first <= first"),
    ],
)
def test_unusable_requests_are_refused_in_words(changes, sentence):
    request = {"quantity": "neuron-gap", "values": VALUES, "draws": 1, "seed": 0, "stream": ""}
    with pytest.raises(ValueError, match=sentence.replace("|", r"\|")):
        sample(**request | changes)


def test_progress_counts_the_draws(monkeypatch):
    monkeypatch.setattr(sampling, "NORMALS_PER_CALL", 500)
    seen = []
    run("small-count", progress=seen.append)
    assert seen == sorted(set(seen))
    assert seen[-1] == 40
    assert len(seen) > 1


def test_error_in_progress_ends_the_draws():
    class Enough(Exception):
        pass

    def give_up(done):
        raise Enough

    with pytest.raises(Enough):
        run("small-count", progress=give_up)


INTERRUPTED = """
import _thread, threading
from checkers.draws.sampling import sample
values = {"m": 10**15, "B": 1e-6, "x_norm": 1.0}
few = dict(draws=2, seed=0, stream="", way="dense", d=10)
sample("frobenius-gap", values | {"m": 10}, **few)  # numba is loaded now, and the loop compiled
threading.Timer(2.0, _thread.interrupt_main).start()
try:
    sample("frobenius-gap", values, draws=10**6, seed=0, stream="", way="dense", d=10)
except KeyboardInterrupt:
    print("interrupted")
"""

LAZY = """
import sys
import checkers.draws.sampling
print("numba" in sys.modules)
"""

BYTES = """
from checkers.draws.sampling import QUANTITIES, sample
for quantity in QUANTITIES:
    for way, d in (("projected", 1), ("dense", 3), ("sparse", 1)):
        out = sample(quantity, {values}, draws=25, seed=7, stream="test", way=way, d=d)
        print(out.tobytes().hex())
"""


def python(program, **environment):
    command = [sys.executable, "-W", "error", "-c", program]
    result = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return result.stdout.split()


def test_interrupt_ends_draws_that_would_not_end():
    assert python(INTERRUPTED) == ["interrupted"]


def test_numba_is_loaded_only_when_something_is_drawn():
    assert python(LAZY) == ["False"]


def test_compiled_and_plain_python_give_the_same_bytes():
    compiled = os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"
    here = [
        run(quantity, way, d, draws=25).tobytes().hex()
        for quantity in QUANTITIES
        for way, d in WAYS
    ]
    program = BYTES.replace("{values}", repr(VALUES))
    assert python(program, NUMBA_DISABLE_JIT="1" if compiled else "0") == here
