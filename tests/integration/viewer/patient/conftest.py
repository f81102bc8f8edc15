"""An exam, and a browser that has opened its link."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.exams import Exam, exam, place
from tests.integration.viewer.patient.browser import RIGHT, open_link
from tests.serving import Establishment

__all__ = ["exam", "place"]


@pytest.fixture
def client(place: Establishment) -> Iterator[httpx.Client]:
    """A browser that knows nothing yet."""
    with httpx.Client(base_url=place.served.url, timeout=60) as opened:
        yield opened


@pytest.fixture
def opened(client: httpx.Client, exam: Exam) -> httpx.Client:
    """A browser that has opened the link; images are here."""
    exam.receive("mr_brain_t1", most=5)
    answer = open_link(client, exam, factor=RIGHT)
    assert answer.status_code == 200, answer.text
    return client
