"""A hospital with images, a radiologist, and somebody who may not see them; and another hospital."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from imaging.access.actors import Role
from tests.data import sample_path
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.serving import Establishment, establishment

SAMPLES = ("ct_head_phantom", "us_echo", "cr_chest", "us_ob", "sc", "report_sr", "ecg", "mr_overlay", "mg")


@pytest.fixture(scope="module")
def opened() -> Iterator[Establishment]:
    with establishment() as house:
        for role in (Role.RADIOLOGIST, Role.FRONT_DESK):
            house.house.people.add(role.value, PASSWORD, house.hospital_id, role)
        for folder in SAMPLES:
            house.receive(*sorted(sample_path(folder).glob("*.dcm"))[:6])
        yield house


@pytest.fixture
def doctor(opened: Establishment) -> Iterator[httpx.Client]:
    """A radiologist who has signed in."""
    with httpx.Client(base_url=opened.served.url, timeout=60) as client:
        sign_in(client, "radiologist")
        yield client
