"""Draws of worst-case quantities: the same numbers on any machine and any number of threads.

The compiled loops are imported when they are first needed, because numba takes a while to load.
"""

import hashlib
import math
import os
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from checkers.draws import shells

Vector = NDArray[np.float64]
Values = Mapping[str, Any]
Way = Literal["projected", "dense", "sparse"]

# Each quantity with its parameters; the docstring of `sample` says what they are.
QUANTITIES: Mapping[str, tuple[str, ...]] = {
    "small-count": ("m", "tau"),
    "bad-neurons": ("m", "tau", "movable"),
    "frobenius-gap": ("m", "B", "x_norm"),
    "symmetric-count": ("m", "alpha", "x_norm"),
    "delta-1": ("m", "alpha", "x_norm"),
    "delta-2": ("m", "alpha", "x_norm"),
    "neuron-gap": ("m", "alpha", "x_norm"),
}
SYMMETRIC = ("symmetric-count", "delta-1", "delta-2", "neuron-gap")
NORMALS_PER_CALL = 10**7  # Some tenth of a second.
SPARSE_OVERHEAD = 100.0  # A binomial count takes as long as some tens of normals.
SORTING = 30.0  # normals that take as long as to find the place of one flip among the others
SHOWN = 10_000  # The most numbers that a replay lists in one array.


def stream_key(seed: int, stream: str) -> np.uint64:
    """The 64-bit Philox key of a stream of draws: BLAKE2b of "seed/stream"."""
    digest = hashlib.blake2b(f"{seed}/{stream}".encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


def sample(
    quantity: str,
    values: Values,
    *,
    draws: int,
    seed: int,
    stream: str,
    way: Way = "projected",
    d: int = 1,
    first: int = 0,
    workers: int | None = None,
    progress: Callable[[int], object] | None = None,
) -> Vector:
    """A quantity for the initializations `first`, ..., `first` + `draws` - 1, in this order.

    quantity, with its parameters in `values`:
        "small-count"      m, tau            #{i: |w_{0,i} . x| <= tau ||x||}
        "bad-neurons"      m, tau, movable   sup |S1 u S2|; movable = floor(B^2 / tau^2), exact
        "frobenius-gap"    m, B, x_norm      sup |f - f0| over ||W - W0||_F <= B, with the
                                             slides' f, which has no factor 1 / sqrt m
        "symmetric-count"  m, alpha, x_norm  #{i <= m: |w_i(0) . x| <= alpha ||x|| / sqrt m}
        "delta-1", "delta-2", "neuron-gap"   sup |Delta_1|, |Delta_2|, |Delta| over
                           m, alpha, x_norm  max_i ||w_i - w_i(0)|| <= alpha / sqrt m
    draws, first : int >= 0     first + draws <= 2^63; m d <= 2^57
    seed, stream : the stream of draws; other streams are independent of it
    way          : "projected" draws pre-activations only; "dense" draws W0 in R^{m x d},
                   builds the worst W and evaluates the definition; "sparse" draws only the
                   neurons that can matter. Equal in law.
    d            : int >= 1     input dimension of dense draws
    workers      : number of threads, by default one for each processor
    progress     : called with the number of draws done, now and then

    Returns (draws,) float64: element k depends on (seed, stream, quantity, values, way, d) and
    first + k alone. EXACT up to rounding. A KeyboardInterrupt, or an error in `progress`, stops
    all threads at once. O(draws m d) time, sparse O(draws (1 + n)) with n neurons that matter:
    0 for counts, alpha sqrt m, (B m)^(2/3). Memory does not grow with m or d, but with the
    neurons that the Frobenius worst case moves.

    Source: slides, Lemmas 4.1 and 4.2; notes, Theorem 1 and Lemma 4.
    """
    loop, arguments = _compiled_loop(quantity, values, way, d)
    if draws < 0 or first < 0 or first + draws > 2**63:
        raise ValueError(f"draws need 0 <= first <= first + draws <= 2^63; got {first}, {draws}")
    threads = workers or os.cpu_count() or 1
    normals = cost(quantity, values, way, d)
    rounds = max(1, math.ceil(draws * (normals + 100) / NORMALS_PER_CALL / threads))
    size = max(1, math.ceil(draws / (threads * rounds)))  # all threads end together
    # A stream of its own: sparse draws use the counter in another way.
    key = stream_key(seed, stream + " sparse" if way == "sparse" else stream)
    out, stop = np.empty(draws), np.zeros(1, np.uint8)

    starts, pending, done = iter(range(0, draws, size)), dict[Future[None], int](), 0
    pool = ThreadPoolExecutor(threads)
    try:
        while done < draws:
            while len(pending) < 2 * threads and (start := next(starts, None)) is not None:
                block = out[start : start + size]
                pending[pool.submit(loop, block, key, first + start, stop, *arguments)] = block.size
            # A wait without a time limit cannot be interrupted on every system.
            for future in wait(pending, timeout=0.2, return_when=FIRST_COMPLETED).done:
                future.result()
                done += pending.pop(future)
                if progress is not None:
                    progress(done)
    finally:
        stop[0] = 1  # Loops still running, if any, see it after a few hundred weights.
        pool.shutdown(wait=False, cancel_futures=True)
    return out


def cost(quantity: str, values: Values, way: Way, d: int = 1) -> float:
    """About how many normals one draw makes, or as much work as that."""
    m, flips = int(values["m"]), 0.0
    if quantity == "frobenius-gap":
        flips = min(m, math.cbrt(float(values["B"]) * m) ** 2)
    if way != "sparse":
        return float(m) * (d if way == "dense" else 1) + SORTING * flips
    if quantity == "frobenius-gap":
        return 2 * SPARSE_OVERHEAD + 3.0 * flips
    if quantity in ("delta-1", "neuron-gap"):
        radius = _radius(values)
        return float(SPARSE_OVERHEAD * (1 + radius) + m * shells.chance_below(radius)[0])
    return SPARSE_OVERHEAD


def cheapest(quantity: str, values: Values) -> Way:
    """The way that draws a quantity with the least work, of those equal in law to all."""
    projected = cost(quantity, values, "projected")
    return "sparse" if cost(quantity, values, "sparse") < projected else "projected"


def replay(
    quantity: str,
    values: Values,
    *,
    seed: int,
    stream: str,
    draw: int,
    way: Way = "projected",
    d: int = 1,
) -> dict[str, Any]:
    """One draw again, number by number, as float64 arrays; arguments as in `sample`.

    value    float                what `sample` gives
    g        (m,)                 pre-activations w_{0,i} . x / ||x||
    signs    (m,)                 output weights a or c, where the quantity has any
    shifts   (m,)                 a worst W has rows w_{0,i} + shifts[i] x / ||x||
    x        (d,)                 the input of a dense draw; ||x|| = 1 for quantities without x_norm
    W0, W    (m, d)               the weights of a dense draw

    Arrays of more than 10,000 numbers are left out, and where m is larger, or the draw sparse,
    all of them.
    """
    from checkers.draws.compiled.normals import BLOCK, normals, signs
    from checkers.draws.compiled.rows import row_products

    one = sample(
        *(quantity, values), draws=1, seed=seed, stream=stream, way=way, d=d, first=draw, workers=1
    )
    shown: dict[str, Any] = {"value": float(one[0])}
    m, key = int(values["m"]), stream_key(seed, stream)
    if m > SHOWN or way == "sparse":
        return shown
    rows, d = m // 2 if quantity in SYMMETRIC else m, d if way == "dense" else 1
    u = np.full(d, 1.0 / math.sqrt(d))
    block, products, g = np.empty(BLOCK + 4), np.empty(BLOCK), np.empty(0)
    while g.size < rows:
        some = row_products(key, draw, g.size, rows, d, float(u[0]), block, products)
        g = np.concatenate([g, some])
    signs_drawn = signs(key, draw, rows)
    shown |= {"g": g} | _worst_case(quantity, values, g, signs_drawn)
    if quantity in SYMMETRIC:
        shown["g"] = np.concatenate([g, g])
    if way == "dense" and m * d <= SHOWN:
        shown["x"] = _x_norm(quantity, values) * u
        W0 = normals(key, draw, 0, rows * d).reshape(rows, d)
        shown["W0"] = np.concatenate([W0, W0]) if quantity in SYMMETRIC else W0
        if "shifts" in shown:
            shown["W"] = shown["W0"] + shown["shifts"][:, None] * u
    return shown


def _worst_case(quantity: str, values: Values, g: Vector, signs: Vector) -> dict[str, Vector]:
    """The signs and the shifts of a worst W, where the quantity has any."""
    from checkers.draws.compiled import worst_cases

    match quantity:
        case "frobenius-gap":
            shifts = worst_cases.frobenius_shifts(g, signs, float(values["B"]))
            return {"signs": signs, "shifts": shifts}
        case "bad-neurons":
            movable = min(int(values["movable"]), g.size)
            return {"shifts": worst_cases.bad_neuron_shifts(g, float(values["tau"]), movable)}
        case "delta-1" | "delta-2" | "neuron-gap":
            half = worst_cases.flip_shifts(g, _radius(values))
            c = np.concatenate([signs, -signs])
            return {"signs": c, "shifts": np.where(c > 0, np.concatenate([half, half]), 0.0)}
        case _:
            return {}


def _radius(values: Values) -> float:
    return float(values["alpha"]) / math.sqrt(int(values["m"]))


def _x_norm(quantity: str, values: Values) -> float:
    return float(values["x_norm"]) if "x_norm" in QUANTITIES[quantity] else 1.0


def _compiled_loop(
    quantity: str, values: Values, way: Way, d: int
) -> tuple[Callable[..., None], tuple[float, ...]]:
    """The loop that draws a quantity, and its arguments after (out, key, first, stop)."""
    if quantity not in QUANTITIES:
        raise ValueError(f"no quantity {quantity!r}; there are {', '.join(QUANTITIES)}")
    missing = [name for name in QUANTITIES[quantity] if name not in values]
    if missing:
        raise ValueError(f"{quantity} needs {', '.join(missing)}")
    if way not in ("projected", "dense", "sparse") or d < 1:
        raise ValueError(
            f"draws are projected, sparse, or dense with d >= 1; got {way!r} with d={d}"
        )
    m = int(values["m"])
    if m < 1 or (quantity in SYMMETRIC and m % 2):
        kind = "an even" if quantity in SYMMETRIC else "an"
        raise ValueError(f"{quantity} needs m {kind} integer >= 1; got m={m}")
    if way == "sparse":
        return _sparse_loop(quantity, values, m)
    from checkers.draws.compiled import draws as loops

    x_norm, dense = _x_norm(quantity, values), way == "dense"
    dimension = (d,) if dense else ()
    loop: Callable[..., None]
    match quantity:
        case "small-count":
            return loops.small_counts, (m, 1, float(values["tau"]), x_norm, *(dimension or (1,)))
        case "symmetric-count":
            arguments = (m // 2, 2, _radius(values), x_norm, *(dimension or (1,)))
            return loops.small_counts, arguments
        case "bad-neurons":
            loop = loops.bad_neurons_dense if dense else loops.bad_neurons_projected
            return loop, (m, float(values["tau"]), min(int(values["movable"]), m), *dimension)
        case "frobenius-gap":
            loop = loops.frobenius_gaps_dense if dense else loops.frobenius_gaps_projected
            return loop, (m, float(values["B"]), x_norm, *dimension)
    which = {"neuron-gap": loops.GAP, "delta-1": loops.DELTA_1, "delta-2": loops.DELTA_2}
    loop = loops.symmetric_dense if dense else loops.symmetric_projected
    return loop, (m, _radius(values), x_norm, which[quantity], *dimension)


def _sparse_loop(
    quantity: str, values: Values, m: int
) -> tuple[Callable[..., None], tuple[Any, ...]]:
    """The same for sparse draws."""
    from checkers.draws.compiled import sparse
    from checkers.draws.compiled.draws import DELTA_1, DELTA_2, GAP

    x_norm = _x_norm(quantity, values)
    match quantity:
        case "small-count" | "bad-neurons":
            offset = min(int(values.get("movable", 0)), m) if quantity == "bad-neurons" else 0
            return sparse.sparse_counts, (m, 1, offset, m, *shells.chance_below(values["tau"]))
        case "symmetric-count":
            # at x = 0 every pre-activation is 0, and so small
            chance = shells.chance_below(_radius(values)) if x_norm > 0 else (1.0, 0.0)
            return sparse.sparse_counts, (m // 2, 2, 0, m, *chance)
        case "frobenius-gap":
            edges = shells.until_nothing_pays(m, float(values["B"]))
            B = float(values["B"])
            return sparse.sparse_frobenius, (m, B, x_norm, edges, shells.chances(edges))
    which = {"neuron-gap": GAP, "delta-1": DELTA_1, "delta-2": DELTA_2}[quantity]
    radius = _radius(values)
    edges = shells.below(radius) if which != DELTA_2 else np.array([0.0, radius])
    scale = x_norm / math.sqrt(m)
    arguments = (m // 2, radius, scale, which, edges, shells.chances(edges))
    return sparse.sparse_symmetric, arguments
