"""Which side is which is known of a frame, not of its number."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from imaging.sharing.arrangement import frames_of
from imaging.sharing.film import FilmSeries
from imaging.sharing.frame_kinds import FrameKinds, SeriesKinds
from tests.engines import open_archive, receive
from tests.synthetic import secondary_capture


def right_sides(known: SeriesKinds) -> list[str]:
    kinds = [known.kinds[kind] for kind in known.frame_kinds]
    return [kind.edges.right if kind.edges is not None else "" for kind in kinds]


def test_the_same_images_in_another_order_are_known_anew(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    for right in ("L", "R"):
        receive(archive, secondary_capture(PatientOrientation=[right, "F"]))
    places = tuple(place for image in archive.retrieve.instances_of(None) for place in frames_of(image))
    series = FilmSeries(places[0].image.series_id, 1, "OT", "", "", None, False, places, ())
    kinds = FrameKinds(archive.retrieve)
    sides = [right_sides(kinds.of(each)) for each in (series, replace(series, places=places[::-1]))]
    archive.close()
    assert sides == [["L", "R"], ["R", "L"]]


@pytest.mark.parametrize(
    ("attributes", "is_inverse"),
    [
        ({"PhotometricInterpretation": "MONOCHROME1"}, True),
        ({"PresentationLUTShape": "INVERSE"}, True),
        ({"PresentationLUTShape": "IDENTITY"}, False),
        ({}, False),
    ],
)
def test_what_is_displayed_inverse_says_so(tmp_path: Path, attributes: dict[str, str], *, is_inverse: bool) -> None:
    archive = open_archive(tmp_path)
    receive(archive, secondary_capture(**attributes))
    places = tuple(place for image in archive.retrieve.instances_of(None) for place in frames_of(image))
    (kind,) = FrameKinds(archive.retrieve).of(FilmSeries(1, 1, "OT", "", "", None, False, places, ())).kinds
    archive.close()
    assert kind.is_inverse is is_inverse
