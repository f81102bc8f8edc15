"""What happens if nobody accepts in time: whoever asks is told, and who stands in for those who were asked may answer.

That those who were asked are told again, and then their deputies, is the inbox's own way with whatever wants an answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from sqlalchemy import select

from imaging.access.actors import WORKER
from imaging.clock import Clock
from imaging.consult.asking.consult import changed, held
from imaging.consult.asking.notes import Notes, conductors
from imaging.consult.states import ConsultState
from imaging.errors import UnavailableError
from imaging.exchange.telling.news import Kind
from imaging.index.engine import Index
from imaging.index.tables import consults
from imaging.isolated import Isolated

log = structlog.get_logger("asking")


@dataclass(frozen=True)
class Escalation:
    """Looks for what nobody has accepted."""

    index: Index
    clock: Clock
    notes: Notes

    def run(self) -> int:
        """Note what is late, each once, and return how many those were."""
        late = consults.c
        query = select(late.code).where(
            late.state == ConsultState.REQUESTED, late.due_at <= self.clock.now(), late.escalated_at.is_(None)
        )
        with self.index.read() as connection:
            codes = connection.scalars(query.order_by(late.due_at).limit(100)).all()
        done = 0
        for code in codes:
            with Isolated(log, "consult not escalated", lets_out=(UnavailableError,)):
                done += self._escalate(code)
        return done

    def _escalate(self, code: str) -> int:
        now = self.clock.now()
        with self.index.write() as connection:
            consult = held(connection, code)
            if not consult.is_late(now) or consult.escalated_at is not None:
                return 0
            consult = changed(connection, consult, escalated_at=now)
            asking = conductors(connection, consult.id)
            self.notes.tell(connection, consult, Kind.CONSULT_ESCALATED, "late", asking)
            self.notes.audited(connection, WORKER, "escalate-consult", consult)
        return 1
