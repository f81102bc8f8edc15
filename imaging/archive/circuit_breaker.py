"""Keeps from asking a server that does not answer: after some failures only a probe now and then gets through.

::

    closed ── failures in a row ──→ open ── after a pause: one probe ──→ succeeded: closed
                                     └────────────────────────────────── failed: open, with a longer pause
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

from imaging.errors import UnavailableError

FAILURES_IN_A_ROW: Final = 5
FIRST_PAUSE_SECONDS: Final = 0.5
LONGEST_PAUSE_SECONDS: Final = 15.0


class ServerIsDeadError(UnavailableError):
    """The server was not asked: it has not answered for a while."""


class CircuitBreaker:
    """Safe to share between threads; its pauses see to it that a dead server is asked at most twice a second."""

    def __init__(self, name: str, now: Callable[[], float] = time.monotonic) -> None:
        self._name, self._now = name, now
        self._failures = 0
        self._pause = 0.0
        self._next_probe = 0.0
        self._lock = Lock()

    @property
    def is_open(self) -> bool:
        """Whether the server is taken to be dead."""
        return self._failures >= FAILURES_IN_A_ROW

    @contextmanager
    def request(self) -> Iterator[None]:
        """Let one request through, or raise `ServerIsDeadError` at once; an `UnavailableError` within is a failure."""
        self._admit()
        try:
            yield
        except UnavailableError:
            self._failed()
            raise
        with self._lock:
            self._failures, self._pause = 0, 0.0

    def _admit(self) -> None:
        with self._lock:
            if not self.is_open:
                return
            wait = self._next_probe - self._now()
            if wait > 0:
                raise ServerIsDeadError(f"{self._name} does not answer.", retry_after_seconds=wait)
            self._next_probe = self._now() + max(self._pause, FIRST_PAUSE_SECONDS)

    def _failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self.is_open:
                self._pause = min(max(self._pause * 2, FIRST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)
                self._next_probe = self._now() + self._pause
