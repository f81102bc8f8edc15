"""The worker: what must happen soon after something came in, but not before its sender hears success.

Each chore runs again and again; one that fails waits a little and does not keep the others from running.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from types import FrameType
from typing import Final

import structlog

from imaging.archive.blob_stores import open_blob_store
from imaging.archive.derivation import Derivation
from imaging.archive.sweep import Sweep
from imaging.archive.transfer import Transfer
from imaging.errors import FilmlessError, UnavailableError
from imaging.house import House
from imaging.orders.dicom_reports import DicomReports
from imaging.settings import Settings
from imaging.supervisor import Process

_FIRST_PAUSE_SECONDS: Final = 1.0
_LONGEST_PAUSE_SECONDS: Final = 30.0
# More of them than lead to the longest pause; a day of failures must not make a number too large.
_DOUBLINGS: Final = 10
_REST: Final = timedelta(seconds=10)
log = structlog.get_logger("worker")


@dataclass
class Chore:
    """Something to do now and then; as long as ``run`` tells that it did something, it goes on at once."""

    name: str
    run: Callable[[], int]
    every_seconds: float
    due: float = 0.0
    failures: int = 0

    def attempt(self, now: float) -> None:
        """Run if it is due; after failures wait longer and longer."""
        if now < self.due:
            return
        try:
            done = self.run()
        except FilmlessError as error:
            pause = self._pause_after_failure()
            log.warning("chore failed", chore=self.name, reason=str(error), again_in_seconds=pause)
        except Exception:
            # The outermost frame of a chore: what nobody foresaw in one must not end the others.
            pause = self._pause_after_failure()
            log.exception("chore failed", chore=self.name, again_in_seconds=pause)
        else:
            self.failures = 0
            pause = 0.0 if done else self.every_seconds
        self.due = now + pause

    def _pause_after_failure(self) -> float:
        self.failures += 1
        return min(_FIRST_PAUSE_SECONDS * 2.0 ** min(self.failures - 1, _DOUBLINGS), _LONGEST_PAUSE_SECONDS)


def lanes_of(house: House) -> tuple[tuple[Chore, ...], ...]:
    """Name the chores of a house; those of one lane wait for each other.

    The transfer has a lane to itself, for it can wait long for a blob store that does not answer.
    """
    archive = house.archive
    sweep = Sweep(house.index, archive.landing, archive.ingest)
    transfer = Transfer(house.index, archive.landing, archive.blobs, house.clock, _REST)
    derivation = Derivation(house.index, archive.retrieve, archive.metadata, house.clock)
    reports = DicomReports(house.index, house.clock, house.reports, archive.retrieve, archive.objects)
    return (
        (Chore("transfer", transfer.run, 0.5),),
        (
            Chore("sweep", sweep.run, 60.0),
            Chore("bind", house.bindings.bind_new_studies, 0.5),
            Chore("take reports", reports.take, 2.0),
            Chore("derive", derivation.run, 1.0),
        ),
    )


def work_in_lanes(lanes: Sequence[Sequence[Chore]], stop: threading.Event) -> None:
    """Do the chores of each lane in a thread of its own until told to stop, those of the last one in this thread."""
    threads = [threading.Thread(target=work, args=(lane, stop), name=lane[0].name) for lane in lanes[:-1]]
    for thread in threads:
        thread.start()
    try:
        work(lanes[-1], stop)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def work(chores: Sequence[Chore], stop: threading.Event) -> None:
    """Do the chores until told to stop."""
    while not stop.is_set():
        for chore in chores:
            if not stop.is_set():
                chore.attempt(time.monotonic())
        stop.wait(max(0.0, min(chore.due for chore in chores) - time.monotonic()))


def run(settings: Settings) -> None:
    """Run the worker until SIGTERM."""
    stop = threading.Event()
    # What it does may wait a little; a sender and a patient should not.
    os.nice(10)

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  (the signature of a handler)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    with suppress(KeyboardInterrupt), House.open(settings) as house:
        work_in_lanes(lanes_of(house), stop)


def check(settings: Settings) -> None:
    """Ask for the place of the objects: a wrong one is told at the start, one that is only away keeps nobody from it.

    What is received meanwhile lies in the landing directory.
    """
    try:
        open_blob_store(settings.blobs_url).check()
    except UnavailableError as error:
        log.warning("the objects can't be reached", reason=str(error))


PROCESS = Process("worker", run, check)
