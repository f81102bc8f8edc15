"""From the scanned or typed code to a page that moves on by itself, and nothing left behind."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.acceptance.viewer.patient.conftest import REPORT
from tests.acceptance.viewer.patient.screens import check, complaints
from tests.acceptance.viewer.patient.visits import phone
from tests.exams import BIRTH_DATE, Exam, book
from tests.serving import Establishment, establishment

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'&lt;b&gt;${7*7}"


def test_the_secret_leaves_the_address_and_the_history(chromium: Browser, exam: Exam) -> None:
    with phone(chromium) as held:
        held.open(exam)
        expect(held.page.locator("input[name=year]")).to_be_visible()
        assert held.page.url == exam.place.served.url + "/i"
        assert held.page.evaluate("'firstQuestion' in window") is False, "other scripts of the page can't look for it"
        asked: list[str] = []
        held.page.on("request", lambda request: asked.append(request.url))
        held.answer()
        expect(held.page.locator("ol.steps")).to_be_visible()
        assert exam.link.secret.text not in " ".join(asked) + held.page.content()
        kept = held.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
        assert kept == [0, 0, ""], "nothing may stay on a borrowed phone"


def test_the_question_is_asked_before_the_page_has_a_body(chromium: Browser, exam: Exam) -> None:
    with phone(chromium) as held:
        held.page.add_init_script(
            "window.bodies = []; const real = window.fetch;"
            "window.fetch = (...given) => { bodies.push(document.body !== null); return real(...given); };"
        )
        held.open(exam)
        expect(held.page.locator("input[name=year]")).to_be_visible()
        assert held.page.evaluate("window.bodies") == [False]


def test_who_waits_for_the_answer_is_told_so(chromium: Browser, exam: Exam) -> None:
    with phone(chromium, "en") as held:
        waiting: list[Route] = []

        def hold(route: Route) -> None:
            waiting.append(route)

        held.page.route("**/i/api/session", hold)
        held.open(exam)
        expect(held.main).to_contain_text("One moment…")
        waiting.pop().continue_()
        expect(held.page.locator("input[name=year]")).to_be_visible()


def test_a_page_that_broke_off_opens_when_it_is_loaded_anew(chromium: Browser, exam: Exam) -> None:
    with phone(chromium) as held:

        def break_off(route: Route) -> None:
            html = route.fetch().text()
            route.fulfill(body=html[: html.index("</head>")], content_type="text/html")

        held.page.route("**/i", break_off, times=1)
        held.open(exam)
        held.page.reload()
        expect(held.page.locator("input[name=year]")).to_be_visible()


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
        assert "张" not in held.main.inner_text(), "nobody is named before the images are here"
        exam.receive("mr_brain_t1", most=3)
        expect(held.page.locator("li.done")).to_have_count(2)
        expect(held.main).to_contain_text("张三")
        exam.report(REPORT)
        expect(held.page.locator("li.done")).to_have_count(3)


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


def test_a_report_that_is_there_first_does_not_speak_of_images(chromium: Browser, exam: Exam) -> None:
    exam.report(REPORT)
    with phone(chromium, "en") as held:
        held.enter(exam)
        expect(held.page.locator("li.done")).to_have_text([re.compile("scheduled"), re.compile("Report is final")])
        expect(held.page.locator("li.open")).to_have_text(re.compile("Images are here"))
        expect(held.main).to_contain_text("The images have not come in yet")
        assert "complete" not in held.main.inner_text()
        expect(held.page.get_by_role("button", name="See the images")).to_have_count(0)
        check(held, "a report alone")
        exam.receive("mr_brain_t1", most=3)
        expect(held.page.locator("li.done")).to_have_count(3)
        expect(held.page.get_by_role("button", name="See the images").first).to_be_visible()


@pytest.mark.parametrize(("zone", "differs"), [("America/New_York", True), ("Asia/Shanghai", False)])
def test_the_time_is_the_hospitals_wherever_the_phone_is(
    chromium: Browser, tmp_path: Path, zone: str, *, differs: bool
) -> None:
    with establishment(tmp_path, time_zone="Asia/Shanghai") as place:
        exam = book(place, scheduled_at=datetime(2027, 3, 1, 1, 30, tzinfo=UTC))
        with phone(chromium, "en", timezone_id=zone) as held:
            held.enter(exam)
            told = held.page.locator("dl").inner_text()
            assert "March 1, 2027, 09:30" in told
            assert ("hospital's time" in told) is differs


def test_images_that_come_while_the_server_stumbles_are_shown_all_the_same(chromium: Browser, exam: Exam) -> None:
    with phone(chromium, "en") as held:
        held.enter(exam)
        answers = iter([{"status": 500, "json": {}}, {"abort": True}])

        def stumble(route: Route) -> None:
            answer = next(answers, None)
            if answer is None:
                # However long the first picture takes, the page says at once that there are images.
                expect(held.page.locator("li.done")).to_have_count(2)
                route.continue_()
            elif "abort" in answer:
                route.abort()
            else:
                route.fulfill(**answer)

        held.page.route(re.compile("/i/api/session"), stumble)
        exam.receive("mr_brain_t1", most=3)
        expect(held.page.locator("li.done")).to_have_count(2)
        expect(held.page.locator("canvas[data-drawn]")).to_be_visible()
