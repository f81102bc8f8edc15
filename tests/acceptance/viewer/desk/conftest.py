"""One house for the modules that only look, and pages in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.viewer.desk.desk_house import DeskHouse, desk_house, fill


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskHouse]:
    """A house with something to do."""
    with desk_house(tmp_path_factory.mktemp("desk")) as opened:
        fill(opened)
        yield opened
