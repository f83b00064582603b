"""Print a table of speeds beside their aims (medians of alternating runs) and write bench.json.

Every ratio times our loop and its rival in turn, in one process, so that what else the machine
does falls on both. Absolute times are medians on this machine, told with its name.
"""

import importlib
import json
import math
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from checkers.arithmetic.balls import ball
from checkers.draws.sampling import sample
from checkers.worst_cases.laws import law_of
from theorems import THEOREMS
from theorems.language.records import Bound
from theorems.networks import Array

REPEATS = 7
WORDS = 8192  # in the second-level cache
STATEMENTS: dict[str, Any] = {t.label: t for t in THEOREMS}
Row = dict[str, float | str]


def seconds(task: Callable[[], object]) -> float:
    started = time.perf_counter()
    task()
    return time.perf_counter() - started


def median(task: Callable[[], object], repeats: int = REPEATS) -> float:
    """The median time; called once before."""
    task()
    return statistics.median(seconds(task) for _ in range(repeats))


def ratio(ours: Callable[[], object], rival: Callable[[], object], aim: str) -> Row:
    """The median of ours / rival over alternating pairs; each is called once before."""
    ours(), rival()
    pairs = [(seconds(ours), seconds(rival)) for _ in range(REPEATS)]
    return {"value": statistics.median(a / b for a, b in pairs), "unit": "x", "aim": aim}


def draws(
    quantity: str, values: dict[str, float], number: int, **more: Any
) -> Callable[[], object]:
    """A task: `number` worst cases, on one thread unless told otherwise."""
    options: dict[str, Any] = {"seed": 0, "stream": "bench", "workers": 1} | more
    return lambda: sample(quantity, values, draws=number, **options)


def numpy_gap(W0: Array, a: Array, x: Array, B: float) -> float:
    """The worst Frobenius gap of one drawn network, vectorised numpy."""
    g = np.abs(W0 @ x)
    best = 0.0
    for sign in (-1, 1):
        margins = np.sort(g[a == sign])
        k = np.arange(1, len(margins) + 1)
        best = max(best, float(np.max(B * np.sqrt(k) - np.cumsum(margins), initial=0.0)))
    return best


def jax_gap(m: int, d: int) -> Callable[[], object] | None:
    """The same, jitted by JAX in float64 on one thread; None where JAX is not installed."""
    os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")
    try:
        jax: Any = importlib.import_module("jax")
    except ModuleNotFoundError:
        return None
    jnp = jax.numpy
    jax.config.update("jax_enable_x64", True)
    x, k = jnp.full(d, d**-0.5), jnp.sqrt(jnp.arange(1, m + 1))

    def gap(key: Any) -> Any:
        weights, signs = jax.random.split(key)
        g = jnp.abs(jax.random.normal(weights, (m, d)) @ x)
        a = jax.random.rademacher(signs, (m,))
        margins = (jnp.sort(jnp.where(a == sign, g, jnp.inf)) for sign in (-1, 1))
        return jnp.maximum(*(jnp.max(k - jnp.cumsum(z), initial=0.0) for z in margins))

    compiled = jax.jit(gap)
    return lambda: compiled(jax.random.key(0)).block_until_ready()


def random_words(words: Any) -> None:
    """Random words alone, one for each weight."""
    from checkers.draws.compiled.philox import fill_words

    for n in range(0, words.size, WORDS):
        fill_words(np.uint64(0), np.uint64(0), np.uint64(n // 2), words[n : n + WORDS])


def dense() -> dict[str, Row]:
    """Whole networks against numpy and JAX, and threads against each other."""
    m, d, number = 4096, 64, 20
    x, gap = np.full(d, d**-0.5), {"m": m, "B": 1.0, "x_norm": 1.0}
    count = {"m": m * number, "tau": 0.1}
    fast = {
        name: np.random.Generator(kind(0))
        for name, kind in (("SFC64", np.random.SFC64), ("PCG64DXSM", np.random.PCG64DXSM))
    }
    rng, out = fast["SFC64"], np.empty(m * d * number)
    words = np.empty(out.size, np.uint64)

    def by_numpy() -> None:
        for _ in range(number):
            W0 = rng.standard_normal((m, d))
            numpy_gap(W0, rng.choice([-1.0, 1.0], m), x, 1.0)

    whole = {"way": "dense", "d": d}
    ours = draws("frobenius-gap", gap, number, **whole)
    found = {
        f"dense draws, time per weight / numpy's standard_normal ({name})": ratio(
            draws("small-count", count, 1, **whole),
            lambda g=g: g.standard_normal(out=out),  # type: ignore[misc]
            "<= 0.45",
        )
        for name, g in fast.items()
    }
    found["dense draws, 1 thread / 2 threads"] = ratio(
        draws("frobenius-gap", gap, 480, **whole),
        draws("frobenius-gap", gap, 480, **whole, workers=2),
        ">= 1.9",
    )
    worst = f"one dense worst-case draw, m = {m}, d = {d}"
    found[f"numpy / {worst}"] = ratio(by_numpy, ours, ">= 10")
    found["  the most that one random word for each weight allows"] = ratio(
        by_numpy, lambda: random_words(words), ">= 10"
    )
    by_jax = jax_gap(m, d)
    if by_jax is not None:
        task = by_jax
        found[f"JAX / {worst}"] = ratio(lambda: [task() for _ in range(number)], ours, ">= 5")
    return found


def exponent(quantity: str, values: dict[str, float], widths: list[int], aim: str) -> Row:
    """Slope of log(time of a sparse draw) against log m, first width to last."""
    times = []
    for m in widths:
        number = max(1, int(3e4 / math.sqrt(m)))
        task = draws(quantity, values | {"m": m}, number, way="sparse")
        times.append(median(task, 3) / number)
    slope = np.polyfit(np.log(widths), np.log(times), 1)[0]
    return {"value": float(slope), "unit": "", "aim": aim}


def sparse() -> dict[str, Row]:
    """Only the neurons that matter, against all pre-activations; and growth with the width."""
    pairs, gap = {"alpha": 1.0, "x_norm": 1.0}, {"B": 1.0, "x_norm": 1.0}
    million = pairs | {"m": 10**6}
    projected = median(draws("neuron-gap", million, 20)) / 20
    thin = median(draws("neuron-gap", million, 5000, way="sparse")) / 5000
    wide = [10**k for k in (4, 6, 8, 10, 12)]
    return {
        "projected / sparse, notes/theorem-1, m = 10^6": {
            "value": projected / thin,
            "unit": "x",
            "aim": ">= 500",
        },
        "growth of a sparse draw, notes/theorem-1": exponent("neuron-gap", pairs, wide, "<= 0.55"),
        "growth of a sparse draw, slides/lemma-4.1": exponent(
            "frobenius-gap", gap, wide[:4], "<= 0.70"
        ),
    }


def tails() -> dict[str, Row]:
    """Exact tails and exponential certificates."""

    def tail(label: str, enough: float, **texts: str) -> Callable[[], object]:
        theorem: Bound = STATEMENTS[label]
        s = theorem.setting(texts)
        return lambda: law_of(theorem, s).failure(enough)

    gap: Bound = STATEMENTS["notes/theorem-1"]
    wide = gap.setting({"m": "10000"})
    mean = law_of(gap, wide).typical()

    def above_the_mean() -> tuple[float, float]:
        """P(worst case > 1.2 times its mean), some 0.14."""
        return law_of(gap, wide, lambda: ball(Fraction(1.2 * mean))).failure()

    low, high = above_the_mean()
    rows = {
        "exact tail of slides/lemma-4.2, m = 10^6": (
            tail("slides/lemma-4.2", 0.0, m="1000000", delta="0.9"),
            "<= 20",
        ),
        "exact tail of notes/theorem-1, m = 10^4, 1.2 times the mean": (above_the_mean, "<= 200"),
        "Chernoff certificate of slides/lemma-4.2, m = 10^12": (
            tail("slides/lemma-4.2", 0.5, m="1000000000000", delta="0.5"),
            "<= 5",
        ),
    }
    times: dict[str, Row] = {
        name: {"value": 1000 * median(task), "unit": "ms", "aim": aim}
        for name, (task, aim) in rows.items()
    }
    width: Row = {"value": (high - low) / low, "unit": "", "aim": "<= 0.01"}
    return {**times, "  its relative width": width}


def processes() -> dict[str, Row]:
    """Start-up, the quick profile, and memory, each in a process of its own."""

    def run(*arguments: str) -> Callable[[], object]:
        command = [sys.executable, *arguments]
        # byte code is kept, as it is for users
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        return lambda: subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=env)

    quick = run("-m", "reports.cli", "check", "--profile", "quick")
    memory = "from bench.__main__ import memory; print(memory())"
    used = subprocess.run(
        [sys.executable, "-c", memory], check=True, capture_output=True, text=True
    )
    return {
        "widecheck --help": {
            "value": median(run("-m", "reports.cli", "--help")),
            "unit": "s",
            "aim": "<= 0.25",
        },
        "import theorems": {
            "value": median(run("-c", "import theorems")) - median(run("-c", "pass")),
            "unit": "s",
            "aim": "<= 0.12",
        },
        "  of it numpy": {
            "value": median(run("-c", "import numpy")) - median(run("-c", "pass")),
            "unit": "s",
            "aim": "<= 0.12",
        },
        "quick profile of the whole catalogue": {
            "value": median(quick, 1),
            "unit": "s",
            "aim": "<= 30",
        },
        "memory that a dense draw with m d = 10^9 adds": {
            "value": float(used.stdout),
            "unit": "MB",
            "aim": "<= 150",
        },
    }


def memory() -> float:
    """MB by which one dense draw with m d = 10^9 raises the peak of this process."""
    draws("small-count", {"m": 10, "tau": 0.1}, 1, way="dense", d=1000)()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    draws("small-count", {"m": 10**6, "tau": 0.1}, 1, way="dense", d=1000)()
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def met(row: Row) -> bool:
    """Whether a value keeps its aim."""
    word, number = str(row["aim"]).split()
    value = float(row["value"])
    return value <= float(number) if word == "<=" else value >= float(number)


def main() -> None:
    rows: dict[str, Row] = {}
    for part in (dense, sparse, tails, processes):
        for name, row in part().items():
            rows[name] = row | {"met": "yes" if met(row) else "no"}
            value, unit, aim = float(row["value"]), row["unit"], row["aim"]
            print(f"{name:66} {value:10.4g} {unit:3} aim {aim:8} {rows[name]['met']}", flush=True)
    machine = {"machine": platform.machine(), "cores": os.cpu_count(), "numpy": np.__version__}
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "reports-out/bench.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    told = {"environment": machine, "rows": rows}
    target.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
