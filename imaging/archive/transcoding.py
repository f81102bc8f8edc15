"""Objects in Explicit VR Little Endian, for whoever can't read what they are stored in (PS3.18 8.7.3.5.2).

Made anew at every asking, a frame at a time; the stored object stays what was received.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pydicom import dcmread
from pydicom.dataset import FileDataset
from pydicom.filebase import DicomFileLike
from pydicom.filewriter import write_dataset

from imaging.archive.blobs import CHUNK_BYTES
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.dicom import uids
from imaging.dicom.part10 import file_meta
from imaging.errors import UnsupportedError
from imaging.pixels.decoders import DecoderPool
from imaging.pixels.description import ImageDescription
from imaging.pixels.native import stored_dtype
from imaging.pixels.photometric import Photometric
from imaging.pixels.transfer_syntaxes import CODECS

# The length of an element has 32 bits, of which all ones stand for "undefined".
MAX_PIXEL_BYTES: Final = 2**32 - 2
_PIXEL_HEADER: Final = struct.Struct("<HH2sHL")
# What decoders have undone on their way (PS3.5 section 8.2.4), or spread to every pixel.
DECODED: Final = {
    Photometric.YBR_ICT: Photometric.RGB,
    Photometric.YBR_RCT: Photometric.RGB,
    Photometric.YBR_FULL_422: Photometric.YBR_FULL,
}
# Element and representation of Float and Double Float Pixel Data (PS3.3 section C.7.6.24).
FLOATS: Final = {"float32": (0x0008, b"OF"), "float64": (0x0009, b"OD")}
_LITTLE_ENDIAN_WORDS: Final = uids.NATIVE_SYNTAXES - {
    uids.EXPLICIT_VR_BIG_ENDIAN,
    uids.GE_PRIVATE_IMPLICIT_VR_BIG_ENDIAN_PIXELS,
}


def can_transcode(instance: StoredInstance) -> bool:
    """Tell whether an object can be given in Explicit VR Little Endian: video and the like can't."""
    if instance.bits_allocated is None or instance.transfer_syntax_uid in _LITTLE_ENDIAN_WORDS:
        return True
    return uids.is_native(instance.transfer_syntax_uid) or instance.transfer_syntax_uid in CODECS


@dataclass(frozen=True)
class Transcoder:
    """Writes objects anew; safe to share between threads."""

    retrieve: Retrieve
    decoders: DecoderPool

    def explicit_little_endian(self, instance: StoredInstance) -> Iterator[bytes]:
        """Write the object with its pixels decoded.

        Raises
        ------
        UnsupportedError
            When its pixels would be longer than an element can be.
        MalformedError
            When a frame can't be decoded.
        """
        # The few objects that came deflated are inflated whole; how large they may become was bounded on their way in.
        has_pixels_apart = instance.transfer_syntax_uid != uids.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN
        with self.retrieve.file(instance) as source:
            dataset = dcmread(source, stop_before_pixels=has_pixels_apart, force=True)
        description = _description(instance)
        if description is not None and instance.transfer_syntax_uid not in _LITTLE_ENDIAN_WORDS:
            # What can't be decoded fails before anything is given out.
            first = self.frame(instance, 1)
            yield _head(instance, _describe_decoded(dataset, description))
            yield from self._decoded_pixels(instance, description, first)
        else:
            yield _head(instance, dataset)
            yield from self._pixels_as_they_are(instance, description, int(dataset.get("BitsAllocated") or 8))

    def frame(self, instance: StoredInstance, frame_number: int) -> bytes:
        """Return the samples of a frame, little endian, colour by pixel."""
        data = self.retrieve.frame(instance, frame_number)
        if instance.transfer_syntax_uid in _LITTLE_ENDIAN_WORDS:
            return data
        description = _description(instance)
        if description is None:
            raise UnsupportedError("The pixels of this object can't be decoded.")
        return self.decoders.decode(data, description).tobytes()

    def _decoded_pixels(self, instance: StoredInstance, description: ImageDescription, first: bytes) -> Iterator[bytes]:
        sample_bytes = stored_dtype(description).itemsize
        samples = description.rows * description.columns * description.samples_per_pixel
        length = samples * sample_bytes * instance.number_of_frames
        yield _pixel_element(0x0010, b"OB" if sample_bytes == 1 else b"OW", length)
        yield first
        for number in range(2, instance.number_of_frames + 1):
            yield self.frame(instance, number)
        yield bytes(length % 2)

    def _pixels_as_they_are(
        self, instance: StoredInstance, description: ImageDescription | None, bits_allocated: int
    ) -> Iterator[bytes]:
        """Copy little-endian pixels; without pixels there is nothing to copy."""
        if instance.pixel_offset is None or not instance.pixel_length:
            return
        integers = 0x0010, b"OB" if bits_allocated <= 8 else b"OW"
        yield _pixel_element(
            *FLOATS.get(description.float_type if description else "", integers), instance.pixel_length
        )
        end = instance.pixel_offset + instance.pixel_length
        for offset in range(instance.pixel_offset, end, CHUNK_BYTES):
            yield self.retrieve.read(instance, offset, min(CHUNK_BYTES, end - offset))
        yield bytes(instance.pixel_length % 2)


def _description(instance: StoredInstance) -> ImageDescription | None:
    """Return what showing needs, None where there is nothing that can be shown."""
    values = json.loads(instance.description or "{}")
    return ImageDescription.from_json(values) if "rows" in values else None


def _describe_decoded(dataset: FileDataset, description: ImageDescription) -> FileDataset:
    photometric = DECODED.get(description.photometric_interpretation, description.photometric_interpretation)
    dataset.PhotometricInterpretation = photometric.value
    dataset.BitsAllocated = stored_dtype(description).itemsize * 8
    if description.samples_per_pixel > 1:
        dataset.PlanarConfiguration = 0
    return dataset


def _head(instance: StoredInstance, dataset: FileDataset) -> bytes:
    """Write everything that stands before the pixels."""
    written = io.BytesIO()
    out = DicomFileLike(written)
    out.is_little_endian, out.is_implicit_VR = True, False
    write_dataset(out, dataset)
    meta = file_meta(instance.sop_class_uid, instance.sop_instance_uid, uids.EXPLICIT_VR_LITTLE_ENDIAN)
    return meta + written.getvalue()


def _pixel_element(element: int, vr: bytes, length: int) -> bytes:
    if length > MAX_PIXEL_BYTES:
        raise UnsupportedError("Decoded, the pixels of this object are longer than an element of DICOM can be.")
    return _PIXEL_HEADER.pack(0x7FE0, element, vr, 0, length + length % 2)
