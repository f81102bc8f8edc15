"""Every file of the catalogue: decoded as the reference says, shown as the formula says, or refused in words.

``FILMLESS_TEST_DATA`` names the catalogue; without it these tests are skipped.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image

from imaging.errors import FilmlessError
from imaging.pixels.arrays import Frame
from imaging.pixels.code_streams import settle_colors
from imaging.pixels.decoders import DecoderPool
from imaging.pixels.encoding import PictureFormat
from imaging.pixels.render import Rendering, render, show
from imaging.pixels.transformations import stored_bits
from tests.data import catalog, catalog_path
from tests.integration.imaging.pixels import slow_standard
from tests.integration.imaging.pixels.stored_frames import StoredFrame
from tests.peers import require

ROWS = catalog()
WITH_REFERENCE = [row for row in ROWS if row["ref_sha256_frame0_raw"]]
WITHOUT_REFERENCE = [row for row in ROWS if not row["ref_sha256_frame0_raw"]]
# Compressing large pictures as PNG is slow, and no other than compressing small ones.
SMALL = [row for row in WITH_REFERENCE if int(row["rows"]) * int(row["cols"]) <= 512 * 512]
# JPEG Extended with 12 bits: decoders round differently, and the catalogue's reference is not always dcmtk's.
LOSSY_12_BITS = "1.2.840.10008.1.2.4.51"
# Of the files without a reference, because the catalogue's decoders did not show them, these can be shown all the same.
SHOWN_WITHOUT_REFERENCE = frozenset(
    {
        "conformance/images-deflated-frame/seg_liver_deflate__pydicom-data.dcm",
        "conformance/images-implicit-le/ct_test_synthetic__dicomweb-conformance-tests.dcm",
        "conformance/images-jpegxl/us_will-jxl__dcm4che.dcm",
        "conformance/images-no-or-odd-ts/mr_GH340__fo-dicom.dcm",
        "conformance/images-rle/seg_liver_nonbyte_aligned_rle__pydicom-data.dcm",
        "conformance/images-rle/seg_liver_rle__pydicom-data.dcm",
        "conformance/malformed/ct_TC0917_minmax_bs0__dicom-fuzzing-corpus.dcm",
        "conformance/malformed/rtdose_badVR__pydicom.dcm",
        "conformance/malformed/xx_TC0277_missing_delim__dicom-fuzzing-corpus.dcm",
        "conformance/malformed/xx_TC0383_no_dicm__dicom-fuzzing-corpus.dcm",
        "conformance/malformed/xx_TC0391_meta_glen_zero__dicom-fuzzing-corpus.dcm",
        "conformance/malformed/xx_TC0497_meta_0001_vr_7368__dicom-fuzzing-corpus.dcm",
        "conformance/malformed/xx_TC0605_meta_0012_vr_6f62__dicom-fuzzing-corpus.dcm",
        "conformance/malformed/xx_TC0633_meta_0013_vr_6f62__dicom-fuzzing-corpus.dcm",
        "conformance/malformed/xx_TC0963_undef_len_no_delim__dicom-fuzzing-corpus.dcm",
        "conformance/objects-xx/xx_GH1339__fo-dicom.dcm",
        "conformance/objects-xx/xx_GH177_D_CLUNIE_CT1_IVRLE_BigEndian_undefined_length__fo-dicom.dcm",
        "conformance/objects-xx/xx_emri_small_jpeg_2k_lossless_too_short__pydicom-data.dcm",
    }
)
NO_OVERLAYS = Rendering(shows_overlays=False)


@pytest.fixture(scope="module")
def pool() -> Iterator[DecoderPool]:
    decoders = DecoderPool(1)
    yield decoders
    decoders.close()


def name(row: dict[str, str]) -> str:
    return row["file"]


def sha256(array: Frame, dtype: str) -> str:
    return hashlib.sha256(np.ascontiguousarray(array, np.dtype(dtype)).tobytes()).hexdigest()


def decoded_by_dcmtk(path: Path, folder: Path) -> Frame:
    subprocess.run([require("dcmdjpeg"), path, folder / "native.dcm"], check=True, capture_output=True)
    pixels = pydicom.dcmread(folder / "native.dcm").pixel_array
    return pixels[0] if pixels.ndim == 3 else pixels


@pytest.mark.parametrize("row", WITH_REFERENCE, ids=name)
def test_first_frame_equals_the_reference(row: dict[str, str], pool: DecoderPool, tmp_path: Path) -> None:
    frame = StoredFrame.read(catalog_path(row["file"]))
    decoded = pool.decode(frame.encoded, frame.description)
    assert "x".join(str(side) for side in decoded.shape) == row["ref_shape"]
    assert decoded.dtype == np.dtype(row["ref_dtype"])
    if sha256(decoded, row["ref_dtype"]) == row["ref_sha256_frame0_raw"]:
        return
    if row["transfer_syntax_uid"] == LOSSY_12_BITS:
        other = decoded_by_dcmtk(catalog_path(row["file"]), tmp_path)
        difference = np.abs(decoded.astype(np.int64) - other)
        # Where a lossy value is larger than Bits Stored can hold, dcmtk lets it run over to 0.
        assert np.minimum(difference, (1 << frame.description.bits_stored) - difference).max() <= 1
        return
    # The reference holds stored values: of 16 allocated bits, the 12 stored ones with their sign.
    values = stored_bits(frame.description).values(decoded)
    assert sha256(values, row["ref_dtype"]) == row["ref_sha256_frame0_raw"]


@pytest.mark.parametrize("row", WITH_REFERENCE, ids=name)
@pytest.mark.filterwarnings("ignore::UserWarning:pydicom")
def test_picture_equals_the_formula_of_the_standard(row: dict[str, str], pool: DecoderPool) -> None:
    path = catalog_path(row["file"])
    frame = StoredFrame.read(path)
    decoded = pool.decode(frame.encoded, frame.description)
    description = settle_colors(frame.description, frame.encoded)
    shown, _ = show(decoded, description, NO_OVERLAYS, frame.dataset if description.needs_header else None)
    dataset = pydicom.dcmread(path, force=True)
    is_lossy = slow_standard.is_lossy(dataset)
    stored = decoded if is_lossy else slow_standard.stored_values(decoded, dataset)
    if description.is_monochrome:
        expected = slow_standard.supplemented(slow_standard.grey_levels(stored, dataset), stored, dataset)
    else:
        dataset.PhotometricInterpretation = description.photometric_interpretation.value
        expected = slow_standard.colors(stored, dataset)
    assert np.abs(shown - expected).max() <= 1.0


@pytest.mark.parametrize("row", SMALL, ids=name)
def test_png_holds_what_is_shown(row: dict[str, str], pool: DecoderPool) -> None:
    frame = StoredFrame.read(catalog_path(row["file"]))
    decoded = pool.decode(frame.encoded, frame.description)
    header = frame.dataset if frame.description.needs_header else None
    picture = render(decoded, frame.description, Rendering(picture_format=PictureFormat.PNG), header)
    shown, _ = show(decoded, frame.description, header=header)
    with Image.open(io.BytesIO(picture.data), formats=["PNG"]) as image:
        np.testing.assert_array_equal(np.asarray(image), shown)


@pytest.mark.parametrize("row", WITHOUT_REFERENCE, ids=name)
def test_what_has_no_reference_is_shown_or_refused_in_words(row: dict[str, str], pool: DecoderPool) -> None:
    if row["file"] not in SHOWN_WITHOUT_REFERENCE:
        with pytest.raises(FilmlessError) as refusal:
            shown_first_frame(row["file"], pool)
        words = str(refusal.value)
        assert words.endswith(".")
        assert len(words.split()) >= 4
        return
    frame, shown = shown_first_frame(row["file"], pool)
    assert shown.shape[:2] == (frame.description.rows, frame.description.columns)


def shown_first_frame(file: str, pool: DecoderPool) -> tuple[StoredFrame, Frame]:
    frame = StoredFrame.read(catalog_path(file))
    decoded = pool.decode(frame.encoded, frame.description)
    shown, _ = show(decoded, frame.description, header=frame.dataset if frame.description.needs_header else None)
    return frame, shown


@pytest.mark.parametrize(
    ("file", "twin"),
    [
        ("images-rle/seg_liver_nonbyte_aligned_rle", "images-explicit-le/seg_liver_nonbyte_aligned"),
        ("images-deflated-frame/seg_liver_deflate", "images-rle/seg_liver_rle"),
    ],
)
def test_twins_in_other_transfer_syntaxes_are_equal(file: str, twin: str, pool: DecoderPool) -> None:
    frames = [StoredFrame.read(catalog_path(f"conformance/{name}__pydicom-data.dcm")) for name in (file, twin)]
    first, second = (pool.decode(frame.encoded, frame.description) for frame in frames)
    assert first.any()
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("row", [row for row in WITH_REFERENCE if "Overlay" in row["features"]], ids=name)
@pytest.mark.filterwarnings("ignore::UserWarning:pydicom")
def test_overlays_are_where_pydicom_reads_them(row: dict[str, str], pool: DecoderPool) -> None:
    path = catalog_path(row["file"])
    frame = StoredFrame.read(path)
    decoded = pool.decode(frame.encoded, frame.description)
    plain, _ = show(decoded, frame.description, NO_OVERLAYS, frame.dataset)
    shown, _ = show(decoded, frame.description, header=frame.dataset)
    dataset = pydicom.dcmread(path)
    # Planes may begin before the image and end behind it: those of the mammogram do, which was cut.
    margin = 200
    canvas = np.pad(np.zeros(plain.shape, bool), margin)
    for group in sorted({element.tag.group for element in dataset if 0x6000 <= element.tag.group <= 0x601E}):
        plane = dataset.overlay_array(group).astype(bool)
        top, left = (value - 1 + margin for value in dataset[group, 0x0050].value)
        canvas[top : top + plane.shape[0], left : left + plane.shape[1]] |= plane
    expected = np.where(canvas[margin:-margin, margin:-margin], 255, plain)
    np.testing.assert_array_equal(shown, expected)
    assert (shown != plain).any()
