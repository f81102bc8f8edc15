"""Destinations and the outbox in a browser: set up, tested, seen to, in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.acceptance.viewer.desk.desk_house import DeskHouse
from tests.acceptance.viewer.desk.outbox_hands import fill_outbox
from tests.acceptance.viewer.desk.sitting import DESKTOP, PHONE, signed_in
from tests.acceptance.viewer.desk.test_looks import look
from tests.failing_receivers import KEY, Received, mllp_server


@pytest.fixture(scope="module", autouse=True)
def outbox(desk: DeskHouse) -> None:
    fill_outbox(desk)


@pytest.mark.parametrize(
    ("locale", "scheme", "viewport"),
    [("zh-CN", "light", DESKTOP), ("en-GB", "dark", DESKTOP), ("zh-CN", "dark", PHONE), ("en-GB", "light", PHONE)],
)
def test_what_they_say_is_free_of_barriers(
    chromium: Browser, desk: DeskHouse, locale: str, scheme: str, viewport: dict[str, int]
) -> None:
    kind = f"{locale[:2]}-{scheme}-{viewport['width']}"
    notice = "会诊 {}，第 1 版：通知" if locale == "zh-CN" else "Consult {}, version 1: notice"
    with signed_in(chromium, desk, "admin", locale=locale, color_scheme=scheme, viewport=viewport) as page:
        page.goto(f"{desk.url}/#/destinations")
        expect(page.get_by_text("PACS", exact=True)).to_be_visible()
        look(page, f"{kind}-destinations-full")
        page.get_by_role("button", name="修改" if locale == "zh-CN" else "Change").first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        look(page, f"{kind}-destination-changed")
        page.goto(f"{desk.url}/#/outbox")
        expect(page.get_by_text(notice.format(17)).first).to_be_visible()
        look(page, f"{kind}-outbox-given-up")
        page.locator("label", has_text="等待中" if locale == "zh-CN" else "Waiting").click()
        expect(page.get_by_text(notice.format(19)).first).to_be_visible()
        look(page, f"{kind}-outbox-waiting")
        page.locator("label", has_text="已结束" if locale == "zh-CN" else "Ended").click()
        expect(page.get_by_text("已送达" if locale == "zh-CN" else "Arrived").first).to_be_visible()
        look(page, f"{kind}-outbox-ended")


def test_a_listener_for_hl7_is_added_tested_and_removed(chromium: Browser, desk: DeskHouse) -> None:
    with signed_in(chromium, desk, "admin") as page, mllp_server(Received()) as port:
        page.get_by_role("link", name="Destinations").click()
        form = page.locator("section").filter(has=page.get_by_role("heading", name="Add a destination"))
        form.get_by_label("Name").fill("RIS")
        form.get_by_label("Protocol").select_option("hl7-mllp")
        form.get_by_label("Address").fill("169.254.169.254")
        form.get_by_label("Port").fill(str(port))
        form.get_by_role("button", name="Add a destination").click()
        expect(form.get_by_role("alert")).to_contain_text("not this computer itself")
        form.get_by_label("Address").fill("127.0.0.1")
        form.get_by_role("button", name="Add a destination").click()
        row = page.get_by_role("row", name="RIS")
        row.get_by_role("button", name="Test").click()
        expect(page.get_by_text("It answers, after")).to_be_visible()
        row.get_by_role("button", name="Remove").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(row).to_have_count(0)


def test_a_web_hook_is_added_and_paused_and_keeps_its_key(chromium: Browser, desk: DeskHouse) -> None:
    with signed_in(chromium, desk, "admin") as page:
        page.goto(f"{desk.url}/#/destinations")
        form = page.locator("section").filter(has=page.get_by_role("heading", name="Add a destination"))
        form.get_by_label("Protocol").select_option("web-hook")
        form.get_by_label("Name").fill("Robot")
        form.get_by_label("Address (URL)").fill("https://robot.hospital.example/hook")
        form.get_by_label("Key of the signatures").fill(KEY)
        form.get_by_role("button", name="Add a destination").click()
        robot = page.get_by_role("row", name="Robot")
        expect(robot).to_contain_text("Not called yet")
        robot.get_by_role("button", name="Change").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text("One is kept.")).to_be_visible()
        dialog.get_by_label("Send what waits").uncheck()
        dialog.get_by_role("button", name="Save").click()
        expect(robot).to_contain_text("Paused")
    kept = {each.name: each for each, _ in desk.open.house.destinations.list(desk.open.hospital_id)}
    assert kept["Robot"].address.secret == KEY


def test_what_was_given_up_is_sent_again_or_discarded_with_a_reason(chromium: Browser, desk: DeskHouse) -> None:
    with signed_in(chromium, desk, "admin") as page:
        link = page.get_by_role("link", name="Outbox")
        expect(link).to_contain_text("2")
        link.click()
        first = page.get_by_role("row", name="HIS notices")
        expect(first).to_contain_text("It refuses this for good. Its own log says why. (404)")
        first.get_by_role("button", name="Send again").click()
        expect(first).to_have_count(0)
        second = page.get_by_role("row", name="统计平台")
        second.get_by_role("button", name="Discard").click()
        page.get_by_role("dialog").get_by_label("Why").fill("The platform was taken down.")
        page.get_by_role("dialog").get_by_role("button", name="Discard").click()
        expect(page.get_by_text("Nothing was given up.")).to_be_visible()
        page.get_by_text("Ended", exact=True).click()
        ended = page.get_by_role("row", name="统计平台").filter(has_text="Discarded")
        expect(ended).to_contain_text("The platform was taken down.")
        expect(ended).to_contain_text("by admin")
