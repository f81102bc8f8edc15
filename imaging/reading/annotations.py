"""Annotations as values: what somebody drew, on which picture, in which words. Sent, kept and replayed as JSON.

::

    kind        points, in this order
    ─────────── ─────────────────────────────────────────────────────────────
    length      one end, the other
    angle       end of one arm, vertex, end of the other arm
    cobb        both ends of one line, both ends of the other
    bidirectional  both ends of the long axis, both ends of the short one
    ellipse     both ends of one axis, both ends of the other
    rectangle   its four corners, one after the other
    freehand    the outline, at least three; the last is joined to the first
    probe       the place
    arrow       what it points at, the other end
    text        where the text stands
    key-image   none: the whole picture is meant

Points on an image are (column, row), counted from 0 at the **centre** of the first pixel, as everywhere in this house.
Points in a volume are (x, y, z) in millimetres of the patient's coordinate system (PS3.3 C.7.6.2.1.1).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from imaging.dicom.person_names import displayable
from imaging.dicom.uids import is_valid_uid
from imaging.errors import MalformedError
from imaging.problems import Problem

LONGEST_TEXT: Final = 500
MOST_POINTS: Final = 4000
# Pixels, or millimetres: no image and no patient is that large.
FARTHEST: Final = 1e6
_UNIT_TOLERANCE: Final = 1e-3
_CONTROL_CHARACTERS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Kind(StrEnum):
    """What is drawn."""

    LENGTH = "length"
    ANGLE = "angle"
    COBB = "cobb"
    BIDIRECTIONAL = "bidirectional"
    ELLIPSE = "ellipse"
    RECTANGLE = "rectangle"
    FREEHAND = "freehand"
    PROBE = "probe"
    ARROW = "arrow"
    TEXT = "text"
    KEY_IMAGE = "key-image"


POINT_COUNTS: Final[Mapping[Kind, tuple[int, int]]] = {
    Kind.LENGTH: (2, 2),
    Kind.ANGLE: (3, 3),
    Kind.COBB: (4, 4),
    Kind.BIDIRECTIONAL: (4, 4),
    Kind.ELLIPSE: (4, 4),
    Kind.RECTANGLE: (4, 4),
    Kind.FREEHAND: (3, MOST_POINTS),
    Kind.PROBE: (1, 1),
    Kind.ARROW: (2, 2),
    Kind.TEXT: (1, 1),
    Kind.KEY_IMAGE: (0, 0),
}
Point = tuple[float, ...]


@dataclass(frozen=True)
class ImagePlace:
    """A picture: the row of its instance, and its frame, counted from 1."""

    instance_id: int
    frame: int = 1


@dataclass(frozen=True)
class VolumePlace:
    """A plane through the volume of a series.

    Attributes
    ----------
    series_id : int
        The row of the series that was cut.
    frame_of_reference_uid : str
        Of the patient coordinates that the points are given in.
    normal, up : tuple of three numbers
        Unit vectors: at right angles to the plane, towards whoever looks at it; and what was above on the screen.
    """

    series_id: int
    frame_of_reference_uid: str
    normal: Point
    up: Point


Place = ImagePlace | VolumePlace


@dataclass(frozen=True)
class Annotation:
    """What somebody drew.

    Raises
    ------
    MalformedError
        When points are missing or are no places, or the text is too long.
    """

    kind: Kind
    place: Place
    points: tuple[Point, ...] = ()
    text: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", _checked_text(self.text))
        fewest, most = POINT_COUNTS[self.kind]
        if not fewest <= len(self.points) <= most:
            raise _wrong("points", f"A {self.kind} has {fewest} to {most} points.")
        dimensions = 2 if isinstance(self.place, ImagePlace) else 3
        if not all(len(point) == dimensions and all(map(_is_place, point)) for point in self.points):
            raise _wrong("points", f"Points are {dimensions} finite numbers each.")
        if self.kind is Kind.KEY_IMAGE and dimensions != 2:
            raise _wrong("place", "A key image is an image.")
        if self.kind is Kind.TEXT and not self.text:
            raise MalformedError("A text needs words.", Problem.FIELD_MISSING, name="text")
        if isinstance(self.place, VolumePlace):
            _check_volume_place(self.place)

    def to_json(self) -> dict[str, Any]:
        """Return JSON values that `annotation_from_json` reads."""
        return {
            "kind": self.kind.value,
            "place": _place_to_json(self.place),
            "points": [list(point) for point in self.points],
            "text": self.text,
        }


def annotation_from_json(values: Mapping[str, Any]) -> Annotation:
    """Read what `Annotation.to_json` wrote, which was checked before it was kept."""
    place = values["place"]
    return Annotation(
        Kind(values["kind"]),
        ImagePlace(place["instance_id"], place["frame"])
        if "instance_id" in place
        else VolumePlace(
            place["series_id"], place["frame_of_reference_uid"], tuple(place["normal"]), tuple(place["up"])
        ),
        tuple(tuple(point) for point in values["points"]),
        values["text"],
    )


def _place_to_json(place: Place) -> dict[str, Any]:
    if isinstance(place, ImagePlace):
        return {"instance_id": place.instance_id, "frame": place.frame}
    return {
        "series_id": place.series_id,
        "frame_of_reference_uid": place.frame_of_reference_uid,
        "normal": list(place.normal),
        "up": list(place.up),
    }


def _checked_text(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(plain) > LONGEST_TEXT:
        raise MalformedError("The text is too long.", Problem.FIELD_TOO_LONG, name="text", longest=LONGEST_TEXT)
    if _CONTROL_CHARACTERS.search(plain):
        raise MalformedError("The text holds control characters.", Problem.FIELD_CONTROL_CHARACTERS, name="text")
    return displayable(plain)


def _check_volume_place(place: VolumePlace) -> None:
    for direction in (place.normal, place.up):
        if len(direction) != 3 or not all(map(_is_place, direction)) or not _is_unit(direction):
            raise _wrong("place", "The directions of a plane are unit vectors.")
    if abs(sum(one * other for one, other in zip(place.normal, place.up, strict=True))) > _UNIT_TOLERANCE:
        raise _wrong("place", "What is above lies in the plane.")
    if not is_valid_uid(place.frame_of_reference_uid):
        raise _wrong("place", "The frame of reference is a UID.")


def _is_unit(direction: Sequence[float]) -> bool:
    return abs(math.hypot(*direction) - 1) <= _UNIT_TOLERANCE


def _is_place(value: float) -> bool:
    return math.isfinite(value) and abs(value) <= FARTHEST


def _wrong(name: str, message: str) -> MalformedError:
    return MalformedError(message, Problem.FIELD_WRONG, name=name)
