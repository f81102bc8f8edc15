"""Pillow guesses the format of what it opens, Postscript included, unless it is told (safety: RB-07)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parents[4]
SOURCES = [path for package in ("imaging", "gateway", "viewer") for path in (ROOT / package).rglob("*.py")]


def is_image_open(call: ast.Call) -> bool:
    function = call.func
    is_open = isinstance(function, ast.Attribute) and function.attr == "open"
    return is_open and isinstance(function.value, ast.Name) and function.value.id == "Image"


@pytest.mark.parametrize("path", [path for path in SOURCES if "PIL" in path.read_text(encoding="utf-8")], ids=str)
def test_images_are_opened_in_named_formats_only(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and is_image_open(node)]
    assert all(any(keyword.arg == "formats" for keyword in call.keywords) for call in calls)
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert "MAX_IMAGE_PIXELS" not in names


def test_pillows_own_limit_is_kept() -> None:
    assert Image.MAX_IMAGE_PIXELS is not None
    assert Image.MAX_IMAGE_PIXELS <= 100_000_000
