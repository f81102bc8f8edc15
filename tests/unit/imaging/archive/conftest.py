"""An empty archive for each test; modules that fill it first have their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from imaging.archive.composition import Archive
from tests.engines import open_archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = open_archive(tmp_path)
    yield opened
    opened.close()
