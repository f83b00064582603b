"""Who may import whom, read from the sources; and everything public says what it is."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [p for room in ("theorems", "checkers", "reports") for p in (ROOT / room).rglob("*.py")]
ALLOWED = {"theorems": {"theorems", "numpy", *sys.stdlib_module_names}}
FORBIDDEN = {"checkers": {"reports", "tests"}, "reports": {"tests", "numba"}}
# The rooms of checkers/, and the modules before them: each imports from those further down only.
ROOMS = (
    *("check", "regions", "forms"),
    *("worst_cases", "neurons", "spheres"),
    *("kernels", "smooth", "networks", "wide_limits"),
    *("gaussians", "activations", "tails", "matrices"),
    *("verdicts", "arithmetic"),
    *("draws", "recheck"),
)
# Balls ask for the quadrature of Gaussian expectations when a formula does.
UPWARDS: set[tuple[str, str]] = set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_flow_one_way_and_everything_public_is_documented(path):
    room, tree = path.relative_to(ROOT).parts[0], ast.parse(path.read_text(encoding="utf-8"))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            if path.parent.name == "recheck" and node.level == 1:  # the folder runs alone
                node.module = f"checkers.recheck.{node.module}"
            else:
                assert node.level == 0  # absolute: this test can read it
            imported |= {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.keyword):
            assert node.arg != "fastmath"
        elif isinstance(node, ast.Attribute):
            assert node.attr != "iv"  # mpmath's intervals do not enclose
    tops = {name.split(".")[0] for name in imported}
    assert tops <= ALLOWED.get(room, tops)
    assert not tops & FORBIDDEN.get(room, set())
    assert "numba" not in tops or "compiled" in path.parts
    assert not any(name.startswith("mpmath") and ".iv" in name for name in imported)
    for node in [tree, *(n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef))]:
        assert getattr(node, "name", "").startswith("_") or ast.get_docstring(node), node


def imported_rooms(path):
    """The rooms of checkers/ from which a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("checkers"):
            for name in node.names:
                yield f"{node.module}.{name.name}".split(".")[1]


def test_rooms_import_downwards_only():
    house, found = ROOT / "checkers", set()
    for path in house.rglob("*.py"):
        name = str(path.relative_to(house))
        room = name.split("/")[0].removesuffix(".py")
        if room == "__init__":
            continue
        for other in imported_rooms(path):
            if other != room and ROOMS.index(other) <= ROOMS.index(room):
                found.add((name, other))
    assert found == UPWARDS


def test_every_room_has_its_place():
    house = ROOT / "checkers"
    rooms = {p.parent.name for p in house.glob("*/__init__.py")}
    modules = {p.stem for p in house.glob("*.py")} - {"__init__"}
    assert rooms | modules == set(ROOMS)


def test_tests_stand_in_the_rooms_of_what_they_test_and_share_no_test_file():
    tests = ROOT / "tests"
    rooms = {p.name for p in (tests / "checkers").iterdir() if p.is_dir() and p.name[0] != "_"}
    assert rooms <= set(ROOMS)
    for path in tests.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").rpartition(".")[2].startswith("test_"), path
