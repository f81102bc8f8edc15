"""A missing peer must not pass for a passed test in CI."""

from __future__ import annotations

from collections.abc import Callable

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
