"""Objects given in Explicit VR Little Endian hold the same pixels as what was received, by pydicom's own reading."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from imaging.archive.ingest import Origin
from imaging.archive.stored import StoredInstance
from imaging.archive.transcoding import Transcoder, can_transcode
from imaging.archive.transfer import Transfer
from imaging.errors import UnsupportedError
from imaging.house import House, prepare
from imaging.settings import Settings
from tests.data import sample_path

NATIVE = sample_path("mr_overlay/mr_overlay.dcm")
SAMPLES = (
    "ct_head_phantom/ct_phantom_001.dcm",
    "cr_leg/cr_leg_mono1_j2k_lossless.dcm",
    "us_ob/us_ob_palette.dcm",
    "us_rgb/us_rgb_eso_echo.dcm",
    "seg/seg_liver_1bit.dcm",
)


def moved(house: House, instance: StoredInstance) -> StoredInstance:
    """Let the worker move what has landed to the blob store."""
    archive = house.archive
    while Transfer(house.index, archive.landing, archive.blobs, house.clock).run():
        pass
    return archive.retrieve.by_id(instance.id)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("house"))
    prepare(settings)
    with House.open(settings) as opened:
        yield opened


def received(house: House, data: bytes) -> StoredInstance:
    hospital = house.hospitals.by_code(house.settings.default_hospital)
    file = house.archive.landing.begin()
    file.write(data)
    accepted = house.archive.ingest.accept(file, Origin(hospital.id, "test"))
    (found,) = house.archive.retrieve.instances_of(None, sop_instance_uid=accepted.sop_instance_uid)
    return found


def given(house: House, instance: StoredInstance) -> pydicom.FileDataset:
    transcoder = Transcoder(house.archive.retrieve, house.decoders)
    whole = pydicom.dcmread(io.BytesIO(b"".join(transcoder.explicit_little_endian(instance))))
    assert whole.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
    return whole


@pytest.mark.parametrize("name", SAMPLES)
def test_compressed_pixels_come_decoded(house: House, name: str) -> None:
    data = sample_path(name).read_bytes()
    original = pydicom.dcmread(io.BytesIO(data))
    again = given(house, received(house, data))
    assert np.array_equal(again.pixel_array, original.pixel_array)
    assert again.PatientName == original.PatientName
    assert again.SOPInstanceUID == original.SOPInstanceUID


def test_an_object_that_has_moved_to_the_blob_store_comes_decoded_too(house: House) -> None:
    data = sample_path(SAMPLES[0]).read_bytes()
    instance = moved(house, received(house, data))
    assert instance.is_stored
    assert np.array_equal(given(house, instance).pixel_array, pydicom.dcmread(io.BytesIO(data)).pixel_array)


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian])
def test_native_pixels_survive_every_native_syntax(house: House, syntax: pydicom.uid.UID, tmp_path: Path) -> None:
    original = pydicom.dcmread(NATIVE)
    pixels = original.pixel_array
    original.SOPInstanceUID = pydicom.uid.generate_uid()
    original.file_meta.MediaStorageSOPInstanceUID = original.SOPInstanceUID
    original.file_meta.TransferSyntaxUID = syntax
    # Values of the other byte order are written anew, not copied.
    list(original.iterall())
    if syntax == ExplicitVRBigEndian:
        original.PixelData = pixels.astype(pixels.dtype.newbyteorder(">")).tobytes()
    path, order = tmp_path / "written.dcm", {"little_endian": syntax.is_little_endian}
    pydicom.dcmwrite(path, original, implicit_vr=syntax.is_implicit_VR, force_encoding=True, **order)
    again = given(house, received(house, path.read_bytes()))
    assert np.array_equal(again.pixel_array, pixels)


def test_an_object_without_pixels_is_only_rewritten(house: House) -> None:
    again = given(house, received(house, sample_path("report_sr/sr_basic_text.dcm").read_bytes()))
    assert "PixelData" not in again
    assert again.Modality == "SR"


def test_video_stays_what_it_is(house: House) -> None:
    original = pydicom.dcmread(sample_path("us_echo/us_echo_cine_30f_jpeg_baseline.dcm"))
    original.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.102"
    original.SOPInstanceUID = original.file_meta.MediaStorageSOPInstanceUID = pydicom.uid.generate_uid()
    written = io.BytesIO()
    original.save_as(written)
    instance = received(house, written.getvalue())
    assert not can_transcode(instance)
    with pytest.raises(UnsupportedError):
        Transcoder(house.archive.retrieve, house.decoders).frame(instance, 1)
