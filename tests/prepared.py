"""What was prepared once and is copied then, because migrating is the slowest part of a small test."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from imaging.house import prepare
from imaging.settings import Settings

# Small tests need no disk: every commit waits for it.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


@cache
def prepared() -> Path:
    """A data directory with the tables and the hospital MAIN; copy it, never change it."""
    directory = Path(tempfile.mkdtemp(prefix="filmless-prepared-", dir=MEMORY))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    prepare(Settings(data_dir=directory))
    return directory


def prepare_quickly(settings: Settings) -> None:
    """Prepare a data directory as `filmless` does; into an empty one, what is the same in all of them is copied."""
    directory = settings.data_dir
    if not settings.database_url and not (directory.exists() and any(directory.iterdir())):
        shutil.copytree(prepared(), directory, dirs_exist_ok=True)
    prepare(settings)
