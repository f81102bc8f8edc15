"""Measurements in structured reports, with what was drawn for them (PS3.16 TID 1500 and below; PS3.3 C.18.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.dicom.person_names import displayable
from imaging.reading.graphics import Figure, pairs, shape_of
from imaging.reading.key_objects import concept, meaning
from imaging.reading.references import image_references

# DCM 125007: Measurement Group; 112039: Tracking Identifier; 121071: Finding; SRT/SCT: Finding Site.
_GROUP: Final = "125007"
_TRACKING: Final = "112039"
_FINDING: Final = "121071"
_DEEPEST: Final = 32


@dataclass(frozen=True)
class ReportMeasurement:
    """A number of a report: what it is about, its value as it is written, its unit, and what was drawn for it."""

    group: str
    name: str
    value: str
    unit: str
    figures: tuple[Figure, ...] = ()


def report_measurements(dataset: DataSet) -> tuple[ReportMeasurement, ...]:
    """Read every number of a structured report, in its order.

    Parameters
    ----------
    dataset : DataSet
        The whole data set.
    """
    return tuple(_below(dataset, "", (), 0))


def _below(container: DataSet, group: str, drawn: tuple[Figure, ...], depth: int) -> Iterator[ReportMeasurement]:
    if depth > _DEEPEST:
        return
    for item in container.items_of(tag.CONTENT_SEQUENCE):
        kind = item.text(tag.VALUE_TYPE).strip()
        if kind == "NUM":
            yield from _numeric(item, group, drawn)
        elif kind == "CONTAINER":
            is_group = concept(item) == _GROUP
            name = _group_name(item) if is_group else meaning(item)
            yield from _below(item, displayable(name) or group, _figures(item) if is_group else (), depth + 1)


def _numeric(item: DataSet, group: str, drawn: tuple[Figure, ...]) -> Iterator[ReportMeasurement]:
    for measured in item.items_of(tag.MEASURED_VALUE_SEQUENCE)[:1]:
        units = measured.items_of(tag.MEASUREMENT_UNITS_CODE_SEQUENCE)
        unit = units[0].text(tag.CODE_VALUE).strip() if units else ""
        # UCUM writes "no units" as 1 and counts in braces.
        unit = "" if unit == "1" or unit.startswith("{") else unit
        figures = _figures(item) or drawn
        value = measured.text(tag.NUMERIC_VALUE).strip()
        yield ReportMeasurement(group, displayable(meaning(item)), value, unit, figures)


def _group_name(group: DataSet) -> str:
    """Return how a group of measurements is called: what it tracks, else what was found."""
    for wanted in (_TRACKING, _FINDING):
        for item in group.items_of(tag.CONTENT_SEQUENCE):
            if concept(item) == wanted:
                codes = item.items_of(tag.CONCEPT_CODE_SEQUENCE)
                text = item.text(tag.TEXT_VALUE) or (codes[0].text(tag.CODE_MEANING) if codes else "")
                if text.strip():
                    return text.strip()
    return ""


def _figures(item: DataSet) -> tuple[Figure, ...]:
    """Read the coordinates that stand directly below an item, each on the pictures that it was selected from."""
    found = []
    for coordinates in item.items_of(tag.CONTENT_SEQUENCE):
        if coordinates.text(tag.VALUE_TYPE).strip() != "SCOORD":
            continue
        graphic = coordinates.text(tag.GRAPHIC_TYPE).strip()
        shape = shape_of(graphic, pairs(coordinates.numbers(tag.GRAPHIC_DATA)))
        if shape is None:
            continue
        for source in coordinates.items_of(tag.CONTENT_SEQUENCE):
            for picture in image_references(source, tag.REFERENCED_SOP_SEQUENCE):
                found += [Figure(picture.sop_instance_uid, frame, *shape) for frame in picture.frames or (0,)]
    return tuple(found)
