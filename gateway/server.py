"""The DICOM server of one process: a lobby, and a thread for every association."""

from __future__ import annotations

import contextlib
import socket
import threading

import structlog

from gateway.admission import Rejection
from gateway.association import Association, Desk
from gateway.lobby import Arrival, Lobby
from imaging.errors import SettingsError
from imaging.settings import Bind

log = structlog.get_logger("gateway")

_BACKLOG = 256


def listen(bind: Bind, *, is_shared: bool = True) -> socket.socket:
    """Open the DICOM port; if it is shared the kernel spreads the connections over all processes that opened it."""
    try:
        family, _, _, _, address = socket.getaddrinfo(bind.host, bind.port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, int(is_shared))
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        allowed = f"an address that this machine has and a port that is free ({error.strerror})"
        raise SettingsError("FILMLESS_DICOM_BIND", str(bind), allowed) from error
    return listener


class Server:
    """Serves associations, a limited number at once."""

    def __init__(self, listener: socket.socket, desk: Desk) -> None:
        self._desk = desk
        self._listener = listener
        self._lobby = Lobby(listener, desk.limits, self._welcome)
        self._free = threading.BoundedSemaphore(desk.limits.associations)
        self._threads: set[threading.Thread] = set()

    def run(self) -> None:
        """Serve until told to stop, then let what is under way come to its end."""
        try:
            self._lobby.run(self._desk.is_stopping)
        finally:
            self._listener.close()
            for thread in tuple(self._threads):
                thread.join()

    def _welcome(self, arrival: Arrival) -> None:
        if not self._free.acquire(blocking=False):
            log.warning("association rejected", address=arrival.address, reason="too_many_associations")
            with contextlib.suppress(OSError):
                arrival.connection.send(Rejection.TOO_MANY_ASSOCIATIONS.encode())
            arrival.connection.close()
            return
        thread = threading.Thread(target=self._associate, args=(arrival,), name="association", daemon=True)
        self._threads.add(thread)
        thread.start()

    def _associate(self, arrival: Arrival) -> None:
        try:
            Association(self._desk, arrival).run()
        finally:
            self._threads.discard(threading.current_thread())
            self._free.release()
