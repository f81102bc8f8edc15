"""Looks whether a destination is there, for the administrator who has just entered it.

As with machines (``docs/decisions/machine-tests.md``) somebody calls from where this house stands. So what answers
nothing can't be tried without end, and the audit has each call.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from imaging.access.actors import Actor
from imaging.access.audit import Audit, AuditEvent, Outcome, Subject, SubjectKind
from imaging.access.throttle import Throttle
from imaging.errors import ForbiddenError
from imaging.exchange.destinations import Destinations
from imaging.exchange.senders import Senders
from imaging.exchange.shipment import Patience, Verdict
from imaging.exchange.trouble import Trouble
from imaging.problems import Problem

SECONDS: Final = 5.0


@dataclass(frozen=True)
class Reached:
    """What came of it."""

    # None: it answers.
    trouble: Trouble | None
    code: str
    milliseconds: int


@dataclass(frozen=True)
class Reaching:
    """Calls destinations and leaves nothing there."""

    destinations: Destinations
    senders: Senders
    audit: Audit
    throttle: Throttle

    def test(self, by: Actor, destination_id: int, hospital_id: int, address: str = "") -> Reached:
        """Call a destination of this hospital, and have the audit know what came of it."""
        destination = self.destinations.one(destination_id, hospital_id)
        subject = Subject(SubjectKind.DESTINATION, destination_id)
        try_number = self.throttle.begin(f"destination {destination_id}", f"destinations of {hospital_id}")
        if try_number is None:
            detail = {"why": Problem.MACHINE_TESTS.value}
            self.audit.record(AuditEvent(by, "test-destination", subject, Outcome.DENIED, hospital_id, address, detail))
            raise ForbiddenError("Too many calls in vain.", Problem.MACHINE_TESTS)
        began = time.monotonic()
        answer = self.senders.reach(destination, Patience(began + SECONDS))
        milliseconds = round((time.monotonic() - began) * 1000)
        if answer.verdict is Verdict.ARRIVED:
            self.throttle.was_right(try_number)
        outcome = Outcome.FAILED if answer.trouble else Outcome.SUCCESS
        said = {"why": answer.trouble.value} if answer.trouble else {}
        self.audit.record(AuditEvent(by, "test-destination", subject, outcome, hospital_id, address, said))
        return Reached(answer.trouble, answer.code, milliseconds)
