"""Structured reports as what they say (PS3.3 section C.17.3): a tree of headings, findings and measurements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from imaging.dicom.elements import DataSet
from imaging.dicom.person_names import displayable, readable_name
from imaging.dicom.tags import (
    CODE_MEANING,
    CODE_VALUE,
    CONCEPT_CODE_SEQUENCE,
    CONCEPT_NAME_CODE_SEQUENCE,
    CONTENT_SEQUENCE,
    CONTINUITY_OF_CONTENT,
    DATE,
    DATE_TIME,
    GRAPHIC_TYPE,
    MEASURED_VALUE_SEQUENCE,
    MEASUREMENT_UNITS_CODE_SEQUENCE,
    NUMERIC_VALUE,
    PERSON_NAME,
    REFERENCED_CONTENT_ITEM_IDENTIFIER,
    REFERENCED_SOP_CLASS_UID,
    REFERENCED_SOP_SEQUENCE,
    RELATIONSHIP_TYPE,
    TEMPORAL_RANGE_TYPE,
    TEXT_VALUE,
    TIME,
    UID,
    VALUE_TYPE,
)
from imaging.dicom.uids import sop_class_name
from imaging.errors import UnsupportedError


@dataclass(frozen=True)
class ContentItem:
    """One item of the content tree.

    Parameters
    ----------
    value_type
        CONTAINER, TEXT, CODE, NUM, … (0040,A040).
    relationship_type
        To the item above: CONTAINS, HAS OBS CONTEXT, … ; empty for the outermost.
    name
        What it is about; empty if it does not say.
    concept
        The same as its coding scheme writes it: ``121049``.
    value
        What it says, in words; empty for a container.
    items
        What lies below it.
    is_continuous
        Whether what it contains is one text.
    """

    value_type: str
    relationship_type: str
    name: str
    concept: str
    value: str
    items: tuple[ContentItem, ...]
    is_continuous: bool


def structured_report(dataset: DataSet) -> ContentItem:
    """Read the content tree of a structured report.

    Raises
    ------
    UnsupportedError
        The object is no structured report.
    """
    if VALUE_TYPE not in dataset or CONTENT_SEQUENCE not in dataset:
        raise UnsupportedError("This object is no structured report.")
    return _content_item(dataset)


def _content_item(dataset: DataSet) -> ContentItem:
    value_type, concept = dataset.text(VALUE_TYPE), dataset.items_of(CONCEPT_NAME_CODE_SEQUENCE)
    if REFERENCED_CONTENT_ITEM_IDENTIFIER in dataset:
        # By reference to another item of the same tree (PS3.3 section C.17.3.2.5), counted from 1 at each level.
        value_type, value = "", f"→ {'.'.join(map(str, dataset.integers(REFERENCED_CONTENT_ITEM_IDENTIFIER)))}"
    else:
        value = VALUES.get(value_type, _nothing)(dataset)
    return ContentItem(
        value_type,
        dataset.text(RELATIONSHIP_TYPE),
        _meaning(concept),
        concept[0].text(CODE_VALUE) if concept else "",
        displayable(value),
        tuple(map(_content_item, dataset.items_of(CONTENT_SEQUENCE))),
        dataset.text(CONTINUITY_OF_CONTENT) == "CONTINUOUS",
    )


def _meaning(codes: tuple[DataSet, ...]) -> str:
    """Return what a code means, in words; its value where it has none."""
    if not codes:
        return ""
    return displayable(codes[0].text(CODE_MEANING) or codes[0].text(CODE_VALUE))


def _nothing(_: DataSet) -> str:
    return ""


def _numeric(dataset: DataSet) -> str:
    measured = dataset.items_of(MEASURED_VALUE_SEQUENCE)
    if not measured:
        return ""
    units = measured[0].items_of(MEASUREMENT_UNITS_CODE_SEQUENCE)
    # UCUM writes "no units" as 1 and counts in braces; neither reads well behind a number.
    unit = units[0].text(CODE_VALUE) if units else ""
    unit = "" if unit == "1" or unit.startswith("{") else unit
    return f"{measured[0].text(NUMERIC_VALUE)} {unit}".strip()


def _date(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}" if len(text) >= 8 and text[:8].isdigit() else text


def _time(text: str) -> str:
    return ":".join(filter(None, (text[:2], text[2:4], text[4:6])))


def _date_time(text: str) -> str:
    return f"{_date(text)} {_time(text[8:14])}".strip()


def _reference(dataset: DataSet) -> str:
    """Return what kind of object is referred to; a UID says nothing to a reader."""
    referenced = dataset.items_of(REFERENCED_SOP_SEQUENCE)
    uid = referenced[0].text(REFERENCED_SOP_CLASS_UID) if referenced else ""
    return "" if sop_class_name(uid) == uid else sop_class_name(uid)


VALUES: Final[dict[str, Callable[[DataSet], str]]] = {
    "TEXT": lambda dataset: dataset.text(TEXT_VALUE),
    "CODE": lambda dataset: _meaning(dataset.items_of(CONCEPT_CODE_SEQUENCE)),
    "NUM": _numeric,
    "PNAME": lambda dataset: readable_name(dataset.text(PERSON_NAME)),
    "DATE": lambda dataset: _date(dataset.text(DATE)),
    "TIME": lambda dataset: _time(dataset.text(TIME)),
    "DATETIME": lambda dataset: _date_time(dataset.text(DATE_TIME)),
    "UIDREF": lambda dataset: dataset.text(UID),
    "IMAGE": _reference,
    "COMPOSITE": _reference,
    "WAVEFORM": _reference,
    "SCOORD": lambda dataset: dataset.text(GRAPHIC_TYPE).capitalize(),
    "SCOORD3D": lambda dataset: dataset.text(GRAPHIC_TYPE).capitalize(),
    "TCOORD": lambda dataset: dataset.text(TEMPORAL_RANGE_TYPE).capitalize(),
}
