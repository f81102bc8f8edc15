from __future__ import annotations

import pytest

from imaging.dicom.uids import (
    EXPLICIT_VR_LITTLE_ENDIAN,
    IMPLEMENTATION_CLASS_UID,
    JPEG_2000_LOSSLESS,
    NATIVE_SYNTAXES,
    STORAGE_SOP_CLASSES,
    VIDEO_SYNTAXES,
    is_native,
    is_storage_sop_class,
    is_valid_uid,
    new_uid,
    sop_class_name,
    transfer_syntax_name,
)
from tests.data import catalog


@pytest.mark.parametrize("uid", ["1.2.840.10008.1.1", "0.0", "2", "1.02.3", "1" * 64, IMPLEMENTATION_CLASS_UID])
def test_these_are_uids(uid: str) -> None:
    assert is_valid_uid(uid)


@pytest.mark.parametrize(
    "text",
    [
        "", ".", "1.", ".1", "1..2", "1.2/../3", "../../x", "/etc/passwd", "1.2\n", "1.2\r\n3", "1.2\0", "%2e%2e",
        "1.2 ", "1" * 65, "1.2.x", "１.２", "1.2.-3", "\u0661.2",
    ],
)  # fmt: skip
def test_these_are_no_uids(text: str) -> None:
    assert not is_valid_uid(text)


def test_new_uids_are_uids_and_differ() -> None:
    made = {new_uid() for _ in range(1000)}
    assert len(made) == 1000
    assert all(is_valid_uid(uid) and uid.startswith("2.25.") for uid in made)


@pytest.mark.parametrize(
    ("uid", "name"),
    [
        ("1.2.840.10008.5.1.4.1.1.2", "CT Image"),
        ("1.2.840.10008.5.1.4.1.1.1.1", "Digital X-Ray Image - For Presentation"),
        ("1.2.840.10008.5.1.4.1.1.66.4", "Segmentation"),
        ("1.3.12.2.1107.5.9.1", "Siemens CSA non-image data"),
        ("1.2.3", "1.2.3"),
    ],
)
def test_classes_have_names_in_words(uid: str, name: str) -> None:
    assert sop_class_name(uid) == name


@pytest.mark.parametrize(
    ("uid", "name"),
    [
        (EXPLICIT_VR_LITTLE_ENDIAN, "Explicit VR Little Endian"),
        (JPEG_2000_LOSSLESS, "JPEG 2000 Image Compression (Lossless Only)"),
        ("1.2.3", "1.2.3"),
    ],
)
def test_syntaxes_have_names_in_words(uid: str, name: str) -> None:
    assert transfer_syntax_name(uid) == name


def test_every_class_of_the_catalogue_is_known() -> None:
    stored = {row["sop_class"] for row in catalog() if row["dcmread"] == "ok" and row["sop_class"].endswith(" Storage")}
    assert {name.removesuffix(" Storage") for name in stored} <= {sop_class_name(uid) for uid in STORAGE_SOP_CLASSES}


def test_services_are_not_stored() -> None:
    assert is_storage_sop_class("1.3.12.2.1107.5.9.1")
    for uid in ("1.2.840.10008.1.1", "1.2.840.10008.1.20.1", "1.2.840.10008.5.1.4.31", "1.2.840.10008.1.3.10", "1.2.3"):
        assert not is_storage_sop_class(uid)


def test_native_and_video_are_apart() -> None:
    assert not NATIVE_SYNTAXES & VIDEO_SYNTAXES
    assert is_native(EXPLICIT_VR_LITTLE_ENDIAN)
    assert not is_native(JPEG_2000_LOSSLESS)
