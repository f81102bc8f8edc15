"""Pictures of frames."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from imaging.archive.composition import Archive
from imaging.archive.stored import StoredInstance
from imaging.errors import MalformedError, NotFoundError, UnsupportedError
from imaging.pixels.render import Rendering
from tests.data import sample_path
from tests.engines import open_archive, receive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = open_archive(tmp_path)
    yield opened
    opened.close()


def stored(archive: Archive, data: bytes) -> StoredInstance:
    accepted = receive(archive, data)
    return archive.retrieve.instance(
        None, accepted.study_instance_uid, accepted.series_instance_uid, accepted.sop_instance_uid
    )


def ct() -> bytes:
    return sample_path("ct_head_phantom/ct_phantom_001.dcm").read_bytes()


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
    whole = ct()
    instance = stored(archive, whole[:-20_000] + bytes(20_000))
    # The fragment keeps its length and its first bytes: the code stream is broken inside.
    with pytest.raises(MalformedError) as first:
        archive.pictures.rendered(instance, 1, Rendering())
    archive.pictures.close()
    archive.blobs.delete(instance.object_key)
    archive.landing.directory.rename(archive.landing.directory.with_name("gone"))
    with pytest.raises(MalformedError, match=str(first.value)):
        archive.pictures.rendered(instance, 1, Rendering())
