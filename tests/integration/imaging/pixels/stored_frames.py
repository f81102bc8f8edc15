"""Frames of files as our own reader finds them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from imaging.dicom.elements import DataSet
from imaging.dicom.frames import native_frame_bits, read_frame_table
from imaging.dicom.header import Header, open_data_set, read_header
from imaging.pixels.description import ImageDescription, describe


@dataclass(frozen=True)
class StoredFrame:
    """A frame as it is stored, and what the file says of it."""

    description: ImageDescription
    dataset: DataSet
    encoded: bytes

    @classmethod
    def read(cls, path: Path, frame_number: int = 1) -> StoredFrame:
        """Read a frame, counted from 1."""
        with path.open("rb") as source:
            header = read_header(source)
            description = describe(header)
            with closing(open_data_set(source, header)) as data_set_file:
                encoded = _encoded(data_set_file, header, description, frame_number)
        return cls(description, header.dataset, encoded)


def _encoded(data_set_file: BinaryIO, header: Header, description: ImageDescription, frame_number: int) -> bytes:
    assert header.pixels is not None
    bits = native_frame_bits(header.dataset)
    table = read_frame_table(data_set_file, header.pixels, description.number_of_frames, frame_bits=bits)
    parts = []
    for offset, length in table.ranges(frame_number):
        data_set_file.seek(offset)
        parts.append(data_set_file.read(length))
    return b"".join(parts)
