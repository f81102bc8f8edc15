"""Lists of consults, one consult, and its file for a calendar."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.consult.asking.calendar import MEDIA_TYPE, TITLES, CalendarEvent, is_in_calendars
from imaging.consult.asking.lists import ListedConsult, Tab
from imaging.consult.asking.opened import opened_by
from imaging.consult.asking.standings import Deed, Standing, may
from imaging.consult.asking.times import proposed_times
from imaging.consult.participants import Part
from imaging.errors import MalformedError, NotFoundError
from imaging.exchange.telling.channels import Language
from imaging.exchange.telling.choices import Choices
from imaging.house import House
from imaging.problems import Problem
from viewer.desk.asked import Asked
from viewer.desk.consults.consult_json import INSIDE, listed_json, moment, proposed_json, study_json
from viewer.desk.consults.forms import LookForm
from viewer.desk.consults.found import found_consult, seen_consult
from viewer.desk.door import DeskPages


class ShownConsults(DeskPages):
    """Consults as they are read."""

    def routes(self) -> list[Route]:
        """Give the list, one consult, its calendar file, and the note of how far somebody has looked."""
        one = "/consults/{code}"
        return self.door.routes(
            Action.TAKE_PART,
            [
                ("GET", "/consults", self.list),
                ("GET", "/consults/waiting", self.waiting),
                ("GET", one, self.show),
                ("GET", f"{one}/calendar.ics", self.calendar),
                ("POST", f"{one}/looked", self.looked),
            ],
        )

    def list(self, asked: Asked) -> dict[str, Any]:
        """Answer with everything that concerns somebody."""
        listed = self.house.asking.lists.of(asked.person)
        asked.reader.lists(Action.TAKE_PART, "consults", len(listed))
        asked.reader.lists_of_others(Action.TAKE_PART, "consults", (each.consult.hospital_id for each in listed))
        return {
            "counts": {tab: sum(each.tab is tab for each in listed) for tab in Tab},
            "consults": [listed_json(each, asked.person.user_id, asked.hospital_id) for each in listed],
        }

    def waiting(self, asked: Asked) -> dict[str, Any]:
        """Answer with how many want something of somebody: it says nothing else, and is asked every few seconds."""
        return {"count": self.house.asking.lists.waiting(asked.person)}

    def show(self, asked: Asked) -> dict[str, Any]:
        """Answer with one consult."""
        return self._whole(asked, seen_consult(self.house, asked))

    def calendar(self, asked: Asked) -> Response:
        """Answer with a file that puts its time into a calendar, or takes it out again."""
        found, house = found_consult(self.house, asked), self.house
        consult = found.consult
        if consult.scheduled_at is None or consult.scheduled_minutes is None:
            raise NotFoundError("No time is agreed on.")
        hospital = house.hospitals.by_id(consult.hospital_id)
        event = CalendarEvent(
            code=consult.code,
            sequence=consult.revision,
            summary=TITLES[self._language(asked)],
            address=f"{house.settings.base_url}/c/{consult.code}",
            organizer=hospital.name,
            starts_at=consult.scheduled_at,
            minutes=consult.scheduled_minutes,
            changed_at=house.clock.now(),
            is_cancelled=not is_in_calendars(consult.state),
        )
        headers = {"Content-Disposition": 'attachment; filename="consult.ics"', "Cache-Control": "no-store"}
        return Response(event.written(), headers={**headers, "Content-Type": MEDIA_TYPE})

    def _language(self, asked: Asked) -> Language:
        """Return the language of the page that asks, else the one in which somebody is told of things."""
        language = asked.query.get("language")
        if language is None:
            return (self.house.telling.choices.of(asked.person.user_id) or Choices()).language
        if language not in set(Language):
            raise MalformedError("The language is zh or en.", Problem.FIELD_WRONG, name="language")
        return Language(language)

    def looked(self, asked: Asked) -> dict[str, Any]:
        """Note how far somebody has looked into the room."""
        found = found_consult(self.house, asked)
        self.house.asking.looks.note(asked.person, found.consult.id, asked.form(LookForm).sequence)
        return {}

    def _whole(self, asked: Asked, listed: ListedConsult) -> dict[str, Any]:
        consult = listed.consult
        told = listed_json(listed, asked.person.user_id, asked.hospital_id)
        if listed.standing not in INSIDE or not may(listed.standing, Deed.ENTER, consult.state):
            return told
        gathering = self.house.gatherings.of_id(consult.id)
        with self.house.index.read() as connection:
            times = proposed_times(connection, consult.id)
            series_ids, records = opened_by(connection, consult.id)
        header = self.house.asking.offers.whose(consult.study_id)
        return told | {
            "study_id": consult.study_id,
            "patient": {"name": header.name, "id": header.id, "birth_date": header.birth_date, "sex": header.sex},
            "participants": [
                {
                    "id": each.id,
                    "part": each.part,
                    "name": each.name,
                    "hospital": each.hospital,
                    "is_guest": each.guest_id is not None,
                    "is_me": each.user_id == asked.person.user_id,
                    # By which whoever asks invites anew who is gone.
                    "user_id": each.user_id if each.part is Part.GONE else None,
                }
                for each in gathering.participants
                if each.part is not Part.GONE or (listed.standing is Standing.ASKS and each.user_id is not None)
            ],
            "guests": _guests(self.house, listed),
            "times": [proposed_json(each, asked.person.user_id) for each in times],
            "opened": [
                study_json(each) for each in self.house.asking.offers.opened(consult.study_id, series_ids, records)
            ],
        }


def _guests(house: House, listed: ListedConsult) -> list[dict[str, Any]]:
    """Return the invited guests, for whoever asks; they are let in, and invited anew, in the room."""
    if listed.standing is not Standing.ASKS:
        return []
    return [
        {
            "id": each.id,
            "name": each.name,
            "organisation": each.organisation,
            "state": each.state,
            "expires_at": moment(each.expires_at),
        }
        for each in house.guests.of_consult(listed.consult.id)
    ]
