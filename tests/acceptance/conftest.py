"""The demo, started once for all who come to look at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.demo_visits import Demo, visited
from tests.acceptance.test_demo import Newcomer
from tests.ports import free_port


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo that runs; who asks for it is dealt to one worker (``tests/dealing.py``)."""
    newcomer = Newcomer(tmp_path_factory.mktemp("demo") / "data", free_port(), free_port())
    with visited(newcomer) as running:
        yield running
