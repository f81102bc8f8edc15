"""Waits until both doors answer."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Final

from pynetdicom import AE

from imaging.errors import UnavailableError
from imaging.settings import Bind, Settings

VERIFICATION: Final = "1.2.840.10008.1.1"
START_SECONDS: Final = 30.0


def wait_for_doors(settings: Settings) -> None:
    """Return when DICOM and HTTP are answered.

    Raises
    ------
    UnavailableError
        One of them did not answer in time.
    """
    _wait_for("The DICOM server", settings.dicom, lambda: _echoes(settings))
    _wait_for("The web server", settings.http, lambda: _listens(settings.http.from_here))


def _wait_for(name: str, bind: Bind, answers: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers():
        if time.monotonic() > deadline:
            raise UnavailableError(f"{name} did not answer at {bind} within {START_SECONDS:.0f} seconds.")
        time.sleep(0.2)


def _echoes(settings: Settings) -> bool:
    if not _listens(settings.dicom.from_here):
        return False
    entity, to = AE(ae_title="DEMO"), settings.dicom.from_here
    entity.add_requested_context(VERIFICATION)
    association = entity.associate(to.host, to.port, ae_title=settings.ae_title)
    if association.is_established:
        association.release()
        return True
    return False


def _listens(bind: Bind) -> bool:
    try:
        socket.create_connection((bind.host, bind.port), timeout=2).close()
    except OSError:
        return False
    return True
