"""What `filmless settings` prints."""

from __future__ import annotations

import json

import pytest

from tests.unit.imaging.commands.command_line import Filmless


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_no_password_is_printed(filmless: Filmless, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]) -> None:
    monkeypatch.setenv("FILMLESS_DATABASE_URL", "postgresql://reader:hidden-word@db.example.org/index")
    monkeypatch.setenv("FILMLESS_EVENTS_URL", "redis://:hidden-word@events.example.org:6379/0")
    monkeypatch.setenv("COLUMNS", "400")
    printed = filmless("settings", *options).output
    assert "hidden-word" not in printed
    assert "db.example.org/index" in printed
    assert "events.example.org:6379/0" in printed


def test_every_setting_is_printed_with_its_value_and_meaning(
    filmless: Filmless, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FILMLESS_AE_TITLE", "RADIOLOGY")
    rows = {row["name"]: row for row in json.loads(filmless("settings", "--json").output)}
    assert rows["FILMLESS_AE_TITLE"]["value"] == "RADIOLOGY"
    assert all(row["meaning"] for row in rows.values())
