"""What of a picture can be shown to somebody who must not learn whose it is: names may be burned into its pixels.

Nothing is read out of the pixels. What is known of a picture decides, and where that does not suffice it is not shown::

    BurnedInAnnotation YES, a photograph, a capture of a screen ──→ not at all
    ultrasound ─┬─ regions that lie within the picture and leave something out ──→ these regions alone
                └─ else ──→ not at all
    anything else ──→ as it is
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.pixels.blanking import Part, mask_of


class NotShown(StrEnum):
    """Why nothing of a picture is shown."""

    # The file says that something is written in its pixels.
    BURNED_IN = "burned-in"
    # An ultrasound picture around which nobody knows where its text ends.
    NO_REGIONS = "no-regions"
    # A photograph or a capture of a screen, in which anything may be read.
    CAPTURE = "capture"
    # Nobody can tell what it is.
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Showable:
    """What is shown.

    Attributes
    ----------
    parts : tuple of Part
        Nothing else is shown; empty: the whole picture is.
    why_not : NotShown or None
        Nothing at all is shown.
    """

    parts: tuple[Part, ...] = ()
    why_not: NotShown | None = None


WHOLE: Final = Showable()
_CORNERS: Final = (
    tag.REGION_LOCATION_MIN_X0,
    tag.REGION_LOCATION_MIN_Y0,
    tag.REGION_LOCATION_MAX_X1,
    tag.REGION_LOCATION_MAX_Y1,
)
# PS3.3 C.8.5.5.1.1: a region of graphics measures nothing, and may be the text itself.
_GRAPHICS: Final = 5
# Devices count the last pixel in different ways; what lies further out was measured in a picture of another size.
_TOLERANCE: Final = 1
# Regions that cover more leave nothing out: where text is burned in, it stands in them.
_MOST_COVERED: Final = 0.98
_ULTRASOUND: Final = frozenset({"US", "IVUS"})
# Ultrasound Image and Ultrasound Multi-frame Image Storage, current and retired (PS3.6 annex A).
_ULTRASOUND_CLASSES: Final = frozenset(f"1.2.840.10008.5.1.4.1.1.{number}" for number in ("3", "3.1", "6", "6.1"))
_CAPTURE_CLASSES: Final = "1.2.840.10008.5.1.4.1.1.7"
# Photographs, captures, sheets of other devices, digitized films, and densitometry, which is a printed sheet.
_CAPTURES: Final = frozenset({"SC", "OT", "ES", "XC", "GM", "SM", "DOC", "HC", "DF", "BMD", "OPT", "HD", "EPS"})
_IN_COLOUR: Final = frozenset({"ES", "XC", "GM", "SM", "OP", "OPT", "US", "IVUS"})
_SCREENS: Final = frozenset({"SCREEN SAVE", "SCREEN", "SCREENSHOT", "SCREEN CAPTURE", "DOSE", "REPORT", "LABEL"})


def showable(header: DataSet, rows: int, columns: int, *, is_monochrome: bool) -> Showable:
    """Tell what of a picture is shown.

    Parameters
    ----------
    header : DataSet
        The whole data set.
    rows, columns : int
        Size of the picture.
    is_monochrome : bool
        Whether it holds grey levels. What is grey by its nature is in colour only as a capture of results.
    """
    modality, sop_class = header.text(tag.MODALITY).strip(), header.text(tag.SOP_CLASS_UID).strip()
    if modality in _ULTRASOUND or sop_class in _ULTRASOUND_CLASSES:
        parts = tuple(_parts(header, rows, columns))
        return Showable(parts) if _leave_something_out(parts, rows, columns) else Showable(why_not=NotShown.NO_REGIONS)
    if header.text(tag.BURNED_IN_ANNOTATION).strip().upper() == "YES":
        return Showable(why_not=NotShown.BURNED_IN)
    is_screen = not _SCREENS.isdisjoint(each.strip().upper() for each in header.texts(tag.IMAGE_TYPE))
    is_result = not is_monochrome and modality not in _IN_COLOUR
    if modality in _CAPTURES or sop_class.startswith(_CAPTURE_CLASSES) or is_screen or is_result:
        return Showable(why_not=NotShown.CAPTURE)
    return WHOLE


def _parts(header: DataSet, rows: int, columns: int) -> Iterator[Part]:
    """Give the regions; where one can't be that of a picture of this size, none is believed."""
    found = []
    for item in header.items_of(tag.SEQUENCE_OF_ULTRASOUND_REGIONS):
        if item.integer(tag.REGION_SPATIAL_FORMAT) == _GRAPHICS:
            continue
        left, top, right, bottom = (item.integer(which) for which in _CORNERS)
        if left is None or top is None or right is None or bottom is None:
            return
        is_within = 0 <= left <= right < columns + _TOLERANCE and 0 <= top <= bottom < rows + _TOLERANCE
        if not is_within:
            return
        found.append(Part(left, top, min(right, columns - 1), min(bottom, rows - 1)))
    yield from found


def _leave_something_out(parts: tuple[Part, ...], rows: int, columns: int) -> bool:
    return bool(parts) and bool(mask_of(parts, rows, columns).mean() <= _MOST_COVERED)
