"""Building: results go out under one source's words for the patient, never in doubt, and what fails stops nothing."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import UTC, timedelta
from io import BytesIO

import pydicom
import pytest
from pydicom.uid import generate_uid
from sqlalchemy import insert, select, text, update

from imaging.archive.ingest import Origin
from imaging.clock import SetClock
from imaging.consult.outcome.leaving import SEND
from imaging.consult.outcome.objects import ObjectKind
from imaging.consult.outcome.result import Told, observation_report
from imaging.consult.outcome.signatures import Meaning
from imaging.dicom.documents import DocumentSubject
from imaging.errors import ConflictError
from imaging.exchange.condition import Condition
from imaging.exchange.content import Content
from imaging.exchange.delivery import PayloadKind, payload_of
from imaging.exchange.destination import Address, DestinationKind
from imaging.exchange.destinations import Wanted
from imaging.exchange.observation_report import Concept, KeptPdf, ObservationReport
from imaging.exchange.queue import Queue
from imaging.exchange.trouble import Trouble
from imaging.index.tables import (
    audit_events,
    consult_conclusions,
    consult_objects,
    consult_series,
    consults,
    deliveries,
    parcels,
    series,
)
from imaging.orders.orders import NewOrder, Order
from imaging.orders.whose import whose_of_all_within
from imaging.problems import Problem
from tests.consulted import HOSPITAL, Consulted, count_of
from tests.data import sample_path
from tests.houses import NOON
from tests.peers import require

LATER = timedelta(hours=2)


def receives_results(asked: Consulted, name: str = "HIS") -> None:
    address = Address("127.0.0.1", 2575)
    wanted = Wanted(name, DestinationKind.HL7_MLLP, address, frozenset({Content.CONSULT_OUTCOME}))
    replace(asked.house.destinations, allows_loopback=True).add(asked.asker, HOSPITAL, wanted)


def ordered(asked: Consulted) -> Order:
    """The order of the study, which says more of the patient than the images do, and less of the name."""
    new = NewOrder("DEMOACC0003", "DEMO0003", "Mo^Ti", "19500102", "CT", "M")
    order, _ = asked.house.orders.create(HOSPITAL, new)
    asked.house.bindings.bind_new_studies()
    assert asked.house.bindings.study_ids(order.id) == (asked.images[0].study_id,)
    return order


def receive(asked: Consulted, **said: str) -> None:
    """Have an image come into the study that says something else of its patient."""
    image = pydicom.dcmread(min(sample_path("ct_head_phantom").glob("*.dcm")))
    image.SOPInstanceUID = image.file_meta.MediaStorageSOPInstanceUID = generate_uid(None)
    for keyword, value in said.items():
        setattr(image, keyword, value)
    content = BytesIO()
    pydicom.dcmwrite(content, image)
    with asked.house.archive.landing.begin() as file:
        file.write(content.getvalue())
        asked.house.archive.ingest.accept(file, Origin(HOSPITAL, "test"))


def close(asked: Consulted) -> None:
    asked.write()
    asked.conclude()
    asked.sign_all()


def result_of(asked: Consulted) -> ObservationReport:
    with asked.house.index.read() as connection:
        said = connection.scalar(select(parcels.c.said).where(parcels.c.kind == PayloadKind.OBSERVATION_REPORT))
    found = payload_of(PayloadKind.OBSERVATION_REPORT, None, said or "")
    assert isinstance(found, ObservationReport)
    return found


def problem_of(asked: Consulted) -> str:
    with asked.house.index.read() as connection:
        return str(connection.scalar(select(consult_conclusions.c.build_problem)))


def whose(told: ObservationReport) -> tuple[str, ...]:
    patient = told.patient
    return patient.patient_id, patient.name, patient.birth_date, patient.sex, told.exam.accession_number


def test_all_that_is_said_of_the_patient_comes_from_the_order(asked: Consulted) -> None:
    receives_results(asked)
    ordered(asked)
    close(asked)
    assert asked.house.outcomes.building.run() == 1
    assert whose(result_of(asked)) == ("DEMO0003", "Mo^Ti", "19500102", "M", "DEMOACC0003")


def test_of_a_study_that_nobody_ordered_all_of_it_comes_from_the_images(asked: Consulted) -> None:
    receives_results(asked)
    close(asked)
    assert asked.house.outcomes.building.run() == 1
    assert whose(result_of(asked)) == ("DEMO0003", "Mo^Ti=模^体", "", "M", "DEMOACC0003")


@pytest.mark.parametrize("is_ordered", [True, False])
def test_nothing_goes_out_while_it_is_in_doubt_whose_the_study_is(
    asked: Consulted, clock: SetClock, is_ordered: bool
) -> None:
    house = asked.house
    building, study_id = house.outcomes.building, asked.images[0].study_id
    receives_results(asked)
    order = ordered(asked) if is_ordered else None
    close(asked)
    receive(asked, PatientID="SOMEBODY-ELSE", PatientName="Else^Somebody")
    # Nothing has judged it yet.
    assert building.run() == 0
    assert problem_of(asked) == "study-in-question"
    house.bindings.bind_new_studies()
    clock.advance(LATER)
    # By now a person is asked.
    assert building.run() == 0
    assert count_of(asked, deliveries) == count_of(asked, parcels) == 0
    house.bindings.settle(asked.asker, study_id, order.id if order else None, HOSPITAL)
    clock.advance(timedelta(minutes=2))
    assert building.run() == 1
    assert problem_of(asked) == ""
    assert count_of(asked, deliveries) == 1
    told = whose(result_of(asked))
    # That a person decided that it belongs to no order says that the number in its images is nobody's here.
    assert (told[0], told[-1]) == ("DEMO0003", "DEMOACC0003" if is_ordered else "")


def test_a_question_that_comes_while_objects_are_made_holds_the_result_back(asked: Consulted) -> None:
    receives_results(asked)
    ordered(asked)
    close(asked)

    def doubt(step: str) -> None:
        receive(asked, PatientID=f"ELSE-{step}")

    assert replace(asked.house.outcomes.building, on_step=doubt).run() == 0
    assert problem_of(asked) == "study-in-question"
    assert count_of(asked, deliveries) == 0


def test_many_that_fail_do_not_stand_before_one_that_does_not(asked: Consulted, clock: SetClock) -> None:
    with asked.house.index.write() as connection:
        (consult,) = connection.execute(select(consults)).mappings()
        for number in range(20):
            other = {key: value for key, value in consult.items() if key != "id"}
            other |= {"code": f"fails-{number}", "state": "closed", "closed_at": NOON}
            consult_id = connection.execute(insert(consults).values(other).returning(consults.c.id)).scalar_one()
            frozen = {"consult_id": consult_id, "version": 1, "language": "zh", "revision": 2, "content": "{}",
                      "drafted_by": asked.participant(asked.asker).id, "saved_at": NOON, "frozen_at": NOON}  # fmt: skip
            connection.execute(insert(consult_conclusions).values(frozen))
    close(asked)
    building = asked.house.outcomes.building
    assert building.run() == 0
    assert building.run() == 1
    # What fails is tried again, and is not forgotten.
    assert building.run() == 0
    clock.advance(LATER)
    with asked.house.index.write() as connection:
        connection.execute(update(consult_conclusions).values(build_problem=""))
    assert building.run() == 0
    with asked.house.index.read() as connection:
        told = list(connection.scalars(select(consult_conclusions.c.build_problem)))
    assert sorted(map(bool, told)) == [False, *[True] * 20]


def sent_again(asked: Consulted) -> int:
    return asked.house.outcomes.departing.again(asked.gathering, asked.asker, "10.0.0.7")


def test_a_system_that_comes_later_gets_it_once(asked: Consulted, clock: SetClock) -> None:
    ordered(asked)
    close(asked)
    with pytest.raises(ConflictError) as refused:
        sent_again(asked)
    assert refused.value.problem is Problem.CONCLUSION_STATE
    assert asked.house.outcomes.building.run() == 1
    # Nobody received it then, so it was kept nowhere.
    assert count_of(asked, parcels) == 0
    asked.house.bindings.bind_new_studies()
    assert sent_again(asked) == 0
    receives_results(asked)
    assert [sent_again(asked), sent_again(asked)] == [1, 0]
    first = result_of(asked)
    assert whose(first) == ("DEMO0003", "Mo^Ti", "19500102", "M", "DEMOACC0003")
    # Another one on another day gets the same, word for word.
    clock.advance(timedelta(days=3))
    receives_results(asked, "second HIS")
    assert sent_again(asked) == 1
    assert result_of(asked) == first
    assert count_of(asked, deliveries) == 2
    with asked.house.index.read() as connection:
        told = connection.scalars(select(audit_events.c.detail).where(audit_events.c.action == SEND)).all()
    assert [json.loads(each)["deliveries"] for each in told] == [0, 1, 0, 1]


def test_nothing_is_sent_again_while_it_is_in_doubt_whose_it_is(asked: Consulted) -> None:
    ordered(asked)
    close(asked)
    assert asked.house.outcomes.building.run() == 1
    receives_results(asked)
    receive(asked, PatientID="SOMEBODY-ELSE")
    with pytest.raises(ConflictError) as refused:
        sent_again(asked)
    assert refused.value.problem is Problem.STUDY_IN_QUESTION
    assert count_of(asked, deliveries) == 0


def sent(asked: Consulted) -> Queue:
    """A queue of which every destination is asked at once."""
    house = asked.house
    return Queue(house.index, house.clock, house.audit, house.destinations)


def next_key(queue: Queue) -> str:
    """What leaves next; empty: nothing does."""
    for number in queue.wanting((), 10):
        lease = queue.take(number)
        assert lease is not None
        attempt = queue.begin(lease)
        if attempt is not None:
            queue.put_back(lease, attempt)
        queue.let_go(lease)
        return "" if attempt is None else attempt.key
    return ""


def waiting(asked: Consulted) -> list[tuple[str, str]]:
    with asked.house.index.read() as connection:
        return [(row.state, row.problem) for row in connection.execute(select(deliveries))]


def test_what_waits_is_held_when_it_comes_into_doubt_whose_it_is(asked: Consulted, clock: SetClock) -> None:
    house, queue = asked.house, sent(asked)
    receives_results(asked)
    order = ordered(asked)
    close(asked)
    assert house.outcomes.building.run() == 1
    # What we stored ourselves says nothing new of the patient.
    assert next_key(queue) == "consult 1 v1 result"
    receive(asked, PatientID="SOMEBODY-ELSE")
    assert next_key(queue) == ""
    assert waiting(asked) == [("waiting", Trouble.STUDY_IN_QUESTION)]
    house.bindings.bind_new_studies()
    clock.advance(timedelta(minutes=2))
    assert next_key(queue) == ""
    house.bindings.settle(asked.asker, asked.images[0].study_id, order.id, HOSPITAL)
    clock.advance(timedelta(minutes=2))
    assert next_key(queue) == "consult 1 v1 result"


@pytest.mark.parametrize("is_moved", [True, False])
def test_what_waits_never_leaves_for_a_patient_whose_study_it_is_no_more(
    asked: Consulted, clock: SetClock, is_moved: bool
) -> None:
    house, queue, study_id = asked.house, sent(asked), asked.images[0].study_id
    receives_results(asked)
    ordered(asked)
    other, _ = house.orders.create(HOSPITAL, NewOrder("OTHER-1", "OTHER", "Ot^Her", "19700101", "CT", "F"))
    close(asked)
    assert house.outcomes.building.run() == 1
    house.bindings.bind_new_studies()
    house.bindings.settle(asked.asker, study_id, other.id if is_moved else None, HOSPITAL)
    for _ in range(3):
        assert next_key(queue) == ""
        clock.advance(timedelta(days=1))
    assert waiting(asked) == [("waiting", Trouble.STUDY_IN_QUESTION)]
    with house.index.write() as connection:
        connection.execute(update(deliveries).values(state="given-up"))
    with pytest.raises(ConflictError) as refused:
        house.dead_letters.resend(asked.asker, 1, HOSPITAL)
    assert refused.value.problem is Problem.DELIVERY_IN_QUESTION
    assert house.dead_letters.resend_all(asked.asker, 1, HOSPITAL) == 1
    assert next_key(queue) == ""


def test_objects_are_held_as_results_are(asked: Consulted) -> None:
    house, queue = asked.house, sent(asked)
    address = Address(host="10.1.2.3", port=104, ae_title="PACS")
    wanted = Wanted("PACS", DestinationKind.C_STORE, address, frozenset({Content.CONSULT_OUTCOME}))
    house.destinations.add(asked.asker, HOSPITAL, wanted)
    close(asked)
    assert house.outcomes.building.run() == 1
    assert next_key(queue).startswith("consult 1 v1 ")
    receive(asked, PatientID="SOMEBODY-ELSE")
    house.bindings.bind_new_studies()
    assert next_key(queue) == ""
    assert {problem for _, problem in waiting(asked)} == {Trouble.STUDY_IN_QUESTION}


def test_a_conclusion_about_two_studies_waits_while_either_is_in_doubt_or_they_are_of_two_people(
    asked: Consulted, clock: SetClock
) -> None:
    house = asked.house
    receives_results(asked)
    receive(asked, StudyInstanceUID=generate_uid(None), SeriesInstanceUID=generate_uid(None), PatientID="OTHER")
    house.bindings.bind_new_studies()
    with house.index.write() as connection:
        series_id = connection.scalars(select(series.c.id).where(series.c.study_id != asked.images[0].study_id)).one()
        connection.execute(insert(consult_series).values(consult_id=asked.consult_id, series_id=series_id))
    close(asked)
    assert house.outcomes.building.run() == 0
    assert problem_of(asked) == "study-in-question"
    assert count_of(asked, deliveries) == 0


def printed(pdf: bytes) -> str:
    told = subprocess.run([require("pdftotext", "slip-font"), "-", "-"], input=pdf, capture_output=True, check=True)
    return told.stdout.decode().replace("\n", "")


def paper_of(asked: Consulted) -> str:
    """What stands on the paper within the result."""
    kept = result_of(asked).pdf
    assert isinstance(kept, KeptPdf)
    return printed(asked.house.outbox.files.read(kept.file_key))


def test_the_paper_names_whom_the_result_names_and_says_what_the_images_say_beside_it(asked: Consulted) -> None:
    house = asked.house
    receives_results(asked)
    other, _ = house.orders.create(HOSPITAL, NewOrder("OTHER-1", "OTHER", "Ot^Her", "19700101", "CT", "F"))
    asked.write()
    concluded = asked.conclude()
    # Signed as the images say, and decided otherwise before it left.
    house.bindings.settle(asked.asker, asked.images[0].study_id, other.id, HOSPITAL)
    asked.sign_all()
    assert house.outcomes.building.run() == 1
    assert whose(result_of(asked)) == ("OTHER", "Ot^Her", "19700101", "F", "OTHER-1")
    paper = paper_of(asked)
    for words in ("Her Ot", "OTHER-1", "1970-01-01", "影像中的记录", "形成意见时的记录", "DEMO0003"):
        assert words in paper
    assert concluded.frozen.concerned is not None
    assert concluded.frozen.concerned.patient.id == "DEMO0003"


def test_a_preview_says_that_it_is_in_doubt_whose_study_it_is(asked: Consulted) -> None:
    asked.write()
    concluded = asked.conclude()
    papers, here = asked.house.outcomes.papers, asked.gathering
    assert "尚待确认" not in printed(papers.pdf(concluded, HOSPITAL, here.study_id))
    receive(asked, PatientID="SOMEBODY-ELSE")
    assert "尚待确认" in printed(papers.pdf(concluded, HOSPITAL, here.study_id))


def test_a_paper_that_was_made_before_the_study_was_moved_does_not_leave(asked: Consulted, clock: SetClock) -> None:
    house, study_id = asked.house, asked.images[0].study_id
    receives_results(asked)
    ordered(asked)
    other, _ = house.orders.create(HOSPITAL, NewOrder("OTHER-1", "OTHER", "Ot^Her", "19700101", "CT", "F"))
    close(asked)

    def move(step: str) -> None:
        if step == ObjectKind.DOCUMENT:
            house.bindings.settle(asked.asker, study_id, other.id, HOSPITAL)

    assert replace(house.outcomes.building, on_step=move).run() == 0
    assert problem_of(asked) == "study-in-question"
    clock.advance(LATER)
    assert house.outcomes.building.run() == 1
    with house.index.read() as connection:
        named = (consult_objects.c.kind == ObjectKind.DOCUMENT.value,)
        instance_id = connection.scalars(select(consult_objects.c.instance_id).where(*named)).one()
    with house.archive.retrieve.file(house.archive.retrieve.by_id(instance_id)) as file:
        paper = printed(pydicom.dcmread(file).EncapsulatedDocument)
    assert "OTHER-1" in paper


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consult_conclusions SET content = replace(content, '12 mm', '2 mm')",
        "UPDATE consult_conclusions SET opinion = 'benign', content = replace(content, '12 mm', '2 mm')",
        "UPDATE consults SET study_id = (SELECT max(id) FROM studies)",
    ],
)
def test_what_is_not_what_was_signed_any_more_is_not_built(asked: Consulted, statement: str) -> None:
    receives_results(asked)
    receive(asked, StudyInstanceUID=generate_uid(None), SeriesInstanceUID=generate_uid(None), PatientID="OTHER")
    asked.house.bindings.bind_new_studies()
    close(asked)
    with asked.house.index.write() as connection:
        assert connection.execute(text(statement)).rowcount
    assert asked.house.outcomes.building.run() == 0
    assert problem_of(asked) == "conclusion-altered"
    assert count_of(asked, deliveries) == 0


def test_who_answers_for_it_is_who_asked_and_who_only_was_there_does_not(asked: Consulted) -> None:
    receives_results(asked)
    asked.write()
    asked.conclude()
    asked.sign(asked.guest, Meaning.TOOK_PART)
    asked.sign(asked.expert, Meaning.DISSENTS, "no")
    asked.sign(asked.asker)
    assert asked.house.outcomes.building.run() == 1
    assert result_of(asked).authors == ("王医生", "Dr. Expert")


def test_it_is_a_result_of_its_own_beside_that_of_the_exam(asked: Consulted) -> None:
    receives_results(asked)
    ordered(asked)
    close(asked)
    assert asked.house.outcomes.building.run() == 1
    told = result_of(asked)
    exam = told.exam
    assert (exam.code, exam.text, exam.coding_system, exam.local_text) == (
        "11488-4", "Consult note", "LN", "会诊意见书",
    )  # fmt: skip
    assert (exam.filler_order_number, exam.accession_number) == (asked.gathering.code, "DEMOACC0003")
    assert told.paper == Concept("11488-4", "Consult note")
    image = pydicom.dcmread(min(sample_path("ct_head_phantom").glob("*.dcm")))
    assert exam.done_at is not None
    local = exam.done_at.astimezone(asked.house.outcomes.departing.zone)
    assert local.strftime("%Y%m%d%H%M%S") == image.StudyDate + image.StudyTime.partition(".")[0]


@pytest.mark.parametrize("said", ["", "2026", "20261341"])
def test_without_a_day_of_the_exam_it_is_the_moment_of_closing(asked: Consulted, said: str) -> None:
    subject = DocumentSubject("2.25.1", study_date=said, study_time="101500")
    close(asked)
    concluded = asked.house.outcomes.conclusions.of(asked.consult_id)[-1]
    with asked.house.index.read() as connection:
        (whose_it_is,) = whose_of_all_within(connection, [asked.images[0].study_id])
    told = Told(concluded, subject, whose_it_is, Condition.of([1], [whose_it_is]), NOON)
    assert observation_report(told, KeptPdf("x"), "code", UTC).exam.done_at == NOON
