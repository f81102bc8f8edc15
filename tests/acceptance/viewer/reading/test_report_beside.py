"""A report written beside the images."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from imaging.orders.orders import NewOrder
from tests.acceptance.viewer.reading.reading_room import PASSWORD, ReadingRoom, drawn, reading
from tests.acceptance.viewer.reading.test_reading import RULES
from tests.barriers import Axe


def test_a_report_is_written_and_signed_beside_its_images(webgl: Browser, room: ReadingRoom) -> None:
    house, hospital_id = room.open.house, room.open.hospital_id
    new = NewOrder("DEMOACC0003", "DEMO0003", "Mo^Ti=模^体", "20000101", "头部模体CT", "M", "CT")
    order, _ = house.orders.create(hospital_id, new)
    house.bindings.bind_new_studies()
    doctor = house.people.by_login("doctor").user_id
    house.people.set_licence(doctor, "110")
    house.people.confirm_licence(doctor, "110", None)
    with reading(webgl, room, "ct_head_phantom") as page:
        (before,) = drawn(page)
        page.get_by_role("button", name="Report", exact=True).click()
        page.get_by_role("button", name="Write report").click()
        page.get_by_role("textbox", name="Findings").click()
        # What is typed is text, and no command of the viewer.
        page.keyboard.type("ai1 nothing moves.")
        page.keyboard.press("ArrowUp")
        expect(page.get_by_text(re.compile("^Saved at"))).to_be_visible()
        assert drawn(page) == [before]
        shots = os.environ.get("FILMLESS_SCREENSHOTS")
        if shots:
            page.screenshot(path=Path(shots) / "beside.png")
        results = Axe().run(page, options=RULES)
        assert results.violations_count == 0, results.generate_report()
        page.get_by_role("button", name="Sign", exact=True).click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label(re.compile("Password")).fill(PASSWORD)
        dialog.get_by_role("button", name="Sign").click()
        expect(page.get_by_role("region", name="Versions")).to_contain_text("ai1 nothing moves.")
    (report,) = house.reports.for_patient(order.id)
    assert "ai1 nothing moves." in report.text
