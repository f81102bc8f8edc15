"""A hospital with one exam on its way, whose slip the patient holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from imaging.access.actors import Operator
from imaging.orders.orders import NewOrder, Order
from imaging.orders.reports import NewReport, ReportState
from imaging.sharing.film import Film, Films
from imaging.sharing.links import IssuedLink
from tests.data import sample_path
from tests.serving import Establishment, establishment

PHONE = "13900005678"
BIRTH_DATE = "19800101"


@dataclass
class Exam:
    """An order with the link that its slip carries."""

    place: Establishment
    order: Order
    link: IssuedLink

    @property
    def url(self) -> str:
        return self.link.url(self.place.served.url)

    @property
    def api(self) -> str:
        """Where everything of its link is found."""
        return f"/i/api/links/{self.link.secret.handle}"

    @property
    def film(self) -> Film:
        """What is bound to the order, as the patient's page shows it."""
        house = self.place.house
        return Films(house.index, house.archive.retrieve).of(house.bindings.study_ids(self.order.id))

    def receive(self, *folders: str, most: int = 1000) -> None:
        """Let images of the sample come in and be bound to the order, whatever they say of themselves."""
        for folder in folders:
            self.take(sorted(sample_path(folder).glob("*.dcm"))[:most])

    def take(self, paths: Sequence[Path]) -> None:
        """Let these files come in and be bound."""
        assert paths
        house = self.place.house
        for uid in {each.study_instance_uid for each in self.place.receive(*paths)}:
            study_id = house.archive.retrieve.instances_of(None, uid)[0].study_id
            if study_id not in house.bindings.study_ids(self.order.id):
                house.bindings.settle(Operator(), study_id, self.order.id, self.place.hospital_id)

    def report(self, text: str, state: ReportState = ReportState.FINAL, pdf: bytes = b"") -> None:
        new = NewReport(state=state, text=text, pdf=pdf, author="李明 Li Ming")
        self.place.house.reports.add(Operator(), self.order.id, self.place.hospital_id, new)


def book(place: Establishment, number: str = "DEMOACC0002", **changes: Any) -> Exam:
    values: dict[str, Any] = {
        "accession_number": number,
        "patient_id": "DEMO0002",
        "patient_name": "Zhang^San=张^三",
        "patient_birth_date": BIRTH_DATE,
        "procedure_description": "头颅磁共振平扫",
        "modality": "MR",
        "place": "门诊楼 2 层 磁共振 3 室",
        "preparation": "请提前 20 分钟到达,取下金属物品。",
    }
    booking = place.house.appointments.book(Operator(), place.hospital_id, NewOrder(**values | changes), phone=PHONE)
    assert booking.link is not None
    return Exam(place, booking.order, booking.link)


@pytest.fixture
def place() -> Iterator[Establishment]:
    """A hospital with nothing in it, served."""
    with establishment() as opened:
        yield opened


@pytest.fixture
def exam(place: Establishment) -> Exam:
    """An exam of which nothing has come yet."""
    return book(place)
