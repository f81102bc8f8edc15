"""Report, files to take along, and the end of a link."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

from playwright.sync_api import Browser, expect

from imaging.orders.reports import ReportState
from tests.acceptance.viewer.patient.screens import check
from tests.acceptance.viewer.patient.visits import Exam, phone


def test_everything_can_be_taken_along(chromium: Browser, full: Exam, tmp_path: Path) -> None:
    with phone(chromium) as held:
        held.enter(full)
        held.page.locator(".row").nth(0).click()
        for position, count in ((0, 22), (1, 21)):
            with held.page.expect_download() as download:
                held.page.locator(".offer .action").nth(position).click()
            download.value.save_as(tmp_path / "taken.zip")
            with zipfile.ZipFile(tmp_path / "taken.zip") as archive:
                assert archive.testzip() is None
                assert len(archive.namelist()) == count


def test_an_amended_report_shows_what_it_replaced(chromium: Browser, full: Exam) -> None:
    full.report("Amended words", ReportState.AMENDED)
    with phone(chromium, "en") as held:
        held.enter(full)
        held.page.locator(".reach .action").nth(1).click()
        expect(held.page.locator(".badge")).to_have_text("Amended")
        expect(held.page.locator(".report-text").first).to_have_text("Amended words")
        held.page.locator("summary").click()
        expect(held.page.locator(".report-text").nth(1)).to_contain_text("Impression: normal.")
        check(held, "amended report")


def test_switching_off_closes_an_open_page_within_seconds(chromium: Browser, full: Exam) -> None:
    with phone(chromium) as held, phone(chromium) as other:
        other.enter(full)
        other.page.locator("button.hero").click()
        other.expect_frame(10)
        held.enter(full)
        held.page.locator(".row").nth(2).click()
        held.page.locator(".danger").click()
        expect(held.main).to_contain_text("链接已关闭")
        began = time.monotonic()
        expect(other.page.locator("canvas.picture")).to_have_count(0)
        assert time.monotonic() - began < 8
        other.page.go_back()
        assert "张三" not in other.main.inner_text(), "going back shows nothing"
        held.open(full)
        expect(held.main).to_contain_text("打不开")
