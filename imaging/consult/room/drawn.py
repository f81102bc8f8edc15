"""Annotations and places as they come into a room: finished ones, and figures that are still being drawn."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field, model_validator

from imaging.consult.room.shape import Shape
from imaging.reading.annotations import (
    FARTHEST,
    LONGEST_TEXT,
    MOST_POINTS,
    Annotation,
    ImagePlace,
    Kind,
    Place,
    VolumePlace,
)

# A row's number, as large as every index takes it.
MOST_ROWS: Final = 2**62

Row = Annotated[int, Field(ge=1, le=MOST_ROWS)]
Coordinate = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST)]
Point = Annotated[tuple[Coordinate, ...], Field(min_length=2, max_length=3)]
_Direction = tuple[Coordinate, Coordinate, Coordinate]


class ImagePlaceShape(Shape):
    """A picture."""

    instance_id: Row
    frame: int = Field(ge=1, le=2**31 - 1)

    def value(self) -> Place:
        """Return it as the house knows it."""
        return ImagePlace(self.instance_id, self.frame)


class VolumePlaceShape(Shape):
    """A plane through a series."""

    series_id: Row
    frame_of_reference_uid: str = Field(max_length=64)
    normal: _Direction
    up: _Direction

    def value(self) -> Place:
        """Return it as the house knows it."""
        return VolumePlace(self.series_id, self.frame_of_reference_uid, self.normal, self.up)


# They share no field, so the first that fits is the one.
AnyPlace = Annotated[ImagePlaceShape | VolumePlaceShape, Field(union_mode="left_to_right")]


class SketchShape(Shape):
    """A figure that is being drawn: points may still be missing, and words too."""

    kind: Kind
    place: AnyPlace
    points: tuple[Point, ...] = Field(max_length=MOST_POINTS)
    text: str = Field("", max_length=LONGEST_TEXT, repr=False)

    @model_validator(mode="after")
    def _is_of_one_space(self) -> SketchShape:
        dimensions = 2 if isinstance(self.place, ImagePlaceShape) else 3
        if not set(map(len, self.points)) <= {dimensions}:
            raise ValueError(f"points are {dimensions} numbers each")
        return self


class AnnotationShape(Shape):
    """A finished figure."""

    kind: Kind
    place: AnyPlace
    points: tuple[Point, ...] = Field((), max_length=MOST_POINTS)
    # Spaces around it and the ends of its lines are not counted; what is left is.
    text: str = Field("", max_length=2 * LONGEST_TEXT, repr=False)

    @model_validator(mode="after")
    def _can_be_drawn(self) -> AnnotationShape:
        """Have it checked by what all annotations are checked by, and take its words as they are kept there."""
        value = Annotation(self.kind, self.place.value(), self.points, self.text)
        return self if value.text == self.text else self.model_copy(update={"text": value.text})
