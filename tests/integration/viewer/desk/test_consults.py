"""Consults at the desk, over real sockets: what each is told, and what nobody is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import icalendar
import pytest

from imaging.access.actors import Role
from imaging.consult.participants import Part
from imaging.consult.room.bodies import Said
from imaging.consult.room.kinds import EventKind
from imaging.consult.room.proposals import Proposal
from imaging.exchange.telling.channels import Language
from imaging.exchange.telling.choices import Choices
from tests.asked_consults import PASSWORD, Town, image, town
from tests.consults import room_log
from tests.integration.viewer.desk.signing import sign_in
from tests.serving import Establishment, establishment

KEPT = ("Zhang", "张三", "张^三", "P-1")


@dataclass
class Seat:
    """Somebody at the desk."""

    browser: httpx.Client
    word: dict[str, str]

    def get(self, path: str) -> httpx.Response:
        return self.browser.get(f"/desk/api{path}")

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self.browser.post(f"/desk/api{path}", json=body, headers=self.word)


@dataclass
class Desk:
    """Two hospitals, and a seat for whoever asks for one."""

    opened: Establishment
    east: Town
    browsers: ExitStack
    seats: dict[str, Seat] = field(default_factory=dict)

    def seat(self, login: str) -> Seat:
        if login not in self.seats:
            browser = self.browsers.enter_context(httpx.Client(base_url=self.opened.served.url))
            self.seats[login] = Seat(browser, sign_in(browser, login))
        return self.seats[login]

    def asked(self, *invitees: dict[str, Any], **said: Any) -> dict[str, Any]:
        body = {
            "study_id": self.east.study_id, "question": "Is this a bleeding?", "urgency": "urgent",
            "invitees": list(invitees), "series_ids": sorted(self.east.series_ids()),
        }  # fmt: skip
        answer = self.seat("asker").post("/consults", **body | said)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def accepted(self) -> dict[str, Any]:
        told = self.asked(self.named("first"))
        path = f"/consults/{told['code']}/invitations/{told['invitations'][0]['id']}/accept"
        answer = self.seat("first").post(path)
        assert answer.status_code == 200, answer.text
        accepted: dict[str, Any] = answer.json()
        return accepted

    def named(self, login: str) -> dict[str, Any]:
        return {"kind": "person", "id": self.opened.house.people.by_login(login).user_id}


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with establishment(public_url="https://hospital.example") as opened, ExitStack() as browsers:
        house = opened.house
        east = town(house)
        house.people.add("admin@main", PASSWORD, opened.hospital_id, Role.ADMINISTRATOR)
        house.people.add("technician", PASSWORD, opened.hospital_id, Role.TECHNICIAN)
        house.people.add("guest", PASSWORD, opened.hospital_id, Role.GUEST_EXPERT)
        yield Desk(opened, east, browsers)


def test_who_asks_chooses_from_what_is_their_hospitals_own(desk: Desk) -> None:
    offer = desk.seat("asker").get(f"/studies/{desk.east.study_id}/consult").json()
    assert offer["deadlines"] == {"routine": 1440, "urgent": 240, "emergency": 30}
    (study,) = offer["studies"]
    assert (study["id"], [each["modality"] for each in study["series"]]) == (desk.east.study_id, ["CT"])
    for login in ("first", "technician", "guest", "admin@main"):
        assert desk.seat(login).get(f"/studies/{desk.east.study_id}/consult").status_code == 403
        body = {"study_id": desk.east.study_id, "question": "?", "urgency": "routine",
                "invitees": [desk.named("second")], "series_ids": sorted(desk.east.series_ids())}  # fmt: skip
        assert desk.seat(login).post("/consults", **body).status_code == 403


def test_whose_images_they_are_is_told_once_somebody_accepts(desk: Desk) -> None:
    told = desk.asked(desk.named("first"))
    code, (invitation,) = told["code"], told["invitations"]
    first = desk.seat("first")
    (listed,) = [each for each in first.get("/consults").json()["consults"] if each["code"] == code]
    assert (listed["tab"], listed["question"], listed["hospital"]) == (
        "to-answer", "Is this a bleeding?", desk.opened.house.hospitals.by_code("MAIN").name,
    )  # fmt: skip
    assert (listed["exam"]["modalities"], listed["exam"]["body_parts"]) == (["CT"], ["HEAD"])
    before = first.get(f"/consults/{code}")
    assert not any(word in before.text for word in KEPT)
    assert not {"patient", "study_id", "opened", "participants"} & before.json().keys()
    assert first.get(f"/studies/{desk.east.study_id}/view").status_code == 403
    accepted = first.post(f"/consults/{code}/invitations/{invitation['id']}/accept").json()
    assert (accepted["state"], accepted["standing"]) == ("accepted", "speaks")
    whole = first.get(f"/consults/{code}").json()
    assert whole["patient"]["id"] == "P-1"
    assert [each["name"] for each in whole["participants"]] == ["asker", "王小明"]
    assert [each["id"] for each in whole["opened"][0]["series"]] == sorted(desk.east.series_ids())
    # The consult opens nothing on the desk's own doors.
    assert first.get(f"/studies/{desk.east.study_id}/view").status_code == 403


def test_nobody_else_learns_that_there_is_one(desk: Desk) -> None:
    code = desk.asked(desk.named("first"))["code"]
    for login in ("outsider", "second", "colleague", "guest"):
        seat = desk.seat(login)
        assert seat.get(f"/consults/{code}").status_code == 404
        assert code not in seat.get("/consults").text
        assert seat.post(f"/consults/{code}/withdraw", reason="x").status_code == 404
        assert seat.get(f"/consults/{code}/calendar.ics").status_code == 404
    for login in ("technician", "admin@main"):
        assert desk.seat(login).get(f"/consults/{code}").status_code == 403
    refused = [each for each in desk.opened.house.audit.list(limit=60) if each.outcome == "denied"]
    assert {("colleague", "consult"), ("outsider", "consult")} <= {(each.actor, each.subject_kind) for each in refused}


def test_an_invitation_of_another_consult_or_person_is_not_theirs(desk: Desk) -> None:
    mine, other = desk.asked(desk.named("first")), desk.asked(desk.named("second"))
    number = other["invitations"][0]["id"]
    for code in (mine["code"], other["code"]):
        for deed in ("accept", "decline"):
            answer = desk.seat("first").post(f"/consults/{code}/invitations/{number}/{deed}", **(
                {"reason": "No"} if deed == "decline" else {}
            ))  # fmt: skip
            assert answer.status_code == 404, answer.text


def test_a_time_is_agreed_on_and_a_calendar_takes_it_and_its_end(desk: Desk) -> None:
    consult = desk.accepted()
    asker, first, code = desk.seat("asker"), desk.seat("first"), consult["code"]
    assert asker.get(f"/consults/{code}/calendar.ics").status_code == 404
    at = (datetime.now(UTC) + timedelta(days=2)).replace(microsecond=0)
    assert first.post(f"/consults/{code}/times", starts_at=at.isoformat(), minutes=20).status_code == 200
    (proposed,) = asker.get(f"/consults/{code}").json()["times"]
    assert (proposed["by"], proposed["is_mine"]) == ("王小明", False)
    assert asker.post(f"/consults/{code}/times/{proposed['id']}/take").json()["state"] == "scheduled"
    file = first.get(f"/consults/{code}/calendar.ics")
    assert file.headers["content-type"] == "text/calendar; charset=utf-8"
    (event,) = icalendar.Calendar.from_ical(file.content).walk("VEVENT")
    assert event.decoded("DTSTART") == at
    assert event["URL"] == f"https://hospital.example/c/{code}"
    assert not any(word in file.text for word in (*KEPT, "bleeding"))
    stale = asker.post(f"/consults/{code}/schedule", starts_at=at.isoformat(), minutes=30, revision=1)
    assert stale.json()["problem"] == "consult-changed"
    past = asker.post(f"/consults/{code}/schedule", starts_at="2020-01-01T00:00:00Z", minutes=30)
    assert past.json()["problem"] == "consult-time"
    withdrawn = asker.post(f"/consults/{code}/withdraw", reason="Moved")
    assert withdrawn.json()["state"] == "withdrawn"
    gone = asker.get(f"/consults/{code}/calendar.ics")
    (cancelled,) = icalendar.Calendar.from_ical(gone.content).walk("VEVENT")
    assert (cancelled["STATUS"], cancelled["UID"]) == ("CANCELLED", event["UID"])
    assert cancelled["SEQUENCE"] > event["SEQUENCE"]
    ended = first.get(f"/consults/{code}")
    assert ended.json()["question"] == ""
    assert not any(word in ended.text for word in KEPT)


def test_what_was_written_about_it_ends_with_it_for_other_hospitals(desk: Desk) -> None:
    told = desk.asked(desk.named("first"), desk.named("second"))
    asker, first, second, path = *map(desk.seat, ("asker", "first", "second")), f"/consults/{told['code']}"
    numbers = [each["id"] for each in told["invitations"]]
    assert first.post(f"{path}/invitations/{numbers[0]}/decline", reason="Zhang San is a cousin").status_code == 200
    assert second.post(f"{path}/invitations/{numbers[1]}/accept").status_code == 200
    assert "a cousin" in second.get(path).text
    assert asker.post(f"{path}/withdraw", reason="Zhang San was moved").json()["state"] == "withdrawn"
    for ended in (first.get(path), second.get(path), first.get("/consults"), second.get("/consults")):
        assert "Zhang San" not in ended.text
    kept = asker.get(path).json()
    assert kept["reason"] == "Zhang San was moved"
    assert "Zhang San is a cousin" in {each["reason"] for each in kept["invitations"]}


def test_it_is_handed_on_and_people_are_changed(desk: Desk) -> None:
    consult = desk.accepted()
    asker, first, code = desk.seat("asker"), desk.seat("first"), consult["code"]
    assert first.post(f"/consults/{code}/hand-on", to=desk.named("second")).status_code == 200
    (number,) = desk.seat("second").get(f"/consults/{code}").json()["own_invitations"]
    assert desk.seat("second").post(f"/consults/{code}/invitations/{number}/accept").json()["standing"] == "speaks"
    assert first.get(f"/consults/{code}").json()["standing"] == "settled"
    (second,) = [each for each in asker.get(f"/consults/{code}").json()["participants"] if each["part"] == "speaks"]
    path = f"/consults/{code}/participants/{second['id']}"
    assert desk.seat("second").post(path, part="gone").status_code == 403
    assert asker.post(path, part="asks").status_code == 400
    assert asker.post(path, part="watches").status_code == 200
    assert desk.seat("second").get(f"/consults/{code}").json()["standing"] == "watches"
    assert asker.post(f"/consults/{code}/invite", invitees=[desk.named("outsider")]).status_code == 200
    waiting = asker.get(f"/consults/{code}").json()["invitations"][-1]
    assert asker.post(f"/consults/{code}/invitations/{waiting['id']}/take-back").status_code == 200
    assert desk.seat("outsider").get(f"/consults/{code}").status_code == 404
    # Who was taken out is still known to whoever asks, who invites them once more.
    assert asker.post(path, part="gone").status_code == 200
    assert desk.seat("second").get(f"/consults/{code}").status_code == 404
    gone = [each for each in asker.get(f"/consults/{code}").json()["participants"] if each["id"] == second["id"]]
    again = {"kind": "person", "id": gone[0]["user_id"]}
    assert asker.post(f"/consults/{code}/invite", invitees=[again]).status_code == 200
    assert desk.seat("second").get(f"/consults/{code}").json()["standing"] == "invited"


def test_a_calendar_shows_it_in_the_language_of_who_puts_it_there(desk: Desk) -> None:
    code, asker = desk.accepted()["code"], desk.seat("asker")
    at = datetime.now(UTC) + timedelta(days=2)
    assert asker.post(f"/consults/{code}/schedule", starts_at=at.isoformat(), minutes=20).status_code == 200

    def title(query: str) -> str:
        file = asker.get(f"/consults/{code}/calendar.ics{query}")
        (event,) = icalendar.Calendar.from_ical(file.content).walk("VEVENT")
        return str(event["SUMMARY"])

    assert [title(query) for query in ("?language=zh", "?language=en")] == ["会诊", "Consult"]
    # Without a page that says it, the language in which they are told of things.
    assert title("") == "会诊"
    desk.opened.house.telling.choices.choose(desk.east.asker.user_id, Choices(Language.EN))
    assert title("") == "Consult"
    assert asker.get(f"/consults/{code}/calendar.ics?language=fr").status_code == 400


def test_what_is_new_is_counted_until_somebody_has_looked(desk: Desk) -> None:
    consult = desk.accepted()
    first, code = desk.seat("first"), consult["code"]
    house = desk.opened.house
    gathering = house.gatherings.of_code(code)
    (asker,) = [each for each in gathering.participants if each.part is Part.ASKS]
    _say(desk, gathering.id, asker.id)
    count = first.get("/consults/waiting").json()["count"]
    assert first.get(f"/consults/{code}").json()["unseen"] == 1
    assert desk.seat("asker").get(f"/consults/{code}").json()["unseen"] == 0
    assert first.post(f"/consults/{code}/looked", sequence=10**9).status_code == 200
    assert first.get(f"/consults/{code}").json()["unseen"] == 0
    assert first.get("/consults/waiting").json()["count"] == count - 1
    # Nobody looks back.
    assert first.post(f"/consults/{code}/looked", sequence=0).status_code == 200
    assert first.get(f"/consults/{code}").json()["unseen"] == 0


def _say(desk: Desk, consult_id: int, participant_id: int) -> None:
    from_page = desk.opened.house
    log = room_log(from_page)
    written = log.write(
        [
            Proposal(
                consult_id, participant_id, str(uuid4()), EventKind.SAY, Said(text="Look here"), actor=desk.east.asker
            )
        ]
    )
    assert not written.refused


def test_guests_are_asked_with_links_that_are_told_once(desk: Desk) -> None:
    guest = {"name": "Prof. Guest", "organisation": "General Hospital"}
    told = desk.asked(guests=[guest], hides_identity=True)
    # Nobody else is asked: there is no answer that it waits for.
    assert (told["state"], told["tab"]) == ("accepted", "asked")
    (issued,) = told["guests"]
    assert issued["link"].startswith(f"https://hospital.example/c/{told['code']}#")
    assert len(issued["code"]) == 6
    shown = desk.seat("asker").get(f"/consults/{told['code']}").text
    assert issued["link"].partition("#")[2] not in shown
    (known,) = json.loads(shown)["guests"]
    assert (known["name"], known["state"]) == ("Prof. Guest", "invited")
    refused = desk.seat("asker").post(
        "/consults", study_id=desk.east.study_id, question="Is Zhang San bleeding?", urgency="urgent",
        invitees=[desk.named("first")], series_ids=sorted(desk.east.series_ids()), guests=[guest], hides_identity=True,
    )  # fmt: skip
    assert refused.json()["problem"] == "question-names-patient"
    listed = desk.seat("asker").get("/consults").json()["consults"]
    assert not any("Zhang San" in each["question"] for each in listed), "nothing is left of it"


def test_an_administrator_keeps_groups_and_times_of_their_own_hospital(desk: Desk) -> None:
    admin, stranger = desk.seat("admin@main"), desk.seat("admin@east")
    own = desk.opened.house.people.by_login("colleague").user_id
    made = admin.post("/expert-groups", name="Heart", user_ids=[own])
    (group,) = made.json()["groups"]
    assert [each["login"] for each in group["members"]] == ["colleague"]
    assert admin.post("/expert-groups", name="Heart", user_ids=[own]).json()["problem"] == "group-taken"
    foreign = desk.opened.house.people.by_login("first").user_id
    assert admin.post("/expert-groups", name="Other", user_ids=[foreign]).status_code == 400
    for path in (f"/expert-groups/{group['id']}", f"/expert-groups/{group['id']}/end"):
        body = {} if path.endswith("end") else {"name": "Mine", "user_ids": [foreign]}
        assert stranger.post(path, **body).status_code == 404
    assert admin.post(f"/expert-groups/{group['id']}/end").json()["groups"] == []
    times = {"routine_minutes": 600, "urgent_minutes": 60, "emergency_minutes": 10}
    assert admin.post("/consult-deadlines", **times).json() == {"routine": 600, "urgent": 60, "emergency": 10}
    told = desk.asked(desk.named("first"))
    due, asked = (datetime.fromisoformat(told[name]) for name in ("due_at", "asked_at"))
    assert due - asked == timedelta(minutes=60)
    wrong = admin.post("/consult-deadlines", **times | {"emergency_minutes": 100})
    assert wrong.json()["problem"] == "consult-deadlines"
    assert stranger.get("/consult-deadlines").json()["urgent"] == 240
    assert desk.seat("asker").get("/expert-groups").status_code == 403


def test_the_audit_of_the_asking_hospital_holds_who_did_what(desk: Desk) -> None:
    code = desk.accepted()["code"]
    consult = desk.opened.house.asking.consults.by_code(code)
    held = [
        (each.actor, each.action)
        for each in reversed(desk.opened.house.audit.list(hospital_id=desk.opened.hospital_id, limit=500))
        if (each.subject_kind, each.subject_id) == ("consult", consult.id)
    ]
    assert held[0] == ("asker", "ask-consults")
    assert ("first", "accept-consult") in held
    assert not any("bleeding" in json.dumps(each.detail) for each in desk.opened.house.audit.list(limit=500))


def test_what_is_wrong_with_one_guest_or_another_study_leaves_nothing_of_a_consult(desk: Desk) -> None:
    prior, asker = image(desk.opened.house, "1.2.3.9876543"), desk.seat("asker")
    guest, question = {"name": "Prof. Guest", "organisation": "General Hospital"}, "As in A1.2.3.9876543?"
    body = {
        "study_id": desk.east.study_id, "question": question, "urgency": "urgent", "invitees": [desk.named("first")],
        "series_ids": sorted(desk.east.series_ids() | desk.east.series_ids(prior)), "hides_identity": True,
    }  # fmt: skip
    refused = asker.post("/consults", **body, guests=[guest])
    assert refused.json()["problem"] == "question-names-patient"
    nameless = asker.post("/consults", **body | {"hides_identity": False}, guests=[guest, guest | {"name": " "}])
    assert nameless.json()["problem"] == "field-missing"
    for login in ("asker", "first"):
        assert question not in desk.seat(login).get("/consults").text
    told = desk.asked(desk.named("first"), guests=[guest, guest], question=question)
    assert [each["name"] for each in told["guests"]] == ["Prof. Guest"] * 2
