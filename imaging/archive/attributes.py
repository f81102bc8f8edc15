"""Which attributes the index keeps of each level, and how they are told apart.

What instances say of their patient and study, and of their series, is taken together as one *variant*: a DICOM JSON
object with a digest. Instances that say the same share one. Since most do, what was read of the last ones is remembered
by the very bytes in which they said it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from imaging.archive.recent import Recent
from imaging.dicom import tags as tag
from imaging.dicom.dicom_json import to_dicom_json
from imaging.dicom.header import DataSet, Element
from imaging.dicom.person_names import displayable

STUDY_TAGS: Final = frozenset(
    {
        0x00080020, 0x00080030, 0x00080050, 0x00080051, 0x00080090, 0x00080201, 0x00081030, 0x00081032, 0x00081048,
        0x00081060, 0x00081080, 0x00100010, 0x00100020, 0x00100021, 0x00100024, 0x00100030, 0x00100032, 0x00100040,
        0x00101001, 0x00101002, 0x00101010, 0x00101020, 0x00101030, 0x00102160, 0x00102180, 0x001021B0, 0x00104000,
        0x0020000D, 0x00200010, 0x00321032, 0x00321060, 0x00380010,
    }
)  # fmt: skip
SERIES_TAGS: Final = frozenset(
    {
        0x00080021, 0x00080031, 0x00080060, 0x00080070, 0x00080080, 0x00080081, 0x00081010, 0x0008103E, 0x0008103F,
        0x00081040, 0x00081050, 0x00081070, 0x00081090, 0x00081111, 0x00180010, 0x00180015, 0x00181000, 0x00181020,
        0x00181030, 0x00185100, 0x0020000E, 0x00200011, 0x00200052, 0x00200060, 0x00201040, 0x00400244, 0x00400245,
        0x00400250, 0x00400251, 0x00400253, 0x00400254, 0x00400275,
    }
)  # fmt: skip
# In ascending order, as `select_text` writes them.
INSTANCE_TAGS: Final = (
    0x00080008, 0x00080012, 0x00080013, 0x00080016, 0x00080018, 0x00080022, 0x00080023, 0x0008002A, 0x00080032,
    0x00080033, 0x00180050, 0x00180081, 0x00180086, 0x00180088, 0x00189087, 0x00200012, 0x00200013, 0x00200032,
    0x00200037, 0x00200062, 0x00200100, 0x00201041, 0x00280002, 0x00280004, 0x00280008, 0x00280010, 0x00280011,
    0x00280030, 0x00280100, 0x00280101, 0x00280102, 0x00280103, 0x00281050, 0x00281051, 0x00282110, 0x0040A043,
    0x0040A491, 0x0040A492, 0x0040A493, 0x00420010, 0x00420012, 0x00700080, 0x00700081,
)  # fmt: skip

# More than SQL's INTEGER holds is no number that a device wrote on purpose.
_MAX_INTEGER: Final = 2**31 - 1
_REMEMBERED: Final = 512
# Two megabytes at the most.
_REMEMBERED_TEXTS: Final = 8192
_SHORT_BYTES: Final = 64
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@dataclass(frozen=True)
class Variant:
    """What an instance says of one level above itself."""

    attributes: Mapping[str, Any]
    json: str
    digest: bytes

    def text(self, tag: int) -> str:
        """Return an attribute's values as text, with the backslash between several."""
        return "\\".join(_texts(self.attributes.get(f"{tag:08X}", {}).get("Value", ())))

    def integer(self, tag: int) -> int | None:
        """Return an attribute's first value as a whole number that a column holds."""
        for value in self.attributes.get(f"{tag:08X}", {}).get("Value", ()):
            return bounded(value) if isinstance(value, int) else None
        return None


class VariantReader:
    """Reads the variants of one level; safe to share between threads."""

    def __init__(self, level_tags: frozenset[int]) -> None:
        self._tags = sorted(level_tags)
        self._recent: Recent[Hashable, Variant] = Recent(_REMEMBERED, lambda variant: 1)

    def read(self, dataset: DataSet) -> Variant:
        """Read what a data set says of the level."""
        said = (dataset.raw(tag.SPECIFIC_CHARACTER_SET), dataset.is_little_endian, _said(dataset, self._tags))
        variant = self._recent.get(said)
        if variant is None:
            variant = variant_of(select(dataset, self._tags))
            self._recent.put(said, variant)
        return variant


def bounded(number: int | None) -> int | None:
    """Return a number that a column of the index holds; None for any other."""
    return number if number is not None and -_MAX_INTEGER <= number <= _MAX_INTEGER else None


def variant_of(attributes: Mapping[str, Any]) -> Variant:
    """Make a variant of DICOM JSON attributes."""
    text = compact_json(attributes)
    return Variant(attributes, text, hashlib.blake2b(text.encode(), digest_size=16).digest())


def select(dataset: DataSet, tags: Iterable[int]) -> dict[str, Any]:
    """Return the attributes with these tags as DICOM JSON, in the order of their tags."""
    chosen = {element.tag: element for element in dataset.chosen(sorted(tags))}
    part = DataSet(chosen, dataset.specific_character_set, is_little_endian=dataset.is_little_endian)
    return to_dicom_json(part, _no_bulk_data)


def select_text(dataset: DataSet, tags: Iterable[int]) -> str:
    """Return ``compact_json(select(dataset, tags))``; what the instances of a series have in common is written once."""
    character_set, is_little_endian = dataset.specific_character_set, dataset.is_little_endian
    texts = [
        _short_attribute_text(tag, vr, value, character_set, is_little_endian)
        if isinstance(value, bytes) and len(value) <= _SHORT_BYTES
        else _written(Element(tag, vr, 0, length, value), character_set, is_little_endian)
        for tag, vr, _, length, value in dataset.chosen(tags)
    ]
    return "{" + ",".join(texts) + "}"


def text_of(attributes: str, tag: int) -> str:
    """Return a text for people, from attributes that are kept as DICOM JSON; empty where it is absent.

    The columns beside them hold texts folded for searching, which nobody should read.
    """
    values = json.loads(attributes).get(f"{tag:08X}", {}).get("Value", [])
    return displayable(str(values[0])) if values and values[0] is not None else ""


def compact_json(value: object) -> str:
    """Write JSON in the one way in which equal values make equal texts."""
    return _ENCODER.encode(value)


@lru_cache(_REMEMBERED_TEXTS)
def _short_attribute_text(
    tag: int, vr: str, value: bytes, character_set: tuple[str, ...], is_little_endian: bool
) -> str:
    return _written(Element(tag, vr, 0, len(value), value), character_set, is_little_endian)


def _written(element: Element, character_set: tuple[str, ...], is_little_endian: bool) -> str:
    part = DataSet({element.tag: element}, character_set, is_little_endian=is_little_endian)
    return compact_json(to_dicom_json(part, _no_bulk_data))[1:-1]


def _no_bulk_data(path: str) -> str:
    """Refer to nothing: attributes of the index are short, and what is not can be had from the instance."""
    return path


def _said(dataset: DataSet, tags: Iterable[int]) -> Hashable:
    return tuple(
        [
            (tag, vr, value if isinstance(value, bytes) else _said_by_items(value))
            for tag, vr, _, _, value in dataset.chosen(tags)
        ]
    )


def _said_by_items(items: tuple[DataSet, ...] | None) -> Hashable:
    return tuple((item.raw(tag.SPECIFIC_CHARACTER_SET), _said(item, sorted(item))) for item in items or ())


def _texts(values: Iterable[Any]) -> Iterable[str]:
    for value in values:
        if isinstance(value, Mapping):
            yield "=".join(value.get(group, "") for group in ("Alphabetic", "Ideographic", "Phonetic")).rstrip("=")
        else:
            yield "" if value is None else str(value)
