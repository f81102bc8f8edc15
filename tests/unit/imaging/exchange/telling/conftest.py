"""A house with doctors who can be told of something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pytest

from imaging.access.actors import Person, Role
from imaging.exchange.telling.news import Kind, News, Told, Urgency
from imaging.house import House
from tests.houses import clock, house

__all__ = ["clock", "house"]
PASSWORD = "correct-horse-battery"
HOSPITAL = 1


@dataclass(frozen=True)
class Ward:
    """Two doctors of one hospital."""

    house: House
    ann: Person
    ben: Person

    def tell(
        self,
        people: Sequence[Person],
        kind: Kind = Kind.CONSULT_ASKED,
        key: str = "consult-1-asked",
        urgency: Urgency = Urgency.ROUTINE,
        answer_by: datetime | None = None,
        expires_at: datetime | None = None,
        path: str = "/c/7",
    ) -> None:
        told = News([each.user_id for each in people], kind, key, path, urgency, HOSPITAL, answer_by, expires_at)
        with self.house.index.write() as connection:
            self.house.telling.inbox.tell(connection, told)

    def answer(self, who: Person, key: str = "consult-1-asked") -> None:
        with self.house.index.write() as connection:
            self.house.telling.inbox.answered(connection, key, who.user_id)

    def withdraw(self, who: Person | None = None, key: str = "consult-1-asked") -> None:
        with self.house.index.write() as connection:
            self.house.telling.inbox.withdraw(connection, key, None if who is None else who.user_id)

    def inbox(self, who: Person) -> list[Told]:
        return list(self.house.telling.inbox.of(who.user_id))


@pytest.fixture
def ward(house: House) -> Ward:
    ann, ben = (house.people.add(name, PASSWORD, HOSPITAL, Role.CLINICIAN, name.title()) for name in ("ann", "ben"))
    return Ward(house, ann, ben)
