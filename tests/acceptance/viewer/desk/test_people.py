"""Doctors of two hospitals in a browser: second factors, studies that are opened to somebody, the broken glass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from imaging.access.actors import Person, Role
from imaging.access.totp import code_at
from tests.acceptance.viewer.desk.desk_house import PASSWORD, DeskHouse, desk_house
from tests.acceptance.viewer.desk.sitting import PHONE, at_page, section, signed_in
from tests.acceptance.viewer.desk.test_looks import RULES
from tests.barriers import Axe


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskHouse]:
    """Two hospitals; a study in the first."""
    with desk_house(tmp_path_factory.mktemp("two")) as opened:
        house = opened.open.house
        east = house.hospitals.ensure("EAST", "East District Hospital").id
        for login, hospital_id, role in (
            ("colleague", east, Role.CLINICIAN),
            ("privacy", opened.open.hospital_id, Role.PRIVACY_OFFICER),
        ):
            opened.people[login] = house.people.add(login, PASSWORD, hospital_id, role, f"{login} Chen")
        opened.receive(
            StudyInstanceUID="1.2.3.50", SeriesInstanceUID="1.2.3.50.1", PatientID="P50", AccessionNumber="A50",
            PatientBirthDate="19800101", PatientName="Zhang^San", Modality="CT", StudyDescription="Head CT",
        )  # fmt: skip
        yield opened


def study_id(two: DeskHouse) -> int:
    return two.open.house.archive.retrieve.instances_of(None, "1.2.3.50")[0].study_id


def sees(two: DeskHouse, page: Page) -> bool:
    answer = page.request.get(f"{two.url}/desk/api/studies/{study_id(two)}/view")
    assert answer.status in {200, 403}
    return answer.ok


def no_barriers(page: Page) -> None:
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def test_a_second_factor_is_set_up_and_asked_for(chromium: Browser, two: DeskHouse) -> None:
    with signed_in(chromium, two, "doctor", viewport=PHONE) as page:
        page.goto(f"{two.url}/#/account")
        page.get_by_role("button", name="Set up a second factor").click()
        page.locator("input[name=proof]").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
        secret = page.get_by_test_id("totp-secret").inner_text().replace(" ", "")
        expect(page.get_by_role("img", name="QR code")).to_be_visible()
        no_barriers(page)
        before = datetime.now(UTC) - timedelta(seconds=30)
        page.get_by_label("Code").fill(code_at(secret, before))
        page.get_by_role("button", name="Go on").click()
        codes = page.get_by_test_id("recovery-codes").inner_text().split()
        assert len(codes) == 10
        page.get_by_role("button", name="I have kept them").click()
        expect(page.get_by_text("10 recovery codes are left.")).to_be_visible()
    with at_page(chromium, two) as page:
        page.locator("input[name=login]").fill("doctor")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("button[type=submit]").click()
        page.get_by_label("Code").fill("000000")
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("alert")).to_contain_text("not the code of the moment")
        no_barriers(page)
        page.get_by_label("Code").fill(code_at(secret, datetime.now(UTC)))
        page.get_by_role("button", name="Go on").click()
        expect(page.locator("#content")).to_be_visible()
    two.open.house.second_factors.remove(two.people["doctor"].user_id)


def test_whoever_must_have_a_second_factor_is_led_to_it(chromium: Browser, tmp_path: Path) -> None:
    with desk_house(tmp_path, second_factor="required") as strict, at_page(chromium, strict) as page:
        page.locator("input[name=login]").fill("frontdesk")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("button[type=submit]").click()
        secret = page.get_by_test_id("totp-secret").inner_text().replace(" ", "")
        expect(page.locator("#content")).to_have_count(0)
        page.get_by_label("Code").fill(code_at(secret, datetime.now(UTC)))
        page.get_by_role("button", name="Go on").click()
        page.get_by_role("button", name="I have kept them").click()
        expect(page.locator("#content")).to_be_visible()


def test_a_colleague_elsewhere_is_refused_until_somebody_opens_the_study(chromium: Browser, two: DeskHouse) -> None:
    with signed_in(chromium, two, "colleague", viewport=PHONE) as theirs, signed_in(chromium, two, "doctor") as ours:
        assert not sees(two, theirs)
        ours.goto(f"{two.url}/#/patients/of/{study_id(two)}")
        ours.get_by_role("link", name="Open it to a colleague").click()
        expect(ours).to_have_url(f"{two.url}/#/studies/{study_id(two)}/share")
        ours.get_by_label("Name or login").fill("colleague")
        ours.get_by_role("button", name="Find").click()
        ours.get_by_role("button", name="Open it").click()
        expect(ours.get_by_role("row", name="East District Hospital")).to_be_visible()
        assert sees(two, theirs)
        ours.get_by_role("button", name="End").click()
        ours.get_by_role("dialog").get_by_role("button", name="End").click()
        expect(ours.get_by_role("cell", name="ended", exact=True)).to_be_visible()
        assert not sees(two, theirs)


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_where_a_study_is_refused_the_way_for_an_emergency_is_offered(
    chromium: Browser, two: DeskHouse, locale: str
) -> None:
    said, offered = {
        "en-GB": ("belongs to another hospital", "See it in an emergency"),
        "zh-CN": ("此检查属于其他医院", "紧急访问此检查"),
    }[locale]
    with signed_in(chromium, two, "colleague", viewport=PHONE, locale=locale) as page:
        for path in (f"/#/patients/of/{study_id(two)}", f"/view#/studies/{study_id(two)}"):
            page.goto(two.url + path)
            expect(page.get_by_role("alert")).to_contain_text(said)
            no_barriers(page)
        page.get_by_role("link", name=offered).click()
        expect(page).to_have_url(f"{two.url}/#/emergency/{study_id(two)}")
        expect(page.locator("textarea[name=reason]")).to_be_visible()
        # Whoever was refused shows that they know whose study it is.
        page.locator("input[name=number]").fill("A51")
        page.locator("input[name=birth_date]").fill("1980-01-01")
        page.locator("textarea[name=reason]").fill("Unconscious after an accident, nobody to ask.")
        no_barriers(page)
        page.locator("button[type=submit]").click()
        expect(page.get_by_role("alert")).to_contain_text({"en-GB": "exactly this number", "zh-CN": "完全一致"}[locale])


def test_a_rule_opens_what_the_administrator_says(chromium: Browser, two: DeskHouse) -> None:
    with signed_in(chromium, two, "colleague") as theirs, signed_in(chromium, two, "admin") as ours:
        ours.get_by_role("link", name="Sharing rules").click()
        ours.get_by_label("Kinds of device").fill("ct, mr")
        ours.get_by_role("checkbox", name="Clinician").check()
        ours.get_by_role("button", name="Add", exact=True).click()
        expect(ours.get_by_role("row", name="CT, MR")).to_be_visible()
        assert sees(two, theirs)
        ours.get_by_role("row", name="CT, MR").get_by_role("button", name="End").click()
        ours.get_by_role("dialog").get_by_role("button", name="End").click()
        # Until somebody ends it, a rule says that it holds "until it is ended".
        expect(ours.get_by_role("row", name="CT, MR").get_by_role("cell", name="ended", exact=True)).to_be_visible()
        assert not sees(two, theirs)


def test_in_an_emergency_the_privacy_officer_is_told_at_once(chromium: Browser, two: DeskHouse) -> None:
    with (
        signed_in(chromium, two, "privacy") as officer,
        signed_in(chromium, two, "colleague", viewport=PHONE) as theirs,
    ):
        theirs.goto(f"{two.url}/#/emergency")
        theirs.get_by_label("Accession number or patient ID there").fill("A50")
        theirs.get_by_label("Date of birth").fill("1980-01-01")
        theirs.get_by_role("button", name="Find").click()
        expect(theirs.get_by_label("Study")).to_contain_text("Head CT")
        theirs.get_by_label("In your words").fill("Unconscious after an accident, nobody to ask.")
        no_barriers(theirs)
        theirs.get_by_role("button", name="See it now").click()
        expect(theirs.get_by_role("link", name="Open the study")).to_be_visible()
        assert sees(two, theirs)
        officer.reload()
        expect(officer.get_by_role("link", name="Emergencies")).to_contain_text("1")
        officer.get_by_role("link", name="Emergencies").click()
        expect(officer.get_by_role("row", name="colleague Chen")).to_contain_text("Unconscious")
        no_barriers(officer)
        officer.get_by_role("button", name="End it now").click()
        expect(officer.get_by_text("Looked at", exact=True)).to_be_visible()
        assert not sees(two, theirs)


def test_an_administrator_confirms_a_licence_and_whoever_changes_it_loses_it(chromium: Browser, two: DeskHouse) -> None:
    doctor: Person = two.people["doctor"]
    two.open.house.people.set_licence(doctor.user_id, "110110000000001")
    with signed_in(chromium, two, "admin") as page:
        page.get_by_role("link", name="People").click()
        row = page.get_by_role("row", name="doctor")
        expect(row).to_contain_text("not confirmed yet")
        row.get_by_role("button", name="Change").click()
        page.get_by_role("menuitem", name="Confirm the licence").click()
        page.get_by_role("dialog").get_by_role("button", name="Confirm the licence").click()
        expect(row).to_contain_text("(confirmed)")
    assert two.open.house.people.is_licensed(doctor.user_id)
    with signed_in(chromium, two, "doctor") as page:
        page.goto(f"{two.url}/#/account")
        own = section(page, doctor.name)
        own.get_by_label("Licence number").fill("999")
        own.get_by_role("button", name="Save").click()
        expect(page.get_by_text("999 (not confirmed yet)")).to_be_visible()
    assert not two.open.house.people.is_licensed(doctor.user_id)


def test_somebody_invited_chooses_a_password_and_a_second_factor(chromium: Browser, two: DeskHouse) -> None:
    with signed_in(chromium, two, "admin") as ours:
        ours.get_by_role("link", name="People").click()
        invitations = section(ours, "Invitations")
        invitations.get_by_label("Login").fill("newcomer")
        invitations.get_by_label("Role").select_option("clinician")
        invitations.get_by_role("button", name="Invite").click()
        link = invitations.get_by_test_id("secret").inner_text()
        assert link.startswith(f"{two.url}/#/invitation/")
        with at_page(chromium, two, viewport=PHONE) as theirs:
            theirs.goto("about:blank")
            theirs.goto(link)
            expect(theirs.get_by_text("newcomer")).to_be_visible()
            assert link.rsplit("/", 1)[1] not in theirs.url
            no_barriers(theirs)
            theirs.locator("input[name=password]").fill("eleven trams in spring")
            theirs.get_by_role("button", name="Go on").click()
            secret = theirs.get_by_test_id("totp-secret").inner_text().replace(" ", "")
            theirs.get_by_label("Code").fill(code_at(secret, datetime.now(UTC)))
            theirs.get_by_role("button", name="Go on").click()
            theirs.get_by_role("button", name="I have kept them").click()
            expect(theirs.locator("#content")).to_be_visible()
        with at_page(chromium, two) as late:
            late.goto("about:blank")
            late.goto(link)
            expect(late.get_by_role("alert")).to_contain_text("This invitation is over")
