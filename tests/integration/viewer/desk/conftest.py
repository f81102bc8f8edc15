"""A house with people at its desk."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from imaging.access.actors import Role
from tests.integration.viewer.desk.signing import PASSWORD
from tests.serving import Establishment, establishment


@pytest.fixture(scope="module")
def opened() -> Iterator[Establishment]:
    """Two hospitals, and an order in the other one."""
    with establishment() as house:
        for role in (Role.FRONT_DESK, Role.ADMINISTRATOR):
            house.house.people.add(role.value, PASSWORD, house.hospital_id, role)
        yield house


@pytest.fixture
def browser(opened: Establishment) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=opened.served.url) as client:
        yield client
