"""HL7 messages over TCP: the Minimal Lower Layer Protocol, as the one who sends.

::

    <VT> message <FS> <CR>        and the answer in the same frame
"""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from gateway.hl7.acknowledgement import read_acknowledgement
from gateway.peer_addresses import resolved
from imaging.errors import ForbiddenError, UnavailableError
from imaging.exchange.destination import Destination
from imaging.exchange.hl7_oru import Envelope, written_oru
from imaging.exchange.observation_report import ObservationReport
from imaging.exchange.shipment import ARRIVED, Answer, Means, Patience, Shipment, down, refused
from imaging.exchange.trouble import Trouble

BEGIN: Final = b"\x0b"
END: Final = b"\x1c\r"
_CONNECT_SECONDS: Final = 5.0
_LARGEST_ANSWER_BYTES: Final = 64 * 1024
# How often it is asked whether this process is to end.
_TICK_SECONDS: Final = 1.0


class _SilentError(Exception):
    """It did not answer whole and in time."""


@dataclass(frozen=True)
class Mllp:
    """Sends results to hospitals' information systems."""

    means: Means

    def send(self, shipment: Shipment) -> Answer:
        """Send a result, and wait for the acknowledgement of just this message."""
        report = shipment.payload
        if not isinstance(report, ObservationReport):
            return refused(Trouble.KIND_REFUSED)
        message = written_oru(report, self._envelope(shipment), self._pdf(report))
        connection = self._connected(shipment.destination, shipment.patience)
        if isinstance(connection, Answer):
            return connection
        with connection:
            try:
                answer = _asked(connection, message, shipment.patience)
            except (OSError, _SilentError):
                return down(Trouble.SILENT)
        acknowledgement = read_acknowledgement(answer)
        return acknowledgement.answer_to(shipment.handle) if acknowledgement else down(Trouble.NOT_UNDERSTOOD)

    def reach(self, destination: Destination, patience: Patience) -> Answer:
        """Look whether something listens there; nothing is said to it."""
        connection = self._connected(destination, patience)
        if isinstance(connection, Answer):
            return connection
        connection.close()
        return ARRIVED

    def _connected(self, destination: Destination, patience: Patience) -> socket.socket | Answer:
        address = destination.address
        port = address.port or 0
        seconds = min(_CONNECT_SECONDS, max(0.1, patience.until - time.monotonic()))
        try:
            host = resolved(address.host, port, allows_loopback=self.means.allows_loopback)
            return socket.create_connection((host, port), seconds)
        except ForbiddenError:
            return down(Trouble.ADDRESS)
        except (OSError, UnavailableError):
            return down(Trouble.UNREACHABLE)

    def _envelope(self, shipment: Shipment) -> Envelope:
        address = shipment.destination.address
        facility = self.means.hospitals.by_id(shipment.destination.hospital_id).code
        return Envelope(
            shipment.handle, shipment.put_at, facility, address.application, address.facility, self.means.zone
        )

    def _pdf(self, report: ObservationReport) -> bytes:
        return b"" if report.pdf is None else self.means.files.read(report.pdf.file_key)


def _asked(connection: socket.socket, message: bytes, patience: Patience) -> bytes:
    """Send a message in its frame, and return the one that comes back.

    Sending and waiting have one bound, which is longer for what is large: what was handed to the system may still be on
    its way over a slow line, and some receivers answer when the result is filed, not when it has come.
    """
    connection.settimeout(_TICK_SECONDS)
    rest = memoryview(BEGIN + message + END)
    while rest:
        _check(patience)
        with suppress(TimeoutError):
            rest = rest[connection.send(rest) :]
    answer = bytearray()
    while END not in answer:
        _check(patience)
        if len(answer) > _LARGEST_ANSWER_BYTES:
            raise _SilentError
        try:
            piece = connection.recv(16 * 1024)
        except TimeoutError:
            continue
        if not piece:
            raise _SilentError
        answer += piece
    return bytes(answer).partition(BEGIN)[2].partition(END)[0]


def _check(patience: Patience) -> None:
    if time.monotonic() > patience.until or patience.is_stopping():
        raise _SilentError
