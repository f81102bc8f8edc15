"""What hands do on the pages of reports."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.acceptance.viewer.desk.desk_house import PASSWORD


def write(page: Page, section: str, words: str) -> None:
    """Type into a section, and wait until the server has it."""
    page.get_by_role("textbox", name=section).click()
    page.keyboard.type(words)
    expect(page.get_by_text(re.compile("^Saved at"))).to_be_visible()


def prove(page: Page, button: str) -> None:
    """Show who is there, in the dialog."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(re.compile("Password")).fill(PASSWORD)
    dialog.get_by_role("button", name=button).click()
    expect(dialog).to_have_count(0)


def guess(page: Page) -> None:
    """Type a password that is wrong, and be refused."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(re.compile("Password")).fill("wrong password")
    dialog.get_by_role("button", name="Sign").click()
    expect(dialog.get_by_role("alert")).to_be_visible()


def use_template(page: Page, title: str) -> None:
    """Begin with a template."""
    page.get_by_label("Language of the report").select_option("en")
    page.get_by_role("combobox", name="Template").select_option(title)
    page.get_by_role("button", name="Use", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Replace").click()


def check_and_save(page: Page) -> None:
    """Have the signature checked, and save the PDF."""
    page.get_by_role("button", name="Check the signature").click()
    expect(page.get_by_text("This is what was signed.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def from_inbox(page: Page, accession_number: str) -> None:
    """Open what waits."""
    page.get_by_role("link", name=re.compile("^Inbox")).click()
    page.get_by_role("row", name=accession_number).get_by_role("link").click()


def begin_without_licence(page: Page) -> None:
    """Be told, before anything is written, who will sign it."""
    expect(page.get_by_role("note").filter(has_text="Your licence is not confirmed yet")).to_contain_text("People")
    page.get_by_role("button", name="Write report").click()


def submit(page: Page) -> None:
    """Hand in for review."""
    page.get_by_role("button", name="Submit for review").click()
    prove(page, "Submit for review")


def sign(page: Page) -> None:
    """Make it final."""
    page.get_by_role("button", name="Sign", exact=True).click()
    prove(page, "Sign")


def send_back(page: Page, comment: str) -> None:
    """Have the author change something."""
    page.get_by_role("button", name="Send back").click()
    page.get_by_role("dialog").get_by_label("What is to be changed").fill(comment)
    page.get_by_role("dialog").get_by_role("button", name="Send back").click()


def add(page: Page, words: str) -> None:
    """Write on at the end of the findings."""
    page.get_by_role("textbox", name="Findings").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def sign_behind(page: Page, latest: str) -> None:
    """Try to sign what was changed elsewhere, be refused, and look at what it says now."""
    page.get_by_role("button", name="Sign", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(re.compile("Password")).fill(PASSWORD)
    dialog.get_by_role("button", name="Sign").click()
    expect(dialog.get_by_role("alert")).to_contain_text("changed in another window")
    dialog.get_by_role("button", name="Show what it says now").click()
    expect(page.get_by_role("textbox", name="Impression")).to_have_text(latest)


def acknowledge(dialog: Locator) -> None:
    """Say that somebody was told."""
    dialog.get_by_label("How").select_option("told by phone")
    dialog.get_by_label("Who was told").fill("nurse of ward 3")
    dialog.get_by_role("button", name="Acknowledge").click()
