"""Volumes that fill up while objects come in: refused with A700, nothing acknowledged is lost, and it goes on alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from imaging.archive.sweep import Sweep
from imaging.archive.transfer import Transfer
from imaging.archive.verification import Verification
from imaging.dicom.uids import new_uid
from tests.integration.gateway.conftest import Gateway, running
from tests.integration.gateway.data_sets import ct, explicit
from tests.integration.gateway.raw_peer import CT, RawPeer
from tests.volumes import SmallVolume, small_volume

SUCCESS, OUT_OF_RESOURCES = 0x0000, 0xA700


@pytest.fixture
def volume(tmp_path: Path) -> Iterator[SmallVolume]:
    with small_volume(tmp_path / "small", 24) as mounted:
        yield mounted


def send(peer: RawPeer, instances: dict[str, bytes], rest: bytes = b"") -> int:
    """Send one object, and note it if it was acknowledged."""
    instance = new_uid()
    data = ct(instance, rest=rest)
    status = peer.store(CT, instance, data)
    if status == SUCCESS:
        instances[instance] = data
    return status


def send_until(peer: RawPeer, instances: dict[str, bytes], wanted: int, within_seconds: float) -> None:
    deadline = time.monotonic() + within_seconds
    while send(peer, instances) != wanted:
        assert time.monotonic() < deadline


def assert_kept(gateway: Gateway, instances: dict[str, bytes]) -> None:
    archive = gateway.house.archive
    kept = {found.sop_instance_uid: found for found in archive.retrieve.instances_of(None)}
    assert set(instances) <= set(kept)
    for uid, data in instances.items():
        assert b"".join(archive.retrieve.open(kept[uid]))[kept[uid].dataset_offset :] == data


def test_an_index_without_room_refuses_and_goes_on_when_there_is_some(tmp_path: Path, volume: SmallVolume) -> None:
    instances: dict[str, bytes] = {}
    url = f"sqlite:///{volume.directory}/index.sqlite3"
    with running(tmp_path / "data", database_url=url) as gateway, RawPeer(gateway.port) as peer:
        peer.associate()
        assert [send(peer, instances) for _ in range(20)] == [SUCCESS] * 20
        volume.fill()
        # What the index had set aside of its own volume still takes a few.
        send_until(peer, instances, OUT_OF_RESOURCES, within_seconds=30)
        assert [send(peer, instances) for _ in range(20)] == [OUT_OF_RESOURCES] * 20
        assert peer.echo() == SUCCESS
        with RawPeer(gateway.port) as other:
            other.associate()
            assert send(other, instances) == OUT_OF_RESOURCES
        # What was refused takes no room either: the sender has it, and will bring it again.
        assert len(list(gateway.house.archive.landing.directory.rglob("*.dcm"))) == len(instances)
        assert_kept(gateway, instances)
        volume.free()
        send_until(peer, instances, SUCCESS, within_seconds=30)
        assert [send(peer, instances) for _ in range(20)] == [SUCCESS] * 20
        assert_kept(gateway, instances)
        gateway.house.index.check()
    assert_whole(tmp_path / "data", url, instances)


def assert_whole(data_dir: Path, url: str, instances: dict[str, bytes]) -> None:
    """After the next start, nothing is left in the landing directory and nothing is missing in the objects."""
    with running(data_dir, database_url=url) as again:
        house = again.house
        Sweep(house.index, house.archive.landing, house.archive.ingest).run()
        Transfer(house.index, house.archive.landing, house.archive.blobs).run()
        assert list(house.archive.landing.directory.rglob("*.dcm")) == []
        assert list(Verification(house.index, house.archive.objects).run()) == []
        assert_kept(again, instances)


def test_an_object_that_does_not_fit_is_refused_and_gives_its_room_back(volume: SmallVolume) -> None:
    instances: dict[str, bytes] = {}
    with running(volume.directory / "data") as gateway, RawPeer(gateway.port) as peer:
        peer.associate()
        assert send(peer, instances) == SUCCESS
        free = gateway.house.archive.landing.space().free_bytes
        too_large = explicit(0x7FE00010, "OW", bytes(free + 4096))
        for _ in range(3):
            assert send(peer, instances, rest=too_large) == OUT_OF_RESOURCES
            assert peer.echo() == SUCCESS
        assert [send(peer, instances) for _ in range(5)] == [SUCCESS] * 5
        assert free - gateway.house.archive.landing.space().free_bytes < 1 << 20
        assert_kept(gateway, instances)


def test_a_full_volume_refuses_before_anything_is_received(volume: SmallVolume) -> None:
    instances: dict[str, bytes] = {}
    with running(volume.directory / "data") as gateway, RawPeer(gateway.port) as peer:
        peer.associate()
        assert send(peer, instances) == SUCCESS
        volume.fill()
        assert [send(peer, instances) for _ in range(10)] == [OUT_OF_RESOURCES] * 10
        assert peer.echo() == SUCCESS
        assert_kept(gateway, instances)
        volume.free()
        send_until(peer, instances, SUCCESS, within_seconds=30)
        assert_kept(gateway, instances)
