"""The thread that writes: what it has stored is told as stored, whatever goes wrong afterwards."""

from __future__ import annotations

import json
import queue
import sys
import threading
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from imaging.consult.room.log import RoomLog, Written
from imaging.consult.room.proposals import Proposal, proposed
from imaging.consult.room.wanted import Do
from imaging.consult.room.whispers import Whispers
from imaging.errors import UnavailableError
from tests.consults import MadeConsult
from viewer.live.looking import Looking
from viewer.live.writing import Brought, Done, Look, Open, Writing


@dataclass(frozen=True)
class Tearing(RoomLog):
    """A log that can't be read anew while ``torn`` holds something."""

    torn: list[bool] = field(default_factory=list)

    def catch_up(self, consult_ids: Iterable[int]) -> Written:
        if self.torn.pop() if self.torn else False:
            raise UnavailableError("The index does not answer.")
        return super().catch_up(consult_ids)


def said(consult: MadeConsult, text: str) -> Proposal:
    body = {"text": text, "mentions": [], "view": None, "study": None, "replies_to": None}
    line = json.dumps({"says": "do", "id": str(uuid.uuid4()), "kind": "say", "body": body})
    do = TypeAdapter[Do](Do).validate_json(line)
    present = frozenset(consult.participant_ids)
    return proposed(do, consult.id, consult.participant_ids[0], present, consult.people[0], "")


def test_whoever_has_the_first_work_begins_one_thread(consult: MadeConsult) -> None:
    """The loop, and what hears of other processes, come with it at the same moment."""
    house, threads = consult.house, 16
    before = sum(each.name == "rooms" for each in threading.enumerate())
    log = RoomLog(house.index, house.clock, house.audit, house.telling.inbox)
    writing = Writing(log, Looking(house.index, None, is_told=True), lambda _done: None)
    starting = threading.Barrier(threads)

    def put() -> None:
        starting.wait(10)
        writing.put(Look(consult.id))

    switching = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        putting = [threading.Thread(target=put) for _ in range(threads)]
        for each in putting:
            each.start()
        for each in putting:
            each.join(10)
        assert sum(each.name == "rooms" for each in threading.enumerate()) == before + 1
    finally:
        sys.setswitchinterval(switching)
        writing.stop()


def test_what_is_stored_is_not_refused_because_what_others_wrote_cannot_be_read(consult: MadeConsult) -> None:
    house = consult.house
    ours = Tearing(house.index, house.clock, house.audit, house.telling.inbox, torn=[True])
    theirs = RoomLog(house.index, house.clock, house.audit, house.telling.inbox)
    done: queue.SimpleQueue[Done] = queue.SimpleQueue()
    gate = threading.Event()

    def tell(found: Done) -> None:
        done.put(found)
        gate.wait(10)

    writing = Writing(ours, Looking(house.index, Whispers(house.index, house.clock), is_told=True), tell)
    try:
        writing.put(Open(consult.id))
        assert [each.consult_id for each in done.get(timeout=10).shown] == [consult.id]
        # Both are one turn: the thread takes what has gathered while it was kept.
        own = Brought(said(consult, "Ours."))
        theirs.write([said(consult, "Theirs, before.")])
        for work in (own, Look(consult.id)):
            writing.put(work)
        gate.set()
        texts: list[str] = []
        taken: list[Brought] = []
        while len(texts) < 2:
            found = done.get(timeout=10)
            assert not found.refused
            taken += found.taken
            texts += [json.loads(event.line)["body"]["text"] for shown in found.shown for event in shown.events]
        assert taken == [own]
        assert texts == ["Theirs, before.", "Ours."]
    finally:
        writing.stop()
