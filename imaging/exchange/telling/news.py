"""News: that something waits for somebody. It never says anything about a patient; whoever wants to know opens it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from imaging.errors import MalformedError

LONGEST_KEY: Final = 200
LONGEST_PATH: Final = 300
# A place of our own pages: no other host, nothing that must be quoted anew in a message.
_PATH: Final = re.compile(r"/(?:[A-Za-z0-9_.~#?=&%-][A-Za-z0-9_.~#?=&%/-]*)?")
_KEY: Final = re.compile(r"[!-~]+")
_UNANSWERED: Final = "/unanswered"


class Kind(StrEnum):
    """What somebody can be told of; what it is called stands in `wording`."""

    CONSULT_ASKED = "consult-asked"
    CONSULT_ANSWERED = "consult-answered"
    CONSULT_SCHEDULED = "consult-scheduled"
    CONSULT_STARTS_SOON = "consult-starts-soon"
    CONSULT_LIVE = "consult-live"
    CONSULT_CONCLUDED = "consult-concluded"
    CONSULT_MENTIONED = "consult-mentioned"
    # Said, drawn or proposed while they were not there.
    CONSULT_NEW = "consult-new"
    CONSULT_GUEST_WAITS = "consult-guest-waits"
    CONSULT_ESCALATED = "consult-escalated"
    CONSULT_TO_SIGN = "consult-to-sign"
    # It is for somebody else by now: said to whom it came, and to whoever asks.
    CONSULT_HANDED_ON = "consult-handed-on"
    CONSULT_PASSED_ON = "consult-passed-on"
    CONSULT_TIME_PROPOSED = "consult-time-proposed"
    CONSULT_WITHDRAWN = "consult-withdrawn"
    CRITICAL_RESULT = "critical-result"


# They are about this very moment: told later, they are of no use.
OF_THE_MOMENT: Final = frozenset({Kind.CONSULT_STARTS_SOON, Kind.CONSULT_LIVE})


class Urgency(StrEnum):
    """How much haste there is."""

    ROUTINE = "routine"
    URGENT = "urgent"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class News:
    """What some people are to be told.

    ``key`` says what happened, such as ``consult-12-asked``: nobody is told twice under one key. ``hospital_id`` is
    where it comes from. Where nobody has answered until ``answer_by``, it is told again, and then to a deputy; one
    answer under the key is enough. After ``expires_at`` it is of no use to anybody. What ``is_quiet`` lies in the inbox
    and goes out by no way: they see it before them already.
    """

    user_ids: Collection[int]
    kind: Kind
    key: str
    path: str
    urgency: Urgency
    hospital_id: int
    answer_by: datetime | None = None
    expires_at: datetime | None = None
    is_quiet: bool = False

    def __post_init__(self) -> None:
        if len(self.path) > LONGEST_PATH or not _PATH.fullmatch(self.path):
            raise MalformedError("News lead to a page of ours, such as /c/1.")
        if len(self.key) > LONGEST_KEY or not _KEY.fullmatch(self.key):
            raise MalformedError(f"A key has 1 to {LONGEST_KEY} printable characters without spaces.")


@dataclass(frozen=True)
class Told:
    """A piece of news as it lies in somebody's inbox."""

    id: int
    user_id: int
    hospital_id: int
    hospital: str
    kind: Kind
    key: str = field(repr=False)
    path: str
    urgency: Urgency
    created_at: datetime
    answer_by: datetime | None
    expires_at: datetime | None
    read_at: datetime | None
    answered_at: datetime | None
    withdrawn_at: datetime | None
    step: int

    def is_late(self, now: datetime) -> bool:
        """Whether its answer is overdue."""
        return self.answered_at is None and self.answer_by is not None and self.answer_by <= now

    def is_over(self, now: datetime) -> bool:
        """Whether nobody needs to hear of it any more."""
        return (
            self.withdrawn_at is not None
            or self.answered_at is not None
            or (self.expires_at is not None and self.expires_at <= now)
        )


def unanswered_key(key: str) -> str:
    """Return the key under which deputies are told that nobody has answered."""
    return key[: LONGEST_KEY - len(_UNANSWERED)] + _UNANSWERED
