"""Pictures of frames."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from imaging.archive.composition import Archive
from imaging.archive.keys import ObjectKey
from imaging.archive.objects import StillLandedError
from imaging.archive.pictures import REMEMBERED_FOR
from imaging.archive.stored import StoredInstance
from imaging.clock import SetClock
from imaging.errors import MalformedError, NotFoundError, UnsupportedError
from imaging.pixels.render import Rendering
from tests.data import sample_path
from tests.engines import NOON, open_archive, receive


def stored(archive: Archive, data: bytes) -> StoredInstance:
    accepted = receive(archive, data)
    return archive.retrieve.instance(
        None, accepted.study_instance_uid, accepted.series_instance_uid, accepted.sop_instance_uid
    )


def ct() -> bytes:
    return sample_path("ct_head_phantom/ct_phantom_001.dcm").read_bytes()


def broken_inside() -> bytes:
    """A slice whose fragment keeps its length, its beginning and the delimiter behind it; its code stream is broken."""
    whole = ct()
    return whole[:-20_008] + bytes(20_000) + whole[-8:]


def test_a_picture_has_the_size_of_its_frame(archive: Archive) -> None:
    picture = archive.pictures.rendered(stored(archive, ct()), 1, Rendering())
    assert (picture.width, picture.height, picture.media_type) == (512, 512, "image/jpeg")


def test_a_picture_is_made_once(archive: Archive) -> None:
    instance = stored(archive, ct())
    assert archive.pictures.rendered(instance, 1, Rendering()) is archive.pictures.rendered(instance, 1, Rendering())


def test_a_thumbnail_is_small(archive: Archive) -> None:
    picture = archive.pictures.thumbnail(stored(archive, ct()))
    assert (picture.width, picture.height) == (128, 128)


def test_there_is_no_frame_0_and_none_behind_the_last(archive: Archive) -> None:
    instance = stored(archive, ct())
    for number in (0, 2):
        with pytest.raises(NotFoundError, match="no frame"):
            archive.pictures.rendered(instance, number, Rendering())


def test_what_holds_no_image_says_so(archive: Archive) -> None:
    instance = stored(archive, sample_path("ecg/ecg_12lead.dcm").read_bytes())
    with pytest.raises(UnsupportedError, match="no image"):
        archive.pictures.rendered(instance, 1, Rendering())


def test_a_frame_that_can_not_be_decoded_is_not_tried_again(archive: Archive) -> None:
    instance = stored(archive, broken_inside())
    with pytest.raises(MalformedError) as first:
        archive.pictures.rendered(instance, 1, Rendering())
    archive.pictures.close()
    archive.blobs.delete(instance.object_key)
    archive.landing.directory.rename(archive.landing.directory.with_name("gone"))
    with pytest.raises(MalformedError, match=re.escape(str(first.value))):
        archive.pictures.rendered(instance, 1, Rendering())


def test_a_frame_that_could_not_be_decoded_gets_another_chance_the_next_day(tmp_path: Path) -> None:
    clock = SetClock(NOON)
    archive = open_archive(tmp_path, clock=clock)
    instance = stored(archive, broken_inside())
    with pytest.raises(MalformedError):
        archive.pictures.rendered(instance, 1, Rendering())
    # The bytes are gone: only a second try finds that out.
    archive.landing.path(ObjectKey.parse(instance.object_key)).unlink()
    clock.advance(REMEMBERED_FOR - timedelta(minutes=1))
    with pytest.raises(MalformedError):
        archive.pictures.rendered(instance, 1, Rendering())
    clock.advance(timedelta(minutes=2))
    with pytest.raises(StillLandedError):
        archive.pictures.rendered(instance, 1, Rendering())
    archive.close()
