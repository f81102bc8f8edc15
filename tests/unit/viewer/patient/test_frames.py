"""How a picture is wanted is read strictly, and nothing is enlarged here."""

from __future__ import annotations

import pytest

from imaging.errors import MalformedError
from imaging.pixels.encoding import PictureFormat
from imaging.pixels.windows import Window
from viewer.patient.frames import Wish


def test_a_wish_is_read() -> None:
    wish = Wish.read({"format": "webp", "size": "1024", "window": "40,400"})
    assert wish == Wish(PictureFormat.WEBP, 1024, Window(40, 400))


def test_without_words_it_is_a_whole_jpeg_as_the_file_says() -> None:
    assert Wish.read({}) == Wish(PictureFormat.JPEG)


@pytest.mark.parametrize(
    "given",
    [
        {"format": "gif"},
        {"size": "31"},
        {"size": "4097"},
        {"size": "-1"},
        {"size": "٣٢٠"},
        {"window": "40"},
        {"window": "nan,400"},
        {"window": "40,inf"},
        {"window": ""},
    ],
)
def test_what_can_not_be_meant_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(MalformedError):
        Wish.read(given)


def test_nothing_is_enlarged() -> None:
    assert Wish(PictureFormat.WEBP, 1024).rendering(512, 512).viewport is None
    viewport = Wish(PictureFormat.WEBP, 1024).rendering(2048, 1024).viewport
    assert viewport is not None
    assert (viewport.width, viewport.height) == (1024, 1024)
