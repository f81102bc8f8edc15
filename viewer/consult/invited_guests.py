"""The guests of a consult, for whoever asks: invited, given another link, let in no more."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, Field
from starlette.routing import Route

from imaging.access.actors import Action, Person
from imaging.consult.guests import Guests, InvitedGuest, IssuedGuest, NewGuest
from imaging.errors import ForbiddenError
from imaging.sharing.qr import svg
from viewer.consult.door import Attended, ConsultDoor
from viewer.desk.asked import Body
from viewer.moments import written


class UntilForm(Body):
    """Until when an invitation opens something; without it, as long as it may."""

    until: AwareDatetime | None = None


class GuestForm(UntilForm):
    """Who is invited."""

    name: str = Field(max_length=200, repr=False)
    organisation: str = Field(max_length=400, repr=False)


@dataclass(frozen=True)
class InvitedGuests:
    """What whoever asks does with guests."""

    door: ConsultDoor

    def routes(self) -> list[Route]:
        """Give the list, the invitation, and its end."""
        one = "/guests/{guest_id:int}"
        rows = (
            ("GET", "/guests", self.list),
            ("POST", "/guests", self.invite),
            ("POST", f"{one}/again", self.again),
            ("POST", f"{one}/revoke", self.revoke),
        )
        return self.door.routes(Action.CONDUCT, rows)

    @property
    def _guests(self) -> Guests:
        return self.door.house.guests

    def list(self, asked: Attended) -> dict[str, Any]:
        """Answer with all invitations, the latest first."""
        found = self._guests.of_consult(asked.present.gathering.id)
        return {"guests": [_told(each) for each in found]}

    def invite(self, asked: Attended) -> dict[str, Any]:
        """Invite somebody; link and digits are told once."""
        form, person = asked.form(GuestForm), _person(asked)
        gathering = asked.present.gathering
        return self._issued(
            asked, self._guests.invite(person, gathering, NewGuest(form.name, form.organisation, form.until))
        )

    def again(self, asked: Attended) -> dict[str, Any]:
        """Give another link and other digits."""
        until: datetime | None = asked.form(UntilForm).until
        issue = self._guests.issue_again
        return self._issued(asked, issue(_person(asked), asked.present.gathering, asked.path["guest_id"], until))

    def revoke(self, asked: Attended) -> dict[str, Any]:
        """Let somebody in no more."""
        self._guests.revoke(_person(asked), asked.present.gathering, asked.path["guest_id"])
        return self.list(asked)

    def _issued(self, asked: Attended, issued: IssuedGuest) -> dict[str, Any]:
        link = issued.url(self.door.house.settings.base_url, asked.present.gathering.code)
        return {
            "id": issued.id,
            "link": link,
            "qr": svg(link),
            "code": issued.code,
            "expires_at": written(issued.expires_at),
            # What is said and drawn is shown to guests as it is: nothing takes a name out of it.
            "warns": asked.present.gathering.hides_identity,
        }


def _person(asked: Attended) -> Person:
    actor = asked.present.actor
    if not isinstance(actor, Person):
        raise ForbiddenError("A guest invites nobody.")
    return actor


def _told(guest: InvitedGuest) -> dict[str, Any]:
    return asdict(guest) | {
        "confirmed_at": written(guest.confirmed_at),
        "invited_at": written(guest.invited_at),
        "expires_at": written(guest.expires_at),
    }
