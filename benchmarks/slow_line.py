"""A line of so many bits a second and so long a way, as a proxy of TCP: what a phone has between two beds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def slow_line(to_port: int, bits_per_second: float, round_trip_seconds: float) -> AsyncIterator[int]:
    """Listen on a port of loopback, and hand on what comes as slowly as this line would."""
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", to_port)
        for one, other in ((reader, far_writer), (far_reader, writer)):
            tasks.add(asyncio.create_task(_hand_on(one, other, bits_per_second / 8, round_trip_seconds / 2)))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()


async def _hand_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, bytes_per_second: float, delay_seconds: float
) -> None:
    """Send each piece when the line has been free for it, and the way is over."""
    loop = asyncio.get_running_loop()
    free_at = loop.time()
    with suppress(OSError):
        while piece := await reader.read(1400):
            free_at = max(free_at, loop.time()) + len(piece) / bytes_per_second
            loop.call_at(free_at + delay_seconds, _write, writer, piece)
            # No more is on the line than fits on it.
            await asyncio.sleep(max(0.0, free_at - loop.time()))
    loop.call_at(free_at + delay_seconds, writer.close)


def _write(writer: asyncio.StreamWriter, piece: bytes) -> None:
    if not writer.is_closing():
        writer.write(piece)
