"""Segmentations: what parts of the body somebody outlined, frame by frame (PS3.3 A.51, C.8.20)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.dicom.person_names import displayable
from imaging.pixels.arrays import Bytes, Frame
from imaging.pixels.functional_groups import functional_group
from imaging.pixels.geometry import ImagePlane, PixelPoint, patient_to_pixel, pixel_to_patient
from imaging.reading.references import PictureReference, image_references

LABEL_MAP: Final = "LABELMAP"
FRACTIONAL: Final = "FRACTIONAL"
# Colours for segments that bring none; they differ from each other and from the greys of images.
COLORS: Final = ((230, 25, 75), (60, 180, 75), (255, 225, 25), (0, 130, 200), (245, 130, 48), (145, 30, 180))
# How far from a slice what was outlined may lie, in millimetres, to belong to it.
_SAME_PLACE_MM: Final = 0.1
_SAME_WAY: Final = 0.999


@dataclass(frozen=True)
class Segment:
    """A part of the body: its number, what it is called, and its colour as red, green and blue."""

    number: int
    label: str
    color: tuple[int, int, int]


@dataclass(frozen=True)
class SegmentFrame:
    """A frame, the segment that it outlines, and the pictures that it says it was made of."""

    number: int
    segment_number: int
    sources: tuple[PictureReference, ...]


@dataclass(frozen=True)
class Segmentation:
    """A segmentation object.

    Attributes
    ----------
    kind : str
        BINARY, FRACTIONAL or LABELMAP, whose pixels are numbers of segments.
    maximum : int
        The value of a pixel that lies wholly within a segment.
    """

    label: str
    kind: str
    maximum: int
    segments: tuple[Segment, ...]
    frames: tuple[SegmentFrame, ...]


def segmentation(dataset: DataSet) -> Segmentation:
    """Read a segmentation; frames that name no segment of it are left out.

    Parameters
    ----------
    dataset : DataSet
        The whole data set.
    """
    kind = dataset.text(tag.SEGMENTATION_TYPE).strip().upper()
    segments = tuple(_segments(dataset))
    return Segmentation(
        displayable(dataset.text(tag.CONTENT_LABEL) or dataset.text(tag.SERIES_DESCRIPTION)),
        kind,
        (dataset.integer(tag.MAXIMUM_FRACTIONAL_VALUE) or 255) if kind == FRACTIONAL else 1,
        segments,
        tuple(_frames(dataset, kind, [segment.number for segment in segments])),
    )


def _segments(dataset: DataSet) -> Iterator[Segment]:
    for at, item in enumerate(dataset.items_of(tag.SEGMENT_SEQUENCE)):
        number = item.integer(tag.SEGMENT_NUMBER)
        lab = item.numbers(tag.RECOMMENDED_DISPLAY_CIE_LAB_VALUE)
        color = rgb_of_lab((lab[0], lab[1], lab[2])) if len(lab) == 3 else COLORS[at % len(COLORS)]
        # Of a label map 0 is what belongs to nothing.
        if number:
            yield Segment(number, displayable(item.text(tag.SEGMENT_LABEL)) or str(number), color)


def _frames(dataset: DataSet, kind: str, numbers: list[int]) -> Iterator[SegmentFrame]:
    count = dataset.integer(tag.NUMBER_OF_FRAMES) or 1
    for frame in range(1, count + 1):
        derivation = functional_group(dataset, frame, tag.DERIVATION_IMAGE_SEQUENCE)
        sources = image_references(derivation, tag.SOURCE_IMAGE_SEQUENCE) if derivation is not None else ()
        identified = functional_group(dataset, frame, tag.SEGMENT_IDENTIFICATION_SEQUENCE)
        number = identified.integer(tag.REFERENCED_SEGMENT_NUMBER) if identified is not None else None
        for each in numbers if kind == LABEL_MAP else [number]:
            if each in numbers:
                yield SegmentFrame(frame, int(each or 0), sources)


def source_uids(dataset: DataSet) -> frozenset[str]:
    """Return the UIDs of the images that a segmentation says it is about (PS3.3 C.12.2)."""
    series = dataset.items_of(tag.REFERENCED_SERIES_SEQUENCE)
    listed = (image_references(item, tag.REFERENCED_INSTANCE_SEQUENCE) for item in series)
    return frozenset(each.sop_instance_uid for references in listed for each in references)


def lies_in(plane: ImagePlane, picture: ImagePlane) -> bool:
    """Tell whether a frame lies in the plane of a picture."""
    alike = sum(one * other for one, other in zip(plane.normal, picture.normal, strict=True))
    return abs(alike) > _SAME_WAY and abs(patient_to_pixel(plane.position, picture)[1]) < _SAME_PLACE_MM


def corners_on(plane: ImagePlane, rows: int, columns: int, picture: ImagePlane) -> tuple[PixelPoint, ...]:
    """Return where the upper left, upper right and lower left corner of a frame lie on a picture, as pixel points."""
    corners = PixelPoint(-0.5, -0.5), PixelPoint(columns - 0.5, -0.5), PixelPoint(-0.5, rows - 0.5)
    return tuple(patient_to_pixel(pixel_to_patient(corner, plane), picture)[0] for corner in corners)


def segment_mask(values: Frame, found: Segmentation, segment: Segment) -> Bytes:
    """Colour the pixels of a frame that belong to a segment.

    Parameters
    ----------
    values : ndarray of any integer type, shape (rows, columns)
        As they are stored.
    found : Segmentation
        The whole object.
    segment : Segment
        The one that is wanted.

    Returns
    -------
    ndarray of uint8, shape (rows, columns, 4)
        Red, green, blue, and how much of the pixel belongs to the segment.
    """
    if found.kind == LABEL_MAP:
        share = (values == segment.number).astype(np.float64)
    else:
        share = np.clip(values.astype(np.float64) / found.maximum, 0, 1)
    mask = np.empty((*values.shape, 4), np.uint8)
    mask[..., :3] = segment.color
    mask[..., 3] = np.round(share * 255)
    return mask


def rgb_of_lab(encoded: tuple[float, float, float]) -> tuple[int, int, int]:
    """Turn a CIELab value as it stands in a file (PS3.3 C.10.7.1.1) into sRGB, 0 to 255.

    Parameters
    ----------
    encoded : three numbers
        L* from 0 to 65535 for 0 to 100; a* and b* for -128 to 127, against a white of D50.
    """
    lightness, a, b = encoded[0] / 65535 * 100, encoded[1] / 65535 * 255 - 128, encoded[2] / 65535 * 255 - 128
    y = (lightness + 16) / 116
    x, z = y + a / 500, y - b / 200
    cubes = np.array([t**3 if t > 6 / 29 else 3 * (6 / 29) ** 2 * (t - 4 / 29) for t in (x, y, z)])
    # D50 to linear sRGB, adapted by Bradford.
    matrix = np.array(
        [[3.1338561, -1.6168667, -0.4906146], [-0.9787684, 1.9161415, 0.0334540], [0.0719453, -0.2289914, 1.4052427]]
    )
    linear = np.clip(matrix @ (cubes * (0.96422, 1.0, 0.82521)), 0, 1)
    levels = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    red, green, blue = (round(float(level) * 255) for level in levels)
    return red, green, blue
