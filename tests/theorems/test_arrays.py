"""Definitions in numpy are read as trees, which have their values, or are refused with the line."""

import builtins
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from tests.theorems.definitions import (
    ANY,
    BOTH_LAYERS,
    DEFINITIONS,
    NEAR_START,
    NUMBERS,
    PARAMETERS,
    SYMMETRIC,
    TWO_INPUTS,
)
from theorems import kernels, networks
from theorems.gradient_expansions import definitions as gradients
from theorems.language.activations import ACTIVATIONS
from theorems.language.arrays import Array
from theorems.language.expressions import Name, Term, Unreadable
from theorems.language.floats import FLOATS
from theorems.language.functions import erf, pi, sqrt, tanh
from theorems.language.givens import array, normal, random_signs, vector
from theorems.language.latex import latex
from theorems.language.quantities import AnyActivation, quantities, quantity_tree
from theorems.language.records import Setting
from theorems.language.second_way import require_agreement
from theorems.language.text import parsed, text
from theorems.proof_of_lemma_4 import definitions as lemma_4
from theorems.sign_patterns import definitions as signs
from theorems.wide_limits import definitions as wide_limits

OF_SEVERAL = [
    *(lemma_4.gradient_change, lemma_4.displayed_change, lemma_4.nonlinear_part, lemma_4.split),
    *(lemma_4.split_twice, lemma_4.split_without_signs, signs.activations, signs.linearized),
    *(signs.activations_displayed, signs.activations_by_slopes, signs.linear_in_weights),
]
OF_ANY_ACTIVATION = [
    *(networks.network, networks.linearization, networks.linearization_gap),
    *(gradients.printed_gradient, gradients.stacked_features),
    gradients.fixed_layer_and_correction,
]


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda f: f.__name__)
def test_a_quantity_is_a_tree_with_its_values(definition):
    found = quantity_tree(definition, NEAR_START, PARAMETERS)
    assert parsed(text(found)) == found
    assert latex(found)
    require_agreement(definition, found, NEAR_START, NUMBERS)


@pytest.mark.parametrize("definition", OF_SEVERAL, ids=lambda f: f.__name__)
def test_arrays_and_several_numbers_are_read(definition):
    require_agreement(definition, quantities(definition, NEAR_START), NEAR_START, {})


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("definition", OF_ANY_ACTIVATION, ids=lambda f: f.__name__)
def test_an_activation_is_known_or_any(definition, name):
    for sigma in (ACTIVATIONS[name], AnyActivation()):
        found = quantities(definition, BOTH_LAYERS, using={"sigma": sigma})
        require_agreement(definition, found, BOTH_LAYERS, {}, {"sigma": ACTIVATIONS[name]})
    assert "sigma.slope(sum(i1, d, W0[" in text(found[0].body) or definition is networks.network


@pytest.mark.parametrize("definition", [kernels.finite_ntk, kernels.finite_ntk_sum])
def test_finite_kernels_are_read(definition):
    givens = {"W0": normal("m", "d"), "a": random_signs("m"), "x": vector("d"), "y": vector("d")}
    found = quantity_tree(definition, givens, using={"sigma": ACTIVATIONS["gelu"]})
    require_agreement(definition, found, givens, {}, {"sigma": ACTIVATIONS["gelu"]})


@pytest.mark.parametrize("definition", [wide_limits.averaged_ntk, wide_limits.both_layers])
def test_limits_are_read(definition):
    named = {"s": Setting({"m": Array((), Name("m")), "activation": "tanh"}), "fn": FLOATS}
    found = quantity_tree(definition, TWO_INPUTS, ("m",), named)
    as_printed = lambda W, b, x, y, m: definition(  # noqa: E731
        W, b, x, y, Setting({"m": m, "activation": "tanh"}), FLOATS
    )
    require_agreement(as_printed, found, TWO_INPUTS, {})


DIALECT = {
    "methods": lambda W, x: (W @ x).sum() + (W @ x).mean() + W.max() - (W @ x).dot(W @ x),
    "transposes": lambda W, x: np.sum(W.T.T @ x) + np.sum(np.dot(x, W.T)) + np.inner(x, x),
    "norms": lambda W, x: np.linalg.norm(W) + np.linalg.norm(x, 1) * np.linalg.norm(x, np.inf),
    "axes": lambda W: np.max(np.sum(W**2, axis=0)) - np.min(np.mean(W, axis=-1)),
    "einsum": lambda W, V, x: np.einsum("ij,ij,j->", W, V, x) + np.sum(np.einsum("ij,kj", W, V)),
    "outer": lambda W, a, x: np.sum(W * np.outer(a, x)) + np.sum(a[:, None] * W * x[None, :]),
    "clip": lambda W, x: np.sum(np.clip(W @ x, 0, None)) + np.sum(np.heaviside(W @ x, 1)),
    "conditions": lambda W, x, a: np.sum(((W @ x > 0) & ~(a < 0)) | (a == 1)) / len(a),
    "any": lambda W, x: np.where(np.any(W @ x > 0), 1, 2) + np.where(np.all(W @ x > 0), 1, 2),
    "counts": lambda W, x: np.count_nonzero(W @ x > 0) + np.count_nonzero(W @ x),
    "booleans": lambda W, x: np.sum((W @ x > 0) + (W @ x > -1)) + np.sum((W @ x > 0) * (W @ x < 9)),
    "types": lambda W, x: np.sum((W @ x > 0).astype(float)) + np.mean((W @ x > 0).astype(int)),
    "shapes": lambda W, x: np.sum(W @ x) / np.sqrt(W.shape[0] * len(x)) + W.size,
    "functions": lambda W, x: np.sum(tanh(W @ x) + erf(W @ x) * sqrt(2) + np.exp(-abs(W @ x))) + pi,
    "vectors": lambda W, x, a: np.sum(np.append(W @ x, a) * np.hstack([a, W @ x])),
    "quotients": lambda W, x: np.sum(W @ x) * Fraction(1, 3) - np.square(x @ x) // 2,
    "ifs": lambda W, x, a: np.average(np.where(W @ x, a, 0)) + np.sum(np.ones_like(a)),
    "loops": lambda x, y: sum((x @ y) ** k for k in range(3)),
    "pairs": lambda W, x: np.sum(np.abs((W @ x)[:, None] - (W @ x)[None, :])),
}


@pytest.mark.parametrize("name", DIALECT)
def test_the_dialect_is_numpy_as_people_write_it(name):
    found = quantity_tree(DIALECT[name], ANY, ("m",))
    assert parsed(text(found)) == found
    require_agreement(DIALECT[name], found, ANY, {})


def test_sizes_stay_symbols():
    found = quantity_tree(lambda W, x, a: a @ np.maximum(W @ x, 0) / len(a), NEAR_START)
    assert text(found) == "sum(i2, m, a[i2] * maximum(sum(i1, d, W[i2, i1] * x[i1]), 0)) / m"
    relu = r"\max\left( \sum_{k=1}^{d} W_{i, k} \, x_{k}, 0 \right)"
    assert latex(found) == rf"\frac{{\sum_{{i=1}}^{{m}} a_{{i}} \, {relu}}}{{m}}"
    assert builtins.len([1, 2]) == 2


def test_half_of_the_rows_is_a_sum_over_half_the_size():
    definition = lambda W0, c, x, m: np.sum((W0[: m // 2] @ x) * c[m // 2 :])  # noqa: E731
    found = quantity_tree(definition, SYMMETRIC, ("m",))
    assert text(found) == "sum(i2, m / 2, sum(i1, d, W0[i2, i1] * x[i1]) * c[i2 + m / 2])"
    require_agreement(definition, found, SYMMETRIC, {})
    with pytest.raises(Unreadable, match="sizes m // 2 and m - m // 2, which may differ"):
        quantity_tree(definition, {**SYMMETRIC, "W0": array("m", "d"), "c": array("m")}, ("m",))


def test_two_halves_are_put_together():
    def definition(H: Any, h: Any, x: Any) -> Any:
        W, c = np.concatenate([H, H]), np.concatenate([h, -h])
        return c @ np.maximum(W @ x, 0) + np.max(np.concatenate([W, 2 * W], axis=1))

    givens = {"H": normal("m / 2", "d"), "h": random_signs("m / 2"), "x": vector("d")}
    found = quantity_tree(definition, givens)
    assert text(found).startswith("sum(i2, m / 2, h[i2]")
    require_agreement(definition, found, givens, {})


def caught(W: Any, x: Any) -> Any:
    try:
        return 1 if np.sum(W @ x) > 11 else 2
    except Exception:
        return np.sum(W @ x)


def in_place(W: Any, x: Any) -> Any:
    z = W @ x
    z[z < 0] = 0
    return np.sum(z)


def updated(W: Any, x: Any) -> Any:
    z = W @ x
    z *= 2
    return np.sum(z)


REFUSED = {
    "float": (lambda W: 0.5 * np.sum(W), "the float 0.5, which is rounded; write x / 2"),
    "np.pi": (lambda W: np.pi * np.sum(W), "the float 3.14159"),
    "float64": (lambda W: np.sum(np.float64(2) * W), "the float 2.0"),
    "fixed numbers": (lambda W: np.sum(W @ np.array([1, 2])), "fixed numbers"),
    "branch": (lambda W: np.sum(W) * 2 if len(W) > 1000 else np.sum(W), "np.where"),
    "chain": (lambda W, a: np.sum(0 < a < 1), "a chain a < b < c"),
    "slice": (lambda W, x: np.sum((W @ x)[:20]), "a fixed number of entries"),
    "steps": (lambda a: np.sum(a[::2]), "a part of an array that is not read"),
    "entry": (lambda a: a[0], "takes the entries 0 of an array"),
    "mask": (lambda a: np.sum(a[a > 0]), "takes the entries"),
    "roll": (lambda a, c: np.sum(np.roll(a, 12) * c), "calls numpy.roll"),
    "sort": (lambda a: np.sum(np.sort(a)), "calls numpy.sort"),
    "eigenvalues": (lambda W: np.max(np.linalg.eigvalsh(W @ W.T)), "calls numpy.linalg.eigvalsh"),
    "operator norm": (lambda W: np.linalg.norm(W, 2), "of the order 2"),
    "loop": (lambda a: sum(v**2 for v in a), "entry by entry"),
    "built-in": (lambda a, c: max(a, c), "in Python"),
    "list": (lambda a: np.array(list(a)), "entry by entry"),
    "range": (lambda a: sum(1 for _ in range(len(a))), "as int(), float(), round(), range()"),
    "value": (lambda W: float(np.sum(W)), "leave float() out"),
    "written": (in_place, "writes into an array"),
    "written over": (updated, "write z = z * 2"),
    "caught": (caught, "np.where"),
    "shapes": (lambda W, V: np.sum(W @ V), "the sizes d and m, which may differ"),
    "options": (lambda W: np.sum(W, keepdims=True), "with arguments that are not read"),
    "asked": (lambda W: np.sum(W) if hasattr(W, "terms") else 0, "asks an array for .terms"),
    "truths": (lambda a: np.sum((a > 0) - (a < 0)), "subtracts True and False"),
    "numbers": (lambda m, tau: (m > 1) + (tau > 1), "a comparison of numbers alone"),
    "bits": (lambda a: np.sum(a & 1), "combines numbers by &"),
    "array": (lambda W, x: W @ x, "gives an array"),
    "text": (lambda W: "one", 'a number is "0.1" or "4/3"'),
    "argument": (lambda W, q: q, "the argument q, which is no array"),
    "error": (lambda W: W.nothing, "asks an array for .nothing"),
    "raised": (lambda W: {}["m"], "cannot be read (KeyError: 'm')"),
    "mixed": (lambda a, x: np.sum(np.append(a, x) * a), "put both together"),
    "gradient": (lambda W, a, x: gradients.network_gradient(W, a, x, ACTIVATIONS["relu"]), "int()"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_read_is_refused_with_the_line(name):
    definition, sentence = REFUSED[name]
    with pytest.raises(Unreadable) as refusal:
        quantity_tree(definition, ANY, PARAMETERS)
    assert sentence in str(refusal.value)
    lines = " of test_arrays.py " in str(refusal.value)
    assert lines or name in ("argument", "gradient")
    assert builtins.len([1, 2]) == 2


def test_the_line_is_that_of_the_author():
    with pytest.raises(Unreadable) as refusal:
        quantity_tree(in_place, ANY)
    assert f"in line {in_place.__code__.co_firstlineno + 2} of" in str(refusal.value)


SNIFFING = {
    "type": lambda W, x, a: np.sum((a if isinstance(W, np.ndarray) else 1) * (W @ x)),
    "name": lambda W, x: np.sum(W @ x) * (1 if "ndarray" in type(W).__name__ else 2),
    "size": lambda a, m: np.sum(a) + (1 if isinstance(m, int) else 0),
}


@pytest.mark.parametrize("name", SNIFFING)
def test_what_answers_numbers_otherwise_is_refused_with_both_numbers(name):
    found = quantity_tree(SNIFFING[name], ANY, ("m",))
    with pytest.raises(Unreadable, match=r"gives .* for drawn arrays and .* by the tree"):
        require_agreement(SNIFFING[name], found, ANY, {})


def test_what_fails_on_numbers_is_refused():
    definition = lambda a: np.sum(a) / (0 if isinstance(a, np.ndarray) else 1) ** 0  # noqa: E731
    require_agreement(definition, quantity_tree(definition, ANY), ANY, {})
    fails = lambda a: np.sum(a) + ({}[0] if isinstance(a, np.ndarray) else 0)  # noqa: E731
    with pytest.raises(Unreadable, match="is read, but fails on drawn arrays"):
        require_agreement(fails, quantity_tree(fails, ANY), ANY, {})


def test_numbers_may_meet_functions_of_numbers_alone():
    assert float(2.0 * sqrt(2)) == pytest.approx(2**1.5)
    assert np.allclose(np.ones(2) * pi, np.pi)
    with pytest.raises(Unreadable, match="float"):
        2.0 * Term(Name("m"))


def test_a_formula_speaks_of_no_entries():
    from theorems.language.reading import read

    assert text(read("sum(k, m, k**2)", ("m",))) == "sum(i1, m, i1**2)"
    with pytest.raises(Unreadable, match="entries of W"):
        read("sum(k, m, W[k])", ("m",))


def test_an_index_is_not_captured():
    assert parsed("sum(i1, m, sum(i2, d, W[i1, i2]))") == parsed(
        "sum(i2, m, sum(i1, d, W[i2, i1]))"
    )
    inside = parsed("sum(k, m, z * k)").put({Name("z"): parsed("sum(j, d, j)")})
    assert text(inside) == "sum(i2, m, sum(i1, d, i1) * i2)"
