"""A consult in one answer: what was asked, who one is there, the studies and records that are open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.routing import Route

from imaging.access.actors import Action, Person
from imaging.consult.participants import OPENED
from imaging.consult.told import ToldConsult, told_consult
from imaging.reading.preferences import ViewerPreferences
from viewer.consult.callers import Present
from viewer.consult.door import Attended, ConsultDoor
from viewer.consult.images import ConsultImages
from viewer.consult.records import ConsultRecords
from viewer.cross_site import page_word
from viewer.moments import written
from viewer.reading.preferences import Preferences, kept_preferences


@dataclass(frozen=True)
class ConsultView:
    """What the page of a consult opens with."""

    door: ConsultDoor
    images: ConsultImages
    records: ConsultRecords
    preferences: ViewerPreferences

    def routes(self) -> list[Route]:
        """Give who one is, everything at once, and how they want the viewer."""
        route, preferences = self.door.route, "/viewer-preferences"
        return [
            route("GET", "/session", Action.TAKE_PART, self.session),
            route("GET", "/view", Action.SEE_IMAGES, self.show),
            route("GET", preferences, Action.TAKE_PART, self.preferred),
            route("POST", preferences, Action.TAKE_PART, self.prefer),
        ]

    def session(self, asked: Attended) -> dict[str, Any]:
        """Say who is there, in the words in which the desk says who is signed in."""
        present, house = asked.present, self.door.house
        me, actor = present.participant, present.actor
        code = "" if me.hospital_id is None else house.hospitals.by_id(me.hospital_id).code
        return {
            "login": actor.login if isinstance(actor, Person) else "",
            "name": me.name,
            "role": actor.role if isinstance(actor, Person) else "",
            "hospital": {"code": code, "name": me.hospital},
            "actions": sorted(OPENED[me.part]),
            "has_directory": False,
            "csrf": page_word(present.session),
            "me": _me(present),
            "state": present.gathering.state,
        }

    def show(self, asked: Attended) -> dict[str, Any]:
        """Answer with everything that opening a consult needs."""
        present = asked.present
        told = told_consult(self.door.house.index, present.gathering.id)
        opened = asked.opened
        naming = self.images.opening.naming(opened) if opened.hides else None
        question = told.question if naming is None else naming.without(told.question)
        asked.reader.sees(Action.TAKE_PART, present.subject, present.gathering.scope)
        return {
            "consult": _consult(told, question, present),
            "studies": self.images.documents(asked),
            "records": self.records.listed(asked),
        }

    def preferred(self, asked: Attended) -> dict[str, Any]:
        """Answer with what was chosen; of guests nothing is kept."""
        actor = asked.present.actor
        if isinstance(actor, Person):
            return kept_preferences(self.preferences, actor.user_id)
        return Preferences().model_dump()

    def prefer(self, asked: Attended) -> dict[str, Any]:
        """Keep what is chosen now; a guest's choice lasts as long as their page."""
        wanted, actor = asked.form(Preferences), asked.present.actor
        if isinstance(actor, Person):
            self.preferences.keep(actor.user_id, wanted.model_dump_json())
        return wanted.model_dump()


def _consult(told: ToldConsult, question: str, present: Present) -> dict[str, Any]:
    return {
        "code": told.code,
        "state": told.state,
        "is_open": told.state.is_open,
        "question": question,
        "urgency": told.urgency,
        "is_referral": told.is_referral,
        "hides_identity": told.hides_identity,
        "hospital": told.hospital,
        "asked_by": told.asked_by,
        "asked_at": written(told.asked_at),
        "due_at": written(told.due_at),
        "scheduled_at": written(told.scheduled_at),
        "me": _me(present),
    }


def _me(present: Present) -> dict[str, Any]:
    me = present.participant
    return {
        "participant": me.id,
        "part": me.part,
        "name": me.name,
        "hospital": me.hospital,
        "is_guest": me.guest_id is not None,
    }
