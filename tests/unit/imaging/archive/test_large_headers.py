"""Large headers: real ones are indexed, in bounded memory, one after the other; the others are refused."""

from __future__ import annotations

import struct
import tracemalloc
from io import BytesIO
from pathlib import Path

import pytest

from imaging.archive import record
from imaging.archive.record import RecordReader
from imaging.dicom.limits import HeaderLimits
from imaging.dicom.part10 import file_meta
from imaging.dicom.uids import EXPLICIT_VR_LITTLE_ENDIAN, new_uid
from imaging.errors import LimitError, UnavailableError
from tests.data import sample_path
from tests.integration.gateway.data_sets import ct, explicit

WHOLE_SLIDE = "1.2.840.10008.5.1.4.1.1.77.1.6"
NEARLY_NOTHING = HeaderLimits(max_elements=1)


def item(*elements: bytes) -> bytes:
    value = b"".join(elements)
    return struct.pack("<HHI", 0xFFFE, 0xE000, len(value)) + value


def frame(number: int, *more: bytes) -> bytes:
    """What a slide says of one of its tiles."""
    index = explicit(0x00209157, "UL", struct.pack("<II", number % 400 + 1, number // 400 + 1))
    places = (explicit(0x0040072A, "DS", b"1.5"), explicit(0x0040073A, "DS", b"2.5"), explicit(0x0040074A, "DS", b"0"))
    corner = (explicit(each, "SL", struct.pack("<i", number)) for each in (0x0048021E, 0x0048021F))
    content, place = explicit(0x00209111, "SQ", item(index)), explicit(0x0048021A, "SQ", item(*places, *corner))
    return item(content, place, *more)


def slide(*frames: bytes) -> bytes:
    instance = new_uid()
    count = explicit(0x00280008, "IS", str(len(frames)).encode())
    rest = count + explicit(0x52009230, "SQ", b"".join(frames)) + explicit(0x7FE00010, "OW", bytes(8 * len(frames)))
    return file_meta(WHOLE_SLIDE, instance, EXPLICIT_VR_LITTLE_ENDIAN) + ct(instance, sop_class=WHOLE_SLIDE, rest=rest)


def test_a_slide_of_a_hundred_thousand_tiles_is_read() -> None:
    read = RecordReader().read(BytesIO(slide(*map(frame, range(100_000)))))
    assert (read.number_of_frames, "needs_header" in read.description) == (100_000, False)
    assert read.frame_table is not None


def many_elements(count: int) -> bytes:
    instance = new_uid()
    empty = (struct.pack("<HH2sH", 0x0029 + 2 * (n // 60_000), 0x1000 + n % 60_000, b"US", 0) for n in range(count))
    rest = b"".join(empty) + explicit(0x7FE00010, "OW", bytes(8))
    return file_meta(WHOLE_SLIDE, instance, EXPLICIT_VR_LITTLE_ENDIAN) + ct(instance, sop_class=WHOLE_SLIDE, rest=rest)


def test_what_nobody_asks_for_takes_no_memory() -> None:
    source, reader = BytesIO(many_elements(200_000)), RecordReader()
    tracemalloc.start()
    reader.read(source)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Every element that is kept takes more than a hundred bytes; these are those of the first try, and the window.
    assert peak_bytes < 8_000_000


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "_LARGE", HeaderLimits(max_elements=50_000))
    with pytest.raises(LimitError):
        RecordReader().read(BytesIO(many_elements(60_000)))


def test_large_ones_are_read_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "_SMALL", NEARLY_NOTHING)
    monkeypatch.setattr(record, "_PATIENCE_SECONDS", 0.05)
    reader, source = RecordReader(), BytesIO(slide(frame(0)))
    with reader._large, pytest.raises(UnavailableError):
        reader.read(source)
    assert reader.read(source).number_of_frames == 1


def windowed(center: bytes) -> bytes:
    window = item(explicit(0x00281050, "DS", center), explicit(0x00281051, "DS", b"100"))
    return explicit(0x00289132, "SQ", window)


@pytest.mark.parametrize("centers", [(b"10", b"20"), (b"10", b"10")])
def test_the_windows_of_frames_are_read_all_the_same(
    monkeypatch: pytest.MonkeyPatch, centers: tuple[bytes, ...]
) -> None:
    data = slide(*(frame(number, windowed(center)) for number, center in enumerate(centers)))
    whole = RecordReader().read(BytesIO(data))
    monkeypatch.setattr(record, "_SMALL", NEARLY_NOTHING)
    assert RecordReader().read(BytesIO(data)) == whole
    assert ("needs_header" in whole.description) == (len(set(centers)) > 1)


@pytest.mark.parametrize("path", sorted(sample_path().rglob("*.dcm"))[::5], ids=lambda path: path.name)
def test_a_header_says_the_same_however_it_is_read(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    with path.open("rb") as source:
        whole = RecordReader().read(source)
        monkeypatch.setattr(record, "_SMALL", NEARLY_NOTHING)
        assert RecordReader().read(source) == whole
