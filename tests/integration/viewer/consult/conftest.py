"""A hospital that asks, one that answers, and people of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import httpx
import pytest

from imaging.access.actors import Person, Role
from tests.data import sample_path
from tests.gathered import somebody
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.serving import Establishment, establishment

SAMPLES = ("ct_head_phantom", "us_echo", "mr_overlay", "report_sr", "seg")


@dataclass(frozen=True)
class Town:
    """Two hospitals, and who works there."""

    place: Establishment
    asker: Person
    colleague: Person
    expert: Person
    stranger: Person
    study_ids: tuple[int, ...]


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with establishment() as place:
        house = place.house
        elsewhere = house.hospitals.add("ELSE", "Elsewhere Hospital").id
        for folder in SAMPLES:
            place.receive(*sorted(sample_path(folder).glob("*.dcm"))[:1])
        found = {each.study_id for each in house.archive.retrieve.instances_of(None)}
        yield Town(
            place,
            somebody(house, "asker", place.hospital_id, password=PASSWORD),
            somebody(house, "colleague", place.hospital_id, password=PASSWORD),
            somebody(house, "expert", elsewhere, Role.CLINICIAN, PASSWORD),
            somebody(house, "stranger", elsewhere, password=PASSWORD),
            tuple(sorted(found)),
        )


Visit = Callable[[str], httpx.Client]


@pytest.fixture
def visit(town: Town) -> Iterator[Visit]:
    """Give browsers: of somebody who has signed in, or of nobody (an empty login)."""
    with ExitStack() as stack:

        def browser(login: str) -> httpx.Client:
            client = stack.enter_context(httpx.Client(base_url=town.place.served.url, timeout=60))
            if login:
                client.headers.update(sign_in(client, login))
            return client

        yield browser
