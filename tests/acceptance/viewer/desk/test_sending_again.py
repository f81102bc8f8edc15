"""A conclusion that nobody received is sent from the consult's page to a system that was added since."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from imaging.exchange.content import Content
from imaging.exchange.destination import Address, DestinationKind
from imaging.exchange.destinations import Wanted
from tests.acceptance.viewer.desk.sitting import DESKTOP, PHONE
from tests.acceptance.viewer.desk.test_looks import look
from tests.consulted import HOSPITAL, consulted
from tests.data import sample_path
from tests.serving import establishment
from viewer.callers import SESSION_COOKIE


@pytest.mark.parametrize(
    ("locale", "viewport", "button", "done"),
    [
        ("zh-CN", PHONE, "发送到现有系统", "正在发送到尚未收到的系统。"),
        ("en-GB", DESKTOP, "Send to the systems that are there now", "It is on its way to every system"),
    ],
)
def test_it_is_sent_to_a_system_that_came_later(
    chromium: Browser, locale: str, viewport: dict[str, int], button: str, done: str
) -> None:
    with establishment() as opened:
        house = opened.house
        asked = consulted(house, sorted(sample_path("ct_head_phantom").glob("*.dcm"))[:1])
        asked.write()
        asked.conclude()
        asked.sign_all()
        assert house.outcomes.building.run() == 1
        house.bindings.bind_new_studies()
        wanted = Wanted(
            "HIS", DestinationKind.HL7_MLLP, Address("127.0.0.1", 2575), frozenset({Content.CONSULT_OUTCOME})
        )
        replace(house.destinations, allows_loopback=True).add(asked.asker, HOSPITAL, wanted)
        session = {"name": SESSION_COOKIE, "value": house.sessions.begin(asked.asker), "url": opened.served.url}
        context = chromium.new_context(viewport=viewport, locale=locale, base_url=opened.served.url)
        context.add_cookies([session])
        page = context.new_page()
        page.goto(f"/#/consults/{asked.gathering.code}")
        page.get_by_role("button", name=button).click()
        expect(page.get_by_text(done)).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="HIS")).to_have_count(1)
        look(page, f"sending-again-{locale}")
        context.close()
