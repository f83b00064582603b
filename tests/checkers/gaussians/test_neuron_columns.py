"""Definitions run on symbols: what they become is what they are, and the rest is refused."""

from fractions import Fraction

import numpy as np
import pytest

from checkers.arithmetic.angles import NoNormalForm
from checkers.gaussians.neuron_polynomials import NO_FORM, Poly, symbol
from checkers.gaussians.symbols import FUNCTIONS, Column, Rows, symbolic
from checkers.wide_limits.neuron_sums import as_sum, networks, on_weights
from theorems.language.activations import ACTIVATIONS
from theorems.language.floats import FLOATS
from theorems.language.records import Limit, Setting
from theorems.networks import relu, step
from theorems.wide_limits import THEOREMS, TWINS, VARIANTS, averaged_ntk

LIMITS = [t for t in (*THEOREMS, *VARIANTS, *TWINS) if isinstance(t, Limit)]
u, v, b = symbol("u", 0), symbol("v", 0), symbol("b", 0)


@pytest.mark.parametrize("theorem", LIMITS, ids=lambda t: t.label)
@pytest.mark.parametrize("m", [2, 10])
def test_the_sum_of_the_terms_is_the_definition(theorem, m):
    for text in ("-0.3", "0.9"):
        names = {p.name for p in theorem.parameters}
        texts = {"m": str(m), **({"rho": text} if "rho" in names else {"x_norm": "1.7"})}
        s = theorem.setting(texts)
        values, W, outputs = networks(theorem, s, m, 3, seed=5)
        again = on_weights(as_sum(theorem, s), s, m, W, outputs)
        assert again == pytest.approx(values[-1], rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_runs_on_symbols(name):
    limit = THEOREMS[0]
    law = as_sum(limit, limit.setting({"activation": name}))
    assert law.power == 1
    assert law.share == 1
    assert law.holds()


def test_steps_of_multiples_of_a_pre_activation():
    norm = symbol("x_norm")
    assert step(norm * u).same(symbol("1u", 0))
    assert step(-2 * norm * u).same(1 - symbol("1u", 0))
    assert relu(norm * u).same(norm * u * symbol("1u", 0))
    assert np.where(u < 0, 1, 0).same(1 - symbol("1u", 0))
    assert (step(u) * step(u)).same(step(u))
    assert step(0 * u).same(Poly.of(1))
    assert np.where(0 * u > 0, 1, 0).same(Poly({}))
    assert np.sign(u).same(2 * symbol("1u", 0) - 1)


def test_columns_compute_entry_by_entry():
    column = Column((u, symbol("u", 1)))
    assert np.sum(2 * column - 1).same(2 * u + 2 * symbol("u", 1) - 2)
    assert (column @ column).same(np.sum(column**2))
    assert np.sum(1 - column / 2).same(2 - u / 2 - symbol("u", 1) / 2)
    assert np.sum(step(column)).same(step(u) + step(symbol("u", 1)))


@pytest.mark.parametrize(
    "act",
    [
        lambda: step(u + v),
        lambda: step(u * v),
        lambda: step(b),
        lambda: FUNCTIONS.exp(u),
        lambda: FUNCTIONS.exp(u * u / 2),
        lambda: FUNCTIONS.exp(-u * v),
        lambda: FUNCTIONS.exp(symbol("x_norm") * u),
        lambda: FUNCTIONS.log1p(u * u),
        lambda: FUNCTIONS.tanh(u * symbol("u", 1)),
        lambda: FUNCTIONS.arccos(symbol("x_norm")),
        lambda: FUNCTIONS.cbrt(u),
        lambda: 1 / u,
        lambda: FUNCTIONS.sqrt(u),
        lambda: 0.5 * u,
        lambda: np.float64(0.5) * u,
        lambda: np.exp(u),
        lambda: u == v,
        lambda: 1 if u > 0 else 0,
        lambda: np.sort(Column((u, v))),
        lambda: Rows(2) @ np.ones(2),
    ],
)
def test_what_leads_out_of_the_polynomials_is_refused(act):
    with pytest.raises(NO_FORM):
        act()


@pytest.mark.parametrize(
    "argument",
    [lambda: -u * u / 2, lambda: -FUNCTIONS.abs(u), lambda: FUNCTIONS.negative_part(u)],
)
def test_exponentials_of_what_is_never_positive_are_bounded(argument):
    assert FUNCTIONS.exp(argument()).symbols()


@pytest.mark.parametrize(
    "quantity",
    [
        lambda W, b, x, y, s, fn: np.sum(W @ x) ** 2 / s.m,
        lambda W, b, x, y, s, fn: np.sum(W @ x) / s.m + 1,
        lambda W, b, x, y, s, fn: np.sum(step(W @ x)) / len(b),
        lambda W, b, x, y, s, fn: np.sum(step(W @ x)) / s.m + (len(b) > 1000),
        lambda W, b, x, y, s, fn: np.sum(step(W @ x)) / s.m + np.sum(W @ x) / fn.sqrt(s.m),
        lambda W, b, x, y, s, fn: sum(k * p for k, p in enumerate(W @ x)) / s.m,
        lambda W, b, x, y, s, fn: np.max(W @ x),
        lambda W, b, x, y, s, fn: x[0] * np.sum(W @ x),
    ],
    ids=[
        "square",
        "constant",
        "its own width",
        "branch",
        "two scales",
        "weighted",
        "maximum",
        "coordinates",
    ],
)
def test_what_is_no_sum_of_one_function_of_each_neuron_is_refused(quantity):
    theorem = Limit(
        **{**vars(THEOREMS[0]), "label": "slides/own", "quantity": quantity, "parameters": ()}
    )
    with pytest.raises(NO_FORM):
        as_sum(theorem, Setting({"m": 10}))


def test_a_symbolic_setting_keeps_names_and_zeros():
    s = symbolic({"m": 4, "rho": Fraction(1, 2), "activation": "tanh", "x_norm": 0}, ["x_norm"])
    assert s.activation == "tanh"
    assert not s.x_norm.terms
    assert not s.rho.same(Poly.of(Fraction(1, 2)))
    with pytest.raises(NoNormalForm):
        bool(s.m)


def test_the_definition_is_the_printed_average():
    generator = np.random.default_rng(3)
    W = generator.standard_normal((5, 3))
    x, y = generator.standard_normal(3), generator.standard_normal(3)
    s = Setting({"m": 5, "activation": "relu"})
    literal = sum((x @ y) * (w @ x > 0) * (w @ y > 0) for w in W) / 5
    assert averaged_ntk(W, np.ones(5), x, y, s, FLOATS) == pytest.approx(literal)
