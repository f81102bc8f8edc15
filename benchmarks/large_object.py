"""Memory while a multi-frame object of 1 GB comes in: ``python -m benchmarks.large_object``."""

from __future__ import annotations

import struct
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import psutil
import typer

from benchmarks.figures import Figure, report
from benchmarks.filmless import running_filmless
from gateway.channel import Channel
from gateway.command_set import Command, CommandField, Key
from gateway.limits import Limits
from gateway.pdus import ProposedContext
from gateway.requestor import Peer, associate
from gateway.sop_classes import EXPLICIT_LITTLE_ENDIAN
from imaging.dicom.uids import new_uid

MIB = 1024 * 1024
MULTI_FRAME = "1.2.840.10008.5.1.4.1.1.7.3"
ROWS = COLUMNS = 1024
FRAME = bytes(ROWS * COLUMNS * 2)


def data_set(instance: str, frames: int) -> Iterator[bytes]:
    """A multi-frame grayscale word secondary capture, piece by piece."""
    texts = {
        0x00080016: ("UI", MULTI_FRAME), 0x00080018: ("UI", instance), 0x00080060: ("CS", "OT"),
        0x00100010: ("PN", "Large^Object"), 0x00100020: ("LO", "LARGE"),
        0x0020000D: ("UI", new_uid()), 0x0020000E: ("UI", new_uid()),
    }  # fmt: skip
    numbers = {0x00280010: ROWS, 0x00280011: COLUMNS, 0x00280100: 16, 0x00280101: 16, 0x00280102: 15, 0x00280103: 0}
    yield b"".join(_element(tag, vr, text.encode()) for tag, (vr, text) in texts.items())
    yield _element(0x00280002, "US", struct.pack("<H", 1)) + _element(0x00280004, "CS", b"MONOCHROME2")
    yield _element(0x00280008, "IS", str(frames).encode())
    yield b"".join(_element(tag, "US", struct.pack("<H", number)) for tag, number in numbers.items())
    yield struct.pack("<HH2sxxI", 0x7FE0, 0x0010, b"OW", frames * len(FRAME))
    for _ in range(frames):
        yield FRAME


def _element(tag: int, vr: str, value: bytes) -> bytes:
    value += (b"\0" if vr == "UI" else b" ") * (len(value) % 2)
    return struct.pack("<HH2sH", tag >> 16, tag & 0xFFFF, vr.encode(), len(value)) + value


def send_large(port: int, size_bytes: int) -> int:
    """Send one object of about this size; return the status of the answer."""
    limits, instance = Limits(idle_seconds=600, deadline_seconds=120), new_uid()
    proposed = [ProposedContext(1, MULTI_FRAME, (EXPLICIT_LITTLE_ENDIAN,))]
    with associate(Peer("FILMLESS", "127.0.0.1", port), "LARGE", proposed, limits) as channel:
        return _store(channel, instance, max(1, size_bytes // len(FRAME)))


def _store(channel: Channel, instance: str, frames: int) -> int:
    values: dict[Key, str | int] = {
        Key.MESSAGE_ID: 1,
        Key.AFFECTED_SOP_CLASS_UID: MULTI_FRAME,
        Key.AFFECTED_SOP_INSTANCE_UID: instance,
        Key.PRIORITY: 0,
    }
    request = Command(CommandField.C_STORE_RQ, values, has_data_set=True)
    channel.send(channel.contexts[1], request, data_set(instance, frames))
    return channel.receive_answer().command.number(Key.STATUS)


def resident(pid: int) -> dict[int, int]:
    """Resident bytes of a process and all below it."""
    processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return {process.pid: process.memory_info().rss for process in processes}


def figures(mib: int = 1024) -> list[Figure]:
    """Send it once, and tell how much the largest process grew while it came and until a few seconds later."""
    with tempfile.TemporaryDirectory(prefix="filmless-large-") as name, running_filmless(Path(name) / "f") as server:
        send_large(server.dicom_port, 4 * MIB)
        before, peak = resident(server.pid), 0
        began = time.monotonic()
        with ThreadPoolExecutor(1) as aside:
            sending = aside.submit(send_large, server.dicom_port, mib * MIB)
            while not sending.done() or time.monotonic() - began < 5:
                now = resident(server.pid)
                peak = max(peak, *(now.get(pid, 0) - size for pid, size in before.items()))
                time.sleep(0.02)
        if sending.result() != 0:
            raise RuntimeError(f"the object was refused with status {sending.result():04X}")
    return [Figure(f"{mib} MiB received, growth of memory", peak / MIB, "MiB", 64)]


def main(mib: Annotated[int, typer.Option(help="Size of the object.")] = 1024) -> None:
    """Measure and print."""
    raise typer.Exit(report(figures(mib)))


if __name__ == "__main__":
    typer.run(main)
