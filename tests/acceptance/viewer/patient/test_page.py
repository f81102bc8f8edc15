"""The whole way of a patient, on a phone, against a running server: from the scanned code to the link's end."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from imaging.orders.reports import ReportState
from tests.acceptance.viewer.patient.visits import BIRTH_DATE, Exam, Phone, book, eventually, phone
from tests.serving import Establishment, establishment

LANGUAGES = ("zh-CN", "en")
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'&lt;b&gt;${7*7}"
REPORT = "检查所见：双侧大脑半球对称。\nImpression: normal."


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Establishment]:
    with establishment(tmp_path) as opened:
        yield opened


@pytest.fixture
def exam(place: Establishment) -> Exam:
    return book(place)


@pytest.fixture
def full(exam: Exam) -> Exam:
    """Images and report are here."""
    exam.receive("mr_brain_t1", most=20)
    exam.report(REPORT, pdf=b"%PDF-1.4 one")
    return exam


def pixels(page: Page, selector: str) -> np.ndarray:
    """What is drawn on a canvas, as a screenshot of it shows it."""
    shot = page.locator(selector).screenshot()
    with Image.open(io.BytesIO(shot)) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


# How many pixels of the canvas itself are not black; labels around it do not count.
DRAWN = """
(() => {
  const canvas = document.querySelector("canvas.picture");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.reduce((count, value, index) => count + (index % 4 < 3 && value > 0 ? 1 : 0), 0);
})()
"""


def check(held: Phone, state: str) -> None:
    """No violation of WCAG 2.2 AA, nothing wider than the screen, everything large enough for a thumb."""
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = Axe().run(held.page, options=options)
    assert found.violations_count == 0, f"{state}: {found.generate_report()}"
    page = held.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{state} scrolls sideways"
    small = page.evaluate(
        """[...document.querySelectorAll("button, input, a, summary")].filter((each) => {
             const box = each.getBoundingClientRect();
             return box.width > 0 && (box.height < 43.5 || box.width < 43.5);
           }).map((each) => each.outerHTML)"""
    )
    assert small == [], f"{state}: too small to touch"


def complaints(held: Phone) -> list[str]:
    """What the browser complained of, without the answers that say no on purpose."""
    return [each for each in held.complaints if not each.startswith("Failed to load resource")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 393])
@pytest.mark.timeout(300)
def test_every_state_is_within_everybodys_reach(chromium: Browser, exam: Exam, language: str, width: int) -> None:
    with phone(chromium, language, viewport={"width": width, "height": 640}) as held:
        for states in (before_it_is_open, while_it_moves_on, while_it_is_looked_at, beside_the_pictures, at_its_end):
            for state in states(held, exam):
                check(held, state)
        assert complaints(held) == []


def before_it_is_open(held: Phone, exam: Exam) -> Iterator[str]:
    held.page.goto(exam.place.served.url + "/i")
    expect(held.page.locator("input[name=slip]")).to_be_visible()
    yield "typed code"
    held.open(exam)
    expect(held.page.locator("input[name=year]")).to_be_visible()
    yield "gate"
    held.answer("0000")
    expect(held.page.locator(".problem")).not_to_be_empty()
    yield "wrong answer"


def while_it_moves_on(held: Phone, exam: Exam) -> Iterator[str]:
    held.answer()
    expect(held.page.locator("ol.steps")).to_be_visible()
    yield "scheduled"
    exam.receive("mr_brain_t1", most=3)
    exam.receive("cr_leg")
    expect(held.page.locator("canvas[data-drawn]")).to_be_visible()
    yield "images are here"
    exam.report(REPORT, pdf=b"%PDF-1.4 one")
    expect(held.page.locator(".reach .action")).to_have_count(2)
    yield "report is final"


def while_it_is_looked_at(held: Phone, exam: Exam) -> Iterator[str]:
    held.page.locator(".reach .action").nth(0).click()
    expect(held.page.locator(".card img").first).to_be_visible()
    yield "series"
    held.page.locator(".card").last.click()
    held.expect_frame(2)
    yield "viewer"
    held.page.locator(".tool").nth(1).click()
    yield "brightness"
    held.page.go_back()
    held.page.go_back()


def beside_the_pictures(held: Phone, exam: Exam) -> Iterator[str]:
    for state, selector, ready in (
        ("report", ".reach .action >> nth=1", ".report-text"),
        ("take along", ".row >> nth=0", ".offer"),
        ("who looked", ".row >> nth=1", ".openings"),
        ("switch off", ".row >> nth=2", ".danger"),
    ):
        held.page.locator(selector).click()
        expect(held.page.locator(ready).first).to_be_visible()
        yield state
        held.page.go_back()
    held.page.locator(".switch").first.click()
    yield "large type"


def at_its_end(held: Phone, exam: Exam) -> Iterator[str]:
    held.page.locator(".row").nth(2).click()
    held.page.locator(".danger").click()
    expect(held.page.locator(".danger")).to_have_count(0)
    yield "switched off"
    held.open(exam)
    expect(held.page.locator("h1")).to_be_visible()
    yield "unavailable"


def test_text_of_twice_the_size_still_fits(chromium: Browser, full: Exam) -> None:
    with phone(chromium, viewport={"width": 320, "height": 640}) as held:
        held.enter(full)
        held.page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert held.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_secret_leaves_the_address_and_the_history(chromium: Browser, exam: Exam) -> None:
    """LK-02."""
    with phone(chromium) as held:
        held.open(exam)
        expect(held.page.locator("input[name=year]")).to_be_visible()
        assert held.page.url == exam.place.served.url + "/i"
        asked: list[str] = []
        held.page.on("request", lambda request: asked.append(request.url))
        held.answer()
        expect(held.page.locator("ol.steps")).to_be_visible()
        assert exam.link.secret.text not in " ".join(asked) + held.page.content()
        kept = held.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
        assert kept == [0, 0, ""], "nothing may stay on a borrowed phone"


def test_the_typed_code_opens_and_moves_on_too(chromium: Browser, exam: Exam) -> None:
    with phone(chromium) as held:
        held.page.goto(exam.place.served.url + "/i")
        held.page.locator("input[name=slip]").fill(exam.link.printed_code.lower())
        held.page.locator("button[type=submit]").click()
        expect(held.page.locator("input[name=year]")).to_be_visible()
        held.answer("0000")
        expect(held.page.locator(".problem")).not_to_be_empty()
        expect(held.page.locator("input[name=year]")).to_have_value(BIRTH_DATE[:4])
        held.answer()
        expect(held.page.locator("li.done")).to_have_count(1)
        exam.receive("mr_brain_t1", most=3)
        expect(held.page.locator("canvas[data-drawn]")).to_be_visible()


def test_the_page_moves_on_by_itself(chromium: Browser, exam: Exam) -> None:
    with phone(chromium) as held:
        held.enter(exam)
        expect(held.page.locator("li.done")).to_have_count(1)
        assert "张" not in held.main.inner_text(), "LK-07: nobody is named before the images are here"
        exam.receive("mr_brain_t1", most=3)
        expect(held.page.locator("li.done")).to_have_count(2)
        expect(held.main).to_contain_text("张三")
        exam.report(REPORT)
        expect(held.page.locator("li.done")).to_have_count(3)


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


def drag(held: Phone, *fingers: list[tuple[float, float]]) -> None:
    """Move fingers over the glass, as Chromium hands them to a page."""
    tools = held.page.context.new_cdp_session(held.page)
    for step, points in enumerate(zip(*fingers, strict=True)):
        touches = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        kind = "touchStart" if step == 0 else "touchMove"
        tools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
    tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def line(start: tuple[float, float], end: tuple[float, float], steps: int = 12) -> list[tuple[float, float]]:
    shares = [step / steps for step in range(steps + 1)]
    return [(start[0] + (end[0] - start[0]) * each, start[1] + (end[1] - start[1]) * each) for each in shares]


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


def test_a_picture_that_can_not_be_shown_is_said_so(chromium: Browser, full: Exam) -> None:
    with phone(chromium) as held:
        held.page.route(re.compile("frames/11"), lambda route: route.fulfill(status=406, json={"error": "no"}))
        held.enter(full)
        held.page.locator("button.hero").click()
        held.expect_frame(10)
        held.page.keyboard.press("ArrowDown")
        expect(held.page.locator(".overlay-failure")).to_contain_text("无法显示")
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
        exam.receive("mr_brain_t1", most=2)
        held.page.context.set_offline(False)
        expect(held.page.locator("canvas[data-drawn]")).to_be_visible()
        expect(held.page.locator(".offline")).to_be_hidden()


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
    """LK-09, LK-14."""
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


def test_words_of_hospitals_and_patients_are_never_markup(chromium: Browser, place: Establishment) -> None:
    """XS-01."""
    exam = book(
        place,
        "HOSTILE",
        patient_name=f"Zhang^{HOSTILE}"[:200],
        procedure_description=HOSTILE,
        preparation=HOSTILE,
    )
    with phone(chromium) as held:
        held.enter(exam)
        expect(held.main).to_contain_text(HOSTILE)
        exam.receive("mr_brain_t1", most=2)
        exam.report(HOSTILE + "\n" + HOSTILE)
        expect(held.page.locator(".reach .action")).to_have_count(2)
        expect(held.page.locator("h1")).to_have_text(HOSTILE)
        held.page.locator(".reach .action").nth(1).click()
        expect(held.page.locator(".report-text")).to_contain_text(HOSTILE)
        assert held.page.locator("main img, main script").count() == 0
        assert complaints(held) == []


def test_an_old_browser_without_webp_gets_jpeg(chromium: Browser, full: Exam) -> None:
    with phone(chromium) as held:
        held.page.add_init_script(
            "HTMLCanvasElement.prototype.toDataURL = () => 'data:image/png;base64,';"
            "const real = createImageBitmap;"
            "window.createImageBitmap = (blob) => {"
            "  return blob.type === 'image/webp' ? Promise.reject(new Error()) : real(blob);"
            "};"
        )
        asked: list[str] = []
        held.page.on("request", lambda request: asked.append(request.url))
        held.enter(full)
        held.page.locator("button.hero").click()
        held.expect_frame(10)
        held.page.keyboard.press("End")
        held.expect_frame(20)
        frames = [url for url in asked if "/frames/" in url]
        assert frames
        assert all("format=jpeg" in url for url in frames)


def test_a_browser_that_decodes_by_image_elements_only_works_too(chromium: Browser, full: Exam) -> None:
    with phone(chromium) as held:
        held.page.add_init_script("delete window.createImageBitmap; delete window.AbortController;")
        held.enter(full)
        held.page.locator("button.hero").click()
        held.expect_frame(10)
        held.page.keyboard.press("ArrowDown")
        held.expect_frame(11)
        assert pixels(held.page, "canvas.picture").max() > 150
        assert complaints(held) == []


def test_language_and_large_type_stay_chosen(chromium: Browser, exam: Exam) -> None:
    with phone(chromium, "en") as held:
        held.open(exam)
        held.page.locator(".switch").nth(1).click()
        expect(held.page.locator("h1")).to_have_text("打开您的影像")
        held.page.locator(".switch").nth(0).click()
        expect(held.page.locator("html")).to_have_class("large")
        held.page.reload()
        expect(held.page.locator("html")).to_have_attribute("lang", "zh-CN")
        expect(held.page.locator("html")).to_have_class("large")
