"""A guest who signs shows once more that it is they, by the digits of their invitation; guesses count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import update

from imaging.access.actors import Guest
from imaging.access.audit import Audit, AuditEvent, Outcome, Subject, SubjectKind
from imaging.access.slow_hash import SlowHash
from imaging.clock import Clock
from imaging.consult.guests import MOST_TRIES
from imaging.errors import ForbiddenError
from imaging.index.engine import Index
from imaging.index.tables import consult_guests
from imaging.problems import Problem

GUEST_CODE: Final = "guest-code"
CONFIRM: Final = "confirm-self"


@dataclass(frozen=True)
class GuestProof:
    """Compares what is typed with what is kept of an invitation."""

    index: Index
    clock: Clock
    audit: Audit
    code_hashes: SlowHash

    def confirm(self, guest: Guest, code: str, address: str = "") -> str:
        """Go on only if it is theirs, and return how they have shown it.

        A try is counted before it is judged, so that however many come at once, no more than five codes are judged.

        Raises
        ------
        ForbiddenError
            It is not, or there were too many tries, or the invitation is over.
        """
        typed = "".join(each for each in code if each.isdecimal())
        kept = consult_guests.c
        own = update(consult_guests).where(kept.id == guest.guest_id)
        is_open = (kept.revoked_at.is_(None), kept.expires_at > self.clock.now(), kept.tries < MOST_TRIES)
        with self.index.write() as connection:
            counted = own.where(*is_open).values(tries=kept.tries + 1).returning(kept.code_hash)
            stored = connection.execute(counted).scalar_one_or_none()
        if stored is None:
            self.code_hashes.verify_nothing(typed)
            self._refuse(guest, address, "too-many")
            raise ForbiddenError("Too many tries.", Problem.TOO_MANY_TRIES)
        if not self.code_hashes.verify(stored, typed):
            self._refuse(guest, address, "wrong")
            raise ForbiddenError("These are not the digits.", Problem.WRONG_PROOF)
        with self.index.write() as connection:
            connection.execute(own.where(kept.code_hash == stored).values(tries=kept.tries - 1))
        return GUEST_CODE

    def _refuse(self, guest: Guest, address: str, why: str) -> None:
        subject = Subject(SubjectKind.CONSULT, guest.consult_id)
        event = AuditEvent(guest, CONFIRM, subject, Outcome.DENIED, guest.hospital_id, address, {"why": why})
        self.audit.record(event)
