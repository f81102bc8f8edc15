"""What can't be had is said in words: one picture, the network, the storage."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.acceptance.viewer.patient.screens import DRAWN, check
from tests.acceptance.viewer.patient.visits import phone
from tests.data import sample_path
from tests.exams import Exam


@pytest.mark.parametrize(
    ("status", "said"), [(406, "无法显示。 原始文件是完整的"), (404, "找不到这一幅，请告诉医院前台")]
)
def test_a_picture_that_can_not_be_shown_is_said_so(chromium: Browser, full: Exam, status: int, said: str) -> None:
    """Nobody here can decode it, or the archive has lost it."""
    with phone(chromium) as held:
        held.page.route(re.compile("frames/11"), lambda route: route.fulfill(status=status, json={"error": "no"}))
        held.enter(full)
        held.page.locator("button.hero").click()
        held.expect_frame(10)
        held.page.keyboard.press("ArrowDown")
        expect(held.page.locator(".overlay-failure")).to_contain_text(said)
        drawn = held.page.evaluate(DRAWN)
        assert drawn == 0, "no other slice may stand there"
        check(held, "a failed image")
        held.page.keyboard.press("ArrowDown")
        held.expect_frame(12)
        expect(held.page.locator(".overlay-failure")).to_be_hidden()


def test_without_a_network_the_page_says_so_and_goes_on(chromium: Browser, exam: Exam) -> None:
    with phone(chromium) as held:
        held.enter(exam)
        held.page.context.set_offline(True)
        expect(held.page.locator(".offline")).not_to_be_empty()
        check(held, "offline")
        held.page.set_viewport_size({"width": 320, "height": 400})
        held.page.evaluate("window.scrollTo(0, 9999)")
        expect(held.page.locator(".offline")).to_be_in_viewport()
        # What needs the network says nothing of it a second time, and comes with it.
        held.page.locator(".row").nth(0).click()
        expect(held.page.locator(".waiting")).to_have_text("请稍候…")
        held.page.wait_for_timeout(1500)
        expect(held.page.locator(".failure")).to_have_count(0)
        exam.receive("mr_brain_t1", most=2)
        held.page.context.set_offline(False)
        expect(held.main).to_contain_text("还没有人打开过")
        expect(held.page.locator(".offline")).to_be_hidden()
        held.page.go_back()
        expect(held.page.locator("canvas[data-drawn]")).to_be_visible()
        expect(held.page.locator(".offline")).to_be_hidden()


def test_a_storage_that_does_not_answer_is_said_so_and_the_report_is_there(chromium: Browser, full: Exam) -> None:
    with phone(chromium, "en") as held:
        away = {"status": 503, "json": {"error": "service_unavailable"}, "headers": {"Retry-After": "5"}}
        held.page.clock.install()
        held.enter(full)
        held.page.route(re.compile("/i/api/links/[0-9a-f]+/series/"), lambda route: route.fulfill(**away))
        held.page.locator(".reach .action").nth(0).click()
        held.page.locator(".card").first.click()
        held.page.keyboard.press("End")
        expect(held.page.locator(".overlay-failure")).to_have_text("One moment…")
        held.page.clock.run_for(16_000)
        expect(held.page.locator(".overlay-failure, .failure")).to_contain_text("storage does not answer")
        check(held, "storage away")
        held.page.go_back()
        held.page.go_back()
        held.page.locator(".reach .action").nth(1).click()
        expect(held.page.locator(".report-text")).to_contain_text("normal")


def test_images_that_come_while_others_are_looked_at_never_stand_under_a_wrong_number(
    chromium: Browser, exam: Exam
) -> None:
    slices = sorted(sample_path("mr_brain_t1").glob("*.dcm"))[:20]
    exam.take(slices[10:])
    with phone(chromium, "en") as held:
        held.enter(exam)
        held.page.locator("button.hero").click()
        held.expect_frame(5)
        exam.take(slices[:10])
        # What was fetched before is of the order that the page knows; what it asks for now is not.
        held.page.locator(".tool").nth(3).click()
        expect(held.page.locator(".overlay-number")).to_have_text(re.compile("/ 20$"))
        held.expect_frame(int(held.page.locator(".overlay-number").inner_text().partition(" ")[0]))
