"""Being told, in a browser: the bell, the inbox, letters, push messages and what an administrator sets up."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from imaging.exchange.telling.news import Kind, News, Urgency
from tests.acceptance.viewer.desk.desk_house import DeskHouse, desk_house
from tests.acceptance.viewer.desk.sitting import DESKTOP, PHONE, section, signed_in
from tests.acceptance.viewer.desk.test_looks import RULES
from tests.barriers import Axe
from tests.receivers import MailServer, PushedBrowser, Receiver, running_mail_server, running_receiver, text_of
from tests.unit.imaging.exchange.telling.conftest import code_in

# What the page sees of a browser's push service, which Chromium without a screen has none of: an address and keys.
SUBSCRIBING = """(subscription) => {
  const unsubscribe = async () => {
    window.made = null;
    return true;
  };
  const made = { ...subscription, toJSON: () => subscription, unsubscribe };
  window.made = null;
  PushManager.prototype.getSubscription = async () => window.made;
  PushManager.prototype.subscribe = async (options) => {
    window.wanted = options;
    window.made = made;
    return made;
  };
}"""


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    with running_mail_server() as running:
        yield running


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with running_receiver() as running:
        yield running


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory, mail: MailServer) -> Iterator[DeskHouse]:
    with desk_house(tmp_path_factory.mktemp("telling"), smtp_url=mail.url) as opened:
        yield opened


def tell(desk: DeskHouse, login: str, key: str, kind: Kind, urgency: Urgency = Urgency.ROUTINE, path: str = "") -> None:
    house = desk.open.house
    soon = datetime.now(UTC) + timedelta(hours=2)
    where = path or "/#/critical"
    news = News([desk.people[login].user_id], kind, key, where, urgency, desk.open.hospital_id, answer_by=soon)
    with house.index.write() as connection:
        house.telling.inbox.tell(connection, news)


def work(desk: DeskHouse) -> None:
    """Do what the worker does."""
    desk.open.house.telling.planning.run()
    desk.open.house.telling.sending.run()


def no_barriers(page: Page) -> None:
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def picture(page: Page, name: str) -> None:
    """Keep a picture to be looked at, where somebody wants to."""
    if folder := os.environ.get("FILMLESS_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_whoever_sits_at_the_desk_sees_news_within_five_seconds(chromium: Browser, telling: DeskHouse) -> None:
    with signed_in(chromium, telling, "doctor") as page:
        bell = page.get_by_role("banner").get_by_role("link", name="News")
        expect(bell).to_have_accessible_name("News")
        tell(telling, "doctor", "soon", Kind.CONSULT_STARTS_SOON, Urgency.URGENT)
        bell = page.get_by_role("banner").get_by_role("link", name="1 piece of news")
        expect(bell).to_be_visible(timeout=5000)
        bell.click()
        entry = page.get_by_role("link", name="A consult starts soon")
        expect(entry.get_by_label("unread")).to_be_visible()
        no_barriers(page)
        # An inbox that is open grows by itself.
        tell(telling, "doctor", "live", Kind.CONSULT_LIVE)
        expect(page.get_by_role("link", name="A consult has begun")).to_be_visible(timeout=5000)
        entry.click()
        expect(page.get_by_role("heading", name="Critical results", level=1)).to_be_visible()
        page.get_by_role("banner").get_by_role("link", name="1 piece of news").click()
        expect(page.get_by_role("link", name="A consult starts soon").get_by_label("unread")).to_have_count(0)
        page.get_by_role("button", name="Mark all as read").click()
        expect(page.get_by_role("banner").get_by_role("link", name="News", exact=True)).to_be_visible()


def test_asking_for_news_keeps_nobody_signed_in(chromium: Browser, telling: DeskHouse) -> None:
    with signed_in(chromium, telling, "admin") as page:
        with page.expect_request("**/desk/api/news/unread") as first:
            pass
        with page.expect_request("**/desk/api/news/unread") as second:
            pass
        assert [each.value.headers.get("x-unattended") for each in (first, second)] == ["1", "1"]


def test_an_address_is_confirmed_and_tried_out(chromium: Browser, telling: DeskHouse, mail: MailServer) -> None:
    with signed_in(chromium, telling, "doctor", viewport=PHONE) as page:
        page.goto(f"{telling.url}/#/account")
        page.locator("input[name=address]").fill("doctor@hospital.example")
        page.get_by_role("button", name="Send a code").click()
        page.locator("input[name=code]").fill("000000")
        page.get_by_role("button", name="Confirm").click()
        expect(page.get_by_role("alert")).to_contain_text("not the code that was sent")
        page.locator("input[name=code]").fill(code_in(mail.letters[-1].get_content()))
        page.get_by_role("button", name="Confirm").click()
        expect(page.get_by_text("Letters go to doctor@hospital.example.")).to_be_visible()
        letters = page.locator("section", has=page.get_by_role("heading", name="E-mail", exact=True)).last
        letters.get_by_role("button", name="Send a test").click()
        expect(page.get_by_text("The mail server has taken the test.")).to_be_visible()
        no_barriers(page)
    assert [each["Subject"] for each in mail.letters] == ["Confirm your address", "This is a test"]


def test_choices_are_kept(chromium: Browser, telling: DeskHouse) -> None:
    with signed_in(chromium, telling, "frontdesk") as page:
        page.goto(f"{telling.url}/#/account")
        box = page.get_by_role("checkbox", name="A consult waits for you: E-mail")
        expect(box).to_be_checked()
        box.uncheck()
        page.get_by_label("Quiet hours").uncheck()
        section(page, "What reaches you how").get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        page.reload()
        expect(page.get_by_role("checkbox", name="A consult waits for you: E-mail")).not_to_be_checked()
        expect(page.get_by_label("Quiet hours")).not_to_be_checked()
    chosen = telling.open.house.telling.choices.of(telling.people["frontdesk"].user_id)
    assert chosen is not None
    assert (chosen.quiet, chosen.language) == (None, "en")


def test_a_push_message_comes_all_the_way_and_says_nothing_of_anybody(
    notifying: Browser, telling: DeskHouse, receiver: Receiver
) -> None:
    browser = PushedBrowser(receiver)
    subscription = {
        "endpoint": browser.endpoint,
        "keys": {"p256dh": text_of(browser.public), "auth": text_of(browser.auth)},
    }
    with signed_in(notifying, telling, "doctor", permissions=["notifications"]) as page:
        context = page.context
        context.add_init_script(f"({SUBSCRIBING})({json.dumps(subscription)})")
        page.reload()
        page.goto(f"{telling.url}/#/account")
        page.get_by_role("button", name="Switch on in this browser").click()
        expect(page.get_by_text("Switched on in this browser.")).to_be_visible()
        key = page.evaluate("() => [...window.wanted.applicationServerKey]")
        assert text_of(bytes(key)) == telling.open.house.telling.vapid.public_key()
        assert page.evaluate("() => window.wanted.userVisibleOnly") is True
        tell(telling, "doctor", "pushed", Kind.CONSULT_ASKED, Urgency.EMERGENCY, "/#/account")
        work(telling)
        pushed = [browser.read(each) for each in browser.arrived()]
        (said,) = [each for each in pushed if each["path"] == "/#/account"]
        assert browser.claims(browser.arrived()[-1], datetime.now(UTC))["sub"].startswith("mailto:")
        deliver(page, telling.url, json.dumps(said))
        (shown,) = shown_by(page)
        assert shown == ["A consult waits for you", "MAIN · emergency", "/#/account", True]
        # The same once more takes the place of the first, and one that can't be read still shows that something waits.
        deliver(page, telling.url, json.dumps(said))
        assert len(shown_by(page)) == 1
        deliver(page, telling.url, "no JSON")
        assert ["Filmless", "", "/#/inbox", False] in shown_by(page)
        page.get_by_role("button", name="Remove").click()
        expect(page.get_by_role("button", name="Switch on in this browser")).to_be_visible()
        # Nothing of the site is kept for later.
        assert page.evaluate("() => caches.keys()") == []
    assert telling.open.house.telling.subscriptions.of(telling.people["doctor"].user_id) == ()


def deliver(page: Page, url: str, data: str) -> None:
    """Have the browser hand a message to the service worker, as its push service would."""
    session = page.context.new_cdp_session(page)
    found: list[str] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.extend(
        each["registrationId"] for each in said["registrations"] if not each["isDeleted"]
    ))  # fmt: skip
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(200)
    before = len(shown_by(page))
    session.send("ServiceWorker.deliverPushMessage", {"origin": url, "registrationId": found[-1], "data": data})
    for _ in range(50):
        page.wait_for_timeout(50)
        if len(shown_by(page)) > before:
            break
    session.detach()


def shown_by(page: Page) -> list[list[object]]:
    """What the browser shows of our site."""
    asked = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
        .map((each) => [each.title, each.body, each.data, each.requireInteraction])"""
    found: list[list[object]] = page.evaluate(asked)
    return found


def test_an_administrator_sets_up_a_robot_and_deputies(
    chromium: Browser, telling: DeskHouse, receiver: Receiver
) -> None:
    with signed_in(chromium, telling, "admin") as page:
        page.get_by_role("link", name="Notifications").click()
        page.locator("input[name=name]").fill("心内科群")
        page.locator("input[name=url]").fill(f"{receiver.url}/cgi-bin/webhook/send?key=1")
        page.get_by_role("button", name="Add", exact=True).click()
        row = page.get_by_role("row", name="心内科群")
        expect(row).to_contain_text("nothing was sent yet")
        row.get_by_role("button", name="Send a test").click()
        expect(page.get_by_text("It has taken the test.")).to_be_visible()
        receiver.answers = [(200, {}, b'{"errcode":93000,"errmsg":"invalid webhook url"}')]
        row.get_by_role("button", name="Send a test").click()
        expect(page.get_by_role("alert")).to_contain_text("It does not know us")
        expect(row).to_contain_text("does not arrive")
        page.get_by_role("combobox", name="Told for the whole hospital").click()
        page.get_by_role("option", name="doctor 测试").click()
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        no_barriers(page)
        picture(page, "notifications-set-up")
        row.get_by_role("button", name="Remove").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(page.get_by_text("No group and no system is told anything.")).to_be_visible()
    rules = telling.open.house.telling.deputies.of_hospital(telling.open.hospital_id)
    assert [each.user_id for each in rules.deputies] == [telling.people["doctor"].user_id]


@pytest.mark.parametrize(("locale", "scheme", "viewport"), [
    ("zh-CN", "light", DESKTOP), ("en-GB", "dark", DESKTOP), ("zh-CN", "dark", PHONE), ("en-GB", "light", PHONE),
])  # fmt: skip
def test_an_inbox_with_news_has_no_barriers(
    chromium: Browser, telling: DeskHouse, locale: str, scheme: str, viewport: dict[str, int]
) -> None:
    for number, kind in enumerate(Kind):
        tell(telling, "admin", f"looks-{kind}", kind, list(Urgency)[number % 3])
    options = {"locale": locale, "color_scheme": scheme, "viewport": viewport}
    with signed_in(chromium, telling, "admin", **options) as page:
        page.goto(f"{telling.url}/#/inbox")
        expect(page.locator(".news-entry")).to_have_count(len(Kind))
        no_barriers(page)
        wider = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0
        picture(page, f"inbox-news-{locale}-{scheme}-{viewport['width']}")
