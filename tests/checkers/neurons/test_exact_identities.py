from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq

from checkers.neurons import identities
from checkers.neurons.identities import on_cells
from checkers.neurons.sign_cells import exact_network_check, same_on_cells
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from theorems import THEOREMS, TWINS
from theorems.language.domains import UnmetHypothesis
from theorems.language.records import Identity
from theorems.networks import gradient, relu, step, symmetric_network
from theorems.sign_patterns import RELU_HOMOGENEITY, activations, activations_by_slopes


def minimum_norm_slope(z):
    return np.where(z > 0, 1, 0)


def neuron_gap(z):
    """sigma(u) - sigma(v) - sigma'(v)(u - v), z = (u, v) = (w.x, w0.x)."""
    u, v = z
    return relu(u) - relu(v) - minimum_norm_slope(v) * (u - v)


def neuron_display(z):
    """u (1{u >= 0} - 1{v >= 0}), slides (*)."""
    u, v = z
    return u * (step(u) - step(v))


def pair(z):
    """A pair of opposite neurons at w1.x = z[0], w2.x = z[1], from w0.x = z[2]."""
    return relu(z[0]) - relu(z[1])


def pair_expansion(z):
    """notes, Lemma 3, for that pair."""
    linear = step(z[2]) * (z[0] - z[2]) - step(z[2]) * (z[1] - z[2])
    rest = (step(z[0]) - step(z[2])) * z[0] - (step(z[1]) - step(z[2])) * z[1]
    return linear + rest


def test_display_star_holds_per_neuron_off_the_kink():
    assert same_on_cells(neuron_gap, neuron_display, 2, lambda signs: signs[1] != 0) is None


def test_display_star_fails_at_the_kink_and_says_where():
    u, v = same_on_cells(neuron_gap, neuron_display, 2)
    assert v == 0
    assert neuron_gap((u, v)) != neuron_display((u, v))


def test_lemmas_1_2_3_hold_per_neuron():
    assert same_on_cells(relu, lambda z: step(z) * z, 1) is None
    assert same_on_cells(lambda z: relu(z[0]) - relu(z[0]), lambda z: 0, 1) is None
    assert same_on_cells(pair, pair_expansion, 3) is None


@pytest.mark.parametrize(
    ("left", "right", "dimension"),
    [
        (relu, lambda z: 2 * step(z) * z, 1),
        (lambda z: z[0], lambda z: 2 * z[1] - z[0], 2),
        (lambda z: np.abs(z[0]), lambda z: z[0] * step(z[0]), 1),
        (lambda z: z[0], lambda z: z[0] + 1, 1),
        (lambda z: step(z[0]), lambda z: minimum_norm_slope(z[0]), 1),
        (lambda z: z, lambda z: z[::-1], 2),
        (pair, lambda z: pair_expansion(z) + step(-z[0]) * (z[1] - z[2]), 3),
    ],
)
def test_false_identities_have_a_counterexample(left, right, dimension):
    z = same_on_cells(left, right, dimension)
    assert z is not None
    point = np.array(z, dtype=object)
    assert np.any(left(point) != right(point))


def test_cells_outside_the_domain_are_left_alone():
    def right(z):
        return z[0] * step(z[0])

    assert same_on_cells(lambda z: z[0], right, 1) is not None
    assert same_on_cells(lambda z: z[0], right, 1, lambda signs: signs[0] >= 0) is None


def gap(W, W0, a, x):
    u, v = W @ x, W0 @ x
    return np.sum(a * (relu(u) - relu(v) - minimum_norm_slope(v) * (u - v)))


def gap_over_neurons(W, W0, a, x):
    return np.sum(a * (W @ x) * (step(W @ x) - step(W0 @ x)))


def output(W, W0, a, x):
    return symmetric_network(W, a, x)


def expansion(W, W0, a, x):
    linear = np.sum(gradient(W0, a, x) * (W - W0))
    return linear + np.sum((gradient(W, a, x) - gradient(W0, a, x)) * W)


def test_network_identity_holds_on_generic_draws_only():
    sides = (gap, gap_over_neurons)
    assert exact_network_check(sides, 5, 3, 100, seed=1, generic=True) is None
    W, W0, a, x = exact_network_check(sides, 5, 3, 100, seed=1)
    assert 0 in W0 @ x
    assert gap(W, W0, a, x) != gap_over_neurons(W, W0, a, x)


def test_gradient_times_weights_is_the_output():
    sides = (lambda W, W0, a, x: np.sum(gradient(W, a, x) * W), output)
    assert exact_network_check(sides, 4, 3, 100, seed=2) is None


def test_symmetric_network_starts_at_zero_and_expands():
    def initial(W, W0, a, x):
        return symmetric_network(W0, a, x)

    def zero(W, W0, a, x):
        return 0

    assert exact_network_check((initial, zero), 4, 2, 100, seed=3, symmetric=True) is None
    assert exact_network_check((output, expansion), 4, 2, 100, seed=3, symmetric=True) is None
    assert exact_network_check((initial, zero), 4, 2, 100, seed=3) is not None


def test_every_side_is_compared():
    assert exact_network_check((output, output, gap), 2, 2, 20, seed=0) is not None


def test_draws_contain_ties_and_zeros_unless_generic():
    seen = []

    def note(W, W0, a, x):
        seen.append((W, W0, a, x))
        return 0

    exact_network_check((note, note), 4, 2, 100, seed=4)
    assert any(0 in W @ x and np.any(x) for W, _, _, x in seen)
    assert any(0 in W0 @ x for _, W0, _, x in seen)
    assert any(np.any(np.all(W == W0, axis=1)) for W, W0, _, _ in seen)
    seen.clear()
    exact_network_check((note, note), 4, 2, 100, seed=4, generic=True)
    assert all(0 not in W0 @ x for _, W0, _, x in seen)
    assert all(isinstance(w, Fraction | fmpq) for W, *_ in seen for w in W.flat)


def test_the_same_seed_gives_the_same_draws():
    first = exact_network_check((output, gap), 3, 2, 50, seed=5)
    again = exact_network_check((output, gap), 3, 2, 50, seed=5)
    assert all(np.array_equal(p, q) for p, q in zip(first, again, strict=True))


def test_floats_are_refused():
    with pytest.raises(TypeError, match="Fractions"):
        same_on_cells(lambda z: z[0], lambda z: 1.0 * z[0], 1)
    with pytest.raises(TypeError, match="Fractions"):
        exact_network_check((output, lambda W, W0, a, x: 0.0), 2, 2, 1, seed=0)


NETWORKS = [t for t in (*THEOREMS, *TWINS) if isinstance(t, Identity) and t.of == "cells"]
TOLD = {t.label for t in NETWORKS if not any(p.name == "rho" for p in t.parameters)}


@pytest.mark.parametrize("label", [t.label for t in THEOREMS if t.label in TOLD])
def test_certificates_of_identities_hold_everywhere(label):
    theorem = next(t for t in THEOREMS if t.label == label)
    verdict = on_cells(theorem, theorem.setting({}), Options())
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")
    assert verdict.certificate["proofs"] == [{"kind": "cells"}]
    assert verdict.certificate["setting"] == {}


@pytest.mark.parametrize(
    "label",
    [t.label for t in TWINS if t.label in TOLD],
)
def test_certificates_against_identities_are_networks(label):
    """Rebuilt from its pre-activations with x = 1, the network gives the two values."""
    twin = next(t for t in TWINS if t.label == label)
    verdict = on_cells(twin, twin.setting({}), Options())
    assert (verdict.outcome, verdict.scope) == (Outcome.REFUTED, "point")
    (proof,) = verdict.certificate["proofs"]
    z, a = (np.array([Fraction(v) for v in proof[name]], dtype=object) for name in ("z", "a"))
    assert verdict.certificate["setting"] == {"m": len(a), "d": 1}
    W, W0 = z.reshape(2, len(a), 1)
    values = [side(W, W0, a, np.array([1], dtype=object)) for side in twin.sides]
    if "values" in proof:
        assert [str(value) for value in values] == proof["values"]
    assert np.any(values[0] != values[1])
    assert proof["z"] == verdict.witness["preactivations"].split(", ")


def test_symmetric_needs_an_even_width():
    with pytest.raises(ValueError, match="m=3"):
        exact_network_check((output, output), 3, 2, 1, seed=0, symmetric=True)


def test_sides_that_are_no_sums_over_neurons_are_not_settled_by_one():
    def mean(W, W0, a, x):
        return activations_by_slopes(W, W0, a, x) / Fraction(len(a))

    wrong = replace(RELU_HOMOGENEITY, sides=(activations, mean))
    outcomes = [
        identities.decide(wrong, wrong.setting({"m": m}), Options()).outcome for m in ("1", "2")
    ]
    assert outcomes == [Outcome.UNDECIDED, Outcome.REFUTED]


def test_floats_in_an_exact_identity_are_refused_in_a_sentence():
    half = replace(
        RELU_HOMOGENEITY,
        sides=(activations, lambda W, W0, a, x: 1.0 * activations(W, W0, a, x)),
    )
    with pytest.raises(UnmetHypothesis, match="stay exact"):
        identities.decide(half, half.setting({}), Options())
