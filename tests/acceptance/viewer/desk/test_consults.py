"""A consult from its question to its answer, as doctors of two hospitals go through it, at a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import icalendar
import pytest
from playwright.sync_api import Browser, Page, expect

from imaging.access.actors import Role
from tests.acceptance.viewer.desk.desk_house import PASSWORD, DeskHouse, desk_house
from tests.acceptance.viewer.desk.sitting import DESKTOP, PHONE, signed_in
from tests.acceptance.viewer.desk.test_looks import look

PATIENT = {"PatientID": "P1", "PatientName": "Zhang^San=张^三", "PatientBirthDate": "19800101", "PatientSex": "M"}
QUESTION = "Is this a bleeding?"


@dataclass(frozen=True)
class Region:
    """A hospital that asks, and one whose doctors answer."""

    desk: DeskHouse


@pytest.fixture
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    with desk_house(tmp_path_factory.mktemp("consults")) as opened:
        house = opened.open.house
        for number, part in enumerate(("HEAD", "NECK"), 1):
            uid = "1.2.99.1"
            opened.receive(
                **PATIENT, StudyInstanceUID=uid, SeriesInstanceUID=f"{uid}.{number}", AccessionNumber="C-1",
                SOPInstanceUID=f"{uid}.{number}.1", SeriesNumber=number, SeriesDescription=f"Series {number}",
                Modality="CT", BodyPartExamined=part,
            )  # fmt: skip
        east = house.hospitals.ensure("EAST", "East District Hospital")
        neurology = house.departments.add(east.id, "Neurology")
        for login, name in (("chen", "陈晓东"), ("zhao", "赵云")):
            person = house.people.add(login, PASSWORD, east.id, Role.CLINICIAN, name)
            house.departments.set_of(person.user_id, east.id, [neurology.id])
        yield Region(opened)


def code_of(page: Page) -> str:
    return page.url.rsplit("/", 1)[1]


def ask(page: Page, whom: str, *, urgency: str = "Urgent") -> str:
    """Ask from the work list, and return the consult's code."""
    page.get_by_role("link", name="Ask for a consult: ").click()
    page.get_by_label("Question").fill(QUESTION)
    page.get_by_role("radio", name=urgency).check()
    page.get_by_label("Name, department or hospital").fill(whom)
    page.get_by_role("list", name="Name, department or hospital").get_by_role("button").first.click()
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("heading", name="Consult", exact=True)).to_be_visible()
    return code_of(page)


def accept(page: Page, region: Region, code: str, name: str) -> None:
    """Three touches: the consult, accept, the room; whose images they are is told with the second."""
    page.goto(f"{region.desk.url}/#/consults")
    page.get_by_role("link", name=QUESTION).click()
    expect(page.get_by_text("CT · HEAD NECK")).to_be_visible()
    expect(page.get_by_text("张三")).to_have_count(0)
    look(page, f"{name}-to-answer")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("张三").first).to_be_visible()
    expect(page.get_by_role("link", name="Open the room")).to_have_attribute("href", f"/c/{code}")
    look(page, f"{name}-accepted")


def agree(asker: Page, expert: Page, name: str) -> None:
    """Who was asked proposes a time, who asks takes it, and a calendar takes it in."""
    at = (datetime.now().astimezone() + timedelta(days=1)).strftime("%Y-%m-%d 15:30")
    expert.get_by_role("button", name="Propose a time").click()
    expert.get_by_label("Begins").fill(at)
    look(expert, f"{name}-proposing")
    expert.get_by_role("button", name="Propose a time").click()
    expect(expert.get_by_text("proposed by you")).to_be_visible()
    asker.reload()
    asker.get_by_role("button", name="Take this time").click()
    with asker.expect_download() as downloaded:
        asker.get_by_role("link", name="Calendar file").click()
    (event,) = icalendar.Calendar.from_ical(downloaded.value.path().read_bytes()).walk("VEVENT")
    assert event.decoded("DTSTART").astimezone().strftime("%Y-%m-%d %H:%M") == at
    look(asker, f"{name}-scheduled")


def hand_on(expert: Page, other: Page, region: Region, name: str) -> None:
    """Who has accepted hands it on, and the other one declines with a usual reason."""
    expert.reload()
    expert.get_by_role("button", name="Hand on").click()
    expert.get_by_role("dialog").get_by_label("Name, department or hospital").fill("zy")
    expert.get_by_role("button", name="Ask 赵云").click()
    expect(expert.get_by_text("→ 赵云")).to_be_visible()
    other.goto(f"{region.desk.url}/#/consults")
    other.get_by_role("link", name=QUESTION).click()
    other.get_by_role("button", name="谢绝").click()
    look(other, f"{name}-declining")
    other.get_by_role("button", name="无法及时答复").click()
    expect(other.get_by_text("您无需再处理。")).to_be_visible()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE, {"width": 390, "height": 844}])
def test_from_the_question_to_a_time_and_on_to_somebody_else(
    chromium: Browser, region: Region, viewport: dict[str, int]
) -> None:
    name = f"consult-{viewport['width']}"
    with (
        signed_in(chromium, region.desk, "doctor") as doctor,
        signed_in(chromium, region.desk, "chen", viewport=viewport) as chen,
        signed_in(chromium, region.desk, "zhao", viewport=viewport, locale="zh-CN") as zhao,
    ):
        code = ask(doctor, "cxd")
        expect(doctor.get_by_text("answer by")).to_be_visible()
        look(doctor, f"{name}-asked")
        accept(chen, region, code, name)
        agree(doctor, chen, name)
        hand_on(chen, zhao, region, name)
        doctor.reload()
        expect(doctor.get_by_text("无法及时答复")).to_be_visible()


def test_a_department_is_asked_and_who_comes_second_sees_by_whom_it_was_taken(
    chromium: Browser, region: Region
) -> None:
    with (
        signed_in(chromium, region.desk, "doctor", viewport=PHONE) as doctor,
        signed_in(chromium, region.desk, "chen") as chen,
        signed_in(chromium, region.desk, "zhao") as zhao,
    ):
        code = ask(doctor, "neurology", urgency="Emergency")
        for page in (chen, zhao):
            page.goto(f"{region.desk.url}/#/consults/{code}")
            expect(page.get_by_role("button", name="Accept")).to_be_visible()
        zhao.get_by_role("button", name="Accept").click()
        expect(zhao.get_by_role("link", name="Open the room")).to_be_visible()
        chen.get_by_role("button", name="Accept").click()
        expect(chen.get_by_text("赵云 has taken it.").first).to_be_visible()
        expect(chen.get_by_role("button", name="Accept")).to_have_count(0)
        look(chen, "consult-taken")


def test_who_was_taken_out_is_invited_again(chromium: Browser, region: Region) -> None:
    with signed_in(chromium, region.desk, "doctor") as doctor, signed_in(chromium, region.desk, "chen") as chen:
        code = ask(doctor, "chen")
        chen.goto(f"{region.desk.url}/#/consults/{code}")
        chen.get_by_role("button", name="Accept").click()
        expect(chen.get_by_role("link", name="Open the room")).to_be_visible()
        doctor.reload()
        doctor.get_by_role("button", name="Take out: 陈晓东").click()
        doctor.get_by_role("dialog").get_by_role("button", name="Take out").click()
        again = doctor.get_by_role("button", name="Invite again: 陈晓东")
        expect(again).to_be_visible()
        chen.reload()
        expect(chen.get_by_role("link", name="Open the room")).to_have_count(0)
        again.click()
        expect(again).to_have_count(0)
        chen.reload()
        chen.get_by_role("button", name="Accept").click()
        expect(chen.get_by_role("link", name="Open the room")).to_be_visible()


def test_what_is_not_asked_any_more_says_why(chromium: Browser, region: Region) -> None:
    with signed_in(chromium, region.desk, "doctor") as doctor, signed_in(chromium, region.desk, "chen") as chen:
        code = ask(doctor, "chen")
        doctor.get_by_role("button", name="Withdraw").click()
        dialog = doctor.get_by_role("dialog")
        dialog.get_by_label("Why").fill("The patient was moved.")
        look(doctor, "consult-withdrawing")
        dialog.get_by_role("button", name="Withdraw").click()
        expect(doctor.get_by_role("alert")).to_contain_text("The patient was moved.")
        chen.goto(f"{region.desk.url}/#/consults/{code}")
        expect(chen.get_by_role("heading", name="Consult", exact=True)).to_be_visible()
        expect(chen.get_by_text(QUESTION)).to_have_count(0)


def test_a_guest_is_given_a_link_and_digits(chromium: Browser, region: Region) -> None:
    with signed_in(chromium, region.desk, "doctor", viewport=PHONE) as doctor:
        doctor.get_by_role("link", name="Ask for a consult: ").click()
        doctor.get_by_label("Question").fill(QUESTION)
        doctor.get_by_label("Name", exact=True).fill("Prof. Guest")
        doctor.get_by_label("Hospital or organisation").fill("General Hospital")
        doctor.get_by_role("button", name="Add a guest").click()
        expect(doctor.get_by_role("checkbox", name="Hide from guests")).to_be_checked()
        look(doctor, "consult-asking-a-guest")
        doctor.get_by_role("button", name="Ask", exact=True).click()
        link, digits = (doctor.get_by_test_id("secret").nth(each) for each in (0, 1))
        expect(link).to_contain_text("/c/")
        expect(digits).to_have_text(re.compile(r"^\d{6}$"))
        look(doctor, "consult-guest-issued")
        former = digits.text_content(), link.text_content()
        doctor.get_by_role("link", name="To the consult").click()
        expect(doctor.get_by_role("link", name="Open the room")).to_be_visible()
        # An invitation that went astray is taken back, and given anew.
        doctor.get_by_role("button", name="Take back: Prof. Guest").click()
        doctor.get_by_role("dialog").get_by_role("button", name="Take back").click()
        expect(doctor.get_by_text("invitation taken back")).to_be_visible()
        doctor.get_by_role("button", name="New link: Prof. Guest").click()
        expect(doctor.get_by_test_id("secret")).to_have_count(2)
        assert (digits.text_content(), link.text_content()) != former
        expect(doctor.get_by_text("has not opened the link yet")).to_be_visible()
        look(doctor, "consult-guest-again")


def test_an_administrator_founds_a_group_that_is_asked(chromium: Browser, region: Region) -> None:
    house = region.desk.open.house
    house.people.add("east-admin", PASSWORD, house.hospitals.by_code("EAST").id, Role.ADMINISTRATOR)
    with signed_in(chromium, region.desk, "east-admin", viewport=PHONE) as admin:
        admin.goto(f"{region.desk.url}/#/expert-groups")
        admin.get_by_label("Name").fill("Stroke")
        admin.get_by_role("checkbox", name="陈晓东").check()
        admin.get_by_role("button", name="Found a group").click()
        expect(admin.get_by_role("cell", name="Stroke", exact=True)).to_be_visible()
        expect(admin.get_by_role("checkbox", name="陈晓东")).not_to_be_checked()
        look(admin, "expert-groups-filled")
    with signed_in(chromium, region.desk, "doctor") as doctor, signed_in(chromium, region.desk, "chen") as chen:
        code = ask(doctor, "stroke")
        chen.goto(f"{region.desk.url}/#/consults/{code}")
        expect(chen.get_by_role("button", name="Accept")).to_be_visible()
