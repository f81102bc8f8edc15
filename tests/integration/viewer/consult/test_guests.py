"""A guest's way: link, digits, who they are, waiting, in; and every way out."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from imaging.access.audit import Subject, SubjectKind
from imaging.consult.guest_sessions import GuestSessions
from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from imaging.index.tables import consult_guest_sessions, consult_guests, consults
from tests.gathered import ask, join, set_part, set_state
from tests.integration.viewer.consult.conftest import Town, Visit
from viewer.consult.callers import GUEST_COOKIE

SAID = {
    "name": "Dr. Ada Guest",
    "organisation": "Far Clinic",
    "is_them": True,
    "keeps_confidential": True,
    "language": "en",
}


@dataclass
class Invitation:
    """A consult, who asked, and what a guest was given."""

    town: Town
    code: str
    consult_id: int
    asker: httpx.Client
    given: dict[str, Any]

    @property
    def api(self) -> str:
        return f"/c/api/{self.code}"

    @property
    def secret(self) -> str:
        return str(self.given["link"]).partition("#")[2]

    def enter(self, guest: httpx.Client, digits: str = "") -> httpx.Response:
        body = {"secret": self.secret, "code": digits or self.given["code"]}
        return guest.post(f"{self.api}/guest/enter", json=body)

    def come_in(self, guest: httpx.Client, part: Part = Part.SPEAKS) -> int:
        """Do everything that a guest does, and let them in; returns the participant."""
        guest.headers["X-CSRF-Token"] = self.enter(guest).json()["csrf"]
        assert guest.post(f"{self.api}/guest/confirm", json=SAID).json()["step"] == "waiting"
        (listed,) = self.asker.get(f"{self.api}/guests").json()["guests"]
        participant: int = listed["participant_id"]
        set_part(self.town.place.house, participant, part)
        return participant

    @property
    def wrong(self) -> str:
        return "000000" if self.given["code"] != "000000" else "111111"


@pytest.fixture
def invited(town: Town, visit: Visit, request: pytest.FixtureRequest) -> Invitation:
    code, asker = f"guests-{abs(hash(request.node.name)):x}", visit("asker")
    consult_id = ask(town.place.house, town.asker, town.study_ids[0], code)
    join(town.place.house, consult_id, Part.SPEAKS, user_id=town.expert.user_id)
    answer = asker.post(f"/c/api/{code}/guests", json={"name": "Ada Guest", "organisation": "Clinic"})
    assert answer.status_code == 200, answer.text
    return Invitation(town, code, consult_id, asker, answer.json())


def test_a_guest_comes_in_step_by_step(invited: Invitation, visit: Visit) -> None:
    guest, api = visit(""), invited.api
    assert guest.get(f"{api}/guest").status_code == 401
    looked = guest.post(f"{api}/guest/look", json={"secret": invited.secret}).json()
    assert looked == {"hospital": "MAIN", "remaining_tries": 5}
    entered = invited.enter(guest)
    assert entered.json()["step"] == "confirm"
    assert (entered.json()["name"], entered.json()["organisation"]) == ("Ada Guest", "Clinic")
    # Nothing is open to who has not said who they are.
    assert guest.get(f"{api}/view").status_code == 404
    guest.headers["X-CSRF-Token"] = entered.json()["csrf"]
    assert guest.post(f"{api}/guest/confirm", json=SAID).json()["step"] == "waiting"
    assert guest.get(f"{api}/view").status_code == 403
    assert guest.get(f"{api}/session").json()["me"]["part"] == "waits"
    (listed,) = invited.asker.get(f"{api}/guests").json()["guests"]
    assert (listed["state"], listed["confirmed_name"]) == ("waits", "Dr. Ada Guest")
    set_part(invited.town.place.house, listed["participant_id"], Part.SPEAKS)
    assert guest.get(f"{api}/guest").json()["step"] == "in"
    me = guest.get(f"{api}/view").json()["consult"]["me"]
    assert (me["name"], me["hospital"], me["is_guest"]) == ("Dr. Ada Guest", "Far Clinic", True)


def test_what_they_say_is_kept_with_its_time_and_words(invited: Invitation, visit: Visit) -> None:
    invited.come_in(visit(""))
    with invited.town.place.house.index.read() as connection:
        row = connection.execute(select(consult_guests).where(consult_guests.c.id == invited.given["id"])).one()
    assert row.confirmed_at is not None
    assert (row.confirmed_name, row.confirmed_organisation, row.attested) == ("Dr. Ada Guest", "Far Clinic", "1 en")
    audit = invited.town.place.house.audit
    subject = Subject(SubjectKind.CONSULT, invited.consult_id)
    noted = {(each.actor_kind, each.action) for each in audit.list(subject=subject)}
    assert {("person", "invite-guest"), ("guest", "open-invitation"), ("guest", "attest-guest")} <= noted


@pytest.mark.parametrize("left_out", ["is_them", "keeps_confidential", "name", "organisation"])
def test_nobody_waits_who_does_not_say_all_of_it(invited: Invitation, visit: Visit, left_out: str) -> None:
    guest = visit("")
    guest.headers["X-CSRF-Token"] = invited.enter(guest).json()["csrf"]
    said = SAID | {left_out: False if isinstance(SAID[left_out], bool) else " "}
    assert guest.post(f"{invited.api}/guest/confirm", json=said).status_code == 400
    assert guest.get(f"{invited.api}/guest").json()["step"] == "confirm"


def test_the_cookie_is_for_the_server_alone(invited: Invitation, visit: Visit) -> None:
    kept = invited.enter(visit("")).headers["set-cookie"].lower()
    assert kept.startswith(f"{GUEST_COOKIE}=")
    assert all(word in kept for word in ("httponly", "samesite=strict", "path=/"))


def test_link_and_digits_are_kept_as_hashes_alone(invited: Invitation) -> None:
    with invited.town.place.house.index.read() as connection:
        row = connection.execute(select(consult_guests).where(consult_guests.c.id == invited.given["id"])).one()
    kept = repr(tuple(row))
    assert invited.secret not in kept
    assert invited.given["code"] not in kept
    assert row.code_hash.startswith("$argon2id$")
    assert len(invited.secret) == 52


def test_a_robot_that_looks_at_the_link_uses_nothing_up(invited: Invitation, visit: Visit) -> None:
    """Previews ask for the page, with GET or HEAD, and never send what stands behind the #."""
    robot = visit("")
    for _ in range(3):
        page = robot.get(f"/c/{invited.code}")
        assert page.status_code == 200
        assert "Ada" not in page.text
        assert robot.head(f"/c/{invited.code}").status_code == 200
    looked = visit("").post(f"{invited.api}/guest/look", json={"secret": invited.secret})
    assert looked.json()["remaining_tries"] == 5


def test_five_wrong_codes_are_the_end(invited: Invitation, visit: Visit) -> None:
    guest = visit("")
    for left in (4, 3, 2, 1):
        answer = invited.enter(guest, invited.wrong)
        assert (answer.status_code, answer.json()["problem"]) == (403, "guest-code")
        assert answer.json()["told"] == {"remaining": left}
    assert invited.enter(guest, invited.wrong).status_code == 404
    assert invited.enter(guest).status_code == 404
    (listed,) = invited.asker.get(f"{invited.api}/guests").json()["guests"]
    assert listed["state"] == "locked"


def test_a_link_of_one_consult_opens_no_other(invited: Invitation, town: Town, visit: Visit) -> None:
    other = f"{invited.code}-other"
    ask(town.place.house, town.asker, town.study_ids[1], other)
    guest = visit("")
    body = {"secret": invited.secret, "code": invited.given["code"]}
    assert guest.post(f"/c/api/{other}/guest/enter", json=body).status_code == 404
    invited.come_in(guest)
    for path in ("guest", "session", "view"):
        assert guest.get(f"/c/api/{other}/{path}").status_code in {401, 404}


@pytest.mark.parametrize("end", ["revoked", "expired", "closed", "unknown"])
def test_what_is_over_is_the_same_whyever(invited: Invitation, visit: Visit, end: str) -> None:
    house = invited.town.place.house
    if end == "revoked":
        house.guests.revoke(invited.town.asker, house.gatherings.of_id(invited.consult_id), invited.given["id"])
    elif end == "expired":
        former = update(consult_guests).where(consult_guests.c.id == invited.given["id"])
        with house.index.write() as connection:
            connection.execute(former.values(expires_at=house.clock.now()))
    elif end == "closed":
        set_state(house, invited.consult_id, ConsultState.CLOSED)
    else:
        invited.given["link"] = "https://x/c/x#" + "A" * 52
    guest = visit("")
    looked = guest.post(f"{invited.api}/guest/look", json={"secret": invited.secret})
    entered = invited.enter(guest)
    for answer in (looked, entered):
        assert (answer.status_code, answer.json()["problem"]) == (404, "invitation-over")


def test_a_guest_is_out_within_five_seconds_after_the_invitation_was_taken_back(
    invited: Invitation, visit: Visit
) -> None:
    """As seen by a process that did not do it: what it knows of a session it has looked up before."""
    house, guest = invited.town.place.house, visit("")
    invited.come_in(guest)
    elsewhere = GuestSessions(house.index, house.clock)
    session = guest.cookies[GUEST_COOKIE]
    assert elsewhere.guest_of(session) is not None
    assert guest.get(f"{invited.api}/view").status_code == 200
    assert invited.asker.post(f"{invited.api}/guests/{invited.given['id']}/revoke", json={}).status_code == 200
    assert guest.get(f"{invited.api}/view").status_code in {401, 404}
    began = time.monotonic()
    while elsewhere.guest_of(session) is not None:
        assert time.monotonic() - began < 5
        time.sleep(0.05)
    with house.index.read() as connection:
        which = consult_guest_sessions.c.guest_id == invited.given["id"]
        ended = connection.execute(select(consult_guest_sessions.c.ended_at).where(which)).scalars().all()
    assert all(ended)


def test_a_session_ends_with_idleness_and_after_half_a_day_but_not_the_invitation(
    invited: Invitation, visit: Visit
) -> None:
    house, guest = invited.town.place.house, visit("")
    invited.come_in(guest)
    session, now = guest.cookies[GUEST_COOKIE], house.clock.now
    assert now() + timedelta(hours=11.9) < kept_session(invited).expires_at <= now() + timedelta(hours=12)
    # Seen a moment before the limit, one goes on; what an untouched page asks by itself does not count.
    for headers, goes_on in (({}, True), ({"X-Unattended": "1"}, False)):
        see(invited, now() - timedelta(minutes=14))
        house.guest_sessions.forget(session)
        assert guest.get(f"{invited.api}/session", headers=headers).status_code == 200
        assert (kept_session(invited).seen_at > now() - timedelta(minutes=1)) is goes_on
    see(invited, now() - timedelta(minutes=15))
    house.guest_sessions.forget(session)
    assert guest.get(f"{invited.api}/session").status_code == 401
    # The same link and digits let them in again, as who they have said they are.
    assert invited.enter(guest).json()["step"] == "in"


def kept_session(invited: Invitation) -> Any:
    kept = consult_guest_sessions.c
    with invited.town.place.house.index.read() as connection:
        return connection.execute(select(kept).where(kept.guest_id == invited.given["id"])).one()


def see(invited: Invitation, at: datetime) -> None:
    seen = update(consult_guest_sessions).where(consult_guest_sessions.c.guest_id == invited.given["id"])
    with invited.town.place.house.index.write() as connection:
        connection.execute(seen.values(seen_at=at))


def test_a_page_that_waits_at_the_door_may_wait_untouched(invited: Invitation, visit: Visit) -> None:
    guest = visit("")
    guest.headers["X-CSRF-Token"] = invited.enter(guest).json()["csrf"]
    guest.post(f"{invited.api}/guest/confirm", json=SAID)
    see(invited, invited.town.place.house.clock.now() - timedelta(minutes=14))
    invited.town.place.house.guest_sessions.forget(guest.cookies[GUEST_COOKIE])
    assert guest.get(f"{invited.api}/guest", headers={"X-Unattended": "1"}).json()["step"] == "waiting"
    assert kept_session(invited).seen_at > invited.town.place.house.clock.now() - timedelta(minutes=1)


def test_another_link_ends_the_former_and_they_say_anew_who_they_are(invited: Invitation, visit: Visit) -> None:
    former = visit("")
    invited.come_in(former)
    old = dict(invited.given)
    again = invited.asker.post(f"{invited.api}/guests/{old['id']}/again", json={})
    assert again.status_code == 200
    invited.given = again.json()
    assert invited.given["link"] != old["link"]
    assert former.get(f"{invited.api}/view").status_code in {401, 404}
    used = {"secret": str(old["link"]).partition("#")[2], "code": old["code"]}
    assert visit("").post(f"{invited.api}/guest/enter", json=used).status_code == 404
    guest = visit("")
    assert invited.enter(guest).json()["step"] == "confirm"
    invited.come_in(guest)
    assert guest.get(f"{invited.api}/view").status_code == 200


def test_who_was_taken_out_does_not_let_themselves_in(invited: Invitation, visit: Visit) -> None:
    guest = visit("")
    participant = invited.come_in(guest)
    set_part(invited.town.place.house, participant, Part.GONE)
    assert invited.enter(guest).json()["step"] == "out"
    guest.headers["X-CSRF-Token"] = guest.get(f"{invited.api}/guest").json()["csrf"]
    assert guest.post(f"{invited.api}/guest/confirm", json=SAID).status_code == 403
    assert guest.get(f"{invited.api}/view").status_code == 404


def test_they_leave(invited: Invitation, visit: Visit) -> None:
    guest = visit("")
    invited.come_in(guest)
    left = guest.delete(f"{invited.api}/guest")
    assert (left.status_code, left.headers["clear-site-data"]) == (204, '"cache"')
    assert guest.get(f"{invited.api}/guest").status_code == 401


def test_only_who_asks_invites(invited: Invitation, visit: Visit) -> None:
    body = {"name": "Somebody", "organisation": "Somewhere"}
    assert visit("expert").post(f"{invited.api}/guests", json=body).status_code == 403
    assert visit("colleague").post(f"{invited.api}/guests", json=body).status_code == 404
    guest = visit("")
    invited.come_in(guest)
    assert guest.post(f"{invited.api}/guests", json=body).status_code == 403
    assert guest.get(f"{invited.api}/guests").status_code == 403


@pytest.mark.parametrize(("days", "status"), [(-1, 400), (3, 200), (8, 400)])
def test_an_invitation_lasts_a_week_at_most(invited: Invitation, days: int, status: int) -> None:
    until = invited.town.place.house.clock.now() + timedelta(days=days)
    body = {"name": "Somebody", "organisation": "Somewhere", "until": until.isoformat()}
    assert invited.asker.post(f"{invited.api}/guests", json=body).status_code == status


def test_pages_of_others_send_nothing(invited: Invitation, visit: Visit) -> None:
    guest, body = visit(""), {"secret": invited.secret, "code": invited.given["code"]}
    answer = guest.post(f"{invited.api}/guest/enter", json=body, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    invited.enter(guest)
    assert guest.post(f"{invited.api}/guest/confirm", json=SAID).status_code == 403, "without the page's word"


@pytest.mark.parametrize(("question", "status"), [("What about {name}?", 409), ("How long has this been there?", 200)])
def test_a_question_that_names_the_patient_goes_to_no_guest_who_must_not_know(
    town: Town, visit: Visit, question: str, status: int
) -> None:
    house, code = town.place.house, f"named-{status}"
    consult_id = ask(house, town.asker, town.study_ids[0], code, hides=True)
    name = house.archive.retrieve.header(
        house.archive.retrieve.instances_of(None, study_ids=frozenset({town.study_ids[0]}))[0]
    ).dataset.text(0x00100010)
    whole = question.format(name=name.split("=")[0].replace("^", " "))
    with house.index.write() as connection:
        connection.execute(update(consults).where(consults.c.id == consult_id).values(question=whole))
    answer = visit("asker").post(f"/c/api/{code}/guests", json={"name": "Ada", "organisation": "Clinic"})
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["warns"]
