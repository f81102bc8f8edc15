"""What a picture's pixels measure and what its values are in, as one small value for the server and for pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.pixels.description import ImageDescription
from imaging.pixels.functional_groups import functional_group
from imaging.pixels.spacing import pixel_size
from imaging.pixels.transformations import Modality, modality_of
from imaging.pixels.ultrasound_regions import RegionUnit, UltrasoundRegion, ultrasound_regions
from imaging.pixels.uptake import uptake_factor

HOUNSFIELD: Final = "HU"
UPTAKE: Final = "SUVbw"
# Rescale Type US is "unspecified" (PS3.3 C.11.1.1.2).
_UNSPECIFIED: Final = frozenset({"", "US", "UNSPECIFIED"})
_PET_UNITS: Final = {"BQML": "Bq/ml", "GML": "g/ml", "CNTS": "counts", "NONE": ""}
_COMPUTED_TOMOGRAPHY: Final = frozenset(
    {
        "1.2.840.10008.5.1.4.1.1.2",
        "1.2.840.10008.5.1.4.1.1.2.1",
        "1.2.840.10008.5.1.4.1.1.2.2",
    }
)


@dataclass(frozen=True, slots=True)
class Scale:
    """How a picture is measured.

    Attributes
    ----------
    row_mm, column_mm : float or None
        Between rows (down) and between columns (across); None: nothing is known, and nothing is told in millimetres.
    origin : str
        How the distances are known: a word of `SpacingOrigin`; empty where they are not.
    aspect : float
        Height of a pixel divided by its width, which angles need also where nothing is known in millimetres.
    regions : tuple of UltrasoundRegion
        Where there are any, they alone say what is measured.
    unit : str
        Of the values: HU, SUVbw, Bq/ml, …; empty for numbers without a unit.
    slope, intercept : float or None
        From a stored value to the told one; None where a table stands between them, or colours.
    """

    row_mm: float | None = None
    column_mm: float | None = None
    origin: str = ""
    aspect: float = 1.0
    regions: tuple[UltrasoundRegion, ...] = ()
    unit: str = ""
    slope: float | None = None
    intercept: float | None = None

    @property
    def pixel_aspect(self) -> float:
        """Height of a pixel divided by its width, in millimetres where they are known."""
        return self.row_mm / self.column_mm if self.row_mm and self.column_mm else self.aspect

    def to_json(self) -> dict[str, Any]:
        """Return what a page measures with."""
        return {
            "row_mm": self.row_mm,
            "column_mm": self.column_mm,
            "origin": self.origin,
            "aspect": self.aspect,
            "regions": [_region_to_json(region) for region in self.regions],
            "unit": self.unit,
            "slope": self.slope,
            "intercept": self.intercept,
        }


def scale_of(header: DataSet, description: ImageDescription, frame_number: int = 1) -> Scale:
    """Read how a frame is measured.

    Parameters
    ----------
    header : DataSet
        The whole data set.
    description : ImageDescription
        What `describe` says of it.
    frame_number : int
        Counted from 1.

    Raises
    ------
    MalformedError
        There is a Modality LUT that can't be read.
    """
    size, regions = pixel_size(header, frame_number), ultrasound_regions(header)
    modality = modality_of(description, header, frame_number) if description.is_monochrome else None
    unit, factor = unit_of(header, frame_number)
    slope, intercept = _linear(modality)
    return Scale(
        row_mm=size.row_mm if size else None,
        column_mm=size.column_mm if size else None,
        origin=size.origin.value if size else "",
        aspect=size.row_mm / size.column_mm if size else description.pixel_aspect_ratio,
        regions=regions,
        unit=unit if modality is not None else "",
        slope=None if slope is None else slope * factor,
        intercept=None if intercept is None else intercept * factor,
    )


def unit_of(header: DataSet, frame_number: int = 1) -> tuple[str, float]:
    """Return the unit in which values are told, and what modality values are multiplied by to be in it.

    Parameters
    ----------
    header : DataSet
        The whole data set.
    frame_number : int
        Counted from 1.
    """
    if header.text(tag.MODALITY).strip().upper() == "PT":
        factor = uptake_factor(header)
        units = header.text(tag.UNITS).strip().upper()
        return (_PET_UNITS.get(units, units), 1.0) if factor is None else (UPTAKE, factor)
    item = functional_group(header, frame_number, tag.PIXEL_VALUE_TRANSFORMATION_SEQUENCE)
    rescale = header if item is None else item
    kind = rescale.text(tag.RESCALE_TYPE).strip()
    if _is_hounsfield(header, rescale, kind.upper()):
        return HOUNSFIELD, 1.0
    return ("" if kind.upper() in _UNSPECIFIED else kind), 1.0


def _is_hounsfield(header: DataSet, rescale: DataSet, kind: str) -> bool:
    """Whether values are Hounsfield units: a CT that says so, or that need not say it (PS3.3 C.8.2.1).

    A localizer is a projection: what it holds is no attenuation of a voxel, unless the file says otherwise.
    """
    if header.text(tag.SOP_CLASS_UID) not in _COMPUTED_TOMOGRAPHY or tag.RESCALE_SLOPE not in rescale:
        return False
    return kind == HOUNSFIELD or (not kind and "LOCALIZER" not in header.texts(tag.IMAGE_TYPE))


def _linear(modality: Modality | None) -> tuple[float | None, float | None]:
    return modality if isinstance(modality, tuple) else (None, None)


def _region_to_json(region: UltrasoundRegion) -> dict[str, Any]:
    return {
        "left": region.left,
        "top": region.top,
        "right": region.right,
        "bottom": region.bottom,
        "unit_x": RegionUnit(region.unit_x).value,
        "unit_y": RegionUnit(region.unit_y).value,
        "delta_x": region.delta_x,
        "delta_y": region.delta_y,
        "reference_y": region.reference_y,
        "reference_value_y": region.reference_value_y,
    }
