"""Who comes in at the desk, how long they stay, and what whoever is refused reads."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Browser, expect
from sqlalchemy import update

from imaging.index.tables import sessions
from tests.acceptance.viewer.desk.desk_house import DeskHouse
from tests.acceptance.viewer.desk.sitting import at_page, sign_in, signed_in


def test_a_wrong_password_lets_nobody_in(chromium: Browser, desk: DeskHouse) -> None:
    with at_page(chromium, desk) as page:
        page.locator("input[name=login]").fill("frontdesk")
        page.locator("input[name=password]").fill("wrong")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("Login and password do not fit together.")
        assert page.context.cookies() == []


def test_the_session_cookie_is_out_of_reach_of_scripts(chromium: Browser, desk: DeskHouse) -> None:
    with at_page(chromium, desk) as page:
        sign_in(page, "frontdesk")
        (cookie,) = page.context.cookies()
        assert cookie["httpOnly"]
        assert cookie["sameSite"] == "Strict"
        assert page.evaluate("document.cookie") == ""


def test_signing_out_ends_the_session_at_once(chromium: Browser, desk: DeskHouse) -> None:
    with at_page(chromium, desk) as page:
        sign_in(page, "frontdesk")
        (cookie,) = page.context.cookies()
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        page.context.add_cookies([cookie])
        assert page.request.get(f"{desk.url}/desk/api/session").status == 401


def test_a_session_that_ended_leads_back_to_the_door(chromium: Browser, desk: DeskHouse) -> None:
    with signed_in(chromium, desk, "frontdesk") as page:
        page.context.clear_cookies()
        page.get_by_role("link", name=re.compile("Studies to decide")).click()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_page_that_nobody_touches_ends_its_session_although_it_looks_for_news(
    chromium: Browser, desk: DeskHouse
) -> None:
    house = desk.open.house
    with at_page(chromium, desk) as page:
        page.clock.install()
        page.reload()
        sign_in(page, "frontdesk")
        expect(page.locator("tbody tr")).not_to_have_count(0)
        with page.expect_response(lambda answer: answer.request.headers.get("x-unattended") == "1") as looked:
            page.clock.run_for(90_000)
        assert looked.value.status == 200
        with house.index.write() as connection:
            connection.execute(update(sessions).values(seen_at=house.clock.now() - timedelta(minutes=15)))
        house.sessions._known.clear()
        page.clock.run_for(16_000)
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_refusal_is_told_in_the_readers_language(chromium: Browser, desk: DeskHouse) -> None:
    with at_page(chromium, desk, locale="zh-CN") as page:
        page.locator("input[name=login]").fill("frontdesk")
        page.locator("input[name=password]").fill("wrong")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("用户名或密码不正确。")
        sign_in(page, "frontdesk")
        page.goto(f"{desk.url}/#/orders/new")
        typed = {"accession_number": "A1001", "patient_id": "P9", "patient_name": "钱七", "procedure_description": "CT"}
        for name, value in typed.items():
            page.locator(f"[name={name}]").fill(value)
        page.locator("[name=patient_birth_date]").fill("1999-12-31")
        page.get_by_role("button", name="登记并打印单据").click()
        expect(page.get_by_role("alert")).to_have_text("检查号 A1001 已属于另一位患者。")
        page.goto(f"{desk.url}/#/tokens")
        expect(page.get_by_role("alert")).to_contain_text("您的角色没有这项权限")
