"""Why something did not arrive, in words that say nothing of a patient; pages say them in their reader's language."""

from __future__ import annotations

from enum import StrEnum


class Trouble(StrEnum):
    """Why a try came to nothing; beside it stands the code by which the receiver's protocol says it, if it did."""

    # Nothing answers there.
    UNREACHABLE = "unreachable"
    # It took too long, or the connection broke before an answer came.
    SILENT = "silent"
    # Something answers, but not as the protocol wants it.
    NOT_UNDERSTOOD = "not-understood"
    # It does not let us in: a title, a login, a token.
    NOT_LET_IN = "not-let-in"
    # It answers that it can't now.
    BUSY = "busy"
    # It answers that it will never take this.
    REFUSED = "refused"
    # Its certificate is not one that this machine trusts.
    CERTIFICATE = "certificate"
    # It takes no objects of this kind.
    KIND_REFUSED = "kind-refused"
    # The address leads to where nothing is sent.
    ADDRESS = "address"
    # What was to be sent is not here any more, or can't be read.
    LOST = "lost"
    # Nothing that is installed speaks its protocol.
    NO_SENDER = "no-sender"
    # More than a queue holds waited already.
    TOO_MUCH_WAITS = "too-much-waits"
    # It is in question whose study it tells of, or it is somebody else's by now.
    STUDY_IN_QUESTION = "study-in-question"
