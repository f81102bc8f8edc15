"""A town of two hospitals, over each index, at noon of a day that tests can move on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from imaging.clock import SetClock
from tests.asked_consults import Town, town
from tests.houses import NOON, open_house


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture(params=["sqlite", "postgresql"])
def east(request: pytest.FixtureRequest, tmp_path: Path, clock: SetClock) -> Iterator[Town]:
    url = request.getfixturevalue("postgresql").new_database() if request.param == "postgresql" else ""
    with open_house(tmp_path, clock, database_url=url) as opened:
        yield town(opened)
