"""Print a table of ratios (median of several alternating runs) and write bench.json.

Every row times our loop and its rival in turn, in one process, so that what else the machine
does falls on both.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from checkers.plan import law_of
from checkers.sampling import sample
from theorems import THEOREMS
from theorems.networks import Array

REPEATS = 7
STATEMENTS = {t.label: t for t in THEOREMS}


def seconds(task: Callable[[], object]) -> float:
    started = time.perf_counter()
    task()
    return time.perf_counter() - started


def ratio(ours: Callable[[], object], rival: Callable[[], object]) -> dict[str, float]:
    """Medians of both, and the median of ours / rival; each is called once before."""
    ours(), rival()
    pairs = [(seconds(ours), seconds(rival)) for _ in range(REPEATS)]
    return {
        "ours": statistics.median(a for a, _ in pairs),
        "rival": statistics.median(b for _, b in pairs),
        "ratio": statistics.median(a / b for a, b in pairs),
    }


def numpy_gap(W0: Array, a: Array, x: Array, B: float) -> float:
    """The worst Frobenius gap of one drawn network, vectorised numpy."""
    g = np.abs(W0 @ x)
    best = 0.0
    for sign in (-1, 1):
        margins = np.sort(g[a == sign])
        k = np.arange(1, len(margins) + 1)
        best = max(best, float(np.max(B * np.sqrt(k) - np.cumsum(margins), initial=0.0)))
    return best


def rows() -> dict[str, dict[str, float]]:
    rng = np.random.Generator(np.random.SFC64(0))
    m, d, draws = 4096, 64, 20
    x = np.full(d, d**-0.5)

    def dense(workers: int) -> Callable[[], object]:
        values = {"m": m, "B": 1.0, "x_norm": 1.0}
        return lambda: sample(
            "frobenius-gap", values, draws=draws, seed=0, stream="bench", way="dense", d=d,
            workers=workers,
        )  # fmt: skip

    def by_numpy() -> None:
        for _ in range(draws):
            W0 = rng.standard_normal((m, d))
            numpy_gap(W0, rng.choice([-1.0, 1.0], m), x, 1.0)

    def normals() -> object:
        return rng.standard_normal(m * d * draws)

    lemma = STATEMENTS["slides/lemma-4.2"]
    million = lemma.setting({"m": "1000000", "delta": "0.9"})
    small = lemma.setting({"m": "100", "delta": "0.9"})
    return {
        "dense worst-case draw, m=4096, d=64, 1 thread / numpy": ratio(dense(1), by_numpy),
        "the same / numpy's standard_normal fill alone": ratio(dense(1), normals),
        "the same, 2 threads / 1 thread": ratio(dense(2), dense(1)),
        "exact tail of slides/lemma-4.2, m=10^6 / m=100": ratio(
            lambda: law_of(lemma, million).failure("quick"),
            lambda: law_of(lemma, small).failure("quick"),
        ),
    }


def main() -> None:
    results = rows()
    width = max(map(len, results))
    print(f"{'measure':{width}}  {'ours':>10}  {'rival':>10}  ratio")
    for name, row in results.items():
        print(f"{name:{width}}  {row['ours']:9.4f}s  {row['rival']:9.4f}s  {row['ratio']:5.2f}")
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "reports-out/bench.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
