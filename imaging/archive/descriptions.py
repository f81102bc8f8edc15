"""Image descriptions as the index keeps them: JSON, or in words why there is nothing to show."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable
from typing import Final

from imaging.archive.attributes import compact_json
from imaging.archive.recent import Recent
from imaging.dicom.header import DataSet, Header
from imaging.errors import RefusedError
from imaging.pixels.description import DESCRIBED_TAGS, describe

UNSHOWABLE: Final = "unshowable"
_REMEMBERED: Final = 256
_TAGS: Final = sorted(DESCRIBED_TAGS)


class DescriptionReader:
    """Reads descriptions; safe to share between threads.

    The slices of a series mostly say the same of themselves, and what was made of the same bytes is remembered.
    """

    def __init__(self) -> None:
        self._recent: Recent[Hashable, str] = Recent(_REMEMBERED, lambda text: 1)

    def read(self, header: Header) -> str:
        """Describe the image of a header."""
        part = _described(header.dataset)
        if any(element.is_sequence for element in part.values()):
            return _written(header, part)
        pixels = header.pixels
        said = (
            header.transfer_syntax_uid,
            (pixels.tag, pixels.vr) if pixels else None,
            part.is_little_endian,
            tuple((element.tag, element.vr, element.value) for element in part.values()),
        )
        text = self._recent.get(said)
        if text is None:
            text = _written(header, part)
            self._recent.put(said, text)
        return text


def _described(dataset: DataSet) -> DataSet:
    chosen = {each: dataset[each] for each in _TAGS if each in dataset}
    return DataSet(chosen, is_little_endian=dataset.is_little_endian)


def _written(header: Header, part: DataSet) -> str:
    try:
        return compact_json(describe(dataclasses.replace(header, dataset=part)).to_json())
    except RefusedError as error:
        return compact_json({UNSHOWABLE: str(error)})
