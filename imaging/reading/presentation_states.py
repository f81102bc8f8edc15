"""Presentation states: how somebody wanted pictures to be shown, and what they drew (PS3.3 A.33, C.10.5, C.11)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
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
    """The part of a picture that is displayed, in DICOM's graphics coordinates, as the picture was taken.

    Attributes
    ----------
    magnification : float or None
        Pixels of the screen to a pixel of the picture; None: the part fits into its place.
    """

    left: float
    top: float
    right: float
    bottom: float
    magnification: float | None = None


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
    areas: tuple[tuple[PictureReference, Area], ...] = ()


def presentation_state(dataset: DataSet) -> PresentationState:
    """Read a Grayscale Softcopy Presentation State; what can't be understood of it is left out.

    Parameters
    ----------
    dataset : DataSet
        The whole data set.
    """
    pictures = series_references(dataset)
    rotation = (dataset.integer(tag.IMAGE_ROTATION) or 0) % 360
    is_flipped = dataset.text(tag.IMAGE_HORIZONTAL_FLIP).strip() == "Y"
    areas = tuple(_areas(dataset, pictures))
    by_picture = {picture.sop_instance_uid: _Displayed(area, rotation, is_flipped) for picture, area in areas}
    return PresentationState(
        label=displayable(dataset.text(tag.CONTENT_LABEL)),
        description=displayable(dataset.text(tag.CONTENT_DESCRIPTION)),
        creator=displayable(readable_name(dataset.text(tag.CONTENT_CREATOR_NAME))),
        created=dataset.text(tag.PRESENTATION_CREATION_DATE) + dataset.text(tag.PRESENTATION_CREATION_TIME)[:6],
        pictures=pictures,
        figures=tuple(_figures(dataset, pictures, by_picture)),
        windows=tuple(_windows(dataset)),
        shutters=tuple(_shutters(dataset)),
        rotation=rotation,
        is_flipped=is_flipped,
        is_inverse=dataset.text(tag.PRESENTATION_LUT_SHAPE).strip() == "INVERSE",
        areas=areas,
    )


@dataclass(frozen=True)
class _Displayed:
    """A displayed area as it lies on the screen."""

    area: Area
    rotation: int
    is_flipped: bool

    def in_picture(self, x: float, y: float) -> tuple[float, float]:
        """Return the place in the picture of shares of what is displayed, from its upper left on the screen."""
        across = 1 - x if self.is_flipped else x
        match self.rotation:
            case 90:
                across, down = y, 1 - across
            case 180:
                across, down = 1 - across, 1 - y
            case 270:
                across, down = 1 - y, across
            case _:
                down = y
        area = self.area
        return area.left + across * (area.right - area.left), area.top + down * (area.bottom - area.top)


def _windows(dataset: DataSet) -> Iterator[tuple[tuple[PictureReference, ...], Window]]:
    for item in dataset.items_of(tag.SOFTCOPY_VOILUT_SEQUENCE):
        for window in read_windows(item)[:1]:
            yield image_references(item), window


def _figures(
    dataset: DataSet, pictures: tuple[PictureReference, ...], areas: Mapping[str, _Displayed]
) -> Iterator[Figure]:
    for item in dataset.items_of(tag.GRAPHIC_ANNOTATION_SEQUENCE):
        for picture in meant(image_references(item), pictures):
            area = areas.get(picture.sop_instance_uid)
            drawn = (*_graphics(item, area), *_texts(item, area))
            for frame in picture.frames or (0,):
                for shape, points, text in drawn:
                    yield Figure(picture.sop_instance_uid, frame, shape, points, text)


_Drawn = tuple[Shape, tuple[PixelPoint, ...], str]


def _graphics(item: DataSet, area: _Displayed | None) -> Iterator[_Drawn]:
    for graphic in item.items_of(tag.GRAPHIC_OBJECT_SEQUENCE):
        units = graphic.text(tag.GRAPHIC_ANNOTATION_UNITS).strip()
        corners = _in_pixels(pairs(graphic.numbers(tag.GRAPHIC_DATA)), units, area)
        found = shape_of(graphic.text(tag.GRAPHIC_TYPE).strip(), corners)
        if found is not None:
            yield *found, ""


def _texts(item: DataSet, area: _Displayed | None) -> Iterator[_Drawn]:
    for text in item.items_of(tag.TEXT_OBJECT_SEQUENCE):
        words = displayable(text.text(tag.UNFORMATTED_TEXT_VALUE))
        box = _in_pixels(
            pairs(text.numbers(tag.BOUNDING_BOX_TOP_LEFT_HAND_CORNER)),
            text.text(tag.BOUNDING_BOX_ANNOTATION_UNITS).strip(),
            area,
        )
        anchor = _in_pixels(
            pairs(text.numbers(tag.ANCHOR_POINT)), text.text(tag.ANCHOR_POINT_ANNOTATION_UNITS).strip(), area
        )
        place = box or anchor
        if not words or not place:
            continue
        yield Shape.TEXT, (corner_to_center(*place[0]),), words
        if box and anchor and text.text(tag.ANCHOR_POINT_VISIBILITY).strip() == "Y":
            # A line joins the words and what they are about (PS3.3 C.10.5.1.1).
            yield Shape.POLYLINE, (corner_to_center(*box[0]), corner_to_center(*anchor[0])), ""


def _in_pixels(points: list[tuple[float, float]], units: str, area: _Displayed | None) -> list[tuple[float, float]]:
    """Return points of the picture; those that are told in shares of the displayed area need to know which it is."""
    if units in {_PIXEL, ""}:
        return points
    return [] if area is None else [area.in_picture(x, y) for x, y in points]


def _areas(dataset: DataSet, pictures: tuple[PictureReference, ...]) -> Iterator[tuple[PictureReference, Area]]:
    """Read the displayed areas (PS3.3 C.10.4).

    Corners are pixels, counted from 1, of the picture as it was taken; but which is the upper left one is said of the
    picture as it is displayed, so that of one that is turned or mirrored the first corner may be any of the four.
    """
    for item in dataset.items_of(tag.DISPLAYED_AREA_SELECTION_SEQUENCE):
        corners = [
            *pairs(item.numbers(tag.DISPLAYED_AREA_TOP_LEFT_HAND_CORNER))[:1],
            *pairs(item.numbers(tag.DISPLAYED_AREA_BOTTOM_RIGHT_HAND_CORNER))[:1],
        ]
        if len(corners) != 2:
            continue
        columns, rows = zip(*corners, strict=True)
        is_magnified = item.text(tag.PRESENTATION_SIZE_MODE).strip() == "MAGNIFY"
        ratio = item.number(tag.PRESENTATION_PIXEL_MAGNIFICATION_RATIO) if is_magnified else None
        magnification = ratio if ratio is not None and 0 < ratio < math.inf else None
        area = Area(min(columns) - 1, min(rows) - 1, max(columns), max(rows), magnification)
        for picture in meant(image_references(item), pictures):
            yield picture, area


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
