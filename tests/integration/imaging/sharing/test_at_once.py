"""Counting is exact however many come at once, and the patient's way is the same, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import Parameters, extract_parameters
from sqlalchemy import event, select, update

from imaging.access.actors import Operator, Role
from imaging.access.audit import AuditEvent
from imaging.access.slow_hash import SlowHash
from imaging.clock import SetClock
from imaging.errors import ConflictError, UnavailableError
from imaging.house import House
from imaging.index.tables import links
from imaging.orders.binding import StudiesCameError
from imaging.orders.orders import NewOrder, Orders, Received
from imaging.orders.progress import Step, progress_of
from imaging.orders.reports import NewReport, ReportState
from imaging.sharing.appointments import Correction, CorrectionReason
from imaging.sharing.factors import Knowledge
from imaging.sharing.link_sessions import Opened, Unavailable
from imaging.sharing.links import IssuedLink
from imaging.sharing.secrets import new_secret
from tests.at_once import Processes, guess, open_link, several_processes, sign_in, tell
from tests.houses import NOON, open_house, send

WHO = Operator()
NEW = NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT")
RIGHT = {"birth_date": "1960-02-29", "last_four": "5678"}


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    with several_processes() as started:
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue("postgresql").new_database() if request.param == "postgresql" else ""


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def house(tmp_path: Path, database_url: str, clock: SetClock) -> Iterator[House]:
    with open_house(tmp_path, clock, database_url=database_url) as opened:
        yield opened


def booked(house: House, **more: int) -> IssuedLink:
    booking = house.appointments.book(WHO, 1, NEW, phone="5678", max_openings=more.get("max_openings"))
    assert booking.link is not None
    return booking.link


def test_wrong_answers_at_once_are_counted_exactly(
    processes: Processes, house: House, tmp_path: Path, database_url: str
) -> None:
    link = booked(house)
    answers = Counter(processes.all_do(guess, tmp_path, database_url, link.secret.text))
    assert answers == {"WrongFactor": 5, "Unavailable": 43}
    assert house.links.by_id(link.id).tries == 5
    assert house.link_sessions.exchange(secret=link.secret.text, answer=RIGHT) == Unavailable()
    assert house.audit.verify().is_sound


def test_openings_at_once_are_counted_exactly(
    processes: Processes, house: House, tmp_path: Path, database_url: str
) -> None:
    link = booked(house, max_openings=3)
    # So many tries that right answers on their way do not lock each other out.
    with house.index.write() as connection:
        connection.execute(update(links).values(tries=-100))
    answers = Counter(processes.all_do(open_link, tmp_path, database_url, link.secret.text))
    assert answers == {"Opened": 3, "Unavailable": 45}
    assert house.links.by_id(link.id).openings == 3


def test_guessed_passwords_at_once_are_counted_exactly(
    processes: Processes, house: House, tmp_path: Path, database_url: str
) -> None:
    house.people.add("wang", "correct horse", 1, Role.CLINICIAN)
    answers = Counter(processes.all_do(sign_in, tmp_path, database_url, "wang"))
    assert answers == {"wrong": 10, "too-many": 38}


def test_the_audit_has_one_order_however_many_write(
    processes: Processes, house: House, tmp_path: Path, database_url: str
) -> None:
    processes.all_do(tell, tmp_path, database_url, "tested")
    found = house.audit.verify()
    assert (found.count, found.is_sound) == (48, True)
    assert [event.sequence for event in house.audit.list()] == list(range(48, 0, -1))


def test_the_same_order_brought_at_once_is_one_order_with_one_link(house: House) -> None:
    with ThreadPoolExecutor(16) as pool:
        bookings = list(pool.map(lambda _: house.appointments.book(WHO, 1, NEW, phone="5678"), range(32)))
    assert Counter(booking.received for booking in bookings) == {Received.CREATED: 1, Received.UNCHANGED: 31}
    assert len({booking.order.id for booking in bookings}) == 1
    assert len(house.links.of_order(bookings[0].order.id)) == 1


def test_print_jobs_at_once_leave_the_slip_good_that_was_printed_first(house: House) -> None:
    orders = [house.orders.create(1, replace(NEW, accession_number=f"A-{number}"))[0] for number in range(3)]
    # A factor that tells no code, so that a slip can be printed without one.
    with house.index.write() as connection:
        for order in orders:
            known = house.links.prepare(Knowledge(order.patient_birth_date, "5678"))
            house.links.create_within(connection, order, known)
        connection.execute(update(links).values(revoked_at=NOON, revoked_because="revoked"))

    def print_all(number: int) -> str:
        wanted = orders if number % 2 else orders[::-1]
        try:
            house.links.reprint_together(WHO, wanted)
        except ConflictError as error:
            return error.problem.value
        return "printed"

    with ThreadPoolExecutor(8) as pool:
        assert Counter(pool.map(print_all, range(8))) == {"printed": 1, "slip-voided": 7}
    for order in orders:
        assert [link.revoked_because for link in house.links.of_order(order.id)] == ["", "revoked"]


def test_reprints_at_once_leave_one_slip_good(house: House) -> None:
    order = house.orders.by_id(booked(house).order_id)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: house.links.reprint(WHO, order), range(8)))
    assert [link.revoked_at is None for link in house.links.of_order(order.id)] == [True] + [False] * 8


def test_versions_of_a_report_brought_at_once_are_numbered_without_gaps(house: House) -> None:
    order, _ = house.orders.create(1, NEW)
    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(
                lambda number: house.reports.add(WHO, order.id, 1, NewReport(ReportState.DRAFT, f"text {number}")),
                range(16),
            )
        )
    assert [report.version for report in house.reports.of_order(order.id)] == list(range(16, 0, -1))


def test_texts_that_no_column_takes_are_nobodys(house: House) -> None:
    for text in ("\0", "a\0b", "\ud800", "\x1b[31m", "x" * 100_000):
        assert house.link_sessions.exchange(secret=text, answer={"birth_date": text}) == Unavailable()
        assert house.link_sessions.exchange(code=text, answer={"code": text}) == Unavailable()
        assert house.link_sessions.link_of("x") is None
        assert str(house.people.check_password(text, text, "a")) == "wrong"
        assert house.ae_titles.hospital_of(text, text, text) == 1
        house.audit.record(AuditEvent(Operator(text), text, address=text))
    assert house.audit.verify().is_sound


def test_from_the_order_to_the_amended_report(house: House, clock: SetClock) -> None:
    link = booked(house)
    opened = house.link_sessions.exchange(code=link.printed_code, answer=RIGHT)
    assert isinstance(opened, Opened)

    def step() -> Step:
        return progress_of(house.index, [link.order_id])[link.order_id].step

    assert step() is Step.SCHEDULED
    study = send(house)
    send(house, "2.25.2", AccessionNumber="")
    house.bindings.bind_new_studies()
    assert step() is Step.IMAGES
    clock.advance(timedelta(seconds=5))
    seen = house.link_sessions.link_of(opened.session)
    assert seen is not None
    assert seen.study_ids == {study}
    (question,) = house.bindings.questions(1)
    house.bindings.settle(WHO, question.study_id, link.order_id, 1)
    house.reports.add(WHO, link.order_id, 1, NewReport(ReportState.FINAL, "text", b"%PDF-1.7"))
    house.reports.add(WHO, link.order_id, 1, NewReport(ReportState.AMENDED, "text 2"))
    assert step() is Step.REPORT
    assert [order.id for order in house.orders.list(1, text="A-")] == [link.order_id]
    again = house.links.reprint(WHO, house.orders.by_id(link.order_id))
    assert house.link_sessions.exchange(secret=link.secret.text) == Unavailable()
    assert isinstance(house.link_sessions.exchange(secret=again.secret.text, answer=RIGHT), Opened)
    assert house.audit.verify().is_sound


def test_the_time_of_a_refusal_tells_nothing(house: House, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the reason is, the work is the same: one hash of the full cost, and the same statements."""
    secrets = {"unknown": new_secret().text, "malformed": "x"}
    for name, values in (
        ("revoked", {"revoked_at": clock.now()}),
        ("expired", {"expires_at": clock.now()}),
        ("not yet", {"not_before": clock.now() + timedelta(days=1)}),
        ("locked", {"tries": 5}),
    ):
        booking = house.appointments.book(WHO, 1, replace(NEW, accession_number=name), phone="5678")
        assert booking.link is not None
        secrets[name] = booking.link.secret.text
        with house.index.write() as connection:
            connection.execute(update(links).where(links.c.id == booking.link.id).values(values))
    work: list[object] = []
    verify = SlowHash.verify

    def noted(self: SlowHash, stored: str, text: str) -> bool:
        work.append(extract_parameters(stored))
        return verify(self, stored, text)

    monkeypatch.setattr(SlowHash, "verify", noted)
    event.listen(house.index._engine, "before_cursor_execute", lambda *said: work.append(said[2]))
    done = {}
    # The first refusal of a while is told to the audit, the others are counted there later.
    house.link_sessions.exchange(secret=new_secret().text, answer=RIGHT)
    for name, secret in secrets.items():
        work.clear()
        assert house.link_sessions.exchange(secret=secret, answer=RIGHT) == Unavailable()
        done[name] = list(work)
    assert [extract_parameters(house.links.factor_hashes.hash("x"))] == [
        each for each in done["unknown"] if isinstance(each, Parameters)
    ]
    assert len(done["unknown"]) > 1
    assert [name for name in done if done[name] != done["unknown"]] == []


def test_corrections_at_once_and_studies_that_come_meanwhile_leave_one_truth(house: House) -> None:
    link = booked(house)
    ids = ["P-1", "P-2"]
    studies: dict[int, str] = {}

    def correct(number: int) -> str:
        fields = {"patient_id": ids[number % 2]}
        correction = Correction(CorrectionReason.TYPING_ERROR, fields, phone=f"{1000 + number}")
        studies[send(house, f"2.25.{number + 1}", PatientID=ids[number % 2])] = ids[number % 2]
        try:
            house.appointments.correct(WHO, link.order_id, 1, correction)
        except UnavailableError:
            # Somebody else has changed what opens the link between the look and the write: nothing was taken over.
            return ""
        house.bindings.bind_new_studies()
        return correction.phone

    with ThreadPoolExecutor(8) as pool:
        phones = [phone for phone in pool.map(correct, range(16)) if phone]
    house.bindings.bind_new_studies()
    right = [phone for phone in phones if opens(house, link, phone)]
    assert len(right) == 1
    # Every study is shown or asked about, by what the order says in the end.
    order = house.orders.by_id(link.order_id)
    shown = progress_of(house.index, [order.id])[order.id].study_ids
    assert shown == {study for study, patient_id in studies.items() if patient_id == order.patient_id}
    assert {question.study_id for question in house.bindings.questions(1)} == studies.keys() - shown
    assert house.audit.verify().is_sound


def test_nobody_changes_an_order_while_a_study_is_compared_with_it(house: House) -> None:
    link = booked(house)
    correction = Correction(CorrectionReason.TYPING_ERROR, {"patient_id": "P-2"})
    with ThreadPoolExecutor(1) as pool:
        with house.index.write() as connection:
            assert Orders.by_accession_within(connection, 1, "A-1") is not None
            correcting = pool.submit(house.appointments.correct, WHO, link.order_id, 1, correction)
            with pytest.raises(TimeoutError):
                correcting.result(0.5)
        assert correcting.result(20).changed == ("patient_id",)


def test_nobody_corrects_an_order_while_somebody_decides_about_its_studies(house: House) -> None:
    link = booked(house)
    send(house)
    house.bindings.bind_new_studies()
    correction = Correction(CorrectionReason.TYPING_ERROR, {"patient_id": "P-2"})
    with ThreadPoolExecutor(1) as pool:
        with house.index.write() as connection:
            house.bindings.hold_within(connection, link.order_id)
            correcting = pool.submit(house.appointments.correct, WHO, link.order_id, 1, correction)
            with pytest.raises(TimeoutError):
                correcting.result(0.5)
        assert correcting.result(20).changed == ("patient_id",)


def test_an_order_is_corrected_anew_when_a_study_came_to_it_meanwhile(house: House) -> None:
    link = booked(house)
    study = send(house, PatientID="P-2")
    house.bindings.bind_new_studies()
    send(house, PatientID="P-2", StudyDescription="head")
    with ThreadPoolExecutor(1) as pool:
        with house.index.write() as connection:
            house.orders.correct_within(connection, link.order_id, 1, {"patient_id": "P-3"})
            judging = pool.submit(house.bindings.bind_new_studies)
            with pytest.raises(TimeoutError):
                judging.result(0.5)
            # Who judges holds the study and waits for the order: whoever waited for the study would wait for ever.
            with pytest.raises(StudiesCameError):
                house.bindings.reconsider_within(connection, link.order_id, frozenset())
        assert judging.result(20) == 1
    correction = Correction(CorrectionReason.TYPING_ERROR, {"patient_id": "P-2"})
    house.appointments.correct(WHO, link.order_id, 1, correction)
    assert house.bindings.study_ids(link.order_id) == (study,)
    assert house.bindings.questions(1) == ()


def opens(house: House, link: IssuedLink, phone: str) -> bool:
    """Try an answer without counting it: this is about what is kept, not about guessing."""
    with house.index.read() as connection:
        kept = connection.execute(select(links.c.factor_hash).where(links.c.id == link.id)).scalar_one()
    return house.links.factor_hashes.verify(kept, f"19600229 {phone}")


def test_a_number_that_is_brought_while_another_order_is_corrected_to_it_belongs_to_one(house: House) -> None:
    order = house.appointments.book(WHO, 1, NEW, phone="5678").order
    waiting = send(house, AccessionNumber="A-2")
    house.bindings.bind_new_studies()
    correction = Correction(CorrectionReason.TYPING_ERROR, {"accession_number": "A-2"})

    def correct() -> str:
        return house.appointments.correct(WHO, order.id, 1, correction).received.value

    def bring() -> str:
        return house.appointments.book(WHO, 1, replace(NEW, accession_number="A-2")).received.value

    def tried(attempt: Callable[[], str]) -> str:
        try:
            return attempt()
        except (ConflictError, UnavailableError) as error:
            return error.problem.value

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(tried, [correct, bring] * 4))
    assert answers <= {"updated", "created", "unchanged", "number-taken", "conflict", "order-changing", "unavailable"}
    numbers = sorted(each.accession_number for each in house.orders.list(1))
    assert numbers in (["A-2"], ["A-1", "A-2"])
    house.bindings.bind_new_studies()
    owner = house.orders.by_accession_number(1, "A-2")
    assert owner is not None
    assert house.bindings.study_ids(owner.id) == (waiting,)
