"""The data directory, which is for one user of the machine alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from stat import S_IMODE

import pytest

from imaging.errors import SettingsError
from imaging.settings.data_directory import make_data_directory

SHARED = 0o022


def modes(directory: Path) -> dict[str, int]:
    return {path.name: S_IMODE(path.stat().st_mode) for path in [directory, *directory.rglob("*")]}


def test_what_a_command_makes_is_for_its_user_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    environment = os.environ | {"FILMLESS_DATA_DIR": str(data)}
    subprocess.run(
        [Path(sys.executable).parent / "filmless", "status"],
        env=environment, umask=SHARED, capture_output=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert "index.sqlite3" in modes(data)
    assert not {name: oct(mode) for name, mode in modes(data).items() if mode & 0o077}


def opened(directory: Path, *more: str) -> None:
    """Make what an earlier version left, readable by everybody."""
    former = os.umask(SHARED)
    (directory / "objects").mkdir(parents=True)
    for name in ("index.sqlite3", "secret.key", *more):
        (directory / name).write_bytes(b"")
    os.umask(former)


def test_what_stood_open_is_closed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    opened(data)
    make_data_directory(data)
    assert modes(data) == {"data": 0o700, "objects": 0o700, "index.sqlite3": 0o600, "secret.key": 0o600}


def test_what_is_not_ours_keeps_its_permissions(tmp_path: Path) -> None:
    """As where somebody's home was named."""
    data = tmp_path / "home"
    opened(data, "letter.txt")
    make_data_directory(data)
    assert modes(data) == {
        "home": 0o755, "objects": 0o700, "index.sqlite3": 0o600, "secret.key": 0o600, "letter.txt": 0o644
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/dev/null/x", "/etc/hostname", "/proc/x"])
def test_what_can_not_be_one_is_named(path: str) -> None:
    with pytest.raises(SettingsError, match=f"FILMLESS_DATA_DIR is '{path}', but must be a directory"):
        make_data_directory(Path(path))
