"""What people are told of a conclusion: that there is one, and that their signature is awaited."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Row

from imaging.consult.participants import Gathering, Part, Participant
from imaging.exchange.telling.inbox import Inbox
from imaging.exchange.telling.news import Kind, News, Urgency, unanswered_key
from imaging.index.tables import consults

_SIGN = frozenset({Part.ASKS, Part.SPEAKS})
_TAKE_PART = _SIGN | {Part.WATCHES}


@dataclass(frozen=True)
class OutcomeNews:
    """Tells of conclusions, within the transaction that freezes, signs or closes.

    A conclusion calls everybody once: whoever must sign is called to sign, and finds in their inbox besides that it was
    concluded. Whoever concludes has it before them, so that it only lies in their inbox until they have signed.
    """

    inbox: Inbox

    def concluded(self, connection: Connection, gathering: Gathering, me: Participant, version: int) -> None:
        """Tell all who take part that a version was frozen; what a former version waited for is waited for no more."""
        asked = f"consult-{gathering.id}-asked"
        for key in (asked, unanswered_key(asked), *(_sign_key(gathering.id, each) for each in range(1, version))):
            self.inbox.withdraw_open(connection, key)
        consult = connection.execute(select(consults).where(consults.c.id == gathering.id)).one()
        signing, all_others = _people(gathering, _SIGN) - {me.user_id}, _people(gathering, _TAKE_PART) - {me.user_id}
        told, sign = concluded_key(gathering.id, version), _sign_key(gathering.id, version)
        self._tell(connection, consult, Kind.CONSULT_CONCLUDED, told, all_others - signing)
        self._tell(connection, consult, Kind.CONSULT_CONCLUDED, told, signing, is_quiet=True)
        self._tell(connection, consult, Kind.CONSULT_TO_SIGN, sign, signing)
        self._tell(connection, consult, Kind.CONSULT_TO_SIGN, sign, _people(gathering, _SIGN) - signing, is_quiet=True)

    def signed(self, connection: Connection, consult_id: int, version: int, me: Participant) -> None:
        """Have it wait no more for somebody, who has read it as well."""
        if me.user_id is not None:
            self.inbox.answered(connection, _sign_key(consult_id, version), me.user_id)
            self.inbox.seen(connection, concluded_key(consult_id, version), me.user_id)

    def closed(self, connection: Connection, consult_id: int, version: int) -> None:
        """Have it wait for nobody any more: nobody signs what is closed."""
        self.inbox.withdraw_open(connection, _sign_key(consult_id, version))

    def _tell(
        self,
        connection: Connection,
        consult: Row[Any],
        kind: Kind,
        key: str,
        user_ids: Collection[int],
        *,
        is_quiet: bool = False,
    ) -> None:
        # It is read and signed in the room.
        path, urgency = f"/c/{consult.code}", Urgency(consult.urgency)
        self.inbox.tell(connection, News(user_ids, kind, key, path, urgency, consult.hospital_id, is_quiet=is_quiet))


def concluded_key(consult_id: int, version: int) -> str:
    """Return under what people are told of a version."""
    return f"consult-{consult_id}-concluded-{version}"


def _sign_key(consult_id: int, version: int) -> str:
    return f"consult-{consult_id}-sign-{version}"


def _people(gathering: Gathering, parts: Collection[Part]) -> frozenset[int]:
    """Return the people of these parts; guests are told of nothing outside of the room."""
    return frozenset(each.user_id for each in gathering.participants if each.part in parts and each.user_id is not None)
