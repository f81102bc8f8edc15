"""What the sides of a pixel measure, and how far that can be trusted (PS3.3 10.7)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.pixels.functional_groups import functional_group


class SpacingOrigin(StrEnum):
    """Where distances were measured; a page says it beside every length."""

    PATIENT = "patient"
    GEOMETRY = "calibrated-geometry"
    FIDUCIAL = "calibrated-fiducial"
    DETECTOR = "detector"
    SCANNED_FILM = "scanned-film"


@dataclass(frozen=True, slots=True)
class PixelSize:
    """Distances between the centres of neighbouring pixels in millimetres.

    Attributes
    ----------
    row_mm, column_mm : float
        Between rows (down), and between columns (across).
    """

    row_mm: float
    column_mm: float
    origin: SpacingOrigin


OTHERS = (
    (tag.IMAGER_PIXEL_SPACING, SpacingOrigin.DETECTOR),
    (tag.NOMINAL_SCANNED_PIXEL_SPACING, SpacingOrigin.SCANNED_FILM),
)
CALIBRATED = {"GEOMETRY": SpacingOrigin.GEOMETRY, "FIDUCIAL": SpacingOrigin.FIDUCIAL}


def pixel_size(header: DataSet, frame_number: int = 1) -> PixelSize | None:
    """Return the size of the pixels of a frame in millimetres.

    Pixel Spacing of a projection (an image that also has Imager Pixel Spacing) is calibrated only if it differs from
    the detector's, or says how it was calibrated (PS3.3 10.7.1.3); else the lengths are those on the detector.

    Parameters
    ----------
    header : DataSet
        The whole data set.
    frame_number : int
        Counted from 1.

    Returns
    -------
    PixelSize or None
        None where nothing is known, so that nothing is measured.
    """
    item = functional_group(header, frame_number, tag.PIXEL_MEASURES_SEQUENCE)
    spacing = _pair(item if item is not None else header, tag.PIXEL_SPACING)
    detector = _pair(header, tag.IMAGER_PIXEL_SPACING)
    if spacing is not None:
        return PixelSize(*spacing, _origin(header, spacing, detector))
    for which, origin in OTHERS:
        pair = _pair(header, which)
        if pair is not None:
            return PixelSize(*pair, origin)
    return None


def _origin(header: DataSet, spacing: tuple[float, float], detector: tuple[float, float] | None) -> SpacingOrigin:
    calibration = header.text(tag.PIXEL_SPACING_CALIBRATION_TYPE).strip().upper()
    if calibration in CALIBRATED:
        return CALIBRATED[calibration]
    if detector is None:
        return SpacingOrigin.PATIENT
    is_same = all(math.isclose(one, other, rel_tol=1e-4) for one, other in zip(spacing, detector, strict=True))
    return SpacingOrigin.DETECTOR if is_same else SpacingOrigin.GEOMETRY


def _pair(header: DataSet, which: int) -> tuple[float, float] | None:
    values = header.numbers(which)
    if len(values) != 2 or not all(0 < value < math.inf for value in values):
        return None
    return values[0], values[1]
