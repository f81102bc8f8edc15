"""One child process that decodes, seen from its parent.

Both directions carry messages of two parts, each preceded by its length in bytes::

    request:  description of the image as JSON, compressed frame
    answer:   {} or {"error": …, "message": …} as JSON, samples in C order

Before the first answer the child says that it has started, so that a slow start does not count as a slow frame.
"""

from __future__ import annotations

import os
import select
import signal
import struct
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import imaging
from imaging.errors import LimitError, MalformedError, RefusedError, UnavailableError

LENGTHS = struct.Struct("<IQ")
READY = b"R"
SECONDS_TO_START = 30.0
MAX_HEAD_BYTES = 64 * 1024
CHUNK_BYTES = 1024 * 1024


class IdleEndError(Exception):
    """The child had ended by itself, because nobody asked for a while, before it took the request."""


class DecodingProcess:
    """A child that is asked through pipes, one frame at a time.

    It inherits nothing but the two pipes, and an environment that only says where Python finds the package.

    Parameters
    ----------
    idle_seconds : float
        When nobody has asked it for this time it ends by itself.
    """

    def __init__(self, idle_seconds: float) -> None:
        environment = {
            "PYTHONPATH": str(Path(imaging.__file__).parents[1]),
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }
        try:
            self._process = subprocess.Popen(  # noqa: S603  (Our own module and a number; no shell.)
                [sys.executable, "-m", "imaging.pixels.decoder_child", str(idle_seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                cwd="/",
                bufsize=0,
            )
        except OSError as error:
            raise UnavailableError("No decoder could be started.", retry_after_seconds=5) from error
        self._requests, self._answers = _descriptors(self._process)
        self._is_ready = False

    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def exchange(self, head: bytes, body: bytes, most_bytes: int, seconds: float) -> tuple[bytes, bytearray]:
        """Send a request and wait for its answer.

        Parameters
        ----------
        head, body : bytes
            The two parts of the request.
        most_bytes : int
            A longer second part of the answer is refused.
        seconds : float
            How long it may take on the clock.

        Raises
        ------
        IdleEndError
            When the child was gone before it was asked; another one can be.
        LimitError
            When it took too long.
        MalformedError
            When the child crashed, or its answer makes no sense.
        UnavailableError
            When it did not start.
        """
        if not self._is_ready:
            self._await_start()
        deadline = time.monotonic() + seconds
        try:
            self._send(LENGTHS.pack(len(head), len(body)) + head, deadline)
            self._send(body, deadline)
            lengths = LENGTHS.unpack(self._receive(LENGTHS.size, deadline))
            if lengths[0] > MAX_HEAD_BYTES or lengths[1] > most_bytes:
                raise MalformedError("The decoder returned more than the image can hold.")
            return bytes(self._receive(lengths[0], deadline)), self._receive(lengths[1], deadline)
        except TimeoutError as error:
            raise LimitError(f"Decoding this frame takes more than {seconds:g} s.", limit=seconds) from error
        except (BrokenPipeError, EOFError) as error:
            raise self._reason_of_end() from error

    def end(self) -> None:
        """End the child, whatever it is doing."""
        with suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _await_start(self) -> None:
        try:
            self._is_ready = self._receive(len(READY), time.monotonic() + SECONDS_TO_START) == READY
        except (TimeoutError, EOFError) as error:
            raise UnavailableError("No decoder could be started.", retry_after_seconds=5) from error

    def _send(self, part: bytes, deadline: float) -> None:
        rest = memoryview(part)
        while rest:
            _wait(self._requests, select.POLLOUT, deadline)
            rest = rest[os.write(self._requests, rest[:CHUNK_BYTES]) :]

    def _receive(self, length: int, deadline: float) -> bytearray:
        received = bytearray(length)
        rest = memoryview(received)
        while rest:
            _wait(self._answers, select.POLLIN, deadline)
            count = os.readv(self._answers, [rest])
            if not count:
                raise EOFError
            rest = rest[count:]
        return received

    def _reason_of_end(self) -> RefusedError | IdleEndError:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        if self._process.returncode == 0:
            return IdleEndError()
        if self._process.returncode == -signal.SIGXCPU:
            return LimitError("Decoding this frame takes too much processor time.")
        return MalformedError("The decoder crashed on this frame.")


def _descriptors(process: subprocess.Popen[bytes]) -> tuple[int, int]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("The child was started without pipes.")
    requests, answers = process.stdin.fileno(), process.stdout.fileno()
    os.set_blocking(requests, False)
    return requests, answers


def _wait(descriptor: int, event: int, deadline: float) -> None:
    """Wait until a pipe is ready; poll instead of select, which fails for descriptors above 1,023."""
    poll = select.poll()
    poll.register(descriptor, event)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise TimeoutError
