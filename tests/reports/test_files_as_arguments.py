"""FILE.py and FILE.py::NAME in place of labels."""

import json
import shlex

import pytest

OWN = """
from theorems.gaussian_counts import LEMMA_4_2, LEMMA_5
from theorems.language.functions import sqrt
from theorems.language.records import Inequality, Source
from theorems.language.variants import twin

def mine(label, *terms):
    return Inequality(
        label=label, title=label, source=Source("slides", "nowhere", "a <= b"), reading="always",
        parameters=LEMMA_5.parameters, terms=terms,
    )

TRUE = mine("mine/true", lambda eps: eps, lambda eps: 2 * eps)
AGAIN = TRUE
SEVERAL = [mine("mine/one", 1, 2), mine("mine/two", 3, 2)]
"""


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "bounds.py"
    path.write_text(OWN)
    return path


@pytest.fixture
def labels(run):
    return lambda *words: _labels(run, *words)


def _labels(run, *words):
    code, out, err = run("check", *words, "--workers", 1, "--json")
    assert code in (0, 1), err
    return [verdict["label"] for verdict in json.loads(out)["verdicts"]]


def test_a_file_stands_for_its_own_statements(run, labels, own):
    assert labels(own) == ["mine/true", "mine/one", "mine/two"]
    assert run("check", own)[0] == 1
    code, out, _ = run("list", own)
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == labels(own)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("TRUE", ["mine/true"]),
        ("AGAIN", ["mine/true"]),
        ("SEVERAL", ["mine/one", "mine/two"]),
        ("mine/two", ["mine/two"]),
        ("mine/t*", ["mine/true", "mine/two"]),
    ],
)
def test_a_name_of_a_file_stands_for_what_it_holds(run, labels, own, name, found):
    assert labels(f"{own}::{name}") == found
    code, out, _ = run("show", f"{own}::{name}")
    assert code == 0
    assert all(f"{label}: {label}" in out for label in found)


def test_what_is_asked_twice_is_checked_once(labels, own):
    assert labels(f"{own}::SEVERAL", f"{own}::TRUE", f"{own}::mine/one") == [
        "mine/one",
        "mine/two",
        "mine/true",
    ]


def test_the_command_that_is_told_gives_the_verdict_again(run, own):
    (verdict,) = json.loads(run("check", f"{own}::TRUE", "--json")[1])["verdicts"]
    words = shlex.split(verdict["command"])[1:]
    (again,) = json.loads(run(*words, "--json")[1])["verdicts"]
    assert {k: v for k, v in again.items() if k != "seconds"} == {
        k: v for k, v in verdict.items() if k != "seconds"
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["check", "{own}::NONE"], "there is no statement 'NONE'"),
        (["check", "{own}::LEMMA_4_2"], "there is no statement 'LEMMA_4_2'"),
        (["check", "{own}", "slides/lemma-4.2"], "name one file"),
        (["check", "{own}", "--from", "{own}"], "name one file"),
        (["check", "{own}x.py"], "is no readable Python file"),
        (["check", ".py"], "is no readable Python file"),
        (["list", "slides/lemma-4.2"], "list takes a FILE.py"),
    ],
)
def test_what_is_refused(run, own, words, told):
    code, out, err = run(*(word.format(own=own) for word in words))
    assert (code, out) == (2, "")
    assert told in " ".join(err.split())
