"""How an association can break.

These stand beside the error tree of the house, not in it: nobody is answered with a status for them. They end the
association, and whoever calls a peer of ours turns them into an ``UnavailableError`` (see ``gateway.requestor``).

::

    AssociationError
    ├── ProtocolError    the other side broke PS3.8 or PS3.7, or took too long: it is sent an A-ABORT
    ├── AbortedError     the other side sent an A-ABORT
    └── ClosedError      the connection is gone
"""

from __future__ import annotations

from enum import IntEnum


class AbortReason(IntEnum):
    """Reasons of an A-ABORT by the service provider (PS3.8 9.3.8)."""

    NOT_SPECIFIED = 0
    UNRECOGNIZED_PDU = 1
    UNEXPECTED_PDU = 2
    UNRECOGNIZED_PARAMETER = 4
    UNEXPECTED_PARAMETER = 5
    INVALID_PARAMETER = 6


class AssociationError(Exception):
    """The association can't go on."""


class ProtocolError(AssociationError):
    """The other side broke the protocol; the text and the reason say how."""

    def __init__(self, message: str, reason: AbortReason = AbortReason.NOT_SPECIFIED) -> None:
        super().__init__(message)
        self.reason = reason


class AbortedError(AssociationError):
    """The other side ended it with an A-ABORT."""


class ClosedError(AssociationError):
    """The connection is gone."""
