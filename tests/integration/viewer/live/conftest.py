"""A served house, and a consult of three people of three hospitals in it, for each test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from tests.consults import MadeConsult, doctor, made_consult
from tests.serving import Establishment, establishment

NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def opened() -> Iterator[Establishment]:
    with establishment(unknown_ae="accept") as found:
        yield found


@pytest.fixture
def consult(opened: Establishment) -> MadeConsult:
    number = next(NUMBERS)
    people = {
        doctor(opened.house, f"asks{number}"): Part.ASKS,
        doctor(opened.house, f"speaks{number}", "EAST"): Part.SPEAKS,
        doctor(opened.house, f"watches{number}", "WEST"): Part.WATCHES,
    }
    return made_consult(opened.house, people, state=ConsultState.ACCEPTED)


@pytest.fixture
def url(opened: Establishment) -> str:
    return opened.served.url
