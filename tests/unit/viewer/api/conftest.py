"""The API of a house, and a system that may do everything there."""

from __future__ import annotations

import pytest

from imaging.house import House
from tests.houses import clock, house
from tests.unit.viewer.api.clients import Client, Http, machine
from viewer.api.routes import routes
from viewer.app import compose

__all__ = ["clock", "house"]


@pytest.fixture
def http(house: House) -> Http:
    return Http(compose(routes(house), house.settings))


@pytest.fixture
def api(house: House, http: Http) -> Client:
    return machine(house, http)
