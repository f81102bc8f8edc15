"""What a consult goes through.

::

    requested ──► accepted ──► scheduled ◄──► live ──► concluded ──► closed
        │             └────────────┴──────────►┘ ▲
        │             └─────────── in writing ───┘ (concluded without having been live)
        ├──► declined
        └──► withdrawn (from accepted, scheduled and live too)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

# A consult that has its time begins by itself from so long before it on: who looks in the day before has not begun it.
EARLY: Final = timedelta(minutes=30)
# How the audit calls it that people confer from now on, whether somebody began or all were there.
BEGIN_CONSULT: Final = "begin-consult"


class ConsultState(StrEnum):
    """Where a consult stands."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    LIVE = "live"
    CONCLUDED = "concluded"
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def is_over(self) -> bool:
        """Whether its access has ended."""
        return self in _OVER

    @property
    def is_open(self) -> bool:
        """Whether something may be drawn and said in its room."""
        return self in _OPEN

    def may_become(self, other: ConsultState) -> bool:
        """Whether it can go on to another state."""
        return other in NEXT[self]

    def begins_by_itself(self, scheduled_at: datetime | None, now: datetime) -> bool:
        """Whether it becomes live once those who must are there together: what has its time does so near it alone."""
        is_time = self is not ConsultState.SCHEDULED or scheduled_at is None or scheduled_at - EARLY <= now
        return is_time and self.may_become(ConsultState.LIVE)


_OVER: Final = frozenset({ConsultState.CLOSED, ConsultState.DECLINED, ConsultState.WITHDRAWN})
_OPEN: Final = frozenset({ConsultState.REQUESTED, ConsultState.ACCEPTED, ConsultState.SCHEDULED, ConsultState.LIVE})
NEXT: Final[Mapping[ConsultState, frozenset[ConsultState]]] = {
    ConsultState.REQUESTED: frozenset({ConsultState.ACCEPTED, ConsultState.DECLINED, ConsultState.WITHDRAWN}),
    ConsultState.ACCEPTED: frozenset(
        {ConsultState.SCHEDULED, ConsultState.LIVE, ConsultState.CONCLUDED, ConsultState.WITHDRAWN}
    ),
    # Another time may be agreed on.
    ConsultState.SCHEDULED: frozenset(
        {ConsultState.SCHEDULED, ConsultState.LIVE, ConsultState.CONCLUDED, ConsultState.WITHDRAWN}
    ),
    # It may go on at another time, and what nobody needs an answer to any more is withdrawn however far it is.
    ConsultState.LIVE: frozenset({ConsultState.SCHEDULED, ConsultState.CONCLUDED, ConsultState.WITHDRAWN}),
    ConsultState.CONCLUDED: frozenset({ConsultState.CLOSED}),
    ConsultState.CLOSED: frozenset(),
    ConsultState.DECLINED: frozenset(),
    ConsultState.WITHDRAWN: frozenset(),
}
