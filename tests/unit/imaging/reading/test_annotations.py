"""Annotations as values: what they may be, and that they survive their passage through JSON."""

from __future__ import annotations

import json
import math

import pytest

from imaging.errors import MalformedError
from imaging.reading.annotations import Annotation, ImagePlace, Kind, VolumePlace, annotation_from_json

VOLUME = VolumePlace(3, "1.2.826.0.1", (0.0, 0.0, 1.0), (0.0, -1.0, 0.0))


@pytest.mark.parametrize(
    "annotation",
    [
        Annotation(Kind.LENGTH, ImagePlace(7, 2), ((0.1, 0.2), (1e3, -0.5)), "长 <b>"),
        Annotation(Kind.LENGTH, VOLUME, ((0.1, 0.2, 0.3), (1.0, 2.0, 3.0))),
        Annotation(Kind.KEY_IMAGE, ImagePlace(7)),
    ],
)
def test_json_keeps_everything(annotation: Annotation) -> None:
    assert annotation_from_json(json.loads(json.dumps(annotation.to_json()))) == annotation


@pytest.mark.parametrize(
    ("kind", "points"),
    [
        (Kind.LENGTH, ((0.0, 0.0),)),
        (Kind.LENGTH, ((0.0, 0.0), (1.0, 1.0), (2.0, 2.0))),
        (Kind.LENGTH, ((0.0, 0.0), (1.0, 1.0, 1.0))),
        (Kind.LENGTH, ((0.0, 0.0), (math.nan, 1.0))),
        (Kind.LENGTH, ((0.0, 0.0), (1e7, 1.0))),
        (Kind.FREEHAND, ((0.0, 0.0),) * 2),
        (Kind.KEY_IMAGE, ((0.0, 0.0),)),
        (Kind.TEXT, ((0.0, 0.0),)),
    ],
)
def test_what_can_not_be_drawn_is_refused(kind: Kind, points: tuple[tuple[float, ...], ...]) -> None:
    with pytest.raises(MalformedError):
        Annotation(kind, ImagePlace(1), points)


@pytest.mark.parametrize(
    "place",
    [
        VolumePlace(1, "1.2", (0.0, 0.0, 2.0), (0.0, 1.0, 0.0)),
        VolumePlace(1, "1.2", (0.0, 0.0, 1.0), (0.0, 0.6, 0.8)),
        VolumePlace(1, "not a uid", (0.0, 0.0, 1.0), (0.0, 1.0, 0.0)),
    ],
)
def test_a_plane_that_is_none_is_refused(place: VolumePlace) -> None:
    with pytest.raises(MalformedError):
        Annotation(Kind.PROBE, place, ((0.0, 0.0, 0.0),))


def test_a_text_is_plain_and_of_bounded_length() -> None:
    with pytest.raises(MalformedError):
        Annotation(Kind.TEXT, ImagePlace(1), ((0.0, 0.0),), "x" * 501)
    with pytest.raises(MalformedError):
        Annotation(Kind.TEXT, ImagePlace(1), ((0.0, 0.0),), "a\0b")
