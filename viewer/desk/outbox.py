"""What waits to leave the hospital, what was given up, and what an administrator does about it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from pydantic import Field
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.exchange.dead_letters import LONGEST_REASON, Listed
from imaging.exchange.delivery import DeliveryState
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages

PAGE: Final = 50
_OPEN: Final = (DeliveryState.WAITING, DeliveryState.SENDING)
_STATES: Final = {
    "given-up": (DeliveryState.GIVEN_UP,),
    "waiting": _OPEN,
    "ended": (DeliveryState.DELIVERED, DeliveryState.DISCARDED),
}


class Discard(Body):
    """Why something is never sent."""

    reason: str = Field(max_length=LONGEST_REASON)


class OutboxPages(DeskPages):
    """The outbox of the own hospital."""

    def routes(self) -> list[Route]:
        """Give the lists, and what is done about what they hold."""
        routes = [
            ("GET", "/outbox", self.outbox),
            ("POST", "/outbox/{delivery_id:int}/resend", self.resend),
            ("POST", "/outbox/{delivery_id:int}/discard", self.discard),
        ]
        return self.door.routes(Action.ADMINISTER, routes)

    def outbox(self, asked: Asked) -> dict[str, Any]:
        """Answer with one of the lists, the latest first, and with how long the others are."""
        letters = self.house.dead_letters
        states = _STATES.get(asked.query.get("list", ""), _STATES["given-up"])
        found = letters.list(asked.hospital_id, states, before=asked.number("before"), limit=PAGE + 1)
        counts = letters.counts(asked.hospital_id).values()
        return {
            "deliveries": [_shown(each) for each in found[:PAGE]],
            "has_more": len(found) > PAGE,
            "waiting": sum(each.waiting for each in counts),
            "given_up": sum(each.given_up for each in counts),
        }

    def resend(self, asked: Asked) -> dict[str, Any]:
        """Have something sent again."""
        self.house.dead_letters.resend(asked.person, asked.path["delivery_id"], asked.hospital_id)
        return self.outbox(asked)

    def discard(self, asked: Asked) -> dict[str, Any]:
        """Have something never sent."""
        reason = asked.form(Discard).reason
        self.house.dead_letters.discard(asked.person, asked.path["delivery_id"], asked.hospital_id, reason)
        return self.outbox(asked)


def _shown(listed: Listed) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(listed).items()}
