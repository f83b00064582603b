"""What rests on what: variants belong to a print, and a refuted step is found below every proof."""

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.proofs import foundations, rest_on_refuted, variant_kind, variant_of
from tests.reports.synthetic import fake
from theorems import THEOREMS, TWINS, VARIANTS

NAMES = st.sampled_from([f"s/{i}" for i in range(8)])


def test_no_proof_of_the_catalogue_rests_on_itself():
    claims = nx.DiGraph((used, t.label) for t in THEOREMS for used in t.uses)
    assert nx.is_directed_acyclic_graph(claims)


def test_what_a_printed_proof_rests_on_is_printed_too():
    for theorem in THEOREMS:
        assert not [used for used in theorem.uses if ":" in used], theorem.label
        assert len(set(theorem.uses)) == len(theorem.uses), theorem.label


def test_every_variant_of_the_catalogue_belongs_to_a_print():
    printed = {t.label for t in THEOREMS}
    for variant in VARIANTS:
        assert variant_of(variant.label) == variant.printed
        assert variant.printed in printed
        assert variant.change
    assert not [t.label for t in (*THEOREMS, *TWINS) if variant_of(t.label)]


@pytest.mark.parametrize(
    ("label", "kind", "original"),
    [
        ("notes/event-a1", "", None),
        ("notes/event-a1:repaired", "repaired", "notes/event-a1"),
        ("notes/event-a1:sharpened", "sharpened", "notes/event-a1"),
        ("notes/event-a1:sharpened-constant", "sharpened", "notes/event-a1"),
        ("notes/event-a1:twin-half", "", None),
        ("notes/event-a1:repaired:twin-half", "", None),
        ("notes/repaired", "", None),
    ],
)
def test_variants_are_known_by_their_labels(label, kind, original):
    assert variant_kind(label) == kind
    assert variant_of(label) == original


@given(st.dictionaries(NAMES, st.lists(NAMES, max_size=3)), NAMES)
def test_foundations_are_the_ancestors_and_cycles_end(uses, label):
    claims = nx.DiGraph((used, at) for at, on in uses.items() for used in on)
    claims.add_node(label)
    found = foundations(label, uses)
    assert set(found) == nx.ancestors(claims, label)
    assert len(set(found)) == len(found)


def test_nearer_foundations_come_first():
    uses = {"s/a": ("s/b", "s/c"), "s/b": ("s/d",), "s/c": ("s/e",)}
    assert foundations("s/a", uses) == ["s/b", "s/c", "s/d", "s/e"]


def records(*statements):
    return {t.label: t for t in statements}


CHAIN = records(
    fake("s/a", "", uses=("s/b", "s/unknown")),
    fake("s/b", "", uses=("s/c",)),
    fake("s/c", ""),
    fake("s/a:repaired", "", uses=("s/b",), change="x"),
    fake("s/a:twin-half", "", uses=("s/b",), twin_of="s/a"),
)


def test_a_refuted_step_is_found_through_statements_that_were_not_checked():
    assert rest_on_refuted({"s/a": "certified", "s/c": "refuted"}, CHAIN) == {
        "s/a": ["s/c"],
        "s/c": [],
    }


def test_all_refuted_steps_are_named_the_refuted_statement_itself_is_not():
    outcomes = dict.fromkeys(("s/a", "s/b", "s/c"), "refuted")
    assert rest_on_refuted(outcomes, CHAIN) == {"s/a": ["s/b", "s/c"], "s/b": ["s/c"], "s/c": []}


def test_labels_without_an_outcome_give_nothing():
    assert rest_on_refuted({"s/a": "certified", "s/elsewhere": "refuted"}, CHAIN) == {"s/a": []}
    assert rest_on_refuted({"s/a": "certified", "s/c": "undecided"}, CHAIN)["s/a"] == []


def test_twins_and_variants_have_no_printed_proof():
    outcomes = {label: "certified" for label in CHAIN} | {"s/c": "refuted"}
    assert rest_on_refuted(outcomes, CHAIN).keys() == {"s/a", "s/b", "s/c"}
