"""From the scanned or typed code to a page that moves on by itself, and nothing left behind."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.acceptance.viewer.patient.conftest import REPORT
from tests.acceptance.viewer.patient.screens import complaints
from tests.acceptance.viewer.patient.visits import BIRTH_DATE, Exam, book, phone
from tests.serving import Establishment

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'&lt;b&gt;${7*7}"


def test_the_secret_leaves_the_address_and_the_history(chromium: Browser, exam: Exam) -> None:
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
