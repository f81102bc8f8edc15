"""The running demo as doctors of two hospitals and a guest meet on it: from the question to the hospital's own PACS."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.orthanc import Orthanc, running_orthanc
from tests.acceptance.demo_visits import Demo
from tests.acceptance.test_demo import FILMLESS
from tests.acceptance.viewer.consult.gathered_room import CUT, draw, figures, same, say, settled
from tests.acceptance.viewer.consult.test_call import KEEP_PEERS, heard
from tests.acceptance.viewer.patient.visits import PIXEL_5
from tests.acceptance.viewer.reading.reading_room import drawn
from tests.peers import require

QUESTION = "Has the rod grown since the last exam?"
OPINION = "The rod is as long as before."
PLAN = "CT again in half a year."
GUEST, CLINIC = "Prof. Ada Guest", "Far Clinic"
DOCTOR, EAST = "李医生 Dr Li", "陈医生 Dr Chen"
# Presentation state, structured report, key objects, document.
OBJECTS = {"PR", "SR", "KO", "DOC"}


@dataclass(frozen=True)
class Region:
    """The demo, and the PACS of the hospital that asks."""

    demo: Demo
    pacs: Orthanc

    def received(self) -> list[dict[str, Any]]:
        """What the PACS has, one row an object."""
        with urllib.request.urlopen(f"{self.pacs.url}/instances?expand", timeout=30) as answer:
            found: list[dict[str, Any]] = json.loads(answer.read())
        return found

    def file(self, instance: str) -> bytes:
        """An object as the PACS keeps it."""
        with urllib.request.urlopen(f"{self.pacs.url}/instances/{instance}/file", timeout=30) as answer:
            kept: bytes = answer.read()
        return kept

    def modality(self, instance: str) -> str:
        with urllib.request.urlopen(f"{self.pacs.url}/instances/{instance}/simplified-tags", timeout=30) as answer:
            tags: dict[str, str] = json.loads(answer.read())
        return tags["Modality"]


@pytest.fixture
def region(demo: Demo, tmp_path: Path) -> Iterator[Region]:
    require("orthanc")
    with running_orthanc(tmp_path / "orthanc", DicomAet="PACS") as pacs:
        receiver = ("--host", "127.0.0.1", "--port", str(pacs.dicom_port), "--ae-title", "PACS")
        command = [FILMLESS, "destination", "add", "PACS", "c-store", *receiver]
        subprocess.run(command, env=demo.newcomer.environment, check=True, capture_output=True)
        yield Region(demo, pacs)


@pytest.mark.timeout(600)
def test_two_doctors_and_a_guest_decide_together_and_the_pacs_has_what_they_decided(
    calling: Browser, region: Region, tmp_path: Path
) -> None:
    demo = region.demo
    with ExitStack() as stack:
        doctor = stack.enter_context(demo.page(calling, CUT))
        east = stack.enter_context(demo.page(calling, CUT))
        guest = stack.enter_context(demo.page(calling, CUT, **PIXEL_5))
        for page in (doctor, east, guest):
            page.add_init_script(KEEP_PEERS)
        demo.sign_in_with_code(doctor)
        demo.sign_in(east, "east")
        link, digits = ask(doctor)
        accept(east)
        open_room(doctor)
        open_room(east)
        come_as_guest(guest, link, digits)
        let_in(doctor)
        drawn(guest)
        everybody = [doctor, east, guest]
        measure_together(*everybody)
        talk(*everybody)
        call(doctor, east)
        lose_the_line(*everybody)
        chain = same(everybody)
        conclude(doctor)
        is_asked_for_the_code(doctor, demo)
        sign(doctor, demo.doctors_phone.code())
        sign(east, demo.passwords["east"])
        sign(guest, digits)
        is_over_for(east)
        is_over_for(guest)
        replayed(doctor, chain)
    arrived(region, tmp_path)


def ask(page: Page) -> tuple[str, str]:
    """Ask a colleague elsewhere by name, and invite a guest; return the guest's link and digits."""
    page.get_by_label("Find studies").fill("mt ct")
    page.locator("tr[data-study]").filter(has_text="DEMOACC0003").get_by_role("link", name="Ask for a consult").click()
    page.get_by_label("Question").fill(QUESTION)
    page.get_by_label("Name, department or hospital").fill("chen")
    page.get_by_role("list", name="Name, department or hospital").get_by_role("button", name=EAST).click()
    page.get_by_label("Name", exact=True).fill(GUEST)
    page.get_by_label("Hospital or organisation").fill(CLINIC)
    page.get_by_role("button", name="Add a guest").click()
    page.get_by_role("button", name="Ask", exact=True).click()
    told = page.get_by_test_id("secret")
    expect(told).to_have_count(2)
    link, digits = told.nth(0).inner_text(), told.nth(1).inner_text()
    page.get_by_role("link", name="To the consult").click()
    return link, digits


def accept(page: Page) -> None:
    page.get_by_role("link", name="Consults").click()
    page.get_by_role("link", name=QUESTION).click()
    page.get_by_role("button", name="Accept").click()


def open_room(page: Page) -> None:
    page.get_by_role("link", name="Open the room").click()
    drawn(page)


def come_as_guest(page: Page, link: str, digits: str) -> None:
    page.goto(link)
    page.get_by_label("Six-digit code").fill(digits)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("checkbox")).to_have_count(2)
    for promise in page.get_by_role("checkbox").all():
        promise.check()
    page.get_by_role("button", name="Enter", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("let in by the host")


def let_in(page: Page) -> None:
    page.get_by_role("button", name="Let in").first.click()


def measure_together(doctor: Page, east: Page, guest: Page) -> None:
    """One shows a slice and measures; the others follow, and draw too."""
    doctor.get_by_role("button", name="Present", exact=True).click()
    expect(east.get_by_text(f"You follow {DOCTOR}")).to_be_visible()
    draw(doctor, (0.4, 0.4), (0.6, 0.4))
    draw(east, (0.4, 0.6), (0.6, 0.6))
    for page in (doctor, east, guest):
        settled(lambda page=page: figures(page), 2, page)
    same([doctor, east, guest])


def talk(doctor: Page, east: Page, guest: Page) -> None:
    say(east, "It is the same as in August.")
    say(guest, "I agree.")
    expect(doctor.locator(".side-tabs .tab-mark")).to_have_text("2")


def call(doctor: Page, east: Page) -> None:
    for page in (doctor, east):
        page.get_by_role("button", name="Join the call").click()
    for page in (doctor, east):
        heard(page, energy=1e-6, bytes=1000)


def lose_the_line(doctor: Page, east: Page, guest: Page) -> None:
    """What is drawn without a line is kept, and is there for all when the line is."""
    east.context.set_offline(True)
    expect(east.get_by_text("Connection lost")).to_be_visible()
    draw(east, (0.3, 0.3), (0.5, 0.3))
    draw(doctor, (0.3, 0.7), (0.5, 0.7))
    east.context.set_offline(False)
    for page in (doctor, east, guest):
        settled(lambda page=page: figures(page), 4, page, 30)


def conclude(page: Page) -> None:
    page.get_by_role("button", name="Conclusion").click()
    page.get_by_label("Opinion").fill(OPINION)
    page.get_by_label("Agreed plan").fill(PLAN)
    page.get_by_role("checkbox", name=re.compile("^Picture 1")).check()
    expect(page.get_by_text(re.compile("^Saved"))).to_be_visible()
    page.get_by_role("button", name="Conclude", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Conclude").click()
    expect(page.get_by_role("region", name="Version 1")).to_be_visible()


def is_asked_for_the_code(page: Page, demo: Demo) -> None:
    """Whoever has a second factor signs with it, and with nothing less."""
    page.locator("input[name=proof]").fill(demo.passwords["doctor"])
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="second factor")).to_be_visible()


def sign(page: Page, proof: str) -> None:
    opened = page.get_by_text(OPINION)
    if opened.count() == 0:
        page.get_by_role("button", name="Conclusion").click()
    expect(opened.first).to_be_visible()
    for promise in page.get_by_role("checkbox", name=re.compile("I state this")).all():
        promise.check()
    page.locator("input[name=proof]").fill(proof)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator("input[name=proof]")).to_have_count(0)


def is_over_for(page: Page) -> None:
    """Access has ended with it, within seconds."""
    expect(page.get_by_text(re.compile("This consult is closed|Your access to this consult has ended"))).to_be_visible()
    page.reload()
    expect(page.locator("[data-place='0'] canvas")).to_have_count(0)


def replayed(page: Page, chain: str) -> None:
    """The film of the room ends as the room did."""
    page.goto(page.url.split("?")[0].split("#")[0] + "?replay")
    drawn(page)
    film = page.get_by_role("group", name="Replay").get_by_role("slider")
    settled(lambda: film.get_attribute("max") not in {None, "100"}, True, page)
    film.focus()
    page.keyboard.press("End")
    settled(lambda: figures(page), 4, page)
    page.get_by_role("button", name="Conversation").click()
    expect(page.get_by_text("I agree.")).to_be_visible()
    assert len(chain) == 64


def arrived(region: Region, folder: Path) -> None:
    """The PACS has each object once, and the standard has nothing against any of them."""
    deadline = time.monotonic() + 120
    while len(region.received()) < len(OBJECTS) and time.monotonic() < deadline:
        time.sleep(0.5)
    ids = [each["ID"] for each in region.received()]
    assert {region.modality(each) for each in ids} == OBJECTS
    checker = require("dciodvfy")
    for each in ids:
        path = folder / f"{each}.dcm"
        path.write_bytes(region.file(each))
        said = subprocess.run([checker, path], capture_output=True, check=False, env=os.environ)
        errors = [line for line in said.stderr.decode(errors="replace").splitlines() if line.startswith("Error")]
        assert errors == [], path
