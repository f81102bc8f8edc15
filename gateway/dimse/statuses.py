"""One table from our errors to DIMSE statuses (PS3.4 B.2.3, C.4.1.1.4, C.4.2.1.5; PS3.7 annex C)."""

from __future__ import annotations

from enum import IntEnum

from imaging.errors import (
    ConflictError,
    FilmlessError,
    ForbiddenError,
    LimitError,
    MalformedError,
    MismatchError,
    NotFoundError,
    RefusedError,
    UnavailableError,
    UnsupportedError,
)


class Status(IntEnum):
    """The statuses that are answered here."""

    SUCCESS = 0x0000
    PROCESSING_FAILURE = 0x0110
    DUPLICATE_SOP_INSTANCE = 0x0111
    SOP_CLASS_NOT_SUPPORTED = 0x0122
    NOT_AUTHORIZED = 0x0124
    OUT_OF_RESOURCES = 0xA700
    CANNOT_COUNT_MATCHES = 0xA701
    CANNOT_PERFORM_SUBOPERATIONS = 0xA702
    MOVE_DESTINATION_UNKNOWN = 0xA801
    DATA_SET_DOES_NOT_MATCH_SOP_CLASS = 0xA900
    SUBOPERATIONS_WITH_FAILURES = 0xB000
    CANNOT_UNDERSTAND = 0xC000
    LIMIT_EXCEEDED = 0xC001
    CANCELLED = 0xFE00
    PENDING = 0xFF00
    PENDING_WITHOUT_OPTIONAL_KEYS = 0xFF01


# The first that fits counts, so what is special stands before what is general.
_TABLE: tuple[tuple[type[FilmlessError], Status], ...] = (
    (MalformedError, Status.CANNOT_UNDERSTAND),
    (LimitError, Status.LIMIT_EXCEEDED),
    (MismatchError, Status.DATA_SET_DOES_NOT_MATCH_SOP_CLASS),
    (UnsupportedError, Status.SOP_CLASS_NOT_SUPPORTED),
    (RefusedError, Status.CANNOT_UNDERSTAND),
    (ForbiddenError, Status.NOT_AUTHORIZED),
    (ConflictError, Status.DUPLICATE_SOP_INSTANCE),
    (NotFoundError, Status.PROCESSING_FAILURE),
    (UnavailableError, Status.OUT_OF_RESOURCES),
    (FilmlessError, Status.PROCESSING_FAILURE),
)


def status_of(error: FilmlessError) -> Status:
    """Return the status that tells a peer of this error."""
    return next(status for kind, status in _TABLE if isinstance(error, kind))
