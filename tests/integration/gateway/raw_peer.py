"""A peer that can say anything: bytes on a socket, with just enough of the protocol to get into every state."""

from __future__ import annotations

import socket
import struct
import time
from types import TracebackType
from typing import Self

CT = "1.2.840.10008.5.1.4.1.1.2"
VERIFICATION = "1.2.840.10008.1.1"
IMPLICIT = "1.2.840.10008.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"

ABORT, RELEASE_RP, ACCEPT, REJECT, DATA = 7, 6, 2, 3, 4


def pdu(kind: int, body: bytes, length: int | None = None) -> bytes:
    return struct.pack(">BxI", kind, len(body) if length is None else length) + body


def item(kind: int, value: bytes) -> bytes:
    return struct.pack(">BxH", kind, len(value)) + value


def context(context_id: int, abstract: str, *transfer: str) -> bytes:
    syntaxes = b"".join(item(0x40, uid.encode()) for uid in transfer)
    return item(0x20, bytes((context_id, 0, 0, 0)) + item(0x30, abstract.encode()) + syntaxes)


DEFAULT_CONTEXTS = context(1, CT, EXPLICIT) + context(3, VERIFICATION, IMPLICIT)
DEFAULT_USER = item(0x51, struct.pack(">I", 16384)) + item(0x52, b"1.2.3.4")


def request(
    contexts: bytes = DEFAULT_CONTEXTS,
    user: bytes = DEFAULT_USER,
    called: bytes = b"FILMLESS",
    calling: bytes = b"RAW",
    application: bytes = b"1.2.840.10008.3.1.1.1",
) -> bytes:
    fixed = struct.pack(">Hxx", 1) + called.ljust(16) + calling.ljust(16) + bytes(32)
    return pdu(1, fixed + item(0x10, application) + contexts + item(0x50, user))


def fragment(data: bytes, *, context_id: int = 1, command: bool = False, last: bool = True) -> bytes:
    return struct.pack(">IBB", len(data) + 2, context_id, command | last << 1) + data


def p_data(*fragments: bytes) -> bytes:
    return pdu(DATA, b"".join(fragments))


def element(number: int, value: bytes) -> bytes:
    return struct.pack("<HHI", 0, number, len(value)) + value


def uid(text: str | bytes) -> bytes:
    raw = text if isinstance(text, bytes) else text.encode()
    return raw + b"\0" * (len(raw) % 2)


def store_command(sop_class: str | bytes, instance: str | bytes, message_id: int = 1) -> bytes:
    return (
        element(0x0002, uid(sop_class))
        + element(0x0100, b"\x01\0")
        + element(0x0110, struct.pack("<H", message_id))
        + element(0x0700, b"\0\0")
        + element(0x0800, b"\x01\0")
        + element(0x1000, uid(instance))
    )


def echo_command(message_id: int = 1) -> bytes:
    return (
        element(0x0002, uid(VERIFICATION))
        + element(0x0100, b"\x30\0")
        + element(0x0110, struct.pack("<H", message_id))
        + element(0x0800, b"\x01\x01")
    )


def cancel_command(message_id: int = 1) -> bytes:
    return element(0x0100, b"\xff\x0f") + element(0x0120, struct.pack("<H", message_id)) + element(0x0800, b"\x01\x01")


RELEASE_RQ = pdu(5, bytes(4))
PEER_ABORT = pdu(7, bytes(4))


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


class RawPeer:
    """One connection to the server under test."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = connected(port)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def associate(self, data: bytes | None = None) -> None:
        """Be let in; who is rejected for now, as on a slow machine, comes again."""
        deadline = time.monotonic() + 20
        while True:
            self.send(request() if data is None else data)
            kind, body = self.receive()
            if kind == ACCEPT:
                return
            assert (kind, body[1:2]) == (REJECT, b"\2")
            assert time.monotonic() < deadline
            self.socket.close()
            time.sleep(0.05)
            self.socket = connected(self.port)

    def receive(self) -> tuple[int, bytes]:
        """The next PDU: its type and its body; type 0 when the connection ends."""
        header = self._exactly(6)
        if len(header) < 6:
            return 0, header
        kind, length = struct.unpack(">BxI", header)
        return kind, self._exactly(length)

    def status(self) -> int:
        """The status of the next response."""
        kind, body = self.receive()
        assert kind == DATA, f"PDU {kind}: {body.hex()}"
        return struct.unpack("<H", body[body.index(b"\0\0\0\x09\x02\0\0\0") + 8 :][:2])[0]

    def store(self, sop_class: str | bytes, instance: str | bytes, data: bytes, context_id: int = 1) -> int:
        command = fragment(store_command(sop_class, instance), context_id=context_id, command=True)
        self.send(p_data(command))
        pieces = [data[start : start + 16000] for start in range(0, len(data), 16000)] or [b""]
        for piece in pieces[:-1]:
            self.send(p_data(fragment(piece, context_id=context_id, last=False)))
        self.send(p_data(fragment(pieces[-1], context_id=context_id)))
        return self.status()

    def echo(self) -> int:
        self.send(p_data(fragment(echo_command(), context_id=3, command=True)))
        return self.status()

    def release(self) -> None:
        self.send(RELEASE_RQ)
        assert self.receive()[0] == RELEASE_RP

    def ends(self, within_seconds: float) -> float:
        """Wait until the server closes, and return how long that took."""
        began = time.monotonic()
        self.socket.settimeout(within_seconds)
        while self.receive()[0]:
            pass
        return time.monotonic() - began

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            try:
                piece = self.socket.recv(size - len(data))
            except ConnectionResetError:
                return data
            if not piece:
                return data
            data += piece
        return data
