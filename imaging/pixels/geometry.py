"""Where the pixels of a slice lie in the patient (PS3.3 C.7.6.2.1.1), and what their sides measure.

The patient coordinate system is in millimetres: x grows to the patient's left, y to the back, z to the head. Pixel
points count columns and rows from the centre of the first pixel, which is (0, 0).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.pixels.functional_groups import functional_group

# Direction cosines of devices are rounded; this is how far from 1 and from a right angle they may be.
COSINE_TOLERANCE = 1e-2
# Below this share a direction is not named: 0.1 is about 6 degrees.
LETTER_THRESHOLD = 0.1


class PixelPoint(NamedTuple):
    """A place in the grid of an image; fractions are places within pixels."""

    column: float
    row: float


class PatientPoint(NamedTuple):
    """A place in the patient, in millimetres."""

    x: float
    y: float
    z: float


@dataclass(frozen=True, slots=True)
class ImagePlane:
    """The plane of a slice in the patient.

    Attributes
    ----------
    position : PatientPoint
        Image Position (Patient): the centre of the first pixel.
    row_direction, column_direction : PatientPoint
        Image Orientation (Patient): unit vectors along a row (growing columns) and along a column (growing rows).
    row_spacing_mm, column_spacing_mm : float
        Pixel Spacing: distance between rows, and between columns.

    Raises
    ------
    ValueError
        When the directions are no unit vectors at a right angle, or a spacing is not above 0.
    """

    position: PatientPoint
    row_direction: PatientPoint
    column_direction: PatientPoint
    row_spacing_mm: float
    column_spacing_mm: float

    def __post_init__(self) -> None:
        values = (*self.position, *self.row_direction, *self.column_direction)
        if not all(math.isfinite(value) for value in values):
            raise ValueError("Positions and directions are finite numbers.")
        lengths = math.hypot(*self.row_direction), math.hypot(*self.column_direction)
        if any(abs(length - 1) > COSINE_TOLERANCE for length in lengths):
            raise ValueError("Image Orientation (Patient) holds two unit vectors.")
        if abs(_dot(self.row_direction, self.column_direction)) > COSINE_TOLERANCE:
            raise ValueError("The vectors of Image Orientation (Patient) stand at a right angle.")
        if not (0 < self.row_spacing_mm < math.inf and 0 < self.column_spacing_mm < math.inf):
            raise ValueError("The spacing of pixels is above 0.")

    @property
    def normal(self) -> PatientPoint:
        """The unit vector at right angles to the plane: row direction × column direction."""
        return PatientPoint(*(float(value) for value in np.cross(self.row_direction, self.column_direction)))

    @property
    def distance_mm(self) -> float:
        """How far the plane lies from the origin along its normal; slices of a stack are ordered by it."""
        return _dot(self.position, self.normal)


def pixel_to_patient(point: PixelPoint, plane: ImagePlane) -> PatientPoint:
    """Map a pixel point to the patient (PS3.3 equation C.7.6.2.1-1). Its inverse is `patient_to_pixel`.

    Parameters
    ----------
    point : PixelPoint
        Column and row, counted from 0 at the centre of the first pixel.
    plane : ImagePlane
        Of the slice.

    Returns
    -------
    PatientPoint
        In millimetres, in the patient's coordinate system.
    """
    along_row = point.column * plane.column_spacing_mm
    along_column = point.row * plane.row_spacing_mm
    parts = zip(plane.position, plane.row_direction, plane.column_direction, strict=True)
    return PatientPoint(*(start + row * along_row + column * along_column for start, row, column in parts))


def patient_to_pixel(point: PatientPoint, plane: ImagePlane) -> tuple[PixelPoint, float]:
    """Project a point of the patient onto a slice. Its inverse, for points of the slice, is `pixel_to_patient`.

    Parameters
    ----------
    point : PatientPoint
        In millimetres, in the patient's coordinate system.
    plane : ImagePlane
        Of the slice.

    Returns
    -------
    PixelPoint
        Where a straight line at right angles to the slice meets it; may lie outside of the image.
    float
        Distance from the slice in millimetres, positive in the direction of its normal.
    """
    offset = PatientPoint(*(value - start for value, start in zip(point, plane.position, strict=True)))
    column = _dot(offset, plane.row_direction) / plane.column_spacing_mm
    row = _dot(offset, plane.column_direction) / plane.row_spacing_mm
    return PixelPoint(column, row), _dot(offset, plane.normal)


def image_plane(header: DataSet, frame_number: int = 1) -> ImagePlane | None:
    """Return the plane of a frame, of its functional groups or of the plain attributes (PS3.3 C.7.6.2, C.7.6.16.2.3-4).

    Parameters
    ----------
    header : DataSet
        The whole data set.
    frame_number : int
        Counted from 1.

    Returns
    -------
    ImagePlane or None
        None if the frame has none, or one that can't be.
    """
    position = _values(header, frame_number, tag.PLANE_POSITION_SEQUENCE, tag.IMAGE_POSITION_PATIENT)
    directions = _values(header, frame_number, tag.PLANE_ORIENTATION_SEQUENCE, tag.IMAGE_ORIENTATION_PATIENT)
    spacing = _values(header, frame_number, tag.PIXEL_MEASURES_SEQUENCE, tag.PIXEL_SPACING)
    if len(position) != 3 or len(directions) != 6 or len(spacing) != 2:
        return None
    row, column = PatientPoint(*directions[:3]), PatientPoint(*directions[3:])
    try:
        return ImagePlane(PatientPoint(*position), row, column, *spacing)
    except ValueError:
        # What devices wrote wrong is as good as nothing: no geometry is better than a false one.
        return None


def slice_plane(position: Sequence[float], directions: Sequence[float]) -> ImagePlane | None:
    """Return where a slice lies, whatever the size of its pixels; None if it does not say that, or wrongly."""
    if len(position) != 3 or len(directions) != 6:
        return None
    row, column = PatientPoint(*directions[:3]), PatientPoint(*directions[3:])
    try:
        return ImagePlane(PatientPoint(*position), row, column, 1, 1)
    except ValueError:
        # What a device wrote wrong is as good as nothing.
        return None


def frame_slice_plane(header: DataSet, frame_number: int) -> ImagePlane | None:
    """Return where a frame lies, of its functional groups or of the plain attributes."""
    return slice_plane(
        _values(header, frame_number, tag.PLANE_POSITION_SEQUENCE, tag.IMAGE_POSITION_PATIENT),
        _values(header, frame_number, tag.PLANE_ORIENTATION_SEQUENCE, tag.IMAGE_ORIENTATION_PATIENT),
    )


def _values(header: DataSet, frame_number: int, sequence: int, which: int) -> tuple[float, ...]:
    item = functional_group(header, frame_number, sequence)
    return (item if item is not None else header).numbers(which)


def edge_letters(plane: ImagePlane) -> dict[str, str]:
    """Name what lies at the edges of a picture.

    Returns
    -------
    dict
        ``left``, ``right``, ``top`` and ``bottom``, each with the letters of `direction_letters`.
    """
    return {
        "left": direction_letters(_opposite(plane.row_direction)),
        "right": direction_letters(plane.row_direction),
        "top": direction_letters(_opposite(plane.column_direction)),
        "bottom": direction_letters(plane.column_direction),
    }


def direction_letters(direction: PatientPoint) -> str:
    """Name a direction in the patient, the largest part first (PS3.3 C.7.6.1.1.1).

    L and R are the patient's left and right, P and A back and front, H and F head and feet.
    """
    names = (("L", "R"), ("P", "A"), ("H", "F"))
    parts = [(abs(value), pair[0] if value > 0 else pair[1]) for value, pair in zip(direction, names, strict=True)]
    return "".join(letter for share, letter in sorted(parts, reverse=True) if share > LETTER_THRESHOLD)


def _opposite(direction: PatientPoint) -> PatientPoint:
    return PatientPoint(*(-value for value in direction))


def _dot(first: PatientPoint, second: PatientPoint) -> float:
    return sum(one * other for one, other in zip(first, second, strict=True))
