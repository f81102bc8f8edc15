"""The pictures: the right slice, fingers, windows, exactness, and running by themselves."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.acceptance.viewer.patient.screens import complaints, drag, line, pixels
from tests.acceptance.viewer.patient.visits import eventually, phone
from tests.exams import Exam


def test_the_picture_on_the_screen_is_the_slice(chromium: Browser, full: Exam) -> None:
    with phone(chromium) as held:
        held.enter(full)
        held.page.locator("button.hero").click()
        held.expect_frame(10)
        ten = pixels(held.page, "canvas.picture")
        assert (ten[:5] == 0).all(), "true black around the picture"
        assert ten.max() > 150
        assert (abs(ten[..., 0] - ten[..., 2]) <= 30).mean() > 0.95, "grey, but for the letters of the sides"
        held.page.keyboard.press("End")
        held.expect_frame(20)
        assert abs(pixels(held.page, "canvas.picture") - ten).mean() > 1, "another slice is another picture"
        held.page.keyboard.press("Home")
        held.expect_frame(1)
        sides = [held.page.locator(f".side-{name}").inner_text() for name in ("left", "right")]
        assert [side[:1] for side in sides] == ["右", "左"]
        expect(held.page.locator(".overlay-label")).to_have_text("不作诊断用")


def test_fingers_turn_pages_enlarge_and_set_the_brightness(chromium: Browser, full: Exam) -> None:
    with phone(chromium) as held:
        held.enter(full)
        held.page.locator("button.hero").click()
        held.expect_frame(10)
        drag(held, line((200, 250), (200, 350)))
        expect(held.picture).to_have_attribute("data-frame", re.compile(r"^1[1-9]$"))
        before = pixels(held.page, "canvas.picture")
        drag(held, line((150, 300), (80, 250)), line((250, 300), (320, 350)))
        bright = (before > 30).mean()
        eventually(lambda: (pixels(held.page, "canvas.picture") > 30).mean() > 1.3 * bright, "two fingers enlarge")
        held.page.keyboard.press("0")
        held.page.locator(".tool").nth(1).click()
        held.page.wait_for_timeout(300)
        normal, window = pixels(held.page, "canvas.picture").mean(), held.page.locator(".overlay-window").inner_text()
        drag(held, line((200, 300), (200, 200)))
        eventually(lambda: pixels(held.page, "canvas.picture").mean() > normal + 5, "up makes it brighter")
        assert held.page.locator(".overlay-window").inner_text() != window
        assert complaints(held) == []


def test_a_ct_offers_its_windows(chromium: Browser, exam: Exam) -> None:
    exam.receive("ct_head_phantom", most=9)
    with phone(chromium, "en") as held:
        held.enter(exam)
        held.page.locator("button.hero").click()
        held.expect_frame(5)
        held.page.locator(".tool").nth(1).click()
        brain = pixels(held.page, "canvas.picture")
        held.page.get_by_role("button", name="Bone", exact=True).click()
        expect(held.page.locator(".overlay-window")).to_have_text(re.compile("W 1800|W 2800"))
        eventually(lambda: abs(pixels(held.page, "canvas.picture") - brain).mean() > 5, "another window shows more")


def test_the_exact_picture_is_not_compressed(chromium: Browser, full: Exam) -> None:
    with phone(chromium, "en") as held:
        held.enter(full)
        held.page.locator("button.hero").click()
        held.expect_frame(10)
        expect(held.page.locator(".overlay-quality")).to_have_text("Compressed")
        with held.page.expect_response(re.compile("format=png")) as asked:
            held.page.locator(".tool").nth(3).click()
        assert asked.value.headers["content-type"] == "image/png"
        expect(held.page.locator(".overlay-quality")).to_have_text("Exact picture")
        held.page.keyboard.press("ArrowDown")
        held.expect_frame(11)
        expect(held.page.locator(".overlay-quality")).to_have_text("Compressed")


def test_the_slices_play_and_stop(chromium: Browser, full: Exam) -> None:
    with phone(chromium) as held:
        held.enter(full)
        held.page.locator("button.hero").click()
        held.expect_frame(10)
        held.page.keyboard.press(" ")
        expect(held.picture).not_to_have_attribute("data-frame", "10")
        eventually(lambda: held.shown_frame() not in {0, 10, 11}, "it goes on")
        held.page.keyboard.press(" ")
        held.page.wait_for_timeout(400)
        still = held.shown_frame()
        held.page.wait_for_timeout(600)
        assert held.shown_frame() == still
