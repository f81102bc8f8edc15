"""A guest's way into a consult, on phones and at a desk, in both languages: nothing that axe finds, nothing cut off."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pydicom.uid import CTImageStorage, UltrasoundImageStorage, generate_uid
from sqlalchemy import func, select

from imaging.access.audit import Outcome
from imaging.archive.ingest import Origin
from imaging.consult.guests import IssuedGuest, NewGuest
from imaging.consult.participants import Part
from imaging.index.tables import audit_events
from tests.acceptance.viewer.consult.gathered_room import Consult, Gathered
from tests.barriers import Axe
from tests.gathered import ask, guest_session, set_part
from tests.synthetic import secondary_capture
from viewer.consult.callers import GUEST_COOKIE

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SMALL = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
WORDS = {
    "zh-CN": ("六位验证码", "下一步", "姓名", "进入", "请稍候，主持人将允许您进入。", "离开", "还可尝试 4 次"),
    "en-GB": (
        "Six-digit code",
        "Next",
        "Name",
        "Enter",
        "You will be let in by the host.",
        "Leave",
        "4 tries are left",
    ),
}


def invite(house: Gathered, name: str = "Dr. Ada Guest-Of-A-Long-Name", **options: Any) -> tuple[Consult, IssuedGuest]:
    consult = house.consult(**options)
    gathering = house.open.house.gatherings.of_id(consult.id)
    return consult, house.open.house.guests.invite(
        house.anna, gathering, NewGuest(name, "远方市第一人民医院 Far Clinic")
    )


@contextmanager
def guest_page(browser: Browser, consult: Consult, issued: IssuedGuest, **options: Any) -> Iterator[Page]:
    context = browser.new_context(**options)
    page = context.new_page()
    page.goto(issued.url(consult.of.open.served.url, consult.code))
    try:
        yield page
    finally:
        context.close()


def looked_at(page: Page, name: str) -> None:
    """Nothing stands in the way of anybody, and nothing runs out of the screen; kept as a picture where wanted."""
    assert page.locator(".room-whole").evaluate("whole => whole.scrollWidth <= whole.clientWidth")
    seen(page, name)


def seen(page: Page, name: str) -> None:
    """The same, of the room itself."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    folder = os.environ.get("FILMLESS_TEST_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"))
    assert Axe().run(page, options=RULES).response["violations"] == []


def announce(page: Page, issued: IssuedGuest) -> None:
    """Come as far as the door: the digits, who one is, both promises."""
    code, go_on, _, enter, waits, _, _ = WORDS["en-GB"]
    page.get_by_label(code).fill(issued.code)
    page.get_by_role("button", name=go_on).click()
    expect(page.get_by_role("checkbox")).to_have_count(2)
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name=enter, exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(waits)


def wrong(issued: IssuedGuest) -> str:
    return "000000" if issued.code != "000000" else "111111"


@pytest.mark.parametrize("locale", sorted(WORDS))
@pytest.mark.parametrize(("form", "options"), [("320", SMALL), ("390", PHONE), ("desk", DESK)])
def test_a_guest_is_led_in(chromium: Browser, house: Gathered, locale: str, form: str, options: dict[str, Any]) -> None:
    consult, issued = invite(house)
    code, go_on, name, enter, waits, _, left = WORDS[locale]
    with guest_page(chromium, consult, issued, locale=locale, **options) as page:
        shot = f"guest-{locale[:2]}-{form}"
        expect(page.get_by_role("heading")).to_contain_text("MAIN")
        looked_at(page, f"{shot}-1-code")
        page.get_by_label(code).fill(wrong(issued))
        page.get_by_role("button", name=go_on).click()
        expect(page.get_by_role("alert")).to_contain_text(left)
        looked_at(page, f"{shot}-2-wrong")
        # With spaces between, as it is read aloud.
        page.get_by_label(code).fill(f"{issued.code[:3]} {issued.code[3:]}")
        page.get_by_role("button", name=go_on).click()
        expect(page.get_by_label(name, exact=True)).to_have_value("Dr. Ada Guest-Of-A-Long-Name")
        # The secret has gone out of the address.
        expect(page).not_to_have_url(re.compile("#"))
        looked_at(page, f"{shot}-3-who")
        for box in page.get_by_role("checkbox").all():
            box.check()
        page.get_by_role("button", name=enter, exact=True).click()
        expect(page.get_by_role("status")).to_contain_text(waits)
        looked_at(page, f"{shot}-4-waits")
        # Loaded anew, it goes on from where it was.
        page.reload()
        expect(page.get_by_role("status")).to_contain_text(waits)
        (guest,) = [each for each in house.open.house.guests.of_consult(consult.id) if each.id == issued.id]
        assert guest.participant_id is not None
        set_part(house.open.house, guest.participant_id, Part.SPEAKS)
        expect(page.locator("canvas, .room-whole img").first).to_be_visible()


def test_both_promises_are_needed(chromium: Browser, house: Gathered) -> None:
    consult, issued = invite(house)
    code, go_on, _, enter, waits, _, _ = WORDS["en-GB"]
    with guest_page(chromium, consult, issued, locale="en-GB", **PHONE) as page:
        page.get_by_label(code).fill(issued.code)
        page.get_by_role("button", name=go_on).click()
        page.get_by_role("checkbox").first.check()
        page.get_by_role("button", name=enter, exact=True).click()
        expect(page.get_by_text(waits)).to_be_hidden()
        (guest,) = [each for each in house.open.house.guests.of_consult(consult.id) if each.id == issued.id]
        assert guest.confirmed_at is None


@pytest.mark.parametrize("locale", sorted(WORDS))
def test_what_opens_nothing_says_what_helps(chromium: Browser, house: Gathered, locale: str) -> None:
    consult, issued = invite(house)
    gathering = house.open.house.gatherings.of_id(consult.id)
    house.open.house.guests.revoke(house.anna, gathering, issued.id)
    with guest_page(chromium, consult, issued, locale=locale, **SMALL) as page:
        expect(page.get_by_role("status")).to_contain_text({"zh-CN": "重新邀请", "en-GB": "another one"}[locale])
        looked_at(page, f"guest-{locale[:2]}-320-5-closed")


def test_the_last_wrong_code_closes_it(chromium: Browser, house: Gathered) -> None:
    consult, issued = invite(house)
    code, go_on, *_ = WORDS["en-GB"]
    with guest_page(chromium, consult, issued, locale="en-GB", **PHONE) as page:
        for left in ("4 tries", "3 tries", "2 tries", "One try", "another one"):
            page.get_by_label(code).fill(wrong(issued))
            page.get_by_role("button", name=go_on).click()
            expect(page.get_by_text(left).first).to_be_visible()
        expect(page.get_by_role("status")).to_contain_text("another one")


def test_who_waits_asks_for_nothing_that_is_not_open_and_is_let_in_at_once(chromium: Browser, house: Gathered) -> None:
    consult, issued = invite(house)
    waits = WORDS["en-GB"][4]
    with guest_page(chromium, consult, issued, locale="en-GB", **PHONE) as page:
        announce(page, issued)
        before = denied(house)
        page.wait_for_timeout(7000)
        # What only asks again and again never asks now: the room alone tells it.
        page.add_init_script("window.setInterval = () => 0")
        with page.expect_websocket():
            page.reload()
        expect(page.get_by_role("status")).to_contain_text(waits)
        with consult.page(chromium, "anna") as anna:
            anna.get_by_role("button", name="Let in").first.click()
            expect(page.locator("canvas, .room-whole img").first).to_be_visible()
        assert denied(house) == before


def denied(house: Gathered) -> int:
    with house.open.house.index.read() as connection:
        return connection.scalar(select(func.count()).where(audit_events.c.outcome == Outcome.DENIED)) or 0


def test_who_waits_may_leave(chromium: Browser, house: Gathered) -> None:
    consult, issued = invite(house)
    leave = WORDS["en-GB"][5]
    with guest_page(chromium, consult, issued, locale="en-GB", **PHONE) as page:
        announce(page, issued)
        page.get_by_role("button", name=leave).click()
        expect(page.get_by_role("status")).to_contain_text("You have left the consult")
        looked_at(page, "guest-en-390-6-left")


HOST = {
    "zh-CN": ("人员", "受邀来宾", "撤销对", "撤销", "为", "邀请已撤销", "尚未打开链接"),
    "en-GB": (
        "People",
        "Invited guests",
        "Take back the invitation of",
        "Take back",
        "New link for",
        "invitation taken back",
        "has not opened the link yet",
    ),
}


@pytest.mark.parametrize("locale", sorted(HOST))
@pytest.mark.parametrize(("form", "options"), [("390", PHONE), ("desk", DESK)])
def test_an_invitation_is_taken_back_and_given_anew_in_the_room(
    chromium: Browser, house: Gathered, locale: str, form: str, options: dict[str, Any]
) -> None:
    consult, issued = invite(house, "Ada")
    people, guests, revoke, yes, again, revoked, invited = HOST[locale]
    with consult.page(chromium, "anna", locale=locale, **options) as page:
        panel = page.get_by_role("button", name=re.compile(f"^{people}")).first
        panel.click()
        page.get_by_role("button", name=guests).click()
        row = page.locator(".guest-row", has_text="Ada")
        expect(row).to_contain_text(invited)
        row.get_by_role("button", name=revoke).click()
        row.get_by_role("button", name=yes, exact=True).click()
        expect(row).to_contain_text(revoked)
        with guest_page(chromium, consult, issued, locale=locale, **SMALL) as closed:
            expect(closed.get_by_role("status")).to_contain_text({"zh-CN": "重新邀请", "en-GB": "another one"}[locale])
        row.get_by_role("button", name=again).click()
        expect(row).to_contain_text(invited)
        link = page.locator(".invited code").first.text_content() or ""
        assert f"/c/{consult.code}#" in link
        assert link.partition("#")[2] != issued.secret.text
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if folder := os.environ.get("FILMLESS_TEST_PICTURES"):
            page.screenshot(path=str(Path(folder) / f"room-guests-{locale[:2]}-{form}.png"))
        assert Axe().run(page, options=RULES).response["violations"] == []


@pytest.mark.parametrize(("form", "options"), [("390", PHONE), ("desk", DESK)])
def test_who_is_in_may_leave(chromium: Browser, house: Gathered, form: str, options: dict[str, Any]) -> None:
    consult, issued = invite(house)
    with guest_page(chromium, consult, issued, locale="en-GB", **options) as page:
        announce(page, issued)
        (guest,) = [each for each in house.open.house.guests.of_consult(consult.id) if each.id == issued.id]
        assert guest.participant_id is not None
        set_part(house.open.house, guest.participant_id, Part.SPEAKS)
        page.get_by_role("button", name=re.compile("^People")).first.click()
        leave = page.get_by_role("button", name="Leave the consult")
        leave.click()
        expect(page.locator(".guest-leaves")).to_contain_text("you need the link and its code")
        seen(page, f"guest-en-{form}-7-leaving")
        leave.click()
        expect(page.get_by_text("You have left the consult")).to_be_visible()
        # Nor is anything there when the page is opened again.
        page.reload()
        expect(page.get_by_text("You have left the consult")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "said"),
    [("zh-CN", "以下超声序列无法判定画面中文字的范围"), ("en-GB", "ultrasound pictures ends: US 2.")],
)
@pytest.mark.parametrize("options", [PHONE, DESK])
def test_what_is_kept_back_is_said(
    chromium: Browser, house: Gathered, locale: str, said: str, options: dict[str, Any]
) -> None:
    place, uid = house.open, generate_uid()[:50].rstrip(".")
    for number, (modality, kind) in enumerate((("CT", CTImageStorage), ("US", UltrasoundImageStorage)), 1):
        series = {"SeriesInstanceUID": f"{uid}.{number}", "SeriesNumber": number}
        file = place.house.archive.landing.begin()
        file.write(secondary_capture(StudyInstanceUID=uid, Modality=modality, SOPClassUID=kind, **series))
        place.house.archive.ingest.accept(file, Origin(place.hospital_id, "test"))
    study_id = place.house.archive.retrieve.instances_of(None, uid)[0].study_id
    code = f"kept-back-{uid[-8:]}"
    consult_id = ask(place.house, house.anna, study_id, code, hides=True)
    session = guest_session(place.house, consult_id, code, Part.SPEAKS)[1]
    context = chromium.new_context(locale=locale, **options)
    context.add_cookies([{"name": GUEST_COOKIE, "value": session, "url": place.served.url}])
    page = context.new_page()
    page.goto(f"{place.served.url}/c/{code}")
    if options is DESK:
        # Of whose they are, sex and age stay.
        expect(page.get_by_text({"zh-CN": "56 岁", "en-GB": "56 years old"}[locale])).to_be_visible()
    told = page.locator("[data-line=withheld]")
    expect(told).to_contain_text(said)
    if folder := os.environ.get("FILMLESS_TEST_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"kept-back-{locale[:2]}-{options['viewport']['width']}.png"))
    told.get_by_role("button").click()
    expect(told).to_be_hidden()
    context.close()
