"""A house with doctors, and an exam to report."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from imaging.access.actors import Person, Role
from imaging.access.signing_in import Proof
from imaging.house import House
from imaging.orders.orders import NewOrder
from imaging.orders.reports import Report
from imaging.reporting.content import Content, Language
from imaging.reporting.signing import Assent
from imaging.reporting.work import Beginning, Work, WorkKind
from tests.houses import clock, house

__all__ = ["clock", "house"]
PASSWORD = "correct-horse-battery"
HOSPITAL = 1


@dataclass(frozen=True)
class Reporting:
    """One exam, and two doctors."""

    house: House
    order_id: int
    resident: Person
    senior: Person

    def begin(self, who: Person | None = None, kind: WorkKind = WorkKind.REPORT, reason: str = "") -> Work:
        beginning = Beginning(kind, Language.EN, reason)
        return self.house.reporting.works.begin(who or self.resident, self.order_id, HOSPITAL, beginning)

    def write(self, work: Work, who: Person | None = None, **sections: str) -> int:
        content = Content.of_browser(Language.EN, sections)
        held = self.house.reporting.works.by_id(work.id, HOSPITAL)
        return self.house.reporting.works.save(who or self.resident, work.id, HOSPITAL, held.revision, content)

    def sign(self, work: Work, who: Person | None = None) -> Report:
        return self.house.reporting.signing.sign(who or self.resident, work.id, HOSPITAL, self.assent(work))

    def submit(self, work: Work, who: Person | None = None, note: str = "") -> None:
        self.house.reporting.signing.submit(who or self.resident, work.id, HOSPITAL, self.assent(work), note)

    def assent(self, work: Work) -> Assent:
        return Assent(Proof.PASSWORD, self.house.reporting.works.by_id(work.id, HOSPITAL).revision)

    def final(self, **sections: str) -> Report:
        work = self.begin()
        self.write(work, **(sections or {"findings": "<p>Nothing.</p>"}))
        return self.sign(work)


@pytest.fixture
def reporting(house: House) -> Reporting:
    order = house.orders.create(HOSPITAL, NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT head", "M", "CT"))[0]
    people = [house.people.add(name, PASSWORD, HOSPITAL, Role.RADIOLOGIST, name.title()) for name in ("rita", "sam")]
    return Reporting(house, order.id, people[0], people[1])
