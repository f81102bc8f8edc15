"""A patient's line of time: exams, reports in place, what is only alike apart, papers from a phone's camera."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from imaging.access.actors import Role
from imaging.orders.orders import NewOrder
from imaging.orders.reports import NewReport, ReportState
from imaging.reading.papers import NewPaper, PaperKind
from imaging.reading.study_words import StudyWords
from tests.acceptance.viewer.desk.desk_house import PASSWORD, DeskHouse, desk_house
from tests.acceptance.viewer.desk.sitting import DESKTOP, PHONE, signed_in
from tests.acceptance.viewer.desk.test_looks import look
from tests.unit.imaging.reading.test_photographs import photograph

PATIENT = {"PatientID": "P1", "PatientName": "Zhang^San=张^三", "PatientBirthDate": "19800101", "PatientSex": "M"}


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskHouse]:
    """Two exams of a patient, the first with a report; one of somebody alike, and one that contradicts."""
    with desk_house(tmp_path_factory.mktemp("patient")) as opened:
        house, hospital_id = opened.open.house, opened.open.hospital_id
        new = NewOrder("PT-1", "P1", "张三", "19800101", "头颅 CT 平扫", modality="CT")
        order = house.appointments.book(opened.people["admin"], hospital_id, new, phone="13800001234").order
        again = NewOrder(
            "PT-9", "P1", "张三", "19800101", "头颅 CT 复查", scheduled_at=datetime(2026, 12, 1, tzinfo=UTC)
        )
        house.appointments.book(opened.people["admin"], hospital_id, again, phone="13800001234")
        exams: tuple[tuple[str, dict[str, str]], ...] = (
            ("CT", {"AccessionNumber": "PT-1", "StudyDate": "20250301"}),
            ("MR", {"AccessionNumber": "PT-2", "StudyDate": "20260301", "PatientName": "ZHANG^SAN"}),
            ("DX", {"AccessionNumber": "PT-3", "StudyDate": "20240301", "PatientID": "P77"}),
            ("US", {"AccessionNumber": "PT-4", "StudyDate": "20230301", "PatientName": "李^四"}),
        )
        for number, (modality, said) in enumerate(exams, 1):
            uid = f"1.2.88.{number}"
            ids = {"StudyInstanceUID": uid, "SeriesInstanceUID": f"{uid}.1", "Modality": modality}
            opened.receive(**PATIENT | ids | {"StudyDescription": f"{modality} exam"} | said)
        report = NewReport(ReportState.FINAL, "颅内未见异常密度影。", author="陈医师")
        house.reports.add(opened.people["doctor"], order.id, hospital_id, report)
        sheet = NewPaper(PaperKind.LABORATORY, "血常规", photograph(600, 400))
        house.papers.add(opened.people["doctor"], 1, hospital_id, sheet)
        StudyWords(house.index).write()
        west = house.hospitals.ensure("WEST", "West")
        house.people.add("stranger", PASSWORD, west.id, Role.CLINICIAN)
        yield opened


def test_a_patients_exams_and_reports_stand_on_one_line(chromium: Browser, readers: DeskHouse) -> None:
    with signed_in(chromium, readers, "doctor") as page:
        page.get_by_role("link", name="All exams of ZHANG SAN").click()
        expect(page.get_by_role("heading", name="Exams and reports 2 exams")).to_be_visible()
        exams = page.locator("[data-exam]")
        expect(exams).to_have_count(2)
        expect(exams.first).to_contain_text("MR exam")
        expect(exams.last).to_contain_text("头颅 CT 平扫")
        expect(exams.first).to_contain_text("MAIN")
        expect(page.get_by_text("Ordered, no images yet")).to_be_visible()
        exams.last.get_by_role("button", name="Read the report").click()
        expect(exams.last).to_contain_text("颅内未见异常密度影。")
        expect(page.get_by_role("region", name="Perhaps the same person").locator("tbody tr")).to_have_count(1)
        expect(page.get_by_role("region", name="Same patient ID, but somebody else")).to_contain_text("李四")
        expect(exams.last.get_by_role("link", name="Compare")).to_have_attribute("href", "/view#/studies/2?with=1")
        pictures = page.evaluate("[...document.images].map((each) => each.complete && each.naturalWidth > 0)")
        assert pictures == [True] * 3, "two exams and a photograph"


def test_a_photograph_is_put_beside_an_exam_and_withdrawn(
    chromium: Browser, readers: DeskHouse, tmp_path: Path
) -> None:
    taken = tmp_path / "IMG_0001.jpg"
    taken.write_bytes(photograph(1200, 900))
    with signed_in(chromium, readers, "doctor", viewport=PHONE) as page:
        page.goto(f"{readers.url}/#/patients/of/2")
        page.get_by_role("button", name="Add paper or photo").click()
        dialog = page.get_by_role("dialog")
        assert dialog.locator("input[capture=environment]").get_attribute("accept") == "image/jpeg,image/png"
        dialog.locator("input[capture=environment]").set_input_files(taken)
        expect(dialog.get_by_label("What it is")).to_have_value("photograph")
        dialog.get_by_label("Title").fill("Wound, left forearm")
        look(page, "phone-add-paper")
        dialog.get_by_role("button", name="Add", exact=True).click()
        paper = page.locator("[data-exam='2'] [data-paper]")
        expect(paper).to_contain_text("Wound, left forearm")
        page.get_by_role("button", name="Show Wound, left forearm").click()
        shown = page.get_by_role("img", name="Wound, left forearm")
        expect(shown).to_be_visible()
        assert shown.evaluate("async (each) => { await each.decode(); return each.naturalWidth }") == 900
        page.get_by_role("button", name="Close").click()
        with page.expect_download() as download:
            paper.get_by_role("button", name="Save the original").click()
        assert Path(download.value.path()).read_bytes() == taken.read_bytes()
        paper.get_by_role("button", name="Withdraw").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Why").fill("Another patient")
        dialog.get_by_role("button", name="Withdraw").click()
        expect(paper).to_contain_text("withdrawn by doctor 测试: Another patient")
        expect(paper.get_by_role("button")).to_have_count(0)


def test_whoever_may_not_see_the_exam_is_told_so(chromium: Browser, readers: DeskHouse) -> None:
    with signed_in(chromium, readers, "stranger") as page:
        expect(page.get_by_text("No studies yet.")).to_be_visible()
        page.goto(f"{readers.url}/#/patients/of/2")
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_text("张三")).to_have_count(0)


@pytest.mark.parametrize(
    ("locale", "scheme", "viewport"),
    [("zh-CN", "light", DESKTOP), ("en-GB", "dark", DESKTOP), ("zh-CN", "dark", PHONE), ("en-GB", "light", PHONE)],
)
def test_the_patient_page_is_free_of_barriers(
    chromium: Browser, readers: DeskHouse, locale: str, scheme: str, viewport: dict[str, int]
) -> None:
    kind = f"{locale[:2]}-{scheme}-{viewport['width']}"
    with signed_in(chromium, readers, "doctor", locale=locale, color_scheme=scheme, viewport=viewport) as page:
        page.goto(f"{readers.url}/#/patients/of/2")
        page.locator("[data-exam] .version button[aria-expanded]").first.click()
        expect(page.get_by_text("颅内未见异常密度影。")).to_be_visible()
        look(page, f"{kind}-patient")
