"""The data directory: made for this user alone, and closed again where an earlier version left it open to others."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path
from typing import Final

from imaging.errors import SettingsError

# What is here for nobody else. Whatever lies deeper is behind these.
_OURS: Final = (
    "index.sqlite3", "index.sqlite3-wal", "index.sqlite3-shm", "index.sqlite3-turns", "secret.key", "served-address",
    "demo.json", "landing", "objects", "derived", "arriving-reports", "run", "tls",
)  # fmt: skip
_OTHERS: Final = 0o077
# A full disk is no wrong setting: what is here can still be looked at.
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


def make_data_directory(path: Path) -> None:
    """Make the directory if it is missing, and see to it that others can't look in.

    A directory that holds other things as well belongs to somebody who has decided who may enter it; then only what
    is ours in it is closed.

    Raises
    ------
    SettingsError
        It can't be made, or nothing can be written into it.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        if error.errno not in _FULL:
            allowed = f"a directory that this user can write to ({error.strerror})"
            raise SettingsError("FILMLESS_DATA_DIR", str(path), allowed) from error
    with os.scandir(path) as entries:
        names = [entry.name for entry in entries]
    for name in (each for each in names if each in _OURS):
        _close(path / name)
    if all(name in _OURS for name in names):
        _close(path)


def _close(path: Path) -> None:
    try:
        held = path.lstat()
        is_link = path.is_symlink()
        if held.st_uid == os.geteuid() and held.st_mode & _OTHERS and not is_link:
            path.chmod(held.st_mode & 0o7777 & ~_OTHERS)
    except FileNotFoundError:
        # Another process has just finished with it, as SQLite does with its log.
        return
