"""What is drawn in a study as a Grayscale Softcopy Presentation State, which any workstation opens (PS3.3 A.33)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

import pydicom

from imaging.archive.stored import StoredInstance
from imaging.dicom import tags as tag
from imaging.dicom.as_it_came import put_as_it_came
from imaging.dicom.elements import DataSet
from imaging.dicom.own_files import own_file
from imaging.dicom.uids import MANUFACTURER, derived_uid, new_uid
from imaging.pixels.geometry import PixelPoint
from imaging.reading.annotations import Annotation, ImagePlace, Kind
from imaging.reading.graphics import center_to_corner
from imaging.reading.operations import Recorded

SOP_CLASS_UID: Final = "1.2.840.10008.5.1.4.1.1.11.1"
_LAYER: Final = "ANNOTATIONS"
_COPIED: Final = {
    "PatientName": tag.PATIENT_NAME,
    "PatientID": tag.PATIENT_ID,
    "PatientBirthDate": tag.PATIENT_BIRTH_DATE,
    "PatientSex": tag.PATIENT_SEX,
    "StudyInstanceUID": tag.STUDY_INSTANCE_UID,
    "StudyDate": tag.STUDY_DATE,
    "StudyTime": tag.STUDY_TIME,
    "StudyID": tag.STUDY_ID,
    "AccessionNumber": tag.ACCESSION_NUMBER,
    "ReferringPhysicianName": tag.REFERRING_PHYSICIAN_NAME,
}
# PS3.3 C.10.5.1: as long as a short text may be.
_LONGEST_TEXT: Final = 1024


def written_state(
    drawn: Iterable[Recorded],
    images: Mapping[int, StoredInstance],
    header: DataSet,
    made_at: datetime,
    creator: str = "",
    sop_instance_uid: str = "",
) -> bytes:
    """Write what is drawn on images; what lies in planes of a volume has no place in such an object.

    Parameters
    ----------
    drawn : iterable of Recorded
        Annotations of one study, on the images below.
    images : mapping of int to StoredInstance
        The images by their rows.
    header : DataSet
        Of one of them: whom and which study it is about.
    made_at : datetime
        Aware.
    creator : str
        A name as DICOM writes it (PS3.5 6.2.1).
    sop_instance_uid : str
        What the object is called; a new name if empty.

    Returns
    -------
    bytes
        A whole Part 10 file in explicit VR little endian, text in UTF-8.
    """
    of_images = [each for each in drawn if isinstance(each.annotation.place, ImagePlace)]
    shown = {each.annotation.place.instance_id for each in of_images if isinstance(each.annotation.place, ImagePlace)}
    dataset = pydicom.Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    for keyword, which in _COPIED.items():
        put_as_it_came(dataset, keyword, header.text(which))
    _identify(dataset, made_at, creator, sop_instance_uid or new_uid())
    pictures = [images[instance_id] for instance_id in sorted(shown)]
    dataset.ReferencedSeriesSequence = list(_series(pictures))
    dataset.DisplayedAreaSelectionSequence = [_area(image) for image in pictures]
    dataset.GraphicAnnotationSequence = [item for each in of_images for item in _annotation(each, images)]
    layer = pydicom.Dataset()
    layer.GraphicLayer, layer.GraphicLayerOrder = _LAYER, 1
    dataset.GraphicLayerSequence = [layer]
    dataset.PresentationLUTShape = "IDENTITY"
    return own_file(dataset)


def _identify(dataset: pydicom.Dataset, made_at: datetime, creator: str, sop_instance_uid: str) -> None:
    dataset.SOPClassUID, dataset.SOPInstanceUID = SOP_CLASS_UID, sop_instance_uid
    dataset.SeriesInstanceUID, dataset.Modality = derived_uid(sop_instance_uid, "series"), "PR"
    # Far from the numbers that devices give, so that it does not stand among their series.
    dataset.SeriesNumber, dataset.InstanceNumber = 9002, 1
    dataset.Manufacturer = MANUFACTURER
    dataset.ContentLabel, dataset.ContentDescription = "FILMLESS", "Annotations"
    dataset.ContentCreatorName = creator
    dataset.PresentationCreationDate = made_at.strftime("%Y%m%d")
    dataset.PresentationCreationTime = made_at.strftime("%H%M%S")
    dataset.TimezoneOffsetFromUTC = made_at.strftime("%z")


def _series(pictures: Sequence[StoredInstance]) -> Iterator[pydicom.Dataset]:
    in_order = sorted(pictures, key=lambda image: (image.series_instance_uid, image.id))
    for uid, images in groupby(in_order, key=lambda image: image.series_instance_uid):
        item = pydicom.Dataset()
        item.SeriesInstanceUID = uid
        item.ReferencedImageSequence = [_reference(image) for image in images]
        yield item


def _reference(image: StoredInstance, frame: int = 0) -> pydicom.Dataset:
    item = pydicom.Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = image.sop_class_uid, image.sop_instance_uid
    if frame and image.number_of_frames > 1:
        item.ReferencedFrameNumber = frame
    return item


def _area(image: StoredInstance) -> pydicom.Dataset:
    """The whole picture, fitted into its place (PS3.3 C.10.4)."""
    item = pydicom.Dataset()
    item.ReferencedImageSequence = [_reference(image)]
    item.DisplayedAreaTopLeftHandCorner = [1, 1]
    item.DisplayedAreaBottomRightHandCorner = [image.columns or 1, image.rows or 1]
    item.PresentationSizeMode = "SCALE TO FIT"
    item.PresentationPixelAspectRatio = [1, 1]
    return item


def _annotation(recorded: Recorded, images: Mapping[int, StoredInstance]) -> Iterator[pydicom.Dataset]:
    annotation = recorded.annotation
    if not isinstance(annotation.place, ImagePlace) or not annotation.points:
        return
    item = pydicom.Dataset()
    item.ReferencedImageSequence = [_reference(images[annotation.place.instance_id], annotation.place.frame)]
    item.GraphicLayer = _LAYER
    graphics = [_graphic(kind, points) for kind, points in graphics_of(annotation)]
    if graphics:
        item.GraphicObjectSequence = graphics
    words = words_of(recorded)
    if words:
        item.TextObjectSequence = [_text(words, annotation)]
    yield item


def graphics_of(annotation: Annotation) -> list[tuple[str, list[PixelPoint]]]:
    """Return the graphics of DICOM that make up a figure: the type of each, and its points as pixel points."""
    points = [PixelPoint(*point) for point in annotation.points]
    match annotation.kind:
        case Kind.TEXT | Kind.KEY_IMAGE:
            return []
        case Kind.PROBE:
            return [("POINT", points)]
        case Kind.COBB | Kind.BIDIRECTIONAL:
            return [("POLYLINE", points[:2]), ("POLYLINE", points[2:])]
        case Kind.RECTANGLE | Kind.FREEHAND:
            return [("POLYLINE", [*points, points[0]])]
        case Kind.ELLIPSE:
            return [("ELLIPSE", _major_first(points))]
    return [("POLYLINE", points)]


def _major_first(points: list[PixelPoint]) -> list[PixelPoint]:
    """PS3.3 C.10.5.1.2: the first two points are the ends of the longer axis."""
    first, second = ((b.column - a.column) ** 2 + (b.row - a.row) ** 2 for a, b in (points[:2], points[2:]))
    return points if first >= second else [*points[2:], *points[:2]]


def _graphic(kind: str, points: Iterable[PixelPoint]) -> pydicom.Dataset:
    item = pydicom.Dataset()
    corners = [center_to_corner(point) for point in points]
    item.GraphicAnnotationUnits, item.GraphicDimensions = "PIXEL", 2
    item.NumberOfGraphicPoints = len(corners)
    item.GraphicData = [value for corner in corners for value in corner]
    item.GraphicType, item.GraphicFilled = kind, "N"
    return item


def _text(words: str, annotation: Annotation) -> pydicom.Dataset:
    item = pydicom.Dataset()
    item.AnchorPointAnnotationUnits = "PIXEL"
    item.UnformattedTextValue = words[:_LONGEST_TEXT]
    item.AnchorPoint = list(center_to_corner(PixelPoint(*annotation.points[0])))
    item.AnchorPointVisibility = "N"
    return item


def words_of(recorded: Recorded) -> str:
    """Return what stands beside a figure: its own words, and what it measures, each in a line."""
    values = [f"{each.name} {each.value:.1f} {each.unit}".strip() for each in recorded.measured.values]
    return "\r\n".join(filter(None, (*recorded.annotation.text.splitlines(), *values)))
