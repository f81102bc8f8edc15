"""A consult with people of two hospitals and a guest, on images that were received, for tests of what it comes to."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import func, insert, select, update

from imaging.access.actors import Guest, Person, Role
from imaging.archive.ingest import Origin
from imaging.archive.stored import StoredInstance
from imaging.consult.outcome.conclusions import Conclusion
from imaging.consult.outcome.signatures import Meaning, Signature
from imaging.consult.outcome.signing import Assent
from imaging.consult.outcome.wording import KeyImage, Wording
from imaging.consult.participants import Gathering, Gatherings, Part, Participant
from imaging.consult.room.proposals import proposed
from imaging.consult.room.wanted import Do
from imaging.consult.states import ConsultState
from imaging.house import House
from imaging.index.tables import (
    consult_guests,
    consult_participants,
    consult_series,
    consults,
)
from imaging.reading.annotations import Annotation, ImagePlace
from imaging.reporting.content import Language
from tests.consults import room_log

HOSPITAL = 1
PASSWORD = "correct-horse-battery"
QUESTION = "右肺上叶结节，是否需要手术？"
OPINION = "结节直径约 12 mm，边缘毛刺，考虑恶性可能。"
PLAN = "建议胸腔镜楔形切除，术前完善 PET-CT。"


@dataclass
class Consulted:
    """A consult that is live."""

    house: House
    consult_id: int
    asker: Person
    expert: Person
    guest: Guest
    images: tuple[StoredInstance, ...]

    @property
    def gathering(self) -> Gathering:
        return Gatherings(self.house.index).of_id(self.consult_id)

    def participant(self, who: Person | Guest) -> Participant:
        found = self.gathering.participant_of(who)
        assert found is not None
        return found

    def draw(self, who: Person | Guest, annotation: Annotation, drawing: str = "", base: int = 0) -> str:
        """Put a figure into the room, as its log holds it, and return its number."""
        drawing = drawing or str(uuid.uuid4())
        body = {"drawing": drawing, "base": base, "annotation": annotation.to_json()}
        self.say("draw", who, body)
        return drawing

    def say(self, kind: str, who: Person | Guest, body: dict[str, Any]) -> None:
        me, here = self.participant(who), self.gathering
        said = {"says": "do", "id": str(uuid.uuid4()), "kind": kind, "body": body}
        do = TypeAdapter[Do](Do).validate_json(json.dumps(said))
        present = frozenset(each.id for each in here.participants)
        proposal = proposed(do, self.consult_id, me.id, present, who, "")
        written = room_log(self.house).write([proposal])
        assert written.refused == []

    def write(self, **changes: Any) -> Conclusion:
        """Keep a draft upon whatever stands there."""
        values: dict[str, Any] = {
            "language": Language.ZH,
            "opinion": OPINION,
            "plan": PLAN,
            "key_images": (KeyImage(ImagePlace(self.images[0].id), "最大层面"),) if self.images else (),
        }
        versions = self.house.outcomes.conclusions.of(self.consult_id)
        revision = versions[-1].revision if versions and not versions[-1].is_frozen else 0
        me = self.participant(self.asker)
        return self.house.outcomes.drafting.save(self.gathering, me, Wording(**values | changes), revision)

    def conclude(self) -> Conclusion:
        versions = self.house.outcomes.conclusions.of(self.consult_id)
        return self.house.outcomes.concluding.conclude(self.gathering, self.asker, versions[-1].revision)

    def sign(
        self, who: Person | Guest, meaning: Meaning = Meaning.AGREES, dissent: str = "", seen: bytes | None = None
    ) -> Signature:
        concluded = [each for each in self.house.outcomes.conclusions.of(self.consult_id) if each.is_frozen][-1]
        proof = "guest-code" if isinstance(who, Guest) else "password"
        assent = Assent(meaning, proof, seen or concluded.sha256 or b"", dissent)
        return self.house.outcomes.signing.sign(self.gathering, who, assent)

    def sign_all(self) -> None:
        for who in (self.asker, self.expert, self.guest):
            self.sign(who)

    @property
    def state(self) -> ConsultState:
        return self.gathering.state


def consulted(house: House, paths: Iterable[Path], state: ConsultState = ConsultState.LIVE) -> Consulted:
    """Receive images, and open all of their series in a consult."""
    for path in paths:
        with house.archive.landing.begin() as file:
            file.write(path.read_bytes())
            house.archive.ingest.accept(file, Origin(HOSPITAL, "test"))
    house.bindings.bind_new_studies()
    images = tuple(house.archive.retrieve.instances_of(frozenset({HOSPITAL})))
    elsewhere = house.hospitals.add("EAST", "东城医院")
    asker = house.people.add("asker", PASSWORD, HOSPITAL, Role.RADIOLOGIST, "王医生")
    expert = house.people.add("expert", PASSWORD, elsewhere.id, Role.CLINICIAN, "Dr. Expert")
    return _opened(house, images, asker, expert, state)


def _opened(
    house: House, images: tuple[StoredInstance, ...], asker: Person, expert: Person, state: ConsultState
) -> Consulted:
    now = house.clock.now()
    values = {
        "code": "k" * 22,
        "hospital_id": HOSPITAL,
        "study_id": images[0].study_id,
        "asked_by": asker.user_id,
        "question": QUESTION,
        "urgency": "routine",
        "is_referral": False,
        "hides_identity": False,
        "state": state.value,
        "revision": 1,
        "asked_at": now,
        "due_at": now + timedelta(days=1),
    }
    with house.index.write() as connection:
        consult_id = connection.execute(insert(consults).values(values).returning(consults.c.id)).scalar_one()
        for series_id in {each.series_id for each in images}:
            connection.execute(insert(consult_series).values(consult_id=consult_id, series_id=series_id))
        invited = {
            "consult_id": consult_id,
            "name": "Prof. Guest",
            "confirmed_name": "Prof. Guest",
            "organisation": "General Hospital",
            "secret_hash": hashlib.sha256(b"secret").digest(),
            "code_hash": "",
            "invited_by": asker.user_id,
            "invited_at": now,
            "expires_at": now + timedelta(days=1),
        }
        guest_id = connection.execute(
            insert(consult_guests).values(invited).returning(consult_guests.c.id)
        ).scalar_one()
        for part, who in ((Part.ASKS, asker.user_id), (Part.SPEAKS, expert.user_id)):
            row = {"consult_id": consult_id, "user_id": who, "part": part.value, "since": now}
            connection.execute(insert(consult_participants).values(row))
        row = {"consult_id": consult_id, "guest_id": guest_id, "part": Part.SPEAKS.value, "since": now}
        connection.execute(insert(consult_participants).values(row))
    return Consulted(house, consult_id, asker, expert, Guest(guest_id, consult_id, HOSPITAL, "Prof. Guest"), images)


def set_state(asked: Consulted, state: ConsultState) -> None:
    """Have a consult stand elsewhere."""
    with asked.house.index.write() as connection:
        own = update(consults).where(consults.c.id == asked.consult_id)
        connection.execute(own.values(state=state.value))


def set_part(asked: Consulted, who: Person | Guest, part: Part) -> None:
    """Have somebody be something else in it."""
    with asked.house.index.write() as connection:
        own = update(consult_participants).where(consult_participants.c.id == asked.participant(who).id)
        connection.execute(own.values(part=part.value))


def count_of(asked: Consulted, table: Any) -> int:
    """Tell how many rows a table has."""
    with asked.house.index.read() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0
