"""The direction of the imports: doors know the house, the house no door, floors only what lies below them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("imaging", "gateway", "viewer")
FLOORS = (
    "problems", "errors", "seam", "isolated", "clock", "settings", "served_address", "logs", "events", "dicom",
    "pixels", "index", "archive", "access", "orders", "sharing", "reading", "reporting", "exporting", "exchange",
    "consult", "house", "supervisor", "chores", "worker", "commands",
)  # fmt: skip
# Protocols are spoken in the doors alone, and pixels are touched in the house alone.
ONLY_IN = {
    "starlette": {"viewer"}, "uvicorn": {"viewer"}, "pynetdicom": {"gateway"}, "socket": {"gateway", "viewer"},
    "numpy": {"imaging"}, "PIL": {"imaging"}, "imagecodecs": {"imaging"}, "pypdfium2": {"imaging"},
}  # fmt: skip


def modules() -> dict[str, Path]:
    """Every module of the three packages by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "node_modules" not in parts and "migrations" not in parts:
                found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


@cache
def parsed(path: Path) -> ast.Module:
    """A file as its syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """Names of the modules that a file imports, wherever in the file it does so."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else node.module


def floor(name: str) -> int:
    return FLOORS.index(name.split(".")[1])


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_point_down(name: str) -> None:
    package = name.split(".", maxsplit=1)[0]
    for target in imported(MODULES[name]):
        top = target.split(".")[0]
        assert package in ONLY_IN.get(top, {package}), f"{name} imports {target}"
        if top not in PACKAGES:
            continue
        assert top in {package, "imaging"}, f"{name} imports {target}: doors never import each other"
        if package == "imaging" and "." in name and "." in target:
            assert floor(target) <= floor(name), f"{name} imports {target}, which stands above it"


def test_there_are_no_cycles() -> None:
    graph = {name: {t for t in imported(path) if t in MODULES and t != name} for name, path in MODULES.items()}
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" imports ".join(error.args[1]))


@pytest.mark.parametrize("name", sorted(MODULES))
def test_no_import_hides_in_a_function(name: str) -> None:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    for function in (node for node in ast.walk(parsed(MODULES[name])) if isinstance(node, functions)):
        hidden = [n.lineno for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
        assert not hidden, f"{name}: imports inside a function at lines {hidden}"
