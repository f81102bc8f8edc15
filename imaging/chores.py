"""Chores: what is done now and then in the background, or as soon as an event says that it is worth it.

Each chore runs again and again; one that fails waits a little and does not keep the others from running.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from imaging.events.event import Event, Kind
from imaging.isolated import Isolated

_FIRST_PAUSE_SECONDS: Final = 1.0
_LONGEST_PAUSE_SECONDS: Final = 30.0
# More of them than lead to the longest pause; a day of failures must not make a number too large.
_DOUBLINGS: Final = 10
log = structlog.get_logger("worker")


@dataclass
class Chore:
    """Something to do now and then; as long as ``run`` tells that it did something, it goes on at once."""

    name: str
    run: Callable[[], int]
    every_seconds: float
    # What makes it due at once. An event may get lost, so it is done now and then in any case.
    wanted_after: frozenset[Kind] = frozenset()
    due: float = 0.0
    failures: int = 0
    is_wanted: bool = False

    def attempt(self, now: float) -> None:
        """Run if it is due or wanted; after failures wait longer and longer, whoever wants it."""
        if now < self.due and (self.failures or not self.is_wanted):
            return
        # What arrives from here on makes it wanted again.
        self.is_wanted = False
        pause = self._pause_if_it_fails()
        with Isolated(log, "chore failed", chore=self.name, again_in_seconds=pause) as turn:
            pause = 0.0 if self.run() else self.every_seconds
        self.failures = 0 if turn.failure is None else self.failures + 1
        self.due = now + pause

    def _pause_if_it_fails(self) -> float:
        return min(_FIRST_PAUSE_SECONDS * 2.0 ** min(self.failures, _DOUBLINGS), _LONGEST_PAUSE_SECONDS)


@dataclass(frozen=True)
class Lane:
    """Chores that wait for each other, in the order in which one leads to the next."""

    chores: Sequence[Chore]
    _bell: threading.Event = field(default_factory=threading.Event)

    def ring(self, event: Event | None = None) -> None:
        """Have done at once what an event wants; without one, only look whether it is time to stop."""
        for chore in self.chores:
            if event is not None and event.kind in chore.wanted_after:
                chore.is_wanted = True
        self._bell.set()

    def work(self, stop: threading.Event) -> None:
        """Do the chores until told to stop."""
        while not stop.is_set():
            self._bell.clear()
            for chore in self.chores:
                if not stop.is_set():
                    chore.attempt(time.monotonic())
            if not stop.is_set():
                self._bell.wait(max(0.0, min(chore.due for chore in self.chores) - time.monotonic()))


def work_in_lanes(lanes: Sequence[Lane], stop: threading.Event) -> None:
    """Do the chores of each lane in a thread of its own until told to stop, those of the last one in this thread."""
    threads = [threading.Thread(target=lane.work, args=(stop,), name=lane.chores[0].name) for lane in lanes[:-1]]
    for thread in threads:
        thread.start()
    try:
        lanes[-1].work(stop)
    finally:
        stop.set()
        for lane in lanes:
            lane.ring()
        for thread in threads:
            thread.join()
