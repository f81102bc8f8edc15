"""What stands beside the images of a room: records, and what somebody has begun to write, also on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import insert

from imaging.index.tables import consult_series
from tests.acceptance.viewer.consult.gathered_room import PHONE, Gathered, draw, figures, ready, settled, shown
from tests.data import sample_path


@pytest.fixture(scope="module")
def ecg(house: Gathered) -> int:
    """An electrocardiogram that lies in the same house."""
    (accepted,) = house.open.receive(sample_path("ecg") / "ecg_12lead.dcm")
    (instance,) = house.open.house.archive.retrieve.instances_of(None, accepted.study_instance_uid)
    return instance.id


def beside(page: Page, name: str) -> None:
    """Look at something else beside the images."""
    page.get_by_role("button", name=re.compile(f"^{name}")).first.click()


@pytest.mark.parametrize("who", ["bernd", "maria"])
def test_an_electrocardiogram_is_among_the_records(house: Gathered, ecg: int, chromium: Browser, who: str) -> None:
    consult = house.consult(records=[("object", ecg)])
    with consult.page(chromium, who, **(PHONE if who == "maria" else {})) as page:
        ready(page)
        beside(page, "Question and records")
        page.locator("summary").filter(has_text="ECG").click()
        papers = page.get_by_role("region", name=re.compile("aVR"))
        expect(papers).to_have_count(2)
        drawn = papers.first.get_by_role("img")
        expect(drawn).to_have_js_property("complete", True)
        assert drawn.evaluate("image => image.naturalWidth") > 300


@pytest.mark.parametrize("who", ["bernd", "maria"])
def test_what_was_begun_is_there_when_one_comes_back(house: Gathered, chromium: Browser, who: str) -> None:
    with house.consult().page(chromium, who, **(PHONE if who == "maria" else {})) as page:
        ready(page)
        beside(page, "Conversation")
        page.locator("#room-writer").fill("Half a sent")
        beside(page, "Conclusion")
        page.get_by_label("Opinion").fill("I think that")
        beside(page, "Conversation")
        expect(page.locator("#room-writer")).to_have_value("Half a sent")
        beside(page, "Conclusion")
        expect(page.get_by_label("Opinion")).to_have_value("I think that")


def test_what_is_opened_later_comes_by_itself(house: Gathered, chromium: Browser) -> None:
    consult = house.consult()
    (accepted,) = house.open.receive(*sorted(sample_path("cr_chest").glob("*.dcm"))[:1])
    (instance,) = house.open.house.archive.retrieve.instances_of(None, accepted.study_instance_uid)
    with consult.pages(chromium, "bernd", "maria") as (bernd, maria):
        draw(bernd, (0.4, 0.4), (0.6, 0.4))
        beside(bernd, "Conversation")
        bernd.locator("#room-writer").fill("Half a sent")
        with house.open.house.index.write() as connection:
            connection.execute(insert(consult_series).values(consult_id=consult.id, series_id=instance.series_id))
        for page in (bernd, maria):
            expect(page.get_by_text("More images were opened in this consult.")).to_be_visible()
        expect(bernd.locator(".thumbnail")).to_have_count(2)
        expect(maria.get_by_label("Series").locator("option")).to_have_count(2)
        # What was on the screen, and what was begun, stays.
        assert figures(bernd) == 1
        expect(bernd.locator("#room-writer")).to_have_value("Half a sent")
        bernd.locator(".thumbnail").nth(1).click()
        settled(lambda: shown(bernd).startswith(f"filmless:{instance.id}/"), True, bernd)
        draw(bernd, (0.4, 0.4), (0.6, 0.4))
        maria.get_by_label("Series").select_option(index=1)
        settled(lambda: figures(maria), 1, maria)
        bernd.get_by_role("button", name="OK", exact=True).click()
        expect(bernd.get_by_text("More images were opened in this consult.")).to_have_count(0)


def test_a_link_that_is_shown_once_stays_until_it_is_put_away(house: Gathered, chromium: Browser) -> None:
    with house.consult().page(chromium, "anna") as page:
        ready(page)
        beside(page, "People")
        page.get_by_role("button", name="Invite by link").click()
        page.get_by_label("Name").fill("Prof. Guest")
        page.get_by_label("Organisation").fill("Elsewhere")
        page.get_by_role("button", name="Make a link").click()
        code = page.locator(".invited .code").inner_text()
        beside(page, "Conversation")
        beside(page, "People")
        expect(page.locator(".invited .code")).to_have_text(code)
        page.get_by_role("button", name="Close", exact=True).click()
        expect(page.locator(".invited")).to_have_count(0)


def test_keys_go_on_from_a_name_that_was_completed(house: Gathered, chromium: Browser) -> None:
    with house.consult().page(chromium, "bernd") as page:
        ready(page)
        beside(page, "Conversation")
        writer = page.locator("#room-writer")
        # 陈医师, by pinyin.
        writer.press_sequentially("@chen")
        expect(page.get_by_role("option")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.get_by_role("option")).to_have_count(0)
        expect(writer).to_be_focused()
        writer.fill("")
        writer.press_sequentially("@chen")
        page.keyboard.press("Tab")
        expect(writer).to_have_value("@陈医师 ")
        page.keyboard.press("Tab")
        expect(writer).not_to_be_focused()
        writer.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".message")).to_contain_text("@陈医师")


def test_who_is_signed_out_finds_the_room_as_they_left_it(house: Gathered, chromium: Browser) -> None:
    consult = house.consult()
    sessions = house.open.house.sessions
    with consult.page(chromium, "bernd", expected="status of 401|WebSocket") as page:
        ready(page)
        beside(page, "Conversation")
        page.locator("#room-writer").fill("Half a sent")
        sessions.end(consult.sessions["bernd"])
        expect(page.get_by_text("You were signed out.")).to_be_visible()
        expect(page.locator("#room-writer")).to_be_hidden()
        url = house.open.served.url
        page.context.add_cookies([{"name": "filmless-session", "value": sessions.begin(house.bernd), "url": url}])
        page.evaluate("dispatchEvent(new Event('focus'))")
        expect(page.get_by_text("You were signed out.")).to_have_count(0)
        expect(page.locator("#room-writer")).to_have_value("Half a sent")
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".message:not([data-pending])")).to_contain_text("Half a sent")
