from __future__ import annotations

import io
import struct
from typing import BinaryIO

import numpy as np
import pydicom
import pytest
from pydicom.encaps import generate_frames

from imaging.dicom.frames import FrameTable, frames_of, native_frame_bits, read_frame_table
from imaging.dicom.header import Header, PixelLocation, open_data_set, read_header
from imaging.dicom.limits import HeaderLimits
from imaging.dicom.tags import BITS_ALLOCATED, COLUMNS, PHOTOMETRIC_INTERPRETATION, ROWS, SAMPLES_PER_PIXEL
from imaging.dicom.uids import is_native
from imaging.errors import LimitError, MalformedError, NotFoundError
from tests.data import catalog, catalog_path, sample_path
from tests.unit.imaging.dicom.crafted import SEQUENCE_END, explicit, item, read_dataset

JPEG = b"\xff\xd8\xff\xe0"


def encapsulated(*fragments: bytes, offsets: tuple[int, ...] = ()) -> bytes:
    table = item(struct.pack(f"<{len(offsets)}L", *offsets))
    return b"before" + table + b"".join(item(fragment) for fragment in fragments) + SEQUENCE_END


def table_of(content: bytes, number_of_frames: int, extended: bytes = b"") -> FrameTable:
    pixels = PixelLocation(0x7FE00010, "OB", len(b"before"), None)
    return read_frame_table(io.BytesIO(content), pixels, number_of_frames, extended_offset_table=extended)


def frame(content: bytes, table: FrameTable, number: int) -> list[bytes]:
    return [content[offset : offset + length] for offset, length in table.ranges(number)]


def frames(content: bytes, table: FrameTable) -> list[list[bytes]]:
    return [frame(content, table, number) for number in range(1, table.number_of_frames + 1)]


@pytest.mark.parametrize("offsets", [(), (0, 12, 26), (0, 999, 5)])
def test_one_fragment_a_frame_needs_no_offsets_and_ignores_wrong_ones(offsets: tuple[int, ...]) -> None:
    content = encapsulated(b"aaaa", b"bbbbbb", b"cc", offsets=offsets)
    assert frames(content, table_of(content, 3)) == [[b"aaaa"], [b"bbbbbb"], [b"cc"]]


def test_all_fragments_of_a_single_frame_belong_to_it() -> None:
    content = encapsulated(b"aaaa", b"bb", b"cc")
    assert frames(content, table_of(content, 1)) == [[b"aaaa", b"bb", b"cc"]]


def test_the_basic_offset_table_tells_fragments_apart() -> None:
    content = encapsulated(b"aaaa", b"bb", b"cc", offsets=(0, 22))
    assert frames(content, table_of(content, 2)) == [[b"aaaa", b"bb"], [b"cc"]]


def test_the_extended_offset_table_tells_fragments_apart() -> None:
    content = encapsulated(b"aaaa", b"bb", b"cc")
    assert frames(content, table_of(content, 2, struct.pack("<2Q", 0, 12))) == [[b"aaaa"], [b"bb", b"cc"]]


@pytest.mark.parametrize("offsets", [(), (0, 7), (22, 0), (0, 1 << 31)])
def test_codestream_marks_help_where_the_offset_table_does_not(offsets: tuple[int, ...]) -> None:
    content = encapsulated(JPEG + b"1", b"more", JPEG + b"2", b"more", offsets=offsets)
    assert frames(content, table_of(content, 2)) == [[JPEG + b"1", b"more"], [JPEG + b"2", b"more"]]


@pytest.mark.parametrize(
    ("content", "number_of_frames"),
    [
        (encapsulated(b"aaaa", b"bb", b"cc"), 2),
        (encapsulated(b"aaaa"), 2),
        (encapsulated(), 1),
        (encapsulated(JPEG, b"bb", b"cc"), 2),
        (b"before" + b"no item at all", 1),
        (encapsulated(b"aaaa")[:-8] + b"garbage instead", 1),
    ],
)
def test_frames_that_can_not_be_told_apart_are_refused(content: bytes, number_of_frames: int) -> None:
    with pytest.raises(MalformedError):
        table_of(content, number_of_frames)


def test_a_missing_delimiter_ends_the_last_fragment_with_the_file() -> None:
    content = encapsulated(b"aaaa", b"bb")[: -len(SEQUENCE_END)]
    assert frames(content, table_of(content, 2)) == [[b"aaaa"], [b"bb"]]


@pytest.mark.parametrize("number_of_frames", [0, -1, 2**31, 10**12])
def test_numbers_of_frames_beyond_reason_are_refused(number_of_frames: int) -> None:
    with pytest.raises(MalformedError, match="can't be"):
        read_frame_table(io.BytesIO(), PixelLocation(0x7FE00010, "OW", 0, 100), number_of_frames, frame_bits=8)


@pytest.mark.parametrize("frame_bits", [-8, 2**62])
def test_frames_larger_than_any_file_are_refused(frame_bits: int) -> None:
    with pytest.raises(MalformedError):
        read_frame_table(io.BytesIO(), PixelLocation(0x7FE00010, "OW", 0, 100), 1, frame_bits=frame_bits)


def test_an_offset_table_that_claims_gigabytes_is_not_read() -> None:
    content = b"before" + item(b"", 0xFFFFFFF0)
    pixels = PixelLocation(0x7FE00010, "OB", len(b"before"), None)

    class Guarded(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert size < 1 << 24
            return super().read(size)

    with pytest.raises(MalformedError):
        read_frame_table(Guarded(content), pixels, 1)


def test_too_many_fragments_are_refused() -> None:
    pixels = PixelLocation(0x7FE00010, "OB", len(b"before"), None)
    with pytest.raises(LimitError):
        read_frame_table(io.BytesIO(encapsulated(*[b""] * 20)), pixels, 1, limits=HeaderLimits(max_fragments=10))


@pytest.mark.parametrize("number", [0, -1, 4])
def test_there_are_no_frames_beyond_the_last(number: int) -> None:
    content = encapsulated(b"aaaa", b"bbbbbb", b"cc")
    with pytest.raises(NotFoundError, match="1 to 3"):
        table_of(content, 3).ranges(number)


@pytest.mark.parametrize("number_of_frames", [1, 2, 3])
def test_a_table_survives_being_written(number_of_frames: int) -> None:
    content = encapsulated(b"aaaa", b"bb", b"cc", offsets=(0, 22))
    table = table_of(content, number_of_frames)
    assert frames(content, FrameTable.from_bytes(table.to_bytes())) == frames(content, table)


def test_a_thousand_frames_take_four_bytes_each() -> None:
    content = encapsulated(*[b"ab"] * 1000)
    assert len(table_of(content, 1000).to_bytes()) == 25 + 4 * 1000


def test_native_frames_follow_one_another() -> None:
    table = read_frame_table(io.BytesIO(), PixelLocation(0x7FE00010, "OW", 100, 31), 3, frame_bits=80)
    assert [table.ranges(number) for number in (1, 2, 3)] == [((100, 10),), ((110, 10),), ((120, 10),)]
    assert FrameTable.from_bytes(table.to_bytes()).ranges(3) == ((120, 10),)


def test_frames_of_single_bits_may_begin_within_a_byte() -> None:
    # 3 frames of 5 x 5 pixels are 75 bits.
    table = read_frame_table(io.BytesIO(), PixelLocation(0x7FE00010, "OB", 100, 10), 3, frame_bits=25)
    assert [table.ranges(number) for number in (1, 2, 3)] == [((100, 4),), ((103, 4),), ((106, 4),)]
    assert [table.bit_offset(number) for number in (1, 2, 3)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("interpretation", "samples", "bits", "expected"),
    [("MONOCHROME2", 1, 16, 6 * 16), ("RGB", 3, 8, 6 * 24), ("YBR_FULL_422", 3, 8, 6 * 16), ("MONOCHROME2", 1, 1, 6)],
)
def test_a_native_frame_takes_what_its_pixels_take(interpretation: str, samples: int, bits: int, expected: int) -> None:
    dataset = read_dataset(
        explicit(SAMPLES_PER_PIXEL, b"US", samples.to_bytes(2, "little"))
        + explicit(PHOTOMETRIC_INTERPRETATION, b"CS", interpretation.encode())
        + explicit(ROWS, b"US", b"\x02\0")
        + explicit(COLUMNS, b"US", b"\x03\0")
        + explicit(BITS_ALLOCATED, b"US", bits.to_bytes(2, "little"))
    ).dataset
    assert native_frame_bits(dataset) == expected


def read_table(source: BinaryIO) -> tuple[Header, FrameTable, BinaryIO]:
    header = read_header(source)
    assert header.pixels is not None
    file = open_data_set(source, header)
    bits = native_frame_bits(header.dataset) if header.pixels.length is not None else 0
    return header, read_frame_table(file, header.pixels, frames_of(header.dataset), frame_bits=bits), file


def test_single_bit_frames_of_a_segmentation_are_those_of_pydicom() -> None:
    path = sample_path("seg/seg_liver_1bit.dcm")
    with path.open("rb") as source:
        _, table, file = read_table(source)
        unpacked = []
        for number in range(1, table.number_of_frames + 1):
            ((offset, length),) = table.ranges(number)
            file.seek(offset)
            bits = np.unpackbits(np.frombuffer(file.read(length), np.uint8), bitorder="little")
            start = table.bit_offset(number)
            unpacked.append(bits[start : start + table.frame_bits])
    expected = pydicom.dcmread(path).pixel_array.reshape(table.number_of_frames, -1)
    assert np.array_equal(np.stack(unpacked), expected)


ENCAPSULATED = [
    row["file"]
    for row in catalog()
    if row["decodes"] == "yes" and row["frames"] not in {"", "1"} and not is_native(row["transfer_syntax_uid"])
]


# pydicom warns of misspelt character sets.
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("file", ENCAPSULATED)
def test_frames_are_those_that_pydicom_finds(file: str) -> None:
    path = catalog_path(file)
    with path.open("rb") as source:
        _, table, data = read_table(source)
        found = []
        for number in range(1, table.number_of_frames + 1):
            parts = []
            for offset, length in table.ranges(number):
                data.seek(offset)
                parts.append(data.read(length))
            found.append(b"".join(parts))
    assert found == list(generate_frames(pydicom.dcmread(path).PixelData, number_of_frames=table.number_of_frames))
