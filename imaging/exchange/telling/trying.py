"""Sends a test to a robot or a web hook, for the administrator who has just set it up.

As with destinations (``imaging.exchange.reaching``) somebody calls from where this house stands: where several
hospitals share it, an administrator of one learns which addresses answer. So what takes nothing can't be tried without
end, and the audit has each call.
"""

from __future__ import annotations

from dataclasses import dataclass

from imaging.access.actors import Actor
from imaging.access.audit import NOTHING, Audit, AuditEvent, Outcome
from imaging.access.throttle import Throttle
from imaging.errors import ForbiddenError
from imaging.exchange.telling.hooks import Hooks
from imaging.exchange.telling.outcomes import Result, Sent
from imaging.exchange.telling.sending import Sending
from imaging.problems import Problem


@dataclass(frozen=True)
class Trying:
    """Tries hooks out."""

    hooks: Hooks
    sending: Sending
    audit: Audit
    throttle: Throttle

    def test(self, by: Actor, hook_id: int, hospital_id: int, address: str = "") -> Result:
        """Send a test to a hook of this hospital, and have the audit know what came of it.

        Raises
        ------
        ForbiddenError
            Too many tests came to nothing.
        """
        hook = self.hooks.by_id(hook_id, hospital_id)
        try_number = self.throttle.begin(f"hook {hook_id}", f"hooks of {hospital_id}")
        if try_number is None:
            self._note(by, hook_id, hospital_id, address, Outcome.DENIED, Problem.MACHINE_TESTS.value)
            raise ForbiddenError("Too many calls in vain.", Problem.MACHINE_TESTS)
        result = self.sending.try_hook(hook)
        if isinstance(result, Sent):
            self.throttle.was_right(try_number)
            self._note(by, hook_id, hospital_id, address, Outcome.SUCCESS)
        else:
            self._note(by, hook_id, hospital_id, address, Outcome.FAILED, result.trouble.value)
        return result

    def _note(self, by: Actor, hook_id: int, hospital_id: int, address: str, outcome: Outcome, why: str = "") -> None:
        detail: dict[str, str | int] = {"hook": hook_id} | ({"why": why} if why else {})
        self.audit.record(AuditEvent(by, "test-hook", NOTHING, outcome, hospital_id, address, detail))
