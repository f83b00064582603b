"""Adding a bound, an identity or an activation touches the places that CONTRIBUTING names.

What a file touches besides would fail here: each copy is a whole project, and the command decides
the new statements in it.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("theorems", "checkers", "reports", "widecheck.py", "references.bib")
TOPIC = "theorems/gaussian_counts"
BOUND = '''"""Half as close: a bound on a quantity that the catalogue does not have."""

import numpy as np

from theorems.language.functions import log, sqrt
from theorems.language.givens import normal, vector
from theorems.language.parameters import DELTA, TAU, WIDTH
from theorems.language.records import Bound, Source
from theorems.language.variants import twin

PRINTED = Bound(
    label="own/half-as-close",
    title="Few pre-activations are very small",
    source=Source("slides", "nowhere", "N <= m tau / 2 + sqrt(m log(1/delta))"),
    reading="For every m, tau > 0, x != 0, delta in (0, 1), with probability at least 1 - delta.",
    parameters=(WIDTH, TAU, DELTA),
    fixed={"x": vector("d", "!= 0")},
    random={"W0": normal("m", "d")},
    quantity=lambda W0, x, tau: np.sum(2 * np.abs(W0 @ x) <= tau * np.linalg.norm(x)),
    at_most=(lambda m, tau, delta: m * tau / 2 + sqrt(m * log(1 / delta)),),
    except_with="delta",
)
FALSE = (
    twin(PRINTED, "tenth", "a tenth of the mean", at_most=(lambda m, tau: m * tau / 20,)),
)
'''
SUPREMUM = '''"""Half as close: a binomial count, as tau / 2 is what |g_i| is compared with."""

from fractions import Fraction

from flint import arb

from checkers.arithmetic.balls import ball
from checkers.tails.counts import CountLaw
from checkers.worst_cases.suprema.record import COUNTED, TAU, M, Shape, Supremum
from theorems.gaussian_counts.half_as_close import PRINTED
from theorems.language.text import parsed

SUPREMUM = Supremum(
    statement=PRINTED,
    needs=COUNTED,
    law=lambda s, bound: CountLaw(
        trials=s.m, small=lambda: ball(s.tau / 2), threshold=bound, unit=lambda: arb(1)
    ),
    per=parsed("1"),
    drawn=lambda s: ("small-count", {"m": s.m, "tau": float(s.tau) / 2}, 1.0),
    shape=Shape("count", TAU * Fraction(1, 2), M, M),
)
'''
CORE = """
own/half-as-close
  form: bound
  given m: integer >= 1
  given tau: real > 0
  given delta: real > 0, < 1
  at most: m*tau/2 + sqrt(m*l)
  law: count ; m ; tau/2 ; level
own/half-as-close:twin-tenth, like own/half-as-close
  at most: m*tau/20
"""
IDENTITY = '''"""A network of absolute values is two networks of relu."""

import numpy as np

from theorems.language.givens import array, vector
from theorems.language.parameters import DIMENSION, SMALL_WIDTH
from theorems.language.records import Identity, Source
from theorems.language.variants import twin

PRINTED = Identity(
    label="own/abs-of-relu",
    title="|z| = relu(z) + relu(-z), summed over neurons",
    source=Source("slides", "nowhere", "sum |w_i.x| = sum relu(w_i.x) + relu(-w_i.x)"),
    reading="For every W and x.",
    parameters=(SMALL_WIDTH, DIMENSION),
    fixed={"W": array("m", "d"), "x": vector("d")},
    sides=(
        lambda W, W0, a, x: np.sum(np.abs(W @ x)),
        lambda W, W0, a, x: np.sum(np.maximum(W @ x, 0)) + np.sum(np.maximum(-(W @ x), 0)),
    ),
    of="cells",
)
FALSE = (
    twin(
        PRINTED,
        "difference",
        "the difference in place of the sum",
        sides=(
            lambda W, W0, a, x: np.sum(np.abs(W @ x)),
            lambda W, W0, a, x: np.sum(np.maximum(W @ x, 0)) - np.sum(np.maximum(-(W @ x), 0)),
        ),
    ),
)
'''
ACTIVATION = """        Activation(
            "cos",
            value=cos,
            slope=lambda z: -sin(z),
            curvature=lambda z: -cos(z),
            lipschitz=True,
            smooth=True,
        ),
    )
}
"""
ROW = """    "cos": Row(
        parity=Parity("even", EVEN),
        sides=_everywhere(lambda w, _: w.cos()),
        dual=(duals.sin_slope, duals.sin_value),
        steepest=lambda: arb.pi() / 2,
        edge=4,
        periodic=True,
        bends=(-HALF,),
    ),
}
PARITIES"""


@pytest.fixture
def copy(tmp_path):
    """The project without its tests, and how it was."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(
                source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.nb?")
            )
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


def insert(file, before, text):
    """Text before the first line that has `before`, which comes along."""
    content = file.read_text(encoding="utf-8")
    assert before in content
    file.write_text(content.replace(before, text, 1), encoding="utf-8")


def listed(folder, module):
    """The statement of a module in the lists of its folder: one more import, two more entries."""
    init = folder / "__init__.py"
    insert(
        init,
        "\nfrom theorems",
        f"\nfrom {'.'.join(folder.parts[-2:])} import {module}\nfrom theorems",
    )
    insert(
        init,
        "THEOREMS: tuple[Theorem, ...] = (",
        f"THEOREMS: tuple[Theorem, ...] = (\n    {module}.PRINTED,",
    )
    insert(
        init,
        "TWINS: tuple[Theorem, ...] = (",
        f"TWINS: tuple[Theorem, ...] = (\n    *{module}.FALSE,",
    )


def touched(copy):
    """The files that differ from the project's."""
    files = [p for p in copy.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    names = {str(p.relative_to(copy)) for p in files if p.suffix in (".py", ".txt", ".bib")}
    return {
        name
        for name in names
        if not (ROOT / name).is_file() or (ROOT / name).read_bytes() != (copy / name).read_bytes()
    }


def run(copy, *arguments):
    """What the command prints in the copy."""
    done = subprocess.run(
        [sys.executable, "-m", "widecheck", *arguments], cwd=copy, capture_output=True, text=True
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def verdicts(copy, *arguments):
    """The verdicts of a command, by label."""
    found = json.loads(run(copy, "check", *arguments, "--json"))
    return {verdict["label"]: verdict for verdict in found["verdicts"]}


def test_a_bound_on_a_new_quantity(copy):
    (copy / TOPIC / "half_as_close.py").write_text(BOUND)
    listed(copy / TOPIC, "half_as_close")
    before = verdicts(copy, "own/half-as-close", "--set", "m=20")
    assert before["own/half-as-close"]["level"] == "definition"
    suprema = copy / "checkers/worst_cases/suprema"
    (suprema / "half_as_close.py").write_text(SUPREMUM)
    insert(
        suprema / "__init__.py",
        "    linearization_error,",
        "    half_as_close,\n    linearization_error,",
    )
    insert(
        suprema / "__init__.py",
        "    linearization_error.SUP",
        "    half_as_close.SUPREMUM,\n    linearization_error.SUP",
    )
    with (copy / "checkers/recheck/statements.txt").open("a") as core:
        core.write(CORE)
    assert touched(copy) == {
        f"{TOPIC}/half_as_close.py",
        f"{TOPIC}/__init__.py",
        "checkers/worst_cases/suprema/half_as_close.py",
        "checkers/worst_cases/suprema/__init__.py",
        "checkers/recheck/statements.txt",
    }
    point = verdicts(copy, "own/half-as-close", "--set", "m=20", "--run", "RUN")
    assert point["own/half-as-close"]["outcome"] == "certified"
    assert point["own/half-as-close"]["level"] == "law"
    assert "1 of 1" in run(copy, "recheck", "RUN")
    every = verdicts(copy, "own/half-as-close", "own/half-as-close:twin-tenth")
    assert every["own/half-as-close"]["scope"] == "all"
    assert every["own/half-as-close:twin-tenth"]["outcome"] == "refuted"


def test_an_identity(copy):
    (copy / TOPIC / "abs_of_relu.py").write_text(IDENTITY)
    listed(copy / TOPIC, "abs_of_relu")
    assert touched(copy) == {f"{TOPIC}/abs_of_relu.py", f"{TOPIC}/__init__.py"}
    found = verdicts(copy, "own/abs-of-relu", "own/abs-of-relu:twin-difference")
    assert found["own/abs-of-relu"]["outcome"] == "certified"
    assert found["own/abs-of-relu"]["scope"] == "all"
    assert found["own/abs-of-relu:twin-difference"]["outcome"] == "refuted"


def test_an_activation(copy):
    insert(copy / "theorems/language/activations.py", "    )\n}\n", ACTIVATION)
    insert(copy / "checkers/activations/rows.py", "}\nPARITIES", ROW)
    assert touched(copy) == {"theorems/language/activations.py", "checkers/activations/rows.py"}
    labels = ("slides/ntk-limit", "slides/smooth-remainder", "giancola/prop-III.3.3")
    for label in labels:
        found = verdicts(copy, label, "--set", "activation=cos")[label]
        assert found["outcome"] == "certified", found
        assert found["setting"]["activation"] == "cos"
