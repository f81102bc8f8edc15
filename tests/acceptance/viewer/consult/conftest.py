"""A house with a consult to come into."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.viewer.consult.gathered_room import Gathered, gathered


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gathered]:
    with gathered(tmp_path_factory.mktemp("consult")) as opened:
        yield opened
