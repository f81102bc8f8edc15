"""Where the hospital's outcomes go, as its administrator sets it up."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import Field
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.exchange.content import Content
from imaging.exchange.dead_letters import Counts
from imaging.exchange.destination import Address, Destination, DestinationKind
from imaging.exchange.destinations import State, Wanted
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages


class DestinationForm(Body):
    """A destination; which of its address counts depends on the kind."""

    name: str = Field(min_length=1, max_length=100)
    kind: DestinationKind
    receives: frozenset[Content] = Field(frozenset(Content), min_length=1)
    host: str = Field("", max_length=255)
    port: int | None = None
    ae_title: str = Field("", max_length=16)
    application: str = Field("", max_length=100)
    facility: str = Field("", max_length=100)
    url: str = Field("", max_length=500)
    login: str = Field("", max_length=100)
    # Without it the former one stays, as long as it is told to the same place.
    secret: str = Field("", max_length=400, repr=False)
    is_active: bool = True

    def wanted(self) -> Wanted:
        """Return it as the house takes it."""
        address = Address(
            self.host, self.port, self.ae_title, self.application, self.facility, self.url, self.login, self.secret
        )
        return Wanted(self.name, self.kind, address, self.receives, self.is_active)


class DestinationPages(DeskPages):
    """The destinations of the own hospital."""

    def routes(self) -> list[Route]:
        """Give the list, and what changes it."""
        routes = [
            ("GET", "/destinations", self.destinations),
            ("POST", "/destinations", self.add),
            ("POST", "/destinations/{destination_id:int}", self.change),
            ("DELETE", "/destinations/{destination_id:int}", self.remove),
            ("POST", "/destinations/{destination_id:int}/test", self.test),
            ("POST", "/destinations/{destination_id:int}/resend", self.resend),
        ]
        return self.door.routes(Action.ADMINISTER, routes)

    def destinations(self, asked: Asked) -> dict[str, Any]:
        """Answer with the list; secrets are never shown again."""
        counts = self.house.dead_letters.counts(asked.hospital_id)
        kept = self.house.destinations.list(asked.hospital_id)
        return {"destinations": [_shown(each, state, counts.get(each.id, Counts())) for each, state in kept]}

    def add(self, asked: Asked) -> dict[str, Any]:
        """Keep a new one."""
        self.house.destinations.add(asked.person, asked.hospital_id, asked.form(DestinationForm).wanted())
        return self.destinations(asked)

    def change(self, asked: Asked) -> dict[str, Any]:
        """Keep something else of one."""
        wanted = asked.form(DestinationForm).wanted()
        self.house.destinations.change(asked.person, asked.path["destination_id"], asked.hospital_id, wanted)
        return self.destinations(asked)

    def remove(self, asked: Asked) -> dict[str, Any]:
        """Forget one; what was for it is discarded."""
        self.house.destinations.remove(asked.person, asked.path["destination_id"], asked.hospital_id)
        return self.destinations(asked)

    def test(self, asked: Asked) -> dict[str, Any]:
        """Look whether one is there: C-ECHO, an HTTP request, a connection."""
        number = asked.path["destination_id"]
        return asdict(self.house.reaching.test(asked.person, number, asked.hospital_id, asked.reader.address))

    def resend(self, asked: Asked) -> dict[str, Any]:
        """Have everything sent again that was given up for one."""
        self.house.dead_letters.resend_all(asked.person, asked.path["destination_id"], asked.hospital_id)
        return self.destinations(asked)


def _shown(destination: Destination, state: State, counts: Counts) -> dict[str, Any]:
    address = destination.address
    return {
        "id": destination.id,
        "name": destination.name,
        "kind": destination.kind,
        "receives": sorted(destination.receives),
        "host": address.host,
        "port": address.port,
        "ae_title": address.ae_title,
        "application": address.application,
        "facility": address.facility,
        "url": address.url,
        "login": address.login,
        "has_secret": bool(address.secret),
        "is_active": destination.is_active,
        "failures": state.failures,
        "rests_until": state.rests_until.isoformat() if state.rests_until else None,
        "answered_at": state.answered_at.isoformat() if state.answered_at else None,
        "waiting": counts.waiting,
        "given_up": counts.given_up,
    }
