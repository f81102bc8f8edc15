"""The query parameters of rendered resources (PS3.18 8.3.5.1), read into a `Rendering` and a `Finish`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from imaging.errors import MalformedError
from imaging.pixels.encoding import PictureFormat
from imaging.pixels.finishing import Annotation, Finish, Profile
from imaging.pixels.render import Rendering
from imaging.pixels.viewport import Viewport
from imaging.pixels.windows import VoiFunction, Window

FUNCTIONS: Mapping[str, VoiFunction] = {
    "linear": VoiFunction.LINEAR,
    "linear-exact": VoiFunction.LINEAR_EXACT,
    "sigmoid": VoiFunction.SIGMOID,
}
# The sides of a thumbnail where the client names none.
THUMBNAIL = Viewport(128, 128)

Parameters = Sequence[tuple[str, str]]


def read_rendering(parameters: Parameters, picture_format: PictureFormat) -> Rendering:
    """Read how a picture is wanted.

    Raises
    ------
    MalformedError
        When a parameter does not say what the standard lets it say.
    """
    given = dict(parameters)
    window, viewport = _read_window(given.get("window")), _read_viewport(given.get("viewport"))
    with refused("quality"):
        quality = _whole_number(given["quality"]) if "quality" in given else Rendering().quality
        return Rendering(window=window, viewport=viewport, picture_format=picture_format, quality=quality)


def read_thumbnail(parameters: Parameters, picture_format: PictureFormat) -> Rendering:
    """Read how a thumbnail is wanted: only its size can be."""
    return Rendering(
        viewport=_read_viewport(dict(parameters).get("viewport")) or THUMBNAIL, picture_format=picture_format
    )


def read_finish(parameters: Parameters) -> Finish:
    """Read ``annotation`` and ``iccprofile``: what a picture is given on top of its pixels.

    Raises
    ------
    MalformedError
        When one of them is none that can be had.
    """
    given = dict(parameters)
    try:
        wanted = {Annotation(word) for word in given["annotation"].split(",")} if "annotation" in given else set()
        profile = Profile(given.get("iccprofile", Profile.NONE))
    except ValueError as error:
        text = "The parameter annotation may be: patient, technique; and iccprofile: no, yes, srgb."
        raise MalformedError(text) from error
    return Finish(tuple(each for each in Annotation if each in wanted), profile)


@contextmanager
def refused(parameter: str) -> Iterator[None]:
    """Turn what a value type does not take into the answer that names the parameter."""
    try:
        yield
    except (ValueError, OverflowError) as error:
        raise MalformedError(f"The parameter {parameter} can't be used: {error}") from error


def _read_window(text: str | None) -> Window | None:
    """Read ``center,width,function``; the function is linear where it is left out."""
    if text is None:
        return None
    with refused("window"):
        center, _, rest = text.partition(",")
        width, _, function = rest.partition(",")
        if not (_is_number(center) and _is_number(width) and (function or "linear") in FUNCTIONS):
            raise ValueError("it is center,width and one of linear, linear-exact, sigmoid.")
        return Window(float(center), float(width), FUNCTIONS[function or "linear"])


def _read_viewport(text: str | None) -> Viewport | None:
    """Read ``vw,vh`` or ``vw,vh,sx,sy,sw,sh``, where each of the last four may be left empty."""
    if text is None:
        return None
    with refused("viewport"):
        parts = text.split(",")
        if not all(_is_number(part) for part in parts if part.strip()):
            raise ValueError("it is vw,vh or vw,vh,sx,sy,sw,sh.")
        numbers = [float(part) if part.strip() else None for part in parts]
        if len(numbers) not in {2, 6} or numbers[0] is None or numbers[1] is None:
            raise ValueError("it is vw,vh or vw,vh,sx,sy,sw,sh.")
        left, top, region_width, region_height = numbers[2:] or (None,) * 4
        sides = _whole(numbers[0]), _whole(numbers[1])
        return Viewport(*sides, left or 0.0, top or 0.0, region_width, region_height)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _whole_number(text: str) -> int:
    if not re.fullmatch("[0-9]{1,3}", text):
        raise ValueError("it is a whole number from 1 to 100.")
    return int(text)


def _whole(number: float) -> int:
    if not math.isfinite(number) or number != int(number):
        raise ValueError("its sides are whole numbers of pixels.")
    return int(number)
