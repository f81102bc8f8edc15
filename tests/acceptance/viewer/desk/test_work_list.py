"""A reader before the work list: finds by one box, works by keys, sees what arrives, on a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from imaging.reading.study_words import StudyWords
from tests.acceptance.viewer.desk.desk_house import DeskHouse, desk_house
from tests.acceptance.viewer.desk.sitting import DESKTOP, PHONE, signed_in
from tests.acceptance.viewer.desk.test_looks import look

STUDIES = (
    ("1", "Zhang^San=张^三", "19900131", "M", "CT", "头颅 CT 平扫", "20260301"),
    ("2", "WANG^XIAOMING", "19520615", "M", "DX", "Chest PA", "20260302"),
    ("3", "欧阳^娜娜", "20250801", "F", "US", "腹部超声", "20260303"),
)


def bring(desk: DeskHouse, number: str, name: str, born: str, sex: str, modality: str, exam: str, on: str) -> None:
    uid = f"1.2.77.{number}"
    desk.receive(
        StudyInstanceUID=uid, SeriesInstanceUID=f"{uid}.1", PatientName=name, PatientID=f"W{number}", StudyDate=on,
        PatientBirthDate=born, PatientSex=sex, Modality=modality, StudyDescription=exam, AccessionNumber=f"WL-{number}",
    )  # fmt: skip
    StudyWords(desk.open.house.index).write()


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskHouse]:
    with desk_house(tmp_path_factory.mktemp("readers")) as opened:
        for study in STUDIES:
            bring(opened, *study)
        yield opened


def rows(page: Page) -> list[str]:
    return [each.split("\n")[0] for each in page.locator("tr[data-study] [data-open]").all_inner_texts()]


def test_a_reader_finds_by_one_box_and_takes_filters_away(chromium: Browser, readers: DeskHouse) -> None:
    with signed_in(chromium, readers, "doctor") as page:
        expect(page.get_by_role("heading", name="Work list")).to_be_visible()
        expect(page.locator("tr[data-study]")).to_have_count(3)
        assert rows(page) == ["欧阳娜娜", "WANG XIAOMING", "张三 (Zhang San)"]
        expect(page.get_by_text("3 studies")).to_be_visible()
        box = page.get_by_label("Find studies")
        for text, names in (("zs", ["张三 (Zhang San)"]), ("oynn", ["欧阳娜娜"]), ("wxm", ["WANG XIAOMING"])):
            box.fill(text)
            expect(page.locator("tr[data-study]")).to_have_count(1)
            expect(page.locator("[data-open]")).to_have_text(names[0])
        box.fill("ct 2026-03")
        expect(page.locator("tr[data-study]")).to_have_count(1)
        page.get_by_role("button", name="Remove the filter CT").click()
        expect(box).to_have_value("2026-03")
        expect(page.locator("tr[data-study]")).to_have_count(3)
        box.fill("nobody")
        expect(page.get_by_text("Nothing was found.")).to_be_visible()
        box.press("Escape")
        expect(page.locator("tr[data-study]")).to_have_count(3)
        page.get_by_role("button", name="Filters").click()
        page.get_by_text("DX / CR").click()
        expect(page.locator("tr[data-study]")).to_have_count(1)
        page.get_by_role("button", name="Keep this list").click()
        page.get_by_label("Name of the list").fill("Plain films")
        page.get_by_role("button", name="Keep", exact=True).click()
        page.get_by_role("button", name="All", exact=True).click()
        expect(page.locator("tr[data-study]")).to_have_count(3)
        page.get_by_role("button", name="Plain films", exact=True).click()
        expect(page.locator("tr[data-study]")).to_have_count(1)
        page.get_by_role("button", name="Remove the list Plain films").click()
        expect(page.get_by_role("button", name="Plain films", exact=True)).to_have_count(0)


def test_all_of_it_is_done_by_keys(chromium: Browser, readers: DeskHouse) -> None:
    with signed_in(chromium, readers, "doctor") as page:
        expect(page.locator("tr[data-study]")).to_have_count(3)
        first = page.locator("tr[data-study]").first
        expect(page.get_by_label("Find studies")).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("/")
        expect(page.get_by_label("Find studies")).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(first.locator("[data-open]")).to_be_focused()
        page.keyboard.press("ArrowDown")
        second = page.locator("tr[data-study]").nth(1)
        expect(second.locator("[data-open]")).to_be_focused()
        expect(second).to_have_attribute("data-unread", "true")
        page.keyboard.press("u")
        expect(second).not_to_have_attribute("data-unread", "true")
        page.keyboard.press("u")
        expect(second).to_have_attribute("data-unread", "true")
        page.keyboard.press("Escape")
        expect(page.get_by_label("Find studies")).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/view#/studies/\d+$"))


def test_what_arrives_is_told_and_moves_nothing_under_the_eyes(chromium: Browser, readers: DeskHouse) -> None:
    with signed_in(chromium, readers, "doctor") as page:
        expect(page.locator("tr[data-study]")).to_have_count(3)
        page.keyboard.press("ArrowDown")
        bring(readers, "4", "Liu^Qi=刘^七", "19700101", "F", "MR", "颅脑磁共振", "20260304")
        news = page.get_by_role("status").filter(has_text="1 new study")
        expect(news).to_be_visible()
        expect(page.locator("tr[data-study]")).to_have_count(3)
        news.click()
        expect(page.locator("[data-open]").first).to_have_text("刘七 (Liu Qi)")
        page.get_by_label("Find studies").focus()
        bring(readers, "5", "孙^八", "19700101", "F", "MR", "颅脑磁共振", "20260305")
        expect(page.locator("[data-open]").first).to_have_text("孙八")


@pytest.mark.parametrize(
    ("locale", "scheme", "viewport"),
    [("zh-CN", "light", DESKTOP), ("en-GB", "dark", DESKTOP), ("zh-CN", "dark", PHONE), ("en-GB", "light", PHONE)],
)
def test_the_work_list_is_free_of_barriers(
    chromium: Browser, readers: DeskHouse, locale: str, scheme: str, viewport: dict[str, int]
) -> None:
    kind = f"{locale[:2]}-{scheme}-{viewport['width']}"
    with signed_in(chromium, readers, "doctor", locale=locale, color_scheme=scheme, viewport=viewport) as page:
        expect(page.locator("tr[data-study]").first).to_be_visible()
        look(page, f"{kind}-work-list")
        if viewport == DESKTOP:
            heights = page.evaluate("[...document.querySelectorAll('tr[data-study]')].map((row) => row.offsetHeight)")
            assert max(heights) <= 48, "a reader wants many rows on the screen"
        page.locator("[aria-controls=list-filters]").click()
        page.locator("form[role=search] input").fill("us 2026-03")
        expect(page.locator("tr[data-study]")).to_have_count(1)
        look(page, f"{kind}-work-list-filters")


def test_an_empty_list_and_a_server_that_is_away_say_so(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with desk_house(tmp_path_factory.mktemp("nobody")) as empty, signed_in(chromium, empty, "doctor") as page:
        expect(page.get_by_text("No studies yet.")).to_be_visible()
        look(page, "work-list-empty")
        page.route("**/desk/api/work-list", lambda route: route.fulfill(status=503, json={"correlation_id": "abc"}))
        page.get_by_label("Find studies").fill("x")
        expect(page.get_by_role("alert")).to_contain_text("abc")
        page.unroute("**/desk/api/work-list")
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_text("Nothing was found.")).to_be_visible()
