"""The process that ``filmless serve`` starts for DICOM, as many times as is set."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from gateway.admission import Admission
from gateway.association import Desk
from gateway.limits import Limits
from gateway.server import Server, listen
from imaging.house import House
from imaging.logs import configure_logs
from imaging.settings import Settings
from imaging.supervisor import Process


def run(settings: Settings) -> None:
    """Serve associations until told to end; then finish what is under way."""
    configure_logs(settings.log_level)
    ending = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  (what a signal handler is given)
        ending.set()

    signal.signal(signal.SIGTERM, end)
    with House.open(settings) as house:
        Server(listen(settings.dicom), desk(house, settings, ending)).run()


def desk(house: House, settings: Settings, ending: threading.Event) -> Desk:
    """Compose what all associations share."""
    return Desk(
        house=house,
        admission=Admission(
            house.ae_titles,
            settings.ae_title,
            accepts_unknown=settings.accepts_unknown_ae,
            is_loopback=settings.dicom.is_loopback,
        ),
        limits=Limits.of(settings),
        is_stopping=ending.is_set,
    )


def check(settings: Settings) -> None:
    """Find out whether the port can be had, before anything is started."""
    listen(settings.dicom, is_shared=False).close()


def count(settings: Settings) -> int:
    """How many processes accept on the one port."""
    return settings.gateway_processes


PROCESS = Process("gateway", run, check, count)
