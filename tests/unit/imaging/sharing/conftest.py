"""A house in an empty directory for every test that asks for one, and what most of them begin with."""

from __future__ import annotations

import pytest

from imaging.house import House
from imaging.sharing.links import IssuedLink
from tests.houses import clock, house
from tests.unit.imaging.sharing.correcting import PHONE, brought

__all__ = ["clock", "house"]


@pytest.fixture
def link(house: House) -> IssuedLink:
    """The link of an order that was brought with a telephone number."""
    return brought(house, phone=PHONE)
