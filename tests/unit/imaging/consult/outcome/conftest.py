"""A consult about one picture."""

from __future__ import annotations

import pytest

from imaging.house import House
from tests.consulted import Consulted, consulted
from tests.data import sample_path
from tests.houses import clock, house

__all__ = ["clock", "house"]


@pytest.fixture
def asked(house: House) -> Consulted:
    return consulted(house, sorted(sample_path("ct_head_phantom").glob("*.dcm"))[:2])
