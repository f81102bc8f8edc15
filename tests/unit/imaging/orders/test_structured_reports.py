"""Structured reports among what comes as DICOM: which are reports, and what of the others."""

from __future__ import annotations

import pytest

from imaging.access.actors import Person, Role
from imaging.errors import NotFoundError, UnsupportedError
from imaging.house import House
from imaging.orders.dicom_reports import DicomReports
from imaging.orders.reports import ReportState
from tests.unit.imaging.orders.arriving import (
    BASIC_TEXT_SR,
    COMPREHENSIVE_3D_SR,
    COMPREHENSIVE_SR,
    ENHANCED_SR,
    latest,
    receive_structured,
)

DESK = Person(1, 1, "desk", Role.FRONT_DESK)


@pytest.mark.parametrize(
    ("completion", "verification", "state"),
    [
        ("COMPLETE", "VERIFIED", ReportState.FINAL),
        ("COMPLETE", "UNVERIFIED", ReportState.DRAFT),
        ("PARTIAL", "UNVERIFIED", ReportState.DRAFT),
        ("", "", ReportState.DRAFT),
    ],
)
def test_a_structured_report_is_what_it_says_it_is(
    house: House, worker: DicomReports, order_id: int, completion: str, verification: str, state: ReportState
) -> None:
    receive_structured(house, BASIC_TEXT_SR, completion=completion, verification=verification)
    assert worker.take() == 1
    assert latest(house, order_id).state is state
    assert "Report Text: Enter text" in latest(house, order_id).text


class TestStructuredReports:
    """Those that may hold more than text."""

    @pytest.mark.parametrize("kind", [ENHANCED_SR, COMPREHENSIVE_SR, COMPREHENSIVE_3D_SR])
    @pytest.mark.parametrize(
        ("verification", "state"), [("VERIFIED", ReportState.FINAL), ("UNVERIFIED", ReportState.DRAFT)]
    )
    def test_one_with_the_title_of_a_report_is_what_it_says_it_is(
        self, house: House, worker: DicomReports, order_id: int, kind: str, verification: str, state: ReportState
    ) -> None:
        receive_structured(house, kind, verification=verification)
        assert (worker.take(), worker.take()) == (1, 0)
        report = latest(house, order_id)
        assert report.state is state
        assert report.text.startswith("Diagnostic Imaging Report\n")
        assert "Report Text: Enter text" in report.text

    def test_measurements_with_the_title_of_a_report_are_a_report(
        self, house: House, worker: DicomReports, order_id: int
    ) -> None:
        receive_structured(house, template="1500")
        assert worker.take() == 1

    def test_of_a_verified_one_with_another_title_a_person_is_asked(
        self, house: House, worker: DicomReports, order_id: int
    ) -> None:
        receive_structured(house, title=("R1", "99HOSPITAL", "影像诊断报告"))
        assert (worker.take(), house.reports.of_order(order_id)) == (0, ())
        (document,) = house.documents.of_order(order_id)
        assert (document.title, document.is_pdf) == ("影像诊断报告", False)
        assert "Report Text: Enter text" in house.documents.text(order_id, document.instance_id)
        with pytest.raises(UnsupportedError):
            house.documents.pdf(order_id, document.instance_id)
        report = house.documents.take(DESK, order_id, 1, document.instance_id)
        assert (report.state, house.reports.for_patient(order_id)) == (ReportState.FINAL, (report,))
        assert "Report Text: Enter text" in report.text
        assert (worker.take(), house.documents.of_order(order_id)) == (0, ())
        with pytest.raises(NotFoundError):
            house.documents.text(order_id, document.instance_id)

    @pytest.mark.parametrize(
        ("title", "template"),
        [
            (("126000", "DCM", "Imaging Measurement Report"), ""),
            (("R1", "99MAKER", "Measurements"), "1500"),
            (("113701", "DCM", "X-Ray Radiation Dose Report"), "10011"),
            (("112000", "DCM", "Chest CAD Report"), "4100"),
        ],
    )
    def test_companions_of_images_are_left_alone(
        self, house: House, worker: DicomReports, order_id: int, title: tuple[str, str, str], template: str
    ) -> None:
        receive_structured(house, title=title, template=template)
        assert (worker.take(), worker.take()) == (0, 0)
        assert (house.reports.of_order(order_id), house.documents.of_order(order_id)) == ((), ())

    def test_an_unverified_one_with_another_title_is_left_alone(
        self, house: House, worker: DicomReports, order_id: int
    ) -> None:
        receive_structured(house, title=("R1", "99MAKER", "Protocol"), verification="UNVERIFIED")
        assert (worker.take(), house.documents.of_order(order_id)) == (0, ())

    @pytest.mark.parametrize("kind", ["1.2.840.10008.5.1.4.1.1.88.67", "1.2.840.10008.5.1.4.1.1.88.59"])
    def test_doses_and_key_objects_are_no_reports_whatever_their_title(
        self, house: House, worker: DicomReports, order_id: int, kind: str
    ) -> None:
        receive_structured(house, kind)
        assert (worker.take(), house.documents.of_order(order_id)) == (0, ())
