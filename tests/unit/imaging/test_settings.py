"""Settings: where they come from, and what is said when one is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from imaging.errors import SettingsError
from imaging.settings import Bind, Settings, UnknownAe, read_settings


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "filmless.toml").write_text('ae_title = "FROMFILE"\nhttp_bind = "127.0.0.1:9000"\n', encoding="utf-8")
    monkeypatch.setenv("FILMLESS_AE_TITLE", "FROMENV")
    settings = read_settings()
    assert settings.ae_title == "FROMENV"
    assert settings.http == Bind("127.0.0.1", 9000)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("FILMLESS_HTTP_BIND", "8080"),
        ("FILMLESS_DICOM_BIND", "127.0.0.1:99999"),
        ("FILMLESS_AE_TITLE", "LONGER THAN SIXTEEN"),
        ("FILMLESS_UNKNOWN_AE", "maybe"),
        ("FILMLESS_DEFAULT_HOSPITAL", "no blanks"),
    ],
)
def test_a_wrong_value_is_named_with_its_key(key: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(key, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert caught.value.key == key
    assert repr(value) in str(caught.value)


def test_settings_can_not_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().ae_title = "OTHER"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("bind", "unknown_ae", "accepted"),
    [
        ("127.0.0.1:104", None, True),
        ("[::1]:104", None, True),
        ("0.0.0.0:104", None, False),
        ("0.0.0.0:104", UnknownAe.ACCEPT, True),
        ("127.0.0.1:104", UnknownAe.REJECT, False),
    ],
)
def test_unknown_senders_are_let_in_on_loopback_only(bind: str, unknown_ae: UnknownAe | None, accepted: bool) -> None:
    assert Settings(dicom_bind=bind, unknown_ae=unknown_ae).accepts_unknown_ae is accepted
