from __future__ import annotations

import struct

import pytest

from imaging.dicom.elements import DataSet
from tests.unit.imaging.dicom.crafted import explicit, item, read_dataset

TAG = 0x00091010


def holding(vr: bytes, value: bytes) -> DataSet:
    return read_dataset(explicit(TAG, vr, value)).dataset


@pytest.mark.parametrize(
    ("vr", "value", "text", "texts"),
    [
        (b"CS", b"ORIGINAL\\PRIMARY ", "ORIGINAL\\PRIMARY", ("ORIGINAL", "PRIMARY")),
        (b"LO", b"A\\\\ C", "A\\\\ C", ("A", "", "C")),
        (b"LT", b"one\\two", "one\\two", ("one\\two",)),
        (b"UI", b"1.2.3\0", "1.2.3", ("1.2.3",)),
        (b"US", struct.pack("<2H", 1, 2), "1\\2", ("1", "2")),
        (b"DS", b" 1.50 ", " 1.50", ("1.50",)),
        (b"SH", b"", "", ()),
        (b"SH", b"  ", "", ()),
    ],
)
def test_values_are_texts(vr: bytes, value: bytes, text: str, texts: tuple[str, ...]) -> None:
    dataset = holding(vr, value)
    assert dataset.text(TAG) == text
    assert dataset.texts(TAG) == texts


@pytest.mark.parametrize(
    ("vr", "value", "numbers", "integers"),
    [
        (b"DS", b"40\\400 ", (40.0, 400.0), (40, 400)),
        (b"DS", b"40\\", (40.0,), (40,)),
        (b"DS", b"0.5", (0.5,), ()),
        (b"DS", b"40\\wide", (), ()),
        (b"DS", b"inf", (), ()),
        (b"DS", b"nan", (), ()),
        (b"IS", b"1.0 ", (1.0,), (1,)),
        (b"IS", b" 12", (12.0,), (12,)),
        (b"LO", b"12", (12.0,), (12,)),
        (b"US", struct.pack("<2H", 1, 65535), (1, 65535), (1, 65535)),
        (b"US", b"\1\0\2", (1,), (1,)),
        (b"SS", struct.pack("<h", -5), (-5,), (-5,)),
        (b"FD", struct.pack("<d", 0.1), (0.1,), ()),
        (b"FD", struct.pack("<d", float("inf")), (float("inf"),), ()),
        (b"UL", b"", (), ()),
        (b"DS", b"1_0", (), ()),
        (b"UN", b"12", (12.0,), (12,)),
    ],
)
def test_values_are_numbers(vr: bytes, value: bytes, numbers: tuple[float, ...], integers: tuple[int, ...]) -> None:
    dataset = holding(vr, value)
    assert dataset.numbers(TAG) == numbers
    assert dataset.integers(TAG) == integers
    assert dataset.number(TAG) == (numbers[0] if numbers else None)
    assert dataset.integer(TAG) == (integers[0] if integers else None)


def test_what_is_absent_is_empty() -> None:
    dataset = holding(b"LO", b"here")
    absent = 0x00091011
    assert dataset.text(absent, "default") == "default"
    assert (dataset.texts(absent), dataset.numbers(absent), dataset.items_of(absent)) == ((), (), ())
    assert (dataset.raw(absent), dataset.number(absent), dataset.integer(absent)) == (None, None, None)
    assert TAG in dataset
    assert absent not in dataset


def test_a_sequence_is_neither_text_nor_number() -> None:
    dataset = holding(b"SQ", item(explicit(TAG, b"LO", b"in")))
    assert (dataset.text(TAG), dataset.numbers(TAG), dataset.raw(TAG)) == ("", (), None)
    assert [inner.text(TAG) for inner in dataset.items_of(TAG)] == ["in"]
    assert dataset[TAG].is_sequence


def test_items_inherit_the_character_set_unless_they_have_their_own() -> None:
    name = explicit(0x00100010, b"PN", "张".encode("gb18030"))
    russian = explicit(0x00080005, b"CS", b"ISO_IR 144") + explicit(0x00100010, b"PN", "Люба".encode("iso8859_5"))
    sequence = explicit(0x00081140, b"SQ", item(name) + item(russian))
    dataset = read_dataset(explicit(0x00080005, b"CS", b"GB18030 ") + sequence + name).dataset
    assert [inner.text(0x00100010) for inner in dataset.items_of(0x00081140)] == ["张", "Люба"]
    assert dataset.text(0x00100010) == "张"


def test_numbers_of_big_endian_files_are_turned_round() -> None:
    dataset = read_dataset(b"\x00\x28\x00\x10US\x00\x02\x02\x00", "1.2.840.10008.1.2.2").dataset
    assert dataset.integer(0x00280010) == 512
    assert not dataset.is_little_endian
