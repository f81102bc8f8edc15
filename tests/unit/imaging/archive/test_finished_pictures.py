"""Pictures of the archive, finished."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image

from imaging.archive.composition import Archive
from imaging.archive.finished_pictures import FinishedPictures
from imaging.archive.stored import StoredInstance
from imaging.errors import UnsupportedError
from imaging.pixels.encoding import Picture, PictureFormat
from imaging.pixels.finishing import PLAIN, S_RGB, Annotation, Finish, Profile
from imaging.pixels.render import Rendering
from imaging.pixels.viewport import Viewport
from imaging.pixels.windows import Window
from imaging.sharing.slip_font import readable_font
from tests.data import sample_path
from tests.engines import receive

GRAY = sample_path("ct_head_phantom/ct_phantom_001.dcm")
COLOR = min(sample_path("us_rgb").glob("*.dcm"))
PNG = Rendering(picture_format=PictureFormat.PNG)


@pytest.fixture
def finished(archive: Archive) -> FinishedPictures:
    return FinishedPictures(archive.pictures, archive.retrieve, readable_font())


def stored(archive: Archive, data: bytes) -> StoredInstance:
    accepted = receive(archive, data)
    return archive.retrieve.instance(
        None, accepted.study_instance_uid, accepted.series_instance_uid, accepted.sop_instance_uid
    )


def with_profile(profile: bytes) -> bytes:
    dataset = pydicom.dcmread(COLOR)
    dataset.ICCProfile = profile
    stream = io.BytesIO()
    dataset.save_as(stream)
    return stream.getvalue()


def opened(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.data))


def test_a_plain_picture_is_the_one_that_is_kept(archive: Archive, finished: FinishedPictures) -> None:
    instance = stored(archive, GRAY.read_bytes())
    assert finished.rendered(instance, 1, PNG, PLAIN) is archive.pictures.rendered(instance, 1, PNG)


@pytest.mark.parametrize("picture_format", PictureFormat)
def test_text_is_written_into_the_size_and_format_that_are_wanted(
    archive: Archive, finished: FinishedPictures, picture_format: PictureFormat
) -> None:
    instance = stored(archive, GRAY.read_bytes())
    rendering = Rendering(Window(40, 400), Viewport(300, 200), picture_format)
    picture = finished.rendered(instance, 1, rendering, Finish((Annotation.TECHNIQUE,)))
    plain = archive.pictures.rendered(instance, 1, rendering)
    assert opened(picture).format == picture_format.name
    assert opened(picture).size == (picture.width, picture.height) == (plain.width, plain.height) == (200, 200)
    assert (picture.window, picture.is_lossy) == (Window(40, 400), picture_format.is_lossy)
    assert (np.asarray(opened(picture).convert("L")) != np.asarray(opened(plain).convert("L"))).any()


def test_colours_keep_the_profile_of_their_object(archive: Archive, finished: FinishedPictures) -> None:
    instance = stored(archive, with_profile(S_RGB + b"\0\0"))
    assert opened(finished.rendered(instance, 1, PNG, Finish(profile=Profile.OWN))).info["icc_profile"][:-2] == S_RGB
    with pytest.raises(UnsupportedError, match="a profile of its own"):
        finished.rendered(instance, 1, PNG, Finish(profile=Profile.S_RGB))


@pytest.mark.parametrize(("path", "expected"), [(COLOR, S_RGB), (GRAY, None)])
def test_colours_without_a_profile_are_s_rgb_and_grey_has_none(
    archive: Archive, finished: FinishedPictures, path: Path, expected: bytes | None
) -> None:
    picture = finished.rendered(stored(archive, path.read_bytes()), 1, PNG, Finish(profile=Profile.OWN))
    assert opened(picture).info.get("icc_profile") == expected
