"""Everything of a hospital, asked for through every consult by everybody there is: only what is named is given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import httpx
import pytest
from sqlalchemy import select

from imaging.access.actors import Operator
from imaging.access.audit import Subject, SubjectKind
from imaging.archive.ingest import Origin
from imaging.archive.stored import StoredInstance
from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from imaging.index.tables import papers, reports
from imaging.orders.orders import NewOrder
from imaging.orders.reports import NewReport, ReportState
from imaging.reading.papers import NewPaper, PaperKind
from tests.gathered import ask, guest_session, join, set_state
from tests.integration.viewer.consult.conftest import Town, Visit
from tests.synthetic import secondary_capture
from viewer.consult.callers import GUEST_COOKIE

STUDY = "1.2.3.77"
FORMS = ("", "/picture?size=64", "/overlay", "/colors")


@dataclass(frozen=True)
class Everything:
    """What there is in the hospital, and what each consult names of it."""

    instances: tuple[StoredInstance, ...]
    reports: tuple[int, ...]
    papers: tuple[int, ...]
    # By code: series, and records by their kind.
    named: dict[str, tuple[frozenset[int], frozenset[tuple[str, int]]]]
    guests: dict[str, str]


@pytest.fixture(scope="module")
def everything(town: Town) -> Everything:
    house = town.place.house
    receive(town)
    every = tuple(house.archive.retrieve.instances_of(None))
    own = [each for each in every if each.study_instance_uid == STUDY]
    write(town, own[0].study_id)
    with house.index.read() as connection:
        report_ids = tuple(connection.execute(select(reports.c.id).order_by(reports.c.id)).scalars())
        paper_ids = tuple(connection.execute(select(papers.c.id).order_by(papers.c.id)).scalars())
    series_ids = sorted({each.series_id for each in own})
    other = next(each for each in every if each.study_instance_uid != STUDY and each.rows)
    text = next(each for each in every if each.sop_class_uid.startswith("1.2.840.10008.5.1.4.1.1.88"))
    named = {
        "first": (frozenset(series_ids[:1]), frozenset({("report", report_ids[1]), ("paper", paper_ids[0])})),
        "second": (frozenset(series_ids[1:2]), frozenset({("report", report_ids[0]), ("object", text.id)})),
        "third": (frozenset({other.series_id}), frozenset()),
        "closed": (frozenset(series_ids), frozenset({("report", report_ids[1])})),
    }
    guests: dict[str, str] = {}
    for code, (series, records) in named.items():
        study_id = other.study_id if code == "third" else own[0].study_id
        consult_id = ask(house, town.asker, study_id, code, series_ids=series, records=records)
        join(house, consult_id, Part.GONE if code == "third" else Part.SPEAKS, user_id=town.expert.user_id)
        for part in (Part.SPEAKS, Part.WATCHES, Part.WAITS, Part.GONE):
            guests[f"{code} {part}"] = guest_session(house, consult_id, f"{code} {part}", part)[1]
        if code == "closed":
            set_state(house, consult_id, ConsultState.CLOSED)
    return Everything(every, report_ids, paper_ids, named, guests)


def receive(town: Town) -> None:
    """Have a study of three series come in."""
    house = town.place.house
    for series, number in product("123", (1, 2)):
        file = house.archive.landing.begin()
        file.write(
            secondary_capture(
                StudyInstanceUID=STUDY, SeriesInstanceUID=f"{STUDY}.{series}", InstanceNumber=number,
                SeriesNumber=int(series), AccessionNumber="A-matrix", PatientID="P-matrix",
            )
        )  # fmt: skip
        house.archive.ingest.accept(file, Origin(town.place.hospital_id, "test"))


def write(town: Town, study_id: int) -> None:
    """Put a draft, a report and two papers beside it."""
    house, hospital_id = town.place.house, town.place.hospital_id
    new = NewOrder("A-matrix", "P-matrix", "Zhang^San=张^三", "19700101", "Chest CT", "F", "CT")
    order = house.appointments.book(Operator(), hospital_id, new, phone="13900005678").order
    house.bindings.bind_new_studies()
    for state, text in ((ReportState.DRAFT, "Not yet."), (ReportState.FINAL, "Unremarkable.")):
        house.reports.add(Operator(), order.id, hospital_id, NewReport(state, text, b"%PDF-1.7\n"))
    for title in ("Referral", "Laboratory"):
        paper = NewPaper(PaperKind.REFERRAL, title, b"%PDF-1.7\n")
        house.papers.add(town.asker, study_id, hospital_id, paper)


def callers(visit: Visit, everything: Everything) -> Iterator[tuple[str, httpx.Client, set[str]]]:
    """Give everybody, with the consults that are open to them."""
    yield "nobody", visit(""), set()
    yield "stranger", visit("stranger"), set()
    yield "colleague", visit("colleague"), set()
    yield "asker", visit("asker"), {"first", "second", "third", "closed"}
    yield "expert", visit("expert"), {"first", "second"}
    for name, session in everything.guests.items():
        client = visit("")
        client.cookies.set(GUEST_COOKIE, session)
        code, part = name.split()
        yield name, client, {code} if part in {Part.SPEAKS, Part.WATCHES} and code != "closed" else set()


def asked_for(everything: Everything, code: str) -> Iterator[tuple[str, bool]]:
    """Give the address of everything there is below a consult, and whether that names it."""
    series, records = everything.named[code]
    for each in everything.instances:
        yield from of_instance(each, is_named=each.series_id in series, is_record=("object", each.id) in records)
    for study_id in sorted({each.study_id for each in everything.instances}):
        within = (each for each in everything.instances if each.study_id == study_id)
        is_open = any(each.series_id in series for each in within)
        for path in ("view", "brought", "picture?format=png"):
            yield f"/studies/{study_id}/{path}", is_open
    for report_id in everything.reports:
        yield f"/reports/{report_id}", ("report", report_id) in records
    for paper_id in everything.papers:
        yield f"/papers/{paper_id}/pages", ("paper", paper_id) in records
        yield f"/papers/{paper_id}/picture", False


def of_instance(instance: StoredInstance, *, is_named: bool, is_record: bool) -> Iterator[tuple[str, bool]]:
    """Give the address of everything there is of an object; what it is not is left out where it may be seen."""
    path = f"/instances/{instance.id}"
    for form in FORMS:
        yield f"{path}/frames/1{form}", is_named
    yield f"/studies/{instance.study_id}{path}/frames/1/scale", is_named
    if not is_named:
        yield f"{path}/text", is_record
    if not is_named and not is_record:
        yield f"{path}/document/pages", False
        yield f"{path}/waveform", False


def essence(answer: httpx.Response) -> object:
    """What an answer says, without the number under which the log has it."""
    told = json.loads(answer.content)
    return answer.status_code, {name: value for name, value in told.items() if name != "correlation_id"}


def test_nothing_is_given_but_what_is_named_to_those_who_take_part(
    town: Town, visit: Visit, everything: Everything
) -> None:
    """A document of these tests is no PDF that can be drawn: what is asked for it is refused late, as malformed."""
    given, refused = 0, 0
    # Of the sample, too, the structured report is not finished.
    drafts = {f"/reports/{everything.reports[0]}", *(f"/instances/{each.id}/text" for each in everything.instances)}
    for name, client, is_open_for in callers(visit, everything):
        # One guest asks through all consults, the others through their own.
        own = name.partition(" ")[0]
        for code in everything.named if own not in everything.named or name == "first speaks" else [own]:
            for path, is_named in asked_for(everything, code):
                answer = client.get(f"/c/api/{code}{path}")
                said = f"{name}: {code} {path}: {answer.status_code} {answer.content[:80]!r}"
                is_foreign_draft = path in drafts and name != "asker"
                if code in is_open_for and is_named and not is_foreign_draft:
                    assert answer.status_code in ({400} if "/papers/" in path else {200, 204}), said
                    given += 1
                    continue
                assert answer.status_code in {401, 403, 404, 406, 410}, said
                assert answer.headers["content-type"] == "application/json", said
                refused += 1
    assert given > 100
    assert refused > 3000


def test_what_is_not_there_and_what_is_not_ones_own_are_the_same(
    town: Town, visit: Visit, everything: Everything
) -> None:
    asker, stranger = visit("asker"), visit("stranger")
    elsewhere = next(each for each in everything.instances if each.series_id not in everything.named["first"][0])
    for there, nowhere in (
        (f"/instances/{elsewhere.id}/frames/1", "/instances/999999/frames/1"),
        (f"/instances/{elsewhere.id}/frames/1/picture", "/instances/999999/frames/1/picture"),
        (f"/instances/{elsewhere.id}/text", "/instances/999999/text"),
        (f"/reports/{everything.reports[0]}", "/reports/999999"),
        (f"/papers/{everything.papers[1]}/pages", "/papers/999999/pages"),
        ("/studies/999998/view", "/studies/999999/view"),
    ):
        answers = [asker.get(f"/c/api/first{path}") for path in (there, nowhere)]
        assert essence(answers[0]) == essence(answers[1])
        assert answers[0].status_code == 404
    answers = [stranger.get(f"/c/api/{code}/view") for code in ("first", "no-such-consult")]
    assert essence(answers[0]) == essence(answers[1])


def test_the_view_tells_of_what_is_named_alone(visit: Visit, everything: Everything) -> None:
    told = visit("expert").get("/c/api/first/view").json()
    series, records = everything.named["first"]
    assert {each["id"] for study in told["studies"] for each in study["series"]} == series
    assert {(each["kind"], each["id"]) for each in told["records"]} == records
    assert [study["priors"] for study in told["studies"]] == [[]]
    assert told["studies"][0]["patient"]["age"] == "056Y"
    assert told["consult"]["question"] == "What is this?"
    assert told["consult"]["me"]["part"] == "speaks"


def test_a_draft_is_for_the_hospital_that_wrote_it(visit: Visit, everything: Everything) -> None:
    draft = ("report", everything.reports[0])
    for login, expected in (("asker", {draft}), ("expert", set())):
        told = visit(login).get("/c/api/second/view").json()["records"]
        assert {(each["kind"], each["id"]) for each in told} & {draft} == expected


def test_each_look_stands_in_the_audit(town: Town, visit: Visit, everything: Everything) -> None:
    client = visit("")
    client.cookies.set(GUEST_COOKIE, everything.guests["third speaks"])
    series = everything.named["third"][0]
    instance = next(each for each in everything.instances if each.series_id in series)
    assert client.get(f"/c/api/third/instances/{instance.id}/frames/1").status_code == 200
    seen = town.place.house.audit.list(subject=Subject(SubjectKind.STUDY, instance.study_id), limit=1000)
    (noted,) = {(each.action, each.hospital_id, each.outcome) for each in seen if each.actor_kind == "guest"}
    assert noted == ("see-images", town.place.hospital_id, "success")
