"""The log of a room: one order for all, whoever writes, and the same state from it, however it is read."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from sqlalchemy import insert, select

from imaging.access.actors import WORKER
from imaging.consult.outcome.standing import standing_within
from imaging.consult.participants import Part
from imaging.consult.room.appending import append_part, append_state
from imaging.consult.room.events import FIRST_CHAIN, RoomEvent, chained
from imaging.consult.room.log import RoomLog
from imaging.consult.room.proposals import Proposal, entering, going_live, proposed
from imaging.consult.room.state import RoomState
from imaging.consult.room.wanted import Do
from imaging.consult.states import BEGIN_CONSULT, ConsultState
from imaging.house import House
from imaging.index.tables import audit_events, consult_events
from imaging.problems import Problem
from tests.consults import MadeConsult, doctor, made_consult, room_log
from tests.houses import open_house
from tests.prepared import MEMORY

DO: TypeAdapter[Any] = TypeAdapter(Do)
PEOPLE = 3


@dataclass
class Bench:
    """A house with several logs over it, as several processes have them."""

    house: House
    people: tuple[Any, ...]
    logs: tuple[RoomLog, ...]
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(10**9)))

    def consult(self, state: ConsultState = ConsultState.LIVE) -> MadeConsult:
        parts = (Part.ASKS, Part.SPEAKS, Part.SPEAKS)
        return made_consult(self.house, dict(zip(self.people, parts, strict=True)), state=state)

    def do(self, consult: MadeConsult, who: int, kind: str, body: dict[str, Any], name: str = "") -> Proposal:
        said = {"says": "do", "id": name or str(UUID(int=next(self.numbers))), "kind": kind, "body": body}
        author, person = consult.participant_ids[who], consult.people[who]
        return proposed(DO.validate_json(json.dumps(said)), consult.id, author, frozenset(), person, "")


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder, open_house(Path(folder)) as house:
        people = tuple(doctor(house, f"doctor{n}", f"H{n}") for n in range(PEOPLE))
        logs = tuple(room_log(house) for _ in range(3))
        yield Bench(house, people, logs)


# What somebody does: who, at which process, what, to which of two figures, upon which version.
DEEDS = st.lists(
    st.tuples(
        st.integers(0, PEOPLE - 1), st.integers(0, 2), st.sampled_from(["say", "draw", "erase", "point", "raise"]),
        st.integers(0, 1), st.integers(0, 3),
    ),
    max_size=25,
)  # fmt: skip


def body_of(consult: MadeConsult, kind: str, figure: int, base: int) -> dict[str, Any]:
    drawing = str(UUID(int=figure + 1))
    place = {"instance_id": consult.instance_ids[0], "frame": 1}
    bodies: dict[str, dict[str, Any]] = {
        "say": {"text": f"{figure} {base}"},
        "draw": {
            "drawing": drawing,
            "base": base,
            "annotation": {"kind": "probe", "place": place, "points": [[base, figure]], "text": ""},
        },
        "erase": {"drawing": drawing, "base": max(base, 1)},
        "point": {"place": place, "at": [figure, base]},
        "raise": {"is_up": bool(figure)},
    }
    return bodies[kind]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS, sizes=st.lists(st.integers(1, 6), min_size=1), since=st.integers(0, 30))
def test_however_processes_interleave_all_come_to_the_same(
    bench: Bench, deeds: list[tuple[int, int, str, int, int]], sizes: list[int], since: int
) -> None:
    consult = bench.consult()
    seen: list[list[RoomEvent]] = [[] for _ in bench.logs]
    for log in bench.logs:
        log.know(consult.id)
    answered, position, turn = 0, 0, 0
    while position < len(deeds):
        batch = deeds[position : position + sizes[turn % len(sizes)]]
        position, turn = position + len(batch), turn + 1
        which = batch[0][1]
        proposals = [bench.do(consult, who, kind, body_of(consult, kind, *rest)) for who, _, kind, *rest in batch]
        written = bench.logs[which].write(proposals)
        seen[which] += written.events.get(consult.id, [])
        answered += len(written.refused)
    for log, events in zip(bench.logs, seen, strict=True):
        events.extend(log.catch_up([consult.id]).events.get(consult.id, []))
    whole = bench.logs[0].whole(consult.id, 0, 1000, 10**9)
    assert [each.sequence for each in whole] == list(range(1, len(whole) + 1))
    assert len(whole) + answered == len(deeds)
    assert all(tuple(events) == whole for events in seen)
    states = [log.know(consult.id) for log in bench.logs]
    assert states == [RoomState().after(whole)] * len(states)
    assert states[0].chain == chain_of(whole)
    check_resuming(bench.logs[0], consult.id, whole, min(since, len(whole)))


def check_resuming(log: RoomLog, consult_id: int, whole: tuple[RoomEvent, ...], since: int) -> None:
    """Whoever knows all up to a number, and is told the rest, comes to the same as who was there all the time."""
    told = log.since(consult_id, since)
    assert told.sequence == since
    assert told.chain == chain_of(whole[:since])
    before = RoomState().after(whole[:since])
    assert before.after(told.events).up_to(len(whole)) == RoomState().after(whole)
    lasting = [each for each in whole[since:] if not each.kind.is_passing]
    assert [each for each in told.events if not each.kind.is_passing] == lasting
    passing = {(each.by, each.kind): each for each in whole[since:] if each.kind.is_passing}
    assert {each for each in told.events if each.kind.is_passing} == set(passing.values())


def chain_of(events: tuple[RoomEvent, ...]) -> str:
    chain = FIRST_CHAIN
    for event in events:
        chain = chain if event.kind.is_passing else chained(chain, event.line)
    return chain


def test_the_same_proposal_is_the_same_event_wherever_it_is_sent_again(bench: Bench) -> None:
    consult = bench.consult()
    proposal = bench.do(consult, 1, "say", {"text": "Once."})
    twice = bench.do(consult, 1, "say", {"text": "Once."}, proposal.id)
    first = bench.logs[0].write([proposal, twice])
    assert len(first.events[consult.id]) == 1
    for log in bench.logs:
        again = log.write([proposal])
        assert again.refused == []
        assert proposal.id not in [each.id for each in again.events.get(consult.id, []) if each.sequence > 1]
    assert len(bench.logs[0].whole(consult.id, 0, 10, 10**6)) == 1
    # Another author may have the same number.
    others = bench.do(consult, 2, "say", {"text": "Mine."}, proposal.id)
    assert len(bench.logs[1].write([others]).events[consult.id]) == 1


def test_rooms_are_written_together_and_numbered_apart(bench: Bench) -> None:
    rooms = [bench.consult() for _ in range(3)]
    log = bench.logs[0]
    written = log.write([bench.do(each, 0, "say", {"text": str(n)}) for n in range(4) for each in rooms])
    assert {each: [event.sequence for event in events] for each, events in written.events.items()} == {
        each.id: [1, 2, 3, 4] for each in rooms
    }
    assert written.hospital_ids == {each.id: each.hospital_id for each in rooms}


def test_a_consult_begins_once(bench: Bench) -> None:
    consult = bench.consult(ConsultState.SCHEDULED)
    present = frozenset(consult.participant_ids[:2])
    alone = frozenset(consult.participant_ids[1:])
    first, *others = bench.logs
    assert first.write([going_live(consult.id, alone)]).events == {}
    assert len(first.write([going_live(consult.id, present)]).events[consult.id]) == 1
    for log in others:
        ((_, refusal),) = log.write([going_live(consult.id, present)]).refused
        assert refusal.problem is Problem.CONFLICT
    assert consult.gathering.state is ConsultState.LIVE
    # Nobody did it, and the audit says who was there.
    with bench.house.index.read() as connection:
        query = select(audit_events).where(audit_events.c.action == BEGIN_CONSULT)
        (noted,) = connection.execute(query.where(audit_events.c.subject_id == consult.id)).all()
    assert json.loads(noted.detail) == {"present": " ".join(map(str, sorted(present)))}
    assert (noted.actor, noted.hospital_id) == (WORKER.label, consult.hospital_id)


def test_somebody_is_there_for_the_first_time_once(bench: Bench) -> None:
    consult = bench.consult()
    proposals = [entering(consult.id, consult.participant_ids[0], consult.people[0])] * 2
    assert len(bench.logs[0].write(proposals).events[consult.id]) == 1
    assert not bench.logs[1].write(proposals[:1]).events
    assert bench.logs[2].know(consult.id).entered == {consult.participant_ids[0]}


def test_what_others_tell_of_a_consult_stands_in_its_log(bench: Bench) -> None:
    consult, log = bench.consult(), bench.logs[0]
    log.know(consult.id)
    log.write([bench.do(consult, 0, "say", {"text": "We agree."}), bench.do(consult, 0, "point", {})])
    at = bench.house.clock.now()
    with bench.house.index.write() as connection:
        append_part(connection, consult.id, consult.participant_ids[2], Part.GONE, at)
        append_state(connection, consult.id, ConsultState.CONCLUDED, at)
    told = log.catch_up([consult.id]).events[consult.id]
    assert [each.sequence for each in told] == [3, 4]
    state = log.know(consult.id)
    assert (state.consult, state.parts) == (ConsultState.CONCLUDED, {consult.participant_ids[2]: Part.GONE})
    assert state.chain == chain_of(log.whole(consult.id, 0, 10, 10**9)) == told[-1].chain


def test_who_knows_more_than_there_is_is_told_everything(bench: Bench) -> None:
    consult, log = bench.consult(), bench.logs[0]
    log.write([bench.do(consult, 0, "say", {"text": "First."})])
    told = log.since(consult.id, 99)
    assert (told.sequence, told.chain, len(told.events)) == (0, FIRST_CHAIN, 1)


def test_what_was_presented_last_is_how_a_series_was_windowed(bench: Bench) -> None:
    consult, log = bench.consult(), bench.logs[0]
    log.write([bench.do(consult, 0, "present", {"participant": consult.participant_ids[0]})])
    for center, width in ((40, 400), (50, 350)):
        view = view_of(consult, {"center": center, "width": width})
        assert not log.write([bench.do(consult, 0, "look", {"view": view})]).refused
    with bench.house.index.read() as connection:
        assert standing_within(connection, consult.id).windows == {consult.series_ids[0]: (50.0, 350.0)}


def presented(bench: Bench, consult: MadeConsult, window: dict[str, float] | None) -> None:
    assert not bench.logs[0].write([bench.do(consult, 0, "look", {"view": view_of(consult, window)})]).refused


def windows_of(bench: Bench, consult: MadeConsult) -> dict[int, tuple[float, float]]:
    with bench.house.index.read() as connection:
        return standing_within(connection, consult.id).windows


def test_a_series_that_was_presented_last_as_its_file_says_has_no_other_window(bench: Bench) -> None:
    consult = bench.consult()
    bench.logs[0].write([bench.do(consult, 0, "present", {"participant": consult.participant_ids[0]})])
    presented(bench, consult, {"center": 40, "width": 400})
    presented(bench, consult, None)
    assert windows_of(bench, consult) == {}


def test_how_a_series_was_windowed_is_found_however_long_another_is_presented_after_it(bench: Bench) -> None:
    consult, log = bench.consult(), bench.logs[0]
    log.write([bench.do(consult, 0, "present", {"participant": consult.participant_ids[0]})])
    presented(bench, consult, {"center": 40, "width": 400})
    last = log.know(consult.id).sequence
    # Another series, of which nothing says that the first one is shown no more; and one that is named alike.
    other = view_of(consult, {"center": 1, "width": 2})
    other["viewports"][0]["series"] = f"{consult.study_id}/{consult.series_ids[0]}7"
    with bench.house.index.write() as connection:
        query = select(consult_events).where(consult_events.c.consult_id == consult.id)
        row = dict(connection.execute(query.where(consult_events.c.sequence == last)).mappings().one())
        said = json.loads(row["line"]) | {"body": {"view": other}}
        rows = [
            row | {"sequence": number, "operation_id": f"look-{number}", "line": json.dumps(said | {"seq": number})}
            for number in range(last + 1, last + 1201)
        ]
        connection.execute(insert(consult_events), rows)
    assert windows_of(bench, consult) == {consult.series_ids[0]: (40.0, 400.0)}


def test_of_a_series_in_two_places_the_one_that_is_worked_in_counts(bench: Bench) -> None:
    consult, log = bench.consult(), bench.logs[0]
    log.write([bench.do(consult, 0, "present", {"participant": consult.participant_ids[0]})])
    (soft,), (bone,) = (view_of(consult, {"center": c, "width": w})["viewports"] for c, w in ((40, 400), (500, 2000)))
    view = {"rows": 1, "columns": 2, "active": 1, "isLinked": False, "viewports": [soft, bone]}
    assert not log.write([bench.do(consult, 0, "look", {"view": view})]).refused
    assert windows_of(bench, consult) == {consult.series_ids[0]: (500.0, 2000.0)}


def view_of(consult: MadeConsult, window: dict[str, float] | None) -> dict[str, Any]:
    """One place that shows the consult's first series."""
    viewport = {
        "series": f"{consult.study_id}/{consult.series_ids[0]}", "plane": "acquired", "page": 0, "point": None,
        "window": window, "isInverted": False, "zoom": 1, "pan": [0, 0], "rotation": 0,
        "isFlippedHorizontally": False, "isFlippedVertically": False, "slab": None, "cine": None, "hung": None,
    }  # fmt: skip
    return {"rows": 1, "columns": 1, "active": 0, "isLinked": False, "viewports": [viewport]}


def test_a_whole_log_comes_in_pieces(bench: Bench) -> None:
    consult, log = bench.consult(), bench.logs[0]
    log.write([bench.do(consult, 0, "say", {"text": "word " * (n + 1)}) for n in range(8)])
    found: list[RoomEvent] = []
    while more := log.whole(consult.id, found[-1].sequence if found else 0, 5, 600):
        assert len(more) <= 5
        assert len(more) == 1 or sum(len(each.line) for each in more) <= 600
        found += more
    assert [each.sequence for each in found] == list(range(1, 9))
    assert len(log.whole(consult.id, 0, 5, 1)) == 1
