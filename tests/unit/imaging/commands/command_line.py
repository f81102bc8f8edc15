"""The command line on an empty data directory."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from imaging.commands.root import application
from imaging.errors import FilmlessError

Filmless = Callable[..., Result]


@pytest.fixture
def filmless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Filmless:
    """Run a command; an error of ours is raised as it is."""
    for name in os.environ:
        if name.startswith("FILMLESS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("FILMLESS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    runner, root = CliRunner(), application()

    def run(*arguments: str, stdin: str = "") -> Result:
        result = runner.invoke(root, list(arguments), input=stdin)
        if isinstance(result.exception, FilmlessError):
            raise result.exception
        return result

    return run


def as_json(result: Result, *, exit_code: int = 0) -> Any:
    """Return what a command told with ``--json``."""
    assert result.exit_code == exit_code, result.output
    return json.loads(result.stdout)
