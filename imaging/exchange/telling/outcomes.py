"""What sending came to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """Why something did not arrive, in a word; pages say it in their reader's language."""

    # Nothing answers there, or too late.
    SILENT = "silent"
    # It answers that it can't now.
    BUSY = "busy"
    # It answers that it will never take this: a wrong key, a sender that may not.
    REFUSED = "refused"
    # It does not know the signature, or the key that is part of the address.
    NOT_LET_IN = "not-let-in"
    # Whom it was for is not there any more.
    GONE = "gone"
    # The address leads to where nothing is sent.
    ADDRESS = "address"
    # It answers in another way than it should.
    NOT_UNDERSTOOD = "not-understood"
    # The installation has no mail server.
    NOT_SET_UP = "not-set-up"


@dataclass(frozen=True)
class Sent:
    """It was taken over."""


@dataclass(frozen=True)
class Later:
    """It was not, and it is worth another try."""

    trouble: Trouble
    after_seconds: float | None = None


@dataclass(frozen=True)
class Never:
    """It was not, and never will be."""

    trouble: Trouble


Result = Sent | Later | Never
