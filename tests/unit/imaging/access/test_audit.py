"""The audit chain: what is written stays, and what was touched is found."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, select, update

from imaging.access.access_log import AccessLog
from imaging.access.actors import Action, Operator, PatientLink, Person, Role
from imaging.access.audit import Audit, AuditEvent, Outcome, Subject, SubjectKind
from imaging.access.secret_key import SecretKey
from imaging.clock import SetClock
from imaging.errors import NotFoundError, UnavailableError
from imaging.house import House
from imaging.index.tables import audit_events

WANG = Person(7, 1, "wang", Role.RADIOLOGIST)
STUDY = Subject(SubjectKind.STUDY, 70)


def record(house: House, count: int) -> None:
    with house.index.write() as connection:
        for number in range(count):
            event = AuditEvent(WANG, Action.SEE_IMAGES, STUDY, hospital_id=1, detail={"number": number})
            house.audit.append(connection, event)


def test_an_event_says_who_what_when_where_and_how_it_ended(house: House, clock: SetClock) -> None:
    house.audit.record(AuditEvent(WANG, Action.SEE_IMAGES, STUDY, Outcome.DENIED, 1, "192.0.2.1", {"why": "角色"}))
    event = house.audit.list()[0]
    assert (event.sequence, event.at, event.hospital_id) == (1, clock.now(), 1)
    assert (event.actor_kind, event.actor, event.address) == ("person", "wang", "192.0.2.1")
    assert (event.action, event.subject_kind, event.subject_id) == ("see-images", "study", 70)
    assert (event.outcome, json.loads(event.detail)) == ("denied", {"why": "角色"})


def test_a_thousand_actions_are_a_thousand_events_of_one_order(house: House) -> None:
    record(house, 1000)
    found = house.audit.verify()
    assert (found.count, found.is_sound) == (1000, True)
    assert [event.sequence for event in house.audit.list(limit=3)] == [1000, 999, 998]
    assert [event.sequence for event in house.audit.list(before=3)] == [2, 1]


@pytest.mark.parametrize(
    "column",
    [
        "at",
        "hospital_id",
        "actor_kind",
        "actor",
        "address",
        "action",
        "subject_kind",
        "subject_id",
        "outcome",
        "detail",
    ],
)
def test_a_changed_value_is_found(house: House, clock: SetClock, column: str) -> None:
    record(house, 5)
    other = {"at": clock.now() + timedelta(microseconds=1), "hospital_id": 2, "subject_id": 71}.get(column, "x")
    with house.index.write() as connection:
        connection.execute(update(audit_events).where(audit_events.c.sequence == 3).values({column: other}))
    assert house.audit.verify().broken_at == 3


def test_a_removed_row_is_found(house: House) -> None:
    record(house, 5)
    with house.index.write() as connection:
        connection.execute(delete(audit_events).where(audit_events.c.sequence == 2))
    assert house.audit.verify().broken_at == 3


def test_rows_that_were_renumbered_over_a_gap_are_found(house: House) -> None:
    record(house, 5)
    with house.index.write() as connection:
        connection.execute(delete(audit_events).where(audit_events.c.sequence == 2))
        for sequence in (3, 4, 5):
            connection.execute(
                update(audit_events).where(audit_events.c.sequence == sequence).values(sequence=sequence - 1)
            )
    assert house.audit.verify().broken_at == 2


def test_a_row_put_at_the_end_without_the_key_is_found(house: House, tmp_path: Path) -> None:
    record(house, 2)
    forger = replace(house.audit, key=SecretKey.open(tmp_path / "other.key"))
    forger.record(AuditEvent(Operator(), Action.ADMINISTER))
    assert house.audit.verify().broken_at == 3


def test_rows_cut_off_at_the_end_show_against_a_head_noted_before(house: House) -> None:
    record(house, 5)
    noted = house.audit.verify().head
    with house.index.write() as connection:
        connection.execute(delete(audit_events).where(audit_events.c.sequence == 5))
    found = house.audit.verify()
    assert found.is_sound
    assert found.head != noted
    assert not house.audit.verify(noted).is_sound
    assert house.audit.verify(found.head).is_sound


def test_an_event_is_undone_with_what_it_tells(house: House) -> None:
    def fail_after_telling() -> None:
        with house.index.write() as connection:
            house.audit.append(connection, AuditEvent(WANG, Action.SETTLE))
            raise NotFoundError("It was not there.")

    with pytest.raises(NotFoundError):
        fail_after_telling()
    assert house.audit.verify().count == 0


def test_log_injection_stays_one_row(house: House) -> None:
    hostile = "a\r\n2026 forged \x1b[31m" + "x" * 1_000_000
    house.audit.record(AuditEvent(replace(WANG, login=hostile), hostile, address=hostile))
    event = house.audit.list()[0]
    assert (len(event.actor), len(event.address), len(event.action)) == (100, 64, 32)
    assert house.audit.verify().is_sound


def test_subjects_and_hospitals_are_listed_apart(house: House) -> None:
    record(house, 2)
    house.audit.record(AuditEvent(Operator(), Action.ADMINISTER, hospital_id=2))
    assert len(house.audit.list(hospital_id=1)) == 2
    assert len(house.audit.list(subject=STUDY)) == 2
    assert [event.actor for event in house.audit.list(hospital_id=2)] == ["operator"]


class TestAccessLog:
    def count(self, house: House) -> int:
        with house.index.read() as connection:
            return connection.scalar(select(func.count()).select_from(audit_events)) or 0

    def test_the_first_look_is_durable_and_a_thousand_further_ones_are_counted(self, house: House) -> None:
        log = house.access_log
        for _ in range(1000):
            log.opened(WANG, Action.SEE_IMAGES, {70}, 1, "192.0.2.1")
        assert self.count(house) == 1
        log.flush()
        assert [opening.further for opening in log.openings({70})] == [999, 0]

    def test_each_actor_study_action_and_address_is_a_look_of_its_own(self, house: House) -> None:
        link = PatientLink(1, 1, 1, frozenset({70, 71}))
        for actor, action, studies, address in (
            (WANG, Action.SEE_IMAGES, {70, 71}, "a"),
            (WANG, Action.DOWNLOAD, {70}, "a"),
            (WANG, Action.SEE_IMAGES, {70}, "b"),
            (link, Action.SEE_IMAGES, {70}, "a"),
        ):
            house.access_log.opened(actor, action, studies, 1, address)
        assert self.count(house) == 5

    def test_after_the_window_it_is_a_look_again_and_the_count_of_the_former_is_written(
        self, house: House, clock: SetClock
    ) -> None:
        house.access_log.opened(WANG, Action.SEE_IMAGES, {70}, 1)
        house.access_log.opened(WANG, Action.SEE_IMAGES, {70}, 1)
        clock.advance(timedelta(minutes=15))
        house.access_log.opened(WANG, Action.SEE_IMAGES, {70}, 1)
        assert [opening.further for opening in house.access_log.openings({70})] == [0, 1, 0]

    def test_counts_of_others_are_written_once_their_window_ended(self, house: House, clock: SetClock) -> None:
        for _ in range(3):
            house.access_log.opened(WANG, Action.SEE_IMAGES, {70}, 1)
        clock.advance(timedelta(minutes=16))
        house.access_log.opened(WANG, Action.SEE_IMAGES, {99}, 1)
        assert [opening.further for opening in house.access_log.openings({70})] == [2, 0]

    def test_the_patient_is_told_of_these_studies_only(self, house: House) -> None:
        house.access_log.opened(WANG, Action.SEE_IMAGES, {70}, 1)
        house.access_log.opened(WANG, Action.SEE_IMAGES, {71}, 1)
        house.audit.record(AuditEvent(WANG, Action.SETTLE, STUDY))
        house.audit.record(AuditEvent(WANG, Action.SEE_IMAGES, STUDY, Outcome.DENIED))
        found = house.access_log.openings({70})
        assert [(opening.actor_kind, opening.actor, opening.study_id) for opening in found] == [("person", "wang", 70)]
        assert house.access_log.openings(set()) == ()

    def test_a_look_that_could_not_be_written_is_not_taken_as_written(self, house: House, clock: SetClock) -> None:
        log = AccessLog(house.audit, clock)
        with house.index.write() as connection:
            connection.execute(
                insert(audit_events).values(
                    sequence=1, at=clock.now(), actor_kind="x", actor="x", action="x", outcome="x", seal=b"x"
                )
            )
            connection.exec_driver_sql(
                "CREATE TRIGGER full BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'full'); END"
            )
        for _ in range(2):
            with pytest.raises(Exception, match=r"contradicts|answer"):
                log.opened(WANG, Action.SEE_IMAGES, {70}, 1)

    def test_looks_at_the_same_moment_are_one_look_and_all_are_counted(self, house: House) -> None:
        def look(_: int) -> int:
            house.access_log.opened(WANG, Action.SEE_IMAGES, {70}, 1)
            # Whoever may go on finds the first look in the audit.
            return self.count(house)

        with ThreadPoolExecutor(16) as pool:
            assert set(pool.map(look, range(64))) == {1}
        house.access_log.flush()
        assert [opening.further for opening in house.access_log.openings({70})] == [63, 0]

    def test_who_waited_for_a_look_that_could_not_be_written_writes_it(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write, fails = Audit.record, iter([True])

        def record_late(audit: Audit, event: AuditEvent) -> None:
            if next(fails, False):
                time.sleep(0.3)
                raise UnavailableError("The database has gone.")
            write(audit, event)

        def look(_: int) -> str:
            try:
                house.access_log.opened(WANG, Action.SEE_IMAGES, {70}, 1)
            except UnavailableError:
                return "refused"
            return "seen"

        monkeypatch.setattr(Audit, "record", record_late)
        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(look, range(4))) == ["refused", "seen", "seen", "seen"]
        assert self.count(house) == 3
