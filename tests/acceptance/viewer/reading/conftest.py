"""A hospital with images, and a radiologist before the viewer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.viewer.reading.reading_room import ReadingRoom, reading_room


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingRoom]:
    with reading_room(tmp_path_factory.mktemp("reading")) as opened:
        yield opened
