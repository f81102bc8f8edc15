"""Reports that came as DICOM are taken once, for the order that their study is bound to."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from imaging.access.actors import Person, Role
from imaging.archive.keys import ObjectKey
from imaging.archive.transfer import Transfer
from imaging.clock import SetClock
from imaging.house import House
from imaging.orders.dicom_reports import DicomReports
from imaging.orders.orders import NewOrder
from imaging.orders.progress import progress_of
from imaging.orders.reports import NewReport, ReportState
from tests.houses import send
from tests.unit.imaging.orders.arriving import (
    BASIC_TEXT_SR,
    PDF,
    latest,
    receive_pdf,
    receive_structured,
)

DESK = Person(1, 1, "desk", Role.FRONT_DESK)


def correct(house: House, order_id: int, patient_id: str) -> None:
    """Set the patient's number of an order, and have what is bound to it judged anew."""
    with house.index.write() as connection:
        held = house.bindings.hold_within(connection, order_id)
        house.orders.correct_within(connection, order_id, 1, {"patient_id": patient_id})
        for event in house.bindings.reconsider_within(connection, order_id, held):
            house.audit.append(connection, event)


@pytest.mark.parametrize("title", [("11528-7", "LN"), ("18748-4", "LN"), ("25045-6", "LN"), ("111400", "DCM")])
def test_a_pdf_with_the_title_of_a_report_is_final(
    house: House, worker: DicomReports, order_id: int, title: tuple[str, str]
) -> None:
    receive_pdf(house, title=title)
    assert worker.take() == 1
    report = latest(house, order_id)
    assert (report.state, house.reports.pdf(report)) == (ReportState.FINAL, PDF)
    assert report.instance_id is not None
    assert worker.take() == 0


def test_a_pdf_that_is_marked_unverified_is_a_draft(house: House, worker: DicomReports, order_id: int) -> None:
    receive_pdf(house, verification="UNVERIFIED")
    assert worker.take() == 1
    assert latest(house, order_id).state is ReportState.DRAFT
    assert house.reports.for_patient(order_id) == ()


def test_a_later_final_one_amends(house: House, worker: DicomReports, order_id: int, clock: SetClock) -> None:
    receive_pdf(house)
    worker.take()
    clock.advance(timedelta(hours=1))
    receive_pdf(house, PDF + b" corrected")
    worker.take()
    states = [report.state for report in house.reports.of_order(order_id)]
    assert states == [ReportState.AMENDED, ReportState.FINAL]


def test_a_document_that_waits_for_its_order_is_taken_when_it_is_bound(house: House, worker: DicomReports) -> None:
    receive_pdf(house)
    assert worker.take() == 0
    order, _ = house.orders.create(1, NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT"))
    house.bindings.bind_new_studies()
    assert worker.take() == 1
    assert latest(house, order.id).state is ReportState.FINAL


def test_a_document_of_somebody_else_is_not_taken(house: House, worker: DicomReports, order_id: int) -> None:
    send(house)
    house.bindings.bind_new_studies()
    receive_pdf(house, patient_id="P-2")
    assert worker.take() == 0
    assert house.reports.of_order(order_id) == ()


def test_what_can_not_be_taken_is_left_and_keeps_nothing_from_being_taken(
    house: House, worker: DicomReports, order_id: int
) -> None:
    receive_pdf(house)
    worker.take()
    receive_structured(house, BASIC_TEXT_SR, completion="PARTIAL", verification="UNVERIFIED")
    receive_pdf(house, PDF + b" corrected")
    assert worker.take() == 1
    assert worker.take() == 0
    assert latest(house, order_id).state is ReportState.AMENDED


def test_images_are_no_reports(house: House, worker: DicomReports, order_id: int) -> None:
    send(house)
    house.bindings.bind_new_studies()
    assert worker.take() == 0


def test_a_report_goes_where_its_study_is_moved(house: House, worker: DicomReports, order_id: int) -> None:
    receive_pdf(house)
    worker.take()
    (study,) = house.bindings.study_ids(order_id)
    right = house.orders.create(1, NewOrder("A-2", "P-2", "李四", "1970-01-01", "CT"))[0].id
    house.bindings.settle(DESK, study, right, 1)
    assert house.reports.of_order(order_id) == ()
    assert progress_of(house.index, [order_id])[order_id].report_state is None
    assert worker.take() == 1
    assert [report.state for report in house.reports.for_patient(right)] == [ReportState.FINAL]
    # What is written now is the order's first report, not an amendment of somebody else's.
    written = house.reports.add(DESK, order_id, 1, NewReport(ReportState.PRELIMINARY, "text"))
    assert house.reports.for_patient(order_id) == (written,)
    assert written.version == 2


def test_a_report_of_a_study_in_question_is_not_shown_until_somebody_decides(
    house: House, worker: DicomReports, order_id: int
) -> None:
    receive_pdf(house)
    worker.take()
    (study,) = house.bindings.study_ids(order_id)
    send(house, PatientID="P-2")
    house.bindings.bind_new_studies()
    assert house.reports.for_patient(order_id) == ()
    house.bindings.settle(DESK, study, order_id, 1)
    assert len(house.reports.for_patient(order_id)) == 1
    assert worker.take() == 0


class TestUnread:
    """A report whose object is not to be had when it is looked at."""

    @pytest.fixture
    def aside(self, house: House) -> Path:
        return house.settings.data_dir / "aside"

    @pytest.fixture
    def not_moved_yet(self, house: House, order_id: int, aside: Path) -> Path:
        """Where the object of a report belongs that still lies on another machine."""
        receive_pdf(house)
        (instance,) = house.archive.retrieve.instances_of(None)
        path = house.archive.landing.path(ObjectKey.parse(instance.object_key))
        path.rename(aside)
        return path

    @pytest.fixture
    def lost(self, house: House, order_id: int, aside: Path) -> Path:
        """Where the object of a report belongs that the blob store has lost."""
        receive_pdf(house)
        (instance,) = house.archive.retrieve.instances_of(None)
        Transfer(house.index, house.archive.landing, house.archive.blobs).run()
        path = house.settings.data_dir / "objects" / instance.object_key
        path.rename(aside)
        return path

    @pytest.mark.parametrize("state", ["lost", "not_moved_yet"])
    def test_others_are_taken_and_it_is_looked_at_again(
        self,
        request: pytest.FixtureRequest,
        house: House,
        worker: DicomReports,
        order_id: int,
        clock: SetClock,
        aside: Path,
        state: str,
    ) -> None:
        path = request.getfixturevalue(state)
        other = house.orders.create(1, NewOrder("A-2", "P-1", "王小明", "1960-02-29", "CT"))[0].id
        receive_pdf(house, study="2.25.2", accession_number="A-2")
        assert worker.take() == 1
        assert latest(house, other).state is ReportState.FINAL
        clock.advance(timedelta(hours=1))
        assert worker.take() == 0
        aside.rename(path)
        clock.advance(timedelta(hours=1))
        assert (worker.take(), worker.take()) == (1, 0)
        assert latest(house, order_id).state is ReportState.FINAL

    def test_a_later_one_of_its_order_waits_for_it(
        self, house: House, worker: DicomReports, order_id: int, clock: SetClock, aside: Path, not_moved_yet: Path
    ) -> None:
        receive_pdf(house, PDF + b" corrected")
        assert worker.take() == 0
        aside.rename(not_moved_yet)
        clock.advance(timedelta(hours=1))
        assert worker.take() == 2
        assert house.reports.pdf(latest(house, order_id)) == PDF + b" corrected"

    def test_a_lost_one_that_comes_again_does_not_take_the_place_of_a_later_one(
        self, house: House, worker: DicomReports, order_id: int, clock: SetClock, aside: Path, lost: Path
    ) -> None:
        receive_pdf(house, PDF + b" corrected")
        assert worker.take() == 1
        aside.rename(lost)
        clock.advance(timedelta(hours=1))
        assert worker.take() == 0
        assert house.reports.pdf(latest(house, order_id)) == PDF + b" corrected"


def test_a_document_that_came_while_its_order_was_mistaken_is_taken_when_it_is_set_right(
    house: House, worker: DicomReports, order_id: int, clock: SetClock
) -> None:
    send(house)
    house.bindings.bind_new_studies()
    correct(house, order_id, "P-2")
    receive_pdf(house)
    assert worker.take() == 0
    clock.advance(timedelta(hours=1))
    assert worker.take() == 0
    correct(house, order_id, "P-1")
    assert (worker.take(), worker.take()) == (1, 0)
    assert latest(house, order_id).state is ReportState.FINAL
