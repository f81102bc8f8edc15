"""What a patient does not read on the page is not in the archive that they take along."""

from __future__ import annotations

import io
import zipfile

import pytest

from imaging.access.actors import WORKER
from imaging.house import House
from imaging.orders.dicom_reports import DicomReports
from imaging.orders.orders import NewOrder
from imaging.orders.report_rules import ReleaseRule, ReportRules
from imaging.sharing.film import Films
from imaging.sharing.takeaway import Takeaways
from imaging.sharing.withheld import Withheld
from tests.unit.imaging.orders.arriving import COMPREHENSIVE_SR, receive_pdf, receive_structured

CATALOGUE, README = 1, 1


@pytest.fixture
def order_id(house: House) -> int:
    return house.orders.create(1, NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT"))[0].id


@pytest.fixture
def worker(house: House) -> DicomReports:
    return DicomReports(house.index, house.clock, house.reports, house.documents, house.archive.retrieve)


def taken_along(house: House, order_id: int) -> int:
    """How many objects are in the archive of originals."""
    retrieve = house.archive.retrieve
    film = Films(house.index, retrieve).of(house.bindings.study_ids(order_id))
    film = film.without(Withheld(house.index, retrieve, house.reports).of(film, order_id))
    takeaway = Takeaways(house.index, retrieve, house.archive.pictures).originals(film)
    with zipfile.ZipFile(io.BytesIO(b"".join(takeaway.stream()))) as archive:
        return len(archive.namelist()) - CATALOGUE - README


def test_a_report_goes_along_only_once_it_was_released_and_while_nobody_holds_it(
    house: House, order_id: int, worker: DicomReports
) -> None:
    house.reporting.rules.change(WORKER, 1, ReportRules(release=ReleaseRule.BY_PERSON))
    receive_pdf(house)
    assert taken_along(house, order_id) == 0, "nobody has looked at it yet"
    worker.take()
    assert taken_along(house, order_id) == 0, "it waits for a person"
    house.reporting.releases.release(WORKER, order_id, 1)
    assert taken_along(house, order_id) == 1
    house.reporting.releases.hold(WORKER, order_id, 1, "talk first")
    assert taken_along(house, order_id) == 0
    house.reporting.releases.lift(WORKER, order_id, 1)
    assert taken_along(house, order_id) == 1


def test_what_is_perhaps_the_report_waits_for_a_person(house: House, order_id: int, worker: DicomReports) -> None:
    receive_pdf(house, title=None)
    worker.take()
    assert taken_along(house, order_id) == 0
    (asked,) = house.documents.of_order(order_id)
    house.documents.leave(WORKER, order_id, 1, asked.instance_id)
    assert taken_along(house, order_id) == 1, "it is no report"


def test_a_draft_stays(house: House, order_id: int, worker: DicomReports) -> None:
    receive_structured(house, verification="UNVERIFIED")
    worker.take()
    assert [report.state for report in house.reports.of_order(order_id)] == ["draft"]
    assert taken_along(house, order_id) == 0


def test_a_dose_goes_with_its_images(house: House, order_id: int, worker: DicomReports) -> None:
    dose = ("113701", "DCM", "X-Ray Radiation Dose Report")
    receive_structured(house, COMPREHENSIVE_SR, title=dose, template="10001")
    assert taken_along(house, order_id) == 1
    worker.take()
    assert taken_along(house, order_id) == 1
