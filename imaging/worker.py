"""The worker: what must happen soon after something came in, but not before its sender hears success."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import closing, suppress
from datetime import timedelta
from functools import partial
from types import FrameType
from typing import Final

import structlog

from imaging.archive.blob_stores import open_blob_store
from imaging.archive.derivation import Derivation
from imaging.archive.sweep import Sweep
from imaging.archive.transfer import Transfer
from imaging.chores import Chore, Lane, work_in_lanes
from imaging.errors import UnavailableError
from imaging.events.buses import open_event_bus
from imaging.events.event import Event, Kind
from imaging.exchange.queue import Queue
from imaging.exchange.sending import Sending
from imaging.exchange.telling.deliveries import SENDING_LANES
from imaging.house import House
from imaging.orders.dicom_reports import DicomReports
from imaging.reading.study_words import StudyWords
from imaging.settings import Settings
from imaging.supervisor import Process

_REST: Final = timedelta(seconds=10)
# A report that came as DICOM is taken when its study is bound, and binding needs the study and its order.
_ARRIVALS: Final = frozenset(Kind)
log = structlog.get_logger("worker")


def sending_of(house: House) -> Sending:
    """Compose what sends from a house; close it before the house."""
    return Sending(Queue(house.index, house.clock, house.audit, house.destinations), house.senders)


def lanes_of(house: House, sending: Sending) -> tuple[Lane, ...]:
    """Name the chores of a house.

    The transfer has a lane to itself, for it can wait long for a blob store that does not answer. So has what is sent,
    though it only begins threads: an index that is busy must not keep one from the other. News have one for each
    channel, and critical results others than all else: a mail server that does not answer keeps no push waiting, and
    nothing that is slow keeps a critical result waiting.
    """
    archive = house.archive
    sweep = Sweep(house.index, archive.landing, archive.ingest)
    transfer = Transfer(house.index, archive.landing, archive.blobs, house.clock, _REST)
    derivation = Derivation(house.index, archive.retrieve, archive.metadata, house.clock)
    telling = house.telling
    reports = DicomReports(house.index, house.clock, house.reports, house.documents, archive.retrieve)
    return (
        Lane((Chore("transfer", transfer.run, 0.5),)),
        # Who is to be told of what: asks the index alone, and waits for nobody else.
        Lane(
            (
                Chore("escalate critical results", house.reporting.critical.escalate, 5.0),
                Chore("tell of critical results", telling.critical_news.run, 2.0),
                Chore("escalate news", telling.escalation.run, 5.0),
                Chore("escalate consults", house.asking.escalation.run, 10.0),
                Chore("remind of consults", house.asking.times.remind, 20.0),
                Chore("plan news", telling.planning.run, 1.0),
                Chore("forget old news", telling.forgetting.run, 3600.0),
            )
        ),
        *(Lane((Chore(each.name, partial(telling.sending.run, each), 1.0),)) for each in SENDING_LANES),
        Lane((Chore("send", sending.run, 1.0),)),
        Lane(
            (
                Chore("sweep", sweep.run, 60.0),
                Chore("write words", StudyWords(house.index).write, 1.0, _ARRIVALS),
                Chore("bind", house.bindings.bind_new_studies, 0.5, _ARRIVALS),
                Chore("take reports", reports.take, 2.0, _ARRIVALS),
                Chore("derive", derivation.run, 1.0),
                Chore("build outcomes of consults", house.outcomes.building.run, 5.0, frozenset({Kind.ROOM})),
            )
        ),
    )


def run(settings: Settings) -> None:
    """Run the worker until SIGTERM."""
    stop = threading.Event()
    # What it does may wait a little; a sender and a patient should not.
    os.nice(10)
    with suppress(KeyboardInterrupt), House.open(settings) as house, closing(sending_of(house)) as sending:
        lanes = lanes_of(house, sending)

        def ring(event: Event | None = None) -> None:
            for lane in lanes:
                lane.ring(event)

        def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  (the signature of a handler)
            stop.set()
            ring()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)
        house.events.subscribe(ring)
        work_in_lanes(lanes, stop)


def check(settings: Settings) -> None:
    """Ask for the places of objects and events: a wrong one is told at the start, one that is only away keeps nobody.

    What is received meanwhile lies in the landing directory, and is found by looking.
    """
    events = open_event_bus(settings.events_url)
    for name, ask in (("objects", open_blob_store(settings.blobs_url).check), ("events", events.check)):
        try:
            ask()
        except UnavailableError as error:
            log.warning("can't be reached", place=name, reason=str(error))
    events.close()


PROCESS = Process("worker", run, check)
