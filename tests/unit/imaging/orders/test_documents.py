"""Documents that do not say that they are the report: a person says it."""

from __future__ import annotations

import pytest

from imaging.access.actors import Person, Role
from imaging.errors import NotFoundError
from imaging.house import House
from imaging.orders.dicom_reports import DicomReports
from imaging.orders.orders import NewOrder
from imaging.orders.progress import progress_of
from imaging.orders.reports import NewReport, ReportState
from tests.houses import send
from tests.unit.imaging.orders.arriving import (
    PDF,
    receive_pdf,
)

DESK = Person(1, 1, "desk", Role.FRONT_DESK)


class TestDocuments:
    """What does not say that it is the report."""

    @pytest.fixture(params=[None, ("18842-5", "LN"), ("11528-7", "99LOCAL")])
    def instance_id(self, request: pytest.FixtureRequest, house: House, worker: DicomReports, order_id: int) -> int:
        receive_pdf(house, title=request.param)
        assert worker.take() == 0
        (document,) = house.documents.of_order(order_id)
        assert document.title == "检查报告 Report"
        return document.instance_id

    def test_nobody_sees_it_as_a_report(
        self, house: House, worker: DicomReports, order_id: int, instance_id: int
    ) -> None:
        assert house.reports.of_order(order_id) == ()
        assert worker.take() == 0
        progress = progress_of(house.index, [order_id])[order_id]
        assert (progress.report_state, progress.documents) == (None, 1)
        assert house.documents.pdf(order_id, instance_id) == PDF

    def test_a_person_says_that_it_is_the_report(
        self, house: House, worker: DicomReports, order_id: int, instance_id: int
    ) -> None:
        report = house.documents.take(DESK, order_id, 1, instance_id)
        assert (report.state, house.reports.pdf(report)) == (ReportState.FINAL, PDF)
        assert house.reports.for_patient(order_id) == (report,)
        assert (house.documents.of_order(order_id), worker.take()) == ((), 0)
        with pytest.raises(NotFoundError):
            house.documents.leave(DESK, order_id, 1, instance_id)

    def test_after_a_final_report_it_amends(self, house: House, order_id: int, instance_id: int) -> None:
        house.reports.add(DESK, order_id, 1, NewReport(ReportState.FINAL, "text"))
        assert house.documents.take(DESK, order_id, 1, instance_id).state is ReportState.AMENDED

    def test_a_person_says_that_it_is_none(
        self, house: House, worker: DicomReports, order_id: int, instance_id: int
    ) -> None:
        house.documents.leave(DESK, order_id, 1, instance_id)
        assert house.documents.of_order(order_id) == ()
        assert (worker.take(), house.reports.of_order(order_id)) == (0, ())
        event = house.audit.list(limit=1)[0]
        assert (event.action, event.subject_kind, event.subject_id) == ("settle", "instance", instance_id)
        with pytest.raises(NotFoundError):
            house.documents.pdf(order_id, instance_id)

    def test_it_is_asked_anew_where_its_study_is_moved(
        self, house: House, worker: DicomReports, order_id: int, instance_id: int
    ) -> None:
        (study,) = house.bindings.study_ids(order_id)
        right = house.orders.create(1, NewOrder("A-2", "P-2", "李四", "1970-01-01", "CT"))[0].id
        house.bindings.settle(DESK, study, right, 1)
        assert house.documents.of_order(order_id) == ()
        worker.take()
        assert [each.instance_id for each in house.documents.of_order(right)] == [instance_id]

    def test_it_is_hidden_while_its_study_is_in_question(self, house: House, order_id: int, instance_id: int) -> None:
        send(house, PatientID="P-2")
        house.bindings.bind_new_studies()
        assert house.documents.of_order(order_id) == ()
        with pytest.raises(NotFoundError):
            house.documents.take(DESK, order_id, 1, instance_id)
