"""One process, several threads, and whatever precision flint was left with: the same verdicts."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flint import ctx

from checkers import check as room
from checkers.check import check
from checkers.verdicts.options import Options
from theorems import THEOREMS, TWINS

BY_LABEL = {t.label: t for t in (*THEOREMS, *TWINS)}
LABELS = ["notes/event-a1", "pleiss/ntk", "slides/lemma-4.2", "notes/lemma-5:twin-square"]


def verdict(label):
    theorem = BY_LABEL[label]
    return check(theorem, theorem.setting({}), Options(workers=1, draws=500)).but(seconds=0.0)


@pytest.fixture
def precision():
    before = ctx.prec, ctx.cap
    yield
    ctx.prec, ctx.cap = before


def test_threads_find_what_one_finds_alone():
    alone = [verdict(label) for label in LABELS]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(verdict, LABELS * 3))
    assert together == alone * 3


def test_no_two_checks_run_side_by_side(monkeypatch):
    inside, decide = [], room.decide

    def slow(*arguments, **more):
        inside.append(len(inside))
        time.sleep(0.05)
        verdict = decide(*arguments, **more)
        assert inside.pop() == 0
        return verdict

    monkeypatch.setattr(room, "decide", slow)
    with ThreadPoolExecutor(3) as pool:
        assert len(list(pool.map(verdict, LABELS))) == len(LABELS)


@pytest.mark.usefixtures("precision")
@pytest.mark.parametrize(("bits", "terms"), [(2, 1), (1000, 30)])
def test_a_verdict_does_not_depend_on_the_precision_of_its_caller(bits, terms):
    usual = [verdict(label) for label in LABELS]
    ctx.prec, ctx.cap = bits, terms
    assert [verdict(label) for label in LABELS] == usual
    assert (ctx.prec, ctx.cap) == (bits, terms)


def test_a_check_that_raises_leaves_the_precision_of_its_caller(monkeypatch):
    def fail(*arguments, **more):
        ctx.prec, ctx.cap = 4096, 77
        raise ZeroDivisionError

    before = ctx.prec, ctx.cap
    monkeypatch.setattr(room, "decide", fail)
    with pytest.raises(ZeroDivisionError):
        verdict(LABELS[0])
    assert (ctx.prec, ctx.cap) == before
    with ThreadPoolExecutor(1) as pool, pytest.raises(ZeroDivisionError):
        pool.submit(verdict, LABELS[0]).result(timeout=60)  # the lock is free again
