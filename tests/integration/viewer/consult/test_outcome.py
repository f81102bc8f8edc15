"""What a consult comes to, over HTTP: who may write, propose, conclude, sign and close, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
from pydicom.uid import generate_uid
from sqlalchemy import update

from imaging.access.slow_hash import SlowHash
from imaging.consult.participants import Part
from imaging.exchange.content import Content
from imaging.exchange.destination import Address, DestinationKind
from imaging.exchange.destinations import Wanted
from imaging.house import House
from imaging.index.tables import consult_guests
from tests.gathered import ask, guest_session, join
from tests.integration.viewer.consult.conftest import Town, Visit
from tests.integration.viewer.consult.test_hiding import receive
from tests.integration.viewer.desk.signing import PASSWORD
from tests.synthetic import secondary_capture
from viewer.consult.callers import GUEST_COOKIE

DIGITS = "246813"


def draft(client: httpx.Client, code: str, revision: int, **said: Any) -> httpx.Response:
    form = {"revision": revision, "language": "zh", "opinion": "考虑恶性", "plan": "手术", "key_images": []} | said
    return client.post(f"/c/api/{code}/outcome/draft", json=form)


def sign(
    client: httpx.Client, code: str, meaning: str = "agrees", proof: str = PASSWORD, **more: Any
) -> httpx.Response:
    (latest,) = client.get(f"/c/api/{code}/outcome").json()["versions"][-1:]
    form = {"meaning": meaning, "sha256": latest["sha256"], "proof": proof} | more
    return client.post(f"/c/api/{code}/outcome/sign", json=form)


def guest_of(town: Town, visit: Visit, consult_id: int, code: str) -> httpx.Client:
    """A guest with their session, and digits that they know."""
    house = town.place.house
    _, session = guest_session(house, consult_id, f"Guest {code}", Part.SPEAKS)
    hashes: SlowHash = house.outcomes.guest_proof.code_hashes
    with house.index.write() as connection:
        own = update(consult_guests).where(consult_guests.c.consult_id == consult_id)
        connection.execute(own.values(code_hash=hashes.hash(DIGITS)))
    client = visit("")
    client.cookies.set(GUEST_COOKIE, session)
    told = client.get(f"/c/api/{code}/session").json()
    client.headers.update({"X-CSRF-Token": told["csrf"]})
    return client


def build(house: House, consult_id: int) -> None:
    """What the worker does: it judges what came, builds, and judges what it has built."""
    house.bindings.bind_new_studies()
    house.outcomes.building.build(consult_id)
    house.bindings.bind_new_studies()


def test_from_the_draft_to_the_paper(town: Town, visit: Visit) -> None:
    house, code = town.place.house, "outcome-whole"
    consult_id = ask(house, town.asker, town.study_ids[0], code)
    join(house, consult_id, Part.SPEAKS, user_id=town.expert.user_id)
    asker, expert = visit("asker"), visit("expert")
    guest = guest_of(town, visit, consult_id, code)
    assert draft(expert, code, 0).status_code == 403
    assert expert.post(f"/c/api/{code}/outcome/proposal", json={"opinion": "良性"}).status_code == 200
    told = asker.get(f"/c/api/{code}/outcome").json()
    assert [each["opinion"] for each in told["draft"]["proposals"]] == ["良性"]
    assert draft(asker, code, 0).json()["problem"] == "conclusion-changed"
    kept = draft(asker, code, told["draft"]["revision"])
    assert kept.status_code == 200
    concluded = asker.post(f"/c/api/{code}/outcome/conclude", json={"revision": kept.json()["revision"]})
    assert concluded.json()["state"] == "concluded"
    assert len(concluded.json()["unsigned"]) == 3
    assert sign(asker, code, proof="not-the-password").json()["problem"] == "wrong-proof"
    assert sign(asker, code).status_code == 200
    dissents = sign(expert, code, "agrees-with-dissent", dissent="先观察三个月")
    assert dissents.json()["versions"][0]["dissents"][0]["text"] == "先观察三个月"
    assert sign(guest, code, proof=DIGITS).json()["problem"] == "attestation-missing"
    assert sign(guest, code, proof="135791", attests=True).json()["problem"] == "wrong-proof"
    pdf = guest.get(f"/c/api/{code}/outcome/1.pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert sign(guest, code, proof=DIGITS, attests=True).json()["state"] == "closed"
    # The last signature closed it: for those from elsewhere it is over.
    assert guest.get(f"/c/api/{code}/outcome").status_code == 410
    assert expert.get(f"/c/api/{code}/outcome").status_code == 410
    build(house, consult_id)
    see_where_it_went(asker, code)
    send_it_again(town, asker, code)


def test_a_guest_who_must_not_learn_the_name_reads_the_words_without_it(town: Town, visit: Visit) -> None:
    house, code = town.place.house, "outcome-hidden"
    consult_id = ask(house, town.asker, town.study_ids[0], code, hides=True)
    asker, guest = visit("asker"), guest_of(town, visit, consult_id, code)
    name = asker.get(f"/c/api/{code}/view").json()["studies"][0]["patient"]["id"]
    assert len(name) >= 4
    kept = draft(asker, code, 0, opinion=f"{name} is well", plan=f"See {name} again")
    assert name not in guest.get(f"/c/api/{code}/outcome").text
    asker.post(f"/c/api/{code}/outcome/conclude", json={"revision": kept.json()["revision"]})
    told = guest.get(f"/c/api/{code}/outcome")
    assert name not in told.text
    assert told.json()["versions"][0]["opinion"] == "*** is well"
    assert told.json()["may"]["paper"] is False
    assert guest.get(f"/c/api/{code}/outcome/1.pdf").status_code == 404
    assert asker.get(f"/c/api/{code}/outcome/1.pdf").status_code == 200
    # What they sign is what was frozen, by its digest.
    assert sign(guest, code, proof=DIGITS, attests=True).status_code == 200


def test_only_words_are_read_for_a_name(town: Town, visit: Visit) -> None:
    """Born on the day of the consult, and called like a language: moments and marks of programs name nobody."""
    house, code = town.place.house, "outcome-words"
    said = {"PatientName": "Wang^En", "PatientBirthDate": f"{house.clock.now():%Y%m%d}"}
    ct = {"Modality": "CT", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.2"}
    study_id = receive(town, secondary_capture(StudyInstanceUID=generate_uid(), **said | ct)).study_id
    consult_id = ask(house, town.asker, study_id, code, hides=True)
    asker, guest = visit("asker"), guest_of(town, visit, consult_id, code)
    referral = {"hospital": "Wang En's hospital", "department": "Wang En", "how": "with Wang En"}
    kept = draft(asker, code, 0, language="en", opinion="Wang En is well", referral=referral).json()
    drafts = [each.get(f"/c/api/{code}/outcome").json()["draft"] for each in (asker, guest)]
    assert drafts[0]["saved_at"] == drafts[1]["saved_at"]
    asker.post(f"/c/api/{code}/outcome/conclude", json={"revision": kept["revision"]})
    assert sign(asker, code).status_code == 200
    (whole,), (told,) = (each.get(f"/c/api/{code}/outcome").json()["versions"] for each in (asker, guest))
    assert told["opinion"] == "*** is well"
    assert [told["referral"][each] for each in referral] == ["***'s hospital", "***", "with ***"]
    for mark in ("language", "frozen_at", "sha256"):
        assert told[mark] == whole[mark]
    for mark in ("signed_at", "seal", "meaning"):
        assert told["signatures"][0][mark] == whole["signatures"][0][mark]


def see_where_it_went(asker: httpx.Client, code: str) -> None:
    after = asker.get(f"/c/api/{code}/outcome").json()
    assert after["objects"]["built_at"] is not None
    assert [each["proof"] for each in after["versions"][0]["signatures"]] == ["password", "password", "guest-code"]
    assert asker.get(f"/c/api/{code}/outcome/1.pdf").status_code == 200


def send_it_again(town: Town, asker: httpx.Client, code: str) -> None:
    """A system that was added after it was built gets the result once."""
    assert asker.get(f"/c/api/{code}/outcome").json()["may"]["send"] is True
    assert asker.post(f"/c/api/{code}/outcome/send").json()["objects"]["departures"] == []
    wanted = Wanted("HIS", DestinationKind.HL7_MLLP, Address("127.0.0.1", 2575), frozenset({Content.CONSULT_OUTCOME}))
    destinations, by = replace(town.place.house.destinations, allows_loopback=True), town.asker
    added = destinations.add(by, by.hospital_id, wanted)
    for _ in range(2):
        told = asker.post(f"/c/api/{code}/outcome/send")
        assert [(each["destination"], each["count"]) for each in told.json()["objects"]["departures"]] == [("HIS", 1)]
    destinations.remove(by, added.id, by.hospital_id)


def test_who_only_watches_sees_and_does_nothing(town: Town, visit: Visit) -> None:
    house, code = town.place.house, "outcome-watch"
    consult_id = ask(house, town.asker, town.study_ids[0], code)
    join(house, consult_id, Part.WATCHES, user_id=town.expert.user_id)
    asker, expert = visit("asker"), visit("expert")
    kept = draft(asker, code, 0).json()
    assert expert.get(f"/c/api/{code}/outcome").json()["draft"]["opinion"] == "考虑恶性"
    for path, form in (
        ("draft", {"revision": 1, "language": "zh"}),
        ("draft/drop", {"revision": 1}),
        ("proposal", {"opinion": "x"}),
        ("dissent", {"version": 1, "text": "x"}),
        ("conclude", {"revision": kept["revision"]}),
        ("close", {}),
        ("send", {}),
    ):
        assert expert.post(f"/c/api/{code}/outcome/{path}", json=form).status_code == 403, path


def test_nobody_else_learns_that_there_is_one(town: Town, visit: Visit) -> None:
    code = "outcome-secret"
    ask(town.place.house, town.asker, town.study_ids[0], code)
    for login in ("stranger", "colleague"):
        client = visit(login)
        assert client.get(f"/c/api/{code}/outcome").status_code == 404
        assert client.get(f"/c/api/{code}/outcome/1.pdf").status_code == 404
        assert draft(client, code, 0).status_code == 404
