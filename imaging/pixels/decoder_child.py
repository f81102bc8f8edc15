"""The child process that decodes compressed frames: reads requests from its standard input, answers on its output.

A decoder that crashes, hangs or eats memory takes this process with it, and nothing else. The messages are those of
`decoding_process`.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import sys
from typing import BinaryIO

import numpy as np

from imaging.errors import FilmlessError
from imaging.pixels.codecs import decode_compressed
from imaging.pixels.decoding_process import LENGTHS, READY
from imaging.pixels.description import ImageDescription
from imaging.pixels.native import stored_dtype

CPU_SECONDS = 10
# What the interpreter and its libraries map without having decoded anything, and the room a decoder needs for each byte
# of its result: JPEG 2000 works with 32 bits per sample several times over.
BASE_ADDRESS_SPACE_BYTES = 768 * 1024 * 1024
BYTES_PER_RESULT_BYTE = 16


def main(idle_seconds: float) -> None:
    """Answer requests until nobody has asked for some time or the parent is gone."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Libraries that print would otherwise write into the answers.
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers.write(READY)
    answers.flush()
    while select.select([requests], [], [], idle_seconds)[0]:
        message = read_message(requests)
        if message is None:
            return
        head, body = _answer(*message)
        answers.write(LENGTHS.pack(len(head), len(body)))
        answers.write(head)
        answers.write(body)
        answers.flush()


def read_message(stream: BinaryIO) -> tuple[bytes, bytes] | None:
    """Read one request; None when the parent has closed its end."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head, body = LENGTHS.unpack(lengths)
    return stream.read(head), stream.read(body)


def _answer(head: bytes, frame: bytes) -> tuple[bytes, bytes | memoryview]:
    description = ImageDescription.from_json(json.loads(head))
    try:
        _limit(description)
        samples = decode_compressed(frame, description)
    except FilmlessError as error:
        return _refusal(type(error).__name__, str(error)), b""
    except MemoryError:
        return _refusal("LimitError", "The frame needs more memory to be decoded than its size allows."), b""
    return b"{}", np.ascontiguousarray(samples).reshape(-1).view(np.uint8).data


def _refusal(error: str, message: str) -> bytes:
    return json.dumps({"error": error, "message": message}).encode()


def _limit(description: ImageDescription) -> None:
    """Bound processor time and memory for one frame; each frame gets its own share."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    samples = description.rows * description.columns * description.samples_per_pixel
    room = BASE_ADDRESS_SPACE_BYTES + samples * stored_dtype(description).itemsize * BYTES_PER_RESULT_BYTE
    resource.setrlimit(resource.RLIMIT_AS, (room, resource.RLIM_INFINITY))


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        main(float(sys.argv[1]))
