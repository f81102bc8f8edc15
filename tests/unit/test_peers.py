"""A missing peer must not pass for a passed test in CI."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from _pytest.outcomes import Failed, Skipped

from tests import data
from tests.peers import require


def test_a_missing_peer_is_a_skip_on_a_laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(Skipped, match="apt-get install no-such-peer"):
        require("sh", "no-such-peer")


def test_a_missing_peer_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(Failed, match="no-such-peer"):
        require("no-such-peer")


def test_a_peer_that_is_here_is_found() -> None:
    assert require("sh").name == "sh"


def test_a_missing_catalogue_is_a_skip_on_a_laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(data, "TEST_DATA", None)
    assert data.catalog() == []
    with pytest.raises(Skipped, match="FILMLESS_TEST_DATA"):
        data.conformance_path("x.dcm")


@pytest.mark.parametrize("ask", [data.catalog, data.conformance_path])
def test_a_missing_catalogue_fails_in_ci(monkeypatch: pytest.MonkeyPatch, ask: Callable[[], object]) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(data, "TEST_DATA", None)
    with pytest.raises(Failed, match="FILMLESS_TEST_DATA"):
        ask()


@pytest.mark.parametrize(("named", "is_found"), [(None, False), ("", False), ("nowhere", False), ("data", True)])
def test_the_catalogue_is_where_the_environment_says_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str | None, *, is_found: bool
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "catalog.csv").touch()
    monkeypatch.chdir(tmp_path)
    if named is None:
        monkeypatch.delenv("FILMLESS_TEST_DATA", raising=False)
    else:
        monkeypatch.setenv("FILMLESS_TEST_DATA", named)
    assert data._test_data() == (tmp_path / "data" if is_found else None)


def test_the_summary_says_how_to_have_what_a_laptop_skips() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in {"CI", "FILMLESS_TEST_DATA"}}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        f"{__file__}::test_a_peer_that_is_here_is_found",
    ]
    ended = subprocess.run(command, cwd=data.ROOT, env=environment, check=True, capture_output=True, text=True)
    assert "FILMLESS_TEST_DATA=/path/to/data make test" in ended.stdout
