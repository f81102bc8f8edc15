"""What real devices write against the standard is read; what can't be right is refused, in bounded time."""

from __future__ import annotations

import io

import pytest

from imaging.dicom.header import HeaderLimits, read_header
from imaging.dicom.tags import PATIENT_ID, PATIENT_NAME, PIXEL_DATA, REFERENCED_IMAGE_SEQUENCE, SOP_INSTANCE_UID
from imaging.errors import LimitError, MalformedError
from tests.unit.imaging.dicom.crafted import (
    ITEM_END,
    SEQUENCE_END,
    UNDEFINED,
    explicit,
    implicit,
    item,
    part10,
    read,
    read_dataset,
)

UID = explicit(SOP_INSTANCE_UID, b"UI", b"1.2.3\0")
NAME = explicit(PATIENT_NAME, b"PN", b"A^B ")
IMPLICIT_UID = implicit(SOP_INSTANCE_UID, b"1.2.3\0")
PRIVATE = 0x00091010


def nested(depth: int, *, is_closed: bool = True) -> bytes:
    """Sequences of undefined length, one within the other."""
    opened = explicit(REFERENCED_IMAGE_SEQUENCE, b"SQ", b"", UNDEFINED) + item(b"", UNDEFINED)
    return opened * depth + (ITEM_END + SEQUENCE_END) * (depth if is_closed else 0)


@pytest.mark.parametrize(
    ("sequence", "text"),
    [
        (explicit(REFERENCED_IMAGE_SEQUENCE, b"SQ", item(UID)), "both lengths defined"),
        (explicit(REFERENCED_IMAGE_SEQUENCE, b"SQ", item(UID) + SEQUENCE_END, UNDEFINED), "sequence undefined"),
        (explicit(REFERENCED_IMAGE_SEQUENCE, b"SQ", item(UID + ITEM_END, UNDEFINED)), "item undefined"),
        (explicit(REFERENCED_IMAGE_SEQUENCE, b"SQ", item(UID + ITEM_END, UNDEFINED) + SEQUENCE_END, UNDEFINED), "both"),
        (explicit(REFERENCED_IMAGE_SEQUENCE, b"SQ", item(IMPLICIT_UID)), "implicit within"),
        (explicit(REFERENCED_IMAGE_SEQUENCE, b"UN", item(IMPLICIT_UID)), "UN of known tag"),
        (
            explicit(REFERENCED_IMAGE_SEQUENCE, b"UN", item(IMPLICIT_UID) + SEQUENCE_END, UNDEFINED),
            "UN of undefined length",
        ),
        (explicit(REFERENCED_IMAGE_SEQUENCE, b"UN", item(UID) + SEQUENCE_END, UNDEFINED), "UN in explicit VR"),
        (
            explicit(REFERENCED_IMAGE_SEQUENCE, b"SQ", item(UID, UNDEFINED) + SEQUENCE_END, UNDEFINED),
            "no item delimiter",
        ),
        (implicit(REFERENCED_IMAGE_SEQUENCE, item(IMPLICIT_UID)), "element without VR"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_sequence_is_read_however_it_is_written(sequence: bytes, text: str) -> None:
    dataset = read_dataset(UID + sequence + NAME).dataset
    assert [part.text(SOP_INSTANCE_UID) for part in dataset.items_of(REFERENCED_IMAGE_SEQUENCE)] == ["1.2.3"]
    assert dataset.text(PATIENT_NAME) == "A^B"


def test_a_private_sequence_of_unknown_vr_is_a_sequence() -> None:
    content = explicit(PRIVATE, b"UN", item(implicit(PATIENT_ID, b"17")) + SEQUENCE_END, UNDEFINED)
    (part,) = read_dataset(content + NAME).dataset.items_of(PRIVATE)
    assert part.text(PATIENT_ID) == "17"


def test_unknown_in_big_endian_holds_little_endian() -> None:
    # PS3.5 section 6.2.2 note 4; the group and length around it are big endian.
    head = b"\x00\x08\x11\x40UN\0\0\xff\xff\xff\xff"
    content = head + item(IMPLICIT_UID) + SEQUENCE_END
    header = read_dataset(b"\x00\x08\x00\x18UI\x00\x061.2.4\0" + content, "1.2.840.10008.1.2.2")
    assert header.dataset.text(SOP_INSTANCE_UID) == "1.2.4"
    assert header.dataset.items_of(REFERENCED_IMAGE_SEQUENCE)[0].text(SOP_INSTANCE_UID) == "1.2.3"


@pytest.mark.parametrize(
    ("dataset", "syntax"),
    [
        (UID + NAME, "1.2.840.10008.1.2"),
        (IMPLICIT_UID + implicit(PATIENT_NAME, b"A^B "), "1.2.840.10008.1.2.1"),
        (UID + NAME, "1.2.3.4.5"),
        (UID + NAME, ""),
        (UID + NAME, "1.2.840.10008.1.2.1.99"),
    ],
)
def test_the_bytes_are_believed_more_than_the_transfer_syntax(dataset: bytes, syntax: str) -> None:
    assert read_dataset(dataset, syntax).dataset.text(PATIENT_NAME) == "A^B"


@pytest.mark.parametrize("start", [b"", bytes(128), bytes(128) + b"DICM", b"DICM"])
def test_a_file_without_meta_information_is_read(start: bytes) -> None:
    header = read(start + UID + NAME)
    assert header.dataset.text(PATIENT_NAME) == "A^B"
    assert header.transfer_syntax_uid == "1.2.840.10008.1.2.1"
    assert header.warnings == ("the file names no transfer syntax",)


@pytest.mark.parametrize(
    "tail", [b"\0", bytes(7), bytes(4096), ITEM_END, SEQUENCE_END, nested(3, is_closed=False), item(b"")]
)
def test_a_wrong_tail_is_read_with_a_warning(tail: bytes) -> None:
    header = read_dataset(UID + NAME + tail)
    assert header.dataset.text(PATIENT_NAME) == "A^B"
    assert header.warnings


def test_garbage_behind_the_pixels_is_read_with_a_warning() -> None:
    header = read_dataset(NAME + explicit(PIXEL_DATA, b"OW", bytes(64)) + b"\xfc\xff\xfc\xffOB\0\0\xff\xff\xff\x7f")
    assert header.pixels is not None
    assert header.warnings[0].startswith("what follows the pixel data can't be read")


def test_the_last_of_equal_tags_counts() -> None:
    assert read_dataset(NAME + explicit(PATIENT_NAME, b"PN", b"C^D ")).dataset.text(PATIENT_NAME) == "C^D"


def test_an_unknown_vr_keeps_its_bytes() -> None:
    header = read_dataset(NAME + explicit(PRIVATE, b"ZZ", b"abcd") + explicit(0x00100020, b"LO", b"17"))
    assert header.dataset.raw(PRIVATE) == b"abcd"
    assert header.dataset.text(PATIENT_ID) == "17"
    assert header.warnings == ("(0009,1010) has the unknown VR ZZ",)


@pytest.mark.parametrize("value", [b"abc", b"\x01"])
def test_odd_lengths_are_read(value: bytes) -> None:
    dataset = read_dataset(explicit(PATIENT_ID, b"LO", value) + NAME).dataset
    assert dataset.raw(PATIENT_ID) == value


@pytest.mark.parametrize(
    "element",
    [
        explicit(PATIENT_ID, b"LO", b"17", 60_000),
        explicit(PATIENT_ID, b"UT", b"17", 1 << 30),
        explicit(PATIENT_ID, b"UT", b"17", UNDEFINED - 1),
        explicit(PATIENT_ID, b"UT", b"17", UNDEFINED),
        explicit(PATIENT_ID, b"LO", b"17")[:7] + b"\xff",
        explicit(0x00091011, b"OB", b"")[:10],
    ],
)
def test_a_length_beyond_the_end_is_refused(element: bytes) -> None:
    with pytest.raises(MalformedError):
        read_dataset(NAME + element)


@pytest.mark.parametrize("depth", [50, 200, 2000, 100_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    with pytest.raises(LimitError, match="deeper than 32 levels"):
        read_dataset(NAME + nested(depth))


def test_nesting_up_to_the_limit_is_read() -> None:
    assert read_dataset(NAME + nested(31)).warnings == ()


@pytest.mark.parametrize(
    ("limits", "dataset"),
    [
        (
            HeaderLimits(max_elements=1000),
            b"".join(explicit(0x00090000 + n, b"LO", b"") for n in range(0x1000, 0x3000)),
        ),
        (HeaderLimits(max_elements=1000), NAME * 2000),
        (HeaderLimits(max_elements=1000), explicit(REFERENCED_IMAGE_SEQUENCE, b"SQ", item(b"") * 2000)),
        (HeaderLimits(max_elements=1000), ITEM_END * 2000),
        (HeaderLimits(max_header_bytes=100_000), explicit(0x00091010, b"UT", bytes(60_000)) * 3),
        (HeaderLimits(max_fragments=100), explicit(PIXEL_DATA, b"OB", item(b"") * 200 + SEQUENCE_END, UNDEFINED)),
    ],
    ids=["elements", "equal elements", "items", "delimiters", "bytes", "fragments"],
)
def test_more_than_the_limits_is_refused(limits: HeaderLimits, dataset: bytes) -> None:
    with pytest.raises(LimitError):
        read(part10(NAME + dataset), limits)


class Counting(io.BytesIO):
    """Counts what is read."""

    read_bytes = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.read_bytes += len(data)
        return data


@pytest.mark.parametrize("tag", [PIXEL_DATA, PRIVATE, 0x54001010])
def test_large_values_are_left_in_the_file(tag: int) -> None:
    source = Counting(part10(NAME + explicit(tag, b"OW", bytes(8_000_000)) + explicit(0xFFFCFFFC, b"OB", b"ab")))
    header = read_header(source)
    element = header.dataset[tag]
    assert (element.value, element.length) == (None, 8_000_000)
    assert source.getvalue()[element.offset - 4 : element.offset] == (8_000_000).to_bytes(4, "little")
    assert header.dataset.raw(0xFFFCFFFC) == b"ab"
    assert source.read_bytes < 100_000
