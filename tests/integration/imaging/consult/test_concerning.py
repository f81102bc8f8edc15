"""What waits for somebody is counted every few seconds: of all that ever concerned them little is looked at."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, insert, select

from imaging.access.actors import Person
from imaging.clock import SetClock
from imaging.consult.asking.invitations import Invitee, InviteeKind
from imaging.consult.participants import Part
from imaging.consult.room.bodies import Said
from imaging.consult.room.kinds import EventKind
from imaging.consult.room.proposals import Proposal
from imaging.consult.states import ConsultState
from imaging.index.tables import consult_events, consult_invitations, consult_participants, consults
from tests.asked_consults import Town, person
from tests.consults import room_log
from tests.houses import NOON

YEARS = 400


def say(east: Town, consult_id: int, who: Person) -> int:
    """Have somebody say something, and return its number."""
    (me,) = [each.id for each in east.house.gatherings.of_id(consult_id).participants if each.user_id == who.user_id]
    proposal = Proposal(consult_id, me, f"{consult_id}-{who.user_id}-{me}", EventKind.SAY, Said(text="Look"), actor=who)
    written = room_log(east.house).write([proposal])
    assert not written.refused
    return written.events[consult_id][-1].sequence


def test_what_waits_is_what_is_to_be_answered_and_what_is_new(east: Town, clock: SetClock) -> None:
    lists, answers = east.asking.lists, east.asking.answers
    by_name = east.ask(person(east.first), person(east.second))
    east.ask_department()
    east.ask(Invitee(InviteeKind.GROUP, east.group))
    waits = [lists.waiting(each) for each in (east.first, east.second, east.outsider, east.chief, east.asker)]
    assert waits == [2, 3, 0, 0, 0]
    answers.accept(east.first, by_name.code, east.invitations(by_name)[0])
    assert lists.waiting(east.first) == 1
    said = say(east, by_name.id, east.asker)
    assert [lists.waiting(each) for each in (east.first, east.asker)] == [2, 0]
    east.asking.looks.note(east.first, by_name.id, said)
    say(east, by_name.id, east.first)
    assert [lists.waiting(each) for each in (east.first, east.asker)] == [1, 1]
    clock.advance(by_name.due_at - NOON)
    # Nobody took two of them in time: whoever stands in may.
    assert east.asking.escalation.run() == 2
    assert lists.waiting(east.chief) == 2
    east.asking.consults.withdraw(east.asker, by_name.code, "Moved")
    assert [lists.waiting(each) for each in (east.first, east.second, east.asker)] == [1, 2, 0]


def remember(east: Town) -> None:
    """Have much lie behind somebody: what they were asked, what was said, and what is closed."""
    now, main = east.house.clock.now(), east.asker.hospital_id
    with east.house.index.write() as connection:
        for number in range(YEARS):
            values = {
                "code": f"old-{number}", "hospital_id": main, "study_id": east.study_id, "asked_by": east.asker.user_id,
                "question": "?", "urgency": "routine", "is_referral": False, "hides_identity": False,
                "state": ConsultState.CLOSED, "asked_at": now, "due_at": now, "escalated_at": now,
            }  # fmt: skip
            old = connection.execute(insert(consults).values(values).returning(consults.c.id)).scalar_one()
            values = {"consult_id": old, "user_id": east.asker.user_id, "part": Part.ASKS, "since": now}
            connection.execute(insert(consult_participants).values(values))
            speaks = values | {"user_id": east.first.user_id, "part": Part.SPEAKS}
            kept = consult_participants.c.id
            who = connection.execute(insert(consult_participants).values(speaks).returning(kept)).scalar_one()
            invited = {
                "consult_id": old, "department_id": east.department, "part": Part.SPEAKS, "state": "accepted",
                "invited_by": east.asker.user_id, "invited_at": now, "answered_by": east.first.user_id,
            }  # fmt: skip
            connection.execute(insert(consult_invitations).values(invited))
            said = {
                "consult_id": old, "sequence": 1, "participant_id": who, "operation_id": str(number), "kind": "say",
                "is_passing": False, "at": now, "line": "{}", "chain": "",
            }  # fmt: skip
            connection.execute(insert(consult_events).values(said))


def looked_at(east: Town, who: Person) -> list[str]:
    """Count what waits for somebody, and return the steps of it that go through a whole table."""
    asked: list[tuple[str, Any]] = []
    engine = east.house.index._engine

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        east.asking.lists.waiting(who)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    steps = []
    with east.house.index.read() as connection:
        for statement, parameters in asked:
            if statement.startswith("SELECT"):
                rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                steps += [row[3] for row in rows]
    # The few who stand in may be gone through, and the latest of what was late, which are limited.
    limited = "SCAN consults USING INDEX ix_consults_escalated"
    return [step for step in steps if step.startswith("SCAN consult") and step != limited]


@pytest.mark.parametrize("east", ["sqlite"], indirect=True)
@pytest.mark.parametrize("login", ["asker", "first", "chief", "outsider"])
def test_no_table_is_gone_through_whole(east: Town, login: str) -> None:
    remember(east)
    assert looked_at(east, getattr(east, login)) == []


def test_much_that_lies_behind_changes_nothing(east: Town) -> None:
    remember(east)
    consult = east.ask_department()
    lists = east.asking.lists
    assert [lists.waiting(each) for each in (east.asker, east.first, east.second, east.chief)] == [0, 1, 1, 0]
    listed = lists.of(east.first)
    assert (listed[0].consult.id, listed[0].tab) == (consult.id, "to-answer")
    with east.house.index.read() as connection:
        assert len(connection.execute(select(consults.c.id)).all()) == YEARS + 1
