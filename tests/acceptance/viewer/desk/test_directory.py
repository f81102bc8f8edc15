"""A hospital's own directory in a browser: set up, tested, signed in by, and asked before something bears a name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from imaging.access.actors import Operator, Role
from imaging.access.directory.directories import Directory
from imaging.access.invitations import Invited
from tests.acceptance.viewer.desk.desk_house import DeskHouse, desk_house
from tests.acceptance.viewer.desk.sitting import PHONE, at_page, signed_in
from tests.acceptance.viewer.desk.test_people import no_barriers
from tests.directories import CLIENT, SECRET, RunningDirectory, running_directory

WORDS = {
    "en-GB": ("Sign in with MAIN", "Tell your administrator this number: s1001"),
    "zh-CN": ("使用MAIN账号登录", "请将此编号告诉管理员：s1001"),
}


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskHouse]:
    with desk_house(tmp_path_factory.mktemp("directory")) as opened:
        yield opened


@pytest.fixture(scope="module")
def provider(hospital: DeskHouse) -> Iterator[RunningDirectory]:
    with running_directory(f"{hospital.url}/directory/{hospital.open.hospital_id}") as running:
        yield running


def show_who(page: Page, login: str) -> None:
    """Type login and password at the directory's own page."""
    page.get_by_label("Staff login").fill(login)
    page.get_by_label("Staff password").fill(login[::-1])
    page.get_by_role("button", name="Sign in here").click()


def is_told_the_number(chromium: Browser, hospital: DeskHouse, locale: str) -> None:
    """Whom the directory knows and nobody here is told what to tell the administrator."""
    button, refusal = WORDS[locale]
    with at_page(chromium, hospital, viewport=PHONE, locale=locale) as page:
        expect(page.get_by_role("button", name=button)).to_be_visible()
        no_barriers(page)
        page.get_by_role("button", name=button).click()
        show_who(page, "s1001")
        expect(page.get_by_role("alert")).to_contain_text(refusal)
        assert "code=" not in page.url
        no_barriers(page)


def test_the_administrator_sets_it_up_and_says_who_is_who(
    chromium: Browser, hospital: DeskHouse, provider: RunningDirectory
) -> None:
    with signed_in(chromium, hospital, "admin") as ours:
        ours.get_by_role("link", name="Hospital's directory").click()
        expect(ours.get_by_text(f"{hospital.url}/directory/{hospital.open.hospital_id}")).to_be_visible()
        ours.get_by_label("Address of the directory").fill(provider.issuer)
        ours.get_by_label("Client ID").fill(CLIENT)
        ours.locator("input[name=client_secret]").fill(SECRET)
        ours.get_by_role("button", name="Save").click()
        ours.get_by_role("button", name="Test the connection").click()
        expect(ours.get_by_role("status")).to_contain_text("The directory answers as it should.")
        no_barriers(ours)
        for locale in WORDS:
            is_told_the_number(chromium, hospital, locale)
        ours.get_by_role("link", name="People").click()
        row = ours.get_by_role("row", name="doctor")
        row.get_by_role("button", name="Change").click()
        ours.get_by_role("menuitem", name="Number in the directory").click()
        dialog = ours.get_by_role("dialog")
        dialog.get_by_label("Number in the directory").fill("s1001")
        no_barriers(ours)
        dialog.get_by_role("button", name="Save").click()
        expect(row).to_contain_text("s1001")
    with at_page(chromium, hospital) as theirs:
        theirs.get_by_role("button", name="Sign in with MAIN").click()
        show_who(theirs, "s1001")
        expect(theirs.locator("#content")).to_be_visible()
        assert theirs.url.rstrip("#/") == hospital.url


def test_somebody_invited_comes_by_it_and_confirms_in_a_window_of_its_own(
    chromium: Browser, hospital: DeskHouse, provider: RunningDirectory
) -> None:
    house, owner = hospital.open.house, Operator()
    house.directories.set(owner, Directory(hospital.open.hospital_id, provider.issuer, CLIENT, SECRET))
    secret = house.invitations.make(owner, hospital.open.hospital_id, Invited("newcomer", Role.CLINICIAN, "New Comer"))
    with at_page(chromium, hospital) as page:
        page.goto("about:blank")
        page.goto(f"{hospital.url}/#/invitation/{secret}")
        page.get_by_role("button", name="Sign in with MAIN").click()
        show_who(page, "s1002")
        expect(page.locator("#content")).to_be_visible()
        page.goto(f"{hospital.url}/#/account")
        page.get_by_role("button", name="Set up a second factor").click()
        with page.context.expect_page() as opened:
            page.get_by_role("button", name="Confirm by the hospital's directory").click()
        show_who(opened.value, "s1002")
        expect(page.get_by_role("img", name="QR code")).to_be_visible()
