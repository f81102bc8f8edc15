"""Parameters of rendered resources, right and wrong."""

from __future__ import annotations

import pytest

from imaging.errors import MalformedError
from imaging.pixels.encoding import PictureFormat
from imaging.pixels.finishing import PLAIN, Annotation, Finish, Profile
from imaging.pixels.render import Rendering
from imaging.pixels.viewport import Viewport
from imaging.pixels.windows import VoiFunction, Window
from viewer.dicomweb.rendering_parameters import read_finish, read_rendering, read_thumbnail

JPEG = PictureFormat.JPEG


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("window", "40,400,linear", Rendering(window=Window(40, 400))),
        ("window", "-600.5,1500", Rendering(window=Window(-600.5, 1500))),
        ("window", "1e2,2,sigmoid", Rendering(window=Window(100, 2, VoiFunction.SIGMOID))),
        ("window", "0,0.5,linear-exact", Rendering(window=Window(0, 0.5, VoiFunction.LINEAR_EXACT))),
        ("viewport", "300,200", Rendering(viewport=Viewport(300, 200))),
        ("viewport", "300,200,10,20,30,40.5", Rendering(viewport=Viewport(300, 200, 10, 20, 30, 40.5))),
        ("viewport", "300,200,,,30,40", Rendering(viewport=Viewport(300, 200, 0, 0, 30, 40))),
        ("quality", "1", Rendering(quality=1)),
        ("quality", "100", Rendering(quality=100)),
        ("access_hint", "x", Rendering()),
    ],
)
def test_what_the_standard_allows_is_read(name: str, value: str, expected: Rendering) -> None:
    assert read_rendering([(name, value)], JPEG) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("window", ""), ("window", "40"), ("window", "40,"), ("window", "40,0"), ("window", "40,0.5,linear"),
        ("window", "nan,1"), ("window", "40,inf"), ("window", "40,400,cubic"), ("window", "1,2,linear,3"),
        ("window", "a,b"), ("viewport", "300"), ("viewport", "300,0"), ("viewport", "-1,5"), ("viewport", "1.5,2"),
        ("viewport", "1,2,3"), ("viewport", ",,"), ("viewport", "1e9,1e9"), ("viewport", "inf,1"),
        ("viewport", "10,10,-1,0,5,5"), ("viewport", "10,10,0,0,0,5"), ("quality", "0"), ("quality", "101"),
        ("quality", "x"), ("quality", "9" * 5000),
    ],
)  # fmt: skip
def test_what_it_does_not_allow_is_refused_with_the_parameters_name(name: str, value: str) -> None:
    with pytest.raises(MalformedError, match=name):
        read_rendering([(name, value)], JPEG)


def test_a_thumbnail_is_small_and_takes_only_its_size() -> None:
    assert read_thumbnail([("window", "junk")], JPEG) == Rendering(viewport=Viewport(128, 128))
    assert read_thumbnail([("viewport", "64,32")], JPEG) == Rendering(viewport=Viewport(64, 32))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], PLAIN),
        ([("window", "40,400")], PLAIN),
        ([("annotation", "patient,technique")], Finish((Annotation.PATIENT, Annotation.TECHNIQUE))),
        ([("annotation", "technique,patient")], Finish((Annotation.PATIENT, Annotation.TECHNIQUE))),
        ([("annotation", "technique")], Finish((Annotation.TECHNIQUE,))),
        ([("iccprofile", "yes")], Finish(profile=Profile.OWN)),
    ],
)
def test_how_a_picture_is_finished_is_read(given: list[tuple[str, str]], expected: Finish) -> None:
    assert read_finish(given) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [("annotation", "name"), ("annotation", ""), ("iccprofile", "adobergb"), ("iccprofile", "cmyk")],
)
def test_a_finish_that_can_not_be_had_is_refused_with_the_parameters_name(name: str, value: str) -> None:
    with pytest.raises(MalformedError, match=name):
        read_finish([(name, value)])
