"""What the index keeps of an image: its description as JSON, or in words why there is nothing to show."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Final

from imaging.archive.attributes import bounded, compact_json
from imaging.archive.recent import Recent
from imaging.dicom import tags as tag
from imaging.dicom.frames import frames_of, native_frame_bits
from imaging.dicom.header import DataSet, Element, Header
from imaging.errors import RefusedError
from imaging.pixels.description import DESCRIBED_TAGS, describe

UNSHOWABLE: Final = "unshowable"
_REMEMBERED: Final = 256
_TAGS: Final = sorted(DESCRIBED_TAGS)


@dataclass(frozen=True)
class Described:
    """An image as the index knows it; ``frame_bits`` is the length of a native frame, 0 if nothing says it."""

    text: str
    rows: int | None
    columns: int | None
    bits_allocated: int | None
    number_of_frames: int
    frame_bits: int


class DescriptionReader:
    """Reads descriptions; safe to share between threads.

    The slices of a series mostly say the same of themselves, and what was made of the same bytes is remembered.
    """

    def __init__(self) -> None:
        self._recent: Recent[Hashable, Described] = Recent(_REMEMBERED, lambda described: 1)

    def read(self, header: Header) -> Described:
        """Describe the image of a header."""
        chosen, pixels = header.dataset.chosen(_TAGS), header.pixels
        if any(value.__class__ is tuple for _, _, _, _, value in chosen):
            return _read(header, chosen)
        said = (
            header.transfer_syntax_uid,
            (pixels.tag, pixels.vr) if pixels else None,
            header.dataset.is_little_endian,
            tuple([(each, vr, value) for each, vr, _, _, value in chosen]),
        )
        described = self._recent.get(said)
        if described is None:
            described = _read(header, chosen)
            self._recent.put(said, described)
        return described


def _read(header: Header, chosen: Iterable[Element]) -> Described:
    part = DataSet({element.tag: element for element in chosen}, is_little_endian=header.dataset.is_little_endian)
    return Described(
        text=_written(header, part),
        rows=bounded(part.integer(tag.ROWS)),
        columns=bounded(part.integer(tag.COLUMNS)),
        bits_allocated=bounded(part.integer(tag.BITS_ALLOCATED)),
        number_of_frames=frames_of(part),
        frame_bits=native_frame_bits(part),
    )


def _written(header: Header, part: DataSet) -> str:
    try:
        return compact_json(describe(dataclasses.replace(header, dataset=part)).to_json())
    except RefusedError as error:
        return compact_json({UNSHOWABLE: str(error)})
