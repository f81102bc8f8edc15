"""Decoding in children: limits, crashes, hangs, bombs, and that the next frame is decoded all the same."""

from __future__ import annotations

import io
import os
import random
import signal
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import imagecodecs
import numpy as np
import psutil
import pytest
from PIL import Image

from imaging.errors import LimitError, MalformedError, RefusedError, UnavailableError, UnsupportedError
from imaging.pixels.arrays import Frame
from imaging.pixels.decoders import DecoderPool
from imaging.pixels.description import ImageDescription

JPEG, JPEG_LS, J2K, XL = (f"1.2.840.10008.1.2.4.{number}" for number in (50, 80, 90, 110))
RLE, DEFLATED_FRAME = "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.8.1"
PIXELS = np.arange(64 * 64, dtype=np.uint8).reshape(64, 64) // 2
MIB = 1024 * 1024
# Broken code streams of each kind.
STREAMS = int(os.environ.get("FILMLESS_TEST_STREAMS", "2000"))


def described(uid: str, rows: int = 64, columns: int = 64) -> ImageDescription:
    return ImageDescription(rows, columns, uid, bits_allocated=8, bits_stored=8, high_bit=7)


def rle(pixels: Frame) -> bytes:
    header = np.zeros(16, "<u4")
    header[:2] = 1, 64
    return header.tobytes() + bytes(imagecodecs.packbits_encode(pixels.tobytes()))


ENCODED: dict[str, bytes] = {
    JPEG: imagecodecs.jpeg8_encode(PIXELS, 95),
    JPEG_LS: imagecodecs.jpegls_encode(PIXELS),
    J2K: imagecodecs.jpeg2k_encode(PIXELS, level=0, codecformat="j2k"),
    XL: imagecodecs.jpegxl_encode(PIXELS, lossless=True),
    RLE: rle(PIXELS),
    DEFLATED_FRAME: zlib.compress(PIXELS.tobytes(), wbits=-15),
}


@pytest.fixture
def pool() -> Iterator[DecoderPool]:
    decoders = DecoderPool(2, seconds_per_frame=5)
    yield decoders
    decoders.close()


@pytest.fixture
def new_pool() -> Iterator[Callable[..., DecoderPool]]:
    made: list[DecoderPool] = []

    def make(**values: float) -> DecoderPool:
        made.append(DecoderPool(1, **values))
        return made[-1]

    yield make
    for decoders in made:
        decoders.close()


OF_OTHER_TESTS: set[int] = set()


def children() -> list[psutil.Process]:
    """The living decoders that the tests of this file have started."""
    # What other tests have started and not yet reaped has no command line any more.
    living = (child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE)
    decoders = (child for child in living if "imaging.pixels.decoder_child" in " ".join(child.cmdline()))
    return [child for child in decoders if child.pid not in OF_OTHER_TESTS]


@pytest.fixture(scope="module", autouse=True)
def of_other_tests() -> None:
    OF_OTHER_TESTS.update(child.pid for child in children())


def is_right(decoded: Frame, uid: str) -> bool:
    tolerance = 8 if uid == JPEG else 0
    return bool(np.abs(decoded.astype(int) - PIXELS).max() <= tolerance)


@pytest.mark.parametrize("uid", ENCODED)
def test_every_codec(uid: str, pool: DecoderPool) -> None:
    decoded = pool.decode(ENCODED[uid], described(uid))
    assert decoded.dtype == np.uint8
    assert is_right(decoded, uid)


def test_native_frames_start_no_child(pool: DecoderPool) -> None:
    before = len(children())
    assert is_right(pool.decode(PIXELS.tobytes(), described("1.2.840.10008.1.2.1")), "")
    assert len(children()) == before


def test_a_child_is_used_again_and_inherits_nothing(new_pool: Callable[..., DecoderPool], tmp_path: Path) -> None:
    decoders = new_pool()
    with (tmp_path / "secret").open("wb") as secret:
        os.set_inheritable(secret.fileno(), True)
        decoders.decode(ENCODED[J2K], described(J2K))
        (child,) = children()
        decoders.decode(ENCODED[J2K], described(J2K))
        assert [each.pid for each in children()] == [child.pid]
        links = {str(link.readlink()) for link in Path(f"/proc/{child.pid}/fd").iterdir()}
    assert all(link == "/dev/null" or link.startswith("pipe:") for link in links)
    assert set(child.environ()) <= {"PYTHONPATH", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "LC_CTYPE"}


def test_a_child_that_was_expected_is_there_and_is_the_one_that_decodes(new_pool: Callable[..., DecoderPool]) -> None:
    decoders = new_pool()
    for _ in range(2):
        decoders.expect()
    (child,) = children()
    assert is_right(decoders.decode(ENCODED[RLE], described(RLE)), RLE)
    assert [each.pid for each in children()] == [child.pid]


def test_many_threads_share_few_children(pool: DecoderPool) -> None:
    uids = list(ENCODED) * 8
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda uid: is_right(pool.decode(ENCODED[uid], described(uid)), uid), uids))
    assert all(results)
    assert len(children()) <= 2


def test_an_idle_child_ends_and_another_takes_its_place(new_pool: Callable[..., DecoderPool]) -> None:
    decoders = new_pool(idle_seconds=0.2)
    decoders.decode(ENCODED[RLE], described(RLE))
    (child,) = children()
    child.wait(5)
    assert is_right(decoders.decode(ENCODED[RLE], described(RLE)), RLE)


def test_a_child_that_hangs_costs_one_frame(new_pool: Callable[..., DecoderPool]) -> None:
    decoders = new_pool(seconds_per_frame=3)
    decoders.decode(ENCODED[RLE], described(RLE))
    (child,) = children()
    child.suspend()
    started = time.monotonic()
    with pytest.raises(LimitError, match="more than 3 s"):
        decoders.decode(ENCODED[RLE], described(RLE))
    assert time.monotonic() - started < 5
    assert not child.is_running()
    assert is_right(decoders.decode(ENCODED[RLE], described(RLE)), RLE)


@pytest.mark.parametrize(("number", "words"), [(signal.SIGSEGV, "crashed"), (signal.SIGXCPU, "processor time")])
def test_a_child_that_crashes_costs_one_frame(
    number: signal.Signals, words: str, new_pool: Callable[..., DecoderPool]
) -> None:
    decoders = new_pool()
    decoders.decode(ENCODED[RLE], described(RLE))
    (child,) = children()
    # Stopped first, so that the signal comes while it has a frame to decode.
    child.suspend()
    killer = threading.Timer(0.3, lambda: (child.send_signal(number), child.resume()))
    killer.start()
    with pytest.raises(RefusedError, match=words):
        decoders.decode(ENCODED[RLE], described(RLE))
    killer.join()
    assert is_right(decoders.decode(ENCODED[RLE], described(RLE)), RLE)


def test_a_child_killed_while_idle_is_not_noticed(new_pool: Callable[..., DecoderPool]) -> None:
    decoders = new_pool()
    decoders.decode(ENCODED[RLE], described(RLE))
    (child,) = children()
    child.kill()
    time.sleep(0.1)
    assert is_right(decoders.decode(ENCODED[RLE], described(RLE)), RLE)


def test_a_child_that_can_not_start_is_no_fault_of_the_frame(
    new_pool: Callable[..., DecoderPool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(UnavailableError, match="started"):
        new_pool().decode(ENCODED[RLE], described(RLE))


def huge_jpeg(side: int = 65500) -> bytes:
    """Let the frame header of a small JPEG announce a gigantic picture."""
    stream = io.BytesIO()
    Image.fromarray(PIXELS).save(stream, "JPEG")
    data = bytearray(stream.getvalue())
    start = data.index(b"\xff\xc0")
    data[start + 5 : start + 9] = side.to_bytes(2) * 2
    return bytes(data)


# Made when they are needed: making them takes time as well.
BOMBS: dict[str, Callable[[], bytes]] = {
    JPEG: huge_jpeg,
    DEFLATED_FRAME: lambda: zlib.compress(bytes(200 * MIB), 1, wbits=-15),
    RLE: lambda: rle(PIXELS)[:64] + b"\x81\x00" * 4 * MIB,
    XL: lambda: imagecodecs.jpegxl_encode(np.zeros((2500, 2500), np.uint8), lossless=True),
}


@pytest.mark.parametrize("uid", BOMBS)
def test_bombs_are_bounded_by_what_was_announced(uid: str, new_pool: Callable[..., DecoderPool]) -> None:
    decoders, frame = new_pool(), BOMBS[uid]()
    before = psutil.Process().memory_info().rss
    try:
        decoded = decoders.decode(frame, described(uid))
    except RefusedError:
        pass
    else:
        assert decoded.shape == (64, 64)
    assert psutil.Process().memory_info().rss - before < 64 * MIB
    assert is_right(decoders.decode(ENCODED[uid], described(uid)), uid)
    assert all(child.memory_info().rss < 1024 * MIB for child in children())


@pytest.mark.parametrize(
    ("uid", "error", "words"),
    [
        ("1.2.840.10008.1.2.4.102", UnsupportedError, "can't be shown"),
        ("1.2.3.4", UnsupportedError, "can't be shown"),
        (JPEG, MalformedError, "JPEG frame is broken"),
        (JPEG_LS, MalformedError, "JPEG-LS frame is broken"),
        (J2K, MalformedError, "JPEG 2000 frame is broken"),
        (XL, MalformedError, "JPEG XL frame is broken"),
        (RLE, MalformedError, "segments"),
        (DEFLATED_FRAME, MalformedError, "Deflate frame is broken"),
    ],
)
def test_what_can_not_be_decoded_says_why(uid: str, error: type[RefusedError], words: str, pool: DecoderPool) -> None:
    with pytest.raises(error, match=words):
        pool.decode(b"\x07no code stream", described(uid))


@pytest.mark.parametrize("uid", [uid for uid in ENCODED if uid != DEFLATED_FRAME])
def test_another_size_than_announced_is_refused(uid: str, pool: DecoderPool) -> None:
    with pytest.raises(MalformedError):
        pool.decode(ENCODED[uid], described(uid, rows=65))


def test_the_budget_is_checked_before_a_child_is_asked(pool: DecoderPool) -> None:
    before = len(children())
    with pytest.raises(LimitError, match="too large"):
        pool.decode(b"", described(J2K, 65535, 65535))
    assert len(children()) == before


def mutated(frame: bytes, chance: random.Random) -> bytes:
    data = bytearray(frame)
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data[: chance.randint(1, len(data))] if chance.random() < 0.2 else data)


# The JPEG-LS decoder hangs on one mutation in twenty until its time is over, so there are fewer of them.
@pytest.mark.parametrize(("uid", "count"), [(uid, STREAMS // 25 if uid == JPEG_LS else STREAMS) for uid in ENCODED])
def test_mutated_code_streams_cost_only_themselves(uid: str, count: int, new_pool: Callable[..., DecoderPool]) -> None:
    decoders, chance = new_pool(seconds_per_frame=1), random.Random(uid)
    outcomes = [outcome(decoders, mutated(ENCODED[uid], chance), uid) for _ in range(count)]
    assert set(outcomes) <= {"shown", "refused"}
    assert "refused" in outcomes
    assert is_right(decoders.decode(ENCODED[uid], described(uid)), uid)


def outcome(decoders: DecoderPool, frame: bytes, uid: str) -> str:
    """Decode what may be broken: it is shown in the announced size, or refused in words."""
    try:
        decoded = decoders.decode(frame, described(uid))
    except RefusedError as error:
        return "refused" if str(error) else "refused without a word"
    return "shown" if decoded.shape == (64, 64) else "shown in another size"
