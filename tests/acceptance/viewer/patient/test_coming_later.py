"""What can't be had just now appears by itself, quietly; only when that takes long the page says what is the matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from imaging.archive.transfer import Transfer
from tests.acceptance.viewer.patient.screens import DRAWN, check, complaints
from tests.acceptance.viewer.patient.visits import Phone, phone
from tests.exams import Exam, book
from tests.serving import Establishment, establishment

AWAY = {"status": 503, "json": {"error": "service_unavailable"}, "headers": {"Retry-After": "5"}}
LONG_MS = 16_000


@pytest.fixture
def region(tmp_path: Path) -> Iterator[tuple[Establishment, Establishment]]:
    """The machine that receives and the one that shows: one index, one store, and a landing directory for each."""
    shared: dict[str, Any] = {
        "database_url": f"sqlite:///{tmp_path}/index.sqlite3",
        "objects_url": (tmp_path / "objects").as_uri(),
        "secret_key_file": tmp_path / "secret.key",
    }
    with (
        establishment(tmp_path / "receiving", **shared) as receiving,
        establishment(tmp_path / "showing", **shared) as showing,
    ):
        yield receiving, showing


def received_elsewhere(region: tuple[Establishment, Establishment], **changes: Any) -> Exam:
    """An exam whose images still lie on the machine that received them."""
    receiving, showing = region
    exam = book(showing)
    replace(exam, place=receiving).receive("mr_brain_t1", most=5)
    return exam


def move(region: tuple[Establishment, Establishment]) -> None:
    archive = region[0].house.archive
    assert Transfer(archive.index, archive.landing, archive.blobs).run() == 5


def test_the_first_picture_of_another_machine_comes_by_itself(
    chromium: Browser, region: tuple[Establishment, Establishment]
) -> None:
    exam = received_elsewhere(region)
    with phone(chromium) as held:
        held.enter(exam)
        expect(held.page.locator(".steps .done")).to_have_count(2)
        expect(held.page.locator("canvas")).to_have_count(0)
        check(held, "without its first picture")
        move(region)
        expect(held.page.locator("canvas[data-drawn]")).to_be_visible()
        assert complaints(held) == []


def test_thumbnails_and_slices_of_another_machine_come_by_themselves(
    chromium: Browser, region: tuple[Establishment, Establishment]
) -> None:
    exam = received_elsewhere(region)
    with phone(chromium) as held:
        held.enter(exam)
        held.touch("看影像")
        held.page.locator(".card").first.click()
        expect(held.page.locator(".overlay-failure, .waiting")).to_contain_text("请稍候")
        check(held, "a slice that is still to come")
        held.page.go_back()
        expect(held.page.locator(".card")).to_have_count(1)
        expect(held.page.locator(".thumbnail-failure")).to_have_count(0)
        # No torn picture stands there meanwhile.
        expect(held.page.locator(".thumbnail img")).to_be_hidden()
        move(region)
        expect_thumbnail(held)
        held.page.locator(".card").first.click()
        held.expect_frame(3)


def expect_thumbnail(held: Phone) -> None:
    picture = held.page.locator(".thumbnail img")
    expect(picture).to_have_js_property("complete", value=True)
    expect(picture).not_to_have_js_property("naturalWidth", 0)


def test_a_slice_that_is_late_leaves_no_other_under_its_number_and_then_appears(chromium: Browser, full: Exam) -> None:
    with phone(chromium) as held:
        refused: list[str] = []

        def once(route: Route) -> None:
            refused.append(route.request.url)
            route.fulfill(**AWAY | {"headers": {"Retry-After": "2"}})

        held.page.route(re.compile("frames/11"), once, times=2)
        held.enter(full)
        held.page.locator("button.hero").click()
        held.expect_frame(10)
        held.page.keyboard.press("ArrowDown")
        expect(held.page.locator(".overlay-failure")).to_have_text("请稍候…")
        assert held.page.evaluate(DRAWN) == 0
        held.expect_frame(11)
        expect(held.page.locator(".overlay-failure")).to_be_hidden()
        assert held.page.evaluate(DRAWN) > 0
        assert len(refused) == 2


def test_a_slice_that_takes_its_time_leaves_no_other_under_its_number(chromium: Browser, full: Exam) -> None:
    with phone(chromium) as held:
        held.enter(full)
        held.page.locator("button.hero").click()
        held.expect_frame(10)
        asked: list[Route] = []

        def hold(route: Route) -> None:
            asked.append(route)

        held.page.route(re.compile("frames/20"), hold)
        held.page.keyboard.press("End")
        expect(held.page.locator(".overlay-failure")).to_have_text("请稍候…")
        assert held.page.evaluate(DRAWN) == 0
        asked[0].continue_()
        held.expect_frame(20)
        expect(held.page.locator(".overlay-failure")).to_be_hidden()


def test_a_slice_that_is_there_stays_while_a_sharper_one_is_late(chromium: Browser, full: Exam) -> None:
    with phone(chromium) as held:
        held.enter(full)
        held.page.locator("button.hero").click()
        held.expect_frame(10)
        held.page.route(re.compile("format=png"), lambda route: route.fulfill(**AWAY))
        held.page.locator(".tool").nth(3).click()
        expect(held.page.locator(".overlay-failure")).to_have_text("请稍候…")
        assert held.page.evaluate(DRAWN) > 0


def test_what_takes_long_is_said_and_comes_all_the_same(chromium: Browser, full: Exam) -> None:
    with phone(chromium, "en") as held:
        held.page.clock.install()
        held.enter(full)
        for path, touched, there in (
            ("/i/api/links/[0-9a-f]+/report$", ".reach .action >> nth=1", ".report-text"),
            ("/i/api/links/[0-9a-f]+/takeaway$", ".row >> nth=0", ".offer"),
            ("/i/api/links/[0-9a-f]+/openings$", ".row >> nth=1", ".openings"),
        ):
            held.page.route(re.compile(path), lambda route: route.fulfill(**AWAY))
            held.page.locator(touched).click()
            expect(held.page.locator(".waiting")).to_have_text("One moment…")
            held.page.clock.run_for(LONG_MS)
            expect(held.page.locator(".failure")).to_contain_text("storage does not answer")
            check(held, f"{path} is away")
            held.page.unroute(re.compile(path))
            held.page.clock.run_for(LONG_MS)
            expect(held.page.locator(there).first).to_be_visible()
            held.page.go_back()


def test_opening_goes_on_by_itself_while_nothing_was_typed(chromium: Browser, exam: Exam) -> None:
    with phone(chromium, "en") as held:
        held.page.route(re.compile("/i/api/session"), lambda route: route.fulfill(**AWAY), times=2)
        held.page.clock.install()
        held.open(exam)
        expect(held.page.locator("p").last).to_have_text("One moment…")
        held.page.clock.run_for(LONG_MS)
        expect(held.page.locator("input[name=year]")).to_be_visible()
        held.page.route(re.compile("/i/api/session"), lambda route: route.fulfill(**AWAY), times=1)
        held.answer()
        expect(held.page.locator(".problem")).to_have_text("That did not work. Please try again in a moment.")
        held.page.locator("button[type=submit]").click()
        expect(held.page.locator("ol.steps")).to_be_visible()
