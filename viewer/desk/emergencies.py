"""The glass that is broken in an emergency: by a doctor of another hospital, before the eyes of the privacy officer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import Field
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.access.audit import Subject, SubjectKind
from imaging.access.emergencies import Emergency, ReasonKind
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages
from viewer.desk.told_studies import told_studies


class ProofForm(Body):
    """What only a slip or the patient tells: an exact number of that hospital, and the date of birth."""

    number: str = Field(min_length=1, max_length=64, repr=False)
    # As DICOM writes it, with hyphens or without.
    birth_date: str = Field(pattern=r"^\d{4}-?\d{2}-?\d{2}$", repr=False)

    @property
    def born(self) -> str:
        """The date of birth as the index keeps it."""
        return self.birth_date.replace("-", "")


class SearchForm(ProofForm):
    """In which hospital to look for it."""

    hospital_id: int


class EmergencyForm(ProofForm):
    """Why this study must be seen now; studies are counted through, so its number here proves nothing."""

    study_id: int
    kind: ReasonKind
    reason: str = Field(max_length=4000, repr=False)


class EmergencyPages(DeskPages):
    """Both sides of the glass."""

    def routes(self) -> list[Route]:
        """Give the doctor's way, and the officer's list."""
        route = self.door.route
        return [
            route("GET", "/emergency", Action.BREAK_GLASS, self.hospitals),
            route("POST", "/emergency/search", Action.BREAK_GLASS, self.search),
            route("POST", "/emergency", Action.BREAK_GLASS, self.begin),
            route("GET", "/emergencies", Action.SEE_EMERGENCIES, self.emergencies),
            route("POST", "/emergencies/{grant_id:int}/seen", Action.SEE_EMERGENCIES, self.see),
            route("POST", "/emergencies/{grant_id:int}/end", Action.SEE_EMERGENCIES, self.end),
        ]

    def hospitals(self, asked: Asked) -> dict[str, Any]:
        """Answer with the other hospitals, and with how long the glass stays broken."""
        others = [each for each in self.house.hospitals.list() if each.id != asked.hospital_id]
        return {
            "hospitals": [{"id": each.id, "name": each.name} for each in others],
            "minutes": self.house.settings.break_glass_minutes,
        }

    def search(self, asked: Asked) -> dict[str, Any]:
        """Answer with the studies that fit exactly."""
        form = asked.form(SearchForm)
        found = self.house.emergencies.find(asked.person, form.hospital_id, form.number.strip(), form.born)
        return {"studies": [asdict(each) for each in found]}

    def begin(self, asked: Asked) -> dict[str, Any]:
        """Break the glass."""
        form = asked.form(EmergencyForm)
        self.house.emergencies.prove(asked.person, form.study_id, form.number.strip(), form.born)
        scope = self.house.reach.scope(form.study_id)
        asked.reader.require(Action.BREAK_GLASS, scope, Subject(SubjectKind.STUDY, form.study_id))
        ends_at = self.house.emergencies.begin(asked.person, scope, form.kind, form.reason)
        return {"study_id": form.study_id, "ends_at": ends_at.isoformat()}

    def emergencies(self, asked: Asked) -> dict[str, Any]:
        """Answer with what happened to the own hospital's studies."""
        found = self.house.emergencies.list(asked.hospital_id)
        asked.reader.lists(Action.SEE_EMERGENCIES, "emergencies", len(found))
        about = told_studies(self.house.index, {each.study_id for each in found})
        return {"emergencies": [_emergency(each) | {"study": about.get(each.study_id)} for each in found]}

    def see(self, asked: Asked) -> dict[str, Any]:
        """Note that the officer has looked at one."""
        self.house.emergencies.see(asked.person, asked.path["grant_id"])
        return self.emergencies(asked)

    def end(self, asked: Asked) -> dict[str, Any]:
        """End the access before its time."""
        self.house.emergencies.see(asked.person, asked.path["grant_id"])
        self.house.grants.revoke(asked.person, asked.path["grant_id"])
        return self.emergencies(asked)


def _emergency(emergency: Emergency) -> dict[str, Any]:
    moments = ("began_at", "ends_at", "revoked_at", "seen_at")
    told = {name: getattr(emergency, name) for name in moments}
    return asdict(emergency) | {name: moment.isoformat() if moment else None for name, moment in told.items()}
