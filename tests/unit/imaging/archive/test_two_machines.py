"""A region's machines share index and blob store, but each has a landing directory of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from imaging.archive.composition import Archive
from imaging.archive.stored import StoredInstance
from imaging.archive.transfer import Transfer
from imaging.archive.verification import Fault, Finding, Verification
from imaging.errors import NotFoundError, UnavailableError
from tests.engines import open_archive, receive
from tests.synthetic import secondary_capture

SENT = secondary_capture()

WAYS_OUT: dict[str, Callable[[Archive, StoredInstance], object]] = {
    "object": lambda archive, instance: b"".join(archive.retrieve.open(instance)),
    "header": lambda archive, instance: archive.retrieve.header(instance),
    "frame": lambda archive, instance: archive.retrieve.frame(instance, 1),
    "metadata": lambda archive, instance: archive.metadata.derive([instance]),
}


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[Archive, Archive]]:
    """The machine that receives, and another one that shows."""
    shared = f"sqlite:///{tmp_path}/index.sqlite3", None, (tmp_path / "objects").as_uri()
    receiving, showing = (open_archive(tmp_path / name, *shared) for name in ("receiving", "showing"))
    yield receiving, showing
    for archive in (receiving, showing):
        archive.close()


@pytest.fixture
def instance(machines: tuple[Archive, Archive]) -> StoredInstance:
    """What the machine that shows knows of what the other one has just received."""
    receiving, showing = machines
    receive(receiving, SENT)
    (known,) = showing.retrieve.instances_of(None)
    return known


def transfer(archive: Archive) -> int:
    return Transfer(archive.index, archive.landing, archive.blobs).run()


@pytest.mark.parametrize("way", WAYS_OUT)
def test_what_still_lies_on_the_other_machine_is_there_in_a_moment(
    machines: tuple[Archive, Archive], instance: StoredInstance, way: str
) -> None:
    receiving, showing = machines
    WAYS_OUT[way](receiving, instance)
    with pytest.raises(UnavailableError, match="in a moment") as caught:
        WAYS_OUT[way](showing, instance)
    assert caught.value.retry_after_seconds is not None
    assert (transfer(showing), transfer(receiving)) == (0, 1)
    # What was known of it before is enough.
    WAYS_OUT[way](showing, instance)


def test_it_is_the_same_on_both(machines: tuple[Archive, Archive], instance: StoredInstance) -> None:
    receiving, showing = machines
    transfer(receiving)
    sums = [hashlib.sha256(b"".join(archive.retrieve.open(instance))).digest() for archive in machines]
    assert sums == [instance.sha256] * 2
    assert b"".join(showing.retrieve.open(instance)) == SENT


@pytest.mark.parametrize("way", WAYS_OUT)
def test_what_was_stored_and_is_gone_is_not_promised(
    machines: tuple[Archive, Archive], instance: StoredInstance, way: str
) -> None:
    receiving, showing = machines
    transfer(receiving)
    showing.blobs.delete(instance.object_key)
    (known,) = showing.retrieve.instances_of(None)
    with pytest.raises(NotFoundError):
        WAYS_OUT[way](showing, known)


def test_a_verification_names_what_it_can_not_see_and_goes_on(
    machines: tuple[Archive, Archive], instance: StoredInstance
) -> None:
    _, showing = machines
    receive(showing, secondary_capture())
    found = list(Verification(showing.index, showing.objects).run())
    assert found == [Finding(instance.object_key, Fault.MISSING)]
