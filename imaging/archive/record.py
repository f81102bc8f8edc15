"""What the index says of one object, read from its header."""

from __future__ import annotations

from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import BinaryIO, Final

from imaging.archive.attributes import (
    INSTANCE_TAGS,
    SERIES_TAGS,
    STUDY_TAGS,
    Variant,
    VariantReader,
    bounded,
    select_text,
)
from imaging.archive.descriptions import Described, DescriptionReader
from imaging.dicom import tags as tag
from imaging.dicom.frames import read_frame_table
from imaging.dicom.header import Header, read_header
from imaging.dicom.limits import MIB, HeaderLimits
from imaging.dicom.skim import Skim
from imaging.dicom.uids import is_valid_uid
from imaging.errors import LimitError, MalformedError, RefusedError, UnavailableError
from imaging.pixels.description import DESCRIBED_TAGS

# Nearly all headers are smaller, and are read at once whoever else reads.
_SMALL: Final = HeaderLimits(max_elements=20_000, max_header_bytes=4 * MIB)
# A slide of 300,000 tiles has about half of it.
_LARGE: Final = HeaderLimits(max_elements=8_000_000, max_header_bytes=256 * MIB)
_LARGE_AT_ONCE: Final = 1
_PATIENCE_SECONDS: Final = 20.0
# Of a large header no more is kept than the index wants: of each frame its window and its rescaling.
_SKIM: Final = Skim(
    STUDY_TAGS | SERIES_TAGS | DESCRIBED_TAGS | {*INSTANCE_TAGS, tag.EXTENDED_OFFSET_TABLE},
    {
        tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE: frozenset(
            {
                tag.SPECIFIC_CHARACTER_SET,
                tag.FRAME_VOILUT_SEQUENCE,
                tag.PIXEL_VALUE_TRANSFORMATION_SEQUENCE,
                tag.PIXEL_MEASURES_SEQUENCE,
            }
        )
    },
)


@dataclass(frozen=True)
class Record:
    """One object as the index knows it."""

    study_instance_uid: str
    series_instance_uid: str
    sop_instance_uid: str
    sop_class_uid: str
    transfer_syntax_uid: str
    study: Variant
    series: Variant
    attributes: str
    description: str
    instance_number: int | None
    rows: int | None
    columns: int | None
    bits_allocated: int | None
    number_of_frames: int
    dataset_offset: int
    pixel_offset: int | None
    pixel_length: int | None
    frame_table: bytes | None


class RecordReader:
    """Reads records; safe to share between threads."""

    def __init__(self) -> None:
        self._study, self._series = VariantReader(STUDY_TAGS), VariantReader(SERIES_TAGS)
        self._descriptions = DescriptionReader()
        self._large = BoundedSemaphore(_LARGE_AT_ONCE)

    def read(self, source: BinaryIO) -> Record:
        """Read the record of a Part 10 file.

        Raises
        ------
        MalformedError
            When it is no DICOM, or one of its unique identifiers is missing or none.
        LimitError
            When its header is larger or deeper than is looked at.
        UnavailableError
            When its header is large, and others are being read.
        """
        try:
            header = read_header(source, _SMALL)
        except LimitError:
            return self._read_large(source)
        return self._record(source, header)

    def _read_large(self, source: BinaryIO) -> Record:
        """Read a header that takes long, one after the other: senders share the memory and the time of a process."""
        if not self._large.acquire(timeout=_PATIENCE_SECONDS):
            raise UnavailableError("Other large headers are being read; try again.", retry_after_seconds=10)
        try:
            return self._record(source, read_header(source, _LARGE, _SKIM))
        finally:
            self._large.release()

    def _record(self, source: BinaryIO, header: Header) -> Record:
        dataset, image = header.dataset, self._descriptions.read(header)
        pixels = None if header.is_deflated else header.pixels
        return Record(
            study_instance_uid=_uid(header, tag.STUDY_INSTANCE_UID, "Study Instance UID"),
            series_instance_uid=_uid(header, tag.SERIES_INSTANCE_UID, "Series Instance UID"),
            sop_instance_uid=_uid(header, tag.SOP_INSTANCE_UID, "SOP Instance UID"),
            sop_class_uid=_uid(header, tag.SOP_CLASS_UID, "SOP Class UID"),
            transfer_syntax_uid=header.transfer_syntax_uid.replace("\0", "")[:64],
            study=self._study.read(dataset),
            series=self._series.read(dataset),
            attributes=select_text(dataset, INSTANCE_TAGS),
            description=image.text,
            instance_number=bounded(dataset.integer(tag.INSTANCE_NUMBER)),
            rows=image.rows,
            columns=image.columns,
            bits_allocated=image.bits_allocated,
            number_of_frames=bounded(image.number_of_frames) or 1,
            dataset_offset=header.dataset_offset,
            pixel_offset=pixels.offset if pixels else None,
            pixel_length=pixels.length if pixels else None,
            frame_table=_frame_table(source, header, image),
        )


def _uid(header: Header, uid_tag: int, name: str) -> str:
    uid = header.dataset.text(uid_tag)
    if not is_valid_uid(uid):
        raise MalformedError(f"The {name} is missing." if not uid else f"The {name} is not a unique identifier.")
    return uid


def _frame_table(source: BinaryIO, header: Header, image: Described) -> bytes | None:
    """Find the frames; None if there are none, or nobody can tell where they are."""
    if header.pixels is None:
        return None
    try:
        table = read_frame_table(
            # Native frames are found by numbers alone, so that a deflated data set need not be inflated again.
            source,
            header.pixels,
            image.number_of_frames,
            frame_bits=image.frame_bits,
            extended_offset_table=header.dataset.raw(tag.EXTENDED_OFFSET_TABLE) or b"",
        )
    except RefusedError:
        # The object is kept as it came; that its frames can't be read is told when somebody asks for one.
        return None
    return table.to_bytes()
