"""What goes to one destination in one try, and what came of it; the doors' senders know nothing else of the outbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Protocol

from imaging.access.hospitals import Hospitals
from imaging.archive.kept_files import KeptFiles
from imaging.archive.transcoding import Transcoder
from imaging.clock import Clock
from imaging.exchange.delivery import Payload
from imaging.exchange.destination import Destination
from imaging.exchange.trouble import Trouble


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Patience:
    """How long a call may take, whatever comes of it."""

    # A moment of `time.monotonic`.
    until: float
    # Asked now and then: whether this process is to end.
    is_stopping: Callable[[], bool] = _never


@dataclass(frozen=True)
class Shipment:
    """One try."""

    destination: Destination
    payload: Payload
    # The same at every try: by it the receiver knows what came twice.
    handle: str
    put_at: datetime
    patience: Patience


class Verdict(StrEnum):
    """What a try says about this delivery and about those behind it."""

    ARRIVED = "arrived"
    # It will never be taken: nobody tries again by themselves.
    REFUSED = "refused"
    # The destination is there, but this one it did not take now.
    LATER = "later"
    # The destination is not there, or takes nothing: all that is for it waits.
    DOWN = "down"


@dataclass(frozen=True)
class Answer:
    """What came of it."""

    verdict: Verdict
    trouble: Trouble | None = None
    # As the receiver's protocol says it, such as A700, AE, 503; nothing that could name a patient.
    code: str = ""


ARRIVED = Answer(Verdict.ARRIVED)


def refused(trouble: Trouble = Trouble.REFUSED, code: str = "") -> Answer:
    """Say that it will never be taken."""
    return Answer(Verdict.REFUSED, trouble, code)


def later(trouble: Trouble = Trouble.BUSY, code: str = "") -> Answer:
    """Say that this one may be taken another time."""
    return Answer(Verdict.LATER, trouble, code)


def down(trouble: Trouble, code: str = "") -> Answer:
    """Say that nothing is taken now."""
    return Answer(Verdict.DOWN, trouble, code)


class Sender(Protocol):
    """Speaks one protocol. It returns whatever goes wrong at the other side; what it raises is a fault of ours."""

    def send(self, shipment: Shipment) -> Answer:
        """Send it, and wait for the answer."""
        ...

    def reach(self, destination: Destination, patience: Patience) -> Answer:
        """Look whether the destination is there, without leaving anything."""
        ...


@dataclass(frozen=True)
class Means:
    """What senders work with."""

    transcoder: Transcoder
    files: KeptFiles
    hospitals: Hospitals
    # How we are called among DICOM machines.
    ae_title: str
    # Only where this machine serves nobody else.
    allows_loopback: bool
    # In whose time messages say when something was; None: the machine's own.
    zone: tzinfo | None
    clock: Clock


MakesSender = Callable[[Means], Sender]
