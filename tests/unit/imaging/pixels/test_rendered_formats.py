"""What a finished picture is: its size, its part of the image, its format, its frames."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from imaging.errors import LimitError, MalformedError
from imaging.pixels.animation import render_animation
from imaging.pixels.description import ImageDescription
from imaging.pixels.encoding import PictureFormat
from imaging.pixels.photometric import Photometric
from imaging.pixels.render import Rendering, render
from imaging.pixels.viewport import Viewport
from tests.unit.imaging.pixels.descriptions import AS_IS, color, grey
from tests.unit.imaging.pixels.headers import EXPLICIT_LITTLE


def test_viewport_keeps_proportions_and_squares_pixels() -> None:
    stored = np.zeros((100, 200), "<u2")
    description = ImageDescription(100, 200, EXPLICIT_LITTLE)
    picture = render(stored, description, Rendering(viewport=Viewport(64, 64)))
    assert (picture.width, picture.height) == (64, 32)
    tall = ImageDescription(100, 200, EXPLICIT_LITTLE, pixel_aspect_ratio=2.0)
    picture = render(stored, tall, Rendering(viewport=Viewport(64, 64)))
    assert (picture.width, picture.height) == (64, 64)


def test_viewport_shows_a_part_and_enlarges_it() -> None:
    stored = np.zeros((4, 4), "<u2")
    stored[2:, 2:] = 255
    rendering = Rendering(window=AS_IS, viewport=Viewport(8, 8, 2, 2, 2, 2), picture_format=PictureFormat.PNG)
    picture = render(stored, ImageDescription(4, 4, EXPLICIT_LITTLE), rendering)
    with Image.open(io.BytesIO(picture.data), formats=["PNG"]) as opened:
        assert opened.size == (8, 8)
        assert opened.getextrema() == (255, 255)


@pytest.mark.parametrize("values", [(0, 1), (1, 8193), (1, 1, -1), (1, 1, 0, 0, 0, 1), (1, 1, float("nan"))])
def test_impossible_viewports_are_refused(values: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match=r"viewport|part"):
        Viewport(*values)


def test_a_part_outside_of_the_image_is_refused() -> None:
    rendering = Rendering(viewport=Viewport(8, 8, 4, 0, 1, 1))
    with pytest.raises(ValueError, match="outside"):
        render(np.zeros((4, 4), "<u2"), ImageDescription(4, 4, EXPLICIT_LITTLE), rendering)


@pytest.mark.parametrize("picture_format", PictureFormat)
@pytest.mark.parametrize("samples", [1, 3])
def test_formats(picture_format: PictureFormat, samples: int) -> None:
    description = color(Photometric.RGB) if samples == 3 else grey()
    stored = np.full((8, 16, 3) if samples == 3 else (8, 16), 200, np.uint8)
    picture = render(stored, description, Rendering(picture_format=picture_format, quality=90))
    assert picture.media_type == f"image/{picture_format}"
    with Image.open(io.BytesIO(picture.data), formats=[picture_format.value]) as opened:
        assert opened.size == (16, 8) == (picture.width, picture.height)
        assert abs(int(np.asarray(opened.convert("L")).mean()) - 200) <= 1
    assert picture.is_lossy == (picture_format in {PictureFormat.JPEG, PictureFormat.WEBP})


def test_pictures_too_long_for_their_format_are_refused() -> None:
    with pytest.raises(LimitError, match="WEBP"):
        render(
            np.zeros((1, 20000), np.uint8),
            ImageDescription(1, 20000, EXPLICIT_LITTLE, bits_allocated=8, bits_stored=8),
            Rendering(picture_format=PictureFormat.WEBP),
        )


@pytest.mark.parametrize("quality", [0, 101])
def test_impossible_qualities_are_refused(quality: int) -> None:
    with pytest.raises(ValueError, match="quality"):
        Rendering(quality=quality)


def test_animation_holds_every_frame_with_one_window() -> None:
    description = ImageDescription(4, 4, EXPLICIT_LITTLE, number_of_frames=3, frame_milliseconds=40)
    frames = (np.arange(16, dtype="<u2").reshape(4, 4) * scale for scale in (16, 8, 4))
    picture = render_animation(frames, description)
    with Image.open(io.BytesIO(picture.data), formats=["GIF"]) as opened:
        assert opened.n_frames == 3
        assert opened.info["duration"] == 40
        opened.seek(2)
        assert np.asarray(opened.convert("L")).max() == pytest.approx(60 / 240 * 255, abs=2)


def test_an_animation_without_frames_is_refused() -> None:
    with pytest.raises(MalformedError, match="no frames"):
        render_animation([], ImageDescription(4, 4, EXPLICIT_LITTLE))
