"""What the administrator keeps, in a browser."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from imaging.access.people import SignInRefusal
from tests.acceptance.viewer.desk.desk_house import DeskHouse
from tests.acceptance.viewer.desk.sitting import at_page, sign_in, signed_in
from tests.acceptance.viewer.desk.test_people import no_barriers
from tests.ports import free_port


def test_a_new_person_signs_in_with_the_password_that_is_shown_once(chromium: Browser, desk: DeskHouse) -> None:
    with signed_in(chromium, desk, "admin") as page:
        page.get_by_role("link", name="People").click()
        form = page.locator("section").filter(has=page.get_by_role("heading", name="Add somebody"))
        form.get_by_label("Login").fill("technician1")
        form.get_by_label("Role").select_option("technician")
        form.get_by_role("button", name="Add", exact=True).click()
        password = page.get_by_test_id("secret").inner_text()
        page.reload()
        expect(page.get_by_role("cell", name="technician1")).to_be_visible()
        expect(page.get_by_test_id("secret")).to_have_count(0)
        page.get_by_role("button", name="Sign out").click()
        sign_in(page, "technician1", password)
        expect(page.get_by_text("Technician", exact=True)).to_be_visible()


def test_a_disabled_person_is_signed_out_and_stays_out(chromium: Browser, desk: DeskHouse) -> None:
    house, hospital_id = desk.open.house, desk.open.hospital_id
    leaver = house.people.add("leaver", "their-old-password", hospital_id, desk.people["frontdesk"].role)
    session = house.sessions.begin(leaver)
    with signed_in(chromium, desk, "admin") as page:
        page.goto(f"{desk.url}/#/people")
        page.get_by_role("row", name="leaver").get_by_role("button", name="Change").click()
        page.get_by_role("menuitem", name="Take away the way in").click()
        page.get_by_role("dialog").get_by_role("button", name="Take away the way in").click()
        expect(page.get_by_role("cell", name="leaver")).to_have_count(0)
    assert house.sessions.person_of(session) is None
    assert house.people.check_password("leaver", "their-old-password", "192.0.2.1") is SignInRefusal.WRONG


def test_machines_are_added_refused_in_words_and_forgotten(chromium: Browser, desk: DeskHouse) -> None:
    with signed_in(chromium, desk, "admin") as page:
        page.get_by_role("link", name="Machines").click()
        page.get_by_label("AE title").fill("CT_ROOM_1")
        page.get_by_label("Address").fill("not an address")
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.get_by_role("alert").last).to_contain_text("IP address")
        page.get_by_label("Address").fill("10.1.2.3")
        page.get_by_label("Port").fill("104")
        page.get_by_role("button", name="Add", exact=True).click()
        row = page.get_by_role("row", name="CT_ROOM_1")
        expect(row).to_contain_text("10.1.2.3")
        row.get_by_role("button", name="Remove").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(row).to_have_count(0)
        page.get_by_label("AE title").fill("PACS")
        page.get_by_label("Address").fill("127.0.0.1")
        page.get_by_label("Port").fill(str(free_port()))
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_role("row", name="PACS").get_by_role("button", name="Test").click()
        expect(page.get_by_role("alert").last).to_contain_text("no DICOM machine answers on this port")
        no_barriers(page)


def test_departments_narrow_who_and_what_is_listed(chromium: Browser, desk: DeskHouse) -> None:
    with signed_in(chromium, desk, "admin") as page:
        page.goto(f"{desk.url}/#/people")
        section = page.locator("section").filter(has=page.get_by_role("heading", name="Departments"))
        section.get_by_label("Department").fill("Ultrasound room")
        section.get_by_label("Reads exams of").fill("us")
        section.get_by_role("button", name="Add a department").click()
        expect(section.get_by_role("row", name="Ultrasound room")).to_contain_text("US")
        page.get_by_label("Department", exact=True).first.select_option("Ultrasound room")
        expect(page.get_by_text("Nobody belongs to this department.")).to_be_visible()
        expect(page.get_by_role("cell", name="frontdesk", exact=True)).to_have_count(0)
    with signed_in(chromium, desk, "doctor") as page:
        rows = page.locator("tr[data-study]")
        expect(rows.nth(2)).to_be_visible()
        page.get_by_role("button", name="Filters").click()
        page.get_by_label("Department").select_option("Ultrasound room")
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text("US")
        no_barriers(page)


def test_a_token_is_shown_once_and_dies_when_revoked(chromium: Browser, desk: DeskHouse) -> None:
    tokens = desk.open.house.tokens
    with signed_in(chromium, desk, "admin") as page:
        page.get_by_role("link", name="Tokens").click()
        page.get_by_label("What for").fill("HIS")
        page.get_by_role("button", name="Make a token").click()
        token = page.get_by_test_id("secret").inner_text()
        assert tokens.verify(token) is not None
        page.get_by_role("row", name="HIS").get_by_role("button", name="Revoke").click()
        page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
        expect(page.get_by_role("row", name="HIS")).to_contain_text("revoked")
    assert tokens.verify(token) is None


def test_contradictions_are_shown_and_settled(chromium: Browser, desk: DeskHouse) -> None:
    with signed_in(chromium, desk, "admin") as page:
        page.get_by_role("link", name="Contradictions").click()
        expect(page.get_by_role("row", name="P8")).to_be_visible()
        both = page.get_by_role("region", name="1.2.3.7.1.1")
        expect(both).to_contain_text("sent by TEST")
        for name in ("Here", "Set aside"):
            expect(both.get_by_role("columnheader", name=name)).to_be_visible()
        expect(both.get_by_role("row", name="Patient ID")).to_contain_text("P7P7")
        expect(both.locator("[data-differs]")).to_have_count(0)
        expect(both).to_contain_text("it is the pixels")
        page.get_by_role("button", name="Looked after").click()
        expect(page.get_by_text("Nothing was set aside.")).to_be_visible()


def test_the_audit_trail_tells_who_did_what(chromium: Browser, desk: DeskHouse) -> None:
    with at_page(chromium, desk) as page:
        sign_in(page, "admin")
        page.get_by_role("link", name="Audit trail").click()
        expect(page.get_by_role("row", name="admin").filter(has_text="Signed in").first).to_be_visible()
