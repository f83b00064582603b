"""The trusted core as a reader meets it: short files, no text that is run, nothing of ours."""

import ast
import re
import sys
from pathlib import Path

import pytest

from checkers import recheck
from theorems import THEOREMS, TWINS, VARIANTS

FOLDER = Path(recheck.__file__).parent
FILES = sorted(FOLDER.glob("*.py"))
LABELS = {t.label for t in (*THEOREMS, *TWINS, *VARIANTS)}
THEOREMS_USED = {"hoeffding", "taylor"}  # a theorem and a label of one name
PARTS = {part for label in LABELS for part in re.split("[/:]", label)} - THEOREMS_USED
RUNS_TEXT = {"eval", "exec", "compile", "__import__", "getattr", "globals", "vars"}
NEVER = {"ast", "importlib", "inspect", "pickle", "runpy", "code"}
by_file = pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)


@by_file
def test_a_file_has_at_most_200_lines(path):
    assert len(path.read_text("utf-8").splitlines()) <= 200


@by_file
def test_a_function_has_at_most_40_lines(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 40, node.name


@by_file
def test_imports_are_flint_mpmath_the_standard_library_and_its_own(path):
    allowed = {"flint", "mpmath", *sys.stdlib_module_names} - NEVER
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert {name.name.partition(".")[0] for name in node.names} <= allowed
        elif isinstance(node, ast.ImportFrom):
            own = node.level == 1 and (FOLDER / f"{node.module}.py").is_file()
            assert own or (node.level == 0 and node.module.partition(".")[0] in allowed)


@by_file
def test_no_text_is_run(path):
    names = {n.id for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Name)}
    assert not names & RUNS_TEXT


@by_file
def test_no_label_and_no_switched_off_rule(path):
    """Nor a part of one, in any text that the program could compare with."""
    text = path.read_text("utf-8")
    assert not re.search(r"noqa|type: ignore|fmt: off", text)
    for told in compared(ast.parse(text)):
        words = set(re.findall(r"[A-Za-z0-9.]+(?:[-][A-Za-z0-9.]+)*", told))
        assert not words & PARTS, told
        assert "twin" not in told
        assert not any(label in told for label in LABELS)


def compared(tree):
    """The texts of a module that are no docstrings."""
    nodes = [*ast.walk(tree)]
    documented = [n for n in nodes if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)]
    told = {ast.get_docstring(node, clean=False) for node in documented}
    constants = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return constants - told


def test_the_text_says_nothing_that_nobody_knows():
    """Each statement is of the catalogue, and each line of the text is read into a record."""
    assert {*recheck.statements.statements()} <= LABELS
    assert all(known.terms or known.remainder or known.form == "sphere"
               for known in recheck.statements.statements().values())  # fmt: skip
