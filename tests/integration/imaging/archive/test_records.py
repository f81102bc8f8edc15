"""What is remembered of bytes that instances have in common is what a fresh reading says, for every vendor's files."""

from __future__ import annotations

import re

import pytest

from imaging.archive.attributes import INSTANCE_TAGS, compact_json, select, select_text
from imaging.archive.descriptions import UNSHOWABLE, Described, DescriptionReader
from imaging.dicom import tags as tag
from imaging.dicom.frames import frames_of, native_frame_bits
from imaging.dicom.header import Header, read_header
from imaging.errors import MalformedError, RefusedError
from imaging.pixels.description import describe
from tests.data import SAMPLE, catalog, catalog_path
from tests.refusals import UNREADABLE

FILES = [row["file"] for row in catalog() if row["file"] not in UNREADABLE]
DESCRIPTIONS = DescriptionReader()


def header_of(file: str) -> Header:
    with catalog_path(file).open("rb") as source:
        return read_header(source)


def text_of(header: Header) -> str:
    try:
        return compact_json(describe(header).to_json())
    except RefusedError as error:
        return compact_json({UNSHOWABLE: str(error)})


def described(header: Header) -> Described:
    dataset = header.dataset
    return Described(
        text=text_of(header),
        rows=dataset.integer(tag.ROWS),
        columns=dataset.integer(tag.COLUMNS),
        bits_allocated=dataset.integer(tag.BITS_ALLOCATED),
        number_of_frames=frames_of(dataset),
        frame_bits=native_frame_bits(dataset),
    )


@pytest.mark.parametrize("file", FILES)
def test_a_description_is_that_of_the_whole_data_set(file: str) -> None:
    header = header_of(file)
    assert [DESCRIPTIONS.read(header), DESCRIPTIONS.read(header)] == [described(header)] * 2


@pytest.mark.parametrize("file", FILES)
def test_attributes_are_written_as_one_would_write_them_at_once(file: str) -> None:
    dataset = header_of(file).dataset
    assert select_text(dataset, INSTANCE_TAGS) == compact_json(select(dataset, INSTANCE_TAGS))


@pytest.mark.parametrize("file", UNREADABLE)
def test_a_file_without_a_header_is_refused_in_words(file: str) -> None:
    with pytest.raises(MalformedError, match=f"^{re.escape(UNREADABLE[file])}$"):
        header_of(file)


def test_slices_that_differ_are_described_differently() -> None:
    texts = set()
    for path in sorted((SAMPLE / "ct_head_phantom").glob("*.dcm"))[:2]:
        with path.open("rb") as source:
            texts.add(select_text(read_header(source).dataset, INSTANCE_TAGS))
    assert len(texts) == 2
