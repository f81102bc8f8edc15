"""What a peer may do to us without ever being let in: raw bytes in every state."""

from __future__ import annotations

import gc
import os
import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from tests.integration.gateway.conftest import Gateway
from tests.integration.gateway.raw_peer import (
    ABORT,
    ACCEPT,
    CT,
    EXPLICIT,
    IMPLICIT,
    PEER_ABORT,
    REJECT,
    RELEASE_RQ,
    RawPeer,
    cancel_command,
    context,
    echo_command,
    fragment,
    item,
    p_data,
    pdu,
    request,
    store_command,
)

MIB = 1 << 20
CYCLES = int(os.environ.get("FILMLESS_TEST_CYCLES", "250"))


def resident() -> int:
    return psutil.Process().memory_info().rss


def assert_alive(gateway: Gateway) -> None:
    """C-ECHO answers within a second."""
    began = time.monotonic()
    with RawPeer(gateway.port) as peer:
        peer.associate()
        assert peer.echo() == 0
        peer.release()
    assert time.monotonic() - began < 1


ECHO = fragment(echo_command(), context_id=3, command=True)
STORE = fragment(store_command(CT, "1.2.3"), command=True)

BROKEN_PDUS = [
    pytest.param(pdu(4, b"", length=0xFFFFFFFF), id="length of 4 GiB"),
    pytest.param(pdu(4, b"", length=0), id="length 0"),
    pytest.param(pdu(4, bytes(5)), id="length 5"),
    pytest.param(pdu(4, ECHO + b"\0"), id="odd length"),
    pytest.param(pdu(0, bytes(4)), id="type 0"),
    pytest.param(pdu(8, bytes(4)), id="type 8"),
    pytest.param(pdu(0xFF, bytes(4)), id="type 255"),
    pytest.param(pdu(4, struct.pack(">IBB", 0, 3, 3)), id="fragment of length 0"),
    pytest.param(pdu(4, struct.pack(">IBB", 1, 3, 3)), id="fragment of length 1"),
    pytest.param(pdu(4, struct.pack(">IBB", 500, 3, 3) + bytes(10)), id="fragment longer than its PDU"),
    pytest.param(p_data(fragment(echo_command(), context_id=5, command=True)), id="context that was not accepted"),
    pytest.param(p_data(fragment(echo_command(), context_id=2, command=True)), id="even context"),
    pytest.param(p_data(fragment(bytes(60_000), context_id=3, command=True)), id="command of 60 KB"),
    pytest.param(p_data(fragment(bytes(40), context_id=3, command=True)), id="command of zeros"),
    pytest.param(p_data(fragment(bytes(8000), context_id=3, command=True, last=False)) * 3, id="command without end"),
]

OUT_OF_ORDER = [
    pytest.param(request(), id="second request"),
    pytest.param(pdu(2, bytes(100)), id="acceptance"),
    pytest.param(pdu(3, bytes(4)), id="rejection"),
    pytest.param(pdu(6, bytes(4)), id="release confirmed"),
    pytest.param(p_data(fragment(cancel_command(), context_id=3, command=True)), id="cancel alone"),
    pytest.param(p_data(fragment(b"\0\0")), id="data set without command"),
    pytest.param(p_data(STORE, STORE), id="command where a data set is due"),
    pytest.param(p_data(STORE, fragment(b"\0\0", context_id=3)), id="data set on another context"),
    pytest.param(p_data(STORE) + RELEASE_RQ, id="release where a data set is due"),
    pytest.param(p_data(fragment(store_command(CT, "1.2.3"), context_id=3, command=True)), id="store on verification"),
    pytest.param(p_data(fragment(echo_command(), command=True)), id="echo on storage"),
    pytest.param(p_data(fragment(echo_command()[:20], context_id=3, command=True, last=False)) + RELEASE_RQ,
                 id="release within a command"),
]  # fmt: skip


@pytest.mark.parametrize("data", [*BROKEN_PDUS, *OUT_OF_ORDER])
def test_what_breaks_the_protocol_is_aborted_within_two_seconds(unchanged: Gateway, data: bytes) -> None:
    with RawPeer(unchanged.port) as peer:
        peer.associate()
        began = time.monotonic()
        peer.send(data)
        assert peer.receive()[0] == ABORT
        peer.ends(within_seconds=3)
        assert time.monotonic() - began < 2
    assert_alive(unchanged)


BEFORE_ASSOCIATION = [
    pytest.param(pdu(1, b"", length=0xFFFFFFFF), id="request of 4 GiB"),
    pytest.param(pdu(1, b"", length=10 * MIB), id="request of 10 MB"),
    pytest.param(pdu(1, bytes(20)), id="request too short"),
    pytest.param(pdu(4, ECHO), id="data before a request"),
    pytest.param(RELEASE_RQ, id="release before a request"),
    pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", id="TLS"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", id="HTTP"),
    pytest.param(request(context(1, CT, EXPLICIT) * 2), id="duplicate contexts"),
    pytest.param(request(context(2, CT, EXPLICIT)), id="even context"),
]


@pytest.mark.parametrize("data", BEFORE_ASSOCIATION)
def test_what_is_no_request_is_aborted_within_two_seconds(gateway: Gateway, data: bytes) -> None:
    with RawPeer(gateway.port) as peer:
        began = time.monotonic()
        peer.send(data)
        assert peer.receive()[0] == ABORT
        peer.ends(within_seconds=3)
        assert time.monotonic() - began < 2
    assert_alive(gateway)


def peak_resident() -> int:
    """How much memory this process held at the most since it was last forgotten."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


ENDLESS = [
    pytest.param(False, pdu(1, b"", length=0xFFFFFFFF), id="request"),
    pytest.param(True, pdu(4, struct.pack(">IBB", 0xFFFFFFF9, 3, 3), length=0xFFFFFFFF), id="command"),
    pytest.param(True, p_data(STORE) + pdu(4, struct.pack(">IBB", 0xFFFFFFF9, 1, 2), length=0xFFFFFFFF), id="data set"),
]


@pytest.mark.parametrize(("is_associated", "start"), ENDLESS)
def test_a_pdu_of_4_gib_is_cut_off_and_takes_no_memory(unchanged: Gateway, is_associated: bool, start: bytes) -> None:
    assert_alive(unchanged)
    with RawPeer(unchanged.port) as peer:
        if is_associated:
            peer.associate()
        before = resident()
        forget_peak()
        assert is_cut_off(peer, start, within_seconds=4)
        assert peak_resident() - before < 8 * MIB
    assert_alive(unchanged)


def is_cut_off(peer: RawPeer, start: bytes, within_seconds: float) -> bool:
    """Send without end, and tell whether the server has had enough in time."""
    block, deadline = bytes(64 << 10), time.monotonic() + within_seconds
    peer.send(start)
    while time.monotonic() < deadline:
        try:
            peer.send(block)
        except OSError:
            return True
    return False


def test_idle_connections_take_no_place_of_associations_and_end(impatient: Gateway) -> None:
    idle = [socket.create_connection(("127.0.0.1", impatient.port)) for _ in range(12)]
    try:
        began = time.monotonic()
        with RawPeer(impatient.port) as one, RawPeer(impatient.port) as other:
            one.associate()
            other.associate()
            assert one.echo() == other.echo() == 0
        assert time.monotonic() - began < 1
        for connection in idle:
            connection.settimeout(5)
            assert connection.recv(1) == b""
        assert time.monotonic() - began < 4
    finally:
        for connection in idle:
            connection.close()


def test_more_associations_than_places_are_rejected_for_now(impatient: Gateway) -> None:
    with RawPeer(impatient.port) as one, RawPeer(impatient.port) as other, RawPeer(impatient.port) as third:
        one.associate()
        other.associate()
        third.send(request())
        assert third.receive() == (REJECT, bytes((0, 2, 3, 2)))
        one.release()
        one.ends(within_seconds=3)
        with RawPeer(impatient.port) as fourth:
            fourth.associate()


def trickle(peer: RawPeer, data: bytes) -> float:
    """Send a byte every tenth of a second until the server has had enough; how long that took."""
    began, enough = time.monotonic(), threading.Event()

    def drip() -> None:
        for byte in data:
            try:
                peer.send(bytes((byte,)))
            except OSError:
                return
            if enough.wait(0.1):
                return

    dripping = threading.Thread(target=drip)
    dripping.start()
    peer.ends(within_seconds=20)
    took = time.monotonic() - began
    enough.set()
    dripping.join()
    return took


LONG = p_data(fragment(bytes(10_000), last=False))


@pytest.mark.parametrize(
    ("before", "data"),
    [
        pytest.param(None, request(), id="request"),
        pytest.param(b"", p_data(STORE), id="command"),
        pytest.param(p_data(STORE), LONG, id="data set"),
        pytest.param(p_data(STORE), p_data(fragment(b"\0\0", last=False)) * 100, id="data set of small PDUs"),
        pytest.param(b"", RELEASE_RQ[:9] + b"", id="release that never ends"),
    ],
)
def test_a_trickle_is_cut_at_an_absolute_deadline(impatient: Gateway, before: bytes | None, data: bytes) -> None:
    with RawPeer(impatient.port) as peer:
        if before is not None:
            peer.associate()
            peer.send(before)
        assert 1.5 < trickle(peer, data) < 6
    assert_alive(impatient)


def test_an_idle_association_is_aborted(impatient: Gateway) -> None:
    with RawPeer(impatient.port) as peer:
        peer.associate()
        began = time.monotonic()
        assert peer.receive()[0] == ABORT
        assert 2 < time.monotonic() - began < 6


ANSWERED = [
    pytest.param(b"", [], id="no contexts"),
    pytest.param(context(1, "1.2.840.10008.1.9", IMPLICIT), [3], id="unknown class"),
    pytest.param(context(1, CT, "1.2.3"), [4], id="unknown transfer syntax"),
    pytest.param(b"".join(context(n, CT, EXPLICIT) for n in range(1, 256, 2)), [0] * 128, id="128 contexts"),
]


@pytest.mark.parametrize(("contexts", "results"), ANSWERED)
def test_strange_proposals_are_answered(gateway: Gateway, contexts: bytes, results: list[int]) -> None:
    with RawPeer(gateway.port) as peer:
        peer.send(request(contexts))
        kind, body = peer.receive()
        assert kind == ACCEPT
        found, position = [], 68
        while position < len(body):
            item_type, length = struct.unpack_from(">BxH", body, position)
            if item_type == 0x21:
                found.append(body[position + 6])
            position += 4 + length
        assert found == results
        peer.release()


OPTIONS = item(0x53, bytes(4)) + item(0x56, struct.pack(">H", 25) + CT.encode() + b"\2\0\3\0\1\0")
PADDING = item(0x5E, bytes(60_000))


@pytest.mark.parametrize(
    "user",
    [
        pytest.param(item(0x51, struct.pack(">I", 0)), id="unlimited PDUs"),
        pytest.param(item(0x51, struct.pack(">I", 7)), id="PDUs of seven bytes"),
        pytest.param(item(0x51, struct.pack(">I", 16384)) + OPTIONS, id="asynchronous window and extended negotiation"),
        pytest.param(item(0x51, struct.pack(">I", 16384)) + PADDING, id="64 KB of user information"),
        pytest.param(item(0x58, b"\1\1\0\4user\0\0"), id="user identity"),
    ],
)
def test_options_that_nothing_here_needs_are_passed_over(gateway: Gateway, user: bytes) -> None:
    with RawPeer(gateway.port) as peer:
        peer.associate(request(user=user))
        assert peer.echo() == 0
        peer.release()


@pytest.mark.parametrize(
    ("calling", "answer"),
    [
        (b"../../x", ACCEPT),
        (b"; rm -rf /", ACCEPT),
        (b"$(reboot)", ACCEPT),
        (b" " * 16, REJECT),
        (b"..\\..\\x", REJECT),
        (b'A\r\n{"level":1}', REJECT),
        ("放射科".encode("gb18030"), REJECT),
    ],
)
def test_hostile_titles_are_text_or_rejected(gateway: Gateway, calling: bytes, answer: int) -> None:
    with RawPeer(gateway.port) as peer:
        peer.send(request(calling=calling))
        kind, body = peer.receive()
        assert kind == answer
        assert kind == ACCEPT or body == bytes((0, 1, 1, 3))


def test_another_application_context_is_rejected(gateway: Gateway) -> None:
    with RawPeer(gateway.port) as peer:
        peer.send(request(application=b"1.2.3"))
        assert peer.receive() == (REJECT, bytes((0, 1, 1, 2)))


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def threads() -> int:
    """How many there are, those that have ended and are still remembered included."""
    return sum(isinstance(thing, threading.Thread) for thing in gc.get_objects())


STATES = [
    pytest.param(None, id="connected"),
    pytest.param(b"", id="associated"),
    pytest.param(p_data(STORE), id="in a message"),
    pytest.param(p_data(STORE) + p_data(fragment(bytes(2000), last=False)), id="in a data set"),
]


@pytest.mark.parametrize("sent", STATES)
def test_cycles_of_association_and_abort_leave_nothing(unchanged: Gateway, sent: bytes | None) -> None:
    def cycle() -> None:
        with RawPeer(unchanged.port) as peer:
            if sent is None:
                return
            peer.associate()
            peer.send(sent + PEER_ABORT)
            peer.ends(within_seconds=5)

    # Many at once first, so that the pools of the house are as full as they will be.
    with ThreadPoolExecutor(20) as together:
        list(together.map(lambda _: cycle(), range(100)))
    time.sleep(0.2)
    gc.collect()
    before = (resident(), threads(), descriptors())
    for _ in range(CYCLES):
        cycle()
    deadline = time.monotonic() + 5
    while (threads(), descriptors()) > before[1:] and time.monotonic() < deadline:
        time.sleep(0.05)
        gc.collect()
    assert (threads(), descriptors()) <= before[1:]
    assert resident() < before[0] * 1.02 + 2 * MIB
