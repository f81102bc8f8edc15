"""What a picture is given on top of its pixels."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import ImageCms

from imaging.dicom.elements import DataSet
from imaging.dicom.header import read_header
from imaging.errors import UnsupportedError
from imaging.pixels.finishing import S_RGB, Annotation, Profile, profile_for, write_corners
from imaging.sharing.slip_font import readable_font
from tests.data import sample_path

GREY = np.full((256, 256), 90, np.uint8)


@pytest.fixture(scope="module")
def header() -> DataSet:
    with min(sample_path("mr_brain_t1").glob("*.dcm")).open("rb") as source:
        return read_header(source).dataset


@pytest.mark.parametrize(
    ("annotations", "is_left", "is_right"),
    [
        ((Annotation.PATIENT,), True, False),
        ((Annotation.TECHNIQUE,), False, True),
        ((Annotation.PATIENT, Annotation.TECHNIQUE), True, True),
    ],
)
def test_the_patient_stands_at_the_left_and_the_technique_at_the_right(
    header: DataSet, annotations: tuple[Annotation, ...], is_left: bool, is_right: bool
) -> None:
    changed = write_corners(GREY, annotations, header, None, readable_font()) != 90
    assert (changed[:, :20].any(), changed[:, -20:].any()) == (is_left, is_right)
    assert not changed[128:].any()
    assert (GREY == 90).all()


def test_without_a_font_nothing_is_written_and_nothing_is_pretended(header: DataSet) -> None:
    with pytest.raises(UnsupportedError, match="no font"):
        write_corners(GREY, (Annotation.PATIENT,), header, None, None)


@pytest.mark.parametrize(
    ("wanted", "own", "expected"),
    [
        (Profile.NONE, None, None),
        (Profile.NONE, b"own", None),
        (Profile.OWN, b"own", b"own"),
        (Profile.OWN, None, S_RGB),
        (Profile.S_RGB, None, S_RGB),
    ],
)
def test_the_profile_is_the_objects_own_or_else_s_rgb(
    wanted: Profile, own: bytes | None, expected: bytes | None
) -> None:
    assert profile_for(wanted, own) == expected


def test_a_profile_of_the_object_is_not_called_another() -> None:
    with pytest.raises(UnsupportedError, match="a profile of its own"):
        profile_for(Profile.S_RGB, b"own")


def test_the_profile_of_s_rgb_is_one_that_others_read() -> None:
    assert "sRGB" in ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(S_RGB)))
