"""What the services of one association know: who calls, what it may use, and what was done so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from structlog.typing import FilteringBoundLogger

from gateway.limits import Limits
from imaging.access.actors import Action, Denied, Device, Scope, decide
from imaging.archive.transcoding import Transcoder
from imaging.errors import ForbiddenError
from imaging.house import House

COMMENT_LENGTH = 64


@dataclass(frozen=True)
class Session:
    """One association, as its services see it."""

    correlation_id: str
    caller: Device
    address: str
    house: House
    limits: Limits
    log: FilteringBoundLogger
    # What was done, for the audit and the log: counts only.
    counts: Counter[str] = field(default_factory=Counter)

    def require(self, action: Action) -> None:
        """Go on only if the caller may do this in its hospital."""
        decision = decide(self.caller, action, Scope(self.caller.hospital_id))
        if isinstance(decision, Denied):
            raise ForbiddenError(decision.reason)

    @property
    def transcoder(self) -> Transcoder:
        """What writes objects anew for peers that can't read what they are stored in."""
        return Transcoder(self.house.archive.retrieve, self.house.decoders)

    def comment(self, error: Exception) -> str:
        """Return an Error Comment (0000,0902) by which the log line of this association is found."""
        return f"[{self.correlation_id}] {error}"[:COMMENT_LENGTH]
