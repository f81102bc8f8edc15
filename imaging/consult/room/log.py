"""The log of all rooms: gives proposals their place in the order, or a reason why not; a batch is one transaction.

::

    proposals ──► lock the rooms ──► read what came meanwhile ──► check each against the state ──► store ──► commit
                                                                        └ refused, or known already      └► show

Nothing is shown before it is durable, its author included. One thread of a process writes here; the states that it
knows are those after its last transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from imaging.access.actors import WORKER, Action
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.clock import Clock
from imaging.consult.room.bodies import PartGiven
from imaging.consult.room.events import FIRST_CHAIN, RoomEvent
from imaging.consult.room.making import Making
from imaging.consult.room.openings import Openings
from imaging.consult.room.proposals import Moved, Proposal, Refusal, accepting
from imaging.consult.room.rules import Situation, check
from imaging.consult.room.standing import locked_rooms, move_on
from imaging.consult.room.state import RoomState
from imaging.consult.room.stored import (
    chain_at,
    event_of,
    events_after,
    known_already,
    last_sequences,
    lasting_events,
    told_after,
    values_of,
)
from imaging.consult.room.telling import RoomNews
from imaging.consult.states import BEGIN_CONSULT, ConsultState
from imaging.exchange.telling.inbox import Inbox
from imaging.index.engine import Index
from imaging.index.tables import consult_events

_ROWS_AT_ONCE: Final = 200


@dataclass(frozen=True)
class Written:
    """What came of a batch.

    Attributes
    ----------
    events : mapping of int to sequence of RoomEvent
        By room: all that is new since this log looked last, also what other processes wrote, in order.
    hospital_ids : mapping of int to int
        By room that was written into: whose consult it is.
    refused : sequence of Proposal and Refusal
        What came to nothing; what was proposed before, and is an event for as long, is not among it.
    """

    events: Mapping[int, Sequence[RoomEvent]]
    hospital_ids: Mapping[int, int] = field(default_factory=dict)
    refused: Sequence[tuple[Proposal, Refusal]] = ()


@dataclass(frozen=True)
class Told:
    """What somebody is told who comes late or comes back: the chain of what they know already, then the rest."""

    sequence: int
    chain: str
    events: tuple[RoomEvent, ...]


@dataclass(frozen=True)
class RoomLog:
    """Keeps what happens in rooms; for one thread, but for what only reads."""

    index: Index
    clock: Clock
    audit: Audit
    inbox: Inbox
    _states: dict[int, RoomState] = field(default_factory=dict, repr=False)
    _openings: Openings = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_openings", Openings(self.clock))

    def write(self, proposals: Sequence[Proposal]) -> Written:
        """Decide about proposals in their order, and store those that are in order; returned, they are durable."""
        with self.index.write() as connection:
            batch = self._batch(connection, proposals)
            for proposal in proposals:
                self._take(connection, batch, proposal)
            if batch.rows:
                connection.execute(insert(consult_events), batch.rows)
        self._states.update({each: made.state for each, made in batch.makings.items() if each in self._states})
        events = {each: made.new for each, made in batch.makings.items() if made.new}
        written = {row["consult_id"] for row in batch.rows}
        hospital_ids = {each: made.room.hospital_id for each, made in batch.makings.items() if each in written}
        return Written(events, hospital_ids, batch.refused)

    def catch_up(self, consult_ids: Iterable[int]) -> Written:
        """Read what other processes wrote into rooms."""
        events: dict[int, Sequence[RoomEvent]] = {}
        with self.index.read() as connection:
            last = last_sequences(connection, list(consult_ids))
            for consult_id, sequence in last.items():
                state = self._states.get(consult_id)
                if state is not None and sequence > state.sequence:
                    events[consult_id] = _read_after(connection, consult_id, state.sequence)
        for consult_id, new in events.items():
            self._states[consult_id] = self._states[consult_id].after(new)
        return Written(events)

    def know(self, consult_id: int) -> RoomState:
        """Return the state of a room, and go on from it."""
        if consult_id not in self._states:
            with self.index.read() as connection:
                self._states[consult_id] = _loaded(connection, consult_id)
        return self._states[consult_id]

    def forget(self, consult_id: int) -> None:
        """Let go of a room that nobody is in."""
        self._states.pop(consult_id, None)

    def since(self, consult_id: int, sequence: int) -> Told:
        """Return what somebody is told who knows all up to a number; may be asked by any thread."""
        with self.index.read() as connection:
            last = last_sequences(connection, [consult_id]).get(consult_id, 0)
            # Who knows more than there is knows another room: the index was brought back from a copy.
            after = sequence if sequence <= last else 0
            events = tuple(map(event_of, connection.execute(told_after(consult_id, after))))
            return Told(after, connection.scalar(chain_at(consult_id, after)) or FIRST_CHAIN, events)

    def whole(self, consult_id: int, after: int, limit: int, characters: int) -> tuple[RoomEvent, ...]:
        """Return events after a number, those that pass too, as a film needs them; one at least, then within bounds."""
        found: list[RoomEvent] = []
        with self.index.read() as connection:
            rows = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(events_after(consult_id, after, limit))
            for row in rows:
                if found and characters < len(row.line):
                    break
                characters -= len(row.line)
                found.append(event_of(row))
        return tuple(found)

    def _batch(self, connection: Connection, proposals: Sequence[Proposal]) -> _Batch:
        rooms = locked_rooms(connection, proposals)
        makings, now = {}, self.clock.now()
        for room in rooms.values():
            state = self._states.get(room.consult_id) or _loaded(connection, room.consult_id)
            # What is loaded at this moment nobody has been shown as news; who comes now asks for it.
            read = _read_after(connection, room.consult_id, state.sequence) if room.last > state.sequence else ()
            makings[room.consult_id] = Making(room, state.after(read), now, list(read))
        self._openings.look(connection, proposals)
        return _Batch(makings, known_already(connection, (each.id for each in proposals if each.is_named_by_page)))

    def _take(self, connection: Connection, batch: _Batch, proposal: Proposal) -> None:
        making = batch.makings.get(proposal.consult_id)
        if making is None:
            return
        if (proposal.consult_id, proposal.participant_id, proposal.id) in batch.known:
            return
        room = making.room
        grounds = self._openings.of(proposal.consult_id)
        is_time = room.consult.begins_by_itself(room.scheduled_at, making.now)
        situation = Situation(making.lasting, room.members, room.consult, grounds, room.hospital_id, is_time)
        refusal = check(situation, proposal)
        if refusal is not None:
            batch.refused.append((proposal, refusal))
            return
        follows = accepting(proposal, room.consult)
        for each in (proposal,) if follows is None else (proposal, follows):
            self._add(connection, batch, making, each)
        self._note(connection, making, proposal)

    def _add(self, connection: Connection, batch: _Batch, making: Making, proposal: Proposal) -> None:
        event = making.add(proposal)
        batch.rows.append(values_of(proposal.consult_id, event))
        batch.known[proposal.consult_id, proposal.participant_id, proposal.id] = event
        move_on(connection, proposal.consult_id, event)
        RoomNews(self.inbox).tell(connection, making.room, event, proposal.present)

    def _note(self, connection: Connection, making: Making, proposal: Proposal) -> None:
        """Have the audit know who let whom in, and what began; what is drawn and said stands in the log itself."""
        subject, hospital_id = Subject(SubjectKind.CONSULT, proposal.consult_id), making.room.hospital_id
        match proposal.body:
            case PartGiven(participant=who, part=part):
                given: dict[str, str | int] = {"participant": who, "part": part}
                event = AuditEvent(
                    proposal.actor,
                    Action.CONDUCT,
                    subject,
                    hospital_id=hospital_id,
                    address=proposal.address,
                    detail=given,
                )
            case Moved(state=ConsultState.LIVE):
                # Nobody began it but that these were there together.
                there = {"present": " ".join(map(str, sorted(proposal.present)))}
                event = AuditEvent(WORKER, BEGIN_CONSULT, subject, hospital_id=hospital_id, detail=there)
            case _:
                return
        self.audit.append(connection, event)


@dataclass
class _Batch:
    """A transaction on its way."""

    makings: Mapping[int, Making]
    known: dict[tuple[int, int | None, str], RoomEvent]
    rows: list[dict[str, object]] = field(default_factory=list)
    refused: list[tuple[Proposal, Refusal]] = field(default_factory=list)


def _loaded(connection: Connection, consult_id: int) -> RoomState:
    """Return the state of a room from the index; what passes only moves its number on."""
    events = map(event_of, connection.execute(lasting_events(consult_id)))
    last = last_sequences(connection, [consult_id]).get(consult_id, 0)
    return RoomState().after(events).up_to(last)


def _read_after(connection: Connection, consult_id: int, sequence: int) -> list[RoomEvent]:
    return [event_of(row) for row in connection.execute(events_after(consult_id, sequence))]
