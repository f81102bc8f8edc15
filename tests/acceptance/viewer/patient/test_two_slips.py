"""Two slips on one phone, both open: a page stays with the exam that it opened, whatever is opened beside it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import numpy as np
import pydicom
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from imaging.orders.reports import ReportState
from tests.acceptance.viewer.patient.screens import pixels
from tests.acceptance.viewer.patient.visits import Phone, eventually, phone
from tests.exams import Exam, book
from tests.serving import Establishment

# Longer than a page waits from one question to the next.
SOME_QUESTIONS_MS = 9000


@pytest.fixture
def mother(place: Establishment) -> Exam:
    exam = book(place, "MOTHER", patient_id="P-1", patient_name="Wang^Fang=王^芳", procedure_description="头颅磁共振")
    exam.receive("mr_brain_t1", most=9)
    exam.report("of the mother")
    return exam


@pytest.fixture
def child(place: Establishment) -> Exam:
    exam = book(place, "CHILD", patient_id="P-2", patient_name="Li^Ming=李^明", procedure_description="腿部平片")
    exam.receive("cr_leg")
    exam.report("of the child")
    return exam


def beside(held: Phone) -> Phone:
    """Another tab of the same browser."""
    return Phone(held.page.context.new_page())


def expect_of(page: Page, name: str, other: str) -> None:
    expect(page.locator("#page")).to_contain_text(name)
    assert other not in page.locator("#page").inner_text()


def test_each_tab_stays_with_its_own_exam(chromium: Browser, mother: Exam, child: Exam) -> None:
    with phone(chromium) as held:
        held.enter(mother)
        expect(held.page.locator("canvas[data-drawn]")).to_be_visible()
        first = pixels(held.page, ".hero-picture")
        other = beside(held)
        other.enter(child)
        expect_of(other.page, "李明", "王芳")
        held.page.bring_to_front()
        held.page.wait_for_timeout(SOME_QUESTIONS_MS)
        expect_of(held.page, "王芳", "李明")
        assert np.array_equal(pixels(held.page, ".hero-picture"), first)
        held.page.locator("button.hero").click()
        held.expect_frame(5)
        assert "王芳" in held.page.locator(".viewer-about").inner_text()
        # The other tab sees its own too, and what comes in for it meanwhile.
        other.page.bring_to_front()
        child.report("of the child, anew", ReportState.AMENDED)
        other.touch("看报告")
        expect(other.page.locator(".report-text").first).to_have_text("of the child, anew")
        expect_of(other.page, "of the child", "of the mother")


def test_everything_in_a_tab_belongs_to_its_exam(chromium: Browser, mother: Exam, child: Exam) -> None:
    with phone(chromium) as held:
        held.enter(mother)
        other = beside(held)
        other.enter(child)
        asked: list[str] = []
        held.page.on("request", lambda request: asked.append(request.url))
        held.page.bring_to_front()
        held.page.locator(".reach .action").first.click()
        held.page.locator(".card").first.click()
        held.expect_frame(5)
        held.page.go_back()
        held.page.go_back()
        held.touch("看报告")
        expect(held.page.locator(".report-text")).to_have_text("of the mother")
        held.page.go_back()
        held.touch("谁看过")
        expect(held.page.locator(".openings")).to_be_visible()
        held.page.go_back()
        held.touch("下载带走")
        with held.page.expect_download() as download:
            held.page.locator(".offer > .action").first.click()
        with zipfile.ZipFile(download.value.path()) as archive:
            images = [name for name in archive.namelist() if name.startswith("IMAGES/")]
            taken = pydicom.dcmread(io.BytesIO(archive.read(images[0])), stop_before_pixels=True)
        received = pydicom.dcmread(next(Path("sample_dicom/mr_brain_t1").glob("*.dcm")), stop_before_pixels=True)
        assert taken.StudyInstanceUID == received.StudyInstanceUID
        assert asked
        assert all(mother.api in url or url.startswith("blob:") for url in asked), "each address names the link"


def test_a_page_that_is_loaded_anew_stays_with_its_exam(chromium: Browser, mother: Exam, child: Exam) -> None:
    with phone(chromium) as held:
        held.enter(mother)
        other = beside(held)
        other.enter(child)
        for tab, name, wrong in ((held, "王芳", "李明"), (other, "李明", "王芳")):
            tab.page.reload()
            expect_of(tab.page, name, wrong)
        kept = held.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
        assert kept == [0, 0, ""], "nothing may stay on a borrowed phone"


def test_which_of_two_is_meant_is_not_guessed(chromium: Browser, mother: Exam, child: Exam) -> None:
    with phone(chromium) as held:
        held.enter(mother)
        third = beside(held)
        third.page.goto(mother.place.served.url + "/i")
        expect_of(third.page, "王芳", "李明")
        beside(held).enter(child)
        fourth = beside(held)
        fourth.page.goto(mother.place.served.url + "/i")
        expect(fourth.page.locator("input[name=slip]")).to_be_visible()


def test_going_back_past_another_code_shows_each_exam_whole(chromium: Browser, mother: Exam, child: Exam) -> None:
    with phone(chromium) as held:
        held.enter(mother)
        held.touch("看报告")
        expect(held.page.locator(".report-text")).to_have_text("of the mother")
        # Scanned into this very tab.
        held.page.evaluate("url => { location.href = url; }", child.url)
        expect(held.page.locator("input[name=year]")).to_be_visible()
        held.answer()
        expect_of(held.page, "李明", "王芳")
        held.page.go_back()
        expect(held.page.locator(".report-text")).to_have_text("of the mother")
        held.page.go_back()
        expect_of(held.page, "王芳", "李明")
        held.page.go_forward()
        held.page.go_forward()
        expect_of(held.page, "李明", "王芳")
        expect(held.page.locator("canvas[data-drawn]")).to_be_visible()


def test_switching_one_off_leaves_the_other_open(chromium: Browser, mother: Exam, child: Exam) -> None:
    with phone(chromium) as held:
        held.enter(mother)
        other = beside(held)
        other.enter(child)
        other.page.locator(".row").nth(2).click()
        other.page.locator(".danger").click()
        expect(other.main).to_contain_text("链接已关闭")
        held.page.bring_to_front()
        held.page.wait_for_timeout(SOME_QUESTIONS_MS)
        expect_of(held.page, "王芳", "李明")
        other.page.reload()
        expect(other.page.locator("input[name=slip]")).to_be_visible()
        assert "王芳" not in other.main.inner_text()


def test_an_answer_of_another_link_is_never_shown(chromium: Browser, mother: Exam, child: Exam) -> None:
    """Even a proxy that mixes answers up does not put one name under another's pictures."""
    with phone(chromium) as held:
        held.enter(child)
        wrong = held.page.request.get(f"{child.place.served.url}{child.api}/status").json()
        held.enter(mother)
        mixed: list[str] = []

        def mix(route: Route) -> None:
            mixed.append(route.request.url)
            route.fulfill(json=wrong)

        held.page.route(re.compile("/status$"), mix)
        eventually(lambda: held.page.wait_for_timeout(500) is None and bool(mixed), "the page asks")
        expect_of(held.page, "王芳", "李明")


@pytest.mark.parametrize("fragment", ["#BROKEN%20CODE", "#short", "#" + "Q" * 52])
def test_a_code_that_is_none_opens_nothing_whatever_else_is_open(
    chromium: Browser, mother: Exam, fragment: str
) -> None:
    with phone(chromium, "en") as held:
        held.enter(mother)
        other = beside(held)
        other.page.goto(mother.place.served.url + "/i" + fragment)
        expect(other.page.locator("h1")).to_have_text("This code does not open anything")
        assert other.page.url == mother.place.served.url + "/i"
        # Loaded anew it asks for a code; it does not open what is open beside it.
        other.page.reload()
        expect(other.page.locator("input[name=slip]")).to_be_visible()
