"""One turn of a loop that must go on: what fails in it is told in the log, and ends nothing but this turn."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from imaging.errors import FilmlessError


class Isolated:
    """The outermost frame of one turn.

    ::

        for each in waiting:
            with Isolated(log, "not sent", parcel=each.id) as turn:
                send(each)
            if turn.failure is not None:
                ...

    What was raised on purpose is told by its sentence, what nobody foresaw by its place. What ends a process, a thread
    or a task (``SystemExit``, ``KeyboardInterrupt``, ``CancelledError``) goes out as it is, as does what is to be let
    out: an index that is away is away for the next turn too.
    """

    __slots__ = ("_about", "_event", "_lets_out", "_log", "failure")

    def __init__(
        self, log: Any, event: str, *, lets_out: tuple[type[FilmlessError], ...] = (), **about: str | float | None
    ) -> None:
        self._log, self._event, self._lets_out, self._about = log, event, lets_out, about
        self.failure: FilmlessError | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception) or isinstance(error, self._lets_out):
            return False
        if isinstance(error, FilmlessError):
            self.failure = error
            self._log.warning(self._event, reason=str(error), **self._about)
        else:
            self.failure = FilmlessError("Something went wrong here.")
            self._log.error(self._event, exc_info=error, **self._about)
        return True
