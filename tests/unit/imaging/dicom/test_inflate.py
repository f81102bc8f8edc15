from __future__ import annotations

import io
import tracemalloc
import zlib

import pytest

from imaging.dicom.header import HeaderLimits, open_data_set, read_header
from imaging.dicom.tags import PATIENT_NAME, PIXEL_DATA
from imaging.errors import LimitError, MalformedError
from tests.unit.imaging.dicom.crafted import explicit, part10, read

DEFLATED = "1.2.840.10008.1.2.1.99"
MIB = 1024 * 1024


def deflated(dataset: bytes, window_bits: int = -zlib.MAX_WBITS) -> bytes:
    deflater = zlib.compressobj(9, zlib.DEFLATED, window_bits)
    return part10(deflater.compress(dataset) + deflater.flush(), DEFLATED)


@pytest.mark.parametrize("window_bits", [-zlib.MAX_WBITS, zlib.MAX_WBITS])
def test_offsets_hold_in_the_inflated_data_set(window_bits: int) -> None:
    pixels = bytes(range(256)) * 40
    dataset = explicit(PATIENT_NAME, b"PN", b"A^B ") + explicit(PIXEL_DATA, b"OW", pixels)
    source = io.BytesIO(deflated(dataset, window_bits))
    header = read_header(source)
    assert header.is_deflated
    assert header.dataset.text(PATIENT_NAME) == "A^B"
    assert header.pixels is not None
    with open_data_set(source, header) as inflated:
        assert inflated.read() == dataset
        inflated.seek(header.pixels.offset)
        assert inflated.read(header.pixels.length) == pixels


def test_a_bomb_is_refused_without_being_held_in_memory() -> None:
    deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    pieces = [deflater.compress(explicit(PIXEL_DATA, b"OW", b"", 100 * MIB))]
    pieces += [deflater.compress(bytes(MIB)) for _ in range(100)]
    bomb = part10(b"".join([*pieces, deflater.flush()]), DEFLATED)
    assert len(bomb) < MIB
    tracemalloc.start()
    with pytest.raises(LimitError, match="inflates to more than 16,777,216 bytes"):
        read(bomb, HeaderLimits(max_inflated_bytes=16 * MIB))
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 8 * MIB


def test_a_stream_that_is_cut_short_is_refused() -> None:
    content = deflated(explicit(PATIENT_NAME, b"PN", b"A^B ") + explicit(0x00091010, b"UT", bytes(range(256)) * 100))
    with pytest.raises(MalformedError, match="cut short"):
        read(content[:-20])


def test_a_stream_that_is_none_is_refused() -> None:
    with pytest.raises(MalformedError, match="can't be inflated"):
        read(part10(b"\xff" * 100, DEFLATED))
