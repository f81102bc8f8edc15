"""What a screen must know of a frame to show it rightly and to measure in it.

Most frames of a series have all but their place in common; what they share is one `FrameFacts`. For plain slices the
index knows everything; for projections, recordings, enhanced objects and nuclear medicine the header is read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from imaging.archive.full_frames import has_table
from imaging.archive.pictures import Pictures, description_of
from imaging.archive.recent import Recent
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.dicom.person_names import displayable
from imaging.errors import MalformedError, NotFoundError, RefusedError
from imaging.pixels.description import ImageDescription
from imaging.pixels.functional_groups import functional_group
from imaging.pixels.geometry import frame_slice_plane, slice_plane
from imaging.pixels.image_pixel import has_supplemental_palette
from imaging.pixels.lookup_tables import LookupTable
from imaging.pixels.overlays import has_overlay
from imaging.pixels.spacing import SpacingOrigin, pixel_size
from imaging.pixels.transformations import modality_of, voi_of, windows_of
from imaging.pixels.windows import Window
from imaging.reading.shown_regions import ShownRegion, shown_regions
from imaging.sharing.attributes import Attributes, attributes_of, numbers, words

_KEPT: Final = 1 << 15
_PATIENT_ORIENTATION: Final = 0x00200020
_LOSSY_RATIO: Final = 0x00282112
_VIEW_CODE_SEQUENCE: Final = 0x00540220
# Of these the index keeps all that matters.
_PLAIN_MODALITIES: Final = frozenset({"CT", "MR"})
# JPEG of 8 and 12 bits by discrete cosines always loses; of the others only the file knows it.
_LOSSY_SYNTAXES: Final = frozenset(f"1.2.840.10008.1.2.4.{number}" for number in (*range(50, 57), 81, *range(100, 109)))

Point = tuple[float, float, float]


@dataclass(frozen=True)
class FrameFacts:
    """What frames have in common that differ in their place alone.

    Attributes
    ----------
    directions : six floats, or None
        Image Orientation (Patient): along a row, then along a column.
    spacing_mm : two floats, or None
        Between rows, and between columns; `spacing_origin` says where that was measured.
    letters : two texts, or None
        Patient Orientation: where rows lead to, and where columns lead to.
    slope, intercept : float
        From what travels to values in `unit`.
    windows : tuple of Window
        The file's own, in `unit`.
    voi_table : LookupTable or None
        Is applied in the place of the first window (PS3.3 C.11.2.1.1), from values in `unit`.
    has_overlay : bool
        Whether bits may lie over the picture.
    has_colors : bool
        Whether a supplemental palette may colour pixels of a grey picture.
    """

    rows: int
    columns: int
    directions: tuple[float, ...] | None
    spacing_mm: tuple[float, float] | None
    spacing_origin: SpacingOrigin | None
    pixel_aspect: float
    letters: tuple[str, str] | None
    laterality: str
    view: str
    is_colour: bool
    is_signed: bool
    bits_stored: int
    is_inverse: bool
    slope: float
    intercept: float
    unit: str
    windows: tuple[Window, ...]
    padding: tuple[float, float] | None
    is_lossy: bool
    lossy_ratio: float | None
    frame_milliseconds: float
    slice_thickness_mm: float | None
    frame_of_reference: str
    regions: tuple[ShownRegion, ...] = ()
    voi_table: LookupTable | None = None
    has_overlay: bool = False
    has_colors: bool = False


# A frame's facts, and where the centre of its first pixel lies in the patient.
PlacedFacts = tuple[FrameFacts, Point | None]


class FrameFactsReader:
    """Reads the facts of images; safe to share between threads."""

    def __init__(self, retrieve: Retrieve, pictures: Pictures) -> None:
        self._retrieve, self._pictures = retrieve, pictures
        self._kept: Recent[bytes, tuple[PlacedFacts, ...]] = Recent(_KEPT, len)

    def of(self, image: StoredInstance, frame_of_reference: str) -> tuple[PlacedFacts, ...]:
        """Return the facts of each frame of an image.

        Parameters
        ----------
        image : StoredInstance
            One that can be shown.
        frame_of_reference : str
            Frame of Reference UID of its series, as the index keeps it.
        """
        known = self._kept.get(image.sha256)
        if known is None:
            known = self._read(image, frame_of_reference)
            self._kept.put(image.sha256, known)
        return known

    def _read(self, image: StoredInstance, frame_of_reference: str) -> tuple[PlacedFacts, ...]:
        described, attributes = description_of(image), attributes_of(image)
        is_plain = described.modality in _PLAIN_MODALITIES and not described.needs_header
        if is_plain and len(numbers(attributes, tag.IMAGE_ORIENTATION_PATIENT)) == 6:
            return (_of_index(image, described, attributes, frame_of_reference),) * image.number_of_frames
        try:
            header = self._retrieve.header(image).dataset
        except (NotFoundError, RefusedError):
            return (_of_index(image, described, attributes, frame_of_reference),) * image.number_of_frames
        if functional_group(header, 1, tag.PLANE_ORIENTATION_SEQUENCE) is None and not described.needs_header:
            return (_of_header(described, header, 1, frame_of_reference),) * image.number_of_frames
        return tuple(
            _of_header(described, header, number, frame_of_reference) for number in range(1, image.number_of_frames + 1)
        )


def _of_index(
    image: StoredInstance, described: ImageDescription, attributes: Attributes, frame_of_reference: str
) -> PlacedFacts:
    position = numbers(attributes, tag.IMAGE_POSITION_PATIENT)
    plane = slice_plane(position, numbers(attributes, tag.IMAGE_ORIENTATION_PATIENT))
    spacing = numbers(attributes, tag.PIXEL_SPACING)
    measured = (spacing[0], spacing[1]) if len(spacing) == 2 and all(0 < each < math.inf for each in spacing) else None
    thickness = numbers(attributes, tag.SLICE_THICKNESS)
    said = {
        "directions": None if plane is None else (*plane.row_direction, *plane.column_direction),
        "spacing_mm": measured,
        "spacing_origin": SpacingOrigin.PATIENT if measured else None,
        "is_lossy": words(attributes, tag.LOSSY_IMAGE_COMPRESSION) == ["01"] or _is_lossy_syntax(image),
        "slice_thickness_mm": thickness[0] if thickness and thickness[0] > 0 else None,
        "frame_of_reference": frame_of_reference,
    }
    facts = _facts(described, said, described.rescale_slope, described.rescale_intercept, described.windows)
    return facts, None if plane is None else plane.position


def _of_header(described: ImageDescription, header: DataSet, number: int, frame_of_reference: str) -> PlacedFacts:
    plane, size = frame_slice_plane(header, number), pixel_size(header, number)
    measures = functional_group(header, number, tag.PIXEL_MEASURES_SEQUENCE) or header
    thickness = measures.number(tag.SLICE_THICKNESS)
    ratios = [ratio for ratio in header.numbers(_LOSSY_RATIO) if 1 < ratio < math.inf]
    letters = header.texts(_PATIENT_ORIENTATION)
    said = {
        "directions": None if plane is None else (*plane.row_direction, *plane.column_direction),
        "spacing_mm": None if size is None else (size.row_mm, size.column_mm),
        "spacing_origin": None if size is None else size.origin,
        "letters": (letters[0], letters[1]) if len(letters) == 2 and all(map(_are_letters, letters)) else None,
        "laterality": displayable(header.text(tag.IMAGE_LATERALITY) or header.text(tag.LATERALITY)),
        "view": _view(header),
        "is_lossy": header.text(tag.LOSSY_IMAGE_COMPRESSION) == "01"
        or described.transfer_syntax_uid in _LOSSY_SYNTAXES,
        "lossy_ratio": math.prod(ratios) if ratios else None,
        "slice_thickness_mm": thickness if thickness and thickness > 0 else None,
        "frame_of_reference": frame_of_reference or header.text(tag.FRAME_OF_REFERENCE_UID),
        "regions": shown_regions(header),
        "voi_table": _voi_table(described, header, number),
        "has_overlay": has_overlay(header, number),
        "has_colors": described.is_monochrome and has_supplemental_palette(header),
    }
    modality = (1.0, 0.0) if has_table(header) else modality_of(described, header, number)
    slope, intercept = modality if isinstance(modality, tuple) else (1.0, 0.0)
    facts = _facts(described, said, slope, intercept, windows_of(described, header, number))
    if has_table(header):
        # What travels is what the table made: it has no sign, and what was padding can't be told from it.
        facts = _facts(described, said | {"is_signed": False, "padding": None}, 1.0, 0.0, facts.windows)
    return facts, None if plane is None else plane.position


def _voi_table(described: ImageDescription, header: DataSet, number: int) -> LookupTable | None:
    """Return the table that shows a frame; one that can't be read shows nothing, and the windows are left."""
    if not described.is_monochrome:
        return None
    try:
        voi = voi_of(described, header, number, modality_of(described, header, number))
    except MalformedError:
        return None
    return voi if isinstance(voi, LookupTable) else None


def _facts(
    described: ImageDescription,
    said: Mapping[str, object],
    slope: float,
    intercept: float,
    windows: Sequence[Window],
) -> FrameFacts:
    values: dict[str, object] = {
        "rows": described.rows,
        "columns": described.columns,
        "letters": None,
        "laterality": "",
        "view": "",
        "pixel_aspect": described.pixel_aspect_ratio,
        "is_colour": not described.is_monochrome,
        "is_signed": described.is_signed,
        "bits_stored": described.bits_stored,
        "is_inverse": described.is_monochrome and described.is_inverse,
        "slope": slope,
        "intercept": intercept,
        "unit": _unit(described),
        "windows": tuple(windows) if described.is_monochrome else (),
        "padding": described.padding,
        "lossy_ratio": None,
        "frame_milliseconds": described.frame_milliseconds,
    }
    return FrameFacts(**(values | dict(said)))  # type: ignore[arg-type]  # The names are those of the fields.


def _unit(described: ImageDescription) -> str:
    """Return the unit of values, as the file says it; CT that says nothing is in Hounsfield units (C.8.2.1.1.2)."""
    said = described.rescale_type.strip().upper()
    if described.modality == "CT":
        return "HU" if said in {"", "HU"} else "" if said == "US" else said
    return "" if said in {"US", "UNSPECIFIED"} else displayable(described.rescale_type.strip())


def _is_lossy_syntax(image: StoredInstance) -> bool:
    return image.transfer_syntax_uid in _LOSSY_SYNTAXES


def _view(header: DataSet) -> str:
    """Return the view as mammography and projections say it: ``CC``, ``MLO``, ``PA``, ``LL``."""
    position = header.text(tag.VIEW_POSITION).strip().upper()
    if position:
        return displayable(position)
    for item in header.items_of(_VIEW_CODE_SEQUENCE)[:1]:
        return _VIEWS.get(item.text(tag.CODE_VALUE).strip(), displayable(item.text(tag.CODE_MEANING)))
    return ""


# View codes of mammography (PS3.16 CID 4014), in SNOMED-RT and in SNOMED CT.
_VIEWS: Final = {
    "R-10242": "CC", "399162004": "CC", "R-10226": "MLO", "399368009": "MLO", "R-10224": "ML", "399260004": "ML",
    "R-10228": "LM", "399352003": "LM", "R-10244": "XCCL", "399192008": "XCCL", "R-1024A": "XCC",
}  # fmt: skip


def _are_letters(text: str) -> bool:
    stripped = text.strip().upper()
    return bool(stripped) and set(stripped) <= set("RLAPHF")
