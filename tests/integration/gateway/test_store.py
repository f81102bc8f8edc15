"""C-STORE by raw sockets: what is acknowledged is kept bit for bit, what is refused leaves nothing."""

from __future__ import annotations

import re
import struct
import time

import pytest

from gateway.limits import Limits
from imaging.dicom.uids import new_uid
from tests.integration.gateway.conftest import Gateway, running
from tests.integration.gateway.data_sets import ct, deflated, explicit, nested
from tests.integration.gateway.raw_peer import (
    CT,
    DATA,
    EXPLICIT,
    PEER_ABORT,
    RawPeer,
    context,
    fragment,
    p_data,
    request,
    store_command,
)


def stored_bytes(gateway: Gateway, instance: str) -> bytes:
    (found,) = gateway.house.archive.retrieve.instances_of(None, sop_instance_uid=instance)
    return b"".join(gateway.house.archive.retrieve.open(found))[found.dataset_offset :]


def test_what_is_acknowledged_is_kept_bit_for_bit(gateway: Gateway) -> None:
    instance = new_uid()
    data = ct(instance)
    with RawPeer(gateway.port) as peer:
        peer.associate()
        assert peer.store(CT, instance, data) == 0x0000
        assert stored_bytes(gateway, instance) == data
        peer.release()


def test_fragments_may_be_cut_and_packed_in_any_way(gateway: Gateway) -> None:
    instance = new_uid()
    data = ct(instance)
    command = store_command(CT, instance)
    with RawPeer(gateway.port) as peer:
        peer.associate()
        peer.send(p_data(fragment(command[:7], command=True, last=False), fragment(command[7:], command=True)))
        cuts = [fragment(data[at : at + 1], last=False) for at in range(len(data))]
        peer.send(p_data(*cuts[:100]) + p_data(*cuts[100:]) + p_data(fragment(b"", last=True)))
        assert peer.status() == 0x0000
    assert stored_bytes(gateway, instance) == data


def test_the_same_again_is_success_and_one_instance(gateway: Gateway) -> None:
    instance = new_uid()
    data = ct(instance)
    with RawPeer(gateway.port) as peer:
        peer.associate()
        assert [peer.store(CT, instance, data) for _ in range(3)] == [0, 0, 0]
    assert gateway.instances().count(instance) == 1


def test_other_bytes_under_the_same_uid_are_refused_as_a_duplicate_and_the_first_stay(gateway: Gateway) -> None:
    instance, study = new_uid(), new_uid()
    first = ct(instance, study=study)
    with RawPeer(gateway.port) as peer:
        peer.associate()
        assert peer.store(CT, instance, first) == 0x0000
        assert peer.store(CT, instance, ct(instance, study=study, patient_id="P2")) == 0x0111
    assert stored_bytes(gateway, instance) == first


HOSTILE_UIDS = [
    pytest.param(b"../../..", id="traversal"),
    pytest.param(b"/etc/passwd", id="absolute"),
    pytest.param(b"1.2.\x003", id="NUL"),
    pytest.param(b"1.2\r\n3", id="CRLF"),
    pytest.param(b"1.2.%2e%2e", id="percent"),
    pytest.param(b"1." * 32 + b"1", id="65 characters"),
    pytest.param(b"..", id="dots"),
    pytest.param(b"1.2.3.", id="dot at the end"),
    pytest.param("１.２".encode(), id="digits that are not ASCII"),
]


@pytest.mark.parametrize("uid", HOSTILE_UIDS)
def test_hostile_uids_in_the_command_are_refused(unchanged: Gateway, uid: bytes) -> None:
    with RawPeer(unchanged.port) as peer:
        peer.associate()
        assert peer.store(CT, uid, ct(new_uid())) == 0xA900
        assert peer.store(CT, uid, ct(uid)) == 0xA900
        assert peer.echo() == 0


@pytest.mark.parametrize("uid", HOSTILE_UIDS)
@pytest.mark.parametrize("where", ["instance", "study", "series"])
def test_hostile_uids_in_the_data_set_are_refused(unchanged: Gateway, uid: bytes, where: str) -> None:
    instance = new_uid()
    data = ct(uid) if where == "instance" else ct(instance, **{where: uid})
    with RawPeer(unchanged.port) as peer:
        peer.associate()
        assert peer.store(CT, instance, data) in {0xA900, 0xC000}
        assert peer.echo() == 0


def test_a_data_set_that_is_not_what_the_command_says_is_refused(unchanged: Gateway) -> None:
    mr = "1.2.840.10008.5.1.4.1.1.4"
    with RawPeer(unchanged.port) as peer:
        peer.associate()
        instance = new_uid()
        assert peer.store(CT, instance, ct(new_uid())) == 0xA900
        assert peer.store(CT, instance, ct(instance, sop_class=mr)) == 0xA900
        assert peer.store(mr, instance, ct(instance, sop_class=mr)) == 0xA900


ODD = [
    pytest.param(b"", id="empty"),
    pytest.param(b"\0", id="one byte"),
    pytest.param(b"this is no data set at all......", id="text"),
    pytest.param(struct.pack("<HH2sH", 8, 5, b"CS", 0xFFF0) + b"x", id="element longer than the data set"),
    pytest.param(explicit(0x00080005, "CS", b"ISO_IR 192")[:-3], id="odd length, cut off"),
]


@pytest.mark.parametrize("data", ODD)
def test_what_can_not_be_read_has_a_coded_answer(gateway: Gateway, data: bytes) -> None:
    with RawPeer(gateway.port) as peer:
        peer.associate()
        assert peer.store(CT, new_uid(), data) in {0xA900, 0xC000}
        assert peer.echo() == 0


@pytest.mark.parametrize("depth", [50, 200, 2000, 50_000])
def test_nesting_has_a_coded_answer_within_seconds(gateway: Gateway, depth: int) -> None:
    instance = new_uid()
    began = time.monotonic()
    with RawPeer(gateway.port) as peer:
        peer.associate()
        status = peer.store(CT, instance, ct(instance, rest=nested(depth)))
        assert status in {0x0000, 0xC000, 0xC001}
        assert depth < 1000 or status != 0
        assert peer.echo() == 0
    assert time.monotonic() - began < 10


def test_a_deflated_bomb_is_refused_at_the_cap(gateway: Gateway) -> None:
    instance, deflate = new_uid(), "1.2.840.10008.1.2.1.99"
    header = explicit(0x00080016, "UI", CT.encode()) + explicit(0x00080018, "UI", instance.encode())
    element = struct.pack("<HH2sxxI", 0x0009, 0x1001, b"UN", 600 << 20)
    bomb = deflated(header + element, *[bytes(1 << 20)] * 600)
    assert len(bomb) < 4 << 20
    with RawPeer(gateway.port) as peer:
        peer.associate(request(context(1, CT, deflate) + context(3, "1.2.840.10008.1.1", "1.2.840.10008.1.2")))
        assert peer.store(CT, instance, bomb) in {0xC000, 0xC001}
        assert peer.echo() == 0


def test_a_deflated_data_set_is_kept_deflated(gateway: Gateway) -> None:
    instance, deflate = new_uid(), "1.2.840.10008.1.2.1.99"
    data = deflated(ct(instance))
    with RawPeer(gateway.port) as peer:
        peer.associate(request(context(1, CT, deflate)))
        assert peer.store(CT, instance, data) == 0
    assert stored_bytes(gateway, instance) == data


@pytest.mark.parametrize("how", ["closed", "aborted"])
def test_a_cut_association_leaves_no_file(unchanged: Gateway, how: str) -> None:
    instance = new_uid()
    data = ct(instance, rest=explicit(0x7FE00010, "OW", bytes(64_000)))
    for part in range(1, 65):
        with RawPeer(unchanged.port) as peer:
            peer.associate()
            peer.send(p_data(fragment(store_command(CT, instance), command=True)))
            cut = len(data) * part // 64
            for start in range(0, cut, 16_000):
                peer.send(p_data(fragment(data[start : min(cut, start + 16_000)], last=False)))
            if how == "aborted":
                peer.send(PEER_ABORT)


def test_private_and_unknown_classes_are_kept(gateway: Gateway) -> None:
    private = "1.2.840.113619.4.30"
    instance = new_uid()
    with RawPeer(gateway.port) as peer:
        peer.associate(request(context(1, private, EXPLICIT)))
        assert peer.store(private, instance, ct(instance, sop_class=private)) == 0


def test_every_transfer_syntax_is_kept_as_sent(gateway: Gateway) -> None:
    syntaxes = [
        "1.2.840.10008.1.2.5",
        *(f"1.2.840.10008.1.2.4.{n}" for n in (50, 51, 57, 70, 80, 81, 90, 91, *range(100, 109), 201, 202, 203)),
    ]
    encapsulated = b"".join(struct.pack("<HHI", 0xFFFE, 0xE000, size) + bytes(size) for size in (0, 64))
    pixels = struct.pack("<HH2sxxI", 0x7FE0, 0x0010, b"OB", 0xFFFFFFFF) + encapsulated
    pixels += struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    for syntax in syntaxes:
        instance = new_uid()
        data = ct(instance, rest=pixels)
        with RawPeer(gateway.port) as peer:
            peer.associate(request(context(1, CT, syntax)))
            assert peer.store(CT, instance, data) == 0, syntax
        (found,) = gateway.house.archive.retrieve.instances_of(None, sop_instance_uid=instance)
        assert found.transfer_syntax_uid == syntax
        assert stored_bytes(gateway, instance) == data


def test_an_answer_says_why_and_where_to_look(gateway: Gateway) -> None:
    instance = new_uid()
    with RawPeer(gateway.port) as peer:
        peer.associate()
        peer.send(p_data(fragment(store_command(CT, instance), command=True)) + p_data(fragment(ct(new_uid()))))
        kind, body = peer.receive()
    assert kind == DATA
    comment = body[body.index(b"\0\0\2\x09") + 8 :]
    assert comment.startswith(b"[")
    assert instance.encode() in body


def test_an_object_larger_than_allowed_is_refused_while_it_comes(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running(tmp_path_factory.mktemp("small"), Limits(object_bytes=100_000)) as small, RawPeer(small.port) as peer:
        instance = new_uid()
        peer.associate()
        assert peer.store(CT, instance, ct(instance, rest=explicit(0x7FE00010, "OW", bytes(200_000)))) == 0xC001
        assert small.files() == []
        assert peer.store(CT, instance, ct(instance)) == 0


def test_no_line_of_the_log_names_a_patient(gateway: Gateway, capfd: pytest.CaptureFixture[str]) -> None:
    instance = new_uid()
    with RawPeer(gateway.port) as peer:
        peer.associate()
        assert peer.store(CT, instance, ct(instance, patient_id="MRN-4711")) == 0x0000
        assert peer.store(CT, instance, ct(instance, patient_id="MRN-4711", accession_number="ACC-1")) == 0x0111
        assert peer.store(CT, new_uid(), ct(instance, patient_id="MRN-4711")) == 0xA900
        assert peer.store(CT, instance, ct(instance, patient_id="MRN-4711")[:-7]) in {0x0111, 0xC000}
        peer.release()
        peer.ends(within_seconds=3)
    time.sleep(0.1)
    written = "".join(capfd.readouterr())
    assert "instance refused" in written
    assert not [word for word in ("Zhang", "张", "MRN-4711", "ACC-1", instance) if word in written]


def test_no_name_of_an_object_names_a_patient(gateway: Gateway) -> None:
    instance = new_uid()
    with RawPeer(gateway.port) as peer:
        peer.associate()
        assert peer.store(CT, instance, ct(instance, patient_id="4711")) == 0x0000
    (found,) = gateway.house.archive.retrieve.instances_of(None, sop_instance_uid=instance)
    assert re.fullmatch(r"MAIN/\d{8}/\d{12}-[0-9a-f]{24}\.dcm", found.object_key)
