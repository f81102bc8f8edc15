"""Reports and papers on the page of an order, those that come with images and those that are brought."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, FilePayload, expect

from tests.acceptance.viewer.desk.desk_house import PASSWORD, DeskHouse
from tests.acceptance.viewer.desk.sitting import sign_in, signed_in


def test_a_report_is_written_by_whoever_may(chromium: Browser, desk: DeskHouse) -> None:
    order = desk.open.house.orders.by_accession_number(desk.open.hospital_id, "A1001")
    assert order is not None
    with signed_in(chromium, desk, "frontdesk") as page:
        page.goto(f"{desk.url}/#/orders/{order.id}")
        expect(page.get_by_role("heading", name="Report")).to_be_visible()
        expect(page.get_by_role("button", name="Add a report")).to_have_count(0)
        page.get_by_role("button", name="Sign out").click()
        sign_in(page, "doctor")
        page.goto(f"{desk.url}/#/orders/{order.id}")
        page.get_by_role("button", name="Add a report").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("State").select_option("Preliminary")
        dialog.get_by_label("Text").fill("颅脑 CT 平扫未见明显异常。")
        dialog.get_by_role("button", name="Save").click()
        expect(page.locator("section p", has_text="颅脑 CT 平扫未见明显异常。")).to_be_visible()
        assert desk.open.house.reports.for_patient(order.id) == ()
        page.get_by_role("button", name="Add a report").click()
        file: FilePayload = {"name": "r.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\nfindings"}
        dialog.locator("input[type=file]").set_input_files(file)
        dialog.get_by_label("Author").fill("外院 王医师")
        dialog.get_by_role("textbox", name="Password").fill("no password of theirs")
        dialog.get_by_role("button", name="Save").click()
        expect(dialog.get_by_role("alert")).to_contain_text("neither your password")
        dialog.get_by_role("textbox", name="Password").fill(PASSWORD)
        dialog.get_by_role("button", name="Save").click()
        expect(page.get_by_text("外院 王医师 / doctor 测试")).to_be_visible()
    (report,) = desk.open.house.reports.for_patient(order.id)
    assert (report.state, report.author) == ("final", "外院 王医师 / doctor 测试")


def test_a_pdf_without_a_title_is_asked_about_before_the_patient_reads_it(chromium: Browser, desk: DeskHouse) -> None:
    house = desk.open.house
    pdf = b"%PDF-1.7\nfindings"
    order = desk.with_document("D1", pdf)
    with signed_in(chromium, desk, "frontdesk") as page:
        page.goto(f"{desk.url}/#/orders/{order.id}")
        asked = page.get_by_role("alert").filter(has_text="Is this the report?")
        expect(asked).to_be_visible()
        expect(asked.get_by_role("button")).to_have_count(0)
        page.get_by_role("button", name="Sign out").click()
        sign_in(page, "doctor")
        page.goto(f"{desk.url}/#/orders/{order.id}")
        expect(asked).to_contain_text("剂量\ufffd记录")
        with page.expect_download() as download:
            asked.get_by_role("button", name="Download the PDF").click()
        assert download.value.path().read_bytes() == pdf
        asked.get_by_role("button", name="It is the final report").click()
        page.get_by_role("dialog").get_by_role("button", name="It is the final report").click()
        expect(asked).to_have_count(0)
        expect(page.get_by_text("came as DICOM")).to_be_visible()
        with page.expect_download() as report:
            page.get_by_role("button", name="Download the PDF").click()
        assert report.value.path().read_bytes() == pdf
        assert report.value.suggested_filename == f"report-{order.id}-1.pdf"
        page.get_by_role("button", name="Sign out").click()
        sign_in(page, "frontdesk")
        page.goto(f"{desk.url}/#/orders/{order.id}")
        expect(page.get_by_text("with PDF")).to_be_visible()
        expect(page.get_by_role("button", name="Download the PDF")).to_have_count(0)
    (report,) = house.reports.for_patient(order.id)
    assert (report.state, house.reports.pdf(report)) == ("final", pdf)


def test_a_structured_report_is_read_before_somebody_says_what_it_is(chromium: Browser, desk: DeskHouse) -> None:
    order = desk.with_structured_report("S1")
    with signed_in(chromium, desk, "doctor") as page:
        page.goto(f"{desk.url}/#/orders/{order.id}")
        asked = page.get_by_role("alert").filter(has_text="Is this the report?")
        expect(asked).to_contain_text("影像诊断报告")
        expect(asked.get_by_role("button", name="Download the PDF")).to_have_count(0)
        asked.get_by_role("button", name="Read").click()
        reading = page.get_by_role("dialog")
        expect(reading).to_contain_text("右肺上叶结节。")
        reading.get_by_role("button", name="Close").click()
        asked.get_by_role("button", name="It is the final report").click()
        page.get_by_role("dialog").get_by_role("button", name="It is the final report").click()
        expect(asked).to_have_count(0)
        expect(page.get_by_text("came as DICOM")).to_be_visible()
    (report,) = desk.open.house.reports.for_patient(order.id)
    assert "右肺上叶结节。" in report.text


def test_documents_that_wait_have_a_queue_of_their_own(chromium: Browser, desk: DeskHouse) -> None:
    order = desk.with_document("D9")
    with signed_in(chromium, desk, "doctor") as page:
        entry = page.get_by_role("link", name=re.compile("Documents to decide"))
        expect(entry).to_contain_text("1")
        entry.click()
        row = page.get_by_role("row", name="D9")
        expect(row).to_contain_text("剂量\ufffd记录")
        with page.expect_download() as download:
            row.get_by_role("button", name="Download the PDF").click()
        assert download.value.path().read_bytes() == b"%PDF-1.7\nfindings"
        row.get_by_role("button", name="It is no report").click()
        page.get_by_role("dialog").get_by_role("button", name="It is no report").click()
        expect(page.get_by_text("No document waits.")).to_be_visible()
        expect(entry).not_to_contain_text("1")
        page.get_by_role("button", name="Sign out").click()
        sign_in(page, "frontdesk")
        expect(entry).to_have_count(0)
    assert desk.open.house.documents.of_order(order.id) == ()


def test_a_referral_is_put_beside_the_exam_that_it_belongs_to(chromium: Browser, desk: DeskHouse) -> None:
    order = desk.open.house.orders.by_accession_number(desk.open.hospital_id, "A1002")
    assert order is not None
    (study_id,) = desk.open.house.bindings.study_ids(order.id)
    with signed_in(chromium, desk, "frontdesk") as page:
        page.goto(f"{desk.url}/#/orders/{order.id}")
        page.get_by_role("button", name="Add paper or photo").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("button", name="Add", exact=True)).to_be_disabled()
        file: FilePayload = {"name": "r.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\nreferral"}
        with page.expect_file_chooser() as chooser:
            dialog.get_by_role("button", name="Choose a file").click()
        chooser.value.set_files(file)
        dialog.get_by_label("Title").fill("Referral of Dr Wang")
        dialog.get_by_role("button", name="Add", exact=True).click()
        expect(dialog).to_have_count(0)
        expect(page.get_by_role("status").filter(has_text="Kept beside the exam.")).to_be_visible()
    (paper,) = desk.open.house.papers.of_studies([study_id])
    assert (paper.title, paper.kind, paper.author) == ("Referral of Dr Wang", "referral", "frontdesk 测试")
