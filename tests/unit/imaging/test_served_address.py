"""Commands beside a server find the address at which it serves; what a setting says wins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from imaging.commands.root import application
from imaging.served_address import recalled, remember
from imaging.settings import Settings

ORDER = ("order", "add", "A-1", "--patient-id", "P-1", "--name", "王小明", "--birth-date", "1960-02-29", "--exam", "CT",
         "--phone", "13912345678", "--json")  # fmt: skip


def settings(data_dir: Path, **more: str) -> Settings:
    return Settings(data_dir=data_dir, **more)  # type: ignore[arg-type]


def test_a_command_in_another_shell_links_to_where_it_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FILMLESS_DATA_DIR", str(tmp_path))
    remember(settings(tmp_path, public_url="https://192.168.1.20:8080"))
    result = CliRunner().invoke(application(), ORDER, catch_exceptions=False)
    assert json.loads(result.stdout)["url"].startswith("https://192.168.1.20:8080/i#")


def test_the_latest_start_counts(tmp_path: Path) -> None:
    remember(settings(tmp_path, public_url="https://192.168.1.20:8080"))
    remember(settings(tmp_path, http_bind="127.0.0.1:8080"))
    assert recalled(settings(tmp_path, http_bind="127.0.0.1:9000")).base_url == "http://127.0.0.1:8080"


def test_an_address_that_is_set_wins(tmp_path: Path) -> None:
    remember(settings(tmp_path, http_bind="127.0.0.1:8080"))
    assert recalled(settings(tmp_path, public_url="https://film.example.org")).base_url == "https://film.example.org"


def test_nothing_is_recalled_where_nothing_was_served(tmp_path: Path) -> None:
    chosen = settings(tmp_path, http_bind="127.0.0.1:9000")
    assert recalled(chosen) is chosen
