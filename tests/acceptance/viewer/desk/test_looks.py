"""Every page, in both languages, both schemes, on a desk and on a phone: no barrier that axe knows of, nothing cut off.

With ``FILMLESS_SCREENSHOTS`` set to a folder, each is also kept as a picture, to be looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from imaging.access.actors import Role
from tests.acceptance.viewer.desk.desk_house import PASSWORD, DeskHouse, desk_house
from tests.acceptance.viewer.desk.sitting import DESKTOP, PHONE, at_page, signed_in
from tests.barriers import Axe, rest
from tests.data import ROOT

PAGES = {
    "orders": "/",
    "new-order": "/orders/new",
    "upload": "/orders/csv",
    "order": "/orders/2",
    "order-scheduled": "/orders/4",
    "queue": "/queue",
    "question": "/queue/3",
    "people": "/people",
    "account": "/account",
    "notifications": "/notifications",
    "directory": "/directory",
    "expert-groups": "/expert-groups",
    "report-rules": "/report-rules",
    "rules": "/rules",
    "grants": "/grants",
    "machines": "/machines",
    "destinations": "/destinations",
    "outbox": "/outbox",
    "tokens": "/tokens",
    "contradictions": "/contradictions",
    "audit": "/audit",
    "state": "/state",
    "lost": "/nowhere",
}
DOCTORS_PAGES = {
    "work-list": "/work-list",
    "list-of-orders": "/orders",
    "critical": "/critical",
    "report-of-study": "/reports/study/1",
    "share": "/studies/1/share",
    "ask-consult": "/studies/1/consult",
    "consults": "/consults",
    "shared": "/shared",
    "emergency": "/emergency",
    "emergency-of-study": "/emergency/1",
}
OFFICERS_PAGES = {"emergencies": "/emergencies"}
PAGES_OF = {"admin": PAGES, "doctor": DOCTORS_PAGES, "officer": OFFICERS_PAGES}
# Those that have more states than one, and modules that walk through them.
ELSEWHERE = {
    "/patients/of/:id": "desk/test_patient.py",
    "/consults/:code": "desk/test_consults.py",
    "/documents": "desk/test_looks.py",
    "/inbox": "desk/test_reporting.py",
    "/reports/:id": "desk/test_reporting.py",
    "/templates": "desk/test_reporting.py",
    "/invitation/:secret": "desk/test_people.py",
}
ROUTES = ("pages/pages.tsx", "desk.tsx")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = [
    ("zh-CN", "light", DESKTOP),
    ("en-GB", "dark", DESKTOP),
    ("zh-CN", "dark", PHONE),
    ("en-GB", "light", PHONE),
]


def test_no_page_is_left_out() -> None:
    sources = ROOT / "viewer/web/src/desk"
    routes = {each for file in ROUTES for each in re.findall(r'<Route path="([^"]+)"', (sources / file).read_text())}
    looked_at = {**PAGES, **DOCTORS_PAGES, **OFFICERS_PAGES}.values()
    assert routes - {re.sub(r"/\d+", "/:id", path) for path in looked_at} == ELSEWHERE.keys()
    for route, module in ELSEWHERE.items():
        text = (Path(__file__).parents[1] / module).read_text(encoding="utf-8")
        assert route.split(":")[0] in text, f"{module} does not go to {route}"
        assert "look(page" in text or "no_barriers(" in text, f"{module} does not ask axe"


def test_a_barrier_is_found_and_named(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content("<main><h1>A page</h1><img src='data:,'><p style='color: #bbb'>hardly to be read</p></main>")
    assert {"image-alt", "color-contrast"} <= {each["id"] for each in Axe().run(page, RULES).response["violations"]}
    assert "color-contrast" in Axe().run(page, RULES).generate_report()
    page.close()


@pytest.fixture(scope="module", autouse=True)
def officer(desk: DeskHouse) -> None:
    """Somebody who looks after the others."""
    desk.open.house.people.add("officer", PASSWORD, desk.open.hospital_id, Role.PRIVACY_OFFICER, "隐私专员")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskHouse]:
    with desk_house(tmp_path_factory.mktemp("empty")) as opened:
        yield opened


def look(page: Page, name: str) -> None:
    """Check one page as it stands."""
    expect(
        page.get_by_role("heading", level=1).or_(page.get_by_text("404")).or_(page.locator("main p")).first
    ).to_be_visible()
    expect(page.get_by_role("status", name="…")).to_have_count(0)
    # Dialogs and lists fade in.
    rest(page)
    folder = os.environ.get("FILMLESS_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    results = Axe().run(page, options=RULES)
    assert results.violations_count == 0, f"{name}: {results.generate_report()}"
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1], f"{name} is {width[0]} wide on a screen of {width[1]}"


@pytest.mark.parametrize(("locale", "scheme", "viewport"), LOOKS)
def test_the_door_is_free_of_barriers(
    chromium: Browser, desk: DeskHouse, locale: str, scheme: str, viewport: dict[str, int]
) -> None:
    with at_page(chromium, desk, locale=locale, color_scheme=scheme, viewport=viewport) as page:
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if locale == "zh-CN" else "en")
        look(page, f"{kind(locale, scheme, viewport)}-sign-in")


@pytest.mark.parametrize("login", PAGES_OF)
@pytest.mark.parametrize(("locale", "scheme", "viewport"), LOOKS)
def test_every_page_is_free_of_barriers(
    chromium: Browser, desk: DeskHouse, locale: str, scheme: str, viewport: dict[str, int], login: str
) -> None:
    with signed_in(chromium, desk, login, locale=locale, color_scheme=scheme, viewport=viewport) as page:
        for name, path in PAGES_OF[login].items():
            page.goto(f"{desk.url}/#{path}")
            look(page, f"{kind(locale, scheme, viewport)}-{name}")


def kind(locale: str, scheme: str, viewport: dict[str, int]) -> str:
    """What a picture of a page begins with."""
    return f"{locale[:2]}-{scheme}-{viewport['width']}"


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_every_empty_page_says_so(chromium: Browser, empty: DeskHouse, locale: str) -> None:
    with signed_in(chromium, empty, "admin", locale=locale) as page:
        for name in ("orders", "queue", "machines", "destinations", "outbox", "tokens", "contradictions"):
            page.goto(f"{empty.url}/#{PAGES[name]}")
            look(page, f"{locale[:2]}-empty-{name}")
    with signed_in(chromium, empty, "doctor", locale=locale) as page:
        page.goto(f"{empty.url}/#/documents")
        look(page, f"{locale[:2]}-empty-documents")


def test_the_dialogs_are_free_of_barriers(chromium: Browser, desk: DeskHouse) -> None:
    with signed_in(chromium, desk, "admin") as page:
        page.goto(f"{desk.url}/#/orders/4")
        page.get_by_role("button", name="New slip").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        look(page, "dialog-reprint")
        page.get_by_role("button", name="Void the former and print").click()
        expect(page.get_by_role("img", name="QR code of the slip")).to_be_visible()
        look(page, "dialog-slip")
        page.goto(f"{desk.url}/#/orders/new")
        page.get_by_role("button", name="Calendar").first.click()
        expect(page.get_by_role("button", name="Previous month")).to_be_visible()
        look(page, "calendar")


def test_a_role_that_may_not_is_told_so(chromium: Browser, desk: DeskHouse) -> None:
    with signed_in(chromium, desk, "frontdesk") as page:
        page.goto(f"{desk.url}/#/tokens")
        expect(page.get_by_role("alert")).to_contain_text("Your role does not include this.")
        look(page, "forbidden")


def test_a_server_that_is_away_is_told_and_tried_again(chromium: Browser, desk: DeskHouse) -> None:
    with signed_in(chromium, desk, "admin") as page:
        page.route("**/desk/api/state", lambda route: route.fulfill(status=503, json={"correlation_id": "abc"}))
        page.goto(f"{desk.url}/#/state")
        expect(page.get_by_role("alert")).to_contain_text("abc")
        look(page, "failed")
        page.unroute("**/desk/api/state")
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("progressbar")).to_be_visible()


@pytest.mark.parametrize(("locale", "scheme", "viewport"), LOOKS)
def test_what_an_orders_page_asks_is_free_of_barriers(
    chromium: Browser, desk: DeskHouse, locale: str, scheme: str, viewport: dict[str, int]
) -> None:
    order = desk.with_document(f"L-{locale}-{scheme}")
    with signed_in(chromium, desk, "doctor", locale=locale, color_scheme=scheme, viewport=viewport) as page:
        page.goto(f"{desk.url}/#/orders/{order.id}")
        look(page, f"document-{locale[:2]}-{scheme}")
        page.goto(f"{desk.url}/#/documents")
        look(page, f"documents-{locale[:2]}-{scheme}")
    with signed_in(chromium, desk, "frontdesk", locale=locale, color_scheme=scheme, viewport=viewport) as page:
        page.goto(f"{desk.url}/#/orders/{order.id}")
        page.get_by_role("button", name="更正" if locale == "zh-CN" else "Correct").click()
        dialog = page.get_by_role("dialog")
        dialog.locator("[name=patient_birth_date]").fill("1980-01-02")
        dialog.locator("button[type=submit]").click()
        expect(dialog.locator("[name=phone]")).to_have_attribute("aria-invalid", "true")
        look(page, f"correct-{locale[:2]}-{scheme}")
