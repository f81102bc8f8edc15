"""One commit for what several threads write at the same moment: they wait for the disk together.

::

    thread 1  ── transaction ── commit ──►
    thread 2  ──────── waits ──────────────┐
    thread 3  ──────── waits ──────────────┴─ one transaction, a savepoint each ── commit ──►

Nobody waits without end: who finds no turn in time withdraws what was not begun; what was begun and does not end is in
doubt, and said to be so.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from imaging.errors import ConflictError, UnavailableError
from imaging.index.failures import mapped

Result = TypeVar("Result")


class UndoneError(Exception):
    """What a work raises to be undone by itself, without harm to the work of others."""


class GroupCommit:
    """Shares transactions between the threads of a process."""

    def __init__(self, write: Callable[[float], AbstractContextManager[Connection]], busy_seconds: float) -> None:
        """Compose it; ``write`` begins a transaction before a moment of `time.monotonic`, or raises."""
        self._write, self._busy_seconds = write, busy_seconds
        self._waiting: deque[_Share[Any]] = deque()
        self._turn = Lock()

    def run(self, work: Callable[[Connection], Result], before_commit: Callable[[], None] = lambda: None) -> Result:
        """Do the work, whole or not at all; when this returns it is durable, and what it raises is raised here.

        ``before_commit`` is called between the work and the commit; what it raises undoes the whole transaction.
        """
        share = _Share(work, before_commit, time.monotonic() + self._busy_seconds)
        self._waiting.append(share)
        self._wait_for_turn(share)
        try:
            # Whoever had the turn before may have taken it along.
            if not share.is_done:
                self._commit([self._waiting.popleft() for _ in range(len(self._waiting))])
        finally:
            self._turn.release()
        return share.result()

    def _wait_for_turn(self, share: _Share[Any]) -> None:
        if self._turn.acquire(timeout=self._busy_seconds):
            return
        try:
            self._waiting.remove(share)
        except ValueError:
            # Somebody has taken it along, and is about to say what came of it.
            if self._turn.acquire(timeout=self._busy_seconds):
                return
        raise UnavailableError("The index is busy with other writers.", retry_after_seconds=self._busy_seconds)

    def _commit(self, shares: Sequence[_Share[Any]]) -> None:
        # Whose turn within the transaction it is: what goes wrong then is that one's alone to tell its sender.
        own: _Share[Any] | None = None
        try:
            with self._write(max(share.deadline for share in shares)) as connection:
                do = _Share.do if len(shares) == 1 else _Share.do_apart
                for own in shares:
                    do(own, connection)
                for own in shares:
                    own.settle()
                own = None
        except BaseException as error:  # noqa: BLE001  (it is raised again in every thread whose work is undone)
            for share in shares:
                share.fail(error if own is None or own is share else _undone_by(error))
        finally:
            for share in shares:
                share.is_done = True


class _Share(Generic[Result]):
    """The work of one thread."""

    def __init__(
        self, work: Callable[[Connection], Result], before_commit: Callable[[], None], deadline: float
    ) -> None:
        self.deadline, self.is_done = deadline, False
        self._work, self._before_commit = work, before_commit
        self._results: list[Result] = []
        self._error: BaseException | None = None

    def do(self, connection: Connection) -> None:
        """Do it as the only work of a transaction, which ends with it."""
        self._results.append(self._work(connection))

    def do_apart(self, connection: Connection) -> None:
        """Do it beside the work of others; what it objects to undoes it alone.

        A failure of the database itself goes on to all: SQLite then undoes the whole transaction, savepoints and all,
        and what came after would be a transaction of its own.
        """
        driver: Any = connection.connection.driver_connection
        driver.execute("SAVEPOINT share")
        try:
            with mapped():
                self.do(connection)
        except (ConflictError, UndoneError) as error:
            self._error = error
            driver.execute("ROLLBACK TO share")
        driver.execute("RELEASE share")

    def settle(self) -> None:
        """Wait for what must have happened before the work is committed, unless it is undone already."""
        if self._error is None:
            self._before_commit()

    def fail(self, error: BaseException) -> None:
        """Note that the transaction as a whole was undone, whatever came of this work in it."""
        self._error = error

    def result(self) -> Result:
        """Return what came of it, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return self._results[-1]


def _undone_by(error: BaseException) -> UnavailableError:
    """Return what they hear whose work was undone by that of another, and will be done when it is brought again."""
    undone = UnavailableError("What others wrote at the same moment undid this; try again.", retry_after_seconds=1)
    undone.__cause__ = error
    return undone
