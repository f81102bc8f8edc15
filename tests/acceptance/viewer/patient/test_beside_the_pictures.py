"""Report, files to take along, and the end of a link."""

from __future__ import annotations

import re
import time
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from imaging.archive.transfer import Transfer
from imaging.orders.reports import ReportState
from tests.acceptance.viewer.patient.screens import check
from tests.acceptance.viewer.patient.visits import phone
from tests.exams import Exam


def test_everything_can_be_taken_along(chromium: Browser, full: Exam, tmp_path: Path) -> None:
    with phone(chromium) as held:
        held.enter(full)
        held.page.locator(".row").nth(0).click()
        for position, count in ((0, 22), (1, 21)):
            with held.page.expect_download() as download:
                held.page.locator(".offer > .action").nth(position).click()
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


@pytest.mark.parametrize(("language", "said"), [("zh-CN", "第 2, 4–5 幅"), ("en", "image 2, 4–5")])
def test_what_is_lost_is_said_and_the_rest_is_taken_along(
    chromium: Browser, full: Exam, language: str, said: str, tmp_path: Path
) -> None:
    house = full.place.house
    Transfer(house.index, house.archive.landing, house.archive.blobs).run()
    film = full.film
    for number in (2, 4, 5):
        house.archive.blobs.delete(film.shown[0].place_of(number)[0].object_key)
    with phone(chromium, language, viewport={"width": 320, "height": 640}) as held:
        held.enter(full)
        held.page.locator(".row").nth(0).click()
        expect(held.page.locator(".losses li")).to_contain_text(said)
        check(held, "lost images")
        with held.page.expect_download() as download:
            held.page.locator(".offer .action").nth(0).click()
        download.value.save_as(tmp_path / "taken.zip")
    with zipfile.ZipFile(tmp_path / "taken.zip") as archive:
        assert archive.testzip() is None
        assert sum(name.startswith("IMAGES/") for name in archive.namelist()) == 17


def test_a_download_goes_on_whatever_else_is_touched(chromium: Browser, full: Exam) -> None:
    with phone(chromium, "en") as held:
        held.enter(full)
        asked: list[str | None] = []

        def break_off(route: Route) -> None:
            """Say that there is more than comes, until the second answer."""
            asked.append(route.request.headers.get("range"))
            if len(asked) > 1:
                held.page.wait_for_timeout(1500)
                route.continue_()
                return
            whole = held.page.request.get(route.request.url)
            kept = {name: whole.headers[name] for name in ("etag", "content-type", "content-length")}
            route.fulfill(status=200, body=whole.body()[:1000], headers=kept)

        held.page.route(re.compile("originals.zip"), break_off)
        held.touch("Take along")
        with held.page.expect_download(timeout=60_000) as download:
            held.page.locator(".offer > .action").first.click()
            expect(held.page.locator(".offer progress").first).to_be_visible()
            held.page.locator(".switch").nth(0).click()
            expect(held.page.locator(".offer progress").first).to_be_visible()
            held.page.locator(".switch").nth(1).click()
            expect(held.page.get_by_role("button", name="停止")).to_be_visible()
            held.page.go_back()
            expect(held.page.locator("ol.steps")).to_be_visible()
        with zipfile.ZipFile(download.value.path()) as archive:
            assert archive.testzip() is None
        held.touch("下载带走")
        expect(held.page.locator(".offer-state [role=status]").first).to_have_text("已完成，文件在您的下载目录里。")


@pytest.mark.parametrize(
    ("status", "why"),
    [(404, "this link does not open these files any more"), (429, "has ended the download (429)")],
)
def test_why_a_download_has_ended_is_said(chromium: Browser, full: Exam, status: int, why: str) -> None:
    with phone(chromium, "en") as held:
        held.enter(full)
        held.page.route(re.compile("originals.zip"), lambda route: route.fulfill(status=status, json={"error": "no"}))
        held.touch("Take along")
        held.page.locator(".offer > .action").first.click()
        expect(held.page.locator(".offer-state [role=status]").first).to_contain_text(why)
        expect(held.page.locator(".offer > .action").first).to_be_visible()
        check(held, "an ended download")


def test_a_download_that_is_stopped_says_nothing(chromium: Browser, full: Exam) -> None:
    with phone(chromium, "en") as held:
        held.enter(full)
        held.page.route(re.compile("originals.zip"), lambda route: route.fulfill(status=503, json={"error": "no"}))
        held.touch("Take along")
        held.page.locator(".offer > .action").first.click()
        held.page.get_by_role("button", name="Stop").click()
        expect(held.page.locator(".offer progress").first).to_be_hidden()
        expect(held.page.locator(".offer-state [role=status]").first).to_be_empty()
