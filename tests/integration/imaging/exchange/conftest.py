"""Houses on both databases, for what the outbox locks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from imaging.clock import SetClock
from imaging.house import House
from tests.houses import NOON, open_house


@pytest.fixture
def moved() -> SetClock:
    return SetClock(NOON)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """An address for `database_url`."""
    if request.param == "sqlite":
        return ""
    url: str = request.getfixturevalue("postgresql").new_database()
    return url


@pytest.fixture
def either(database: str, tmp_path: Path, moved: SetClock) -> Iterator[House]:
    """A house on one of them, whose clock moves only when told."""
    with open_house(tmp_path / "data", moved, database_url=database) as opened:
        yield opened
