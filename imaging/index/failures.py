"""The seam between the databases' errors and ours; nothing above it catches one of SQLAlchemy's or of a driver."""

from __future__ import annotations

import sqlite3
from typing import Final

import psycopg
import psycopg.errors
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from imaging.errors import ConflictError, FilmlessError, MalformedError, NoSpaceError, UnavailableError
from imaging.seam import Seam

log = structlog.get_logger("index")

_UNAVAILABLE: Final = (
    sqlite3.OperationalError,
    sqlite3.InterfaceError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
)
# Servers may be set to end transactions that idle, or take long.
_TIMEOUTS: Final = {"25P03", "25P04"}


class DamagedIndexError(FilmlessError):
    """The index contradicts itself; rebuild it with `filmless reindex` or restore it from a backup."""


class UnforeseenIndexError(FilmlessError):
    """The index refused what it was asked for, which nobody foresaw; the log says where."""


class _IndexSeam(Seam):
    """Knows what goes wrong with databases, whether SQLAlchemy raised it or the driver did."""

    __slots__ = ()

    def ours(self, error: BaseException) -> FilmlessError | None:
        """Return what an error means."""
        if isinstance(error, DBAPIError):
            return _ours(error, error.orig, is_gone=error.connection_invalidated)
        if isinstance(error, sqlite3.Error | psycopg.Error):
            return _ours(error, error)
        if isinstance(error, OverflowError):
            # SQLite's driver itself can't hand it over.
            return MalformedError("It holds a number that the index can't hold.")
        if isinstance(error, PoolTimeoutError):
            busy = "All connections to the index are in use; try again."
            return UnavailableError(busy, retry_after_seconds=1)
        return None


_SEAM: Final = _IndexSeam()


def mapped() -> Seam:
    """Let only our own errors out of the block."""
    return _SEAM


def _ours(raised: BaseException, error: BaseException | None, *, is_gone: bool = False) -> FilmlessError:
    """Return what an error of a driver means; ``raised`` is the one that knows where."""
    text = str(error)
    if isinstance(error, sqlite3.IntegrityError | psycopg.IntegrityError):
        return ConflictError("It contradicts what is already in the index.")
    if "disk is full" in text or isinstance(error, psycopg.errors.DiskFull):
        return NoSpaceError("The index has no space left on its disk.", retry_after_seconds=30)
    if "malformed" in text or "not a database" in text or isinstance(error, psycopg.errors.DataCorrupted):
        return DamagedIndexError("The index is damaged; rebuild it with `filmless reindex` or restore a backup.")
    if is_gone or isinstance(error, _UNAVAILABLE) or getattr(error, "sqlstate", None) in _TIMEOUTS:
        return UnavailableError("The index does not answer now; try again.", retry_after_seconds=1)
    if isinstance(error, sqlite3.DataError | psycopg.DataError):
        return MalformedError("It holds a value that the index can't hold.")
    log.error("the index refused", exc_info=raised)
    return UnforeseenIndexError(UnforeseenIndexError.__doc__ or "")
