"""What everybody chooses: by which ways they hear of what, when they want to be left alone, and in which language."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, select
from sqlalchemy.engine import Row

from imaging.clock import Clock
from imaging.errors import MalformedError
from imaging.exchange.telling.channels import PERSONAL, Channel, Language
from imaging.exchange.telling.news import Kind
from imaging.exchange.telling.quiet import QuietHours
from imaging.index.engine import Index
from imaging.index.tables import news_choices
from imaging.problems import Problem

# Whoever gets several pieces of news within this time gets one letter.
DIGESTS: Final = (0, 15, 60, 240)
_WORTH_A_LETTER: Final = frozenset(
    {
        Kind.CONSULT_ASKED,
        Kind.CONSULT_SCHEDULED,
        Kind.CONSULT_NEW,
        Kind.CONSULT_GUEST_WAITS,
        Kind.CONSULT_ESCALATED,
        Kind.CONSULT_TO_SIGN,
        Kind.CONSULT_HANDED_ON,
        Kind.CONSULT_TIME_PROPOSED,
        Kind.CONSULT_WITHDRAWN,
        Kind.CRITICAL_RESULT,
    }
)
USUAL_CHANNELS: Final[Mapping[Kind, frozenset[Channel]]] = {
    kind: frozenset(PERSONAL if kind in _WORTH_A_LETTER else (Channel.PUSH,)) for kind in Kind
}
USUAL_QUIET: Final = QuietHours(22 * 60, 7 * 60)


@dataclass(frozen=True)
class Choices:
    """What somebody chose, or what is usual."""

    language: Language = Language.ZH
    channels: Mapping[Kind, frozenset[Channel]] = field(default_factory=lambda: USUAL_CHANNELS)
    quiet: QuietHours | None = USUAL_QUIET
    # Empty: the installation's.
    time_zone: str = ""
    digest_minutes: int = DIGESTS[1]

    def __post_init__(self) -> None:
        if self.digest_minutes not in DIGESTS:
            raise MalformedError("There is no such interval.", Problem.FIELD_WRONG, name="digest_minutes")
        if any(not each <= set(PERSONAL) for each in self.channels.values()):
            raise MalformedError("There is no such way.", Problem.FIELD_WRONG, name="channels")
        try:
            ZoneInfo(self.time_zone or "UTC")
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise MalformedError("There is no such time zone.", Problem.FIELD_WRONG, name="time_zone") from error

    def zone(self, usual: tzinfo | None) -> tzinfo | None:
        """Return the time zone in which they live."""
        return ZoneInfo(self.time_zone) if self.time_zone else usual

    def rests_until(self, at: datetime, usual: tzinfo | None) -> datetime | None:
        """Return when the quiet hours end in which a moment lies, None if it lies in none."""
        return None if self.quiet is None else self.quiet.end(at, self.zone(usual))


@dataclass(frozen=True)
class ChoicesKept:
    """The choices of everybody."""

    index: Index
    clock: Clock

    def of(self, user_id: int) -> Choices | None:
        """Return what somebody chose, if they did."""
        with self.index.read() as connection:
            return choices_of(connection, [user_id]).get(user_id)

    def choose(self, user_id: int, chosen: Choices) -> None:
        """Keep what somebody chose."""
        values = _values(chosen) | {"changed_at": self.clock.now()}
        query = self.index.insert(news_choices).values(user_id=user_id, **values)
        with self.index.write() as connection:
            connection.execute(query.on_conflict_do_update(index_elements=["user_id"], set_=values))

    def speak(self, user_id: int, language: Language) -> None:
        """Note in which language somebody is told, where they have chosen nothing yet."""
        values = _values(Choices(language)) | {"changed_at": self.clock.now()}
        query = self.index.insert(news_choices).values(user_id=user_id, **values).on_conflict_do_nothing()
        with self.index.write() as connection:
            connection.execute(query)


def choices_of(connection: Connection, user_ids: Collection[int]) -> dict[int, Choices]:
    """Return what people chose, of those who did."""
    query = select(news_choices).where(news_choices.c.user_id.in_(user_ids))
    return {row.user_id: _choices(row) for row in connection.execute(query)}


def _values(chosen: Choices) -> dict[str, Any]:
    return {
        "language": chosen.language,
        "channels": json.dumps({kind: sorted(chosen.channels.get(kind, ())) for kind in Kind}),
        "quiet_from": chosen.quiet and chosen.quiet.from_minute,
        "quiet_until": chosen.quiet and chosen.quiet.until_minute,
        "time_zone": chosen.time_zone,
        "digest_minutes": chosen.digest_minutes,
    }


def _choices(row: Row[Any]) -> Choices:
    kept: dict[str, list[str]] = json.loads(row.channels)
    # A kind that came after they chose goes by the usual ways.
    channels = {kind: frozenset(map(Channel, kept[kind])) if kind in kept else USUAL_CHANNELS[kind] for kind in Kind}
    quiet = None if row.quiet_from is None else QuietHours(row.quiet_from, row.quiet_until)
    return Choices(Language(row.language), channels, quiet, row.time_zone, row.digest_minutes)
