"""Presentation states: how somebody wanted pictures to be shown, and what they drew (PS3.3 A.33, C.10.5, C.11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.dicom.person_names import displayable, readable_name
from imaging.pixels.geometry import PixelPoint
from imaging.pixels.value_attributes import read_windows
from imaging.pixels.windows import Window
from imaging.reading.graphics import Figure, Shape, corner_to_center, pairs, shape_of
from imaging.reading.references import PictureReference, image_references, meant, series_references

_PIXEL: Final = "PIXEL"
_RECTANGLE_EDGES: Final = (
    tag.SHUTTER_LEFT_VERTICAL_EDGE,
    tag.SHUTTER_UPPER_HORIZONTAL_EDGE,
    tag.SHUTTER_RIGHT_VERTICAL_EDGE,
    tag.SHUTTER_LOWER_HORIZONTAL_EDGE,
)


@dataclass(frozen=True)
class Area:
    """The part of a picture that is displayed: corners in DICOM's graphics coordinates."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Shutter:
    """What is to be seen of a picture: an outline as our figures have it; all beyond is covered."""

    shape: Shape
    points: tuple[PixelPoint, ...]


@dataclass(frozen=True)
class PresentationState:
    """What a presentation state wants.

    Attributes
    ----------
    pictures : tuple of PictureReference
        What it is about.
    windows : tuple of (references, Window)
        Each for some of its pictures; no references: for all.
    rotation : int
        Degrees clockwise, after which pictures are flipped if `is_flipped` (PS3.3 C.10.6).
    """

    label: str
    description: str
    creator: str
    created: str
    pictures: tuple[PictureReference, ...]
    figures: tuple[Figure, ...]
    windows: tuple[tuple[tuple[PictureReference, ...], Window], ...]
    shutters: tuple[Shutter, ...]
    rotation: int
    is_flipped: bool
    is_inverse: bool


def presentation_state(dataset: DataSet) -> PresentationState:
    """Read a Grayscale Softcopy Presentation State; what can't be understood of it is left out.

    Parameters
    ----------
    dataset : DataSet
        The whole data set.
    """
    pictures = series_references(dataset)
    return PresentationState(
        label=displayable(dataset.text(tag.CONTENT_LABEL)),
        description=displayable(dataset.text(tag.CONTENT_DESCRIPTION)),
        creator=displayable(readable_name(dataset.text(tag.CONTENT_CREATOR_NAME))),
        created=dataset.text(tag.PRESENTATION_CREATION_DATE) + dataset.text(tag.PRESENTATION_CREATION_TIME)[:6],
        pictures=pictures,
        figures=tuple(_figures(dataset, pictures)),
        windows=tuple(_windows(dataset)),
        shutters=tuple(_shutters(dataset)),
        rotation=(dataset.integer(tag.IMAGE_ROTATION) or 0) % 360,
        is_flipped=dataset.text(tag.IMAGE_HORIZONTAL_FLIP).strip() == "Y",
        is_inverse=dataset.text(tag.PRESENTATION_LUT_SHAPE).strip() == "INVERSE",
    )


def _windows(dataset: DataSet) -> Iterator[tuple[tuple[PictureReference, ...], Window]]:
    for item in dataset.items_of(tag.SOFTCOPY_VOILUT_SEQUENCE):
        for window in read_windows(item)[:1]:
            yield image_references(item), window


def _figures(dataset: DataSet, pictures: tuple[PictureReference, ...]) -> Iterator[Figure]:
    areas = dict(_areas(dataset, pictures))
    for item in dataset.items_of(tag.GRAPHIC_ANNOTATION_SEQUENCE):
        for picture in meant(image_references(item), pictures):
            area = areas.get(picture.sop_instance_uid)
            drawn = (*_graphics(item, area), *_texts(item, area))
            for frame in picture.frames or (0,):
                for shape, points, text in drawn:
                    yield Figure(picture.sop_instance_uid, frame, shape, points, text)


_Drawn = tuple[Shape, tuple[PixelPoint, ...], str]


def _graphics(item: DataSet, area: Area | None) -> Iterator[_Drawn]:
    for graphic in item.items_of(tag.GRAPHIC_OBJECT_SEQUENCE):
        units = graphic.text(tag.GRAPHIC_ANNOTATION_UNITS).strip()
        corners = _in_pixels(pairs(graphic.numbers(tag.GRAPHIC_DATA)), units, area)
        found = shape_of(graphic.text(tag.GRAPHIC_TYPE).strip(), corners)
        if found is not None:
            yield *found, ""


def _texts(item: DataSet, area: Area | None) -> Iterator[_Drawn]:
    for text in item.items_of(tag.TEXT_OBJECT_SEQUENCE):
        words = displayable(text.text(tag.UNFORMATTED_TEXT_VALUE))
        box = pairs(text.numbers(tag.BOUNDING_BOX_TOP_LEFT_HAND_CORNER))
        anchor = pairs(text.numbers(tag.ANCHOR_POINT))
        place = _in_pixels(box, text.text(tag.BOUNDING_BOX_ANNOTATION_UNITS).strip(), area) or _in_pixels(
            anchor, text.text(tag.ANCHOR_POINT_ANNOTATION_UNITS).strip(), area
        )
        if words and place:
            yield Shape.TEXT, (corner_to_center(*place[0]),), words


def _in_pixels(points: list[tuple[float, float]], units: str, area: Area | None) -> list[tuple[float, float]]:
    """Return points of the picture; those that are told in shares of the displayed area need to know which it is."""
    if units in {_PIXEL, ""}:
        return points
    if area is None:
        return []
    width, height = area.right - area.left, area.bottom - area.top
    return [(area.left + x * width, area.top + y * height) for x, y in points]


def _areas(dataset: DataSet, pictures: tuple[PictureReference, ...]) -> Iterator[tuple[str, Area]]:
    """Read the displayed areas; their corners are pixels, counted from 1 (PS3.3 C.10.4)."""
    for item in dataset.items_of(tag.DISPLAYED_AREA_SELECTION_SEQUENCE):
        first = pairs(item.numbers(tag.DISPLAYED_AREA_TOP_LEFT_HAND_CORNER))
        last = pairs(item.numbers(tag.DISPLAYED_AREA_BOTTOM_RIGHT_HAND_CORNER))
        if first and last:
            area = Area(first[0][0] - 1, first[0][1] - 1, last[0][0], last[0][1])
            for picture in meant(image_references(item), pictures):
                yield picture.sop_instance_uid, area


def _shutters(dataset: DataSet) -> Iterator[Shutter]:
    """Read what the display shutter leaves open (PS3.3 C.7.6.11); its rows and columns are pixels, counted from 1."""
    shapes = {shape.strip().upper() for shape in dataset.texts(tag.SHUTTER_SHAPE)}
    edges = [dataset.integer(edge) for edge in _RECTANGLE_EDGES]
    left, top, right, bottom = edges
    if "RECTANGULAR" in shapes and left is not None and top is not None and right is not None and bottom is not None:
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        yield Shutter(Shape.POLYLINE, tuple(PixelPoint(x - 1.0, y - 1.0) for x, y in corners))
    center, radius = (
        pairs(dataset.numbers(tag.CENTER_OF_CIRCULAR_SHUTTER)),
        dataset.number(tag.RADIUS_OF_CIRCULAR_SHUTTER),
    )
    if "CIRCULAR" in shapes and center and radius is not None:
        row, column = center[0][0] - 1, center[0][1] - 1
        ends = [(column - radius, row), (column + radius, row), (column, row - radius), (column, row + radius)]
        yield Shutter(Shape.ELLIPSE, tuple(PixelPoint(*end) for end in ends))
    vertices = pairs(dataset.numbers(tag.VERTICES_OF_THE_POLYGONAL_SHUTTER))
    if "POLYGONAL" in shapes and len(vertices) > 2:
        yield Shutter(Shape.POLYLINE, tuple(PixelPoint(column - 1, row - 1) for row, column in vertices))


def window_to_json(window: Window) -> dict[str, Any]:
    """Return a window as the page has it."""
    return {"center": window.center, "width": window.width, "function": window.function.value}
