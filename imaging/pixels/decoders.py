"""The one place where the bytes of a frame become numbers.

Native frames are turned into arrays here. Compressed ones go to child processes with limits of memory and time, so that
a decoder that crashes, hangs or swells costs one frame::

    decode ─┬─ native ────────────────────────────→ array
            └─ compressed → idle or new child ─┬──→ array
                                               ├──→ refused: why, in words
                                               └──→ crashed, too slow: the child is ended, the frame is refused
"""

from __future__ import annotations

import json
import os
import threading
from contextlib import suppress
from typing import Final

import numpy as np

from imaging.errors import LimitError, MalformedError, RefusedError, UnavailableError, UnsupportedError
from imaging.pixels.arrays import Frame
from imaging.pixels.decoding_process import DecodingProcess, IdleEndError
from imaging.pixels.description import ImageDescription
from imaging.pixels.native import check_budget, decode_native, stored_dtype
from imaging.pixels.transfer_syntaxes import CODECS

SECONDS_PER_FRAME = 10.0
SECONDS_TO_WAIT_FOR_A_CHILD = 30.0
IDLE_SECONDS = 60.0
REFUSALS: Final[dict[str, type[RefusedError]]] = {
    kind.__name__: kind for kind in (LimitError, MalformedError, UnsupportedError)
}


class DecoderPool:
    """Decodes frames; may be used by many threads at once.

    Children are started when they are needed or expected to be, and end by themselves when nobody needs them any more.

    Parameters
    ----------
    max_children : int or None
        How many frames are decoded at the same time; None: one for each processor.
    seconds_per_frame : float
        After this time on the clock a child is ended and its frame refused.
    idle_seconds : float
        A child that nobody has asked for this time ends by itself.
    """

    def __init__(
        self,
        max_children: int | None = None,
        seconds_per_frame: float = SECONDS_PER_FRAME,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._free = threading.BoundedSemaphore(max_children or os.cpu_count() or 1)
        self._idle: list[DecodingProcess] = []
        self._seconds_per_frame, self._idle_seconds = seconds_per_frame, idle_seconds
        self._lock = threading.Lock()

    def decode(self, frame: bytes, description: ImageDescription) -> Frame:
        """Return the samples of a frame without colour conversion, rescale or window.

        Parameters
        ----------
        frame : bytes
            The bytes of the frame as stored: the fragments of a compressed frame joined, a frame of 1-bit pixels
            beginning with the lowest bit of its first byte.
        description : ImageDescription
            What the data set says of the image.

        Returns
        -------
        ndarray, shape (rows, columns) or (rows, columns, samples)
            In the type of `stored_dtype`, perhaps read-only.

        Raises
        ------
        MalformedError
            When the frame is broken or its decoder failed.
        UnsupportedError
            When nothing here decodes it.
        LimitError
            When it is larger than what is ever shown, or takes too long.
        UnavailableError
            When all children stay busy, or none can be started.
        """
        check_budget(description)
        if not description.is_encapsulated:
            return decode_native(frame, description)
        if description.transfer_syntax_uid not in CODECS:
            raise UnsupportedError(f"Frames in transfer syntax {description.transfer_syntax_uid} can't be shown.")
        if not self._free.acquire(timeout=SECONDS_TO_WAIT_FOR_A_CHILD):
            raise UnavailableError("All decoders are busy.", retry_after_seconds=5)
        try:
            return self._decode_in_child(frame, description)
        finally:
            self._free.release()

    def expect(self) -> None:
        """Start a child unless one is idle, for a frame will be wanted soon: a child starts slower than it decodes."""
        if not self._free.acquire(blocking=False):
            return
        try:
            # Where none can be started, whoever asks for the frame is told so.
            with suppress(UnavailableError):
                self._give_back(self._take())
        finally:
            self._free.release()

    def close(self) -> None:
        """End the idle children."""
        with self._lock:
            idle, self._idle = self._idle, []
        for process in idle:
            process.end()

    def _decode_in_child(self, frame: bytes, description: ImageDescription) -> Frame:
        try:
            answer, samples = self._ask(self._take(), frame, description)
        except IdleEndError:
            # It ended of idleness just now; a new one can't.
            answer, samples = self._ask(DecodingProcess(self._idle_seconds), frame, description)
        return _frame(json.loads(answer), samples, description)

    def _ask(self, process: DecodingProcess, frame: bytes, description: ImageDescription) -> tuple[bytes, bytearray]:
        head = json.dumps(description.to_json()).encode()
        try:
            answer = process.exchange(head, frame, _most_bytes(description), self._seconds_per_frame)
        except BaseException:
            process.end()
            raise
        self._give_back(process)
        return answer

    def _take(self) -> DecodingProcess:
        """Return the living child that was used last, so that the others can end of idleness; or a new one."""
        with self._lock:
            ended = [process for process in self._idle if not process.is_alive()]
            self._idle = [process for process in self._idle if process not in ended]
            process = self._idle.pop() if self._idle else None
        for each in ended:
            each.end()
        return process or DecodingProcess(self._idle_seconds)

    def _give_back(self, process: DecodingProcess) -> None:
        with self._lock:
            self._idle.append(process)


def _most_bytes(description: ImageDescription) -> int:
    samples = description.rows * description.columns * description.samples_per_pixel
    return samples * stored_dtype(description).itemsize


def _frame(answer: dict[str, str], samples: bytearray, description: ImageDescription) -> Frame:
    """Build the array, believing the child no more than its code stream."""
    if "error" in answer:
        raise REFUSALS.get(answer["error"], MalformedError)(answer["message"])
    shape: tuple[int, ...] = (description.rows, description.columns)
    if description.samples_per_pixel > 1:
        shape = (*shape, description.samples_per_pixel)
    if len(samples) != _most_bytes(description):
        raise MalformedError("The decoder returned another size than was announced.")
    return np.frombuffer(samples, stored_dtype(description)).reshape(shape)
