"""Systems of a hospital that receive, and fail now and then: a listener for HL7 and a web hook, each a real server."""

from __future__ import annotations

import hashlib
import hmac
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "a key of more than 24 characters"


class Fault(StrEnum):
    """What goes wrong with one call."""

    NONE = "none"
    # It is not taken, and that is said.
    ERROR = "error"
    # The connection is reset before anything is taken.
    RESET = "reset"
    # It is taken, and the line breaks before the answer.
    TAKEN_UNSAID = "taken-unsaid"
    # Nothing is answered for as long as anybody waits.
    HANGS = "hangs"


def _never(number: int) -> Fault:
    return Fault.NONE


@dataclass
class Received:
    """What a system has taken: by its name, as it drops what it has seen."""

    fault_of: Callable[[int], Fault] = _never
    # Everything that was taken, in the order in which it came first.
    taken: dict[str, bytes] = field(default_factory=dict)
    calls: int = 0
    repeated: int = 0
    wrong: list[str] = field(default_factory=list)
    # How HL7 errors are answered.
    error: str = "AR"
    # How fast a message is read; None: as fast as it comes.
    bytes_per_second: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    ended: threading.Event = field(default_factory=threading.Event)

    def next_fault(self) -> Fault:
        with self._lock:
            self.calls += 1
            return self.fault_of(self.calls)

    def take(self, name: str, content: bytes) -> None:
        with self._lock:
            if name in self.taken:
                self.repeated += 1
                if self.taken[name] != content:
                    self.wrong.append(f"{name} came twice and differs")
            else:
                self.taken[name] = content


def reset(connection: socket.socket) -> None:
    """Close a connection as a crash does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


class _MllpHandler(socketserver.BaseRequestHandler):
    server: Any

    def handle(self) -> None:
        received: Received = self.server.received
        data = b""
        with suppress(OSError):
            while not data.endswith(b"\x1c\r"):
                piece = self.request.recv(65536)
                if not piece:
                    return
                data += piece
                if received.bytes_per_second is not None:
                    time.sleep(len(piece) / received.bytes_per_second)
            self._answer(received, data)

    def _answer(self, received: Received, data: bytes) -> None:
        message = data.removeprefix(b"\x0b").removesuffix(b"\x1c\r")
        control_id = message.split(b"\r")[0].split(b"|")[9].decode()
        fault = received.next_fault()
        if fault is Fault.HANGS:
            received.ended.wait(120)
            return
        if fault is Fault.RESET:
            reset(self.request)
            return
        code = received.error if fault is Fault.ERROR else "AA"
        if code == "AA":
            received.take(control_id, message)
        if fault is Fault.TAKEN_UNSAID:
            reset(self.request)
            return
        head = "MSH|^~\\&|HIS|H|FILMLESS|MAIN|20260301120000||ACK^R01^ACK|1|P|2.5.1"
        self.request.sendall(f"\x0b{head}\rMSA|{code}|{control_id}\r\x1c\r".encode())


class _HookHandler(BaseHTTPRequestHandler):
    server: Any
    protocol_version = "HTTP/1.1"

    def do_OPTIONS(self) -> None:
        self._say(204)

    def do_POST(self) -> None:
        received: Received = self.server.received
        body = self.rfile.read(int(self.headers["Content-Length"]))
        fault = received.next_fault()
        if fault is Fault.HANGS:
            received.ended.wait(120)
            self.close_connection = True
            return
        if fault is Fault.RESET:
            reset(self.connection)
            return
        if not self._is_signed(body):
            received.wrong.append("signature")
            self._say(401)
            return
        if fault is Fault.ERROR:
            self._say(self.server.error_status)
            return
        received.take(self.headers["Filmless-Id"], body)
        if fault is Fault.TAKEN_UNSAID:
            reset(self.connection)
            return
        self._say(204)

    def _is_signed(self, body: bytes) -> bool:
        """As the description for those who receive says it, and not by what signs."""
        timestamp = self.headers["Filmless-Timestamp"]
        if abs(time.time() - int(timestamp)) > 300 and not self.server.ignores_time:
            return False
        expected = hmac.new(KEY.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(self.headers["Filmless-Signature"], f"v1={expected}")

    def _say(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class _Quiet(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """Keep quiet about connections that break: the test has them break."""


class _QuietHttp(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Keep quiet, as above."""


@contextmanager
def _served(server: Any, received: Received) -> Iterator[int]:
    server.received = received
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        received.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def mllp_server(received: Received, port: int = 0) -> Iterator[int]:
    """A listener for HL7; gives its port."""
    server = _Quiet(("127.0.0.1", port), _MllpHandler)
    if received.bytes_per_second is not None:
        # Else the system takes at once what is read slowly.
        server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 * 1024)
    with _served(server, received) as listening:
        yield listening


@contextmanager
def hook_server(
    received: Received, port: int = 0, *, error_status: int = 503, ignores_time: bool = False
) -> Iterator[int]:
    """A web hook that believes only what is signed with `KEY`; gives its port."""
    server: Any = _QuietHttp(("127.0.0.1", port), _HookHandler)
    server.error_status, server.ignores_time = error_status, ignores_time
    with _served(server, received) as listening:
        yield listening
