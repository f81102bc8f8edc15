"""What people are told of a conclusion: something is proposed, there is one, and their signature is awaited."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Row

from imaging.consult.news_keys import asked_keys
from imaging.consult.part_news import PartNews
from imaging.consult.participants import SPEAKING, Gathering, Part, Participant
from imaging.consult.room.stored import last_sequences
from imaging.consult.room.telling import tell_of_new
from imaging.exchange.telling.inbox import Inbox
from imaging.exchange.telling.news import Kind, News, Urgency
from imaging.index.tables import consults

_TAKE_PART = SPEAKING | {Part.WATCHES}


@dataclass(frozen=True)
class OutcomeNews:
    """Tells of conclusions, within the transaction that keeps a proposal, freezes, signs or closes.

    A conclusion calls everybody once: whoever must sign is called to sign, and finds in their inbox besides that it was
    concluded. Whoever concludes has it before them, so that it only lies in their inbox until they have signed.
    """

    inbox: Inbox

    def proposed(self, connection: Connection, gathering: Gathering, me: Participant, present: Collection[int]) -> None:
        """Tell all who take part and are not there that there is something new."""
        away = {each.user_id for each in gathering.participants if each.id not in present}
        people = _people(gathering, _TAKE_PART) & away - {me.user_id}
        if people:
            # Whoever looks into the room from now on finds it there; each proposal may be news.
            last = last_sequences(connection, [gathering.id]).get(gathering.id, 0)
            what = f"{last}-{int(self.inbox.clock.now().timestamp() * 1000)}"
            tell_of_new(connection, self.inbox, gathering.id, what, people)

    def concluded(self, connection: Connection, gathering: Gathering, me: Participant, version: int) -> None:
        """Tell all who take part that a version was frozen; what a former version waited for is waited for no more."""
        PartNews(self.inbox).nobody_waits(connection, gathering.id)
        former = frozenset(_sign_key(gathering.id, each) for each in range(1, version))
        self.inbox.withdraw_open(connection, former | asked_keys(connection, gathering.id))
        consult = connection.execute(select(consults).where(consults.c.id == gathering.id)).one()
        signing, all_others = _people(gathering, SPEAKING) - {me.user_id}, _people(gathering, _TAKE_PART) - {me.user_id}
        told, sign = concluded_key(gathering.id, version), _sign_key(gathering.id, version)
        self._tell(connection, consult, Kind.CONSULT_CONCLUDED, told, all_others - signing)
        self._tell(connection, consult, Kind.CONSULT_CONCLUDED, told, signing, is_quiet=True)
        self._tell(connection, consult, Kind.CONSULT_TO_SIGN, sign, signing)
        others = _people(gathering, SPEAKING) - signing
        self._tell(connection, consult, Kind.CONSULT_TO_SIGN, sign, others, is_quiet=True)

    def signed(self, connection: Connection, consult_id: int, version: int, me: Participant) -> None:
        """Have it wait no more for somebody, who has read it as well."""
        if me.user_id is not None:
            self.inbox.answered(connection, _sign_key(consult_id, version), me.user_id)
            self.inbox.seen(connection, concluded_key(consult_id, version), me.user_id)

    def closed(self, connection: Connection, consult_id: int, version: int) -> None:
        """Have it wait for nobody any more: nobody signs what is closed."""
        self.inbox.withdraw_open(connection, [_sign_key(consult_id, version)])

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
