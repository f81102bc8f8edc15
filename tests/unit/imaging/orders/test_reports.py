from __future__ import annotations

from typing import Any

import pytest

from imaging.access.actors import Operator
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.house import House
from imaging.orders.orders import NewOrder
from imaging.orders.progress import Step, progress_of
from imaging.orders.reports import NewReport, Report, ReportState

DRAFT, PRELIMINARY, FINAL, AMENDED = ReportState
PDF = b"%PDF-1.7\n..."
WHO = Operator()


@pytest.fixture
def order_id(house: House) -> int:
    return house.orders.create(1, NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT"))[0].id


def add(house: House, order_id: int, state: ReportState, text: str = "") -> Report:
    return house.reports.add(WHO, order_id, 1, NewReport(state, text or f"{state} text"))


def test_versions_follow_each_other(house: House, order_id: int) -> None:
    for state in (DRAFT, DRAFT, PRELIMINARY, FINAL, AMENDED, AMENDED):
        add(house, order_id, state, f"{state} {len(house.reports.of_order(order_id))}")
    versions = [(report.version, report.state) for report in house.reports.of_order(order_id)]
    assert versions == [(6, AMENDED), (5, AMENDED), (4, FINAL), (3, PRELIMINARY), (2, DRAFT), (1, DRAFT)]


@pytest.mark.parametrize(
    ("former", "later"),
    [(PRELIMINARY, DRAFT), (FINAL, DRAFT), (FINAL, PRELIMINARY), (FINAL, FINAL), (AMENDED, FINAL), (DRAFT, AMENDED)],
)
def test_a_report_does_not_go_back(house: House, order_id: int, former: ReportState, later: ReportState) -> None:
    add(house, order_id, former)
    with pytest.raises(ConflictError, match=f"{former} can't become {later}"):
        add(house, order_id, later, "another text")


def test_the_same_once_more_is_no_further_version(house: House, order_id: int) -> None:
    assert add(house, order_id, FINAL) == add(house, order_id, FINAL)
    with_pdf = NewReport(AMENDED, "text", PDF)
    assert house.reports.add(WHO, order_id, 1, with_pdf) == house.reports.add(WHO, order_id, 1, with_pdf)
    assert len(house.reports.of_order(order_id)) == 2


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        ([], []),
        ([DRAFT], []),
        ([DRAFT, PRELIMINARY], [PRELIMINARY]),
        ([PRELIMINARY, FINAL], [FINAL]),
        ([DRAFT, PRELIMINARY, FINAL, AMENDED], [AMENDED, FINAL]),
        ([FINAL, AMENDED, AMENDED], [AMENDED, AMENDED, FINAL]),
    ],
)
def test_what_the_patient_sees(
    house: House, order_id: int, states: list[ReportState], shown: list[ReportState]
) -> None:
    for number, state in enumerate(states):
        add(house, order_id, state, f"text {number}")
    assert [report.state for report in house.reports.for_patient(order_id)] == shown


@pytest.mark.parametrize(
    ("states", "step"),
    [([], Step.SCHEDULED), ([DRAFT], Step.SCHEDULED), ([PRELIMINARY], Step.SCHEDULED), ([FINAL, AMENDED], Step.REPORT)],
)
def test_the_last_step_is_reached_by_a_final_report(
    house: House, order_id: int, states: list[ReportState], step: Step
) -> None:
    for number, state in enumerate(states):
        add(house, order_id, state, f"text {number}")
    assert progress_of(house.index, [order_id])[order_id].step is step


def test_a_pdf_comes_back_bit_for_bit(house: House, order_id: int) -> None:
    report = house.reports.add(WHO, order_id, 1, NewReport(FINAL, pdf=PDF))
    assert (house.reports.pdf(report), report.pdf_size_bytes, report.has_pdf) == (PDF, len(PDF), True)
    with pytest.raises(NotFoundError):
        house.reports.pdf(add(house, order_id, AMENDED))


def test_text_is_kept_as_it_is_and_never_taken_for_markup(house: House, order_id: int) -> None:
    text = '结节 <5mm & "stable"\r\n<script>alert(1)</script>\ttab'
    report = add(house, order_id, FINAL, text)
    assert house.reports.by_id(report.id).text == text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"text": "  \n"},
        {"text": "a\x00b"},
        {"text": "a\x1b[31m"},
        {"text": "x" * 200_001},
        {"text": "a", "author": "x" * 201},
        {"pdf": b"<html>%PDF-"},
        {"pdf": b"PK\x03\x04"},
    ],
)
def test_what_is_no_report_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        NewReport(FINAL, **wrong)


def test_reports_belong_to_an_order_of_the_hospital(house: House, order_id: int) -> None:
    with pytest.raises(NotFoundError):
        house.reports.add(WHO, order_id, 2, NewReport(FINAL, "text"))
    with pytest.raises(NotFoundError):
        house.reports.by_id(99)


def test_writing_is_kept_in_the_audit_without_the_text(house: House, order_id: int) -> None:
    add(house, order_id, FINAL, "secret finding")
    event = house.audit.list(limit=1)[0]
    assert (event.action, event.subject_kind) == ("write-reports", "report")
    assert "finding" not in repr(event)
