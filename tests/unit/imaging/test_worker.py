"""What the worker looks at before it starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from imaging.errors import SettingsError
from imaging.settings import Settings, read_settings
from imaging.worker import check


def test_a_wrong_place_of_the_objects_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="FILMLESS_OBJECTS_URL"):
        check(Settings(data_dir=tmp_path, objects_url="ftp://host/objects"))


def test_objects_that_are_only_away_keep_nobody_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    check(Settings(data_dir=tmp_path, objects_url="s3://film?endpoint=http://127.0.0.1:1"))
    assert "can't be reached" in capsys.readouterr().out


def test_events_that_are_only_away_keep_nobody_from_starting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check(Settings(data_dir=tmp_path, events_url="redis://127.0.0.1:1/0"))
    said = capsys.readouterr().out
    assert "can't be reached" in said
    assert "events" in said


def test_a_wrong_address_of_events_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILMLESS_EVENTS_URL", "redis://127.0.0.1:port/0")
    with pytest.raises(SettingsError, match="FILMLESS_EVENTS_URL"):
        read_settings()
